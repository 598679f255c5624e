package pool

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"

	"dossier/evidence/synthesis/dist"
)

// MinForAsymmetry is the number of studies below which tests of funnel plot
// asymmetry say little (Sterne 2011, 10.1136/bmj.d4002).
const MinForAsymmetry = 10

// Predictor is what small-study effects are regressed on.
type Predictor string

// The predictors: standard error (Egger), variance, and with sample sizes 1/n
// (Peters) and 1/√n.
const (
	Sei      Predictor = "sei"
	Vi       Predictor = "vi"
	Ninv     Predictor = "ninv"
	SqrtNinv Predictor = "sqrtninv"
)

// Asymmetry is a regression test of funnel plot asymmetry. Slope is the
// coefficient of the predictor; LimitEst is the effect of an infinitely precise
// study.
type Asymmetry struct {
	Slope, SlopeSe             float64
	Stat, Df, P                float64
	LimitEst, LimitLb, LimitUb float64
	Tau2                       float64
}

// EggerClassic is the weighted regression of Egger 1997 with a multiplicative
// dispersion, tested against t with k − 2 degrees of freedom. ni is needed for
// the predictors of sample size only.
func EggerClassic(yi, vi, ni []float64, p Predictor, level float64) (Asymmetry, error) {
	return asymmetry(yi, vi, ni, p, Options{Method: FE, Test: KnHa, Level: level})
}

// EggerMixed is the same question to a mixed-effects meta-regression. When the
// predictor does not vary the limit is the pooled effect and there is no test.
func EggerMixed(yi, vi, ni []float64, p Predictor, o Options) (Asymmetry, error) {
	a, err := asymmetry(yi, vi, ni, p, o)
	if !errors.Is(err, errConstant) {
		return a, err
	}
	f, err := Random(yi, vi, o)
	if err != nil {
		return Asymmetry{}, err
	}
	nan := math.NaN()
	return Asymmetry{Slope: nan, SlopeSe: nan, Stat: nan, Df: f.Df, P: nan,
		LimitEst: f.Beta, LimitLb: f.CiLb, LimitUb: f.CiUb, Tau2: f.Tau2}, nil
}

// errConstant says that a predictor is the same for all studies.
var errConstant = fmt.Errorf("%w: the predictor is the same for all studies", ErrNotEstimable)

func asymmetry(yi, vi, ni []float64, p Predictor, o Options) (Asymmetry, error) {
	x, err := predictor(vi, ni, p)
	if err != nil {
		return Asymmetry{}, err
	}
	if len(x) > 0 && slices.Max(x)-slices.Min(x) <= 1e-12*slices.Max(x) {
		return Asymmetry{}, errConstant
	}
	r, err := Regress(yi, vi, [][]float64{x}, o)
	if err != nil {
		return Asymmetry{}, err
	}
	return Asymmetry{
		Slope: r.Beta[1], SlopeSe: r.Se[1], Stat: r.Stat[1], Df: r.Df, P: r.P[1],
		LimitEst: r.Beta[0], LimitLb: r.CiLb[0], LimitUb: r.CiUb[0], Tau2: r.Tau2,
	}, nil
}

func predictor(vi, ni []float64, p Predictor) ([]float64, error) {
	x := make([]float64, len(vi))
	if (p == Ninv || p == SqrtNinv) && len(ni) != len(vi) {
		return nil, fmt.Errorf("predictor %s needs the sample size of every study", p)
	}
	for i := range vi {
		switch p {
		case Sei:
			x[i] = math.Sqrt(vi[i])
		case Vi:
			x[i] = vi[i]
		case Ninv:
			x[i] = 1 / ni[i]
		case SqrtNinv:
			x[i] = 1 / math.Sqrt(ni[i])
		default:
			return nil, fmt.Errorf("predictor: %q is none of sei, vi, ninv, sqrtninv", p)
		}
	}
	return x, nil
}

// RankTest is Begg and Mazumdar's rank correlation test.
type RankTest struct {
	Tau, P float64
	Ties   bool
	Exact  bool
}

// maxExactKendall bounds the exact distribution, whose cost grows with k³.
const maxExactKendall = 300

// Begg correlates standardised deviates with variances by Kendall's τ: exact
// without ties, else the normal approximation with correction for ties.
func Begg(yi, vi []float64) (RankTest, error) {
	s, err := newSample(yi, vi)
	if err != nil {
		return RankTest{}, err
	}
	zero := s.at(0)
	deviates := make([]float64, len(yi))
	for i := range deviates {
		deviates[i] = (s.y[i] - zero.b) / math.Sqrt(s.v[i]-1/zero.s1)
	}
	return kendall(deviates, s.v), nil
}

