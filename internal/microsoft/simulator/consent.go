package simulator

import (
	"slices"
	"strings"
	"time"
)

// graphScope is the prefix of a full scope URI of Microsoft Graph.
const graphScope = "https://graph.microsoft.com/"

// defaultScope asks for everything in the registration.
const defaultScope = ".default"

// consent is what a tenant knows of the application: its service principal, the
// tenant-wide grant, and grants of single people.
type consent struct {
	disabled bool
	scopes   []string
	own      map[string][]string // object ID → scopes
	made     time.Time           // of the service principal
	granted  time.Time           // of the last tenant-wide grant
	earlier  []string            // what token requests knew of when it was given
}

// allows reports whether the person has every scope, by grant of the tenant or own.
func (c *consent) allows(objectID string, scopes []string) bool {
	return covers(slices.Concat(c.scopes, c.own[objectID]), scopes)
}

func covers(granted, scopes []string) bool {
	for _, scope := range scopes {
		if !slices.Contains(granted, scope) {
			return false
		}
	}
	return true
}

// ServicePrincipal is the state of the application in one tenant.
type ServicePrincipal struct {
	Exists  bool
	Enabled bool
	Scopes  []string // granted for the whole tenant, short names, sorted
}

// ServicePrincipal returns the application's state in a tenant.
func (s *Server) ServicePrincipal(tenantID string) ServicePrincipal {
	s.mu.Lock()
	defer s.mu.Unlock()
	c, ok := s.consents[tenantID]
	if !ok {
		return ServicePrincipal{}
	}
	return ServicePrincipal{Exists: true, Enabled: !c.disabled, Scopes: slices.Clone(c.scopes)}
}

// Grant records consent for the whole tenant, as an administrator's Accept does:
// the service principal exists and an earlier tenant-wide grant is replaced.
// Without scopes it grants those of the registration.
func (s *Server) Grant(tenantID string, scopes ...string) {
	if len(scopes) == 0 {
		scopes = registered()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.grant(tenantID, scopes)
}

// grant is Grant for a caller that holds the lock.
func (s *Server) grant(tenantID string, scopes []string) {
	c, now := s.principal(tenantID), s.now()
	c.earlier = c.visible(now, s.propagation)
	c.scopes, c.granted = short(scopes), now
}

// GrantOwn records one person's consent for themself.
func (s *Server) GrantOwn(tenantID, objectID string, scopes ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.principal(tenantID).own[objectID] = short(scopes)
}

// Revoke removes all grants of the tenant and keeps the service principal.
func (s *Server) Revoke(tenantID string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if c, ok := s.consents[tenantID]; ok {
		c.scopes, c.earlier, c.own = nil, nil, map[string][]string{}
	}
}

// DeletePrincipal removes the service principal with its grants: the
// enterprise application was deleted in the tenant.
func (s *Server) DeletePrincipal(tenantID string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.consents, tenantID)
}

// EnablePrincipal sets «Enabled for users to sign-in» of the enterprise
// application. A missing one is made first.
func (s *Server) EnablePrincipal(tenantID string, enabled bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.principal(tenantID).disabled = !enabled
}

// principal returns the tenant's consent and makes it if there is none. The
// caller holds the lock.
func (s *Server) principal(tenantID string) *consent {
	c, ok := s.consents[tenantID]
	if !ok {
		c = &consent{own: map[string][]string{}, made: s.now()}
		s.consents[tenantID] = c
	}
	return c
}

// allowed reports whether the identity's consent covers the scopes, and whether
// the application is disabled in that tenant.
func (s *Server) allowed(id identity, scopes []string) (covered, disabled bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c, ok := s.consents[id.tenant.ID]
	if !ok {
		return false, false
	}
	return c.allows(id.objectID, scopes), c.disabled
}

// granted returns all scopes that hold for the identity, sorted.
func (s *Server) granted(id identity) []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	c, ok := s.consents[id.tenant.ID]
	if !ok {
		return nil
	}
	return short(slices.Concat(c.scopes, c.own[id.objectID]))
}

// registered is what the application's registration lists and .default asks for
// (microsoft.md §2).
func registered() []string {
	return []string{"User.Read", "email", "offline_access", "openid", "profile"}
}

// short takes the resource off each scope, sorts and removes doubles.
func short(scopes []string) []string {
	names := make([]string, 0, len(scopes))
	for _, scope := range scopes {
		names = append(names, strings.TrimPrefix(scope, graphScope))
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// parseScopes understands a scope parameter: missing is 900144, a mix of .default
// with others 70011, a scope that Graph does not have 650053.
func parseScopes(parameter string) ([]string, *refusal) {
	scopes := short(strings.Fields(parameter))
	switch {
	case len(scopes) == 0:
		return nil, missing("scope")
	case slices.Contains(scopes, defaultScope) && len(scopes) > 1:
		return nil, refuse(70011)
	case scopes[0] == defaultScope:
		return registered(), nil
	}
	for _, scope := range scopes {
		if _, known := permissionFor(scope); !known {
			return nil, refuse(650053)
		}
	}
	return scopes, nil
}
