package handlers

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"time"

	"github.com/labstack/echo/v4"

	"workbooks.com/authconsole/internal/guidance"
	"workbooks.com/authconsole/internal/link"
	"workbooks.com/authconsole/store"
	"workbooks.com/authconsole/views"
)

const (
	// failureShown is how long the Microsoft window keeps showing why the last
	// request failed.
	failureShown = 24 * time.Hour
	// reviewShown is how long it says that a reviewer in Azure has to approve: such
	// requests last about a month there (microsoft.md §1.6).
	reviewShown = 30 * 24 * time.Hour
	// conflictShown is how long it says that another account tried to link the
	// same organisation.
	conflictShown = 7 * 24 * time.Hour
)

// microsoft handles GET …/authentication/microsoft, whole or as the panel that
// the waiting window polls.
func (c *Console) microsoft(ctx echo.Context) error {
	return c.showMicrosoft(ctx, http.StatusOK, views.ExplainModel{})
}

func (c *Console) showMicrosoft(ctx echo.Context, status int, explain views.ExplainModel) error {
	m, err := c.microsoftModel(ctx)
	if err != nil {
		return err
	}
	m.Explain = explain
	f := c.frame(ctx, "Microsoft authentication", authenticationCrumbs(views.Crumb{Label: "Microsoft"})...)
	return c.respond(ctx, status, views.MicrosoftPage(f, m), views.MicrosoftPanel(m))
}

func (c *Console) microsoftModel(ctx echo.Context) (views.MicrosoftModel, error) {
	v, _ := visitor(ctx)
	rc, now := ctx.Request().Context(), c.Now()
	m := views.MicrosoftModel{Account: v.Account.Name, ReadOnly: !v.User.Role.MayAdminister(), Now: now, NotEntitled: !v.Account.AdvancedSecurity}
	current, err := c.lastLink(ctx, v.Account.ID)
	if err != nil {
		return m, err
	}
	showLink(&m, current, now)
	if m.Next, err = c.next(rc, current); err != nil {
		return m, err
	}
	open, ended, err := c.Store.LatestConsents(rc, v.Account.ID)
	if err != nil {
		return m, err
	}
	if open != nil {
		r := requestView(*open, v, now)
		m.Request = &r
	}
	if ended != nil && failureMatters(*ended, current, now) {
		later, err := c.handedOverSince(rc, v.Account.ID, ended.EndedAt)
		if err != nil {
			return m, err
		}
		if later {
			return m, c.showHandOver(ctx, &m)
		}
		g := guidanceOf(*ended, v)
		m.Failed = &g
		if open != nil && ended.StartedAt.After(open.StartedAt) {
			m.Request = nil // an older tab that was left must not hide the news
		}
	}
	return m, c.showHandOver(ctx, &m)
}

// handedOverSince reports whether the account has asked an Azure administrator since:
// then what had failed before is no longer what matters.
func (c *Console) handedOverSince(ctx context.Context, accountID string, since time.Time) (bool, error) {
	list, err := c.Store.Invitations(ctx, accountID, invitationsListed)
	return slices.ContainsFunc(list, func(i store.Invitation) bool {
		return i.Purpose == link.ForLink && i.CreatedAt.After(since)
	}), err
}

// showHandOver fills in what the account has with Azure administrators: links to
// confirm, and invitations under way.
func (c *Console) showHandOver(ctx echo.Context, m *views.MicrosoftModel) (err error) {
	v, _ := visitor(ctx)
	rc := ctx.Request().Context()
	if m.Link == nil {
		if m.Check, err = c.reviewWaits(rc, v, m.Now); err != nil {
			return err
		}
	}
	if m.Awaiting, err = c.awaiting(ctx, v); err != nil {
		return err
	}
	list, err := c.Store.Invitations(rc, v.Account.ID, invitationsListed)
	if err != nil {
		return err
	}
	open := len(m.Awaiting)
	for _, i := range list {
		if i.State == link.InvitationOpen {
			open++
		} else if m.Now.Sub(i.EndedAt) >= endedShown || i.State == link.InvitationApproved {
			continue
		}
		shown, err := c.invitationView(rc, i)
		if err != nil {
			return err
		}
		m.Invitations = append(m.Invitations, shown)
	}
	m.CanInvite = !m.ReadOnly && !m.NotEntitled && open < link.MaxInvitations
	return nil
}

