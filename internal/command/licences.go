package command

import (
	"context"
	"fmt"
	"text/tabwriter"

	"workbooks.com/authconsole/internal/config"
	"workbooks.com/authconsole/store"
)

type accountLicences struct {
	config.Database `embed:""`
	Name            string         `arg:"" help:"Name of the account."`
	Licences        map[string]int `arg:"" optional:"" mapsep:"none" placeholder:"CRM=10" help:"How many of each it owns, such as CRM=10 \"Outlook Connector=3\". What is not named stays."`
}

// Run sets what is named, and shows all.
func (a *accountLicences) Run(ctx context.Context, s Streams) error {
	return withStore(ctx, a.Database, s, mustExist, func(db *store.Store) error {
		found, err := accountNamed(ctx, db, a.Name)
		if err != nil {
			return err
		}
		if err := db.SetLicences(ctx, operator(), found.ID, a.Licences); err != nil {
			return err
		}
		licences, err := db.Licences(ctx, found.ID)
		if err != nil {
			return err
		}
		w := tabwriter.NewWriter(s.Out, 0, 8, 2, ' ', 0)
		fmt.Fprintln(w, "LICENCE\tOWNED\tUSED\tLEFT")
		for _, l := range licences {
			fmt.Fprintf(w, "%s\t%d\t%d\t%d\n", l.Name, l.Owned, l.Used, l.Owned-l.Used)
		}
		return w.Flush()
	})
}
