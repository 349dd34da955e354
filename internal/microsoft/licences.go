package microsoft

import (
	"context"
	"strings"
)

// mailboxPlans are the service plans that come with a mailbox. EXCHANGE_S_FOUNDATION
// is not one of them (microsoft.md §7).
var mailboxPlans = map[string]bool{
	"9aaf7827-d63c-4b61-89c3-182f06f82e5c": true, // EXCHANGE_S_STANDARD
	"efb87545-963c-4e0d-99df-69c6916d9eb0": true, // EXCHANGE_S_ENTERPRISE
	"4a82b400-a79f-41a4-b4e2-e94f5787b113": true, // EXCHANGE_S_DESKLESS
}

// Licences is what Microsoft 365 licences a person holds. It is advice only: a
// mailbox may also be on the organisation's own servers.
type Licences struct {
	Mailbox bool // a licence with an Exchange plan of the person's own that is in force
}

// licence is an entry of licenseDetails (microsoft.md §7).
type licence struct {
	ServicePlans []struct{ ServicePlanID, ProvisioningStatus, AppliesTo string }
}

// Licences asks Graph for the licences of the person who signed in, within the same
// bounds as [Client.Groups]. Errors are *Error or wrap [ErrIncomplete]; with any error
// the result is zero, which must not be taken for a person without licences.
func (c *Client) Licences(ctx context.Context, t GraphToken) (Licences, error) {
	list := listing{op: "read licences", token: t, address: c.graph + "/v1.0/me/licenseDetails"}
	var found Licences
	for page, err := range pages[licence](ctx, c, list) {
		if err != nil {
			return Licences{}, err
		}
		for _, one := range page {
			found.Mailbox = found.Mailbox || one.mailbox()
		}
	}
	return found, nil
}

func (l licence) mailbox() bool {
	for _, plan := range l.ServicePlans {
		if mailboxPlans[strings.ToLower(plan.ServicePlanID)] && plan.AppliesTo == "User" && plan.ProvisioningStatus == "Success" {
			return true
		}
	}
	return false
}
