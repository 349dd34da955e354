package store_test

import (
	"testing"

	"workbooks.com/authconsole/store"
)

// opener opens an empty store of one engine with a clock.
type opener func(testing.TB, *clock) *store.Store

// world is what every part of the contract gets.
type world struct {
	*testing.T
	store *store.Store
	clock *clock
}

// Contract is what a store must do on every engine.
func Contract(t *testing.T, open opener) {
	parts := []struct {
		name string
		run  func(world)
	}{
		{"accounts have unique names", accountNames},
		{"accounts are listed by page", accountPages},
		{"advanced security is switched", advancedSecurity},
		{"users", users},
		{"login guard", loginGuard},
		{"login guard under parallel tries", loginGuardParallel},
		{"TestS82_OnlyHashesOfSessionIDsAreStored", sessions},
		{"sessions end", sessionsEnd},
		{"notices are shown once", notices},
		{"consent from start to link", consentStory},
		{"every request state and event", requestStates},
		{"consent needs entitlement", consentEntitlement},
		{"TestS04_EmptyStateMatchesNothing", emptyState},
		{"TestS05_F24_ParallelApprovalsSpendTheStateOnce", parallelApprove},
		{"TestS05_F24_ParallelRedeemsSpendTheStateOnce", parallelRedeem},
		{"TestS05_F24_ParallelCompletionsMakeOneLink", parallelComplete},
		{"TestS09_UnfinishedStartsAreBounded", boundedStarts},
		{"TestS10_TwoTabsDoNotDisturbEachOther", twoTabs},
		{"TestS60_BothTenantsAreInTheAudit", bothTenants},
		{"TestS63_EntitlementIsReadAgain", entitlementAgain},
		{"TestS64_ATenantServesOneAccount", tenantTaken},
		{"TestS64_ParallelAccountsForOneTenant", tenantTakenParallel},
		{"TestS105_OtherAccountsRowsAreNotFound", otherAccounts},
		{"every link state and event", linkStates},
		{"links are replaced", replacing},
		{"links are proven again", provenAgain},
		{"links are undone", undoing},
		{"undo is refused", undoRefused},
		{"undo meets a tenant taken meanwhile", undoTaken},
		{"invitation from creation to expiry", invitationStory},
		{"every invitation state and event", invitationStates},
		{"invitations have bounds", invitationValues},
		{"invitations are limited and superseded", invitationLimit},
		{"TestS107_OpeningAnInvitationSpendsNothing", invitationOpened},
		{"TestS105_OtherAccountsInvitationsAreNotFound", otherAccountsInvitations},
		{"hand-over from invitation to confirmed link", handOver},
		{"confirming replaces and can be undone", confirmReplaces},
		{"confirming and rejecting are refused", confirmRefused},
		{"two administrators confirm at once", parallelConfirm},
		{"one confirms and one rejects at once", parallelYesAndNo},
		{"one invitation is approved once", parallelInvitees},
		{"invitation revoked while at Microsoft", revokedMeanwhile},
		{"invitation expired while at Microsoft", expiredMeanwhile},
		{"TestS69_ForeignTenantEndsUnenabled", foreignTenant},
		{"required organisation is met", requiredMet},
		{"invited proof of the current link keeps its state", invitedProofOfCurrent},
		{"direct link ends what was proposed", directLinkEndsProposals},
		{"check again", checkAgain},
		{"TestS63_InvitedEntitlementIsReadAgain", invitedEntitlement},
		{"TestS103_InvitedRequestsCannotPushOutTheAdministrators", invitedCannotPushOut},
		{"TestS108_OneEntryPerEvent", oneEntryPerEvent},
		{"mail queue", mailQueue},
		{"mails end with their invitations", mailsEnd},
		{"parallel runners never get one mail", parallelMail},
		{"audit pages", auditPages},
		{"TestS110_HostileTextsBecomeOneBoundedRow", hostileTexts},
		{"sweep", sweeping},
		{"seed", seeding},
		{"closed store", closed},
	}
	for _, part := range parts {
		t.Run(part.name, func(t *testing.T) {
			c := newClock()
			s := open(t, c)
			part.run(world{t, s, c})
		})
	}
}

func TestContract_SQLite(t *testing.T) { Contract(t, openTemporary) }
