package microsoft

import (
	"regexp"
	"strings"
)

// Organizations is the tenant name that lets any work or school account sign in
// or consent (microsoft.md §3.1). The tenant is then known from the ID token only.
const Organizations = "organizations"

// PersonalTenant is the tenant of all personal Microsoft accounts; it can never
// be linked (microsoft.md §3.8, rule 6).
const PersonalTenant = "9188040d-6c67-4c5b-b112-36a304b66dad"

// issuerTemplate is the literal that tenant-independent documents and signing
// keys print in place of a tenant ID (microsoft.md §3.1, §3.3).
const issuerTemplate = "{tenantid}"

const maxDomain = 253 // RFC 1035 §2.3.4, without the root's dot

// domain is dotted labels of up to 63 characters that neither begin nor end with
// a hyphen; a last label that begins with a letter rules out addresses of hosts.
var domain = regexp.MustCompile(`\A(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])\z`)

var canonicalGUID = regexp.MustCompile(`\A[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\z`)

// ValidTenantID reports whether id is a GUID in its one canonical form: lower
// case, with hyphens, without braces or surrounding space.
func ValidTenantID(id string) bool { return canonicalGUID.MatchString(id) }

// ParseTenantID lower-cases a GUID and reports whether it then is a tenant ID.
// The returned text is empty if it is not.
func ParseTenantID(text string) (string, bool) {
	id := strings.ToLower(text)
	if !ValidTenantID(id) {
		return "", false
	}
	return id, true
}

// ValidDomain reports whether name can be a tenant's verified domain in the path
// of an address: 4 to 253 characters of a-z, 0-9, hyphen and dot, at least two
// labels, the last one not of digits alone. Names in capitals or with other
// letters must be put into this form first. Whether Microsoft knows the domain is
// not asked (microsoft.md §1.1).
func ValidDomain(name string) bool { return len(name) <= maxDomain && domain.MatchString(name) }

// issuer is the only issuer accepted for tokens of that tenant.
func (c *Client) issuer(tenant string) string {
	return c.authority + "/" + tenant + "/v2.0"
}

// mayIssue reports whether a sign-in at that tenant can come from the issuer;
// at [Organizations] it is any tenant's.
func (c *Client) mayIssue(tenant, issuer string) bool {
	if tenant == Organizations {
		tenant = strings.TrimSuffix(strings.TrimPrefix(issuer, c.authority+"/"), "/v2.0")
	}
	return ValidTenantID(tenant) && issuer == c.issuer(tenant)
}

// addressable refuses every tenant that must not become part of an address.
func addressable(op, tenant string) error {
	if tenant == Organizations || ValidTenantID(tenant) {
		return nil
	}
	return &Error{Op: op, Kind: UnknownTenant}
}
