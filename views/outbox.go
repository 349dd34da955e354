package views

import "strings"

// paragraphs cuts a plain text at its empty lines.
func paragraphs(text string) []string {
	var list []string
	for p := range strings.SplitSeq(strings.ReplaceAll(text, "\r\n", "\n"), "\n\n") {
		if p = strings.Trim(p, "\n"); p != "" {
			list = append(list, p)
		}
	}
	return list
}

// isAddress reports whether a paragraph is nothing but a web address.
func isAddress(p string) bool {
	web := strings.HasPrefix(p, "https://") || strings.HasPrefix(p, "http://")
	return web && !strings.ContainsAny(p, " \n\t")
}
