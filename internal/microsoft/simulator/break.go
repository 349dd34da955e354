package simulator

import (
	"net/http"
	"strings"
	"time"

	"github.com/google/uuid"
)

// Times and sizes of slow and large answers.
const (
	hangFor  = time.Minute
	slowFor  = 30 * time.Second
	dripEach = 50 * time.Millisecond
	hugeSize = 10 << 20
)

// breakConsent answers adminconsent with the fault. It reports whether it did.
func (s *Server) breakConsent(w http.ResponseWriter, r *http.Request, e errand, fault Fault) bool {
	switch fault {
	case FaultConsentForged:
		s.answerTenant(w, r, e, other(e.at.tenant.ID))
	case FaultConsentNoTenant:
		s.answerTenant(w, r, e, "")
	case FaultConsentBadTenant:
		s.answerTenant(w, r, e, "../"+BrightwaterID)
	case FaultConsentNeverReturns:
		s.render(w, http.StatusOK, view{Page: "never-returns", Title: "Nothing more will happen here"})
	default:
		parameters := s.consentFault(r, e, fault)
		if parameters == nil {
			return false
		}
		e.answer(w, r, parameters...)
	}
	return true
}

// consentFault returns the parameters of a failed consent, nil if the fault is none.
func (s *Server) consentFault(r *http.Request, e errand, fault Fault) []parameter {
	switch fault {
	case FaultConsentDenied:
		return []parameter{{"error", "access_denied"}}
	case FaultConsentCancelled:
		return returned()
	case FaultConsentPermissionDenied:
		return permissionDenied()
	case FaultConsentNeedsApproval:
		return s.errorParameters(r, e, refuse(90094))
	case FaultConsentServerError:
		return s.errorParameters(r, e, refuse(90090))
	default:
		strange, known := strangeRefusal(fault)
		if !known {
			return nil
		}
		return s.errorParameters(r, e, &strange)
	}
}

// strangeRefusal is a refusal in words that no table knows (microsoft.md §10.3, 18 and 19).
func strangeRefusal(fault Fault) (refusal, bool) {
	switch fault {
	case FaultConsentDeclined:
		declined := *refuse(65004)
		declined.oauth = "consent_required"
		return declined, true
	case FaultConsentUnknownError:
		return refusal{code: 999999, oauth: "galaxy_error", text: "The stars are not right."}, true
	case FaultConsentMarkup:
		return refusal{code: 65004, oauth: `consent_required<img src=x onerror=alert(1)>`,
			text: `<script>alert("description")</script><a href="http://elsewhere.invalid">Click here</a>`}, true
	case FaultConsentForeignLanguage:
		return refusal{code: 65004, oauth: "consent_required",
			text: "Der Benutzer hat die Zustimmung zum Zugriff verweigert.\r\nGrüße – 利用者は同意しませんでした。\r\nlevel=ERROR msg=\"not a log line\""}, true
	default:
		return refusal{}, false
	}
}

// other returns a tenant that is certainly not this one.
func other(tenantID string) string {
	if tenantID == HarbourID {
		return BrightwaterID
	}
	return HarbourID
}

// breakAuthorize answers a sign-in with the fault. It reports whether it did.
func (s *Server) breakAuthorize(w http.ResponseWriter, r *http.Request, e errand, fault Fault) bool {
	switch fault {
	case FaultAuthorizeCancelled:
		e.answer(w, r, returned()...)
	case FaultAuthorizeDeclined:
		s.answerError(w, r, e, refuse(65004))
	case FaultAuthorizeServerError:
		s.answerError(w, r, e, refuse(90033))
	case FaultAuthorizeNotAssigned:
		s.errorPage(w, r, refuse(50105), "")
	case FaultAuthorizeBlocked:
		s.errorPage(w, r, refuse(53003), "")
	case FaultAuthorizeFactor:
		s.factorPage(w, r, "")
	case FaultAuthorizeDisabled:
		s.errorPage(w, r, refuse(50057), "")
	case FaultAuthorizeGone:
		s.errorPage(w, r, refuse(50034), "")
	default:
		return false
	}
	return true
}

