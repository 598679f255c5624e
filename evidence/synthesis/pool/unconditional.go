package pool

import (
	"math"

	"dossier/evidence/synthesis/effect"
)

// arm is one arm's count as a function of its linear predictor.
type arm struct {
	x, n     float64 // events; participants or person-time
	poisson  bool
	constant float64 // of the log-likelihood
}

func binomialArm(x, n float64) arm { return arm{x: x, n: n, constant: logChoose(n, x)} }

func poissonArm(x, t float64) arm {
	lg, _ := math.Lgamma(x + 1)
	return arm{x: x, n: t, poisson: true, constant: x*math.Log(t) - lg}
}

func (a arm) at(eta float64) (ll, d1, d2 float64) {
	if a.poisson {
		mean := a.n * math.Exp(eta)
		return a.constant + a.x*eta - mean, a.x - mean, -mean
	}
	p := expit(eta)
	return a.constant + a.x*eta - a.n*softplus(eta), a.x - a.n*p, -a.n * p * (1 - p)
}

// pair is the treated and the control arm of one study.
type pair struct{ treated, control arm }

func pairsOfTables(tables []effect.Table) ([]pair, error) {
	var pairs []pair
	for _, t := range tables {
		if err := effect.Complete(t); err != nil {
			return nil, err
		}
		pairs = append(pairs, pair{binomialArm(t.Ai, t.N1i), binomialArm(t.Ci, t.N2i)})
	}
	return pairs, nil
}

func pairsOfRates(tables []effect.PersonTime) ([]pair, error) {
	var pairs []pair
	for _, t := range tables {
		if err := effect.Complete(t); err != nil {
			return nil, err
		}
		pairs = append(pairs, pair{poissonArm(t.X1i, t.T1i), poissonArm(t.X2i, t.T2i)})
	}
	return pairs, nil
}

// informative tells whether the arms can differ: a study without events (or,
// for proportions, with nothing else) fits any effect perfectly once it has an
// intercept of its own.
func (p pair) informative() bool {
	none := p.treated.x == 0 && p.control.x == 0
	all := !p.treated.poisson && p.treated.x == p.treated.n && p.control.x == p.control.n
	return !none && !all
}

// FixedIntercepts fits the logistic model with an intercept for each study and
// a normal random effect ±θ/2 of treatment (UM.FS; Turner 2000). Integrals are
// adaptive Gauss–Hermite sums with o.Nodes nodes.
func FixedIntercepts(tables []effect.Table, o LikelihoodOptions) (Likelihood, error) {
	pairs, err := pairsOfTables(tables)
	if err != nil {
		return Likelihood{}, err
	}
	return fixedIntercepts(pairs, o)
}

// FixedInterceptsRates is the same for Poisson rates.
func FixedInterceptsRates(tables []effect.PersonTime, o LikelihoodOptions) (Likelihood, error) {
	pairs, err := pairsOfRates(tables)
	if err != nil {
		return Likelihood{}, err
	}
	return fixedIntercepts(pairs, o)
}

func fixedIntercepts(pairs []pair, o LikelihoodOptions) (Likelihood, error) {
	pairs = informativePairs(pairs)
	r := Likelihood{Model: UnconditionalFix, K: len(pairs)}
	if !bothArmsVary(pairs) {
		return r, notEstimable("all events, or all non-events, are in one arm")
	}
	f := interceptFit{pairs: pairs, alpha: make([]float64, len(pairs)), rule: newHermite(o.nodes())}
	f.start()
	ll := func(v []float64) float64 { return f.at(v[0], math.Abs(v[1])) }
	zero := maximiseSimplex(func(v []float64) float64 { return f.at(v[0], 0) }, []float64{0})
	best := maximiseSimplex(ll, []float64{zero[0], 0.5})
	if atZero := []float64{zero[0], 0}; ll(atZero) >= ll(best)-1e-9 {
		best = atZero
	}
	r.Beta, r.Tau2, r.Ll, r.Boundary = best[0], best[1]*best[1], ll(best), best[1] == 0
	r.wald(math.Sqrt(inverseInformation(ll, best, 0, 1)), o.Level)
	return r, nil
}

// bothArmsVary tells whether a finite effect can be estimated at all: events in
// both arms of all studies together, and people without events too.
func bothArmsVary(pairs []pair) bool {
	var x, n [2]float64
	for _, p := range pairs {
		x[0], n[0] = x[0]+p.treated.x, n[0]+p.treated.n
		x[1], n[1] = x[1]+p.control.x, n[1]+p.control.n
	}
	for j := range x {
		if x[j] == 0 || len(pairs) > 0 && !pairs[0].treated.poisson && x[j] == n[j] {
			return false
		}
	}
	return len(pairs) > 0
}

func informativePairs(pairs []pair) []pair {
	var list []pair
	for _, p := range pairs {
		if p.informative() {
			list = append(list, p)
		}
	}
	return list
}

// kernelAt is the study's likelihood of its effect for a given intercept.
func (p pair) kernelAt(alpha float64) kernel {
	return func(theta float64) (ll, d1, d2 float64) {
		l1, g1, h1 := p.treated.at(alpha + theta/2)
		l2, g2, h2 := p.control.at(alpha - theta/2)
		return l1 + l2, (g1 - g2) / 2, (h1 + h2) / 4
	}
}

