package simulator

import (
	"slices"
	"time"
)

// PropagationMax bounds how long a grant may take to be known everywhere.
const PropagationMax = time.Hour

// SetPropagation sets how long token requests do not see what was granted for a
// whole tenant, by the simulator's clock: redeeming a code answers 65001 where an
// earlier grant does not suffice, client credentials answer 7000229 for a new
// service principal (microsoft.md §8.1). Values outside 0 to [PropagationMax] are
// taken as the nearer bound. It holds for grants given already, too.
func (s *Server) SetPropagation(delay time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.propagation = min(max(delay, 0), PropagationMax)
}

// visible is what token requests see of the tenant-wide grant.
func (c *consent) visible(now time.Time, delay time.Duration) []string {
	if fresh(c.granted, now, delay) {
		return c.earlier
	}
	return c.scopes
}

// fresh reports whether less than delay has passed since then. A clock that was
// set back makes nothing fresh.
func fresh(since, now time.Time, delay time.Duration) bool {
	return !now.Before(since) && now.Before(since.Add(delay))
}

// spreading reports whether the scopes are granted to the identity but not yet
// seen by token requests. What people grant for themselves is seen at once.
func (s *Server) spreading(id identity, scopes []string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	c, ok := s.consents[id.tenant.ID]
	return ok && !covers(slices.Concat(c.visible(s.now(), s.propagation), c.own[id.objectID]), scopes)
}

// arriving reports whether the tenant's service principal is too new to be seen.
func (s *Server) arriving(tenantID string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	c, ok := s.consents[tenantID]
	return ok && fresh(c.made, s.now(), s.propagation)
}
