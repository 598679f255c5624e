package cited

import (
	"context"
	"strings"
	"unicode"
	"unicode/utf8"

	"dossier/ingest/format"
	"dossier/ingest/reflist"
)

// markdown finds pandoc's citations: @key, [@a; see -@b, p. 3], @{any key}. The @
// stands at no letter's back (an e-mail address has one there) and behind no
// backslash. A list of references under its heading is printed.
func (m *collector) markdown(ctx context.Context, text string) error {
	text = blankCode(text)
	for n, line := range strings.Split(text, "\n") {
		m.atKeys(line, n+1)
	}
	text = m.metadata(text)
	if reflist.Sniff([]byte(text), m.name) < format.Likely { // lines without a heading before them are the text
		return nil
	}
	return reflist.Read(ctx, format.Input{Name: m.name, R: strings.NewReader(text)}, m)
}

// metadata finds the files that the YAML at the beginning names: bibliography:
// a.bib, bibliography: [a.bib, b.bib], or one per line with a hyphen. It returns
// the text with the YAML blanked out.
func (m *collector) metadata(text string) string {
	lines := strings.Split(text, "\n")
	if strings.TrimRight(lines[0], " \t\r") != "---" {
		return text
	}
	inside := false
	for i, line := range lines[1:] {
		line = strings.TrimRight(line, " \t\r")
		if line == "---" || line == "..." {
			end := i + 2
			return strings.Repeat("\n", end) + strings.Join(lines[end:], "\n")
		}
		value, item := strings.CutPrefix(strings.TrimLeft(line, " \t"), "- ")
		if rest, ok := strings.CutPrefix(line, "bibliography:"); ok {
			inside, value = true, rest
		} else if inside = inside && item; !inside {
			continue
		}
		value = strings.TrimSpace(value)
		if list, ok := strings.CutPrefix(value, "["); ok {
			value = strings.TrimSuffix(list, "]")
		}
		for _, name := range strings.Split(value, ",") {
			if name = strings.Trim(name, " \t\"'"); name != "" && !strings.HasPrefix(name, "#") {
				m.Bibliographies = append(m.Bibliographies, name)
			}
		}
	}
	return text
}

// atKeys finds the citations of one line.
func (m *collector) atKeys(line string, number int) {
	for i := 0; i < len(line); i++ {
		if line[i] != '@' {
			continue
		}
		before, _ := utf8.DecodeLastRuneInString(line[:i])
		if i > 0 && (unicode.IsLetter(before) || unicode.IsDigit(before) || before == '\\' || before == '.') {
			continue
		}
		rest := line[i+1:]
		if inner, ok := strings.CutPrefix(rest, "{"); ok {
			if key, _, ok := strings.Cut(inner, "}"); ok {
				m.cite(key, number)
			}
			continue
		}
		if strings.HasPrefix(rest, "*") {
			m.cite("*", number)
			continue
		}
		m.cite(atKey(rest), number)
	}
}

// atKey is the key at the beginning of a text: a letter, digit or _, then
// letters, digits and single marks between them.
func atKey(text string) string {
	end, marked := 0, false
	for i, r := range text {
		switch {
		case unicode.IsLetter(r), unicode.IsDigit(r), r == '_':
			end, marked = i+utf8.RuneLen(r), false
		case i > 0 && !marked && strings.ContainsRune(":.#$%&-+?<>~/", r):
			marked = true
		default:
			return text[:end]
		}
	}
	return text[:end]
}

// blankCode blanks out fenced blocks, code between backquotes and comments,
// keeping the lines.
func blankCode(text string) string {
	out := []byte(text)
	fence := ""
	for from := 0; from < len(text); {
		end := lineEnd(text, from)
		line := strings.TrimLeft(text[from:end], " ")
		mark := fenceOf(line)
		switch {
		case fence == "" && mark != "":
			fence = mark
			blank(out, from, end)
		case fence != "":
			if strings.HasPrefix(mark, fence) && strings.Trim(line, mark[:1]+" \t\r") == "" {
				fence = ""
			}
			blank(out, from, end)
		}
		from = end + 1
	}
	text = string(out)
	for i := 0; i < len(text); i++ {
		switch {
		case strings.HasPrefix(text[i:], "<!--"):
			stop := strings.Index(text[i:], "-->")
			if stop < 0 {
				stop = len(text) - i
			}
			i = blank(out, i, i+stop)
		case text[i] == '`':
			run := len(text[i:]) - len(strings.TrimLeft(text[i:], "`"))
			paragraph := strings.Index(text[i:], "\n\n")
			if paragraph < 0 {
				paragraph = len(text) - i
			}
			stop := closing(text[i+run:i+max(paragraph, run)], run)
			if stop < 0 {
				i += run - 1
				continue
			}
			i = blank(out, i, i+run+stop+run) - 1
		}
	}
	return string(out)
}

// closing finds a run of exactly n backquotes.
func closing(text string, n int) int {
	for i := 0; i < len(text); i++ {
		if text[i] != '`' {
			continue
		}
		run := len(text[i:]) - len(strings.TrimLeft(text[i:], "`"))
		if run == n {
			return i
		}
		i += run - 1
	}
	return -1
}

// fenceOf is the mark of a fence at the beginning of a line: three or more
// backquotes or tildes.
func fenceOf(line string) string {
	for _, c := range []string{"`", "~"} {
		if n := len(line) - len(strings.TrimLeft(line, c)); n >= 3 {
			return line[:n]
		}
	}
	return ""
}
