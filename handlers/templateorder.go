package handlers

import (
	"cmp"
	"errors"
	"net/http"
	"slices"
	"strconv"

	"github.com/labstack/echo/v4"

	"workbooks.com/authconsole/internal/policy"
	"workbooks.com/authconsole/store"
	"workbooks.com/authconsole/views"
)

// switchTemplate handles POST …/templates/:template/enable and …/disable, in place. One
// that makes administrators is enabled by whoever has just shown who they are (S62).
func (c *Console) switchTemplate(on bool) echo.HandlerFunc {
	return func(ctx echo.Context) error {
		t, err := c.templateOfAddress(ctx)
		if err != nil {
			return err
		}
		if v, _ := visitor(ctx); on && policy.RoleOf(t.UserGroups).MayAdminister() && !c.fresh(v) {
			return confirmFirst(ctx, views.PathTemplates)
		}
		if err := c.Store.SetTemplateEnabled(ctx.Request().Context(), c.actor(ctx), t.AccountID, t.ID, on); err != nil {
			return err
		}
		return c.afterOrder(ctx, http.StatusOK, func(*views.TemplateTableModel) {})
	}
}

// afterOrder shows the table alone to htmx, and sends others back to the tab; a table
// that has something to say is shown to both.
func (c *Console) afterOrder(ctx echo.Context, status int, say func(*views.TemplateTableModel)) error {
	v, _ := visitor(ctx)
	if !wantsPartial(ctx) {
		if status == http.StatusOK {
			return ctx.Redirect(http.StatusSeeOther, views.PathTemplates)
		}
		return c.showTemplates(ctx, status, func(m *views.TemplatesModel) { say(&m.Table) })
	}
	p, err := c.Store.Provisioning(ctx.Request().Context(), v.Account.ID)
	if err != nil {
		return err
	}
	m, err := c.templateTable(ctx, p)
	if err != nil {
		return err
	}
	say(&m)
	return c.render(ctx, status, views.TemplateTable(m))
}

func changedMeanwhile(m *views.TemplateTableModel) { m.Changed = true }

// moveTemplate handles POST …/templates/:template/move: «up» and «down», without a mouse.
func (c *Console) moveTemplate(ctx echo.Context) error {
	f := readForm(ctx)
	to, toErr := strconv.Atoi(f.text("to", 10))
	version, versionErr := strconv.ParseInt(f.text("version", 20), 10, 64)
	if f.err != nil {
		return f.err
	}
	if toErr != nil || versionErr != nil {
		return errBadRequest
	}
	t, err := c.templateOfAddress(ctx)
	if err != nil {
		return err
	}
	err = c.Store.MoveTemplate(ctx.Request().Context(), c.actor(ctx), t.AccountID, t.ID, to, version)
	switch {
	case errors.Is(err, store.ErrOutdated):
		return c.afterOrder(ctx, http.StatusConflict, changedMeanwhile)
	case err != nil:
		return err
	}
	return c.afterOrder(ctx, http.StatusOK, func(*views.TemplateTableModel) {})
}

// orderTemplates handles POST …/templates/order: the order of all, as dragged or by the
// numbers that were typed beside them.
func (c *Console) orderTemplates(ctx echo.Context) error {
	f := readForm(ctx)
	ids, positions := f.list("id", 64, 500), f.list("position", 10, 500)
	version, err := strconv.ParseInt(f.text("version", 20), 10, 64)
	if f.err != nil {
		return f.err
	}
	if err != nil || len(positions) > 0 && len(positions) != len(ids) {
		return errBadRequest
	}
	ids, ok := byPosition(ids, positions)
	if !ok {
		return c.afterOrder(ctx, http.StatusUnprocessableEntity, func(m *views.TemplateTableModel) {
			m.Error = "Please enter a whole number from 1 on beside each template."
		})
	}
	v, _ := visitor(ctx)
	err = c.Store.OrderTemplates(ctx.Request().Context(), c.actor(ctx), v.Account.ID, ids, version)
	switch {
	case errors.Is(err, store.ErrOutdated):
		return c.afterOrder(ctx, http.StatusConflict, changedMeanwhile)
	case err != nil:
		return err
	}
	return c.afterOrder(ctx, http.StatusOK, func(*views.TemplateTableModel) {})
}

// byPosition puts the IDs into the order of the numbers typed. Of those with one number
// one that was moved up comes first and one that was moved down last, so that one
// that is moved has the place that was typed.
func byPosition(ids, positions []string) ([]string, bool) {
	if len(positions) == 0 {
		return ids, true
	}
	type placed struct {
		id     string
		at, by int // by: how far it goes down, less than 0 for up
	}
	list := make([]placed, len(ids))
	for i, text := range positions {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 {
			return nil, false
		}
		list[i] = placed{ids[i], n, n - i - 1}
	}
	slices.SortStableFunc(list, func(a, b placed) int {
		return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(sign(a.by), sign(b.by)))
	})
	out := make([]string, len(list))
	for i, p := range list {
		out[i] = p.id
	}
	return out, true
}

func sign(n int) int { return cmp.Compare(n, 0) }
