package handlers

import (
	"errors"
	"net/http"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"workbooks.com/authconsole/internal/guidance"
	"workbooks.com/authconsole/internal/link"
	"workbooks.com/authconsole/internal/policy"
	"workbooks.com/authconsole/store"
	"workbooks.com/authconsole/views"
)

// What the page of one account shows of each kind.
const (
	attemptsShown       = 10
	failuresShown       = 3
	administratorsShown = 5
	timelinePage        = 15
)

// statusAccount handles GET /status/:account.
func (c *Console) statusAccount(ctx echo.Context) error {
	return c.showStatusAccount(ctx, http.StatusOK, views.AllowForm{})
}

// seenAccount is the account of the address, when the visitor may see it: their own,
// or any for support, whose look is recorded for the customer.
func (c *Console) seenAccount(ctx echo.Context) (store.Account, error) {
	v, _ := visitor(ctx)
	rc := ctx.Request().Context()
	id := ctx.Param("account")
	if v.Account.ID != "" {
		if id == v.Account.ID {
			return v.Account, nil
		}
		return store.Account{}, c.notMine(ctx, "account", store.ErrNotFound)
	}
	account, err := c.Store.Account(rc, id)
	if err == nil && ctx.Request().Method != http.MethodHead {
		err = c.Store.NoteSupportView(rc, c.actor(ctx), id)
	}
	return account, err
}

func (c *Console) showStatusAccount(ctx echo.Context, status int, allow views.AllowForm) error {
	account, err := c.seenAccount(ctx)
	if err != nil {
		return err
	}
	q, err := query(ctx, 20, "before")
	if err != nil {
		return err
	}
	before, err := pageKey(q["before"])
	if err != nil {
		return err
	}
	m, err := c.statusAccountModel(ctx, account)
	if err == nil {
		err = c.showTimeline(ctx, &m, before)
	}
	if err != nil {
		return err
	}
	m.Allow = allow
	f := c.frame(ctx, account.Name, c.statusCrumbs(ctx, views.Crumb{Label: account.Name})...)
	return c.respond(ctx, status, views.StatusAccountPage(f, m), views.StatusAccountPanel(m))
}

// statusCrumbs lead to the list for those who have one: everybody else would be sent
// straight back.
func (c *Console) statusCrumbs(ctx echo.Context, more ...views.Crumb) []views.Crumb {
	first := views.Crumb{Label: "Link status"}
	if v, _ := visitor(ctx); v.Account.ID == "" {
		first.Path = views.PathStatus
	}
	return append([]views.Crumb{first}, more...)
}

func (c *Console) statusAccountModel(ctx echo.Context, account store.Account) (views.StatusAccountModel, error) {
	v, _ := visitor(ctx)
	rc := ctx.Request().Context()
	s, err := c.Store.Status(rc, account.ID)
	if err != nil {
		return views.StatusAccountModel{}, err
	}
	m := views.StatusAccountModel{
		AccountID: account.ID, Account: account.Name, Now: c.Now(), Support: v.Account.ID == "", AccountManager: account.AccountManager,
		Entitled: account.AdvancedSecurity, State: s.State, Status: statusOf(s.State, s.Health), Reason: reasonSentence(s.Reason), LastSuccess: s.ProvenAt,
	}
	people, err := c.Store.Administrators(rc, account.ID, administratorsShown)
	if err != nil {
		return m, err
	}
	for _, p := range people {
		m.Administrators = append(m.Administrators, views.Person{Name: p.Name, Email: p.Email})
	}
	if err := c.showLinks(ctx, &m, account); err != nil {
		return m, err
	}
	if err := c.showAttempts(ctx, &m, account); err != nil {
		return m, err
	}
	return m, c.showPermissions(ctx, &m)
}

