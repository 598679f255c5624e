package pool

import (
	"fmt"
	"math"

	"dossier/evidence/synthesis/effect"
)

// BetaBinomial is a fit of the common-rho beta-binomial model.
type BetaBinomial struct {
	Likelihood
	Intercept float64 // link of the control risk
	Rho       float64 // correlation of two people in one arm; 0 is the binomial
}

// FitBetaBinomial fits both arms as beta-binomial with one correlation and the
// means of treated and control arms apart by Beta: a log odds ratio (measure
// OR, logit link) or a log risk ratio (measure RR, log link). Studies without
// events contribute. Kuss 2015 (10.1002/sim.6383).
func FitBetaBinomial(m effect.Measure, tables []effect.Table, level float64) (BetaBinomial, error) {
	r := BetaBinomial{Likelihood: Likelihood{Model: "beta-binomial", K: len(tables)}}
	b := betaBinomial{logLink: m == effect.RR}
	if m != effect.RR && m != effect.OR {
		return r, fmt.Errorf("measure: the beta-binomial model gives OR or RR, not %s", m)
	}
	var events, total [2]float64
	for _, t := range tables {
		if err := effect.Complete(t); err != nil {
			return r, err
		}
		b.arms = append(b.arms, armCount{0, t.Ci, t.N2i}, armCount{1, t.Ai, t.N1i})
		events[0], total[0] = events[0]+t.Ci, total[0]+t.N2i
		events[1], total[1] = events[1]+t.Ai, total[1]+t.N1i
	}
	for j := range events {
		if events[j] == 0 || events[j] == total[j] {
			return r, notEstimable("one arm of all studies together has no events, or nothing else")
		}
	}
	crude := [2]float64{b.link(events[0] / total[0]), b.link(events[1] / total[1])}
	x := b.maximise([3]float64{crude[0], crude[1] - crude[0], 0.01})
	r.Intercept, r.Beta, r.Rho = x[0], x[1], x[2]
	r.Ll = b.logLikelihood(x)
	r.Boundary = r.Rho == 0
	r.Tau2 = math.NaN()
	r.wald(b.standardError(x), level)
	return r, nil
}

type armCount struct{ treated, x, n float64 }

type betaBinomial struct {
	arms    []armCount
	logLink bool
}

func (b betaBinomial) link(p float64) float64 {
	if b.logLink {
		return math.Log(p)
	}
	return math.Log(p / (1 - p))
}

// mean gives the risk and its first two derivatives by the linear predictor.
func (b betaBinomial) mean(eta float64) (p, d1, d2 float64) {
	if b.logLink {
		p = math.Exp(eta)
		return p, p, p
	}
	p = expit(eta)
	return p, p * (1 - p), p * (1 - p) * (1 - 2*p)
}

// logLikelihood at (intercept, effect, rho), with all constants.
func (b betaBinomial) logLikelihood(x [3]float64) float64 {
	ll, _, _ := b.derivatives(x, true)
	return ll
}

// derivatives uses ln[(α)ₓ(β)ₙ₋ₓ/(α+β)ₙ] as sums of ln(μ(1−ρ)+jρ) and the like,
// which stay exact where ρ goes to 0 and the gamma functions would cancel.
func (b betaBinomial) derivatives(x [3]float64, withLl bool) (ll float64, g [3]float64, h [3][3]float64) {
	rho := x[2]
	for _, a := range b.arms {
		p, p1, p2 := b.mean(x[0] + a.treated*x[1])
		if !(p > 0 && p < 1) || rho < 0 || rho >= 1 {
			return math.Inf(-1), g, h
		}
		s := risingSums(a.x, p, rho, withLl)
		f := risingSums(a.n-a.x, 1-p, rho, withLl)
		all := risingSums(a.n, 1, rho, withLl)
		if withLl {
			ll += logChoose(a.n, a.x) + s.ln + f.ln - all.ln
		}
		byP, byPP := s.byC-f.byC, s.byCC+f.byCC
		byR, byRR := s.byR+f.byR-all.byR, s.byRR+f.byRR-all.byRR
		byPR := s.byCR - f.byCR
		eta1, eta2, etaR := byP*p1, byPP*p1*p1+byP*p2, byPR*p1
		z := [2]float64{1, a.treated}
		for i := range 2 {
			g[i] += eta1 * z[i]
			h[i][2] += etaR * z[i]
			h[2][i] += etaR * z[i]
			for j := range 2 {
				h[i][j] += eta2 * z[i] * z[j]
			}
		}
		g[2] += byR
		h[2][2] += byRR
	}
	return ll, g, h
}

