// Package effect turns what a study printed (counts, person-time, means, an
// interval) into an effect size yi and its sampling variance vi, and converts
// between the ways of stating an effect.
//
// Numbers go in and come out; nothing is rounded. Ratios are on the natural log
// scale. Start with Binary, Rates, Means, Proportions or SingleRates for effect
// sizes of a set of studies (the zero-cell rules look at all of them), and with
// the functions of convert.go for conversions. Formulas: Viechtbauer 2010
// (10.18637/jss.v036.i03), Sweeting 2004 (10.1002/sim.1761).
package effect

import (
	"errors"
	"fmt"
	"math"
)

// Measure names an effect measure as the literature and metafor do.
type Measure string

// The measures, by the data they are computed from.
const (
	RR   Measure = "RR"   // log risk ratio
	OR   Measure = "OR"   // log odds ratio
	RD   Measure = "RD"   // risk difference
	PETO Measure = "PETO" // log odds ratio by Peto's method
	AS   Measure = "AS"   // difference of arcsine square roots of risks

	IRR  Measure = "IRR"  // log incidence rate ratio
	IRD  Measure = "IRD"  // incidence rate difference
	IRSD Measure = "IRSD" // difference of square roots of rates

	MD   Measure = "MD"   // mean difference
	SMD  Measure = "SMD"  // standardised mean difference (Hedges' g)
	SMDH Measure = "SMDH" // the same, standardised by the mean of both variances
	ROM  Measure = "ROM"  // log ratio of means

	PR  Measure = "PR"  // proportion
	PLN Measure = "PLN" // log proportion
	PLO Measure = "PLO" // log odds
	PAS Measure = "PAS" // arcsine square root
	PFT Measure = "PFT" // Freeman–Tukey double arcsine

	IR   Measure = "IR"   // rate
	IRLN Measure = "IRLN" // log rate
	IRS  Measure = "IRS"  // square root of a rate
	IRFT Measure = "IRFT" // Freeman–Tukey square root

	GEN     Measure = "GEN"     // any yi and vi
	LNRATIO Measure = "LNRATIO" // log of a printed ratio, variance from its interval
)

// IsLogRatio tells whether an estimate is the logarithm of a ratio, so that it
// is exponentiated for display.
func (m Measure) IsLogRatio() bool {
	switch m {
	case RR, OR, PETO, IRR, ROM, LNRATIO:
		return true
	}
	return false
}

// Scale names the analysis scale of a measure in words; "as given" for GEN.
func (m Measure) Scale() string {
	switch m {
	case RR, OR, PETO, IRR, ROM, LNRATIO:
		return "log of the ratio"
	case PLN:
		return "log of the proportion"
	case PLO:
		return "log odds of the proportion"
	case PAS:
		return "arcsine square root of the proportion"
	case PFT:
		return "Freeman–Tukey double arcsine of the proportion"
	case IRLN:
		return "log of the rate"
	case IRS:
		return "square root of the rate"
	case IRFT:
		return "Freeman–Tukey square root of the rate"
	case AS:
		return "difference of arcsine square roots of risks"
	case IRSD:
		return "difference of square roots of rates"
	case SMD, SMDH:
		return "standard deviations"
	case PR:
		return "proportion"
	case IR:
		return "rate"
	case RD, IRD, MD:
		return "difference"
	}
	return "as given"
}

// HasBack reports whether an estimate is transformed for analysis and Back undoes it.
func (m Measure) HasBack() bool { return m.IsLogRatio() || m.transformed() }

func (m Measure) transformed() bool {
	switch m {
	case PLN, PLO, PAS, PFT, IRLN, IRS, IRFT:
		return true
	}
	return false
}

// OfProportion reports whether a measure is the proportion of a single arm.
func (m Measure) OfProportion() bool {
	switch m {
	case PR, PLN, PLO, PAS, PFT:
		return true
	}
	return false
}

// OfRate reports whether a measure is the rate of a single arm, per unit of ti.
func (m Measure) OfRate() bool {
	switch m {
	case IR, IRLN, IRS, IRFT:
		return true
	}
	return false
}

