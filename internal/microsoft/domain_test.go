package microsoft_test

import (
	"net/url"
	"strings"
	"testing"

	"workbooks.com/authconsole/internal/microsoft"
)

func TestValidDomain(t *testing.T) {
	label := strings.Repeat("a", 63)
	for name, want := range map[string]bool{
		"contoso.com": true, "contoso.onmicrosoft.com": true, "a.io": true, "1.2.io": true, "xn--bcher-kva.example": true,
		"contoso.xn--p1ai": true, label + ".example": true, strings.Join([]string{label, label, label, label[:61]}, "."): true,

		"": false, "contoso": false, "organizations": false, "common": false, "localhost": false, ".": false, "..": false,
		".contoso.com": false, "contoso.com.": false, "contoso..com": false, "Contoso.com": false, "contoso.COM": false,
		"-contoso.com": false, "contoso-.com": false, "contoso.-com": false, "contoso.com-": false, "contoso.c": false,
		"a" + label + ".example": false, strings.Join([]string{label, label, label, label}, "."): false,
		"127.0.0.1": false, "169.254.169.254": false, "contoso.1com": false, "[::1]": false,
	} {
		if microsoft.ValidDomain(name) != want {
			t.Errorf("%q: want %v", name, want)
		}
	}
}

// hostileDomains are names that try to leave the path segment or the host.
func hostileDomains() []string {
	return []string{
		"contoso.com/../x.example", "contoso.com/", "/contoso.com", "//contoso.com", `contoso.com\x.example`, "contoso.com?x.example",
		"contoso.com#x.example", "user@contoso.com", "contoso.com:443", "http://contoso.com", "contoso.com%2f..", "contoso%2ecom",
		"contoso.com\n", "\ncontoso.com", "contoso.com\x00", " contoso.com", "contoso.com ", "contoso.com;x", "contoso.com,x.example",
		"..%2fcontoso.com", "../contoso.com", "...com", "cont oso.com", "contoso.com\r\nX: y.example", "contoso.com&tenant=x.example",
		"cоntoso.com", "contoso。com", "contoso．com", "bücher.example", "ſ.example", "K.example", "contoso.com\u200b", "_x.contoso.com",
		"*.contoso.com", "{tenantid}.com", "contoso.com<b>", `contoso.com"`, strings.Repeat("a.", 1<<15) + "com",
	}
}

func TestS99_HostileDomainNeverBendsTheConsentAddress(t *testing.T) {
	c := connect(t, serve(t, newStage()))
	for _, name := range hostileDomains() {
		if microsoft.ValidDomain(name) {
			t.Errorf("%q passes for a domain", name)
		}
		got := c.AdminConsentURL(name, callback, "s", []string{"openid"})
		if !strings.HasPrefix(got, authority+"/organizations/v2.0/adminconsent?") {
			t.Errorf("%q bent the consent address", name)
		}
	}
}

func TestS99_DomainIsForConsentOnly(t *testing.T) {
	s := newStage()
	c := connect(t, serve(t, s))
	const name = "brightwater.example"
	if got := c.AdminConsentURL(name, callback, "s", []string{"openid"}); !strings.HasPrefix(got, authority+"/"+name+"/v2.0/adminconsent?") {
		t.Errorf("address %s", got)
	}
	wantKind(t, authorize(t, c, name), microsoft.UnknownTenant)
	_, err := c.Redeem(t.Context(), name, redemption(t))
	wantKind(t, err, microsoft.UnknownTenant)
	if s.count("discovery") != 0 {
		t.Error("a domain was asked for")
	}
}

func FuzzAdminConsentURL(f *testing.F) {
	c := local(f, newStage())
	for _, name := range append(hostileDomains(), "contoso.com", brightwater, "") {
		f.Add(name)
	}
	f.Fuzz(func(t *testing.T, name string) {
		u, err := url.Parse(c.AdminConsentURL(name, callback, "s", []string{"openid"}))
		if err != nil {
			t.Fatalf("%q: %v", name, err)
		}
		segments := strings.Split(u.EscapedPath(), "/")
		tenant := "organizations"
		if microsoft.ValidTenantID(name) || microsoft.ValidDomain(name) {
			tenant = name
		}
		if u.Scheme+"://"+u.Host != authority || u.User != nil || u.Fragment != "" || len(segments) != 4 || segments[1] != tenant ||
			u.Query().Get("redirect_uri") != callback {
			t.Errorf("%q leads to %s", name, u)
		}
	})
}
