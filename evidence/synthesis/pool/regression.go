package pool

import (
	"fmt"
	"math"
	"slices"

	"dossier/evidence/synthesis/dist"
)

// Regression is a meta-regression: coefficients (intercept first), residual
// heterogeneity and how much of it the moderators explain.
type Regression struct {
	K    int
	Beta []float64
	Se   []float64
	Stat []float64
	Df   float64 // of the coefficients; NaN for a normal test
	P    []float64
	CiLb []float64
	CiUb []float64

	QM            float64 // test of all moderators, F for knha, t and adhoc
	QMDf1, QMDf2  float64 // QMDf2 is NaN for chi-squared
	QMP           float64
	Tau2          float64
	QE, QEDf, QEP float64
	I2, H2        float64
	R2            float64 // per cent of τ² explained; FE: adjusted R² of the weighted regression
}

// Regress fits yi on an intercept and moderators (each a column of values in
// study order) by weighted least squares with the residual τ² of o.Method.
func Regress(yi, vi []float64, moderators [][]float64, o Options) (Regression, error) {
	if err := o.Check(); err != nil {
		return Regression{}, err
	}
	s, err := newSample(yi, vi)
	if err != nil {
		return Regression{}, err
	}
	d, err := newDesign(s, moderators)
	if err != nil {
		return Regression{}, err
	}
	k, p := float64(len(yi)), float64(d.p)
	zero := d.at(0)
	r := Regression{K: len(yi), QE: zero.q, QEDf: k - p, QEP: dist.ChiSquaredTail(zero.q, k-p)}
	if r.Tau2, err = d.tau2(o.Method, zero); err != nil {
		return Regression{}, err
	}
	d.infer(&r, o, d.at(r.Tau2)) // the search for τ² left the decomposition elsewhere
	vt := (k - p) / zero.trP
	if o.Method == FE {
		r.I2 = math.Max(0, 100*(r.QE-r.QEDf)/r.QE)
		r.H2 = r.QE / r.QEDf
	} else {
		r.I2, r.H2 = inconsistency(r.Tau2, vt)
	}
	r.R2 = s.explained(o.Method, r)
	return r, nil
}

// explained is R² against the model without moderators.
func (s *sample) explained(m Method, r Regression) float64 {
	zero := s.at(0)
	if m == FE {
		return math.Max(0, 100*(1-r.QE/r.QEDf/(zero.q/float64(len(s.y)-1))))
	}
	null := s.tau2(m, zero)
	if null == 0 {
		return 0
	}
	return math.Max(0, 100*(null-r.Tau2)/null)
}

// design is a sample with a model matrix of full rank.
type design struct {
	*sample
	p     int
	x     [][]float64 // columns, the first all 1
	q     [][]float64 // orthonormal columns of √w·x
	r     [][]float64 // upper triangle: √w·x = q·r
	resid []float64   // (I − qq')√w·y
	h     []float64   // leverages
}

func newDesign(s *sample, moderators [][]float64) (*design, error) {
	k := len(s.y)
	d := &design{sample: s, p: len(moderators) + 1, resid: make([]float64, k), h: make([]float64, k)}
	ones := make([]float64, k)
	for i := range ones {
		ones[i] = 1
	}
	d.x = append([][]float64{ones}, moderators...)
	for j, column := range d.x {
		if len(column) != k {
			return nil, fmt.Errorf("moderator %d has %d values for %d studies", j, len(column), k)
		}
		for i, v := range column {
			if math.IsNaN(v) || math.IsInf(v, 0) {
				return nil, notEstimable("moderator %d of study %d is %v", j, i+1, v)
			}
		}
		d.q = append(d.q, make([]float64, k))
		d.r = append(d.r, make([]float64, d.p))
	}
	if k <= d.p {
		return nil, notEstimable("%d studies for %d coefficients", k, d.p)
	}
	if !d.fullRank() {
		return nil, notEstimable("the moderators do not differ between the studies, or repeat each other")
	}
	return d, nil
}

