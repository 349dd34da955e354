package views_test

import (
	"strings"
	"testing"

	"workbooks.com/authconsole/internal/link"
	"workbooks.com/authconsole/internal/signin"
	"workbooks.com/authconsole/views"
)

func TestProvisioningByState(t *testing.T) {
	page := func(change func(*views.ProvisioningModel)) views.ProvisioningModel {
		m := provisioningOff()
		change(&m)
		return m
	}
	t.Run("off offers both ways and says what is asked for", func(t *testing.T) {
		d := parse(t, views.ProvisioningPanel(provisioningOff()))
		has(t, d, ".status", "User Provisioning is off", "Nobody is created. People whom Workbooks does not know are turned away.")
		has(t, d, ".switch-on", "Read group memberships", "GroupMember.Read.All", "cannot change groups")
		one(t, d, `form[action="`+views.PathProvisioningOn+`"][target=_blank][data-consent][data-goto="`+views.PathTemplates+`"]`)
		one(t, d, `a[href="`+views.PathInviteGroups+`"]`)
		none(t, d, "[data-poll]")
	})
	t.Run("with the permission it is one press", func(t *testing.T) {
		d := parse(t, views.ProvisioningPanel(page(func(m *views.ProvisioningModel) { m.Granted = true })))
		one(t, d, `form[action="`+views.PathProvisioningOn+`"]:not([target]) [role=switch][aria-checked=false]`)
		none(t, d, "details")
	})
	t.Run("waiting asks again and can be cancelled", func(t *testing.T) {
		d := parse(t, views.ProvisioningPanel(page(func(m *views.ProvisioningModel) { m.Request = groupsRequest(link.AtMicrosoft) })))
		one(t, d, "#provisioning[data-poll]")
		one(t, d, `form[action="`+views.PathCancel+`"]`)
		has(t, d, ".track", "User Provisioning on")
		none(t, d, ".switch-on")
	})
	t.Run("refused goes on to the permission and not to a new link", func(t *testing.T) {
		d := parse(t, views.ProvisioningPanel(page(func(m *views.ProvisioningModel) { m.Failed = groupsRefused() })))
		one(t, d, `#error-guidance a[href="`+views.PathInviteGroups+`"]`)
		one(t, d, `#error-guidance form[action="`+views.PathProvisioningOn+`"]`)
		none(t, d, `form[action="`+views.PathConsents+`"]`)
	})
	for name, m := range map[string]views.ProvisioningModel{
		"not linked":   page(func(m *views.ProvisioningModel) { m.Linked = false }),
		"not entitled": page(func(m *views.ProvisioningModel) { m.NotEntitled = true }),
		"helpdesk":     page(func(m *views.ProvisioningModel) { m.ReadOnly = true }),
	} {
		t.Run(name+" offers no switch", func(t *testing.T) {
			none(t, parse(t, views.ProvisioningPanel(m)), "form")
		})
	}
	t.Run("on can be switched off", func(t *testing.T) {
		d := parse(t, views.ProvisioningPanel(provisioningOn()))
		has(t, d, ".status.is-ok", "User Provisioning is on", "by Ada Lovelace")
		one(t, d, `a[href="`+views.PathProvisioningOff+`"]`)
	})
}

func TestTemplateTableHasThreeWaysToOrder(t *testing.T) {
	d := parse(t, views.TemplatesPage(msFrame("Microsoft authentication"), templatesModel()))
	if n := d.Find(`input[name=id][form=order], input[name=position][form=order]`).Length(); n != 10 {
		t.Errorf("%d fields belong to the form of the order, want an ID and a number for each of 5", n)
	}
	one(t, d, `form#order[action="`+views.PathTemplatesOrder+`"] input[name=version][value="7"]`)
	one(t, d, `#up-t1[disabled]`)
	one(t, d, `#down-t3[disabled]`)
	one(t, d, `form[action="`+views.PathTemplateDo("t2", views.TemplateMove)+`"] button#up-t2[name=to][value="1"]`)
	one(t, d, `form[action="`+views.PathTemplateDo("t2", views.TemplateMove)+`"] button#down-t2[name=to][value="3"]`)
	if n := d.Find(`tbody[data-order="order"] tr .handle[data-drag].script-only`).Length(); n != 5 {
		t.Errorf("%d handles, want 5", n)
	}
}

func TestTemplateRowSaysWhatIsRemarkable(t *testing.T) {
	d := parse(t, views.TemplateTable(templateTable()))
	has(t, d, "#template-t1", "3 left", "−2: 2 more used than owned", "Europe/London")
	has(t, d, "#template-t1 .short", "−2")
	has(t, d, "#template-t2", "was «Marketing Europe»", "No")
	has(t, d, "#template-t4", "Several Azure groups have this name, so it matches nobody.")
	has(t, d, "#template-t5", "Help ␣desk␣", "not seen yet", "differs only by spaces")
	has(t, d, "#template-t3", "What new guests get")
	one(t, d, `form[action="`+views.PathTemplateDo("t1", views.TemplateDisable)+`"] [role=switch][aria-checked=true]`)
	one(t, d, `form[action="`+views.PathTemplateDo("t2", views.TemplateEnable)+`"] [role=switch][aria-checked=false]`)
}

