package policy_test

import (
	"errors"
	"strings"
	"testing"

	"workbooks.com/authconsole/internal/policy"
)

func TestCheckNewPassword(t *testing.T) {
	for name, row := range map[string]struct {
		password string
		want     error
	}{
		"a few words":                     {"copper kettle sings", nil},
		"no capitals, digits or signs":    {"coppperkettlesings", nil},
		"exactly twelve":                  {"kettlesingsx", nil},
		"eleven":                          {"kettlesings", policy.PasswordShort},
		"empty":                           {"", policy.PasswordShort},
		"eleven characters in many bytes": {"žluťoučkýků", policy.PasswordShort},
		"twelve characters in many bytes": {"žluťoučkýkůň", nil},
		"exactly 128":                     {strings.Repeat("kettlesi", 16), nil},
		"129":                             {strings.Repeat("kettlesi", 16) + "x", policy.PasswordLong},
		"a megabyte":                      {strings.Repeat("k", 1<<20), policy.PasswordLong},
		"a line end":                      {"kettle\nsings loud", policy.PasswordUnreadable},
		"a NUL":                           {"kettle\x00sings loud", policy.PasswordUnreadable},
		"not UTF-8":                       {"kettle\xffsings loud", policy.PasswordUnreadable},
		"part of the login name":          {"my-lovelace-2026-key", policy.PasswordPersonal},
		"the login name in capitals":      {"ADA.LOVELACE loves", policy.PasswordPersonal},
		"part of the name":                {"kettle augusta sings", policy.PasswordPersonal},
		"a short name inside a word":      {"canadakettlesings", nil},
		"common with digits after it":     {"Password20261!", policy.PasswordCommon},
		"common twice":                    {"welcomewelcome", policy.PasswordCommon},
		"common alone":                    {"administrator", policy.PasswordCommon},
		"a famous one":                    {"correct horse battery staple", policy.PasswordCommon},
		"a row of keys":                   {"1q2w3e4r5t6y", policy.PasswordCommon},
		"one key":                         {"xxxxxxxxxxxxxx", policy.PasswordCommon},
		"four keys":                       {"xyxyxyzwxyxyzw", policy.PasswordCommon},
		"digits that nobody would guess":  {"8352-1947-2265", nil},
		"our own name":                    {"Workbooks-2026", policy.PasswordCommon},
		"a common word among others":      {"summer kettle sings", nil},
	} {
		t.Run(name, func(t *testing.T) {
			got := policy.CheckNewPassword(row.password, "ada.lovelace@brightwater.example", "Ada Augusta")
			if !errors.Is(got, row.want) {
				t.Errorf("CheckNewPassword = %v, want %v", got, row.want)
			}
		})
	}
}

func TestCheckNewPasswordWithoutNames(t *testing.T) {
	if err := policy.CheckNewPassword("copper kettle sings", "", ""); err != nil {
		t.Errorf("CheckNewPassword = %v, want nil", err)
	}
}
