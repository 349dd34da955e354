package config_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"workbooks.com/authconsole/internal/config"
)

const key = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="

func good() config.Settings {
	return config.Settings{
		Listen: "127.0.0.1:8080", PublicURL: "https://crm.example", DatabaseURL: "sqlite:w.db", SessionKey: key,
		MicrosoftClientID: "11111111-2222-3333-4444-555555555555", MicrosoftClientSecret: "s3cret-value",
		MicrosoftAuthority: "https://login.microsoftonline.com/", MicrosoftGraphURL: "https://graph.microsoft.com",
		MicrosoftRequireAdminRole: "true", TraceRetention: "90d", MicrosoftSessionLife: "12h", TrustedProxies: []string{"10.0.0.0/8", "192.0.2.7"},
	}
}

func TestValidate_GoodSettings(t *testing.T) {
	c, err := good().Validate()
	if err != nil {
		t.Fatal(err)
	}
	if c.PublicURL.String() != "https://crm.example" || c.Authority != "https://login.microsoftonline.com" ||
		len(c.SessionKeys) != 1 || len(c.TrustedProxies) != 2 || c.TrustedProxies[1].String() != "192.0.2.7/32" {
		t.Errorf("unexpected console %+v", c)
	}
}

func TestValidate_EachFaultIsNamed(t *testing.T) {
	for name, tc := range map[string]struct {
		change func(*config.Settings)
		want   string
	}{
		"no public URL":            {func(s *config.Settings) { s.PublicURL = "" }, "PUBLIC_URL is not set"},
		"http off loopback":        {func(s *config.Settings) { s.PublicURL = "http://crm.example" }, "PUBLIC_URL must begin with https"},
		"public URL with a path":   {func(s *config.Settings) { s.PublicURL = "https://crm.example/app" }, "no path"},
		"public URL with a user":   {func(s *config.Settings) { s.PublicURL = "https://a@crm.example" }, "PUBLIC_URL must be"},
		"no session key":           {func(s *config.Settings) { s.SessionKey = "" }, "SESSION_KEY is not set"},
		"short session key":        {func(s *config.Settings) { s.SessionKey = "c2hvcnQ=" }, "key 1 must be 32 bytes"},
		"second key is not base64": {func(s *config.Settings) { s.SessionKey = key + ",%%%" }, "key 2 must be 32 bytes"},
		"no client ID":             {func(s *config.Settings) { s.MicrosoftClientID = " " }, "MICROSOFT_CLIENT_ID is not set"},
		"client ID is no GUID":     {func(s *config.Settings) { s.MicrosoftClientID = "abc" }, "MICROSOFT_CLIENT_ID must be"},
		"port is too large":        {func(s *config.Settings) { s.Listen = ":99999" }, "LISTEN must be"},
		"no client secret":         {func(s *config.Settings) { s.MicrosoftClientSecret = "" }, "MICROSOFT_CLIENT_SECRET is not set"},
		"authority over http":      {func(s *config.Settings) { s.MicrosoftAuthority = "http://login.example" }, "MICROSOFT_AUTHORITY must begin"},
		"authority with a path":    {func(s *config.Settings) { s.MicrosoftAuthority = "https://login.example/common" }, "MICROSOFT_AUTHORITY must have no path"},
		"graph is not a URL":       {func(s *config.Settings) { s.MicrosoftGraphURL = "graph" }, "MICROSOFT_GRAPH_URL must be"},
		"listen without port":      {func(s *config.Settings) { s.Listen = "localhost" }, "LISTEN must be"},
		"metrics without port":     {func(s *config.Settings) { s.MetricsListen = "x" }, "METRICS_LISTEN must be"},
		"role is neither":          {func(s *config.Settings) { s.MicrosoftRequireAdminRole = "banana" }, "MICROSOFT_REQUIRE_ADMIN_ROLE must be true or false"},
		"other database":           {func(s *config.Settings) { s.DatabaseURL = "mysql:x" }, "DATABASE_URL must be"},
		"proxy is no network":      {func(s *config.Settings) { s.TrustedProxies = []string{"proxy"} }, "TRUSTED_PROXIES"},
		"mail without a sender":    {func(s *config.Settings) { s.SMTPURL = "smtp://mail.example" }, "MAIL_FROM is not set"},
		"sender is no address":     {func(s *config.Settings) { s.SMTPURL, s.MailFrom = "smtp://mail.example", "workbooks" }, "MAIL_FROM must be"},
		"sender alone, no address": {func(s *config.Settings) { s.MailFrom = "workbooks" }, "MAIL_FROM must be"},
		"mail over http":           {func(s *config.Settings) { s.SMTPURL, s.MailFrom = "http://mail.example", "a@b.example" }, "SMTP_URL must begin with smtp"},
		"mail in the clear":        {func(s *config.Settings) { s.SMTPURL, s.MailFrom = "smtp://mail.example?tls=none", "a@b.example" }, "SMTP_URL may end in"},
		"no session life":          {func(s *config.Settings) { s.MicrosoftSessionLife = "" }, "MICROSOFT_SESSION_LIFE must be"},
		"session life of minutes":  {func(s *config.Settings) { s.MicrosoftSessionLife = "4m59s" }, "MICROSOFT_SESSION_LIFE must be"},
		"session life of days":     {func(s *config.Settings) { s.MicrosoftSessionLife = "24h1s" }, "MICROSOFT_SESSION_LIFE must be"},
		"no retention":             {func(s *config.Settings) { s.TraceRetention = "" }, "TRACE_RETENTION must be"},
		"retention of hours":       {func(s *config.Settings) { s.TraceRetention = "23h59m" }, "TRACE_RETENTION must be"},
		"retention of no days":     {func(s *config.Settings) { s.TraceRetention = "0d" }, "TRACE_RETENTION must be"},
		"retention of an age":      {func(s *config.Settings) { s.TraceRetention = "3651d" }, "TRACE_RETENTION must be"},
		"retention beyond numbers": {func(s *config.Settings) { s.TraceRetention = "99999999999999999999d" }, "TRACE_RETENTION must be"},
		"retention without a unit": {func(s *config.Settings) { s.TraceRetention = "90" }, "TRACE_RETENTION must be"},
		"negative retention":       {func(s *config.Settings) { s.TraceRetention = "-90d" }, "TRACE_RETENTION must be"},
	} {
		t.Run(name, func(t *testing.T) {
			s := good()
			tc.change(&s)
			_, err := s.Validate()
			if err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("error %q does not say %q", err, tc.want)
			}
		})
	}
}

