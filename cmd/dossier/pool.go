package main

import (
	"errors"
	"fmt"
	"math"
	"strings"

	"github.com/spf13/cobra"

	"dossier/evidence/synthesis/effect"
	"dossier/evidence/synthesis/pool"
)

type poolOptions struct {
	measure, method, test, to, vtype string
	shared                           string
	add, level                       float64
	drop00, correct                  bool
	findings                         findingsPool
}

func newPoolCmd(a *app) *cobra.Command {
	var o poolOptions
	cmd := &cobra.Command{
		Use:   "pool [QUERY | FILE.csv]",
		Short: "Meta-analysis of findings that may be pooled, or of a CSV",
		Long: `Pool findings of the library, chosen by a query and by --drug, --outcome,
--comparator and --measure. Findings that answer one question are pooled; mixtures
are refused with the reason and the way out: different measures, comparators or
populations (unless --mix-populations), randomised and non-randomised studies (unless
--mix-designs; --design keeps one kind), doses against each other beside doses
against a control, adjusted with crude, SIR or SMR and prognostic factors with drug
effects, a review with its primary studies or another review, integrated analyses of
one programme, two reports of one study, a class with its members. Arms that share a
control are combined: by their counts, by means and sizes, or where only effects are
printed by generalised least squares with the variance of the control as covariance;
--split-control splits the control instead. Only confirmed findings are taken
(--suggested takes the numbers that the program proposed too, and says which they are).

The default is random effects by REML with Knapp–Hartung interval, with a prediction
interval from three studies on (k − 2 degrees of freedom), and Mantel–Haenszel
without correction where a table of counts has a zero.

With a CSV file ('-' = standard input) and --measure its studies are pooled: one row
per study, a column study, and the numbers that the measure needs:

  RR OR RD PETO    ai, n1i, ci, n2i      events and participants per arm
  IRR IRD          x1i, t1i, x2i, t2i    events and person-time per arm
  MD SMD ROM       m1i, sd1i, n1i, m2i, sd2i, n2i
  proportions      xi, ni                rates: xi, ti
  LNRATIO          est, lb, ub[, level]  ratios as printed
  GEN              yi, vi                effect sizes and variances
  PETO             oe, v

Methods: FE (common effect), DL, HE, HS, HSk, SJ, PM, PMM, EB, ML, REML (random
effects); for a CSV also MH, PETO. Tests: z, t, knha (Knapp–Hartung), adhoc. Results
of a CSV are on the analysis scale in JSON (scale names it; pi_lb and pi_ub take the
critical value of the test, pi_riley_lb and pi_riley_ub k − 2 degrees of freedom). Text
prints ratios, proportions (per cent) and rates back-transformed, and the prediction
interval with k − 2 degrees of freedom. Cells may be parted by semicolons or tabs.

Exit codes: 0 done, 1 the file cannot be read, 2 wrong column or option,
4 nothing may be pooled, or it is not estimable (with the reasons), 10 no library,
11 library busy.`,
		Example: `  dossier pool --drug tofacitinib --outcome mace --comparator tnf_inhibitors --measure HR
  dossier pool design:cohort --drug jak_inhibitors --only members --mix-populations
  dossier pool acne.csv --measure OR
  dossier pool ratios.csv --measure LNRATIO --method REML --test knha --json`,
		Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 1 && isTableFile(args[0]) {
				if o.measure == "" {
					return usage("dossier pool "+quoteArg(args[0])+" --measure RR", `required flag(s) "measure" not set`)
				}
				return runPool(a, args[0], o)
			}
			o.findings.how = pool.Options{Method: pool.Method(poolMethod(o.method)), Test: pool.Test(o.test), Level: o.level}
			if o.measure != "" {
				o.findings.measures = strings.Split(o.measure, ",")
			}
			return runPoolFindings(cmd.Context(), a, strings.Join(args, " "), o.findings)
		},
	}
	f := cmd.Flags()
	f.StringVar(&o.measure, "measure", "", "`MEASURE` of a CSV: RR, OR, RD, PETO, IRR, IRD, MD, SMD, ROM, PLO, IRLN, GEN, LNRATIO …; of findings: HR, OR …")
	f.StringVar(&o.method, "method", "REML", "`METHOD` of the model")
	f.StringVar(&o.test, "test", "knha", "z, t, knha or adhoc")
	f.Float64Var(&o.add, "add", 0.5, "added to the cells of a table with a zero")
	f.StringVar(&o.to, "to", "only0", "add to: only0, if0all, all or none")
	f.BoolVar(&o.drop00, "drop00", false, "leave out studies without an event in either arm")
	f.BoolVar(&o.correct, "correct", false, "continuity correction of the Mantel–Haenszel test")
	f.StringVar(&o.vtype, "vtype", "LS", "variance of a difference of means: LS, UB or HO")
	f.StringVar(&o.shared, "shared-control", "keep", "of a CSV: rows of one study with one control: keep (a note says it), combine or split")
	f.Float64Var(&o.level, "level", 95, "level of the intervals in per cent")
	f.StringSliceVar(&o.findings.drugs, "drug", nil, "findings of this `DRUG` or class, members included")
	f.StringSliceVar(&o.findings.outcomes, "outcome", nil, "findings of this `OUTCOME`, what is beneath it included")
	f.StringSliceVar(&o.findings.comparators, "comparator", nil, "findings against this `COMPARATOR`; none = one arm")
	f.StringVar(&o.findings.adjusted, "adjusted", "", "only adjusted (yes) or crude (no) estimates")
	f.StringVar(&o.findings.only, "only", "", "of a class: findings of the class itself, or of its members")
	f.StringSliceVar(&o.findings.without, "without", nil, "leave out the findings with these `IDS`")
	f.BoolVar(&o.findings.suggested, "suggested", false, "also findings that no person has confirmed")
	f.BoolVar(&o.findings.mixPopulations, "mix-populations", false, "pool different populations")
	f.StringVar(&o.findings.design, "design", "", "only randomised, or only non-randomised studies")
	f.BoolVar(&o.findings.mixDesigns, "mix-designs", false, "pool randomised and non-randomised studies together")
	f.BoolVar(&o.findings.splitControl, "split-control", false, "keep arms that share a control apart and split the control")
	return cmd
}

