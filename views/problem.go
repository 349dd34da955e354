package views

import "strconv"

// problemIcon tells our fault from a request that cannot be answered.
func problemIcon(status int) string {
	if status >= 500 {
		return "stop"
	}
	return "warn"
}

// statusWords names the HTTP status for those who have to report it.
func statusWords(status int) string { return "Error " + strconv.Itoa(status) }
