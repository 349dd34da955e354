package store

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// maxOthers is how many words of a search are looked for besides the longest one;
// more, the shorter ones, do not count. It also bounds the work on a candidate.
const maxOthers = 5

// wordCandidates is searchCandidates where words stand apart: each of these costs more.
const wordCandidates = 200

// wordsOf returns the words of a needle, the longest first. One that begins another
// says nothing more and is left out.
func wordsOf(needle string) []string {
	words := strings.Fields(needle)
	slices.SortStableFunc(words, func(a, b string) int { return cmp.Compare(len(b), len(a)) })
	var out []string
	for _, word := range words {
		said := slices.ContainsFunc(out, func(longer string) bool { return strings.HasPrefix(longer, word) })
		if !said && len(out) <= maxOthers {
			out = append(out, word)
		}
	}
	return out
}

// wordConditions asks each of the other words to begin some word of an account's
// terms: the first of all, of a term, or a later one. Folded words hold neither «%»
// nor «_». There are always as many conditions, so that there is one statement; those
// that are not needed are met by anything.
func (w *window) wordConditions(args []any) (string, []any) {
	var conditions strings.Builder
	for i := 0; i < maxOthers && len(w.others) > 0; i++ {
		first, line, later := "%", "%", "%"
		if i < len(w.others) {
			first, line, later = w.others[i]+"%", "%\n"+w.others[i]+"%", "% "+w.others[i]+"%"
		}
		n := len(args)
		fmt.Fprintf(&conditions, " and (s.terms like cast($%d as text) or s.terms like cast($%d as text) or s.terms like cast($%d as text))", n+1, n+2, n+3)
		args = append(args, first, line, later)
	}
	return conditions.String(), args
}
