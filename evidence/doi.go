package evidence

import (
	"errors"
	"fmt"
	"html"
	"strings"
	"unicode"
	"unicode/utf8"

	"dossier/evidence/notation"
)

// DOI is a digital object identifier without resolver prefix, in its printed
// letter case. Compare with Equal or by Key.
type DOI string

// Errors that the parsers of identifiers wrap.
var (
	// ErrNotFound: the text does not hold what was asked for.
	ErrNotFound = errors.New("not found")
	// ErrTrailingText: the value was read, and more text follows it.
	ErrTrailingText = errors.New("more text follows")
	// ErrCheckDigit: the number is well formed and its check digit is wrong.
	ErrCheckDigit = errors.New("wrong check digit")
)

// ParseDOI reads one DOI in any usual dress: bare, "doi:", a resolver or
// publisher address, with URL escapes, HTML entities, invisible characters or
// closing punctuation. The error wraps ErrNotFound when there is none. When the
// DOI is not all of the text, glued words included, the error wraps
// ErrTrailingText and the DOI is given beside it: use it and tell the person.
func ParseDOI(s string) (DOI, error) {
	if isPlainDOI(s) {
		return DOI(s), nil
	}
	return parseDOI(s)
}

func parseDOI(s string) (DOI, error) {
	text := strings.TrimSpace(s)
	start := doiStart(text, 0)
	if start < 0 || !isDOIPrelude(text[:start]) {
		return "", fmt.Errorf("doi %q: %w", s, ErrNotFound)
	}
	doi, end := scanDOI(text, start)
	if doi == "" {
		return "", fmt.Errorf("doi %q: %w", s, ErrNotFound)
	}
	rest := text[end:]
	if tail := strings.ReplaceAll(strings.ReplaceAll(rest, "&lt;", "<"), "&gt;", ">"); isAngledTail(tail) {
		return doi + DOI(tail), nil
	}
	if isAddress(text[:start]) { // path and query belong to the address
		rest = rest[len(rest)-len(strings.TrimLeftFunc(rest, func(r rune) bool { return !unicode.IsSpace(r) })):]
	}
	if rest = strings.TrimSpace(rest); rest == "[doi]" { // MEDLINE
		rest = ""
	}
	if strings.IndexFunc(rest, isWordRune) >= 0 {
		return doi, fmt.Errorf("doi %q: %w: %q", s, ErrTrailingText, rest)
	}
	return doi, nil
}

// isAngledTail reports "<def>" and "<def>1" behind a DOI that is all of a field:
// angles are allowed in DOIs, tags of HTML are not part of one.
func isAngledTail(rest string) bool {
	name, tail, ok := strings.Cut(strings.TrimPrefix(rest, "<"), ">")
	if !ok || name == "" || rest[0] != '<' {
		return false
	}
	switch strings.ToLower(name) {
	case "a", "b", "i", "u", "p", "em", "br", "hr", "li", "td", "tr", "sub", "sup", "div", "span", "strong", "doi":
		return false
	}
	for _, part := range []string{name, tail} {
		for i := 0; i < len(part); i++ {
			if !isAlnum(part[i]) && strings.IndexByte("-._:;()", part[i]) < 0 {
				return false
			}
		}
	}
	return true
}

// isPlainDOI reports a DOI that stands alone and holds nothing to decode or to
// cut off: as nearly all do in a field of their own.
func isPlainDOI(s string) bool {
	registrant, suffix, ok := strings.Cut(s, "/")
	if !ok || suffix == "" || len(s) > 100 || len(registrant) < 7 || len(registrant) > 12 || registrant[:3] != "10." || leadingDigits(registrant[3:]) != registrant[3:] {
		return false
	}
	last := byte('/')
	for i := 0; i < len(suffix); i++ {
		c := suffix[i]
		switch {
		case isDigit(c) || isLower(c) || c == '.' || c == '-' || c == '_':
		case isUpper(c) && !isDigit(last) && !isLower(last): // else it may be the next word
		default:
			return false
		}
		last = c
	}
	return isAlnum(last)
}

// FoundDOI is a DOI in running text. Start and End are byte offsets; they
// include a resolver address or "doi:" in front of it.
type FoundDOI struct {
	DOI        DOI
	Start, End int
	Printed    string
}

