package link

import (
	"slices"
	"strings"
)

// Doubt is a point about a proposed link that deserves a second look before «Yes, this
// is us». It forbids nothing.
type Doubt string

// The doubts, in the order in which Doubts names them.
const (
	DomainsUnknown Doubt = "domains_unknown" // Microsoft did not tell the organisation's domains
	ForeignDomain  Doubt = "foreign_domain"  // none of them is the one of who looks at it
	GuestApprover  Doubt = "guest_approver"  // the approver's login name belongs to none of them
	OtherApprover  Doubt = "other_approver"  // somebody else approved than it was sent to
)

// Proposal is what can be compared of a link that awaits confirmation. Empty texts are
// not compared.
type Proposal struct {
	Domains   []string // of the organisation
	Approver  string   // login name at Microsoft
	Recipient string   // of the invitation, an e-mail address
	Looker    string   // e-mail address of the administrator who looks at it
}

// Doubts returns what does not fit together.
func (p Proposal) Doubts() []Doubt {
	var doubts []Doubt
	if len(p.Domains) == 0 {
		doubts = append(doubts, DomainsUnknown)
	}
	if p.foreign(p.Looker) {
		doubts = append(doubts, ForeignDomain)
	}
	if p.foreign(p.Approver) {
		doubts = append(doubts, GuestApprover)
	}
	if p.Recipient != "" && !strings.EqualFold(p.Recipient, p.Approver) {
		doubts = append(doubts, OtherApprover)
	}
	return doubts
}

// foreign reports whether an address is of none of the domains, where both are known.
func (p Proposal) foreign(address string) bool {
	_, domain, _ := strings.Cut(address, "@")
	return domain != "" && len(p.Domains) > 0 && !slices.ContainsFunc(p.Domains, func(d string) bool { return SameDomain(d, domain) })
}
