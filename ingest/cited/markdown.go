package cited

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// markdown finds pandoc's citations: @key, [@a; see -@b, p. 3], @{any key}. The @
// stands at no letter's back (an e-mail address has one there) and behind no
// backslash.
func (m *collector) markdown(text string) {
	for n, line := range strings.Split(blankCode(text), "\n") {
		m.atKeys(line, n+1)
	}
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
