package handlers

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"

	"workbooks.com/authconsole/internal/signin"
	"workbooks.com/authconsole/store"
	"workbooks.com/authconsole/views"
)

// mySessions handles GET /sessions: where the visitor is logged in.
func (c *Console) mySessions(ctx echo.Context) error {
	v, _ := visitor(ctx)
	rc := ctx.Request().Context()
	list, err := c.sessionRows(rc, v.User.ID, v.Session.IDHash)
	if err != nil {
		return err
	}
	m := views.SessionsModel{Account: accountName(v), Now: c.Now(), Sessions: list}
	if m.Several, err = c.severalAccounts(rc, v); err != nil {
		return err
	}
	f := c.frame(ctx, "My sessions", views.Crumb{Label: "My sessions"})
	return c.respond(ctx, http.StatusOK, views.SessionsPage(f, m), views.SessionsPanel(m))
}

// sessionRows are a user's sessions; here is the one that asks, if it is among them.
func (c *Console) sessionRows(ctx context.Context, userID string, here []byte) ([]views.SessionRow, error) {
	found, err := c.Store.SessionsOf(ctx, userID)
	if err != nil {
		return nil, err
	}
	identity, err := c.Store.IdentityOf(ctx, userID)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return nil, err
	}
	slices.SortStableFunc(found, func(a, b store.Session) int { return hereFirst(a, here) - hereFirst(b, here) })
	rows := make([]views.SessionRow, 0, len(found))
	for _, s := range found {
		r := views.SessionRow{
			ID: hex.EncodeToString(s.IDHash), This: bytes.Equal(s.IDHash, here), Microsoft: s.Method == store.MethodMicrosoft,
			StartedAt: s.CreatedAt, SeenAt: s.SeenAt, EndsAt: s.ExpiresAt, UserAgent: s.UserAgent, IP: s.IP,
		}
		if r.Microsoft {
			r.As = identity.Username
		}
		rows = append(rows, r)
	}
	return rows, nil
}

// hereFirst sorts the session that asks before all others.
func hereFirst(s store.Session, here []byte) int {
	if bytes.Equal(s.IDHash, here) {
		return 0
	}
	return 1
}

// severalAccounts reports whether the visitor's Microsoft account may log in to more
// than this account.
func (c *Console) severalAccounts(ctx context.Context, v store.Visitor) (bool, error) {
	if v.Session.Method != store.MethodMicrosoft {
		return false, nil
	}
	i, err := c.Store.LinkedIdentity(ctx, v.User.ID)
	if errors.Is(err, store.ErrNotFound) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	p := signin.Person{TenantID: i.TenantID, ObjectID: i.ObjectID, Username: i.Username}
	candidates, err := c.Store.SignInCandidates(ctx, p)
	return len(signin.Choices(p, candidates)) > 1, err
}

// sessionID is the session of the address, as the database knows it. It is the hash of
// what the cookie holds, and of no use as a cookie.
func sessionID(ctx echo.Context) ([]byte, error) {
	id, err := hex.DecodeString(ctx.Param("session"))
	if err != nil || len(id) != 32 {
		return nil, store.ErrNotFound
	}
	return id, nil
}

// endMySession handles POST /sessions/:session/end.
func (c *Console) endMySession(ctx echo.Context) error {
	v, _ := visitor(ctx)
	id, err := sessionID(ctx)
	if err != nil {
		return err
	}
	err = c.Store.EndSession(ctx.Request().Context(), c.actor(ctx), v.User.ID, id)
	if errors.Is(err, store.ErrNotFound) {
		return c.saved(ctx, "That session has ended already.", views.PathSessions)
	}
	if err != nil {
		return err
	}
	return c.saved(ctx, "That session has ended.", views.PathSessions)
}

// endOtherSessions handles POST /sessions/end-others.
func (c *Console) endOtherSessions(ctx echo.Context) error {
	v, _ := visitor(ctx)
	if _, err := c.Store.EndSessions(ctx.Request().Context(), c.actor(ctx), v.User.ID, v.Session.IDHash); err != nil {
		return err
	}
	return c.saved(ctx, "All your other sessions have ended.", views.PathSessions)
}

// otherAccount handles POST /sessions/other-account: the choice among several accounts
// is asked for again. The former one stands until the new one has let the person in.
func (c *Console) otherAccount(ctx echo.Context) error {
	v, _ := visitor(ctx)
	i, err := c.Store.LinkedIdentity(ctx.Request().Context(), v.User.ID)
	if errors.Is(err, store.ErrNotFound) {
		return redirect(ctx, views.PathSessions)
	}
	if err != nil {
		return err
	}
	if !c.limits.login.allow(ctx.RealIP()) {
		return errTooMany
	}
	f, err := newFlow(flowLogin, c.Now())
	if err != nil {
		return err
	}
	f.Tenant, f.ReturnTo, f.UserID, f.Choose = i.TenantID, views.PathDesktop, v.User.ID, true
	return c.toMicrosoft(ctx, f, "", i.Username)
}
