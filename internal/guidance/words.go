package guidance

import (
	"slices"
	"strings"
)

// words are what is said about one cause, with names in braces for what each
// audience calls differently.
type words struct {
	title   string
	why     string // one sentence for everybody
	more    string // further sentences for all but users; may be empty
	changed string // empty: nothingChanged
	party   party
	steps   []said
	place   string // in the Microsoft Entra admin centre; may be empty
	ours    bool   // we are at fault
	// What a person who wanted to log in is told instead, where the rest speaks of a
	// request to link; empty: the same.
	userTitle, userWhy string
}

const (
	nothingChanged  = "Nothing has changed in Workbooks or in Azure."
	workbooksAsItIs = "Nothing has changed in Workbooks."
	nobodysLink     = "Nobody’s link has changed."
	// approvalMayStand is said wherever Accept may have been pressed already. It is
	// true whether that happened or not, because we often cannot know.
	approvalMayStand = workbooksAsItIs + stands
	stands           = " If somebody pressed Accept at Microsoft, that approval still stands in Azure."
	// approvalCanGo is for whoever has just come back from Microsoft with no link.
	approvalCanGo = approvalMayStand + removal
	removal       = " Where Workbooks is not used, it can be removed: " + workbooksApp + " › Properties › Delete."
	reviewStands  = workbooksAsItIs + " If a reviewer has approved Workbooks in Azure, that approval stands, and that is right: leave it there."
)

// Places in the Microsoft Entra admin centre, as they were named in 2026.
const (
	entra        = "Microsoft Entra admin centre"
	enterprise   = entra + " › Enterprise applications"
	workbooksApp = enterprise + " › Workbooks"
	signInLogs   = entra + " › Monitoring & health › Sign-in logs, filtered by the correlation ID"
	policies     = "Protection › Conditional Access › Policies"
	thePerson    = entra + " › Users › All users › the person"
	overview     = entra + " › Overview"
)

// For returns the words for the cause as the audience needs them. For None, for a
// cause it does not know and for an audience it does not know they are those of
// Unknown and of ForAdministrator: a page of guidance is never empty.
func (c Cause) For(a Audience) Guidance {
	tell := c.tells()
	if tell == nil {
		c, tell = Unknown, unknown
	}
	return tell().put(c, a)
}

// put returns the words as an audience needs them; an audience it does not know gets
// those of administrators.
func (w words) put(c Cause, a Audience) Guidance {
	if a != byLetter && !slices.Contains(Audiences(), a) {
		a = ForAdministrator
	}
	if a == ForUser && w.userTitle != "" {
		w.title, w.why = w.userTitle, w.userWhy
	}
	voice := c.voice(a)
	g := Guidance{
		Cause: c, Audience: a, Title: voice.Replace(w.title), Meaning: voice.Replace(w.meaning(a)), Changed: w.changes(a),
		Who: w.party.who, WhoIs: capital(voice.Replace(w.party.is.to(a))), Place: w.place, OurSide: w.ours,
	}
	for _, text := range w.spoken(a) {
		g.Steps = append(g.Steps, capital(voice.Replace(text)))
	}
	if a == ForUser {
		g.Steps, g.Place = append(g.Steps, w.party.help), ""
	}
	return g
}

// spoken are the steps for the audience. Whoever is asked several things in a row is
// named once.
func (w words) spoken(a Audience) []string {
	var steps []string
	asked := ""
	for _, step := range w.steps {
		text := step.to(a)
		if text == "" {
			continue
		}
		whom := ""
		for _, ask := range []string{askAzure, askPerson} {
			if strings.HasPrefix(text, ask) {
				whom = ask
			}
		}
		if whom != "" && whom == asked {
			text = "Ask them to " + strings.TrimPrefix(text, whom)
		}
		asked, steps = whom, append(steps, text)
	}
	return steps
}

func (w words) meaning(a Audience) string {
	if w.more == "" || a == ForUser {
		return w.why
	}
	return w.why + " " + w.more
}

// changes leaves out what those can do nothing about who were not at Microsoft: the
// way to remove an approval, and for users the approval itself.
func (w words) changes(a Audience) string {
	switch {
	case w.changed == "":
		return nothingChanged
	case w.ours:
		return nobodysLink
	case a == ForUser:
		return workbooksAsItIs
	case a == ForHelpdesk || a == ForSupport:
		return strings.TrimSuffix(w.changed, removal)
	}
	return w.changed
}
