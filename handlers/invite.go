package handlers

import (
	"context"
	"errors"
	"net/http"
	"net/mail"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"workbooks.com/authconsole/internal/link"
	"workbooks.com/authconsole/internal/microsoft"
	"workbooks.com/authconsole/store"
	"workbooks.com/authconsole/views"
)

// Bounds of what a sender writes.
const (
	maxMessage   = 1000 // characters
	maxRecipient = 254
	dayHours     = 24
)

// urlShown is how long the browser that made an invitation can still show its
// address. Workbooks keeps only a hash of it.
const urlShown = 15 * time.Minute

const (
	wordsRecipient = "This does not look like one e-mail address. Please check it."
	wordsLinkFirst = "Microsoft authentication must be enabled first."
)

// inviteForm handles GET …/invitations/new.
func (c *Console) inviteForm(ctx echo.Context) error {
	q, err := query(ctx, maxURL, "purpose")
	if err != nil {
		return err
	}
	m, _, err := c.newInvite(ctx, q["purpose"] == string(link.ForGroups))
	if errors.Is(err, store.ErrNotFound) {
		return c.saved(ctx, wordsLinkFirst, views.PathTemplates)
	}
	if err != nil {
		return err
	}
	m.Days = 7
	return c.showInvite(ctx, http.StatusOK, m)
}

// newInvite is the form as far as it depends on the account, and the tenant that it is
// linked to. Only an enabled link can be given the permission to read groups: without
// one it is ErrNotFound.
func (c *Console) newInvite(ctx echo.Context, groups bool) (m views.InviteForm, tenant string, err error) {
	v, _ := visitor(ctx)
	m = views.InviteForm{Account: v.Account.Name, Mails: c.Mail != nil, ForGroups: groups}
	current, err := c.Store.CurrentLink(ctx.Request().Context(), v.Account.ID)
	switch {
	case err == nil && groups && current.State != link.Enabled:
		return m, "", store.ErrNotFound
	case err == nil:
		m.Linked = linkView(current).Name()
	case errors.Is(err, store.ErrNotFound) && !groups:
		err = nil
	}
	return m, current.TenantID, err
}

func (c *Console) showInvite(ctx echo.Context, status int, m views.InviteForm) error {
	const title = "Send to your Azure administrator"
	f := c.frame(ctx, title, microsoftCrumbs(title)...)
	return c.respond(ctx, status, views.InvitePage(f, m), views.InvitePanel(m))
}

// createInvitation handles POST …/invitations: a mail, or only a link to copy.
func (c *Console) createInvitation(ctx echo.Context) error {
	f := readForm(ctx)
	purpose := link.ForLink
	if f.text("purpose", 10) == string(link.ForGroups) {
		purpose = link.ForGroups
	}
	if f.err != nil {
		return f.err
	}
	m, tenant, err := c.newInvite(ctx, purpose == link.ForGroups)
	if errors.Is(err, store.ErrNotFound) {
		return c.saved(ctx, wordsLinkFirst, views.PathTemplates)
	}
	if err != nil {
		return err
	}
	required, byMail, err := c.readInvite(ctx, &m)
	if err != nil {
		return err
	}
	if m.Errors != (views.InviteErrors{}) {
		return c.showInvite(ctx, http.StatusUnprocessableEntity, m)
	}
	if m.ForGroups {
		required = link.Required(tenant) // the organisation that is linked, no other
	}
	n := store.NewInvitation{Recipient: m.Recipient, Message: m.Message, Required: required, Purpose: purpose, Life: time.Duration(m.Days) * dayHours * time.Hour}
	made, err := c.invite(ctx, n, byMail)
	if errors.Is(err, store.ErrInvalid) {
		m.Errors.Recipient = wordsRecipient // the store is stricter than the form
		return c.showInvite(ctx, http.StatusUnprocessableEntity, m)
	}
	if errors.Is(err, store.ErrTooManyOpen) {
		m.Error = "Five requests are open or wait for your confirmation already. Please revoke one that is no longer needed, or decide about one, and try again."
		return c.showInvite(ctx, http.StatusUnprocessableEntity, m)
	}
	if err != nil {
		return err
	}
	return c.saved(ctx, inviteWords(made), views.PathInvitation(made.ID))
}

func inviteWords(i store.Invitation) string {
	if i.Mail.State == store.MailQueued {
		return "The request is on its way to " + i.Recipient + "."
	}
	return "The link is ready. Copy it from here."
}

// readInvite reads the form into the model and finds every fault.
func (c *Console) readInvite(ctx echo.Context, m *views.InviteForm) (required link.Required, byMail bool, err error) {
	f := readForm(ctx)
	m.Recipient, m.Message = f.text("recipient", 4*maxRecipient), strings.ReplaceAll(f.text("message", 8*maxMessage), "\r\n", "\n")
	m.Required = f.text("required", 1024)
	days, how := f.text("days", 10), f.text("how", 10)
	if f.err != nil {
		return "", false, f.err
	}
	byMail = c.Mail != nil && how != "link"
	m.Days, _ = strconv.Atoi(days) // zero is refused below
	if !offeredLife(m.Days) {
		m.Errors.Days = "Please choose 1, 7 or 30 days."
	}
	if len([]rune(m.Message)) > maxMessage {
		m.Errors.Message = "Please keep the message under 1,000 characters."
	}
	m.Errors.Recipient = recipientFault(m.Recipient, byMail)
	if required, err = link.ParseRequired(m.Required); err != nil {
		m.Errors.Required = "Please enter a domain such as brightwater.example, or the organisation’s tenant ID."
	}
	return required, byMail, nil
}

