package evidence

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode"

	"dossier/evidence/notation"
)

// Printed is a number as its source printed it: "1.33", "0·47", "−0.5",
// "<0.001", "18 624". It is never reformatted on the way to a table.
type Printed string

// ParsePrinted takes a number as printed; the text is kept but for white space
// around it. The error says that no number can be read in it.
func ParsePrinted(s string) (Printed, error) {
	p := Printed(strings.TrimSpace(s))
	if p == "" {
		return p, fmt.Errorf("number %q: %w", s, ErrNotFound)
	}
	if _, ok := p.Float(); !ok {
		return p, fmt.Errorf("number %q: %w", s, ErrNotFound)
	}
	return p, nil
}

// IsZero reports that nothing was printed; a printed 0 is not that.
func (p Printed) IsZero() bool { return p == "" }

// String is the printed text.
func (p Printed) String() string { return string(p) }

// Valid reports whether a number can be read.
func (p Printed) Valid() bool {
	_, ok := p.Float()
	return ok
}

// Float is the value of the number behind a relation sign, if one can be read:
// decimal point, middle dot, or comma where it cannot group thousands; minus
// signs of any width; thousands grouped by thin or plain blanks, commas or
// apostrophes; a power of ten; a trailing per cent sign is passed over. "1,234"
// is 1234, "0,123" and "1,23" are decimals.
func (p Printed) Float() (float64, bool) {
	if p == "" {
		return 0, false
	}
	if p.isPlain() { // nearly every number of a table
		v, err := strconv.ParseFloat(string(p), 64)
		return v, err == nil && !math.IsInf(v, 0)
	}
	text, ok := p.number()
	if !ok {
		return 0, false
	}
	v, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsInf(v, 0) {
		return 0, false
	}
	return v, true
}

// isPlain reports digits with at most one point between them.
func (p Printed) isPlain() bool {
	points := 0
	for i := 0; i < len(p); i++ {
		switch c := p[i]; {
		case c >= '0' && c <= '9':
		case c == '.' && i > 0 && i < len(p)-1 && points == 0:
			points++
		default:
			return false
		}
	}
	return p != ""
}

// Relation is the sign before the number: "<", ">", "≤", "≥", "=", "≈", or
// empty. Two-character forms such as "<=" are given as one.
func (p Printed) Relation() string {
	sign, _ := p.split()
	return sign
}

// Decimals is how many digits are printed behind the decimal point.
func (p Printed) Decimals() int {
	text, ok := p.number()
	if !ok {
		return 0
	}
	text, _, _ = strings.Cut(text, "e")
	_, decimals, _ := strings.Cut(text, ".")
	return len(decimals)
}

func (p Printed) split() (sign, rest string) {
	rest = strings.TrimSpace(string(p))
	for _, s := range [...]struct{ printed, sign string }{
		{"<=", "≤"}, {">=", "≥"}, {"=<", "≤"}, {"=>", "≥"}, {"≤", "≤"}, {"≥", "≥"}, {"⩽", "≤"}, {"⩾", "≥"}, {"≦", "≤"}, {"≧", "≥"},
		{"<", "<"}, {">", ">"}, {"=", "="}, {"≈", "≈"}, {"~", "≈"}, {"∼", "≈"}, {"＜", "<"}, {"＞", ">"},
	} {
		if after, ok := strings.CutPrefix(rest, s.printed); ok {
			return s.sign, strings.TrimSpace(after)
		}
	}
	return "", rest
}

// number rewrites the printed number for strconv: digits, one point, an
// exponent.
func (p Printed) number() (string, bool) {
	_, rest := p.split()
	rest = strings.TrimSpace(strings.TrimSuffix(rest, "%"))
	mantissa, exponent := cutPower(rest)
	negative := false
	if r := []rune(mantissa); len(r) > 0 && (notation.IsDash(r[0]) || r[0] == '+') {
		negative = r[0] != '+'
		mantissa = strings.TrimLeftFunc(string(r[1:]), unicode.IsSpace)
	}
	digits, ok := plainDecimal(mantissa)
	if !ok {
		return "", false
	}
	if negative {
		digits = "-" + digits
	}
	return digits + exponent, true
}

