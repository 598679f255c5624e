package synthesis_test

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"dossier/evidence/synthesis/effect"
	"dossier/evidence/synthesis/pool"
)

// checkAnalyses compares every analysis of a data set.
func checkAnalyses(s *score, d object) {
	for i, a := range d.objects("analyses") {
		kind := a.text("type")
		id := fmt.Sprintf("%s #%d %s %s %s%s %s", d.text("id"), i, a.text("measure"), a.text("model"), a.text("method"), a.text("ci_type"), a.text("test"))
		err := checkAnalysis(s, d, a)
		if a.has("error") {
			kind += " (reference error)"
			if errors.Is(err, pool.ErrNotEstimable) {
				err = nil
			}
		}
		s.add(kind, id, err)
	}
}

func checkAnalysis(s *score, d, a object) error {
	study, err := newCase(d, a)
	if err != nil {
		return err
	}
	switch kind := a.text("type"); kind {
	case "rma":
		return study.rma(a)
	default:
		return fmt.Errorf("type %q is not known", kind)
	}
}

// gold is a data set under one setting, as an analysis uses it: the studies
// with a defined size.
type gold struct {
	d       object
	set     setting
	yi, vi  []float64
	studies []object
}

func newCase(d, a object) (*gold, error) {
	c := &gold{d: d, set: settingOf(a)}
	if a.text("type") == "pft_back" {
		c.set.measure = effect.PFT
	}
	sizes, err := sizesOf(d, c.set)
	if err != nil {
		return nil, err
	}
	for i, e := range sizes {
		if e.Defined() {
			c.yi, c.vi = append(c.yi, e.Yi), append(c.vi, e.Vi)
			c.studies = append(c.studies, d.objects("studies")[i])
		}
	}
	return c, nil
}

func optionsOf(a object) pool.Options {
	o := pool.Options{Method: pool.Method(a.text("method")), Test: pool.Test(a.text("test")), Level: a.number("level")}
	if o.Test == "" {
		o.Test = pool.Z
	}
	if math.IsNaN(o.Level) {
		o.Level = 95
	}
	return o
}

func (c *gold) medianVi() float64 {
	if len(c.vi) == 0 {
		return 0
	}
	v := slices.Sorted(slices.Values(c.vi))
	return (v[(len(v)-1)/2] + v[len(v)/2]) / 2
}

// pValue compares p values: relative 1e-8, absolute 1e-9 above 0.99.
func pValue(name string, got, want float64) error {
	abs := 1e-300
	if want > 0.99 {
		abs = 1e-9
	}
	return same(name, got, want, 1e-8, abs)
}

// fitErrors compares the fields of a fit that the object has.
func (c *gold) fitErrors(f pool.Fit, a object) error {
	se := a.number("se")
	if se == 0 { // knha with identical estimates: rounding noise
		if !(f.Se < 1e-9) {
			return fmt.Errorf("se: got %v, want 0", f.Se)
		}
		se = 1
	}
	var errs []error
	near := func(name string, got, floor float64) {
		if _, there := a[name]; there {
			errs = append(errs, same(name, got, a.number(name), 1e-8, floor))
		}
	}
	prob := func(name string, got float64) {
		if _, there := a[name]; there {
			errs = append(errs, pValue(name, got, a.number(name)))
		}
	}
	near("k", float64(f.K), 0)
	near("beta", f.Beta, 1e-8*se)
	near("se", f.Se, 1e-9*math.Min(1, se))
	near("stat", f.Stat, 1e-8)
	near("df", f.Df, 0)
	prob("p", f.P)
	near("ci_lb", f.CiLb, 1e-8*se)
	near("ci_ub", f.CiUb, 1e-8*se)
	near("tau2", f.Tau2, 1e-8*c.medianVi())
	near("se_tau2", f.SeTau2, 1e-8*c.medianVi())
	if _, there := a["I2"]; there {
		errs = append(errs, same("I2", f.I2, a.number("I2"), 0, 1e-6))
	}
	near("H2", f.H2, 1e-10)
	near("Q", f.Q, 1e-10)
	near("Q_df", f.QDf, 0)
	prob("Q_p", f.QP)
	near("pi_lb", f.PiLb, 1e-8*se)
	near("pi_ub", f.PiUb, 1e-8*se)
	near("pi_riley_lb", f.PiRileyLb, 1e-8*se)
	near("pi_riley_ub", f.PiRileyUb, 1e-8*se)
	near("pi_riley_df", f.PiRileyDf, 0)
	near("ll_ml", f.LlMl, 1e-8)
	near("ll_reml", f.LlReml, 1e-8)
	return firstError(errs...)
}

func (c *gold) rma(a object) error {
	f, err := pool.Random(c.yi, c.vi, optionsOf(a))
	if err != nil {
		return err
	}
	return c.fitErrors(f, a)
}
