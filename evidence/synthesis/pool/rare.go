package pool

import (
	"math"

	"dossier/evidence/synthesis/dist"
	"dossier/evidence/synthesis/effect"
)

// Likelihood is a model fitted to counts by maximum likelihood, for events so
// rare that normal approximations of single studies fail.
type Likelihood struct {
	Model      string
	K          int // studies that tell something about the effect
	Beta       float64
	Se         float64
	CiLb, CiUb float64 // Wald, normal
	Stat, P    float64
	Tau2       float64
	Ll         float64 // with all constants of the likelihood
	Boundary   bool    // τ² is 0
}

// LikelihoodOptions say how to fit a likelihood model.
type LikelihoodOptions struct {
	Level float64 // confidence level in per cent
	// Nodes is the number of nodes of the adaptive Gauss–Hermite rule for the
	// random effects; 0 chooses one that is exact to more digits than printed.
	// The conditional and single-arm models then use an exact integral.
	Nodes int
}

func (o LikelihoodOptions) nodes() int {
	if o.Nodes > 0 {
		return o.Nodes
	}
	return 25
}

// kernel is the log-likelihood of one study as a function of its own true
// effect, with first and second derivative.
type kernel func(theta float64) (ll, d1, d2 float64)

// The names of the models.
const (
	CMEL             = "CM.EL" // conditional, exact
	CMAL             = "CM.AL" // conditional, approximate: binomial given the total
	BinomialNormal   = "binomial-normal"
	PoissonNormal    = "poisson-normal"
	UnconditionalFix = "UM.FS"
	UnconditionalRan = "UM.RS"
)

// ConditionalOdds pools odds ratios given the total of events of each study:
// exactly, with the non-central hypergeometric distribution (CMEL), or by the
// binomial approximation for rare events (CMAL). Studies without events, or
// with nothing else, tell nothing and are left out.
// Stijnen 2010 (10.1002/sim.4040).
func ConditionalOdds(tables []effect.Table, model string, o LikelihoodOptions) (Likelihood, error) {
	var kernels []kernel
	for _, t := range tables {
		if err := effect.Complete(t); err != nil {
			return Likelihood{}, err
		}
		m := t.Ai + t.Ci
		switch {
		case m == 0 || m == t.N1i+t.N2i:
		case model == CMEL:
			kernels = append(kernels, hypergeometric(t))
		case model == CMAL:
			kernels = append(kernels, binomial(t.Ai, m, math.Log(t.N1i/t.N2i)))
		default:
			return Likelihood{}, notEstimable("model %q is neither CM.EL nor CM.AL", model)
		}
	}
	return normalMixture(model, kernels, o)
}

// ConditionalRates pools rate ratios given the total of events of each study,
// which is exact for Poisson counts.
func ConditionalRates(tables []effect.PersonTime, o LikelihoodOptions) (Likelihood, error) {
	var kernels []kernel
	for _, t := range tables {
		if err := effect.Complete(t); err != nil {
			return Likelihood{}, err
		}
		if total := t.X1i + t.X2i; total > 0 {
			kernels = append(kernels, binomial(t.X1i, total, math.Log(t.T1i/t.T2i)))
		}
	}
	return normalMixture(CMEL, kernels, o)
}

// LogOddsOfArms pools proportions of single arms on the logit scale with exact
// binomial counts.
func LogOddsOfArms(arms []effect.Proportion, o LikelihoodOptions) (Likelihood, error) {
	var kernels []kernel
	for _, a := range arms {
		if err := effect.Complete(a); err != nil {
			return Likelihood{}, err
		}
		kernels = append(kernels, binomial(a.Xi, a.Ni, 0))
	}
	return normalMixture(BinomialNormal, kernels, o)
}

// LogRateOfArms pools rates of single arms on the log scale with exact Poisson
// counts.
func LogRateOfArms(arms []effect.SingleRate, o LikelihoodOptions) (Likelihood, error) {
	var kernels []kernel
	for _, a := range arms {
		if err := effect.Complete(a); err != nil {
			return Likelihood{}, err
		}
		kernels = append(kernels, poisson(a.Xi, a.Ti))
	}
	return normalMixture(PoissonNormal, kernels, o)
}

// binomial: x of n with log odds theta + offset.
func binomial(x, n, offset float64) kernel {
	constant := logChoose(n, x)
	return func(theta float64) (ll, d1, d2 float64) {
		eta := theta + offset
		p := expit(eta)
		return constant + x*eta - n*softplus(eta), x - n*p, -n * p * (1 - p)
	}
}

func expit(x float64) float64 {
	if x >= 0 {
		return 1 / (1 + math.Exp(-x))
	}
	e := math.Exp(x)
	return e / (1 + e)
}

