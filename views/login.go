package views

// describedBy is the ID of the login error when there is one.
func describedBy(failure string) string {
	if failure == "" {
		return ""
	}
	return "login-error"
}
