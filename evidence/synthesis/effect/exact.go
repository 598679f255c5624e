package effect

import (
	"math"

	"dossier/evidence/synthesis/dist"
)

// PoissonRate gives x events in time t as a rate per `per` units of time, with
// exact limits (Garwood 1936).
func PoissonRate(x, t, per, level float64) Interval {
	tail := (1 - level/100) / 2
	r := Interval{Est: x / t * per, Ub: dist.ChiSquaredQuantile(1-tail, 2*x+2) / (2 * t) * per}
	if x > 0 {
		r.Lb = dist.ChiSquaredQuantile(tail, 2*x) / (2 * t) * per
	}
	return r
}

// ClopperPearson gives x of n as a proportion with exact limits.
func ClopperPearson(x, n, level float64) Interval {
	tail := (1 - level/100) / 2
	r := Interval{Est: x / n, Lb: 0, Ub: 1}
	if x > 0 {
		r.Lb = dist.BetaQuantile(tail, x, n-x+1)
	}
	if x < n {
		r.Ub = dist.BetaQuantile(1-tail, x+1, n-x)
	}
	return r
}

// Wilson gives x of n as a proportion with score limits (Wilson 1927).
func Wilson(x, n, level float64) Interval {
	z := ZCrit(level)
	p := x / n
	middle := (p + z*z/(2*n)) / (1 + z*z/n)
	half := z / (1 + z*z/n) * math.Sqrt(p*(1-p)/n+z*z/(4*n*n))
	r := Interval{Est: p, Lb: math.Max(0, middle-half), Ub: math.Min(1, middle+half)}
	if x == 0 {
		r.Lb = 0
	}
	if x == n {
		r.Ub = 1
	}
	return r
}

// Newcombe gives the risk difference of a table with limits from the two Wilson
// intervals (Newcombe 1998, method 10).
func Newcombe(t Table, level float64) Interval {
	w1, w2 := Wilson(t.Ai, t.N1i, level), Wilson(t.Ci, t.N2i, level)
	d := w1.Est - w2.Est
	return Interval{
		Est: d,
		Lb:  d - math.Hypot(w1.Est-w1.Lb, w2.Ub-w2.Est),
		Ub:  d + math.Hypot(w1.Ub-w1.Est, w2.Est-w2.Lb),
	}
}

// FisherExact is the two-sided p value of a 2×2 table: the sum of the
// probabilities of all tables with the same margins that are no more likely
// than the one observed.
func FisherExact(t Table) float64 {
	m, n := t.Ai+t.Ci, t.N1i+t.N2i
	low, high := math.Max(0, m-t.N2i), math.Min(m, t.N1i)
	logP := func(a float64) float64 {
		return logChoose(t.N1i, a) + logChoose(t.N2i, m-a) - logChoose(n, m)
	}
	observed := logP(t.Ai)
	p := 0.0
	for a := low; a <= high; a++ {
		if lp := logP(a); lp <= observed+1e-7 { // as R: relative slack for ties
			p += math.Exp(lp)
		}
	}
	return math.Min(1, p)
}

func logChoose(n, k float64) float64 {
	a, _ := math.Lgamma(n + 1)
	b, _ := math.Lgamma(k + 1)
	c, _ := math.Lgamma(n - k + 1)
	return a - b - c
}

// ExactIRR gives the rate ratio of two arms with limits conditional on the
// total of events (Clopper–Pearson on x1 given x1 + x2). A ratio or limit
// without bound is +Inf; without any event all are NaN.
func ExactIRR(t PersonTime, level float64) Interval {
	total := t.X1i + t.X2i
	if total == 0 {
		return Interval{math.NaN(), math.NaN(), math.NaN()}
	}
	share := ClopperPearson(t.X1i, total, level)
	return share.each(func(p float64) float64 {
		if p == 1 {
			return math.Inf(1)
		}
		return p / (1 - p) * t.T2i / t.T1i
	})
}

// OIS is the optimal information size of a binary outcome.
type OIS struct {
	P1                          float64 // risk with treatment
	ControlReal                 float64 // participants in the control arm before rounding
	Control, Treated, TotalSize float64 // rounded up
}

// OptimalInformationSize gives the size of an adequately powered trial: control
// risk p0, relative risk reduction rrr, two-sided alpha, ratio = treated per
// control (Guyatt 2011, 10.1016/j.jclinepi.2011.01.012).
func OptimalInformationSize(p0, rrr, alpha, power, ratio float64) OIS {
	p1 := p0 * (1 - rrr)
	mean := (ratio*p1 + p0) / (ratio + 1)
	za, zb := dist.NormalQuantile(alpha/2), dist.NormalQuantile(1-power)
	root := za*math.Sqrt((1+1/ratio)*mean*(1-mean)) + zb*math.Sqrt(p0*(1-p0)+p1*(1-p1)/ratio)
	n := root * root / ((p0 - p1) * (p0 - p1))
	o := OIS{P1: p1, ControlReal: n, Control: math.Ceil(n), Treated: math.Ceil(n * ratio)}
	o.TotalSize = o.Control + o.Treated
	return o
}
