// Package pool combines the effect sizes of several studies into one estimate
// and says how far they differ.
//
// Effect sizes yi with sampling variances vi go in, all on the analysis scale
// (logs for ratios); a Fit on the same scale comes out. Names are those of the
// literature and of metafor. Start with Random (inverse variance, common or
// random effects), MantelHaenszel and Peto (2×2 tables without correction), and
// the likelihood models of rare.go for sparse data.
//
// What has no value is NaN in a Fit. What cannot be estimated is an error that
// wraps ErrNotEstimable and says why. Nothing here decides whether studies may
// be pooled at all: see Refusals.
//
// References: Viechtbauer 2005 (10.3102/10769986030003261), Viechtbauer 2010
// (10.18637/jss.v036.i03), DerSimonian and Laird 1986, Veroniki 2016
// (10.1002/jrsm.1164), Knapp and Hartung 2003 (10.1002/sim.1482).
package pool

import (
	"errors"
	"fmt"
	"math"

	"dossier/evidence/synthesis/dist"
)

// ErrNotEstimable is wrapped by every error that says the data have no answer.
var ErrNotEstimable = errors.New("not estimable")

func notEstimable(format string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrNotEstimable, fmt.Sprintf(format, args...))
}

// Method is an estimator of the between-study variance τ².
type Method string

// The estimators. FE (common effect) has none.
const (
	FE   Method = "FE"
	DL   Method = "DL"   // DerSimonian–Laird
	HE   Method = "HE"   // Hedges
	HS   Method = "HS"   // Hunter–Schmidt
	HSk  Method = "HSk"  // Hunter–Schmidt with small-sample correction
	SJ   Method = "SJ"   // Sidik–Jonkman
	PM   Method = "PM"   // Paule–Mandel
	PMM  Method = "PMM"  // Paule–Mandel, median unbiased
	EB   Method = "EB"   // empirical Bayes; the same root as PM
	ML   Method = "ML"   // maximum likelihood
	REML Method = "REML" // restricted maximum likelihood
)

// Test is the way the standard error and the reference distribution are had.
type Test string

// The tests.
const (
	Z     Test = "z"     // Wald, normal
	T     Test = "t"     // Wald, t with k − 1 degrees of freedom
	KnHa  Test = "knha"  // Knapp–Hartung
	AdHoc Test = "adhoc" // Knapp–Hartung, never narrower than Wald
)

// Options say how to pool.
type Options struct {
	Method Method
	Test   Test
	Level  float64 // confidence level in per cent
}

// Defaults are REML with the Knapp–Hartung interval at 95 per cent.
func Defaults() Options { return Options{Method: REML, Test: KnHa, Level: 95} }

// Check refuses options that do not exist.
func (o Options) Check() error {
	switch o.Method {
	case FE, DL, HE, HS, HSk, SJ, PM, PMM, EB, ML, REML:
	default:
		return fmt.Errorf("method: %q is none of FE, DL, HE, HS, HSk, SJ, PM, PMM, EB, ML, REML", o.Method)
	}
	switch o.Test {
	case Z, T, KnHa, AdHoc:
	default:
		return fmt.Errorf("test: %q is none of z, t, knha, adhoc", o.Test)
	}
	if !(o.Level > 0 && o.Level < 100) {
		return fmt.Errorf("level: %v is not a confidence level in per cent", o.Level)
	}
	return nil
}

// Fit is a pooled estimate. NaN stands for "no such value".
type Fit struct {
	K    int
	Beta float64 // pooled effect
	Se   float64
	Stat float64
	Df   float64 // of the t distribution; NaN for a normal test
	P    float64
	CiLb float64
	CiUb float64

	Tau2   float64
	SeTau2 float64
	I2     float64 // per cent
	H2     float64
	Q      float64
	QDf    float64
	QP     float64

	PiLb, PiUb           float64 // prediction interval with the critical value of the test
	PiRileyLb, PiRileyUb float64 // with k − 2 degrees of freedom (at least 1)
	PiRileyDf            float64

	LlMl   float64 // log-likelihoods at Tau2
	LlReml float64

	// Degenerate is true when knha was asked for and all estimates are equal:
	// its standard error is then 0 and says nothing. Show adhoc instead.
	Degenerate bool
	// Fallback is z when one study left no degrees of freedom for another test.
	Fallback Test
}

