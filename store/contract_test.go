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
