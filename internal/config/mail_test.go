package config_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"workbooks.com/authconsole/internal/config"
)

func TestValidate_MailIsOffWithoutAServer(t *testing.T) {
	s := good()
	s.MailFrom = "no-reply@workbooks.example"
	if c, err := s.Validate(); err != nil || c.Mail != nil {
		t.Errorf("%v %v", c.Mail, err)
	}
}

func TestValidate_Mail(t *testing.T) {
	s := good()
	s.SMTPURL, s.MailFrom = "smtp://w:pa55-canary@mail.example", "Workbooks <no-reply@workbooks.example>"
	c, err := s.Validate()
	if err != nil {
		t.Fatal(err)
	}
	if c.Mail.String() != "mail.example:587" || c.Mail.From.Name != "Workbooks" || c.Mail.From.Address != "no-reply@workbooks.example" {
		t.Errorf("mail goes by %v as %v", c.Mail, c.Mail.From)
	}
	if all := fmt.Sprintf("%v %+v %#v", c, c, c) + fmt.Sprintf("%+v %#v", s, s); strings.Contains(all, "canary") {
		t.Errorf("the password is printed: %s", all)
	}
}

func TestValidate_MailFaultsComeTogetherAndHoldNoSecret(t *testing.T) {
	s := good()
	s.SMTPURL, s.MailFrom, s.Listen = "smtp://w:pa55-canary%zz@mail.example", "nobody", "x"
	_, err := s.Validate()
	var faults config.Faults
	if !errors.As(err, &faults) || len(faults) != 3 || strings.Contains(err.Error(), "canary") {
		t.Errorf("faults:\n%v", err)
	}
}

func TestValidate_TraceRetention(t *testing.T) {
	const day = 24 * time.Hour
	for text, want := range map[string]time.Duration{"90d": config.DefaultTraceRetention, "1d": day, "24h": day, "3650d": 3650 * day, "720h30m": 30*day + 30*time.Minute} {
		s := good()
		s.TraceRetention = text
		if c, err := s.Validate(); err != nil || c.TraceRetention != want {
			t.Errorf("%s is %v, %v", text, c.TraceRetention, err)
		}
	}
}
