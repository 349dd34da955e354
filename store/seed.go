package store

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/google/uuid"
	"workbooks.com/authconsole/internal/guidance"
	"workbooks.com/authconsole/internal/link"
	"workbooks.com/authconsole/internal/policy"
)

// seedBatch is how many accounts share a transaction while seeding.
const seedBatch = 2000

// Seed adds n made-up accounts in mixed states, each with an administrator whose
// password has the given hash and with an audit trail that tells how the state came
// about. The same n gives the same accounts; those that are there are left alone,
// so that a second call with the same n changes nothing.
func (s *Store) Seed(ctx context.Context, n int, passwordHash string) (err error) {
	if n > seedBatch {
		// The pages of a batch stay in memory until it commits; else each would be
		// written many times. Afterwards the memory is given back.
		if err := s.pragma(ctx, "pragma cache_size = -65536"); err != nil {
			return err
		}
		defer func() {
			err = errors.Join(err, s.pragma(context.WithoutCancel(ctx), "pragma cache_size = -2000", "pragma shrink_memory"))
		}()
	}
	for from := 0; from < n; from += seedBatch {
		err := s.write(ctx, "seed", func(ctx context.Context, t *tx) error {
			for i := from; i < min(from+seedBatch, n); i++ {
				if err := seedAccount(ctx, t, i, n, passwordHash); err != nil {
					return fmt.Errorf("account %d: %w", i, err)
				}
			}
			if !t.wrote {
				return nil
			}
			return t.wantBuild(ctx)
		})
		if err != nil {
			return err
		}
	}
	return s.buildStatus(ctx)
}

// pragma changes settings of the writing connection.
func (s *Store) pragma(ctx context.Context, settings ...string) error {
	return s.write(ctx, "seed", func(ctx context.Context, t *tx) error {
		for _, setting := range settings {
			if err := t.session.exec(ctx, setting); err != nil {
				return err
			}
		}
		return nil
	})
}

// seeder makes one account. Its clock begins some weeks ago and goes on with each
// thing that happens.
type seeder struct {
	*tx
	index   int // of the account
	given   int // references so far
	random  *rand.Rand
	person  person
	account Account
	user    User
	present time.Time // of who seeds
}

func seedAccount(ctx context.Context, t *tx, i, n int, passwordHash string) error {
	random := rand.New(rand.NewPCG(0x776f726b626f6f6b, uint64(i)))
	name := companyName(i)
	if _, err := accountBy(ctx, t, "name_key", nameKey(name)); !errors.Is(err, ErrNotFound) {
		return err
	}
	t.wrote = true // through the seeder's own tx
	// One after the other over two months, as accounts come in life. IDs begin with
	// the time, so that rows are added at the end of their tables and indexes.
	begun := t.now.Add(-90*24*time.Hour + 60*24*time.Hour/time.Duration(n)*time.Duration(i))
	s := &seeder{tx: &tx{session: t.session, now: begun}, index: i, random: random, present: t.now}
	s.newID = s.randomID
	if err := s.people(ctx, name, passwordHash); err != nil {
		return err
	}
	return s.story(ctx)
}

func (s *seeder) people(ctx context.Context, name, passwordHash string) (err error) {
	operator := Actor{Kind: KindOperator, Name: "Workbooks"}
	s.account, err = s.createAccount(ctx, operator, NewAccount{
		Name: name, AdvancedSecurity: s.random.IntN(10) < 8, AccountManager: personName(s.random).name(), Licences: seededLicences(s.index),
	})
	if err != nil {
		return err
	}
	s.person = personName(s.random)
	s.user, err = s.createUser(ctx, operator, NewUser{
		AccountID: s.account.ID, Role: policy.Administrator, Name: s.person.name(), PasswordHash: passwordHash,
		Email: s.person.first + "." + s.person.last + "@" + companyDomain(name, s.index),
	})
	return err
}

func (s *seeder) administrator() Actor {
	return Actor{
		Kind: KindUser, UserID: s.user.ID, Name: s.user.Name, Email: s.user.Email,
		IP: fmt.Sprintf("192.0.2.%d", 1+s.random.IntN(254)), UserAgent: "Mozilla/5.0 (Windows NT 10.0; Win64; x64)",
	}
}

func (s *seeder) pass(d time.Duration) {
	s.now = s.now.Add(time.Duration(1+s.random.Int64N(int64(d/time.Microsecond))) * time.Microsecond)
}

// story gives the account its state: of ten with Advanced Security about five are
// enabled, one each disabled, unlinked and failed, and one not linked; of twenty
// about one has a link that awaits confirmation and one an open invitation. Of those
// enabled some need attention or are broken.
func (s *seeder) story(ctx context.Context) error {
	if !s.account.AdvancedSecurity {
		return nil
	}
	s.pass(48 * time.Hour)
	switch s.random.IntN(10) {
	case 0, 1:
		return s.handedOver(ctx)
	case 2:
		return s.failed(ctx)
	case 3:
		return s.linkedThen(ctx, link.Disable, ActionLinkDisabled)
	case 4:
		return s.linkedThen(ctx, link.Unlink, ActionLinkUnlinked)
	default:
		return s.inUse(ctx)
	}
}

