package views

func methodIcon(name string) string {
	if name == "Microsoft" {
		return "organisation"
	}
	return "key"
}

// plural picks the form of a verb or noun for a number.
func plural(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}
