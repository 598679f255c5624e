package pool

import (
	"math"

	"dossier/evidence/synthesis/dist"
)

// profile is a log-likelihood of τ² and its derivative, up to constants and a
// positive factor.
type profile struct {
	score func(t float64) float64
	sign  func(t float64) float64 // a cheaper score, good for its sign
	ll    func(t float64) float64
	low   float64 // well below the smallest scale of the data
	high  float64 // beyond which the score is negative
	tol   float64
}

// maximum finds the global maximum over τ² ≥ 0. The score may change sign more
// than once, so a logarithmic grid is searched for every fall through 0, each
// is refined, and the likelihoods are compared with that at τ² = 0.
func (p profile) maximum() float64 {
	best, bestLl, candidates := 0.0, math.Inf(-1), 0
	consider := func(t float64) {
		candidates++
		switch candidates {
		case 1: // most data have one maximum: no likelihood is needed then
			best = t
			return
		case 2:
			bestLl = p.ll(best)
		}
		if ll := p.ll(t); ll > bestLl {
			best, bestLl = t, ll
		}
	}
	before, from := p.sign(0), 0.0
	if before <= 0 {
		consider(0)
	}
	const step = 1.7782794100389228 // four points per decade
	for t := p.low; t < math.MaxFloat64/4; t *= step {
		sign := p.sign(t)
		if before > 0 && sign <= 0 {
			consider(p.refine(from, t))
		}
		before, from = sign, t
		if t > p.high && sign <= 0 {
			break
		}
	}
	return best
}

// refine finds the root between two points of the grid. When the exact score
// disagrees with the cheap one about a sign, the root is at that end.
func (p profile) refine(from, to float64) float64 {
	if p.score(from) <= 0 {
		return from
	}
	if p.score(to) >= 0 {
		return to
	}
	return dist.Root(p.score, from, to, p.tol)
}
