package simulator

import "slices"

// Fault is one way in which the simulator can fail on purpose.
type Fault string

// Faults of the admin consent answer. They answer at once, before anybody signs in.
const (
	FaultConsentDenied           Fault = "consent-denied"
	FaultConsentCancelled        Fault = "consent-cancelled"
	FaultConsentDeclined         Fault = "consent-declined"
	FaultConsentNeedsApproval    Fault = "consent-needs-approval"
	FaultConsentUnknownError     Fault = "consent-unknown-error"
	FaultConsentMarkup           Fault = "consent-markup"
	FaultConsentForeignLanguage  Fault = "consent-foreign-language"
	FaultConsentPermissionDenied Fault = "consent-permission-denied"
	FaultConsentServerError      Fault = "consent-server-error"
	FaultConsentForged           Fault = "consent-forged"
	FaultConsentNoTenant         Fault = "consent-no-tenant"
	FaultConsentBadTenant        Fault = "consent-bad-tenant"
	FaultConsentNeverReturns     Fault = "consent-never-returns"
)

// Faults of the sign-in after consent.
const (
	FaultAuthorizeCancelled   Fault = "authorize-cancelled"
	FaultAuthorizeDeclined    Fault = "authorize-declined"
	FaultAuthorizeServerError Fault = "authorize-server-error"
	FaultAuthorizeNotAssigned Fault = "authorize-not-assigned"
	FaultAuthorizeBlocked     Fault = "authorize-blocked"
	FaultAuthorizeFactor      Fault = "authorize-factor"
	FaultAuthorizeDisabled    Fault = "authorize-disabled"
	FaultAuthorizeGone        Fault = "authorize-gone"
)

// Faults of the token endpoint that take the place of its answer.
const (
	FaultTokenWrongSecret   Fault = "token-wrong-secret"
	FaultTokenExpiredSecret Fault = "token-expired-secret"
	FaultTokenCodeRedeemed  Fault = "token-code-redeemed"
	FaultTokenCodeExpired   Fault = "token-code-expired"
	FaultTokenNoConsent     Fault = "token-no-consent"
	FaultTokenBlocked       Fault = "token-blocked"
	FaultTokenAppNotFound   Fault = "token-app-not-found"
	FaultTokenNoPrincipal   Fault = "token-no-principal"
	FaultTokenUnavailable   Fault = "token-unavailable"
	FaultTokenThrottled     Fault = "token-throttled"
	FaultTokenServerError   Fault = "token-server-error"
	FaultTokenHangs         Fault = "token-hangs"
	FaultTokenSlow          Fault = "token-slow"
	FaultTokenDrips         Fault = "token-drips"
	FaultTokenTruncated     Fault = "token-truncated"
	FaultTokenHTML          Fault = "token-html"
	FaultTokenHuge          Fault = "token-huge"
	FaultTokenOKError       Fault = "token-ok-error"
	FaultTokenNoIDToken     Fault = "token-no-id-token"
	FaultTokenTypeMAC       Fault = "token-type-mac"
	FaultTokenDisabled      Fault = "token-disabled"
	FaultTokenNotAssigned   Fault = "token-not-assigned"
	FaultTokenFactor        Fault = "token-factor"
	FaultTokenGone          Fault = "token-gone"
)

// Faults of the ID token inside an otherwise good token answer.
const (
	FaultIDTokenUnknownKey    Fault = "id-token-unknown-key"
	FaultIDTokenExpired       Fault = "id-token-expired"
	FaultIDTokenWrongNonce    Fault = "id-token-wrong-nonce"
	FaultIDTokenWrongAudience Fault = "id-token-wrong-audience"
	FaultIDTokenNoRoles       Fault = "id-token-no-roles"
	FaultIDTokenOtherTenant   Fault = "id-token-other-tenant"
)

// Faults of the discovery document and of the keys.
const (
	FaultDiscoveryServerError Fault = "discovery-server-error"
	FaultDiscoveryHTML        Fault = "discovery-html"
	FaultDiscoveryHuge        Fault = "discovery-huge"
	FaultDiscoveryWrongIssuer Fault = "discovery-wrong-issuer"
	FaultDiscoveryOtherHost   Fault = "discovery-other-host"
	FaultDiscoveryRedirects   Fault = "discovery-redirects"
	FaultDiscoveryHangs       Fault = "discovery-hangs"
	FaultKeysServerError      Fault = "keys-server-error"
	FaultKeysGarbage          Fault = "keys-garbage"
	FaultKeysUnpublished      Fault = "keys-unpublished"
)

// Faults of Graph's organisation.
const (
	FaultOrganizationForbidden   Fault = "organization-forbidden"
	FaultOrganizationThrottled   Fault = "organization-throttled"
	FaultOrganizationUnavailable Fault = "organization-unavailable"
	FaultOrganizationHangs       Fault = "organization-hangs"
	FaultOrganizationTruncated   Fault = "organization-truncated"
	FaultOrganizationEmpty       Fault = "organization-empty"
	FaultOrganizationMarkup      Fault = "organization-markup"
)

// Faults of Graph's list of all groups of the person.
const (
	FaultGroupsForbidden   Fault = "groups-forbidden"
	FaultGroupsThrottled   Fault = "groups-throttled"
	FaultGroupsUnavailable Fault = "groups-unavailable"
	FaultGroupsHangs       Fault = "groups-hangs"
	FaultGroupsTruncated   Fault = "groups-truncated"
	FaultGroupsHTML        Fault = "groups-html"
	FaultGroupsForeignLink Fault = "groups-foreign-link"
	FaultGroupsEmptyNames  Fault = "groups-empty-names"
	FaultGroupsBadIDs      Fault = "groups-bad-ids"
)

// Faults of Graph's list of the person's licences.
const (
	FaultLicencesForbidden   Fault = "licences-forbidden"
	FaultLicencesThrottled   Fault = "licences-throttled"
	FaultLicencesUnavailable Fault = "licences-unavailable"
	FaultLicencesHangs       Fault = "licences-hangs"
	FaultLicencesTruncated   Fault = "licences-truncated"
)

// faultsQueued bounds the queue.
const faultsQueued = 200

// FaultInfo describes a fault for the control page and for tests that walk all of them.
type FaultInfo struct {
	Fault       Fault
	Endpoint    string // the endpoint whose next request consumes it
	Description string // what will happen, for a trainer
}

// Fail queues faults. Each is consumed by the next request that it applies to, in
// order per endpoint. Beyond 200 waiting faults, and for unknown ones, nothing is queued.
func (s *Server) Fail(faults ...Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, fault := range faults {
		if _, known := faultInfo(fault); known && len(s.faults) < faultsQueued {
			s.faults = append(s.faults, fault)
		}
	}
}

// Queued returns the faults that still wait, in order.
func (s *Server) Queued() []Fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.faults)
}

// take removes and returns the first queued fault of this endpoint, empty if there is none.
func (s *Server) take(endpoint string) Fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i, fault := range s.faults {
		if info, _ := faultInfo(fault); info.Endpoint == endpoint {
			s.faults = slices.Delete(s.faults, i, i+1)
			return fault
		}
	}
	return ""
}

func faultInfo(fault Fault) (FaultInfo, bool) {
	for _, info := range allFaults() {
		if info.Fault == fault {
			return info, true
		}
	}
	return FaultInfo{}, false
}

// Faults describes every fault, grouped by endpoint in the order of a sign-in.
func (s *Server) Faults() []FaultInfo { return allFaults() }
