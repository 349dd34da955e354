package handlers

import (
	"context"
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"

	"workbooks.com/authconsole/internal/guidance"
	"workbooks.com/authconsole/internal/link"
	"workbooks.com/authconsole/internal/microsoft"
	"workbooks.com/authconsole/store"
	"workbooks.com/authconsole/views"
)

// workspace handles GET /consent/:token: what an Azure administrator sees. Nothing
// is spent by it, whoever asks: mail scanners open links (lessons.md, 19).
func (c *Console) workspace(ctx echo.Context) error {
	i, account, err := c.invited(ctx)
	if err != nil {
		return c.noInvitation(ctx, err)
	}
	if countsAsOpened(ctx) {
		if err := c.Store.NoteInvitationOpened(ctx.Request().Context(), c.invitedActor(ctx, ""), i.ID); err != nil {
			c.Log.Warn("opening not noted", "reference", i.Reference, "error", err)
		}
	}
	return c.showWorkspace(ctx, http.StatusOK, i, account, views.ExplainModel{})
}

// invited finds the invitation of the address. Every token costs one look-up,
// known or not, so that time tells nothing (S107).
func (c *Console) invited(ctx echo.Context) (store.Invitation, store.Account, error) {
	if !c.limits.open.allow(ctx.RealIP()) {
		return store.Invitation{}, store.Account{}, errTooMany
	}
	return c.Store.InvitationByToken(ctx.Request().Context(), hash([]byte(ctx.Param("token"))))
}

// stands reports whether what an open invitation rests on is still there.
func stands(i store.Invitation, account store.Account) bool {
	return account.AdvancedSecurity && i.SenderMay
}

func (c *Console) noInvitation(ctx echo.Context, err error) error {
	if !errors.Is(err, store.ErrNotFound) {
		return err
	}
	return c.render(ctx, http.StatusNotFound, views.WorkspaceUnknownPage(c.frame(ctx, "Link not known")))
}

// countsAsOpened leaves out what no person asked for, as far as it says so itself.
func countsAsOpened(ctx echo.Context) bool {
	r := ctx.Request()
	prefetch := r.Header.Get("Sec-Purpose") != "" || r.Header.Get("Purpose") == "prefetch" || r.Header.Get("X-Moz") == "prefetch"
	return r.Method == http.MethodGet && !prefetch && !wantsPartial(ctx)
}

// invitedActor is somebody who came by an invitation.
func (c *Console) invitedActor(ctx echo.Context, name string) store.Actor {
	return store.Actor{Kind: store.KindInvited, Name: name, IP: ctx.RealIP(), UserAgent: ctx.Request().UserAgent(), RequestID: reference(ctx)}
}

func (c *Console) showWorkspace(ctx echo.Context, status int, i store.Invitation, account store.Account, explain views.ExplainModel) error {
	m, err := c.workspaceModel(ctx, i, account)
	if err != nil {
		return err
	}
	m.Explain = explain
	if m.State == views.WorkspaceExpired || m.State == views.WorkspaceRevoked || m.State == views.WorkspaceSuperseded {
		status = http.StatusGone
	}
	return c.respond(ctx, status, views.WorkspacePage(c.frame(ctx, "Request from "+account.Name), m), views.WorkspacePanel(m))
}

func (c *Console) workspaceModel(ctx echo.Context, i store.Invitation, account store.Account) (views.WorkspaceModel, error) {
	rc, now := ctx.Request().Context(), c.Now()
	m := views.WorkspaceModel{Token: ctx.Param("token"), Now: now, ForGroups: i.Purpose == link.ForGroups, Account: account.Name, Sender: i.SenderName, SenderEmail: i.SenderEmail}
	switch {
	case i.State == link.InvitationExpired:
		m.State = views.WorkspaceExpired
		return m, nil
	case i.State == link.InvitationSuperseded:
		m.State = views.WorkspaceSuperseded
		return m, nil
	case i.State == link.InvitationRevoked, i.State == link.InvitationOpen && !stands(i, account):
		m.State = views.WorkspaceRevoked
		return m, nil
	}
	m.Message, m.Required, m.Reference, m.SentAt, m.ExpiresAt = i.Message, string(i.Required), i.Reference, i.CreatedAt, i.ExpiresAt
	if i.State == link.InvitationApproved {
		m.State = views.WorkspaceApproved
		return m, c.showApproved(rc, &m, i)
	}
	m.State = views.WorkspaceReady
	current, err := c.Store.CurrentLink(rc, account.ID)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return m, err
	}
	m.Replaces = current.ID != ""
	if m.ForGroups && i.Required.TenantID() == current.TenantID {
		m.Required = linkView(current).Name() // whoever approves knows it by its name
	}
	return m, c.showTries(ctx, &m, i)
}

func (c *Console) showApproved(ctx context.Context, m *views.WorkspaceModel, i store.Invitation) error {
	l, err := c.Store.Link(ctx, i.AccountID, i.LinkID)
	if err != nil {
		return err
	}
	shown := linkView(l)
	m.Link, m.LinkState = &shown, l.State
	return nil
}

