package simulator

import (
	"encoding/json"
	"net/http"

	"github.com/google/uuid"
)

// breakToken answers the token request with the fault before anything is checked,
// so that the code is not spent. It reports whether it answered.
func (s *Server) breakToken(w http.ResponseWriter, r *http.Request, fault Fault) bool {
	if refused := tokenRefusal(fault); refused != nil {
		if refused.status == http.StatusTooManyRequests || refused.status == http.StatusServiceUnavailable {
			w.Header().Set("Retry-After", "17")
		}
		s.machineError(w, r, refused)
		return true
	}
	switch fault {
	case FaultTokenOKError:
		wrong := refuse(70000)
		wrong.status = http.StatusOK
		s.machineError(w, r, wrong)
	case FaultTokenTruncated:
		truncated(w, `{"token_type":"Bearer","scope":"openid","expires_in":3599,"access_token":"EwB`)
	case FaultTokenSlow:
		wait(r, slowFor)
		return false
	default:
		return s.breakAnswer(w, r, fault)
	}
	return true
}

func tokenRefusal(fault Fault) *refusal {
	code, known := map[Fault]int{
		FaultTokenWrongSecret: 7000215, FaultTokenExpiredSecret: 7000222, FaultTokenCodeRedeemed: 54005,
		FaultTokenCodeExpired: 70008, FaultTokenNoConsent: 65001, FaultTokenBlocked: 53003,
		FaultTokenAppNotFound: 700016, FaultTokenNoPrincipal: 7000229,
		FaultTokenUnavailable: 90033, FaultTokenThrottled: 50196,
	}[fault]
	if known {
		return refuse(code)
	}
	switch fault {
	case FaultTokenDisabled:
		return refuse(50057).asGrant()
	case FaultTokenNotAssigned:
		return refuse(50105).asGrant()
	case FaultTokenFactor:
		return refuse(StopFactor).asGrant()
	case FaultTokenGone:
		return refuse(50034).asGrant()
	default:
		return nil
	}
}

// bend changes the claims of a token as the fault says.
func (s *Server) bend(token IDToken, fault Fault) {
	switch fault {
	case FaultIDTokenUnknownKey:
		token.Header["kid"] = opaque()
	case FaultIDTokenExpired:
		now := s.now().Unix()
		token.Claims["iat"], token.Claims["nbf"], token.Claims["exp"] = now-4260, now-4260, now-360
	case FaultIDTokenWrongNonce:
		token.Claims["nonce"] = opaque()
	case FaultIDTokenWrongAudience:
		token.Claims["aud"] = uuid.NewString()
	case FaultIDTokenNoRoles:
		delete(token.Claims, "wids")
	case FaultIDTokenOtherTenant:
		tenant := other(token.Claims["tid"].(string))
		token.Claims["tid"], token.Claims["iss"] = tenant, s.base+"/"+tenant+"/v2.0"
	default: // the other faults leave the ID token as it is
	}
}

// writeBroken writes the token answer as the fault says, or as it is.
func (s *Server) writeBroken(w http.ResponseWriter, r *http.Request, answer map[string]any, fault Fault) {
	switch fault {
	case FaultTokenNoIDToken:
		delete(answer, "id_token")
	case FaultTokenTypeMAC:
		answer["token_type"] = "mac"
	case FaultTokenDrips:
		drip(w, r, answer)
		return
	default: // the other faults leave the answer as it is
	}
	writeJSON(w, http.StatusOK, answer)
}

// drip writes the answer byte by byte until the client gives up.
func drip(w http.ResponseWriter, r *http.Request, answer map[string]any) {
	body, err := json.Marshal(answer)
	if err != nil {
		return
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	controller := http.NewResponseController(w)
	for i := range body {
		if _, err := w.Write(body[i : i+1]); err != nil || r.Context().Err() != nil {
			return
		}
		_ = controller.Flush() // a writer that cannot flush still gets the bytes
		wait(r, dripEach)
	}
}
