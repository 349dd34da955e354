package microsoft_test

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"testing"

	"workbooks.com/authconsole/internal/microsoft/simulator"
)

// signed puts header and payload together as they are, for tokens that cannot be
// made by way of a map.
func signed(key *rsa.PrivateKey, header, payload string) string {
	input := base64.RawURLEncoding.EncodeToString([]byte(header)) + "." + base64.RawURLEncoding.EncodeToString([]byte(payload))
	sum := sha256.Sum256([]byte(input))
	signature, err := rsa.SignPKCS1v15(rand.Reader, key, crypto.SHA256, sum[:])
	if err != nil {
		panic(err)
	}
	return input + "." + base64.RawURLEncoding.EncodeToString(signature)
}

// raw lets a test edit the JSON of an honest payload.
func raw(edit func(string) string) func(simulator.IDToken) string {
	return func(token simulator.IDToken) string {
		return signed(token.Key, text(token.Header), edit(text(token.Claims)))
	}
}

func text(v any) string {
	encoded, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(encoded)
}

func strangerKey(t testing.TB) *rsa.PrivateKey {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	return key
}