// showTries tells of the last try at Microsoft: under way, or why it failed.
func (c *Console) showTries(ctx echo.Context, m *views.WorkspaceModel, i store.Invitation) error {
	requests, err := c.Store.InvitationRequests(ctx.Request().Context(), i.ID, 5)
	if err != nil {
		return err
	}
	for _, r := range requests {
		r = c.overdue(r)
		switch {
		case r.State.Open():
			m.State, m.StartedAt = views.WorkspaceInProgress, r.StartedAt
			return nil
		case r.State == link.Failed, r.State == link.Expired:
			if c.Now().Sub(r.EndedAt) < failureShown {
				g := c.approverGuidance(ctx, i, r, m.Account)
				m.Failed = &g
			}
			return nil
		}
	}
	return nil
}

// approverGuidance is what an Azure administrator is told. The account that was used
// is named in the browser that used it only.
func (c *Console) approverGuidance(ctx echo.Context, i store.Invitation, r store.ConsentRequest, account string) views.GuidanceView {
	if _, mine := c.boundTo(ctx.Request(), r); !mine {
		r.AccountUsed, r.ClaimedTenant, r.ProvenTenant = "", "", ""
	}
	g := guidanceFor(r, guidance.ForApprover, account)
	if i.Required != "" && r.Failure.Cause == guidance.RequiredOrganisation && r.ProvenTenant != "" {
		g.Expected, g.Found = string(i.Required), r.ProvenTenant
	}
	g.RetryPath, g.CanRetry = views.PathWorkspace(ctx.Param("token")), true
	return withLetter(g, guidance.Facts{
		Tenant: r.ProvenTenant, Link: WorkspaceURL(c.PublicURL, ctx.Param("token")),
	})
}

// workspaceStart handles POST /consent/:token: this browser goes to Microsoft. It
// spends nothing: a scanner that presses the button leaves the invitation as it was.
func (c *Console) workspaceStart(ctx echo.Context) error {
	i, account, err := c.invited(ctx)
	if err != nil {
		return c.noInvitation(ctx, err)
	}
	if i.State != link.InvitationOpen || !stands(i, account) {
		return ctx.Redirect(http.StatusSeeOther, views.PathWorkspace(ctx.Param("token")))
	}
	if !c.limits.tries.allow(i.ID + " " + ctx.RealIP()) {
		return errTooMany
	}
	_, a, err := c.startAttempt(ctx, store.NewConsent{AccountID: account.ID, UserID: i.UserID, InvitationID: i.ID})
	var refused *link.RefusedError
	if errors.As(err, &refused) || errors.Is(err, store.ErrNotEntitled) {
		return ctx.Redirect(http.StatusSeeOther, views.PathWorkspace(ctx.Param("token")))
	}
	if err != nil {
		return err
	}
	scopes, err := c.scopesFor(ctx.Request().Context(), account.ID, i.Purpose)
	if err != nil {
		return err
	}
	return ctx.Redirect(http.StatusSeeOther,
		c.Microsoft.AdminConsentURL(atMicrosoft(i.Required), ConsentRedirectURI(c.PublicURL), a.State, scopes))
}

// atMicrosoft names the organisation to Microsoft where the sender did, so that
// nobody approves for another by mistake.
func atMicrosoft(required link.Required) string {
	if required == "" {
		return microsoft.Organizations
	}
	return string(required)
}

// workspaceExplain handles POST /consent/:token/explain: what did Microsoft's page
// show?
func (c *Console) workspaceExplain(ctx echo.Context) error {
	i, account, err := c.invited(ctx)
	if err != nil {
		return c.noInvitation(ctx, err)
	}
	f := readForm(ctx)
	text := f.text("text", maxPasted)
	if f.err != nil {
		return f.err
	}
	failure, m := readPasted(text)
	if m.Error != "" {
		return c.showWorkspace(ctx, http.StatusUnprocessableEntity, i, account, m)
	}
	if i.State == link.InvitationOpen {
		if err := c.reported(ctx, i, failure); err != nil {
			return err
		}
		g := withLetter(views.GuidanceView{
			Guidance: failure.Cause.For(guidance.ForApprover), Failure: failure, Account: account.Name,
			Reference: i.Reference, At: c.Now(), CanRetry: true, RetryPath: views.PathWorkspace(ctx.Param("token")),
		}, guidance.Facts{Link: WorkspaceURL(c.PublicURL, ctx.Param("token"))})
		m.Answer = &g
	}
	return c.showWorkspace(ctx, http.StatusOK, i, account, m)
}

// reported ends this browser's open try when the page shown says that a reviewer
// has to approve: then nobody will come back.
func (c *Console) reported(ctx echo.Context, i store.Invitation, failure guidance.Failure) error {
	if failure.Cause != guidance.ApprovalRequested {
		return nil
	}
	requests, err := c.Store.InvitationRequests(ctx.Request().Context(), i.ID, 5)
	if err != nil {
		return err
	}
	for _, r := range requests {
		if _, mine := c.boundTo(ctx.Request(), r); !mine || !r.State.Open() {
			continue
		}
		var refused *link.RefusedError
		_, err := c.Store.FailConsent(ctx.Request().Context(), c.invitedActor(ctx, ""), r.ID, store.ConsentFailure{Failure: failure})
		if err != nil && !errors.As(err, &refused) {
			return err
		}
	}
	return nil
}
