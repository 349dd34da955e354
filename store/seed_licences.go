package store

import "workbooks.com/authconsole/internal/policy"

// seededLicences is what a made-up account owns: most are small, and few have more than
// the Edition CRM. It follows from the number of the account, so that the stories of
// accounts are what they are whatever they own.
func seededLicences(index int) map[string]int {
	size := 3 + index*7%23
	if index%10 == 0 {
		size *= 8
	}
	owned := map[string]int{string(policy.CRM): size}
	if index%4 == 1 {
		owned[string(policy.Business)] = 1 + size/5
	}
	if index%6 == 2 {
		owned["Mapping"] = 1 + size/3
	}
	return owned
}
