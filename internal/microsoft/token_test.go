package microsoft_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"math/big"
	"strings"
	"testing"

	"workbooks.com/authconsole/internal/microsoft"
	"workbooks.com/authconsole/internal/microsoft/simulator"
)

func TestS25_WrongIssuerIsRejected(t *testing.T) {
	newRig(t).check(t, []row{
		{"other tenant", claim("iss", authority+"/"+simulator.HarbourID+"/v2.0"), microsoft.ReasonIssuer},
		{"template", claim("iss", authority+"/{tenantid}/v2.0"), microsoft.ReasonIssuer},
		{"other host", claim("iss", "https://evil.example/"+simulator.BrightwaterID+"/v2.0"), microsoft.ReasonIssuer},
		{"empty", claim("iss", ""), microsoft.ReasonIssuer},
		{"missing", without("iss"), microsoft.ReasonIssuer},
		{"Google, which go-oidc makes an exception for", claim("iss", "accounts.google.com"), microsoft.ReasonIssuer},
		{"list", claim("iss", []string{authority + "/" + simulator.BrightwaterID + "/v2.0"}), microsoft.ReasonClaims},
	})
}

func TestS26_WrongAudienceIsRejected(t *testing.T) {
	newRig(t).check(t, []row{
		{"other app", claim("aud", simulator.HarbourID), microsoft.ReasonAudience},
		{"upper case", claim("aud", strings.ToUpper(clientID)), microsoft.ReasonAudience},
		{"missing", without("aud"), microsoft.ReasonAudience},
		{"empty list", claim("aud", []string{}), microsoft.ReasonAudience},
		{"null", claim("aud", nil), microsoft.ReasonAudience},
	})
}

func TestS27_AudienceListOfOneIsAccepted(t *testing.T) {
	newRig(t).check(t, []row{{"list of one", claim("aud", []string{clientID}), ""}})
}

func TestS28_SecondAudienceOrForeignPartyIsRejected(t *testing.T) {
	newRig(t).check(t, []row{
		{"ours and another", claim("aud", []string{clientID, "other"}), microsoft.ReasonAudience},
		{"another and ours", claim("aud", []string{"other", clientID}), microsoft.ReasonAudience},
		{"ours twice", claim("aud", []string{clientID, clientID}), microsoft.ReasonAudience},
		{"azp not ours", claim("azp", "other"), microsoft.ReasonAudience},
		{"azp empty", claim("azp", ""), microsoft.ReasonAudience},
		{"azp null", claim("azp", nil), microsoft.ReasonAudience},
		{"azp ours", claim("azp", clientID), ""},
	})
}

func TestS29_MissingSubjectOrIssueTimeIsRejected(t *testing.T) {
	newRig(t).check(t, []row{
		{"sub missing", without("sub"), microsoft.ReasonClaims},
		{"sub empty", claim("sub", ""), microsoft.ReasonClaims},
		{"sub 256 long", claim("sub", strings.Repeat("s", 256)), microsoft.ReasonClaims},
		{"iat missing", without("iat"), microsoft.ReasonClaims},
		{"oid missing", without("oid"), microsoft.ReasonClaims},
		{"oid not a GUID", claim("oid", "ada"), microsoft.ReasonClaims},
	})
}

func TestS30_BadSignatureIsRejected(t *testing.T) {
	r := newRig(t)
	var other string
	if _, err := r.redeem(func(token simulator.IDToken) string { other = token.Sign(); return other }); err != nil {
		t.Fatal(err)
	}
	resign := func(edit func([]byte) []byte) func(simulator.IDToken) string {
		return func(token simulator.IDToken) string {
			parts := strings.Split(token.Sign(), ".")
			signature, err := base64.RawURLEncoding.DecodeString(parts[2])
			if err != nil {
				panic(err)
			}
			return parts[0] + "." + parts[1] + "." + base64.RawURLEncoding.EncodeToString(edit(signature))
		}
	}
	r.check(t, []row{
		{"first bit flipped", resign(func(s []byte) []byte { s[0] ^= 0x80; return s }), microsoft.ReasonSignature},
		{"last bit flipped", resign(func(s []byte) []byte { s[len(s)-1] ^= 1; return s }), microsoft.ReasonSignature},
		{"cut", resign(func(s []byte) []byte { return s[:len(s)-1] }), microsoft.ReasonSignature},
		{"longer", resign(func(s []byte) []byte { return append(s, 0) }), microsoft.ReasonSignature},
		{"empty", resign(func([]byte) []byte { return nil }), microsoft.ReasonMalformed},
		{"of another token", func(token simulator.IDToken) string {
			return token.Sign()[:strings.LastIndex(token.Sign(), ".")] + other[strings.LastIndex(other, "."):]
		}, microsoft.ReasonSignature},
		{"bits beyond the last byte set", func(token simulator.IDToken) string {
			good := token.Sign()
			const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
			return good[:len(good)-1] + string(digits[strings.IndexByte(digits, good[len(good)-1])|1])
		}, microsoft.ReasonSignature},
		{"key of a stranger", func(token simulator.IDToken) string { return token.SignWith("RS256", strangerKey(t)) }, microsoft.ReasonSignature},
	})
}

