package handlers

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"workbooks.com/authconsole/internal/guidance"
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
	if text == "" {
		return c.showExplained(ctx, http.StatusUnprocessableEntity, views.ExplainModel{
			Error: "Please type the code or paste the text that Microsoft’s page showed.",
		})
	}
	v, _ := visitor(ctx)
	failure, secrets := guidance.FromText(text)
	if failure.Cause == guidance.Unknown && failure.AADSTS == "" && failure.OAuthError == "" {
		m := views.ExplainModel{Secrets: secrets, Error: "We found no code in this text. Please copy the whole of Microsoft’s page, or type the number that stands after AADSTS."}
		if !secrets {
			m.Text = text
		}
		return c.showExplained(ctx, http.StatusUnprocessableEntity, m)
	}
	ref, err := c.latestReference(ctx, v.Account.ID)
	if err != nil {
		return err
	}
	may := v.User.Role.MayAdminister()
	g := views.GuidanceView{
		Guidance: guidance.Explain(failure.Cause), Failure: failure, Account: v.Account.Name,
		Reference: ref, At: c.Now(), CanRetry: may, CanCopy: may,
	}
	return c.showExplained(ctx, http.StatusOK, views.ExplainModel{Answer: &g, Secrets: secrets})
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
