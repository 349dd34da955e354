package microsoft_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"workbooks.com/authconsole/internal/microsoft"
	"workbooks.com/authconsole/internal/microsoft/simulator"
)

func TestGroupsClaim_ThreeStates(t *testing.T) {
	overage := map[string]string{"groups": "src1"}
	sources := map[string]any{"src1": map[string]string{"endpoint": "https://evil.example/"}} // never asked
	two := []string{"0C200000-2e3f-4d4c-905b-6f7e8d9cab02", simulator.GroupAllUsers}
	rows := []struct {
		name   string
		claims map[string]any
		want   microsoft.GroupsClaim
	}{
		{"nothing", nil, microsoft.GroupsClaim{}},
		{"two, in lower case", map[string]any{"groups": two},
			microsoft.GroupsClaim{State: microsoft.GroupsPresent, IDs: []string{simulator.GroupSalesTeam, simulator.GroupAllUsers}}},
		{"an empty list", map[string]any{"groups": []string{}}, microsoft.GroupsClaim{State: microsoft.GroupsPresent, IDs: []string{}}},
		{"overage", map[string]any{"_claim_names": overage, "_claim_sources": sources}, microsoft.GroupsClaim{State: microsoft.GroupsOverage}},
		{"overage by hasgroups", map[string]any{"hasgroups": true}, microsoft.GroupsClaim{State: microsoft.GroupsOverage}},
		{"hasgroups false", map[string]any{"hasgroups": false}, microsoft.GroupsClaim{}},
		{"overage beside a list", map[string]any{"groups": two, "_claim_names": overage, "_claim_sources": sources},
			microsoft.GroupsClaim{State: microsoft.GroupsOverage}},
		{"another claim elsewhere", map[string]any{"_claim_names": map[string]string{"roles": "src1"}, "_claim_sources": sources},
			microsoft.GroupsClaim{}},
	}
	r := newRig(t)
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			got, err := r.redeem(withClaims(row.claims))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(row.want, got.Identity.Groups); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func withClaims(claims map[string]any) func(simulator.IDToken) string {
	return func(token simulator.IDToken) string {
		for name, value := range claims {
			token.Claims[name] = value
		}
		return token.Sign()
	}
}

func groupIDs(n int) []string {
	ids := make([]string, n)
	for i := range ids {
		ids[i] = fmt.Sprintf("9b000000-84a5-43b2-b6c1-%012d", i)
	}
	return ids
}

func TestGroupsClaim_MalformedIsRefused(t *testing.T) {
	newRig(t).check(t, []row{
		{"text", claim("groups", simulator.GroupAllUsers), microsoft.ReasonClaims},
		{"null", claim("groups", nil), microsoft.ReasonClaims},
		{"names", claim("groups", []string{"Sales Team"}), microsoft.ReasonClaims},
		{"a number", claim("groups", []any{1}), microsoft.ReasonClaims},
		{"braces", claim("groups", []string{"{" + simulator.GroupAllUsers + "}"}), microsoft.ReasonClaims},
		{"malformed beside overage", withClaims(map[string]any{"groups": "x", "hasgroups": true}), microsoft.ReasonClaims},
		{"_claim_names is text", claim("_claim_names", "groups"), microsoft.ReasonClaims},
		{"overage without a source", claim("_claim_names", map[string]string{"groups": "src1"}), microsoft.ReasonClaims},
		{"250", claim("groups", groupIDs(250)), ""},
		{"251", claim("groups", groupIDs(251)), microsoft.ReasonClaims},
	})
}

func TestLoginHint_OfMoreThanOneKilobyteIsLeftOut(t *testing.T) {
	r := newRig(t)
	for size, want := range map[int]int{1: 1, 1024: 1024, 1025: 0, 9000: 0} {
		got, err := r.redeem(claim("login_hint", strings.Repeat("h", size)))
		if err != nil || len(got.Identity.LoginHint) != want {
			t.Errorf("%d bytes: kept %d (%v), want %d", size, len(got.Identity.LoginHint), err, want)
		}
	}
}

func TestGroupsClaim_OfTheSimulatedMicrosoft(t *testing.T) {
	for mode, want := range map[simulator.GroupClaims]microsoft.GroupsState{
		simulator.GroupClaimsNone: microsoft.GroupsAbsent, simulator.GroupClaimsSecurity: microsoft.GroupsPresent,
	} {
		r := newRig(t)
		r.sim.EmitGroups(mode)
		got, err := r.redeem(simulator.IDToken.Sign)
		if err != nil || got.Identity.Groups.State != want {
			t.Errorf("mode %q: %+v (%v), want %q", mode, got.Identity.Groups, err, want)
		}
	}
}
