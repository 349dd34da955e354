package store

import (
	"context"
	"fmt"
	"strconv"

	"workbooks.com/authconsole/internal/signin"
)

// CreateTemplate adds a template at the end of the order. ErrTaken when another one has
// the same group, ErrInvalid for what the catalogue does not have, ErrTooManyTemplates
// when the account has 500. Where one group of the directory alone has the name, the
// template goes by that group at once.
func (s *Store) CreateTemplate(ctx context.Context, actor Actor, accountID string, n NewTemplate) (created UserTemplate, err error) {
	n, err = n.checked()
	if err != nil {
		return UserTemplate{}, fmt.Errorf("create template: %w", err)
	}
	err = s.write(ctx, "create template", func(ctx context.Context, t *tx) error {
		others, err := all(ctx, t, scanTemplate, selectTemplates, accountID)
		if err != nil {
			return err
		}
		if len(others) >= maxTemplates {
			return ErrTooManyTemplates
		}
		u := UserTemplate{Template: n.template(t.newID()), AccountID: accountID, Position: len(others) + 1, Version: 1, CreatedAt: t.now, UpdatedAt: t.now}
		if err := t.chosenGroup(ctx, &u); err != nil {
			return err
		}
		if err := t.settleGroup(ctx, &u, others); err != nil {
			return err
		}
		if err := t.insertTemplate(ctx, u); err != nil {
			return err
		}
		if err := t.orderChanged(ctx, accountID); err != nil {
			return err
		}
		created = u
		details := append([]AuditDetail{fact("position", strconv.Itoa(u.Position))}, templateDetails(signin.Template{}, u.Template)...)
		return t.audit(ctx, actor, u.event(ActionTemplateCreated, details...))
	})
	return created, err
}

// settleGroup finds the group that a template means, and refuses one that another
// template has.
func (t *tx) settleGroup(ctx context.Context, u *UserTemplate, others []UserTemplate) error {
	known, err := all(ctx, t, scanDirectoryGroup, selectDirectoryGroup+"where account_id = cast($1 as text) and name_key = cast($2 as text)",
		u.AccountID, nameKey(u.GroupName))
	if err != nil {
		return err
	}
	var named []DirectoryGroup
	for _, g := range known {
		if g.Name == u.GroupName {
			named = append(named, g)
		}
	}
	if u.GroupID == "" && len(named) == 1 {
		u.GroupID = named[0].ID
	}
	u.SameName = len(named)
	u.Ambiguous = u.GroupID == "" && u.SameName > 1
	for _, other := range others {
		if other.ID != u.ID && sameGroup(other.Template, u.Template) {
			return ErrTaken
		}
	}
	return nil
}

// sameGroup reports whether two templates mean one group, or could.
func sameGroup(a, b signin.Template) bool {
	if a.GroupID != "" && b.GroupID != "" {
		return a.GroupID == b.GroupID
	}
	return a.GroupName == b.GroupName
}

// chosenGroup refuses an ID that the directory has not shown: it would match nobody, and
// nobody would see why. The ID of a group of another name was chosen before the name was
// changed, so that the template goes by its name.
func (t *tx) chosenGroup(ctx context.Context, u *UserTemplate) error {
	if u.GroupID == "" {
		return nil
	}
	names, err := groupNames(ctx, t, u.AccountID, []string{u.GroupID})
	if err != nil {
		return err
	}
	name, known := names[u.GroupID]
	switch {
	case !known:
		return fmt.Errorf("group is not known: %w", ErrInvalid)
	case name != u.GroupName:
		u.GroupID = ""
	}
	return nil
}

