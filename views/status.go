package views

import (
	"strconv"
	"time"
)

// statusTones are the icons that the rows of Link status use.
func statusTones() []string {
	return []string{string(OK), string(Wait), string(Warn), string(Stop), string(Idle)}
}

// thousands writes a number with commas: «1,284».
func thousands(n int64) string {
	digits := strconv.FormatInt(n, 10)
	for i := len(digits) - 3; i > 0 && digits[i-1] != '-'; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}

// shortTime is a moment as HTML and script read it, in UTC to the minute.
func shortTime(t time.Time) string { return t.UTC().Format("2006-01-02T15:04Z") }

func emptyIcon(filtered bool) string {
	if filtered {
		return "search"
	}
	return "organisation"
}

// filterWords says that more than the search is set.
func filterWords(m StatusModel) string {
	for _, list := range [][]Choice{m.States, m.Healths} {
		for _, c := range list {
			if c.Chosen && c.Value != "" {
				return " among the accounts chosen"
			}
		}
	}
	return ""
}

// nextLabel names the way to the next page: older news by the usual order, which has no
// value, and just what follows by any other.
func nextLabel(orders []Choice) string {
	for _, c := range orders {
		if c.Chosen && c.Value != "" {
			return "Next ›"
		}
	}
	return "Older ›"
}

// clockWords say how far our clock is off Microsoft's.
func clockWords(ahead time.Duration) string {
	ahead = ahead.Round(time.Second)
	switch {
	case ahead == 0:
		return "Our clock agrees with Microsoft’s."
	case ahead < 0:
		return "Our clock is " + spell(-ahead) + " behind Microsoft’s."
	}
	return "Our clock is " + spell(ahead) + " ahead of Microsoft’s."
}

// spell writes a duration of whole seconds: «2 s», «3 min 5 s».
func spell(d time.Duration) string {
	minutes, seconds := int(d/time.Minute), int(d%time.Minute/time.Second)
	if minutes == 0 {
		return strconv.Itoa(seconds) + " s"
	}
	return strconv.Itoa(minutes) + " min " + strconv.Itoa(seconds) + " s"
}
