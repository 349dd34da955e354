package store

import (
	"context"
	"fmt"
	"iter"
	"maps"
	"slices"
	"strconv"
	"time"
)

// Account is one customer.
type Account struct {
	ID               string
	Name             string
	AdvancedSecurity bool   // paid option; without it there is no Microsoft login
	AccountManager   string // name of the person at Workbooks, may be empty
	CreatedAt        time.Time
}

// NewAccount is what CreateAccount needs. Name has 1 to 200 characters.
type NewAccount struct {
	Name             string
	AdvancedSecurity bool
	AccountManager   string
	Licences         map[string]int // how many it owns, by name of Edition or Extension
}

const accountColumns = "id, name, advanced_security, account_manager, created_at"

func scanAccount(row scanner) (a Account, err error) {
	err = row.Scan(&a.ID, &a.Name, &a.AdvancedSecurity, &a.AccountManager, (*stamp)(&a.CreatedAt))
	return a, err
}

// CreateAccount adds an account. Names are unique whatever their case and spaces:
// ErrNameTaken. A bad name or an unknown licence is ErrInvalid.
func (s *Store) CreateAccount(ctx context.Context, actor Actor, n NewAccount) (account Account, err error) {
	err = s.write(ctx, "create account", func(ctx context.Context, t *tx) (err error) {
		account, err = t.createAccount(ctx, actor, n)
		return err
	})
	return account, err
}

func (t *tx) createAccount(ctx context.Context, actor Actor, n NewAccount) (Account, error) {
	name, err := nameOf("account name", n.Name)
	if err != nil {
		return Account{}, err
	}
	a := Account{ID: t.newID(), Name: name, AdvancedSecurity: n.AdvancedSecurity, AccountManager: clean(n.AccountManager, maxName), CreatedAt: t.now}
	_, err = t.exec(ctx, `insert into accounts (id, name, name_key, advanced_security, account_manager, created_at)
values ($1, $2, $3, $4, $5, $6)`, a.ID, a.Name, nameKey(a.Name), a.AdvancedSecurity, a.AccountManager, stamp(a.CreatedAt))
	if err != nil {
		return Account{}, err
	}
	details := []AuditDetail{
		fact("name", a.Name), fact("advanced security", strconv.FormatBool(a.AdvancedSecurity)), fact("account manager", a.AccountManager),
	}
	for _, name := range slices.Sorted(maps.Keys(n.Licences)) {
		if err := t.own(ctx, a.ID, name, n.Licences[name]); err != nil {
			return Account{}, err
		}
		details = append(details, fact(name, strconv.Itoa(n.Licences[name])))
	}
	return a, t.audit(ctx, actor, event{account: a.ID, action: ActionAccountCreated, subject: a.ID, details: details})
}

// Account returns an account by its ID, or ErrNotFound.
func (s *Store) Account(ctx context.Context, id string) (Account, error) {
	return accountBy(ctx, s.reads, "id", id)
}

// AccountByName returns an account by its name, in any case; or ErrNotFound.
func (s *Store) AccountByName(ctx context.Context, name string) (Account, error) {
	return accountBy(ctx, s.reads, "name_key", nameKey(name))
}

func accountBy(ctx context.Context, q querier, column, value string) (Account, error) {
	a, err := one(ctx, q, scanAccount, "select "+accountColumns+" from accounts where "+column+" = $1", value)
	if err != nil {
		return Account{}, fmt.Errorf("read account: %w", err)
	}
	return a, nil
}

// accountsPage is how many accounts Accounts reads at a time.
const accountsPage = 200

// Accounts yields every account by name. It reads page by page, so the caller may
// take as long as it likes; an error ends it.
func (s *Store) Accounts(ctx context.Context) iter.Seq2[Account, error] {
	return func(yield func(Account, error) bool) {
		for after := ""; ; {
			page, err := all(ctx, s.reads, scanAccount, "select "+accountColumns+` from accounts
where name_key > $1 order by name_key limit $2`, after, accountsPage)
			if err != nil {
				yield(Account{}, fmt.Errorf("list accounts: %w", err))
				return
			}
			for _, a := range page {
				if !yield(a, nil) {
					return
				}
				after = nameKey(a.Name)
			}
			if len(page) < accountsPage {
				return
			}
		}
	}
}

// SetAdvancedSecurity switches the paid option; ErrNotFound without the account.
// Setting what is set already changes and records nothing.
func (s *Store) SetAdvancedSecurity(ctx context.Context, actor Actor, id string, on bool) error {
	return s.write(ctx, "set advanced security", func(ctx context.Context, t *tx) error {
		return t.setAdvancedSecurity(ctx, actor, id, on)
	})
}

func (t *tx) setAdvancedSecurity(ctx context.Context, actor Actor, id string, on bool) error {
	account, err := accountBy(ctx, t, "id", id)
	if err != nil || account.AdvancedSecurity == on {
		return err
	}
	if _, err := t.exec(ctx, "update accounts set advanced_security = $1 where id = $2", on, id); err != nil {
		return err
	}
	return t.audit(ctx, actor, event{account: id, action: ActionAdvancedSecurity, subject: id, details: []AuditDetail{
		changed("advanced security", strconv.FormatBool(!on), strconv.FormatBool(on)),
	}})
}
