package policy_test

import (
	"testing"

	"workbooks.com/authconsole/internal/policy"
)

func TestWhatARoleMayDo(t *testing.T) {
	for _, row := range []struct {
		role                   policy.Role
		valid, administer, see bool
		status, support        bool
	}{
		{policy.Administrator, true, true, true, true, false},
		{policy.Helpdesk, true, false, true, true, false},
		{policy.PlainUser, true, false, false, false, false},
		{policy.Support, true, false, false, true, true},
		{"", false, false, false, false, false},
		{"Administrator", false, false, false, false, false},
		{"root", false, false, false, false, false},
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
			if got := row.role.MaySeeStatus(); got != row.status {
				t.Errorf("MaySeeStatus = %v, want %v", got, row.status)
			}
			if got := row.role.MaySupport(); got != row.support {
				t.Errorf("MaySupport = %v, want %v", got, row.support)
			}
		})
	}
}
