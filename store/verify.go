package store

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"strings"
)

// AuditReport is what VerifyAudit found.
type AuditReport struct {
	Accounts int      // chains read, support's included
	Entries  int      // entries read
	Broken   []string // plain sentences, at most 100; empty when all is well
}

const (
	maxBroken   = 100
	chainsPage  = 200
	entriesPage = 500
)

// VerifyAudit recomputes every chain and compares every link and every invitation
// with the trail: an edited, removed or swapped entry shows, also at the end of a
// chain, and so does a link or an invitation without its entry or in a state that
// the trail does not tell of.
func (s *Store) VerifyAudit(ctx context.Context) (AuditReport, error) {
	v := &verification{}
	err := v.strays(ctx, s.reads)
	for after, more := "", true; err == nil && more && len(v.report.Broken) < maxBroken; {
		after, more, err = v.page(ctx, s, after)
	}
	if err != nil {
		return AuditReport{}, fmt.Errorf("verify audit: %w", classify(err))
	}
	return v.report, nil
}

type verification struct{ report AuditReport }

func (v *verification) broken(format string, args ...any) {
	if len(v.report.Broken) < maxBroken {
		v.report.Broken = append(v.report.Broken, fmt.Sprintf(format, args...))
	}
}

// strays finds accounts and entries whose chain is gone altogether.
func (v *verification) strays(ctx context.Context, q querier) error {
	for _, find := range []struct{ query, says string }{
		{`select a.id from accounts a left join audit_chains c on c.account_id = a.id where c.account_id is null limit $1`, "has no audit trail"},
		{`select distinct e.account_id from audit_entries e left join audit_chains c on c.account_id = e.account_id
where c.account_id is null limit $1`, "has audit entries but no end of the chain"},
	} {
		ids, err := all(ctx, q, scanText, find.query, maxBroken)
		if err != nil {
			return err
		}
		for _, id := range ids {
			v.broken("%s %s", chainName(id), find.says)
		}
	}
	return nil
}

func chainName(account string) string {
	if account == "" {
		return "support"
	}
	return "account " + account
}

// page verifies some chains in one read transaction: chain, entries and links are
// of the same moment.
func (v *verification) page(ctx context.Context, s *Store, after string) (next string, more bool, err error) {
	snap, err := s.reads.snapshot(ctx)
	if err != nil {
		return "", false, err
	}
	defer snap.end()
	comparison := ">"
	if after == "" {
		comparison = ">=" // support's chain has the empty ID
	}
	chains, err := all(ctx, snap, scanChain, "select account_id, last_seq, last_hash from audit_chains where account_id "+comparison+
		" $1 order by account_id limit $2", after, chainsPage)
	for _, c := range chains {
		if err == nil {
			err = v.chain(ctx, snap, c)
		}
		after = c.account
	}
	return after, len(chains) == chainsPage, err
}

// chain is where an account's entries end.
type chain struct {
	account string
	seq     int64
	hash    []byte
}

func scanChain(row scanner) (c chain, err error) {
	err = row.Scan(&c.account, &c.seq, &c.hash)
	return c, err
}

func (v *verification) chain(ctx context.Context, q querier, end chain) error {
	v.report.Accounts++
	at := chain{account: end.account, hash: make([]byte, sha256.Size)}
	told := map[string]string{}
	for more := true; more; {
		entries, err := all(ctx, q, scanRecord, "select "+entryColumns+` from audit_entries
where account_id = cast($1 as text) and seq > $2 order by seq limit $3`, at.account, at.seq, entriesPage)
		if err != nil {
			return err
		}
		for _, e := range entries {
			v.entry(&at, e)
			e.tell(told)
		}
		more = len(entries) == entriesPage
	}
	if at.seq != end.seq || !bytes.Equal(at.hash, end.hash) {
		v.broken("%s: the trail ends with entry %d, its end was noted as entry %d: entries at the end were removed or changed", chainName(at.account), at.seq, end.seq)
	}
	return v.states(ctx, q, end.account, told)
}

// entry checks one entry against the one before and moves on to it.
func (v *verification) entry(at *chain, e record) {
	v.report.Entries++
	name := chainName(at.account)
	switch {
	case e.Seq != at.seq+1:
		v.broken("%s: entry %d is missing", name, at.seq+1)
	case !bytes.Equal(e.PrevHash, at.hash):
		v.broken("%s: entry %d does not follow entry %d: one of them was replaced", name, e.Seq, at.seq)
	}
	if !bytes.Equal(e.sum(), e.Hash) {
		v.broken("%s: entry %d (%s) was edited", name, e.Seq, e.Action)
	}
	at.seq, at.hash = e.Seq, e.Hash
}

// tell notes the state in which the entry leaves a link or an invitation.
func (r record) tell(told map[string]string) {
	if !strings.HasPrefix(r.Action, "link.") && !strings.HasPrefix(r.Action, "invitation.") {
		return
	}
	var details []AuditDetail
	if json.Unmarshal([]byte(r.details), &details) != nil {
		return
	}
	for _, d := range details {
		if d.Name == detailState {
			told[r.Subject] = d.After
		}
	}
}

func (v *verification) states(ctx context.Context, q querier, account string, told map[string]string) error {
	type row struct{ what, id, state string }
	rows, err := all(ctx, q, func(s scanner) (r row, err error) {
		err = s.Scan(&r.what, &r.id, &r.state)
		return r, err
	}, `select 'link', id, state from links where account_id = $1
union all select 'invitation', id, state from invitations where account_id = $1`, account)
	for _, r := range rows {
		switch state, ok := told[r.id]; {
		case !ok:
			v.broken("%s: %s %s has no audit entry", chainName(account), r.what, r.id)
		case state != r.state:
			v.broken("%s: %s %s is %s, but its last audit entry says %s", chainName(account), r.what, r.id, r.state, state)
		}
	}
	return err
}
