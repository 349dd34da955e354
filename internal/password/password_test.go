package password_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"workbooks.com/authconsole/internal/password"
)

func TestHash_RoundTrip(t *testing.T) {
	hash, err := password.Hash("correct horse battery")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(hash, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Fatalf("hash has other parameters: %q", hash[:32])
	}
	again, err := password.Hash("correct horse battery")
	if err != nil || again == hash {
		t.Fatalf("two hashes of one password must differ by salt (err %v)", err)
	}
	c := password.NewChecker()
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

func TestMatches_WaitsNoLongerThanItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := password.NewChecker().Matches(ctx, "x", ""); !errors.Is(err, context.Canceled) {
		t.Errorf("Matches with a cancelled context = %v", err)
	}
}
