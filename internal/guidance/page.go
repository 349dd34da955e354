package guidance

import "strings"

// maxLine is the length of a line in a letter, in characters.
const maxLine = 76

// page is plain text that grows by wrapped lines.
type page struct{ text strings.Builder }

// write adds paragraphs; an empty one is an empty line.
func (p *page) write(paragraphs ...string) {
	for _, text := range paragraphs {
		p.item("", text)
	}
}

// item adds a paragraph after a mark, its further lines indented as much.
func (p *page) item(mark, text string) {
	indent := strings.Repeat(" ", len(mark))
	line, filled := mark, false
	for _, word := range pieces(text, maxLine-len(mark)) {
		if filled && length(line)+1+length(word) > maxLine {
			p.text.WriteString(line + "\n")
			line, filled = indent, false
		}
		if filled {
			line += " "
		}
		line, filled = line+word, true
	}
	p.text.WriteString(line + "\n")
}

// whole adds a line that must not be broken, such as an address.
func (p *page) whole(line string) { p.text.WriteString(line + "\n") }

// details adds what is known; nothing when nothing is.
func (p *page) details(f Facts) {
	lines := f.lines()
	if len(lines) == 0 {
		return
	}
	p.write("", "Details:")
	for _, line := range lines {
		p.item("  ", line[0]+": "+line[1])
	}
}

// end closes the letter with the sender, if known.
func (p *page) end(f Facts) string {
	p.write("", "Kind regards")
	if f.Sender != "" {
		p.write(f.Sender)
	}
	return p.text.String()
}

// pieces are the words of a text; one that is longer than a line is cut.
func pieces(text string, room int) []string {
	var all []string
	for _, word := range strings.Fields(text) {
		rest := []rune(word)
		for len(rest) > room {
			all, rest = append(all, string(rest[:room])), rest[room:]
		}
		all = append(all, string(rest))
	}
	return all
}

func length(s string) int { return len([]rune(s)) }
