package handlers

import (
	"errors"
	"time"

	"github.com/labstack/echo/v4"

	"workbooks.com/authconsole/store"
)

// lastCookie remembers who logged in with Microsoft in this browser, so that the next
// log-in is one click, and so that a refusal can be told to the right person's
// administrator. It is no proof of anything, and goes when somebody logs out.
const lastCookie = "last-login"

const lastLife = 30 * 24 * time.Hour

type lastLogin struct {
	UserID string    `json:"u"`
	At     time.Time `json:"a"`
}

func (c *Console) rememberLogin(ctx echo.Context, userID string) {
	c.sealed.put(ctx, lastCookie, lastLogin{UserID: userID, At: c.Now().UTC().Truncate(time.Second)}, lastLife)
}

// lastLogin is the Microsoft identity of who logged in here last, while it stands and
// its organisation is linked.
func (c *Console) lastLogin(ctx echo.Context) (store.Identity, bool, error) {
	var l lastLogin
	if !c.sealed.get(ctx.Request(), lastCookie, &l) || c.Now().Sub(l.At).Abs() > lastLife {
		return store.Identity{}, false, nil
	}
	i, err := c.Store.LinkedIdentity(ctx.Request().Context(), l.UserID)
	if errors.Is(err, store.ErrNotFound) {
		return store.Identity{}, false, nil
	}
	return i, err == nil, err
}
