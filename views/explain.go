package views

import "workbooks.com/authconsole/internal/guidance"

// showExplain offers the question «What did Microsoft's page show?» where nothing
// is being waited for: after somebody did not come back, and with its answer.
func showExplain(m MicrosoftModel) bool {
	if waiting(m.Request) {
		return false
	}
	asked := m.Explain.Error != "" || m.Explain.Answer != nil || m.Explain.Secrets
	return asked || m.Failed != nil && m.Failed.Cause == guidance.NeverCameBack
}