// Random pools by inverse variance with the between-study variance estimated by
// the method of o; FE gives the common-effect estimate. Every vi must be
// positive and finite. Sums that leave the range of a float are not estimable.
func Random(yi, vi []float64, o Options) (Fit, error) {
	if err := o.Check(); err != nil {
		return Fit{}, err
	}
	s, err := newSample(yi, vi)
	if err != nil {
		return Fit{}, err
	}
	f := s.fit(o)
	if !isFinite(f.Beta) || !isFinite(f.Se) || !isFinite(f.Q) || !isFinite(f.CiLb) || !isFinite(f.CiUb) {
		return Fit{}, notEstimable("the estimates or their variances lie too far apart to be added up")
	}
	return f, nil
}

// sample is a set of effect sizes, centred so that sums of squares keep their
// digits.
type sample struct {
	y, v   []float64
	w      []float64 // scratch: weights of the last call
	centre float64   // subtracted from y
	median float64   // of v
	vary   float64   // variance of y
}

func newSample(yi, vi []float64) (*sample, error) {
	k := len(yi)
	switch {
	case k == 0:
		return nil, notEstimable("no study has an effect size with a positive variance")
	case len(vi) != k:
		return nil, fmt.Errorf("%d effect sizes and %d variances", k, len(vi))
	}
	buffer := make([]float64, 3*k)
	s := &sample{y: buffer[:k:k], v: buffer[k : 2*k : 2*k], w: buffer[2*k:]}
	sum := 0.0
	for i := range yi {
		if math.IsNaN(yi[i]) || math.IsInf(yi[i], 0) {
			return nil, notEstimable("yi of study %d is %v", i+1, yi[i])
		}
		if !(vi[i] > 0) || math.IsInf(vi[i], 0) {
			return nil, notEstimable("vi of study %d is %v", i+1, vi[i])
		}
		sum += yi[i]
	}
	s.centre = sum / float64(k)
	copy(s.v, vi)
	for i, y := range yi {
		s.y[i] = y - s.centre
		s.vary += s.y[i] * s.y[i]
	}
	if k > 1 {
		s.vary /= float64(k - 1)
	}
	s.median = medianOf(vi, s.w)
	return s, nil
}

// sums are what a fit at a given τ² consists of.
type sums struct {
	s1, s2, s3 float64 // Σw, Σw², Σw³
	b          float64 // weighted mean of the centred y
	q          float64 // Σw(y−b)²
	a          float64 // Σw²(y−b)²
}

// at computes the sums at τ² = t in two passes, so that residuals are exact.
func (s *sample) at(t float64) sums {
	var r sums
	var wy float64
	for i, v := range s.v {
		w := 1 / (v + t)
		s.w[i] = w
		r.s1 += w
		r.s2 += w * w
		r.s3 += w * w * w
		wy += w * s.y[i]
	}
	r.b = wy / r.s1
	for i, y := range s.y {
		e := y - r.b
		r.q += s.w[i] * e * e
		r.a += s.w[i] * s.w[i] * e * e
	}
	return r
}

func (r sums) trP() float64  { return r.s1 - r.s2/r.s1 }
func (r sums) trPP() float64 { return r.s2 - 2*r.s3/r.s1 + (r.s2/r.s1)*(r.s2/r.s1) }

// fit does the work of Random.
func (s *sample) fit(o Options) Fit {
	k := float64(len(s.y))
	zero := s.at(0)
	t := s.tau2(o.Method, zero)
	r := zero
	if t != 0 {
		r = s.at(t)
	}
	f := Fit{K: len(s.y), Beta: r.b + s.centre, Tau2: t, SeTau2: s.seTau2(o.Method, t, zero, r)}
	s.heterogeneity(&f, o.Method, zero)
	wald := math.Sqrt(1 / r.s1)
	crit := f.infer(o, wald, r.q, k-1)
	if o.Method != FE {
		f.predict(o, k, crit)
	}
	s.likelihoods(&f, r)
	return f
}

