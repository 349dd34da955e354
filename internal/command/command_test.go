package command_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"workbooks.com/authconsole/internal/command"
	"workbooks.com/authconsole/internal/policy"
	"workbooks.com/authconsole/store"
)

// output keeps what a command printed; commands that serve print while tests read.
type output struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.buf.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.buf.String()
}

// run carries out one command and returns its exit code and what it printed.
func run(t *testing.T, stdin string, args ...string) (code int, out, errs string) {
	t.Helper()
	var o, e output
	code = command.Run(context.Background(), args, command.Streams{In: strings.NewReader(stdin), Out: &o, Err: &e})
	return code, o.String(), e.String()
}

// freshDatabase points the commands at a database of the test's own.
func freshDatabase(t *testing.T) {
	t.Helper()
	t.Setenv("DATABASE_URL", "sqlite:"+filepath.Join(t.TempDir(), "workbooks.db"))
}

func TestServe_ReportsEveryFaultAtOnce(t *testing.T) {
	for _, name := range []string{"PUBLIC_URL", "SESSION_KEY", "MICROSOFT_CLIENT_ID", "MICROSOFT_CLIENT_SECRET"} {
		t.Setenv(name, "")
	}
	code, _, errs := run(t, "", "serve", "--listen", "nonsense")
	if code != command.ExitUsage {
		t.Errorf("exit code %d, want %d", code, command.ExitUsage)
	}
	for _, want := range []string{"LISTEN", "PUBLIC_URL", "SESSION_KEY", "MICROSOFT_CLIENT_ID", "MICROSOFT_CLIENT_SECRET"} {
		if !strings.Contains(errs, want) {
			t.Errorf("%s is not reported in:\n%s", want, errs)
		}
	}
}

func TestRun_UnknownFlagsAndCommandsAreUsageErrors(t *testing.T) {
	for _, args := range [][]string{{}, {"dance"}, {"serve", "--colour"}, {"account", "set", "X"}, {"user", "add", "--email", "a@b.example"}} {
		if code, _, errs := run(t, "", args...); code != command.ExitUsage || errs == "" {
			t.Errorf("%v: exit code %d, said %q", args, code, errs)
		}
	}
}

func TestAccounts_AddSetList(t *testing.T) {
	freshDatabase(t)
	for _, step := range []struct {
		args []string
		code int
		says string
	}{
		{[]string{"account", "add", "Brightwater Ltd", "--advanced-security"}, 0, "Added Brightwater Ltd."},
		{[]string{"account", "add", "brightwater ltd"}, 1, "already"},
		{[]string{"account", "add", "Harbour & Sons"}, 0, "Added Harbour & Sons."},
		{[]string{"account", "set", "Harbour & Sons", "--advanced-security=true"}, 0, "Advanced Security true"},
		{[]string{"account", "set", "Brightwater Ltd", "--advanced-security=false"}, 0, "Advanced Security false"},
		{[]string{"account", "set", "Nobody", "--advanced-security=true"}, 1, "no account named"},
		{[]string{"account", "list"}, 0, "Brightwater Ltd  false"},
		{[]string{"account", "list"}, 0, "Harbour & Sons   true"},
	} {
		code, out, errs := run(t, "", step.args...)
		if code != step.code || !strings.Contains(out+errs, step.says) {
			t.Errorf("%v: exit %d, said %q%q, want %d and %q", step.args, code, out, errs, step.code, step.says)
		}
	}
}

func TestUsers_Add(t *testing.T) {
	freshDatabase(t)
	run(t, "", "account", "add", "Brightwater Ltd")
	add := func(more ...string) []string {
		return append([]string{"user", "add", "--email", "ada@brightwater.example", "--name", "Ada Lovelace"}, more...)
	}
	for _, step := range []struct {
		name, stdin string
		args        []string
		code        int
		says        string
	}{
		{"no account", "long enough words\n", add("--role", "administrator"), 2, "--account is missing"},
		{"no role", "long enough words\n", add("--account", "Brightwater Ltd"), 2, "--role or --group is missing"},
		{"support with an account", "long enough words\n", add("--support", "--account", "Brightwater Ltd"), 2, "belongs to no account"},
		{"unknown role", "long enough words\n", add("--account", "Brightwater Ltd", "--role", "king"), 2, "role"},
		{"no password", "", add("--account", "Brightwater Ltd", "--role", "administrator"), 1, "no password"},
		{"short password", "short\n", add("--account", "Brightwater Ltd", "--role", "administrator"), 1, "cannot be used"},
		{"unknown account", "long enough words\n", add("--account", "Other", "--role", "administrator"), 1, "no account named"},
		{"unknown group", "long enough words\n", add("--account", "Brightwater Ltd", "--role", "user", "--group", "Kings"), 2, "no User Group \"Kings\""},
		{"group of another role", "", add("--account", "Brightwater Ltd", "--role", "user", "--group", "Helpdesk"), 2, "come with the role"},
		{"unknown edition", "", add("--account", "Brightwater Ltd", "--role", "user", "--edition", "gold"), 2, "edition"},
		{"support without a password", "", add("--support", "--no-password"), 2, "logs in with a password"},
		{"good", "long enough words\n", add("--account", "Brightwater Ltd", "--role", "administrator"), 0, "Added Ada Lovelace"},
		{"twice", "long enough words\n", add("--account", "Brightwater Ltd", "--role", "administrator"), 1, "already"},
	} {
		code, out, errs := run(t, step.stdin, step.args...)
		if code != step.code || !strings.Contains(out+errs, step.says) {
			t.Errorf("%s: exit %d, said %q%q, want %d and %q", step.name, code, out, errs, step.code, step.says)
		}
		if strings.Contains(out+errs, "long enough words") {
			t.Errorf("%s: the password was printed", step.name)
		}
	}
	for _, more := range [][]string{{"--edition", "business", "--group", "Sales", "--group", "Finance"}, {"--edition", "none"}} {
		args := append([]string{"user", "add", "--account", "Brightwater Ltd", "--role", "user", "--no-password", "--name", "Una", "--email", more[1] + "@brightwater.example"}, more...)
		if code, out, errs := run(t, "", args...); code != 0 || !strings.Contains(out, "Added Una") {
			t.Errorf("%v: exit %d, %s", more, code, errs)
		}
	}
	if _, out, _ := run(t, "", "account", "licences", "Brightwater Ltd"); !strings.Contains(out, "CRM                   0      1     -1") || !strings.Contains(out, "Business              0      1     -1") {
		t.Errorf("used are:\n%s", out)
	}
	code, _, errs := run(t, "another long password", "user", "add", "--support", "--email", "sue@workbooks.example", "--name", "Sue")
	if code != 0 {
		t.Errorf("support: exit %d, %s", code, errs)
	}
}

