package simulator_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"workbooks.com/authconsole/internal/microsoft/simulator"
)

func TestDiscovery_IssuerByTenantPath(t *testing.T) {
	p := start(t)
	for segment, issuer := range map[string]string{
		"common":                                 "{tenantid}",
		"organizations":                          "{tenantid}",
		"consumers":                              simulator.ConsumersID,
		simulator.BrightwaterID:                  simulator.BrightwaterID,
		strings.ToUpper(simulator.BrightwaterID): simulator.BrightwaterID,
		"brightwater.example":                    simulator.BrightwaterID,
		"Brightwater.onmicrosoft.example":        simulator.BrightwaterID,
	} {
		t.Run(segment, func(t *testing.T) {
			document := p.browser().get("/" + segment + "/v2.0/.well-known/openid-configuration").json()
			if want := p.url + "/" + issuer + "/v2.0"; document["issuer"] != want {
				t.Fatalf("issuer %q, want %q", document["issuer"], want)
			}
			if _, present := document["code_challenge_methods_supported"]; present {
				t.Error("code_challenge_methods_supported is printed, Microsoft does not")
			}
			for _, name := range []string{"token_endpoint", "authorization_endpoint", "jwks_uri", "end_session_endpoint"} {
				address, _ := document[name].(string)
				if !strings.HasPrefix(address, p.url+"/") || strings.Contains(address, "{") {
					t.Errorf("%s = %q", name, address)
				}
			}
		})
	}
}

func TestTenantPath_IsRefusedInTheShapeOfTheEndpoint(t *testing.T) {
	p := start(t)
	for _, row := range []struct{ name, segment, code string }{
		{"unknown GUID", "11111111-2222-4333-8444-555555555555", "90002"},
		{"unknown domain", "nowhere.example", "90002"},
		{"one word", "brightwater", "900023"},
		{"GUID with braces", "%7B" + simulator.BrightwaterID + "%7D", "900023"},
		{"GUID too short", simulator.BrightwaterID[:35], "900023"},
		{"path climbing", "..%2F" + simulator.BrightwaterID, "900023"},
		{"markup", "%3Cscript%3E", "900023"},
		{"keyword in capitals", "COMMON", "900023"},
	} {
		t.Run(row.name, func(t *testing.T) {
			b := p.browser()
			for _, path := range []string{"/v2.0/adminconsent", "/adminconsent", "/oauth2/v2.0/authorize", "/oauth2/v2.0/logout"} {
				b.get("/" + row.segment + path).wantPage("error").wantCode(row.code)
			}
			for _, path := range []string{"/v2.0/.well-known/openid-configuration", "/discovery/v2.0/keys"} {
				wantMachineError(t, b.get("/"+row.segment+path), 400, "invalid_request", row.code)
			}
			wantMachineError(t, b.post("/"+row.segment+"/oauth2/v2.0/token", url.Values{}), 400, "invalid_request", row.code)
		})
	}
}

// wantMachineError checks the whole shape of microsoft.md §3.5.
func wantMachineError(t *testing.T, a answer, status int, oauth, code string) {
	t.Helper()
	body := a.json()
	if a.status != status || body["error"] != oauth {
		t.Fatalf("status %d error %v (%v), want %d %s", a.status, body["error"], body["error_description"], status, oauth)
	}
	codes, _ := json.Marshal(body["error_codes"])
	description, _ := body["error_description"].(string)
	if string(codes) != "["+code+"]" || !strings.HasPrefix(description, "AADSTS"+code+": ") {
		t.Fatalf("codes %s, description %q, want %s", codes, description, code)
	}
	for _, part := range []string{
		"\r\nTrace ID: " + body["trace_id"].(string), "\r\nCorrelation ID: " + body["correlation_id"].(string),
		"\r\nTimestamp: " + body["timestamp"].(string),
	} {
		if !strings.Contains(description, part) {
			t.Errorf("description %q lacks %q", description, part)
		}
	}
	if address, _ := body["error_uri"].(string); !strings.HasSuffix(address, "/error?code="+code) {
		t.Errorf("error_uri %q", address)
	}
	if kind := a.header.Get("Content-Type"); kind != "application/json; charset=utf-8" {
		t.Errorf("Content-Type %q", kind)
	}
}

func TestUnknownPathsAre404(t *testing.T) {
	b := start(t).browser()
	for _, path := range []string{"/nothing", "/common/oauth2/token", "/graph/v1.0/users", "/common/oauth2/v2.0/devicecode", "/login/x"} {
		if a := b.get(path); a.status != http.StatusNotFound {
			t.Errorf("%s = %d", path, a.status)
		}
	}
}

func FuzzTenantPath(f *testing.F) {
	for _, seed := range []string{"common", "organizations", simulator.HarbourID, "harbour.example", "a..b", "x.y.", "%00", strings.Repeat("a.", 200) + "example", "{" + simulator.HarbourID + "}"} {
		f.Add(seed)
	}
	server, err := simulator.New(good())
	if err != nil {
		f.Fatal(err)
	}
	var known []string
	for _, tenant := range simulator.DefaultWorld().Tenants {
		known = append(append(known, tenant.ID), tenant.Domains...)
	}
	known = append(known, "common", "organizations", "consumers")
	f.Fuzz(func(t *testing.T, segment string) {
		if segment == "" || segment == "." || segment == ".." {
			return // path cleaning makes another path of it
		}
		r := httptest.NewRequest(http.MethodGet, "/x", nil)
		r.URL.Path, r.URL.RawPath = "/"+segment+"/v2.0/.well-known/openid-configuration", "/"+url.PathEscape(segment)+"/v2.0/.well-known/openid-configuration"
		w := httptest.NewRecorder()
		server.ServeHTTP(w, r)
		expected := slices.ContainsFunc(known, func(name string) bool { return strings.EqualFold(name, segment) })
		if w.Code == http.StatusOK && !expected {
			t.Fatalf("%q is accepted", segment)
		}
		if w.Code >= 500 {
			t.Fatalf("%q gives %d", segment, w.Code)
		}
	})
}