// started makes a request as StartConsent does. The account is new, so there is
// nothing to make room for.
func (s *seeder) started(ctx context.Context) (ConsentRequest, error) {
	hash := s.bytes(96)
	n := NewConsent{
		AccountID: s.account.ID, UserID: s.user.ID, Reference: s.reference(),
		StateHash: hash[:32], SignInStateHash: hash[32:64], BrowserHash: hash[64:],
	}
	id, err := s.insertConsent(ctx, n)
	if err != nil {
		return ConsentRequest{}, err
	}
	c := ConsentRequest{
		ID: id, Reference: n.Reference, AccountID: n.AccountID, UserID: n.UserID, UserName: s.user.Name,
		State: link.AtMicrosoft, StartedAt: s.now, ExpiresAt: s.now.Add(link.RequestLife),
	}
	return c, s.audit(ctx, s.administrator(), c.startedEvent())
}

// failed leaves a request that failed. One in twelve is for the organisation of an
// account before.
func (s *seeder) failed(ctx context.Context) error {
	if s.random.IntN(12) == 0 {
		return s.contested(ctx)
	}
	c, err := s.started(ctx)
	if err != nil {
		return err
	}
	s.pass(5 * time.Minute)
	failures := []guidance.Failure{
		{Cause: guidance.NoAuthority, OAuthError: "access_denied", AADSTS: "90094"},
		{Cause: guidance.Declined, OAuthError: "access_denied", AADSTS: "65004"},
		{Cause: guidance.NotAdministrator},
	}
	f := failures[s.random.IntN(len(failures))]
	f.CorrelationID, f.TraceID, f.At = s.guid(), s.guid(), s.now
	return s.failConsent(ctx, s.administrator(), &c, ConsentFailure{Failure: f})
}

// linked makes a link with the trail that the steps of a consent leave; the
// request is written once, as it ends.
func (s *seeder) linked(ctx context.Context) (Link, error) {
	c, err := s.started(ctx)
	if err != nil {
		return Link{}, err
	}
	proof := s.proof()
	s.pass(90 * time.Second)
	c.ClaimedTenant, c.ApprovedAt = proof.TenantID, s.now
	if err := s.audit(ctx, s.administrator(), c.approvedEvent()); err != nil {
		return Link{}, err
	}
	s.pass(30 * time.Second)
	c.State, c.ProvingAt, c.ProvenTenant, c.AccountUsed = link.Linked, s.now, proof.TenantID, proof.ApproverUsername
	made, err := s.makeLink(ctx, completion{actor: s.administrator(), proof: proof}, &c, link.Prove, "")
	if err != nil {
		return Link{}, err
	}
	c.EndedAt, c.LinkID = s.now, made.ID
	return made, s.saveConsent(ctx, c, link.AtMicrosoft)
}

func (s *seeder) proof() Proof {
	domain := s.domain()
	approver := personName(s.random)
	roles := []string{"Global Administrator", "Application Administrator", "Cloud Application Administrator"}
	return Proof{
		TenantID: s.guid(), Organisation: s.account.Name, Domains: []string{domain},
		ApproverObjectID: s.guid(), ApproverName: approver.name(), ApproverUsername: approver.first + "." + approver.last + "@" + domain,
		Role: roles[s.random.IntN(len(roles))], Scopes: []string{"openid", "profile", "email", "User.Read"},
	}.cleaned().listed("")
}

func (s *seeder) domain() string { return s.user.Email[len(s.person.first)+len(s.person.last)+2:] }

func (s *seeder) linkedThen(ctx context.Context, e link.Event, action string) error {
	l, err := s.linked(ctx)
	if err != nil {
		return err
	}
	s.pass(20 * 24 * time.Hour)
	return s.moveLink(ctx, s.administrator(), &l, e, action)
}

func (s *seeder) bytes(n int) []byte {
	b := make([]byte, 0, n+8)
	for len(b) < n {
		b = binary.LittleEndian.AppendUint64(b, s.random.Uint64())
	}
	return b[:n]
}

// randomID is a UUIDv7 of the seeder's time and randomness.
func (s *seeder) randomID() string {
	var id uuid.UUID
	copy(id[:], s.bytes(16))
	milliseconds := s.now.UnixMilli()
	for i := range 6 {
		id[i] = byte(milliseconds >> (40 - 8*i))
	}
	id[6], id[8] = id[6]&0x0f|0x70, id[8]&0x3f|0x80
	return id.String()
}

func (s *seeder) guid() string {
	var id uuid.UUID
	copy(id[:], s.bytes(16))
	id[6], id[8] = id[6]&0x0f|0x40, id[8]&0x3f|0x80
	return id.String()
}
