package handlers

import (
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"

	"workbooks.com/authconsole/internal/guidance"
	"workbooks.com/authconsole/internal/link"
	"workbooks.com/authconsole/store"
	"workbooks.com/authconsole/views"
)

// maxPasted is how much of a pasted error page is looked at, in bytes.
const maxPasted = 48 << 10

// explainForm handles GET …/microsoft/explain: the form stands in the Microsoft
// window.
func (c *Console) explainForm(ctx echo.Context) error {
	return redirect(ctx, views.PathMicrosoft)
}

// explain handles POST …/microsoft/explain: what did Microsoft's page show? The
// text is read, answered and forgotten.
func (c *Console) explain(ctx echo.Context) error {
	f := readForm(ctx)
	text := f.text("text", maxPasted)
	if f.err != nil {
		return f.err
	}
	v, _ := visitor(ctx)
	if !c.limits.search.allow(v.User.ID) {
		return errTooMany
	}
	failure, m := readPasted(text)
	if m.Error != "" {
		return c.showExplained(ctx, http.StatusUnprocessableEntity, m)
	}
	ref, err := c.latestReference(ctx, v.Account.ID)
	if err != nil {
		return err
	}
	may := v.User.Role.MayAdminister() && v.Account.AdvancedSecurity
	g := withLetter(views.GuidanceView{
		Guidance: failure.Cause.For(audience(v.User.Role)), Failure: failure, Account: v.Account.Name,
		Reference: ref, At: c.Now(), CanRetry: may, CanCopy: may,
	}, guidance.Facts{Sender: v.User.Name})
	m.Answer = &g
	if may && failure.Cause == guidance.ApprovalRequested {
		if g.Check, err = c.waitsForReviewer(ctx, v.Account.ID, failure); err != nil {
			return err
		}
	}
	return c.showExplained(ctx, http.StatusOK, m)
}

// readPasted reads what somebody saw at Microsoft. The model holds the words when
// nothing was found; the text itself only when it held no secret.
func readPasted(text string) (guidance.Failure, views.ExplainModel) {
	if text == "" {
		return guidance.Failure{}, views.ExplainModel{Error: "Please type the code or paste the text that Microsoft’s page showed."}
	}
	failure, secrets := guidance.FromText(text)
	m := views.ExplainModel{Secrets: secrets}
	if !recognised(failure) {
		m.Error = "We found no code in this text. Please copy the whole of Microsoft’s page, or type the number that stands after AADSTS."
		if !secrets {
			m.Text = text
		}
	}
	return failure, m
}

// waitsForReviewer ends the open request when Microsoft’s page said that a reviewer
// has to approve, for then nobody will come back. It returns the request that
// «Check again» looks after, empty for none.
func (c *Console) waitsForReviewer(ctx echo.Context, accountID string, failure guidance.Failure) (string, error) {
	rc := ctx.Request().Context()
	open, ended, err := c.Store.LatestConsents(rc, accountID)
	if err != nil {
		return "", err
	}
	if open != nil {
		var refused *link.RefusedError
		if _, err := c.Store.FailConsent(rc, c.actor(ctx), open.ID, store.ConsentFailure{Failure: failure}); err != nil && !errors.As(err, &refused) {
			return "", err
		}
		return open.ID, nil
	}
	if ended != nil && ended.Failure.Cause == guidance.ApprovalRequested {
		return ended.ID, nil
	}
	return "", nil
}

func (c *Console) showExplained(ctx echo.Context, status int, m views.ExplainModel) error {
	if wantsPartial(ctx) {
		return c.render(ctx, status, views.ExplainPanel(m))
	}
	return c.showMicrosoft(ctx, status, m)
}

// latestReference is that of the account's newest consent request, which the text
// is most likely about; of this HTTP request when there was none.
func (c *Console) latestReference(ctx echo.Context, accountID string) (string, error) {
	open, ended, err := c.Store.LatestConsents(ctx.Request().Context(), accountID)
	switch {
	case err != nil:
		return "", err
	case open != nil:
		return open.Reference, nil
	case ended != nil:
		return ended.Reference, nil
	}
	return reference(ctx), nil
}
