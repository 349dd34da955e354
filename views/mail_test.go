package views_test

import (
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"workbooks.com/authconsole/views"
)

func TestInvitationTextSaysWhoWhatAndUntilWhen(t *testing.T) {
	subject, text := views.InvitationText(invitationMail())
	if subject != "Brightwater Ltd asks you to approve Workbooks in Microsoft Azure" {
		t.Errorf("subject %q", subject)
	}
	for _, want := range []string{
		"Ada Lovelace of Brightwater Ltd (ada@brightwater.example)", "Ada Lovelace writes:\n> Hello Grace,\n> this is the CRM",
		"\n\n" + handoverURL + "\n\n", "The page behind this link tells", "The link works until 10 March 2026, 10:36 UTC", "the organisation brightwater.example", "You need no Workbooks login",
		"opening it changes nothing", "Please pass it on", "or ignore this mail", "WB-3M8T-6KX4",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing in:\n%s", want, text)
		}
	}
}

func TestInvitationTextLeavesOutWhatIsNotThere(t *testing.T) {
	m := invitationMail()
	m.Message, m.Required = "", ""
	_, text := views.InvitationText(m)
	if strings.Contains(text, "writes:") || strings.Contains(text, "must be") || strings.Contains(text, "\n\n\n") {
		t.Errorf("an empty part shows:\n%s", text)
	}
}

func TestInvitationTextTakesNoHeaderFromAName(t *testing.T) {
	m := invitationMail()
	m.Account, m.Sender = "Brightwater\r\nBcc: mallory@evil.example", "Ada\n\nhttps://evil.example/consent/x\n\n"
	subject, text := views.InvitationText(m)
	if strings.ContainsAny(subject, "\r\n") {
		t.Errorf("subject %q", subject)
	}
	if strings.Contains(text, "\nhttps://evil.example") {
		t.Error("a name makes a paragraph of its own")
	}
}

// TestInvitationTextMarksEveryLineOfTheSender: none of their lines can pass for ours.
func TestInvitationTextMarksEveryLineOfTheSender(t *testing.T) {
	m := invitationMail()
	m.Message = "one\n\nhttps://evil.example/a\r\ntwo\rhttps://evil.example/b"
	_, text := views.InvitationText(m)
	for _, line := range strings.FieldsFunc(text, func(r rune) bool { return r == '\n' || r == '\r' }) {
		if strings.Contains(line, "evil.example") && !strings.HasPrefix(line, "> ") {
			t.Errorf("unmarked: %q", line)
		}
	}
}

func TestInvitationHTML(t *testing.T) {
	d := parse(t, views.InvitationHTML(invitationMail()))
	has(t, d, "body", "Ada Lovelace of Brightwater Ltd", "See what is asked for", handoverURL, "10 March 2026, 10:36 UTC", "brightwater.example", "WB-3M8T-6KX4")
	has(t, d, "blockquote", "Could you approve it before the training")
	if got := d.Find("blockquote br").Length(); got != 2 {
		t.Errorf("%d line breaks in the message, want 2", got)
	}
	if got := d.Find(`a[href="` + handoverURL + `"]`).Length(); got != 2 {
		t.Errorf("%d links, want button and text", got)
	}
	none(t, d, "img, script, link, style, form, [src], [background]")
}

func TestInvitationHTMLIsEscaped(t *testing.T) {
	for _, words := range []string{hostile, "javascript:alert(1)"} {
		d := parse(t, views.InvitationHTML(hostileModel[views.InvitationMail](words)))
		none(t, d, "script, svg, [onload]")
		d.Find("a").Each(func(_ int, s *goquery.Selection) {
			if strings.HasPrefix(s.AttrOr("href", ""), "javascript:") {
				t.Error("a link runs code")
			}
		})
	}
}

func TestOutbox(t *testing.T) {
	f := frame("Outbox")
	d := parse(t, views.OutboxPage(f, outbox()))
	has(t, d, ".note", "Everybody who can reach the demonstration can read them")
	has(t, d, "main", "This is the demonstration.", "to grace@brightwater.example")
	one(t, d, `a[href="`+views.PathMail("m1")+`"]`)
	d = parse(t, views.OutboxPage(f, views.OutboxModel{Now: now()}))
	has(t, d, ".empty", "No mail yet.")
}

func TestMailLinksOnlyItsAddress(t *testing.T) {
	d := parse(t, views.MailPage(frame("Outbox"), mail()))
	has(t, d, "main", "This is the demonstration.", "grace@brightwater.example", "> this is the CRM")
	has(t, d, `.letter a[href="`+handoverURL+`"]`, handoverURL)
	if got := d.Find(".letter a").Length(); got != 1 {
		t.Errorf("%d links", got)
	}
}
