package views

import (
	"net/url"

	"workbooks.com/authconsole/internal/guidance"
)

// describedBy names what describes the e-mail field of the login page.
func describedBy(m LoginForm) string {
	ids := "email-hint"
	if m.Error != "" {
		ids += " " + loginFault(m.Error)
	}
	if m.MicrosoftError != "" {
		ids += " microsoft-error"
	}
	return ids
}

// loginFault is the ID of the login error when there is one.
func loginFault(failure string) string {
	if failure == "" {
		return ""
	}
	return "login-error"
}

// returning is a path that remembers where to go afterwards.
func returning(path, returnTo string) string {
	if returnTo == "" || returnTo == PathDesktop {
		return path
	}
	return path + "?" + url.Values{"return_to": {returnTo}}.Encode()
}

// retryLogin is where a log-in that came to nothing is tried again.
func retryLogin(m LoginProblemModel) string {
	if m.Reauth {
		return PathConfirmMicrosoft
	}
	return PathLoginMicrosoft
}

// anotherFirst reports whether the Microsoft account that was used is the reason, so
// that another one is the best way on.
func anotherFirst(c guidance.Cause) bool {
	switch c {
	case guidance.PersonalAccount, guidance.WrongAccount, guidance.WrongOrganisation, guidance.TenantRestricted, guidance.GuestNotRedeemed,
		guidance.TenantNotLinked, guidance.GuestNotAllowed, guidance.NoAccount:
		return true
	default:
		return false
	}
}

// loggedOutWords say where somebody is logged out now.
func loggedOutWords(m LoggedOutModel) string {
	if m.Both {
		return "You are logged out of Workbooks and of Microsoft."
	}
	return "You are logged out of Workbooks."
}

// identityWords say what a confirmation of identity is for.
func identityWords(m ConfirmIdentityModel) string {
	if m.For != "" {
		return m.For
	}
	return "Before you change how people log in, or who, we ask once more who you are."
}

// orDesktop is where Cancel leads when nothing else is known.
func orDesktop(path string) string {
	if path == "" {
		return PathDesktop
	}
	return path
}
