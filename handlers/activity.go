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
	if e.Actor.Kind == store.KindStranger {
		out.Who = "Somebody"
	}
	if e.Actor.Kind == store.KindInvited && e.Actor.Name == "" {
		out.Who = "Somebody with the link"
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
