package handlers

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"workbooks.com/authconsole/internal/guidance"
	"workbooks.com/authconsole/internal/link"
	"workbooks.com/authconsole/store"
	"workbooks.com/authconsole/views"
)

const (
	// invitationsListed is how many invitations the list shows.
	invitationsListed = 50
	// requestsShown is how many attempts of one invitation its timeline shows.
	requestsShown = 20
	// endedShown is how long an ended invitation stays in the Microsoft window.
	endedShown = 24 * time.Hour
)

// invitations handles GET …/invitations.
func (c *Console) invitations(ctx echo.Context) error {
	v, _ := visitor(ctx)
	rc := ctx.Request().Context()
	m := views.InvitationsModel{Account: v.Account.Name, Now: c.Now(), ReadOnly: !v.User.Role.MayAdminister()}
	list, err := c.Store.Invitations(rc, v.Account.ID, invitationsListed)
	if err != nil {
		return err
	}
	for _, i := range list {
		shown, err := c.invitationView(rc, i)
		if err != nil {
			return err
		}
		m.Invitations = append(m.Invitations, shown)
	}
	if m.CanInvite, err = c.mayInvite(rc, v.Account.ID); err != nil {
		return err
	}
	m.CanInvite = m.CanInvite && !m.ReadOnly && v.Account.AdvancedSecurity
	const title = "Requests to Azure administrators"
	f := c.frame(ctx, title, microsoftCrumbs(title)...)
	return c.respond(ctx, http.StatusOK, views.InvitationsPage(f, m), views.InvitationsTable(m))
}

// invitation handles GET …/invitations/:invitation: its life as the sender sees it.
func (c *Console) invitation(ctx echo.Context) error {
	v, _ := visitor(ctx)
	rc := ctx.Request().Context()
	i, err := c.Store.Invitation(rc, v.Account.ID, ctx.Param("invitation"))
	if err != nil {
		return c.notMine(ctx, "invitation", err)
	}
	m, err := c.invitationModel(ctx, v, i)
	if err != nil {
		return err
	}
	const title = "Request to your Azure administrator"
	f := c.frame(ctx, title, microsoftCrumbs(title)...)
	return c.respond(ctx, http.StatusOK, views.InvitationPage(f, m), views.InvitationPanel(m))
}

func (c *Console) invitationModel(ctx echo.Context, v store.Visitor, i store.Invitation) (views.InvitationModel, error) {
	rc := ctx.Request().Context()
	m := views.InvitationModel{Account: v.Account.Name, Now: c.Now(), ReadOnly: !v.User.Role.MayAdminister(), Mails: c.Mail != nil}
	shown, err := c.invitationView(rc, i)
	if err != nil {
		return m, err
	}
	if shown.Timeline, err = c.timeline(rc, i); err != nil {
		return m, err
	}
	m.Invitation = shown
	m.CanRevoke = !m.ReadOnly && i.State == link.InvitationOpen
	ended := i.State == link.InvitationExpired || i.State == link.InvitationRevoked
	m.CanAgain = !m.ReadOnly && v.Account.AdvancedSecurity && (i.State == link.InvitationOpen || ended)
	if !m.ReadOnly {
		m.URL = c.invitationURL(ctx, i)
	}
	if m.URL != "" {
		m.Subject, m.Body = views.InvitationText(invitationMail(m.URL, i, v.Account.Name))
	}
	waiting, err := c.awaiting(ctx, v)
	for _, a := range waiting {
		if a.Invitation.ID == i.ID {
			m.Awaiting = &a
		}
	}
	return m, err
}

// invitationMail is what the words of a mail rest on.
func invitationMail(url string, i store.Invitation, account string) views.InvitationMail {
	return views.InvitationMail{
		Account: account, Sender: i.SenderName, SenderEmail: i.SenderEmail, Message: i.Message, Required: string(i.Required),
		ForGroups: i.Purpose == link.ForGroups, URL: url, Reference: i.Reference, ExpiresAt: i.ExpiresAt,
	}
}

