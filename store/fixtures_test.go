package store_test

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"workbooks.com/authconsole/internal/link"
	"workbooks.com/authconsole/internal/policy"
	"workbooks.com/authconsole/store"
)

var operator = store.Actor{Kind: store.KindOperator, Name: "Operator"}

// clock is a clock that stands still until it is moved.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func newClock() *clock { return &clock{now: time.Date(2026, 3, 3, 10, 30, 0, 0, time.UTC)} }

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

func openAt(t testing.TB, path string) *store.Store {
	t.Helper()
	return openWith(t, store.Options{URL: "sqlite:" + path})
}

func openWith(t testing.TB, options store.Options) *store.Store {
	t.Helper()
	s, err := store.Open(context.Background(), options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func openTemporary(t testing.TB, c *clock) *store.Store {
	t.Helper()
	return openWith(t, store.Options{URL: "sqlite:" + filepath.Join(t.TempDir(), "test.db"), Now: c.Now})
}

func ok(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func wantError(t testing.TB, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Fatalf("error is %v, want %v", err, want)
	}
}

func wantRefused(t testing.TB, err error) {
	t.Helper()
	var refused *link.RefusedError
	if !errors.As(err, &refused) {
		t.Fatalf("error is %v, want a refusal", err)
	}
}

func inParallel(n int, work func(i int)) {
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() { work(i) })
	}
	wg.Wait()
}

func guid() string { return uuid.NewString() }

func secretHash() []byte {
	sum := sha256.Sum256([]byte(rand.Text()))
	return sum[:]
}

// customer is an account with an administrator.
type customer struct {
	account store.Account
	user    store.User
}

func (c customer) actor() store.Actor {
	return store.Actor{Kind: store.KindUser, UserID: c.user.ID, Name: c.user.Name, Email: c.user.Email, IP: "192.0.2.7", UserAgent: "test", RequestID: "r-1"}
}

func newAdministrator(t testing.TB, s *store.Store) customer {
	t.Helper()
	word := strings.ToLower(rand.Text()[:12])
	account, err := s.CreateAccount(context.Background(), operator, store.NewAccount{Name: "Company " + word, AdvancedSecurity: true})
	ok(t, err)
	user, err := s.CreateUser(context.Background(), operator, store.NewUser{
		AccountID: account.ID, Email: "ada@" + word + ".example", Name: "Ada Lovelace", Role: policy.Administrator, PasswordHash: "$argon2id$",
	})
	ok(t, err)
	return customer{account, user}
}

func newConsent(c customer) store.NewConsent {
	return store.NewConsent{
		AccountID: c.account.ID, UserID: c.user.ID, Reference: "WB-" + rand.Text()[:8],
		StateHash: secretHash(), SignInStateHash: secretHash(), BrowserHash: secretHash(),
	}
}

func started(t testing.TB, s *store.Store, c customer) store.ConsentRequest {
	t.Helper()
	request, err := s.StartConsent(context.Background(), c.actor(), newConsent(c))
	ok(t, err)
	return request
}

// proving returns a request that waits for CompleteLink.
func proving(t testing.TB, s *store.Store, c customer, tenant string) store.ConsentRequest {
	t.Helper()
	request := started(t, s, c)
	_, err := s.ApproveConsent(context.Background(), c.actor(), request.ID, tenant)
	ok(t, err)
	request, err = s.RedeemConsent(context.Background(), request.ID)
	ok(t, err)
	return request
}

func proofOf(tenant string) store.Proof {
	return store.Proof{
		TenantID: tenant, Organisation: "Brightwater Ltd", Domains: []string{"brightwater.example"},
		ApproverObjectID: guid(), ApproverName: "Grace Hopper", ApproverUsername: "grace@brightwater.example",
		Role: "Application Administrator", Scopes: []string{"openid", "profile"},
		IP: "198.51.100.7", Agent: "Edge",
	}
}

func linked(t testing.TB, s *store.Store, c customer, tenant string) store.Link {
	t.Helper()
	request := proving(t, s, c, tenant)
	l, err := s.CompleteLink(context.Background(), c.actor(), request.ID, proofOf(tenant))
	ok(t, err)
	return l
}

func signIn(t testing.TB, s *store.Store, u store.User) []byte {
	t.Helper()
	hash := secretHash()
	ok(t, s.CreateSession(context.Background(), operator, store.NewSession{IDHash: hash, UserID: u.ID, LoginNameHash: secretHash()}))
	return hash
}

// wantSound fails unless the audit trail is whole and fits the links.
func wantSound(t testing.TB, s *store.Store) store.AuditReport {
	t.Helper()
	report, err := s.VerifyAudit(context.Background())
	ok(t, err)
	if len(report.Broken) > 0 {
		t.Fatalf("audit trail is broken: %s", strings.Join(report.Broken, "; "))
	}
	return report
}

func actions(t testing.TB, s *store.Store, accountID string) []string {
	t.Helper()
	entries, err := s.AuditEntries(context.Background(), accountID, 0, 500)
	ok(t, err)
	var out []string
	for _, e := range entries {
		out = append([]string{e.Action}, out...)
	}
	return out
}
