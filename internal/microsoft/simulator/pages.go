package simulator

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"html/template"
	"net/http"
	"path"
	"strings"
)

//go:embed pages/*.html
var pageFiles embed.FS

//go:embed assets/simulator.css
var css []byte

//go:embed assets/simulator.svg
var icon []byte

// pages holds one template per page, each inside the layout.
type pages map[string]*template.Template

// view is what the layout needs, and the page's own content in Body.
type view struct {
	Page  string // value of data-page and name of the template
	Title string
	App   string
	Body  any
	// Console is the address of the application, for the way back; may be empty.
	Console string
}

func parsePages() (pages, error) {
	names, err := pageFiles.ReadDir("pages")
	if err != nil {
		return nil, fmt.Errorf("read pages: %w", err)
	}
	parsed := pages{}
	for _, entry := range names {
		if entry.Name() == "layout.html" {
			continue
		}
		page, err := template.ParseFS(pageFiles, "pages/layout.html", "pages/"+entry.Name())
		if err != nil {
			return nil, fmt.Errorf("parse pages: %w", err)
		}
		parsed[strings.TrimSuffix(entry.Name(), path.Ext(entry.Name()))] = page
	}
	return parsed, nil
}

// render writes a page, or 500 if its template fails.
func (s *Server) render(w http.ResponseWriter, status int, v view) {
	v.Console = s.options.Console
	v.App = s.options.AppName
	var page bytes.Buffer
	if err := s.pages[v.Page].ExecuteTemplate(&page, "layout.html", v); err != nil {
		http.Error(w, "page failed", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = page.WriteTo(w)
}

// asset answers with an embedded file.
func asset(content []byte, kind string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", kind)
		_, _ = w.Write(content)
	}
}

// notice is the body of a page that stops a person.
type notice struct {
	Report       report
	Continue     string // errand to go on with, empty if there is none
	Account      string
	Organisation string
	Return       string // where the link back to the application leads
}

// Code is the AADSTS number as people quote it.
func (n notice) Code() string { return n.Report.name() }

// Text says in words what is wrong.
func (n notice) Text() string { return n.Report.text }

// Trace is the request's trace ID, which pages call Request Id.
func (n notice) Trace() string { return n.Report.trace }

// Correlation is the request's correlation ID.
func (n notice) Correlation() string { return n.Report.correlation }

// At is the time of the refusal as pages show it, UTC, RFC 3339.
func (n notice) At() string { return strings.Replace(n.Report.at, " ", "T", 1) }

// JSON is the same refusal as a machine endpoint would answer it.
func (n notice) JSON() (string, error) {
	body, err := json.MarshalIndent(n.Report.body(), "", "  ")
	return string(body), err
}

// errorPage shows a refusal that never reaches the redirect URI. With an errand
// it offers another account.
func (s *Server) errorPage(w http.ResponseWriter, r *http.Request, f *refusal, errandID string) {
	s.render(w, http.StatusBadRequest, view{
		Page: "error", Title: "Sign-in stopped", Body: notice{Report: s.report(r, f), Continue: errandID},
	})
}

// needApprovalPage is what a person without a role meets (microsoft.md §1.6).
func (s *Server) needApprovalPage(w http.ResponseWriter, r *http.Request, e errand, id identity) {
	s.render(w, http.StatusOK, view{
		Page: "need-approval", Title: "Need admin approval", Body: s.approvalNotice(r, e, id, refuse(90094)),
	})
}

func (s *Server) approvalNotice(r *http.Request, e errand, id identity, f *refusal) notice {
	return notice{
		Report: s.report(r, f), Continue: e.id, Account: id.person.Username,
		Organisation: id.tenant.Name, Return: e.address(returned()...),
	}
}

// request is the body of the consent page.
type request struct {
	Continue     string
	Account      string
	Name         string
	Organisation string
	TenantWide   bool
	Permissions  []permission
}

func (s *Server) consentPage(w http.ResponseWriter, _ *http.Request, e errand, id identity) {
	s.render(w, http.StatusOK, view{Page: "consent", Title: "Permissions requested", Body: request{
		Continue: e.id, Account: id.person.Username, Name: id.person.Name, Organisation: id.tenant.Name,
		TenantWide: e.endpoint == EndpointAdminConsent, Permissions: permissions(e.scopes),
	}})
}