// isTableFile tells a file of studies from a query.
func isTableFile(arg string) bool {
	lower := strings.ToLower(arg)
	return arg == "-" || strings.HasSuffix(lower, ".csv") || strings.HasSuffix(lower, ".tsv") || exists(arg)
}

func runPool(a *app, file string, o poolOptions) error {
	data, err := readAll(a, file)
	if err != nil {
		return err
	}
	table, err := pool.ParseTable(data)
	if err != nil {
		return &failure{code: exitFailed, msg: file, err: err, next: "dossier pool --help lists the columns"}
	}
	request := pool.Request{
		Measure: effect.Measure(strings.ToUpper(o.measure)), Method: poolMethod(o.method), Test: pool.Test(o.test),
		Zeros: effect.Zeros{Add: o.add, To: effect.To(o.to), Drop00: o.drop00}, VType: effect.VType(o.vtype),
		Correct: o.correct, Level: o.level, SharedControl: pool.SharedControl(o.shared),
	}
	// The stratified methods and the common-effect model know the normal test only.
	if request.Method == pool.MH || request.Method == pool.PETO {
		request.Test = pool.Z
	}
	result, err := table.Pool(request)
	if errors.Is(err, pool.ErrNotEstimable) {
		if a.json {
			if perr := a.printJSON(map[string]string{"error": err.Error()}); perr != nil {
				return perr
			}
			return silent(exitAttention)
		}
		return fail(exitAttention, "", "%v", err)
	}
	if err != nil {
		return &failure{code: exitUsage, err: err, next: "dossier pool --help lists columns, measures and methods"}
	}
	if a.json {
		return a.printJSON(result)
	}
	printPooled(a, result, request.Measure, o.level)
	return nil
}

// poolMethod takes a method in any case: HSk is the only one in mixed case.
func poolMethod(name string) string {
	if strings.EqualFold(name, "HSk") {
		return "HSk"
	}
	return strings.ToUpper(name)
}

func printPooled(a *app, r pool.Result, measure effect.Measure, level float64) {
	plain := func(n pool.Number, format string) string {
		if !finite(float64(n)) {
			return "not estimable"
		}
		return fmt.Sprintf(format, float64(n))
	}
	shown := r.Shown()
	factor, unit := 1.0, ""
	if measure.OfProportion() {
		factor, unit = 100, " %"
	}
	number := func(x float64) pool.Number { return pool.Number(factor * x) }
	interval := func(i effect.Interval) string { return printedInterval(number(i.Lb), number(i.Ub)) + unit }
	p := ", p " + printP(float64(r.P))
	if measure.OfProportion() || measure.OfRate() {
		p = "" // of a proportion against one half, or of a rate against 1: nobody asks
	}
	a.print("studies             %d", r.K)
	a.print("pooled estimate     %s%s (%g %% interval %s)%s", printedNumber(number(shown.Estimate.Est)), unit, level, interval(shown.Estimate), p)
	if finite(shown.Prediction.Lb) && finite(shown.Prediction.Ub) {
		a.print("prediction interval %s", interval(shown.Prediction))
	}
	a.print("analysis scale      %s", scaleLine(r, shown, measure))
	a.print("heterogeneity       τ² %s, I² %s, Q %s on %s df, p %s", plain(r.Tau2, "%.4f"), plain(r.I2, "%.1f %%"), plain(r.Q, "%.2f"), plain(r.QDf, "%.0f"), printP(float64(r.QP)))
	a.print("method              %s", r.Method)
	for _, d := range r.Dropped {
		a.print("left out            line %d, %s: %s", d.Line, d.Study, d.Why)
	}
	for _, n := range r.Notes {
		a.print("note                %s", n)
	}
}

// scaleLine names the scale of the analysis, and what is printed of it.
func scaleLine(r pool.Result, shown pool.Shown, measure effect.Measure) string {
	line := r.Scale
	switch {
	case shown.Note != "":
		line += "; " + shown.Note
	case shown.Back:
		line += "; printed back-transformed"
	}
	if measure.OfRate() {
		line += "; rates are per unit of ti"
	}
	return line
}

func printP(p float64) string {
	switch {
	case math.IsNaN(p):
		return "not estimable"
	case p < 0.001:
		return "<0.001"
	}
	return fmt.Sprintf("%.3f", p)
}
