package views

import "slices"

func chosen(list []string, name string) bool { return slices.Contains(list, name) }

// formPath is where the form is sent to.
func formPath(m UserForm) string {
	if m.ID == "" {
		return PathUsers
	}
	return PathUserEdit(m.ID)
}

func cancelPath(m UserForm) string {
	if m.ID == "" {
		return PathUsers
	}
	return PathUser(m.ID)
}

func formLabel(m UserForm) string {
	if m.ID == "" {
		return "Add a user"
	}
	return "Edit " + m.Name
}

func saveLabel(m UserForm) string {
	if m.ID == "" {
		return "Add the user"
	}
	return "Save"
}

// notesOf names what describes a field that may have no hint.
func notesOf(field, hint, failure string) string {
	switch {
	case hint != "":
		return fieldNotes(field, failure)
	case failure != "":
		return field + "-error"
	}
	return ""
}
