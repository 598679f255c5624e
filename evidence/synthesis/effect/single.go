package effect

import "math"

// Proportion is xi events among ni participants of one arm. A NaN is a missing
// value.
type Proportion struct{ Xi, Ni float64 }

// Missing tells whether a value is not given.
func (p Proportion) Missing() bool { return missing(p.Xi, p.Ni) }

// Check refuses counts that cannot be.
func (p Proportion) Check() error {
	switch {
	case p.Xi < 0 || math.IsInf(p.Xi, 0):
		return wrong("xi", p.Xi, "is not a count of events")
	case p.Ni < 0 || math.IsInf(p.Ni, 0):
		return wrong("ni", p.Ni, "is not a number of participants")
	case p.Xi > p.Ni:
		return wrong("xi", p.Xi, "is more than ni")
	}
	return nil
}

// Proportions gives the effect sizes of single arms for PR, PLN, PLO, PAS or
// PFT. The arcsine transformations are defined at 0 and n and are never
// corrected.
func Proportions(m Measure, arms []Proportion, zeros Zeros) []Size {
	anyZero := false
	for _, p := range arms {
		anyZero = anyZero || p.Xi == 0 || p.Xi == p.Ni
	}
	sizes := make([]Size, len(arms))
	for i, p := range arms {
		if missing(p.Xi, p.Ni) {
			sizes[i] = undefined()
			continue
		}
		if m != PAS && m != PFT && zeros.corrects(p.Xi == 0 || p.Xi == p.Ni, anyZero) {
			p.Xi += zeros.Add
			p.Ni += 2 * zeros.Add
		}
		sizes[i] = p.size(m)
	}
	return sizes
}

func (p Proportion) size(m Measure) Size {
	x, n := p.Xi, p.Ni
	risk := x / n
	switch m {
	case PR:
		return size(risk, risk*(1-risk)/n)
	case PLN:
		return size(math.Log(risk), 1/x-1/n)
	case PLO:
		return size(math.Log(x/(n-x)), 1/x+1/(n-x))
	case PAS:
		return size(math.Asin(math.Sqrt(risk)), 1/(4*n))
	case PFT:
		return size(doubleArcsine(x, n), 1/(4*n+2))
	}
	return undefined()
}

// doubleArcsine is the transformation of Freeman and Tukey (1950).
func doubleArcsine(x, n float64) float64 {
	return (math.Asin(math.Sqrt(x/(n+1))) + math.Asin(math.Sqrt((x+1)/(n+1)))) / 2
}

// FreemanTukeyBack turns a pooled double arcsine y (radians) back into a
// proportion, for a nominal sample size n, usually the harmonic mean of the
// studies' (Miller 1978). The result depends on n: say which one was used.
func FreemanTukeyBack(y, n float64) float64 {
	switch {
	case math.IsNaN(y) || !(n > 0):
		return math.NaN()
	case y < doubleArcsine(0, n):
		return 0
	case y > doubleArcsine(n, n):
		return 1
	}
	t := 2 * y
	inner := math.Sin(t) + (math.Sin(t)-1/math.Sin(t))/n
	return (1 - math.Copysign(1, math.Cos(t))*math.Sqrt(math.Max(0, 1-inner*inner))) / 2
}

// freemanTukeyRateBack solves y = (√r + √(r + 1/t))/2 for the rate r: with both roots
// a and b, (b − a)(b + a) = 1/t and b + a = 2y.
func freemanTukeyRateBack(y, t float64) float64 {
	if !(t > 0) {
		return math.NaN()
	}
	if y <= math.Sqrt(1/t)/2 { // the value of a rate of 0
		return 0
	}
	root := y - 1/(4*y*t)
	return root * root
}

// HarmonicMean is k divided by the sum of reciprocals.
func HarmonicMean(values []float64) float64 {
	sum := 0.0
	for _, v := range values {
		sum += 1 / v
	}
	return float64(len(values)) / sum
}

// SingleRate is xi events in ti time at risk. A NaN is a missing value.
type SingleRate struct{ Xi, Ti float64 }

// Missing tells whether a value is not given.
func (r SingleRate) Missing() bool { return missing(r.Xi, r.Ti) }

// Check refuses counts and times that cannot be.
func (r SingleRate) Check() error { return checkRate("xi", r.Xi, "ti", r.Ti) }

// SingleRates gives the effect sizes of single arms for IR, IRLN, IRS or IRFT.
// The square-root transformations are defined at 0 and are never corrected.
func SingleRates(m Measure, arms []SingleRate, zeros Zeros) []Size {
	anyZero := false
	for _, r := range arms {
		anyZero = anyZero || r.Xi == 0
	}
	sizes := make([]Size, len(arms))
	for i, r := range arms {
		if missing(r.Xi, r.Ti) {
			sizes[i] = undefined()
			continue
		}
		if m != IRS && m != IRFT && zeros.corrects(r.Xi == 0, anyZero) {
			r.Xi += zeros.Add
		}
		sizes[i] = r.size(m)
	}
	return sizes
}

func (r SingleRate) size(m Measure) Size {
	rate := r.Xi / r.Ti
	switch m {
	case IR:
		return size(rate, r.Xi/(r.Ti*r.Ti))
	case IRLN:
		return size(math.Log(rate), 1/r.Xi)
	case IRS:
		return size(math.Sqrt(rate), 1/(4*r.Ti))
	case IRFT:
		return size((math.Sqrt(rate)+math.Sqrt((r.Xi+1)/r.Ti))/2, 1/(4*r.Ti))
	}
	return undefined()
}
