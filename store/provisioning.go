package store

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"workbooks.com/authconsole/internal/link"
	"workbooks.com/authconsole/internal/signin"
)

// Provisioning is how an account makes users of those who log in with Microsoft.
type Provisioning struct {
	Enabled         bool
	WhenNoneLeft    signin.WhenNoneLeft
	ApplyAt         signin.ApplyAt
	Guests          signin.GuestPolicy
	GuestTemplateID string // of TemplateGuests, else empty
	Version         int64  // counts the changes
}

// defaultProvisioning is what holds where nobody has decided: the careful choice.
func defaultProvisioning() Provisioning {
	return Provisioning{WhenNoneLeft: signin.RefuseUser, ApplyAt: signin.AtFirst, Guests: signin.RefuseGuests}
}

func scanProvisioning(row scanner) (p Provisioning, err error) {
	err = row.Scan(&p.Enabled, &p.WhenNoneLeft, &p.ApplyAt, &p.Guests, &p.GuestTemplateID, &p.Version)
	return p, err
}

func provisioningOf(ctx context.Context, q querier, accountID string) (Provisioning, error) {
	p, err := one(ctx, q, scanProvisioning, `select enabled, when_none_left, apply_at, guests, guest_template_id, version
from provisioning where account_id = cast($1 as text)`, accountID)
	if errors.Is(err, ErrNotFound) {
		return defaultProvisioning(), nil
	}
	return p, err
}

// Provisioning returns the account's settings; without any they are off, refuse, at the
// first log-in, refuse.
func (s *Store) Provisioning(ctx context.Context, accountID string) (Provisioning, error) {
	p, err := provisioningOf(ctx, s.reads, accountID)
	return p, wrapped("read provisioning", err)
}

// ProvisioningChange is what an administrator makes of the settings.
type ProvisioningChange struct {
	WhenNoneLeft    signin.WhenNoneLeft
	ApplyAt         signin.ApplyAt
	Guests          signin.GuestPolicy
	GuestTemplateID string // needed for TemplateGuests, else ignored
	Version         int64  // Provisioning.Version as the form was made from
}

func (c ProvisioningChange) check() error {
	switch {
	case c.WhenNoneLeft != signin.RefuseUser && c.WhenNoneLeft != signin.OverAllocate:
		return fmt.Errorf("choice for used-up licences is unknown: %w", ErrInvalid)
	case c.ApplyAt != signin.AtFirst && c.ApplyAt != signin.AtEach:
		return fmt.Errorf("time to apply templates is unknown: %w", ErrInvalid)
	case c.Guests != signin.RefuseGuests && c.Guests != signin.AllowGuests && c.Guests != signin.TemplateGuests:
		return fmt.Errorf("choice for guests is unknown: %w", ErrInvalid)
	case c.Guests == signin.TemplateGuests && c.GuestTemplateID == "":
		return fmt.Errorf("guests need a template: %w", ErrInvalid)
	}
	return nil
}

// SetProvisioning changes the settings. ErrOutdated when somebody was quicker,
// ErrInvalid for a choice that there is not, ErrNotFound when the guests' template is
// not the account's.
func (s *Store) SetProvisioning(ctx context.Context, actor Actor, accountID string, c ProvisioningChange) error {
	if err := c.check(); err != nil {
		return fmt.Errorf("set provisioning: %w", err)
	}
	return s.write(ctx, "set provisioning", func(ctx context.Context, t *tx) error {
		was, err := provisioningOf(ctx, t, accountID)
		if err != nil {
			return err
		}
		if was.Version != c.Version {
			return ErrOutdated
		}
		is := was
		is.WhenNoneLeft, is.ApplyAt, is.Guests, is.GuestTemplateID = c.WhenNoneLeft, c.ApplyAt, c.Guests, ""
		if c.Guests == signin.TemplateGuests {
			is.GuestTemplateID = c.GuestTemplateID
			if _, err := templateOf(ctx, t, accountID, c.GuestTemplateID); err != nil {
				return err
			}
		}
		if is == was {
			return nil
		}
		if err := t.saveProvisioning(ctx, accountID, is); err != nil {
			return err
		}
		return t.audit(ctx, actor, event{account: accountID, action: ActionProvisioningChanged, subject: accountID, details: []AuditDetail{
			changed("when no licence is left", string(was.WhenNoneLeft), string(is.WhenNoneLeft)), changed("templates apply at", string(was.ApplyAt), string(is.ApplyAt)),
			changed("guests", string(was.Guests), string(is.Guests)), changed("guests' template", was.GuestTemplateID, is.GuestTemplateID),
		}})
	})
}

