package command

import (
	"context"
	"fmt"

	"workbooks.com/authconsole/internal/policy"
	"workbooks.com/authconsole/store"
)

// demoPassword is everybody's in the demo; its hash is made beforehand so that
// the demo starts at once.
const (
	demoPassword     = "workbooks-demo"
	demoPasswordHash = "$argon2id$v=19$m=19456,t=2,p=1$FQpn1XXPzqj++ix36bI/9Q$ISU3M294qqn/ojPfYm+7f7cLj7QljXwGpXQomnyQCUA"
)

type demoPerson struct {
	Name, Email string
	role        policy.Role
	about       string
}

type demoAccount struct {
	store.NewAccount
	people []demoPerson
}

// demoAccounts are made so that every state of the main job can be walked. An
// account without a name holds Workbooks' own support.
func demoAccounts() []demoAccount {
	return []demoAccount{
		{
			NewAccount: store.NewAccount{
				Name: "Brightwater Ltd", AdvancedSecurity: true, AccountManager: "Priya Shah",
				Licences: map[string]int{"CRM": 6, "Business": 2, "Mapping": 2, "Outlook Connector": 1},
			},
			people: []demoPerson{
				{"Ada Lovelace", "ada@brightwater.example", policy.Administrator, "administrator of Brightwater Ltd: start here"},
				{"Hal Jones", "hal@brightwater.example", policy.Helpdesk, "helpdesk of Brightwater Ltd"},
				{"Una Moss", "una@brightwater.example", policy.PlainUser, "user of Brightwater Ltd"},
			},
		},
		{
			NewAccount: store.NewAccount{Name: "Harbour & Sons", AccountManager: "Priya Shah", Licences: map[string]int{"CRM": 5}},
			people: []demoPerson{
				{"Henry Harbour", "henry@harbour.example", policy.Administrator, "administrator of Harbour & Sons: no Advanced Security"},
			},
		},
		{
			NewAccount: store.NewAccount{Name: "Quarry Tools GmbH", AdvancedSecurity: true, Licences: map[string]int{"CRM": 5}},
			people: []demoPerson{
				{"Quinn Fels", "quinn@quarry.example", policy.Administrator, "administrator of Quarry Tools: Azure asks for an approval request"},
			},
		},
		{people: []demoPerson{{"Sue Park", "sue@workbooks.example", policy.Support, "Workbooks support"}}},
	}
}

func (a demoAccount) create(ctx context.Context, db *store.Store, actor store.Actor) error {
	var id string
	if a.Name != "" {
		made, err := db.CreateAccount(ctx, actor, a.NewAccount)
		if err != nil {
			return fmt.Errorf("%s: %w", a.Name, err)
		}
		id = made.ID
	}
	for _, p := range a.people {
		_, err := db.CreateUser(ctx, actor, store.NewUser{AccountID: id, Email: p.Email, Name: p.Name, Role: p.role, PasswordHash: demoPasswordHash})
		if err != nil {
			return fmt.Errorf("%s: %w", p.Email, err)
		}
	}
	return nil
}
