package handlers

import (
	"errors"
	"net/http"
	"net/mail"
	"regexp"
	"strings"

	"github.com/labstack/echo/v4"

	"workbooks.com/authconsole/internal/guidance"
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
	if m.Answer == nil && len(m.Attempts) == 0 {
		m.Error = "We found no code, reference or login name that we know in this text. Please copy the whole of Microsoft’s page."
		return c.showExplainAny(ctx, http.StatusUnprocessableEntity, m)
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
		Guidance: failure.Cause.For(audience(v.User.Role)), Failure: failure, Account: v.Account.Name, At: failure.At,
	}
	if len(m.Attempts) > 0 {
		g.Reference, g.Account = m.Attempts[0].Reference, ""
	}
	g = withLetter(g, "", v.User.Name)
	m.Answer = &g
	return nil
}

// recognised reports whether a text held anything of Microsoft's.
func recognised(f guidance.Failure) bool {
	return f.Cause != guidance.Unknown || f.AADSTS != "" || f.OAuthError != ""
}

// tracesIn finds attempts by reference, correlation or trace ID, or login name.
func (c *Console) tracesIn(ctx echo.Context, accountID, text string, f guidance.Failure) ([]store.Trace, error) {
	rc := ctx.Request().Context()
	if match := referencePattern.FindStringSubmatch(text); match != nil {
		t, err := c.Store.TraceByReference(rc, accountID, "WB-"+strings.ToUpper(match[1])+"-"+strings.ToUpper(match[2]))
		if errors.Is(err, store.ErrNotFound) {
			return nil, nil
		}
		return []store.Trace{t}, err
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