// FindDOIs gives the DOIs of a text in order. A DOI that is divided at a line
// end is found up to there.
func FindDOIs(text string) []FoundDOI {
	var found []FoundDOI
	for from := 0; from < len(text); {
		start := doiStart(text, from)
		if start < 0 {
			break
		}
		doi, end := scanDOI(text, start)
		if doi == "" {
			from = start + 3
			continue
		}
		begin := max(from, doiPreludeStart(text, start))
		found = append(found, FoundDOI{DOI: doi, Start: begin, End: end, Printed: text[begin:end]})
		from = end
	}
	return found
}

// IsZero reports the absence of a DOI.
func (d DOI) IsZero() bool { return d == "" }

// String is the DOI as printed, without resolver prefix.
func (d DOI) String() string { return string(d) }

// Key is the form for comparisons and indexes: ASCII letters in lower case.
func (d DOI) Key() string {
	for i := 0; i < len(d); i++ {
		if c := d[i]; c >= 'A' && c <= 'Z' {
			return strings.Map(func(r rune) rune {
				if r >= 'A' && r <= 'Z' {
					r += 'a' - 'A'
				}
				return r
			}, string(d))
		}
	}
	return string(d)
}

// Equal compares as the DOI handbook does, without letter case (ASCII).
func (d DOI) Equal(other DOI) bool { return d.Key() == other.Key() }

// Prefix is the registrant's part before the slash: "10.1056".
func (d DOI) Prefix() string {
	prefix, _, _ := strings.Cut(string(d), "/")
	return prefix
}

// URL is the resolver address, percent-encoded; empty for the zero DOI.
func (d DOI) URL() string {
	if d == "" {
		return ""
	}
	return "https://doi.org/" + d.Escaped("/:;")
}

// Escaped percent-encodes the DOI for a path: every byte but letters, digits,
// "-._~" and those in keep.
func (d DOI) Escaped(keep string) string {
	var b strings.Builder
	for i := 0; i < len(d); i++ {
		c := d[i]
		if isAlnum(c) || strings.IndexByte("-._~", c) >= 0 || strings.IndexByte(keep, c) >= 0 {
			b.WriteByte(c)
			continue
		}
		fmt.Fprintf(&b, "%%%02X", c)
	}
	return b.String()
}

// doiStart finds the next "10." and four or more digits and a slash, at or
// after from; -1 when there is none.
func doiStart(s string, from int) int {
	for {
		i := strings.Index(s[from:], "10.")
		if i < 0 {
			return -1
		}
		i += from
		if i == 0 || s[i-1] != '.' && !isDigit(s[i-1]) || precededByEscape(s, i) {
			if _, _, ok := doiRegistrant(s, i); ok {
				return i
			}
		}
		from = i + 3
	}
}

// precededByEscape tells "%2F10.1000" from "210.1000".
func precededByEscape(s string, i int) bool {
	return i >= 3 && s[i-3] == '%' && isHex(s[i-2]) && isHex(s[i-1])
}

// doiRegistrant reads "10.1000/" and gives the prefix and the offset of the
// suffix. Invisible characters are passed over.
func doiRegistrant(s string, i int) (prefix string, suffix int, ok bool) {
	j, digits := i+3, 0
	var b strings.Builder
	b.WriteString("10.")
	for j < len(s) && j < i+64 {
		r, size := utf8.DecodeRuneInString(s[j:])
		switch {
		case r >= '0' && r <= '9':
			digits++
			b.WriteRune(r)
		case r == '.' && digits >= 4 && j+1 < len(s) && isDigit(s[j+1]):
			b.WriteRune(r)
		case notation.IsInvisible(r):
		case r == '/' || r == '⁄' || r == '∕':
			return b.String(), j + size, digits >= 4
		case r == '%':
			rest := s[j+1:]
			for strings.HasPrefix(rest, "25") { // escaped twice
				rest = rest[2:]
			}
			if !hasPrefixFold(rest, "2f") {
				return "", 0, false
			}
			return b.String(), len(s) - len(rest) + 2, digits >= 4
		default:
			return "", 0, false
		}
		j += size
	}
	return "", 0, false
}