// invitationView is an invitation as screens show it, without its timeline.
func (c *Console) invitationView(ctx context.Context, i store.Invitation) (out views.Invitation, err error) {
	out = views.Invitation{
		ID: i.ID, Reference: i.Reference, State: i.State, Recipient: i.Recipient, Message: i.Message, Required: string(i.Required),
		ForGroups: i.Purpose == link.ForGroups, Sender: i.SenderName, CreatedAt: i.CreatedAt, ExpiresAt: i.ExpiresAt, EndedAt: i.EndedAt,
		Mail: views.MailState(i.Mail.State), MailWords: mailWords(i.Mail),
		Opens: int(i.Opens), OpenedAt: i.OpenedAt, LastOpenedAt: i.LastOpenedAt,
	}
	if i.Mail.Reason != "" {
		out.MailNext = i.Mail.NextAt // before the first try has failed there is no next one
	}
	if i.LinkID == "" {
		out.Try, err = c.tryWords(ctx, i)
		return out, err
	}
	l, err := c.Store.Link(ctx, i.AccountID, i.LinkID)
	if errors.Is(err, store.ErrNotFound) {
		return out, nil
	}
	out.LinkState = l.State
	return out, err
}

// tryWords says how the last try at Microsoft stands, empty when there was none.
func (c *Console) tryWords(ctx context.Context, i store.Invitation) (string, error) {
	if i.State != link.InvitationOpen {
		return "", nil
	}
	requests, err := c.Store.InvitationRequests(ctx, i.ID, 1)
	if err != nil || len(requests) == 0 {
		return "", err
	}
	r := c.overdue(requests[0])
	switch {
	case r.State.Open():
		return "At Microsoft now", nil
	case r.State == link.Failed && r.Failure.Cause == guidance.Declined:
		return "Declined at Microsoft", nil
	case r.State == link.Failed:
		return "Not approved: " + r.Failure.Cause.For(guidance.ForHelpdesk).Title, nil
	}
	return "", nil
}

// mailWords says why a mail has not gone out.
func mailWords(m store.Mail) string {
	words := map[string]string{
		"refused_recipient": "The mail server does not accept this recipient. Please check the address, or copy the link instead.",
		"refused_sender":    "The mail server does not accept Workbooks as the sender. Workbooks has to put that right; until then please copy the link.",
		"login_refused":     "The mail server refused Workbooks’ login. Workbooks has to put that right; until then please copy the link.",
		"tls_failed":        "No safe connection to the mail server could be made. Workbooks has to put that right; until then please copy the link.",
		"unreachable":       "The mail server could not be reached.",
		"timed_out":         "The mail server did not answer in time.",
		"closed_early":      "The mail server broke the connection off.",
		"busy":              "The mail server asked us to come back later.",
		"message_refused":   "The mail server did not accept the mail.",
		"revoked":           "It was revoked before it was sent.",
		"ended":             "The request ended before the mail could be sent.",
		"unreadable":        "Workbooks’ keys have changed since, so the mail could not be made. Please send it again.",
	}
	if w, ok := words[m.Reason]; ok {
		return w
	}
	if m.Reason != "" {
		return "The mail could not be sent."
	}
	return ""
}

// timeline tells an invitation's life, oldest first.
func (c *Console) timeline(ctx context.Context, i store.Invitation) ([]views.Happening, error) {
	requests, err := c.Store.InvitationRequests(ctx, i.ID, requestsShown)
	if err != nil {
		return nil, err
	}
	lines := []views.Happening{{At: i.CreatedAt, Tone: views.OK, What: "Made", Who: i.SenderName, Detail: recipientDetail(i)}}
	lines = append(lines, mailHappenings(i.Mail)...)
	if !i.OpenedAt.IsZero() {
		lines = append(lines, views.Happening{At: i.OpenedAt, Tone: views.Idle, What: "The link was opened for the first time", Detail: "By the recipient, or by a mail program that checks links."})
	}
	lines = append(lines, c.tryHappenings(requests)...)
	ended, err := c.endHappenings(ctx, i)
	if err != nil {
		return nil, err
	}
	lines = append(lines, ended...)
	slices.SortStableFunc(lines, func(a, b views.Happening) int { return cmp.Compare(a.At.UnixMicro(), b.At.UnixMicro()) })
	return lines, nil
}

