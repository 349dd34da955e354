package views

import "workbooks.com/authconsole/internal/link"

// approvedWords begin the line of a link that awaits confirmation; its time follows.
func approvedWords(l Link) string {
	if l.ApprovedAs == "" {
		return "Approved "
	}
	return "Approved by " + l.ApprovedAs + " "
}

// pendingWords say who must act.
func pendingWords(a AwaitingLink) string {
	switch {
	case a.Taken:
		return " · the organisation serves another account meanwhile: it can only be rejected"
	case a.Replaces != "":
		return " · would take the place of " + a.Replaces + " · a Workbooks administrator of the account must confirm or reject it"
	}
	return " · a Workbooks administrator of the account must confirm or reject it"
}

// recipientWords name whom an invitation went to.
func recipientWords(i Invitation) string {
	if i.Recipient == "" {
		return "A link handed over by copying"
	}
	return i.Recipient
}

// openedWords say whether the invitation was opened; the time follows where it was.
func openedWords(i Invitation) string {
	if i.OpenedAt.IsZero() {
		return " · not opened yet"
	}
	return " · first opened "
}

// pendingStatus is how far an open invitation has come.
func pendingStatus(i Invitation) Status {
	switch {
	case i.State == link.InvitationApproved:
		return Status{OK, "Approved"}
	case i.State != link.InvitationOpen:
		return Status{Idle, "Ended"}
	case i.Mail == MailFailed:
		return Status{Warn, "Mail not delivered"}
	case i.Mail == MailQueued:
		return Status{Wait, "Mail on its way"}
	case !i.OpenedAt.IsZero():
		return Status{Wait, "Opened"}
	case i.Mail == MailSent:
		return Status{Wait, "Sent"}
	}
	return Status{Wait, "Open"}
}
