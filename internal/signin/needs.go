package signin

import (
	"time"

	"workbooks.com/authconsole/internal/guidance"
)

// Needs is what a log-in has to ask Microsoft Graph for.
type Needs struct{ Domains, Groups, Mailbox bool }

// Any reports whether anything is to be asked for.
func (n Needs) Any() bool { return n.Domains || n.Groups || n.Mailbox }

// With is what either asks for.
func (n Needs) With(o Needs) Needs {
	return Needs{Domains: n.Domains || o.Domains, Groups: n.Groups || o.Groups, Mailbox: n.Mailbox || o.Mailbox}
}

// NeedsOf says what is to be known of a person to log in to an account at a time. Whoever
// is turned away needs nothing, but where only the domain of their login name is in the
// way: the organisation may have proven it since it was linked.
//
// Groups are read while User Provisioning is on: for somebody new, at the first log-in
// of a user, and then once a day, or each time where templates change what the user has.
// Of guests who get one template, whatever their groups, none are read.
func NeedsOf(p Person, c Candidate, now time.Time) Needs {
	d := Decide(p, c)
	unproven := d.Cause == guidance.LoginNameUnproven
	if d.Step == Refuse && !unproven {
		return Needs{}
	}
	return Needs{
		Domains: unproven,
		Groups:  c.Provisioning && !GuestsApart(p.Guest, c) && groupsDue(c, now),
		Mailbox: c.Known == nil || due(c.Known.MailboxAt, now, MailboxEvery),
	}
}

func groupsDue(c Candidate, now time.Time) bool {
	return c.Known == nil || Follows(c, c.Known.Managed) || due(c.Known.GroupsAt, now, GroupsEvery)
}

// due reports whether something is to be read again. A time that lies far ahead was
// written by a clock that went wrong.
func due(at, now time.Time, every time.Duration) bool { return now.Sub(at).Abs() >= every }