// order compares with a relative tolerance, because ties among computed
// deviates depend on the last bit.
func order(a, b float64) int {
	if math.Abs(a-b) <= 1e-12*math.Max(math.Abs(a), math.Abs(b)) {
		return 0
	}
	return cmp.Compare(a, b)
}

func kendall(x, y []float64) RankTest {
	n := len(x)
	sum, tiedX, tiedY := 0, 0, 0
	for i := range n {
		for j := range i {
			a, b := order(x[i], x[j]), order(y[i], y[j])
			sum += a * b
			if a == 0 {
				tiedX++
			}
			if b == 0 {
				tiedY++
			}
		}
	}
	pairs := float64(n) * float64(n-1) / 2
	r := RankTest{Ties: tiedX+tiedY > 0}
	r.Tau = float64(sum) / math.Sqrt((pairs-float64(tiedX))*(pairs-float64(tiedY)))
	switch {
	case math.IsNaN(r.Tau) || math.IsInf(r.Tau, 0):
		r.Tau, r.P = math.NaN(), math.NaN()
	case !r.Ties && n <= maxExactKendall:
		r.Exact = true
		r.P = exactKendall(n, int(math.Round((r.Tau+1)*pairs/2)))
	default:
		r.P = dist.NormalTwoSided(float64(sum) / math.Sqrt(kendallVariance(x, y)))
	}
	return r
}

// exactKendall is the two-sided p value of the number q of concordant pairs
// among n without ties.
func exactKendall(n, q int) float64 {
	total := n * (n - 1) / 2
	prob := make([]float64, total+1)
	next := make([]float64, total+1)
	prob[0] = 1
	for m := 2; m <= n; m++ { // the m-th item makes 0 … m−1 further concordant pairs
		window, top := 0.0, m*(m-1)/2
		for k := 0; k <= top; k++ {
			window += prob[k]
			if k >= m {
				window -= prob[k-m]
			}
			next[k] = window / float64(m)
		}
		prob, next = next, prob
	}
	lower, upper := 0.0, 0.0
	for k, p := range prob {
		if k <= q {
			lower += p
		}
		if k >= q {
			upper += p
		}
	}
	return math.Min(1, 2*math.Min(lower, upper))
}

// kendallVariance is the variance of the concordance sum with ties (Kendall
// 1970, chapter 4).
func kendallVariance(x, y []float64) float64 {
	n := float64(len(x))
	var a, b [3]float64
	for _, t := range tieSizes(x) {
		addTies(&a, t)
	}
	for _, t := range tieSizes(y) {
		addTies(&b, t)
	}
	v := (n*(n-1)*(2*n+5) - a[0] - b[0]) / 18
	v += a[1] * b[1] / (2 * n * (n - 1))
	if n > 2 {
		v += a[2] * b[2] / (9 * n * (n - 1) * (n - 2))
	}
	return v
}

func addTies(sums *[3]float64, t float64) {
	sums[0] += t * (t - 1) * (2*t + 5)
	sums[1] += t * (t - 1)
	sums[2] += t * (t - 1) * (t - 2)
}

func tieSizes(x []float64) []float64 {
	sorted := slices.Sorted(slices.Values(x))
	var sizes []float64
	for i := 0; i < len(sorted); {
		j := i + 1
		for j < len(sorted) && order(sorted[i], sorted[j]) == 0 {
			j++
		}
		if j-i > 1 {
			sizes = append(sizes, float64(j-i))
		}
		i = j
	}
	return sizes
}

// Side is the side of the funnel on which studies are thought missing.
type Side string

// Auto chooses the side by the sign of Egger's slope.
const (
	Auto  Side = "auto"
	Left  Side = "left"
	Right Side = "right"
)

// Estimator of the number of missing studies (Duval and Tweedie 2000,
// 10.1111/j.0006-341X.2000.00455.x).
type Estimator string

// The estimators.
const (
	L0 Estimator = "L0"
	R0 Estimator = "R0"
)

// Filled is the result of trim and fill: a sensitivity analysis, not a
// correction.
type Filled struct {
	Side   Side
	K0     int     // studies added
	SeK0   float64 // NaN where the formula has none
	PK0    float64 // of no missing study; R0 only
	Yi, Vi []float64
	Fit    Fit // with the filled studies
}

