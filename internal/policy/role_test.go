package policy_test

import (
	"testing"

	"workbooks.com/authconsole/internal/policy"
)

func TestWhatARoleMayDo(t *testing.T) {
	for _, row := range []struct {
		role                   policy.Role
		valid, administer, see bool
	}{
		{policy.Administrator, true, true, true},
		{policy.Helpdesk, true, false, true},
		{policy.PlainUser, true, false, false},
		{policy.Support, true, false, false},
		{"", false, false, false},
		{"Administrator", false, false, false},
		{"root", false, false, false},
	} {
		t.Run(string(row.role), func(t *testing.T) {
			if got := row.role.Valid(); got != row.valid {
				t.Errorf("Valid = %v, want %v", got, row.valid)
			}
			if got := row.role.MayAdminister(); got != row.administer {
				t.Errorf("MayAdminister = %v, want %v", got, row.administer)
			}
			if got := row.role.MaySeeAuthentication(); got != row.see {
				t.Errorf("MaySeeAuthentication = %v, want %v", got, row.see)
			}
		})
	}
}
