package signin_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"workbooks.com/authconsole/internal/signin"
)

// in is what was read of somebody who is in the groups given as «id=name».
func in(groups ...string) signin.Membership {
	m := signin.Membership{Reading: signin.Read}
	for _, g := range groups {
		id, name, _ := strings.Cut(g, "=")
		m.Groups = append(m.Groups, signin.Group{ID: id, Name: name})
	}
	return m
}

func bound(id string) signin.Template {
	return signin.Template{ID: "t-" + id, GroupName: "name of " + id, GroupID: id, Enabled: true}
}

func named(name string) signin.Template {
	return signin.Template{ID: "t-" + name, GroupName: name, Enabled: true}
}

func off(t signin.Template) signin.Template {
	t.Enabled = false
	return t
}

func ambiguous(t signin.Template) signin.Template {
	t.Ambiguous = true
	return t
}

func TestMatch(t *testing.T) {
	type reasons = []signin.Reason
	for name, row := range map[string]struct {
		templates []signin.Template
		in        signin.Membership
		index     int
		bind      signin.Group
		reasons   reasons
	}{
		"no templates":                    {nil, in("1=Sales"), -1, signin.Group{}, reasons{}},
		"in no group at all":              {[]signin.Template{bound("1"), named("Sales")}, in(), -1, signin.Group{}, reasons{signin.NotMember, signin.NotMember}},
		"in another group":                {[]signin.Template{bound("1"), named("Sales")}, in("2=Finance"), -1, signin.Group{}, reasons{signin.NotMember, signin.NotMember}},
		"known by ID":                     {[]signin.Template{bound("1")}, in("1=Sales"), 0, signin.Group{}, reasons{signin.Applies}},
		"renamed in Azure":                {[]signin.Template{bound("1")}, in("1=Vertrieb"), 0, signin.Group{}, reasons{signin.Applies}},
		"known by ID, no names told":      {[]signin.Template{bound("1")}, in("1"), 0, signin.Group{}, reasons{signin.Applies}},
		"another group took the old name": {[]signin.Template{bound("1")}, in("2=name of 1"), -1, signin.Group{}, reasons{signin.NotMember}},
		"the exact name, seen first":      {[]signin.Template{named("Sales")}, in("1=Sales"), 0, signin.Group{ID: "1", Name: "Sales"}, reasons{signin.Applies}},
		"other capitals":                  {[]signin.Template{named("Sales")}, in("1=sales"), -1, signin.Group{}, reasons{signin.NotMember}},
		"a space behind":                  {[]signin.Template{named("Sales")}, in("1=Sales "), -1, signin.Group{}, reasons{signin.NotMember}},
		"told twice":                      {[]signin.Template{named("Sales")}, in("1=Sales", "1=Sales"), 0, signin.Group{ID: "1", Name: "Sales"}, reasons{signin.Applies}},
		"two groups of one name":          {[]signin.Template{named("Sales")}, in("1=Sales", "2=Sales"), -1, signin.Group{}, reasons{signin.SeveralNamed}},
		"three groups of one name":        {[]signin.Template{named("Sales")}, in("1=Sales", "2=Sales", "1=Sales"), -1, signin.Group{}, reasons{signin.SeveralNamed}},
		"two of one name, one chosen":     {[]signin.Template{bound("2")}, in("1=name of 2", "2=name of 2"), 0, signin.Group{}, reasons{signin.Applies}},
		"one name known to be shared":     {[]signin.Template{ambiguous(named("Sales"))}, in("1=Sales"), -1, signin.Group{}, reasons{signin.SeveralNamed}},
		"a shared name, then all users":   {[]signin.Template{ambiguous(named("Sales")), bound("9")}, in("1=Sales", "9"), 1, signin.Group{}, reasons{signin.SeveralNamed, signin.Applies}},
		"two match, the first counts":     {[]signin.Template{bound("2"), bound("1")}, in("1", "2"), 0, signin.Group{}, reasons{signin.Applies, signin.LaterInOrder}},
		"the first one is disabled":       {[]signin.Template{off(bound("2")), bound("1")}, in("1", "2"), 1, signin.Group{}, reasons{signin.SwitchedOff, signin.Applies}},
		"all are disabled":                {[]signin.Template{off(bound("1")), off(named("Sales"))}, in("1=Sales"), -1, signin.Group{}, reasons{signin.SwitchedOff, signin.SwitchedOff}},
		"only the one that applies binds": {[]signin.Template{bound("1"), named("Sales")}, in("1", "2=Sales"), 0, signin.Group{}, reasons{signin.Applies, signin.LaterInOrder}},
		"no names told, not yet bound":    {[]signin.Template{named("Sales")}, in("1", "2"), -1, signin.Group{}, reasons{signin.NamesUnknown}},
		"no names told, another is bound": {[]signin.Template{bound("1"), named("Sales")}, in("1", "2"), 0, signin.Group{}, reasons{signin.Applies, signin.NamesUnknown}},
		"every group is known otherwise":  {[]signin.Template{bound("1"), named("Sales")}, in("1"), 0, signin.Group{}, reasons{signin.Applies, signin.NotMember}},
		"one group has no name":           {[]signin.Template{named("Sales")}, in("1=Finance", "2"), -1, signin.Group{}, reasons{signin.NamesUnknown}},
		"template without a group":        {[]signin.Template{named("")}, in("1"), -1, signin.Group{}, reasons{signin.NotMember}},
	} {
		t.Run(name, func(t *testing.T) {
			got := signin.Match(row.templates, row.in)
			if got.Index != row.index || got.Bind != row.bind {
				t.Errorf("Index = %d, Bind = %v, want %d, %v", got.Index, got.Bind, row.index, row.bind)
			}
			checkVerdicts(t, row.templates, got, row.reasons)
		})
	}
}