// TrimAndFill estimates the number of missing studies, adds their mirror images
// and refits.
func TrimAndFill(yi, vi []float64, o Options, e Estimator, side Side) (Filled, error) {
	if e != L0 && e != R0 {
		return Filled{}, fmt.Errorf("estimator: %q is neither L0 nor R0", e)
	}
	s, err := newSample(yi, vi)
	if err != nil {
		return Filled{}, err
	}
	f := Filled{Side: side, PK0: math.NaN()}
	if side == Auto {
		a, err := asymmetry(yi, vi, nil, Sei, Options{Method: o.Method, Test: Z, Level: o.Level})
		if err != nil {
			return Filled{}, err
		}
		f.Side = Left
		if a.Slope < 0 {
			f.Side = Right
		}
	}
	sign := 1.0
	if f.Side == Right {
		sign = -1
	}
	y, v := s.mirrorSorted(sign)
	beta, err := f.trim(y, v, o, e)
	if err != nil {
		return Filled{}, err
	}
	for i := len(y) - f.K0; i < len(y); i++ {
		f.Yi = append(f.Yi, sign*(2*beta-y[i])+s.centre)
		f.Vi = append(f.Vi, v[i])
	}
	f.Fit, err = Random(append(slices.Clone(yi), f.Yi...), append(slices.Clone(vi), f.Vi...), o)
	return f, err
}

// mirrorSorted gives the centred estimates, mirrored when sign is −1, in
// ascending order.
func (s *sample) mirrorSorted(sign float64) (y, v []float64) {
	index := make([]int, len(s.y))
	for i := range index {
		index[i] = i
	}
	slices.SortStableFunc(index, func(a, b int) int { return cmp.Compare(sign*s.y[a], sign*s.y[b]) })
	for _, i := range index {
		y, v = append(y, sign*s.y[i]), append(v, s.v[i])
	}
	return y, v
}

// trim iterates until the number of trimmed studies settles and returns the
// pooled effect without them.
func (f *Filled) trim(y, v []float64, o Options, e Estimator) (beta float64, err error) {
	k := len(y)
	for before, rounds := -1, 0; f.K0 != before; rounds++ {
		if rounds == 100 || k-f.K0 < 1 {
			return 0, notEstimable("trim and fill does not settle")
		}
		before = f.K0
		if beta, err = trimmedBeta(y[:k-f.K0], v[:k-f.K0], o.Method); err != nil {
			return 0, err
		}
		k0, se := e.missing(signedRanks(y, beta))
		f.K0 = int(math.Max(0, math.RoundToEven(k0)))
		f.SeK0 = se
	}
	if e == R0 {
		f.PK0 = math.Pow(0.5, float64(f.K0+1))
	}
	return beta, nil
}

// trimmedBeta pools what is left, by the same iteration as metafor.
func trimmedBeta(y, v []float64, m Method) (float64, error) {
	s, err := newSample(y, v)
	if err != nil {
		return 0, err
	}
	t := 0.0
	switch {
	case len(y) > 1 && (m == ML || m == REML || m == EB):
		t = s.fisher(m)
	default:
		t = s.tau2(m, s.at(0))
	}
	return s.at(t).b + s.centre, nil
}

// signedRanks ranks |y − beta| (ties in order of appearance) and gives each
// rank the sign of y − beta.
func signedRanks(y []float64, beta float64) []float64 {
	index := make([]int, len(y))
	for i := range index {
		index[i] = i
	}
	slices.SortStableFunc(index, func(a, b int) int { return cmp.Compare(math.Abs(y[a]-beta), math.Abs(y[b]-beta)) })
	ranks := make([]float64, len(y))
	for rank, i := range index {
		switch d := y[i] - beta; {
		case d > 0:
			ranks[i] = float64(rank + 1)
		case d < 0:
			ranks[i] = -float64(rank + 1)
		}
	}
	return ranks
}

// missing estimates the number of missing studies from the signed ranks.
func (e Estimator) missing(ranks []float64) (k0, se float64) {
	k := float64(len(ranks))
	if e == R0 {
		largest := 0.0 // negative rank
		for _, r := range ranks {
			largest = math.Max(largest, -r)
		}
		k0 = k - largest - 1
		return k0, math.Sqrt(2*math.Max(0, k0) + 2)
	}
	sum := 0.0
	for _, r := range ranks {
		sum += math.Max(0, r)
	}
	k0 = (4*sum - k*(k+1)) / (2*k - 1)
	variance := (k*(k+1)*(2*k+1) + 10*k0*k0*k0 + 27*k0*k0 + 17*k0 - 18*k*k0*k0 - 18*k*k0 + 6*k*k*k0) / 24
	return k0, 4 * math.Sqrt(variance) / (2*k - 1)
}