// cutPower takes "×10^-5", "×10⁻⁵" or "e-5" off.
func cutPower(s string) (mantissa, exponent string) {
	if !strings.ContainsAny(s, "×xX·eE") {
		return s, ""
	}
	folded := strings.NewReplacer("−", "-", "⁻", "-", "⁰", "0", "¹", "1", "²", "2", "³", "3", "⁴", "4", "⁵", "5", "⁶", "6", "⁷", "7", "⁸", "8", "⁹", "9",
		"×", "x", "·10", "x10", "X", "x", " ", "", "\u00a0", "", "\u2009", "", "^", "").Replace(s)
	if i := strings.Index(folded, "x10"); i > 0 {
		if n, err := strconv.Atoi(folded[i+3:]); err == nil && n > -400 && n < 400 {
			at := strings.IndexAny(s, "×xX")
			if at < 0 {
				at = strings.Index(s, "·10")
			}
			return strings.TrimSpace(s[:at]), fmt.Sprintf("e%d", n)
		}
	}
	if i := strings.IndexAny(s, "eE"); i > 0 {
		if n, err := strconv.Atoi(strings.Replace(s[i+1:], "−", "-", 1)); err == nil && n > -400 && n < 400 {
			return s[:i], fmt.Sprintf("e%d", n)
		}
	}
	return s, ""
}

// plainDecimal resolves group and decimal marks.
func plainDecimal(s string) (string, bool) {
	var b strings.Builder
	for _, r := range s {
		switch {
		case r >= '0' && r <= '9':
			b.WriteRune(r)
		case r == '.' || r == '·' || r == '∙' || r == '⋅' || r == '‧' || r == '•' || r == '．':
			b.WriteByte('.')
		case r == ',' || r == '，':
			b.WriteByte(',')
		case r == '\'' || r == '’' || r == ' ' || r == '\u00a0' || r >= '\u2000' && r <= '\u200a' || r == '\u202f':
			b.WriteByte(' ')
		default:
			return "", false
		}
	}
	text := b.String()
	dot, comma := strings.Count(text, "."), strings.Count(text, ",")
	point, group := byte('.'), byte(',')
	switch {
	case dot > 0 && comma > 0:
		if strings.LastIndexByte(text, ',') > strings.LastIndexByte(text, '.') {
			point, group = ',', '.'
		}
	case dot > 1:
		point, group = 0, '.'
	case comma > 1:
		point = 0
	case comma == 1 && !inThousands(text, ','):
		point, group = ',', 0
	}
	return joinNumber(text, point, group)
}

// joinNumber drops the group mark, checking that it stands before threes, and
// makes the decimal mark a point.
func joinNumber(text string, point, group byte) (string, bool) {
	whole, decimals, has := text, "", false
	if point != 0 {
		whole, decimals, has = strings.Cut(text, string(point))
	}
	for _, mark := range []byte{group, ' '} {
		if mark == 0 || strings.IndexByte(whole, mark) < 0 {
			continue
		}
		if !inThousands(whole, mark) {
			return "", false
		}
		whole = strings.ReplaceAll(whole, string(mark), "")
	}
	if whole == "" && decimals == "" || strings.Trim(whole+decimals, "0123456789") != "" {
		return "", false
	}
	if whole == "" {
		whole = "0"
	}
	if !has || decimals == "" {
		return whole, !has
	}
	return whole + "." + decimals, true
}

// inThousands reports digits in groups of three behind a first group of one
// to three that is not a lone zero.
func inThousands(s string, mark byte) bool {
	groups := strings.Split(s, string(mark))
	if len(groups[0]) < 1 || len(groups[0]) > 3 || groups[0][0] == '0' {
		return false
	}
	for _, g := range groups[1:] {
		if len(g) != 3 {
			return false
		}
	}
	return true
}
