package simulator

// AllowUserConsent sets whether people without a role may consent for themselves
// in the tenant. Only later consents are affected (microsoft.md §1.7).
func (s *Server) AllowUserConsent(tenantID string, allowed bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, known := s.userConsent[tenantID]; known {
		s.userConsent[tenantID] = allowed
	}
}

// UserConsent reports whether people without a role may consent for themselves in
// the tenant.
func (s *Server) UserConsent(tenantID string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.userConsent[tenantID]
}

// mayAccept reports whether the identity can consent to what the errand asks: for
// the tenant with a role, for themself at sign-in where the tenant lets people
// consent, no permission needs an administrator and assignment is not required
// (microsoft.md §1.5, §1.7).
func (s *Server) mayAccept(e errand, id identity) bool {
	if id.consents() {
		return true
	}
	return e.endpoint == EndpointAuthorize && s.UserConsent(id.tenant.ID) && !id.tenant.Assignment && ordinary(e.scopes)
}