func TestS31_OtherAlgorithmsAreRejected(t *testing.T) {
	curve, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	public, err := x509.MarshalPKIXPublicKey(&stageKey().PublicKey)
	if err != nil {
		t.Fatal(err)
	}
	public = pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: public})
	with := func(alg string, key any) func(simulator.IDToken) string {
		return func(token simulator.IDToken) string { return token.SignWith(alg, key) }
	}
	named := func(alg string) func(simulator.IDToken) string { // RS256 under another name
		return func(token simulator.IDToken) string { token.Header["alg"] = alg; return token.Sign() }
	}
	newRig(t).check(t, []row{
		{"none", with("none", nil), microsoft.ReasonMalformed},
		{"None with a signature", named("None"), microsoft.ReasonSignature},
		{"nOnE with a signature", named("nOnE"), microsoft.ReasonSignature},
		{"none with a signature", named("none"), microsoft.ReasonSignature},
		{"empty with a signature", named(""), microsoft.ReasonSignature},
		{"HS256 with the public key", with("HS256", public), microsoft.ReasonSignature},
		{"HS256 with the client secret", with("HS256", []byte(secret)), microsoft.ReasonSignature},
		{"ES256", with("ES256", curve), microsoft.ReasonSignature},
		{"PS256", with("PS256", stageKey()), microsoft.ReasonSignature},
		{"RS512", with("RS512", stageKey()), microsoft.ReasonSignature},
		{"RS256", with("RS256", stageKey()), ""},
	})
}

func TestS32_KeysInTheHeaderAreIgnored(t *testing.T) {
	r := newRig(t)
	attacker := strangerKey(t)
	jwk := map[string]any{
		"kty": "RSA", "kid": "attacker", "use": "sig", "alg": "RS256", "e": "AQAB",
		"n": base64.RawURLEncoding.EncodeToString(attacker.N.Bytes()),
	}
	certificate, err := x509.CreateCertificate(rand.Reader, &x509.Certificate{SerialNumber: big.NewInt(1)}, &x509.Certificate{}, &attacker.PublicKey, attacker)
	if err != nil {
		t.Fatal(err)
	}
	forged := func(kid string, name string, value any) func(simulator.IDToken) string {
		return func(token simulator.IDToken) string {
			token.Header[name] = value
			if kid != "" {
				token.Header["kid"] = kid
			}
			return token.SignWith("RS256", attacker)
		}
	}
	before := r.sim.Count(simulator.EndpointKeys)
	var rows []row
	for name, value := range map[string]any{
		"jwk": jwk, "jku": "https://evil.example/keys", "x5u": "https://evil.example/cert",
		"x5c": []string{base64.StdEncoding.EncodeToString(certificate)},
	} {
		rows = append(rows, row{name + " under an honest kid", forged("", name, value), microsoft.ReasonSignature})
		rows = append(rows, row{name + " under its own kid", forged("attacker", name, value), microsoft.ReasonKey})
	}
	r.check(t, rows) // the network fails the test if another host is dialled
	if fetched := r.sim.Count(simulator.EndpointKeys) - before; fetched > 2*len(paths()) {
		t.Errorf("%d fetches of keys", fetched)
	}
}

