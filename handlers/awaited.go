package handlers

import (
	"context"
	"crypto/subtle"
	"errors"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"workbooks.com/authconsole/internal/guidance"
	"workbooks.com/authconsole/store"
	"workbooks.com/authconsole/views"
)

// Why an answer belongs to no request of this browser.
var (
	errStateUnknown = errors.New("handlers: state unknown")
	errOtherBrowser = errors.New("handlers: state of another browser")
	errOtherUser    = errors.New("handlers: request of another user")
	errEnded        = errors.New("handlers: request has ended")
)

// keyAttempt is where a callback carries the attempt that it belongs to.
const keyAttempt = "attempt"

type byState func(ctx context.Context, stateHash []byte) (store.ConsentRequest, error)

// awaited finds the request that a state belongs to, and checks that this very
// browser and this very person started it, before anything leaves for Microsoft
// (S02, S55, S56). A wrong browser learns nothing and burns nothing.
func (c *Console) awaited(ctx echo.Context, state string, find byState) (store.ConsentRequest, attempt, error) {
	none := store.ConsentRequest{}
	if state == "" {
		return none, attempt{}, errStateUnknown
	}
	r, err := find(ctx.Request().Context(), hash([]byte(state)))
	if errors.Is(err, store.ErrNotFound) {
		return none, attempt{}, errStateUnknown
	}
	if err != nil {
		return none, attempt{}, err
	}
	browser, bound := c.boundTo(ctx.Request(), r)
	v, ok, err := c.knowVisitor(ctx)
	if err != nil {
		return none, attempt{}, err
	}
	starter := ok && v.User.ID == r.UserID && v.Account.ID == r.AccountID && v.User.Role.MayAdminister()
	if r.InvitationID != "" {
		// Who came by an invitation has no Workbooks login: the browser is all there is,
		// and an administrator looks at the result before it serves.
		starter = bound
	}
	switch {
	case !bound && starter && !r.State.Open():
		return r, attempt{}, errEnded // delivered once more: the cookie has gone
	case !bound:
		return none, attempt{}, errOtherBrowser
	case !starter:
		return none, attempt{}, errOtherUser
	}
	a := attemptOf(browser)
	ctx.Set(keyAttempt, a)
	return r, a, nil
}

// boundTo returns the cookie that binds a request to this browser, and whether it is the right
// one. An empty secret never is (S04).
func (c *Console) boundTo(r *http.Request, request store.ConsentRequest) (string, bool) {
	cookies := r.CookiesNamed(c.attemptCookie(request.ID))
	if len(cookies) != 1 || cookies[0].Value == "" || strings.HasPrefix(cookies[0].Value, ".") || len(request.BrowserHash) == 0 {
		return "", false
	}
	secret, _, _ := strings.Cut(cookies[0].Value, ".")
	return cookies[0].Value, subtle.ConstantTimeCompare(hash([]byte(secret)), request.BrowserHash) == 1
}

// answerStray answers a callback that belongs to no request of this browser, or
// to one that has ended: its page says how (lessons.md, 15).
func (c *Console) answerStray(ctx echo.Context, r store.ConsentRequest, err error) error {
	switch {
	case errors.Is(err, errEnded):
		return c.toConsent(ctx, r)
	case errors.Is(err, errStateUnknown):
		return c.stray(ctx, http.StatusBadRequest, guidance.StateUnknown)
	case errors.Is(err, errOtherBrowser):
		return c.stray(ctx, http.StatusForbidden, guidance.OtherBrowser)
	case errors.Is(err, errOtherUser):
		return c.stray(ctx, http.StatusForbidden, guidance.OtherUser)
	}
	return err
}

// stray shows guidance for an answer that belongs to no request of this browser.
// It says nothing of any request: only what the visitor knows already (S06). Only such
// answers are bounded by client: a whole company may come back from one address.
func (c *Console) stray(ctx echo.Context, status int, cause guidance.Cause) error {
	if !c.limits.callback.allow(ctx.RealIP()) {
		return errTooMany
	}
	v, ok, err := c.knowVisitor(ctx)
	if err != nil {
		return err
	}
	c.Log.Info("stray answer", "cause", string(cause), "reference", reference(ctx))
	may := ok && v.User.Role.MayAdminister() && v.Account.AdvancedSecurity
	g := views.GuidanceView{
		Guidance: guidance.Explain(cause), Failure: guidance.Failure{Cause: cause},
		Account: v.Account.Name, Reference: reference(ctx), At: c.Now(), CanRetry: may,
	}
	return c.render(ctx, status, views.ConsentPage(c.frame(ctx, "Request not finished"), views.ConsentModel{
		Account: v.Account.Name, Now: c.Now(), Failed: &g, ReadOnly: !may,
	}))
}
