package simulator

import (
	"crypto/sha256"
	"encoding/base64"
	"strings"
)

// identity is a person as one tenant sees them: at home or as a guest.
type identity struct {
	person    Person
	tenant    Tenant // the tenant that issues
	home      Tenant
	objectID  string
	principal string // user principal name in the issuing tenant
	guest     bool
}

// identity returns how the account appears at the authority: its home identity
// for common and organizations and its own tenant, the guest identity where it
// was invited. Others are refused with 50020, personal accounts with 500200, and
// deleted ones with 50034.
func (s *Server) identity(at authority, username string) (identity, *refusal) {
	world := s.World()
	person, home, ok := world.Person(username)
	switch {
	case !ok:
		return identity{}, refuse(50020)
	case person.Deleted:
		return identity{}, refuse(50034)
	case home.ID != ConsumersID && (!at.single() || at.tenant.ID == home.ID):
		return identity{person: person, tenant: home, home: home, objectID: person.ObjectID, principal: person.Username}, nil
	}
	for _, guest := range person.Guests {
		if tenant, known := world.Tenant(guest.TenantID); known && tenant.ID == at.tenant.ID {
			return identity{person: person, tenant: tenant, home: home, objectID: guest.ObjectID,
				principal: guest.PrincipalName, guest: true}, nil
		}
	}
	if home.ID == ConsumersID {
		return identity{}, refuse(500200)
	}
	return identity{}, refuse(50020)
}

// again is the identity as it is now, after the world may have changed. It reports
// false if the account is gone, even where another has its name.
func (w World) again(id identity) (identity, bool) {
	id.home, _ = w.Tenant(id.home.ID)
	id.tenant, _ = w.Tenant(id.tenant.ID)
	for _, person := range id.home.People {
		if person.ObjectID != id.person.ObjectID {
			continue
		}
		id.person = person
		if !id.guest {
			id.principal = person.Username
		}
		return id, !person.Deleted
	}
	return id, false
}

// provider is the idp claim of a guest: where they have their account.
func (id identity) provider() string {
	if id.home.ID == ConsumersID {
		return "live.com"
	}
	return "https://sts.windows.net/" + id.home.ID + "/"
}

// consents reports whether the identity may consent for its tenant; a guest's
// role at home is worth nothing elsewhere.
func (id identity) consents() bool { return !id.guest && id.person.Consents() }

// subject is pairwise: stable per application and identity, and no object ID.
func (id identity) subject(clientID string) string {
	return digest("sub", clientID, id.tenant.ID, id.objectID)
}

// hint is the opaque login_hint claim.
func (id identity) hint() string { return "O." + digest("hint", id.person.ObjectID) }

// digest derives an opaque, stable value from its parts.
func digest(parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}
