package body

import (
	"fmt"
	"math"
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
	Notes    []string       // sensitivity of a sparse pool, studies without an event
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
		if err := p.enter(group, o, &units); err != nil {
			p.Dropped = append(p.Dropped, pool.Dropped{Study: studyLabel(&group[0]), Why: err.Error()})
		}
	}
	if len(units) == 0 {
		return p, nil, fmt.Errorf("%w: no finding has an interval or counts", pool.ErrNotEstimable)
	}
	p.Scale = units[0].scale
	if fit, m, ok, err := sparse(units, how.Level); ok {
		p.Notes = sparseNotes(units, m, how)
		return p.mantelHaenszel(fit, m, how.Level, err)
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
	p.Method = pool.Request{Measure: p.Scale, Method: string(how.Method), Test: how.Test, Level: how.Level, Zeros: effect.Zeros{To: effect.None}}.Line(fit.K) + fit.PredictionLine()
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

// enter adds the effects of one study: one of all its arms, or one of each arm
// where the control is to be split.
func (p *Pooled) enter(group []evidence.TableRow, o Options, units *[]unit) error {
	p.Findings = append(p.Findings, findingIDs(group)...)
	member := func(u unit, ids []string) {
		*units = append(*units, u)
		p.Members = append(p.Members, Member{Findings: ids, Yi: u.size.Yi, Vi: u.size.Vi, Weight: math.NaN()})
	}
	if len(group) == 1 {
		u, err := unitOf(&group[0].Finding)
		if err == nil {
			member(u, findingIDs(group))
		}
		return err
	}
	a, err := armsOf(group, o.vocabulary())
	if err != nil {
		return err
	}
	if o.SplitControl {
		each, how, err := a.split()
		if err != nil {
			return err
		}
		for i, u := range each {
			member(u, findingIDs(group[i:i+1]))
		}
		p.Combined = append(p.Combined, studyLabel(&group[0])+": "+how)
		return nil
	}
	u, how, err := a.combine()
	if err != nil {
		return err
	}
	member(u, findingIDs(group))
	p.Combined = append(p.Combined, studyLabel(&group[0])+": "+how)
	return nil
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
	of    effect.Measure     // measure of the counts: RR, OR, IRR
	table *effect.Table      // counts of a ratio of risks or odds, if printed
	rate  *effect.PersonTime // events and person-years of a ratio of rates, if printed
}

// unitOf makes an effect size of one finding.
func unitOf(f *evidence.Finding) (unit, error) {
	m, _ := evidence.MeasureOf(f.Measure)
	switch m.Kind {
	case evidence.KindRatio:
		return ratioUnit(f, m)
	case evidence.KindDifference, evidence.KindMeanDifference:
		return differenceUnit(f, m)
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
	if !u.size.Defined() && u.table == nil && u.rate == nil {
		return unit{}, fmt.Errorf("its effect is not defined")
	}
	return u, nil
}

// ratioUnit takes the printed interval of a ratio, else its counts.
func ratioUnit(f *evidence.Finding, m evidence.Measure) (unit, error) {
	u := unit{scale: effect.LNRATIO, size: effect.Size{Yi: math.NaN(), Vi: math.NaN()}}
	crude := f.Adjusted != "yes"
	if t, ok := table(f); ok && crude && (m.ID == "RR" || m.ID == "OR") {
		u = riskUnit(m, t)
	}
	if t, ok := personTime(f); ok && crude && m.ID == "IRR" {
		u = rateUnit(m, t)
	}
	r, level, err := interval(f)
	if err != nil {
		if u.table == nil && u.rate == nil {
			return unit{}, err
		}
		return defined(u)
	}
	if r.Lb > 0 && r.Est > 0 {
		l := effect.LogRatioFromCI(r, level)
		u.size = effect.Size{Yi: l.LogEst, Vi: l.Se * l.Se}
	}
	return defined(u)
}

// differenceUnit takes the printed interval of a difference, else, of risks or
// rates, its counts.
func differenceUnit(f *evidence.Finding, m evidence.Measure) (unit, error) {
	d, level, err := interval(f)
	if err == nil {
		se := effect.DifferenceSeFromCI(d, level, 0)
		return defined(unit{size: effect.Size{Yi: d.Est, Vi: se * se}, scale: effect.GEN})
	}
	if f.Adjusted == "yes" {
		return unit{}, err
	}
	if t, ok := table(f); ok && OfRisks(m) {
		return defined(riskUnit(m, t))
	}
	if t, ok := personTime(f); ok && ofRates(m) {
		return defined(rateUnit(m, t))
	}
	return unit{}, err
}

// riskUnit makes an effect of counts; ratios keep them, for tables with a zero.
func riskUnit(m evidence.Measure, t effect.Table) unit {
	none := effect.Zeros{To: effect.None}
	if m.Kind == evidence.KindDifference {
		return scaled(effect.Binary(effect.RD, []effect.Table{t}, none)[0], PerUnit(m))
	}
	of := effect.Measure(m.ID)
	return unit{size: effect.Binary(of, []effect.Table{t}, none)[0], scale: effect.LNRATIO, of: of, table: &t}
}

// rateUnit makes an effect of events and person-years.
func rateUnit(m evidence.Measure, t effect.PersonTime) unit {
	none := effect.Zeros{To: effect.None}
	if m.Kind == evidence.KindDifference {
		return scaled(effect.Rates(effect.IRD, []effect.PersonTime{t}, none)[0], PerUnit(m))
	}
	return unit{size: effect.Rates(effect.IRR, []effect.PersonTime{t}, none)[0], scale: effect.LNRATIO, of: effect.IRR, rate: &t}
}

func scaled(s effect.Size, factor float64) unit {
	return unit{size: effect.Size{Yi: factor * s.Yi, Vi: factor * factor * s.Vi}, scale: effect.GEN}
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

// personTime reads events and person-years of both arms.
func personTime(f *evidence.Finding) (effect.PersonTime, bool) {
	x1, ok1 := f.Treat.Events.Float()
	t1, ok2 := f.Treat.PersonYears.Float()
	x2, ok3 := f.Control.Events.Float()
	t2, ok4 := f.Control.PersonYears.Float()
	t := effect.PersonTime{X1i: x1, T1i: t1, X2i: x2, T2i: t2}
	return t, ok1 && ok2 && ok3 && ok4 && t.Check() == nil
}

// hasZero reports whether a cell of the counts of a unit is zero.
func (u unit) hasZero() bool {
	switch {
	case u.table != nil:
		t := u.table
		return t.Ai == 0 || t.Ci == 0 || t.Ai == t.N1i || t.Ci == t.N2i
	case u.rate != nil:
		return u.rate.X1i == 0 || u.rate.X2i == 0
	}
	return false
}

// sparse pools ratios by Mantel–Haenszel where all units carry counts and one of
// them has a zero.
func sparse(units []unit, level float64) (s pool.Stratified, m effect.Measure, ok bool, err error) {
	var tables []effect.Table
	var rates []effect.PersonTime
	zero := false
	for _, u := range units {
		zero = zero || u.hasZero()
		switch {
		case u.table != nil:
			tables = append(tables, *u.table)
		case u.rate != nil:
			rates = append(rates, *u.rate)
		}
	}
	switch m = units[0].of; {
	case !zero:
	case len(tables) == len(units):
		s, err = pool.MantelHaenszel(m, tables, true, level)
		return s, m, true, err
	case len(rates) == len(units):
		s, err = pool.MantelHaenszelRates(m, rates, true, level)
		return s, m, true, err
	}
	return s, "", false, nil
}

// sparseNotes says how many studies have no event in either arm, which a ratio
// learns nothing from, and what inverse variance with one half added to the cells of
// tables with a zero gives, as the sensitivity of the result.
func sparseNotes(units []unit, m effect.Measure, how pool.Options) []string {
	var notes []string
	var yi, vi []float64
	empty, corrected := 0, 0
	for _, u := range units {
		var s effect.Size
		if u.hasZero() {
			corrected++
		}
		if u.table != nil {
			s = effect.Binary(m, []effect.Table{*u.table}, effect.DefaultZeros())[0]
			if u.table.Ai == 0 && u.table.Ci == 0 {
				empty++
			}
		} else {
			s = effect.Rates(m, []effect.PersonTime{*u.rate}, effect.DefaultZeros())[0]
			if u.rate.X1i == 0 && u.rate.X2i == 0 {
				empty++
			}
		}
		if s.Defined() {
			yi, vi = append(yi, s.Yi), append(vi, s.Vi)
		}
	}
	if empty > 0 {
		notes = append(notes, fmt.Sprintf("without an event in either arm, of no weight in a ratio: %d of %d studies", empty, len(units)))
	}
	fit, err := pool.Random(yi, vi, how)
	if err != nil || fit.Degenerate {
		return notes
	}
	line := pool.Request{Measure: m, Method: string(how.Method), Test: how.Test, Level: how.Level, Zeros: effect.DefaultZeros(), Corrected: corrected}.Line(fit.K)
	return append(notes, fmt.Sprintf("sensitivity: %s %.2f (%.2f–%.2f) by %s", m, math.Exp(fit.Beta), math.Exp(fit.CiLb), math.Exp(fit.CiUb), line))
}

func (p Pooled) mantelHaenszel(s pool.Stratified, m effect.Measure, level float64, err error) (Pooled, []Refusal, error) {
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
	back := func(x float64) float64 { return p.Scale.Back(x, math.NaN()) }
	return effect.Interval{Est: back(p.Beta), Lb: back(p.CiLb), Ub: back(p.CiUb)}
}
