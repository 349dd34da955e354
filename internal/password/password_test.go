package password_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"workbooks.com/authconsole/internal/password"
)

func TestHash_RoundTrip(t *testing.T) {
	c := password.NewChecker()
	hash, err := c.Hash(context.Background(), "correct horse battery")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(hash, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Fatalf("hash has other parameters: %q", hash[:32])
	}
	again, err := c.Hash(context.Background(), "correct horse battery")
	if err != nil || again == hash {
		t.Fatalf("two hashes of one password must differ by salt (err %v)", err)
	}
	for pw, want := range map[string]bool{"correct horse battery": true, "correct horse batterY": false, "": false} {
		got, err := c.Matches(context.Background(), pw, hash)
		if err != nil || got != want {
			t.Errorf("Matches(%q) = %v, %v, want %v", pw, got, err, want)
		}
	}
}

func TestMatches_NoHashNeverMatches(t *testing.T) {
	c := password.NewChecker()
	for _, pw := range []string{"", "anything"} {
		got, err := c.Matches(context.Background(), pw, "")
		if err != nil || got {
			t.Errorf("Matches(%q, no hash) = %v, %v", pw, got, err)
		}
	}
	if _, err := c.Matches(context.Background(), "x", password.Dummy); err != nil {
		t.Errorf("the dummy hash must be a real one: %v", err)
	}
}

func TestMatches_BrokenHashIsAnError(t *testing.T) {
	if _, err := password.NewChecker().Matches(context.Background(), "x", "$argon2id$nonsense"); err == nil {
		t.Error("want an error")
	}
}

// Choosing a password costs what a log-in costs: both wait for the same turns.
func TestHashAndMatches_WaitForATurnAndNoLongerThanTheirContext(t *testing.T) {
	ended, cancel := context.WithCancel(context.Background())
	cancel()
	busy := password.NewChecker()
	if n := busy.Occupy(); n != 2 {
		t.Errorf("%d hashes are computed at once", n)
	}
	soon, stop := context.WithTimeout(context.Background(), time.Millisecond)
	defer stop()
	for name, row := range map[string]struct {
		checker *password.Checker
		ctx     context.Context
		want    error
	}{
		"the request has ended":  {password.NewChecker(), ended, context.Canceled},
		"every turn is occupied": {busy, soon, context.DeadlineExceeded},
	} {
		t.Run(name, func(t *testing.T) {
			for range 8 { // a free turn must not win over the end by chance
				if _, err := row.checker.Hash(row.ctx, "x"); !errors.Is(err, row.want) {
					t.Errorf("Hash = %v", err)
				}
				if _, err := row.checker.Matches(row.ctx, "x", ""); !errors.Is(err, row.want) {
					t.Errorf("Matches = %v", err)
				}
			}
		})
	}
}
