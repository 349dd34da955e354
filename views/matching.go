package views

import (
	"workbooks.com/authconsole/internal/signin"
	"workbooks.com/authconsole/views/ui"
)

// VerdictStatus is why a template applies or does not, in words.
func VerdictStatus(r signin.Reason) Status {
	switch r {
	case signin.Applies:
		return Status{OK, "applies"}
	case signin.NotMember:
		return Status{Idle, "not in this group"}
	case signin.SwitchedOff:
		return Status{Idle, "the template is disabled"}
	case signin.LaterInOrder:
		return Status{Idle, "in this group too, but another one comes first"}
	case signin.SeveralNamed:
		return Status{Warn, "several Azure groups have this name, and none is chosen"}
	case signin.NamesUnknown:
		return Status{Warn, "not known: no group of this name was seen yet, and Microsoft told no names"}
	}
	return Status{Idle, "not known"}
}

func matchTone(o MatchOutcome) string {
	switch o {
	case MatchApplies:
		return "ok"
	case MatchUnread, MatchNoLicence:
		return "warn"
	default:
		return "idle"
	}
}

// whose begins a sentence about the person, or about whoever is in the groups typed.
func whose(m MatchModel) string {
	if m.Who == "" {
		return "Somebody new in these groups"
	}
	return m.Who
}

func matchTitle(m MatchModel) string {
	switch m.Outcome {
	case MatchApplies:
		return "«" + m.Template.Label + "» applies"
	case MatchNoLicence:
		return "«" + m.Template.Label + "» applies, but no licence is left"
	case MatchUnread:
		return "The groups could not be read"
	case MatchNoTemplate:
		return "There are no templates"
	default:
		return "No template applies"
	}
}

// matchWords say why, and what follows for somebody with a user and without.
func matchWords(m MatchModel) string {
	switch m.Outcome {
	case MatchApplies:
		return whose(m) + " is in this Azure group, directly or through a group inside it, and no enabled template before it fits."
	case MatchNoLicence:
		return lackingWords(m)
	case MatchUnread:
		return "That is not the same as being in no group. Nobody new is created, and nobody who has a user loses anything."
	case MatchNoTemplate:
		return "Without one nobody can be created."
	default:
		return noneWordsOf(m)
	}
}

func lackingWords(m MatchModel) string {
	words := "None left of " + commas(m.Lacking) + ". "
	switch {
	case m.Exists:
		return words + whose(m) + " keeps what they have, and gets in."
	case m.Refuses:
		return words + whose(m) + " would be turned away, and administrators be told once."
	}
	return words + whose(m) + " would get in all the same, and more would be used than you own."
}

func noneWordsOf(m MatchModel) string {
	if m.Exists {
		return whose(m) + " keeps what they have: without a template nothing changes for somebody with a user."
	}
	return whose(m) + " would be turned away, and nobody be created."
}

func changesTitle(m MatchModel) string {
	if m.Exists {
		return "What would change"
	}
	return "What would be created"
}

func groupsLookedAt(m MatchModel) string {
	return ui.Count(len(m.Groups)+m.Unnamed, "Azure group", "Azure groups") + " looked at"
}

func unnamedWords(n int) string {
	return "Of " + ui.Count(n, "group", "groups") + " Microsoft told only the object ID. Templates that have seen their group match by it all the same."
}

// tryFaults are all that is to be put right, in the order of the form.
func tryFaults(m TryModel) []string {
	var list []string
	for _, words := range []string{m.Error, m.Errors.User, m.Errors.Groups} {
		if words != "" {
			list = append(list, words)
		}
	}
	return list
}
