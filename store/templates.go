package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"workbooks.com/authconsole/internal/policy"
	"workbooks.com/authconsole/internal/signin"
)

// Bounds of User Templates.
const (
	maxTemplates = 500 // of an account
	maxGroupName = 256 // characters, as Azure allows
)

// Errors of changes to User Templates.
var (
	// ErrTooManyTemplates means that the account has as many templates as it may have.
	ErrTooManyTemplates = errors.New("too many templates")
	// ErrInUse means that something else needs it: the guests' template is chosen in the
	// settings of User Provisioning.
	ErrInUse = errors.New("in use")
)

// UserTemplate is a User Template with where it stands, and what the directory shows of
// its group.
type UserTemplate struct {
	signin.Template
	AccountID string
	Position  int // from 1, without gaps
	// SameName is how many groups of the directory have exactly the template's name.
	SameName int
	// GroupNow is the name of the template's group where it differs from GroupName, and
	// GroupWas the name before that. Empty while nobody has renamed it.
	GroupNow, GroupWas string
	RenamedAt          time.Time // when the new name was first seen
	Version            int64     // counts the changes
	CreatedAt          time.Time
	UpdatedAt          time.Time
}

const templateColumns = `t.id, t.account_id, t.position, t.enabled, t.group_name, t.group_id, t.timezone, t.edition, t.extensions, t.user_groups,
  t.version, t.created_at, t.updated_at`

func (u *UserTemplate) fields() []any {
	return []any{
		&u.ID, &u.AccountID, &u.Position, &u.Enabled, &u.GroupName, &u.GroupID, &u.Timezone, &u.Edition, (*list)(&u.Extensions), (*list)(&u.UserGroups),
		&u.Version, (*stamp)(&u.CreatedAt), (*stamp)(&u.UpdatedAt),
	}
}

func scanTemplate(row scanner) (u UserTemplate, err error) {
	err = row.Scan(u.fields()...)
	return u, err
}

var selectTemplates = fmt.Sprintf("select "+templateColumns+` from user_templates t
where t.account_id = cast($1 as text) order by t.position, t.id limit %d`, maxTemplates)

const selectTemplate = "select " + templateColumns + " from user_templates t where t.id = cast($1 as text)"

// Templates returns the account's templates in their order, and the version of that
// order for OrderTemplates.
func (s *Store) Templates(ctx context.Context, accountID string) (templates []UserTemplate, version int64, err error) {
	if version, err = templatesVersion(ctx, s.reads, accountID); err != nil {
		return nil, 0, wrapped("list templates", err)
	}
	if templates, err = all(ctx, s.reads, scanTemplate, selectTemplates, accountID); err == nil {
		err = s.show(ctx, accountID, templates)
	}
	return templates, version, wrapped("list templates", err)
}

// Template returns one template of the account; another account's is ErrNotFound.
func (s *Store) Template(ctx context.Context, accountID, id string) (UserTemplate, error) {
	u, err := templateOf(ctx, s.reads, accountID, id)
	if err != nil {
		return UserTemplate{}, wrapped("read template", err)
	}
	one := []UserTemplate{u}
	err = s.show(ctx, accountID, one)
	return one[0], wrapped("read template", err)
}

func templateOf(ctx context.Context, q querier, accountID, id string) (UserTemplate, error) {
	u, err := one(ctx, q, scanTemplate, selectTemplate, id)
	if err == nil && u.AccountID != accountID {
		return UserTemplate{}, ErrNotFound
	}
	return u, err
}

// templatesOf returns what the rules need of the account's templates, in their order.
func templatesOf(ctx context.Context, q querier, accountID string) ([]signin.Template, error) {
	found, err := all(ctx, q, scanTemplate, selectTemplates, accountID)
	if err != nil {
		return nil, err
	}
	templates := make([]signin.Template, len(found))
	unbound := false
	for i, u := range found {
		templates[i] = u.Template
		unbound = unbound || u.GroupID == ""
	}
	if !unbound { // the usual case needs nothing of the directory
		return templates, nil
	}
	names, err := sharedNames(ctx, q, accountID)
	for i := range templates {
		t := &templates[i]
		t.Ambiguous = t.GroupID == "" && names[t.GroupName] > 1
	}
	return templates, err
}

