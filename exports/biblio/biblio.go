// Package biblio holds what every bibliographic writer needs and none of them
// owns: the order and uniqueness of keys, what a reader of a reference must be
// told about it, clean text, and dates in the notations that formats share.
// Studies come in, small strings go out. Start with Studies and Remarks.
package biblio

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"dossier/evidence"
)

// Options are what a person may choose about any bibliography.
type Options struct {
	OmitAbstract bool // leave abstracts out: some publishers do not allow to pass them on
	InOrder      bool // a numbered reference list keeps the order given, that of citation; else by key
}

// Remarks says what a reader of the reference must know: that it was retracted
// or is under concern, and that its metadata are not complete. Corrections are
// left to the evidence table; nobody marks them in a reference list.
func Remarks(s *evidence.Study) []string {
	var remarks []string
	for _, n := range s.Notices {
		if words := n.Remark(); words != "" && !slices.Contains(remarks, words) {
			remarks = append(remarks, words)
		}
	}
	// A source that only says that there is a notice adds nothing to one that
	// names it.
	remarks = slices.DeleteFunc(remarks, func(bare string) bool {
		return slices.ContainsFunc(remarks, func(r string) bool {
			return strings.HasPrefix(r, bare+" ") || strings.HasPrefix(r, bare+",")
		})
	})
	if s.Pending != "" {
		remarks = append(remarks, "Metadata not verified: "+s.Pending)
	}
	return remarks
}

// Note joins the remarks and the study's own note, in the order in which they
// matter, as one paragraph.
func Note(s *evidence.Study) string {
	parts := Remarks(s)
	if s.Note != "" {
		parts = append(parts, s.Note)
	}
	return Clean(strings.Join(parts, ". "))
}

// IssueDate is the date that a reference prints: of the issue, else online.
func IssueDate(c *evidence.Citation) evidence.Date {
	if c.Date == (evidence.Date{}) {
		return c.DateOnline
	}
	return c.Date
}

// Numeric prints the start of a date as ISO 8601: "2021-06-05", "2021-06",
// "2021", or nothing when there is no year.
func Numeric(d evidence.Date) string { return isoDate(d.Year, d.Month, d.Day) }

// NumericEnd prints the end of a range the same way, or nothing.
func NumericEnd(d evidence.Date) string {
	if d.EndYear == 0 && d.EndMonth == 0 && d.EndDay == 0 {
		return ""
	}
	year, month := d.EndYear, d.EndMonth
	if year == 0 {
		year = d.Year
	}
	if month == 0 && d.EndDay != 0 {
		month = d.Month
	}
	return isoDate(year, month, d.EndDay)
}

func isoDate(year, month, day int) string {
	switch {
	case year <= 0:
		return ""
	case month < 1 || month > 12:
		return fmt.Sprintf("%04d", year)
	case day < 1 || day > 31:
		return fmt.Sprintf("%04d-%02d", year, month)
	}
	return fmt.Sprintf("%04d-%02d-%02d", year, month, day)
}

// Season gives 1 for spring to 4 for winter as CSL and EDTF (plus 20) number
// them, and 0 for anything else.
func Season(d evidence.Date) int {
	return 1 + slices.Index([]string{"spring", "summer", "autumn", "winter"}, d.Season)
}

// Clean removes what no format can carry: control and private-format
// characters, invalid UTF-8, and space around the text. Line feeds stay.
func Clean(s string) string {
	if isClean(s) {
		return strings.TrimSpace(s)
	}
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range strings.ReplaceAll(s, "\r\n", "\n") {
		switch {
		case r == '\r' || r == '\u2028' || r == '\u2029':
			b.WriteByte('\n')
		case r == '\t':
			b.WriteByte(' ')
		case r == '\n' || !dropped(r):
			b.WriteRune(r)
		}
	}
	return strings.TrimSpace(b.String())
}

// Paragraphs is Clean with a blank line between lines, as formats mark
// paragraphs in which a single line feed is only a place to wrap.
func Paragraphs(s string) string {
	return strings.ReplaceAll(Clean(s), "\n", "\n\n")
}

// Line is Clean on one line: every run of white space becomes one space.
func Line(s string) string { return strings.Join(strings.Fields(Clean(s)), " ") }

