package handlers

import (
	"context"
	"errors"
	"strings"

	"github.com/labstack/echo/v4"

	"workbooks.com/authconsole/internal/link"
	"workbooks.com/authconsole/store"
	"workbooks.com/authconsole/views"
)

// maxWhy is the longest reason for a rejection, in characters.
const maxWhy = 500

// awaiting lists the links that an administrator has to look at.
func (c *Console) awaiting(ctx echo.Context, v store.Visitor) ([]views.AwaitingLink, error) {
	return c.awaitingOf(ctx.Request().Context(), v.Account.ID, v.User.Email, !v.User.Role.MayAdminister())
}

func (c *Console) awaitingOf(ctx context.Context, accountID, email string, readOnly bool) ([]views.AwaitingLink, error) {
	waiting, err := c.Store.AwaitingLinks(ctx, accountID)
	if err != nil || len(waiting) == 0 {
		return nil, err
	}
	current, err := c.Store.CurrentLink(ctx, accountID)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return nil, err
	}
	out := make([]views.AwaitingLink, 0, len(waiting))
	for _, l := range waiting {
		a := views.AwaitingLink{ID: l.ID, Link: linkView(l), FromIP: l.ApproverIP, FromBrowser: browserWords(l.ApproverAgent), ReadOnly: readOnly}
		if current.ID != "" && current.TenantID != l.TenantID {
			a.Replaces = linkView(current).Name()
		}
		if a.Taken, err = c.Store.TenantTaken(ctx, accountID, l.TenantID); err != nil {
			return nil, err
		}
		i, err := c.Store.Invitation(ctx, accountID, l.InvitationID)
		if err != nil {
			return nil, err
		}
		if a.Invitation, err = c.invitationView(ctx, i); err != nil {
			return nil, err
		}
		a.Unusual = unusual(l, i, email)
		out = append(out, a)
	}
	return out, nil
}

// unusual says the points that deserve a second look before «Yes, this is us».
func unusual(l store.Link, i store.Invitation, email string) []string {
	_, home, _ := strings.Cut(email, "@")
	words := map[link.Doubt]string{
		link.DomainsUnknown: "Microsoft did not tell the organisation’s domains, so its ID is all there is to compare.",
		link.ForeignDomain:  "None of its domains is " + home + ", the one of your own e-mail address.",
		link.GuestApprover:  "The approver’s login name belongs to none of its domains: they may be a guest there.",
		link.OtherApprover:  "It was approved as " + l.ApproverUsername + ", and you sent it to " + i.Recipient + ". They may have passed it on.",
	}
	var points []string
	for _, doubt := range (link.Proposal{Domains: l.Domains, Approver: l.ApproverUsername, Recipient: i.Recipient, Looker: email}).Doubts() {
		points = append(points, words[doubt])
	}
	return points
}

// browserWords shortens a browser's own description to what people know it by.
func browserWords(agent string) string {
	systems := []struct{ sign, name string }{
		{"iPhone", "iPhone"}, {"iPad", "iPad"}, {"Android", "Android"}, {"Windows", "Windows"}, {"Mac OS X", "Mac"}, {"CrOS", "ChromeOS"}, {"Linux", "Linux"},
	}
	browsers := []struct{ sign, name string }{
		{"Edg/", "Edge"}, {"OPR/", "Opera"}, {"Firefox/", "Firefox"}, {"CriOS/", "Chrome"}, {"Chrome/", "Chrome"}, {"Safari/", "Safari"},
	}
	var words []string
	for _, b := range browsers {
		if strings.Contains(agent, b.sign) {
			words = append(words, b.name)
			break
		}
	}
	for _, s := range systems {
		if strings.Contains(agent, s.sign) {
			words = append(words, s.name)
			break
		}
	}
	return strings.Join(words, " on ")
}

// confirmLink handles POST …/awaiting/:link/confirm: «Yes, this is us». Of two
// administrators one confirms; the other finds it done.
func (c *Console) confirmLink(ctx echo.Context) error {
	v, _ := visitor(ctx)
	var refused *link.RefusedError
	l, err := c.Store.ConfirmLink(ctx.Request().Context(), c.actor(ctx), v.Account.ID, ctx.Param("link"))
	switch {
	case errors.Is(err, store.ErrTenantTaken):
		return c.saved(ctx, "Not linked: this organisation serves another Workbooks account meanwhile. Nothing has changed.", views.PathMicrosoft)
	case errors.Is(err, store.ErrNotEntitled):
		return errNotEntitled
	case errors.As(err, &refused) && (refused.From == string(link.Enabled) || refused.From == string(link.Disabled)):
		return c.saved(ctx, "It has been confirmed already.", views.PathMicrosoft)
	case err != nil:
		return c.notMine(ctx, "link", err)
	}
	c.Metrics.consent("confirmed")
	return c.saved(ctx, "Confirmed. Microsoft authentication is enabled for the organisation "+linkView(l).Name()+".", views.PathMicrosoft)
}

// rejectLink handles POST …/awaiting/:link/reject: «No».
func (c *Console) rejectLink(ctx echo.Context) error {
	f := readForm(ctx)
	why := f.text("why", 4*maxWhy)
	if f.err != nil {
		return f.err
	}
	if why == "" || len([]rune(why)) > maxWhy {
		return c.saved(ctx, "Please say in a few words why it is rejected. Nothing has changed.", views.PathMicrosoft)
	}
	v, _ := visitor(ctx)
	var refused *link.RefusedError
	l, err := c.Store.RejectLink(ctx.Request().Context(), c.actor(ctx), v.Account.ID, ctx.Param("link"), why)
	if errors.As(err, &refused) && refused.From == string(link.Rejected) {
		return c.saved(ctx, "It has been rejected already.", views.PathMicrosoft)
	}
	if err != nil {
		return c.notMine(ctx, "link", err)
	}
	c.Metrics.consent("rejected")
	return c.saved(ctx, "Rejected. Your account is not linked to the organisation "+linkView(l).Name()+". Its approval stands in Azure there until somebody deletes Workbooks under Enterprise applications.", views.PathMicrosoft)
}
