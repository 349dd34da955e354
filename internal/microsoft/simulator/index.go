package simulator

import "net/http"

// start is the body of the start page.
type start struct {
	Console       string
	Authority     string
	Organisations []organisation
}

// index answers GET /: what this is, who can sign in, and where to go.
func (s *Server) index(w http.ResponseWriter, r *http.Request) {
	_, known := s.browser(w, r)
	s.render(w, http.StatusOK, view{Page: "index", Title: "Simulated sign-in service", Body: start{
		Console: s.options.Console, Authority: s.base, Organisations: s.organisations(known),
	}})
}
