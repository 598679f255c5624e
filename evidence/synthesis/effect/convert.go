package effect

import (
	"errors"
	"fmt"
	"math"

	"dossier/evidence/synthesis/dist"
)

// ErrUndefined is returned when a conversion has no finite result.
var ErrUndefined = errors.New("undefined")

// Interval is an estimate with its confidence limits, on the scale on which it
// is printed. A limit that is not known or not finite is NaN or Inf.
type Interval struct{ Est, Lb, Ub float64 }

// ZCrit is the two-sided normal critical value of a confidence level in per
// cent: 1.959963984540054 for 95, not 1.96.
func ZCrit(level float64) float64 { return dist.NormalQuantile((1 - level/100) / 2) }

// LogRatio is a ratio on the log scale.
type LogRatio struct {
	LogEst, Se float64
	LogMid     float64 // the middle of the limits; far from LogEst when the interval is not symmetric
}

// LogRatioFromCI reads the standard error of a log ratio off its interval:
// (ln ub − ln lb)/(2 z).
func LogRatioFromCI(r Interval, level float64) LogRatio {
	lb, ub := math.Log(r.Lb), math.Log(r.Ub)
	return LogRatio{LogEst: math.Log(r.Est), Se: (ub - lb) / (2 * ZCrit(level)), LogMid: (lb + ub) / 2}
}

// LogRatioSeFromLimit reads the standard error off one limit: |ln limit − ln
// est|/z. Both limits never are averaged this way: use LogRatioFromCI.
func LogRatioSeFromLimit(est, limit, level float64) float64 {
	return math.Abs(math.Log(limit)-math.Log(est)) / ZCrit(level)
}

// LogRatioSeFromP reads the standard error off a two-sided p value of a Wald
// test: |ln est|/z. A p printed as "<x" gives only a bound.
func LogRatioSeFromP(est, p float64) (se, z float64) {
	z = dist.NormalQuantile(p / 2)
	return math.Abs(math.Log(est)) / z, z
}

// DifferenceSeFromP reads the standard error of a difference off the p value of
// a t test with df degrees of freedom.
func DifferenceSeFromP(diff, p, df float64) (se, t float64) {
	t = dist.StudentQuantile(p/2, df)
	return math.Abs(diff) / t, t
}

// DifferenceSeFromCI reads the standard error of a difference off its interval;
// with df > 0 the limits are those of a t distribution.
func DifferenceSeFromCI(d Interval, level, df float64) float64 {
	crit := ZCrit(level)
	if df > 0 {
		crit = dist.StudentQuantile((1-level/100)/2, df)
	}
	return (d.Ub - d.Lb) / (2 * crit)
}

// RatioTest gives the Wald statistic and p value that an interval implies.
func RatioTest(r Interval, level float64) (z, p float64) {
	l := LogRatioFromCI(r, level)
	z = l.LogEst / l.Se
	return z, dist.NormalTwoSided(z)
}

// RatioAtLevel gives the limits of a ratio at another confidence level, around
// the printed estimate.
func RatioAtLevel(r Interval, level, to float64) Interval {
	l := LogRatioFromCI(r, level)
	half := ZCrit(to) * l.Se
	return Interval{Est: r.Est, Lb: math.Exp(l.LogEst - half), Ub: math.Exp(l.LogEst + half)}
}

// InvertRatio turns a ratio of treatment to control into control to treatment.
func InvertRatio(r Interval) Interval { return Interval{1 / r.Est, 1 / r.Ub, 1 / r.Lb} }

// HazardToOE gives the log-rank observed minus expected events and variance
// that a hazard ratio and its interval imply (Parmar 1998).
func HazardToOE(r Interval, level float64) (oe, v float64) {
	l := LogRatioFromCI(r, level)
	v = 1 / (l.Se * l.Se)
	return v * l.LogEst, v
}

// each applies a conversion to the estimate and both limits.
func (r Interval) each(f func(float64) float64) Interval {
	return Interval{f(r.Est), f(r.Lb), f(r.Ub)}
}

// ORToRR converts an odds ratio at the control risk p0 (Zhang and Yu 1998;
// only approximate for an adjusted odds ratio).
func ORToRR(or Interval, p0 float64) Interval {
	return or.each(func(x float64) float64 { return x / (1 - p0 + p0*x) })
}

// RRToOR converts a risk ratio at the control risk p0. A value with
// RR·p0 ≥ 1 has no odds and is NaN.
func RRToOR(rr Interval, p0 float64) Interval {
	return rr.each(func(x float64) float64 {
		if x*p0 >= 1 {
			return math.NaN()
		}
		return x * (1 - p0) / (1 - x*p0)
	})
}

// HRToRR converts a hazard ratio to a risk ratio at the control risk p0 over
// the same time, hazards being proportional: (1 − (1−p0)^HR)/p0.
func HRToRR(hr Interval, p0 float64) Interval {
	return hr.each(func(x float64) float64 { return riskFromHazard(x, p0) / p0 })
}

