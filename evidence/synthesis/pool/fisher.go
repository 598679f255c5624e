package pool

import "math"

// fisher estimates τ² by ML, REML or EB as metafor does with its default
// settings: Fisher scoring from the Hedges estimate until a step is at most
// 1e-5. That is short of convergence by several digits; it is used only where a
// published procedure is defined by it (the trimmed fits of trim and fill).
// Data on which it does not converge in 100 steps get the exact search.
func (s *sample) fisher(m Method) float64 {
	const threshold, maxSteps = 1e-5, 100
	t := math.Max(0, s.hedges())
	for range maxSteps {
		step := s.fisherStep(m, t)
		for t+step < 0 {
			step /= 2
			if math.Abs(step) < 1e-300 {
				step = -t
				break
			}
		}
		t += step
		if math.Abs(step) <= threshold {
			if m != EB && t > threshold && s.logLikelihood(m, 0) > s.logLikelihood(m, t) {
				return 0
			}
			return t
		}
	}
	return s.tau2(m, s.at(0))
}

func (s *sample) fisherStep(m Method, t float64) float64 {
	k := float64(len(s.y))
	r := s.at(t)
	switch m {
	case ML:
		return (r.a - r.s1) / r.s2
	case REML:
		return (r.a - r.trP()) / r.trPP()
	default:
		return (r.q*k/(k-1) - k) / r.s1
	}
}
