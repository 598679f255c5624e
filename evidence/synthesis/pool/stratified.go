package pool

import (
	"math"

	"dossier/evidence/synthesis/dist"
	"dossier/evidence/synthesis/effect"
)

// Stratified is a pooled effect of 2×2 or rate tables without a correction for
// zero cells: Mantel–Haenszel or Peto.
type Stratified struct {
	K          int // tables
	KYi        int // tables with a defined effect size, which Q compares
	Beta       float64
	Se         float64
	Stat       float64
	P          float64
	CiLb, CiUb float64
	Q, QP      float64
	I2, H2     float64

	// Tests that the pooled effect is null, and that the odds ratios agree. NaN
	// where they are not defined.
	MH, MHP float64 // Cochran–Mantel–Haenszel
	CO, COP float64 // Cochran
	BD, BDP float64 // Breslow–Day
	TA, TAP float64 // Breslow–Day with Tarone's correction
	KPos    int     // tables with positive margins, which BD and TA compare
}

// finish adds interval, test and heterogeneity. sizes are the effect sizes of
// the tables; those that are not defined stay out of Q.
func (r *Stratified) finish(sizes []effect.Size, level float64) {
	crit := critical(level, math.NaN())
	r.CiLb, r.CiUb = r.Beta-crit*r.Se, r.Beta+crit*r.Se
	r.Stat, r.P = math.NaN(), math.NaN()
	if r.Se > 0 {
		r.Stat = r.Beta / r.Se
		r.P = dist.NormalTwoSided(r.Stat)
	}
	for _, s := range sizes {
		if s.Defined() {
			r.KYi++
			r.Q += (s.Yi - r.Beta) * (s.Yi - r.Beta) / s.Vi
		}
	}
	df := float64(r.KYi - 1)
	r.QP, r.H2 = 1, 1
	if df > 0 {
		r.QP = dist.ChiSquaredTail(r.Q, df)
		r.I2 = math.Max(0, 100*(r.Q-df)/r.Q)
		r.H2 = r.Q / df
	}
}

func newStratified(k int) Stratified {
	nan := math.NaN()
	return Stratified{K: k, MH: nan, MHP: nan, CO: nan, COP: nan, BD: nan, BDP: nan, TA: nan, TAP: nan}
}

// forQ is how effect sizes enter Q: tables without events in both arms stay out.
func forQ() effect.Zeros { return effect.Zeros{Add: 0.5, To: effect.Only0, Drop00: true} }

// MantelHaenszel pools 2×2 tables for OR (variance: Robins, Breslow and
// Greenland 1986), RR (Greenland and Robins 1985) or RD (Sato, Greenland and
// Robins 1989). No cell is corrected; correct applies the continuity correction
// of 1/2 to the test statistics of the odds ratio.
func MantelHaenszel(m effect.Measure, tables []effect.Table, correct bool, level float64) (Stratified, error) {
	r := newStratified(len(tables))
	if len(tables) == 0 {
		return r, notEstimable("no study has a complete table")
	}
	for _, t := range tables {
		if err := effect.Complete(t); err != nil {
			return r, err
		}
	}
	var ok bool
	switch m {
	case effect.OR:
		r.Beta, r.Se, ok = mhOR(tables)
	case effect.RR:
		r.Beta, r.Se, ok = mhRR(tables)
	case effect.RD:
		r.Beta, r.Se, ok = mhRD(tables)
	default:
		return r, notEstimable("Mantel–Haenszel has no estimate of %s", m)
	}
	if !ok {
		return r, notEstimable("no study has events in one arm and non-events in the other")
	}
	r.finish(effect.Binary(m, tables, forQ()), level)
	if m == effect.OR {
		r.test(tables, correct)
		r.breslowDay(tables)
	}
	return r, nil
}

func mhOR(tables []effect.Table) (beta, se float64, ok bool) {
	var r, s, pr, psqr, qs float64
	for _, t := range tables {
		a, c := t.Ai, t.Ci
		b, d := t.N1i-a, t.N2i-c
		n := t.N1i + t.N2i
		ri, si := a*d/n, b*c/n
		p, q := (a+d)/n, (b+c)/n
		r, s = r+ri, s+si
		pr, psqr, qs = pr+p*ri, psqr+p*si+q*ri, qs+q*si
	}
	v := (pr/(r*r) + psqr/(r*s) + qs/(s*s)) / 2
	return math.Log(r / s), math.Sqrt(v), r > 0 && s > 0
}

func mhRR(tables []effect.Table) (beta, se float64, ok bool) {
	var r, s, v float64
	for _, t := range tables {
		n, m := t.N1i+t.N2i, t.Ai+t.Ci
		r += t.Ai * t.N2i / n
		s += t.Ci * t.N1i / n
		v += t.N1i*t.N2i*m/(n*n) - t.Ai*t.Ci/n
	}
	return math.Log(r / s), math.Sqrt(v / (r * s)), r > 0 && s > 0
}

func mhRD(tables []effect.Table) (beta, se float64, ok bool) {
	var top, w, p, q float64
	for _, t := range tables {
		a, c, n1, n2 := t.Ai, t.Ci, t.N1i, t.N2i
		n := n1 + n2
		top += a*n2/n - c*n1/n
		w += n1 * n2 / n
		p += c*n1*n1/(n*n) - a*n2*n2/(n*n) + n1*n2/(n*n)*(n2-n1)/2
		q += a*(n2-c)/n + c*(n1-a)/n
	}
	beta = top / w
	return beta, math.Sqrt(math.Max(0, beta*p+q/2)) / w, w > 0
}