func riskFromHazard(hr, p0 float64) float64 { return -math.Expm1(hr * math.Log1p(-p0)) }

// Absolute is the effect of a ratio in 1,000 people with an assumed risk.
type Absolute struct {
	Measure Measure  // of the ratio it was derived from: RR, OR or HR
	P0      float64  // the assumed risk without treatment
	Risk    Interval // events per 1,000 with treatment
	Diff    Interval // events per 1,000 more (negative: fewer)
}

// HR is not computed from data here but is converted.
const HR Measure = "HR"

// Formula states how the values were derived, for a footnote.
func (a Absolute) Formula() string {
	var rule string
	switch a.Measure {
	case RR, IRR:
		rule = "risk × RR, at most 1"
	case OR:
		rule = "odds × OR, as a risk"
	case HR:
		rule = "1 − (1 − risk)^HR"
	}
	return fmt.Sprintf("%s; assumed risk %.4g per 1,000, taken as known", rule, 1000*a.P0)
}

// PerThousand gives the absolute effect of a ratio at the control risk p0. The
// limits are those of the ratio: the uncertainty of p0 is not in them.
func PerThousand(m Measure, ratio Interval, p0 float64) (Absolute, error) {
	if !(p0 >= 0 && p0 <= 1) {
		return Absolute{}, wrong("p0", p0, "is not a risk between 0 and 1")
	}
	var risk func(float64) float64
	switch m {
	case RR, IRR:
		risk = func(x float64) float64 { return math.Min(1, x*p0) }
	case OR:
		risk = func(x float64) float64 { return x * p0 / (1 - p0 + x*p0) }
	case HR:
		risk = func(x float64) float64 { return riskFromHazard(x, p0) }
	default:
		return Absolute{}, fmt.Errorf("absolute effect of %s: %w", m, ErrUndefined)
	}
	a := Absolute{Measure: m, P0: p0}
	a.Risk = ratio.each(func(x float64) float64 { return 1000 * risk(x) })
	a.Diff = a.Risk.each(func(x float64) float64 { return x - 1000*p0 })
	return a, nil
}

// NNT is a number needed to treat with its interval. When the interval of the
// risk difference contains 0, the interval runs from HarmSide through infinity
// to BenefitSide (Altman 1998, 10.1136/bmj.317.7168.1309).
type NNT struct {
	Kind        string  // "NNTH" (harm), "NNTB" (benefit), "infinite"
	N           float64 // NaN when infinite
	HarmSide    float64 // NNTH end, NaN when the interval has none
	BenefitSide float64 // NNTB end
	CrossesZero bool
	Low, High   float64 // finite interval, NaN when it crosses 0 or is unbounded
}

// NeededToTreat inverts a risk difference in which positive means more events
// with treatment, that is harm.
func NeededToTreat(rd Interval) NNT {
	n := NNT{Kind: "infinite", N: math.NaN(), HarmSide: math.NaN(), BenefitSide: math.NaN(), Low: math.NaN(), High: math.NaN()}
	switch {
	case rd.Est > 0:
		n.Kind, n.N = "NNTH", 1/rd.Est
	case rd.Est < 0:
		n.Kind, n.N = "NNTB", -1/rd.Est
	}
	if rd.Ub > 0 {
		n.HarmSide = 1 / rd.Ub
	}
	if rd.Lb < 0 {
		n.BenefitSide = -1 / rd.Lb
	}
	n.CrossesZero = rd.Lb <= 0 && rd.Ub >= 0
	if !n.CrossesZero {
		a, b := math.Abs(1/rd.Lb), math.Abs(1/rd.Ub)
		n.Low, n.High = math.Min(a, b), math.Max(a, b)
	}
	return n
}

// SMDToLogOR converts a standardised mean difference and its variance,
// outcomes being logistic: d·π/√3.
func SMDToLogOR(d, vd float64) (logOR, v float64) {
	return d * math.Pi / math.Sqrt(3), vd * math.Pi * math.Pi / 3
}

// Lipid is a blood lipid whose units differ between reports.
type Lipid string

// Cholesterol covers total, LDL and HDL cholesterol.
const (
	Cholesterol   Lipid = "cholesterol"
	Triglycerides Lipid = "triglycerides"
)

// mgPerMmol is how many mg/dL make 1 mmol/L.
func (l Lipid) mgPerMmol() (float64, error) {
	switch l {
	case Cholesterol:
		return 38.67, nil
	case Triglycerides:
		return 88.57, nil
	}
	return 0, fmt.Errorf("lipid %q: %w", string(l), ErrUndefined)
}

// ToMmol converts mg/dL to mmol/L. Means, differences, standard deviations and
// limits take the same factor; ratios and per cent changes take none.
func (l Lipid) ToMmol(mg float64) (float64, error) {
	f, err := l.mgPerMmol()
	return mg / f, err
}

// ToMg converts mmol/L to mg/dL.
func (l Lipid) ToMg(mmol float64) (float64, error) {
	f, err := l.mgPerMmol()
	return mmol * f, err
}
