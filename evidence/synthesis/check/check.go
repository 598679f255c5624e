// Package check tells whether the printed numbers of a finding can be true
// together: an interval and its estimate, an interval and its p value, counts
// and their percentage.
//
// Printed numbers go in as Ranges (what they stand for after rounding); a
// Verdict comes out. A rule fires only when no values inside the ranges satisfy
// it, so rounding alone never raises an alarm. Start with Finding, which applies
// every rule that a finding has numbers for; the rules themselves are functions
// of their own.
package check

import (
	"fmt"
	"math"
	"math/big"

	"dossier/evidence/synthesis/dist"
)

// Severity grades an alarm.
type Severity string

// Impossible: the numbers cannot all be right. Suspicious: they can, under a
// method that is unusual here. Note: worth knowing.
const (
	Impossible Severity = "impossible"
	Suspicious Severity = "suspicious"
	Note       Severity = "note"
)

// Verdict is the result of one rule. The zero Verdict is "no objection".
type Verdict struct {
	Rule     string
	Code     string // what is wrong, stable for programs
	Severity Severity
	Message  string // for a person, with the numbers
}

// Fired tells whether the rule objects.
func (v Verdict) Fired() bool { return v.Code != "" }

// Scale is the scale on which an interval is symmetric.
type Scale int

// Log for ratios, Linear for differences.
const (
	Log Scale = iota
	Linear
)

func (s Scale) null() float64 {
	if s == Log {
		return 1
	}
	return 0
}

// of maps a value to the scale; a ratio of 0 or less is −Inf.
func (s Scale) of(x float64) float64 {
	if s == Linear {
		return x
	}
	if x <= 0 {
		return math.Inf(-1)
	}
	return math.Log(x)
}

// Triple is an estimate with its confidence limits as printed.
type Triple struct{ Est, Lb, Ub Range }

func (t Triple) text() string { return "the printed estimate " + t.Est.String() }

// Positive objects to a ratio, or a limit of one, printed below 0.
func Positive(t Triple) Verdict {
	for _, r := range [...]struct {
		name string
		r    Range
	}{{"estimate", t.Est}, {"lower limit", t.Lb}, {"upper limit", t.Ub}} {
		if r.r.negative() {
			return Verdict{"positive", "negative_ratio", Impossible,
				fmt.Sprintf("the printed %s %s of a ratio is negative", r.name, r.r)}
		}
	}
	return Verdict{}
}

// Order objects to limits in the wrong order and to an estimate outside them.
func Order(t Triple) Verdict {
	switch {
	case below(t.Ub.Hi, t.Lb.Lo, func() (a, b *big.Rat) { return t.Ub.hi(), t.Lb.lo() }):
		return Verdict{"order", "limits_reversed", Impossible, fmt.Sprintf("the printed lower limit %s is above the upper limit %s", t.Lb, t.Ub)}
	case below(t.Est.Hi, t.Lb.Lo, func() (a, b *big.Rat) { return t.Est.hi(), t.Lb.lo() }):
		return Verdict{"order", "estimate_outside_ci", Impossible, fmt.Sprintf("the printed estimate %s is below its interval %s to %s", t.Est, t.Lb, t.Ub)}
	case below(t.Ub.Hi, t.Est.Lo, func() (a, b *big.Rat) { return t.Ub.hi(), t.Est.lo() }):
		return Verdict{"order", "estimate_outside_ci", Impossible, fmt.Sprintf("the printed estimate %s is above its interval %s to %s", t.Est, t.Lb, t.Ub)}
	}
	return Verdict{}
}

// Symmetry objects to an interval that is not symmetric about its estimate on
// the log (ratio) or linear (difference) scale. Exact, profile, bootstrap and
// posterior intervals are asymmetric by nature.
func Symmetry(t Triple, s Scale) Verdict {
	if s == Linear {
		if asymmetricLinear(t) {
			return Verdict{"symmetry", "asymmetric", Suspicious, t.text() + " is not in the middle of its interval"}
		}
		return Verdict{}
	}
	product := func(a, b *big.Rat) *big.Rat { return new(big.Rat).Mul(a, b) }
	low := t.Lb.Lo > 0 && t.Ub.Lo > 0 && t.Est.Hi > 0 &&
		below(t.Est.Hi*t.Est.Hi, t.Lb.Lo*t.Ub.Lo, func() (a, b *big.Rat) {
			return product(t.Est.hi(), t.Est.hi()), product(t.Lb.lo(), t.Ub.lo())
		})
	high := t.Est.Lo > 0 &&
		below(t.Lb.Hi*t.Ub.Hi, t.Est.Lo*t.Est.Lo, func() (a, b *big.Rat) {
			return product(t.Lb.hi(), t.Ub.hi()), product(t.Est.lo(), t.Est.lo())
		})
	if !low && !high {
		return Verdict{}
	}
	message := t.text() + " is not the geometric middle of its interval"
	if !asymmetricLinear(t) {
		message += "; it is the arithmetic middle: the interval looks linear"
	}
	return Verdict{"symmetry", "asymmetric", Suspicious, message}
}

