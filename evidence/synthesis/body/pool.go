package body

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"dossier/evidence"
	"dossier/evidence/synthesis/effect"
	"dossier/evidence/synthesis/pool"
)

// Pooled is a pooled estimate of findings, on the analysis scale of Scale.
type Pooled struct {
	pool.Fit
	Scale    effect.Measure // LNRATIO (exponentiate), GEN (as printed), IRLN, PLO
	Method   string         // model, estimator and interval in words
	Findings []string       // used, in order
	Combined []string       // what was combined, in words
	Dropped  []pool.Dropped // findings without a usable number
	Sparse   bool           // Mantel–Haenszel was used, because a cell is 0
	Members  []Member       // what each study gave, for forest and funnel plots
}

// Member is what one study gave to a pool, on the analysis scale.
type Member struct {
	Findings []string // its findings; several where arms were combined
	Yi, Vi   float64
	Weight   float64 // per cent of the pool; NaN under Mantel–Haenszel, which weighs tables
}

// Pool pools rows that may be pooled: random effects by REML with the
// Knapp–Hartung interval, or Mantel–Haenszel without correction when counts of
// a ratio include a zero. With refusals nothing is pooled.
func Pool(rows []evidence.TableRow, o Options, how pool.Options) (Pooled, []Refusal, error) {
	if refusals := Refuse(rows, o); len(refusals) > 0 {
		return Pooled{}, refusals, nil
	}
	var p Pooled
	var units []unit
	for _, group := range byStudy(rows) {
		if o.SplitControl && len(group) > 1 {
			for i, u := range p.split(group) {
				units = append(units, u)
				p.Members = append(p.Members, Member{Findings: []string{group[i].Finding.ID}, Yi: u.size.Yi, Vi: u.size.Vi, Weight: math.NaN()})
			}
			continue
		}
		u, err := p.unit(group)
		if err != nil {
			p.Dropped = append(p.Dropped, pool.Dropped{Study: studyLabel(&group[0]), Why: err.Error()})
			continue
		}
		units = append(units, u)
		p.Members = append(p.Members, Member{Findings: findingIDs(group), Yi: u.size.Yi, Vi: u.size.Vi, Weight: math.NaN()})
	}
	if len(units) == 0 {
		return p, nil, fmt.Errorf("%w: no finding has an interval or counts", pool.ErrNotEstimable)
	}
	p.Scale = units[0].scale
	if m, tables, ok := sparse(units); ok {
		return p.mantelHaenszel(m, tables, how.Level)
	}
	if units = p.withSize(units); len(units) == 0 {
		return p, nil, fmt.Errorf("%w: no effect is defined", pool.ErrNotEstimable)
	}
	var yi, vi []float64
	for _, u := range units {
		yi, vi = append(yi, u.size.Yi), append(vi, u.size.Vi)
	}
	fit, err := pool.Random(yi, vi, how)
	if err != nil {
		return p, nil, err
	}
	p.Fit = fit
	p.weigh()
	p.Method = pool.Request{Measure: p.Scale, Method: string(how.Method), Test: how.Test, Level: how.Level, Zeros: effect.Zeros{To: effect.None}}.Line(fit.K)
	return p, nil, nil
}

// withSize drops the units whose counts hold a zero where others have none: a
// ratio of theirs is not defined and nothing is added to their cells.
func (p *Pooled) withSize(units []unit) []unit {
	var kept []unit
	var members []Member
	for i, u := range units {
		if !u.size.Defined() {
			p.Dropped = append(p.Dropped, pool.Dropped{Study: strings.Join(p.Members[i].Findings, " + "), Why: "an arm without events: its ratio is not defined"})
			continue
		}
		kept, members = append(kept, u), append(members, p.Members[i])
	}
	p.Members = members
	return kept
}

// split gives each arm of a study an equal part of the control they share.
func (p *Pooled) split(group []evidence.TableRow) []unit {
	var arms []effect.Table
	for i := range group {
		p.Findings = append(p.Findings, group[i].Finding.ID)
		t, _ := table(&group[i].Finding)
		arms = append(arms, t)
	}
	p.Combined = append(p.Combined, fmt.Sprintf("%s: the control was split between %d arms", studyLabel(&group[0]), len(group)))
	m, _ := evidence.MeasureOf(group[0].Finding.Measure)
	var units []unit
	for _, t := range effect.SplitControl(arms) {
		u := unit{scale: effect.LNRATIO, table: &t, ratio: effect.Measure(m.ID)}
		u.size = effect.Binary(u.ratio, []effect.Table{t}, effect.Zeros{To: effect.None})[0]
		units = append(units, u)
	}
	return units
}