func (d *design) fullRank() bool {
	d.at(0)
	for j := range d.p {
		norm := 0.0
		for i, v := range d.x[j] {
			norm += v * v / d.v[i]
		}
		if !(math.Abs(d.r[j][j]) > 1e-9*math.Sqrt(norm)) {
			return false
		}
	}
	return true
}

// state is what a fit at a given τ² consists of.
type state struct {
	beta []float64
	q    float64 // y'Py
	a    float64 // y'PPy
	trP  float64
	s1   float64 // Σw
	s2   float64 // Σw²
	logX float64 // ln |X'WX|
}

// at solves the weighted least squares problem by modified Gram–Schmidt, which
// does not square the condition number as the normal equations do.
func (d *design) at(t float64) state {
	k := len(d.y)
	st := state{beta: make([]float64, d.p)}
	for i, v := range d.v {
		w := 1 / (v + t)
		d.w[i] = math.Sqrt(w)
		st.s1 += w
		st.s2 += w * w
		d.h[i] = 0
		d.resid[i] = d.w[i] * d.y[i]
	}
	coefficients := make([]float64, d.p)
	for j := range d.p {
		column := d.q[j]
		for i := range k {
			column[i] = d.w[i] * d.x[j][i]
		}
		for l := range j {
			d.r[l][j] = 0
		}
		for range 2 { // the second pass restores orthogonality to full precision
			for l := range j {
				dot := inner(d.q[l], column)
				d.r[l][j] += dot
				axpy(-dot, d.q[l], column)
			}
		}
		norm := math.Sqrt(inner(column, column))
		d.r[j][j] = norm
		st.logX += 2 * math.Log(norm)
		for i := range column {
			column[i] /= norm
			d.h[i] += column[i] * column[i]
		}
		coefficients[j] = inner(column, d.resid)
		axpy(-coefficients[j], column, d.resid)
	}
	for j := d.p - 1; j >= 0; j-- {
		sum := coefficients[j]
		for l := j + 1; l < d.p; l++ {
			sum -= d.r[j][l] * st.beta[l]
		}
		st.beta[j] = sum / d.r[j][j]
	}
	for i, e := range d.resid {
		w := d.w[i] * d.w[i]
		st.q += e * e
		st.a += w * e * e
		st.trP += w * (1 - d.h[i])
	}
	return st
}

func inner(a, b []float64) float64 {
	sum := 0.0
	for i := range a {
		sum += a[i] * b[i]
	}
	return sum
}

func axpy(f float64, x, y []float64) {
	for i := range x {
		y[i] += f * x[i]
	}
}

func (d *design) tau2(m Method, zero state) (float64, error) {
	df := float64(len(d.y) - d.p)
	switch m {
	case FE:
		return 0, nil
	case DL:
		return math.Max(0, (zero.q-df)/zero.trP), nil
	case HS:
		return math.Max(0, (zero.q-float64(len(d.y)))/zero.s1), nil
	case PM, EB, PMM:
		target := df
		if m == PMM {
			target = dist.ChiSquaredQuantile(0.5, df)
		}
		return d.rootOf(func(t float64) float64 { return d.at(t).q - target }), nil
	case ML, REML:
		return d.maximum(m), nil
	}
	return 0, fmt.Errorf("method: %s is not available with moderators; use FE, DL, HS, PM, EB, ML or REML", m)
}

func (d *design) rootOf(f func(float64) float64) float64 {
	if f(0) <= 0 {
		return 0
	}
	high := math.Max(d.median, d.vary)
	for f(high) > 0 {
		high *= 4
	}
	return dist.Root(f, 0, high, d.tolerance())
}

func (d *design) maximum(m Method) float64 {
	low, high := searchRange(d.y, d.v)
	score := func(t float64) float64 {
		st := d.at(t)
		if m == ML {
			return st.a - st.s1
		}
		return st.a - st.trP
	}
	return profile{score: score, sign: score, ll: func(t float64) float64 { return d.logLikelihood(m, t) },
		low: low, high: high, tol: d.tolerance()}.maximum()
}

