package signin

import (
	"strings"
	"unicode"
)

// Skeleton is what a name looks like: two names with one skeleton are easily taken for
// each other. Capitals, spaces, accents, kinds of dashes and quotes, and the commonest
// letters of other alphabets that look Latin do not count. An accented letter is one
// sign or two, which look the same (Unicode's normal forms C and D).
func Skeleton(name string) string {
	var b strings.Builder
	b.Grow(len(name))
	for _, r := range name {
		if r >= '！' && r <= '～' { // full width
			r -= '！' - '!'
		}
		if r < unicode.MaxASCII {
			r = plainSign(r)
		} else {
			r = otherSign(r)
		}
		if r != nothing {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// nothing stands for a sign that is not seen.
const nothing = -1

func plainSign(r rune) rune {
	switch {
	case r == ' ' || r >= '\t' && r <= '\r':
		return nothing
	case r == '_':
		return '-'
	case r == '"' || r == '`':
		return '\''
	case r >= 'A' && r <= 'Z':
		return r + 'a' - 'A'
	}
	return r
}

func otherSign(r rune) rune {
	if latin, ok := lookAlikes[r]; ok {
		return latin
	}
	switch {
	case unicode.IsSpace(r), unicode.Is(unicode.Cf, r), unicode.Is(unicode.Mn, r):
		return nothing
	case unicode.Is(unicode.Pd, r), r == '−':
		return '-'
	case unicode.Is(unicode.Pi, r), unicode.Is(unicode.Pf, r), r == '‚', r == '„', r == '´', r == '′':
		return '\''
	}
	r = unicode.ToLower(r)
	if latin, ok := lookAlikes[r]; ok {
		return latin
	}
	return r
}

// lookAlikes gives the Latin letter that a Cyrillic or Greek one looks like, and the
// one that an accented one is made of. Capitals are here where they look like another
// letter than the small one does.
var lookAlikes = pairs(
	"аеорсухіјѕԁһӏԛԝвкмнт", "aeopcyxijsdhlqwbkmht",
	"αορντικβεζηµμυχ", "aopvtikbezhmmux", "ΝΥ", "ny",
	"àáâãäåāăą", "aaaaaaaaa", "çćĉċč", "ccccc", "ďđ", "dd", "èéêëēĕėęě", "eeeeeeeee", "ĝğġģ", "gggg", "ĥ", "h",
	"ìíîïĩīĭįı", "iiiiiiiii", "ĵ", "j", "ķ", "k", "ĺļľł", "llll", "ñńņň", "nnnn", "òóôõöøōŏő", "ooooooooo",
	"ŕŗř", "rrr", "śŝşšș", "sssss", "ţťț", "ttt", "ùúûüũūŭůűų", "uuuuuuuuuu", "ŵ", "w", "ýÿŷ", "yyy", "źżž", "zzz",
)

func pairs(fromTo ...string) map[rune]rune {
	out := map[rune]rune{}
	for i := 0; i < len(fromTo); i += 2 {
		to := []rune(fromTo[i+1])
		for j, r := range []rune(fromTo[i]) {
			out[r] = to[j]
		}
	}
	return out
}