// weigh gives each member its share of the inverse variances, those between
// studies included.
func (p *Pooled) weigh() {
	sum := 0.0
	for _, m := range p.Members {
		sum += 1 / (m.Vi + p.Tau2)
	}
	for i := range p.Members {
		p.Members[i].Weight = 100 / (p.Members[i].Vi + p.Tau2) / sum
	}
}

func findingIDs(group []evidence.TableRow) []string {
	var ids []string
	for i := range group {
		ids = append(ids, group[i].Finding.ID)
	}
	return ids
}

// unit is what one study gives to a pool.
type unit struct {
	size  effect.Size
	scale effect.Measure
	table *effect.Table // counts of a ratio of risks or odds, if printed
	ratio effect.Measure
}

// unit makes one effect size of the findings of one study.
func (p *Pooled) unit(group []evidence.TableRow) (unit, error) {
	for i := range group {
		p.Findings = append(p.Findings, group[i].Finding.ID)
	}
	f := &group[0].Finding
	if len(group) > 1 {
		merged := combine(group)
		f = &merged
		p.Combined = append(p.Combined, fmt.Sprintf("%s: %d arms that share a control were combined", studyLabel(&group[0]), len(group)))
	}
	m, _ := evidence.MeasureOf(f.Measure)
	switch m.Kind {
	case evidence.KindRatio:
		return ratioUnit(f, m)
	case evidence.KindDifference, evidence.KindMeanDifference:
		d, level, err := interval(f)
		if err != nil {
			return unit{}, err
		}
		se := effect.DifferenceSeFromCI(d, level, 0)
		return defined(unit{size: effect.Size{Yi: d.Est, Vi: se * se}, scale: effect.GEN})
	case evidence.KindRate:
		x, okX := f.Treat.Events.Float()
		t, okT := f.Treat.PersonYears.Float()
		if !okX || !okT {
			return unit{}, fmt.Errorf("a rate needs its events and person-years to be pooled")
		}
		arm := effect.SingleRate{Xi: x, Ti: t}
		if err := arm.Check(); err != nil {
			return unit{}, err
		}
		return defined(unit{size: effect.SingleRates(effect.IRLN, []effect.SingleRate{arm}, effect.DefaultZeros())[0], scale: effect.IRLN})
	case evidence.KindProportion:
		x, okX := f.Treat.Events.Float()
		n, okN := f.Treat.N.Float()
		if !okX || !okN {
			return unit{}, fmt.Errorf("a proportion needs its counts to be pooled")
		}
		arm := effect.Proportion{Xi: x, Ni: n}
		if err := arm.Check(); err != nil {
			return unit{}, err
		}
		return defined(unit{size: effect.Proportions(effect.PLO, []effect.Proportion{arm}, effect.DefaultZeros())[0], scale: effect.PLO})
	}
	return unit{}, fmt.Errorf("%s has no effect size", f.Measure)
}

func defined(u unit) (unit, error) {
	if !u.size.Defined() && u.table == nil {
		return unit{}, fmt.Errorf("its effect is not defined")
	}
	return u, nil
}

// ratioUnit takes the printed interval of a ratio, else its counts.
func ratioUnit(f *evidence.Finding, m evidence.Measure) (unit, error) {
	u := unit{scale: effect.LNRATIO, size: effect.Size{Yi: math.NaN(), Vi: math.NaN()}}
	if t, ok := table(f); ok && (m.ID == "RR" || m.ID == "OR") && f.Adjusted != "yes" {
		u.table, u.ratio = &t, effect.Measure(m.ID)
	}
	if r, level, err := interval(f); err == nil {
		if r.Lb > 0 && r.Est > 0 {
			l := effect.LogRatioFromCI(r, level)
			u.size = effect.Size{Yi: l.LogEst, Vi: l.Se * l.Se}
		}
		return defined(u)
	} else if u.table == nil {
		return unit{}, err
	}
	u.size = effect.Binary(u.ratio, []effect.Table{*u.table}, effect.Zeros{To: effect.None})[0]
	return defined(u)
}

