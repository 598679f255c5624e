package summary

import (
	"math/big"
	"strings"

	"dossier/evidence"
)

// number prints a printed number in the style; as stored by default.
func (s Style) number(p evidence.Printed) string {
	text := string(p)
	if !s.DecimalComma && !s.ThinSpace || text == notReported {
		return text
	}
	whole, fraction, decimals := strings.Cut(text, ".")
	if s.ThinSpace {
		whole = thinSpaced(whole)
	}
	if !decimals {
		return whole
	}
	if s.DecimalComma {
		return whole + "," + fraction
	}
	return whole + "." + fraction
}

// value prints an estimate or a limit, rounded half away from zero when it has
// more decimals than the style wants. Decimals that were not printed are never
// added, and what holds more than a number ("<0.1") stays as it is.
func (s Style) value(p evidence.Printed) string {
	if s.Decimals <= 0 || p.Decimals() <= s.Decimals {
		return s.number(p)
	}
	exact, ok := new(big.Rat).SetString(strings.Replace(string(p), "−", "-", 1))
	if !ok {
		return s.number(p)
	}
	return s.number(evidence.Printed(exact.FloatString(s.Decimals)))
}

// thinSpaced groups the digits of a whole number of five digits or more.
func thinSpaced(whole string) string {
	start := strings.IndexAny(whole, "0123456789")
	if start < 0 || len(whole)-start < 5 || strings.Trim(whole[start:], "0123456789") != "" {
		return whole
	}
	var b strings.Builder
	b.WriteString(whole[:start])
	for i := start; i < len(whole); i++ {
		if i > start && (len(whole)-i)%3 == 0 {
			b.WriteString("\u2009")
		}
		b.WriteByte(whole[i])
	}
	return b.String()
}

// interval prints two limits. Where a limit is negative, "to" stands between
// them whatever the style: a dash beside a minus sign cannot be read.
func (s Style) interval(low, high evidence.Printed) string {
	between := "–"
	if s.Range == "to" || negative(low) || negative(high) {
		between = " to "
	}
	return s.value(low) + between + s.value(high)
}

func negative(p evidence.Printed) bool {
	return strings.HasPrefix(string(p), "-") || strings.HasPrefix(string(p), "−") || strings.HasPrefix(string(p), "–")
}

// estimate prints "1.33 (0.91–1.94)". The level is printed where it is not 95.
func (s Style) estimate(e *entry) string {
	f := e.f
	if e.measure.Kind == evidence.KindWords {
		return "in words only"
	}
	text := notReported
	if f.Estimate != "" {
		text = s.value(f.Estimate)
	}
	if f.CILow == "" && f.CIHigh == "" {
		return text
	}
	low, high := f.CILow, f.CIHigh
	if low == "" {
		low = notReported
	}
	if high == "" {
		high = notReported
	}
	text += " (" + s.interval(low, high)
	switch level, _ := f.CILevel.Float(); {
	case f.CILevel == "":
		text += "; level " + notReported
	case level != 95:
		text += "; " + s.number(f.CILevel) + "% CI"
	}
	return text + ")"
}
