package views_test

import (
	"strings"
	"testing"

	"workbooks.com/authconsole/internal/guidance"
	"workbooks.com/authconsole/views"
)

func TestLoginForm(t *testing.T) {
	d := parse(t, views.LoginPage(outside("Log in"), views.LoginForm{Email: "ada@brightwater.example", ReturnTo: "/configuration", Error: "Not right."}))
	one(t, d, "form")
	one(t, d, `form[action="/login"][data-once] input[name=email][type=email]:not([required])[value="ada@brightwater.example"][aria-describedby="email-hint login-error"]`)
	one(t, d, `input[name=password][type=password][required][value=""][autocomplete="current-password"][autofocus]`)
	one(t, d, `input[type=hidden][name=return_to][value="/configuration"]`)
	one(t, d, `button.primary[type=submit][formaction="`+views.PathLoginMicrosoft+`"][formnovalidate]`)
	has(t, d, "#email-hint", "With your e-mail address we find your organisation at once.")
	has(t, d, "#login-error[role=alert]", "Not right.")
	none(t, d, ".taskbar")
}

func TestEnterInThePasswordFieldNeverGoesToMicrosoft(t *testing.T) {
	first := parse(t, views.LoginPage(outside("Log in"), views.LoginForm{})).Find("form button[type=submit]").First()
	if to, has := first.Attr("formaction"); has {
		t.Errorf("the first button, which Enter presses, goes to %q", to)
	}
	if first.AttrOr("tabindex", "") != "-1" || first.AttrOr("aria-hidden", "") != "true" {
		t.Errorf("the button for Enter can be reached by itself")
	}
}

func TestLoginTellsWhyMicrosoftCannotBeAsked(t *testing.T) {
	d := parse(t, views.LoginPage(outside("Log in"), views.LoginForm{MicrosoftError: "Microsoft cannot be reached.", Info: "Please log in.", Known: "b…@brightwater.example"}))
	has(t, d, "#microsoft-error[role=alert]", "Microsoft cannot be reached.")
	has(t, d, "form", "Last used here: b…@brightwater.example")
	one(t, d, `#email[aria-describedby="email-hint microsoft-error"]`)
	none(t, d, ".tone-info, #login-error")
}

// TestLoginProblemTellsAboutEveryCause: no way of failing is a dead end.
func TestLoginProblemTellsAboutEveryCause(t *testing.T) {
	for _, cause := range guidance.Causes() {
		t.Run(string(cause), func(t *testing.T) {
			d := parse(t, views.LoginProblemPage(outside("Not logged in"), loginProblem(cause)))
			g := cause.For(guidance.ForUser)
			has(t, d, "#login-problem h2", g.Title)
			has(t, d, "#guidance-details", "WB-7F3K-9QD2", "UTC", "AADSTS50105", correlation, trace)
			one(t, d, `#login-problem form[method=post][action="`+views.PathLoginMicrosoft+`"] input[name=return_to][value="`+views.PathStatus+`"]`)
			one(t, d, `form input[name=email][value="mary@brightwater.example"]`)
			one(t, d, `form button[name=account][value=other]`)
			one(t, d, "form button.primary")
			one(t, d, `form a[href^="/login?return_to="]`)
			if got := d.Find(".our-side").Length() == 1; got != g.OurSide {
				t.Errorf("our side: %t, want %t", got, g.OurSide)
			}
		})
	}
}

func TestLoginProblemOffersAnotherAccountFirstWhereTheAccountIsTheReason(t *testing.T) {
	for cause, want := range map[guidance.Cause]string{guidance.PersonalAccount: "Use another account", guidance.NotAssigned: "Try again"} {
		has(t, parse(t, views.LoginProblemPage(outside("Not logged in"), loginProblem(cause))), "form button.primary", want)
	}
}

func TestLoginProblemOffersTheOtherWorkbooksAccountsWhereThereAreSome(t *testing.T) {
	m := loginProblem(guidance.LoginDisabled)
	none(t, parse(t, views.LoginProblemPage(outside("Not logged in"), m)), "button[value=choose]")
	m.Several = true
	d := parse(t, views.LoginProblemPage(outside("Not logged in"), m))
	has(t, d, `form[method=post][action="`+views.PathLoginMicrosoft+`"] button[name=account][value=choose]`, "Choose another Workbooks account")
}

func TestLoginProblemOfAConfirmationLeadsBackToIt(t *testing.T) {
	m := loginProblem(guidance.MfaNeeded)
	m.Reauth = true
	d := parse(t, views.LoginProblemPage(outside("Not confirmed"), m))
	one(t, d, `form[action="`+views.PathConfirmMicrosoft+`"]`)
	one(t, d, `form a[href^="`+views.PathConfirmIdentity+`?return_to="]`)
	none(t, d, `a[href^="/login"]`)
}

