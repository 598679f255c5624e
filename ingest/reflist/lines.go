package reflist

import (
	"html"
	"regexp"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// line is one line of the input after invisible characters and markup were
// taken away. Several lines may share a number: a line that holds two
// references is cut, a line of two columns is separated.
type line struct {
	no     int    // from 1
	text   string // trimmed, markup removed, white space collapsed
	raw    string // as given, without the line end
	indent int    // columns of white space before the text
	blank  bool   // nothing but white space
	gap    bool   // one or more blank lines stand before this line
	page   bool   // a form feed stands before this line
	bullet bool   // a list mark or an HTML item stood before the text
	piece  bool   // cut out of a longer line: its length says nothing
}

// lazy makes a regular expression that is compiled when first used, so that
// starting the program costs nothing.
func lazy(expr string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expr) })
}

// splitLines cuts text at \n, \r\n, \r, U+2028, U+2029 and form feeds.
func splitLines(text string) []line {
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u2028", "\n", "\u2029", "\n").Replace(text)
	var lines []line
	number, page := 0, false
	for raw := range strings.SplitSeq(text, "\n") {
		number++
		for part := range strings.SplitSeq(raw, "\f") {
			l := line{no: number, raw: part, page: page}
			l.text, l.indent = visible(part)
			l.blank = l.text == ""
			lines = append(lines, l)
			page = !l.blank && strings.Contains(raw, "\f") || page && l.blank
			if strings.HasSuffix(raw, "\f") {
				page = true
			}
		}
	}
	return lines
}

// visible drops characters that have no width, folds white space to single
// spaces (runs of it are what columns are found by, so that happens before),
// and measures the indent.
func visible(raw string) (text string, indent int) {
	var b strings.Builder
	b.Grow(len(raw))
	space := false
	for _, r := range raw {
		switch {
		case r == '\t':
			if b.Len() == 0 {
				indent += 8
			}
			space = true
		case unicode.IsSpace(r):
			if b.Len() == 0 {
				indent++
			}
			space = true
		case invisible(r):
		default:
			if space && b.Len() > 0 {
				b.WriteByte(' ')
			}
			space = false
			writeUnligated(&b, r)
		}
	}
	return b.String(), indent
}

// invisible reports characters that pasting leaves behind and nobody printed.
// The soft hyphen stays: healing needs it.
func invisible(r rune) bool {
	switch r {
	case '\u200b', '\u200c', '\u200d', '\u200e', '\u200f', '\u2060', '\ufeff', '\u202a', '\u202b', '\u202c', '\u202d', '\u202e':
		return true
	}
	return r == utf8.RuneError || (unicode.IsControl(r) && !unicode.IsSpace(r))
}

// writeUnligated writes the letters of a typesetter's ligature, which PDF text
// layers contain and no author printed on purpose.
func writeUnligated(b *strings.Builder, r rune) {
	switch r {
	case 'ﬀ':
		b.WriteString("ff")
	case 'ﬁ':
		b.WriteString("fi")
	case 'ﬂ':
		b.WriteString("fl")
	case 'ﬃ':
		b.WriteString("ffi")
	case 'ﬄ':
		b.WriteString("ffl")
	default:
		b.WriteRune(r)
	}
}

var (
	htmlTag      = lazy(`(?i)</?(?:p|li|ol|ul|br|div|span|i|em|b|strong|a|sup|sub|cite|td|tr|table|tbody|h[1-6]|body|html|section|small|u)(?:\s[^<>]*)?/?>`)
	htmlItem     = lazy(`(?i)<(?:li|p|br|tr|div|h[1-6])(?:\s[^<>]*)?/?>`)
	htmlHref     = lazy(`(?i)<a\s[^<>]*href\s*=\s*["'](https?://[^"'<>]+)["'][^<>]*>([^<>]*)</a>`)
	markdownLink = lazy(`\[([^\[\]]{1,200})\]\(<?(https?://[^\s<>]+?)>?\)`)
	markdownAuto = lazy(`<(https?://[^\s<>]+)>`)
	markdownEsc  = lazy(`\\([\\\[\]().*_#&<>~!+\-])`)
	emphasisMark = lazy(`\*{1,3}([^*\s](?:[^*]*[^*\s])?)\*{1,3}`)
	underscored  = lazy(`(^|[\s(“"'.,;])_{1,3}([^_\s](?:[^_]*[^_\s])?)_{1,3}($|[\s)”"'.,;:])`)
	bulletMark   = lazy(`^(?:[-*+•◦‣▪●∙·–—]|o|>)\s+`)
	quoteMark    = lazy(`^(?:>\s*)+`)
)

