package link

import (
	"regexp"
	"strings"

	"workbooks.com/authconsole/internal/guidance"
)

// PersonalTenant is the tenant of all personal Microsoft accounts. It can never be
// linked (microsoft.md §3.8).
const PersonalTenant = "9188040d-6c67-4c5b-b112-36a304b66dad"

var tenantPattern = regexp.MustCompile(`^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)

// Answer is what Microsoft's redirect of the admin consent brought, as it came.
// Nothing in it is signed (microsoft.md §1.2, §1.3).
type Answer struct {
	AdminConsent string // admin_consent
	Tenant       string // tenant
	Error        string // error
	Subcode      string // error_subcode
	Description  string // error_description; only ParseDescription reads it
}

// Judge returns the tenant the answer claims, in lower case, when it is a success:
// no sign of an error, admin_consent «true» in any case, and a tenant that is a
// GUID and not PersonalTenant. Otherwise ok is false, tenant is empty and failure
// says why. The tenant is a claim: only Proof may link it.
func (a Answer) Judge() (tenant string, failure guidance.Failure, ok bool) {
	if a.Error != "" {
		return "", a.failure(), false
	}
	tenant = strings.ToLower(a.Tenant)
	contradiction := a.Subcode != "" || a.Description != ""
	if contradiction || !strings.EqualFold(a.AdminConsent, "true") || !tenantPattern.MatchString(tenant) {
		return "", guidance.Failure{Cause: guidance.BadAnswer}, false
	}
	if tenant == PersonalTenant {
		return "", guidance.Failure{Cause: guidance.PersonalAccount}, false
	}
	return tenant, guidance.Failure{}, true
}

// failure keeps of an error only what strict patterns allow.
func (a Answer) failure() guidance.Failure {
	f := guidance.Failure{OAuthError: guidance.ValidOAuthError(a.Error)}
	f.AADSTS, f.CorrelationID, f.TraceID, f.At = guidance.ParseDescription(a.Description)
	f.Cause = guidance.FromCallback(f.OAuthError, a.Subcode, f.AADSTS)
	return f
}

// Proof is what the OpenID Connect sign-in after the consent has shown. TokenTenant
// and Wids come from an ID token whose signature, issuer, audience, times and nonce
// are verified already (microsoft.md §3.8); ClaimedTenant is Answer's.
type Proof struct {
	ClaimedTenant string
	TokenTenant   string   // tid
	Wids          []string // IDs of directory role templates
}

// Judge decides whether the proof may link the tenant: cause is None if it may, and
// role then names the person's strongest consenting role, or is empty when none is
// known and none was required. PersonalAccount, WrongOrganisation, BadToken (a
// tenant that is no canonical GUID) and NotAdministrator are the refusals; with
// them role is empty.
func (p Proof) Judge(requireAdminRole bool) (role string, cause guidance.Cause) {
	switch {
	case p.TokenTenant == PersonalTenant:
		return "", guidance.PersonalAccount
	case p.TokenTenant == "" || p.TokenTenant != p.ClaimedTenant:
		return "", guidance.WrongOrganisation
	case !tenantPattern.MatchString(p.TokenTenant):
		return "", guidance.BadToken
	}
	role = strongest(p.Wids)
	if role == "" && requireAdminRole {
		return "", guidance.NotAdministrator
	}
	return role, guidance.None
}
