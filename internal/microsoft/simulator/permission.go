package simulator

// permission is one line of the consent page, in our own words.
type permission struct {
	Scope       string
	Title       string
	Description string
	Admin       bool // only an administrator may grant it
}

// permissions returns the lines of the consent page for these scopes.
func permissions(scopes []string) []permission {
	lines := make([]permission, 0, len(scopes))
	for _, scope := range scopes {
		if line, ok := permissionFor(scope); ok {
			lines = append(lines, line)
		}
	}
	return lines
}

// permissionFor describes a delegated permission of Graph that the registration
// may ask for; false for any other (microsoft.md §9).
func permissionFor(scope string) (permission, bool) {
	for _, line := range []permission{
		{"openid", "Sign people in", "People use their work account for this application, and it sees who they are.", false},
		{"profile", "See basic profiles", "Name, picture and user name of the person who signs in.", false},
		{"email", "See e-mail addresses", "The primary e-mail address of the person who signs in.", false},
		{"offline_access", "Keep the access it was given", "Also while the person is not using the application. Adds no further permission.", false},
		{"User.Read", "Read the profile of whoever signs in", "Their own profile, and basic information about the company.", false},
		{"GroupMember.Read.All", "Read group memberships", "Lists groups, their basic properties and who belongs to them.", true},
	} {
		if line.Scope == scope {
			return line, true
		}
	}
	return permission{}, false
}

// ordinary reports whether people may grant every one of the scopes for
// themselves, if their organisation lets them.
func ordinary(scopes []string) bool {
	for _, scope := range scopes {
		if line, known := permissionFor(scope); !known || line.Admin {
			return false
		}
	}
	return true
}
