package link_test

import (
	"slices"
	"strings"
	"testing"

	"workbooks.com/authconsole/internal/link"
)

func TestEveryInvitationStateAndEvent(t *testing.T) {
	events := []link.InvitationEvent{link.InvitationApprove, link.InvitationRevoke, link.InvitationSupersede, link.InvitationExpire}
	if !slices.Equal(events, link.InvitationEvents()) {
		t.Fatalf("events %v, want %v", link.InvitationEvents(), events)
	}
	ends := [4]link.InvitationState{link.InvitationApproved, link.InvitationRevoked, link.InvitationSuperseded, link.InvitationExpired}
	table := []struct {
		from link.InvitationState
		to   [4]link.InvitationState
	}{
		{link.InvitationOpen, ends},
		{link.InvitationApproved, [4]link.InvitationState{}},
		{link.InvitationRevoked, [4]link.InvitationState{}},
		{link.InvitationSuperseded, [4]link.InvitationState{}},
		{link.InvitationExpired, [4]link.InvitationState{}},
		{"made up", [4]link.InvitationState{}},
		{"", [4]link.InvitationState{}},
	}
	if len(link.InvitationStates()) != len(table)-2 {
		t.Fatalf("%d states, the table has %d", len(link.InvitationStates()), len(table)-2)
	}
	for _, row := range table {
		for i, event := range events {
			got, err := link.NextInvitation(row.from, event)
			if got != row.to[i] {
				t.Errorf("NextInvitation(%q, %q) = %q, want %q", row.from, event, got, row.to[i])
			}
			refusal(t, err, row.to[i] == no, string(row.from), string(event))
		}
		_, err := link.NextInvitation(row.from, "open")
		refusal(t, err, true, string(row.from), "open")
	}
}

func TestRequiredOrganisationIsATenantOrADomain(t *testing.T) {
	for text, want := range map[string]link.Required{
		"":                            "",
		"  ":                          "",
		" Brightwater.Example ":       "brightwater.example",
		strings.ToUpper(brightwater):  brightwater,
		"xn--bcher-kva.example":       "xn--bcher-kva.example",
		"brightwater.onmicrosoft.com": "brightwater.onmicrosoft.com",
	} {
		if got, err := link.ParseRequired(text); got != want || err != nil {
			t.Errorf("ParseRequired(%q) = %q, %v", text, got, err)
		}
	}
	for _, text := range []string{
		"brightwater", "ada@brightwater.example", "https://brightwater.example", "brightwater.example/", ".example", "a..example", "-a.example",
		"{" + brightwater + "}", "\u212aestrel.example", "harbour-\u017fons.example", brightwater + "0", link.PersonalTenant, "brightwater.example.", "a b.example", "bücher.example", "10.0.0.1",
		strings.Repeat("a.", 130) + "example", strings.Repeat("a", 64) + ".example",
	} {
		if got, err := link.ParseRequired(text); got != "" || err == nil {
			t.Errorf("ParseRequired(%q) = %q, %v", text, got, err)
		}
	}
}

func TestS69_RequiredOrganisationIsMetExactly(t *testing.T) {
	domains := []string{"Brightwater.example", "brightwater.onmicrosoft.com"}
	for required, want := range map[link.Required]bool{
		"": true, "brightwater.example": true, "brightwater.onmicrosoft.com": true, brightwater: true,
		"water.example": false, "mail.brightwater.example": false, "brightwater.example.evil.example": false, "onmicrosoft.com": false, harbour: false,
	} {
		if got := required.Meets(brightwater, domains); got != want {
			t.Errorf("%q.Meets = %v, want %v", required, got, want)
		}
	}
	for domain, want := range map[string]bool{"HARBOUR-sons.example": true, "harbour-\u017fons.example": false, "harbour-sons.example\u212a": false, "harbour-sons.e\uff58ample": false} {
		if got := link.Required("harbour-sons.example").Meets(brightwater, []string{domain}); got != want {
			t.Errorf("met by %q: %v, want %v", domain, got, want)
		}
	}
	if link.Required("brightwater.example").Meets(brightwater, nil) {
		t.Error("a domain is met though Microsoft told none")
	}
	if link.Required(harbour).Meets(brightwater, []string{harbour}) {
		t.Error("a tenant ID is met by a domain of that name")
	}
}

func TestS69_SameDomainFoldsASCIILettersOnly(t *testing.T) {
	for _, row := range []struct {
		a, b string
		want bool
	}{
		{"kestrel.example", "KESTREL.Example", true}, {"a-1.example", "A-1.EXAMPLE", true}, {"", "", true},
		{"kestrel.example", "\u212aestrel.example", false}, {"sons.example", "\u017fons.example", false}, {"sons.example", "Son\u017f.example", false},
		{"@.example", "`.example", false}, {"[.example", "{.example", false}, {"é.example", "É.example", false},
		{"a.example", "a.example.", false}, {"a.example", "b.a.example", false}, {"a.example", "", false},
		{"a\xff", "a\xfe", false},
	} {
		if link.SameDomain(row.a, row.b) != row.want || link.SameDomain(row.b, row.a) != row.want {
			t.Errorf("SameDomain(%q, %q) is not %v", row.a, row.b, row.want)
		}
	}
}
