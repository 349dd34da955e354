package config

import (
	"encoding/base64"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"

	"workbooks.com/authconsole/internal/mail"
	"workbooks.com/authconsole/internal/policy"
)

var guid = regexp.MustCompile(`^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$`)

// Console is a checked configuration of a running console.
type Console struct {
	Listen           string
	PublicURL        *url.URL // scheme and host only
	DatabaseURL      string
	SessionKeys      [][]byte // 32 bytes each; the first signs
	ClientID         string
	ClientSecret     Secret
	Authority        string // without trailing slash
	GraphURL         string // without trailing slash
	RequireAdminRole bool
	MetricsListen    string // empty: off
	TrustedProxies   []*net.IPNet
	Mail             *mail.SMTP    // nil: no mails are sent
	TraceRetention   time.Duration // 1 to 3650 days
	// MicrosoftSessionLife is when a log-in with Microsoft ends at the latest.
	MicrosoftSessionLife time.Duration
}

// Faults are everything wrong with a configuration, a sentence each.
type Faults []string

// Error joins the faults, one on a line.
func (f Faults) Error() string { return strings.Join(f, "\n") }

// Validate checks the settings and returns them in the form that the console
// uses, or Faults with every mistake found.
func (s Settings) Validate() (Console, error) {
	var f faults
	c := Console{
		DatabaseURL:      s.DatabaseURL,
		ClientSecret:     s.MicrosoftClientSecret,
		RequireAdminRole: f.boolean("MICROSOFT_REQUIRE_ADMIN_ROLE", s.MicrosoftRequireAdminRole),
		Listen:           f.address("LISTEN", s.Listen),
		PublicURL:        f.publicURL(s.PublicURL),
		SessionKeys:      f.sessionKeys(s.SessionKey),
		ClientID:         f.clientID(s.MicrosoftClientID),
		Authority:        f.endpoint("MICROSOFT_AUTHORITY", s.MicrosoftAuthority, false),
		GraphURL:         f.endpoint("MICROSOFT_GRAPH_URL", s.MicrosoftGraphURL, true),
		TrustedProxies:   f.networks(s.TrustedProxies),
		Mail:             f.mail(s.SMTPURL, s.MailFrom),
		TraceRetention:   f.retention("TRACE_RETENTION", s.TraceRetention),

		MicrosoftSessionLife: f.sessionLife("MICROSOFT_SESSION_LIFE", s.MicrosoftSessionLife),
	}
	f.required("MICROSOFT_CLIENT_SECRET", s.MicrosoftClientSecret.Reveal())
	f.database(s.DatabaseURL)
	if s.MetricsListen != "" {
		c.MetricsListen = f.address("METRICS_LISTEN", s.MetricsListen)
	}
	return c, f.err()
}

// Validate checks the database setting.
func (d Database) Validate() error {
	var f faults
	f.database(d.DatabaseURL)
	return f.err()
}

// Validate checks the demo's settings. Both addresses must be on loopback: the
// simulated Microsoft lets anybody in (product.md, «The simulated Microsoft»).
func (d Demo) Validate() error {
	var f faults
	f.loopbackAddress("--listen", d.Listen)
	f.loopbackAddress("--simulator-listen", d.SimulatorListen)
	if d.Listen == d.SimulatorListen && !strings.HasSuffix(d.Listen, ":0") {
		f.add("--listen and --simulator-listen are the same address, %s.", d.Listen)
	}
	if d.Accounts < 0 || d.Accounts > 1_000_000 {
		f.add("--accounts must be between 0 and 1000000, not %d.", d.Accounts)
	}
	return f.err()
}

// Validate checks the simulator's address.
func (s Simulator) Validate() error {
	var f faults
	f.loopbackAddress("--listen", s.Listen)
	if u, err := url.Parse(s.Console); err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		f.add("--console must be an address such as http://127.0.0.1:8080, not %q.", s.Console)
	}
	return f.err()
}

type faults struct{ list Faults }

func (f *faults) add(format string, args ...any) {
	f.list = append(f.list, fmt.Sprintf(format, args...))
}

func (f *faults) err() error {
	if len(f.list) == 0 {
		return nil
	}
	return f.list
}

func (f *faults) required(name, value string) string {
	if strings.TrimSpace(value) == "" {
		f.add("%s is not set.", name)
	}
	return strings.TrimSpace(value)
}