// MantelHaenszelRates pools rate tables for IRR (Greenland and Robins 1985) or
// IRD.
func MantelHaenszelRates(m effect.Measure, tables []effect.PersonTime, correct bool, level float64) (Stratified, error) {
	res := newStratified(len(tables))
	if len(tables) == 0 {
		return res, notEstimable("no study has a complete table")
	}
	var r, s, v, top, w, vd, excess, variance float64
	for _, t := range tables {
		if err := effect.Complete(t); err != nil {
			return res, err
		}
		total, x := t.T1i+t.T2i, t.X1i+t.X2i
		wi := t.T1i * t.T2i / total
		r += t.X1i * t.T2i / total
		s += t.X2i * t.T1i / total
		v += wi * x / total
		top += (t.X1i*t.T2i - t.X2i*t.T1i) / total
		w += wi
		vd += wi * wi * (t.X1i/(t.T1i*t.T1i) + t.X2i/(t.T2i*t.T2i))
		excess += t.X1i - x*t.T1i/total
		variance += x * wi / total
	}
	switch m {
	case effect.IRR:
		if !(r > 0 && s > 0) {
			return res, notEstimable("no events in one arm of all studies")
		}
		res.Beta, res.Se = math.Log(r/s), math.Sqrt(v/(r*s))
		res.MH, res.MHP = scoreTest(excess, variance, correct)
	case effect.IRD:
		res.Beta, res.Se = top/w, math.Sqrt(vd)/w
	default:
		return res, notEstimable("Mantel–Haenszel has no estimate of %s", m)
	}
	res.finish(effect.Rates(m, tables, forQ()), level)
	return res, nil
}

// scoreTest is (|excess| − ½)²/variance against chi-squared with one degree of
// freedom.
func scoreTest(excess, variance float64, correct bool) (stat, p float64) {
	d := math.Abs(excess)
	if correct {
		d -= 0.5
	}
	stat = d * d / variance
	return stat, dist.ChiSquaredTail(stat, 1)
}

func (r *Stratified) test(tables []effect.Table, correct bool) {
	var excess, mh, co float64
	for _, t := range tables {
		n, m := t.N1i+t.N2i, t.Ai+t.Ci
		excess += t.Ai - t.N1i*m/n
		product := t.N1i * t.N2i * m * (n - m)
		mh += product / (n * n * (n - 1))
		co += product / (n * n * n)
	}
	r.MH, r.MHP = scoreTest(excess, mh, correct)
	r.CO, r.COP = scoreTest(excess, co, correct)
}

// breslowDay compares each table with the one expected under the pooled odds
// ratio, for tables with positive margins.
func (r *Stratified) breslowDay(tables []effect.Table) {
	or := math.Exp(r.Beta)
	var bd, excess, variance float64
	for _, t := range tables {
		m := t.Ai + t.Ci
		if m == 0 || m == t.N1i+t.N2i {
			continue
		}
		r.KPos++
		e := expectedCount(t, m, or)
		v := 1 / (1/e + 1/(m-e) + 1/(t.N1i-e) + 1/(t.N2i-m+e))
		bd += (t.Ai - e) * (t.Ai - e) / v
		excess += t.Ai - e
		variance += v
	}
	df := float64(r.KPos - 1)
	r.BD, r.TA = bd, bd-excess*excess/variance
	r.BDP, r.TAP = 1, 1
	if df > 0 {
		r.BDP, r.TAP = dist.ChiSquaredTail(r.BD, df), dist.ChiSquaredTail(r.TA, df)
	}
}

// expectedCount solves e(n2−m+e) = or (n1−e)(m−e) for e.
func expectedCount(t effect.Table, m, or float64) float64 {
	a := 1 - or
	b := t.N2i - m + or*(m+t.N1i)
	c := -or * m * t.N1i
	if math.Abs(a) < 1e-14 {
		return -c / b
	}
	return 2 * -c / (b + math.Sqrt(b*b-4*a*c)) // the root within the margins, without cancellation
}

// Peto pools 2×2 tables by the one-step method (Yusuf 1985). Use it only for
// rare events, arms of similar size and small effects.
func Peto(tables []effect.Table, level float64) (Stratified, error) {
	oe, v := make([]float64, len(tables)), make([]float64, len(tables))
	for i, t := range tables {
		if err := effect.Complete(t); err != nil {
			return newStratified(len(tables)), err
		}
		oe[i], v[i] = t.Peto()
	}
	return peto(oe, v, effect.Binary(effect.PETO, tables, effect.Zeros{To: effect.None, Drop00: true}), level)
}

// PetoOE pools observed minus expected events with their variances.
func PetoOE(oe, v []float64, level float64) (Stratified, error) {
	sizes := make([]effect.Size, len(oe))
	for i := range oe {
		sizes[i] = effect.Size{Yi: oe[i] / v[i], Vi: 1 / v[i]}
	}
	return peto(oe, v, sizes, level)
}

func peto(oe, v []float64, sizes []effect.Size, level float64) (Stratified, error) {
	r := newStratified(len(oe))
	var top, bottom float64
	for i := range oe {
		if v[i] > 0 { // a table without events has no variance and no information
			top += oe[i]
			bottom += v[i]
		}
	}
	if !(bottom > 0) {
		return r, notEstimable("no study has an event")
	}
	r.Beta, r.Se = top/bottom, math.Sqrt(1/bottom)
	r.finish(sizes, level)
	return r, nil
}
