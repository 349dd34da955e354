package simulator

import (
	"net/http"
	"strings"
)

// directory is the body of the sign-in page: everybody, by organisation.
type directory struct {
	Continue      string
	Hint          string
	Where         string // the one organisation that is asked for, empty for any
	Problem       string
	Organisations []organisation
}

// organisation is one group of the sign-in page and the start page.
type organisation struct {
	Tenant Tenant
	People []entry
}

// entry is one person of a group.
type entry struct {
	Person
	SignedIn bool
}

// organisations lists the world, marking who is signed in.
func (s *Server) organisations(known session) []organisation {
	groups := make([]organisation, 0, len(s.World().Tenants))
	for _, tenant := range s.World().Tenants {
		group := organisation{Tenant: tenant}
		for _, person := range tenant.People {
			group.People = append(group.People, entry{Person: person, SignedIn: known.has(person.Username)})
		}
		groups = append(groups, group)
	}
	return groups
}

// pickPage asks who signs in: sign-in page and account picker in one.
func (s *Server) pickPage(w http.ResponseWriter, _ *http.Request, e errand, known session) {
	s.renderPick(w, http.StatusOK, e, known, "")
}

func (s *Server) renderPick(w http.ResponseWriter, status int, e errand, known session, problem string) {
	hint := e.hint
	if strings.HasPrefix(hint, "O.") {
		hint = ""
	}
	s.render(w, status, view{Page: "pick", Title: "Choose an account", Body: directory{
		Continue: e.id, Hint: hint, Where: e.at.tenant.Name, Problem: problem, Organisations: s.organisations(known),
	}})
}

// pick answers GET /pick: the sign-in page again, to use another account.
func (s *Server) pick(w http.ResponseWriter, r *http.Request) {
	if e, ok := s.errand(w, r); ok {
		_, known := s.browser(w, r)
		s.pickPage(w, r, e, known)
	}
}

// login handles POST /login. There is no password. Who may not sign in is not
// signed in, so that the browser can be used by another account.
func (s *Server) login(w http.ResponseWriter, r *http.Request) {
	e, ok := s.errand(w, r)
	if !ok {
		return
	}
	person, _, found := s.World().Person(strings.TrimSpace(r.PostForm.Get("account")))
	if !found {
		_, known := s.browser(w, r)
		s.renderPick(w, http.StatusUnprocessableEntity, e, known, "No account with this name exists here.")
		return
	}
	if refused := standing(person); refused != nil {
		s.stop(w, r, e, person.Username, refused)
		return
	}
	s.signIn(e.browser, person.Username)
	s.choose(e, person.Username)
	http.Redirect(w, r, "/resume?continue="+e.id, http.StatusSeeOther)
}

// resume answers GET /resume: an errand goes on after sign-in.
func (s *Server) resume(w http.ResponseWriter, r *http.Request) {
	if e, ok := s.errand(w, r); ok {
		s.proceed(w, r, e)
	}
}