func TestTemplateTableAfterSomebodyElseReordered(t *testing.T) {
	m := templateTable()
	m.Changed = true
	d := parse(t, views.TemplateTable(m))
	has(t, d, "[role=alert]", "Somebody else changed the order meanwhile")
	one(t, d, "#template-t1")
}

func TestTemplatesForTheHelpdeskCannotBeChanged(t *testing.T) {
	d := parse(t, views.TemplatesPanel(templatesForHelpdesk()))
	none(t, d, "form, input, button:not(.copy)")
	none(t, d, `a[href="`+views.PathTemplateNew+`"]`)
	none(t, d, `a[href="`+views.PathTemplate("t1")+`"], a[href="`+views.PathTemplate("t4")+`"]`) // t4 is ambiguous
	has(t, d, "#template-settings", "Nobody is created without a licence", "It is «All Users».")
	has(t, d, ".read-only", "only a Workbooks administrator")
}

func TestEmptyTemplatesSayWhatComesFirst(t *testing.T) {
	has(t, parse(t, views.TemplateTable(views.TemplateTableModel{})), ".empty", "small, special groups first", "«All Users», last")
}

func TestGroupHintsOfferTheNameThatWasMeant(t *testing.T) {
	d := parse(t, views.GroupHints(templateRefused().Check))
	for _, name := range []string{"sales managers", "Sales Managers", "Sales‑Managers"} {
		one(t, d, `button[name=use_name][value="`+name+`"][data-fill=template-group][formnovalidate]`)
	}
	has(t, d, ".spelled", "␣sales ␣managers")
	one(t, d, `input[type=radio][name=group_id][value="`+groupID+`"]`)
	quiet := parse(t, views.GroupHints(views.GroupCheck{}))
	if got := strings.TrimSpace(quiet.Find("#group-hints").Text()); got != "" {
		t.Errorf("remarks before anything was typed: %q", got)
	}
	has(t, parse(t, views.GroupHints(views.GroupCheck{Name: "All Users", Known: true})), "#group-hints", "Azure has one group of this name.")
}

// TestUnseenSpacesAreShown covers what is easily pasted from a web page.
func TestUnseenSpacesAreShown(t *testing.T) {
	for name, want := range map[string]string{
		"All Users": "All Users", "All Users ": "All Users␣", " All Users": "␣All Users", "All  Users": "All ␣Users",
		"All\u00a0Users": "All␣Users", "All\u200bUsers": "All◌Users", "All\tUsers": "All␣Users", "": "", "  ": "␣␣",
	} {
		d := parse(t, views.GroupHints(views.GroupCheck{Name: name, Hints: []views.GroupHint{{Kind: signin.HintSpaces}}}))
		if got := d.Find(".spelled strong").Text(); strings.Trim(got, "\n\t ") != want {
			t.Errorf("%q is shown as %q, want %q", name, got, want)
		}
	}
}

func TestTemplateFormMarksItsFaults(t *testing.T) {
	d := parse(t, views.TemplateFormPage(msFrame("New User Template"), templateRefused()))
	for _, field := range []string{"template-group", "template-position", "template-timezone"} {
		one(t, d, "#"+field+"[aria-invalid=true]")
		one(t, d, "#"+field+"-error[role=alert]")
	}
	for _, id := range []string{"template-edition-error", "template-extensions-error", "template-groups-error", "template-error"} {
		one(t, d, "#"+id)
	}
	none(t, d, ".danger-quiet")
	has(t, d, "#template-group-hint", "Nested groups count. Microsoft 365 and security groups count.")
	edit := parse(t, views.TemplateFormPanel(templateForm()))
	one(t, edit, `a[href="`+views.PathTemplateDo("t2", views.TemplateDelete)+`"]`)
	none(t, edit, "[name=group_id]") // the store keeps the group of an unchanged name
}

