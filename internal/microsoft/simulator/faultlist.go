package simulator

import "slices"

func allFaults() []FaultInfo {
	return slices.Concat(consentFaults(), authorizeFaults(), tokenFaults(), idTokenFaults(), discoveryFaults(), graphFaults(), memberFaults())
}

func consentFaults() []FaultInfo {
	return describe(EndpointAdminConsent, [][2]string{
		{string(FaultConsentDenied), "Comes back with a bare access_denied: usually a lack of authority"},
		{string(FaultConsentCancelled), "Comes back with access_denied and subcode cancel: left the page at Microsoft"},
		{string(FaultConsentDeclined), "Comes back declined: the person pressed Cancel (AADSTS65004)"},
		{string(FaultConsentNeedsApproval), "Comes back with AADSTS90094: an administrator is needed"},
		{string(FaultConsentUnknownError), "Comes back with an error nobody has heard of (galaxy_error, AADSTS999999)"},
		{string(FaultConsentMarkup), "Comes back with an error whose description and name contain HTML"},
		{string(FaultConsentForeignLanguage), "Comes back declined, described in another language over several lines"},
		{string(FaultConsentPermissionDenied), "Comes back as the old endpoint does: permission_denied"},
		{string(FaultConsentServerError), "Comes back with server_error: the consent could not be recorded (AADSTS90090)"},
		{string(FaultConsentForged), "Comes back with success for another organisation: a forged answer"},
		{string(FaultConsentNoTenant), "Comes back with success but without a tenant"},
		{string(FaultConsentBadTenant), "Comes back with success and a tenant that is no GUID"},
		{string(FaultConsentNeverReturns), "Never comes back: a page with no way on"},
	})
}

func authorizeFaults() []FaultInfo {
	return describe(EndpointAuthorize, [][2]string{
		{string(FaultAuthorizeCancelled), "Sign-in comes back with access_denied and subcode cancel"},
		{string(FaultAuthorizeDeclined), "Sign-in comes back declined (AADSTS65004)"},
		{string(FaultAuthorizeServerError), "Sign-in comes back with temporarily_unavailable"},
		{string(FaultAuthorizeNotAssigned), "Sign-in stops on a page: the person is not assigned (AADSTS50105)"},
		{string(FaultAuthorizeBlocked), "Sign-in stops on a page: Conditional Access (AADSTS53003)"},
		{string(FaultAuthorizeFactor), "Sign-in stops on a page: a second factor is demanded (AADSTS50076)"},
		{string(FaultAuthorizeDisabled), "Sign-in stops on a page: the account is disabled (AADSTS50057)"},
		{string(FaultAuthorizeGone), "Sign-in stops on a page: the account does not exist (AADSTS50034)"},
	})
}

func tokenFaults() []FaultInfo {
	return describe(EndpointToken, [][2]string{
		{string(FaultTokenWrongSecret), "Refuses the client secret as wrong (AADSTS7000215)"},
		{string(FaultTokenExpiredSecret), "Refuses the client secret as expired (AADSTS7000222)"},
		{string(FaultTokenCodeRedeemed), "Says that the code was redeemed already (AADSTS54005)"},
		{string(FaultTokenCodeExpired), "Says that the code has expired (AADSTS70008)"},
		{string(FaultTokenNoConsent), "Says that nobody has consented (AADSTS65001)"},
		{string(FaultTokenBlocked), "Says that Conditional Access blocks the token (AADSTS53003)"},
		{string(FaultTokenAppNotFound), "Says that the application is unknown in the directory (AADSTS700016)"},
		{string(FaultTokenNoPrincipal), "Says that the service principal is missing (AADSTS7000229)"},
		{string(FaultTokenUnavailable), "Is unavailable for a moment (503)"},
		{string(FaultTokenThrottled), "Asks to come back later (429 with Retry-After)"},
		{string(FaultTokenServerError), "Fails with 500 and no explanation"},
		{string(FaultTokenHangs), "Never answers, for a minute"},
		{string(FaultTokenSlow), "Answers correctly, after 30 seconds"},
		{string(FaultTokenDrips), "Answers correctly, one byte at a time"},
		{string(FaultTokenTruncated), "Stops in the middle of its answer"},
		{string(FaultTokenHTML), "Answers with an HTML page"},
		{string(FaultTokenHuge), "Answers with 10 MB"},
		{string(FaultTokenOKError), "Answers 200 with an error in it"},
		{string(FaultTokenNoIDToken), "Leaves the ID token out"},
		{string(FaultTokenTypeMAC), "Answers with a token of type mac"},
		{string(FaultTokenDisabled), "Says that the account is disabled (AADSTS50057)"},
		{string(FaultTokenNotAssigned), "Says that the person is not assigned (AADSTS50105)"},
		{string(FaultTokenFactor), "Says that a second factor is needed (AADSTS50076)"},
		{string(FaultTokenGone), "Says that the account does not exist (AADSTS50034)"},
	})
}