func TestUsers_AddTakesTheRoleFromTheGroups(t *testing.T) {
	freshDatabase(t)
	run(t, "", "account", "add", "Brightwater Ltd")
	db, err := store.Open(t.Context(), store.Options{URL: os.Getenv("DATABASE_URL")})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for group, role := range map[string]policy.Role{policy.SystemAdministration: policy.Administrator, policy.HelpdeskGroup: policy.Helpdesk, "Sales": policy.PlainUser} {
		email := string(role) + "@brightwater.example"
		code, _, errs := run(t, "", "user", "add", "--account", "Brightwater Ltd", "--email", email, "--name", "Ada", "--no-password", "--group", group)
		u, err := db.UserByEmail(t.Context(), email)
		if code != 0 || err != nil || u.Role != role || !slices.Equal(u.UserGroups, policy.SortedUserGroups([]string{group})) {
			t.Errorf("%s: exit %d, %s; %v, %s in %v", group, code, errs, err, u.Role, u.UserGroups)
		}
	}
}

func TestLookups_NeverMakeADatabase(t *testing.T) {
	path := filepath.Join(t.TempDir(), "none", "typo.db")
	for _, args := range [][]string{
		{"account", "list"}, {"account", "set", "X", "--advanced-security=true"},
		{"user", "add", "--account", "X", "--email", "a@b.example", "--name", "A", "--role", "user"},
	} {
		code, _, errs := run(t, "long enough words", append(args, "--database-url", "sqlite:"+path)...)
		if code != command.ExitFailed || !strings.Contains(errs, "there is no database at "+path) {
			t.Errorf("%v: exit %d, %s", args, code, errs)
		}
	}
	if _, err := os.Stat(filepath.Dir(path)); !os.IsNotExist(err) {
		t.Errorf("something was made: %v", err)
	}
}

func TestAccounts_Licences(t *testing.T) {
	freshDatabase(t)
	for _, step := range []struct {
		args []string
		code int
		says []string
	}{
		{[]string{"account", "add", "Brightwater Ltd", "--licences", "CRM=10,Outlook Connector=1"}, 0, []string{"Added"}},
		{[]string{"account", "add", "Quarry", "--licences", "Gold=10"}, 1, []string{"Gold"}},
		{[]string{"account", "licences", "Brightwater Ltd"}, 0, []string{"LICENCE ", "CRM                   10     0     10", "Outlook Connector     1      0     1", "Mapping               0      0     0"}},
		{[]string{"account", "licences", "Brightwater Ltd", "CRM=7", "Business=5", "Web Insights=3"}, 0, []string{"CRM                   7 ", "Business              5 ", "Web Insights          3 ", "Outlook Connector     1 "}},
		{[]string{"account", "licences", "Brightwater Ltd", "Gold=1"}, 1, []string{"Gold"}},
		{[]string{"account", "licences", "Brightwater Ltd", "CRM=-1"}, 1, []string{"CRM"}},
		{[]string{"account", "licences", "Brightwater Ltd", "CRM=many"}, 2, []string{"many"}},
		{[]string{"account", "licences", "Nobody", "CRM=1"}, 1, []string{"no account named"}},
	} {
		code, out, errs := run(t, "", step.args...)
		for _, says := range step.says {
			if code != step.code || !strings.Contains(out+errs, says) {
				t.Errorf("%v: exit %d, said %s%s, want %d and %q", step.args, code, out, errs, step.code, says)
			}
		}
	}
}