func TestChooseAccount(t *testing.T) {
	d := parse(t, views.ChooseAccountPage(outside("Choose an account"), chooseModel()))
	one(t, d, `form[method=post][action="`+views.PathLoginAccount+`"] button[name=account][value=a1]`)
	has(t, d, "button[value=a1]", "Brightwater Ltd", "as mary@brightwater.example", "chosen last time")
	has(t, d, "button[value=a2]", "Brightwater Training")
	has(t, d, "main", "mary@brightwater.example", "My sessions")
}

func TestLoggedOutGoesNowhereByItself(t *testing.T) {
	d := parse(t, views.LoggedOutPage(outside("Logged out"), views.LoggedOutModel{Microsoft: true}))
	has(t, d, "main", "You are logged out of Workbooks.", "shared computer")
	one(t, d, `form[method=post][action="`+views.PathLogoutMicrosoft+`"] button`)
	one(t, d, `a.primary[href="`+views.PathLogin+`"]`)
	none(t, d, "meta[http-equiv], [hx-get], [hx-trigger], iframe, img")
	none(t, parse(t, views.LoggedOutPage(outside("Logged out"), views.LoggedOutModel{})), "form")
	both := parse(t, views.LoggedOutPage(outside("Logged out"), views.LoggedOutModel{Microsoft: true, Both: true}))
	has(t, both, "main", "You are logged out of Workbooks and of Microsoft.")
	none(t, both, "form")
}

func TestConfirmIdentity(t *testing.T) {
	m := views.ConfirmIdentityModel{Email: "ada@brightwater.example", HasPassword: true, HasMicrosoft: true, ReturnTo: views.PathUnlink, Error: "No."}
	d := parse(t, views.ConfirmIdentityPage(outside("Please confirm that it is you"), m))
	one(t, d, `form[action="`+views.PathConfirmIdentity+`"] input[type=password][required][autocomplete="current-password"]`)
	one(t, d, `form[action="`+views.PathConfirmMicrosoft+`"] button.primary`)
	if n := d.Find(`input[name=return_to][value="` + views.PathUnlink + `"]`).Length(); n != 2 {
		t.Errorf("%d forms keep the way back, want 2", n)
	}
	has(t, d, "#login-error[role=alert]", "No.")
	m.HasPassword = false
	none(t, parse(t, views.ConfirmIdentityPage(outside("x"), m)), "input[type=password], .or")
	m.HasMicrosoft = false
	d = parse(t, views.ConfirmIdentityPage(outside("x"), m)) // logging in again would be of no use
	none(t, d, "main form")
	has(t, d, "main", "An administrator of your account who has a password")
}

func TestWelcomeMail(t *testing.T) {
	m := welcomeMail()
	subject, body := views.WelcomeText(m)
	for _, want := range []string{m.URL, m.LoginURL, "Mary Somerville", "mary@brightwater.example", "10 March 2026, 10:36 UTC", m.Reference} {
		if !strings.Contains(body, want) {
			t.Errorf("the text lacks %q:\n%s", want, body)
		}
	}
	if want := "Ada Lovelace invites you to Workbooks (Brightwater Ltd)"; subject != want {
		t.Errorf("subject %q, want %q", subject, want)
	}
	m.Microsoft = false
	if _, body = views.WelcomeText(m); strings.Contains(body, "Microsoft") {
		t.Errorf("an account without Microsoft is told about it:\n%s", body)
	}
	d := parse(t, views.WelcomeHTML(welcomeMail()))
	one(t, d, "title")
	has(t, d, "h1", subject)
	if n := d.Find(`a[href="` + welcomeMail().URL + `"]`).Length(); n != 2 {
		t.Errorf("%d links, want the button and the text", n)
	}
}

func TestS68_NamesAddNoLineToTheMailOfAnInvitedUser(t *testing.T) {
	m := welcomeMail()
	m.Name, m.Sender, m.Account = "Mary\r\nBcc: all@example.com", "Ada\nLovelace", "Bright\r\n\r\nwater"
	subject, body := views.WelcomeText(m)
	if strings.ContainsAny(subject, "\r\n") {
		t.Errorf("subject of several lines: %q", subject)
	}
	if strings.Contains(body, "\r") || strings.Contains(body, "\nBcc:") {
		t.Errorf("a name began a line:\n%s", body)
	}
}
