package apptest

import (
	"context"

	"workbooks.com/authconsole/internal/policy"
	"workbooks.com/authconsole/store"
)

// Password is everybody's.
const Password = "canary password 4471"

// passwordHash is the argon2id hash of Password, made with smaller parameters:
// what a hash costs is not what these tests are about.
const passwordHash = "$argon2id$v=19$m=64,t=1,p=1$lrfNSkTa1aLHaz90QmgTwQ$gIJnUwhwKW/IHr7j2H/hMASb4YnrYPAseXSNTBn4mvQ"

// People of the tests, by log-in name.
const (
	Ada   = "ada@brightwater.example"  // administrator of Brightwater
	Bob   = "bob@brightwater.example"  // second administrator of Brightwater
	Hal   = "hal@brightwater.example"  // helpdesk of Brightwater
	Una   = "una@brightwater.example"  // user of Brightwater
	Henry = "henry@harbour.example"    // administrator of Harbour, no Advanced Security
	Rita  = "rita@quarry.example"      // administrator of Quarry
	Sue   = "sue@workbooks.example"    // Workbooks support
	Eve   = "eve@eavesdropper.example" // administrator of another account with Advanced Security
)

// Accounts of the tests.
const (
	Brightwater = "Brightwater Ltd"
	Harbour     = "Harbour & Sons"
	Quarry      = "Quarry Tools GmbH"
	Eaves       = "Eavesdropper plc"
)

// Operator is the actor that sets tests up.
func Operator() store.Actor { return store.Actor{Kind: store.KindOperator, Name: "test"} }

// Seed makes the accounts and people above and returns the account IDs by name.
func (a *App) Seed() map[string]string {
	a.t.Helper()
	ids := map[string]string{}
	for _, n := range []store.NewAccount{
		{Name: Brightwater, AdvancedSecurity: true, AccountManager: "Priya Shah"},
		{Name: Harbour, AccountManager: "Priya Shah"},
		{Name: Quarry, AdvancedSecurity: true},
		{Name: Eaves, AdvancedSecurity: true},
	} {
		made, err := a.Store.CreateAccount(context.Background(), Operator(), n)
		a.must(err)
		ids[made.Name] = made.ID
	}
	for _, p := range []struct {
		email, name, account string
		role                 policy.Role
	}{
		{Ada, "Ada Lovelace", Brightwater, policy.Administrator},
		{Bob, "Bob Brown", Brightwater, policy.Administrator},
		{Hal, "Hal Jones", Brightwater, policy.Helpdesk},
		{Una, "Una Moss", Brightwater, policy.PlainUser},
		{Henry, "Henry Harbour", Harbour, policy.Administrator},
		{Rita, "Rita Stein", Quarry, policy.Administrator},
		{Eve, "Eve Malin", Eaves, policy.Administrator},
		{Sue, "Sue Park", "", policy.Support},
	} {
		_, err := a.Store.CreateUser(context.Background(), Operator(), store.NewUser{
			AccountID: ids[p.account], Email: p.email, Name: p.name, Role: p.role, PasswordHash: passwordHash,
		})
		a.must(err)
	}
	return ids
}