func checkVerdicts(t *testing.T, templates []signin.Template, got signin.Matched, want []signin.Reason) {
	t.Helper()
	reasons := make([]signin.Reason, len(got.Verdicts))
	for i, v := range got.Verdicts {
		reasons[i] = v.Reason
		if v.TemplateID != templates[i].ID || v.GroupName != templates[i].GroupName {
			t.Errorf("verdict %d is about %s (%s)", i, v.TemplateID, v.GroupName)
		}
	}
	if diff := cmp.Diff(want, reasons); diff != "" {
		t.Errorf("reasons: %s", diff)
	}
}

func TestGroupsThatWereNotReadMatchNothing(t *testing.T) {
	templates := []signin.Template{bound("1"), named("Sales"), off(bound("1"))}
	for _, reading := range []signin.Reading{signin.NotAsked, signin.NotRead, "nonsense"} {
		t.Run(string(reading), func(t *testing.T) {
			m := in("1=Sales") // what came before the answer broke off counts for nothing
			m.Reading = reading
			got := signin.Match(templates, m)
			if got.Index != -1 || got.Bind != (signin.Group{}) {
				t.Errorf("Index = %d, Bind = %v", got.Index, got.Bind)
			}
			checkVerdicts(t, templates, got, []signin.Reason{signin.NamesUnknown, signin.NamesUnknown, signin.SwitchedOff})
		})
	}
}

func TestS68_NamesOfGroupsAreComparedByteForByte(t *testing.T) {
	long := strings.Repeat("n", 10_000)
	for _, odd := range []string{"Sales\x00", "\u202eselaS", "S\u0430les", "Sales\u200b", "Sales\u00a0", "\xffSales", long} {
		if got := signin.Match([]signin.Template{named("Sales")}, in("1="+odd)); got.Index != -1 {
			t.Errorf("%.20q matches Sales", odd)
		}
		if got := signin.Match([]signin.Template{named(odd)}, in("1="+odd)); got.Index != 0 {
			t.Errorf("%.20q does not match itself", odd)
		}
	}
}

// reference is the rule as one reads it, without any index.
func reference(templates []signin.Template, m signin.Membership) (index int, bind signin.Group) {
	for i, t := range templates {
		if !t.Enabled || m.Reading != signin.Read {
			continue
		}
		found := map[string]signin.Group{}
		for _, g := range m.Groups {
			if t.GroupID != "" && g.ID == t.GroupID || t.GroupID == "" && t.GroupName != "" && !t.Ambiguous && g.Name == t.GroupName {
				found[g.ID] = g
			}
		}
		if len(found) != 1 {
			continue
		}
		if t.GroupID != "" {
			return i, signin.Group{}
		}
		for _, g := range found {
			return i, g
		}
	}
	return -1, signin.Group{}
}