func offeredLife(days int) bool {
	for _, life := range link.InvitationLives() {
		if time.Duration(days)*dayHours*time.Hour == life {
			return true
		}
	}
	return false
}

// recipientFault accepts one plain address. Without one a mail cannot be sent.
func recipientFault(recipient string, needed bool) string {
	if recipient == "" {
		if needed {
			return "Please enter the e-mail address to send it to, or choose «Only make the link»."
		}
		return ""
	}
	parsed, err := mail.ParseAddress(recipient)
	if err != nil || parsed.Address != recipient || len(recipient) > maxRecipient || strings.ContainsAny(recipient, ",;<>\"() ") {
		return wordsRecipient
	}
	return ""
}

// invite makes an invitation, leaves its address in this browser, and wakes the
// mail when there is one to send.
func (c *Console) invite(ctx echo.Context, n store.NewInvitation, byMail bool) (store.Invitation, error) {
	v, _ := visitor(ctx)
	if !c.limits.invite.allow(v.Account.ID) {
		return store.Invitation{}, errTooMany
	}
	token, err := microsoft.Secret()
	if err != nil {
		return store.Invitation{}, err
	}
	n.AccountID, n.UserID, n.Reference, n.TokenHash = v.Account.ID, v.User.ID, newReference(), hash([]byte(token))
	if byMail && n.Recipient != "" {
		n.Sealed = c.Mail.Seal(n.Reference, token)
	}
	made, err := c.Store.CreateInvitation(ctx.Request().Context(), c.actor(ctx), n)
	if errors.Is(err, store.ErrNotEntitled) {
		return made, errNotEntitled
	}
	if err != nil {
		return made, err
	}
	c.setInvitationCookie(ctx, made.ID, token, int(urlShown/time.Second))
	if n.Sealed != nil {
		c.Mail.Wake()
	}
	return made, nil
}

func (c *Console) invitationCookie(id string) string {
	return hostPrefix(c.secure()) + "invitation-" + id
}

func (c *Console) setInvitationCookie(ctx echo.Context, id, token string, maxAge int) {
	ctx.SetCookie(&http.Cookie{
		Name: c.invitationCookie(id), Value: token, Path: "/", MaxAge: maxAge,
		HttpOnly: true, Secure: c.secure(), SameSite: http.SameSiteStrictMode,
	})
}

// invitationURL is the address to hand over, in the browser that made it; else empty.
func (c *Console) invitationURL(ctx echo.Context, i store.Invitation) string {
	cookies := ctx.Request().CookiesNamed(c.invitationCookie(i.ID))
	if len(cookies) != 1 || i.State != link.InvitationOpen {
		return ""
	}
	// A cookie that somebody put there must not lead people elsewhere.
	known, _, err := c.Store.InvitationByToken(ctx.Request().Context(), hash([]byte(cookies[0].Value)))
	if err != nil || known.ID != i.ID {
		return ""
	}
	return WorkspaceURL(c.PublicURL, cookies[0].Value)
}

// WorkspaceURL is the address that an Azure administrator opens.
func WorkspaceURL(public *url.URL, token string) string {
	return public.String() + views.PathWorkspace(token)
}

// revokeInvitation handles POST …/invitations/:invitation/revoke.
func (c *Console) revokeInvitation(ctx echo.Context) error {
	v, _ := visitor(ctx)
	var refused *link.RefusedError
	i, err := c.Store.RevokeInvitation(ctx.Request().Context(), c.actor(ctx), v.Account.ID, ctx.Param("invitation"))
	if errors.As(err, &refused) && refused.From == string(link.InvitationRevoked) {
		return redirect(ctx, views.PathInvitation(ctx.Param("invitation")))
	}
	if err != nil {
		return c.notMine(ctx, "invitation", err)
	}
	c.setInvitationCookie(ctx, i.ID, "", -1)
	return c.saved(ctx, "Revoked. The link no longer works.", views.PathInvitation(i.ID))
}

// sendAgain handles POST …/invitations/:invitation/again: the same once more, with
// a new link; the old one ends.
func (c *Console) sendAgain(ctx echo.Context) error {
	v, _ := visitor(ctx)
	old, err := c.Store.Invitation(ctx.Request().Context(), v.Account.ID, ctx.Param("invitation"))
	if err != nil {
		return c.notMine(ctx, "invitation", err)
	}
	n := store.NewInvitation{Recipient: old.Recipient, Message: old.Message, Required: old.Required, Purpose: old.Purpose, Life: old.Life, Supersedes: old.ID}
	made, err := c.invite(ctx, n, c.Mail != nil && old.Recipient != "")
	if errors.Is(err, store.ErrTooManyOpen) {
		return c.saved(ctx, "Five requests are open already. Please revoke one that is no longer needed first.", views.PathInvitation(old.ID))
	}
	if err != nil {
		return err
	}
	return c.saved(ctx, inviteWords(made), views.PathInvitation(made.ID))
}

// Mail is what the console needs of whatever sends mail. Without one, invitations
// are links to copy.
type Mail interface {
	// Seal encrypts a token for the queue, bound to the invitation's reference.
	Seal(reference, token string) []byte
	// Wake says that there may be something to send. It does not block.
	Wake()
}

// mayInvite reports whether one more invitation may be open.
func (c *Console) mayInvite(ctx context.Context, accountID string) (bool, error) {
	list, err := c.Store.Invitations(ctx, accountID, 50)
	if err != nil {
		return false, err
	}
	waiting, err := c.Store.AwaitingLinks(ctx, accountID)
	open := len(waiting)
	for _, i := range list {
		if i.State == link.InvitationOpen {
			open++
		}
	}
	return open < link.MaxInvitations, err
}
