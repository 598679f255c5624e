package effect

import "math"

// Means is a pair of arms with mean, standard deviation and size. A NaN is a
// missing value.
type Means struct{ M1i, Sd1i, N1i, M2i, Sd2i, N2i float64 }

// Check refuses standard deviations and sizes that cannot be.
func (m Means) Check() error {
	for _, c := range []struct {
		name  string
		value float64
	}{{"sd1i", m.Sd1i}, {"sd2i", m.Sd2i}} {
		if c.value < 0 || math.IsInf(c.value, 0) {
			return wrong(c.name, c.value, "is not a standard deviation")
		}
	}
	for _, c := range []struct {
		name  string
		value float64
	}{{"n1i", m.N1i}, {"n2i", m.N2i}} {
		if c.value <= 0 || math.IsInf(c.value, 0) {
			return wrong(c.name, c.value, "is not a number of participants")
		}
	}
	return nil
}

// VType says how the variance of a difference of means is estimated.
type VType string

// The ways: large sample (MD: unpooled), unbiased (SMD), and homoscedastic (MD:
// with the pooled standard deviation).
const (
	LS VType = "LS"
	UB VType = "UB"
	HO VType = "HO"
)

// Differences gives the effect sizes of pairs of means for MD, SMD, SMDH or
// ROM. SMD carries the exact small-sample correction.
func Differences(m Measure, pairs []Means, v VType) []Size {
	sizes := make([]Size, len(pairs))
	for i, p := range pairs {
		if missing(p.M1i, p.Sd1i, p.N1i, p.M2i, p.Sd2i, p.N2i) {
			sizes[i] = undefined()
			continue
		}
		sizes[i] = p.size(m, v)
	}
	return sizes
}

func (p Means) size(m Measure, v VType) Size {
	v1, v2 := p.Sd1i*p.Sd1i, p.Sd2i*p.Sd2i
	df := p.N1i + p.N2i - 2
	pooled := ((p.N1i-1)*v1 + (p.N2i-1)*v2) / df
	diff := p.M1i - p.M2i
	reciprocal := 1/p.N1i + 1/p.N2i
	switch m {
	case MD:
		if v == HO {
			return size(diff, pooled*reciprocal)
		}
		return size(diff, v1/p.N1i+v2/p.N2i)
	case SMD:
		j := HedgesJ(df)
		y := j * diff / math.Sqrt(pooled)
		if v == UB {
			return size(y, reciprocal+(1-(df-2)/(df*j*j))*y*y)
		}
		return size(y, reciprocal+y*y/(2*(p.N1i+p.N2i)))
	case SMDH: // Bonett 2009 (10.1037/a0014699), as metafor computes it
		mean, j := (v1+v2)/2, HedgesJ(df)
		y := j * diff / math.Sqrt(mean)
		return size(y, j*j*(y*y*(v1*v1/(p.N1i-1)+v2*v2/(p.N2i-1))/(8*mean*mean)+(v1/(p.N1i-1)+v2/(p.N2i-1))/mean))
	case ROM:
		return size(math.Log(p.M1i/p.M2i), v1/(p.N1i*p.M1i*p.M1i)+v2/(p.N2i*p.M2i*p.M2i))
	}
	return undefined()
}

// HedgesJ is the exact correction factor for the bias of a standardised mean
// difference with df degrees of freedom.
func HedgesJ(df float64) float64 {
	if !(df > 1) {
		return math.NaN()
	}
	top, _ := math.Lgamma(df / 2)
	bottom, _ := math.Lgamma((df - 1) / 2)
	return math.Exp(top - math.Log(math.Sqrt(df/2)) - bottom)
}

// Group is the mean, standard deviation and size of one group.
type Group struct{ N, Mean, Sd float64 }

// Combine makes one group of several, keeping the variation between them
// (Cochrane Handbook, table 6.5.a, extended to any number of groups).
func Combine(groups ...Group) Group {
	var n, sum float64
	for _, g := range groups {
		n += g.N
		sum += g.N * g.Mean
	}
	mean := sum / n
	var squares float64
	for _, g := range groups {
		squares += (g.N-1)*g.Sd*g.Sd + g.N*(g.Mean-mean)*(g.Mean-mean)
	}
	return Group{N: n, Mean: mean, Sd: math.Sqrt(squares / (n - 1))}
}
