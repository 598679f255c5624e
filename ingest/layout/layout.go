// Package layout undoes how exports lay out text: wrapped lines, runs of
// blanks, HTML in titles and abstracts. Start with OneLine (titles, names) and
// Paragraphs (abstracts, notes).
package layout

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"dossier/evidence"
	"dossier/evidence/notation"
)

// OneLine renders markup and makes any white space one blank.
func OneLine(s string) string {
	s = trimBlanks(s)
	if isPlain(s) {
		return s
	}
	if hasMarkup(s) {
		s = notation.FromMarkupInline(s)
	}
	if !needsSqueeze(s) {
		return s
	}
	return squeeze(s)
}

// squeeze makes every run of white space one blank, and none at the ends: what
// strings.Fields and Join do, without a list of the words. Lines that need
// nothing else are copied whole.
func squeeze(s string) string {
	var out strings.Builder
	out.Grow(len(s))
	blank := true // nothing to part from before the first word
	for len(s) > 0 {
		line := s
		if i := strings.IndexByte(s, '\n'); i >= 0 {
			line, s = s[:i], s[i+1:]
		} else {
			s = ""
		}
		if line = trimBlanks(line); line == "" {
			continue
		}
		if !blank {
			out.WriteByte(' ')
		}
		if needsSqueeze(line) {
			blank = writeSqueezed(&out, line)
		} else {
			out.WriteString(line)
			blank = false
		}
	}
	return strings.TrimSuffix(out.String(), " ")
}

// trimBlanks takes ASCII white space off the ends.
func trimBlanks(s string) string {
	for s != "" && isBlank(s[0]) {
		s = s[1:]
	}
	for s != "" && isBlank(s[len(s)-1]) {
		s = s[:len(s)-1]
	}
	return s
}

func isBlank(c byte) bool { return classes[c] == blank || classes[c] == space }

// writeSqueezed writes the words of s and tells whether a blank ends them.
func writeSqueezed(out *strings.Builder, s string) (blank bool) {
	blank = true
	for i := 0; i < len(s); {
		c, size := rune(s[i]), 1
		if c >= utf8.RuneSelf {
			c, size = utf8.DecodeRuneInString(s[i:])
		}
		switch {
		case !unicode.IsSpace(c):
			out.WriteString(s[i : i+size])
			blank = false
		case !blank:
			out.WriteByte(' ')
			blank = true
		}
		i += size
	}
	return blank
}

// What a byte of text may mean for the layout.
const (
	plain  = iota
	blank  // one blank between words is fine
	space  // other white space
	markup // < and &
	wide   // may begin a no-break space or a blank of typographers
)

// classes sorts the bytes. It is made by the compiler.
var classes = [256]uint8{
	' ': blank, '\t': space, '\n': space, '\v': space, '\f': space, '\r': space,
	'<': markup, '&': markup, 0xC2: wide, 0xE1: wide, 0xE2: wide, 0xE3: wide,
}

// isPlain tells in one pass whether text can stay as it is: no markup and no
// white space but single blanks between words.
func isPlain(s string) bool {
	last := uint8(blank)
	for i := 0; i < len(s); i++ {
		c := classes[s[i]]
		switch c {
		case plain:
		case blank:
			if last == blank {
				return false
			}
		case wide:
			if startsWideBlank(s[i:]) {
				return false
			}
		default:
			return false
		}
		last = c
	}
	return last != blank || s == ""
}

func startsWideBlank(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsSpace(r)
}

// needsSqueeze tells whether text has white space other than single blanks.
func needsSqueeze(s string) bool {
	last := uint8(blank)
	for i := 0; i < len(s); i++ {
		c := classes[s[i]]
		switch c {
		case plain, markup:
		case blank:
			if last == blank {
				return true
			}
		case wide:
			if startsWideBlank(s[i:]) {
				return true
			}
		default:
			return true
		}
		last = c
	}
	return last == blank && s != ""
}

// hasMarkup tells whether text may hold tags or entities.
func hasMarkup(s string) bool {
	return strings.IndexByte(s, '<') >= 0 || strings.IndexByte(s, '&') >= 0
}

// Paragraphs renders markup and joins wrapped lines. A line end stays where the
// lines are too long to have been wrapped, at an empty line, and before the
// label of a section ("METHODS: …").
func Paragraphs(s string) string {
	s = trimBlanks(s)
	if isPlain(s) {
		return s
	}
	if hasMarkup(s) {
		s = fromMarkup(s)
	}
	if strings.IndexByte(s, '\n') < 0 && strings.IndexByte(s, '\r') < 0 {
		if needsSqueeze(s) {
			s = squeeze(s)
		}
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	last, gap := 0, false
	for line := range strings.Lines(strings.ReplaceAll(s, "\r\n", "\n")) {
		if line = strings.TrimSpace(line); line == "" {
			gap = b.Len() > 0
			continue
		}
		if b.Len() > 0 {
			if gap || last > longestWrapped || startsLabel(line) {
				b.WriteByte('\n')
			} else {
				b.WriteByte(' ')
			}
		}
		last, gap = len(line), false
		if needsSqueeze(line) {
			line = squeeze(line)
		}
		b.WriteString(line)
	}
	return b.String()
}

// fromMarkup renders markup paragraph by paragraph: to HTML a blank line is
// white space like any other, but here "P < .05" may be all that looks like it.
func fromMarkup(s string) string {
	parts := strings.Split(strings.ReplaceAll(s, "\r\n", "\n"), "\n\n")
	for i, p := range parts {
		parts[i] = notation.FromMarkup(p)
	}
	return strings.Join(parts, "\n\n")
}

// longestWrapped is the length beyond which nobody wraps the lines of a file.
const longestWrapped = 160

// startsLabel tells whether a line begins with the label of a section of an
// abstract: capitals before a colon.
func startsLabel(line string) bool {
	colon := strings.IndexByte(line, ':')
	if colon < 4 || colon > 60 {
		return false
	}
	label := line[:colon]
	return label == strings.ToUpper(label) && strings.ToLower(label) != label
}

// Addresses splits a field that holds several web addresses, between blanks,
// semicolons, commas or bars. Text that is no address stays one item.
func Addresses(s string) []string {
	s = OneLine(s)
	var list []string
	from := 0
	for i := 1; i < len(s); i++ {
		if strings.IndexByte(" ;,|", s[i-1]) >= 0 && (strings.HasPrefix(s[i:], "http://") || strings.HasPrefix(s[i:], "https://") || strings.HasPrefix(s[i:], "ftp://")) {
			list = append(list, s[from:i])
			from = i
		}
	}
	list = append(list, s[from:])
	for i := range list {
		list[i] = strings.Trim(list[i], " ;,|")
	}
	return slices.DeleteFunc(list, func(a string) bool { return a == "" })
}

// DOI reads the DOI of a field; the errors are those of evidence.ParseDOI. What
// looks like markup may be a part of it.
func DOI(value string) (evidence.DOI, error) {
	if strings.IndexByte(value, '<') >= 0 {
		if doi, err := evidence.ParseDOI(strings.Join(strings.Fields(value), " ")); err == nil {
			return doi, nil
		}
	}
	return evidence.ParseDOI(OneLine(value))
}
