package pool

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"dossier/evidence/synthesis/effect"
)

// Request says how to pool a table: what `dossier pool` takes as flags. Method
// is an estimator of τ², MH or PETO.
type Request struct {
	Measure effect.Measure
	Method  string
	Test    Test
	Zeros   effect.Zeros
	VType   effect.VType // of means; LS unless UB or HO
	Correct bool         // continuity correction of the Mantel–Haenszel test
	Level   float64

	SharedControl SharedControl // of rows of one study; KeepControl unless said

	Corrected int // studies to whose counts Zeros added something; Pool counts them
}

// The methods without a correction for zero cells.
const (
	MH   = "MH"
	PETO = "PETO"
)

// Number is a float64 that is null in JSON when it has no finite value.
type Number float64

// MarshalJSON prints the shortest text that reads back the same.
func (n Number) MarshalJSON() ([]byte, error) {
	if v := float64(n); math.IsNaN(v) || math.IsInf(v, 0) {
		return []byte("null"), nil
	}
	return strconv.AppendFloat(nil, float64(n), 'g', -1, 64), nil
}

// Result is a pooled estimate as the machine contract names it, on the analysis
// scale.
type Result struct {
	K      int    `json:"k"`
	Beta   Number `json:"beta"`
	Se     Number `json:"se"`
	Stat   Number `json:"stat"`
	Df     Number `json:"df"`
	P      Number `json:"p"`
	CiLb   Number `json:"ci_lb"`
	CiUb   Number `json:"ci_ub"`
	Tau2   Number `json:"tau2"`
	SeTau2 Number `json:"se_tau2"`
	I2     Number `json:"I2"`
	H2     Number `json:"H2"`
	Q      Number `json:"Q"`
	QDf    Number `json:"Q_df"`
	QP     Number `json:"Q_p"`
	PiLb   Number `json:"pi_lb"`
	PiUb   Number `json:"pi_ub"`

	PiRileyLb Number    `json:"pi_riley_lb"` // with k − 2 degrees of freedom
	PiRileyUb Number    `json:"pi_riley_ub"`
	Log       bool      `json:"log"`         // exponentiate for display
	Scale     string    `json:"scale"`       // analysis scale in words: "log", "log odds", …
	Method    string    `json:"method_line"` // model, estimator and interval in words
	Dropped   []Dropped `json:"dropped"`     // studies without a defined effect size
	Notes     []string  `json:"notes"`

	measure  effect.Measure
	harmonic float64 // mean of the sizes (person-times) of the studies, for Freeman–Tukey scales; else NaN
}

// Shown is a result as its measure is read. The prediction interval is the one with
// k − 2 degrees of freedom, NaN below three studies and without random effects.
type Shown struct {
	Estimate, Prediction effect.Interval
	Back                 bool   // back-transformed from Scale
	Note                 string // of a back-transformation that depends on a size
}

// Shown gives the result back-transformed from the analysis scale, where that scale
// has a way back.
func (res Result) Shown() Shown {
	back := func(n Number) float64 { return res.measure.Back(float64(n), res.harmonic) }
	s := Shown{
		Estimate:   effect.Interval{Est: back(res.Beta), Lb: back(res.CiLb), Ub: back(res.CiUb)},
		Prediction: effect.Interval{Est: math.NaN(), Lb: math.NaN(), Ub: math.NaN()},
		Back:       res.measure.HasBack(),
	}
	if res.K >= 3 {
		s.Prediction.Lb, s.Prediction.Ub = back(res.PiRileyLb), back(res.PiRileyUb)
	}
	if s.Back && !math.IsNaN(res.harmonic) {
		s.Note = fmt.Sprintf("back-transformed with the harmonic mean of the studies' sizes, %.4g", res.harmonic)
	}
	return s
}

// Dropped is a study that could not be pooled, and why.
type Dropped struct {
	Line  int    `json:"line"`
	Study string `json:"study"`
	Why   string `json:"why"`
}

// Pool pools the studies of a table. What the reference method cannot estimate
// is an error that wraps ErrNotEstimable.
func (t Table) Pool(r Request) (Result, error) {
	if err := r.check(); err != nil {
		return Result{}, err
	}
	if _, err := t.sizes(r); err != nil {
		return Result{}, err
	}
	whole, notes := t.withSharedControls(r)
	res, err := whole.pool(r)
	res.Notes = append(append(res.Notes, notes...), t.levelNote(r.Measure)...)
	if n := whole.withoutEvents(r.Measure); n > 0 && err == nil && !r.Zeros.Drop00 {
		note := fmt.Sprintf("%d of %d studies have no event in either arm", n, len(whole.Names))
		if r.Method != MH && r.Method != PETO {
			note += "; --drop00 leaves them out"
		}
		res.Notes = append(res.Notes, note)
	}
	return res, err
}

