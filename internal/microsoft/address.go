package microsoft

import (
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"path"
	"strings"
)

// base checks a configured address and returns it without a trailing slash.
// Plain http is for loopback only, since secrets travel over it.
func base(name, address string, pathAllowed bool) (string, error) {
	u, err := url.Parse(address)
	if err != nil {
		return "", fmt.Errorf("%s: not a URL", name)
	}
	if err := sound(u); err != nil {
		return "", fmt.Errorf("%s: %w", name, err)
	}
	if u.Path != "" && (!pathAllowed || path.Clean(u.Path) != u.Path || u.Path == "/" || u.RawPath != "") {
		return "", fmt.Errorf("%s: unexpected path", name)
	}
	return u.Scheme + "://" + strings.ToLower(u.Host) + u.Path, nil
}

func sound(u *url.URL) error {
	switch {
	case u.Hostname() == "" || u.Opaque != "":
		return errors.New("host is missing")
	case u.Scheme != "https" && (u.Scheme != "http" || !loopback(u.Hostname())):
		return errors.New("must be https, or http on loopback")
	case u.User != nil:
		return errors.New("must not hold a user name")
	case u.RawQuery != "" || u.ForceQuery || u.Fragment != "":
		return errors.New("must not hold a query or fragment")
	}
	return nil
}

func loopback(host string) bool {
	if host == "localhost" {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.IsLoopback()
}

// onAuthority reports whether a published endpoint is a plain address on the
// configured scheme and host. A document that names another host could have our
// secret sent there (attacks.md S101).
func (c *Client) onAuthority(endpoint string) bool {
	u, err := url.Parse(endpoint)
	if err != nil || sound(u) != nil || u.Path == "" || strings.ContainsAny(endpoint, "#\\") {
		return false
	}
	return u.Scheme+"://"+u.Host == c.authority
}
