package store

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"workbooks.com/authconsole/internal/link"
	"workbooks.com/authconsole/internal/signin"
)

// maxCandidates bounds how many accounts one tenant can serve at a log-in.
const maxCandidates = 20

// candidate is an account that a tenant serves, with what finishing a log-in needs.
type candidate struct {
	signin.Candidate
	user     User // Known, in full
	identity Identity
	linkedAt time.Time
	provenAt time.Time
	health   link.Health
}

// Joins are «cross» where one side leads to a single row: SQLite then never begins with
// the other, whatever it counted when that table was small.
const selectCandidate = `select a.id, a.name, a.advanced_security, l.id, l.state, l.domains, l.linked_at, l.proven_at, coalesce(s.health, ''),
  coalesce(p.enabled, false), coalesce(p.guests, ''), coalesce(p.guest_template_id, ''), coalesce(p.apply_at, ''), coalesce(p.when_none_left, '')
from links l cross join accounts a
left join account_status s on s.account_id = a.id
left join provisioning p on p.account_id = a.id
where a.id = l.account_id and l.tenant_id = cast($1 as text) and l.ended_at is null and l.confirmed_at is not null `

func scanCandidate(row scanner) (c candidate, err error) {
	err = row.Scan(&c.AccountID, &c.AccountName, &c.AdvancedSecurity, &c.LinkID, &c.LinkState, (*list)(&c.Domains), (*stamp)(&c.linkedAt), (*stamp)(&c.provenAt), &c.health,
		&c.Provisioning, &c.Guests, &c.GuestTemplateID, &c.ApplyAt, &c.WhenNoneLeft)
	return c, err
}

// SignInCandidates returns every account whose link is to the person's tenant, with what
// a decision about the person needs of it; at most twenty.
func (s *Store) SignInCandidates(ctx context.Context, p signin.Person) ([]signin.Candidate, error) {
	found, err := candidatesOf(ctx, s.reads, p)
	return toRules(found), wrapped("read accounts of a tenant", err)
}

func candidatesOf(ctx context.Context, q querier, p signin.Person) ([]candidate, error) {
	found, err := all(ctx, q, scanCandidate, selectCandidate, p.TenantID)
	if err != nil {
		return nil, err
	}
	// Sorted here: for a sort SQLite sets more in motion than the few rows are worth.
	slices.SortFunc(found, func(a, b candidate) int {
		return cmp.Or(a.linkedAt.Compare(b.linkedAt), strings.Compare(a.LinkID, b.LinkID))
	})
	found = found[:min(len(found), maxCandidates)]
	for i := range found {
		if err := found[i].fill(ctx, q, p); err != nil {
			return nil, err
		}
	}
	return found, nil
}

// toRules is what the rules need of them.
func toRules(found []candidate) []signin.Candidate {
	candidates := make([]signin.Candidate, len(found))
	for i, c := range found {
		candidates[i] = c.Candidate
	}
	return candidates
}

// candidateOf reads one account's part again, inside the transaction that rests on it.
func (t *tx) candidateOf(ctx context.Context, accountID string, p signin.Person, domains []string) (candidate, error) {
	c, err := one(ctx, t, scanCandidate, selectCandidate+"and l.account_id = cast($2 as text)", p.TenantID, accountID)
	if err != nil {
		return c, err
	}
	if domains != nil {
		c.Domains = domains
	}
	return c, c.fill(ctx, t, p)
}

const selectKnown = `select ` + joinedUserColumns + `, ` + identityColumns + `, g.read_at from identities i cross join users u
left join person_groups g on g.user_id = u.id
where u.id = i.user_id and i.tenant_id = cast($1 as text) and i.object_id = cast($2 as text) and i.account_id = cast($3 as text)`

type known struct {
	user     User
	identity Identity
	groupsAt time.Time // zero: never read
}

func scanKnown(row scanner) (k known, err error) {
	err = row.Scan(append(append(k.user.fields(), k.identity.fields()...), (*stamp)(&k.groupsAt))...)
	return k, err
}

// toRules is what the rules need of a known user.
func (k known) toRules() *signin.User {
	u := k.user
	return &signin.User{
		ID: u.ID, LoginName: u.Email, LoginEnabled: u.LoginEnabled, Edition: u.Edition, Identity: k.identity.key(), MailboxAt: k.identity.MailboxAt,
		GroupsAt: k.groupsAt, Managed: u.Managed,
	}
}

const selectNamed = `select u.id, u.email, u.login_enabled, u.edition, coalesce(i.tenant_id, ''), coalesce(i.object_id, '')
from users u left join identities i on i.user_id = u.id where u.account_id = cast($1 as text) and u.email = cast($2 as text)`

func scanNamed(row scanner) (u signin.User, err error) {
	err = row.Scan(&u.ID, &u.LoginName, &u.LoginEnabled, &u.Edition, &u.Identity.TenantID, &u.Identity.ObjectID)
	return u, err
}

// fill finds the user with this very identity, else those with the person's names.
func (c *candidate) fill(ctx context.Context, q querier, p signin.Person) error {
	k, err := one(ctx, q, scanKnown, selectKnown, p.TenantID, p.ObjectID, c.AccountID)
	if err == nil {
		c.Known, c.user, c.identity = k.toRules(), k.user, k.identity
		return nil
	}
	if !errors.Is(err, ErrNotFound) {
		return err
	}
	for _, name := range signin.LoginNames(p, c.Domains) {
		u, err := one(ctx, q, scanNamed, selectNamed, c.AccountID, name.Name)
		if errors.Is(err, ErrNotFound) {
			continue
		}
		if err != nil {
			return err
		}
		c.Named = append(c.Named, u)
	}
	return nil
}

// TenantOfDomain returns the tenant that has proven a domain and is linked to an
// account now, or ErrNotFound. Where several have, it is the one linked first.
func (s *Store) TenantOfDomain(ctx context.Context, domain string) (string, error) {
	tenant, err := one(ctx, s.reads, scanText, `select l.tenant_id from link_domains d join links l on l.id = d.link_id
where d.domain = cast($1 as text) and l.ended_at is null and l.confirmed_at is not null order by l.linked_at, l.id limit 1`, domain)
	return tenant, wrapped("find tenant by domain", err)
}

// saveDomains keeps the domains by which a link is found. One that has left, perhaps for
// another organisation, leads here no longer.
func (t *tx) saveDomains(ctx context.Context, linkID string, before, now []string) error {
	for _, domain := range before {
		if slices.Contains(now, domain) {
			continue
		}
		if _, err := t.exec(ctx, "delete from link_domains where domain = $1 and link_id = $2", domain, linkID); err != nil {
			return err
		}
	}
	for _, domain := range now {
		_, err := t.exec(ctx, "insert into link_domains (domain, link_id) values ($1, $2) on conflict (domain, link_id) do nothing", domain, linkID)
		if err != nil {
			return err
		}
	}
	return nil
}
