package signin

import (
	"workbooks.com/authconsole/internal/guidance"
	"workbooks.com/authconsole/internal/link"
	"workbooks.com/authconsole/internal/policy"
)

// Decide says who the person is for an account, and what follows. The person is proven
// to be of the candidate's tenant; everything else in the candidate is as the database
// has it now. A known user who has another identity than the person's is not believed
// (attacks.md, S46 and S47).
func Decide(p Person, c Candidate) Decision {
	known := c.Known != nil && c.Known.Identity == Identity{TenantID: p.TenantID, ObjectID: p.ObjectID}
	switch {
	case !c.AdvancedSecurity:
		return refuse(guidance.MicrosoftLoginNotAllowed)
	case c.LinkState != link.Enabled:
		return refuse(guidance.LinkDisabled)
	case known && p.Guest && guests(c) == RefuseGuests:
		return refuseUser(*c.Known, guidance.GuestNotAllowed)
	case known:
		return enter(Enter, *c.Known, LoginName{})
	}
	names := LoginNames(p, c.Domains)
	for _, name := range names {
		for _, u := range c.Named {
			if sameASCII(u.LoginName, name.Name) {
				return meet(p, c, u, name)
			}
		}
	}
	return newcomer(p, c, names)
}

func refuse(cause guidance.Cause) Decision { return Decision{Step: Refuse, Cause: cause} }

func refuseUser(u User, cause guidance.Cause) Decision {
	return Decision{Step: Refuse, Cause: cause, User: u}
}

// guests is the policy, which refuses unless it says otherwise.
func guests(c Candidate) GuestPolicy {
	if c.Guests == AllowGuests || c.Guests == TemplateGuests {
		return c.Guests
	}
	return RefuseGuests
}

// enter lets a user in who may log in at all.
func enter(step Step, u User, by LoginName) Decision {
	switch {
	case !u.LoginEnabled:
		return refuseUser(u, guidance.LoginDisabled)
	case u.Edition == policy.NoEdition:
		return refuseUser(u, guidance.NoEdition)
	}
	return Decision{Step: step, User: u, Name: by}
}

// meet is the first time that an existing user comes with Microsoft.
func meet(p Person, c Candidate, u User, name LoginName) Decision {
	d := Decision{Step: Refuse, User: u, Name: name, Relink: true}
	switch {
	case p.Guest && guests(c) == RefuseGuests:
		return refuseUser(u, guidance.GuestNotAllowed)
	case !u.LoginEnabled: // stays out, and nobody is asked to put another in the place (S70)
		return refuseUser(u, guidance.LoginDisabled)
	case !u.Identity.Zero():
		d.Cause = guidance.RelinkNeeded
		return d
	case !name.Proven:
		d.Cause = guidance.LoginNameUnproven
		return d
	}
	return enter(Meet, u, name)
}

// newcomer is somebody whom nobody in the account stands for.
func newcomer(p Person, c Candidate, names []LoginName) Decision {
	switch {
	case p.Guest && guests(c) == RefuseGuests:
		return refuse(guidance.GuestNotAllowed)
	case !c.Provisioning:
		return refuse(guidance.ProvisioningOff)
	case len(names) == 0: // nothing that could be a log-in name
		return refuse(guidance.NoAccount)
	case !names[0].Proven:
		d := refuse(guidance.LoginNameUnproven)
		d.Name = names[0]
		return d
	}
	return Decision{Step: Provision, Name: names[0]}
}