// fuzzed makes templates and groups of few IDs and names, so that they meet often.
func fuzzed(recipe []byte) (templates []signin.Template, m signin.Membership) {
	names := []string{"", "a", "A", "a ", "b", "\u0430"}
	m.Reading = signin.Read
	for len(recipe) >= 3 {
		id, name, kind := recipe[0]%6, names[int(recipe[1])%len(names)], recipe[2]
		recipe = recipe[3:]
		switch {
		case kind == 255:
			m.Reading = signin.NotRead
		case kind%2 == 0:
			m.Groups = append(m.Groups, signin.Group{ID: fmt.Sprint(id), Name: name})
		default:
			t := signin.Template{ID: fmt.Sprint(len(templates)), GroupName: name, Enabled: kind&2 == 0, Ambiguous: kind&12 == 12}
			if kind&16 != 0 {
				t.GroupID = fmt.Sprint(id)
			}
			templates = append(templates, t)
		}
	}
	return templates, m
}

func FuzzMatch(f *testing.F) {
	f.Add([]byte{1, 1, 0, 1, 1, 1, 2, 1, 17})
	f.Add([]byte{1, 1, 0, 2, 1, 0, 0, 1, 1, 2, 1, 17})
	f.Add([]byte{1, 1, 0, 0, 1, 1, 0, 0, 255})
	f.Add([]byte{1, 0, 0, 0, 1, 1, 1, 0, 17, 1, 2, 3})
	f.Fuzz(func(t *testing.T, recipe []byte) {
		templates, m := fuzzed(recipe)
		got := signin.Match(templates, m)
		if index, bind := reference(templates, m); got.Index != index || got.Bind != bind {
			t.Errorf("Index = %d, Bind = %v, want %d, %v\n%+v\n%+v", got.Index, got.Bind, index, bind, templates, m)
		}
		if len(got.Verdicts) != len(templates) {
			t.Fatalf("%d verdicts of %d templates", len(got.Verdicts), len(templates))
		}
		for i, v := range got.Verdicts {
			early, applies := got.Index < 0 || i < got.Index, v.Reason == signin.Applies
			switch {
			case v.TemplateID != templates[i].ID || v.Reason == "":
				t.Errorf("verdict %d: %+v", i, v)
			case applies != (i == got.Index), v.Reason == signin.LaterInOrder && early:
				t.Errorf("verdict %d is %s, but %d applies", i, v.Reason, got.Index)
			case (v.Reason == signin.SwitchedOff) == templates[i].Enabled:
				t.Errorf("verdict %d is %s, enabled %v", i, v.Reason, templates[i].Enabled)
			}
		}
	})
}

// crowd is the worst case: nothing matches but the last template.
func crowd(groups, templates int) ([]signin.Template, signin.Membership) {
	var ts []signin.Template
	m := signin.Membership{Reading: signin.Read}
	for i := range groups {
		m.Groups = append(m.Groups, signin.Group{ID: fmt.Sprintf("8a0b1c2d-0000-4000-8000-%012d", i), Name: fmt.Sprintf("Group of people %d", i)})
	}
	for i := range templates {
		t := signin.Template{ID: fmt.Sprint(i), GroupName: fmt.Sprintf("Other people %d", i), Enabled: true}
		if i%2 == 0 {
			t.GroupID = fmt.Sprintf("8a0b1c2d-1111-4000-8000-%012d", i)
		}
		ts = append(ts, t)
	}
	ts[templates-1].GroupID, ts[templates-1].GroupName = "", m.Groups[groups-1].Name
	return ts, m
}

func BenchmarkMatch(b *testing.B) {
	for _, n := range []struct{ groups, templates int }{{10, 10}, {200, 50}, {3000, 50}, {50, 3000}, {3000, 3000}} {
		ts, m := crowd(n.groups, n.templates)
		b.Run(fmt.Sprintf("%d groups, %d templates", n.groups, n.templates), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if got := signin.Match(ts, m); got.Index != n.templates-1 {
					b.Fatal(got.Index)
				}
			}
		})
	}
}
