package handlers

import (
	"net/http"
	"net/url"
	"slices"

	"github.com/labstack/echo/v4"
)

const (
	// maxBody is the largest form we read, in bytes: a pasted error page fits.
	maxBody = 64 << 10
	// maxURL is the longest path and query we look at, in bytes. Microsoft's
	// longest answer, an error with its description, stays under 4 KB.
	maxURL = 8 << 10
)

// secureHeaders sets the headers that every answer carries, errors and redirects
// too (S94). form-action names Microsoft's authority because browsers check the
// redirect after a form.
func (c *Console) secureHeaders(next echo.HandlerFunc) echo.HandlerFunc {
	policy := "default-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self' " + origin(c.Authority)
	secure := c.secure()
	return func(ctx echo.Context) error {
		h := ctx.Response().Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
		if secure {
			h.Set("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
		}
		return next(ctx)
	}
}

func origin(rawURL string) string {
	u, err := url.Parse(rawURL)
	if err != nil {
		return ""
	}
	return u.Scheme + "://" + u.Host
}

// noStore keeps pages of signed-in people out of every cache (S95).
func noStore(next echo.HandlerFunc) echo.HandlerFunc {
	return func(ctx echo.Context) error {
		ctx.Response().Header().Set(echo.HeaderCacheControl, "no-store")
		return next(ctx)
	}
}

// methodsOnly answers anything but GET, HEAD and POST with 405, before Echo would
// answer OPTIONS by itself (S90).
func methodsOnly(next echo.HandlerFunc) echo.HandlerFunc {
	allowed := []string{http.MethodGet, http.MethodHead, http.MethodPost}
	return func(ctx echo.Context) error {
		if !slices.Contains(allowed, ctx.Request().Method) {
			ctx.Response().Header().Set(echo.HeaderAllow, "GET, HEAD, POST")
			return echo.ErrMethodNotAllowed
		}
		return next(ctx)
	}
}

// limitRequest bounds what a handler may be made to read.
func (c *Console) limitRequest(next echo.HandlerFunc) echo.HandlerFunc {
	return func(ctx echo.Context) error {
		r := ctx.Request()
		if len(r.URL.RawQuery)+len(r.URL.Path) > maxURL {
			return echo.NewHTTPError(http.StatusRequestURITooLong)
		}
		if r.Method == http.MethodPost {
			if r.ContentLength > maxBody {
				return echo.ErrStatusRequestEntityTooLarge
			}
			r.Body = http.MaxBytesReader(ctx.Response(), r.Body, maxBody)
		}
		return next(ctx)
	}
}

// sameOrigin refuses state-changing requests that another site made (S54, S91).
func (c *Console) sameOrigin(next echo.HandlerFunc) echo.HandlerFunc {
	return func(ctx echo.Context) error {
		if err := c.crossSite.Check(ctx.Request()); err != nil {
			return errCrossSite
		}
		return next(ctx)
	}
}