func recipientDetail(i store.Invitation) string {
	if i.Recipient == "" {
		return "As a link to copy."
	}
	return "For " + i.Recipient
}

func mailHappenings(m store.Mail) []views.Happening {
	switch m.State {
	case store.MailSent:
		return []views.Happening{{At: m.EndedAt, Tone: views.OK, What: "The mail was handed to the mail server"}}
	case store.MailFailed:
		return []views.Happening{{At: m.EndedAt, Tone: views.Warn, What: "The mail could not be sent", Detail: mailWords(m)}}
	default:
		return nil
	}
}

// tryHappenings tells of every try at Microsoft that came to something, and of all the
// others in one line: a mail program that checks links leaves many.
func (c *Console) tryHappenings(requests []store.ConsentRequest) []views.Happening {
	var lines, idle []views.Happening
	for _, r := range requests {
		state := c.overdue(r).State
		if state == link.Failed || state == link.Linked || state.Open() && len(idle) == 0 {
			lines = append(lines, requestHappenings(r, state)...)
			continue
		}
		idle = append(idle, views.Happening{At: r.StartedAt, Tone: views.Idle, What: "Somebody went on to Microsoft and did not come back"})
	}
	if len(idle) > 1 {
		idle[0].Detail = strconv.Itoa(len(idle)) + " times; this is the last. A mail program that checks links does this too."
	}
	if len(idle) > 0 {
		lines = append(lines, idle[0])
	}
	return lines
}

// requestHappenings tells one try at Microsoft.
func requestHappenings(r store.ConsentRequest, state link.RequestState) []views.Happening {
	lines := []views.Happening{{At: r.StartedAt, Tone: views.Wait, What: "Somebody went on to Microsoft"}}
	switch state {
	case link.Failed:
		lines = append(lines, views.Happening{At: r.EndedAt, Tone: views.Warn, What: "Not approved", Who: r.AccountUsed, Detail: r.Failure.Cause.For(guidance.ForHelpdesk).Title})
	case link.Linked:
		lines = append(lines, views.Happening{At: r.EndedAt, Tone: views.OK, What: "Approved, and the organisation is proven", Who: r.AccountUsed})
	default:
	}
	return lines
}

// endHappenings tells how an invitation, and the link it proposed, ended.
func (c *Console) endHappenings(ctx context.Context, i store.Invitation) ([]views.Happening, error) {
	var lines []views.Happening
	words := map[link.InvitationState]string{
		link.InvitationRevoked: "Revoked", link.InvitationExpired: "Expired", link.InvitationSuperseded: "Replaced by a newer request, or no longer needed",
	}
	if w, ok := words[i.State]; ok && !i.EndedAt.IsZero() {
		lines = append(lines, views.Happening{At: i.EndedAt, Tone: views.Idle, What: w})
	}
	if i.LinkID == "" {
		return lines, nil
	}
	l, err := c.Store.Link(ctx, i.AccountID, i.LinkID)
	switch {
	case err != nil:
		return lines, err
	case i.Purpose == link.ForGroups:
		lines = append(lines, views.Happening{At: i.EndedAt, Tone: views.OK, What: "User Provisioning was switched on", Detail: "Workbooks may read group memberships in " + linkView(l).Name() + "."})
	case !l.ConfirmedAt.IsZero() && l.ConfirmedBy != "":
		lines = append(lines, views.Happening{At: l.ConfirmedAt, Tone: views.OK, What: "Confirmed: «Yes, this is us»", Who: l.ConfirmedBy})
	case l.State == link.Rejected:
		lines = append(lines, views.Happening{At: l.EndedAt, Tone: views.Stop, What: "Rejected", Detail: l.RejectedWhy})
	case l.State == link.Overtaken:
		lines = append(lines, views.Happening{At: l.EndedAt, Tone: views.Idle, What: "Not confirmed: another organisation was linked"})
	}
	return lines, nil
}
