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
	Kind       Kind
}

// Kind says what an estimate is, which decides how much information is enough.
type Kind string

// The kinds of estimate.
const (
	Ratio        Kind = "ratio"           // of risks, odds, rates or hazards
	RiskDiff     Kind = "difference"      // of risks or rates
	MeanDiff     Kind = "mean difference" // of means
	OneArm       Kind = "one arm"         // a rate or proportion without a comparator
	wantedEvents      = 300               // where no control risk is known (Guyatt 2011, rule of thumb)
	wantedN           = 400               // of means (the same)
)

// binary tells whether the outcome is an event.
func (b Body) binary() bool { return b.Kind != MeanDiff }

// Thresholds are the values between which an effect is too small to matter; Low and
// High are NaN when nobody has set them, Null where there is no value of no effect.
type Thresholds struct {
	Low, High float64
	Null      float64 // 1 for ratios, 0 for differences
}

// RatioThresholds are the defaults of GRADE for relative effects.
func RatioThresholds() Thresholds { return Thresholds{Low: 0.75, High: 1.25, Null: 1} }

// DifferenceThresholds are what those of a ratio mean at a control risk (or rate),
// in the unit of that risk; NaN where it is not known.
func DifferenceThresholds(control float64) Thresholds {
	r := RatioThresholds()
	return Thresholds{Low: control * (r.Low - 1), High: control * (r.High - 1)}
}

// StandardisedThresholds are half a standard deviation either way (GRADE Handbook,
// 5.2.4.2).
func StandardisedThresholds() Thresholds { return Thresholds{Low: -0.5, High: 0.5} }

// NoThresholds leaves them open: what a difference of means is worth depends on the
// scale.
func NoThresholds(null float64) Thresholds {
	return Thresholds{Low: math.NaN(), High: math.NaN(), Null: null}
}

// limits are the values that a judgement looks at: the thresholds, and where there
// are none no effect itself.
func (t Thresholds) limits() []float64 {
	if math.IsNaN(t.Low) || math.IsNaN(t.High) {
		return []float64{t.Null}
	}
	return []float64{t.Low, t.High}
}

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
	if b.Kind == OneArm {
		oneArmImprecision(b, t, add)
	} else {
		imprecision(b, t, add)
	}
	publicationBias(b, add)
	if len(list) == 0 && !b.Randomised && b.Kind == Ratio && b.pooled() {
		largeEffect(b, add)
	}
	return list
}

type adder func(domain string, steps int, format string, args ...any)

// pooled tells whether there is one estimate of the whole body: of its only study,
// or pooled.
func (b Body) pooled() bool { return !math.IsNaN(b.Estimate.Lb) && !math.IsNaN(b.Estimate.Ub) }

// crosses tells whether an interval has a value strictly inside.
func crosses(r effect.Interval, value float64) bool { return r.Lb < value && value < r.Ub }

func inconsistency(b Body, t Thresholds, add adder) {
	const domain = "inconsistency"
	shown := b.heterogeneity()
	if b.pooled() {
		for _, limit := range t.limits() {
			if crosses(b.Prediction, limit) && !crosses(b.Estimate, limit) {
				add(domain, -1, "the prediction interval (%.3g to %.3g) crosses %g, the confidence interval (%.3g to %.3g) does not%s",
					b.Prediction.Lb, b.Prediction.Ub, limit, b.Estimate.Lb, b.Estimate.Ub, shown)
				return
			}
		}
	}
	low, high, apart := noOverlap(b.Studies)
	switch {
	case apart && b.pooled() && b.QP < 0.1:
		add(domain, -1, "one study ends at %.3g where another begins at %.3g%s", low, high, shown)
	case apart && !b.pooled():
		add(domain, -1, "not pooled, and one study ends at %.3g where another begins at %.3g", low, high)
	}
}

