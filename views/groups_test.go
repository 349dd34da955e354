package views_test

import (
	"strings"
	"testing"

	"workbooks.com/authconsole/internal/link"
	"workbooks.com/authconsole/views"
)

// TestAskingForGroupsSaysSo: who approves a widening must not think that they link a
// new organisation.
func TestAskingForGroupsSaysSo(t *testing.T) {
	t.Run("invitation", func(t *testing.T) {
		d := parse(t, views.InvitePanel(groupsInvite()))
		one(t, d, `input[type=hidden][name=purpose][value=groups]`)
		none(t, d, "#required")
		has(t, d, "#invite-panel", "one more permission", "any other is refused")
		none(t, parse(t, views.InvitePanel(inviteForm())), "[name=purpose]")
	})
	t.Run("workspace", func(t *testing.T) {
		d := parse(t, views.WorkspacePanel(groupsWorkspace(views.WorkspaceReady)))
		has(t, d, "#workspace", "asks you for one more permission", "linked to Workbooks, the CRM of Brightwater Ltd, already", "Nothing else is added", "GroupMember.Read.All",
			"Then User Provisioning is on for Brightwater Ltd")
		if strings.Contains(text(d, "#workspace"), "proposes yours in its place") {
			t.Error("a widening is said to replace the organisation")
		}
	})
	t.Run("mail", func(t *testing.T) {
		m := invitationMail()
		m.ForGroups = true
		subject, body := views.InvitationText(m)
		html := text(parse(t, views.InvitationHTML(m)), "body")
		for name, got := range map[string]string{"subject": subject, "text": body, "HTML": html} {
			if !strings.Contains(got, "one more permission") {
				t.Errorf("%s: %q", name, got)
			}
		}
		if !strings.Contains(body, "GroupMember.Read.All") {
			t.Error("the mail does not name the permission")
		}
	})
	t.Run("confirmation", func(t *testing.T) {
		m := groupsConfirmed()
		d := parse(t, views.ConsentPanel(m))
		has(t, d, "#confirmation", "User Provisioning is on", "Add User Templates.")
		one(t, d, `a[data-close][href="`+views.PathTemplates+`"]`)
		none(t, d, `form[action="`+views.PathUndo(m.Request.ID)+`"]`)
		m.ProvisioningOff = true
		has(t, parse(t, views.ConsentPanel(m)), "#confirmation h2", "User Provisioning was switched on")
		m.ProvisioningOff, m.Link.State = false, link.Unlinked
		has(t, parse(t, views.ConsentPanel(m)), "#confirmation .status", "User Provisioning was switched on", "This link has been given up since")
	})
	t.Run("ended", func(t *testing.T) {
		d := parse(t, views.ConsentPanel(views.ConsentModel{Now: now(), Request: *groupsRequest(link.Cancelled)}))
		one(t, d, `a[href="`+views.PathTemplates+`"]`)
		none(t, d, `a[href="`+views.PathMicrosoft+`"]`)
	})
	t.Run("open again", func(t *testing.T) {
		m := linkedModel()
		m.Request = groupsRequest(link.AtMicrosoft)
		one(t, parse(t, views.MicrosoftPanel(m)), `form[data-consent][action="`+views.PathProvisioningOn+`"]`)
	})
}

func TestNextIsTrueAsItStands(t *testing.T) {
	for name, row := range map[string]struct {
		next views.NextModel
		want string
	}{
		"nobody yet":        {views.NextModel{}, "To do: Nobody has logged in with Microsoft yet"},
		"one":               {views.NextModel{LoggedIn: 1}, "Done: 1 user has logged in with Microsoft"},
		"nothing set up":    {views.NextModel{}, "User Templates: new people are turned away until you set them up"},
		"prepared":          {views.NextModel{Templates: 2}, "To do: User Templates: 2 templates are prepared; User Provisioning is off"},
		"on but none":       {views.NextModel{Provisioning: true}, "no template is enabled, so that nobody is created"},
		"on with templates": {views.NextModel{Provisioning: true, Templates: 1}, "Done: User Templates: 1 template makes users"},
	} {
		t.Run(name, func(t *testing.T) {
			m := linkedModel()
			m.Next = &row.next
			has(t, parse(t, views.MicrosoftPanel(m)), ".next", row.want)
		})
	}
	m := linkedModel()
	m.Next, m.Link = &views.NextModel{}, disabledLink()
	none(t, parse(t, views.MicrosoftPanel(m)), ".next")
}
