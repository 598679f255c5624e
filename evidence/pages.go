package evidence

import (
	"fmt"
	"strings"
	"unicode"

	"dossier/evidence/notation"
)

// Pages is a page range, several of them, or an e-locator ("e1002", "109").
// Raw is the printed form.
type Pages struct {
	Raw     string `cbor:"1,keyasint,omitempty" json:"raw,omitempty"`
	First   string `cbor:"2,keyasint,omitempty" json:"first,omitempty"`
	Last    string `cbor:"3,keyasint,omitempty" json:"last,omitempty"`    // expanded: 221-8 has Last "228"
	Locator bool   `cbor:"4,keyasint,omitempty" json:"locator,omitempty"` // an article number, not a page
}

// ParsePages reads pages as printed: "1631-1639", "221-8", "S12–S19", "e1002",
// "Article 109", "123+", "12, 15-17", "xii-xix". Of several ranges First is the
// first page of all and Last the last. The printed form is kept; the error says
// that it could not be taken apart.
func ParsePages(s string) (Pages, error) {
	if p, ok := plainPages(s); ok {
		return p, nil
	}
	return parsePages(s)
}

// plainPages reads "221", "221-8" and "221–8".
func plainPages(s string) (Pages, bool) {
	first := leadingDigits(s)
	if first == "" || len(s) > 32 {
		return Pages{}, false
	}
	if first == s {
		return Pages{Raw: s, First: s, Locator: looksLikeLocator(s)}, true
	}
	last, ok := strings.CutPrefix(s[len(first):], "-")
	if !ok {
		last, ok = strings.CutPrefix(s[len(first):], "–")
	}
	if !ok || last == "" || leadingDigits(last) != last {
		return Pages{}, false
	}
	last, ok = expandLast(first, last)
	return Pages{Raw: s, First: first, Last: last}, ok
}

func parsePages(s string) (Pages, error) {
	p := Pages{Raw: strings.Join(strings.Fields(s), " ")}
	text, locator := cutPageLabel(p.Raw)
	if text == "" {
		return p, fmt.Errorf("pages %q: %w", s, ErrNotFound)
	}
	pieces := strings.FieldsFunc(cutThousands(text), func(r rune) bool { return r == ',' || r == ';' || r == '&' })
	for i, piece := range pieces {
		first, last, ok := readRange(piece)
		if !ok && i > 0 && startsWord(piece) { // "1475-6; author reply 1475-6"
			break
		}
		if !ok {
			return Pages{Raw: p.Raw}, fmt.Errorf("pages %q: %w", s, ErrNotFound)
		}
		if i == 0 {
			p.First, p.Last = first, last
			continue
		}
		p.Last = first
		if last != "" {
			p.Last = last
		}
	}
	p.Locator = p.Last == "" && (locator || looksLikeLocator(p.First))
	return p, nil
}

// startsWord reports a remark behind the pages.
func startsWord(s string) bool {
	word, rest, _ := strings.Cut(strings.TrimSpace(s), " ")
	return len(word) > 3 && rest != "" && strings.IndexFunc(word, func(r rune) bool { return !unicode.IsLetter(r) }) < 0
}

// cutThousands makes "3,859-3,869" "3859-3869": both sides must be grouped.
func cutThousands(s string) string {
	if strings.Count(s, ",") != 2 {
		return s
	}
	sides := strings.FieldsFunc(s, notation.IsDash)
	if len(sides) != 2 {
		return s
	}
	for _, side := range sides {
		if !Printed(side).Valid() || !strings.Contains(strings.TrimSpace(side), ",") || Printed(side).Decimals() > 0 {
			return s
		}
	}
	return strings.ReplaceAll(s, ",", "")
}

// IsZero reports that nothing was printed.
func (p Pages) IsZero() bool { return p == Pages{} }

// String is the printed form.
func (p Pages) String() string {
	switch {
	case p.Raw != "":
		return p.Raw
	case p.Last != "":
		return p.First + "-" + p.Last
	}
	return p.First
}

// BibTeX is the printed form with "--" between pages.
func (p Pages) BibTeX() string {
	var b strings.Builder
	dash := false
	s := p.String()
	if p.Locator || p.First == "" {
		return s
	}
	text, _ := cutPageLabel(s)
	for _, r := range text {
		switch {
		case isPageDash(r):
			dash = true
			continue
		case r == ' ' && (dash || strings.HasSuffix(b.String(), " ")):
			continue
		}
		if dash {
			kept := strings.TrimRight(b.String(), " ")
			b.Reset()
			b.WriteString(kept + "--")
			dash = false
		}
		b.WriteRune(r)
	}
	return b.String()
}

// Equal compares first and last page, expanded and without letter case; pages
// that could not be taken apart by their printed form.
func (p Pages) Equal(other Pages) bool {
	if p.First == "" || other.First == "" {
		return p.First == other.First && notation.Fold(p.Raw) == notation.Fold(other.Raw)
	}
	return strings.EqualFold(p.First, other.First) && strings.EqualFold(p.lastPage(), other.lastPage())
}

// lastPage is the last page; of a single page that page.
func (p Pages) lastPage() string {
	if p.Last == "" {
		return p.First
	}
	return p.Last
}

