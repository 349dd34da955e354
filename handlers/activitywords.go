package handlers

import (
	"strings"

	"workbooks.com/authconsole/store"
)

// actionWords says an action of the audit trail as a sentence.
func actionWords(action string) string {
	words := map[string]string{
		store.ActionAccountCreated:      "The account was created.",
		store.ActionAdvancedSecurity:    "Advanced Security was switched.",
		store.ActionUserCreated:         "A user was added.",
		store.ActionSignedIn:            "Logged in.",
		store.ActionSignInRefused:       "Tried to log in, and was not let in.",
		store.ActionTemplateCreated:     "Added a User Template.",
		store.ActionTemplateUpdated:     "Changed a User Template.",
		store.ActionTemplateDeleted:     "Deleted a User Template.",
		store.ActionTemplateMoved:       "Moved a User Template in the order.",
		store.ActionTemplatesOrdered:    "Changed the order of the User Templates.",
		store.ActionTemplateEnabled:     "Enabled a User Template.",
		store.ActionTemplateDisabled:    "Disabled a User Template.",
		store.ActionTemplateBound:       "The group of a User Template was seen for the first time.",
		store.ActionProvisioningChanged: "Changed the settings of User Provisioning.",
		store.ActionGroupRenamed:        "An Azure group has another name now.",
		store.ActionRelinkAsked:         "Somebody with another Microsoft account would be a user. An administrator has to decide.",
		store.ActionRelinkDismissed:     "Said that a Microsoft account is not a user’s.",
		store.ActionIdentityRelinked:    "Said that a Microsoft account is a user’s.",
		store.ActionIdentityForgotten:   "Forgot a user’s Microsoft account.",
		store.ActionUserInvited:         "Invited a user to choose a password.",
		store.ActionWelcomeUsed:         "An invited user chose a password.",
		store.ActionWelcomeRevoked:      "Took the invitation of a user back.",
		store.ActionWelcomeMailSent:     "The mail to an invited user was handed to the mail server.",
		store.ActionWelcomeMailFailed:   "The mail to an invited user could not be sent.",
		store.ActionUserUpdated:         "Changed a user.",
		store.ActionUserEnabled:         "Switched a user’s log-in on.",
		store.ActionUserDisabled:        "Switched a user’s log-in off. All sessions of the user ended.",
		store.ActionLicencesFreed:       "Freed the licences of a user.",
		store.ActionLicencesSet:         "What the account owns of licences was changed.",
		store.ActionReauthenticated:     "Confirmed who they are.",
		store.ActionSessionsEnded:       "Sessions were ended.",
		store.ActionAlertRaised:         "The administrators were told of licences that are used up.",
		store.ActionAlertDismissed:      "Put a message about licences away.",
		store.ActionProvisioningOn:      "Switched User Provisioning on.",
		store.ActionProvisioningOff:     "Switched User Provisioning off.",
		store.ActionIdentityMet:         "Logged in with Microsoft for the first time, and was known by the log-in name.",
		store.ActionMailboxMissing:      "Somebody who logged in has no Office 365 mailbox.",
		store.ActionMailboxFound:        "Somebody who had no Office 365 mailbox has one now.",
		store.ActionUserProvisioned:     "A User Template made a user.",
		store.ActionTemplateApplied:     "A User Template changed a user.",
		store.ActionLeaverFound:         "Microsoft no longer lets a user in.",
		store.ActionLinkDomains:         "The organisation has proven other domains.",

		store.ActionLastAdministratorKept: "A User Template would have taken the last administrator’s rights. They were kept.",
		store.ActionSignedOut:             "Logged out.",
		store.ActionConsentStarted:        "Went to Microsoft to ask for its approval.",
		store.ActionConsentApproved:       "Came back from Microsoft with an approval; its proof began.",
		store.ActionConsentFailed:         "A request to Microsoft did not succeed.",
		store.ActionConsentDeclined:       "The permissions were declined at Microsoft.",
		store.ActionConsentCancelled:      "Cancelled a request to Microsoft.",
		store.ActionConsentSuperseded:     "A request to Microsoft was overtaken by a newer one.",
		store.ActionConsentExpired:        "A request to Microsoft expired: nobody came back.",
		store.ActionLinkMade:              "Linked the account to an organisation. Microsoft authentication is enabled.",
		store.ActionLinkProven:            "The same organisation approved again.",
		store.ActionLinkEnabled:           "Enabled Microsoft authentication.",
		store.ActionLinkDisabled:          "Disabled Microsoft authentication.",
		store.ActionLinkUnlinked:          "Unlinked the account from the organisation.",
		store.ActionLinkReplaced:          "The link was replaced by one to another organisation.",
		store.ActionLinkUndone:            "Undid the link: not our organisation.",
		store.ActionLinkRestored:          "The link that was replaced before serves again.",
		store.ActionForeignRefused:        "Asked for something that belongs to another account. It was refused.",
		store.ActionConsentChecked:        "Checked at Microsoft whether a reviewer has approved.",
		store.ActionLinkProposed:          "An organisation was approved through an invitation. It awaits «Yes, this is us».",
		store.ActionLinkConfirmed:         "Confirmed the organisation: «Yes, this is us». Microsoft authentication is enabled.",
		store.ActionLinkRejected:          "Rejected the organisation that was approved through an invitation.",
		store.ActionLinkOvertaken:         "An approved organisation was not confirmed, for another one was linked.",
		store.ActionInvitationCreated:     "Asked an Azure administrator to approve.",
		store.ActionInvitationOpened:      "The link of a request was opened for the first time.",
		store.ActionInvitationApproved:    "A request to an Azure administrator was approved.",
		store.ActionInvitationRevoked:     "Revoked a request to an Azure administrator.",
		store.ActionInvitationSuperseded:  "A request to an Azure administrator was replaced, or is no longer needed.",
		store.ActionInvitationExpired:     "A request to an Azure administrator expired.",
		store.ActionMailSent:              "The mail to the Azure administrator was handed to the mail server.",
		store.ActionMailFailed:            "The mail to the Azure administrator could not be sent.",
		store.ActionTenantAllowed:         "Workbooks support allowed this account to link an organisation that serves another account.",
		store.ActionTenantShared:          "Workbooks support allowed a second account for this organisation.",
		store.ActionSupportViewed:         "Workbooks support looked at the status of the link.",
		store.ActionLinkContested:         "Somebody tried to link this organisation to another Workbooks account. It was refused.",
	}
	if w, ok := words[action]; ok {
		return w
	}
	return action
}

// detailWords names a detail of the audit trail.
func detailWords(name string) string {
	words := map[string]string{
		"cause": "Why", "error": "OAuth error", "AADSTS": "Microsoft’s code", "tenant": "Organisation ID",
		"claimed tenant": "Organisation claimed", "proven tenant": "Organisation proven", "by tenant": "New organisation ID",
		"as": "Approved as", "by": "Overtaken by", "instead of": "Instead of", "recipient": "For", "why": "Reason given",
	}
	if w, ok := words[name]; ok {
		return w
	}
	return strings.ToUpper(name[:min(1, len(name))]) + name[min(1, len(name)):]
}

func yesNo(value string) string {
	return map[string]string{"true": "yes", "false": "no"}[value]
}
