package simulator

import (
	"regexp"
	"strings"
)

// Forms of the tenant in a path (microsoft.md §3.1).
const (
	anyAccount   = "common"
	workAccounts = "organizations"
	consumersTag = "consumers"
)

var (
	guidPattern   = regexp.MustCompile(`^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$`)
	domainPattern = regexp.MustCompile(`^([a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?\.)+[a-zA-Z]{2,63}$`)
)

// authority is the tenant part of a path after it was understood.
type authority struct {
	segment string // as used in endpoint addresses: common, organizations or a tenant ID
	tenant  Tenant // zero for common and organizations
}

// single reports whether the path names one tenant.
func (a authority) single() bool { return a.tenant.ID != "" }

// issuer is the issuer as the discovery document prints it: with the literal
// {tenantid} where the path names no single tenant.
func (a authority) issuer(base string) string {
	if a.single() {
		return base + "/" + a.tenant.ID + "/v2.0"
	}
	return base + "/{tenantid}/v2.0"
}

// parseAuthority understands the tenant part of a path. It refuses with 900023
// what is neither a keyword, a GUID nor a domain, and with 90002 a tenant that
// does not exist.
func parseAuthority(world World, segment string) (authority, *refusal) {
	switch segment {
	case anyAccount, workAccounts:
		return authority{segment: segment}, nil
	case consumersTag:
		segment = ConsumersID
	}
	var tenant Tenant
	var known bool
	switch {
	case guidPattern.MatchString(segment):
		tenant, known = world.Tenant(segment)
	case len(segment) <= 253 && domainPattern.MatchString(segment):
		tenant, known = world.domain(strings.ToLower(segment))
	default:
		return authority{}, refuse(900023)
	}
	if !known {
		return authority{}, refuse(90002)
	}
	return authority{segment: tenant.ID, tenant: tenant}, nil
}
