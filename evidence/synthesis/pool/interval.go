package pool

import (
	"fmt"
	"math"

	"dossier/evidence/synthesis/dist"
)

// Heterogeneity is τ² with its confidence interval, and what follows from it.
type Heterogeneity struct {
	Tau2, Tau2Lb, Tau2Ub float64
	I2, I2Lb, I2Ub       float64
	H2, H2Lb, H2Ub       float64
	// Empty is true when no τ² ≥ 0 is compatible with the data: the estimates
	// agree better than chance allows. The interval is then {0}.
	Empty bool
}

// IntervalType is the way the interval of τ² is found.
type IntervalType string

// QProfile inverts Q (Viechtbauer 2007, 10.1002/sim.2514); ProfileLikelihood
// compares (restricted) likelihoods and needs the method ML or REML.
const (
	QProfile          IntervalType = "QP"
	ProfileLikelihood IntervalType = "PL"
)

// Tau2Interval gives τ² by the method of o with its interval at level o.Level.
func Tau2Interval(yi, vi []float64, o Options, typ IntervalType) (Heterogeneity, error) {
	if err := o.Check(); err != nil {
		return Heterogeneity{}, err
	}
	s, err := newSample(yi, vi)
	if err != nil {
		return Heterogeneity{}, err
	}
	if len(yi) < 2 {
		return Heterogeneity{}, notEstimable("one study has no between-study variance")
	}
	zero := s.at(0)
	h := Heterogeneity{Tau2: s.tau2(o.Method, zero)}
	switch typ {
	case QProfile:
		h.Tau2Lb, h.Tau2Ub, h.Empty = s.qProfile(zero.q, o.Level)
	case ProfileLikelihood:
		if o.Method != ML && o.Method != REML {
			return Heterogeneity{}, fmt.Errorf("ci_type: profile likelihood needs method ML or REML, not %s", o.Method)
		}
		h.Tau2Lb, h.Tau2Ub = s.profileLikelihood(o.Method, h.Tau2, o.Level)
	default:
		return Heterogeneity{}, fmt.Errorf("ci_type: %q is neither QP nor PL", typ)
	}
	vt := float64(len(yi)-1) / zero.trP()
	h.I2, h.H2 = inconsistency(h.Tau2, vt)
	h.I2Lb, h.H2Lb = inconsistency(h.Tau2Lb, vt)
	h.I2Ub, h.H2Ub = inconsistency(h.Tau2Ub, vt)
	return h, nil
}

func inconsistency(tau2, vt float64) (i2, h2 float64) {
	return 100 * tau2 / (tau2 + vt), tau2/vt + 1
}

func (s *sample) qProfile(q0, level float64) (lb, ub float64, empty bool) {
	df := float64(len(s.y) - 1)
	tail := (1 - level/100) / 2
	upperQuantile := dist.ChiSquaredQuantile(1-tail, df)
	lowerQuantile := dist.ChiSquaredQuantile(tail, df)
	if q0 < lowerQuantile {
		return 0, 0, true
	}
	return s.rootOfQ(q0, upperQuantile), s.rootOfQ(q0, lowerQuantile), false
}

// profileLikelihood finds where twice the fall of the log-likelihood from its
// maximum reaches the quantile of chi-squared with one degree of freedom.
func (s *sample) profileLikelihood(m Method, tau2, level float64) (lb, ub float64) {
	top := s.logLikelihood(m, tau2)
	drop := dist.ChiSquaredQuantile(level/100, 1)
	f := func(t float64) float64 { return 2*(top-s.logLikelihood(m, t)) - drop }
	if tau2 > 0 && f(0) > 0 {
		lb = dist.Root(f, 0, tau2, s.tolerance())
	}
	high := math.Max(tau2, math.Max(s.median, s.vary))
	for f(high) < 0 {
		high *= 4
	}
	return lb, dist.Root(f, tau2, high, s.tolerance())
}

// I2Interval is the test-based interval of I² (per cent) and H from Q and k
// (Higgins and Thompson 2002, 10.1002/sim.1186), truncated at 0 and 1. Limits
// are NaN when k is too small for them.
type I2Interval struct{ I2, I2Lb, I2Ub, H, HLb, HUb, SeLogH float64 }

// I2FromQ computes the interval at the given level in per cent.
func I2FromQ(q float64, k int, level float64) I2Interval {
	n := float64(k)
	h := math.Max(1, math.Sqrt(q/(n-1)))
	r := I2Interval{H: h, I2: i2FromH(h), SeLogH: math.NaN(), HLb: math.NaN(), HUb: math.NaN(), I2Lb: math.NaN(), I2Ub: math.NaN()}
	switch {
	case q > n:
		r.SeLogH = (math.Log(q) - math.Log(n-1)) / (2 * (math.Sqrt(2*q) - math.Sqrt(2*n-3)))
	case n > 2:
		r.SeLogH = math.Sqrt(1 / (2 * (n - 2)) * (1 - 1/(3*(n-2)*(n-2))))
	default:
		return r
	}
	half := dist.NormalQuantile((1-level/100)/2) * r.SeLogH
	raw := math.Log(math.Sqrt(q / (n - 1)))
	if q/(n-1) < 1 {
		raw = math.Log(h)
	}
	r.HLb, r.HUb = math.Max(1, math.Exp(raw-half)), math.Max(1, math.Exp(raw+half))
	r.I2Lb, r.I2Ub = i2FromH(r.HLb), i2FromH(r.HUb)
	return r
}

func i2FromH(h float64) float64 { return 100 * (h*h - 1) / (h * h) }
