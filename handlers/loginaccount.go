package handlers

import (
	"context"
	"crypto/rand"
	"errors"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"workbooks.com/authconsole/internal/guidance"
	"workbooks.com/authconsole/internal/microsoft"
	"workbooks.com/authconsole/internal/signin"
	"workbooks.com/authconsole/store"
	"workbooks.com/authconsole/views"
)

// choiceCookie binds a proven person who still has to choose an account to this
// browser. What was proven waits in the database under its hash.
const choiceCookie = "login-choice"

// choice is what the cookie holds: the key, and the flow that ends with it.
type choice struct {
	Key  []byte `json:"k"`
	Flow flow   `json:"f"`
}

// askAccount keeps what was proven and asks for which account it is. What Graph tells
// is read now for each account: its token is not kept.
func (c *Console) askAccount(ctx echo.Context, f flow, in microsoft.SignIn, candidates []signin.Candidate) error {
	rc := context.WithoutCancel(ctx.Request().Context())
	person := personOf(in.Identity)
	var needs signin.Needs
	for _, a := range candidates {
		needs = needs.With(c.needs(person, a))
	}
	l := c.learn(rc, in, needs)
	pending := store.PendingSignIn{
		Person: person, Membership: l.membership, GroupsFrom: l.source, Mailbox: l.mailbox, Domains: l.domains,
		SessionID: in.Identity.SessionID, LoginHint: bounded(in.Identity.LoginHint, maxLoginHint), AuthTime: in.Identity.AuthTime,
		ExpiresAt: c.Now().Add(flowLife),
	}
	key := make([]byte, 32)
	_, _ = rand.Read(key) // crypto/rand never fails: it ends the process
	if err := c.Store.KeepPending(rc, hash(key), pending); err != nil {
		return err
	}
	c.dropFlow(ctx, f)
	f.StartedAt = c.Now().UTC().Truncate(time.Second) // choosing has its own time
	c.sealed.put(ctx, choiceCookie, choice{Key: key, Flow: f}, flowLife)
	return ctx.Redirect(http.StatusSeeOther, views.PathLoginAccount)
}

// pendingOf is the person who chooses in this browser.
func (c *Console) pendingOf(ctx echo.Context) (choice, store.PendingSignIn, error) {
	var ch choice
	if !c.sealed.get(ctx.Request(), choiceCookie, &ch) || ch.Flow.over(c.Now()) {
		return ch, store.PendingSignIn{}, store.ErrNotFound
	}
	p, err := c.Store.Pending(ctx.Request().Context(), hash(ch.Key))
	return ch, p, err
}

// chooseForm handles GET /login/account.
func (c *Console) chooseForm(ctx echo.Context) error {
	ch, p, err := c.pendingOf(ctx)
	if errors.Is(err, store.ErrNotFound) {
		return c.choiceEnded(ctx)
	}
	if err != nil {
		return err
	}
	candidates, err := c.Store.SignInCandidates(ctx.Request().Context(), p.Person)
	if err != nil {
		return err
	}
	last, err := c.Store.RememberedAccount(ctx.Request().Context(), p.Person.TenantID, p.Person.ObjectID)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	several := signin.Choices(p.Person, candidates)
	m := views.ChooseAccountModel{Name: p.Person.Name, Username: p.Person.Username, ReturnTo: ch.Flow.ReturnTo}
	for _, i := range several {
		a := candidates[i]
		m.Accounts = append(m.Accounts, views.AccountChoice{ID: a.AccountID, Name: a.AccountName, Login: loginNameAt(a), Last: a.AccountID == last})
	}
	if len(m.Accounts) == 0 {
		return c.choiceEnded(ctx)
	}
	return c.render(ctx, http.StatusOK, views.ChooseAccountPage(c.frame(ctx, "Choose an account"), m))
}

// fitsSeveral reports whether somebody who was not let in could choose another account.
func (c *Console) fitsSeveral(ctx echo.Context, p signin.Person) (bool, error) {
	candidates, err := c.Store.SignInCandidates(context.WithoutCancel(ctx.Request().Context()), p)
	return len(signin.Choices(p, candidates)) > 1, err
}

// loginNameAt is whom somebody would log in as, empty for nobody yet.
func loginNameAt(a signin.Candidate) string {
	switch {
	case a.Known != nil:
		return a.Known.LoginName
	case len(a.Named) > 0:
		return a.Named[0].LoginName
	}
	return ""
}

// choiceEnded is for whoever has nothing to choose, or not any more.
func (c *Console) choiceEnded(ctx echo.Context) error {
	if len(ctx.Request().CookiesNamed(c.sealed.name(choiceCookie))) == 0 {
		return ctx.Redirect(http.StatusSeeOther, views.PathLogin)
	}
	c.sealed.drop(ctx, choiceCookie)
	return c.loginStray(ctx, guidance.AccountChoiceEnded)
}

// chooseAccountPosted handles POST /login/account: the log-in goes on where it stopped,
// and the chosen account is remembered if it lets the person in. Which accounts may be
// chosen is looked up again.
func (c *Console) chooseAccountPosted(ctx echo.Context) error {
	form := readForm(ctx)
	id := form.text("account", 64)
	if form.err != nil {
		return form.err
	}
	ch, p, err := c.pendingOf(ctx)
	if errors.Is(err, store.ErrNotFound) {
		return c.choiceEnded(ctx)
	}
	if err != nil {
		return err
	}
	rc := context.WithoutCancel(ctx.Request().Context())
	candidates, err := c.Store.SignInCandidates(rc, p.Person)
	if err != nil {
		return err
	}
	several := signin.Choices(p.Person, candidates)
	for _, i := range several {
		if candidates[i].AccountID == id {
			return c.accountChosen(ctx, ch, p, id)
		}
	}
	return ctx.Redirect(http.StatusSeeOther, views.PathLoginAccount)
}

func (c *Console) accountChosen(ctx echo.Context, ch choice, p store.PendingSignIn, accountID string) error {
	rc := context.WithoutCancel(ctx.Request().Context())
	if err := c.Store.TakePending(rc, hash(ch.Key)); err != nil {
		if errors.Is(err, store.ErrNotFound) {
			return c.choiceEnded(ctx)
		}
		return err
	}
	c.sealed.drop(ctx, choiceCookie)
	id := microsoft.Identity{SessionID: p.SessionID, LoginHint: p.LoginHint, AuthTime: p.AuthTime}
	e, err := c.newEntry(ctx, ch.Flow, id, store.SignIn{
		AccountID: accountID, Tenant: p.Person.TenantID, Person: p.Person, Chosen: true,
		Membership: p.Membership, GroupsFrom: p.GroupsFrom, Mailbox: p.Mailbox, Domains: p.Domains,
	})
	if err != nil {
		return err
	}
	return c.completeLogin(ctx, e)
}
