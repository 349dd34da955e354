package views

import (
	"strings"
	"unicode"

	"workbooks.com/authconsole/internal/signin"
)

func stepTitle(by int) string {
	if by < 0 {
		return "Move up"
	}
	return "Move down"
}

func switchPath(r TemplateRowModel) string {
	if r.Enabled {
		return PathTemplateDo(r.ID, TemplateDisable)
	}
	return PathTemplateDo(r.ID, TemplateEnable)
}

func yesNo(on bool) string {
	if on {
		return "Yes"
	}
	return "No"
}

func onOff(on bool) string {
	if on {
		return "true"
	}
	return "false"
}

// piece is a part of a name; a hidden one is a space that the eye would miss.
type piece struct {
	Text   string
	Hidden bool
}

// spaced takes a name apart, so that spaces before, after, doubled, or of another kind
// than the space bar's are shown as ␣, and signs without any width as ◌.
func spaced(name string) []piece {
	var list []piece
	add := func(text string, hidden bool) {
		if n := len(list); n > 0 && list[n-1].Hidden == hidden {
			list[n-1].Text += text
		} else {
			list = append(list, piece{text, hidden})
		}
	}
	inner := strings.TrimSpace(name)
	start := strings.Index(name, inner)
	end := start + len(inner)
	before := ' '
	for i, r := range name {
		edge := i < start || i >= end
		switch {
		case unicode.Is(unicode.Cf, r) || unicode.IsControl(r) && !unicode.IsSpace(r):
			add("◌", true)
		case unicode.IsSpace(r) && (edge || r != ' ' || unicode.IsSpace(before)):
			add("␣", true)
		default:
			add(string(r), false)
		}
		before = r
	}
	return list
}

// spelled is a name with its unseen spaces made visible, as plain text.
func spelled(name string) string {
	var b strings.Builder
	for _, p := range spaced(name) {
		b.WriteString(p.Text)
	}
	return b.String()
}

// hintTone is how serious a remark is: a name that was not seen may be right.
func hintTone(k signin.HintKind) string {
	if k == signin.HintUnknown {
		return "info"
	}
	return "warn"
}

// hintWords say what is remarkable about a group's name.
func hintWords(h GroupHint) string {
	switch h.Kind {
	case signin.HintSpaces:
		if h.Name == "" {
			return "There are spaces before, after or doubled in this name, shown as ␣. Azure counts each of them."
		}
		return "Azure has a group «" + spelled(h.Name) + "», which differs only by spaces."
	case signin.HintCase:
		return "Azure has a group «" + spelled(h.Name) + "», which differs only by capital letters."
	case signin.HintLooks:
		return "Azure has a group «" + spelled(h.Name) + "», which looks the same but has other signs: another kind of dash, quotation mark or letter."
	case signin.HintOwn:
		return "Another template has this group already: «" + spelled(h.Name) + "». Only the first of them can apply."
	case signin.HintSeveral:
		return "Several Azure groups have exactly this name. Choose which one is meant."
	case signin.HintUnknown:
		return "Nobody who has logged in was in a group of this name yet. If it is new, or nobody of it has come, that is as it should be."
	}
	return ""
}
