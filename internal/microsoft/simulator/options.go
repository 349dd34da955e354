package simulator

import (
	"crypto/rsa"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strings"
	"time"

	"github.com/google/uuid"
)

// ErrOptions is wrapped by every error with which New refuses its options.
var ErrOptions = errors.New("options")

// Options says which application is registered and where the simulator is seen.
type Options struct {
	Authority    string           // its own base URL as browsers and the console see it: http, loopback host, no path
	ClientID     string           // application ID of the registered application, a GUID
	ClientSecret string           // its only client secret
	AppName      string           // name shown on the consent page; empty means "Workbooks"
	RedirectURIs []string         // registered redirect URIs, compared exactly
	LogoutURL    string           // registered front-channel logout address, by the rules of redirect URIs; empty for none
	Console      string           // address of the console for the start page; empty shows none
	Now          func() time.Time // clock; nil means time.Now
	SigningKey   *rsa.PrivateKey  // first signing key; nil makes one when a key is first needed
	Propagation  time.Duration    // how long token requests do not see a new grant, 0 to PropagationMax; see SetPropagation
	ExtraPeople  int              // how many people Brightwater has besides the default world's, 0 to CrowdMax; see InCrowd
}

// authority returns the base URL without a trailing slash, or why it is refused.
func (o Options) authority() (string, error) {
	u, err := url.Parse(o.Authority)
	if err != nil {
		return "", fmt.Errorf("%w: authority is not a URL", ErrOptions)
	}
	switch {
	case u.Scheme != "http":
		return "", fmt.Errorf("%w: authority must be http, a simulation has no certificate", ErrOptions)
	case !loopback(u.Hostname()):
		return "", fmt.Errorf("%w: authority host must be a loopback address", ErrOptions)
	case u.User != nil || u.RawQuery != "" || u.Fragment != "" || strings.Trim(u.Path, "/") != "":
		return "", fmt.Errorf("%w: authority must be only scheme, host and port", ErrOptions)
	}
	return "http://" + u.Host, nil
}

// check returns the first fault of the options other than the authority's.
func (o Options) check() error {
	if _, err := uuid.Parse(o.ClientID); err != nil || len(o.ClientID) != 36 {
		return fmt.Errorf("%w: client ID must be a GUID", ErrOptions)
	}
	if o.ClientSecret == "" {
		return fmt.Errorf("%w: client secret is empty", ErrOptions)
	}
	if len(o.RedirectURIs) == 0 {
		return fmt.Errorf("%w: no redirect URI", ErrOptions)
	}
	for _, redirect := range o.RedirectURIs {
		if !registrable(redirect) {
			return fmt.Errorf("%w: redirect URI %q cannot be registered", ErrOptions, redirect)
		}
	}
	if o.LogoutURL != "" && !registrable(o.LogoutURL) {
		return fmt.Errorf("%w: logout URL cannot be registered", ErrOptions)
	}
	if o.Propagation < 0 || o.Propagation > PropagationMax {
		return fmt.Errorf("%w: propagation must be between 0 and %s", ErrOptions, PropagationMax)
	}
	if o.ExtraPeople < 0 || o.ExtraPeople > CrowdMax {
		return fmt.Errorf("%w: there can be 0 to %d people more", ErrOptions, CrowdMax)
	}
	if o.Console == "" {
		return nil
	}
	if u, err := url.Parse(o.Console); err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") {
		return fmt.Errorf("%w: console must be an absolute http or https URL", ErrOptions)
	}
	return nil
}

// registrable applies the rules for redirect URIs of an application for
// organisations only (microsoft.md §2).
func registrable(redirect string) bool {
	u, err := url.Parse(redirect)
	if err != nil || u.Host == "" || u.Fragment != "" || len(redirect) > 256 || strings.ContainsAny(redirect, "!$'(),;*") {
		return false
	}
	return u.Scheme == "https" || u.Scheme == "http" && loopback(u.Hostname())
}

// loopback reports whether host can only mean this machine.
func loopback(host string) bool {
	if host == "localhost" {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}