// maxDOI bounds a DOI, in bytes as printed; the longest in use are below 300.
const maxDOI = 2048

// scanDOI reads the DOI that starts at i and gives it with the offset behind
// it; an empty DOI when only a prefix is there.
func scanDOI(s string, i int) (DOI, int) {
	prefix, at, ok := doiRegistrant(s, i)
	if !ok {
		return "", i
	}
	address := isAddress(s[doiPreludeStart(s, i):i])
	suffix := decodeSuffix(s[:min(len(s), i+maxDOI)], at, address)
	suffix.trim()
	if address {
		suffix.cutPathTail()
	}
	suffix.cutGluedText()
	suffix.trim()
	if len(suffix.text) == 0 {
		return "", i
	}
	return DOI(prefix + "/" + string(suffix.text)), suffix.end()
}

// doiSuffix is the suffix decoded, and for each byte the offset behind its
// source.
type doiSuffix struct {
	text []byte
	ends []int
}

func (d *doiSuffix) end() int { return d.ends[len(d.ends)-1] }

func (d *doiSuffix) cut(n int) { d.text, d.ends = d.text[:n], d.ends[:n] }

func (d *doiSuffix) add(r rune, end int) {
	before := len(d.text)
	d.text = utf8.AppendRune(d.text, r)
	for range len(d.text) - before {
		d.ends = append(d.ends, end)
	}
	d.collapseEscape(end)
}

// collapseEscape replaces %XX at the end by its character, as often as that
// makes a new one ("%252F" is "/").
func (d *doiSuffix) collapseEscape(end int) {
	for n := len(d.text); n >= 3 && d.text[n-3] == '%' && isHex(d.text[n-2]) && isHex(d.text[n-1]); n = len(d.text) {
		c := unhex(d.text[n-2])<<4 | unhex(d.text[n-1])
		if c <= ' ' || c >= 0x7f || c == '"' {
			return
		}
		d.cut(n - 2)
		d.text[n-3], d.ends[n-3] = c, end
	}
}

// decodeSuffix reads s from i to the first character that cannot be in a DOI.
func decodeSuffix(s string, i int, address bool) *doiSuffix {
	d := &doiSuffix{}
	braces := 0
	for i < len(s) {
		r, size := utf8.DecodeRuneInString(s[i:])
		switch {
		case notation.IsInvisible(r):
			i += size
			continue
		case r == '&':
			r, size = entityAt(s[i:])
		case r == '\\' && i+1 < len(s) && strings.IndexByte(`_%&#{}<>`, s[i+1]) >= 0: // LaTeX escape
			r, size = rune(s[i+1]), 2
		case notation.IsDash(r):
			r = '-'
		case r == '{' && isBracedWord(s[i:]):
			braces++
			i++
			continue
		case r == '}' && braces > 0:
			braces--
			i++
			continue
		}
		if r == '<' && !isSICI(s[i+size:], d.text) || !isDOIRune(r) || endsAddress(r, s[i+size:], address) {
			break
		}
		i += size
		d.add(r, i)
	}
	return d
}

// isBracedWord reports a word in the protecting braces of BibTeX.
func isBracedWord(s string) bool {
	n := 1
	for n < len(s) && isAlnum(s[n]) {
		n++
	}
	return n > 1 && n < len(s) && s[n] == '}'
}

func isDOIRune(r rune) bool {
	switch {
	case r <= ' ' || r == '"' || r == '\\' || r == '^' || r == '`' || r == '{' || r == '}' || r == '|' || r == 0x7f:
		return false
	case r < utf8.RuneSelf:
		return true
	}
	return unicode.Is(unicode.Latin, r)
}

// endsAddress reports a query or fragment behind a DOI in an address.
func endsAddress(r rune, rest string, address bool) bool {
	switch r {
	case '#':
		return address
	case '?', '&':
		name := 0
		for name < len(rest) && (isAlnum(rest[name]) || rest[name] == '_' || rest[name] == '-' || rest[name] == '.') {
			name++
		}
		return name > 0 && name < len(rest) && rest[name] == '='
	}
	return false
}

