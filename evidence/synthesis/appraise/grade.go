package appraise

import (
	"fmt"
	"math"

	"dossier/evidence/synthesis/effect"
)

// Body is what a judgement of certainty looks at: one drug, outcome and
// comparator. What is not known is NaN or nil. Estimates are as displayed:
// ratios, not their logs.
type Body struct {
	Randomised bool
	ROBINSI    bool // non-randomised, but appraised with ROBINS-I: starts high

	K          int
	N, Events  float64 // participants and events of all arms
	Estimate   effect.Interval
	Prediction effect.Interval   // its limits
	Studies    []effect.Interval // limits of each study
	I2, QP     float64
	P0         float64 // control risk, for the optimal information size
	EggerP     float64
	Filled     int // studies that trim and fill would add
	HighRisk   float64
	Binary     bool // the outcome is an event and the estimate a ratio
}

// Thresholds are the values between which an effect is too small to matter.
// The usual ones for ratios are 0.75 and 1.25; a reviewer may set others, also
// absolute ones (then give the estimates of Body on that scale).
type Thresholds struct {
	Low, High float64
	Null      float64 // 1 for ratios, 0 for differences
}

// RatioThresholds are the defaults of GRADE for relative effects.
func RatioThresholds() Thresholds { return Thresholds{Low: 0.75, High: 1.25, Null: 1} }

// Certainty levels of GRADE.
const (
	CertaintyHigh    = "high"
	CertaintyLowered = "low"
)

// Start is the certainty before any reason: high for randomised evidence and
// for non-randomised evidence appraised with ROBINS-I, else low.
func (b Body) Start() string {
	if b.Randomised || b.ROBINSI {
		return CertaintyHigh
	}
	return CertaintyLowered
}

// Suggestion is one reason to lower (Steps < 0) or raise the certainty, with
// the numbers that led to it. A person decides.
type Suggestion struct {
	Domain string `json:"domain"` // risk of bias, inconsistency, imprecision, publication bias, large effect
	Steps  int    `json:"steps"`
	Why    string `json:"why"`
}

// Suggest gives the reasons that numbers can give. Indirectness, dose response
// and opposing confounding are for a person alone. Guyatt 2011
// (10.1016/j.jclinepi.2011.01.012 imprecision, 10.1016/j.jclinepi.2011.03.017
// inconsistency, 10.1016/j.jclinepi.2011.06.004 rating up).
func Suggest(b Body, t Thresholds) []Suggestion {
	var list []Suggestion
	add := func(domain string, steps int, format string, args ...any) {
		list = append(list, Suggestion{domain, steps, fmt.Sprintf(format, args...)})
	}
	if b.HighRisk > 0.5 {
		add("risk of bias", -1, "studies at high risk carry %.0f %% of the weight", 100*b.HighRisk)
	}
	inconsistency(b, t, add)
	imprecision(b, t, add)
	publicationBias(b, add)
	if len(list) == 0 && !b.Randomised && t.Null == 1 {
		largeEffect(b, add)
	}
	return list
}

type adder func(domain string, steps int, format string, args ...any)

// crosses tells whether an interval has a value strictly inside.
func crosses(r effect.Interval, value float64) bool { return r.Lb < value && value < r.Ub }

func inconsistency(b Body, t Thresholds, add adder) {
	const domain = "inconsistency"
	shown := fmt.Sprintf("I² %.0f %%, p of Q %.2g", b.I2, b.QP)
	for _, limit := range []float64{t.Low, t.High} {
		if crosses(b.Prediction, limit) && !crosses(b.Estimate, limit) {
			add(domain, -1, "the prediction interval (%.3g to %.3g) crosses %g, the confidence interval (%.3g to %.3g) does not; %s",
				b.Prediction.Lb, b.Prediction.Ub, limit, b.Estimate.Lb, b.Estimate.Ub, shown)
			return
		}
	}
	if low, high, apart := noOverlap(b.Studies); apart && b.QP < 0.1 {
		add(domain, -1, "one study ends at %.3g where another begins at %.3g; %s", low, high, shown)
	}
}

// noOverlap tells whether the smallest upper limit is below the largest lower
// one.
func noOverlap(studies []effect.Interval) (upper, lower float64, apart bool) {
	upper, lower = math.Inf(1), math.Inf(-1)
	for _, s := range studies {
		upper, lower = math.Min(upper, s.Ub), math.Max(lower, s.Lb)
	}
	return upper, lower, len(studies) > 1 && upper < lower
}

func imprecision(b Body, t Thresholds, add adder) {
	const domain = "imprecision"
	low, high := crosses(b.Estimate, t.Low), crosses(b.Estimate, t.High)
	interval := fmt.Sprintf("the interval (%.3g to %.3g)", b.Estimate.Lb, b.Estimate.Ub)
	switch {
	case low && high:
		add(domain, -2, "%s crosses %g and %g%s", interval, t.Low, t.High, b.farFromSize())
	case crosses(b.Estimate, t.Null) && (low || high):
		add(domain, -1, "%s crosses no effect and a threshold (%g, %g)%s", interval, t.Low, t.High, b.farFromSize())
	case crosses(b.Estimate, t.Null):
	default:
		b.smallSample(add)
	}
}

// smallSample looks at the size of a body whose interval excludes no effect.
func (b Body) smallSample(add adder) {
	if size, ok := b.informationSize(); ok {
		if b.N < size {
			add("imprecision", -1, "the interval excludes no effect, but %.0f participants are fewer than the optimal information size of %.0f", b.N, size)
		}
		return
	}
	if b.Binary && b.Events < 300 {
		add("imprecision", -1, "the interval excludes no effect, but there are only %.0f events (about 300 are wanted)", b.Events)
	}
}

// informationSize is the optimal information size for a relative risk reduction
// of a quarter at the control risk.
func (b Body) informationSize() (float64, bool) {
	if !b.Binary || !(b.P0 > 0 && b.P0 < 1) || !(b.N > 0) {
		return 0, false
	}
	return effect.OptimalInformationSize(b.P0, 0.25, 0.05, 0.8, 1).TotalSize, true
}

// farFromSize mentions a sample that may justify one step more.
func (b Body) farFromSize() string {
	if size, ok := b.informationSize(); ok && b.N < size/2 {
		return fmt.Sprintf("; %.0f participants are %.0f %% of the optimal information size: consider one step more", b.N, 100*b.N/size)
	}
	return ""
}

func publicationBias(b Body, add adder) {
	const minimum = 10 // fewer studies say nothing about a funnel
	if b.K >= minimum && b.EggerP < 0.1 {
		add("publication bias", -1, "Egger's test p = %.2g with %d studies; trim and fill adds %d", b.EggerP, b.K, b.Filled)
	}
}

func largeEffect(b Body, add adder) {
	switch e := b.Estimate.Est; {
	case e > 5 || e < 0.2:
		add("large effect", 2, "the ratio is %.3g (beyond 5 or 0.2)", e)
	case e > 2 || e < 0.5:
		add("large effect", 1, "the ratio is %.3g (beyond 2 or 0.5)", e)
	}
}