// interval reads estimate, limits and level as printed.
func interval(f *evidence.Finding) (effect.Interval, float64, error) {
	var values [4]float64
	for i, n := range [...]struct {
		name string
		p    evidence.Printed
	}{{"estimate", f.Estimate}, {"ci_low", f.CILow}, {"ci_high", f.CIHigh}, {"ci_level", f.CILevel}} {
		v, ok := n.p.Float()
		if !ok || n.p.Relation() != "" {
			return effect.Interval{}, 0, fmt.Errorf("%s is missing", n.name)
		}
		values[i] = v
	}
	r := effect.Interval{Est: values[0], Lb: values[1], Ub: values[2]}
	if !(r.Lb < r.Ub) || r.Est < r.Lb || r.Est > r.Ub {
		return r, 0, fmt.Errorf("the estimate is not inside its interval")
	}
	if !(values[3] > 50 && values[3] < 100) {
		return r, 0, fmt.Errorf("ci_level %g is not a level in per cent", values[3])
	}
	return r, values[3], nil
}

func table(f *evidence.Finding) (effect.Table, bool) {
	a, ok1 := f.Treat.Events.Float()
	n1, ok2 := f.Treat.N.Float()
	c, ok3 := f.Control.Events.Float()
	n2, ok4 := f.Control.N.Float()
	t := effect.Table{Ai: a, N1i: n1, Ci: c, N2i: n2}
	return t, ok1 && ok2 && ok3 && ok4 && t.Check() == nil && n1 > 0 && n2 > 0
}

// combinable tells whether the rows of one study are arms that share a control
// and carry their counts, so that they can be added up (Cochrane Handbook,
// chapter 23).
func combinable(group []evidence.TableRow) bool {
	seen := map[string]bool{}
	for i := range group {
		f := &group[i].Finding
		t, ok := table(f)
		arm := f.Drug + "|" + strings.ToLower(f.Dose)
		if !ok || seen[arm] || f.Study != group[0].Finding.Study || (f.Measure != "RR" && f.Measure != "OR") || f.Adjusted == "yes" {
			return false
		}
		first, _ := table(&group[0].Finding)
		if t.Ci != first.Ci || t.N2i != first.N2i {
			return false
		}
		seen[arm] = true
	}
	return true
}

// combine adds up the treated arms; the control is counted once.
func combine(group []evidence.TableRow) evidence.Finding {
	f := group[0].Finding
	var a, n float64
	var doses []string
	for i := range group {
		t, _ := table(&group[i].Finding)
		a, n = a+t.Ai, n+t.N1i
		doses = append(doses, group[i].Finding.Dose)
	}
	slices.Sort(doses)
	f.Dose = strings.Join(slices.Compact(doses), " + ")
	f.Treat = evidence.Arm{Label: f.Dose, Events: evidence.Printed(fmt.Sprint(a)), N: evidence.Printed(fmt.Sprint(n))}
	f.Estimate, f.CILow, f.CIHigh, f.P = "", "", "", "" // those of one dose only
	return f
}

// sparse tells whether all units carry counts and one of them has a zero cell.
func sparse(units []unit) (effect.Measure, []effect.Table, bool) {
	var tables []effect.Table
	zero := false
	for _, u := range units {
		if u.table == nil {
			return "", nil, false
		}
		t := *u.table
		zero = zero || t.Ai == 0 || t.Ci == 0 || t.Ai == t.N1i || t.Ci == t.N2i
		tables = append(tables, t)
	}
	return units[0].ratio, tables, zero
}

func (p Pooled) mantelHaenszel(m effect.Measure, tables []effect.Table, level float64) (Pooled, []Refusal, error) {
	s, err := pool.MantelHaenszel(m, tables, true, level)
	if err != nil {
		return p, nil, err
	}
	nan := math.NaN()
	p.Sparse = true
	p.Fit = pool.Fit{K: s.K, Beta: s.Beta, Se: s.Se, Stat: s.Stat, Df: nan, P: s.P, CiLb: s.CiLb, CiUb: s.CiUb,
		Tau2: nan, SeTau2: nan, I2: s.I2, H2: s.H2, Q: s.Q, QDf: float64(max(0, s.KYi-1)), QP: s.QP,
		PiLb: nan, PiUb: nan, PiRileyLb: nan, PiRileyUb: nan, PiRileyDf: nan, LlMl: nan, LlReml: nan}
	p.Method = pool.Request{Measure: m, Method: pool.MH, Level: level}.Line(s.K)
	return p, nil, nil
}

// Display gives estimate and limits as printed values of the measure:
// exponentiated for ratios and rates, as a proportion for log odds.
func (p Pooled) Display() effect.Interval {
	back := func(x float64) float64 { return x }
	switch cmp.Or(p.Scale, effect.GEN) {
	case effect.LNRATIO, effect.IRLN:
		back = math.Exp
	case effect.PLO:
		back = func(x float64) float64 { return 1 / (1 + math.Exp(-x)) }
	}
	return effect.Interval{Est: back(p.Beta), Lb: back(p.CiLb), Ub: back(p.CiUb)}
}
