package check

import (
	"dossier/evidence"
	"dossier/evidence/synthesis/effect"
)

// Finding applies every rule that a finding has numbers for and returns the
// objections, in the order of the rules. Whether each number is one at all, and
// whether an interval has its level, is evidence.ValidateFinding's business.
func Finding(f *evidence.Finding) []evidence.Check {
	m, ok := evidence.MeasureOf(f.Measure)
	if !ok {
		return nil
	}
	c := findingCheck{f: f, m: m}
	c.counts()
	switch m.Kind {
	case evidence.KindRatio:
		c.interval(Log)
		c.crude()
	case evidence.KindDifference, evidence.KindMeanDifference:
		c.interval(Linear)
		c.difference()
	case evidence.KindProportion, evidence.KindRate:
		c.singleArm()
	}
	return c.out
}

type findingCheck struct {
	f   *evidence.Finding
	m   evidence.Measure
	out []evidence.Check
}

func (c *findingCheck) add(v Verdict) {
	if v.Fired() {
		c.out = append(c.out, evidence.Check{Rule: v.Rule, Severity: string(v.Severity), Message: v.Message})
	}
}

// number reads a field; ok is false when nothing, or no number, is printed.
func number(p evidence.Printed) (Range, bool) {
	if p == "" {
		return Range{}, false
	}
	return Number(p)
}

// count reads a whole number.
func count(p evidence.Printed) (float64, bool) {
	r, ok := number(p)
	if !ok || r.bound != 0 || r.decimals != 0 {
		return 0, false
	}
	return float64(r.unscaled), true
}

func (c *findingCheck) counts() {
	if c.m.Events { // events, not people: one person may have several
		return
	}
	for _, arm := range [...]evidence.Arm{c.f.Treat, c.f.Control} {
		x, haveX := count(arm.Events)
		n, haveN := count(arm.N)
		if haveX && haveN {
			c.add(Counts(x, n))
		}
	}
}

// interval applies the rules of estimate, limits and p value. A single-sided or
// unbounded number is left alone.
func (c *findingCheck) interval(s Scale) {
	var t Triple
	var okE, okL, okU bool
	t.Est, okE = number(c.f.Estimate)
	t.Lb, okL = number(c.f.CILow)
	t.Ub, okU = number(c.f.CIHigh)
	if !okE || !okL || !okU || t.Est.bound != 0 || t.Lb.bound != 0 || t.Ub.bound != 0 {
		return
	}
	if s == Log {
		if v := Positive(t); v.Fired() {
			c.add(v)
			return // the other rules presume a ratio
		}
	}
	if v := Order(t); v.Fired() {
		c.add(v)
		return // and limits around the estimate
	}
	c.add(Symmetry(t, s))
	level, okLevel := number(c.f.CILevel)
	p, okP := number(c.f.P)
	percent := (level.Lo + level.Hi) / 2
	if !okLevel || !okP || !(percent > 50 && percent < 100) {
		return
	}
	c.add(PCI(t, percent, p, s))
	c.add(Decision(t, percent, p, s))
}

// table gives the counts of both arms.
func (c *findingCheck) table() (effect.Table, bool) {
	a, ok1 := count(c.f.Treat.Events)
	n1, ok2 := count(c.f.Treat.N)
	b, ok3 := count(c.f.Control.Events)
	n2, ok4 := count(c.f.Control.N)
	return effect.Table{Ai: a, N1i: n1, Ci: b, N2i: n2}, ok1 && ok2 && ok3 && ok4
}

// crude compares ratios that are said to be crude with the counts.
func (c *findingCheck) crude() {
	est, ok := number(c.f.Estimate)
	if !ok || c.f.Adjusted != "no" || est.bound != 0 {
		return
	}
	switch c.m.ID {
	case "RR", "OR":
		if t, ok := c.table(); ok && t.Check() == nil {
			c.add(CrudeRatio(effect.Measure(c.m.ID), t, est))
		}
	case "IRR":
		x1, ok1 := count(c.f.Treat.Events)
		x2, ok2 := count(c.f.Control.Events)
		t1, ok3 := number(c.f.Treat.PersonYears)
		t2, ok4 := number(c.f.Control.PersonYears)
		if ok1 && ok2 && ok3 && ok4 {
			c.add(CrudeRateRatio(x1, t1, x2, t2, est))
		}
	}
}

// difference compares a crude risk difference in percentage points with the
// counts.
func (c *findingCheck) difference() {
	est, ok := number(c.f.Estimate)
	t, counts := c.table()
	if !ok || !counts || c.f.Adjusted != "no" || c.m.ID != "RD pct" || t.Check() != nil || t.N1i == 0 || t.N2i == 0 {
		return
	}
	exact := func(x, n float64) Range { v := 100 * x / n; return Range{Lo: v, Hi: v} }
	c.add(RiskDifference(exact(t.Ai, t.N1i), exact(t.Ci, t.N2i), est))
}

// singleArm compares a percentage or rate with the counts of its arm.
func (c *findingCheck) singleArm() {
	est, ok := number(c.f.Estimate)
	if !ok || est.bound != 0 {
		return
	}
	x, haveX := count(c.f.Treat.Events)
	if c.m.Kind == evidence.KindProportion {
		n, haveN := count(c.f.Treat.N)
		switch {
		case !haveN || n <= 0:
		case haveX:
			c.add(Percent(x, n, est))
		case !c.m.Events:
			c.add(PercentOfN(n, est))
		}
		return
	}
	t, haveT := number(c.f.Treat.PersonYears)
	if haveT && haveX && c.m.PersonYears > 0 {
		v := Rate(x, t, c.m.PersonYears, est)
		if v.Fired() && !c.m.Events { // the printed count may be of events where the rate is of people
			v.Severity = Suspicious
		}
		c.add(v)
	}
}
