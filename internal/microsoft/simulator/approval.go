package simulator

import (
	"slices"
	"strings"
	"time"
)

// reasonKept bounds the reason of a request for approval, in characters.
const reasonKept = 1000

// ApprovalState is what became of a request for approval.
type ApprovalState string

// The states of a request for approval.
const (
	ApprovalWaiting  ApprovalState = "waiting"
	ApprovalApproved ApprovalState = "approved"
	ApprovalDenied   ApprovalState = "denied"
)

// ApprovalRequest is one person's request of the admin consent workflow
// (microsoft.md §1.6).
type ApprovalRequest struct {
	TenantID string
	Username string // who asks
	Reason   string // at most 1000 characters
	At       time.Time
	State    ApprovalState
}

// approval is a request with what it asks for and, once decided, who decided.
type approval struct {
	ApprovalRequest
	scopes   []string
	reviewer string // user name; empty while it waits, and where a test decided
}

func (a approval) of(tenantID, username string) bool {
	return a.TenantID == tenantID && a.Username == username
}

// ApprovalRequests returns the requests for approval, at most one per person and
// tenant, in the order in which they were made.
func (s *Server) ApprovalRequests() []ApprovalRequest {
	s.mu.Lock()
	defer s.mu.Unlock()
	requests := make([]ApprovalRequest, 0, len(s.approvals))
	for _, a := range s.approvals {
		requests = append(requests, a.ApprovalRequest)
	}
	return requests
}

// Approve lets a reviewer approve every request that waits in the tenant: what was
// asked for is granted for the whole tenant, as an administrator's Accept does.
// Nobody is called back. It reports whether a request waited.
func (s *Server) Approve(tenantID string) bool { return s.decide(tenantID, "", ApprovalApproved) }

// Deny refuses every request that waits in the tenant. It reports whether one waited.
func (s *Server) Deny(tenantID string) bool { return s.decide(tenantID, "", ApprovalDenied) }

func (s *Server) decide(tenantID, reviewer string, state ApprovalState) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	var scopes []string
	for i := range s.approvals {
		if a := &s.approvals[i]; a.TenantID == tenantID && a.State == ApprovalWaiting {
			a.State, a.reviewer = state, reviewer
			scopes = append(scopes, a.scopes...)
		}
	}
	if state == ApprovalApproved && len(scopes) > 0 {
		s.grant(tenantID, scopes)
	}
	return len(scopes) > 0
}

// ask records a request for approval. While a person's first one waits, it is the
// one that counts; one that was decided gives way to the new one.
func (s *Server) ask(e errand, id identity, reason string) {
	asked := approval{scopes: e.scopes, ApprovalRequest: ApprovalRequest{
		TenantID: id.tenant.ID, Username: id.person.Username, Reason: shortened(reason), At: s.now(), State: ApprovalWaiting,
	}}
	s.mu.Lock()
	defer s.mu.Unlock()
	same := func(a approval) bool { return a.of(asked.TenantID, asked.Username) }
	if i := slices.IndexFunc(s.approvals, same); i >= 0 && s.approvals[i].State == ApprovalWaiting {
		return
	}
	s.approvals = append(slices.DeleteFunc(s.approvals, same), asked)
}

// asked returns the person's request in the tenant, zero if there is none.
func (s *Server) asked(id identity) ApprovalRequest {
	for _, request := range s.ApprovalRequests() {
		if request.TenantID == id.tenant.ID && request.Username == id.person.Username {
			return request
		}
	}
	return ApprovalRequest{}
}

func shortened(reason string) string {
	text := []rune(strings.TrimSpace(reason))
	return string(text[:min(len(text), reasonKept)])
}