// Back turns a value of the analysis scale into a ratio, proportion or rate; one of
// a scale without a way back (differences of transformed values) stays. The
// Freeman–Tukey scales need a size: n participants for PFT, time at risk for IRFT,
// usually the harmonic mean of the studies'.
func (m Measure) Back(y, size float64) float64 {
	// The arcsine scales end at 0 and π/2; a limit beyond is that end.
	within := func(high float64) float64 { return math.Min(math.Max(y, 0), high) }
	switch {
	case math.IsNaN(y):
		return y
	case m.IsLogRatio() || m == PLN || m == IRLN:
		return math.Exp(y)
	case m == PLO:
		return 1 / (1 + math.Exp(-y))
	case m == PAS:
		return math.Pow(math.Sin(within(math.Pi/2)), 2)
	case m == PFT:
		return FreemanTukeyBack(y, size)
	case m == IRS:
		return math.Pow(within(math.Inf(1)), 2)
	case m == IRFT:
		return freemanTukeyRateBack(y, size)
	}
	return y
}

// Size is one effect size and its sampling variance; both NaN when undefined.
type Size struct{ Yi, Vi float64 }

func undefined() Size { return Size{math.NaN(), math.NaN()} }

// Defined tells whether a size can be pooled: finite, and with vi > 0.
func (s Size) Defined() bool {
	return !math.IsNaN(s.Yi) && !math.IsInf(s.Yi, 0) && s.Vi > 0 && !math.IsInf(s.Vi, 0)
}

// size makes a Size; what came out infinite or without a value is undefined.
func size(yi, vi float64) Size {
	if math.IsNaN(yi) || math.IsInf(yi, 0) || math.IsNaN(vi) || math.IsInf(vi, 0) {
		return undefined()
	}
	return Size{yi, vi}
}

// To says which tables get the continuity correction.
type To string

// Rules for zero cells.
const (
	Only0  To = "only0"  // tables with a zero cell
	If0All To = "if0all" // all tables when any has a zero cell
	All    To = "all"
	None   To = "none" // none: undefined sizes stay undefined
)

// Zeros is the treatment of zero cells.
type Zeros struct {
	Add    float64 // added to each cell
	To     To
	Drop00 bool // tables without (or with only) events in both arms are undefined
}

// DefaultZeros adds 1/2 to the cells of tables with a zero cell.
func DefaultZeros() Zeros { return Zeros{Add: 0.5, To: Only0} }

// Check refuses a rule that does not exist or a negative correction.
func (z Zeros) Check() error {
	switch z.To {
	case Only0, If0All, All, None:
	default:
		return fmt.Errorf("to: %q is none of only0, if0all, all, none", z.To)
	}
	if z.Add < 0 || math.IsNaN(z.Add) || math.IsInf(z.Add, 0) {
		return fmt.Errorf("add: %v is not a correction", z.Add)
	}
	return nil
}

// corrects tells whether a table is corrected: zero, whether it has a zero
// cell; any, whether any table has one.
func (z Zeros) corrects(zero, any bool) bool {
	switch z.To {
	case All:
		return true
	case If0All:
		return any
	case Only0:
		return zero
	}
	return false
}

// FieldError names the field of a study that cannot be.
type FieldError struct {
	Field string
	Value float64
	Why   string
}

func (e *FieldError) Error() string { return fmt.Sprintf("%s: %v %s", e.Field, e.Value, e.Why) }

func wrong(field string, value float64, why string) error { return &FieldError{field, value, why} }

// Complete checks a row and refuses missing values as well.
func Complete(row interface {
	Check() error
	Missing() bool
}) error {
	if row.Missing() {
		return ErrMissing
	}
	return row.Check()
}

// ErrMissing says that a row lacks a value.
var ErrMissing = errors.New("a value is missing")

// missing tells whether any value is NaN, which stands for "not given".
func missing(values ...float64) bool {
	for _, v := range values {
		if math.IsNaN(v) {
			return true
		}
	}
	return false
}
