package microsoft

import (
	"context"
	"regexp"
	"strings"
	"unicode/utf8"
)

const (
	maxName    = 256 // characters
	maxDomains = 100
)

var domainName = regexp.MustCompile(`\A[\p{L}\p{N}]([\p{L}\p{N}-]*[\p{L}\p{N}])?(\.[\p{L}\p{N}]([\p{L}\p{N}-]*[\p{L}\p{N}])?)+\z`)

// Organization is a tenant as its directory describes it. Name is free text of
// at most 256 characters set by the tenant; Domains are verified by Microsoft,
// lower case, at most 100.
type Organization struct {
	ID, Name string
	Domains  []string
}

// Organization asks Graph for the token's own organisation, within 5 seconds.
// An answer about another tenant is an *Error of kind Nonsense. The result is
// for display; a failure need not stop a link.
func (c *Client) Organization(ctx context.Context, t GraphToken) (Organization, error) {
	const op = "read organisation"
	a, err := c.ask(ctx, listing{
		op: op, token: t, address: c.graph + "/v1.0/organization?$select=id,displayName,verifiedDomains",
	})
	if err != nil {
		return Organization{}, err
	}
	return c.organization(op, a, t.tenant)
}

func (c *Client) organization(op string, a answer, tenant string) (Organization, error) {
	var list struct {
		Value []struct {
			ID              string
			DisplayName     string
			VerifiedDomains []struct{ Name string }
		}
	}
	if err := a.decode(op, &list); err != nil {
		return Organization{}, err
	}
	if len(list.Value) != 1 || !strings.EqualFold(list.Value[0].ID, tenant) {
		return Organization{}, c.nonsense(op, a.status)
	}
	found := Organization{ID: tenant, Name: clip(list.Value[0].DisplayName)}
	for _, domain := range list.Value[0].VerifiedDomains {
		if name := strings.Map(lower, domain.Name); len(name) <= 253 && domainName.MatchString(name) && len(found.Domains) < maxDomains {
			found.Domains = append(found.Domains, name)
		}
	}
	return found, nil
}

// lower lower-cases ASCII letters only: of others some would become ASCII, such as a
// Kelvin sign k, and one domain another.
func lower(r rune) rune {
	if 'A' <= r && r <= 'Z' {
		return r + 'a' - 'A'
	}
	return r
}

func clip(name string) string {
	if utf8.RuneCountInString(name) <= maxName {
		return name
	}
	return string([]rune(name)[:maxName])
}
