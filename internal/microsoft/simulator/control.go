package simulator

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// desk is the body of the control page.
type desk struct {
	Groups       []faultGroup
	Queue        []FaultInfo
	Requests     []Request
	Tenants      []tenantState
	Redirects    []string
	SecretWorks  bool
	KeyPublished bool
	Propagation  int // seconds
	Problem      string

	Organisations []organisation
	Standings     []Person // people who may not simply sign in
	GroupClaims   GroupClaims
}

// faultGroup is the faults of one endpoint.
type faultGroup struct {
	Endpoint string
	Faults   []FaultInfo
}

// tenantState is one tenant with what it knows of the application.
type tenantState struct {
	Tenant      Tenant
	Principal   ServicePrincipal
	UserConsent bool
}

// control answers GET /control: the trainer's page, apart from the protocol.
func (s *Server) control(w http.ResponseWriter, _ *http.Request) {
	s.renderControl(w, http.StatusOK, "")
}

func (s *Server) renderControl(w http.ResponseWriter, status int, problem string) {
	body := desk{Redirects: s.options.RedirectURIs, Requests: s.Requests(), Problem: problem}
	slices.Reverse(body.Requests)
	for _, info := range allFaults() {
		if last := len(body.Groups) - 1; last < 0 || body.Groups[last].Endpoint != info.Endpoint {
			body.Groups = append(body.Groups, faultGroup{Endpoint: info.Endpoint})
		}
		last := &body.Groups[len(body.Groups)-1]
		last.Faults = append(last.Faults, info)
	}
	for _, fault := range s.Queued() {
		info, _ := faultInfo(fault)
		body.Queue = append(body.Queue, info)
	}
	body.Organisations = s.organisations(session{})
	for _, tenant := range s.World().Tenants {
		for _, person := range tenant.People {
			if person.Standing() != "" {
				body.Standings = append(body.Standings, person)
			}
		}
		if tenant.ID != ConsumersID {
			body.Tenants = append(body.Tenants, tenantState{tenant, s.ServicePrincipal(tenant.ID), s.UserConsent(tenant.ID)})
		}
	}
	s.mu.Lock()
	body.SecretWorks = !s.expired && s.secret == s.options.ClientSecret
	body.KeyPublished = len(s.keys) == 0 || s.current().published
	body.GroupClaims = s.groupClaims
	body.Propagation = int(s.propagation / time.Second)
	s.mu.Unlock()
	s.render(w, status, view{Page: "control", Title: "Control page", Body: body})
}

// done returns to the control page after a change.
func done(w http.ResponseWriter, r *http.Request) {
	http.Redirect(w, r, "/control", http.StatusSeeOther)
}

// controlFaults handles POST /control/faults: queues one, or drops all waiting.
func (s *Server) controlFaults(w http.ResponseWriter, r *http.Request) {
	fault := Fault(r.PostFormValue("fault"))
	_, known := faultInfo(fault)
	switch {
	case r.PostFormValue("action") == "clear":
		s.mu.Lock()
		s.faults = nil
		s.mu.Unlock()
	case !known:
		s.renderControl(w, http.StatusUnprocessableEntity, "Choose what shall go wrong.")
		return
	default:
		s.Fail(fault)
	}
	done(w, r)
}

// controlKeys handles POST /control/keys.
func (s *Server) controlKeys(w http.ResponseWriter, r *http.Request) {
	switch r.PostFormValue("action") {
	case "roll":
		if err := s.RollKeys(); err != nil {
			s.renderControl(w, http.StatusInternalServerError, "The new key could not be made.")
			return
		}
	case "withdraw":
		s.WithdrawKey()
	case "publish":
		s.PublishKey()
	}
	done(w, r)
}

// controlSecret handles POST /control/secret.
func (s *Server) controlSecret(w http.ResponseWriter, r *http.Request) {
	if r.PostFormValue("action") == "expire" {
		s.ExpireSecret()
	} else {
		s.RestoreSecret()
	}
	done(w, r)
}

// controlTenants handles POST /control/tenants: what an Azure administrator may
// do to the application in one tenant.
func (s *Server) controlTenants(w http.ResponseWriter, r *http.Request) {
	tenant, known := s.World().Tenant(r.PostFormValue("tenant"))
	if !known {
		s.renderControl(w, http.StatusUnprocessableEntity, "Choose an organisation.")
		return
	}
	switch r.PostFormValue("action") {
	case "grant":
		s.Grant(tenant.ID)
	case "revoke":
		s.Revoke(tenant.ID)
	case "delete":
		s.DeletePrincipal(tenant.ID)
	case "disable":
		s.EnablePrincipal(tenant.ID, false)
	case "enable":
		s.EnablePrincipal(tenant.ID, true)
	case "users-may":
		s.AllowUserConsent(tenant.ID, true)
	case "users-may-not":
		s.AllowUserConsent(tenant.ID, false)
	case "assignment-on":
		s.RequireAssignment(tenant.ID, true)
	case "assignment-off":
		s.RequireAssignment(tenant.ID, false)
	}
	done(w, r)
}

// controlPropagation handles POST /control/propagation: for how many seconds token
// requests do not see a new grant.
func (s *Server) controlPropagation(w http.ResponseWriter, r *http.Request) {
	seconds, err := strconv.Atoi(r.PostFormValue("seconds"))
	if err != nil || seconds < 0 || seconds > int(PropagationMax/time.Second) {
		s.renderControl(w, http.StatusUnprocessableEntity, "Give a number of seconds between 0 and 3600.")
		return
	}
	s.SetPropagation(time.Duration(seconds) * time.Second)
	done(w, r)
}

// controlForge handles POST /control/forge: it sends this browser to the console
// with a success that nobody gave (microsoft.md §10.3, 5).
func (s *Server) controlForge(w http.ResponseWriter, r *http.Request) {
	redirect := r.PostFormValue("redirect_uri")
	tenant, known := s.World().Tenant(r.PostFormValue("tenant"))
	if !known || !slices.Contains(s.options.RedirectURIs, redirect) {
		s.renderControl(w, http.StatusUnprocessableEntity, "Choose an organisation and an address.")
		return
	}
	e := errand{redirect: redirect, state: strings.TrimSpace(r.PostFormValue("state")), scopes: registered()}
	s.answerTenant(w, r, e, tenant.ID)
}

// controlReset handles POST /control/reset.
func (s *Server) controlReset(w http.ResponseWriter, r *http.Request) {
	s.Reset()
	done(w, r)
}