// breakAnswer breaks discovery, keys and Graph alike. It reports whether it answered.
func (s *Server) breakAnswer(w http.ResponseWriter, r *http.Request, fault Fault) bool {
	switch fault {
	case FaultDiscoveryServerError, FaultKeysServerError, FaultTokenServerError:
		http.Error(w, "internal error", http.StatusInternalServerError)
	case FaultDiscoveryHTML, FaultTokenHTML, FaultGroupsHTML:
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = w.Write([]byte("<!doctype html><title>Proxy</title><h1>Please log in to the network</h1>"))
	case FaultDiscoveryHuge, FaultTokenHuge:
		huge(w)
	case FaultDiscoveryHangs, FaultOrganizationHangs, FaultTokenHangs, FaultGroupsHangs, FaultLicencesHangs:
		wait(r, hangFor)
	case FaultDiscoveryRedirects:
		w.Header().Set("Location", "http://elsewhere.invalid/v2.0/.well-known/openid-configuration")
		w.WriteHeader(http.StatusFound)
	case FaultKeysGarbage:
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		_, _ = w.Write([]byte(`{"keys":[{"kty":"RSA","n":"%%%","e":[1,2]},7,null`))
	case FaultOrganizationTruncated:
		truncated(w, `{"value":[{"id":"`+uuid.NewString()+`","displayName":"Bright`)
	case FaultGroupsTruncated:
		truncated(w, `{"value":[{"@odata.type":"#microsoft.graph.group","id":"`+GroupAllUsers+`","displayName":"All U`)
	case FaultLicencesTruncated:
		truncated(w, `{"value":[{"skuPartNumber":"O365_BUSINESS_PREMIUM","servicePlans":[{"servicePlanName":"EXCHANGE`)
	default:
		return s.breakGraph(w, r, fault)
	}
	return true
}

func (s *Server) breakGraph(w http.ResponseWriter, r *http.Request, fault Fault) bool {
	switch fault {
	case FaultOrganizationForbidden, FaultGroupsForbidden, FaultLicencesForbidden:
		s.graphError(w, r, http.StatusForbidden, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.")
	case FaultOrganizationThrottled:
		s.throttled(w, r, "17")
	case FaultGroupsThrottled, FaultLicencesThrottled:
		s.throttled(w, r, "1")
	case FaultOrganizationUnavailable, FaultGroupsUnavailable, FaultLicencesUnavailable:
		s.graphError(w, r, http.StatusServiceUnavailable, "ServiceNotAvailable", "The service is not available for a moment.")
	default:
		return false
	}
	return true
}

// throttled asks to come back after so many seconds.
func (s *Server) throttled(w http.ResponseWriter, r *http.Request, seconds string) {
	w.Header().Set("Retry-After", seconds)
	s.graphError(w, r, http.StatusTooManyRequests, "TooManyRequests", "Too many requests.")
}

// huge writes ten megabytes of well-formed JSON.
func huge(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	_, _ = w.Write([]byte(`{"filler":"`))
	block := []byte(strings.Repeat("x", 64<<10))
	for range hugeSize / len(block) {
		if _, err := w.Write(block); err != nil {
			return
		}
	}
	_, _ = w.Write([]byte(`"}`))
}

// truncated promises more than it sends, as a broken connection does.
func truncated(w http.ResponseWriter, start string) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Content-Length", "4096")
	_, _ = w.Write([]byte(start))
}

// wait returns after the time, or when the client gives up.
func wait(r *http.Request, long time.Duration) {
	timer := time.NewTimer(long)
	defer timer.Stop()
	select {
	case <-r.Context().Done():
	case <-timer.C:
	}
}
