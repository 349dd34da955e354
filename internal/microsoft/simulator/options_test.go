package simulator_test

import (
	"errors"
	"testing"

	"workbooks.com/authconsole/internal/microsoft/simulator"
)

func TestNew_RefusesWhatIsNoSimulation(t *testing.T) {
	for name, change := range map[string]func(*simulator.Options){
		"authority is Microsoft":             func(o *simulator.Options) { o.Authority = "https://login.microsoftonline.com" },
		"authority is Microsoft without TLS": func(o *simulator.Options) { o.Authority = "http://login.microsoftonline.com" },
		"authority is https on loopback":     func(o *simulator.Options) { o.Authority = "https://127.0.0.1:8081" },
		"authority is another machine":       func(o *simulator.Options) { o.Authority = "http://192.0.2.7:8081" },
		"authority is all addresses":         func(o *simulator.Options) { o.Authority = "http://0.0.0.0:8081" },
		"authority looks like loopback":      func(o *simulator.Options) { o.Authority = "http://127.0.0.1.example:8081" },
		"authority hides its host":           func(o *simulator.Options) { o.Authority = "http://127.0.0.1@login.example" },
		"authority has a path":               func(o *simulator.Options) { o.Authority = "http://127.0.0.1:8081/tenant" },
		"authority is empty":                 func(o *simulator.Options) { o.Authority = "" },
		"authority cannot be parsed":         func(o *simulator.Options) { o.Authority = "http://[::1" },
		"client ID is no GUID":               func(o *simulator.Options) { o.ClientID = "workbooks" },
		"client ID has braces":               func(o *simulator.Options) { o.ClientID = "{" + clientID + "}" },
		"secret is empty":                    func(o *simulator.Options) { o.ClientSecret = "" },
		"no redirect URI":                    func(o *simulator.Options) { o.RedirectURIs = nil },
		"redirect URI with wildcard":         func(o *simulator.Options) { o.RedirectURIs = []string{"https://*.workbooks.example/x"} },
		"redirect URI plain http elsewhere":  func(o *simulator.Options) { o.RedirectURIs = []string{"http://workbooks.example/x"} },
		"redirect URI is a script":           func(o *simulator.Options) { o.RedirectURIs = []string{"javascript:alert(1)"} },
		"logout URL is plain http elsewhere": func(o *simulator.Options) { o.LogoutURL = "http://workbooks.example/out" },
		"logout URL is a script":             func(o *simulator.Options) { o.LogoutURL = "javascript:alert(1)" },
		"fewer people than none":             func(o *simulator.Options) { o.ExtraPeople = -1 },
		"more people than browsers":          func(o *simulator.Options) { o.ExtraPeople = simulator.CrowdMax + 1 },
		"console is no address":              func(o *simulator.Options) { o.Console = "javascript:alert(1)" },
	} {
		t.Run(name, func(t *testing.T) {
			options := good()
			change(&options)
			if _, err := simulator.New(options); !errors.Is(err, simulator.ErrOptions) {
				t.Fatalf("New = %v, want ErrOptions", err)
			}
		})
	}
}

func TestNew_AcceptsLoopback(t *testing.T) {
	for _, authority := range []string{"http://127.0.0.1:8081", "http://localhost:8081/", "http://[::1]:8081", "http://127.0.0.1"} {
		t.Run(authority, func(t *testing.T) {
			options := good()
			options.Authority = authority
			if _, err := simulator.New(options); err != nil {
				t.Fatal(err)
			}
		})
	}
}

func good() simulator.Options {
	return simulator.Options{
		Authority: "http://127.0.0.1:8081", ClientID: clientID, ClientSecret: clientSecret,
		RedirectURIs: []string{"https://workbooks.example/microsoft/consent"},
	}
}

func TestNew_ExtraPeopleAreMembersOfAllUsers(t *testing.T) {
	options := good()
	options.ExtraPeople = 3
	sim, err := simulator.New(options)
	if err != nil {
		t.Fatal(err)
	}
	for n := 1; n <= 3; n++ {
		person, tenant, known := sim.World().Person(simulator.InCrowd(n))
		groups := sim.World().GroupsOf(tenant.ID, person.ObjectID)
		if !known || tenant.ID != simulator.BrightwaterID || len(groups) != 1 || groups[0].ID != simulator.GroupAllUsers {
			t.Errorf("person %d is known %t in %s with groups %v", n, known, tenant.Name, groups)
		}
	}
	if _, _, known := sim.World().Person(simulator.InCrowd(4)); known {
		t.Error("there is a fourth")
	}
}