func (c *Console) showLinks(ctx echo.Context, m *views.StatusAccountModel, account store.Account) error {
	rc := ctx.Request().Context()
	last, err := c.lastLink(ctx, account.ID)
	if err != nil {
		return err
	}
	if shown := linkView(last); last.State.Current() {
		m.Link = &shown
	} else if last.State != link.NotLinked {
		m.Last = &shown
	}
	if m.Awaiting, err = c.awaitingOf(rc, account.ID, "", true); err != nil {
		return err
	}
	list, err := c.Store.Invitations(rc, account.ID, invitationsListed)
	if err != nil {
		return err
	}
	for _, i := range list {
		if i.State != link.InvitationOpen {
			continue
		}
		shown, err := c.invitationView(rc, i)
		if err != nil {
			return err
		}
		m.Invitations = append(m.Invitations, shown)
	}
	return nil
}

func (c *Console) showAttempts(ctx echo.Context, m *views.StatusAccountModel, account store.Account) error {
	traces, err := c.Store.Traces(ctx.Request().Context(), account.ID, store.TraceKey{}, attemptsShown)
	if err != nil {
		return err
	}
	for _, t := range traces {
		a := c.attemptView(ctx, t, account.Name)
		m.Attempts = append(m.Attempts, a)
		if a.Failed != nil && len(m.Failures) < failuresShown {
			m.Failures = append(m.Failures, a)
		}
	}
	return nil
}

func (c *Console) showPermissions(ctx echo.Context, m *views.StatusAccountModel) error {
	held, err := c.Store.Permissions(ctx.Request().Context(), m.AccountID)
	for _, p := range held {
		m.Allowed = append(m.Allowed, views.Permission{TenantID: p.TenantID, Reason: p.Reason, By: p.ByName, At: p.CreatedAt, Used: !p.UsedAt.IsZero()})
	}
	return err
}

// showTimeline fills in the audit trail, newest first.
func (c *Console) showTimeline(ctx echo.Context, m *views.StatusAccountModel, before int64) error {
	entries, err := c.Store.AuditEntries(ctx.Request().Context(), m.AccountID, before, timelinePage+1)
	if err != nil {
		return err
	}
	here := views.PathStatusOf(m.AccountID)
	if before > 0 {
		m.Newest = here
	}
	if len(entries) > timelinePage {
		entries = entries[:timelinePage]
		m.Older = here + "?before=" + strconv.FormatInt(entries[timelinePage-1].Seq, 10)
	}
	for _, e := range entries {
		m.Entries = append(m.Entries, entryView(e))
	}
	return nil
}

// allowTenant handles POST /status/:account/second-account: support lets this account
// link a tenant that serves another one. It is all that support can change.
func (c *Console) allowTenant(ctx echo.Context) error {
	f := readForm(ctx)
	form := views.AllowForm{TenantID: f.text("tenant", 200), Reason: f.text("reason", 4000)}
	if f.err != nil {
		return f.err
	}
	tenant := strings.ToLower(form.TenantID)
	if required, err := link.ParseRequired(tenant); err != nil || required.TenantID() == "" {
		form.TenantIDError = "Please enter the organisation’s tenant ID, as Link status or Azure shows it."
	}
	if n := len([]rune(form.Reason)); n < 10 || n > 500 {
		form.ReasonError = "Please say in 10 to 500 characters why; the customer’s administrators can read it."
	}
	if form.TenantIDError != "" || form.ReasonError != "" {
		return c.showStatusAccount(ctx, http.StatusUnprocessableEntity, form)
	}
	id := ctx.Param("account")
	if _, err := c.Store.AllowTenant(ctx.Request().Context(), c.actor(ctx), id, tenant, form.Reason); err != nil {
		if errors.Is(err, store.ErrNotEntitled) {
			return errActOnly
		}
		return err
	}
	return c.saved(ctx, "Allowed, and recorded for the customer: this account may link the organisation although it serves another account.", views.PathStatusOf(id))
}

// audience is whom the words of guidance are for.
func audience(role policy.Role) guidance.Audience {
	switch role {
	case policy.Support:
		return guidance.ForSupport
	case policy.Helpdesk:
		return guidance.ForHelpdesk
	case policy.Administrator:
		return guidance.ForAdministrator
	default:
		return guidance.ForUser
	}
}