// rising is Σ ln(c(1−ρ) + jρ) for j < n with its derivatives by c and ρ.
type rising struct{ ln, byC, byCC, byR, byRR, byCR float64 }

func risingSums(n, c, rho float64, withLn bool) rising {
	var r rising
	product := 1.0
	for j := 0.0; j < n; j++ {
		v := c*(1-rho) + j*rho
		if withLn {
			product *= v
			if product < 1e-250 || product > 1e250 {
				r.ln += math.Log(product)
				product = 1
			}
		}
		inv := 1 / v
		dc, dr := (1-rho)*inv, (j-c)*inv
		r.byC += dc
		r.byCC -= dc * dc
		r.byR += dr
		r.byRR -= dr * dr
		r.byCR += -inv - dc*dr
	}
	if withLn {
		r.ln += math.Log(product)
	}
	return r
}

// maximise climbs by Newton steps, shortened until they gain; on the boundary
// ρ = 0 when the slope there points outwards.
func (b betaBinomial) maximise(x [3]float64) [3]float64 {
	zero := b.climb([3]float64{x[0], x[1], 0}, 2)
	best, bestLl := zero, b.logLikelihood(zero)
	for _, rho := range []float64{0.003, 0.05, 0.4} {
		inner := b.climb([3]float64{x[0], x[1], rho}, 3)
		if ll := b.logLikelihood(inner); inner[2] > 0 && ll > bestLl+1e-11*math.Abs(bestLl) {
			best, bestLl = inner, ll
		}
	}
	return best
}

// climb maximises over the first n parameters.
func (b betaBinomial) climb(x [3]float64, n int) [3]float64 {
	ll, g, h := b.derivatives(x, true)
	for range 200 {
		step := newtonStep(g, h, n)
		next, gain := x, false
		for range 60 {
			for i := range n {
				next[i] = x[i] + step[i]
			}
			if n == 3 && next[2] <= 0 {
				next[2] = x[2] / 10
			}
			if there := b.logLikelihood(next); there >= ll-1e-13*math.Abs(ll) {
				gain = true
				break
			}
			for i := range n {
				step[i] /= 2
			}
		}
		size := math.Abs(next[0]-x[0]) + math.Abs(next[1]-x[1]) + math.Abs(next[2]-x[2])
		if !gain {
			return x
		}
		x = next
		ll, g, h = b.derivatives(x, true)
		switch {
		case n == 3 && x[2] < 1e-10:
			x[2] = 0
			return x
		case size < 1e-12*(1+math.Abs(x[0])):
			return x
		}
	}
	return x
}

// newtonStep solves (−H + λI) step = g, with λ raised until the step climbs.
func newtonStep(g [3]float64, h [3][3]float64, n int) [3]float64 {
	scale := 0.0
	for i := range n {
		scale = math.Max(scale, math.Abs(h[i][i]))
	}
	for lambda := 0.0; ; lambda = math.Max(lambda*10, scale*1e-6) {
		rows := make([][]float64, n)
		for i := range n {
			rows[i] = make([]float64, n+1)
			for j := range n {
				rows[i][j] = -h[i][j]
			}
			rows[i][i] += lambda
			rows[i][n] = g[i]
		}
		solve(rows)
		var step [3]float64
		slope := 0.0
		for i := range n {
			step[i] = math.Max(-2, math.Min(2, rows[i][n]))
			slope += step[i] * g[i]
		}
		if slope >= 0 || lambda > 1e12*scale {
			return step
		}
	}
}

// standardError of the effect from the observed information, of the first two
// parameters alone when ρ is 0.
func (b betaBinomial) standardError(x [3]float64) float64 {
	_, _, h := b.derivatives(x, false)
	n := 3
	if x[2] == 0 {
		n = 2
	}
	rows := make([][]float64, n)
	for i := range n {
		rows[i] = make([]float64, n+1)
		for j := range n {
			rows[i][j] = -h[i][j]
		}
	}
	rows[1][n] = 1
	solve(rows)
	return math.Sqrt(rows[1][n])
}
