package signin

// Match finds the template that applies: the first enabled one, in the order given,
// whose group the person is in. Verdicts has one reason for each template. Groups are
// known by ID; a template whose group has not been seen yet goes by the exact name,
// where one group alone has it, and is then to be bound to that group.
//
// It takes time in proportion to groups and templates together.
func Match(templates []Template, m Membership) Matched {
	out := Matched{Index: -1, Verdicts: make([]Verdict, len(templates))}
	in := membershipIndex(templates, m)
	for i, t := range templates {
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
// only those that a template could mean are kept.
type index struct {
	read    bool
	named   bool // at least one group has a name
	byID    map[string]Group
	byName  map[string]Group
	doubles map[string]bool // names that several of the groups have
}

func membershipIndex(templates []Template, m Membership) index {
	in := index{read: m.Reading == Read, byID: map[string]Group{}, byName: map[string]Group{}, doubles: map[string]bool{}}
	ids, names := map[string]bool{}, map[string]bool{}
	for _, t := range templates {
		if t.GroupID != "" {
			ids[t.GroupID] = true
		} else {
			names[t.GroupName] = true
		}
	}
	for _, g := range m.Groups {
		in.named = in.named || g.Name != ""
		if ids[g.ID] {
			in.byID[g.ID] = g
		}
		if g.Name == "" || !names[g.Name] {
			continue
		}
		if other, ok := in.byName[g.Name]; ok && other.ID != g.ID {
			in.doubles[g.Name] = true
		}
		in.byName[g.Name] = g
	}
	return in
}

func (in index) judge(t Template) (Group, Reason) {
	switch {
	case !t.Enabled:
		return Group{}, SwitchedOff
	case !in.read:
		return Group{}, NamesUnknown
	case t.GroupID != "":
		if g, ok := in.byID[t.GroupID]; ok {
			return g, Applies
		}
		return Group{}, NotMember
	case t.Ambiguous || in.doubles[t.GroupName]:
		return Group{}, SeveralNamed
	}
	if g, ok := in.byName[t.GroupName]; ok && t.GroupName != "" {
		return g, Applies
	}
	if !in.named && len(in.byID) == 0 {
		return Group{}, NamesUnknown
	}
	return Group{}, NotMember
}
