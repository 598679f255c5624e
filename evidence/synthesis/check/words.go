package check

import (
	"math"
	"math/big"
	"strconv"
)

// String is the number as it was printed.
func (r Range) String() string {
	scale := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(r.decimals)), nil)
	text := new(big.Rat).SetFrac(big.NewInt(r.unscaled), scale).FloatString(r.decimals)
	if r.bound != 0 {
		return string(rune(r.bound)) + text
	}
	return text
}

// implied prints what other numbers imply: the ends of a range, or one number
// where both round to the same, with enough digits to be told from the printed
// one.
func implied(lo, hi float64, printed Range) string {
	for digits := 4; ; digits++ {
		low, high := significant(lo, digits), significant(hi, digits)
		if low != high {
			return low + " to " + high
		}
		if v, err := strconv.ParseFloat(low, 64); digits >= 9 || err != nil || v < printed.Lo || v > printed.Hi {
			return low
		}
	}
}

// significant rounds to so many digits and never prints a power of ten.
func significant(v float64, digits int) string {
	if v == 0 || math.IsInf(v, 0) || math.IsNaN(v) {
		return strconv.FormatFloat(v, 'f', -1, 64)
	}
	rounded, _ := strconv.ParseFloat(strconv.FormatFloat(v, 'e', digits-1, 64), 64)
	return strconv.FormatFloat(rounded, 'f', -1, 64)
}

// plain prints a number of events, people or years.
func plain(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

// plural prints a count with its noun.
func plural(v float64, one, many string) string {
	if v == 1 {
		return "1 " + one
	}
	return plain(v) + " " + many
}

// agree is the verb that goes with a count.
func agree(v float64, one, many string) string {
	if v == 1 {
		return one
	}
	return many
}

// pSpan prints a range of p values; two digits are what papers print.
func pSpan(lo, hi float64) string {
	low, high := strconv.FormatFloat(lo, 'g', 2, 64), strconv.FormatFloat(hi, 'g', 2, 64)
	if low == high {
		return low
	}
	return low + " to " + high
}
