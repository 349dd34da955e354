package handlers

import (
	"errors"
	"net/http"
	"net/url"

	"github.com/gorilla/sessions"
	"github.com/labstack/echo/v4"

	"workbooks.com/authconsole/internal/policy"
	"workbooks.com/authconsole/store"
	"workbooks.com/authconsole/views"
)

const keyActor = "actor"

// visitor returns who is signed in, once a guard or knowVisitor has looked.
func visitor(ctx echo.Context) (store.Visitor, bool) {
	v, ok := ctx.Get(keyVisitor).(store.Visitor)
	return v, ok
}

// knowVisitor finds out who is signed in; nobody is a fine answer.
func (c *Console) knowVisitor(ctx echo.Context) (store.Visitor, bool, error) {
	session, err := c.sessions.Get(ctx.Request(), c.sessions.name())
	if err != nil {
		return store.Visitor{}, false, err
	}
	v, ok := session.Values[keyVisitor].(store.Visitor)
	if !ok {
		return store.Visitor{}, false, nil
	}
	if err := c.sessions.seen(ctx.Request().Context(), v, c.Now()); err != nil {
		// A busy or full database must not keep people from reading.
		c.Log.Warn("session not touched", "reference", reference(ctx), "error", err)
	}
	ctx.Set(keyVisitor, v)
	return v, true, nil
}

// requireVisitor lets signed-in people through and sends everybody else to the
// log-in page, from where they come back. A fragment never gets a log-in page
// put into it (S96).
func (c *Console) requireVisitor(next echo.HandlerFunc) echo.HandlerFunc {
	return func(ctx echo.Context) error {
		_, ok, err := c.knowVisitor(ctx)
		if err != nil {
			return err
		}
		if ok {
			return next(ctx)
		}
		c.dropCookie(ctx)
		if wantsPartial(ctx) {
			ctx.Response().Header().Set(headerHXRedirect, loginPath(ctx.Request()))
			return ctx.NoContent(http.StatusUnauthorized)
		}
		return ctx.Redirect(http.StatusSeeOther, loginPath(ctx.Request()))
	}
}

// loginPath remembers where a person wanted to go, for pages only.
func loginPath(r *http.Request) string {
	to := policy.LocalPath(r.URL.RequestURI())
	if r.Method != http.MethodGet || to == views.PathDesktop {
		return views.PathLogin
	}
	return views.PathLogin + "?" + url.Values{"return_to": {to}}.Encode()
}

// dropCookie removes a cookie that leads to no session.
func (c *Console) dropCookie(ctx echo.Context) {
	if len(ctx.Request().CookiesNamed(c.sessions.name())) == 0 {
		return
	}
	options := c.sessions.options()
	options.MaxAge = -1
	ctx.SetCookie(sessions.NewCookie(c.sessions.name(), "", options))
}

// requireSeer lets administrators and helpdesk of an account through.
func (c *Console) requireSeer(next echo.HandlerFunc) echo.HandlerFunc {
	return c.require(next, errNotForYou, func(v store.Visitor) bool {
		return v.Account.ID != "" && v.User.Role.MaySeeAuthentication()
	})
}

// requireStatus lets administrators and helpdesk of an account, and support, through.
func (c *Console) requireStatus(next echo.HandlerFunc) echo.HandlerFunc {
	return c.require(next, errNotForYou, func(v store.Visitor) bool { return v.User.Role.MaySeeStatus() })
}

// requireSupport lets Workbooks' own staff through.
func (c *Console) requireSupport(next echo.HandlerFunc) echo.HandlerFunc {
	return c.require(next, errNotForYou, func(v store.Visitor) bool { return v.User.Role.MaySupport() })
}

// requireEntitled lets people of accounts with Advanced Security through: they may
// start something new.
func (c *Console) requireEntitled(next echo.HandlerFunc) echo.HandlerFunc {
	return c.require(next, errNotEntitled, func(v store.Visitor) bool { return v.Account.AdvancedSecurity })
}

// requireMicrosoft lets people see and give up a link: those of accounts with
// Advanced Security, and those whose account had it once and was linked. Nobody
// is left with a link that cannot be removed.
func (c *Console) requireMicrosoft(next echo.HandlerFunc) echo.HandlerFunc {
	return func(ctx echo.Context) error {
		v, ok := visitor(ctx)
		if ok && !v.Account.AdvancedSecurity {
			_, err := c.Store.LastLink(ctx.Request().Context(), v.Account.ID)
			if errors.Is(err, store.ErrNotFound) {
				return errNotEntitled
			}
			if err != nil {
				return err
			}
		}
		return next(ctx)
	}
}

// requireAdministrator lets administrators through.
func (c *Console) requireAdministrator(next echo.HandlerFunc) echo.HandlerFunc {
	return c.require(next, errActOnly, func(v store.Visitor) bool { return v.User.Role.MayAdminister() })
}

func (c *Console) require(next echo.HandlerFunc, refusal error, may func(store.Visitor) bool) echo.HandlerFunc {
	return func(ctx echo.Context) error {
		v, ok := visitor(ctx)
		if !ok {
			return errors.New("handlers: guard without a visitor")
		}
		if !may(v) {
			return refusal
		}
		return next(ctx)
	}
}

// actor is the visitor as the audit trail names them.
func (c *Console) actor(ctx echo.Context) store.Actor {
	a := store.Actor{
		Kind: store.KindUser, IP: ctx.RealIP(), UserAgent: ctx.Request().UserAgent(), RequestID: reference(ctx),
	}
	if v, ok := visitor(ctx); ok {
		a.UserID, a.Name, a.Email, a.SessionHash = v.User.ID, v.User.Name, v.User.Email, v.Session.IDHash
	}
	return a
}
