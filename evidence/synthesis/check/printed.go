package check

import (
	"math"
	"math/big"
	"strings"

	"dossier/evidence"
)

// Range is what a printed number stands for: a decimal x with d decimals means
// the closed interval x ± ½·10⁻ᵈ, which contains both ways of rounding a half;
// "<x" means at most x, ">x" at least x. Trailing zeros are data.
type Range struct {
	Lo, Hi float64

	unscaled int64 // x·10^d, for exact comparisons
	decimals int
	bound    byte // 0, '<' or '>'
}

// Number reads a printed number. It fails for what is no number or has more
// digits than a float64 holds.
func Number(p evidence.Printed) (Range, bool) {
	text := string(p)
	r := Range{}
	if text != "" && (text[0] == '<' || text[0] == '>') {
		r.bound, text = text[0], strings.TrimPrefix(text[1:], "=")
	}
	if !r.parsePlain(text) && !r.parsePrinted(p) {
		return Range{}, false
	}
	unit := math.Pow10(-r.decimals)
	x := float64(r.unscaled)
	switch r.bound {
	case '<':
		r.Lo, r.Hi = math.Inf(-1), x*unit
	case '>':
		r.Lo, r.Hi = x*unit, math.Inf(1)
	default:
		r.Lo, r.Hi = (x-0.5)*unit, (x+0.5)*unit
	}
	return r, true
}

// parsePlain reads [-]digits[.digits], the form of nearly all numbers.
func (r *Range) parsePlain(s string) bool {
	negative := strings.HasPrefix(s, "-")
	if negative {
		s = s[1:]
	}
	point, digits := -1, 0
	var n int64
	for i := range len(s) {
		switch c := s[i]; {
		case c >= '0' && c <= '9':
			n = n*10 + int64(c-'0')
			digits++
		case c == '.' && point < 0:
			point = i
		default:
			return false
		}
	}
	if digits == 0 || digits > 15 {
		return false
	}
	if negative {
		n = -n
	}
	r.unscaled = n
	if point >= 0 {
		r.decimals = len(s) - point - 1
	}
	return true
}

// parsePrinted reads the other ways of printing a number: middle dots, minus
// signs, grouped thousands.
func (r *Range) parsePrinted(p evidence.Printed) bool {
	v, ok := p.Float()
	if !ok {
		return false
	}
	switch p.Relation() {
	case "<", "≤":
		r.bound = '<'
	case ">", "≥":
		r.bound = '>'
	default:
		r.bound = 0
	}
	r.decimals = p.Decimals()
	scaled := math.Round(v * math.Pow10(r.decimals))
	if math.Abs(scaled) > 1e15 || r.decimals > 15 {
		return false
	}
	r.unscaled = int64(scaled)
	return true
}

// negative tells whether the number is printed below 0; "-0.00" is 0.
func (r Range) negative() bool { return r.unscaled < 0 }

// within cuts a range to what a quantity can be at all.
func (r Range) within(lo, hi float64) Range {
	r.Lo, r.Hi = math.Max(r.Lo, lo), math.Min(r.Hi, hi)
	return r
}

// lo and hi are the ends as exact fractions; only for numbers without bound.
func (r Range) lo() *big.Rat { return r.end(-1) }
func (r Range) hi() *big.Rat { return r.end(+1) }

func (r Range) end(side int64) *big.Rat {
	scale := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(r.decimals)), nil)
	n := new(big.Int).Mul(big.NewInt(2), big.NewInt(r.unscaled))
	n.Add(n, big.NewInt(side))
	return new(big.Rat).SetFrac(n, scale.Mul(scale, big.NewInt(2)))
}

// below tells whether a < b. The floating-point values decide unless they are
// so close that rounding could; then the exact ones, which are computed on
// demand. Without exact values a tie is no difference.
func below(a, b float64, exact func() (a, b *big.Rat)) bool {
	if math.Abs(a-b) > 1e-9*math.Max(math.Abs(a), math.Abs(b)) || math.IsInf(a, 0) || math.IsInf(b, 0) {
		return a < b
	}
	if exact == nil {
		return false
	}
	x, y := exact()
	return x.Cmp(y) < 0
}

// disjoint tells whether a computed interval and a printed range have nothing
// in common.
func disjoint(lo, hi float64, r Range) bool {
	return below(hi, r.Lo, nil) || below(r.Hi, lo, nil)
}
