package config

// Settings are those of a running console, as flags or environment variables.
type Settings struct {
	Listen                    string   `env:"LISTEN" default:"127.0.0.1:8080" help:"Address to serve on (${env})."`
	PublicURL                 string   `env:"PUBLIC_URL" placeholder:"URL" help:"Address people use, https, or http on loopback (${env}, required)."`
	DatabaseURL               string   `env:"DATABASE_URL" default:"sqlite:workbooks.db" help:"Database (${env})."`
	SessionKey                Secret   `env:"SESSION_KEY" placeholder:"BASE64[,BASE64]" help:"32 random bytes in base64; the first signs, all are accepted (${env}, required)."`
	MicrosoftClientID         string   `env:"MICROSOFT_CLIENT_ID" placeholder:"GUID" help:"Application (client) ID of our registration (${env}, required)."`
	MicrosoftClientSecret     Secret   `env:"MICROSOFT_CLIENT_SECRET" placeholder:"SECRET" help:"Its client secret, the value and not the secret ID (${env}, required)."`
	MicrosoftAuthority        string   `env:"MICROSOFT_AUTHORITY" default:"https://login.microsoftonline.com" help:"Microsoft's sign-in host (${env})."`
	MicrosoftGraphURL         string   `env:"MICROSOFT_GRAPH_URL" default:"https://graph.microsoft.com" help:"Microsoft Graph (${env})."`
	MicrosoftRequireAdminRole string   `env:"MICROSOFT_REQUIRE_ADMIN_ROLE" default:"true" help:"Accept a link only from somebody whose signed roles may consent (${env})."`
	MicrosoftSessionLife      string   `env:"MICROSOFT_SESSION_LIFE" default:"12h" placeholder:"DURATION" help:"When a log-in with Microsoft ends at the latest, 5m to 24h (${env})."`
	MetricsListen             string   `env:"METRICS_LISTEN" placeholder:"HOST:PORT" help:"Serve Prometheus metrics on this address; off when empty (${env})."`
	SMTPURL                   Secret   `name:"smtp-url" env:"SMTP_URL" placeholder:"URL" help:"Mail server, smtp://user:password@host:587 (STARTTLS) or smtps://…:465; without it no mails are sent (${env})."`
	MailFrom                  string   `env:"MAIL_FROM" placeholder:"ADDRESS" help:"Sender of mails, an address or \"Name <a@b>\" (${env}, required with SMTP_URL)."`
	TraceRetention            string   `env:"TRACE_RETENTION" default:"90d" placeholder:"DAYSd" help:"How long attempts at Microsoft are kept, 1d to 3650d (${env})."`
	TrustedProxies            []string `env:"TRUSTED_PROXIES" placeholder:"CIDR,..." help:"Proxies whose X-Forwarded-For is believed for the audit trail (${env})."`
}

// Database is the one setting that the account and user commands need.
type Database struct {
	DatabaseURL string `env:"DATABASE_URL" default:"sqlite:workbooks.db" help:"Database (${env})."`
}

// Demo are the settings of the demo.
type Demo struct {
	Listen          string `default:"127.0.0.1:8080" help:"Address of the console."`
	SimulatorListen string `default:"127.0.0.1:8081" help:"Address of the simulated Microsoft."`
	Data            string `placeholder:"DIR" help:"Keep the database here; without it a temporary folder is used and removed at exit."`
	Accounts        int    `default:"0" placeholder:"N" help:"Make N more accounts in mixed states."`
}

// Simulator are the settings of the simulated Microsoft on its own.
type Simulator struct {
	Listen       string `default:"127.0.0.1:8081" help:"Address, on this machine only."`
	Console      string `env:"PUBLIC_URL" default:"http://127.0.0.1:8080" help:"PUBLIC_URL of the console that will use it; its redirect URIs are registered (${env})."`
	ClientID     string `env:"MICROSOFT_CLIENT_ID" default:"5d3f8a10-77c2-4b6e-9a41-0c8e2f6b1a00" help:"Application ID to accept (${env})."`
	ClientSecret Secret `env:"MICROSOFT_CLIENT_SECRET" placeholder:"SECRET" help:"Client secret to accept; a fixed one for demos when empty (${env})."`
}