func asymmetricLinear(t Triple) bool {
	sum := func(a, b *big.Rat) *big.Rat { return new(big.Rat).Add(a, b) }
	return below(2*t.Est.Hi, t.Lb.Lo+t.Ub.Lo, func() (a, b *big.Rat) { return sum(t.Est.hi(), t.Est.hi()), sum(t.Lb.lo(), t.Ub.lo()) }) ||
		below(t.Lb.Hi+t.Ub.Hi, 2*t.Est.Lo, func() (a, b *big.Rat) { return sum(t.Lb.hi(), t.Ub.hi()), sum(t.Est.lo(), t.Est.lo()) })
}

// zRange is the critical value that authors may have used: exact, or rounded to
// three digits (1.96).
func zRange(level float64) (lo, hi float64) {
	exact := dist.NormalQuantile((1 - level/100) / 2)
	rounded := math.Round(exact*100) / 100
	return math.Min(exact, rounded), math.Max(exact, rounded)
}

// standardErrors is the range of standard errors that an interval allows.
func standardErrors(lb, ub Range, level float64, s Scale) (lo, hi float64) {
	zLo, zHi := zRange(level)
	return (s.of(ub.Lo) - s.of(lb.Hi)) / (2 * zHi), (s.of(ub.Hi) - s.of(lb.Lo)) / (2 * zLo)
}

// SeCI objects to a printed standard error (on the scale of s) that the
// interval does not allow.
func SeCI(lb, ub Range, level float64, se Range, s Scale) Verdict {
	lo, hi := standardErrors(lb, ub, level, s)
	if !disjoint(lo, hi, se) {
		return Verdict{}
	}
	return Verdict{"se_ci", "se_ci_mismatch", Suspicious, fmt.Sprintf("printed standard error %s; the interval implies %s", se, implied(lo, hi, se))}
}

// ImpliedP is the range of two-sided p values of a Wald test that an estimate
// and its interval allow.
func ImpliedP(t Triple, level float64, s Scale) (lo, hi float64) {
	zLo, zHi := zRange(level)
	return impliedP(t, zLo, zHi, s)
}

func impliedP(t Triple, zMin, zMax float64, s Scale) (lo, hi float64) {
	seLo := (s.of(t.Ub.Lo) - s.of(t.Lb.Hi)) / (2 * zMax)
	seHi := (s.of(t.Ub.Hi) - s.of(t.Lb.Lo)) / (2 * zMin)
	a, b := s.of(t.Est.Lo), s.of(t.Est.Hi)
	least, most := math.Min(math.Abs(a), math.Abs(b)), math.Max(math.Abs(a), math.Abs(b))
	if a <= 0 && b >= 0 {
		least = 0
	}
	lo, hi = 0, 1
	if seLo > 0 {
		lo = dist.NormalTwoSided(most / seLo)
	}
	if seHi > 0 && !math.IsInf(seHi, 1) {
		hi = dist.NormalTwoSided(least / seHi)
	}
	return lo, hi
}

// PCI objects to a p value that the estimate and its interval do not allow. When
// another usual level would explain the numbers, the message names it.
func PCI(t Triple, level float64, p Range, s Scale) Verdict {
	lo, hi := ImpliedP(t, level, s)
	printed := p
	p = p.within(0, 1)
	if !disjoint(lo, hi, p) {
		return Verdict{}
	}
	message := fmt.Sprintf("printed p value %s; estimate and interval imply %s", printed, pSpan(lo, hi))
	for _, other := range [...]float64{90, 95, 99} {
		if other == level {
			continue
		}
		if l, h := ImpliedP(t, other, s); !disjoint(l, h, p) {
			message += fmt.Sprintf("; the numbers agree if this is a %g %% interval", other)
		}
	}
	return Verdict{"p_ci", "p_ci_mismatch", Suspicious, message}
}

// Decision objects when interval and p value disagree about significance at
// the level of the interval.
func Decision(t Triple, level float64, p Range, s Scale) Verdict {
	alpha := 1 - level/100
	null := s.null()
	p = p.within(0, 1)
	excludes := below(null, t.Lb.Lo, nil) || below(t.Ub.Hi, null, nil)
	includes := below(t.Lb.Hi, null, nil) && below(null, t.Ub.Lo, nil)
	switch {
	case excludes && below(alpha, p.Lo, nil):
		return Verdict{"decision", "ci_excludes_null_but_p_above_alpha", Suspicious,
			fmt.Sprintf("the interval %s to %s excludes %g but the printed p value %s is above %.2g", t.Lb, t.Ub, null, p, alpha)}
	case includes && below(p.Hi, alpha, nil):
		return Verdict{"decision", "ci_includes_null_but_p_below_alpha", Suspicious,
			fmt.Sprintf("the interval %s to %s includes %g but the printed p value %s is below %.2g", t.Lb, t.Ub, null, p, alpha)}
	}
	return Verdict{}
}
