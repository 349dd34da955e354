package simulator

import (
	"net/http"
	"slices"
	"strings"
)

// asking is the body of the page that offers to request approval.
type asking struct {
	notice
	Earlier ApprovalRequest // what the person asked before; zero for nothing
	When    string          // of Earlier, UTC
	Form    bool            // a request can be made now
}

// approvalPage is what people without a role meet where the admin consent
// workflow is on: the code, a box for the reason, and what became of an earlier
// request (microsoft.md §1.6).
func (s *Server) approvalPage(w http.ResponseWriter, r *http.Request, e errand, id identity) {
	body := asking{notice: s.approvalNotice(r, e, id, refuse(90095)), Earlier: s.asked(id)}
	covered, _ := s.allowed(id, e.scopes)
	switch body.Earlier.State {
	case ApprovalWaiting:
	case ApprovalApproved:
		body.Form = !covered
	default:
		body.Form = true
	}
	if body.Earlier.State != "" {
		body.When = stamp(body.Earlier.At)
	}
	s.render(w, http.StatusOK, view{Page: "approval-required", Title: "Approval required", Body: body})
}

// requestApproval handles POST /approval of the admin consent workflow. The
// console hears of it only if the person returns there, and then not that a
// request was made (microsoft.md §1.3, §1.6).
func (s *Server) requestApproval(w http.ResponseWriter, r *http.Request) {
	e, ok := s.errand(w, r)
	if !ok {
		return
	}
	id, ok := s.answering(w, r, e)
	if !ok {
		return
	}
	reason := strings.TrimSpace(r.PostForm.Get("justification"))
	switch {
	case !id.tenant.Workflow || s.mayAccept(e, id):
		s.proceed(w, r, e)
	case reason == "":
		s.approvalPage(w, r, e, id)
	default:
		s.ask(e, id, reason)
		s.render(w, http.StatusOK, view{Page: "approval-sent", Title: "Request sent", Body: notice{
			Organisation: id.tenant.Name, Return: e.address(returned()...),
		}})
	}
}

// review is the body of the page on which reviewers decide.
type review struct {
	Tenants []tray
	Problem string
}

// tray is the requests of one tenant with the people who may decide on them.
type tray struct {
	Tenant    Tenant
	Reviewers []Person
	Requests  []filed
	Waiting   bool
}

// filed is one request as a reviewer reads it.
type filed struct {
	ApprovalRequest
	When        string // UTC
	Reviewer    string
	Permissions []permission
}

// reviews answers GET /requests: every request for approval, by tenant.
func (s *Server) reviews(w http.ResponseWriter, _ *http.Request) {
	s.renderReviews(w, http.StatusOK, "")
}

func (s *Server) renderReviews(w http.ResponseWriter, status int, problem string) {
	s.mu.Lock()
	approvals := slices.Clone(s.approvals)
	s.mu.Unlock()
	body := review{Problem: problem}
	for _, tenant := range s.World().Tenants {
		if tenant.Workflow {
			body.Tenants = append(body.Tenants, newTray(tenant, approvals))
		}
	}
	s.render(w, status, view{Page: "requests", Title: "Requests for approval", Body: body})
}

func newTray(tenant Tenant, approvals []approval) tray {
	t := tray{Tenant: tenant}
	for _, person := range tenant.People {
		if person.Consents() {
			t.Reviewers = append(t.Reviewers, person)
		}
	}
	for _, a := range approvals {
		if a.TenantID != tenant.ID {
			continue
		}
		t.Waiting = t.Waiting || a.State == ApprovalWaiting
		t.Requests = append(t.Requests, filed{a.ApprovalRequest, stamp(a.At), a.reviewer, permissions(a.scopes)})
	}
	return t
}

// decideRequests handles POST /requests: a reviewer approves or denies what waits
// in their tenant. The console is not told (microsoft.md §1.6).
func (s *Server) decideRequests(w http.ResponseWriter, r *http.Request) {
	reviewer, home, _ := s.World().Person(r.PostFormValue("reviewer"))
	state := map[string]ApprovalState{"approve": ApprovalApproved, "deny": ApprovalDenied}[r.PostFormValue("action")]
	switch {
	case !reviewer.Consents() || home.ID != r.PostFormValue("tenant"):
		s.renderReviews(w, http.StatusUnprocessableEntity, "Choose a reviewer of the organisation: somebody with a role that may consent.")
	case state == "":
		s.renderReviews(w, http.StatusUnprocessableEntity, "Choose whether to approve or to deny.")
	case !s.decide(home.ID, reviewer.Username, state):
		s.renderReviews(w, http.StatusUnprocessableEntity, "No request waits in this organisation.")
	default:
		http.Redirect(w, r, "/requests", http.StatusSeeOther)
	}
}