func TestValidate_ReportsEverythingAtOnce(t *testing.T) {
	_, err := config.Settings{}.Validate()
	var faults config.Faults
	if !errors.As(err, &faults) || len(faults) != 11 {
		t.Fatalf("want 11 faults, got %d:\n%v", len(faults), err)
	}
}

func TestValidate_DemoStaysOnThisMachine(t *testing.T) {
	ok := config.Demo{Listen: "127.0.0.1:8080", SimulatorListen: "localhost:8081"}
	if err := ok.Validate(); err != nil {
		t.Fatal(err)
	}
	for name, d := range map[string]config.Demo{
		"console on all interfaces":   {Listen: ":8080", SimulatorListen: "127.0.0.1:8081"},
		"simulator on all interfaces": {Listen: "127.0.0.1:8080", SimulatorListen: "0.0.0.0:8081"},
		"one address for both":        {Listen: "127.0.0.1:8080", SimulatorListen: "127.0.0.1:8080"},
		"negative accounts":           {Listen: "127.0.0.1:8080", SimulatorListen: "127.0.0.1:8081", Accounts: -1},
	} {
		if d.Validate() == nil {
			t.Errorf("%s: want a fault", name)
		}
	}
}

func TestSecret_NeverPrints(t *testing.T) {
	s := good()
	js, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	var log strings.Builder
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "settings", s, "secret", s.MicrosoftClientSecret)
	for name, text := range map[string]string{
		"%v": fmt.Sprintf("%v", s), "%+v": fmt.Sprintf("%+v", s), "%#v": fmt.Sprintf("%#v", s),
		"%q":   fmt.Sprintf("%q", s.MicrosoftClientSecret),
		"json": string(js), "slog": log.String(),
	} {
		if strings.Contains(text, "s3cret") || strings.Contains(text, key) || !strings.Contains(text, config.Redacted) {
			t.Errorf("%s prints %s", name, text)
		}
	}
}