func TestTryAnswers(t *testing.T) {
	for outcome, want := range map[views.MatchOutcome][]string{
		views.MatchApplies:    {"«Sales Managers» applies", "directly or through a group inside it", "What would be created", "none left before, −1"},
		views.MatchNone:       {"No template applies", "Grace Hopper would be turned away, and nobody would be created"},
		views.MatchUnread:     {"could not be read", "not the same as being in no group", "nobody who has a user loses anything"},
		views.MatchNoLicence:  {"no licence is left", "None left of Mapping", "turned away"},
		views.MatchUnsure:     {"not known which template applies", "by a guess"},
		views.MatchGuest:      {"Guests are turned away"},
		views.MatchGuestOff:   {"The template for guests is disabled"},
		views.MatchNoTemplate: {"There are no templates"},
	} {
		t.Run(string(outcome), func(t *testing.T) {
			d := parse(t, views.TryAnswer(tryModel(match(outcome))))
			has(t, d, "#try-answer[role=status]", append(want, "Nothing was changed.", "in this group too, but another one comes first", "Of 2 groups Microsoft told only the object ID", "Trailing␣")...)
		})
	}
	t.Run("somebody with a user keeps what they have", func(t *testing.T) {
		m := match(views.MatchNone)
		m.Exists, m.Tried = true, false
		d := parse(t, views.MatchExplanation(*m))
		has(t, d, ".status", "Grace Hopper keeps what they have")
		if strings.Contains(text(d, "body"), "Nothing was changed") {
			t.Error("a log-in that happened is said to have changed nothing")
		}
	})
	t.Run("a user for whom no licence is left", func(t *testing.T) {
		m := match(views.MatchNoLicence)
		m.Exists = true
		has(t, parse(t, views.MatchExplanation(*m)), ".status", "keeps what they have")
		m.Refuses = false
		has(t, parse(t, views.MatchExplanation(*m)), ".status", "more would be used than you own")
	})
	t.Run("the last administrator and a guest", func(t *testing.T) {
		m := match(views.MatchApplies)
		m.Exists, m.Kept, m.Guest = true, true, true
		d := parse(t, views.MatchExplanation(*m))
		has(t, d, ".matching", "is the last administrator, and stays one", "guests get this one template")
	})
	t.Run("a licence that is not taken", func(t *testing.T) {
		m := match(views.MatchNoLicence)
		m.Licences = []views.LicenceStep{{Name: "Business", Before: 0, After: 0}}
		has(t, parse(t, views.MatchExplanation(*m)), ".matching", "Business: none left, and none is taken")
	})
	t.Run("faults stand in the answer", func(t *testing.T) {
		m := tryModel(nil)
		m.Error, m.Errors.User, m.Errors.Groups = "Not now.", "Nobody of this name has logged in with Microsoft yet.", "Please type at most 500 groups."
		has(t, parse(t, views.TryAnswer(m)), "#try-answer", "Not now.", "Nobody of this name", "at most 500 groups")
	})
}

func TestTheGuestsTemplateIsSaidToGiveNothingWhileItIsDisabled(t *testing.T) {
	for _, readOnly := range []bool{false, true} {
		m := templatesModel()
		m.Settings.ReadOnly = readOnly
		m.Settings.Guests, m.Settings.GuestTemplateID = signin.TemplateGuests, "t3"
		m.Settings.Templates = []views.TemplateOption{{ID: "t1", GroupName: "Sales"}, {ID: "t3", GroupName: "Guests", Off: true}}
		has(t, parse(t, views.SettingsPanel(m.Settings)), "#template-settings", "until it is enabled, new guests get nothing")
		m.Settings.GuestTemplateID = "t1"
		if words := text(parse(t, views.SettingsPanel(m.Settings)), "#template-settings"); strings.Contains(words, "get nothing") {
			t.Errorf("says %s", words)
		}
	}
	r := templatesModel().Table.Rows[0]
	r.Guests, r.Enabled = true, false
	m := views.TemplateTableModel{Rows: []views.TemplateRowModel{r}}
	has(t, parse(t, views.TemplateTable(m)), "#templates-table", "they get nothing, and are turned away")
}

func TestLeaversOfferOnlyWhatCanBeDone(t *testing.T) {
	d := parse(t, views.LeaversPanel(leaversModel()))
	has(t, d, "#leavers-panel", "stops people who have left on its own page", "Not seen for 60 days", "Disabled in Azure", "never")
	one(t, d, `a[href="`+views.PathUserDo("u1", views.ActDisable)+`"]`)
	one(t, d, `a[href="`+views.PathUserDo("u1", views.ActFree)+`"]`)
	none(t, d, `a[href="`+views.PathUserDo("u2", views.ActDisable)+`"]`)
	none(t, d, `a[href="`+views.PathUserDo("u3", views.ActFree)+`"]`)
	m := leaversModel()
	m.Left[1].Licences, m.Unseen[0].Yourself = nil, true
	d = parse(t, views.LeaversPanel(m))
	has(t, d, "#unseen", "This is you")
	none(t, d, `a[href="`+views.PathUserDo("u2", views.ActFree)+`"], a[href="`+views.PathUserDo("u4", views.ActFree)+`"], a[href="`+views.PathUserDo("u4", views.ActDisable)+`"]`)
	m.ReadOnly = true
	none(t, parse(t, views.LeaversPanel(m)), ".do, .button")
}
