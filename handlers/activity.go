package handlers

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"workbooks.com/authconsole/internal/guidance"
	"workbooks.com/authconsole/store"
	"workbooks.com/authconsole/views"
)

// activityPage is how many entries one page of the Activity tab shows.
const activityPage = 25

// activity handles GET …/microsoft/activity: the audit trail, newest first, paged
// by the sequence number of the oldest entry shown.
func (c *Console) activity(ctx echo.Context) error {
	q, err := query(ctx, 20, "before")
	if err != nil {
		return err
	}
	before, err := pageKey(q["before"])
	if err != nil {
		return err
	}
	v, _ := visitor(ctx)
	entries, err := c.Store.AuditEntries(ctx.Request().Context(), v.Account.ID, before, activityPage+1)
	if err != nil {
		return err
	}
	m := views.ActivityModel{Account: v.Account.Name, Now: c.Now()}
	if before > 0 {
		m.Newest = views.PathActivity
	}
	if len(entries) > activityPage {
		entries = entries[:activityPage]
		m.Older = views.PathActivity + "?before=" + strconv.FormatInt(entries[activityPage-1].Seq, 10)
	}
	for _, e := range entries {
		m.Entries = append(m.Entries, entryView(e))
	}
	f := c.frame(ctx, "Microsoft authentication", microsoftCrumbs("Activity")...)
	return c.respond(ctx, http.StatusOK, views.ActivityPage(f, m), views.ActivityTable(m))
}

func pageKey(s string) (int64, error) {
	if s == "" {
		return 0, nil
	}
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < 1 {
		return 0, fmt.Errorf("%w: before is not a page", errBadRequest)
	}
	return n, nil
}

func entryView(e store.AuditEntry) views.Entry {
	out := views.Entry{Seq: e.Seq, At: e.At, Who: e.Actor.Name, From: e.Actor.IP, What: actionWords(e.Action)}
	if e.Actor.Kind == store.KindOperator {
		out.Who, out.From = "Workbooks", "command line"
		out.Details = append(out.Details, views.Detail{Name: "Operator", Value: e.Actor.Name})
	}
	if e.Actor.Kind == store.KindSystem {
		out.Who = "Workbooks"
	}
	if e.Reference != "" {
		out.Details = append(out.Details, views.Detail{Name: "Reference", Value: e.Reference})
	}
	for _, d := range e.Details {
		out.Details = append(out.Details, detailView(d))
	}
	return out
}

func detailView(d store.AuditDetail) views.Detail {
	before, after := d.Before, d.After
	switch d.Name {
	case "cause":
		after = guidance.Explain(guidance.Cause(after)).Title
	case "advanced security":
		before, after = yesNo(before), yesNo(after)
	case "state":
		before, after = strings.ReplaceAll(before, "_", " "), strings.ReplaceAll(after, "_", " ")
	}
	if before != "" && before != after {
		after = before + " → " + after
	}
	return views.Detail{Name: detailWords(d.Name), Value: after}
}

// actionWords says an action of the audit trail as a sentence.
func actionWords(action string) string {
	words := map[string]string{
		store.ActionAccountCreated:    "The account was created.",
		store.ActionAdvancedSecurity:  "Advanced Security was switched.",
		store.ActionUserCreated:       "A user was added.",
		store.ActionSignedIn:          "Logged in.",
		store.ActionSignedOut:         "Logged out.",
		store.ActionConsentStarted:    "Went to Microsoft to add Workbooks to Azure.",
		store.ActionConsentApproved:   "Came back from Microsoft with an approval; its proof began.",
		store.ActionConsentFailed:     "Adding Workbooks to Azure did not succeed.",
		store.ActionConsentDeclined:   "The permissions were declined at Microsoft.",
		store.ActionConsentCancelled:  "Cancelled adding Workbooks to Azure.",
		store.ActionConsentSuperseded: "A request to Microsoft was overtaken by a newer one.",
		store.ActionConsentExpired:    "A request to Microsoft expired: nobody came back.",
		store.ActionLinkMade:          "Linked the account to an organisation. Microsoft authentication is enabled.",
		store.ActionLinkProven:        "The same organisation approved again.",
		store.ActionLinkEnabled:       "Enabled Microsoft authentication.",
		store.ActionLinkDisabled:      "Disabled Microsoft authentication.",
		store.ActionLinkUnlinked:      "Unlinked the account from the organisation.",
		store.ActionLinkReplaced:      "The link was replaced by one to another organisation.",
		store.ActionLinkUndone:        "Undid the link: not our organisation.",
		store.ActionLinkRestored:      "The link that was replaced before serves again.",
		store.ActionForeignRefused:    "Asked for something that belongs to another account. It was refused.",
		store.ActionLinkContested:     "Somebody tried to link this organisation to another Workbooks account. It was refused.",
	}
	if w, ok := words[action]; ok {
		return w
	}
	return action
}

// detailWords names a detail of the audit trail.
func detailWords(name string) string {
	words := map[string]string{
		"cause": "Why", "error": "OAuth error", "AADSTS": "Microsoft’s code", "tenant": "Organisation ID",
		"claimed tenant": "Organisation claimed", "proven tenant": "Organisation proven", "by tenant": "New organisation ID",
		"as": "Approved as", "by": "Overtaken by",
	}
	if w, ok := words[name]; ok {
		return w
	}
	return strings.ToUpper(name[:min(1, len(name))]) + name[min(1, len(name)):]
}

func yesNo(value string) string {
	return map[string]string{"true": "yes", "false": "no"}[value]
}
