package pool

import (
	"math"
	"slices"

	"dossier/evidence/synthesis/dist"
)

// tau2 estimates the between-study variance. zero holds the sums at τ² = 0.
func (s *sample) tau2(m Method, zero sums) float64 {
	k := float64(len(s.y))
	if k < 2 {
		return 0
	}
	switch m {
	case DL:
		return math.Max(0, (zero.q-(k-1))/zero.trP())
	case HE:
		return math.Max(0, s.hedges())
	case HS:
		return math.Max(0, (zero.q-k)/zero.s1)
	case HSk:
		return math.Max(0, (k/(k-1)*zero.q-k)/zero.s1)
	case SJ:
		t0 := s.crude()
		if t0 == 0 {
			return 0
		}
		return t0 * s.at(t0).q / (k - 1)
	case PM, EB:
		return s.rootOfQ(zero.q, k-1)
	case PMM:
		return s.rootOfQ(zero.q, dist.ChiSquaredQuantile(0.5, k-1))
	case ML, REML:
		return s.maximum(m)
	}
	return 0
}

// hedges is the unweighted moment estimator, not truncated.
func (s *sample) hedges() float64 {
	mean := 0.0
	for _, v := range s.v {
		mean += v
	}
	return s.vary - mean/float64(len(s.v))
}

// crude is the mean squared deviation of y, the start of Sidik and Jonkman.
func (s *sample) crude() float64 {
	k := float64(len(s.y))
	return s.vary * (k - 1) / k
}

// rootOfQ finds τ² with Q(τ²) = target; Q falls strictly, so there is at most
// one, and 0 is the answer when Q(0) is below the target already.
func (s *sample) rootOfQ(q0, target float64) float64 {
	if q0 <= target {
		return 0
	}
	f := func(t float64) float64 { return s.at(t).q - target }
	high := math.Max(s.median, s.vary)
	for f(high) > 0 {
		high *= 4
	}
	return dist.Root(f, 0, high, s.tolerance())
}

// tolerance is the accuracy to which τ² is found, far below any printed digit.
func (s *sample) tolerance() float64 { return 1e-18 * (s.median + s.vary) }

// maximum finds the global maximum of the (restricted) likelihood.
func (s *sample) maximum(m Method) float64 {
	low, high := searchRange(s.y, s.v)
	return profile{
		score: func(t float64) float64 {
			r := s.at(t)
			if m == ML {
				return r.a - r.s1
			}
			return r.a - r.trP()
		},
		sign: func(t float64) float64 { return s.scoreSign(m, t) },
		ll:   func(t float64) float64 { return s.logLikelihood(m, t) },
		low:  low, high: high, tol: s.tolerance(),
	}.maximum()
}

// searchRange spans the scales on which the likelihood can turn: from well
// below the smallest sampling variance to beyond the square of the widest
// difference of estimates, where the score is negative.
func searchRange(y, v []float64) (low, high float64) {
	low = slices.Min(v)
	top, bottom := slices.Max(y), slices.Min(y)
	span := (top - bottom) * (top - bottom)
	high = 2 * span
	low /= 100
	if span > 0 && span < low {
		low = span / 100
	}
	return low, math.Max(high, low)
}

// scoreSign is the score in one pass; its sign is all that the search needs.
func (s *sample) scoreSign(m Method, t float64) float64 {
	var s1, s2, wy, w2y, w2yy float64
	for i, v := range s.v {
		w := 1 / (v + t)
		y := s.y[i]
		w2 := w * w
		s1 += w
		s2 += w2
		wy += w * y
		w2y += w2 * y
		w2yy += w2 * y * y
	}
	b := wy / s1
	a := w2yy - 2*b*w2y + b*b*s2
	if m == ML {
		return a - s1
	}
	return a - s1 + s2/s1
}

// logLikelihood without constants.
func (s *sample) logLikelihood(m Method, t float64) float64 {
	r := s.at(t)
	logs := s.sumOfLogs(t)
	if m == ML {
		return -(logs + r.q) / 2
	}
	return -(logs + math.Log(r.s1) + r.q) / 2
}

// seTau2 is the standard error of τ² as metafor gives it (Viechtbauer 2005;
// Sidik and Jonkman 2005 for SJ). NaN for one study and for FE.
func (s *sample) seTau2(m Method, t float64, zero, r sums) float64 {
	k := float64(len(s.y))
	if k < 2 {
		return math.NaN()
	}
	// variance of a quadratic form y'Ay with y ~ N(0, V + tI)
	moment := func(scale, trP, trPP float64) float64 {
		return math.Sqrt(2*(k-1)+4*t*trP+2*t*t*trPP) / scale
	}
	switch m {
	case DL:
		return moment(zero.trP(), zero.trP(), zero.trPP())
	case HS:
		return moment(zero.s1, zero.trP(), zero.trPP())
	case HSk:
		return moment(zero.s1, zero.trP(), zero.trPP()) * k / (k - 1)
	case HE:
		return s.seHedges(t)
	case SJ:
		return s.seSidikJonkman(t)
	case ML:
		return math.Sqrt(2 / r.s2)
	case REML:
		return math.Sqrt(2 / r.trPP())
	case PM, PMM, EB:
		return math.Sqrt(2*k*k/(k-1)) / r.s1
	}
	return math.NaN()
}

func (s *sample) seHedges(t float64) float64 {
	k := float64(len(s.y))
	var v1, v2 float64
	for _, v := range s.v {
		v1 += v
		v2 += v * v
	}
	pvpv := (1-1/k)*(1-1/k)*v2 + (v1*v1-v2)/(k*k)
	pv := (1 - 1/k) * v1
	return math.Sqrt(2*pvpv+4*t*pv+2*t*t*(k-1)) / (k - 1)
}

func (s *sample) seSidikJonkman(t float64) float64 {
	k := float64(len(s.y))
	t0 := s.crude()
	if t0 == 0 {
		return 0
	}
	r := s.at(t0)
	var pvpv, pvp, w2v, w4v2 float64
	for i, v := range s.v {
		w := s.w[i]
		diagonal := w * (1 - w/r.s1)
		pvpv += diagonal * diagonal * v * v
		w2v += w * w * v
		w4v2 += w * w * w * w * v * v
		pvp += v * (diagonal*diagonal + w*w*(r.s2-w*w)/(r.s1*r.s1))
	}
	pvpv += (w2v*w2v - w4v2) / (r.s1 * r.s1)
	return math.Sqrt(t0 * t0 / ((k - 1) * (k - 1)) * (2*pvpv + 4*t*pvp + 2*t*t*r.trPP()))
}

// medianOf uses the scratch slice to sort.
func medianOf(values, scratch []float64) float64 {
	copy(scratch, values)
	slices.Sort(scratch)
	n := len(scratch)
	if n%2 == 1 {
		return scratch[n/2]
	}
	return (scratch[n/2-1] + scratch[n/2]) / 2
}
