package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"workbooks.com/authconsole/internal/policy"
	"workbooks.com/authconsole/internal/signin"
)

// UserChange is what an administrator makes of a user by hand.
type UserChange struct {
	Name       string
	Edition    policy.Edition
	Extensions []string
	UserGroups []string
	Timezone   string
	// Version is User.UpdatedAt as the form was made from; ErrOutdated when somebody was
	// quicker.
	Version time.Time
}

// UpdateUser changes a user. What differs is looked after by no template any more.
// Licences that it takes in addition must be there (*NoLicenceError). Taking the last
// administrator's rights is ErrLastAdministrator.
func (s *Store) UpdateUser(ctx context.Context, actor Actor, accountID, userID string, c UserChange) error {
	return s.write(ctx, "update user", func(ctx context.Context, t *tx) error {
		u, err := userOf(ctx, t, accountID, userID)
		if err != nil {
			return err
		}
		if !u.UpdatedAt.Equal(c.Version) {
			return ErrOutdated
		}
		name, err := nameOf("user name", c.Name)
		if err != nil {
			return err
		}
		to := signin.Profile{Edition: c.Edition, Extensions: c.Extensions, UserGroups: c.UserGroups, Timezone: c.Timezone}
		if err := checkProfile(to); err != nil {
			return err
		}
		before := u
		u.Name = name
		return t.changeProfile(ctx, actor, profileChange{before: before, after: u, to: to, byHand: true, action: ActionUserUpdated})
	})
}

// profileChange is what becomes of a user's profile, by hand or by a template.
type profileChange struct {
	before, after User // after differs in what is not part of the profile
	to            signin.Profile
	byHand        bool
	action        string
	details       []AuditDetail
}

// changeProfile writes a profile and tells what changed. Nothing is written when
// nothing differs.
func (t *tx) changeProfile(ctx context.Context, actor Actor, c profileChange) error {
	had, err := extensionsOf(ctx, t, c.before.ID)
	if err != nil {
		return err
	}
	was := c.before.profile(had)
	u := c.after
	u.Edition, u.UserGroups, u.Timezone, u.Role = c.to.Edition, c.to.UserGroups, c.to.Timezone, policy.RoleOf(c.to.UserGroups)
	if c.byHand {
		u.Managed = slices.DeleteFunc(slices.Clone(u.Managed), func(f signin.Field) bool { return fieldText(was, f) != fieldText(c.to, f) })
		if err := t.sufficient(ctx, u.AccountID, signin.Taken(was, c.to)); err != nil {
			return err
		}
		if err := t.keepsAdministrator(ctx, c.before, u); err != nil {
			return err
		}
	}
	details := profileDetails(was, c.to)
	if u.Name != c.before.Name {
		details = append(details, changed("name", c.before.Name, u.Name))
	}
	if len(details) == 0 && u.TemplateID == c.before.TemplateID && slices.Equal(u.Managed, c.before.Managed) {
		return nil
	}
	if err := t.saveProfile(ctx, u, had, c.to.Extensions); err != nil || len(details) == 0 {
		return err
	}
	if u.mayNotLogIn() != nil {
		if _, err := t.revokeWelcome(ctx, actor, u.ID); err != nil {
			return err
		}
	}
	if signin.Taken(c.to, was) != nil {
		if err := t.endAlerts(ctx, u.AccountID); err != nil {
			return err
		}
	}
	return t.audit(ctx, actor, event{account: u.AccountID, action: c.action, subject: u.ID, details: append(details, c.details...)})
}

// keepsAdministrator refuses to take the last administrator's rights.
func (t *tx) keepsAdministrator(ctx context.Context, before, after User) error {
	if after.Role == policy.Administrator && after.Edition != policy.NoEdition && after.LoginEnabled {
		return nil
	}
	last, err := lastAdministrator(ctx, t, before)
	if err == nil && last {
		err = ErrLastAdministrator
	}
	return err
}

func (u User) profile(extensions []string) signin.Profile {
	return signin.Profile{Edition: u.Edition, Extensions: extensions, UserGroups: u.UserGroups, Timezone: u.Timezone}
}

func fieldText(p signin.Profile, f signin.Field) string {
	switch f {
	case signin.FieldEdition:
		return string(p.Edition)
	case signin.FieldExtensions:
		return listText(p.Extensions)
	case signin.FieldUserGroups:
		return listText(p.UserGroups)
	case signin.FieldTimezone:
		return p.Timezone
	}
	return ""
}

