package signin_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"workbooks.com/authconsole/internal/signin"
)

func TestLoginNames(t *testing.T) {
	const ada = "ada@corp.com"
	byName := func(proven bool) []signin.LoginName {
		return []signin.LoginName{{Name: ada, Source: signin.FromUsername, Proven: proven}}
	}
	byEmail := func(name string, proven bool) signin.LoginName {
		return signin.LoginName{Name: name, Source: signin.FromEmail, Proven: proven}
	}
	for name, row := range map[string]struct {
		person  signin.Person
		domains []string
		want    []signin.LoginName
	}{
		"nothing known":                      {signin.Person{}, nil, nil},
		"the domain is proven":               {signin.Person{Username: ada}, []string{"corp.com"}, byName(true)},
		"another domain is proven":           {signin.Person{Username: ada}, []string{"other.com"}, byName(false)},
		"no domains known":                   {signin.Person{Username: ada}, nil, byName(false)},
		"capitals on both sides":             {signin.Person{Username: "Ada@CORP.com"}, []string{"Corp.Com"}, byName(true)},
		"a domain above the proven one":      {signin.Person{Username: ada}, []string{"eu.corp.com"}, byName(false)},
		"a domain below the proven one":      {signin.Person{Username: ada}, []string{"com"}, byName(false)},
		"no e-mail":                          {signin.Person{Username: ada, EmailVerified: true}, nil, byName(false)},
		"an e-mail that nobody verified":     {signin.Person{Username: ada, Email: "x@corp.com"}, []string{"corp.com"}, byName(true)},
		"only an e-mail, not verified":       {signin.Person{Email: ada}, []string{"corp.com"}, nil},
		"only a verified e-mail":             {signin.Person{Email: ada, EmailVerified: true}, []string{"corp.com"}, []signin.LoginName{byEmail(ada, true)}},
		"both the same but for capitals":     {signin.Person{Username: ada, Email: "ADA@corp.com", EmailVerified: true}, nil, byName(false)},
		"username before verified e-mail":    {signin.Person{Username: ada, Email: "a@x.org", EmailVerified: true}, []string{"x.org"}, append(byName(false), byEmail("a@x.org", true))},
		"a guest's e-mail":                   {signin.Person{Guest: true, Username: ada, Email: "a@x.org", EmailVerified: true}, []string{"corp.com"}, []signin.LoginName{byEmail("a@x.org", true)}},
		"a guest's e-mail, not verified":     {signin.Person{Guest: true, Username: ada, Email: "a@x.org"}, []string{"corp.com", "x.org"}, nil},
		"a username made up for a guest":     {signin.Person{Username: "a_x.org#EXT#@corp.com"}, []string{"corp.com"}, nil},
		"signs that names in Azure can have": {signin.Person{Username: "o'a-b_c.d~!^@corp.com"}, []string{"corp.com"}, []signin.LoginName{{Name: "o'a-b_c.d~!^@corp.com", Source: signin.FromUsername, Proven: true}}},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(row.want, signin.LoginNames(row.person, row.domains)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestS69_OnlyTheWholeDomainCounts(t *testing.T) {
	domains := []string{"corp.com"}
	for _, odd := range []string{
		"a@evil.com@corp.com", "a@corp.com@evil.com", `"a@corp.com"@evil.com`, `"a"@corp.com`, "CORP.COM.", "a@CORP.COM.", "a@.corp.com", "a@corp..com",
		"@corp.com", "a@", "a", "a@com", "a@corp.com ", " a@corp.com", "a@corp.com\x00", "a@corp.com\x00.evil.com", "a@corp.com\n", "<a@corp.com>", "a b@corp.com",
		"a@c\u043erp.com", "a@corp\u3002com", "a\uff20corp.com", "\u212aay@corp.com", "a@corp.com/evil.com", "a@corp.com#@evil.com", "a@evil_com.com", "a@[127.0.0.1]", "a%corp.com@evil.com",
		"\xff@corp.com", "\u202ea@corp.com", strings.Repeat("a", 10_000) + "@corp.com",
	} {
		if got := signin.LoginNames(signin.Person{Username: odd, Email: odd, EmailVerified: true}, domains); got != nil {
			t.Errorf("LoginNames of %.40q = %v, want none", odd, got)
		}
	}
	for _, other := range []string{"a@corp.com.evil.com", "a@evilcorp.com", "a@eu.corp.com", "a@xn--crp-rqc.com", "a@corp.co"} {
		got := signin.LoginNames(signin.Person{Username: other}, domains)
		if len(got) != 1 || got[0].Proven {
			t.Errorf("LoginNames of %q = %v, want one that is not proven", other, got)
		}
	}
	for _, odd := range []string{"\u212aorp.com", "corp.com.", ".corp.com", "", "@corp.com"} { // the first folds to «korp.com» in Unicode
		if got := signin.LoginNames(signin.Person{Username: "a@korp.com"}, []string{odd}); got[0].Proven {
			t.Errorf("the domain %q proves korp.com", odd)
		}
	}
}

func FuzzLoginNames(f *testing.F) {
	for _, seed := range []string{"a@corp.com", "a@evil.com@corp.com", `"a@corp.com"@evil.com`, "A@CORP.COM.", "\u212a@corp.com", "a#EXT#@corp.com"} {
		f.Add(seed, seed, "corp.com", true, false)
		f.Add(seed, "b@corp.com", "CORP.com", false, true)
	}
	f.Fuzz(func(t *testing.T, username, email, domain string, verified, guest bool) {
		p := signin.Person{Username: username, Email: email, EmailVerified: verified, Guest: guest}
		names := signin.LoginNames(p, []string{domain})
		if len(names) > 2 || len(names) == 2 && (names[0].Name == names[1].Name || guest || !verified) {
			t.Fatalf("names of %+v: %v", p, names)
		}
		for _, n := range names {
			given := map[signin.Source]string{signin.FromUsername: username, signin.FromEmail: email}[n.Source]
			_, of, _ := strings.Cut(n.Name, "@")
			switch {
			case n.Name != strings.ToLower(given), strings.Count(n.Name, "@") != 1, len(n.Name) > 254:
				t.Errorf("%q became %q", given, n.Name)
			case strings.ContainsFunc(n.Name, func(r rune) bool { return r <= ' ' || r > '~' || r >= 'A' && r <= 'Z' }):
				t.Errorf("%q is not plain", n.Name)
			case n.Source == signin.FromEmail && !verified, n.Source == signin.FromUsername && guest:
				t.Errorf("%+v gave %+v", p, n)
			case n.Proven && !guest && !strings.EqualFold(of, domain):
				t.Errorf("%q is proven by %q", n.Name, domain)
			}
		}
	})
}
