package effect

import "math"

// Table is a 2×2 table: ai of n1i had the event in the treated arm, ci of n2i
// in the control arm. A NaN is a missing value.
type Table struct{ Ai, N1i, Ci, N2i float64 }

// Missing tells whether a value is not given.
func (t Table) Missing() bool { return missing(t.Ai, t.N1i, t.Ci, t.N2i) }

// Check refuses counts that cannot be.
func (t Table) Check() error {
	for _, c := range []struct {
		name     string
		count, n float64
		total    string
	}{{"ai", t.Ai, t.N1i, "n1i"}, {"ci", t.Ci, t.N2i, "n2i"}} {
		switch {
		case c.count < 0 || math.IsInf(c.count, 0):
			return wrong(c.name, c.count, "is not a count of events")
		case c.n < 0 || math.IsInf(c.n, 0):
			return wrong(c.total, c.n, "is not a number of participants")
		case c.count > c.n:
			return wrong(c.name, c.count, "is more than "+c.total)
		}
	}
	return nil
}

// DoubleZero tells whether a table has no event, or nothing but events, in both
// arms. It tells nothing about a ratio.
func (t Table) DoubleZero() bool {
	return t.Ai == 0 && t.Ci == 0 || t.Ai == t.N1i && t.Ci == t.N2i
}

func (t Table) hasZero() bool {
	return t.Ai == 0 || t.Ci == 0 || t.Ai == t.N1i || t.Ci == t.N2i
}

func (t Table) plus(add float64) Table {
	return Table{t.Ai + add, t.N1i + 2*add, t.Ci + add, t.N2i + 2*add}
}

// Binary gives the effect sizes of 2×2 tables for RR, OR, RD, PETO or AS, in
// the order of the studies. The correction for zero cells is applied to the
// estimate and its variance alike.
func Binary(m Measure, tables []Table, zeros Zeros) []Size {
	anyZero := false
	for _, t := range tables {
		if !missing(t.Ai, t.N1i, t.Ci, t.N2i) && !(zeros.Drop00 && t.DoubleZero()) && t.hasZero() {
			anyZero = true
		}
	}
	sizes := make([]Size, len(tables))
	for i, t := range tables {
		switch {
		case missing(t.Ai, t.N1i, t.Ci, t.N2i) || zeros.Drop00 && t.DoubleZero():
			sizes[i] = undefined()
			continue
		case zeros.corrects(t.hasZero(), anyZero):
			t = t.plus(zeros.Add)
		}
		sizes[i] = t.size(m)
	}
	return sizes
}

func (t Table) size(m Measure) Size {
	a, n1, c, n2 := t.Ai, t.N1i, t.Ci, t.N2i
	b, d := n1-a, n2-c
	p1, p2 := a/n1, c/n2
	switch m {
	case RR:
		return size(math.Log(p1)-math.Log(p2), 1/a-1/n1+1/c-1/n2)
	case OR:
		return size(math.Log(a*d)-math.Log(b*c), 1/a+1/b+1/c+1/d)
	case RD:
		return size(p1-p2, a*b/(n1*n1*n1)+c*d/(n2*n2*n2))
	case PETO:
		observed, v := t.Peto()
		return size(observed/v, 1/v)
	case AS:
		return size(math.Asin(math.Sqrt(p1))-math.Asin(math.Sqrt(p2)), 1/(4*n1)+1/(4*n2))
	}
	return undefined()
}

// Peto gives observed minus expected events in the treated arm and the
// hypergeometric variance (Yusuf 1985).
func (t Table) Peto() (oe, v float64) {
	n := t.N1i + t.N2i
	m := t.Ai + t.Ci
	return t.Ai - t.N1i*m/n, t.N1i * t.N2i * m * (n - m) / (n * n * (n - 1))
}

// PersonTime is a pair of arms with events and time at risk. A NaN is a missing
// value.
type PersonTime struct{ X1i, T1i, X2i, T2i float64 }

// Missing tells whether a value is not given.
func (t PersonTime) Missing() bool { return missing(t.X1i, t.T1i, t.X2i, t.T2i) }

// Check refuses counts and times that cannot be.
func (t PersonTime) Check() error {
	for _, c := range []struct {
		name     string
		x, t     float64
		nameTime string
	}{{"x1i", t.X1i, t.T1i, "t1i"}, {"x2i", t.X2i, t.T2i, "t2i"}} {
		if err := checkRate(c.name, c.x, c.nameTime, c.t); err != nil {
			return err
		}
	}
	return nil
}

func checkRate(name string, x float64, nameTime string, t float64) error {
	switch {
	case x < 0 || math.IsInf(x, 0):
		return wrong(name, x, "is not a count of events")
	case t <= 0 || math.IsInf(t, 0):
		return wrong(nameTime, t, "is not a time at risk")
	}
	return nil
}

// Rates gives the effect sizes of rate tables for IRR, IRD or IRSD. The
// correction is added to both counts, never to the times.
func Rates(m Measure, tables []PersonTime, zeros Zeros) []Size {
	anyZero := false
	for _, t := range tables {
		doubleZero := t.X1i == 0 && t.X2i == 0
		if !(zeros.Drop00 && doubleZero) && (t.X1i == 0 || t.X2i == 0) {
			anyZero = true
		}
	}
	sizes := make([]Size, len(tables))
	for i, t := range tables {
		if missing(t.X1i, t.T1i, t.X2i, t.T2i) || zeros.Drop00 && t.X1i == 0 && t.X2i == 0 {
			sizes[i] = undefined()
			continue
		}
		if zeros.corrects(t.X1i == 0 || t.X2i == 0, anyZero) {
			t.X1i += zeros.Add
			t.X2i += zeros.Add
		}
		sizes[i] = t.size(m)
	}
	return sizes
}

func (t PersonTime) size(m Measure) Size {
	r1, r2 := t.X1i/t.T1i, t.X2i/t.T2i
	switch m {
	case IRR:
		return size(math.Log(r1)-math.Log(r2), 1/t.X1i+1/t.X2i)
	case IRD:
		return size(r1-r2, t.X1i/(t.T1i*t.T1i)+t.X2i/(t.T2i*t.T2i))
	case IRSD:
		return size(math.Sqrt(r1)-math.Sqrt(r2), 1/(4*t.T1i)+1/(4*t.T2i))
	}
	return undefined()
}