func profileDetails(was, is signin.Profile) (details []AuditDetail) {
	names := map[signin.Field]string{
		signin.FieldEdition: "edition", signin.FieldExtensions: "extensions", signin.FieldUserGroups: "user groups", signin.FieldTimezone: "timezone",
	}
	for _, f := range signin.Fields() {
		if before, after := fieldText(was, f), fieldText(is, f); before != after {
			details = append(details, changed(names[f], before, after))
		}
	}
	return details
}

func (t *tx) saveProfile(ctx context.Context, u User, had, extensions []string) error {
	_, err := t.exec(ctx, `update users set name = $1, name_key = $2, role = $3, edition = $4, user_groups = $5, timezone = $6, managed = $7,
  template_id = $8, updated_at = $9 where id = $10`,
		u.Name, nameKey(u.Name), u.Role, u.Edition, list(u.UserGroups), u.Timezone, fieldTexts(u.Managed), u.TemplateID, stamp(t.now), u.ID)
	if err != nil || slices.Equal(had, extensions) {
		return err
	}
	if _, err := t.exec(ctx, "delete from user_extensions where user_id = $1", u.ID); err != nil {
		return err
	}
	return t.addExtensions(ctx, u, extensions)
}

// SetLoginEnabled lets a user log in or not. Switching off ends all of the user's
// sessions and takes an open invitation back. The last administrator is
// ErrLastAdministrator, oneself ErrYourself.
func (s *Store) SetLoginEnabled(ctx context.Context, actor Actor, accountID, userID string, on bool) error {
	return s.write(ctx, "enable or disable user", func(ctx context.Context, t *tx) error {
		u, err := userOf(ctx, t, accountID, userID)
		if err != nil || u.LoginEnabled == on {
			return err
		}
		if !on {
			if u.ID == actor.UserID {
				return ErrYourself
			}
			after := u
			after.LoginEnabled = false
			if err := t.keepsAdministrator(ctx, u, after); err != nil {
				return err
			}
		}
		if _, err := t.exec(ctx, "update users set login_enabled = $1, updated_at = $2 where id = $3", on, stamp(t.now), u.ID); err != nil {
			return err
		}
		if on {
			return t.audit(ctx, actor, event{account: accountID, action: ActionUserEnabled, subject: u.ID, details: []AuditDetail{fact("e-mail", u.Email)}})
		}
		if _, err := t.revokeWelcome(ctx, actor, u.ID); err != nil {
			return err
		}
		n, err := t.endSessionsOf(ctx, u.ID, nil)
		if err != nil {
			return err
		}
		return t.audit(ctx, actor, event{account: accountID, action: ActionUserDisabled, subject: u.ID, details: []AuditDetail{
			fact("e-mail", u.Email), fact("sessions ended", fmt.Sprint(n)),
		}})
	})
}

// FreeLicences takes Edition and Extensions from a user, who then cannot log in: as after
// SetLoginEnabled off, no session and no open invitation is left.
func (s *Store) FreeLicences(ctx context.Context, actor Actor, accountID, userID string) error {
	return s.write(ctx, "free licences", func(ctx context.Context, t *tx) error {
		u, err := userOf(ctx, t, accountID, userID)
		if err != nil {
			return err
		}
		if u.ID == actor.UserID {
			return ErrYourself
		}
		to := signin.Profile{UserGroups: u.UserGroups, Timezone: u.Timezone}
		err = t.changeProfile(ctx, actor, profileChange{before: u, after: u, to: to, byHand: true, action: ActionLicencesFreed})
		if err != nil {
			return err
		}
		_, err = t.endSessionsOf(ctx, u.ID, nil)
		return err
	})
}

// ErrOutdated means that somebody else has changed the same thing meanwhile.
var ErrOutdated = errors.New("changed meanwhile")

// Errors of changes to users.
var (
	// ErrLastAdministrator means that nobody could administer the account any more.
	ErrLastAdministrator = errors.New("last administrator")
	// ErrYourself means that administrators cannot do this to themselves.
	ErrYourself = errors.New("not to oneself")
	// ErrLoginDisabled means that the user's log-in is switched off.
	ErrLoginDisabled = errors.New("login disabled")
	// ErrNoEdition means that the user has no Edition, without which nobody logs in.
	ErrNoEdition = errors.New("no edition")
)
