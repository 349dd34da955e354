package handlers

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"workbooks.com/authconsole/internal/link"
	"workbooks.com/authconsole/internal/microsoft"
	"workbooks.com/authconsole/store"
)

// attempt holds the secrets of one consent request. All but State come from one
// 256-bit secret that only the browser's cookie keeps, so that the database alone
// can neither finish a request nor redeem a code.
type attempt struct {
	Browser     string // the cookie's value
	State       string // of the admin consent request
	SignInState string // of the proving sign-in
	Nonce       string
	Verifier    string // PKCE
	Token       string // of the invitation that it is for, empty for an administrator's own
}

func newAttempt() (attempt, error) {
	browser, err := microsoft.Secret()
	if err != nil {
		return attempt{}, fmt.Errorf("consent: %w", err)
	}
	state, err := microsoft.Secret()
	if err != nil {
		return attempt{}, fmt.Errorf("consent: %w", err)
	}
	a := attemptOf(browser)
	a.State = state
	return a, nil
}

// attemptOf recalls what belongs to a browser's cookie. With an invitation the
// cookie also holds its token, so that the way back leads to where it began; the
// database knows only the token's hash.
func attemptOf(cookie string) attempt {
	browser, token, _ := strings.Cut(cookie, ".")
	derive := func(purpose string) string {
		mac := hmac.New(sha256.New, []byte(browser))
		mac.Write([]byte(purpose))
		return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
	}
	return attempt{Browser: browser, SignInState: derive("sign-in state"), Nonce: derive("nonce"), Verifier: derive("verifier"), Token: token}
}

func (c *Console) attemptCookie(requestID string) string {
	return hostPrefix(c.secure()) + "consent-" + requestID
}

// keepAttempt binds a request to this browser: one cookie for each request, so
// that tabs do not disturb each other, and never more than a handful of them
// (lessons.md, 12, 14 and 17).
func (c *Console) keepAttempt(ctx echo.Context, r store.ConsentRequest, a attempt) {
	var mine []string
	for _, cookie := range ctx.Request().Cookies() {
		if strings.HasPrefix(cookie.Name, c.attemptCookie("")) {
			mine = append(mine, strings.TrimPrefix(cookie.Name, c.attemptCookie("")))
		}
	}
	for i := 0; i < len(mine)-(link.MaxOpenRequests-1); i++ {
		c.setAttemptCookie(ctx, mine[i], "", -1)
	}
	value := a.Browser
	if a.Token != "" {
		value += "." + a.Token
	}
	c.setAttemptCookie(ctx, r.ID, value, int(link.RequestLife/time.Second))
}

func (c *Console) setAttemptCookie(ctx echo.Context, requestID, value string, maxAge int) {
	ctx.SetCookie(&http.Cookie{
		Name: c.attemptCookie(requestID), Value: value, Path: "/", MaxAge: maxAge,
		HttpOnly: true, Secure: c.secure(), SameSite: http.SameSiteLaxMode,
	})
}
