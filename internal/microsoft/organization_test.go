package microsoft_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"workbooks.com/authconsole/internal/microsoft"
	"workbooks.com/authconsole/internal/microsoft/simulator"
)

func TestOrganization_NeedsToken(t *testing.T) {
	s := newStage()
	c := connect(t, serve(t, s))
	if _, err := c.Organization(t.Context(), microsoft.GraphToken{}); !errors.Is(err, microsoft.ErrIncomplete) {
		t.Errorf("error %v, want ErrIncomplete", err)
	}
	if s.count("organization") != 0 {
		t.Error("asked Graph without a token")
	}
}

// stageToken signs in on the stage and returns the Graph token "canary-access".
func stageToken(t *testing.T, s *stage, c *microsoft.Client) microsoft.GraphToken {
	t.Helper()
	started := redemption(t)
	id := signed(stageKey(), stageHeader, text(stageClaims(started.Nonce)))
	s.set(&s.token, tokenJSON(200, `{"token_type":"Bearer","access_token":"canary-access","id_token":"`+id+`"}`))
	got, err := c.Redeem(t.Context(), brightwater, started)
	if err != nil {
		t.Fatal(err)
	}
	return got.GraphToken
}

func organizationOf(id, name, domains string) http.HandlerFunc {
	return tokenJSON(200, fmt.Sprintf(`{"value":[{"id":%q,"displayName":%q,"verifiedDomains":[%s]}]}`, id, name, domains))
}

func TestOrganization_Answers(t *testing.T) {
	long := strings.Repeat("Ø", 300)
	rows := []struct {
		name string
		h    http.HandlerFunc
		want microsoft.Organization
	}{
		{"ordinary", organizationOf(brightwater, "Brightwater Ltd", `{"name":"brightwater.example"},{"name":"Brightwater.OnMicrosoft.example"}`),
			microsoft.Organization{ID: brightwater, Name: "Brightwater Ltd", Domains: []string{"brightwater.example", "brightwater.onmicrosoft.example"}}},
		{"markup is kept for the page to escape", organizationOf(brightwater, `<b>&"`, ``), microsoft.Organization{ID: brightwater, Name: `<b>&"`}},
		{"ID in capitals", organizationOf(strings.ToUpper(brightwater), "B", ``), microsoft.Organization{ID: brightwater, Name: "B"}},
		{"long name", organizationOf(brightwater, long, ``), microsoft.Organization{ID: brightwater, Name: long[:256*len("Ø")]}},
		{"odd domains are left out", organizationOf(brightwater, "B", `{"name":"<b>.example"},{"name":""},{"name":"a b.example"},{"name":"-a.example"},{"name":"nodot"},{"name":"å.example"},{"name":"\u212a.example"}`),
			microsoft.Organization{ID: brightwater, Name: "B", Domains: []string{"å.example", "\u212a.example"}}},
		{"other fields", tokenJSON(200, `{"@odata.context":"x","value":[{"id":"`+brightwater+`","displayName":"B","picture":"https://evil.example/"}]}`),
			microsoft.Organization{ID: brightwater, Name: "B"}},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			s := newStage()
			c := connect(t, serve(t, s))
			token := stageToken(t, s, c)
			s.set(&s.graph, row.h)
			got, err := c.Organization(t.Context(), token)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(row.want, got); diff != "" || !utf8.ValidString(got.Name) {
				t.Error(diff)
			}
		})
	}
}

func TestOrganization_DomainsAreBounded(t *testing.T) {
	s := newStage()
	c := connect(t, serve(t, s))
	token := stageToken(t, s, c)
	s.set(&s.graph, organizationOf(brightwater, "B", strings.Repeat(`{"name":"a.example"},`, 500)+`{"name":"b.example"}`))
	got, err := c.Organization(t.Context(), token)
	if err != nil || len(got.Domains) != 100 {
		t.Errorf("%d domains (%v), want 100", len(got.Domains), err)
	}
}

func TestOrganization_SendsTheTokenInTheHeaderOnly(t *testing.T) {
	s := newStage()
	c := connect(t, serve(t, s))
	token := stageToken(t, s, c)
	s.set(&s.graph, func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "Bearer canary-access" || strings.Contains(r.URL.String(), "canary") {
			t.Error("token not where it belongs")
		}
		sendJSON(w, 403, `{"error":{"code":"Authorization_RequestDenied","message":"canary-message"}}`)
	})
	_, err := c.Organization(t.Context(), token)
	e := wantKind(t, err, microsoft.Refused)
	if e.Code != "" || strings.Contains(err.Error(), "canary") {
		t.Errorf("error tells too much: %v", err)
	}
}

func TestOrganization_FaultsAreToldApart(t *testing.T) {
	for fault, kind := range map[simulator.Fault]microsoft.Kind{
		simulator.FaultOrganizationForbidden:   microsoft.Refused,
		simulator.FaultOrganizationThrottled:   microsoft.Busy,
		simulator.FaultOrganizationUnavailable: microsoft.Trouble,
		simulator.FaultOrganizationTruncated:   microsoft.Nonsense,
		simulator.FaultOrganizationEmpty:       microsoft.Nonsense,
	} {
		t.Run(string(fault), func(t *testing.T) {
			r := newRig(t)
			got, err := r.redeem(simulator.IDToken.Sign)
			if err != nil {
				t.Fatal(err)
			}
			r.sim.Fail(fault)
			_, err = r.client.Organization(t.Context(), got.GraphToken)
			wantKind(t, err, kind)
		})
	}
}

func TestOrganization_OfAnotherTenantIsNonsense(t *testing.T) {
	for name, h := range map[string]http.HandlerFunc{
		"another":     organizationOf(simulator.HarbourID, "Harbour", ``),
		"no ID":       organizationOf("", "Harbour", ``),
		"two":         tokenJSON(200, `{"value":[{"id":"`+brightwater+`"},{"id":"`+brightwater+`"}]}`),
		"wrong types": tokenJSON(200, `{"value":[{"id":"`+brightwater+`","displayName":7}]}`),
		"HTML":        func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "<html>") },
		"10 MB":       organizationOf(brightwater, strings.Repeat("a", 10<<20), ``),
	} {
		t.Run(name, func(t *testing.T) {
			s := newStage()
			c := connect(t, serve(t, s))
			token := stageToken(t, s, c)
			s.set(&s.graph, h)
			got, err := c.Organization(t.Context(), token)
			wantKind(t, err, microsoft.Nonsense)
			if !cmp.Equal(got, microsoft.Organization{}) {
				t.Error("a refused answer left something behind")
			}
		})
	}
}

func TestOrganization_HangingGraphEndsAfterFiveSeconds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStage()
		c := connect(t, serve(t, s))
		token := stageToken(t, s, c)
		s.set(&s.graph, headersThenHang)
		before := time.Now()
		_, err := c.Organization(t.Context(), token)
		wantKind(t, err, microsoft.Slow)
		if took := time.Since(before); took != 5*time.Second {
			t.Errorf("took %v, want 5 s", took)
		}
	})
}
