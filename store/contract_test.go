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
		{"TestS69_RequiredDomainAmongMoreThanAreKept", requiredAmongMany},
		{"TestS69_LookAlikesAreOtherDomains", requiredLookAlike},
		{"invitation tells whether its sender still may", senderMay},
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
		{"seed has trouble", seededTrouble},
		{"TestS106_SeededReferencesAreReadableAndDiffer", seededReferences},
		{"a trace from start to link", traceStory},
		{"every end of a trace", everyTraceEnd},
		{"traces are found by any spelling of their reference", traceReferences},
		{"TestS106_TracesOfOneAccountOnly", tracePages},
		{"traces outlive their requests", traceOutlives},
		{"a purged failure no longer counts", purgedFailure},
		{"TestF27_PurgeLetsOthersWrite", purging},
		{"a purge stops with its context", purgeStops},
		{"status follows every change", statusStory},
		{"status follows failures in its own tenant", statusHealth},
		{"status is contested for a week", statusContested},
		{"status takes nothing from proposals", statusProposals},
		{"status after an undone link is of the link before", statusUndone},
		{"statuses are right after a random walk", statusWalk},
		{"statuses are built for accounts that have none", statusBuilt},
		{"TestF28_BuildIsTakenUpAgain", statusBuildResumed},
		{"verify finds every meddling", statusMeddling},
		{"a list shows each account once", statusPages},
		{"a list under changes loses nobody", statusPagesMoving},
		{"a list is filtered and ordered", statusFilters},
		{"TestS106_ListsTakeNoForeignKeys", statusKeys},
		{"statuses by ID", statusByIDs},
		{"every page is one range of an index", statusPlans},
		{"search by each text", searchTexts},
		{"TestS110_HostileNeedles", searchHostile},
		{"search shows each account once", searchPages},
		{"search with a filter goes on", searchFiltered},
		{"search by words apart", searchApart},
		{"search by words apart goes on", searchApartPages},
		{"TestF10_ExportHoldsNothingOpen", slowExport},
		{"TestF10_ExportLeavesNobodyOutWhoChanges", exportMoving},
		{"TestS108_PermissionsLeaveOneEntry", permissions},
		{"permissions are refused", permissionsRefused},
		{"TestS64_PermissionTellsNoNames", permissionShared},
		{"TestS108_SupportViewsLeaveOneEntryAnHour", supportViews},
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
