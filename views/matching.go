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
	case MatchUnread, MatchUnsure, MatchNoLicence:
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
	case MatchUnsure:
		return "It is not known which template applies"
	case MatchNoTemplate:
		return "There are no templates"
	case MatchGuest:
		return "Guests are turned away"
	case MatchGuestOff:
		return "Guests get nothing at present"
	default:
		return "No template applies"
	}
}

// matchWords say why, and what follows for somebody with a user and without.
func matchWords(m MatchModel) string {
	switch m.Outcome {
	case MatchApplies:
		if m.Guest {
			return whose(m) + " is a guest, and guests get this one template, whatever Azure groups they are in."
		}
		return whose(m) + " is in this Azure group, directly or through a group inside it, and no enabled template before it fits."
	case MatchNoLicence:
		return lackingWords(m)
	case MatchUnread:
		return "That is not the same as being in no group. Nobody new is created, and nobody who has a user loses anything."
	case MatchUnsure:
		return "A template that comes before could not be judged; the reason stands beside it. Nobody new is created by a guess, and nobody who has a user loses anything."
	case MatchNoTemplate:
		return "Without one nobody can be created."
	case MatchGuest:
		return whose(m) + " is a guest of your organisation, and the settings turn guests away, even those who have a user."
	case MatchGuestOff:
		return "The template for guests is disabled. New guests are turned away until it is enabled; " + whose(m) + " keeps what they have."
	default:
		return noneWordsOf(m)
	}
}

func lackingWords(m MatchModel) string {
	words := "None left of " + commas(m.Lacking) + ". "
	switch {
	case m.Exists && m.Refuses:
		return words + whose(m) + " keeps what they have, and gets in."
	case m.Refuses:
		return words + whose(m) + " would be turned away, and administrators would be told once."
	}
	return words + whose(m) + " would get in all the same, and more would be used than you own."
}

func noneWordsOf(m MatchModel) string {
	if m.Exists {
		return whose(m) + " keeps what they have: without a template nothing changes for somebody with a user."
	}
	return whose(m) + " would be turned away, and nobody would be created."
}

func changesTitle(m MatchModel) string {
	if m.Exists {
		return "What would change"
	}
	return "What would be created"
}

// givesTitle is over what a template gives in a log-in.
func givesTitle(l LoginAttempt) string {
	if l.Made {
		return "What was created, by «" + l.Template + "»"
	}
	return "What would have been created, by «" + l.Template + "»"
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