func (f *faults) clientID(value string) string {
	value = f.required("MICROSOFT_CLIENT_ID", value)
	if value != "" && !guid.MatchString(value) {
		f.add("MICROSOFT_CLIENT_ID must be the application (client) ID, of the form 11111111-2222-3333-4444-555555555555.")
	}
	return value
}

func (f *faults) boolean(name, value string) bool {
	b, err := strconv.ParseBool(value)
	if err != nil {
		f.add("%s must be true or false, not %q.", name, value)
	}
	return b
}

func (f *faults) address(name, value string) string {
	if !validAddress(value) {
		f.add("%s must be an address such as 127.0.0.1:8080, not %q.", name, value)
	}
	return value
}

func validAddress(value string) bool {
	_, port, err := net.SplitHostPort(value)
	if err != nil {
		return false
	}
	_, err = strconv.ParseUint(port, 10, 16)
	return err == nil
}

func (f *faults) loopbackAddress(name, value string) {
	if !validAddress(value) {
		f.add("%s must be an address such as 127.0.0.1:8080, not %q.", name, value)
		return
	}
	if host, _, _ := net.SplitHostPort(value); !Loopback(host) {
		f.add("%s must be on this machine (127.0.0.1 or localhost), not %q.", name, value)
	}
}

func (f *faults) publicURL(value string) *url.URL {
	if value == "" {
		f.add("PUBLIC_URL is not set. It is the address people type, for example https://secure.workbooks.example.")
		return nil
	}
	u, err := url.Parse(value)
	switch {
	case err != nil || u.Host == "" || u.Hostname() == "" || u.User != nil:
		f.add("PUBLIC_URL must be an address such as https://secure.workbooks.example.")
	case u.Scheme != "https" && (u.Scheme != "http" || !Loopback(u.Hostname())):
		f.add("PUBLIC_URL must begin with https:// (http:// is accepted on loopback only).")
	case strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.Fragment != "":
		f.add("PUBLIC_URL must have no path, query or fragment.")
	default:
		return &url.URL{Scheme: u.Scheme, Host: strings.ToLower(u.Host)}
	}
	return nil
}

func (f *faults) endpoint(name, value string, path bool) string {
	u, err := url.Parse(value)
	switch {
	case err != nil || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "":
		f.add("%s must be an address such as https://login.microsoftonline.com.", name)
	case u.Scheme != "https" && (u.Scheme != "http" || !Loopback(u.Hostname())):
		f.add("%s must begin with https:// (http:// is accepted on loopback only).", name)
	case !path && strings.Trim(u.Path, "/") != "":
		f.add("%s must have no path.", name)
	}
	return strings.TrimRight(value, "/")
}

func (f *faults) sessionKeys(value Secret) [][]byte {
	if value == "" {
		f.add("SESSION_KEY is not set. Make one with: openssl rand -base64 32")
		return nil
	}
	var keys [][]byte
	for i, part := range strings.Split(value.Reveal(), ",") {
		key, err := base64.StdEncoding.DecodeString(strings.TrimSpace(part))
		if err != nil || len(key) != 32 {
			f.add("SESSION_KEY: key %d must be 32 bytes in base64.", i+1)
			continue
		}
		keys = append(keys, key)
	}
	return keys
}

func (f *faults) networks(values []string) []*net.IPNet {
	var nets []*net.IPNet
	for _, v := range values {
		if !strings.Contains(v, "/") {
			if a, err := netip.ParseAddr(v); err == nil {
				v = fmt.Sprintf("%s/%d", v, a.BitLen())
			}
		}
		_, n, err := net.ParseCIDR(v)
		if err != nil {
			f.add("TRUSTED_PROXIES: %q is neither an IP address nor a network such as 10.0.0.0/8.", v)
			continue
		}
		nets = append(nets, n)
	}
	return nets
}

// sessionLife reads how long a log-in with Microsoft lasts, such as 12h.
func (f *faults) sessionLife(name, value string) time.Duration {
	life, err := time.ParseDuration(strings.TrimSpace(value))
	if err != nil || !policy.ValidSessionLife(life) {
		f.add("%s must be between 5m and 24h, such as 12h, not %q.", name, value)
	}
	return life
}

func (f *faults) database(value string) {
	if path, ok := strings.CutPrefix(value, "sqlite:"); !ok || path == "" {
		f.add("DATABASE_URL must be of the form sqlite:FILE.")
	}
}

// Loopback reports whether a host name can only mean this machine.
func Loopback(host string) bool {
	if host == "localhost" {
		return true
	}
	a, err := netip.ParseAddr(strings.Trim(host, "[]"))
	return err == nil && a.IsLoopback()
}