func isClean(s string) bool {
	if !utf8.ValidString(s) {
		return false
	}
	return !strings.ContainsFunc(s, func(r rune) bool { return r != '\n' && dropped(r) })
}

// dropped names the characters that harm a text file: C0 and C1 controls, line
// separators, directional overrides (which can hide text) and U+FFFE and U+FFFF.
func dropped(r rune) bool {
	switch {
	case unicode.IsControl(r), r == '\u2028', r == '\u2029', r == '\ufffe', r == '\uffff', r == '\ufeff':
		return true
	case r >= '\u202a' && r <= '\u202e', r >= '\u2066' && r <= '\u2069':
		return true
	}
	return false
}

// RepeatsDOI tells whether a URL says no more than the DOI, so that a
// bibliography need not print both.
func RepeatsDOI(url string, doi evidence.DOI) bool {
	if doi == "" {
		return false
	}
	rest := strings.ToLower(strings.TrimSpace(url))
	rest = strings.TrimPrefix(strings.TrimPrefix(rest, "https://"), "http://")
	for _, host := range []string{"doi.org/", "dx.doi.org/", "www.doi.org/"} {
		if path, ok := strings.CutPrefix(rest, host); ok {
			return unescape(path) == strings.ToLower(string(doi))
		}
	}
	return false
}

// Address gives a URL as programs follow it: on one line, "&amp;" as the &
// that it stands for, and what no URL may hold percent-encoded.
func Address(url string) string {
	url = strings.ReplaceAll(Line(url), "&amp;", "&")
	var b strings.Builder
	for _, r := range url {
		if strings.ContainsRune(" \"<>\\^`{|}", r) {
			fmt.Fprintf(&b, "%%%02X", r)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// SerialNumbers gives the ISSNs and ISBNs of a work, each once and without
// the words that stand beside them ("0-321-35668-3 (paperback)"). An ISSN that
// was given as an ISBN becomes an ISSN; what is neither is left out.
func SerialNumbers(c *evidence.Citation) (issn, isbn []string) {
	for _, n := range c.ISSN {
		issn = appendOnce(issn, Line(string(n)))
	}
	for _, text := range c.ISBN {
		for part := range strings.FieldsFuncSeq(strings.ReplaceAll(Line(text), "--", "-"), func(r rune) bool { return strings.ContainsRune(",;/(){}$\\", r) }) {
			words := strings.Fields(part)
			if len(words) > 1 && isISBN(strings.Join(words, "")) { // "0 521 37199 8"
				words = []string{strings.Join(words, "-")}
			}
			for _, word := range words {
				if n, _ := evidence.ParseISSN(word); n != "" && serialLength(word) == 8 {
					issn = appendOnce(issn, string(n))
				} else if isISBN(word) {
					isbn = appendOnce(isbn, word)
				}
			}
		}
	}
	return issn, isbn
}

func appendOnce(list []string, value string) []string {
	if value == "" || slices.Contains(list, value) {
		return list
	}
	return append(list, value)
}

func isISBN(word string) bool {
	n := serialLength(word)
	return n == 10 || n == 13
}

// serialLength counts the digits of a number that holds nothing but digits,
// hyphens and a check digit X; 0 for anything else.
func serialLength(word string) int {
	n := 0
	for i, r := range word {
		switch {
		case r >= '0' && r <= '9', (r == 'X' || r == 'x') && i == len(word)-1:
			n++
		case r != '-':
			return 0
		}
	}
	return n
}

// Keywords splits keywords at semicolons, where most programs would, and
// leaves out empty ones.
func Keywords(list []string) []string {
	words := make([]string, 0, len(list))
	for _, k := range list {
		for word := range strings.SplitSeq(k, ";") {
			if word = Line(word); word != "" {
				words = append(words, word)
			}
		}
	}
	return words
}

// unescape resolves %xx and leaves what is not an escape as it is.
func unescape(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		var c byte
		if s[i] == '%' && i+2 < len(s) {
			if _, err := fmt.Sscanf(s[i+1:i+3], "%02x", &c); err == nil {
				b.WriteByte(c)
				i += 2
				continue
			}
		}
		b.WriteByte(s[i])
	}
	return b.String()
}
