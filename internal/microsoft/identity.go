package microsoft

import "time"

// Identity is a person as a validated ID token tells it (microsoft.md §3.7).
// TenantID with ObjectID is the person's only key; all names and addresses are
// for display, can be set by the tenant, and must not decide anything.
type Identity struct {
	TenantID string // canonical GUID, equal to the tenant asked for
	ObjectID string // canonical GUID of the user in this tenant; guests have another at home
	Subject  string // 1 to 255 bytes, stable, different for each app
	Name     string
	Username string // preferred_username; can change
	Email    string // often missing, never proof (microsoft.md §5)
	// EmailVerified is xms_edov: the tenant owns the address's domain. False
	// also means unknown.
	EmailVerified bool
	// Wids are the template IDs of the person's directory roles, lower case. Any
	// member may carry a default one, so compare with a list (microsoft.md §1.8).
	Wids      []string
	Guest     bool
	HomeIDP   string    // where a guest comes from, as sent; else usually empty
	SessionID string    // sid, for sign-out; may be empty
	AuthTime  time.Time // UTC; zero if not sent
	// LoginHint lets a later sign-in or log-out name the account without a question.
	// It is opaque, at most 1 KiB, and may be empty.
	LoginHint string
	Groups    GroupsClaim
}