func (t *tx) saveProvisioning(ctx context.Context, accountID string, p Provisioning) error {
	_, err := t.exec(ctx, `insert into provisioning (account_id, enabled, when_none_left, apply_at, guests, guest_template_id, version, templates_version)
values ($1, $2, $3, $4, $5, $6, $7, 0)
on conflict (account_id) do update set enabled = excluded.enabled, when_none_left = excluded.when_none_left, apply_at = excluded.apply_at,
  guests = excluded.guests, guest_template_id = excluded.guest_template_id, version = excluded.version`,
		accountID, p.Enabled, p.WhenNoneLeft, p.ApplyAt, p.Guests, p.GuestTemplateID, p.Version+1)
	return err
}

// SwitchProvisioningOff lets nobody new in from now on. Users who are there stay.
func (s *Store) SwitchProvisioningOff(ctx context.Context, actor Actor, accountID string) error {
	return s.write(ctx, "switch provisioning off", func(ctx context.Context, t *tx) error {
		return t.switchProvisioning(ctx, actor, accountID, false, "")
	})
}

// SwitchProvisioningOn switches User Provisioning on where the organisation has given
// its permission before; else, and without an enabled link, it is ErrGroupsNotGranted.
func (s *Store) SwitchProvisioningOn(ctx context.Context, actor Actor, accountID string) error {
	return s.write(ctx, "switch provisioning on", func(ctx context.Context, t *tx) error {
		l, err := currentLink(ctx, t, accountID)
		if errors.Is(err, ErrNotFound) || err == nil && (l.State != link.Enabled || !link.Grants(l.Scopes, link.GroupsScope)) {
			return ErrGroupsNotGranted
		}
		if err != nil {
			return err
		}
		return t.switchProvisioning(ctx, actor, accountID, true, "")
	})
}

// sinceWithin bounds how many of the account's last entries are looked through for one.
const sinceWithin = 5000

// ProvisioningSince returns when User Provisioning was last switched on, and by whom. It
// is ErrNotFound when that was not among the account's last 5000 entries.
func (s *Store) ProvisioningSince(ctx context.Context, accountID string) (time.Time, string, error) {
	e, err := one(ctx, s.reads, scanEntry, fmt.Sprintf(`select `+entryColumns+` from audit_entries
where account_id = cast($1 as text) and action = cast($2 as text)
  and seq > (select last_seq from audit_chains where account_id = cast($1 as text)) - %d order by seq desc limit 1`, sinceWithin),
		accountID, ActionProvisioningOn)
	return e.At, cmp.Or(e.Actor.Name, e.Actor.Email), wrapped("read since when provisioning is on", err)
}

// switchProvisioning switches on or off, if it is not so already; why may be empty.
func (t *tx) switchProvisioning(ctx context.Context, actor Actor, accountID string, on bool, why string) error {
	p, err := provisioningOf(ctx, t, accountID)
	if err != nil || p.Enabled == on {
		return err
	}
	p.Enabled = on
	if err := t.saveProvisioning(ctx, accountID, p); err != nil {
		return err
	}
	action := ActionProvisioningOff
	if on {
		action = ActionProvisioningOn
	}
	return t.audit(ctx, actor, event{account: accountID, action: action, subject: accountID, details: []AuditDetail{
		fact("because", strings.TrimSpace(why)),
	}})
}
