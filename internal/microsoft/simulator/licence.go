package simulator

// Licence is one subscription of a person with its service plans, as Graph's
// licenseDetails shows it (microsoft.md §7).
type Licence struct {
	SKUID string
	SKU   string // part number
	Plans []Plan
}

// Plan is one service plan of a licence.
type Plan struct {
	ID        string
	Name      string
	Status    string // provisioningStatus; empty means Success
	AppliesTo string // User or Company; empty means User
}

// LicenceWithMailbox is a licence whose plans contain an Exchange mailbox.
func LicenceWithMailbox() Licence {
	return Licence{
		SKUID: "f245ecc8-75af-4f8e-b61f-27d8114de5f3", SKU: "O365_BUSINESS_PREMIUM",
		Plans: []Plan{
			{ID: "9aaf7827-d63c-4b61-89c3-182f06f82e5c", Name: "EXCHANGE_S_STANDARD"},
			{ID: "c7699d2e-19aa-44de-8edf-1736da088ca1", Name: "SHAREPOINTSTANDARD"},
		},
	}
}

// LicenceWithoutMailbox is a licence whose only Exchange plan is
// EXCHANGE_S_FOUNDATION, which is no mailbox.
func LicenceWithoutMailbox() Licence {
	return Licence{
		SKUID: "a403ebcc-fae0-4ca2-8c8c-7a907fd6c235", SKU: "POWER_BI_STANDARD",
		Plans: []Plan{
			{ID: "113feb6c-3fe4-4440-bddc-54d774bf0318", Name: "EXCHANGE_S_FOUNDATION", AppliesTo: "Company"},
			{ID: "2049e525-b859-401b-b2a0-e0a31c4b1fe4", Name: "BI_AZURE_P0"},
		},
	}
}

// business is what most people have.
func business() []Licence { return []Licence{LicenceWithMailbox()} }
