package handlers

import (
	"context"
	"sync"

	"workbooks.com/authconsole/internal/microsoft"
	"workbooks.com/authconsole/internal/signin"
	"workbooks.com/authconsole/store"
)

// Where somebody's groups were read. The texts are stored in traces.
const (
	groupsFromGraph = "graph"
	groupsFromClaim = "claim"
	groupsTooMany   = "overage" // the token names none because there are too many, and Graph did not answer
)

// learned is what Microsoft Graph told of a person within signin.GraphBudget.
type learned struct {
	membership signin.Membership
	source     string
	mailbox    store.Mailbox
	domains    []string
}

// tell adds it to the log-in.
func (l learned) tell(in *store.SignIn) {
	in.Membership, in.GroupsFrom, in.Mailbox, in.Domains = l.membership, l.source, l.mailbox, l.domains
}

func (c *Console) needs(p signin.Person, a signin.Candidate) signin.Needs {
	return signin.NeedsOf(p, a, c.Now())
}

// learn asks Microsoft Graph only for what is needed, all at once, and waits for two
// seconds at most: what is not known by then is unknown, which never lowers anybody's
// rights and never stops somebody who is known.
func (c *Console) learn(ctx context.Context, in microsoft.SignIn, needs signin.Needs) learned {
	ctx, cancel := context.WithTimeout(ctx, signin.GraphBudget)
	defer cancel()
	var l learned
	var wait sync.WaitGroup
	if needs.Domains {
		wait.Go(func() { l.domains = c.domainsNow(ctx, in) })
	}
	if needs.Groups {
		wait.Go(func() { l.membership, l.source = c.groupsOf(ctx, in) })
	}
	if needs.Mailbox {
		wait.Go(func() { l.mailbox = c.mailboxOf(ctx, in) })
	}
	wait.Wait()
	return l
}

// groupsOf asks Graph, which knows names; the token's own list, where the registration
// asks for one, serves when Graph does not answer (microsoft.md §6).
func (c *Console) groupsOf(ctx context.Context, in microsoft.SignIn) (signin.Membership, string) {
	groups, err := c.Microsoft.Groups(ctx, in.GraphToken)
	if err == nil {
		m := signin.Membership{Reading: signin.Read}
		for _, g := range groups {
			m.Groups = append(m.Groups, signin.Group{ID: g.ID, Name: g.Name})
		}
		return m, groupsFromGraph
	}
	c.Log.Warn("groups not read", "error", err)
	switch claim := in.Identity.Groups; claim.State {
	case microsoft.GroupsPresent:
		m := signin.Membership{Reading: signin.Read}
		for _, id := range claim.IDs {
			m.Groups = append(m.Groups, signin.Group{ID: id})
		}
		return m, groupsFromClaim
	case microsoft.GroupsOverage:
		return signin.Membership{Reading: signin.NotRead}, groupsTooMany
	default:
		return signin.Membership{Reading: signin.NotRead}, groupsFromGraph
	}
}

// mailboxOf looks whether the person has an Exchange plan (microsoft.md §7). It is
// advice: what cannot be read is unknown.
func (c *Console) mailboxOf(ctx context.Context, in microsoft.SignIn) store.Mailbox {
	licences, err := c.Microsoft.Licences(ctx, in.GraphToken)
	switch {
	case err != nil:
		c.Log.Info("mailbox unknown", "error", err)
		return store.MailboxUnknown
	case licences.Mailbox:
		return store.MailboxFound
	}
	return store.MailboxMissing
}

// domainsNow reads the organisation's domains once more: it may have proven another
// since it was linked.
func (c *Console) domainsNow(ctx context.Context, in microsoft.SignIn) []string {
	org, err := c.Microsoft.Organization(ctx, in.GraphToken)
	if err != nil {
		c.Log.Info("domains unknown", "tenant", in.Identity.TenantID, "error", err)
		return nil
	}
	return org.Domains
}
