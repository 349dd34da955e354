package simulator_test

import (
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	"workbooks.com/authconsole/internal/microsoft/simulator"
)

func (p *platform) identified(tenant, person string) map[string]any {
	p.t.Helper()
	return claims(p.t, p.tokens(tenant, person)["id_token"])
}

func TestPeople_RenamedKeepTheirIDAndSession(t *testing.T) {
	const renamed = "ben.okafor@brightwater.example"
	p := start(t)
	p.Grant(simulator.BrightwaterID)
	b := p.browser()
	code := b.signIn(simulator.BrightwaterID, simulator.Ben)
	if !p.RenamePerson(simulator.Ben, renamed) {
		t.Fatal("not renamed")
	}
	got := claims(t, p.redeem(simulator.BrightwaterID, code).json()["id_token"])
	if got["preferred_username"] != renamed || got["oid"] != "2d8c3e74-bf50-4132-8c49-e3a7f9b15d13" {
		t.Errorf("name %v, ID %v", got["preferred_username"], got["oid"])
	}
	b.get(authorizePath(simulator.BrightwaterID)).back(callbackURI)
	p.Reset()
	if _, _, known := p.World().Person(renamed); known {
		t.Error("the new name outlives Reset")
	}
}

func TestPeople_RecreatedHaveAnotherIDAndNoGroup(t *testing.T) {
	p := start(t)
	p.Grant(simulator.BrightwaterID)
	before := p.identified(simulator.BrightwaterID, simulator.Una)
	b := p.browser()
	b.signIn(simulator.BrightwaterID, simulator.Una)
	id := p.RecreatePerson(simulator.Una)
	b.get(authorizePath(simulator.BrightwaterID)).wantPage("pick")
	after := p.identified(simulator.BrightwaterID, simulator.Una)
	if after["oid"] != id || after["oid"] == before["oid"] || after["sub"] == before["sub"] || after["preferred_username"] != before["preferred_username"] {
		t.Errorf("before %v, after %v", before, after)
	}
	if groups := p.World().GroupsOf(simulator.BrightwaterID, id); len(groups) != 0 {
		t.Errorf("groups %v", groups)
	}
}

func TestPeople_DeletedLoseGraphAndCanBeMadeAgain(t *testing.T) {
	p := start(t)
	token := p.access(simulator.BrightwaterID, simulator.Ben)
	p.DeletePerson(simulator.Ben)
	for _, path := range []string{"/v1.0/me", groupsPath, licencesPath} {
		wantGraphError(t, p.graph(path, token), http.StatusNotFound, "Request_ResourceNotFound")
	}
	p.RecreatePerson(simulator.Ben)
	wantGraphError(t, p.graph("/v1.0/me", token), http.StatusNotFound, "Request_ResourceNotFound")
	p.browser().signIn(simulator.BrightwaterID, simulator.Ben)
}

func TestPeople_MailAndWhetherItsDomainIsVerified(t *testing.T) {
	yes, no := true, false
	p := start(t)
	p.Grant(simulator.BrightwaterID)
	for _, row := range []struct {
		name, mail string
		edov       *bool
		want       map[string]any
	}{
		{"unknown", simulator.Ben, nil, map[string]any{"email": simulator.Ben}},
		{"verified", simulator.Ben, &yes, map[string]any{"email": simulator.Ben, "xms_edov": true}},
		{"victim's address", "victim@elsewhere.invalid", &no, map[string]any{"email": "victim@elsewhere.invalid", "xms_edov": false}},
		{"no address", "", &yes, map[string]any{}},
	} {
		t.Run(row.name, func(t *testing.T) {
			p.SetMail(simulator.Ben, row.mail)
			p.SetEdov(simulator.Ben, row.edov)
			got := map[string]any{}
			for name, value := range p.identified(simulator.BrightwaterID, simulator.Ben) {
				if name == "email" || name == "xms_edov" {
					got[name] = value
				}
			}
			if diff := cmp.Diff(row.want, got); diff != "" {
				t.Errorf("claims (-want +got):\n%s", diff)
			}
		})
	}
	if got := p.identified(simulator.BrightwaterID, simulator.Otto); got["email"] != nil {
		t.Errorf("Otto's email %v", got["email"])
	}
}

func TestGuests_WorkAndPersonal(t *testing.T) {
	p := start(t)
	p.Grant(simulator.BrightwaterID)
	for _, row := range []struct{ person, idp, principal string }{
		{simulator.Pat, "https://sts.windows.net/" + simulator.HarbourID + "/", "pat_harbour.example#EXT#@brightwater.onmicrosoft.example"},
		{simulator.Gus, "live.com", "gus_personal.example#EXT#@brightwater.onmicrosoft.example"},
	} {
		t.Run(row.person, func(t *testing.T) {
			tokens := p.tokens(simulator.BrightwaterID, row.person)
			got := claims(t, tokens["id_token"])
			if got["idp"] != row.idp || got["acct"] != float64(1) || got["preferred_username"] != row.principal || got["tid"] != simulator.BrightwaterID || got["email"] != row.person {
				t.Errorf("claims %v", got)
			}
			token, _ := tokens["access_token"].(string)
			me := p.graph("/v1.0/me?$select=userType,accountEnabled,id", token).json()
			if me["userType"] != "Guest" || me["accountEnabled"] != true || me["id"] != got["oid"] {
				t.Errorf("me %v", me)
			}
		})
	}
	b := p.browser()
	b.pick(b.get(authorizePath("organizations")), simulator.Gus).wantPage("error").wantCode("500200")
}

func TestMe_StateOfTheAccountOnlyWhenAskedFor(t *testing.T) {
	p := start(t)
	token := p.access(simulator.BrightwaterID, simulator.Ben)
	plain := p.graph("/v1.0/me", token).json()
	if plain["accountEnabled"] != nil || plain["userType"] != nil || plain["displayName"] != "Ben Okafor" {
		t.Errorf("without $select %v", plain)
	}
	p.DisablePerson(simulator.Ben, true)
	if got := p.graph("/v1.0/me?$select=accountEnabled,userType", token).json(); got["accountEnabled"] != false || got["userType"] != "Member" {
		t.Errorf("with $select %v", got)
	}
}
