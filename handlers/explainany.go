package handlers

import (
	"context"
	"errors"
	"net/http"
	"net/mail"
	"regexp"
	"strings"

	"github.com/labstack/echo/v4"

	"workbooks.com/authconsole/internal/guidance"
	"workbooks.com/authconsole/internal/policy"
	"workbooks.com/authconsole/store"
	"workbooks.com/authconsole/views"
)

// attemptsFound is how many attempts one answer of Explain shows.
const attemptsFound = 5

var (
	referencePattern = regexp.MustCompile(`(?i)\bWB[- ]?([2-9A-HJKMNP-Z]{4})[- ]?([2-9A-HJKMNP-Z]{4})\b`)
	guidPattern      = regexp.MustCompile(`(?i)\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b`)
)

// explainAnyForm handles GET /explain.
func (c *Console) explainAnyForm(ctx echo.Context) error {
	return c.showExplainAny(ctx, http.StatusOK, views.ExplainAnyModel{})
}

// explainAny handles POST /explain: a code, a pasted page, a reference, an ID or a
// person. The text is read, answered and forgotten.
func (c *Console) explainAny(ctx echo.Context) error {
	f := readForm(ctx)
	text := f.text("text", maxPasted)
	if f.err != nil {
		return f.err
	}
	v, _ := visitor(ctx)
	if !c.limits.search.allow(v.User.ID) {
		return errTooMany
	}
	m := views.ExplainAnyModel{Ready: text != "", Secrets: guidance.Secrets(text)}
	if !m.Secrets {
		m.Text = text
	}
	if text == "" {
		if wantsPartial(ctx) {
			return c.showExplainAny(ctx, http.StatusOK, m)
		}
		m.Error = "Please type a code or a reference, or paste the text that Microsoft’s page showed."
		return c.showExplainAny(ctx, http.StatusUnprocessableEntity, m)
	}
	if err := c.answerAny(ctx, &m, text); err != nil {
		return err
	}
	return c.showExplainAny(ctx, http.StatusOK, m)
}

func (c *Console) showExplainAny(ctx echo.Context, status int, m views.ExplainAnyModel) error {
	v, _ := visitor(ctx)
	m.Now, m.Support = c.Now(), v.Account.ID == ""
	return c.respond(ctx, status, views.ExplainAnyPage(c.frame(ctx, "Explain", views.Crumb{Label: "Explain"}), m), views.ExplainAnyAnswer(m))
}

// answerAny finds the guidance for a text and the attempts that it is about.
func (c *Console) answerAny(ctx echo.Context, m *views.ExplainAnyModel, text string) error {
	v, _ := visitor(ctx)
	failure, _ := guidance.FromText(text)
	found, err := c.tracesIn(ctx, v.Account.ID, text, failure)
	if err != nil {
		return err
	}
	for _, t := range found {
		name := v.Account.Name
		if v.Account.ID == "" {
			account, err := c.Store.Account(ctx.Request().Context(), t.AccountID)
			if err == nil {
				err = c.Store.NoteSupportView(ctx.Request().Context(), c.actor(ctx), t.AccountID)
			}
			if err != nil {
				return err
			}
			name = account.Name
		}
		m.Attempts = append(m.Attempts, c.attemptView(ctx, t, name))
	}
	if !recognised(failure) {
		if len(m.Attempts) > 0 {
			m.Answer = m.Attempts[0].Failed
		}
		return nil
	}
	g := views.GuidanceView{
		Guidance: failure.Cause.For(onlooker(v.User.Role)), Failure: failure, Account: v.Account.Name, At: failure.At,
	}
	if len(m.Attempts) > 0 {
		g.Reference, g.Account = m.Attempts[0].Reference, ""
	}
	g.Support = v.Account.ID == ""
	g = withLetter(g, guidance.Facts{Sender: v.User.Name})
	m.Answer = &g
	return nil
}

// recognised reports whether a text held anything of Microsoft's.
func recognised(f guidance.Failure) bool {
	return f.Cause != guidance.Unknown || f.AADSTS != "" || f.OAuthError != ""
}

// onlooker is whom words are for that are looked up, perhaps for somebody else: the
// buttons of an own attempt are not there.
func onlooker(role policy.Role) guidance.Audience {
	if role == policy.Support {
		return guidance.ForSupport
	}
	return guidance.ForHelpdesk
}

// tracesIn finds attempts by reference, correlation or trace ID, or login name.
func (c *Console) tracesIn(ctx echo.Context, accountID, text string, f guidance.Failure) ([]store.Trace, error) {
	rc := ctx.Request().Context()
	if match := referencePattern.FindStringSubmatch(text); match != nil {
		return c.tracesOf(rc, accountID, "WB-"+strings.ToUpper(match[1])+"-"+strings.ToUpper(match[2]))
	}
	ids := []string{f.CorrelationID, f.TraceID}
	if f.CorrelationID == "" && f.TraceID == "" {
		ids = guidPattern.FindAllString(text, 3)
	}
	for _, id := range ids {
		if id == "" {
			continue
		}
		found, err := c.Store.TracesByCorrelation(rc, accountID, strings.ToLower(id), attemptsFound)
		if err != nil || len(found) > 0 {
			return found, err
		}
	}
	if person, err := mail.ParseAddress(text); err == nil && len(text) <= maxRecipient {
		return c.Store.TracesByMicrosoftAccount(rc, accountID, person.Address, attemptsFound)
	}
	return nil, nil
}

// tracesOf finds the attempt of a reference, or those made with the invitation of it.
func (c *Console) tracesOf(ctx context.Context, accountID, reference string) ([]store.Trace, error) {
	t, err := c.Store.TraceByReference(ctx, accountID, reference)
	if !errors.Is(err, store.ErrNotFound) {
		return []store.Trace{t}, err
	}
	i, err := c.Store.InvitationByReference(ctx, accountID, reference)
	if errors.Is(err, store.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	requests, err := c.Store.InvitationRequests(ctx, i.ID, attemptsFound)
	if err != nil {
		return nil, err
	}
	var found []store.Trace
	for _, r := range requests {
		t, err := c.Store.TraceByReference(ctx, i.AccountID, r.Reference)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return nil, err
		}
		if err == nil {
			found = append(found, t)
		}
	}
	return found, nil
}
