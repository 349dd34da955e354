package signin

import (
	"slices"

	"workbooks.com/authconsole/internal/guidance"
	"workbooks.com/authconsole/internal/policy"
)

// Who is somebody for whom a template is looked for.
type Who struct {
	Guest bool
	Has   *Holder // what a user has now; nil for somebody new
}

// Holder is what a user has of that which templates give.
type Holder struct {
	Profile           Profile
	Managed           []Field // that a template looks after still
	LastAdministrator bool    // nobody else in the account can administer it
}

// Plan is what the templates make of somebody at a log-in.
type Plan struct {
	Index   int            // of the template that applies, -1 for none
	Cause   guidance.Cause // why none, else None
	Matched Matched        // as Match, without verdicts where groups do not count or were not read
	ByGuest bool           // the one template for guests, whatever groups they are in
	To      Profile        // what the person has then; of a user what they have where nothing changes
	Taken   []string       // licences that this takes in addition
	Kept    bool           // the template would have taken the last administrator's rights
}

// PlanFor says which template applies to somebody, and what follows: the same for a
// log-in and for trying it. Guests go by the policy for guests, and get their template
// only while it is enabled.
//
// A template that comes before the first one that fits, and cannot be judged, may be the
// one that is meant. Nobody then gets the later one: somebody new is told that the
// groups could not be read, and a user keeps what they have. The same holds for a user
// where several groups have the earlier one's name; somebody new has nothing to lose and
// gets the later one.
func PlanFor(who Who, c Candidate, templates []Template, m Membership) Plan {
	p := which(who, c, templates, m)
	if who.Has == nil {
		if p.Index >= 0 {
			p.To = templates[p.Index].Profile()
			p.Taken = p.To.Wants()
		}
		return p
	}
	p.To = who.Has.Profile
	if p.Index < 0 || !Follows(c, who.Has.Managed) {
		return p
	}
	p.To, _ = Apply(who.Has.Profile, templates[p.Index], who.Has.Managed)
	if who.Has.LastAdministrator && !slices.Contains(p.To.UserGroups, policy.SystemAdministration) {
		p.To.UserGroups, p.Kept = policy.SortedUserGroups(append([]string{policy.SystemAdministration}, p.To.UserGroups...)), true
	}
	p.Taken = Taken(who.Has.Profile, p.To)
	return p
}

// Follows reports whether templates change what a user has, at each log-in.
func Follows(c Candidate, managed []Field) bool {
	return c.Provisioning && c.ApplyAt == AtEach && len(managed) > 0
}

// GuestsApart reports whether a person gets what guests get, whatever their groups.
func GuestsApart(guest bool, c Candidate) bool { return guest && guests(c) == TemplateGuests }

func which(who Who, c Candidate, templates []Template, m Membership) Plan {
	none := Plan{Index: -1, Matched: Matched{Index: -1}}
	switch {
	case who.Guest && guests(c) == RefuseGuests:
		none.Cause = guidance.GuestNotAllowed
		return none
	case GuestsApart(who.Guest, c):
		none.ByGuest = true
		none.Index = slices.IndexFunc(templates, func(t Template) bool { return t.ID == c.GuestTemplateID && t.Enabled })
		if none.Index < 0 {
			none.Cause = guidance.NoTemplateMatched
		}
		return none
	case m.Reading != Read:
		none.Cause = guidance.GroupsUnreadable
		return none
	}
	p := Plan{Matched: Match(templates, m)}
	p.Index = p.Matched.Index
	switch {
	case unsure(p.Matched, who.Has != nil):
		p.Index, p.Matched.Bind, p.Cause = -1, Group{}, guidance.GroupsUnreadable
	case p.Index < 0:
		p.Cause = guidance.NoTemplateMatched
	}
	return p
}

// unsure reports whether a template that comes first could not be judged.
func unsure(m Matched, known bool) bool {
	before := m.Verdicts
	if m.Index >= 0 {
		before = before[:m.Index]
	}
	return slices.ContainsFunc(before, func(v Verdict) bool {
		return v.Reason == NamesUnknown || known && m.Index >= 0 && v.Reason == SeveralNamed
	})
}
