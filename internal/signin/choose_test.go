package signin_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"workbooks.com/authconsole/internal/link"
	"workbooks.com/authconsole/internal/signin"
)

func TestChoose(t *testing.T) {
	// account is an account by its ID, of the usual kind but for the changes.
	account := func(id string, changes ...change) signin.Candidate {
		s := usual(changes...)
		s.AccountID = id
		return s.Candidate
	}
	type accounts = []signin.Candidate
	const old = "old@corp.com"
	for name, row := range map[string]struct {
		accounts          accounts
		typed, remembered string
		chosen            int
		several           []int
	}{
		"none":                                      {nil, ada, "a", -1, nil},
		"one that knows nobody":                     {accounts{account("a", provisioningOff)}, "", "", 0, nil},
		"one of two knows the person":               {accounts{account("a"), account("b", known())}, "", "", 1, nil},
		"one of two has a user of that name":        {accounts{account("a"), account("b", met())}, "", "", 1, nil},
		"knowing goes before a user of that name":   {accounts{account("a", met()), account("b", known())}, ada, "", 1, nil},
		"what was chosen goes before knowing":       {accounts{account("a", met()), account("b", known())}, ada, "a", 0, nil},
		"one of two would add the person":           {accounts{account("a", provisioningOff), account("b")}, "", "", 1, nil},
		"one of two that would add is disabled":     {accounts{account("a", linkState(link.Disabled)), account("b")}, "", "", 1, nil},
		"both know the person":                      {accounts{account("a", known()), account("b", known())}, "", "", -1, []int{0, 1}},
		"both know, one is remembered":              {accounts{account("a", known()), account("b", known())}, "", "b", 1, nil},
		"both know, another is remembered":          {accounts{account("a", known()), account("b", known())}, "", "c", -1, []int{0, 1}},
		"typed is one's user":                       {accounts{account("a", known()), account("b", known(at(old)))}, "OLD@corp.com", "a", 1, nil},
		"typed is nobody's":                         {accounts{account("a", known()), account("b", known())}, "x@corp.com", "", -1, []int{0, 1}},
		"typed is nobody's, one is remembered":      {accounts{account("a", known()), account("b", known())}, "x@corp.com", "b", 1, nil},
		"typed is both's user":                      {accounts{account("a", known()), account("b", known())}, ada, "", -1, []int{0, 1}},
		"typed is both's user, one is remembered":   {accounts{account("a", known()), account("b", known())}, ada, "b", 1, nil},
		"typed is two of three's user":              {accounts{account("a", known(at(old))), account("b", known()), account("c", known())}, ada, "a", -1, []int{1, 2}},
		"typed is the user of one that was met":     {accounts{account("a", met(at(old))), account("b", met())}, ada, "", 1, nil},
		"typed with a sign that is no K":            {accounts{account("a", known(at("k@corp.com"))), account("b", known())}, "\u212a@corp.com", "", -1, []int{0, 1}},
		"nobody would add the person":               {accounts{account("a", provisioningOff), account("b", provisioningOff)}, "", "", -1, []int{0, 1}},
		"remembered one is switched off":            {accounts{account("a", known(), linkState(link.Disabled)), account("b", known())}, "", "a", 1, nil},
		"remembered one has lost Advanced Security": {accounts{account("a", known(), notEntitled), account("b", known()), account("c", known())}, "", "a", -1, []int{0, 1, 2}},
		"remembered one has disabled the user":      {accounts{account("a", known(disabled)), account("b", met())}, "", "a", 1, nil},
		"remembered one gives no Edition":           {accounts{account("a", known(noEdition)), account("b", known())}, "", "a", 1, nil},
		"remembered one refuses as the other does":  {accounts{account("a", known(disabled)), account("b", known(disabled))}, "", "a", 0, nil},
		"knowing one refuses":                       {accounts{account("a", known(disabled)), account("b", met())}, "", "", 1, nil},
		"typed is a user of one that refuses":       {accounts{account("a", known(at(old), disabled)), account("b", known())}, old, "", 0, nil},
		"remembered one no longer knows the person": {accounts{account("a"), account("b", known()), account("c", known())}, "", "a", -1, []int{1, 2}},
	} {
		t.Run(name, func(t *testing.T) {
			chosen, several := signin.Choose(usual().person, row.accounts, row.typed, row.remembered)
			if chosen != row.chosen {
				t.Errorf("chosen = %d, want %d", chosen, row.chosen)
			}
			if diff := cmp.Diff(row.several, several); diff != "" {
				t.Errorf("several: %s", diff)
			}
		})
	}
}