// entityAt decodes a named or numbered character reference; a lone "&" is
// itself.
func entityAt(s string) (rune, int) {
	for size := 3; size <= 10 && size <= len(s); size++ {
		if s[size-1] != ';' {
			continue
		}
		if text := html.UnescapeString(s[:size]); text != s[:size] {
			r, n := utf8.DecodeRuneInString(text)
			if n == len(text) {
				if r == '&' && size < len(s) { // &amp;lt;
					if inner, more := entityAt("&" + s[size:min(len(s), size+12)]); inner != '&' {
						return inner, size + more - 1
					}
				}
				return r, size
			}
		}
		break
	}
	return '&', 1
}

// isSICI reports whether "<" opens the middle part of an item identifier such
// as 10.1002/(SICI)1097-0258(19980815)17:15<1661::AID-SIM968>3.0.CO;2-2: page
// and title code up to ">" and a digit.
func isSICI(rest string, before []byte) bool {
	rest = rest[:min(len(rest), 60)]
	if i := strings.Index(rest, "&gt;"); i >= 0 {
		rest = strings.Replace(rest, "&gt;", ">", 1)
	}
	stop := strings.IndexAny(rest, "> \t\r\n\"</")
	if stop <= 0 || rest[stop] != '>' || stop+1 >= len(rest) || !isDigit(rest[stop+1]) {
		return false
	}
	inner := rest[:stop]
	if strings.IndexFunc(inner, func(r rune) bool { return r >= utf8.RuneSelf || !isDOIRune(r) }) >= 0 {
		return false
	}
	return strings.Contains(inner, ":") && (isDigit(inner[0]) || strings.Contains(inner, "::")) && strings.ContainsAny(string(before), "()")
}

// trim drops closing punctuation and brackets that were not opened inside.
func (d *doiSuffix) trim() {
	for len(d.text) > 0 {
		r, size := utf8.DecodeLastRune(d.text)
		switch {
		case strings.ContainsRune(".,;:!?'/*&", r), r >= utf8.RuneSelf && !unicode.IsLetter(r):
		case r == ')' && d.unopened('(', ')'), r == ']' && d.unopened('[', ']'), r == '>' && d.unopened('<', '>'):
		case r == '(' || r == '[' || r == '<':
		default:
			return
		}
		d.cut(len(d.text) - size)
	}
}

func (d *doiSuffix) unopened(open, close byte) bool {
	n := 0
	for _, c := range d.text {
		switch c {
		case open:
			n++
		case close:
			n--
		}
	}
	return n < 0
}

// cutPathTail drops what publishers' addresses put behind the DOI.
func (d *doiSuffix) cutPathTail() {
	for again := true; again; {
		again = false
		text := strings.ToLower(string(d.text))
		for _, tail := range [...]string{"/full", "/fulltext", "/full/html", "/full-text", "/abstract", "/pdf", "/epdf", "/epub", "/html", "/meta", "/summary",
			"/references", "/citations", "/figures", "/tables", "/metrics", ".pdf", ".full", ".full-text", ".abstract", ".html", ".short", ".long"} {
			if strings.HasSuffix(text, tail) && len(text) > len(tail) {
				d.cut(len(d.text) - len(tail))
				again = true
				break
			}
		}
	}
}

// cutGluedText drops text that lost the blank before it: an address, a label in
// capitals or a capitalised word after a digit, or a heading after a letter.
// "10.1056/NEJMoa2109927" has its capitals before the digits and stays.
func (d *doiSuffix) cutGluedText() {
	for i := 1; i < len(d.text); i++ {
		rest := string(d.text[i:min(len(d.text), i+32)])
		if hasPrefixFold(rest, "http://") || hasPrefixFold(rest, "https://") || hasPrefixFold(rest, "doi:") || hasPrefixFold(rest, "doi.org/") {
			d.cut(i)
			return
		}
		prev := d.text[i-1]
		if isDigit(prev) && (isGluedWord(rest) || isGluedLabel(rest)) || isLower(prev) && isGluedHeading(rest) {
			d.cut(i)
			return
		}
	}
}

