package views

import "workbooks.com/authconsole/internal/signin"

// noneLeftWords say what happens to a new person without a licence left.
func noneLeftWords(w signin.WhenNoneLeft) string {
	if w == signin.OverAllocate {
		return "Everybody gets in, and what is used beyond what you own shows as a negative number."
	}
	return "Nobody is created without a licence; administrators are told once, and people are told whom to ask."
}

// applyWords say what a template does to somebody who has a user already.
func applyWords(a signin.ApplyAt) string {
	if a == signin.AtEach {
		return "Users follow their Azure groups: what a template has set changes with them. What you have changed by hand stays, and so does the last administrator."
	}
	return "A new user is made by a template and then left alone; moving between Azure groups changes nothing here."
}

// guestPolicyWords say what becomes of guests.
func guestPolicyWords(g signin.GuestPolicy) string {
	switch g {
	case signin.AllowGuests:
		return "Guests are matched by their Azure groups, and licences are used for them too."
	case signin.TemplateGuests:
		return "Whatever Azure groups they are in, new guests get what one template gives."
	default:
		return "People of other organisations whom yours has invited cannot log in, even if they have a Workbooks user."
	}
}

// guestTemplate is the template that guests get, without an ID when there is none.
func guestTemplate(m SettingsForm) TemplateOption {
	if m.Guests == signin.TemplateGuests {
		for _, t := range m.Templates {
			if t.ID == m.GuestTemplateID {
				return t
			}
		}
	}
	return TemplateOption{}
}

// optionName tells a disabled template from the others.
func optionName(t TemplateOption) string {
	if t.Off {
		return t.GroupName + " (disabled)"
	}
	return t.GroupName
}
