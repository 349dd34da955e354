package microsoft_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"workbooks.com/authconsole/internal/microsoft"
)

func TestNew_ChecksAddresses(t *testing.T) {
	rows := []struct {
		name, authority, graph string
		ok                     bool
	}{
		{"Microsoft", "https://login.microsoftonline.com", "https://graph.microsoft.com", true},
		{"simulator", "http://127.0.0.1:8081", "http://127.0.0.1:8081/graph", true},
		{"loopback by name", "http://localhost:8081", "http://localhost:8081", true},
		{"loopback IPv6", "http://[::1]:8081", "http://[::1]:8081", true},
		{"plain http", "http://login.microsoftonline.com", "https://graph.microsoft.com", false},
		{"plain http to Graph", "https://login.microsoftonline.com", "http://graph.microsoft.com", false},
		{"loopback lookalike", "http://127.0.0.1.evil.example", "https://graph.microsoft.com", false},
		{"path", "https://login.microsoftonline.com/common", "https://graph.microsoft.com", false},
		{"slash at the end", "https://login.microsoftonline.com/", "https://graph.microsoft.com", false},
		{"Graph with a crooked path", "https://login.microsoftonline.com", "https://graph.microsoft.com/a/../b", false},
		{"query", "https://login.microsoftonline.com?x=1", "https://graph.microsoft.com", false},
		{"fragment", "https://login.microsoftonline.com#x", "https://graph.microsoft.com", false},
		{"user name", "https://user:canary@login.microsoftonline.com", "https://graph.microsoft.com", false},
		{"other scheme", "ftp://127.0.0.1", "https://graph.microsoft.com", false},
		{"no scheme", "login.microsoftonline.com", "https://graph.microsoft.com", false},
		{"empty", "", "", false},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			_, err := microsoft.New(microsoft.Config{Authority: row.authority, Graph: row.graph, ClientID: clientID, ClientSecret: secret})
			if (err == nil) != row.ok {
				t.Errorf("error %v, want ok = %v", err, row.ok)
			}
			if err != nil && strings.Contains(err.Error(), "canary") {
				t.Errorf("error shows a password: %v", err)
			}
		})
	}
}

func TestNew_ReportsAllFaultsTogether(t *testing.T) {
	_, err := microsoft.New(microsoft.Config{})
	if err == nil {
		t.Fatal("no error")
	}
	for _, part := range []string{"authority", "graph", "client ID", "client secret"} {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("%q is not reported: %v", part, err)
		}
	}
}

func TestClient_DoesNotPrintItsSecret(t *testing.T) {
	c := connect(t, serve(t, newStage()))
	if text := fmt.Sprintf("%v %+v %#v", c, c, c); strings.Contains(text, secret) {
		t.Error("printing the client shows the secret")
	}
}

func TestS01_SecretsAreLongAndDistinct(t *testing.T) {
	seen := map[string]bool{}
	for range 10_000 {
		s := newSecret(t)
		if len(s) != 43 || strings.Trim(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") != "" {
			t.Fatalf("secret of %d characters", len(s))
		}
		seen[s] = true
	}
	if len(seen) != 10_000 {
		t.Errorf("%d distinct secrets of 10,000", len(seen))
	}
}

func TestTenantID(t *testing.T) {
	rows := []struct {
		text, parsed string
		valid        bool
	}{
		{brightwater, brightwater, true},
		{strings.ToUpper(brightwater), brightwater, false},
		{"{" + brightwater + "}", "", false},
		{strings.ReplaceAll(brightwater, "-", ""), "", false},
		{brightwater + "\n", "", false},
		{" " + brightwater, "", false},
		{brightwater + "/../x", "", false},
		{strings.Replace(brightwater, "7", "g", 1), "", false},
		{strings.Replace(brightwater, "7", "７", 1), "", false},
		{"organizations", "", false},
		{"", "", false},
	}
	for _, row := range rows {
		parsed, ok := microsoft.ParseTenantID(row.text)
		if microsoft.ValidTenantID(row.text) != row.valid || parsed != row.parsed || ok != (row.parsed != "") {
			t.Errorf("%q: valid %v, parsed %q %v", row.text, microsoft.ValidTenantID(row.text), parsed, ok)
		}
	}
}

// shows prints a value in every way that could leak it.
func shows(t *testing.T, value any) string {
	t.Helper()
	var logged bytes.Buffer
	slog.New(slog.NewJSONHandler(&logged, nil)).Info("x", "value", value)
	slog.New(slog.NewTextHandler(&logged, nil)).Info("x", "value", value)
	encoded, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("%v %+v %#v %s %q %x %d", value, value, value, value, value, value, value) + logged.String() + string(encoded)
}
