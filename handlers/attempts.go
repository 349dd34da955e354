package handlers

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"workbooks.com/authconsole/internal/guidance"
	"workbooks.com/authconsole/internal/link"
	"workbooks.com/authconsole/store"
	"workbooks.com/authconsole/views"
)

// attemptPage handles GET /status/:account/attempts/:reference: one attempt at
// Microsoft as its trace tells it.
func (c *Console) attemptPage(ctx echo.Context) error {
	account, err := c.seenAccount(ctx)
	if err != nil {
		return err
	}
	t, err := c.Store.TraceByReference(ctx.Request().Context(), account.ID, ctx.Param("reference"))
	if err != nil {
		return err
	}
	m := views.AttemptModel{Account: account.Name, Now: c.Now(), Attempt: c.attemptView(ctx, t, account.Name), Back: views.PathStatusOf(account.ID)}
	f := c.frame(ctx, "Attempt "+t.Reference,
		c.statusCrumbs(ctx, views.Crumb{Label: account.Name, Path: m.Back}, views.Crumb{Label: t.Reference})...)
	return c.render(ctx, http.StatusOK, views.AttemptPage(f, m))
}

// attemptView is one attempt in words.
func (c *Console) attemptView(ctx echo.Context, t store.Trace, account string) views.Attempt {
	a := views.Attempt{
		Reference: t.Reference, Kind: kindWords(t.Kind), StartedAt: t.StartedAt, EndedAt: t.EndedAt, Status: outcomeStatus(t.Outcome),
		AccountUsed: t.AccountUsed, TenantID: t.TenantID, Path: views.PathAttempt(t.AccountID, t.Reference),
	}
	for _, s := range t.Steps {
		a.Steps = append(a.Steps, stepView(s))
	}
	a.Login = c.loginView(ctx, t)
	failure := t.Failure
	if t.Outcome == link.Expired && failure.Cause == guidance.None {
		failure.Cause = guidance.NeverCameBack
	}
	if failure.Cause != guidance.None {
		v, _ := visitor(ctx)
		g := withLetter(views.GuidanceView{
			Guidance: failure.Cause.For(onlooker(v.User.Role)), Failure: failure, Account: account,
			Reference: t.Reference, At: t.EndedAt, AccountUsed: t.AccountUsed,
			Support: v.Account.ID == "",
		}, guidance.Facts{Tenant: t.TenantID})
		a.Failed = &g
	}
	return a
}

func kindWords(kind string) string {
	words := map[string]string{
		"consent": "Adding Workbooks to Azure", "invitation": "Approval by invitation", "check": "Check again",
		store.TraceGroups: "Permission for User Provisioning", store.TraceLogin: "Log-in with Microsoft", store.TraceReauth: "Confirmation with Microsoft",
	}
	if w, ok := words[kind]; ok {
		return w
	}
	return "Attempt at Microsoft"
}

func outcomeStatus(outcome link.RequestState) views.Status {
	switch outcome {
	case link.Linked, store.OutcomeSignedIn, store.OutcomeProvisioned, store.OutcomeConfirmed:
		return views.Status{Tone: views.OK, Word: "Succeeded"}
	case link.Failed:
		return views.Status{Tone: views.Warn, Word: "Did not succeed"}
	case link.Cancelled:
		return views.Status{Tone: views.Idle, Word: "Cancelled"}
	case link.Superseded:
		return views.Status{Tone: views.Idle, Word: "Overtaken"}
	case link.Expired:
		return views.Status{Tone: views.Warn, Word: "Nobody came back"}
	default:
		return views.Status{Tone: views.Wait, Word: "Under way"}
	}
}

func stepView(s store.TraceStep) views.Happening {
	steps := map[string]views.Happening{
		"started":  {Tone: views.Wait, What: "Started, and went to Microsoft"},
		"approved": {Tone: views.OK, What: "Microsoft’s answer says «approved»; the proof of the organisation began"},
		"proving":  {Tone: views.OK, What: "Logged in at Microsoft; Workbooks checks the signed identity"},
		"linked":   {Tone: views.OK, What: "The organisation is proven"},

		store.OutcomeSignedIn:    {Tone: views.OK, What: "Logged in to Workbooks"},
		store.OutcomeProvisioned: {Tone: views.OK, What: "A user was made, and logged in to Workbooks"},
		store.OutcomeConfirmed:   {Tone: views.OK, What: "Confirmed who they are"},
		"failed":                 {Tone: views.Warn, What: "Did not succeed"},
		"cancelled":              {Tone: views.Idle, What: "Cancelled in Workbooks"},
		"superseded":             {Tone: views.Idle, What: "Overtaken by another request"},
		"expired":                {Tone: views.Warn, What: "Time was over: nobody had come back"},
	}
	h, ok := steps[s.Code]
	if !ok {
		h = views.Happening{Tone: views.Idle, What: s.Code}
	}
	h.At = s.At
	return h
}

// withLetter adds the ready mail for whoever must act. What the guidance itself knows
// is filled into the facts.
func withLetter(g views.GuidanceView, f guidance.Facts) views.GuidanceView {
	f.Account, f.Reference, f.AccountUsed, f.At, f.Failure = g.Account, g.Reference, g.AccountUsed, g.At, g.Failure
	letter := g.Letter(f)
	g.To, g.Subject, g.Body = letter.To, letter.Subject, letter.Body
	return g
}
