package views

import "github.com/a-h/templ"

// faulty marks a field as wrong and names the element that says why; it is empty
// when nothing is wrong.
func faulty(id, words string) templ.Attributes {
	if words == "" {
		return nil
	}
	return templ.Attributes{"aria-invalid": "true", "aria-describedby": id}
}

// allowTried reports whether the form was sent and came back to be put right.
func allowTried(f AllowForm) bool { return f.TenantIDError != "" || f.ReasonError != "" }
