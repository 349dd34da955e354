package handlers

import (
	"context"

	"workbooks.com/authconsole/internal/link"
	"workbooks.com/authconsole/store"
	"workbooks.com/authconsole/views"
)

// next is what is still to be done with a link, or was; nil without an enabled one.
func (c *Console) next(ctx context.Context, l store.Link) (*views.NextModel, error) {
	if l.State != link.Enabled {
		return nil, nil //nolint:nilnil // nothing to say is one of the answers
	}
	met, err := c.Store.CountMet(ctx, l.AccountID, l.TenantID)
	if err != nil {
		return nil, err
	}
	p, err := c.Store.Provisioning(ctx, l.AccountID)
	if err != nil {
		return nil, err
	}
	templates, _, err := c.Store.Templates(ctx, l.AccountID)
	m := &views.NextModel{LoggedIn: met, Provisioning: p.Enabled}
	for _, t := range templates {
		if t.Enabled {
			m.Templates++
		}
	}
	return m, err
}
