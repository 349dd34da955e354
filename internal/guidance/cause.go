package guidance

import "time"

// Cause says why a consent request did not end in a link, or why somebody could
// not log in with Microsoft. The text of a cause is stored, so a value is never renamed.
type Cause string

// The causes told apart. Each has its own words in Explain.
const (
	// None is the empty cause: nothing has failed.
	None Cause = ""
	// NoAuthority: the person may not approve for the organisation.
	NoAuthority Cause = "no_authority"
	// ApprovalRequested: the organisation uses the admin consent workflow and a
	// request is waiting for a reviewer (AADSTS90095).
	ApprovalRequested Cause = "approval_requested"
	// Declined: somebody pressed Cancel on the permissions page (AADSTS65004).
	Declined Cause = "declined"
	// WrongOrganisation: the signed tenant differs from the one claimed.
	WrongOrganisation Cause = "wrong_organisation"
	// NotAdministrator: the signed wids name no role that may consent.
	NotAdministrator Cause = "not_administrator"
	// PersonalAccount: a Microsoft account that belongs to no organisation.
	PersonalAccount Cause = "personal_account"
	// WrongAccount: the Microsoft account is not known in that organisation.
	WrongAccount Cause = "wrong_account"
	// TenantTaken: the organisation already serves another Workbooks account.
	TenantTaken Cause = "tenant_taken"
	// UnknownTenant: Microsoft does not know the organisation.
	UnknownTenant Cause = "unknown_tenant"
	// StateUnknown: we did not start the request that came back.
	StateUnknown Cause = "state_unknown"
	// StateExpired: the request came back after its fifteen minutes.
	StateExpired Cause = "state_expired"
	// OtherBrowser: the request came back in a browser that did not start it.
	OtherBrowser Cause = "other_browser"
	// OtherUser: somebody else, or nobody, is logged in to Workbooks now.
	OtherUser Cause = "other_user"
	// NotEntitled: Advanced Security or the administrator's role was taken away
	// while the request was at Microsoft.
	NotEntitled Cause = "not_entitled"
	// BadAnswer: Microsoft's answer was incomplete or contradicts itself.
	BadAnswer Cause = "bad_answer"
	// BadToken: the signed identity did not pass verification.
	BadToken Cause = "bad_token"
	// OurCredential: Microsoft refused our own client secret or certificate (7000215).
	OurCredential Cause = "our_credential"
	// OurSetup: our registration at Microsoft is wrong (50194, 700016 at
	// the token endpoint, …).
	OurSetup Cause = "our_setup"
	// AppMissing: the enterprise application is missing from the organisation.
	AppMissing Cause = "app_missing"
	// AppDisabled: the enterprise application is switched off there.
	AppDisabled Cause = "app_disabled"
	// BlockedByPolicy: Conditional Access or another policy of the organisation said
	// no (53003).
	BlockedByPolicy Cause = "blocked_by_policy"
	// NotAssigned: assignment is required and the person is not assigned (50105).
	NotAssigned Cause = "not_assigned"
	// CodeSpent: the authorisation code was used before or is too old.
	CodeSpent Cause = "code_spent"
	// MicrosoftUnreachable: no connection to Microsoft could be made.
	MicrosoftUnreachable Cause = "microsoft_unreachable"
	// MicrosoftSlow: Microsoft did not answer within our limit.
	MicrosoftSlow Cause = "microsoft_slow"
	// MicrosoftNonsense: Microsoft's answer could not be understood.
	MicrosoftNonsense Cause = "microsoft_nonsense"
	// MicrosoftTrouble: Microsoft says that it has a fault or is too busy.
	MicrosoftTrouble Cause = "microsoft_trouble"
	// NeverCameBack: nobody came back from Microsoft.
	NeverCameBack Cause = "never_came_back"
	// AppRisky: Microsoft warns of the application, so that only an administrator
	// may approve (900941, 900981).
	AppRisky Cause = "app_risky"
	// ConsentMissing: the enterprise application is there, but nobody has consented
	// or the consent was withdrawn (65001).
	ConsentMissing Cause = "consent_missing"
	// ServiceMissing: a service of Microsoft's that we ask for is missing or
	// switched off in the organisation (500011, 500014, 650052).
	ServiceMissing Cause = "service_missing"
	// RequiredOrganisation: the invitation asks for another organisation than the
	// one that approved.
	RequiredOrganisation Cause = "required_organisation"
	// OrganisationUnread: Microsoft did not tell the organisation's domains, so that
	// a domain that the invitation asks for could not be checked.
	OrganisationUnread Cause = "organisation_unread"
	// InvitationEnded: the invitation was revoked, replaced or ran out while
	// somebody was at Microsoft with it.
	InvitationEnded Cause = "invitation_ended"
	// WrongCloud: the organisation is in a national cloud (90038).
	WrongCloud Cause = "wrong_cloud"
	// OrganisationBlocked: Microsoft has blocked the organisation (5000224).
	OrganisationBlocked Cause = "organisation_blocked"
	// TenantRestricted: rules between organisations, or of a network, keep this
	// account from that organisation (500021, 500212, …).
	TenantRestricted Cause = "tenant_restricted"
	// GuestNotRedeemed: a guest has not accepted the invitation of the organisation.
	GuestNotRedeemed Cause = "guest_not_redeemed"
	// AccountDisabled: the Microsoft account is switched off in Azure.
	AccountDisabled Cause = "account_disabled"
	// AccountLocked: Microsoft has locked the account for a while or for a risk.
	AccountLocked Cause = "account_locked"
	// PasswordNotAccepted: name and password do not belong together.
	PasswordNotAccepted Cause = "password_not_accepted"
	// PasswordExpired: a new password at Microsoft is needed first.
	PasswordExpired Cause = "password_expired"
	// MfaNeeded: the second proof of identity was not given.
	MfaNeeded Cause = "mfa_needed"
	// MfaSetup: the second proof of identity has to be set up first.
	MfaSetup Cause = "mfa_setup"
	// DeviceNotCompliant: the organisation admits only devices or apps it knows.
	DeviceNotCompliant Cause = "device_not_compliant"
	// CertificateTrouble: a certificate, Windows Hello or a security key was refused.
	CertificateTrouble Cause = "certificate_trouble"
	// FederationTrouble: the organisation's own identity provider failed.
	FederationTrouble Cause = "federation_trouble"
	// OnPremisesTrouble: the organisation's own Active Directory, or the way to it,
	// failed.
	OnPremisesTrouble Cause = "on_premises_trouble"
	// ClaimRules: the organisation's rules for what Microsoft tells about a person
	// failed.
	ClaimRules Cause = "claim_rules"
	// LoginUnfinished: the login at Microsoft stopped half-way.
	LoginUnfinished Cause = "login_unfinished"
	// SessionEnded: the session at Microsoft has ended; logging in again helps.
	SessionEnded Cause = "session_ended"
	// BrowserTrouble: cookies, the Back button or an old browser got in the way.
	BrowserTrouble Cause = "browser_trouble"
	// SecretExpired: our own client secret has run out (7000222).
	SecretExpired Cause = "secret_expired"
	// RedirectMismatch: our address of return is not registered (50011).
	RedirectMismatch Cause = "redirect_mismatch"
	// TooManyRequests: Microsoft wants fewer requests in this time.
	TooManyRequests Cause = "too_many_requests"
	// NoAccount: somebody of a linked organisation whom none of its Workbooks accounts
	// knows or would add.
	NoAccount Cause = "no_account"
	// ProvisioningOff: nobody in Workbooks by this name, and User Provisioning is off.
	ProvisioningOff Cause = "provisioning_off"
	// NoTemplateMatched: no enabled User Template has a group of the person's.
	NoTemplateMatched Cause = "no_template_matched"
	// GroupsUnreadable: Microsoft did not tell a new person's groups.
	GroupsUnreadable Cause = "groups_unreadable"
	// NoLicenceLeft: the licences that the template gives are used up.
	NoLicenceLeft Cause = "no_licence_left"
	// LoginDisabled: an administrator has switched the user's log-in off.
	LoginDisabled Cause = "login_disabled"
	// NoEdition: the user has no Edition, without which nobody can log in.
	NoEdition Cause = "no_edition"
	// MicrosoftLoginNotAllowed: the account has no Microsoft log-in at the moment.
	MicrosoftLoginNotAllowed Cause = "microsoft_login_not_allowed"
	// GuestNotAllowed: a guest of the organisation, which the account does not admit.
	GuestNotAllowed Cause = "guest_not_allowed"
	// TenantNotLinked: no Workbooks account is linked to the organisation.
	TenantNotLinked Cause = "tenant_not_linked"
	// LinkDisabled: the account's link is switched off.
	LinkDisabled Cause = "link_disabled"
	// RelinkNeeded: another Microsoft account comes under a known log-in name; an
	// administrator has to say whether it is the same person.
	RelinkNeeded Cause = "relink_needed"
	// LoginNameUnproven: the log-in name's domain is not one that the organisation has
	// proven, so that an administrator has to say who it is.
	LoginNameUnproven Cause = "login_name_unproven"
	// GroupsNotGranted: the approval came back without the permission to read groups.
	GroupsNotGranted Cause = "groups_not_granted"
	// Cancelled: somebody left Microsoft's page before the log-in was done.
	Cancelled Cause = "cancelled"
	// MicrosoftRefused: Microsoft refused a log-in and gave no reason that we know.
	MicrosoftRefused Cause = "microsoft_refused"
	// AccountChoiceEnded: the page that asks for one of several accounts was open for
	// too long.
	AccountChoiceEnded Cause = "choice_ended"
	// NotFresh: somebody who was to show again who they are was let in by Microsoft
	// without being asked, or it does not say when that was.
	NotFresh Cause = "not_fresh"
	// Unknown: anything else.
	Unknown Cause = "unknown"
)

