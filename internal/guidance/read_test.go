package guidance_test

import (
	"slices"
	"testing"

	"workbooks.com/authconsole/internal/guidance"
)

// TestRead prints everything that is said, to be read aloud (go test -run TestRead -v),
// and finds steps that are said twice.
func TestRead(t *testing.T) {
	for _, cause := range guidance.Causes() {
		for _, audience := range guidance.Audiences() {
			g := cause.For(audience)
			t.Logf("%s, for the %s\n%s.\n%s\n%s\nWho: %s (%s)\nWhere: %s", cause, audience, g.Title, g.Meaning, g.Changed, g.WhoIs, g.Who, g.Place)
			for i, step := range g.Steps {
				t.Logf("  %d  %s", i+1, step)
				if slices.Contains(g.Steps[:i], step) {
					t.Errorf("%s for the %s: said twice: %q", cause, audience, step)
				}
			}
		}
		if body := cause.For(guidance.ForAdministrator).Letter(facts()).Body; len(body) > 0 {
			t.Logf("the letter\n%s", body)
		}
	}
}
