package store

import (
	"context"
	"strings"

	"workbooks.com/authconsole/internal/guidance"
	"workbooks.com/authconsole/internal/policy"
	"workbooks.com/authconsole/internal/signin"
)

// provision makes a user for somebody new by the account's templates, with the licences
// that the template gives, all in this transaction: two who come at once never take the
// same last licence (lessons.md, 23).
func (t *tx) provision(ctx context.Context, w *arrival, d signin.Decision) (SignedIn, error) {
	plan, template, err := t.plan(ctx, w, nil)
	if err != nil {
		return SignedIn{}, err
	}
	if plan.Index < 0 {
		d.Step, d.Cause = signin.Refuse, plan.Cause
		return t.turnAway(ctx, w, d)
	}
	w.details.Template, w.details.Gives = template.GroupName, &plan.To
	ok, err := t.allocate(ctx, w, plan.Taken)
	if err != nil {
		return SignedIn{}, err
	}
	if !ok {
		d.Step, d.Cause = signin.Refuse, guidance.NoLicenceLeft
		return t.turnAway(ctx, w, d)
	}
	return t.addProvisioned(ctx, w, d, template)
}

func (t *tx) addProvisioned(ctx context.Context, w *arrival, d signin.Decision, template signin.Template) (SignedIn, error) {
	profile := template.Profile()
	u := User{
		ID: t.newID(), AccountID: w.at.AccountID, Email: d.Name.Name, Name: provisionedName(w.in.Person, d.Name.Name), Role: policy.RoleOf(profile.UserGroups),
		Edition: profile.Edition, UserGroups: profile.UserGroups, Timezone: profile.Timezone, LoginEnabled: true, Managed: signin.Fields(),
		TemplateID: template.ID, Origin: OriginProvisioned, CreatedAt: t.now, UpdatedAt: t.now,
	}
	if err := t.insertUser(ctx, u, profile.Extensions); err != nil {
		return SignedIn{}, err
	}
	identity := newIdentity(u.ID, u.AccountID, w.in.Person, MadeByTemplate, t.now)
	if err := t.noteMailbox(ctx, w, &identity, u); err != nil {
		return SignedIn{}, err
	}
	if err := t.insertIdentity(ctx, identity); err != nil {
		return SignedIn{}, err
	}
	if err := t.rememberMembership(ctx, w, u.ID); err != nil {
		return SignedIn{}, err
	}
	w.details.Names = namesTried(w.in.Person, w.at.Domains, d)
	w.outcome = OutcomeProvisioned
	err := t.audit(ctx, System(), event{account: u.AccountID, action: ActionUserProvisioned, subject: u.ID, reference: w.in.Reference, details: append([]AuditDetail{
		fact("e-mail", u.Email), fact("name", u.Name), fact("template", template.GroupName), fact("tenant", identity.TenantID), fact("object ID", identity.ObjectID),
	}, profileFacts(u, profile.Extensions)...)})
	if err != nil {
		return SignedIn{}, err
	}
	if u.Role == policy.Administrator {
		t.touch(u.AccountID, true) // Link status finds accounts by their administrators
	}
	return t.letIn(ctx, w, u)
}

// provisionedName is the name that a new user gets: Microsoft's, else the part of the
// log-in name before its @.
func provisionedName(p signin.Person, loginName string) string {
	name, err := nameOf("user name", clean(p.Name, maxName))
	if err != nil {
		name, _, _ = strings.Cut(loginName, "@")
	}
	return name
}

// plan finds what the templates make of a person, who has a user or not, and keeps what
// that showed.
func (t *tx) plan(ctx context.Context, w *arrival, has *signin.Holder) (signin.Plan, signin.Template, error) {
	templates, err := templatesOf(ctx, t, w.at.AccountID)
	if err != nil {
		return signin.Plan{}, signin.Template{}, err
	}
	plan := signin.PlanFor(signin.Who{Guest: w.in.Person.Guest, Has: has}, w.at.Candidate, templates, w.in.Membership)
	w.details.noteVerdicts(plan.Matched)
	if plan.Index < 0 {
		return plan, signin.Template{}, nil
	}
	template := templates[plan.Index]
	if plan.Matched.Bind.ID != "" {
		err = t.bindTemplate(ctx, w.at.AccountID, template.ID, plan.Matched.Bind)
	}
	return plan, template, err
}

// applyTemplate gives a known user what their template says, where the account wants
// that at each log-in. What is not known changes nothing, the last administrator stays
// one, and a licence that is used up leaves the user as they are (lessons.md, 6, 7, 23).
func (t *tx) applyTemplate(ctx context.Context, w *arrival, u User) (User, error) {
	if !signin.Follows(w.at.Candidate, u.Managed) {
		return u, nil
	}
	extensions, err := extensionsOf(ctx, t, u.ID)
	if err != nil {
		return u, err
	}
	has := signin.Holder{Profile: u.profile(extensions), Managed: u.Managed}
	if has.LastAdministrator, err = lastAdministrator(ctx, t, u); err != nil {
		return u, err
	}
	plan, template, err := t.plan(ctx, w, &has)
	if err != nil || plan.Index < 0 || u.TemplateID == template.ID && has.Profile.Same(plan.To) {
		return u, err
	}
	if ok, err := t.allocate(ctx, w, plan.Taken); err != nil || !ok {
		return u, err
	}
	if plan.Kept {
		err := t.audit(ctx, System(), event{account: u.AccountID, action: ActionLastAdministratorKept, subject: u.ID, details: []AuditDetail{
			fact("e-mail", u.Email), fact("template", template.GroupName),
		}})
		if err != nil {
			return u, err
		}
	}
	after := u
	after.TemplateID = template.ID
	err = t.changeProfile(ctx, System(), profileChange{
		before: u, after: after, to: plan.To, action: ActionTemplateApplied, details: []AuditDetail{fact("template", template.GroupName)},
	})
	if err != nil {
		return u, err
	}
	return userByID(ctx, t, u.ID)
}

// allocate reports whether licences may be taken, and tells the administrators of those
// of which none is left.
func (t *tx) allocate(ctx context.Context, w *arrival, wants []string) (bool, error) {
	if len(wants) == 0 {
		return true, nil
	}
	stock, err := stockOf(ctx, t, w.at.AccountID)
	if err != nil {
		return false, err
	}
	lacking, ok := signin.Allocate(wants, stock, w.at.WhenNoneLeft)
	for _, name := range wants {
		w.details.Licences = append(w.details.Licences, LicenceTaken{Name: name, Left: stock[name].Left(), Kept: !ok})
	}
	kind := AlertNoLicenceLeft
	if ok {
		kind = AlertOverAllocated
	}
	for _, name := range lacking {
		if err := t.raise(ctx, w.at.AccountID, kind, name, w.in.Reference); err != nil {
			return false, err
		}
	}
	return ok, nil
}
