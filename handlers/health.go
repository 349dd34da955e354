package handlers

import (
	"context"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"
)

// health handles GET /healthz: the process answers.
func (c *Console) health(ctx echo.Context) error {
	return ctx.String(http.StatusOK, "ok\n")
}

// ready handles GET /readyz: the database can be read and written. Microsoft is
// not asked: without it the console still serves every page.
func (c *Console) ready(ctx echo.Context) error {
	rc, cancel := context.WithTimeout(ctx.Request().Context(), 2*time.Second)
	defer cancel()
	if err := c.Store.Ping(rc); err != nil {
		c.Log.Warn("not ready", "error", err)
		return ctx.String(http.StatusServiceUnavailable, "database unavailable\n")
	}
	return ctx.String(http.StatusOK, "ready\n")
}