// show adds what the directory shows of the templates' groups.
func (s *Store) show(ctx context.Context, accountID string, templates []UserTemplate) error {
	groups, err := directoryOf(ctx, s.reads, accountID)
	if err != nil {
		return err
	}
	named, byID := map[string]int{}, map[string]DirectoryGroup{}
	for _, g := range groups {
		named[g.Name]++
		byID[g.ID] = g
	}
	for i := range templates {
		u := &templates[i]
		u.SameName = named[u.GroupName]
		u.Ambiguous = u.GroupID == "" && u.SameName > 1
		if g := byID[u.GroupID]; g.Name != "" && g.Name != u.GroupName {
			u.GroupNow, u.GroupWas, u.RenamedAt = g.Name, g.PreviousName, g.RenamedAt
			if u.GroupWas == "" {
				u.GroupWas = u.GroupName
			}
		}
	}
	return nil
}

// bindTemplate makes a template go by the ID of the group that it was seen to mean, so
// that nobody can take its place by renaming a group (lessons.md, 5).
func (t *tx) bindTemplate(ctx context.Context, accountID, templateID string, g signin.Group) error {
	n, err := t.exec(ctx, "update user_templates set group_id = $1 where id = $2 and account_id = $3 and group_id = ''", g.ID, templateID, accountID)
	if err != nil || n == 0 {
		return err
	}
	return t.audit(ctx, System(), event{account: accountID, action: ActionTemplateBound, subject: templateID, details: []AuditDetail{
		fact("group", clean(g.Name, maxGroupName)), fact("group ID", g.ID),
	}})
}

// NewTemplate is what CreateTemplate and UpdateTemplate need.
type NewTemplate struct {
	GroupName  string // exactly as Azure shows it, also its spaces
	GroupID    string // one of DirectoryGroups; empty: by name, until a group of it is seen
	Enabled    bool
	Timezone   string // empty: the account's
	Edition    policy.Edition
	Extensions []string
	UserGroups []string // Everyone is always among them
}

// checked is the template with its lists in order, or ErrInvalid.
func (n NewTemplate) checked() (NewTemplate, error) {
	n.GroupID = strings.ToLower(n.GroupID)
	count := utf8.RuneCountInString(n.GroupName)
	switch {
	case strings.TrimSpace(n.GroupName) == "" || count > maxGroupName || !utf8.ValidString(n.GroupName) || strings.ContainsFunc(n.GroupName, forbidden):
		return n, fmt.Errorf("group name must have 1 to %d characters, none of them a control character: %w", maxGroupName, ErrInvalid)
	case n.Edition == policy.NoEdition: // who gets none could never log in
		return n, fmt.Errorf("template needs an edition: %w", ErrInvalid)
	}
	if i := slices.IndexFunc(n.Extensions, func(name string) bool { return !policy.ValidExtension(name) }); i >= 0 {
		return n, fmt.Errorf("extension is unknown: %w", ErrInvalid)
	}
	if i := slices.IndexFunc(n.UserGroups, func(name string) bool { return !slices.Contains(policy.UserGroups(), name) }); i >= 0 {
		return n, fmt.Errorf("user group is unknown: %w", ErrInvalid)
	}
	n.Extensions, n.UserGroups = policy.SortedExtensions(n.Extensions), policy.SortedUserGroups(n.UserGroups)
	return n, checkProfile(signin.Profile{Edition: n.Edition, Extensions: n.Extensions, UserGroups: n.UserGroups, Timezone: n.Timezone})
}

func (n NewTemplate) template(id string) signin.Template {
	return signin.Template{
		ID: id, GroupName: n.GroupName, GroupID: n.GroupID, Enabled: n.Enabled,
		Timezone: n.Timezone, Edition: n.Edition, Extensions: n.Extensions, UserGroups: n.UserGroups,
	}
}