// unmark renders what a web page or a Markdown file puts around words. It
// works only on lines that carry such marks; the others are left as they are.
func unmark(lines []line) []line {
	out := make([]line, 0, len(lines))
	for _, l := range lines {
		if strings.Contains(l.text, "<") && (htmlTag().MatchString(l.text) || markdownAuto().MatchString(l.text)) {
			out = append(out, unmarkHTML(l)...)
			continue
		}
		l.text = unmarkMarkdown(l.text)
		if strings.Contains(l.text, "&") && strings.Contains(l.text, ";") {
			l.text, _ = visible(html.UnescapeString(l.text))
		}
		out = append(out, cutBullet(l))
	}
	return out
}

// unmarkHTML cuts a line at its items and drops the tags.
func unmarkHTML(l line) []line {
	text := htmlHref().ReplaceAllStringFunc(l.text, func(m string) string {
		sub := htmlHref().FindStringSubmatch(m)
		return linkText(sub[2], sub[1])
	})
	text = markdownAuto().ReplaceAllString(text, "$1")
	text = htmlItem().ReplaceAllString(text, "\n")
	text = htmlTag().ReplaceAllString(text, "")
	text = html.UnescapeString(text)
	var out []line
	for part := range strings.SplitSeq(text, "\n") {
		p := l
		p.text, _ = visible(unmarkMarkdown(part))
		p.bullet = true
		p.blank = p.text == ""
		if !p.blank {
			if len(out) > 0 { // a second item on the line: each keeps its own text
				out[0].raw, p.raw, p.piece = out[0].text, p.text, true
			}
			out = append(out, p)
		}
	}
	if len(out) == 0 {
		l.text, l.blank = "", true
		return []line{l}
	}
	if !htmlItem().MatchString(l.text) {
		out[0].bullet = false
	}
	return out
}

func unmarkMarkdown(text string) string {
	if strings.Contains(text, "](") {
		text = markdownLink().ReplaceAllStringFunc(text, func(m string) string {
			sub := markdownLink().FindStringSubmatch(m)
			return linkText(sub[1], sub[2])
		})
	}
	if strings.Contains(text, "*") {
		text = emphasisMark().ReplaceAllString(text, "$1")
	}
	if strings.Contains(text, "_") {
		text = underscored().ReplaceAllString(text, "$1$2$3")
	}
	if strings.Contains(text, `\`) {
		text = markdownEsc().ReplaceAllString(text, "$1")
	}
	return text
}

// linkText keeps the words of a link, and its address when the words are not
// the address themselves.
func linkText(words, address string) string {
	words = strings.TrimSpace(words)
	switch {
	case words == "", strings.Contains(address, words):
		return address
	case strings.Contains(strings.ToLower(words), "10.") && strings.Contains(strings.ToLower(address), "doi.org/"):
		return words
	case linkLabel().MatchString(words):
		return address // the label of a button, not a part of the reference
	}
	return words
}

var linkLabel = lazy(`(?i)^\[?(?:doi|crossref|pubmed|google scholar|full text|free full text|pmc|link|article|view|pdf|html|medline|web of science|scopus|cas|isi)\]?$`)

// cutBullet takes a list mark off the beginning of a line.
func cutBullet(l line) line {
	if m := quoteMark().FindString(l.text); m != "" {
		l.text = l.text[len(m):]
		l.blank = l.text == ""
	}
	if m := bulletMark().FindString(l.text); m != "" && len(l.text) > len(m) {
		l.text, l.bullet = l.text[len(m):], true
	}
	return l
}

// markGaps notes for each line that is not blank whether a blank one precedes
// it, and drops the blank ones.
func markGaps(lines []line) []line {
	out := lines[:0:0]
	gap, page := false, false
	for _, l := range lines {
		if l.blank {
			gap, page = true, page || l.page
			continue
		}
		l.gap, l.page = gap, l.page || page
		gap, page = false, false
		out = append(out, l)
	}
	return out
}
