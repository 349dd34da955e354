package signin

import (
	"strings"
	"unicode"
)

// HintKind says what is remarkable about a group name that is being typed.
type HintKind string

// The kinds of hints.
const (
	HintSpaces  HintKind = "spaces"    // spaces before, after, doubled or of another kind
	HintCase    HintKind = "case"      // a group's name but for capitals
	HintLooks   HintKind = "looks"     // a group's name but for signs that look alike
	HintOwn     HintKind = "duplicate" // another template has this group
	HintSeveral HintKind = "several"   // several groups have exactly this name
	HintUnknown HintKind = "unknown"   // nobody who logged in was in a group of this name
)

// Hint is one remark about a name, with the group that was probably meant.
type Hint struct {
	Kind  HintKind
	Group Group // of the directory; zero for HintUnknown and for spaces alone
}

// NearMisses looks at a group name that somebody has typed: known are the groups that
// the directory has shown, own the other templates. An exact name of one known group
// that no template has gives no hint.
func NearMisses(name string, known []Group, own []Template) []Hint {
	var hints []Hint
	if strings.Join(strings.Fields(name), " ") != name {
		hints = append(hints, Hint{Kind: HintSpaces})
	}
	exact, near := similar(name, known)
	if len(exact) > 1 {
		hints = append(hints, Hint{Kind: HintSeveral, Group: exact[0]})
	}
	for _, t := range own {
		if t.GroupName == name || len(exact) == 1 && t.GroupID == exact[0].ID {
			hints = append(hints, Hint{Kind: HintOwn, Group: Group{ID: t.GroupID, Name: t.GroupName}})
			break
		}
	}
	if len(exact) > 0 || name == "" {
		return hints
	}
	if len(near) == 0 {
		return append(hints, Hint{Kind: HintUnknown})
	}
	return append(hints, near...)
}

const maxNear = 3

// similar returns the groups of exactly this name, and those that only look like it.
func similar(name string, known []Group) (exact []Group, near []Hint) {
	skeleton := Skeleton(name)
	for _, g := range known {
		switch {
		case g.Name == name:
			exact = append(exact, g)
		case len(near) >= maxNear || Skeleton(g.Name) != skeleton:
		case strings.EqualFold(g.Name, name):
			near = append(near, Hint{Kind: HintCase, Group: g})
		case strings.EqualFold(folded(g.Name), folded(name)):
			near = append(near, Hint{Kind: HintSpaces, Group: g})
		default:
			near = append(near, Hint{Kind: HintLooks, Group: g})
		}
	}
	return exact, near
}

func folded(s string) string { return strings.Join(strings.FieldsFunc(s, unicode.IsSpace), " ") }