// cutPageLabel takes "pp." or "Article" off the front; the latter tells a
// locator.
func cutPageLabel(s string) (text string, locator bool) {
	text = strings.TrimSpace(s)
	if inner, ok := strings.CutPrefix(text, "("); ok && strings.HasSuffix(inner, ")") && !strings.Contains(inner, "(") {
		text = strings.TrimSuffix(inner, ")")
	}
	for {
		lower := strings.ToLower(text)
		cut := ""
		for _, label := range [...]string{"article number", "article no.", "article no", "article id", "article", "art. no.", "art. no", "art no.", "art no", "art.", "art", "paper no.", "paper"} {
			if hasPageLabel(lower, label) {
				cut, locator = label, true
				break
			}
		}
		if cut == "" {
			for _, label := range [...]string{"pages", "page", "pp.", "pp", "pgs.", "pg.", "p.", "p", "seiten", "seite", "s."} {
				if hasPageLabel(lower, label) {
					cut = label
					break
				}
			}
		}
		if cut == "" {
			break
		}
		text = strings.TrimLeft(text[len(cut):], " :.#")
	}
	text = strings.Trim(text, " .,;:\"'")
	if i := strings.LastIndexByte(text, '('); i > 0 && strings.HasSuffix(text, ")") { // "012009 (8pp)"
		text = strings.TrimRight(text[:i], " ")
	}
	return text, locator
}

// hasPageLabel reports a label in front of a page: a blank, a point or a digit
// follows it ("p12" is a page of its own numbering and stays).
func hasPageLabel(lower, label string) bool {
	rest, ok := strings.CutPrefix(lower, label)
	if !ok || rest == "" {
		return false
	}
	if strings.HasSuffix(label, ".") {
		return true
	}
	return rest[0] == ' ' || rest[0] == ':' || rest[0] == '\u00a0' || len(label) > 1 && (isDigit(rest[0]) || rest[0] == '.')
}

// readRange reads one page or range.
func readRange(s string) (first, last string, ok bool) {
	s = strings.TrimFunc(s, unicode.IsSpace)
	s = strings.TrimSuffix(s, "+")
	parts := strings.FieldsFunc(s, isPageDash)
	for i := range parts {
		parts[i] = strings.TrimSpace(parts[i])
	}
	if n := len(parts); n > 1 && (strings.Trim(parts[n-1], "?") == "" || parts[n-1] == "null") { // the last page is not known
		parts = parts[:n-1]
	}
	if len(parts) == 3 && parts[0] == parts[1] { // 139-139-144
		parts = parts[1:]
	}
	switch len(parts) {
	case 1:
		return parts[0], "", isPage(parts[0])
	case 2:
		if !isPage(parts[0]) || !isPage(parts[1]) {
			return "", "", false
		}
		last, ok := expandLast(parts[0], parts[1])
		return parts[0], last, ok
	case 4: // pages of an article: 234098-1-234098-18
		if parts[0] == parts[2] && isPage(parts[0]) && isPage(parts[1]) && isPage(parts[3]) && !lessNumber(parts[3], parts[1]) {
			return parts[0] + "-" + parts[1], parts[2] + "-" + parts[3], true
		}
	}
	return "", "", false
}

// isPageDash also takes the soft hyphen, which some databases print for a dash.
func isPageDash(r rune) bool { return notation.IsDash(r) || r == '\u00ad' }

// isPage reports letters, digits and points with at least one digit, or a roman
// number.
func isPage(s string) bool {
	if s == "" || len(s) > 32 {
		return false
	}
	digits := 0
	for i := 0; i < len(s); i++ {
		switch {
		case isDigit(s[i]):
			digits++
		case isAlnum(s[i]), s[i] == '.' && i > 0 && i < len(s)-1, s[i] == ':' && i > 0 && i < len(s)-1:
		default:
			return false
		}
	}
	return digits > 0 || isRoman(s)
}

func isRoman(s string) bool {
	return s != "" && strings.Trim(strings.ToLower(s), "ivxlcdm") == ""
}

// expandLast completes a last page that leaves out what it shares with the
// first: 221-8 is 228, S12-9 is S19, 101.e1-15 is 101.e15. It is not ok when
// the last page would come before the first.
func expandLast(first, last string) (string, bool) {
	if leadingDigits(last) != last {
		return last, samePrefixInOrder(first, last)
	}
	prefix, digits := splitPage(first)
	if digits == "" { // xii-19
		return last, true
	}
	full := last
	if len(last) < len(digits) {
		full = digits[:len(digits)-len(last)] + last
	}
	if lessNumber(full, digits) {
		return last, false
	}
	return prefix + full, true
}

// samePrefixInOrder rejects S19-S12.
func samePrefixInOrder(first, last string) bool {
	p, a := splitPage(first)
	q, b := splitPage(last)
	return a == "" || b == "" || !strings.EqualFold(p, q) || !lessNumber(b, a)
}

// splitPage separates the digits at the end.
func splitPage(s string) (prefix, digits string) {
	i := len(s)
	for i > 0 && isDigit(s[i-1]) {
		i--
	}
	return s[:i], s[i:]
}

// lessNumber compares digit strings of any length.
func lessNumber(a, b string) bool {
	a, b = strings.TrimLeft(a, "0"), strings.TrimLeft(b, "0")
	if len(a) != len(b) {
		return len(a) < len(b)
	}
	return a < b
}

// looksLikeLocator tells an article number from a page: "e1002", "m4087",
// "CD013295", seven or more digits. S12 and A4 are pages of a supplement.
func looksLikeLocator(s string) bool {
	prefix, digits := splitPage(s)
	switch {
	case digits == "" || strings.ContainsAny(prefix, ".0123456789"):
		return false
	case prefix == "":
		return len(digits) >= 6
	case prefix == "e" || prefix == "E" || len(prefix) >= 2:
		return true
	}
	return isLower(prefix[0]) && len(digits) >= 3
}
