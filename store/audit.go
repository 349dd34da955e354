package store

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// The actions of the audit trail. Their texts are stored and never renamed.
const (
	ActionAccountCreated    = "account.created"           // subject: the account
	ActionAdvancedSecurity  = "account.advanced_security" // switched on or off
	ActionUserCreated       = "user.created"              // subject: the user
	ActionUserUpdated       = "user.updated"              // by hand; subject: the user, as for all of user.*
	ActionUserEnabled       = "user.enabled"              // may log in again
	ActionUserDisabled      = "user.disabled"             // may not log in
	ActionLicencesFreed     = "user.licences_freed"       // Edition and Extensions were taken back
	ActionUserInvited       = "user.invited"              // to choose a password
	ActionWelcomeUsed       = "user.welcome_used"         // and has
	ActionWelcomeRevoked    = "user.welcome_revoked"      // the invitation was taken back
	ActionWelcomeMailSent   = "user.welcome_mail_sent"    // the mail server took it
	ActionWelcomeMailFailed = "user.welcome_mail_failed"  // given up
	ActionLicencesSet       = "licences.set"              // what the account owns; subject: the account
	ActionIdentityMet       = "user.identity_met"         // an existing user's first log-in with Microsoft
	ActionMailboxMissing    = "mailbox.missing"           // no Office 365 mailbox; subject: the user
	ActionMailboxFound      = "mailbox.found"             // there is one now
	ActionUserProvisioned   = "provisioned"               // made by a User Template; subject: the user
	ActionTemplateApplied   = "template.applied"          // a template changed a user; subject: the user
	ActionLeaverFound       = "leaver.found"              // Microsoft no longer lets the person in; subject: the user
	ActionLinkDomains       = "link.domains"              // the organisation has proven other domains

	ActionLastAdministratorKept = "last_administrator_kept" // a template would have taken the last one's rights; subject: the user
	ActionAlertRaised           = "alert.raised"            // the administrators are told; subject: the account
	ActionAlertDismissed        = "alert.dismissed"         // and put it away
	ActionProvisioningOn        = "provisioning.on"         // User Provisioning; subject: the account
	ActionProvisioningOff       = "provisioning.off"        // likewise
	ActionReauthenticated       = "reauthenticated"         // somebody logged in showed again who they are
	ActionSessionsEnded         = "sessions.ended"          // by the user, an administrator or with a link; subject: the user or the link
	ActionSignedIn              = "signed_in"               // subject: the user
	ActionSignedOut             = "signed_out"              // subject: the user
	ActionSignInRefused         = "sign_in.refused"         // a wrong password; subject: the user
	ActionConsentStarted        = "consent.started"         // subject: the request, as for all of consent.*
	ActionConsentChecked        = "consent.checked"         // as started, but only the proof is asked for
	ActionConsentApproved       = "consent.approved"        // Microsoft's answer claims consent
	ActionConsentFailed         = "consent.failed"          // a cause of guidance applies
	ActionConsentDeclined       = "consent.declined"        // somebody pressed Cancel at Microsoft
	ActionConsentCancelled      = "consent.cancelled"       // an administrator gave it up
	ActionConsentSuperseded     = "consent.superseded"      // another request overtook it
	ActionConsentExpired        = "consent.expired"         // nobody came back in time
	ActionLinkMade              = "link.made"               // subject: the link, as for all of link.*
	ActionLinkProven            = "link.proven"             // the same tenant was proven again
	ActionLinkEnabled           = "link.enabled"            // Microsoft login switched on again
	ActionLinkDisabled          = "link.disabled"           // Microsoft login switched off
	ActionLinkUnlinked          = "link.unlinked"           // given up
	ActionLinkReplaced          = "link.replaced"           // another tenant took its place
	ActionLinkUndone            = "link.undone"             // «Not your organisation? Undo»
	ActionLinkRestored          = "link.restored"           // the link that replaced it was undone
	ActionLinkContested         = "link.contested"          // another account tried to link this tenant
	ActionLinkProposed          = "link.proposed"           // proven through an invitation, awaits confirmation
	ActionLinkConfirmed         = "link.confirmed"          // «Yes, this is us»
	ActionLinkRejected          = "link.rejected"           // «No», with a reason
	ActionLinkOvertaken         = "link.overtaken"          // the account was linked before anybody said either

	ActionInvitationCreated    = "invitation.created"     // subject: the invitation, as for all of invitation.*
	ActionInvitationOpened     = "invitation.opened"      // its page was shown for the first time
	ActionInvitationApproved   = "invitation.approved"    // consent and tenant proof came in
	ActionInvitationRevoked    = "invitation.revoked"     // an administrator took it back
	ActionInvitationSuperseded = "invitation.superseded"  // sent again, or the account was linked otherwise
	ActionInvitationExpired    = "invitation.expired"     // its life is over
	ActionMailSent             = "invitation.mail_sent"   // the mail server took it
	ActionMailFailed           = "invitation.mail_failed" // given up; a queued one ends with its invitation without a word

	ActionForeignRefused = "foreign.refused" // somebody asked for what belongs to another account; subject: its ID
)

