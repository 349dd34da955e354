package store

import (
	"context"
	"fmt"
	"strings"
	"time"

	"workbooks.com/authconsole/internal/signin"
)

// Bounds of what is kept of a directory.
const (
	maxDirectory   = 5000 // groups of an account
	maxSeenAtOnce  = 500  // that one log-in adds; others come with the next
	groupSeenEvery = 7 * 24 * time.Hour
	batchOfIDs     = 100
)

// DirectoryGroup is a group of the organisation's directory, as log-ins have shown it.
type DirectoryGroup struct {
	ID           string // object ID
	Name         string
	PreviousName string    // before it was renamed, else empty
	RenamedAt    time.Time // when the new name was first seen
	SeenAt       time.Time // within a week of when it was last seen
	SameName     bool      // another group has exactly this name
}

const selectDirectoryGroup = "select object_id, name, previous_name, renamed_at, seen_at from directory_groups "

func scanDirectoryGroup(row scanner) (g DirectoryGroup, err error) {
	err = row.Scan(&g.ID, &g.Name, &g.PreviousName, (*stamp)(&g.RenamedAt), (*stamp)(&g.SeenAt))
	return g, err
}

var selectDirectory = fmt.Sprintf(selectDirectoryGroup+"where account_id = cast($1 as text) order by name_key, object_id limit %d", maxDirectory)

func directoryOf(ctx context.Context, q querier, accountID string) ([]DirectoryGroup, error) {
	return all(ctx, q, scanDirectoryGroup, selectDirectory, accountID)
}

// DirectoryGroups returns the groups whose name has query in it, in any case, by name;
// at most limit (1 to 5000, as many as an account keeps).
func (s *Store) DirectoryGroups(ctx context.Context, accountID, query string, limit int) ([]DirectoryGroup, error) {
	groups, err := directoryOf(ctx, s.reads, accountID)
	if err != nil {
		return nil, fmt.Errorf("list directory groups: %w", err)
	}
	named := map[string]int{}
	for _, g := range groups {
		named[g.Name]++
	}
	limit = max(1, min(limit, maxDirectory))
	needle := nameKey(query)
	var found []DirectoryGroup
	for _, g := range groups {
		if len(found) < limit && strings.Contains(nameKey(g.Name), needle) {
			g.SameName = named[g.Name] > 1
			found = append(found, g)
		}
	}
	return found, nil
}

type nameCount struct {
	name string
	n    int
}

func scanNameCount(row scanner) (c nameCount, err error) {
	err = row.Scan(&c.name, &c.n)
	return c, err
}

// sharedNames counts the groups of each name that several have.
func sharedNames(ctx context.Context, q querier, accountID string) (map[string]int, error) {
	counts, err := all(ctx, q, scanNameCount, `select name, count(*) from directory_groups
where account_id = cast($1 as text) group by name having count(*) > 1`, accountID)
	shared := map[string]int{}
	for _, c := range counts {
		shared[c.name] = c.n
	}
	return shared, err
}

// inBatches reads rows by their IDs. The statement has the same number of places each
// time, so that it is prepared once: unused ones ask for the empty ID. query has %s where
// the places belong, which are $2 and following; first is $1.
func inBatches[T any](ctx context.Context, q querier, scan func(scanner) (T, error), query, first string, ids []string) ([]T, error) {
	places := make([]string, batchOfIDs)
	for i := range places {
		places[i] = fmt.Sprintf("$%d", i+2)
	}
	query = fmt.Sprintf(query, strings.Join(places, ", "))
	var found []T
	for len(ids) > 0 {
		n := min(len(ids), batchOfIDs)
		args := make([]any, 0, batchOfIDs+1)
		args = append(args, first)
		for _, id := range ids[:n] {
			args = append(args, id)
		}
		for len(args) <= batchOfIDs {
			args = append(args, "")
		}
		rows, err := all(ctx, q, scan, query, args...)
		if err != nil {
			return nil, err
		}
		found, ids = append(found, rows...), ids[n:]
	}
	return found, nil
}

func groupsByID(ctx context.Context, q querier, accountID string, ids []string) (map[string]DirectoryGroup, error) {
	rows, err := inBatches(ctx, q, scanDirectoryGroup, selectDirectoryGroup+"where account_id = cast($1 as text) and object_id in (%s)", accountID, ids)
	known := make(map[string]DirectoryGroup, len(rows))
	for _, g := range rows {
		known[g.ID] = g
	}
	return known, err
}

// groupNames returns the names of those groups that the directory has shown: Microsoft
// does not always tell names with the IDs.
func groupNames(ctx context.Context, q querier, accountID string, ids []string) (map[string]string, error) {
	known, err := groupsByID(ctx, q, accountID, ids)
	names := make(map[string]string, len(known))
	for id, g := range known {
		names[id] = g.Name
	}
	return names, err
}

// seeGroups keeps what a log-in shows of the directory. It writes only what is new, has
// another name, or was last seen a week ago; a group without a name tells nothing.
func (t *tx) seeGroups(ctx context.Context, accountID, tenant string, groups []signin.Group) error {
	groups = groups[:min(len(groups), maxDirectory)]
	ids := make([]string, 0, len(groups))
	for _, g := range groups {
		ids = append(ids, g.ID)
	}
	known, err := groupsByID(ctx, t, accountID, ids)
	if err != nil {
		return err
	}
	var added []signin.Group
	for _, g := range groups {
		name := clean(g.Name, maxGroupName)
		was, ok := known[g.ID]
		switch {
		case !ok && name != "" && g.ID != "":
			added = append(added, signin.Group{ID: g.ID, Name: name})
			known[g.ID] = DirectoryGroup{ID: g.ID, Name: name, SeenAt: t.now} // it may be named twice
		case ok && name != "" && name != was.Name:
			err = t.renameGroup(ctx, accountID, was, name)
		case ok && t.now.Sub(was.SeenAt) > groupSeenEvery:
			_, err = t.exec(ctx, "update directory_groups set seen_at = $1 where account_id = $2 and object_id = $3", stamp(t.now), accountID, g.ID)
		}
		if err != nil {
			return err
		}
	}
	return t.addGroups(ctx, accountID, tenant, added)
}

func (t *tx) addGroups(ctx context.Context, accountID, tenant string, added []signin.Group) error {
	if len(added) == 0 {
		return nil
	}
	n, err := one(ctx, t, scanInt, "select count(*) from directory_groups where account_id = cast($1 as text)", accountID)
	if err != nil {
		return err
	}
	room := max(0, maxDirectory-int(n))
	for _, g := range added[:min(len(added), room, maxSeenAtOnce)] {
		_, err := t.exec(ctx, `insert into directory_groups (account_id, object_id, tenant_id, name, name_key, previous_name, seen_at)
values ($1, $2, $3, $4, $5, '', $6)`, accountID, g.ID, tenant, g.Name, nameKey(g.Name), stamp(t.now))
		if err != nil {
			return err
		}
	}
	return nil
}

func (t *tx) renameGroup(ctx context.Context, accountID string, was DirectoryGroup, name string) error {
	_, err := t.exec(ctx, `update directory_groups set name = $1, name_key = $2, previous_name = $3, renamed_at = $4, seen_at = $4
where account_id = $5 and object_id = $6`, name, nameKey(name), was.Name, stamp(t.now), accountID, was.ID)
	if err != nil {
		return err
	}
	return t.audit(ctx, System(), event{account: accountID, action: ActionGroupRenamed, subject: was.ID, details: []AuditDetail{changed("name", was.Name, name)}})
}