// softplus is ln(1 + e^x).
func softplus(x float64) float64 {
	if x > 0 {
		return x + math.Log1p(math.Exp(-x))
	}
	return math.Log1p(math.Exp(x))
}

// poisson: x events in time t with log rate theta.
func poisson(x, t float64) kernel {
	lg, _ := math.Lgamma(x + 1)
	constant := x*math.Log(t) - lg
	return func(theta float64) (ll, d1, d2 float64) {
		mean := t * math.Exp(theta)
		return constant + x*theta - mean, x - mean, -mean
	}
}

// hypergeometric: the events of the treated arm given both margins, with log
// odds ratio theta. The normalising sum runs outwards from its largest term, so
// its cost grows with the spread of the distribution, not with the margin.
func hypergeometric(t effect.Table) kernel {
	m := t.Ai + t.Ci
	low, high := math.Max(0, m-t.N2i), math.Min(m, t.N1i)
	logTerm := func(j float64) float64 { return logChoose(t.N1i, j) + logChoose(t.N2i, m-j) }
	observed := logTerm(t.Ai)
	modes := map[float64]float64{} // ln of the terms that were modes before
	return func(theta float64) (ll, d1, d2 float64) {
		or := math.Exp(theta)
		mode := math.Min(high, math.Max(low, math.Floor(expectedCount(t, m, or))))
		var s0, s1, s2 float64 // moments about the mode, in units of the term there
		add := func(term, d float64) {
			s0 += term
			s1 += term * d
			s2 += term * d * d
		}
		add(1, 0)
		for j, term := mode, 1.0; j < high && term > 1e-18; j++ {
			term *= (t.N1i - j) * (m - j) / ((j + 1) * (t.N2i - m + j + 1)) * or
			add(term, j+1-mode)
		}
		for j, term := mode, 1.0; j > low && term > 1e-18; j-- {
			term *= j * (t.N2i - m + j) / ((t.N1i - j + 1) * (m - j + 1)) / or
			add(term, j-1-mode)
		}
		mean := s1 / s0
		atMode, known := modes[mode]
		if !known {
			atMode = logTerm(mode)
			modes[mode] = atMode
		}
		ll = observed - atMode + (t.Ai-mode)*theta - math.Log(s0)
		return ll, t.Ai - mode - mean, -(s2/s0 - mean*mean)
	}
}

func logChoose(n, k float64) float64 {
	a, _ := math.Lgamma(n + 1)
	b, _ := math.Lgamma(k + 1)
	c, _ := math.Lgamma(n - k + 1)
	return a - b - c
}

// moments is the log of a study's marginal likelihood ∫ f(μ+τu) φ(u) du with
// its derivatives by μ and τ.
type moments struct{ ll, mu, tau, mumu, mutau, tautau float64 }

func (a *moments) add(b moments) {
	a.ll += b.ll
	a.mu += b.mu
	a.tau += b.tau
	a.mumu += b.mumu
	a.mutau += b.mutau
	a.tautau += b.tautau
}

// integrate computes the marginal by the trapezoid rule around the mode of the
// integrand, with steps of a third of its standard deviation, outwards until
// nothing more is added; for such analytic integrands the error falls faster
// than any power of the step.
func integrate(f kernel, mu, tau float64) moments {
	u, sd := integrandMode(f, mu, tau)
	top := -u*u/2 + first(f(mu+tau*u))
	step := sd / 3
	var s0, g, ug, hg, uhg, u2hg float64
	add := func(u float64) bool {
		ll, d1, d2 := f(mu + tau*u)
		w := math.Exp(ll - u*u/2 - top)
		second := d2 + d1*d1
		s0 += w
		g += w * d1
		ug += w * u * d1
		hg += w * second
		uhg += w * u * second
		u2hg += w * u * u * second
		return w > 1e-17
	}
	add(u)
	for i := 1.0; add(u+i*step) && i < 1e5; i++ {
	}
	for i := 1.0; add(u-i*step) && i < 1e5; i++ {
	}
	g, ug, hg, uhg, u2hg = g/s0, ug/s0, hg/s0, uhg/s0, u2hg/s0
	return moments{
		ll: top + math.Log(s0*step) - math.Log(2*math.Pi)/2,
		mu: g, tau: ug, mumu: hg - g*g, mutau: uhg - g*ug, tautau: u2hg - ug*ug,
	}
}

func first(a, _, _ float64) float64 { return a }

// integrandMode finds the mode of ln f(μ+τu) − u²/2, which is concave, by
// Newton steps halved until they climb.
func integrandMode(f kernel, mu, tau float64) (u, sd float64) {
	value := func(u float64) float64 { return first(f(mu+tau*u)) - u*u/2 }
	here := value(0)
	for range 100 {
		_, d1, d2 := f(mu + tau*u)
		step := (tau*d1 - u) / (1 - tau*tau*d2)
		next, there := u+step, 0.0
		for range 60 {
			if there = value(next); there >= here || math.Abs(step) < 1e-12 {
				break
			}
			step /= 2
			next = u + step
		}
		u, here = next, there
		if math.Abs(step) < 1e-8 {
			break
		}
	}
	_, _, d2 := f(mu + tau*u)
	return u, 1 / math.Sqrt(1-tau*tau*d2)
}

