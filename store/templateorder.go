package store

import (
	"context"
	"errors"
	"slices"
	"strconv"
)

func templatesVersion(ctx context.Context, q querier, accountID string) (int64, error) {
	n, err := one(ctx, q, scanInt, "select templates_version from provisioning where account_id = cast($1 as text)", accountID)
	if errors.Is(err, ErrNotFound) {
		err = nil
	}
	return n, err
}

// orderChanged makes every order that was read before outdated.
func (t *tx) orderChanged(ctx context.Context, accountID string) error {
	p := defaultProvisioning()
	_, err := t.exec(ctx, `insert into provisioning (account_id, enabled, when_none_left, apply_at, guests, guest_template_id, version, templates_version)
values ($1, false, $2, $3, $4, '', 0, 1)
on conflict (account_id) do update set templates_version = provisioning.templates_version + 1`, accountID, p.WhenNoneLeft, p.ApplyAt, p.Guests)
	return err
}

// placeTemplates writes the positions that differ.
func (t *tx) placeTemplates(ctx context.Context, accountID string, ordered []UserTemplate) error {
	for i, u := range ordered {
		if u.Position == i+1 {
			continue
		}
		if _, err := t.exec(ctx, "update user_templates set position = $1 where id = $2", i+1, u.ID); err != nil {
			return err
		}
	}
	return t.orderChanged(ctx, accountID)
}

// DeleteTemplate removes a template. ErrInUse when it is the one for guests. Users that
// it has made stay as they are.
func (s *Store) DeleteTemplate(ctx context.Context, actor Actor, accountID, id string) error {
	return s.write(ctx, "delete template", func(ctx context.Context, t *tx) error {
		u, err := templateOf(ctx, t, accountID, id)
		if err != nil {
			return err
		}
		p, err := provisioningOf(ctx, t, accountID)
		if err != nil {
			return err
		}
		if p.GuestTemplateID == id {
			return ErrInUse
		}
		if _, err := t.exec(ctx, "delete from user_templates where id = $1", id); err != nil {
			return err
		}
		left, err := all(ctx, t, scanTemplate, selectTemplates, accountID)
		if err != nil {
			return err
		}
		if err := t.placeTemplates(ctx, accountID, left); err != nil {
			return err
		}
		none := u.Template
		none.GroupName, none.GroupID, none.Edition, none.Extensions, none.UserGroups, none.Timezone = "", "", "", nil, nil, ""
		details := append([]AuditDetail{fact("position", strconv.Itoa(u.Position))}, templateDetails(u.Template, none)...)
		return t.audit(ctx, actor, u.event(ActionTemplateDeleted, details...))
	})
}

// MoveTemplate puts a template at a place of the order, counted from 1; a place before
// the first or behind the last is that one. ErrOutdated when the order is not that of
// version any more, so that nobody's place is meant by an order that is gone.
func (s *Store) MoveTemplate(ctx context.Context, actor Actor, accountID, id string, to int, version int64) error {
	return s.write(ctx, "move template", func(ctx context.Context, t *tx) error {
		is, err := templatesVersion(ctx, t, accountID)
		if err != nil {
			return err
		}
		templates, err := all(ctx, t, scanTemplate, selectTemplates, accountID)
		if err != nil {
			return err
		}
		from := slices.IndexFunc(templates, func(u UserTemplate) bool { return u.ID == id })
		if from < 0 {
			return ErrNotFound
		}
		if is != version {
			return ErrOutdated
		}
		target := max(1, min(to, len(templates))) - 1
		if target == from {
			return nil
		}
		u := templates[from]
		templates = slices.Insert(slices.Delete(templates, from, from+1), target, u)
		if err := t.placeTemplates(ctx, accountID, templates); err != nil {
			return err
		}
		return t.audit(ctx, actor, u.event(ActionTemplateMoved, changed("position", strconv.Itoa(from+1), strconv.Itoa(target+1))))
	})
}

// OrderTemplates puts all templates in an order. ErrOutdated when the order is not that
// of version any more, or ids are not exactly the account's templates.
func (s *Store) OrderTemplates(ctx context.Context, actor Actor, accountID string, ids []string, version int64) error {
	return s.write(ctx, "order templates", func(ctx context.Context, t *tx) error {
		is, err := templatesVersion(ctx, t, accountID)
		if err != nil {
			return err
		}
		templates, err := all(ctx, t, scanTemplate, selectTemplates, accountID)
		if err != nil {
			return err
		}
		if is != version || len(ids) != len(templates) {
			return ErrOutdated
		}
		byID := map[string]UserTemplate{}
		for _, u := range templates {
			byID[u.ID] = u
		}
		ordered := make([]UserTemplate, 0, len(ids))
		for _, id := range ids {
			u, ok := byID[id]
			if !ok {
				return ErrOutdated
			}
			delete(byID, id)
			ordered = append(ordered, u)
		}
		before, after := groupsInOrder(templates), groupsInOrder(ordered)
		if slices.EqualFunc(templates, ordered, func(a, b UserTemplate) bool { return a.ID == b.ID }) {
			return nil
		}
		if err := t.placeTemplates(ctx, accountID, ordered); err != nil {
			return err
		}
		return t.audit(ctx, actor, event{account: accountID, action: ActionTemplatesOrdered, subject: accountID, details: []AuditDetail{
			changed("order", before, after),
		}})
	})
}

func groupsInOrder(templates []UserTemplate) string {
	var names []string
	for _, u := range templates {
		names = append(names, u.GroupName)
	}
	return listText(names)
}
