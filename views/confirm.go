package views

// confirmTone is the colour in which consequences are told.
func confirmTone(stop bool) string {
	if stop {
		return "warn"
	}
	return "info"
}
