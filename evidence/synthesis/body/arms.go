package body

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"dossier/evidence"
	"dossier/evidence/synthesis/effect"
	"dossier/evidence/synthesis/pool"
)

// arms are the findings of one study that may enter one pool together: arms of
// their own that share a control. They are added up where
// their counts are printed; else the printed effects are combined with the
// covariance that the control gives them (Cochrane Handbook, chapter 23).
type arms struct {
	group   []evidence.TableRow
	measure evidence.Measure

	tables []effect.Table      // counts against a control
	rates  []effect.PersonTime // events and person-years against a control
	sizes  []effect.Size       // printed effects, else nil
	means  []effect.Means      // of mean differences: arms with the standard deviations that the intervals imply
	shared [][]float64         // covariances of sizes
	part   float64             // of each variance, that comes from the control
	basis  string              // what the covariances rest on, in words
}

// errNoCounts says that arms could be put together if more were printed of their
// control.
var errNoCounts = errors.New("the counts of the control that they share are not given")

// mayCombine says why the findings of one study cannot be put together; nil when
// they can.
func mayCombine(group []evidence.TableRow, v *evidence.Vocabulary) error {
	a, err := armsOf(group, v)
	if err == nil {
		_, _, err = a.combine()
	}
	return err
}

// armsOf reads the arms of one study; the error says why they are not arms that
// can be put together.
func armsOf(group []evidence.TableRow, v *evidence.Vocabulary) (arms, error) {
	m, _ := evidence.MeasureOf(group[0].Finding.Measure)
	a := arms{group: group, measure: m}
	if err := a.apart(v); err != nil {
		return a, err
	}
	if group[0].Finding.Comparator == "" || !m.Comparative {
		return a, fmt.Errorf("they are figures of single arms, which share no control")
	}
	if err := a.oneControl(); err != nil {
		return a, err
	}
	if a.counts() {
		return a, nil
	}
	return a, a.printed()
}

// apart makes sure that no patient stands in two of the arms.
func (a *arms) apart(v *evidence.Vocabulary) error {
	seen := map[string]bool{}
	first := &a.group[0].Finding
	for i := range a.group {
		f := &a.group[i].Finding
		arm := f.Drug + "|" + strings.ToLower(f.Dose)
		if f.Study != first.Study {
			return fmt.Errorf("they stand in different reports")
		}
		if seen[arm] {
			return fmt.Errorf("several are of one drug and dose")
		}
		seen[arm] = true
	}
	for i := range a.group {
		f := &a.group[i].Finding
		switch {
		case measureID(&a.group[i]) != measureID(&a.group[0]):
			return fmt.Errorf("they are of different measures")
		case !strings.EqualFold(f.Population, first.Population) || !strings.EqualFold(f.TimeWindow, first.TimeWindow) || !strings.EqualFold(f.AnalysisSet, first.AnalysisSet):
			return fmt.Errorf("their populations, time windows or analysis sets differ")
		case severalDoses(f.Dose) && slices.ContainsFunc(a.group, func(r evidence.TableRow) bool { return r.Finding.ID != f.ID && r.Finding.Drug == f.Drug }):
			return fmt.Errorf("%s, %s, holds the patients of the others", f.ID, cmp.Or(f.Dose, "which names no dose"))
		case slices.ContainsFunc(a.group, func(r evidence.TableRow) bool { return r.Finding.Drug != f.Drug && memberOf(v, r.Finding.Drug, f.Drug) }):
			return fmt.Errorf("%s, on %s, holds the patients of the others", f.ID, f.Drug)
		}
	}
	return nil
}

// severalDoses tells whether a dose, as printed, may be several of them together:
// "5 and 10 mg", "all doses", or none at all.
func severalDoses(dose string) bool {
	if strings.TrimSpace(dose) == "" || strings.ContainsAny(dose, "+&/;,") {
		return true
	}
	words := strings.Fields(strings.ToLower(dose))
	return slices.ContainsFunc(words, func(w string) bool {
		return slices.Contains([]string{"and", "or", "all", "any", "both", "either", "combined", "pooled", "overall", "total", "to"}, w)
	})
}

// oneControl makes sure that all arms are compared with the same patients.
func (a *arms) oneControl() error {
	first := a.group[0].Finding.Control
	for i := range a.group {
		c := a.group[i].Finding.Control
		if c.Events != first.Events || c.N != first.N || c.PersonYears != first.PersonYears {
			return fmt.Errorf("their controls differ")
		}
	}
	if first.N == "" && first.PersonYears == "" && first.Events == "" {
		return errNoCounts
	}
	return nil
}

