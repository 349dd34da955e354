package signin_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"workbooks.com/authconsole/internal/signin"
)

func TestNearMisses(t *testing.T) {
	hint := func(kind signin.HintKind, id, name string) signin.Hint {
		return signin.Hint{Kind: kind, Group: signin.Group{ID: id, Name: name}}
	}
	spaces, unknown := signin.Hint{Kind: signin.HintSpaces}, signin.Hint{Kind: signin.HintUnknown}
	type hints = []signin.Hint
	for name, row := range map[string]struct {
		typed string
		known signin.Membership
		own   []signin.Template
		want  hints
	}{
		"exactly a group's":                    {"Sales", in("1=Sales", "2=sales"), nil, nil},
		"nothing typed":                        {"", in("1=Sales"), nil, nil},
		"no group of this name":                {"Sales", in("1=Finance"), nil, hints{unknown}},
		"no groups known":                      {"Sales", in(), nil, hints{unknown}},
		"other capitals":                       {"sales", in("1=Sales"), nil, hints{hint(signin.HintCase, "1", "Sales")}},
		"a space before":                       {" Sales", in("1=Sales"), nil, hints{spaces, hint(signin.HintSpaces, "1", "Sales")}},
		"a space behind":                       {"Sales ", in("1=Sales"), nil, hints{spaces, hint(signin.HintSpaces, "1", "Sales")}},
		"a double space":                       {"All  Users", in("1=All Users"), nil, hints{spaces, hint(signin.HintSpaces, "1", "All Users")}},
		"a no-break space":                     {"All\u00a0Users", in("1=All Users"), nil, hints{spaces, hint(signin.HintSpaces, "1", "All Users")}},
		"the group itself ends in a space":     {"Sales ", in("1=Sales "), nil, hints{spaces}},
		"the space of the group is missing":    {"Sales", in("1=Sales "), nil, hints{hint(signin.HintSpaces, "1", "Sales ")}},
		"a space that is not seen":             {"Sa\u200bles", in("1=Sales"), nil, hints{hint(signin.HintLooks, "1", "Sales")}},
		"a long dash":                          {"EU – Sales", in("1=EU - Sales"), nil, hints{hint(signin.HintLooks, "1", "EU - Sales")}},
		"a minus":                              {"EU−Sales", in("1=EU-Sales"), nil, hints{hint(signin.HintLooks, "1", "EU-Sales")}},
		"a round quote":                        {"Ada’s team", in("1=Ada's team"), nil, hints{hint(signin.HintLooks, "1", "Ada's team")}},
		"a Cyrillic letter":                    {"S\u0430les", in("1=Sales"), nil, hints{hint(signin.HintLooks, "1", "Sales")}},
		"a Cyrillic capital":                   {"\u041carketing", in("1=Marketing"), nil, hints{hint(signin.HintLooks, "1", "Marketing")}},
		"a Greek capital":                      {"\u039dorth", in("1=North"), nil, hints{hint(signin.HintLooks, "1", "North")}},
		"full width":                           {"Ｓａｌｅｓ", in("1=Sales"), nil, hints{hint(signin.HintLooks, "1", "Sales")}},
		"an accent as a sign of its own":       {"Cafe\u0301", in("1=Caf\u00e9"), nil, hints{hint(signin.HintLooks, "1", "Caf\u00e9")}},
		"an accent left out":                   {"Cafe", in("1=Caf\u00e9"), nil, hints{hint(signin.HintLooks, "1", "Caf\u00e9")}},
		"two groups have the name":             {"Sales", in("1=Sales", "2=Sales"), nil, hints{hint(signin.HintSeveral, "1", "Sales")}},
		"another template has the name":        {"Sales", in("1=Sales"), []signin.Template{named("Sales")}, hints{hint(signin.HintOwn, "", "Sales")}},
		"another template has the group":       {"Sales", in("1=Sales"), []signin.Template{bound("1")}, hints{hint(signin.HintOwn, "1", "name of 1")}},
		"another template has an unseen group": {"Sales", in(), []signin.Template{named("Sales")}, hints{hint(signin.HintOwn, "", "Sales"), unknown}},
		"at most three":                        {"sales", in("1=Sales", "2=SALES", "3=SAles", "4=SALes"), nil, hints{hint(signin.HintCase, "1", "Sales"), hint(signin.HintCase, "2", "SALES"), hint(signin.HintCase, "3", "SAles")}},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(row.want, signin.NearMisses(row.typed, row.known.Groups, row.own)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func FuzzNearMisses(f *testing.F) {
	f.Add("Sales", "sales ")
	f.Add("S\u0430les", "Sales")
	f.Add("Cafe\u0301", "Caf\u00e9")
	f.Add("\xff\x00\u202e", "")
	f.Fuzz(func(t *testing.T, typed, other string) {
		groups := []signin.Group{{ID: "1", Name: other}}
		hints := signin.NearMisses(typed, groups, nil)
		like, unknown := false, false
		for _, h := range hints {
			like = like || h.Group == groups[0]
			unknown = unknown || h.Kind == signin.HintUnknown
		}
		same := signin.Skeleton(typed) == signin.Skeleton(other)
		switch {
		case typed == other && (like || unknown):
			t.Errorf("%q is exactly the group's name: %+v", typed, hints)
		case typed != other && typed != "" && (like != same || unknown == same):
			t.Errorf("%q and %q look alike: %v, hints %+v", typed, other, same, hints)
		}
		if again := signin.Skeleton(signin.Skeleton(typed)); again != signin.Skeleton(typed) && !strings.ContainsRune(typed, '\ufffd') {
			t.Errorf("Skeleton(%q) = %q, and of that %q", typed, signin.Skeleton(typed), again)
		}
	})
}
