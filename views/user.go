package views

import (
	"slices"

	"workbooks.com/authconsole/internal/signin"
)

func isManaged(managed []signin.Field, f signin.Field) bool { return slices.Contains(managed, f) }

// sessionsOf makes the paths that end single sessions of a user.
func sessionsOf(id string) func(string) string {
	return func(session string) string { return PathUserSession(id, session) }
}

// endAllLabel spares the session that is looking, which its owner ends by logging out.
func endAllLabel(list []SessionRow) string {
	if others(list) < len(list) {
		return "End all others"
	}
	return "End all sessions"
}

// dangerWords say what can be taken from a user, or why not.
func dangerWords(m UserModel) string {
	switch {
	case m.User.Disabled:
		return "Disabled. Enabling lets " + m.User.Name + " log in again, with what they have."
	case m.Yourself:
		return "This is you: another administrator can disable you, you cannot."
	case m.LastKeeper:
		return m.User.Name + " is the last Workbooks administrator of " + m.Account + ", so they cannot be disabled. Make somebody else an administrator first."
	}
	return "Disabling ends all sessions of " + m.User.Name + " at once and keeps them out, with Microsoft and with a password. Their licences stay used until you free them."
}

// guestWords say where a guest comes from.
func guestWords(home string) string {
	if home == "" {
		return "A guest of the organisation"
	}
	return "A guest of the organisation, from " + home
}

// relinkMeans are the consequences of «Yes, relink».
func relinkMeans(m UserModel) []string {
	list := []string{
		m.Relink.Username + " logs in as " + m.User.Name + " from now on, with everything that " + m.User.Name + " may see and do.",
		"All sessions of " + m.User.Name + " end.",
	}
	if m.Relink.Replaces {
		list = append(list, "The Microsoft identity known until now is forgotten and can no longer log in.")
	}
	return append(list, "Ask the person, by telephone or face to face, if you are not sure: a new account under an old name may be somebody else.")
}

// welcomeStatus is how an invitation of a user stands.
func welcomeStatus(i UserInvitation) Status {
	switch i.State {
	case WelcomeUsed:
		return Status{OK, "Used: a password is set"}
	case WelcomeRevoked:
		return Status{Idle, "Taken back"}
	case WelcomeSuperseded:
		return Status{Idle, "Sent again"}
	case WelcomeExpired:
		return Status{Idle, "Expired"}
	default:
		return openWelcome(i.Mail)
	}
}

func openWelcome(s MailState) Status {
	switch s {
	case MailQueued:
		return Status{Wait, "Being sent"}
	case MailSent:
		return Status{Wait, "Sent, not used yet"}
	case MailFailed:
		return Status{Warn, "The mail was not sent"}
	default:
		return Status{Wait, "The link is ready, not used yet"}
	}
}

// inviteLabel names the button that sends an invitation.
func inviteLabel(i *UserInvitation) string {
	if i == nil {
		return "Send invitation"
	}
	return "Send it again"
}