// isGluedWord reports a capital and at least three small letters that no digit
// follows: the shape of a word, not of an article number.
func isGluedWord(s string) bool {
	if !isUpper(s[0]) {
		return false
	}
	n := 1
	for n < len(s) && isLower(s[n]) {
		n++
	}
	return n >= 4 && (n == len(s) || !isDigit(s[n]) && s[n] != '-' && s[n] != '_' && s[n] != '/')
}

func isGluedLabel(s string) bool {
	for _, label := range [...]string{"PMID", "PMCID", "PMC", "ISSN", "EISSN", "URL", "DOI"} {
		if n := len(label); strings.HasPrefix(s, label) && (n == len(s) || !isUpper(s[n]) && s[n] != '-' && s[n] != '.') {
			return true
		}
	}
	return false
}

// isGluedHeading reports a word that pages print behind an article's DOI.
func isGluedHeading(s string) bool {
	for _, word := range [...]string{"Keywords", "Abstract", "Introduction", "Background", "Received", "Accepted", "Published", "Copyright", "Citation", "References", "Corresponding", "Available", "Accessed", "PubMed", "PMID", "Crossref", "CrossRef", "Google"} {
		if strings.HasPrefix(s, word) {
			return true
		}
	}
	return false
}

// isDOIPrelude reports text that may stand before a DOI when the DOI is all
// that a field holds.
func isDOIPrelude(s string) bool {
	if isAddress(s) {
		return true
	}
	s = strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || notation.IsInvisible(r) || strings.ContainsRune(`:.=[(<"'{“‘`, r) {
			return -1
		}
		return unicode.ToLower(r)
	}, s)
	switch s {
	case "", "doi", "doino", "doinumber", "info/", "infodoi/", "urndoi", "https//doiorg/", "dx/", "doiorg/", "dxdoiorg/", "wwwdoiorg/", "doidoi", "doidoiorg/", "doi/":
		return true
	}
	return false
}

func isAddress(prelude string) bool {
	p := strings.ToLower(prelude)
	return strings.Contains(p, "://") || strings.Contains(p, "doi.org") || strings.Contains(p, "%3a%2f%2f")
}

// doiPreludeStart goes back from a DOI over the address or label before it.
func doiPreludeStart(s string, start int) int {
	i := start
	for i > 0 && start-i < 300 {
		r, size := utf8.DecodeLastRuneInString(s[:i])
		if unicode.IsSpace(r) || strings.ContainsRune(`"<>()[]{}|,;“”‘’`, r) {
			break
		}
		i -= size
	}
	token := s[i:start]
	lower := strings.ToLower(token)
	for _, mark := range [...]string{"https://", "http://", "dx.doi.org/", "doi.org/", "info:doi/", "urn:doi:", "doi:", "doi"} {
		if at := strings.LastIndex(lower, mark); at >= 0 && len(lower) == len(token) {
			i += at
			if mark == "doi.org/" && strings.HasSuffix(lower[:at], "www.") {
				i -= 4
			}
			return i
		}
	}
	if token != "" {
		return start
	}
	return labelStart(s, start)
}

// labelStart goes back over "DOI: " or "doi " on the same line.
func labelStart(s string, start int) int {
	before := strings.TrimRight(s[:start], " \u00a0")
	trimmed := strings.TrimRight(before, ": .")
	if n := len(trimmed); n >= 3 && strings.EqualFold(trimmed[n-3:], "doi") && len(before)-n <= 2 && len(before) < start && (n == 3 || !isAlnum(trimmed[n-4])) {
		return n - 3
	}
	return start
}

func hasPrefixFold(s, prefix string) bool {
	return len(s) >= len(prefix) && strings.EqualFold(s[:len(prefix)], prefix)
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func isUpper(c byte) bool { return c >= 'A' && c <= 'Z' }

func isLower(c byte) bool { return c >= 'a' && c <= 'z' }

func isAlnum(c byte) bool { return isDigit(c) || isUpper(c) || isLower(c) }

func isHex(c byte) bool { return isDigit(c) || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F' }

func unhex(c byte) byte {
	switch {
	case isDigit(c):
		return c - '0'
	case c >= 'a':
		return c - 'a' + 10
	}
	return c - 'A' + 10
}

func isWordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