// AuditDetail is one named value of an entry, with what it was before and is
// after. A plain fact has no Before.
type AuditDetail struct {
	Name   string `json:"name"`
	Before string `json:"before,omitempty"`
	After  string `json:"after,omitempty"`
}

// AuditEntry is one entry of an account's chain. AccountID is empty for what
// support does outside of any account. Seq counts from 1 without gaps.
type AuditEntry struct {
	AccountID string
	Seq       int64
	At        time.Time
	Actor     Actor
	Action    string
	Subject   string // ID of what was changed
	Details   []AuditDetail
	Reference string // «WB-7F3K-9QD2» where the change belongs to a consent request
	Hash      []byte // SHA-256 of this entry and PrevHash
	PrevHash  []byte // of the entry before; 32 zero bytes for the first
}

const entryColumns = `account_id, seq, at, actor_kind, actor_user_id, actor_name, actor_email, ip, user_agent,
  request_id, action, subject, details, reference, prev_hash, hash`

// record is an entry as stored: the hash is over the very text of the details.
type record struct {
	AuditEntry
	details string
}

func scanRecord(row scanner) (r record, err error) {
	a := &r.Actor
	err = row.Scan(&r.AccountID, &r.Seq, (*stamp)(&r.At), &a.Kind, &a.UserID, &a.Name, &a.Email, &a.IP, &a.UserAgent,
		&a.RequestID, &r.Action, &r.Subject, &r.details, &r.Reference, &r.PrevHash, &r.Hash)
	return r, err
}

func scanEntry(row scanner) (AuditEntry, error) {
	r, err := scanRecord(row)
	if err == nil {
		err = json.Unmarshal([]byte(r.details), &r.Details)
	}
	return r.AuditEntry, err
}

// sum returns the entry's hash: SHA-256 over the previous hash and every field,
// each preceded by its length, so that no two entries have one encoding.
func (r record) sum() []byte {
	b := make([]byte, 0, 1024)
	field := func(s string) {
		b = binary.BigEndian.AppendUint32(b, uint32(len(s)))
		b = append(b, s...)
	}
	field(string(r.PrevHash))
	field(r.AccountID)
	b = binary.BigEndian.AppendUint64(b, uint64(r.Seq))
	b = binary.BigEndian.AppendUint64(b, uint64(r.At.UnixMicro()))
	for _, s := range [...]string{
		string(r.Actor.Kind), r.Actor.UserID, r.Actor.Name, r.Actor.Email, r.Actor.IP, r.Actor.UserAgent,
		r.Actor.RequestID, r.Action, r.Subject, r.details, r.Reference,
	} {
		field(s)
	}
	sum := sha256.Sum256(b)
	return sum[:]
}

