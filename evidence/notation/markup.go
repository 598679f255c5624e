package notation

import (
	"html"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// Marks inside half-rendered text; they are removed from the input first.
const (
	markBlock = '\x1e' // end of a block
	markTitle = '\x02' // start of a section title
	markBody  = '\x03' // its end
)

// FromMarkup renders a fragment of HTML, JATS or MathML, as metadata services
// send it, to text. Entities are undone (three times at most: some are escaped
// twice), tags stripped, blocks put on lines of their own, blanks collapsed. A
// section title becomes "METHODS: " before its text; the title "Abstract" is
// dropped. An exponent that would fuse with the number before it
// (10<sup>9</sup>) becomes a superscript. The text of <script> and <style> stays:
// metadata have no scripts, so somebody's words stand there. A "<" that opens no real-looking tag,
// as in "p<0.05 and x>3", stays.
func FromMarkup(s string) string {
	if strings.ContainsAny(s, "<&") || strings.IndexFunc(s, func(r rune) bool { return r < ' ' }) >= 0 {
		s = stripControls(s)
		for range 3 {
			plain := html.UnescapeString(stripTags(s))
			if plain == s {
				break
			}
			s = plain
		}
		s = stripTags(s)
	}
	return layOut(s)
}

// FromMarkupInline is FromMarkup on one line: for titles and journal names.
func FromMarkupInline(s string) string {
	s = FromMarkup(s)
	if strings.IndexByte(s, '\n') < 0 {
		return s
	}
	return strings.Join(strings.Fields(s), " ")
}

func stripControls(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return ' '
		}
		return r
	}, s)
}

type tagKind int

const (
	notTag tagKind = iota
	inlineTag
	blockTag
	titleTag
	cellTag
	mathTag
	scriptTag  // sup, sub
	hiddenTag  // content says again what stands beside it
	commentTag // and processing instructions
)

type markupTag struct {
	kind  tagKind
	name  string
	close bool
	empty bool // <br/>
	end   int  // offset behind it
}