// withoutEvents counts the studies without an event in either arm.
func (t Table) withoutEvents(m effect.Measure) (n int) {
	columns := []string{"ai", "ci"}
	switch control := controlOf(m); {
	case len(control) == 0 || control[0] == "m2i":
		return 0
	case control[0] == "x2i":
		columns = []string{"x1i", "x2i"}
	}
	c, err := t.need(columns...)
	if err != nil {
		return 0
	}
	for i := range c[0] {
		if c[0][i] == 0 && c[1][i] == 0 {
			n++
		}
	}
	return n
}

// pool pools checked studies as they stand.
func (t Table) pool(r Request) (Result, error) {
	switch r.Method {
	case MH:
		return t.mantelHaenszel(r)
	case PETO:
		return t.peto(r)
	}
	sizes, err := t.sizes(r)
	if err != nil {
		return Result{}, err
	}
	var yi, vi []float64
	res := Result{Dropped: []Dropped{}, Notes: []string{}}
	for i, s := range sizes {
		if s.Defined() {
			yi, vi = append(yi, s.Yi), append(vi, s.Vi)
			continue
		}
		res.Dropped = append(res.Dropped, Dropped{t.Lines[i], t.Names[i], t.whyUndefined(i, s)})
	}
	f, err := Random(yi, vi, Options{Method: Method(r.Method), Test: r.Test, Level: r.Level})
	if err != nil {
		return Result{}, err
	}
	res.fill(f)
	r.Corrected = t.corrected(r, sizes)
	res.describe(r, f.K)
	res.Method += f.PredictionLine()
	res.harmonic = t.harmonicSize(r.Measure, sizes)
	if f.Degenerate {
		res.Notes = append(res.Notes, "all estimates agree exactly: the Knapp–Hartung standard error is 0 and not usable; use --test adhoc")
	}
	if f.Fallback != "" {
		res.Notes = append(res.Notes, "one study leaves no degrees of freedom: normal test")
	}
	return res, nil
}

// corrected counts the studies whose effect size the rule for zeros changed.
func (t Table) corrected(r Request, sizes []effect.Size) (n int) {
	r.Zeros = effect.Zeros{To: effect.None, Drop00: r.Zeros.Drop00}
	plain, err := t.sizes(r)
	if err != nil {
		return 0
	}
	for i := range sizes {
		if sizes[i].Defined() && sizes[i] != plain[i] {
			n++
		}
	}
	return n
}

// harmonicSize is the harmonic mean of the sizes that the way back from a
// Freeman–Tukey scale asks for; NaN for every other measure.
func (t Table) harmonicSize(m effect.Measure, sizes []effect.Size) float64 {
	column := map[effect.Measure]string{effect.PFT: "ni", effect.IRFT: "ti"}[m]
	var values []float64
	for i, v := range t.columns[column] {
		if sizes[i].Defined() {
			values = append(values, v)
		}
	}
	return effect.HarmonicMean(values)
}

// describe says of a result of k studies what its numbers are, and how it was had.
func (res *Result) describe(r Request, k int) {
	res.measure, res.harmonic = r.Measure, math.NaN()
	res.Log, res.Scale, res.Method = r.Measure.IsLogRatio(), r.Measure.Scale(), r.Line(k)
}

func (r Request) check() error {
	if err := r.Zeros.Check(); err != nil {
		return err
	}
	if err := r.SharedControl.check(); err != nil {
		return err
	}
	if r.Level > 0 && r.Level < 1 {
		return fmt.Errorf("level: %v is a fraction; write %g", r.Level, 100*r.Level)
	}
	method := Method(r.Method)
	if r.Method == MH || r.Method == PETO {
		method = FE
	}
	return Options{Method: method, Test: r.Test, Level: r.Level}.Check()
}

// whyUndefined explains a size that cannot be pooled.
func (t Table) whyUndefined(i int, s effect.Size) string {
	for _, name := range known() {
		if c, ok := t.columns[name]; ok && math.IsNaN(c[i]) && name != "level" {
			return name + " is missing"
		}
	}
	if s.Vi == 0 {
		return "its variance is 0"
	}
	return "its effect is not defined (zero cells)"
}

func (res *Result) fill(f Fit) {
	res.K, res.Beta, res.Se, res.Stat, res.Df, res.P = f.K, Number(f.Beta), Number(f.Se), Number(f.Stat), Number(f.Df), Number(f.P)
	res.CiLb, res.CiUb, res.Tau2, res.SeTau2 = Number(f.CiLb), Number(f.CiUb), Number(f.Tau2), Number(f.SeTau2)
	res.I2, res.H2, res.Q, res.QDf, res.QP = Number(f.I2), Number(f.H2), Number(f.Q), Number(f.QDf), Number(f.QP)
	res.PiLb, res.PiUb, res.PiRileyLb, res.PiRileyUb = Number(f.PiLb), Number(f.PiUb), Number(f.PiRileyLb), Number(f.PiRileyUb)
}