// event is what a change has to say to the audit trail.
type event struct {
	account   string
	action    string
	subject   string
	reference string
	details   []AuditDetail
}

// changed and fact build details, leaving out what says nothing.
func changed(name, before, after string) AuditDetail { return AuditDetail{name, before, after} }

func fact(name, value string) AuditDetail { return AuditDetail{Name: name, After: value} }

func (e event) detailText() (string, error) {
	kept := make([]AuditDetail, 0, len(e.details))
	for _, d := range e.details {
		if d.Before != d.After && len(kept) < maxDetails {
			kept = append(kept, AuditDetail{clean(d.Name, maxID), clean(d.Before, maxDetail), clean(d.After, maxDetail)})
		}
	}
	text, err := json.Marshal(kept)
	return string(text), err
}

// audit appends an entry to the account's chain, in the transaction of the change
// that it tells of.
func (t *tx) audit(ctx context.Context, actor Actor, e event) error {
	details, err := e.detailText()
	if err != nil {
		return fmt.Errorf("encode audit details: %w", err)
	}
	end, err := t.endOf(ctx, e.account)
	if err != nil {
		return err
	}
	r := record{AuditEntry{
		AccountID: e.account, Seq: end.seq + 1, At: t.now, Actor: actor.cleaned(), Action: e.action,
		Subject: clean(e.subject, maxID), Reference: clean(e.reference, maxID), PrevHash: end.hash,
	}, details}
	r.Hash = r.sum()
	return t.append(ctx, r)
}

// chainEnd is where an account's chain ends.
type chainEnd struct {
	seq  int64
	hash []byte
}

func scanChainEnd(row scanner) (e chainEnd, err error) {
	err = row.Scan(&e.seq, &e.hash)
	return e, err
}

// endOf returns where the chain ends, beginning one when there is none. Within a
// transaction it is read once: nobody else can move it.
func (t *tx) endOf(ctx context.Context, account string) (chainEnd, error) {
	if t.chain != nil && t.chainOf == account {
		return *t.chain, nil
	}
	end, err := one(ctx, t, scanChainEnd, "select last_seq, last_hash from audit_chains where account_id = $1", account)
	if !errors.Is(err, ErrNotFound) {
		return end, err
	}
	end.hash = make([]byte, sha256.Size)
	_, err = t.exec(ctx, "insert into audit_chains (account_id, last_seq, last_hash) values ($1, 0, $2)", account, end.hash)
	return end, err
}

// append adds the entry; a trigger moves the end of the chain.
func (t *tx) append(ctx context.Context, r record) error {
	a := r.Actor
	_, err := t.exec(ctx, `insert into audit_entries (`+entryColumns+`)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`,
		r.AccountID, r.Seq, stamp(r.At), a.Kind, a.UserID, a.Name, a.Email, a.IP, a.UserAgent,
		a.RequestID, r.Action, r.Subject, r.details, r.Reference, r.PrevHash, r.Hash)
	if err != nil {
		return fmt.Errorf("append audit entry: %w", err)
	}
	t.chainOf, t.chain = r.AccountID, &chainEnd{r.Seq, r.Hash}
	t.touchBy(r.AccountID, r.Action)
	return nil
}

// maxPage bounds every page of rows.
const maxPage = 500

// AuditEntries returns the account's entries before a sequence number, newest
// first; before 0 is the newest page. limit is 1 to 500.
func (s *Store) AuditEntries(ctx context.Context, accountID string, before int64, limit int) ([]AuditEntry, error) {
	if before <= 0 {
		before = 1<<63 - 1
	}
	entries, err := all(ctx, s.reads, scanEntry, fmt.Sprintf(`select `+entryColumns+` from audit_entries
where account_id = cast($1 as text) and seq < $2 order by seq desc limit %d`, max(1, min(limit, maxPage))), accountID, before)
	if err != nil {
		return nil, fmt.Errorf("read audit entries: %w", err)
	}
	return entries, nil
}