// stripTags replaces tags by marks and blanks in one pass.
func stripTags(s string) string {
	if strings.IndexByte(s, '<') < 0 {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	math := 0
	unclosed := make(map[string]bool) // ends that were looked for and do not come any more
	for i := 0; i < len(s); {
		lt := strings.IndexByte(s[i:], '<')
		if lt < 0 {
			writeText(&b, s[i:], math > 0)
			break
		}
		writeText(&b, s[i:i+lt], math > 0)
		i += lt
		tag := readTag(s[i:], unclosed)
		if tag.kind == notTag && math > 0 && tag.name != "" {
			tag.kind = inlineTag // content MathML has some 200 element names
		}
		if tag.kind == notTag || isComparison(s, i, tag) {
			b.WriteByte('<')
			i++
			continue
		}
		i += tag.end
		switch tag.kind {
		case blockTag:
			b.WriteByte(markBlock)
		case titleTag:
			if tag.close {
				b.WriteByte(markBody)
			} else {
				b.WriteByte(markBlock)
				b.WriteByte(markTitle)
			}
		case cellTag:
			b.WriteByte(' ')
		case mathTag:
			if tag.close && math > 0 {
				math--
				if r, _ := utf8.DecodeRuneInString(s[i:]); unicode.IsLetter(r) { // services lose the blank around a formula
					b.WriteByte(' ')
				}
			} else if !tag.close && !tag.empty {
				math++
				if r, _ := utf8.DecodeLastRuneInString(b.String()); unicode.IsLetter(r) {
					b.WriteByte(' ')
				}
			}
		case scriptTag:
			if !tag.close && !tag.empty {
				i += writeExponent(&b, s[i:], tag.name)
			}
		case hiddenTag:
			if !tag.close && !tag.empty {
				i += skipElement(s[i:], tag.name, unclosed)
			}
		case commentTag:
			if strings.HasPrefix(s[i-tag.end:], "<![CDATA[") {
				b.WriteString(s[i-tag.end+len("<![CDATA[") : i-len("]]>")])
			}
		}
	}
	return b.String()
}

// isComparison tells "a<b>c" from an element: what looks like an inline one stands
// between letters or digits and has no end tag within a paragraph's length.
func isComparison(s string, at int, tag markupTag) bool {
	const paragraph = 1 << 10
	end := at + tag.end
	if tag.kind != inlineTag || tag.close || tag.empty || tag.name == "wbr" || tag.end != len(tag.name)+2 ||
		at == 0 || end >= len(s) || !isAlnumByte(s[at-1]) || !isAlnumByte(s[end]) {
		return false
	}
	rest := s[end:min(len(s), end+paragraph)]
	return !strings.Contains(rest, "</"+tag.name) && !strings.Contains(rest, "</"+strings.ToUpper(tag.name))
}

func isAlnumByte(c byte) bool { return isLetterByte(c) || c >= '0' && c <= '9' }

// writeText drops blank text between the elements of a formula.
func writeText(b *strings.Builder, text string, math bool) {
	if math && strings.TrimSpace(text) == "" {
		return
	}
	b.WriteString(text)
}

// writeExponent writes the digits of <sup>9</sup> as superscripts when a digit
// stands before them, and tells how much it read; else it reads nothing.
func writeExponent(b *strings.Builder, s, name string) int {
	before := b.String()
	if before == "" || before[len(before)-1] < '0' || before[len(before)-1] > '9' {
		return 0
	}
	lt := strings.IndexByte(s[:min(len(s), 24)], '<')
	if lt <= 0 || !strings.HasPrefix(s[lt:], "</") {
		return 0
	}
	inside := strings.NewReplacer("−", "-", "–", "-", "&#x2212;", "-", "&minus;", "-").Replace(strings.TrimSpace(s[:lt]))
	if strings.Trim(inside, "-0123456789") != "" {
		return 0
	}
	text, ok := toScript(inside, name == "sup")
	if !ok {
		return 0
	}
	b.WriteString(text)
	return lt
}

// skipElement gives the offset behind the end tag of an element without text.
func skipElement(s, name string, unclosed map[string]bool) int {
	for from := 0; !unclosed[name]; {
		i := strings.Index(s[from:], "</")
		if i < 0 {
			unclosed[name] = true
			break
		}
		from += i
		if tag := readTag(s[from:], unclosed); tag.close && tag.name == name {
			return from + tag.end
		}
		from += 2
	}
	return 0 // keep what follows
}

// readTag reads a tag at the start of s, or says that there is none. Tags are
// known element names, or any name with a namespace prefix, and attributes
// only of the form name="value".
func readTag(s string, unclosed map[string]bool) markupTag {
	switch {
	case strings.HasPrefix(s, "<!--"):
		return endingWith(s, "-->", unclosed)
	case strings.HasPrefix(s, "<![CDATA["):
		return endingWith(s, "]]>", unclosed)
	case strings.HasPrefix(s, "<?xml"), strings.HasPrefix(s, "<!DOCTYPE"), strings.HasPrefix(s, "<!doctype"):
		return endingWith(s, ">", unclosed)
	}
	tag := markupTag{end: 1}
	if tag.end < len(s) && s[tag.end] == '/' {
		tag.close = true
		tag.end++
	}
	start := tag.end
	for tag.end < len(s) && isTagNameByte(s[tag.end]) && tag.end < start+64 {
		tag.end++
	}
	full := s[start:tag.end]
	if full == "" || !isLetterByte(full[0]) {
		return markupTag{}
	}
	if !readAttributes(s, &tag) {
		return markupTag{}
	}
	name := strings.ToLower(full)
	if i := strings.LastIndexByte(name, ':'); i >= 0 {
		name = name[i+1:]
		tag.kind = inlineTag
	}
	tag.name = name
	if kind, ok := markupElements()[name]; ok {
		tag.kind = kind
	}
	return tag
}

func endingWith(s, end string, unclosed map[string]bool) markupTag {
	if unclosed[end] {
		return markupTag{}
	}
	i := strings.Index(s, end)
	if i < 0 {
		unclosed[end] = true
		return markupTag{}
	}
	return markupTag{kind: commentTag, end: i + len(end)}
}

func isTagNameByte(c byte) bool {
	return isLetterByte(c) || c >= '0' && c <= '9' || c == ':' || c == '-' || c == '_' || c == '.'
}

// maxTag is the longest tag that is recognised, in bytes; it keeps the reading
// of text full of "<" linear.
const maxTag = 4096

// readAttributes passes ' name="value"' … up to '>'.
func readAttributes(s string, tag *markupTag) bool {
	s = s[:min(len(s), maxTag)]
	i := tag.end
	for {
		blank := i
		for i < len(s) && (isLaTeXSpace(s[i])) {
			i++
		}
		if i >= len(s) {
			return false
		}
		switch {
		case s[i] == '>':
			tag.end = i + 1
			return true
		case s[i] == '/' && i+1 < len(s) && s[i+1] == '>':
			tag.empty = true
			tag.end = i + 2
			return true
		case i == blank || !isLetterByte(s[i]) || tag.close:
			return false
		}
		for i < len(s) && isTagNameByte(s[i]) {
			i++
		}
		for i < len(s) && isLaTeXSpace(s[i]) {
			i++
		}
		if i+1 >= len(s) || s[i] != '=' {
			return false
		}
		i++
		for i < len(s) && isLaTeXSpace(s[i]) {
			i++
		}
		if i >= len(s) {
			return false
		}
		if q := s[i]; q == '"' || q == '\'' {
			j := strings.IndexByte(s[i+1:], q)
			if j < 0 {
				return false
			}
			i += j + 2
			continue
		}
		from := i
		for i < len(s) && !isLaTeXSpace(s[i]) && s[i] != '>' && s[i] != '<' && s[i] != '"' {
			i++
		}
		if i == from {
			return false
		}
	}
}

var markupElements = sync.OnceValue(func() map[string]tagKind {
	m := make(map[string]tagKind, 150)
	for kind, list := range map[tagKind]string{
		inlineTag: `i b u s em strong a span small big font tt code kbd samp var cite q abbr acronym mark ins del strike ruby nobr wbr
			italic bold sc monospace underline overline roman sans-serif styled-content named-content ext-link xref uri email label inline-formula
			disp-formula alternatives inline-graphic graphic img mi mn mo ms mtext mrow msup msub msubsup mfrac msqrt mroot mover munder munderover
			mstyle mspace mpadded mfenced menclose mtable mtr mtd semantics mphantom mprescripts mmultiscripts none scp sec-meta inf fn time button input
			bold-italic allcaps emph sbt sbv ce script style noscript`,
		blockTag: `p div br hr li ul ol dl dt dd table tr thead tbody tfoot caption section article header footer blockquote pre list list-item
			sec abstract break disp-quote disp-formula-group table-wrap fig boxed-text def-list def-item def body html main aside figure figcaption
			abstracttext simplesect simple-para para abstract-sec`,
		titleTag:  "h1 h2 h3 h4 h5 h6 title section-title",
		cellTag:   "td th",
		mathTag:   "math",
		scriptTag: "sup sub superscript subscript",
		hiddenTag: "tex-math annotation annotation-xml head",
	} {
		for _, name := range strings.Fields(list) {
			m[name] = kind
		}
	}
	return m
})

// layOut turns marks into lines.
func layOut(s string) string {
	if strings.IndexByte(s, markBlock) < 0 && strings.IndexByte(s, markBody) < 0 {
		return collapseBlanks(s)
	}
	var lines []string
	label := ""
	for _, block := range strings.Split(s, string(markBlock)) {
		if title, rest, ok := strings.Cut(block, string(markBody)); ok && strings.IndexByte(title, markTitle) >= 0 {
			before, title, _ := strings.Cut(title, string(markTitle))
			lines = appendLine(lines, &label, before)
			lines = flushLabel(lines, &label)
			label = sectionLabel(title)
			block = rest
		}
		lines = appendLine(lines, &label, dropMarks(block))
	}
	return strings.Join(flushLabel(lines, &label), "\n")
}

func dropMarks(s string) string {
	return strings.Map(func(r rune) rune {
		if r == markTitle || r == markBody {
			return -1
		}
		return r
	}, s)
}

// sectionLabel is the printed label of a section; the abstract's own title is
// none.
func sectionLabel(title string) string {
	title = strings.TrimRight(collapseBlanks(dropMarks(title)), " :.")
	if Fold(title) == "abstract" {
		return ""
	}
	return strings.ToUpper(title)
}

func appendLine(lines []string, label *string, text string) []string {
	text = collapseBlanks(text)
	if text == "" {
		return lines
	}
	if *label != "" {
		text = *label + ": " + text
		*label = ""
	}
	return append(lines, text)
}

func flushLabel(lines []string, label *string) []string {
	if *label != "" {
		lines = append(lines, *label+":")
		*label = ""
	}
	return lines
}

// collapseBlanks makes every run of white space one blank and trims the ends.
// Invisible characters at the ends go too.
func collapseBlanks(s string) string {
	if isASCII(s) && !strings.Contains(s, "  ") && strings.IndexFunc(s, func(r rune) bool { return r < ' ' }) < 0 {
		return strings.TrimSpace(s)
	}
	var b strings.Builder
	b.Grow(len(s))
	for _, word := range strings.FieldsFunc(s, isBlank) {
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(word)
	}
	return b.String()
}

// isBlank is white space that may be collapsed: thin and no-break spaces
// inside numbers and units may not.
func isBlank(r rune) bool {
	switch r {
	case ' ', '\n', '\t', '\r', '\v', '\f', '\u0085', '\u00a0', '\u2028', '\u2029', '\u3000':
		return true
	}
	return r < utf8.RuneSelf && r < ' '
}
