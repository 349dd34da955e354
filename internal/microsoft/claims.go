package microsoft

import (
	"crypto/subtle"
	"encoding/json"
	"regexp"
	"strconv"
	"strings"
	"time"
)

const (
	// Leeway is how far the clocks of Microsoft and of this machine may differ,
	// for exp, nbf and iat alike (microsoft.md §3.7).
	Leeway = 5 * time.Minute
	maxAge = 24 * time.Hour // of iat; the longest life a policy can give a token

	maxSubject = 255 // OpenID Connect Core §2
	maxRoles   = 500
	maxHint    = 1 << 10 // of login_hint; it goes into addresses
)

// seconds is a Unix time as whole seconds: no sign, fraction, exponent or text.
var seconds = regexp.MustCompile(`\A[1-9][0-9]{0,9}\z`)

// identity reads claims whose signature, issuer and audience are proven.
func (c *Client) identity(claims map[string]json.RawMessage, tenant, nonce string) (Identity, error) {
	for _, check := range []Reason{
		c.checkParties(claims), checkNonce(claims, nonce), checkTimes(claims, c.now()), c.checkTenant(claims, tenant),
	} {
		if check == ReasonTenant {
			return Identity{}, otherTenant(text(claims["tid"]))
		}
		if check != "" {
			return Identity{}, invalid(check)
		}
	}
	return person(claims)
}

// checkParties demands that the token is for us alone.
func (c *Client) checkParties(claims map[string]json.RawMessage) Reason {
	audience := text(claims["aud"])
	var several []string
	if json.Unmarshal(claims["aud"], &several) == nil && len(several) == 1 {
		audience = several[0]
	}
	if audience != c.clientID {
		return ReasonAudience
	}
	if party, ok := claims["azp"]; ok && text(party) != c.clientID {
		return ReasonAudience
	}
	if text(claims["ver"]) != "2.0" {
		return ReasonVersion
	}
	return ""
}

func checkNonce(claims map[string]json.RawMessage, nonce string) Reason {
	got := text(claims["nonce"])
	if nonce == "" || got == "" || subtle.ConstantTimeCompare([]byte(got), []byte(nonce)) != 1 {
		return ReasonNonce
	}
	return ""
}

func checkTimes(claims map[string]json.RawMessage, now time.Time) Reason {
	expires, okExp := moment(claims["exp"])
	issued, okIat := moment(claims["iat"])
	notBefore, okNbf := moment(claims["nbf"])
	_, present := claims["nbf"]
	if !okExp || !okIat || present && !okNbf || !expires.After(issued) {
		return ReasonClaims
	}
	switch {
	case issued.After(now.Add(Leeway)), notBefore.After(now.Add(Leeway)):
		return ReasonFuture
	case !expires.After(now.Add(-Leeway)):
		return ReasonExpired
	case issued.Before(now.Add(-maxAge)):
		return ReasonOld
	}
	return ""
}

func moment(raw json.RawMessage) (time.Time, bool) {
	if !seconds.Match(raw) {
		return time.Time{}, false
	}
	n, err := strconv.ParseInt(string(raw), 10, 64)
	return time.Unix(n, 0).UTC(), err == nil
}

// checkTenant demands the tenant asked for; "organizations" is any but the
// personal one. That iss belongs to tid is demanded again, of the proven payload.
func (c *Client) checkTenant(claims map[string]json.RawMessage, asked string) Reason {
	tenant := text(claims["tid"])
	switch {
	case !ValidTenantID(tenant), text(claims["iss"]) != c.issuer(tenant):
		return ReasonIssuer
	case tenant == PersonalTenant:
		return ReasonPersonal
	case asked != Organizations && tenant != asked:
		return ReasonTenant
	}
	return ""
}

// person reads who signed in. Absent optional claims are zero; ones of a wrong
// type are refused.
func person(claims map[string]json.RawMessage) (Identity, error) {
	id := Identity{
		TenantID: text(claims["tid"]), ObjectID: text(claims["oid"]), Subject: text(claims["sub"]),
		EmailVerified: affirmed(claims["xms_edov"]),
	}
	if !ValidTenantID(id.ObjectID) || id.Subject == "" || len(id.Subject) > maxSubject {
		return Identity{}, invalid(ReasonClaims)
	}
	for name, into := range map[string]any{
		"name": &id.Name, "preferred_username": &id.Username, "email": &id.Email,
		"idp": &id.HomeIDP, "sid": &id.SessionID, "wids": &id.Wids, "login_hint": &id.LoginHint,
	} {
		if raw, ok := claims[name]; ok && json.Unmarshal(raw, into) != nil {
			return Identity{}, invalid(ReasonClaims)
		}
	}
	if raw, ok := claims["auth_time"]; ok {
		if id.AuthTime, ok = moment(raw); !ok {
			return Identity{}, invalid(ReasonClaims)
		}
	}
	var sound bool
	if id.Groups, sound = groupsClaim(claims); !sound || len(id.Wids) > maxRoles {
		return Identity{}, invalid(ReasonClaims)
	}
	if len(id.LoginHint) > maxHint {
		id.LoginHint = ""
	}
	for i, role := range id.Wids {
		id.Wids[i] = strings.ToLower(role)
	}
	id.Guest = guest(id, claims)
	return id, nil
}

// guest goes by acct, by a home directory other than the tenant, and by the mark
// that guests' user names carry (microsoft.md §5).
func guest(id Identity, claims map[string]json.RawMessage) bool {
	home := id.HomeIDP
	elsewhere := home != "" && home != text(claims["iss"]) && home != "https://sts.windows.net/"+id.TenantID+"/"
	return string(claims["acct"]) == "1" || elsewhere || strings.Contains(strings.ToUpper(id.Username), "#EXT#")
}

// affirmed reads xms_edov in the forms seen in the field (microsoft.md §3.7).
func affirmed(raw json.RawMessage) bool {
	switch string(raw) {
	case `true`, `1`, `"1"`, `"true"`:
		return true
	}
	return false
}
