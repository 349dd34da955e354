package store

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	maxTerm        = 60 // characters of a term, and of what is searched for
	maxTermsText   = 8  // terms of one text
	maxTermsDomain = 16 // terms of all domains together
	maxTerms       = 60 // terms of an account
	searchedPeople = 10 // administrators that an account is found by
)

// termList is the terms of an account, sorted, each followed by a line feed.
type termList string

func (l termList) all() []string {
	return strings.FieldsFunc(string(l), func(r rune) bool { return r == '\n' })
}

// first returns the account's smallest term that begins with a needle, or "".
func (l termList) first(needle string) string {
	text := "\n" + string(l)
	at := strings.Index(text, "\n"+needle)
	if at < 0 {
		return ""
	}
	term, _, _ := strings.Cut(text[at+1:], "\n")
	return term
}

// searched is what of a link its account is found by.
type searched struct {
	tenant, organisation string
	domains              []string
}

// termSource is what an account is found by.
type termSource struct {
	name   string
	links  []searched // the one that is shown; with one that awaits also the last that was the account's
	emails []string
}

// terms gives the terms in the order of their worth: when there are too many, the
// last ones go.
func (s termSource) terms() termList {
	var c termCollector
	c.addWords(s.name, maxTermsText)
	for _, l := range s.links {
		c.addWords(l.organisation, maxTermsText)
		c.add(foldText(l.tenant))
		c.add(strings.ReplaceAll(l.tenant, "-", ""))
		room := len(c.terms) + maxTermsDomain/len(s.links)
		for _, domain := range l.domains {
			c.addDomain(domain, room-len(c.terms))
		}
	}
	emails := s.emails[:min(len(s.emails), searchedPeople)]
	for _, email := range emails {
		c.add(foldText(email))
	}
	for _, email := range emails {
		local, domain, _ := strings.Cut(email, "@")
		c.addWords(email, min(maxTermsText, len(strings.Fields(foldText(local)))))
		c.add(foldText(domain))
	}
	slices.Sort(c.terms)
	return termList(strings.Join(append(c.terms, ""), "\n"))
}

// termCollector gathers different terms up to maxTerms.
type termCollector struct{ terms []string }

func (c *termCollector) add(term string) {
	term = cutTerm(term)
	if term != "" && len(c.terms) < maxTerms && !slices.Contains(c.terms, term) {
		c.terms = append(c.terms, term)
	}
}

// addWords adds the rest of a text from each of its first words on.
func (c *termCollector) addWords(text string, most int) {
	rest := foldText(text)
	for ; rest != "" && most > 0; most-- {
		c.add(rest)
		_, rest, _ = strings.Cut(rest, " ")
	}
}

// addDomain adds a domain from each label on, but for a last label that stands
// alone: «com» finds nobody.
func (c *termCollector) addDomain(domain string, most int) {
	rest := foldText(domain)
	for more := true; more && most > 0; most-- {
		c.add(rest)
		_, rest, _ = strings.Cut(rest, " ")
		more = strings.Contains(rest, " ")
	}
}

// cutTerm bounds a term; one never ends in a space.
func cutTerm(term string) string {
	if len(term) <= maxTerm {
		return term
	}
	n := 0
	for i := range term {
		if n == maxTerm {
			return strings.TrimSuffix(term[:i], " ")
		}
		n++
	}
	return term
}

// needleOf is what a visitor typed in the spelling of the terms; empty when there
// is nothing in it to search for.
func needleOf(text string) string {
	// Nobody types more; what is beyond cannot change the first characters much.
	return cutTerm(foldText(head(text, 16*maxTerm)))
}

// foldText puts a text into lower case without accents, with one space for each run
// of anything but letters and digits.
func foldText(text string) string {
	var b strings.Builder
	b.Grow(len(text))
	gap := false
	for _, r := range text {
		if r >= utf8.RuneSelf {
			if unicode.Is(unicode.Mn, r) {
				continue // an accent of its own
			}
			r = unicode.ToLower(r)
		} else if r >= 'A' && r <= 'Z' {
			r += 'a' - 'A'
		}
		letter := r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r >= utf8.RuneSelf && (unicode.IsLetter(r) || unicode.IsNumber(r))
		if !letter {
			gap = b.Len() > 0
			continue
		}
		if gap {
			b.WriteByte(' ')
			gap = false
		}
		foldLetter(&b, r)
	}
	return b.String()
}

// foldLetter writes a lower-case letter without its accent.
func foldLetter(b *strings.Builder, r rune) {
	const accented = "àáâãäåāăąçćĉċčďđðèéêëēĕėęěĝğġģĥħìíîïĩīĭįıĵķĺļľŀłñńņňòóôõöøōŏőŕŗřśŝşšșţťŧțùúûüũūŭůűųŵýÿŷźżž"
	const plain = "aaaaaaaaacccccdddeeeeeeeeegggghhiiiiiiiiijklllllnnnnooooooooorrrsssssttttuuuuuuuuuuwyyyzzz"
	if r < utf8.RuneSelf {
		b.WriteByte(byte(r))
		return
	}
	switch r {
	case 'ß':
		b.WriteString("ss")
	case 'æ':
		b.WriteString("ae")
	case 'œ':
		b.WriteString("oe")
	case 'þ':
		b.WriteString("th")
	default:
		if at := strings.IndexRune(accented, r); at >= 0 {
			b.WriteByte(plain[utf8.RuneCountInString(accented[:at])])
			return
		}
		b.WriteRune(r)
	}
}
