package handlers

import (
	"context"
	"errors"

	"github.com/labstack/echo/v4"

	"workbooks.com/authconsole/internal/guidance"
	"workbooks.com/authconsole/internal/microsoft"
	"workbooks.com/authconsole/store"
)

// failLogin records why a log-in came to nothing, and shows its page at an address
// that holds nothing of Microsoft's answer (S22).
//
// Anybody can bring an error or a made-up code to a flow of their own, so that such
// failures are kept only so many times for each client, and for each person whom our own
// cookie names (S09). Tokens that are refused have a bound of their own, which a flood of
// made-up answers does not use up.
func (c *Console) failLogin(ctx echo.Context, f flow, failed store.FailedSignIn) error {
	failed.Cause = knownCause(failed.Cause)
	if !c.mayKeep(ctx, f, failed.Cause) {
		c.dropFlow(ctx, f)
		return c.untraced(ctx, f, failed.Cause)
	}
	failed.StateHash, failed.Reference, failed.StartedAt = hash([]byte(f.state())), newReference(), f.StartedAt
	failed.KnownUserID, failed.Reauth = f.UserID, f.Purpose == flowReauth
	if failed.TenantID == "" && f.Tenant != microsoft.Organizations {
		failed.TenantID = f.Tenant
	}
	t, err := c.Store.FailSignIn(context.WithoutCancel(ctx.Request().Context()), c.stranger(ctx), failed)
	if errors.Is(err, store.ErrSpent) {
		return c.spentFlow(ctx, f)
	}
	if err != nil {
		return err
	}
	c.dropFlow(ctx, f)
	c.loginEnded(ctx, t.Reference, failed.Failure)
	return c.toProblem(ctx, f, t.ID, false)
}

// mayKeep reports whether one more failed log-in is kept.
func (c *Console) mayKeep(ctx echo.Context, f flow, cause guidance.Cause) bool {
	key := "client " + ctx.RealIP()
	if f.UserID != "" {
		key = "user " + f.UserID
	}
	if cause == guidance.BadToken {
		return c.limits.forged.allow(key)
	}
	return c.limits.failed.allow(key)
}

// loginEnded counts and logs a log-in that failed: ours to mend is an error.
func (c *Console) loginEnded(ctx echo.Context, ref string, f guidance.Failure) {
	c.Metrics.login(string(f.Cause))
	if !f.Cause.For(guidance.ForUser).OurSide {
		c.Log.Info("log-in failed", "reference", ref, "cause", string(f.Cause), "oauth", f.OAuthError, "aadsts", f.AADSTS,
			"correlation", f.CorrelationID, "trace", f.TraceID)
		return
	}
	c.Log.Error("log-in failed on our side", "reference", ref, "cause", string(f.Cause), "oauth", f.OAuthError, "aadsts", f.AADSTS,
		"correlation", f.CorrelationID, "trace", f.TraceID, "request", reference(ctx))
}