// infer fills in standard error, statistic and interval, and returns the
// critical value. q is Σw(y−b)² at τ², df its degrees of freedom.
func (f *Fit) infer(o Options, wald, q, df float64) (crit float64) {
	test := o.Test
	if df < 1 && test != Z {
		test = Z
	}
	f.Se = wald
	switch test {
	case KnHa:
		f.Se = wald * math.Sqrt(q/df)
		if f.Se < 1e-12*wald { // rounding noise
			f.Se, f.Degenerate = 0, true
		}
	case AdHoc:
		f.Se = wald * math.Max(1, math.Sqrt(q/df))
	}
	if test != o.Test {
		f.Fallback = test
	}
	f.Df = math.NaN()
	if test != Z {
		f.Df = df
	}
	crit = critical(o.Level, f.Df)
	f.CiLb, f.CiUb = f.Beta-crit*f.Se, f.Beta+crit*f.Se
	if f.Degenerate {
		f.Stat, f.P = math.NaN(), 0
		return crit
	}
	f.Stat = f.Beta / f.Se
	f.P = twoSided(f.Stat, f.Df)
	return crit
}

// critical is the two-sided critical value: t with df degrees of freedom, or
// normal when df is NaN.
func critical(level, df float64) float64 {
	tail := (1 - level/100) / 2
	if math.IsNaN(df) {
		return dist.NormalQuantile(tail)
	}
	return dist.StudentQuantile(tail, df)
}

func twoSided(stat, df float64) float64 {
	if math.IsNaN(df) {
		return dist.NormalTwoSided(stat)
	}
	return dist.StudentTwoSided(stat, df)
}

// predict adds both prediction intervals.
func (f *Fit) predict(o Options, k, crit float64) {
	sd := math.Sqrt(f.Se*f.Se + f.Tau2)
	f.PiLb, f.PiUb = f.Beta-crit*sd, f.Beta+crit*sd
	f.PiRileyDf = math.Max(1, k-2)
	crit = critical(o.Level, f.PiRileyDf)
	f.PiRileyLb, f.PiRileyUb = f.Beta-crit*sd, f.Beta+crit*sd
}

// heterogeneity adds Q, I² and H². With τ² they follow from the typical
// sampling variance (Higgins and Thompson 2002, 10.1002/sim.1186).
func (s *sample) heterogeneity(f *Fit, m Method, zero sums) {
	df := float64(len(s.y) - 1)
	f.Q, f.QDf = zero.q, df
	f.QP = dist.ChiSquaredTail(zero.q, df)
	f.PiLb, f.PiUb, f.PiRileyLb, f.PiRileyUb, f.PiRileyDf = math.NaN(), math.NaN(), math.NaN(), math.NaN(), math.NaN()
	switch {
	case df == 0:
		f.Q, f.QP, f.I2, f.H2 = 0, 1, 0, 1
	case m == FE:
		f.I2 = 0
		if zero.q > df {
			f.I2 = 100 * (zero.q - df) / zero.q
		}
		f.H2 = zero.q / df
	default:
		vt := df / zero.trP()
		f.I2 = 100 * f.Tau2 / (f.Tau2 + vt)
		f.H2 = f.Tau2/vt + 1
	}
}

// likelihoods adds the log-likelihoods at the fitted τ², with all constants
// (the restricted one as metafor prints it).
func (s *sample) likelihoods(f *Fit, r sums) {
	k := float64(len(s.y))
	logs := s.sumOfLogs(f.Tau2)
	ln2pi := math.Log(2 * math.Pi)
	f.LlMl = -k/2*ln2pi - logs/2 - r.q/2
	f.LlReml = -(k-1)/2*ln2pi + math.Log(k)/2 - logs/2 - math.Log(r.s1)/2 - r.q/2
}

// sumOfLogs is Σ ln(v + t), with one logarithm for many studies.
func (s *sample) sumOfLogs(t float64) float64 {
	sum, product := 0.0, 1.0
	for _, v := range s.v {
		product *= v + t
		if product < 1e-150 || product > 1e150 {
			sum += math.Log(product)
			product = 1
		}
	}
	return sum + math.Log(product)
}