// reviewWaits returns the request for which a reviewer in Azure has to approve, empty
// when none waits or the visitor cannot look after it.
func (c *Console) reviewWaits(ctx context.Context, v store.Visitor, now time.Time) (string, error) {
	r, err := c.Store.LastDecided(ctx, v.Account.ID)
	if errors.Is(err, store.ErrNotFound) {
		return "", nil
	}
	waits := r.State == link.Failed && mayBeChecked(r) && now.Sub(r.EndedAt) < reviewShown
	if err != nil || !waits || !v.User.Role.MayAdminister() || !v.Account.AdvancedSecurity {
		return "", err
	}
	return r.ID, nil
}

// mayBeChecked reports whether a failed request is one after which a reviewer in Azure
// may approve, or has, while Workbooks still lacks the proof.
func mayBeChecked(r store.ConsentRequest) bool {
	return r.Failure.Cause == guidance.ApprovalRequested || r.Check() && r.Failure.Cause == guidance.NotAdministrator
}

// lastLink returns the account's link, or the last one it gave up, or the zero
// Link when it never had one.
func (c *Console) lastLink(ctx echo.Context, accountID string) (store.Link, error) {
	l, err := c.Store.CurrentLink(ctx.Request().Context(), accountID)
	if errors.Is(err, store.ErrNotFound) {
		l, err = c.Store.LastLink(ctx.Request().Context(), accountID)
	}
	if errors.Is(err, store.ErrNotFound) {
		return store.Link{State: link.NotLinked}, nil
	}
	return l, err
}

func showLink(m *views.MicrosoftModel, l store.Link, now time.Time) {
	if l.State == link.NotLinked {
		return
	}
	shown := linkView(l)
	if !l.State.Current() {
		m.Unlinked = &shown
		return
	}
	m.Link = &shown
	if !l.ConflictAt.IsZero() && now.Sub(l.ConflictAt) < conflictShown {
		m.Conflict = &views.Conflict{At: l.ConflictAt, By: l.ConflictBy}
	}
}

// failureMatters reports whether the last ended request is one to explain: it
// failed or never came back, lately, and nothing was proven since.
func failureMatters(r store.ConsentRequest, l store.Link, now time.Time) bool {
	failed := r.State == link.Failed || r.State == link.Expired
	shown := failureShown
	if mayBeChecked(r) {
		shown = reviewShown
	}
	return failed && now.Sub(r.EndedAt) < shown && !l.ProvenAt.After(r.EndedAt)
}

func linkView(l store.Link) views.Link {
	return views.Link{
		State: l.State, TenantID: l.TenantID, Organisation: l.Organisation, Domains: l.Domains,
		ApprovedBy: l.ApproverName, ApprovedAs: l.ApproverUsername, Role: l.Role, Permissions: permissionWords(l.Scopes),
		LinkedAt: l.LinkedAt, LinkedBy: l.LinkedByName, ProvenAt: l.ProvenAt, EndedAt: l.EndedAt,
	}
}

func requestView(r store.ConsentRequest, v store.Visitor, now time.Time) views.Request {
	return views.Request{
		ID: r.ID, Reference: r.Reference, State: r.State, StartedAt: r.StartedAt, StartedBy: r.UserName,
		ForGroups: r.Purpose == link.ForGroups, Mine: r.UserID == v.User.ID, Silent: r.State.Open() && now.Sub(r.StartedAt) >= link.SilentAfter,
	}
}

// guidanceOf is what is said to somebody of the account about a request that failed
// or never came back.
func guidanceOf(r store.ConsentRequest, v store.Visitor) views.GuidanceView {
	g := guidanceFor(r, audience(v.User.Role), v.Account.Name)
	g.CanRetry = v.User.Role.MayAdminister() && v.Account.AdvancedSecurity
	g.CanCopy = g.CanRetry
	if g.CanRetry && mayBeChecked(r) {
		g.Check = r.ID
	}
	return withLetter(g, guidance.Facts{Tenant: r.ProvenTenant, Sender: v.User.Name})
}

// guidanceFor puts the cause of a failed request into words for an audience, without
// a letter.
func guidanceFor(r store.ConsentRequest, a guidance.Audience, account string) views.GuidanceView {
	failure := r.Failure
	if r.State == link.Expired && failure.Cause == guidance.None {
		failure.Cause = guidance.NeverCameBack
	}
	words := failure.Cause.For(a)
	switch {
	case r.Check():
		words = words.AfterCheck()
	case !r.ApprovedAt.IsZero():
		words = words.AfterApproval()
	}
	if r.Purpose == link.ForGroups {
		words = words.AtTemplates()
	}
	g := views.GuidanceView{
		Guidance: words, Failure: failure, Account: account, Reference: r.Reference, At: r.EndedAt, AccountUsed: r.AccountUsed,
	}
	if failure.Cause == guidance.WrongOrganisation {
		g.Expected, g.Found = r.ClaimedTenant, r.ProvenTenant
	}
	return g
}
