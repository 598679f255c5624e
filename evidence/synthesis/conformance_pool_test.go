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
		err := checkAnalysis(d, a, func(text string) { s.notes[kind+": "+text]++ })
		if a.has("error") {
			kind += " (reference error)"
			if errors.Is(err, pool.ErrNotEstimable) {
				err = nil
			}
		}
		s.add(kind, id, err)
	}
}

func checkAnalysis(d, a object, note func(string)) error {
	study, err := newCase(d, a)
	if err != nil {
		return err
	}
	study.note = note
	switch kind := a.text("type"); kind {
	case "rma":
		return study.rma(a)
	case "tau2_ci":
		return study.tau2Interval(a)
	case "leave1out", "cumulative":
		return study.series(a)
	case "subgroup_separate":
		return study.subgroups(a)
	case "subgroup_model":
		return study.subgroupModel(a)
	case "metareg":
		return study.metaRegression(a)
	case "regtest":
		return study.egger(a)
	case "ranktest":
		return study.begg(a)
	case "fsn":
		n := pool.FailSafeN(study.yi, study.vi)
		return firstError(same("fsnum", n.N, a.number("fsnum"), 0, 0), pValue("p", n.P, a.number("p")))
	case "trimfill":
		return study.trimFill(a)
	case "mh", "peto", "peto_oe":
		return study.stratified(a)
	case "rare_direct":
		return study.likelihood(a, 1e-5, 1e-5)
	case "glmm":
		return study.likelihood(a, 5e-4, 2e-3)
	case "betabin":
		return study.betaBinomial(a)
	case "pft_back":
		return study.freemanTukeyBack(a)
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
	note    func(string)
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
	prob := func(name string, got, stat float64) {
		if _, there := a[name]; there {
			err := pValue(name, got, a.number(name))
			if err != nil && same(name, got, a.number(name), 1e-8*stat*stat, 0) == nil {
				c.note("p value that agrees within what the tolerance of its statistic allows, not within 1e-8")
				err = nil
			}
			errs = append(errs, err)
		}
	}
	near("k", float64(f.K), 0)
	near("beta", f.Beta, 1e-8*se)
	near("se", f.Se, 1e-9*math.Min(1, se))
	near("stat", f.Stat, 1e-8)
	near("df", f.Df, 0)
	prob("p", f.P, f.Stat)
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
	prob("Q_p", f.QP, 0)
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

// list makes a gold record of one element of a record of arrays.
func element(a object, i int) object {
	o := object{}
	for name, v := range a {
		if list, ok := v.([]any); ok && i < len(list) {
			o[name] = list[i]
		}
	}
	return o
}

func (c *gold) series(a object) error {
	fit := pool.LeaveOneOut
	if a.text("type") == "cumulative" {
		fit = pool.Cumulative
	}
	fits, err := fit(c.yi, c.vi, optionsOf(a))
	if err != nil {
		return err
	}
	if n := len(a.numbers("beta")); n != len(fits) {
		return fmt.Errorf("%d fits, want %d", len(fits), n)
	}
	for i, f := range fits {
		if err := c.fitErrors(f, element(a, i)); err != nil {
			return fmt.Errorf("fit %d: %w", i+1, err)
		}
	}
	return nil
}

func (c *gold) tau2Interval(a object) error {
	o := optionsOf(a)
	h, err := pool.Tau2Interval(c.yi, c.vi, o, pool.IntervalType(a.text("ci_type")))
	if err != nil || a.has("error") {
		if err == nil && !(h.Tau2Lb <= h.Tau2 && h.Tau2 < h.Tau2Ub && h.Tau2Ub < math.MaxFloat64) {
			return fmt.Errorf("interval %v to %v around %v", h.Tau2Lb, h.Tau2Ub, h.Tau2)
		}
		return err
	}
	if h.Empty != a.flag("ci_null") {
		return fmt.Errorf("empty: got %v", h.Empty)
	}
	floor := 1e-8 * c.medianVi()
	return firstError(
		same("tau2", h.Tau2, a.number("tau2"), 1e-8, floor),
		same("tau2_lb", h.Tau2Lb, a.number("tau2_lb"), 1e-6, floor),
		same("tau2_ub", h.Tau2Ub, a.number("tau2_ub"), 1e-6, floor),
		same("I2", h.I2, a.number("I2"), 0, 1e-6),
		same("I2_lb", h.I2Lb, a.number("I2_lb"), 1e-6, 1e-6),
		same("I2_ub", h.I2Ub, a.number("I2_ub"), 1e-6, 1e-6),
		same("H2", h.H2, a.number("H2"), 1e-8, 0),
		same("H2_lb", h.H2Lb, a.number("H2_lb"), 1e-6, 0),
		same("H2_ub", h.H2Ub, a.number("H2_ub"), 1e-6, 0),
	)
}

// column gives the studies that have a value, with their sizes.
func (c *gold) column(name string) (sub *gold, present []object) {
	sub = &gold{d: c.d, set: c.set, note: c.note}
	for i, o := range c.studies {
		if o.has(name) {
			sub.yi, sub.vi = append(sub.yi, c.yi[i]), append(sub.vi, c.vi[i])
			present = append(present, o)
		}
	}
	return sub, present
}

func (c *gold) levels() (sub *gold, level []string) {
	sub, present := c.column("subgroup")
	for _, o := range present {
		level = append(level, fmt.Sprint(o["subgroup"]))
	}
	return sub, level
}

func (c *gold) subgroups(a object) error {
	sub, level := c.levels()
	g, err := pool.BySubgroup(sub.yi, sub.vi, level, optionsOf(a))
	if err != nil {
		return err
	}
	groups := a.objects("groups")
	if len(groups) != len(g.Fits) {
		return fmt.Errorf("%d groups, want %d", len(g.Fits), len(groups))
	}
	for i, f := range g.Fits {
		if err := c.fitErrors(f, groups[i]); err != nil {
			return fmt.Errorf("level %s: %w", g.Levels[i], err)
		}
	}
	return firstError(
		same("Q_between", g.QBetween, a.number("Q_between"), 1e-8, 1e-10),
		same("df", g.Df, a.number("df"), 0, 0),
		pValue("p", g.P, a.number("p")))
}

func (c *gold) subgroupModel(a object) error {
	sub, level := c.levels()
	columns, _ := pool.Dummies(level)
	r, err := pool.Regress(sub.yi, sub.vi, columns, optionsOf(a))
	return sub.regressionErrors(r, err, a)
}

func (c *gold) metaRegression(a object) error {
	name := "mod_" + a.text("moderator")
	sub, present := c.column(name)
	column := make([]float64, len(present))
	for i, o := range present {
		column[i] = o.number(name)
	}
	r, err := pool.Regress(sub.yi, sub.vi, [][]float64{column}, optionsOf(a))
	return sub.regressionErrors(r, err, a)
}

func (c *gold) regressionErrors(r pool.Regression, err error, a object) error {
	if err != nil {
		return err
	}
	errs := []error{same("k", float64(r.K), a.number("k"), 0, 0)}
	beta, se, p := a.numbers("beta"), a.numbers("se"), a.numbers("p_coef")
	lb, ub := a.numbers("ci_lb"), a.numbers("ci_ub")
	for j := range beta {
		errs = append(errs, same("beta", r.Beta[j], beta[j], 1e-8, 1e-8*se[j]), same("se", r.Se[j], se[j], 1e-8, 0), pValue("p_coef", r.P[j], p[j]))
		if len(lb) > 0 {
			errs = append(errs, same("ci_lb", r.CiLb[j], lb[j], 1e-8, 1e-8*se[j]), same("ci_ub", r.CiUb[j], ub[j], 1e-8, 1e-8*se[j]))
		}
	}
	df := a.numbers("QM_df")
	return firstError(append(errs,
		same("tau2", r.Tau2, a.number("tau2"), 1e-8, 1e-8*c.medianVi()),
		same("QM", r.QM, a.number("QM"), 1e-8, 1e-10), same("QM_df1", r.QMDf1, df[0], 0, 0), same("QM_df2", r.QMDf2, df[1], 0, 0),
		pValue("QM_p", r.QMP, a.number("QM_p")),
		same("QE", r.QE, a.number("QE"), 1e-8, 1e-10), same("QE_df", r.QEDf, a.number("QE_df"), 0, 0), pValue("QE_p", r.QEP, a.number("QE_p")),
		same("R2", r.R2, a.number("R2"), 1e-8, 1e-6), same("I2", r.I2, a.number("I2"), 0, 1e-6))...)
}

func (c *gold) sampleSizes() []float64 {
	var ni []float64
	for _, o := range c.studies {
		n := o.number("ni")
		if math.IsNaN(n) {
			n = o.number("n1i") + o.number("n2i")
		}
		ni = append(ni, n)
	}
	return ni
}

func (c *gold) egger(a object) error {
	o := optionsOf(a)
	predictor := pool.Predictor(a.text("predictor"))
	var r pool.Asymmetry
	var err error
	if a.text("model") == "lm" {
		r, err = pool.EggerClassic(c.yi, c.vi, c.sampleSizes(), predictor, 95)
	} else {
		r, err = pool.EggerMixed(c.yi, c.vi, c.sampleSizes(), predictor, o)
	}
	if err != nil || a.has("error") {
		return err
	}
	scale := (a.number("limit_ub") - a.number("limit_lb")) / 4
	if _, there := a["slope"]; there {
		err = firstError(same("slope", r.Slope, a.number("slope"), 1e-8, 1e-8*a.number("slope_se")), same("slope_se", r.SlopeSe, a.number("slope_se"), 1e-8, 0),
			same("tau2", r.Tau2, a.number("tau2"), 1e-8, 1e-8*c.medianVi()))
	}
	return firstError(err,
		same("stat", r.Stat, a.number("stat"), 1e-8, 1e-8), same("df", r.Df, a.number("df"), 0, 0), pValue("p", r.P, a.number("p")),
		same("limit_est", r.LimitEst, a.number("limit_est"), 1e-8, 1e-8*scale+1e-12),
		same("limit_lb", r.LimitLb, a.number("limit_lb"), 1e-8, 1e-8*scale+1e-12), same("limit_ub", r.LimitUb, a.number("limit_ub"), 1e-8, 1e-8*scale+1e-12))
}

func (c *gold) begg(a object) error {
	r, err := pool.Begg(c.yi, c.vi)
	if err != nil {
		return err
	}
	err = firstError(same("tau", r.Tau, a.number("tau"), 1e-8, 1e-10), pValue("p", r.P, a.number("p")))
	if err != nil && a.flag("ties") { // the corpus leaves out tests that hang on ties in the last bit
		c.note("differs where estimates tie: " + c.d.text("id"))
		return nil
	}
	return err
}

func (c *gold) trimFill(a object) error {
	r, err := pool.TrimAndFill(c.yi, c.vi, optionsOf(a), pool.Estimator(a.text("estimator")), pool.Side(a.text("side_arg")))
	if err != nil || a.has("error") {
		return err
	}
	if r.Side != pool.Side(a.text("side")) {
		return fmt.Errorf("side: got %s, want %s", r.Side, a.text("side"))
	}
	yi, vi := a.numbers("filled_yi"), a.numbers("filled_vi")
	errs := []error{same("k0", float64(r.K0), a.number("k0"), 0, 0), same("se_k0", r.SeK0, a.number("se_k0"), 1e-8, 1e-8), same("p_k0", r.PK0, a.number("p_k0"), 1e-8, 0)}
	if len(yi) == len(r.Yi) {
		for i := range yi {
			errs = append(errs, same("filled_yi", r.Yi[i], yi[i], 1e-8, 1e-8*math.Sqrt(vi[i])), same("filled_vi", r.Vi[i], vi[i], 1e-10, 0))
		}
	}
	return firstError(append(errs, c.fitErrors(r.Fit, a))...)
}

func (c *gold) freemanTukeyBack(a object) error {
	f, err := pool.Random(c.yi, c.vi, optionsOf(a))
	if err != nil {
		return err
	}
	var ni []float64
	for _, o := range c.studies {
		ni = append(ni, o.number("ni"))
	}
	n := effect.HarmonicMean(ni)
	return firstError(same("n_harmonic", n, a.number("n_harmonic"), 1e-10, 0),
		same("est", effect.FreemanTukeyBack(f.Beta, n), a.number("est"), 1e-8, 1e-10),
		same("ci_lb", effect.FreemanTukeyBack(f.CiLb, n), a.number("ci_lb"), 1e-8, 1e-10),
		same("ci_ub", effect.FreemanTukeyBack(f.CiUb, n), a.number("ci_ub"), 1e-8, 1e-10))
}

// complete leaves out rows with a missing value, as the reference does.
func complete[T interface{ Missing() bool }](rows []T) []T {
	return slices.DeleteFunc(rows, func(r T) bool { return r.Missing() })
}

func (c *gold) stratified(a object) error {
	var r pool.Stratified
	var err error
	m := effect.Measure(a.text("measure"))
	switch {
	case a.text("type") == "peto":
		r, err = pool.Peto(complete(tablesOf(c.d)), 95)
	case a.text("type") == "peto_oe":
		var oe, v []float64
		for _, o := range c.d.objects("studies") {
			oe, v = append(oe, o.number("oe")), append(v, o.number("v"))
		}
		r, err = pool.PetoOE(oe, v, 95)
	case m == effect.IRR || m == effect.IRD:
		r, err = pool.MantelHaenszelRates(m, complete(ratesOf(c.d)), a.flag("correct"), 95)
	default:
		r, err = pool.MantelHaenszel(m, complete(tablesOf(c.d)), a.flag("correct"), 95)
	}
	if !a.has("beta") {
		if !errors.Is(err, pool.ErrNotEstimable) {
			return fmt.Errorf("not estimable, but got %v, error %v", r.Beta, err)
		}
		return nil
	}
	if err != nil {
		return err
	}
	se := a.number("se")
	errs := []error{
		same("k", float64(r.K), a.number("k"), 0, 0), same("k_yi", float64(r.KYi), a.number("k_yi"), 0, 0),
		same("beta", r.Beta, a.number("beta"), 1e-8, 1e-8*se), same("se", r.Se, se, 1e-8, 0), same("stat", r.Stat, a.number("stat"), 1e-8, 1e-8),
		pValue("p", r.P, a.number("p")), same("ci_lb", r.CiLb, a.number("ci_lb"), 1e-8, 1e-8*se), same("ci_ub", r.CiUb, a.number("ci_ub"), 1e-8, 1e-8*se),
		same("Q", r.Q, a.number("Q"), 1e-8, 1e-10), pValue("Q_p", r.QP, a.number("Q_p")), same("I2", r.I2, a.number("I2"), 0, 1e-6), same("H2", r.H2, a.number("H2"), 1e-8, 0),
	}
	for name, got := range map[string]float64{"MH": r.MH, "MH_p": r.MHP, "CO": r.CO, "CO_p": r.COP, "BD": r.BD, "BD_p": r.BDP, "TA": r.TA, "TA_p": r.TAP, "k_pos": float64(r.KPos)} {
		if a.has(name) {
			errs = append(errs, same(name, got, a.number(name), 1e-8, 1e-9))
		}
	}
	return firstError(errs...)
}

// likelihood compares beta and τ² of a likelihood model; rare_direct carries
// more, and more exact, results than glmm.
func (c *gold) likelihood(a object, onBeta, onTau2 float64) error {
	r, err := c.fitLikelihood(a)
	if err != nil {
		return err
	}
	if a.has("error") {
		if !(math.Abs(r.Beta) < 50 && r.Se > 0 && r.Tau2 >= 0) {
			return fmt.Errorf("beta %v, se %v, tau2 %v", r.Beta, r.Se, r.Tau2)
		}
		return nil
	}
	if same("beta", r.Beta, a.number("beta"), onBeta, onBeta) != nil && c.higherThanReference(r, a) {
		c.note("the reference stopped below the maximum: this model's likelihood is higher at our estimate")
		return nil
	}
	errs := []error{
		same("k", float64(r.K), a.number("k"), 0, 0),
		same("beta", r.Beta, a.number("beta"), onBeta, onBeta),
		same("tau2", r.Tau2, a.number("tau2"), onTau2, onTau2),
	}
	if a.text("type") == "rare_direct" {
		errs = append(errs, same("se", r.Se, a.number("se"), 1e-5, 0), same("ll", r.Ll, a.number("ll"), 1e-8, 1e-6),
			same("ci_lb", r.CiLb, a.number("ci_lb"), 1e-5, 1e-5), same("ci_ub", r.CiUb, a.number("ci_ub"), 1e-5, 1e-5))
		if r.Boundary != a.flag("boundary") {
			errs = append(errs, fmt.Errorf("boundary: got %v, tau2 %v", r.Boundary, r.Tau2))
		}
	}
	return firstError(errs...)
}

func (c *gold) fitLikelihood(a object) (pool.Likelihood, error) {
	model := a.text("model")
	o := pool.LikelihoodOptions{Level: 95}
	if model != pool.CMEL && a.has("nAGQ") { // metafor integrates CM.EL itself
		o.Nodes = int(a.number("nAGQ"))
	}
	switch c.d.text("kind") {
	case "proportion":
		return pool.LogOddsOfArms(complete(proportionsOf(c.d)), o)
	case "single_rate":
		var arms []effect.SingleRate
		for _, o := range c.d.objects("studies") {
			arms = append(arms, effect.SingleRate{Xi: o.number("xi"), Ti: o.number("ti")})
		}
		return pool.LogRateOfArms(complete(arms), o)
	case "rate":
		var tables []effect.PersonTime
		for _, t := range complete(ratesOf(c.d)) {
			if t.X1i+t.X2i > 0 { // metafor leaves studies without events out of all models
				tables = append(tables, t)
			}
		}
		switch model {
		case pool.UnconditionalFix:
			return pool.FixedInterceptsRates(tables, o)
		case pool.UnconditionalRan:
			return pool.RandomInterceptsRates(tables, o)
		}
		return pool.ConditionalRates(tables, o)
	}
	var tables []effect.Table
	for _, t := range complete(tablesOf(c.d)) {
		if !t.DoubleZero() {
			tables = append(tables, t)
		}
	}
	switch model {
	case pool.UnconditionalFix:
		return pool.FixedIntercepts(tables, o)
	case pool.UnconditionalRan:
		return pool.RandomIntercepts(tables, o)
	}
	return pool.ConditionalOdds(tables, model, o)
}

func (c *gold) betaBinomial(a object) error {
	r, err := pool.FitBetaBinomial(effect.Measure(a.text("measure")), complete(tablesOf(c.d)), 95)
	if err != nil {
		return err
	}
	if r.Boundary != a.flag("boundary") {
		return fmt.Errorf("boundary: got %v, rho %v, ll %v, want %v", r.Boundary, r.Rho, r.Ll, a.number("ll"))
	}
	return firstError(
		same("k", float64(r.K), a.number("k"), 0, 0), same("beta", r.Beta, a.number("beta"), 1e-5, 1e-5), same("se", r.Se, a.number("se"), 1e-5, 1e-5),
		same("ci_lb", r.CiLb, a.number("ci_lb"), 1e-5, 1e-5), same("ci_ub", r.CiUb, a.number("ci_ub"), 1e-5, 1e-5),
		same("intercept", r.Intercept, a.number("intercept"), 1e-5, 1e-5), same("rho", r.Rho, a.number("rho"), 1e-5, 1e-6), same("ll", r.Ll, a.number("ll"), 1e-7, 1e-5))
}

// higherThanReference tells whether our estimate of an unconditional model has a
// higher likelihood than the reference's, which then stopped too early. The
// likelihood of UM.FS is computed afresh here, by brute force.
func (c *gold) higherThanReference(r pool.Likelihood, a object) bool {
	switch a.text("model") {
	case pool.UnconditionalRan:
		return r.Ll > a.number("ll")+1e-6
	case pool.UnconditionalFix:
		if c.d.text("kind") != "2x2" {
			return false
		}
		ours, theirs := 0.0, 0.0
		for _, t := range tablesOf(c.d) {
			if !t.DoubleZero() {
				ours += bestIntercept(t, r.Beta, math.Sqrt(r.Tau2))
				theirs += bestIntercept(t, a.number("beta"), math.Sqrt(a.number("tau2")))
			}
		}
		return ours > theirs+1e-6
	}
	return false
}

// bestIntercept maximises the likelihood of a table over its intercept by
// golden sections, integrating over the random effect on a fine grid.
func bestIntercept(t effect.Table, theta, tau float64) float64 {
	arm := func(x, n, eta float64) float64 { return x*eta - n*math.Log1p(math.Exp(eta)) }
	value := func(alpha float64) float64 {
		top := math.Inf(-1)
		var logs []float64
		for u := -8.0; u <= 8; u += 0.02 {
			effect := theta + tau*u
			l := arm(t.Ai, t.N1i, alpha+effect/2) + arm(t.Ci, t.N2i, alpha-effect/2) - u*u/2
			logs = append(logs, l)
			top = math.Max(top, l)
		}
		sum := 0.0
		for _, l := range logs {
			sum += math.Exp(l - top)
		}
		return top + math.Log(sum*0.02)
	}
	low, high := -20.0, 20.0
	const golden = 0.6180339887498949
	for high-low > 1e-6 {
		a, b := high-golden*(high-low), low+golden*(high-low)
		if value(a) > value(b) {
			high = b
		} else {
			low = a
		}
	}
	return value((low + high) / 2)
}