func (d *design) logLikelihood(m Method, t float64) float64 {
	st := d.at(t)
	logs := d.sumOfLogs(t)
	if m == ML {
		return -(logs + st.q) / 2
	}
	return -(logs + st.logX + st.q) / 2
}

// infer fills in the coefficients and their tests from a fit at τ².
func (d *design) infer(r *Regression, o Options, st state) {
	k, p := len(d.y), d.p
	variance := d.inverse()
	df := float64(k - p)
	scale := 1.0
	switch o.Test {
	case KnHa:
		scale = st.q / df
	case AdHoc:
		scale = math.Max(1, st.q/df)
	}
	r.Df = math.NaN()
	if o.Test != Z {
		r.Df = df
	}
	crit := critical(o.Level, r.Df)
	for j := range p {
		beta := st.beta[j]
		if j == 0 {
			beta += d.centre
		}
		se := math.Sqrt(scale * variance[j][j])
		r.Beta, r.Se, r.Stat = append(r.Beta, beta), append(r.Se, se), append(r.Stat, beta/se)
		r.P = append(r.P, twoSided(beta/se, r.Df))
		r.CiLb, r.CiUb = append(r.CiLb, beta-crit*se), append(r.CiUb, beta+crit*se)
	}
	r.QMDf1, r.QMDf2 = float64(p-1), math.NaN()
	r.QM = d.wald(st.beta, variance) / scale
	if o.Test == Z {
		r.QMP = dist.ChiSquaredTail(r.QM, r.QMDf1)
		return
	}
	r.QM /= r.QMDf1
	r.QMDf2 = df
	r.QMP = dist.FTail(r.QM, r.QMDf1, df)
}

// inverse is (X'WX)⁻¹ = R⁻¹R⁻ᵀ.
func (d *design) inverse() [][]float64 {
	p := d.p
	ri := make([][]float64, p) // R⁻¹, upper triangle
	for j := range ri {
		ri[j] = make([]float64, p)
	}
	for j := range p {
		ri[j][j] = 1 / d.r[j][j]
		for i := j - 1; i >= 0; i-- {
			sum := 0.0
			for l := i + 1; l <= j; l++ {
				sum += d.r[i][l] * ri[l][j]
			}
			ri[i][j] = -sum / d.r[i][i]
		}
	}
	v := make([][]float64, p)
	for i := range v {
		v[i] = make([]float64, p)
		for j := range v[i] {
			for l := max(i, j); l < p; l++ {
				v[i][j] += ri[i][l] * ri[j][l]
			}
		}
	}
	return v
}

// wald is b'V⁻¹b over the moderators.
func (d *design) wald(beta []float64, variance [][]float64) float64 {
	m := d.p - 1
	if m == 0 {
		return 0
	}
	a := make([][]float64, m)
	for i := range a {
		a[i] = append(slices.Clone(variance[i+1][1:]), beta[i+1])
	}
	solve(a)
	sum := 0.0
	for i := range a {
		sum += beta[i+1] * a[i][m]
	}
	return sum
}

// solve does Gaussian elimination with pivoting on rows [matrix | right side]
// and leaves the solution in the last column.
func solve(a [][]float64) {
	m := len(a)
	for c := range m {
		pivot := c
		for i := c + 1; i < m; i++ {
			if math.Abs(a[i][c]) > math.Abs(a[pivot][c]) {
				pivot = i
			}
		}
		a[c], a[pivot] = a[pivot], a[c]
		for i := range m {
			if i == c {
				continue
			}
			f := a[i][c] / a[c][c]
			for j := c; j <= m; j++ {
				a[i][j] -= f * a[c][j]
			}
		}
	}
	for i := range m {
		a[i][m] /= a[i][i]
	}
}
