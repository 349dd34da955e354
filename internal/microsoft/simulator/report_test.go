package simulator_test

import (
	"encoding/json"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"workbooks.com/authconsole/internal/microsoft/simulator"
)

const guidForm = `([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})`

// stops returns every page on which the simulator stops a person, by its code.
func stops(p *platform) map[string]answer {
	p.t.Helper()
	b := func() *browser { return p.browser() }
	at := func(path, person string) answer { fresh := b(); return fresh.pick(fresh.get(path), person) }
	pages := map[string]answer{
		"90002": b().get(authorizePath("nowhere.example")), "900023": b().get(authorizePath("no_tenant")),
		"50011":  b().get(consentPath("common", "redirect_uri=https://elsewhere.invalid/")),
		"700016": b().get(consentPath("common", "client_id="+simulator.HarbourID)),
		"900144": b().get(consentPath("common", "-client_id")),
		"50020":  at(consentPath(simulator.BrightwaterID), simulator.Henry), "500200": at(consentPath("organizations"), simulator.Sam),
		"90094": at(authorizePath(simulator.BrightwaterID), simulator.Ben), "90095": at(authorizePath(simulator.QuarryID), simulator.Quinn),
		"9002313": b().get("/resume?continue=unknown"),
	}
	for fault, code := range authorizeStops() {
		p.Fail(fault)
		pages[code] = b().get(authorizePath("common"))
	}
	p.EnablePrincipal(simulator.LongNameID, false)
	pages["7000112"] = at(authorizePath(simulator.LongNameID), simulator.Lone)
	return pages
}

func TestStops_ReportCanBeCopiedAsPeopleDo(t *testing.T) {
	block := regexp.MustCompile(`\AAADSTS([0-9]+): .+\nRequest Id: ` + guidForm + `\nCorrelation Id: ` + guidForm + `\nTimestamp: 2026-03-03T10:30:00Z\z`)
	for code, page := range stops(start(t)) {
		t.Run(code, func(t *testing.T) {
			doc := page.doc()
			found := block.FindStringSubmatch(doc.Find("pre.report").Text())
			if found == nil || found[1] != code || found[2] == found[3] {
				t.Fatalf("page %q reports %q", page.page(), doc.Find("pre.report").Text())
			}
			if doc.Find("pre.report *, pre.report-json *").Length() != 0 || doc.Find("pre.report").AttrOr("tabindex", "") != "0" {
				t.Error("the block is not plain text, or the keyboard cannot reach it")
			}
			var body map[string]any
			if err := json.Unmarshal([]byte(doc.Find("pre.report-json").Text()), &body); err != nil {
				t.Fatal(err)
			}
			if body["trace_id"] != found[2] || body["correlation_id"] != found[3] || body["timestamp"] != "2026-03-03 10:30:00Z" || body["error"] == "" {
				t.Errorf("JSON differs from the text: %v", body)
			}
			description, _ := body["error_description"].(string)
			if !strings.HasPrefix(description, "AADSTS"+code+": ") || !strings.Contains(description, "\r\nTrace ID: "+found[2]+"\r\n") {
				t.Errorf("description %q", description)
			}
		})
	}
}

// TestStops_DoNotComeBack looks for a way to the redirect URI. Only the two pages
// of §1.6 have one, which says nothing but that the person left.
func TestStops_DoNotComeBack(t *testing.T) {
	for code, page := range stops(start(t)) {
		t.Run(code, func(t *testing.T) {
			if page.header.Get("Location") != "" || page.header.Get("Refresh") != "" {
				t.Error("the answer leads on by itself")
			}
			back := page.doc().Find("#return").AttrOr("href", "")
			page.doc().Find("#return").Remove()
			if asks := code == "90094" || code == "90095"; asks != (back != "") {
				t.Fatalf("way back %q", back)
			}
			if back != "" && back != callbackURI+"?error=access_denied&error_subcode=cancel&state=state-2" {
				t.Errorf("way back %q", back)
			}
			body := strings.Replace(page.body, `href="`+strings.ReplaceAll(back, "&", "&amp;")+`"`, "", 1)
			if strings.Contains(body, callbackURI) || strings.Contains(body, consentURI) || strings.Contains(body, "elsewhere.invalid") {
				t.Error("an address of the application is in the page")
			}
		})
	}
}

func TestStops_CorrelationIDOfTheCallerIsShown(t *testing.T) {
	const id = "0f8fad5b-d9cb-469f-a165-70867728950e"
	page := start(t).browser().get(authorizePath("nowhere.example", "client-request-id="+id)).wantPage("error")
	if !strings.Contains(page.doc().Find("pre.report").Text(), "\nCorrelation Id: "+id+"\n") {
		t.Errorf("report %q", page.doc().Find("pre.report").Text())
	}
}

// TestMachineError_HasTheWholeJSONForm holds the JSON form to microsoft.md §3.5.
func TestMachineError_HasTheWholeJSONForm(t *testing.T) {
	p := start(t)
	a := p.browser().post("/"+simulator.BrightwaterID+"/oauth2/v2.0/token", url.Values{
		"grant_type": {"client_credentials"}, "client_id": {clientID}, "client_secret": {"wrong"}, "scope": {"https://graph.microsoft.com/.default"},
	})
	body := a.json()
	for _, id := range []string{"trace_id", "correlation_id"} {
		if text, _ := body[id].(string); !regexp.MustCompile(`\A` + guidForm + `\z`).MatchString(text) {
			t.Errorf("%s %q", id, text)
		}
	}
	want := map[string]any{
		"error": "invalid_client", "error_codes": []any{float64(7000215)}, "timestamp": "2026-03-03 10:30:00Z",
		"error_uri": p.url + "/error?code=7000215", "trace_id": a.header.Get("X-Ms-Request-Id"), "correlation_id": body["correlation_id"],
		"error_description": body["error_description"],
	}
	if diff := cmp.Diff(want, body); diff != "" {
		t.Errorf("body (-want +got):\n%s", diff)
	}
}
