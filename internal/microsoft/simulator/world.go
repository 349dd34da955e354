package simulator

import "strings"

// Tenants of the default world.
const (
	BrightwaterID = "7a1c5e90-3b42-4f7d-9c68-2e0f5a9b1d01" // ordinary company, user consent off
	HarbourID     = "c2d4a6f8-51b3-4e07-8a9c-6f1d3b5e7a02" // second company, sends a guest to the first, user consent on
	QuarryID      = "e5b7091d-2f64-4c8a-b3d5-907c1e2f4a03" // admin consent workflow switched on, user consent off
	LongNameID    = "1f9e3c7b-8d25-46a0-92e4-5b6d7c8f9a04" // long name with characters of markup
	ConsumersID   = "9188040d-6c67-4c5b-b112-36a304b66dad" // personal accounts, the same GUID as at Microsoft
)

// People of the default world, by the name they sign in with.
const (
	Ada   = "ada@brightwater.example"   // Application Administrator
	Grace = "grace@brightwater.example" // Global Administrator
	Ben   = "ben@brightwater.example"   // no role
	Henry = "henry@harbour.example"     // Cloud Application Administrator
	Pat   = "pat@harbour.example"       // no role; guest in Brightwater
	Rita  = "rita@quarry.example"       // Privileged Role Administrator
	Quinn = "quinn@quarry.example"      // no role, no mailbox
	Lone  = "lone@longname.example"     // Global Administrator
	Sam   = "sam@personal.example"      // personal account
	Gus   = "gus@personal.example"      // personal account; guest in Brightwater
)

// Colleagues of Brightwater without a role, each with something of their own.
const (
	Hal  = "hal@brightwater.example"  // in All Users and in the second Sales Team
	Una  = "una@brightwater.example"  // in three groups, one of them by nesting
	Ivy  = "ivy@brightwater.example"  // in All Users by nesting only
	Max  = "max@brightwater.example"  // in 202 groups: too many for a token
	Nora = "nora@brightwater.example" // in no group; licensed without a mailbox
	Dan  = "dan@brightwater.example"  // account disabled
	Otto = "otto@brightwater.example" // no mail address, so no email claim; mailbox licensed all the same
	Uma  = "uma@brightwater.example"  // not assigned: refused where assignment is required
	Mia  = "mia@brightwater.example"  // sign-in ends at a demand for a second factor
	Cora = "cora@brightwater.example" // sign-in ends at a Conditional Access policy
)

// Directory role template IDs as they appear in wids (microsoft.md §1.8). The
// last one is no role: every member of a tenant may carry it.
const (
	GlobalAdministrator           = "62e90394-69f5-4237-9190-012177145e10"
	PrivilegedRoleAdministrator   = "e8611ab8-c189-46e8-94e1-60213ab1f814"
	ApplicationAdministrator      = "9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3"
	CloudApplicationAdministrator = "158c047a-c907-4556-b7ef-446551a6b5f7"
	DefaultMemberRole             = "b79fbf4d-3ef9-4689-8143-76b194e85509"
)

// World is everybody and every organisation that the simulator knows.
type World struct {
	Tenants []Tenant
}

// Tenant is one simulated organisation. The last domain is the initial one.
type Tenant struct {
	ID       string
	Name     string
	Domains  []string
	Workflow bool // admin consent workflow: people without a role may ask for approval
	// UserConsent is the policy with which a tenant starts: people without a role
	// may consent for themselves (microsoft.md §1.7). See Server.AllowUserConsent.
	UserConsent bool
	// Assignment is «Assignment required» of the enterprise application: only
	// people who are assigned may use it (microsoft.md §8.2).
	Assignment bool
	People     []Person
	Groups     []Group
}

// Person is one account in its home tenant.
type Person struct {
	Username  string // what is typed to sign in: the user principal name
	Name      string
	GivenName string
	Surname   string
	ObjectID  string
	Mail      string // as administrators set it; empty: no email claim
	// VerifiedMail is xms_edov: whether the tenant owns the domain of Mail. Nil
	// leaves the claim out (microsoft.md §5).
	VerifiedMail *bool
	Role         string // directory role template ID, empty for none
	Licences     []Licence
	Disabled     bool // the account may not sign in
	Deleted      bool // the account is gone, its name can still be typed
	Unassigned   bool // not assigned to the application; matters with Tenant.Assignment
	Stop         int  // AADSTS number at which every sign-in ends, 0 for none
	Guests       []Guest
}

// Guest is a person's second identity, in a tenant that invited them.
type Guest struct {
	TenantID      string
	ObjectID      string
	PrincipalName string // carries #EXT#
}

// Consents reports whether the person may consent to delegated permissions for
// the whole home tenant (microsoft.md §1.5).
func (p Person) Consents() bool {
	switch p.Role {
	case GlobalAdministrator, PrivilegedRoleAdministrator, ApplicationAdministrator, CloudApplicationAdministrator:
		return true
	}
	return false
}

// RoleName is the role in words, "no administrator role" without one.
func (p Person) RoleName() string {
	switch p.Role {
	case GlobalAdministrator:
		return "Global Administrator"
	case PrivilegedRoleAdministrator:
		return "Privileged Role Administrator"
	case ApplicationAdministrator:
		return "Application Administrator"
	case CloudApplicationAdministrator:
		return "Cloud Application Administrator"
	}
	return "no administrator role"
}

// Tenant returns the tenant with this ID, compared without regard to case.
func (w World) Tenant(id string) (Tenant, bool) {
	for _, tenant := range w.Tenants {
		if strings.EqualFold(tenant.ID, id) {
			return tenant, true
		}
	}
	return Tenant{}, false
}

// Person returns the person who signs in with this name, and the home tenant. A
// deleted account is found too.
func (w World) Person(username string) (Person, Tenant, bool) {
	for _, tenant := range w.Tenants {
		for _, person := range tenant.People {
			if strings.EqualFold(person.Username, username) {
				return person, tenant, true
			}
		}
	}
	return Person{}, Tenant{}, false
}

// domain returns the tenant that has verified this domain.
func (w World) domain(name string) (Tenant, bool) {
	for _, tenant := range w.Tenants {
		for _, domain := range tenant.Domains {
			if strings.EqualFold(domain, name) {
				return tenant, true
			}
		}
	}
	return Tenant{}, false
}
