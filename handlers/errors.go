package handlers

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"workbooks.com/authconsole/internal/link"
	"workbooks.com/authconsole/store"
	"workbooks.com/authconsole/views"
)

// Errors of the HTTP side itself.
var (
	errCrossSite   = errors.New("handlers: cross-site request")
	errPanic       = errors.New("handlers: panic")
	errNotForYou   = errors.New("handlers: not for this role")
	errActOnly     = errors.New("handlers: administrators only")
	errNotEntitled = errors.New("handlers: no advanced security")
	errTooMany     = errors.New("handlers: too many requests")
	errBadRequest  = errors.New("handlers: bad request")
)

// problem is what a person is told about an error.
type problem struct {
	status     int
	title      string
	words      string
	retryAfter int // seconds, 0: none
	// entitlement: Advanced Security is missing; the account manager is named.
	entitlement bool
}

// explainError is the one place where an error becomes a status and words. The
// error's own text never reaches the page.
func explainError(err error) problem {
	var refused *link.RefusedError
	var busy *store.UnavailableError
	switch {
	case errors.Is(err, errCrossSite):
		return problem{status: http.StatusForbidden, title: "This request did not come from Workbooks", words: "It was not carried out. Please open Workbooks itself and try again from there."}
	case errors.Is(err, errNotForYou):
		return problem{status: http.StatusForbidden, title: "This screen is not for you", words: "Only administrators and the helpdesk can see how people log in."}
	case errors.Is(err, errActOnly):
		return problem{status: http.StatusForbidden, title: "Only administrators can change this", words: "You can look at these settings, but a Workbooks administrator must change them."}
	case errors.Is(err, errNotEntitled):
		return problem{status: http.StatusForbidden, title: "Microsoft authentication comes with Advanced Security", words: "Your account does not have Advanced Security. Ask your account manager or sales@workbooks.com for it.", entitlement: true}
	case errors.Is(err, errTooMany):
		return problem{status: http.StatusTooManyRequests, title: "That was a little too often", words: "Please wait a minute and try again.", retryAfter: 60}
	case errors.Is(err, errBadRequest):
		return problem{status: http.StatusBadRequest, title: "We could not read that request", words: "Something in it was missing, sent twice or too long. Please go back and try again."}
	case errors.Is(err, store.ErrNotFound):
		return problem{status: http.StatusNotFound, title: "There is nothing here", words: "The address may be mistyped, or what was here has gone."}
	case errors.As(err, &refused), errors.Is(err, store.ErrOutdated), errors.Is(err, store.ErrGroupsNotGranted):
		return problem{status: http.StatusConflict, title: "That has changed in the meantime", words: "Somebody else, or another tab of yours, was quicker. Please look at the current state and try again."}
	case errors.As(err, &busy):
		return problem{status: http.StatusServiceUnavailable, title: "Workbooks cannot save at the moment", words: "Nothing was changed. Please try again in a moment.", retryAfter: 5}
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return problem{status: http.StatusServiceUnavailable, title: "That took too long", words: "Nothing was changed. Please try again in a moment.", retryAfter: 5}
	}
	return explainStatus(err)
}

func explainStatus(err error) problem {
	var he *echo.HTTPError
	if errors.As(err, &he) {
		switch he.Code {
		case http.StatusNotFound:
			return explainError(store.ErrNotFound)
		case http.StatusMethodNotAllowed:
			return problem{status: he.Code, title: "That does not work here", words: "This address cannot be used in that way. Please go back and use the buttons on the page."}
		case http.StatusRequestEntityTooLarge, http.StatusRequestURITooLong, http.StatusUnsupportedMediaType:
			return problem{status: he.Code, title: "That was too much to read", words: "What was sent is too long or of the wrong kind. Nothing was changed."}
		}
		if he.Code >= 400 && he.Code < 500 {
			return problem{status: he.Code, title: "We could not read that request", words: "Please go back and try again."}
		}
	}
	return problem{status: http.StatusInternalServerError, title: "Something went wrong on our side", words: "It is not your doing, and nothing was half changed. If it happens again, give Workbooks support the reference below."}
}

// handleError is Echo's error handler: a toast for htmx, a page otherwise, the
// detail to the log only.
func (c *Console) handleError(err error, ctx echo.Context) {
	if ctx.Response().Committed {
		c.Log.Error("after the answer", "route", ctx.Path(), "reference", reference(ctx), "error", err)
		return
	}
	p := explainError(err)
	if p.status >= http.StatusInternalServerError {
		c.Log.Error("request failed", "route", ctx.Path(), "reference", reference(ctx), "error", err)
	}
	if p.retryAfter > 0 {
		ctx.Response().Header().Set(echo.HeaderRetryAfter, strconv.Itoa(p.retryAfter))
	}
	ctx.Response().Header().Set(echo.HeaderCacheControl, "no-store")
	if err := c.renderProblem(ctx, p); err != nil {
		c.Log.Error("error page", "reference", reference(ctx), "error", err)
		_ = ctx.HTMLBlob(http.StatusInternalServerError, c.fatal)
	}
}

func (c *Console) renderProblem(ctx echo.Context, p problem) error {
	m := views.ProblemModel{Status: p.status, Title: p.title, Words: p.words, Reference: reference(ctx), Ways: waysOut(ctx)}
	if p.status == http.StatusForbidden {
		m.Words = c.withWhomToAsk(ctx, m.Words)
	}
	if v, ok := visitor(ctx); ok && p.entitlement && v.Account.AccountManager != "" {
		m.Words = strings.Replace(m.Words, "your account manager", "your account manager ("+v.Account.AccountManager+")", 1)
	}
	if wantsPartial(ctx) {
		h := ctx.Response().Header()
		h.Set("HX-Retarget", "#toasts")
		h.Set("HX-Reswap", "innerHTML")
		return c.render(ctx, p.status, views.ProblemToast(m))
	}
	return c.render(ctx, p.status, views.ProblemPage(c.frame(ctx, p.title), m))
}

// withWhomToAsk names administrators of the visitor's own account.
func (c *Console) withWhomToAsk(ctx echo.Context, words string) string {
	v, ok := visitor(ctx)
	if !ok || v.Account.ID == "" || v.User.Role.MayAdminister() {
		return words
	}
	people, err := c.Store.Administrators(ctx.Request().Context(), v.Account.ID, 3)
	if err != nil || len(people) == 0 {
		return words
	}
	return words + " In " + v.Account.Name + " you can ask " + nameList(people) + "."
}

func nameList(people []store.User) string {
	var b []byte
	for i, p := range people {
		switch {
		case i > 0 && i == len(people)-1:
			b = append(b, " or "...)
		case i > 0:
			b = append(b, ", "...)
		}
		b = append(b, p.Name...)
	}
	return string(b)
}

func waysOut(ctx echo.Context) []views.Way {
	v, ok := visitor(ctx)
	switch {
	case !ok:
		return []views.Way{{Label: "Go to the log-in page", Path: views.PathLogin}}
	case v.User.Role.MaySeeAuthentication():
		return []views.Way{{Label: "Authentication", Path: views.PathAuthentication}, {Label: "Desktop", Path: views.PathDesktop}}
	}
	return []views.Way{{Label: "Desktop", Path: views.PathDesktop}}
}