// mixture is the joint likelihood of studies whose true effects vary normally.
type mixture []kernel

func (k mixture) at(mu, tau float64) moments {
	var sum moments
	for _, f := range k {
		if tau == 0 {
			ll, d1, d2 := f(mu)
			sum.add(moments{ll: ll, mu: d1, mumu: d2, tautau: d2 + d1*d1})
			continue
		}
		sum.add(integrate(f, mu, tau))
	}
	return sum
}

// profileMu maximises over μ at a given τ by Newton steps, until one is smaller
// than the tolerance.
func (k mixture) profileMu(mu, tau, tolerance float64) (float64, moments) {
	m := k.at(mu, tau)
	for range 200 {
		if !(m.mumu < 0) {
			break
		}
		step := -m.mu / m.mumu
		step = math.Max(-2, math.Min(2, step))
		next := k.at(mu+step, tau)
		for next.ll < m.ll-1e-12*math.Abs(m.ll) && math.Abs(step) > 1e-13 {
			step /= 2
			next = k.at(mu+step, tau)
		}
		mu, m = mu+step, next
		if math.Abs(step) < tolerance*(1+math.Abs(mu)) {
			break
		}
	}
	return mu, m
}

// normalMixture fits μ and τ. The profile over τ is searched on a grid for
// every maximum, which is compared with τ = 0.
func normalMixture(model string, kernels mixture, o LikelihoodOptions) (Likelihood, error) {
	r := Likelihood{Model: model, K: len(kernels)}
	if len(kernels) == 0 {
		return r, notEstimable("no study has an event")
	}
	const fine, coarse = 1e-11, 1e-3
	mu, zero := kernels.profileMu(0, 0, fine)
	if !isFinite(mu) || math.Abs(mu) > 50 || !(zero.mumu < -1e-8) {
		return r, notEstimable("all events, or all non-events, are in one arm")
	}
	if o.Nodes > 0 {
		return kernels.byRule(r, mu, o), nil
	}
	best, bestTau, bestMu := zero, 0.0, mu
	score := func(tau, tolerance float64) float64 {
		_, at := kernels.profileMu(mu, tau, tolerance)
		return at.tau
	}
	from := 1e-3
	before := score(from, coarse)
	for tau := 0.03; tau < 200; tau *= 1.9 {
		here := score(tau, coarse)
		if before > 0 && here <= 0 {
			root := dist.Root(func(t float64) float64 { return score(t, fine) }, from, tau, 1e-12)
			if math.IsNaN(root) { // the coarse sign was wrong: the maximum is at an end
				root = tau
			}
			if m, at := kernels.profileMu(mu, root, fine); at.ll > best.ll+1e-12 {
				best, bestTau, bestMu = at, root, m
			}
		}
		if here <= 0 && tau > 5 {
			break
		}
		before, from = here, tau
	}
	r.Beta, r.Tau2, r.Ll, r.Boundary = bestMu, bestTau*bestTau, best.ll, bestTau == 0
	information := -best.mumu
	if !r.Boundary {
		information += best.mutau * best.mutau / best.tautau
	}
	r.wald(math.Sqrt(1/information), o.Level)
	return r, nil
}

// byRule fits by a Gauss–Hermite rule with a given number of nodes, as programs
// do that offer no exact integral.
func (k mixture) byRule(r Likelihood, mu float64, o LikelihoodOptions) Likelihood {
	rule := newHermite(o.Nodes)
	ll := func(v []float64) float64 {
		sum := 0.0
		for _, f := range k {
			sum += rule.integrate(f, v[0], math.Abs(v[1]))
		}
		return sum
	}
	best := maximiseSimplex(ll, []float64{mu, 0.5})
	if atZero := []float64{mu, 0}; ll(atZero) >= ll(best)-1e-9 {
		best = atZero
	}
	r.Beta, r.Tau2, r.Ll, r.Boundary = best[0], best[1]*best[1], ll(best), best[1] == 0
	r.wald(math.Sqrt(inverseInformation(ll, best, 0, 1)), o.Level)
	return r
}

func isFinite(x float64) bool { return !math.IsNaN(x) && !math.IsInf(x, 0) }

func (r *Likelihood) wald(se, level float64) {
	r.Se = se
	crit := critical(level, math.NaN())
	r.CiLb, r.CiUb = r.Beta-crit*se, r.Beta+crit*se
	r.Stat = r.Beta / se
	r.P = dist.NormalTwoSided(r.Stat)
}
