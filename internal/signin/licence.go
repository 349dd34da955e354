package signin

import (
	"slices"

	"workbooks.com/authconsole/internal/policy"
)

// Wants lists the licences that a profile takes.
func (p Profile) Wants() []string {
	wants := slices.Clone(p.Extensions)
	if p.Edition != policy.NoEdition {
		wants = append([]string{string(p.Edition)}, wants...)
	}
	return wants
}

// Allocate says which of the wanted licences are used up, and whether they may be taken
// all the same. What an account owns none of is used up.
func Allocate(wants []string, stock Stock, when WhenNoneLeft) (lacking []string, ok bool) {
	for _, name := range wants {
		if stock[name].Left() <= 0 {
			lacking = append(lacking, name)
		}
	}
	return lacking, len(lacking) == 0 || when == OverAllocate
}

// Profile is what the template gives.
func (t Template) Profile() Profile {
	return Profile{Edition: t.Edition, Extensions: t.Extensions, UserGroups: policy.SortedUserGroups(t.UserGroups), Timezone: t.Timezone}
}

// Fields lists every field that a template can look after.
func Fields() []Field { return []Field{FieldEdition, FieldExtensions, FieldUserGroups, FieldTimezone} }

// Apply gives a user what the template says, in the fields that a template still looks
// after: what an administrator has set by hand stays (lessons.md, 7). fields are those
// that changed. A template without a timezone leaves the user's.
func Apply(u Profile, t Template, managed []Field) (changed Profile, fields []Field) {
	to := t.Profile()
	changed = u
	for _, f := range managed {
		differs := false
		switch f {
		case FieldEdition:
			differs, changed.Edition = u.Edition != to.Edition, to.Edition
		case FieldExtensions:
			differs, changed.Extensions = !sameSet(u.Extensions, to.Extensions), to.Extensions
		case FieldUserGroups:
			differs, changed.UserGroups = !sameSet(u.UserGroups, to.UserGroups), to.UserGroups
		case FieldTimezone:
			if to.Timezone != "" {
				differs, changed.Timezone = u.Timezone != to.Timezone, to.Timezone
			}
		}
		if differs {
			fields = append(fields, f)
		}
	}
	return changed, fields
}

// Same reports whether two profiles are one; the order of their lists does not count.
func (p Profile) Same(o Profile) bool {
	return p.Edition == o.Edition && p.Timezone == o.Timezone && sameSet(p.Extensions, o.Extensions) && sameSet(p.UserGroups, o.UserGroups)
}

func sameSet(a, b []string) bool {
	a, b = slices.Clone(a), slices.Clone(b)
	slices.Sort(a)
	slices.Sort(b)
	return slices.Equal(slices.Compact(a), slices.Compact(b))
}

// Taken lists the licences that a change takes in addition.
func Taken(before, after Profile) []string {
	had := before.Wants()
	var more []string
	for _, name := range after.Wants() {
		if !slices.Contains(had, name) {
			more = append(more, name)
		}
	}
	return more
}
