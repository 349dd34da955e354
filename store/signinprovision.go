package store

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"workbooks.com/authconsole/internal/guidance"
	"workbooks.com/authconsole/internal/policy"
	"workbooks.com/authconsole/internal/signin"
)

// provision makes a user for somebody new by the account's templates, with the licences
// that the template gives, all in this transaction: two who come at once never take the
// same last licence (lessons.md, 23).
func (t *tx) provision(ctx context.Context, w *arrival, d signin.Decision) (SignedIn, error) {
	template, cause, err := t.templateFor(ctx, w)
	if err != nil {
		return SignedIn{}, err
	}
	if cause != guidance.None {
		d.Step, d.Cause = signin.Refuse, cause
		return t.turnAway(ctx, w, d)
	}
	profile := template.Profile()
	stock, err := stockOf(ctx, t, w.at.AccountID)
	if err != nil {
		return SignedIn{}, err
	}
	wants := profile.Wants()
	w.details.Template = template.GroupName
	for _, name := range wants {
		w.details.Licences = append(w.details.Licences, LicenceTaken{Name: name, Left: stock[name].Left()})
	}
	lacking, ok := signin.Allocate(wants, stock, w.at.WhenNoneLeft)
	kind := AlertNoLicenceLeft
	if ok {
		kind = AlertOverAllocated
	}
	for _, name := range lacking {
		if err := t.raise(ctx, w.at.AccountID, kind, name, w.in.Reference); err != nil {
			return SignedIn{}, err
		}
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
	if err := t.rememberGroups(ctx, u.ID, w.in.Membership, w.in.GroupsFrom); err != nil {
		return SignedIn{}, err
	}
	w.details.Names = namesTried(w.in.Person, w.at.Domains, d)
	w.outcome = OutcomeProvisioned
	err := t.audit(ctx, System(), event{account: u.AccountID, action: ActionUserProvisioned, subject: u.ID, reference: w.in.Reference, details: append([]AuditDetail{
		fact("e-mail", u.Email), fact("name", u.Name), fact("template", template.GroupName), fact("object ID", identity.ObjectID),
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

// templateFor finds what a new person gets, or why nothing.
func (t *tx) templateFor(ctx context.Context, w *arrival) (signin.Template, guidance.Cause, error) {
	templates, err := templatesOf(ctx, t, w.at.AccountID)
	if err != nil {
		return signin.Template{}, guidance.None, err
	}
	if w.in.Person.Guest && w.at.Guests == signin.TemplateGuests {
		i := slices.IndexFunc(templates, func(c signin.Template) bool { return c.ID == w.at.GuestTemplateID })
		if i < 0 {
			return signin.Template{}, guidance.NoTemplateMatched, nil
		}
		return templates[i], guidance.None, nil
	}
	if w.in.Membership.Reading != signin.Read {
		w.details.noteGroups(w.in)
		return signin.Template{}, guidance.GroupsUnreadable, nil
	}
	i, err := t.matchTemplate(ctx, w, templates)
	switch {
	case err != nil:
		return signin.Template{}, guidance.None, err
	case i < 0 && uncertain(w.details.Verdicts):
		return signin.Template{}, guidance.GroupsUnreadable, nil
	case i < 0:
		return signin.Template{}, guidance.NoTemplateMatched, nil
	}
	return templates[i], guidance.None, nil
}

// uncertain reports whether a template could not be judged because Microsoft told no
// names: that is not the same as «not a member».
func uncertain(verdicts []signin.Verdict) bool {
	return slices.ContainsFunc(verdicts, func(v signin.Verdict) bool { return v.Reason == signin.NamesUnknown })
}

// matchTemplate matches what was read, and keeps what it shows of the directory.
func (t *tx) matchTemplate(ctx context.Context, w *arrival, templates []signin.Template) (int, error) {
	w.details.noteGroups(w.in)
	if err := t.seeGroups(ctx, w.at.AccountID, w.in.Tenant, w.in.Membership.Groups); err != nil {
		return -1, err
	}
	matched := signin.Match(templates, w.in.Membership)
	w.details.noteVerdicts(matched)
	if matched.Bind.ID == "" {
		return matched.Index, nil
	}
	return matched.Index, t.bindTemplate(ctx, w.at.AccountID, templates[matched.Index].ID, matched.Bind)
}

// applyTemplate gives a known user what their template says, where the account wants
// that at each log-in. What is not known changes nothing, the last administrator stays
// one, and a licence that is used up leaves the user as they are (lessons.md, 6, 7, 23).
func (t *tx) applyTemplate(ctx context.Context, w *arrival, u User) (User, error) {
	if !w.at.Provisioning || w.at.ApplyAt != signin.AtEach || w.in.Membership.Reading != signin.Read || len(u.Managed) == 0 {
		return u, nil
	}
	templates, err := templatesOf(ctx, t, w.at.AccountID)
	if err != nil {
		return u, err
	}
	i, err := t.matchTemplate(ctx, w, templates)
	if err != nil || i < 0 || i < len(w.details.Verdicts) && uncertain(w.details.Verdicts[:i]) {
		return u, err // what comes first in the order is not known: nothing is taken for it
	}
	if err := t.rememberGroups(ctx, u.ID, w.in.Membership, w.in.GroupsFrom); err != nil {
		return u, err
	}
	extensions, err := extensionsOf(ctx, t, u.ID)
	if err != nil {
		return u, err
	}
	was := u.profile(extensions)
	to, fields := signin.Apply(was, templates[i], u.Managed)
	if len(fields) == 0 && u.TemplateID == templates[i].ID {
		return u, nil
	}
	if to, err = t.keepLastAdministrator(ctx, u, to); err != nil {
		return u, err
	}
	if lacking, err := t.lacking(ctx, w, signin.Taken(was, to)); err != nil || lacking {
		return u, err
	}
	after := u
	after.TemplateID = templates[i].ID
	err = t.changeProfile(ctx, System(), profileChange{
		before: u, after: after, to: to, action: ActionTemplateApplied, details: []AuditDetail{fact("template", templates[i].GroupName)},
	})
	if err != nil {
		return u, err
	}
	return userByID(ctx, t, u.ID)
}

// keepLastAdministrator leaves System Administration to whoever has it last.
func (t *tx) keepLastAdministrator(ctx context.Context, u User, to signin.Profile) (signin.Profile, error) {
	if slices.Contains(to.UserGroups, policy.SystemAdministration) && to.Edition != policy.NoEdition {
		return to, nil
	}
	last, err := lastAdministrator(ctx, t, u)
	if err != nil || !last {
		return to, err
	}
	to.UserGroups = policy.SortedUserGroups(append([]string{policy.SystemAdministration}, to.UserGroups...))
	return to, t.audit(ctx, System(), event{account: u.AccountID, action: ActionLastAdministratorKept, subject: u.ID, details: []AuditDetail{fact("e-mail", u.Email)}})
}

// lacking reports whether a known user's template gives more than there is, and tells
// the administrators.
func (t *tx) lacking(ctx context.Context, w *arrival, wants []string) (bool, error) {
	if len(wants) == 0 {
		return false, nil
	}
	stock, err := stockOf(ctx, t, w.at.AccountID)
	if err != nil {
		return false, err
	}
	names, ok := signin.Allocate(wants, stock, w.at.WhenNoneLeft)
	kind := AlertNoLicenceLeft
	if ok {
		kind = AlertOverAllocated
	}
	for _, name := range names {
		if err := t.raise(ctx, w.at.AccountID, kind, name, w.in.Reference); err != nil {
			return false, fmt.Errorf("raise alert: %w", err)
		}
	}
	return !ok, nil
}
