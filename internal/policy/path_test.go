package policy_test

import (
	"net/url"
	"strings"
	"testing"

	"workbooks.com/authconsole/internal/policy"
)

func TestLocalPathKeepsOurOwnPages(t *testing.T) {
	for given, want := range map[string]string{
		"/":              "/",
		"/configuration": "/configuration",
		"/configuration/account-settings/authentication/microsoft?tab=activity": "/configuration/account-settings/authentication/microsoft?tab=activity",
		"/configuration/":         "/configuration/",
		"/a?x=//evil":             "/a?x=//evil",
		"/a?x=https://evil/../..": "/a?x=https://evil/../..",
		"/?q=a%2Fb":               "/?q=a%2Fb",
		"/users/ada%20l":          "/users/ada%20l",
		"/users#row-3":            "/users",
		"/a?b=c#//evil":           "/a?b=c",
		"/a.b/c..d":               "/a.b/c..d",
		"/logins":                 "/logins",
	} {
		if got := policy.LocalPath(given); got != want {
			t.Errorf("LocalPath(%q) = %q, want %q", given, got, want)
		}
	}
}

func TestS84_AddressesThatLeaveAreReplaced(t *testing.T) {
	for _, given := range []string{
		"//evil", "///evil", `/\evil`, `\\evil`, `\/evil`, `/a\b`, "/%2f%2fevil", "/%2Fevil", "/%5cevil", "/%5C%5Cevil",
		"/a/%2f%2fevil", "/%252f%252fevil", "/\t/evil", "/%09/evil", "/%0a/evil", "/%0d%0aSet-Cookie:a=b", "/%00", "/a\x00b",
		"https:evil", "https://evil", "HTTPS://evil", "javascript:alert(1)", "data:text/html,x", "mailto:a@b",
		"/..//evil", "/../evil", "/./evil", "/.", "/..", "/a/..", "/a/../..//evil", "/%2e%2e//evil", "/%2e%2e/evil", "/.%2e/x", "/a//evil",
		"/@evil", "/%40evil", "user:pass@evil", "//user@evil",
		"/a\r\nSet-Cookie: a=b", "\n/a", " /a", "/a b", "\t//evil", "/\n/evil",
		"/∕evil", "/／evil", "∕∕evil", "／／evil", "/%e2%88%95evil", "/%ef%bc%8fevil", "/⁄evil", "/\u2028", "/\xff",
		"/" + strings.Repeat("a", 64<<10), "/?" + strings.Repeat("a", 2048),
		"/login", "/login?return_to=/a", "/login/", "/LOGIN", "/%6cogin", "/logout", "/microsoft/callback?code=x", "/microsoft/consent", "/microsoft",
		"/logged-out", "/Logged%2dOut",
	} {
		if got := policy.LocalPath(given); got != "/" {
			t.Errorf("LocalPath(%.80q) = %.80q, want /", given, got)
		}
	}
}

func TestS85_MalformedAddressesLeadHome(t *testing.T) {
	for _, given := range []string{"", "a", "?a=b", "#a", "/%", "/%z", "/%zz/a", "/a%2", ":", "/a?b=\x7f", "[::1]", "%2f"} {
		if got := policy.LocalPath(given); got != "/" {
			t.Errorf("LocalPath(%q) = %q, want /", given, got)
		}
	}
}

func FuzzLocalPath(f *testing.F) {
	for _, seed := range []string{"/", "//evil", `/\evil`, "/a?x=//evil#y", "/%2f%2fevil", "/..//evil", "/\t/evil", "/@evil"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, given string) {
		got := policy.LocalPath(given)
		if again := policy.LocalPath(got); again != got {
			t.Errorf("LocalPath(%q) = %q, but that gives %q", given, got, again)
		}
		for _, seen := range []string{got, unescaped(got)} {
			staysHere(t, given, seen)
		}
	})
}

// staysHere follows an address as browsers do: tab and line ends are dropped and
// a backslash counts as a slash.
func staysHere(t *testing.T, given, address string) {
	t.Helper()
	browser := strings.NewReplacer("\t", "", "\r", "", "\n", "", `\`, "/").Replace(address)
	base := &url.URL{Scheme: "https", Host: "console.example", Path: "/login"}
	target, err := base.Parse(browser)
	if err != nil {
		t.Fatalf("LocalPath(%q): %q cannot be parsed: %v", given, address, err)
	}
	if target.Scheme != "https" || target.Host != "console.example" || target.User != nil || target.Fragment != "" {
		t.Errorf("LocalPath(%q): %q leads to %q", given, address, target)
	}
	if strings.HasPrefix(target.Path, "//") {
		t.Errorf("LocalPath(%q): %q has the path %q", given, address, target.Path)
	}
}

// unescaped is the address as a proxy that decodes the path once would pass it on.
func unescaped(address string) string {
	path, query, _ := strings.Cut(address, "?")
	decoded, err := url.PathUnescape(path)
	if err != nil {
		return "unreadable path: " + address
	}
	return (&url.URL{Path: decoded, RawQuery: query}).String()
}