func idTokenFaults() []FaultInfo {
	return describe(EndpointToken, [][2]string{
		{string(FaultIDTokenUnknownKey), "ID token: names a signing key that does not exist"},
		{string(FaultIDTokenExpired), "ID token: expired six minutes ago"},
		{string(FaultIDTokenWrongNonce), "ID token: carries the nonce of another attempt"},
		{string(FaultIDTokenWrongAudience), "ID token: made for another application"},
		{string(FaultIDTokenNoRoles), "ID token: says nothing about directory roles"},
		{string(FaultIDTokenOtherTenant), "ID token: well signed, but of another organisation"},
	})
}

func discoveryFaults() []FaultInfo {
	return slices.Concat(describe(EndpointDiscovery, [][2]string{
		{string(FaultDiscoveryServerError), "Discovery document: fails with 500"},
		{string(FaultDiscoveryHTML), "Discovery document: an HTML page instead"},
		{string(FaultDiscoveryHuge), "Discovery document: 10 MB"},
		{string(FaultDiscoveryWrongIssuer), "Discovery document: names another issuer"},
		{string(FaultDiscoveryOtherHost), "Discovery document: endpoints on another host"},
		{string(FaultDiscoveryRedirects), "Discovery document: redirects to another host"},
		{string(FaultDiscoveryHangs), "Discovery document: never answers, for a minute"},
	}), describe(EndpointKeys, [][2]string{
		{string(FaultKeysServerError), "Keys: fail with 500"},
		{string(FaultKeysGarbage), "Keys: garbage instead"},
		{string(FaultKeysUnpublished), "Keys: the one in use is missing"},
	}))
}

func graphFaults() []FaultInfo {
	return describe(EndpointOrganization, [][2]string{
		{string(FaultOrganizationForbidden), "Organisation: reading it is forbidden (403)"},
		{string(FaultOrganizationThrottled), "Organisation: come back later (429 with Retry-After)"},
		{string(FaultOrganizationUnavailable), "Organisation: unavailable (503)"},
		{string(FaultOrganizationHangs), "Organisation: never answers, for a minute"},
		{string(FaultOrganizationTruncated), "Organisation: stops in the middle of its answer"},
		{string(FaultOrganizationEmpty), "Organisation: an empty list"},
		{string(FaultOrganizationMarkup), "Organisation: a name full of HTML"},
	})
}

func memberFaults() []FaultInfo {
	return slices.Concat(describe(EndpointLicences, [][2]string{
		{string(FaultLicencesForbidden), "Licences: reading them is forbidden (403)"},
		{string(FaultLicencesThrottled), "Licences: come back in a second (429 with Retry-After)"},
		{string(FaultLicencesUnavailable), "Licences: unavailable (503)"},
		{string(FaultLicencesHangs), "Licences: never answers, for a minute"},
		{string(FaultLicencesTruncated), "Licences: stops in the middle of its answer"},
	}), describe(EndpointGroups, [][2]string{
		{string(FaultGroupsForbidden), "Groups: reading them is forbidden (403)"},
		{string(FaultGroupsThrottled), "Groups: come back in a second (429 with Retry-After)"},
		{string(FaultGroupsUnavailable), "Groups: unavailable (503)"},
		{string(FaultGroupsHangs), "Groups: never answers, for a minute"},
		{string(FaultGroupsTruncated), "Groups: stops in the middle of its answer"},
		{string(FaultGroupsHTML), "Groups: an HTML page instead"},
		{string(FaultGroupsForeignLink), "Groups: the next page is said to be on another host"},
		{string(FaultGroupsEmptyNames), "Groups: every name is empty"},
		{string(FaultGroupsBadIDs), "Groups: object IDs that are no GUIDs"},
	}))
}

func describe(endpoint string, rows [][2]string) []FaultInfo {
	infos := make([]FaultInfo, 0, len(rows))
	for _, row := range rows {
		infos = append(infos, FaultInfo{Fault: Fault(row[0]), Endpoint: endpoint, Description: row[1]})
	}
	return infos
}
