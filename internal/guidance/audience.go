package guidance

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Audience is who reads the guidance. The words differ in who does what, and in
// the buttons that the reader's screen has.
type Audience string

// The audiences.
const (
	// ForAdministrator: a Workbooks administrator, with the buttons of the Microsoft
	// window.
	ForAdministrator Audience = "administrator"
	// ForApprover: an Azure administrator who came by an invitation and has no
	// Workbooks login. Buttons: «Approve at Microsoft…», and the one that tries again.
	ForApprover Audience = "approver"
	// ForHelpdesk: the customer's helpdesk, which sees and tells others; no buttons.
	ForHelpdesk Audience = "helpdesk"
	// ForSupport: support at Workbooks, which speaks of the customer; no buttons.
	ForSupport Audience = "support"
	// ForUser: somebody who wanted to log in; no buttons.
	ForUser Audience = "user"

	// byLetter is the Azure administrator who gets a letter: no buttons, and no
	// screen of ours.
	byLetter Audience = "letter"
)

// Audiences lists the audiences in the order of their declaration.
func Audiences() []Audience {
	return []Audience{ForAdministrator, ForApprover, ForHelpdesk, ForSupport, ForUser}
}

// voice puts the names that the audience uses into a text. The person who tried
// is «you» or «they», so that verbs agree with both. The helpdesk's words are also
// read by Workbooks administrators who look something up for somebody.
func (c Cause) voice(a Audience) *strings.Replacer {
	organisation, it, azure, linker := "your organisation", "your IT team", "your Azure administrator", "your Workbooks administrator"
	account, they, their, are := "your Microsoft account", "you", "your", "you are"
	switch a {
	case ForHelpdesk:
		linker = "a Workbooks administrator"
	case ForSupport:
		organisation, it = "the customer’s organisation", "the customer’s IT team"
		azure, linker = "the customer’s Azure administrator", "the customer’s Workbooks administrator"
	case byLetter:
		organisation, it, azure, linker = "the organisation", "the IT team", "an Azure administrator", "the Workbooks administrator"
	default:
	}
	if a == ForHelpdesk || a == ForSupport || a == byLetter {
		account, they, their, are = "the Microsoft account used", "they", "their", "the person is"
	}
	return strings.NewReplacer(
		"{organisation}", organisation, "{Organisation}", capital(organisation), "{it}", it, "{azure}", azure, "{linker}", linker,
		"{Linker}", capital(linker), "{retry}", c.retryButton(),
		"{account}", account, "{Account}", capital(account), "{they}", they, "{their}", their, "{they are}", are,
	)
}

// retryButton is the label of the button that tries again, which depends on the cause.
func (c Cause) retryButton() string {
	switch c {
	case NoAuthority, NotAdministrator, PersonalAccount, WrongAccount, WrongOrganisation, TenantTaken, UnknownTenant:
		return "«Try again with another account»"
	case NeverCameBack:
		return "«Open it again»"
	default:
		return "«Try again»"
	}
}

// capital begins a text with a capital.
func capital(s string) string {
	first, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(first)) + s[size:]
}