// counts takes crude effects by the counts of both arms, where all print them.
func (a *arms) counts() bool {
	for i := range a.group {
		f := &a.group[i].Finding
		if f.Adjusted == "yes" {
			return false
		}
		if t, ok := table(f); ok && OfRisks(a.measure) {
			a.tables = append(a.tables, t)
		}
		if t, ok := personTime(f); ok && ofRates(a.measure) {
			a.rates = append(a.rates, t)
		}
	}
	n := len(a.group)
	if len(a.tables) != n {
		a.tables = nil
	}
	if len(a.rates) != n {
		a.rates = nil
	}
	return a.tables != nil || a.rates != nil
}

// OfRisks tells whether a measure follows from events and patients of both arms.
func OfRisks(m evidence.Measure) bool {
	return m.ID == "RR" || m.ID == "OR" || m.ID == "RD" || m.ID == "RD pct" || m.ID == "RD per 1000"
}

// ofRates tells whether a measure follows from events and person-years.
func ofRates(m evidence.Measure) bool {
	return m.ID == "IRR" || m.Kind == evidence.KindDifference && m.PersonYears > 0
}

// PerUnit is what a difference of fractions, or of events per person-year, is
// multiplied by to be as its measure prints it.
func PerUnit(m evidence.Measure) float64 {
	switch {
	case m.PersonYears > 0:
		return m.PersonYears
	case m.ID == "RD pct":
		return 100
	case m.ID == "RD per 1000":
		return 1000
	}
	return 1
}

// printed takes the printed effects and what they share.
func (a *arms) printed() error {
	for i := range a.group {
		u, err := unitOf(&a.group[i].Finding)
		if err != nil {
			return err
		}
		if !u.size.Defined() {
			return fmt.Errorf("%s has no interval that gives its variance", a.group[i].Finding.ID)
		}
		a.sizes = append(a.sizes, u.size)
	}
	switch {
	case a.measure.ID == "SMD":
		return a.standardised()
	case a.measure.Kind == evidence.KindMeanDifference:
		return a.meanDifferences()
	}
	return a.byControl()
}

// byControl gives effects of events the variance of the control as covariance.
func (a *arms) byControl() error {
	control := a.group[0].Finding.Control
	c, okC := control.Events.Float()
	n, okN := control.N.Float()
	years, okYears := control.PersonYears.Float()
	covariance, of := math.NaN(), "events"
	factor := PerUnit(a.measure) * PerUnit(a.measure)
	switch m := a.measure; {
	case (m.ID == "RR" || m.ID == "OR") && okC && okN:
		covariance, of = effect.ControlVariance(effect.Measure(m.ID), c, n), "events and patients"
	case OfRisks(m) && okC && okN:
		covariance, of = factor*effect.ControlVariance(effect.RD, c, n), "events and patients"
	case (m.ID == "IRR" || m.ID == "HR" || m.ID == "sHR") && okC:
		covariance = effect.ControlVariance(effect.IRR, c, n)
	case ofRates(m) && okC && okYears:
		covariance, of = factor*c/(years*years), "events and person-years"
	}
	if !(covariance >= 0) || math.IsInf(covariance, 0) {
		return fmt.Errorf("the counts of the control that they share do not give what %s have in common", a.measure.Label())
	}
	a.part = covariance
	a.share(func(int, int) float64 { return covariance })
	a.basis = "covariance from the control's " + of
	return nil
}

// meanDifferences finds the standard deviations that the intervals imply, taken as
// equal in an arm and its control, and from them the means relative to the control.
func (a *arms) meanDifferences() error {
	sizes, nc, err := a.patients()
	if err != nil {
		return err
	}
	var squares, weights float64
	for i, s := range a.sizes {
		variance := s.Vi / (1/sizes[i] + 1/nc)
		a.means = append(a.means, effect.Means{M1i: s.Yi, Sd1i: math.Sqrt(variance), N1i: sizes[i], N2i: nc})
		squares += (sizes[i] + nc) * variance
		weights += sizes[i] + nc
	}
	for i := range a.means {
		a.means[i].Sd2i = math.Sqrt(squares / weights)
	}
	a.basis = "standard deviations from the intervals, taken as equal in an arm and the control"
	return nil
}