// Causes lists every cause but None, in the order of their declaration.
func Causes() []Cause {
	return []Cause{
		NoAuthority, ApprovalRequested, Declined, WrongOrganisation, NotAdministrator, PersonalAccount, WrongAccount,
		TenantTaken, UnknownTenant, StateUnknown, StateExpired, OtherBrowser, OtherUser, NotEntitled, BadAnswer, BadToken,
		OurCredential, OurSetup, AppMissing, AppDisabled, BlockedByPolicy, NotAssigned, CodeSpent,
		MicrosoftUnreachable, MicrosoftSlow, MicrosoftNonsense, MicrosoftTrouble, NeverCameBack,
		AppRisky, ConsentMissing, ServiceMissing, RequiredOrganisation, OrganisationUnread, InvitationEnded, WrongCloud,
		OrganisationBlocked, TenantRestricted, GuestNotRedeemed, AccountDisabled, AccountLocked, PasswordNotAccepted,
		PasswordExpired, MfaNeeded, MfaSetup, DeviceNotCompliant, CertificateTrouble, FederationTrouble, OnPremisesTrouble,
		ClaimRules, LoginUnfinished, SessionEnded, BrowserTrouble, SecretExpired, RedirectMismatch, TooManyRequests,
		NoAccount, ProvisioningOff, NoTemplateMatched, GroupsUnreadable, NoLicenceLeft, LoginDisabled, NoEdition, MicrosoftLoginNotAllowed,
		GuestNotAllowed, TenantNotLinked, LinkDisabled, RelinkNeeded, LoginNameUnproven, GroupsNotGranted, Cancelled, MicrosoftRefused,
		AccountChoiceEnded, NotFresh, Unknown,
	}
}

// Leaver reports whether a cause says that somebody has left, or no longer belongs,
// and in which way: the account is «disabled» or «gone» in Azure, or «unassigned» there.
func (c Cause) Leaver() (status string, ok bool) {
	switch c {
	case AccountDisabled:
		return "disabled", true
	case WrongAccount:
		return "gone", true
	case NotAssigned:
		return "unassigned", true
	default:
		return "", false
	}
}

// Failure is what is known of one failure, and all of it that may be shown or
// logged. The text of Microsoft's error_description is never part of it.
type Failure struct {
	Cause         Cause
	OAuthError    string    // the OAuth error, e.g. «access_denied»; ≤ 64 bytes of [a-z0-9_]
	AADSTS        string    // digits only, e.g. «90094»
	CorrelationID string    // a lower-case GUID or empty
	TraceID       string    // a lower-case GUID or empty
	At            time.Time // Microsoft's own time where it gave one, else zero
}