// heterogeneity is "; I² 40 %, p of Q 0.03", as far as it is known.
func (b Body) heterogeneity() string {
	if math.IsNaN(b.I2) || math.IsNaN(b.QP) {
		return ""
	}
	return fmt.Sprintf("; I² %.0f %%, p of Q %.2g", b.I2, b.QP)
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

// judged is the interval that imprecision is read off: that of the whole body, else
// the narrowest of its studies (Murad 2017, 10.1136/ebmed-2017-110668), with its
// name.
func (b Body) judged() (r effect.Interval, name string, ok bool) {
	if b.pooled() {
		return b.Estimate, fmt.Sprintf("the interval (%.3g to %.3g)", b.Estimate.Lb, b.Estimate.Ub), true
	}
	width := func(s effect.Interval) float64 {
		if b.Kind == Ratio || b.Kind == OneArm {
			return math.Log(s.Ub) - math.Log(s.Lb) // infinite with a limit of 0
		}
		return s.Ub - s.Lb
	}
	for _, s := range b.Studies {
		if !ok || width(s) < width(r) {
			r, ok = s, true
		}
	}
	return r, fmt.Sprintf("the narrowest of %d intervals that are not pooled (%.3g to %.3g)", len(b.Studies), r.Lb, r.Ub), ok
}

func imprecision(b Body, t Thresholds, add adder) {
	const domain = "imprecision"
	r, interval, ok := b.judged()
	if !ok {
		b.smallSample("no interval is printed", add)
		return
	}
	low, high := crosses(r, t.Low), crosses(r, t.High)
	switch {
	case low && high:
		add(domain, -2, "%s crosses %.3g and %.3g%s", interval, t.Low, t.High, b.farFromSize())
	case crosses(r, t.Null) && (low || high):
		add(domain, -1, "%s crosses no effect and a threshold (%.3g, %.3g)%s", interval, t.Low, t.High, b.farFromSize())
	case crosses(r, t.Null) && len(t.limits()) == 1:
		b.smallSample(interval+" includes no effect", add)
	case crosses(r, t.Null):
	default:
		b.smallSample("the interval excludes no effect", add)
	}
}

// oneArmImprecision looks at a rate or proportion: whether its interval crosses a
// threshold that a person has set, else whether it reaches a quarter beyond the
// estimate, as far as the thresholds of a ratio lie from 1.
func oneArmImprecision(b Body, t Thresholds, add adder) {
	const domain = "imprecision"
	r, interval, ok := b.judged()
	if !ok {
		b.smallSample("no interval is printed", add)
		return
	}
	if len(t.limits()) == 2 {
		switch low, high := crosses(r, t.Low), crosses(r, t.High); {
		case low && high:
			add(domain, -2, "%s crosses %.3g and %.3g", interval, t.Low, t.High)
		case low || high:
			add(domain, -1, "%s crosses a threshold (%.3g, %.3g)", interval, t.Low, t.High)
		}
		return
	}
	ratio := RatioThresholds()
	if !(r.Est > 0) {
		b.smallSample("the estimate is 0", add)
		return
	}
	if low, high := r.Lb/r.Est, r.Ub/r.Est; low < ratio.Low || high > ratio.High {
		add(domain, -1, "%s runs from %.2f to %.2f times the estimate of %.3g%s", interval, low, high, r.Est, b.eventsText())
	}
}

// eventsText is "; 40 events", if they are known.
func (b Body) eventsText() string {
	if math.IsNaN(b.Events) {
		return ""
	}
	return fmt.Sprintf("; %.0f events", b.Events)
}

// smallSample looks at the size of a body of which the interval says what is given.
func (b Body) smallSample(interval string, add adder) {
	if size, ok := b.informationSize(); ok {
		if b.N < size {
			more := ""
			if b.N < size/2 {
				more = fmt.Sprintf(" (%.0f %%: consider one step more)", 100*b.N/size)
			}
			add("imprecision", -1, "%s, and %.0f participants are fewer than the optimal information size of %.0f%s", interval, b.N, size, more)
		}
		return
	}
	if b.binary() && b.Events < wantedEvents {
		add("imprecision", -1, "%s, and there are only %.0f events (about %d are wanted)", interval, b.Events, wantedEvents)
	}
	if !b.binary() && b.N < wantedN {
		add("imprecision", -1, "%s, and there are only %.0f participants (about %d are wanted)", interval, b.N, wantedN)
	}
}

// informationSize is the optimal information size for a relative risk reduction
// of a quarter at the control risk.
func (b Body) informationSize() (float64, bool) {
	if b.Kind != Ratio && b.Kind != RiskDiff || !(b.P0 > 0 && b.P0 < 1) || !(b.N > 0) {
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
