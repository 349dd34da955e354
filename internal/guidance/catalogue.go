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

// advice names the numbers whose cause their entry in the catalogue does not tell
// (microsoft.md §1.6, §8 and §11): a cause and its numbers in each line.
//
//go:embed advice.txt
var advice string

// Advise returns the cause that an AADSTS number, digits only, advises by itself.
// It is None for a number that is not known or that can mean anything. A number
// never decides: see FromCallback and FromToken.
func Advise(aadsts string) Cause {
	if strings.Trim(aadsts, "0123456789") != "" || aadsts == "" {
		return None
	}
	for line := range strings.Lines(advice) {
		fields := strings.Fields(line)
		for _, number := range fields[1:] {
			if number == aadsts {
				return Cause(fields[0])
			}
		}
	}
	return listed(aadsts)
}

// ambiguous is a number that Microsoft uses for whatever happened.
const ambiguous = "165004"

// listed advises by the catalogue's category and by who can fix it.
func listed(aadsts string) Cause {
	_, rest, found := strings.Cut(catalogue, "\nAADSTS"+aadsts+",")
	if !found || aadsts == ambiguous {
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
	case category == "throttle":
		return TooManyRequests
	case fixer == "microsoft":
		return MicrosoftTrouble
	case category == "conditional-access":
		return BlockedByPolicy
	case fixer == "end-user":
		return LoginUnfinished
	default:
		return FederationTrouble
	}
}
