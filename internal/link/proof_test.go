package link_test

import (
	"strings"
	"testing"

	"workbooks.com/authconsole/internal/guidance"
	"workbooks.com/authconsole/internal/link"
)

const (
	globalID           = "62e90394-69f5-4237-9190-012177145e10"
	privilegedID       = "e8611ab8-c189-46e8-94e1-60213ab1f814"
	applicationID      = "9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3"
	cloudApplicationID = "158c047a-c907-4556-b7ef-446551a6b5f7"
	ordinaryID         = "b79fbf4d-3ef9-4689-8143-76b194e85509" // what every member carries
)

// judge checks both answers of a proof.
func judge(t *testing.T, proof link.Proof, required bool, wantRole string, wantCause guidance.Cause) {
	t.Helper()
	if role, cause := proof.Judge(required); role != wantRole || cause != wantCause {
		t.Errorf("%+v.Judge(%v) = %q, %q, want %q, %q", proof, required, role, cause, wantRole, wantCause)
	}
}

func TestProofNamesTheStrongestRole(t *testing.T) {
	for fact, row := range map[string]struct {
		wids []string
		want string
	}{
		"Global Administrator":            {[]string{globalID}, "Global Administrator"},
		"Privileged Role Administrator":   {[]string{privilegedID}, "Privileged Role Administrator"},
		"Application Administrator":       {[]string{applicationID}, "Application Administrator"},
		"Cloud Application Administrator": {[]string{cloudApplicationID}, "Cloud Application Administrator"},
		"the weakest named first":         {[]string{cloudApplicationID, applicationID, privilegedID, globalID}, "Global Administrator"},
		"among others":                    {[]string{ordinaryID, "", applicationID}, "Application Administrator"},
		"in capitals":                     {[]string{strings.ToUpper(globalID)}, "Global Administrator"},
	} {
		t.Run(fact, func(t *testing.T) {
			proof := link.Proof{ClaimedTenant: brightwater, TokenTenant: brightwater, Wids: row.wids}
			judge(t, proof, true, row.want, guidance.None)
			judge(t, proof, false, row.want, guidance.None)
		})
	}
}

func TestS58_ForgedTenantIsNotTrusted(t *testing.T) {
	judge(t, link.Proof{ClaimedTenant: harbour, TokenTenant: brightwater, Wids: []string{globalID}}, true, "", guidance.WrongOrganisation)
	judge(t, link.Proof{ClaimedTenant: harbour, Wids: []string{globalID}}, true, "", guidance.WrongOrganisation)
	judge(t, link.Proof{ClaimedTenant: harbour, Wids: []string{globalID}}, false, "", guidance.WrongOrganisation)
}

func TestS60_AnotherOrganisationAfterConsentIsRefused(t *testing.T) {
	judge(t, link.Proof{ClaimedTenant: brightwater, TokenTenant: harbour, Wids: []string{globalID}}, true, "", guidance.WrongOrganisation)
	judge(t, link.Proof{ClaimedTenant: brightwater, TokenTenant: harbour}, false, "", guidance.WrongOrganisation)
	judge(t, link.Proof{TokenTenant: harbour, Wids: []string{globalID}}, true, "", guidance.WrongOrganisation)
	judge(t, link.Proof{Wids: []string{globalID}}, true, "", guidance.WrongOrganisation)
}

func TestS48_TokenTenantMustBeACanonicalGUID(t *testing.T) {
	for _, tenant := range []string{"brightwater.example", "{" + brightwater + "}", strings.ToUpper(brightwater), brightwater + "/../x", " "} {
		judge(t, link.Proof{ClaimedTenant: tenant, TokenTenant: tenant, Wids: []string{globalID}}, true, "", guidance.BadToken)
	}
	judge(t, link.Proof{ClaimedTenant: brightwater, TokenTenant: strings.ToUpper(brightwater), Wids: []string{globalID}}, true, "", guidance.WrongOrganisation)
}

func TestS51_PersonalTenantCannotLink(t *testing.T) {
	for _, claimed := range []string{link.PersonalTenant, brightwater, ""} {
		judge(t, link.Proof{ClaimedTenant: claimed, TokenTenant: link.PersonalTenant, Wids: []string{globalID}}, false, "", guidance.PersonalAccount)
	}
}

func TestS66_AuthorityComesFromSignedRolesOnly(t *testing.T) {
	for fact, wids := range map[string][]string{
		"no claim":              nil,
		"an empty claim":        {},
		"an ordinary member":    {ordinaryID},
		"a role by its name":    {"Global Administrator"},
		"a role in braces":      {"{" + globalID + "}"},
		"two roles in a string": {globalID + " " + applicationID},
		"another admin's role":  {"fe930be7-5e62-47db-91af-98c3a49a38b1"},
	} {
		t.Run(fact, func(t *testing.T) {
			proof := link.Proof{ClaimedTenant: brightwater, TokenTenant: brightwater, Wids: wids}
			judge(t, proof, true, "", guidance.NotAdministrator)
			judge(t, proof, false, "", guidance.None)
		})
	}
}

func TestRolesAreNamedAsInTheGuidance(t *testing.T) {
	roles := link.Roles()
	if len(roles) != 4 {
		t.Fatalf("%d roles, want 4", len(roles))
	}
	who := guidance.Explain(guidance.NotAdministrator).WhoIs
	for _, role := range roles {
		if !strings.Contains(who, role.Name) {
			t.Errorf("the guidance does not name %q: %q", role.Name, who)
		}
	}
}
