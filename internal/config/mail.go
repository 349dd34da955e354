package config

import (
	"strconv"
	"strings"
	"time"

	"workbooks.com/authconsole/internal/mail"
)

// Bounds and default of TRACE_RETENTION.
const (
	day                   = 24 * time.Hour
	minTraceRetention     = day
	maxTraceRetention     = 3650 * day
	DefaultTraceRetention = 90 * day
)

// mail returns how to send mails, nil without SMTP_URL.
func (f *faults) mail(url Secret, sender string) *mail.SMTP {
	text := strings.TrimSpace(url.Reveal())
	if text != "" && strings.TrimSpace(sender) == "" {
		f.add("MAIL_FROM is not set. SMTP_URL needs it, for example Workbooks <no-reply@workbooks.example>.")
	}
	from, err := mail.ParseFrom(sender)
	if err != nil && strings.TrimSpace(sender) != "" {
		f.add("MAIL_FROM %v.", err)
	}
	if text == "" {
		return nil
	}
	smtp, err := mail.ParseURL(text, from)
	if err != nil {
		f.add("SMTP_URL %v.", err) // the error never repeats the URL
		return nil
	}
	return smtp
}

// retention reads a number of days such as 90d, or one of Go's durations such as
// 2160h.
func (f *faults) retention(name, value string) time.Duration {
	length, err := time.ParseDuration(value)
	if days, found := strings.CutSuffix(value, "d"); found {
		var n uint64
		n, err = strconv.ParseUint(days, 10, 16)
		length = time.Duration(n) * day
	}
	if err != nil || length < minTraceRetention || length > maxTraceRetention {
		f.add("%s must be between 1d and 3650d, for example 90d, not %q.", name, value)
	}
	return length
}
