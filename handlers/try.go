package handlers

import (
	"net/http"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"workbooks.com/authconsole/internal/signin"
	"workbooks.com/authconsole/store"
	"workbooks.com/authconsole/views"
)

// peopleSuggested is how many of those who have logged in are offered.
const peopleSuggested = 200

// tryForm handles GET …/templates/try.
func (c *Console) tryForm(ctx echo.Context) error {
	q, err := query(ctx, 320, "user")
	if err != nil {
		return err
	}
	return c.showTry(ctx, http.StatusOK, views.TryModel{User: q["user"]})
}

func (c *Console) showTry(ctx echo.Context, status int, m views.TryModel) error {
	v, _ := visitor(ctx)
	people, err := c.Store.TryPeople(ctx.Request().Context(), v.Account.ID, "", peopleSuggested)
	if err != nil {
		return err
	}
	for _, u := range people {
		m.Users = append(m.Users, views.TryUser{LoginName: u.Email, Name: u.Name})
	}
	m.Account, m.Now, m.ReadOnly = v.Account.Name, c.Now(), !v.User.Role.MayAdminister()
	f := c.frame(ctx, "Try it", authenticationCrumbs(views.Crumb{Label: "Microsoft", Path: views.PathMicrosoft},
		views.Crumb{Label: "User Templates", Path: views.PathTemplates}, views.Crumb{Label: "Try it"})...)
	return c.respond(ctx, status, views.TryPage(f, m), views.TryPanel(m))
}

// try handles POST …/templates/try: which template would apply. Nothing is written.
func (c *Console) try(ctx echo.Context) error {
	f := readForm(ctx)
	m := views.TryModel{User: f.text("user", 320), Groups: f.raw("groups", 32<<10)}
	if f.err != nil {
		return f.err
	}
	var names []string
	for line := range strings.Lines(m.Groups) {
		if name := strings.TrimRight(line, "\r\n"); strings.TrimSpace(name) != "" {
			names = append(names, name)
		}
	}
	switch {
	case m.User == "" && len(names) == 0:
		m.Errors.User = "Please choose somebody, or type the names of groups."
	case m.User != "" && len(names) > 0:
		m.Errors.Groups = "Please leave one of the two empty: a person, or groups."
	case len(names) > 500:
		m.Errors.Groups = "Please type at most 500 groups."
	}
	if m.Errors != (views.TryErrors{}) {
		return c.showTry(ctx, http.StatusUnprocessableEntity, m)
	}
	answer, err := c.tried(ctx, &m, names)
	if err != nil {
		return err
	}
	if answer == nil {
		return c.showTry(ctx, http.StatusUnprocessableEntity, m)
	}
	answer.Tried = true
	m.Answer = answer
	return c.showTry(ctx, http.StatusOK, m)
}

// tried is the answer for a person or for typed groups; nil when the person is not
// known, which the model then says.
func (c *Console) tried(ctx echo.Context, m *views.TryModel, names []string) (*views.MatchModel, error) {
	e, err := c.explained(ctx)
	if err != nil {
		return nil, err
	}
	if m.User != "" {
		return c.triedPerson(ctx, m, e)
	}
	v, _ := visitor(ctx)
	known, err := c.Store.DirectoryGroups(ctx.Request().Context(), v.Account.ID, "", maxKnownGroups)
	if err != nil {
		return nil, err
	}
	membership := signin.Membership{Reading: signin.Read}
	for _, name := range names {
		membership.Groups = append(membership.Groups, typedGroups(name, known)...)
	}
	answer := e.explain(signin.Who{}, membership, nil)
	return &answer, nil
}

func (c *Console) triedPerson(ctx echo.Context, m *views.TryModel, e explainer) (*views.MatchModel, error) {
	v, _ := visitor(ctx)
	rc := ctx.Request().Context()
	people, err := c.Store.TryPeople(rc, v.Account.ID, m.User, peopleSuggested)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(people, func(u store.UserRow) bool { return strings.EqualFold(u.Email, m.User) })
	if i < 0 {
		m.Errors.User = "Nobody of this name has logged in with Microsoft yet."
		return nil, nil //nolint:nilnil // the model says why there is no answer
	}
	facts, err := c.Store.TryFacts(rc, v.Account.ID, people[i].ID)
	if err != nil {
		return nil, err
	}
	has := signin.Holder{Profile: facts.Profile(), Managed: facts.User.Managed, LastAdministrator: facts.LastAdministrator}
	answer := e.explain(signin.Who{Guest: facts.Guest, Has: &has}, facts.Membership, facts.Names)
	if answer.Outcome == views.MatchUnread {
		m.Errors.User = "The groups of this person are not known yet: they are read at the next log-in while User Provisioning is on."
		return nil, nil //nolint:nilnil // likewise
	}
	answer.Who, answer.From, answer.ReadAt = facts.User.Name, groupsSource(facts.Source), facts.ReadAt
	return &answer, nil
}

// typedGroups are the groups that a typed name stands for: those that were seen, else
// one of that name only.
func typedGroups(name string, known []store.DirectoryGroup) []signin.Group {
	var found []signin.Group
	for _, g := range known {
		if g.Name == name {
			found = append(found, signin.Group{ID: g.ID, Name: g.Name})
		}
	}
	if len(found) == 0 {
		found = []signin.Group{{Name: name}}
	}
	return found
}
