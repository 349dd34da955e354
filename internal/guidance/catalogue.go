package guidance

import (
	_ "embed"
	"encoding/csv"
	"strings"
)

// catalogue is the list of AADSTS numbers with, for each, its name, category,
// OAuth error, who can fix it and its meaning; one line each.
//
//go:embed aadsts.csv
var catalogue string

// causeOf advises a cause for an AADSTS number, or None. The numbers that matter
// to linking are told one by one (microsoft.md §1.6, §8 and §11), the others by
// their entry in the catalogue.
func causeOf(aadsts string) Cause {
	switch aadsts {
	case "90093", "90094", "900941", "900981", "90099":
		return NoAuthority
	case "90095":
		return ApprovalRequested
	case "65004":
		return Declined
	case "500200", "500208":
		return PersonalAccount
	case "16000", "16003", "50014", "50020", "50034", "50053", "50057", "500571", "51004", "90072":
		return WrongAccount
	case "90002", "900023", "90038":
		return UnknownTenant
	case "65001", "650052", "500011", "700011", "700016", "7000229":
		return AppMissing
	case "7000112":
		return AppDisabled
	case "50105":
		return NotAssigned
	case "50076", "50079", "50097", "53000", "53001", "53002", "53003":
		return BlockedByPolicy
	case "54005", "70000", "70008", "50173":
		return CodeSpent
	case "50012", "70002", "70021", "700027", "700030", "700213", "7000215", "7000218", "7000222":
		return OurCredential
	case "90090":
		return MicrosoftTrouble
	}
	return listed(aadsts)
}

// listed advises by the catalogue's category and by who can fix it. Numbers that
// only the person or their identity provider can act on get no advice: the
// working default of the OAuth error is better than a guess.
func listed(aadsts string) Cause {
	_, rest, found := strings.Cut(catalogue, "\nAADSTS"+aadsts+",")
	if !found {
		return None
	}
	line, _, _ := strings.Cut(rest, "\n")
	fields, err := csv.NewReader(strings.NewReader(line)).Read()
	if err != nil || len(fields) != 5 {
		return None
	}
	category, fixer := fields[1], fields[3]
	switch {
	case fixer == "operator":
		return OurSetup
	case fixer == "microsoft" || category == "throttle":
		return MicrosoftTrouble
	case category == "conditional-access" || category == "mfa":
		return BlockedByPolicy
	case fixer == "workbooks-admin":
		return UnknownTenant
	}
	return None
}
