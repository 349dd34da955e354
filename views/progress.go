package views

import (
	"strconv"
	"time"

	"workbooks.com/authconsole/internal/link"
)

// stage is one step of the progress; Mark is "done", "now" or "todo".
type stage struct{ Label, Mark string }

// progressStages places a request on its way. Approved is Microsoft's claim, so
// from there on it is the proof that is waited for.
func progressStages(r Request) []stage {
	labels := []string{"Started", "At Microsoft", "Approved", "Organisation proven", "Enabled"}
	if r.ForGroups {
		labels[4] = "User Provisioning on"
	}
	reached, s := 1, r.State
	if s == link.Approved || s == link.Proving {
		reached = 3
	}
	stages := make([]stage, len(labels))
	for i, label := range labels {
		stages[i] = stage{label, stageMark(i, reached)}
	}
	return stages
}

func stageMark(i, reached int) string {
	switch {
	case i < reached:
		return "done"
	case i == reached:
		return "now"
	}
	return "todo"
}

func stageIcon(mark string) string {
	switch mark {
	case "done":
		return "ok"
	case "now":
		return "wait"
	}
	return "todo"
}

func stageWords(mark string) string {
	switch mark {
	case "done":
		return "done"
	case "now":
		return "now"
	}
	return "still to come"
}

// progressWords tells in one sentence what is waited for.
func progressWords(r Request) string {
	switch {
	case r.State == link.Checking && r.Mine && !r.Silent:
		return "Log in at Microsoft in the other tab; then Workbooks can see whether it is approved."
	case r.State == link.Approved || r.State == link.Proving:
		return "Microsoft says it is approved. We are checking that it is really your organisation."
	case r.Silent:
		return "Nobody has come back from Microsoft for five minutes. If its page showed an error, tell us below what it said."
	case r.Mine:
		return "The Microsoft page is in another tab. This window shows it the moment you are back."
	}
	return "A colleague is at Microsoft’s page now. This window shows it the moment they are back."
}

// timeLeft says when an open request ends, counted from now and so true on every
// clock.
func timeLeft(started, now time.Time) string {
	left := started.Add(link.RequestLife).Sub(now)
	if left <= time.Minute {
		return "within a minute"
	}
	return "in " + count(int(left.Round(time.Minute)/time.Minute)) + " minutes"
}

func count(n int) string { return strconv.Itoa(n) }
