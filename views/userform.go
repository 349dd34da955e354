package views

import (
	"slices"
	"strings"
)

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

// nowOf says what a field is now where the form would overwrite it, else nothing.
func nowOf(m UserForm, words func(UserFields) string) string {
	if m.Now == nil || words(*m.Now) == words(m.UserFields) {
		return ""
	}
	return words(*m.Now)
}

func nameWords(f UserFields) string { return f.Name }

func editionWords(f UserFields) string {
	if f.Edition == "" {
		return "none: cannot log in"
	}
	return string(f.Edition)
}

func extensionsWords(f UserFields) string { return listWords(f.Extensions) }

func userGroupsWords(f UserFields) string { return listWords(f.UserGroups) }

func listWords(list []string) string {
	if len(list) == 0 {
		return "none"
	}
	return strings.Join(list, ", ")
}

func timezoneWords(f UserFields) string {
	if f.Timezone == "" {
		return "as in the account"
	}
	return f.Timezone
}
