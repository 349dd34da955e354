package handlers

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"time"

	"github.com/labstack/echo/v4"
)

const keyReference = "reference"

// observe gives the request its reference, and writes one log line and one metric
// when it is answered. The route template is logged, never the URL: queries hold
// authorisation codes.
func (c *Console) observe(next echo.HandlerFunc) echo.HandlerFunc {
	return func(ctx echo.Context) error {
		started := time.Now()
		ctx.Set(keyReference, newReference())
		if err := next(ctx); err != nil {
			ctx.Error(err)
		}
		status, took := ctx.Response().Status, time.Since(started)
		c.Metrics.observe(methodLabel(ctx.Request().Method), ctx.Path(), status, took)
		c.Log.LogAttrs(ctx.Request().Context(), slog.LevelInfo, "request",
			slog.String("method", ctx.Request().Method), slog.String("route", ctx.Path()),
			slog.Int("status", status), slog.Duration("took", took),
			slog.String("ip", ctx.RealIP()), slog.String("reference", reference(ctx)))
		return nil
	}
}

// reference is what a person quotes and the log is searched for.
func reference(ctx echo.Context) string {
	ref, _ := ctx.Get(keyReference).(string)
	return ref
}

// recoverPanic turns a panic into the 500 page and keeps the process alive.
func (c *Console) recoverPanic(next echo.HandlerFunc) echo.HandlerFunc {
	return func(ctx echo.Context) (err error) {
		defer func() {
			r := recover()
			if cut, ok := r.(error); ok && errors.Is(cut, http.ErrAbortHandler) {
				panic(r) // a cut answer must not look like a whole one
			}
			if r != nil {
				err = errors.Join(errPanic, fmt.Errorf("%v", r))
				c.Log.Error("panic", "route", ctx.Path(), "reference", reference(ctx), "stack", string(debug.Stack()))
			}
		}()
		return next(ctx)
	}
}

// methodLabel keeps the number of label values bounded whatever is sent.
func methodLabel(method string) string {
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodPost:
		return method
	}
	return "other"
}
