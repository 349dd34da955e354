package delivery_test

import (
	"bytes"
	"errors"
	"testing"

	"workbooks.com/authconsole/internal/delivery"
)

func sealer(t *testing.T, keys ...string) *delivery.Sealer {
	t.Helper()
	var secrets [][]byte
	for _, k := range keys {
		secrets = append(secrets, bytes.Repeat([]byte(k), 32))
	}
	s, err := delivery.NewSealer(secrets)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestSealer_OpensWhatItSealed(t *testing.T) {
	s := sealer(t, "a")
	sealed := s.Seal("WB-1", "the-token")
	if got, err := s.Open("WB-1", sealed); err != nil || got != "the-token" {
		t.Errorf("%q %v", got, err)
	}
	if bytes.Contains(sealed, []byte("the-token")) || bytes.Equal(sealed, s.Seal("WB-1", "the-token")) {
		t.Error("sealing hides nothing, or the same token looks the same twice")
	}
}

func TestSealer_OldKeysOpenAndTheFirstSeals(t *testing.T) {
	old := sealer(t, "a").Seal("WB-1", "token")
	turned := sealer(t, "b", "a")
	if got, err := turned.Open("WB-1", old); err != nil || got != "token" {
		t.Errorf("%q %v", got, err)
	}
	if _, err := sealer(t, "a").Open("WB-1", turned.Seal("WB-1", "token")); !errors.Is(err, delivery.ErrUnreadable) {
		t.Errorf("the second key seals: %v", err)
	}
}

func TestSealer_RefusesAnythingElse(t *testing.T) {
	s := sealer(t, "a")
	sealed := s.Seal("WB-1", "token")
	refused := func(name, reference string, b []byte) {
		t.Helper()
		if got, err := s.Open(reference, b); !errors.Is(err, delivery.ErrUnreadable) || got != "" {
			t.Errorf("%s: %q %v", name, got, err)
		}
	}
	refused("another invitation's", "WB-2", sealed)
	refused("nothing", "WB-1", nil)
	refused("cut", "WB-1", sealed[:len(sealed)-1])
	refused("another key's", "WB-1", sealer(t, "b").Seal("WB-1", "token"))
	for i := range sealed {
		changed := bytes.Clone(sealed)
		changed[i] ^= 1
		refused("changed", "WB-1", changed)
	}
	if _, err := delivery.NewSealer(nil); err == nil {
		t.Error("a sealer without keys was made")
	}
}
