package simulator

import "net/http"

// Numbers at which a sign-in can end for good, for Person.Stop and StopSignIn.
const (
	StopFactor            = 50076 // a second factor is demanded
	StopConditionalAccess = 53003 // a Conditional Access policy blocks
)

// standing returns why the account may sign in nowhere, nil if it may.
func standing(person Person) *refusal {
	switch {
	case person.Deleted:
		return refuse(50034)
	case person.Disabled:
		return refuse(50057)
	case person.Stop != 0:
		return refuse(person.Stop)
	}
	return nil
}

// Standing is in words what keeps the person from signing in or may do so, empty
// for most.
func (p Person) Standing() string {
	switch {
	case p.Deleted:
		return "account deleted"
	case p.Disabled:
		return "account disabled"
	case p.Stop == StopFactor:
		return "a second factor is demanded"
	case p.Stop == StopConditionalAccess:
		return "blocked by Conditional Access"
	case p.Stop != 0:
		return "stopped at " + refusal{code: p.Stop}.name()
	case p.Unassigned:
		return "not assigned to the application"
	}
	return ""
}

// unassigned reports whether the identity must be assigned to the application and
// is not.
func (id identity) unassigned() bool { return id.tenant.Assignment && id.person.Unassigned }

// stop ends an errand with a refusal that never reaches the redirect URI, unless
// the request forbade every page. Where the account is at fault, another one may go
// on with it; a second factor or a policy leads nowhere (microsoft.md §3.4).
func (s *Server) stop(w http.ResponseWriter, r *http.Request, e errand, username string, f *refusal) {
	switch {
	case e.prompt == "none":
		s.answerError(w, r, e, f)
	case f.code == StopFactor:
		s.factorPage(w, r, username)
	case f.code == StopConditionalAccess:
		s.errorPage(w, r, f, "")
	default:
		s.errorPage(w, r, f, e.id)
	}
}

// factorPage demands a second factor that nobody here has.
func (s *Server) factorPage(w http.ResponseWriter, r *http.Request, username string) {
	s.render(w, http.StatusOK, view{
		Page: "factor", Title: "More proof is needed", Body: notice{Report: s.report(r, refuse(StopFactor)), Account: username},
	})
}

// redeemer returns whose code is redeemed as they are now, or why the platform
// changed its mind since it issued the code.
func (s *Server) redeemer(id identity) (identity, *refusal) {
	id, known := s.World().again(id)
	if !known {
		return id, refuse(50034).asGrant()
	}
	if refused := standing(id.person); refused != nil {
		return id, refused.asGrant()
	}
	if id.unassigned() {
		return id, refuse(50105).asGrant()
	}
	return id, nil
}

// asGrant is the refusal as the token endpoint words it: what is wrong with the
// account is invalid_grant there (microsoft.md §3.5).
func (f refusal) asGrant() *refusal {
	if f.code != StopConditionalAccess {
		f.oauth = "invalid_grant"
	}
	return &f
}
