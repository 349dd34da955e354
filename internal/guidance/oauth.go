package guidance

import "regexp"

var oauthErrorPattern = regexp.MustCompile(`^[a-z0-9_]{1,64}$`)

// ValidOAuthError returns s when it has the form of an OAuth error, at most 64
// bytes of [a-z0-9_], and "" otherwise. Only its answer may be kept or shown.
func ValidOAuthError(s string) string {
	if oauthErrorPattern.MatchString(s) {
		return s
	}
	return ""
}

// FromCallback returns the cause behind an error that Microsoft's redirect of the
// admin consent or of a sign-in brought (microsoft.md §1.3, §3.4). It is never
// None. A bare access_denied means that the person lacks authority: that is what
// «Return to the application» on «Need admin approval» sends.
func FromCallback(oauthError, subcode, aadsts string) Cause {
	switch oauthError {
	case "access_denied":
		return refine(aadsts, NoAuthority, refusals)
	case "consent_required", "permission_denied":
		if subcode == "cancel" {
			return refine(aadsts, NoAuthority, refusals)
		}
		return refine(aadsts, Declined, refusals)
	case "interaction_required":
		return refine(aadsts, BlockedByPolicy, refusals)
	case "login_required":
		return refine(aadsts, SessionEnded, refusals)
	case "server_error", "temporarily_unavailable":
		return MicrosoftTrouble
	case "invalid_client", "unauthorized_client", "invalid_request", "invalid_resource",
		"invalid_scope", "unsupported_response_type", "unsupported_grant_type":
		return refine(aadsts, OurSetup, registrations)
	}
	if subcode == "cancel" {
		return refine(aadsts, NoAuthority, refusals)
	}
	return refine(aadsts, Unknown, anyButOurKey)
}

// FromLogin returns the cause behind an error that came back from a log-in
// (microsoft.md §3.4). It is never None, and never a fault of our own credential: only
// the token endpoint can tell of that. A bare access_denied says little here, since
// nobody was asked to approve for an organisation.
func FromLogin(oauthError, subcode, aadsts string) Cause {
	working := Unknown
	switch oauthError {
	case "access_denied":
		working = MicrosoftRefused
		if subcode == "cancel" {
			working = Cancelled
		}
	case "consent_required", "permission_denied":
		working = ConsentMissing
	case "interaction_required":
		working = MicrosoftRefused
	case "login_required":
		working = SessionEnded
	case "server_error", "temporarily_unavailable":
		return MicrosoftTrouble
	case "invalid_client", "unauthorized_client", "invalid_request", "invalid_resource",
		"invalid_scope", "unsupported_response_type", "unsupported_grant_type":
		return refine(aadsts, OurSetup, registrations)
	}
	return refine(aadsts, working, refusals)
}

// FromToken returns the cause behind a refusal of the token endpoint
// (microsoft.md §3.5, §8.1). It is never None. Unlike a redirect this answer came
// to us directly, so that it may say that our own credential was refused.
func FromToken(oauthError, aadsts string) Cause {
	if aadsts == "700016" {
		return OurSetup
	}
	switch oauthError {
	case "invalid_client":
		return refine(aadsts, OurCredential, grants)
	case "unauthorized_client", "invalid_request", "invalid_resource", "invalid_scope",
		"unsupported_grant_type":
		return refine(aadsts, OurSetup, grants)
	case "invalid_grant":
		return refine(aadsts, CodeSpent, grants)
	case "interaction_required", "access_denied":
		return refine(aadsts, BlockedByPolicy, grants)
	case "consent_required":
		return refine(aadsts, ConsentMissing, grants)
	case "login_required":
		return refine(aadsts, SessionEnded, grants)
	case "server_error", "temporarily_unavailable":
		return MicrosoftTrouble
	}
	return refine(aadsts, Unknown, grants)
}

// refine returns what the number advises where allowed admits it, and otherwise
// the working default.
func refine(aadsts string, working Cause, allowed func(Cause) bool) Cause {
	if advised := Advise(aadsts); advised != None && allowed(advised) {
		return advised
	}
	return working
}

// refusals are the causes behind an error that says «not granted».
func refusals(c Cause) bool {
	return ofApproval(c) || ofCustomer(c) || ofMicrosoft(c)
}

// registrations are the causes behind an error about a request or an application.
func registrations(c Cause) bool {
	return c == OurSetup || c == RedirectMismatch || c == BrowserTrouble || ofCustomer(c) || ofMicrosoft(c)
}

// grants are the causes behind a refusal of the token endpoint.
func grants(c Cause) bool {
	return c == OurSetup || c == RedirectMismatch || c == CodeSpent || ofOurKey(c) || ofCustomer(c) || ofMicrosoft(c)
}

// anyButOurKey keeps a stranger's address from blaming our credential.
func anyButOurKey(c Cause) bool { return !ofOurKey(c) }

func ofOurKey(c Cause) bool { return c == OurCredential || c == SecretExpired }

func ofMicrosoft(c Cause) bool { return c == MicrosoftTrouble || c == TooManyRequests }

func ofApproval(c Cause) bool {
	return c == NoAuthority || c == ApprovalRequested || c == AppRisky || c == Declined
}

// ofCustomer are the causes that lie in the account or the organisation used.
func ofCustomer(c Cause) bool {
	switch c {
	case PersonalAccount, WrongAccount, GuestNotRedeemed, AccountDisabled, AccountLocked, PasswordNotAccepted, PasswordExpired,
		MfaNeeded, MfaSetup, DeviceNotCompliant, BlockedByPolicy, CertificateTrouble, FederationTrouble, OnPremisesTrouble, ClaimRules,
		LoginUnfinished, SessionEnded,
		UnknownTenant, WrongCloud, OrganisationBlocked, TenantRestricted,
		ConsentMissing, AppMissing, AppDisabled, ServiceMissing, NotAssigned:
		return true
	default:
		return false
	}
}
