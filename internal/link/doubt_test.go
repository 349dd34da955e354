package link_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"workbooks.com/authconsole/internal/link"
)

func TestDoubtsAboutAProposal(t *testing.T) {
	ours := []string{"brightwater.example", "brightwater.onmicrosoft.com"}
	for fact, row := range map[string]struct {
		proposal link.Proposal
		want     []link.Doubt
	}{
		"all fits":             {link.Proposal{Domains: ours, Approver: "Grace@Brightwater.example", Recipient: "grace@brightwater.example", Looker: "ada@brightwater.example"}, nil},
		"only a copied link":   {link.Proposal{Domains: ours, Approver: "grace@brightwater.example", Looker: "ada@brightwater.example"}, nil},
		"domains are not told": {link.Proposal{Approver: "grace@brightwater.example", Looker: "ada@brightwater.example"}, []link.Doubt{link.DomainsUnknown}},
		"a foreign one":        {link.Proposal{Domains: []string{"harbour.example"}, Approver: "henry@harbour.example", Looker: "ada@brightwater.example"}, []link.Doubt{link.ForeignDomain}},
		"a guest approved":     {link.Proposal{Domains: ours, Approver: "pat@harbour.example", Looker: "ada@brightwater.example"}, []link.Doubt{link.GuestApprover}},
		"somebody else": {link.Proposal{Domains: ours, Approver: "grace@brightwater.example", Recipient: "it@brightwater.example", Looker: "ada@brightwater.example"},
			[]link.Doubt{link.OtherApprover}},
		"a look-alike": {link.Proposal{Domains: []string{"bri\u212atwater.example"}, Looker: "ada@briktwater.example"}, []link.Doubt{link.ForeignDomain}},
		"nobody looks": {link.Proposal{Domains: []string{"harbour.example"}, Approver: "henry@harbour.example"}, nil},
	} {
		t.Run(fact, func(t *testing.T) {
			if diff := cmp.Diff(row.want, row.proposal.Doubts()); diff != "" {
				t.Errorf("doubts (-want +got):\n%s", diff)
			}
		})
	}
}
