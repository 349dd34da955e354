package views

// overUsed reports whether more of anything is used than owned.
func overUsed(m LicencesModel) bool {
	for _, list := range [][]LicenceRow{m.Editions, m.Extensions} {
		for _, r := range list {
			if r.Left() < 0 {
				return true
			}
		}
	}
	return false
}
