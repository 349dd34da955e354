package views

import (
	"slices"
	"strings"

	"workbooks.com/authconsole/internal/signin"
)

func templateFormLabel(m TemplateForm) string {
	if m.ID == "" {
		return "New template"
	}
	return "Template"
}

// templateFormPath is where the form is sent to.
func templateFormPath(m TemplateForm) string {
	if m.ID == "" {
		return PathTemplates
	}
	return PathTemplate(m.ID)
}

func templateSaveLabel(m TemplateForm) string {
	if m.ID == "" {
		return "Add template"
	}
	return "Save"
}

// positionHint says what the number means and how far it goes.
func positionHint(last int) string {
	words := "The first enabled template that fits applies: small, special groups first, «All Users» last."
	if last > 1 {
		words += " From 1 to " + count(last) + "; the others make room."
	}
	return words
}

// suggested is the name that a remark offers instead of what was typed, empty when it
// has none to offer.
func suggested(h GroupHint, typed string) string {
	switch h.Kind {
	case signin.HintSpaces:
		if h.Name == "" {
			return strings.Join(strings.Fields(typed), " ")
		}
		return h.Name
	case signin.HintCase, signin.HintLooks:
		return h.Name
	case signin.HintOwn, signin.HintSeveral, signin.HintUnknown:
	}
	return ""
}

func hasSpaces(hints []GroupHint) bool {
	return slices.ContainsFunc(hints, func(h GroupHint) bool { return h.Kind == signin.HintSpaces })
}
