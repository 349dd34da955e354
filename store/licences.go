package store

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"workbooks.com/authconsole/internal/policy"
	"workbooks.com/authconsole/internal/signin"
)

// Licence is one kind of licence of an account.
type Licence struct {
	Name        string
	Extension   bool // else an Edition
	Owned, Used int
}

// NoLicenceError means that licences are used up. Nothing was changed.
type NoLicenceError struct{ Names []string }

// Error names the licences.
func (e *NoLicenceError) Error() string { return "no licence left: " + strings.Join(e.Names, ", ") }

// listText is a list as the audit trail shows it.
func listText(list []string) string { return strings.Join(list, ", ") }

const selectStock = `select name, sum(owned), sum(used) from (
  select name, owned, 0 as used from licences where account_id = cast($1 as text)
  union all select edition, 0, count(*) from users where account_id = cast($1 as text) and edition <> '' group by edition
  union all select extension, 0, count(*) from user_extensions where account_id = cast($1 as text) group by extension
) n group by name`

type stocked struct {
	name string
	signin.Licence
}

func scanStocked(row scanner) (l stocked, err error) {
	err = row.Scan(&l.name, &l.Owned, &l.Used)
	return l, err
}

func stockOf(ctx context.Context, q querier, accountID string) (signin.Stock, error) {
	rows, err := all(ctx, q, scanStocked, selectStock, accountID)
	stock := signin.Stock{}
	for _, l := range rows {
		stock[l.name] = l.Licence
	}
	return stock, err
}

// Stock returns what the account owns and uses. Users who cannot log in count as long
// as they hold a licence.
func (s *Store) Stock(ctx context.Context, accountID string) (signin.Stock, error) {
	stock, err := stockOf(ctx, s.reads, accountID)
	return stock, wrapped("count licences", err)
}

// Licences returns every kind of licence of the catalogue, Editions first.
func (s *Store) Licences(ctx context.Context, accountID string) ([]Licence, error) {
	stock, err := s.Stock(ctx, accountID)
	if err != nil {
		return nil, err
	}
	var out []Licence
	for _, e := range policy.Editions() {
		l := stock[string(e)]
		out = append(out, Licence{Name: string(e), Owned: l.Owned, Used: l.Used})
	}
	for _, name := range policy.Extensions() {
		out = append(out, Licence{Name: name, Extension: true, Owned: stock[name].Owned, Used: stock[name].Used})
	}
	return out, nil
}

// maxOwned bounds how many of one licence an account can own.
const maxOwned = 1_000_000

// SetLicences says how many of each licence the account owns; what is not named stays.
// An unknown name or a number below 0 is ErrInvalid. Alerts that this ends are over; one
// is raised about what is now used beyond what is owned.
func (s *Store) SetLicences(ctx context.Context, actor Actor, accountID string, owned map[string]int) error {
	return s.write(ctx, "set licences", func(ctx context.Context, t *tx) error { return t.setLicences(ctx, actor, accountID, owned) })
}

func (t *tx) setLicences(ctx context.Context, actor Actor, accountID string, owned map[string]int) error {
	if _, err := accountBy(ctx, t, "id", accountID); err != nil {
		return err
	}
	stock, err := stockOf(ctx, t, accountID)
	if err != nil {
		return err
	}
	var details []AuditDetail
	for _, name := range slices.Sorted(maps.Keys(owned)) {
		n := owned[name]
		if err := t.own(ctx, accountID, name, n); err != nil {
			return err
		}
		if before := stock[name].Owned; before != n {
			details = append(details, changed(name, fmt.Sprint(before), fmt.Sprint(n)))
		}
	}
	if len(details) == 0 {
		return nil
	}
	if err := t.audit(ctx, actor, event{account: accountID, action: ActionLicencesSet, subject: accountID, details: details}); err != nil {
		return err
	}
	if err := t.endAlerts(ctx, accountID); err != nil {
		return err
	}
	for _, d := range details {
		if owned[d.Name] >= stock[d.Name].Used {
			continue
		}
		if err := t.raiseOnce(ctx, accountID, AlertOverAllocated, d.Name); err != nil {
			return err
		}
	}
	return nil
}

// own writes how many of one licence an account owns.
func (t *tx) own(ctx context.Context, accountID, name string, n int) error {
	known := policy.ValidExtension(name) || policy.Edition(name) != policy.NoEdition && policy.Edition(name).Valid()
	if !known || n < 0 || n > maxOwned {
		return fmt.Errorf("licence %q cannot be owned %d times: %w", name, n, ErrInvalid)
	}
	_, err := t.exec(ctx, `insert into licences (account_id, name, owned) values ($1, $2, $3)
on conflict (account_id, name) do update set owned = excluded.owned`, accountID, name, n)
	return err
}

// sufficient returns a *NoLicenceError when a wanted licence is used up.
func (t *tx) sufficient(ctx context.Context, accountID string, wants []string) error {
	if len(wants) == 0 {
		return nil
	}
	stock, err := stockOf(ctx, t, accountID)
	if err != nil {
		return err
	}
	if lacking, ok := signin.Allocate(wants, stock, signin.RefuseUser); !ok {
		return &NoLicenceError{Names: lacking}
	}
	return nil
}
