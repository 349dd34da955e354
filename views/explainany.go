package views

import "workbooks.com/authconsole/views/ui"

func explainHint(support bool) string {
	if support {
		return "A code, the pasted page, a reference, a correlation ID or a login name. It looks at all accounts."
	}
	return "A code, the pasted page, a reference, a correlation ID or a login name. It looks at your account."
}

// explainSummary is what a screen reader says when the answer changes.
func explainSummary(m ExplainAnyModel) string {
	switch {
	case !m.Ready:
		return ""
	case m.Answer != nil:
		return m.Answer.Title
	case len(m.Attempts) > 0:
		return foundWords(len(m.Attempts))
	case m.Error != "":
		return m.Error
	}
	return "Nothing found."
}

func foundWords(n int) string { return ui.Count(n, "attempt found", "attempts found") }

func nothingWords(support bool) string {
	words := "No code is in this text, and no attempt of the last 90 days belongs to it. "
	if support {
		return words + "Please ask for all the text of Microsoft’s page, or for the reference that Workbooks showed."
	}
	return words + "Please paste all the text of Microsoft’s page, or the reference that Workbooks showed."
}