func (t Table) mantelHaenszel(r Request) (Result, error) {
	var s Stratified
	var err error
	dropped := []Dropped{}
	switch r.Measure {
	case effect.IRR, effect.IRD:
		tables, e := t.rates()
		if e != nil {
			return Result{}, e
		}
		s, err = MantelHaenszelRates(r.Measure, complete(tables, &dropped, t), r.Correct, r.Level)
	default:
		tables, e := t.binary()
		if e != nil {
			return Result{}, e
		}
		s, err = MantelHaenszel(r.Measure, complete(tables, &dropped, t), r.Correct, r.Level)
	}
	return stratified(s, err, dropped, r)
}

func (t Table) peto(r Request) (Result, error) {
	dropped := []Dropped{}
	if _, ok := t.columns["oe"]; ok {
		c, err := t.need("oe", "v")
		if err != nil {
			return Result{}, err
		}
		if _, err := t.observedExpected(); err != nil {
			return Result{}, err
		}
		var oe, v []float64
		for i := range c[0] {
			if math.IsNaN(c[0][i]) || math.IsNaN(c[1][i]) {
				dropped = append(dropped, Dropped{t.Lines[i], t.Names[i], "oe or v is missing"})
				continue
			}
			oe, v = append(oe, c[0][i]), append(v, c[1][i])
		}
		s, err := PetoOE(oe, v, r.Level)
		return stratified(s, err, dropped, r)
	}
	tables, err := t.binary()
	if err != nil {
		return Result{}, err
	}
	s, err := Peto(complete(tables, &dropped, t), r.Level)
	return stratified(s, err, dropped, r)
}

// complete leaves out rows with a missing value.
func complete[T interface{ Missing() bool }](list []T, dropped *[]Dropped, t Table) []T {
	var whole []T
	for i, v := range list {
		if v.Missing() {
			*dropped = append(*dropped, Dropped{t.Lines[i], t.Names[i], "a count is missing"})
			continue
		}
		whole = append(whole, v)
	}
	return whole
}

func stratified(s Stratified, err error, dropped []Dropped, r Request) (Result, error) {
	if err != nil {
		return Result{}, err
	}
	nan := Number(math.NaN())
	res := Result{
		K: s.K, Beta: Number(s.Beta), Se: Number(s.Se), Stat: Number(s.Stat), Df: nan, P: Number(s.P), CiLb: Number(s.CiLb), CiUb: Number(s.CiUb),
		Tau2: nan, SeTau2: nan, I2: Number(s.I2), H2: Number(s.H2), Q: Number(s.Q), QDf: Number(s.KYi - 1), QP: Number(s.QP),
		PiLb: nan, PiUb: nan, PiRileyLb: nan, PiRileyUb: nan,
		Dropped: dropped, Notes: []string{},
	}
	res.describe(r, s.K)
	return res, nil
}

// Line says in words what was done, for the footnote of a pooled row.
func (r Request) Line(k int) string {
	var parts []string
	switch r.Method {
	case MH:
		parts = append(parts, "Mantel–Haenszel, common effect, no continuity correction")
	case PETO:
		parts = append(parts, "Peto one-step odds ratio, common effect, no continuity correction")
	case string(FE):
		parts = append(parts, "inverse variance, common effect")
	default:
		parts = append(parts, "inverse variance, random effects, τ² by "+r.Method)
	}
	switch {
	case r.Method == MH || r.Method == PETO || r.Test == Z:
		parts = append(parts, "normal interval")
	case r.Test == T:
		parts = append(parts, "t interval")
	case r.Test == KnHa:
		parts = append(parts, "Knapp–Hartung interval")
	case r.Test == AdHoc:
		parts = append(parts, "Knapp–Hartung interval, never narrower than the normal one")
	}
	parts[len(parts)-1] += fmt.Sprintf(" (%g %%)", r.Level)
	if r.Method != MH && r.Method != PETO && r.Corrected > 0 {
		parts = append(parts, fmt.Sprintf("%g added to %s (%s)", r.Zeros.Add, r.corrects(), r.Zeros.To))
	}
	return strings.Join(parts, "; ") + fmt.Sprintf("; k = %d", k)
}

// corrects names what the rule for zeros adds to.
func (r Request) corrects() string {
	which, what := "zero", "cells"
	if r.Zeros.To != effect.Only0 {
		which = "all"
	}
	switch r.Measure {
	case effect.IRR, effect.IRD, effect.IRSD, effect.PR, effect.PLN, effect.PLO, effect.IR, effect.IRLN:
		what = "counts of events"
	}
	return which + " " + what
}

// PredictionLine says how the prediction interval that is shown was had; "" where
// there is none (below three studies, or without random effects).
func (f Fit) PredictionLine() string {
	if f.K < 3 || math.IsNaN(f.PiRileyDf) {
		return ""
	}
	return fmt.Sprintf("; prediction interval by t with k − 2 = %g df", f.PiRileyDf)
}