// UpdateTemplate changes a template; its place in the order stays. ErrOutdated when
// somebody was quicker than version; otherwise as CreateTemplate. With the name as it
// was and without a GroupID it goes on with the group that it has.
func (s *Store) UpdateTemplate(ctx context.Context, actor Actor, accountID, id string, n NewTemplate, version int64) error {
	n, err := n.checked()
	if err != nil {
		return fmt.Errorf("update template: %w", err)
	}
	return s.write(ctx, "update template", func(ctx context.Context, t *tx) error {
		was, err := templateOf(ctx, t, accountID, id)
		if err != nil {
			return err
		}
		if was.Version != version {
			return ErrOutdated
		}
		u := was
		u.Template = n.template(id)
		if u.GroupID != was.GroupID || u.GroupName != was.GroupName {
			if err := t.chosenGroup(ctx, &u); err != nil {
				return err
			}
		}
		if u.GroupID == "" && u.GroupName == was.GroupName {
			u.GroupID = was.GroupID
		}
		others, err := all(ctx, t, scanTemplate, selectTemplates, accountID)
		if err != nil {
			return err
		}
		if err := t.settleGroup(ctx, &u, others); err != nil {
			return err
		}
		details := templateDetails(was.Template, u.Template)
		if len(details) == 0 {
			return nil
		}
		if err := t.saveTemplate(ctx, u); err != nil {
			return err
		}
		return t.audit(ctx, actor, u.event(ActionTemplateUpdated, details...))
	})
}

// SetTemplateEnabled lets a template match or not.
func (s *Store) SetTemplateEnabled(ctx context.Context, actor Actor, accountID, id string, on bool) error {
	return s.write(ctx, "enable or disable template", func(ctx context.Context, t *tx) error {
		u, err := templateOf(ctx, t, accountID, id)
		if err != nil || u.Enabled == on {
			return err
		}
		u.Enabled = on
		if err := t.saveTemplate(ctx, u); err != nil {
			return err
		}
		action := ActionTemplateDisabled
		if on {
			action = ActionTemplateEnabled
		}
		return t.audit(ctx, actor, u.event(action, changed("enabled", strconv.FormatBool(!on), strconv.FormatBool(on))))
	})
}

func (u UserTemplate) event(action string, details ...AuditDetail) event {
	return event{account: u.AccountID, action: action, subject: u.ID, details: append([]AuditDetail{fact("group", u.GroupName)}, details...)}
}

// templateDetails tells what differs.
func templateDetails(was, is signin.Template) (details []AuditDetail) {
	pairs := []AuditDetail{
		changed("group name", was.GroupName, is.GroupName), changed("group ID", was.GroupID, is.GroupID),
		changed("enabled", strconv.FormatBool(was.Enabled), strconv.FormatBool(is.Enabled)), changed("edition", string(was.Edition), string(is.Edition)),
		changed("extensions", listText(was.Extensions), listText(is.Extensions)), changed("user groups", listText(was.UserGroups), listText(is.UserGroups)),
		changed("timezone", was.Timezone, is.Timezone),
	}
	for _, d := range pairs {
		if d.Before != d.After {
			details = append(details, d)
		}
	}
	return details
}

func (t *tx) insertTemplate(ctx context.Context, u UserTemplate) error {
	_, err := t.exec(ctx, `insert into user_templates (id, account_id, position, enabled, group_name, group_id, timezone, edition, extensions, user_groups,
  version, created_at, updated_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
		u.ID, u.AccountID, u.Position, u.Enabled, u.GroupName, u.GroupID, u.Timezone, u.Edition, list(u.Extensions), list(u.UserGroups),
		u.Version, stamp(u.CreatedAt), stamp(u.UpdatedAt))
	return err
}

func (t *tx) saveTemplate(ctx context.Context, u UserTemplate) error {
	_, err := t.exec(ctx, `update user_templates set enabled = $1, group_name = $2, group_id = $3, timezone = $4, edition = $5, extensions = $6,
  user_groups = $7, version = version + 1, updated_at = $8 where id = $9`,
		u.Enabled, u.GroupName, u.GroupID, u.Timezone, u.Edition, list(u.Extensions), list(u.UserGroups), stamp(t.now), u.ID)
	return err
}