func TestS33_CriticalHeaderIsRejected(t *testing.T) {
	newRig(t).check(t, []row{
		{"unknown extension", func(token simulator.IDToken) string {
			token.Header["crit"], token.Header["x"] = []string{"x"}, true
			return token.Sign()
		}, microsoft.ReasonMalformed},
		{"b64", func(token simulator.IDToken) string {
			token.Header["crit"], token.Header["b64"] = []string{"b64"}, true
			return token.Sign()
		}, microsoft.ReasonMalformed},
		{"empty list", header("crit", []string{}), microsoft.ReasonMalformed},
		{"unknown header that is not critical", header("x", true), ""},
	})
}

func TestS35_WrongNonceIsRejected(t *testing.T) {
	r := newRig(t)
	other := r.start(simulator.BrightwaterID, simulator.Ada)
	r.check(t, []row{
		{"missing", without("nonce"), microsoft.ReasonNonce},
		{"empty", claim("nonce", ""), microsoft.ReasonNonce},
		{"wrong", claim("nonce", newSecret(t)), microsoft.ReasonNonce},
		{"of another open sign-in", claim("nonce", other.Nonce), microsoft.ReasonNonce},
		{"number", claim("nonce", 1), microsoft.ReasonClaims},
		{"case changed", func(token simulator.IDToken) string {
			token.Claims["nonce"] = strings.ToLower(token.Claims["nonce"].(string)) + "x"
			return token.Sign()
		}, microsoft.ReasonNonce},
	})
}

func TestS36_ReplayedTokenIsRejected(t *testing.T) {
	r := newRig(t)
	var first string
	if _, err := r.redeem(func(token simulator.IDToken) string { first = token.Sign(); return first }); err != nil {
		t.Fatal(err)
	}
	for _, tenant := range paths() {
		got, err := r.redeemAt(tenant, func(simulator.IDToken) string { return first })
		wantReason(t, got, err, microsoft.ReasonNonce)
	}
}

func TestS37_OtherKindsOfTokenAreRejected(t *testing.T) {
	newRig(t).check(t, []row{
		{"access token by type", header("typ", "at+jwt"), microsoft.ReasonMalformed},
		{"access token by audience", claim("aud", "00000003-0000-0000-c000-000000000000"), microsoft.ReasonAudience},
		{"logout token by type", header("typ", "logout+jwt"), microsoft.ReasonMalformed},
		{"logout token by claims", func(token simulator.IDToken) string {
			delete(token.Claims, "nonce")
			token.Claims["events"] = map[string]any{"http://schemas.openid.net/event/backchannel-logout": map[string]any{}}
			return token.Sign()
		}, microsoft.ReasonNonce},
		{"other app's ID token", claim("aud", simulator.QuarryID), microsoft.ReasonAudience},
		{"nested token", header("cty", "JWT"), microsoft.ReasonMalformed},
		{"no type", func(token simulator.IDToken) string { delete(token.Header, "typ"); return token.Sign() }, ""},
		{"opaque access token", func(simulator.IDToken) string { return "b3BhcXVl" }, microsoft.ReasonMalformed},
	})
}

func TestS49_OtherVersionsAndCloudsAreRejected(t *testing.T) {
	iss := func(issuer string) func(simulator.IDToken) string { return claim("iss", issuer) }
	newRig(t).check(t, []row{
		{"v1 issuer", iss("https://sts.windows.net/" + simulator.BrightwaterID + "/"), microsoft.ReasonIssuer},
		{"other cloud", iss("https://login.microsoftonline.us/" + simulator.BrightwaterID + "/v2.0"), microsoft.ReasonIssuer},
		{"real Microsoft", iss("https://login.microsoftonline.com/" + simulator.BrightwaterID + "/v2.0"), microsoft.ReasonIssuer},
		{"slash at the end", iss(authority + "/" + simulator.BrightwaterID + "/v2.0/"), microsoft.ReasonIssuer},
		{"other scheme", iss(strings.Replace(authority, "http:", "https:", 1) + "/" + simulator.BrightwaterID + "/v2.0"), microsoft.ReasonIssuer},
		{"version 1.0", claim("ver", "1.0"), microsoft.ReasonVersion},
		{"version as a number", claim("ver", 2.0), microsoft.ReasonVersion},
		{"version missing", without("ver"), microsoft.ReasonVersion},
	})
}
