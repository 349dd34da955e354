package handlers

import (
	"cmp"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"workbooks.com/authconsole/internal/guidance"
	"workbooks.com/authconsole/internal/policy"
	"workbooks.com/authconsole/internal/signin"
	"workbooks.com/authconsole/views"
)

// explainer is what an account's templates go by, as a log-in reads it.
type explainer struct {
	account   signin.Candidate
	templates []signin.Template
	stock     signin.Stock
	role      policy.Role // of whoever asks
	now       time.Time
}

func (c *Console) explained(ctx echo.Context) (explainer, error) {
	v, _ := visitor(ctx)
	rc := ctx.Request().Context()
	e := explainer{role: v.User.Role, now: c.Now()}
	list, _, err := c.Store.Templates(rc, v.Account.ID)
	if err != nil {
		return e, err
	}
	for _, t := range list {
		e.templates = append(e.templates, t.Template)
	}
	p, err := c.Store.Provisioning(rc, v.Account.ID)
	if err != nil {
		return e, err
	}
	e.account = signin.Candidate{
		Provisioning: p.Enabled, Guests: p.Guests, GuestTemplateID: p.GuestTemplateID, ApplyAt: p.ApplyAt, WhenNoneLeft: p.WhenNoneLeft,
	}
	e.stock, err = c.Store.Stock(rc, v.Account.ID)
	return e, err
}

// explain says which template applies and why each other does not, and what that would
// take: by the very rule that a log-in goes by. names are the directory's of groups whose
// names Microsoft did not tell: they are shown, and nobody goes by them.
func (e explainer) explain(who signin.Who, membership signin.Membership, names map[string]string) views.MatchModel {
	plan := signin.PlanFor(who, e.account, e.templates, membership)
	m := views.MatchModel{
		Outcome: matchOutcome(plan, len(e.templates), membership), Exists: who.Has != nil, Guest: plan.ByGuest, Kept: plan.Kept, Now: e.now,
		Off: !e.account.Provisioning, Verdicts: verdictViews(e.role, plan.Matched.Verdicts),
	}
	if !plan.ByGuest {
		for _, g := range membership.Groups {
			if name := cmp.Or(g.Name, names[g.ID]); name != "" {
				m.Groups = append(m.Groups, name)
			} else {
				m.Unnamed++
			}
		}
	}
	if plan.Index >= 0 {
		e.would(&m, who, plan)
	}
	return m
}

func matchOutcome(p signin.Plan, templates int, m signin.Membership) views.MatchOutcome {
	switch {
	case p.Index >= 0:
		return views.MatchApplies
	case p.Cause == guidance.GuestNotAllowed:
		return views.MatchGuest
	case p.ByGuest:
		return views.MatchGuestOff
	case templates == 0:
		return views.MatchNoTemplate
	case m.Reading != signin.Read:
		return views.MatchUnread
	case p.Cause == guidance.GroupsUnreadable:
		return views.MatchUnsure
	}
	return views.MatchNone
}

// would says what the template gives, and which licences it takes.
func (e explainer) would(m *views.MatchModel, who signin.Who, plan signin.Plan) {
	t := e.templates[plan.Index]
	m.Template = views.Way{Label: t.GroupName, Path: templatePath(e.role, t.ID)}
	lacking, ok := signin.Allocate(plan.Taken, e.stock, e.account.WhenNoneLeft)
	m.Lacking, m.Refuses = lacking, !ok
	if len(lacking) > 0 {
		m.Outcome = views.MatchNoLicence
	}
	for _, name := range plan.Taken {
		m.Licences = append(m.Licences, licenceStep(name, e.stock[name].Left(), ok))
	}
	switch {
	case who.Has == nil:
		m.Changes = profileViews(plan.To)
	case ok:
		m.Changes = changeViews(who.Has.Profile, plan.To)
	}
}

// licenceStep is what becomes of a licence that is taken, or would have been.
func licenceStep(name string, left int, taken bool) views.LicenceStep {
	s := views.LicenceStep{Name: name, Before: left, After: left}
	if taken {
		s.After--
	}
	return s
}

// profileViews lists what somebody new gets.
func profileViews(p signin.Profile) (out []views.Detail) {
	for _, d := range profileFacts(p) {
		if d.Value != "" {
			out = append(out, d)
		}
	}
	return out
}

// changeViews lists what differs for somebody with a user.
func changeViews(was, to signin.Profile) (out []views.Detail) {
	before := profileFacts(was)
	for i, after := range profileFacts(to) {
		if before[i].Value != after.Value {
			out = append(out, views.Detail{Name: after.Name, Value: orNone(before[i].Value) + " → " + orNone(after.Value)})
		}
	}
	return out
}

func profileFacts(p signin.Profile) []views.Detail {
	return []views.Detail{
		{Name: "Edition", Value: string(p.Edition)}, {Name: "Extensions", Value: strings.Join(p.Extensions, ", ")},
		{Name: "User Groups", Value: strings.Join(p.UserGroups, ", ")}, {Name: "Timezone", Value: p.Timezone},
	}
}

func orNone(s string) string {
	if s == "" {
		return "none"
	}
	return s
}

// templatePath is where somebody of this role sees a template: its form, the list, or
// nowhere.
func templatePath(role policy.Role, id string) string {
	switch {
	case role.MayAdminister():
		return views.PathTemplate(id)
	case role == policy.Helpdesk:
		return views.PathTemplates + "#template-" + id
	}
	return ""
}

func verdictViews(role policy.Role, verdicts []signin.Verdict) (out []views.LoginVerdict) {
	for _, v := range verdicts {
		out = append(out, views.LoginVerdict{Group: v.GroupName, Path: templatePath(role, v.TemplateID), Status: views.VerdictStatus(v.Reason)})
	}
	return out
}
