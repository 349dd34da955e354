package signin

// Match finds the template that applies: the first enabled one, in the order given,
// whose group the person is in. Verdicts has one reason for each template. Groups are
// known by ID; a template whose group has not been seen yet goes by the exact name,
// where one group alone has it, and is then to be bound to that group. A group that came
// without a name and is no other template's may be the one that is meant, so that
// nobody can say that the person is not in it.
//
// It takes time in proportion to groups and templates together.
func Match(templates []Template, m Membership) Matched {
	out := Matched{Index: -1, Verdicts: make([]Verdict, len(templates))}
	in := membershipIndex(templates, m)
	for i := range templates {
		t := &templates[i]
		group, reason := in.judge(t)
		if reason == Applies && out.Index >= 0 {
			reason = LaterInOrder
		}
		if reason == Applies {
			out.Index = i
			if t.GroupID == "" {
				out.Bind = group
			}
		}
		out.Verdicts[i] = Verdict{TemplateID: t.ID, GroupName: t.GroupName, Reason: reason}
	}
	return out
}

// index is what is needed of a membership: somebody can be in thousands of groups, so
// only those that a template could mean are kept, by their place among the groups.
type index struct {
	groups  []Group
	read    bool
	unnamed bool           // a group of which nothing but an unknown ID was told
	byID    map[string]int // every ID that a template has, absent where the person is not in it
	byName  map[string]int
}

// Places that are none.
const (
	absent  = -1
	several = -2
)

func membershipIndex(templates []Template, m Membership) index {
	in := index{groups: m.Groups, read: m.Reading == Read}
	in.byID, in.byName = meant(templates)
	for i, g := range m.Groups {
		_, known := in.byID[g.ID]
		if known {
			in.byID[g.ID] = i
		}
		in.unnamed = in.unnamed || g.Name == "" && !known
		if at, wanted := in.byName[g.Name]; wanted {
			in.byName[g.Name] = among(m.Groups, at, i)
		}
	}
	return in
}

// among is the place of a group of which one of the same name may have been found.
func among(groups []Group, at, i int) int {
	if at == absent || at >= 0 && groups[at].ID == groups[i].ID {
		return i
	}
	return several
}

// meant are the IDs and the names by which the templates know their groups.
func meant(templates []Template) (ids, names map[string]int) {
	bound := 0
	for i := range templates {
		if templates[i].GroupID != "" {
			bound++
		}
	}
	ids, names = make(map[string]int, bound), make(map[string]int, len(templates)-bound)
	for i := range templates {
		if t := &templates[i]; t.GroupID != "" {
			ids[t.GroupID] = absent
		} else if t.GroupName != "" {
			names[t.GroupName] = absent
		}
	}
	return ids, names
}

func (in index) judge(t *Template) (Group, Reason) {
	at := absent
	switch {
	case !t.Enabled:
		return Group{}, SwitchedOff
	case !in.read:
		return Group{}, NamesUnknown
	case t.GroupID != "":
		at = in.byID[t.GroupID]
	case t.GroupName == "":
	case t.Ambiguous:
		at = several
	default:
		at = in.byName[t.GroupName]
	}
	switch {
	case at >= 0:
		return in.groups[at], Applies
	case at == several:
		return Group{}, SeveralNamed
	case t.GroupID == "" && t.GroupName != "" && in.unnamed:
		return Group{}, NamesUnknown
	}
	return Group{}, NotMember
}
