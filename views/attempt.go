package views

import (
	"cmp"
	"strings"
	"time"

	"workbooks.com/authconsole/internal/guidance"
	"workbooks.com/authconsole/views/ui"
)

// attemptTitle says how an attempt ended, in words for people.
func attemptTitle(a Attempt) string {
	if a.Failed != nil {
		return a.Failed.Title
	}
	return a.Status.Word
}

// mustAct says in short who can put a failure right.
func mustAct(g guidance.Guidance) string {
	switch g.Who {
	case guidance.AzureAdministrator:
		return "An Azure administrator must act."
	case guidance.Microsoft:
		return "Microsoft must act."
	case guidance.You:
		return cmp.Or(g.WhoIs, "Whoever tried it can put it right.")
	default:
		return "Workbooks must act."
	}
}

// lasted writes how long an attempt took: «42 seconds», «3 minutes».
func lasted(d time.Duration) string {
	if d < 2*time.Minute {
		return ui.Count(int(max(d, 0)/time.Second), "second", "seconds")
	}
	return ui.Count(int(d/time.Minute), "minute", "minutes")
}

// spelling are the words of the radio alphabet, by letter.
const spelling = "Alfa Bravo Charlie Delta Echo Foxtrot Golf Hotel India Juliett Kilo Lima Mike November Oscar Papa Quebec Romeo Sierra Tango Uniform Victor Whiskey X-ray Yankee Zulu"

// spoken writes a reference as it is said on the telephone: letters as words,
// digits as they are, and a comma at each dash.
func spoken(reference string) string {
	words := strings.Fields(spelling)
	var groups []string
	for group := range strings.SplitSeq(strings.ToUpper(reference), "-") {
		var said []string
		for _, r := range group {
			if r >= 'A' && r <= 'Z' {
				said = append(said, words[r-'A'])
			} else {
				said = append(said, string(r))
			}
		}
		groups = append(groups, strings.Join(said, " "))
	}
	return strings.Join(groups, ", ")
}

// loginTitle heads what a log-in adds to an attempt.
func loginTitle(l LoginAttempt) string {
	if l.Reauth {
		return "Who confirmed their identity"
	}
	return "Who wanted to log in"
}