// standardised gives standardised mean differences the covariance of Gleser and
// Olkin: 1/n of the control + d d'/(2N).
func (a *arms) standardised() error {
	sizes, nc, err := a.patients()
	if err != nil {
		return err
	}
	all := nc
	for _, n := range sizes {
		all += n
	}
	a.part = 1 / nc
	a.share(func(i, j int) float64 { return 1/nc + a.sizes[i].Yi*a.sizes[j].Yi/(2*all) })
	a.basis = "covariance from the numbers of patients"
	return nil
}

// patients are the sizes of the arms and of the control.
func (a *arms) patients() (sizes []float64, control float64, err error) {
	control, ok := a.group[0].Finding.Control.N.Float()
	for i := range a.group {
		n, okN := a.group[i].Finding.Treat.N.Float()
		sizes = append(sizes, n)
		ok = ok && okN && n > 0 && control > 0
	}
	if !ok {
		return nil, 0, fmt.Errorf("%w: numbers of patients per arm", errNoCounts)
	}
	return sizes, control, nil
}

// share fills in the covariances.
func (a *arms) share(covariance func(i, j int) float64) {
	for i := range a.sizes {
		line := make([]float64, len(a.sizes))
		for j := range line {
			line[j] = covariance(i, j)
		}
		line[i] = a.sizes[i].Vi
		a.shared = append(a.shared, line)
	}
}

// combine makes one effect of all arms; the control counts once. The text says how.
func (a *arms) combine() (unit, string, error) {
	n := len(a.group)
	switch {
	case a.tables != nil:
		t, err := effect.CombineArms(a.tables)
		if err != nil {
			return unit{}, "", err
		}
		u, err := defined(riskUnit(a.measure, t))
		return u, fmt.Sprintf("%d arms that share a control were combined by adding up their events and patients", n), err
	case a.rates != nil:
		t, err := effect.CombineRateArms(a.rates)
		if err != nil {
			return unit{}, "", err
		}
		u, err := defined(rateUnit(a.measure, t))
		return u, fmt.Sprintf("%d arms that share a control were combined by adding up their events and person-years", n), err
	case a.means != nil:
		m, err := effect.CombineMeansArms(a.means)
		if err != nil {
			return unit{}, "", err
		}
		u, err := defined(unit{size: effect.Differences(effect.MD, []effect.Means{m}, effect.LS)[0], scale: effect.GEN})
		return u, fmt.Sprintf("%d arms that share a control were combined by their means and sizes (%s)", n, a.basis), err
	}
	var yi []float64
	for _, s := range a.sizes {
		yi = append(yi, s.Yi)
	}
	size, err := pool.Correlated(yi, a.shared)
	if err != nil {
		return unit{}, "", fmt.Errorf("%w: the control's counts do not belong to the printed intervals", err)
	}
	return unit{size: size, scale: a.scale()}, fmt.Sprintf("%d arms that share a control were combined by generalised least squares (%s)", n, a.basis), nil
}

// split makes an effect of each arm against an equal part of the control.
func (a *arms) split() ([]unit, string, error) {
	n := len(a.group)
	var units []unit
	how := fmt.Sprintf("the control was split between %d arms", n)
	switch {
	case a.tables != nil:
		for _, t := range effect.SplitControl(a.tables) {
			units = append(units, riskUnit(a.measure, t))
		}
		return units, how, nil
	case a.rates != nil:
		for _, t := range effect.SplitRateControl(a.rates) {
			units = append(units, rateUnit(a.measure, t))
		}
		return units, how, nil
	case a.means != nil:
		for _, s := range effect.Differences(effect.MD, effect.SplitMeansControl(a.means), effect.LS) {
			units = append(units, unit{size: s, scale: effect.GEN})
		}
		return units, how + " (" + a.basis + ")", nil
	}
	for _, s := range a.sizes {
		s.Vi += float64(n-1) * a.part // a control of 1/n of the patients has n times the variance
		units = append(units, unit{size: s, scale: a.scale()})
	}
	return units, how + " (" + a.basis + ")", nil
}

// scale is the analysis scale of printed effects.
func (a *arms) scale() effect.Measure {
	if a.measure.Kind == evidence.KindRatio {
		return effect.LNRATIO
	}
	return effect.GEN
}