// interceptFit holds the current intercepts, which are starting points for the
// next evaluation.
type interceptFit struct {
	pairs []pair
	alpha []float64
	rule  hermite
}

func (f *interceptFit) start() {
	for i, p := range f.pairs {
		share := (p.treated.x + p.control.x + 0.5) / (p.treated.n + p.control.n + 1)
		f.alpha[i] = math.Log(share)
		if !p.treated.poisson {
			f.alpha[i] = math.Log(share / (1 - share))
		}
	}
}

// at is the log-likelihood with every study's intercept at its best, which can
// be found study by study.
func (f *interceptFit) at(mu, tau float64) float64 {
	sum := 0.0
	for i, p := range f.pairs {
		sum += f.study(i, p, mu, tau)
	}
	return sum
}

func (f *interceptFit) study(i int, p pair, mu, tau float64) float64 {
	value := func(alpha float64) float64 { return f.rule.integrate(p.kernelAt(alpha), mu, tau) }
	const h = 1e-3
	here := value(f.alpha[i])
	for range 50 {
		up, down := value(f.alpha[i]+h), value(f.alpha[i]-h)
		curvature := (up - 2*here + down) / (h * h)
		if !(curvature < 0) {
			return here
		}
		step := math.Max(-2, math.Min(2, -(up-down)/(2*h)/curvature))
		f.alpha[i] += step
		here = value(f.alpha[i])
		if math.Abs(step) < 1e-7 { // the likelihood is flat there to second order
			break
		}
	}
	return here
}

// RandomIntercepts fits the logistic model with normal random study intercepts
// and a normal random effect ±θ/2 of treatment, independent of each other, by
// the Laplace approximation (UM.RS). Studies without events contribute to the
// intercepts.
func RandomIntercepts(tables []effect.Table, o LikelihoodOptions) (Likelihood, error) {
	pairs, err := pairsOfTables(tables)
	if err != nil {
		return Likelihood{}, err
	}
	return randomIntercepts(pairs, o)
}

// RandomInterceptsRates is the same for Poisson rates.
func RandomInterceptsRates(tables []effect.PersonTime, o LikelihoodOptions) (Likelihood, error) {
	pairs, err := pairsOfRates(tables)
	if err != nil {
		return Likelihood{}, err
	}
	return randomIntercepts(pairs, o)
}

func randomIntercepts(pairs []pair, o LikelihoodOptions) (Likelihood, error) {
	r := Likelihood{Model: UnconditionalRan, K: len(pairs)}
	var x, n float64
	for _, p := range pairs {
		x += p.treated.x + p.control.x
		n += p.treated.n + p.control.n
	}
	if !bothArmsVary(informativePairs(pairs)) {
		return r, notEstimable("all events, or all non-events, are in one arm")
	}
	start := math.Log((x + 0.5) / (n + 1))
	if !pairs[0].treated.poisson {
		share := (x + 0.5) / (n + 1)
		start = math.Log(share / (1 - share))
	}
	ll := func(v []float64) float64 {
		sum := 0.0
		for _, p := range pairs {
			sum += p.laplace(v[0], v[1], math.Abs(v[2]), math.Abs(v[3]))
		}
		return sum
	}
	best := maximiseSimplex(ll, []float64{start, 0, 0.5, 0.3})
	if atZero := maximiseSimplex(func(v []float64) float64 { return ll([]float64{v[0], v[1], v[2], 0}) }, best[:3]); ll(append(atZero, 0)) >= ll(best)-1e-9 {
		best = append(atZero, 0)
	}
	r.Beta, r.Tau2, r.Ll = best[1], best[3]*best[3], ll(best)
	r.Boundary = best[3] == 0
	r.wald(math.Sqrt(inverseInformation(ll, best, 1, 2)), o.Level)
	return r, nil
}

// laplace approximates the log of the marginal likelihood of one study with
// random intercept α + s·a and random effect θ + t·b, a and b standard normal.
func (p pair) laplace(alpha, theta, s, t float64) float64 {
	var a, b float64
	value := func(a, b float64) (h, ga, gb, haa, hab, hbb float64) {
		l1, d1, c1 := p.treated.at(alpha + s*a + (theta+t*b)/2)
		l2, d2, c2 := p.control.at(alpha + s*a - (theta+t*b)/2)
		h = l1 + l2 - (a*a+b*b)/2
		ga, gb = s*(d1+d2)-a, t*(d1-d2)/2-b
		haa, hab, hbb = 1-s*s*(c1+c2), -s*t*(c1-c2)/2, 1-t*t*(c1+c2)/4
		return
	}
	h, ga, gb, haa, hab, hbb := value(a, b)
	for range 100 {
		det := haa*hbb - hab*hab
		da, db := (hbb*ga-hab*gb)/det, (haa*gb-hab*ga)/det
		next, na, nb, naa, nab, nbb := value(a+da, b+db)
		for range 50 {
			if next >= h-1e-12*math.Abs(h) {
				break
			}
			da, db = da/2, db/2
			next, na, nb, naa, nab, nbb = value(a+da, b+db)
		}
		a, b = a+da, b+db
		h, ga, gb, haa, hab, hbb = next, na, nb, naa, nab, nbb
		if math.Abs(da)+math.Abs(db) < 1e-10 {
			break
		}
	}
	return h - math.Log(haa*hbb-hab*hab)/2
}
