package main

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"dossier/evidence"
	"dossier/evidence/synthesis/appraise"
	"dossier/evidence/synthesis/body"
	"dossier/evidence/synthesis/effect"
	"dossier/evidence/synthesis/pool"
	"dossier/store"
)

type gradeOptions struct {
	drug, outcome, sub, comparator, measure string
	baseline                                []string
	design                                  string
	mixPopulations, mixDesigns              bool
	threshold                               []float64
	start                                   string
	without                                 []string
	decide                                  string
	because                                 []string
	remove                                  bool
}

func newGradeCmd(a *app) *cobra.Command {
	var o gradeOptions
	cmd := &cobra.Command{
		Use:   "grade --drug D --outcome O --comparator C",
		Short: "Suggest and record the certainty of a body of evidence (GRADE)",
		Long: `Show how certain the evidence on one drug, outcome and comparator is by GRADE: where
it starts, what the numbers suggest to lower or raise it by, and the numbers that led
to each suggestion. Ratios are judged by the thresholds 0.75 and 1.25, differences of
risks or rates by what those mean at the control risk, standardised mean differences by
0.5 either way; --threshold LOW,HIGH sets others, which a difference of means and a rate
of one arm need. Where findings are not pooled, the narrowest interval and the overlap of
the intervals are looked at. Nothing is decided by the program: --decide LEVEL records your
judgement, and each --because DOMAIN=STEPS:WHY a reason, which becomes a footnote of
the tables. Without WHY the words of the suggestion are taken. Indirectness, dose
response and opposing confounding are for you alone.

Levels: high, moderate, low, very_low. Domains: risk of bias, inconsistency,
indirectness, imprecision, publication bias, large effect, dose response, confounding.

Exit codes: 0 done, 1 no such findings, 2 wrong command line, 10 no library,
11 library busy.`,
		Example: `  dossier grade --drug tofacitinib --outcome mace --comparator tnf_inhibitors --baseline 0.02
  dossier grade --drug tofacitinib --outcome mace --comparator tnf_inhibitors \
      --decide low --because 'imprecision=-1' --because 'indirectness=-1:one trial in patients at risk'
  dossier grade list`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return runGrade(cmd.Context(), a, o) },
	}
	f := cmd.Flags()
	f.StringVar(&o.drug, "drug", "", "the `DRUG` or class, findings of its own")
	f.StringVar(&o.outcome, "outcome", "", "the `OUTCOME` or sub-outcome")
	f.StringVar(&o.sub, "sub-outcome", "", "the `SUB-OUTCOME`, where it is a qualifier such as excluding_nmsc")
	f.StringVar(&o.comparator, "comparator", "", "the `COMPARATOR`; none = one arm only")
	f.StringVar(&o.measure, "measure", "", "the `MEASURE` to look at (default: the one that most studies report)")
	f.StringSliceVar(&o.baseline, "baseline", nil, "assumed risk without the drug, as a fraction")
	f.StringVar(&o.start, "start", "", "where the evidence starts, `high or low`, when its designs do not say it: reviews of randomised trials")
	f.Float64SliceVar(&o.threshold, "threshold", nil, "`LOW,HIGH` between which an effect is too small to matter, as the measure is printed")
	f.BoolVar(&o.mixPopulations, "mix-populations", false, "look at several populations together")
	f.StringVar(&o.design, "design", "", "look at randomised, or at non-randomised studies only")
	f.BoolVar(&o.mixDesigns, "mix-designs", false, "look at randomised and non-randomised studies together")
	f.StringSliceVar(&o.without, "without", nil, "leave out the findings with these `IDS`, for instance of subgroups")
	f.StringVar(&o.decide, "decide", "", "record this `LEVEL`: high, moderate, low or very_low")
	f.StringArrayVar(&o.because, "because", nil, "`DOMAIN=STEPS:WHY`, repeatable")
	f.BoolVar(&o.remove, "remove", false, "take the judgement away")
	for _, name := range []string{"drug", "outcome", "comparator"} {
		_ = cmd.MarkFlagRequired(name)
	}
	cmd.AddCommand(newGradeListCmd(a))
	return cmd
}

// gradeJSON is what dossier grade prints.
type gradeJSON struct {
	questionJSON
	Start       string                `json:"start"`
	Designs     string                `json:"designs"` // that the start rests on
	Findings    []string              `json:"findings"`
	Numbers     gradeNumbers          `json:"numbers"`
	NotPooled   []body.Refusal        `json:"not_pooled"`
	Suggestions []appraise.Suggestion `json:"suggestions"`
	Followed    string                `json:"if_all_were_followed"`
	Decision    *evidence.Certainty   `json:"decision"`
}

// gradeNumbers are the numbers that suggestions rest on; null is not known.
type gradeNumbers struct {
	K         int         `json:"k"`
	N         pool.Number `json:"participants"`
	Events    pool.Number `json:"events"`
	Estimate  pool.Number `json:"estimate"`
	CILow     pool.Number `json:"ci_low"`
	CIHigh    pool.Number `json:"ci_high"`
	PILow     pool.Number `json:"pi_low"`
	PIHigh    pool.Number `json:"pi_high"`
	I2        pool.Number `json:"I2"`
	I2Low     pool.Number `json:"I2_low"` // test-based interval
	I2High    pool.Number `json:"I2_high"`
	Tau       pool.Number `json:"tau"`
	QP        pool.Number `json:"Q_p"`
	Baseline  pool.Number `json:"control_risk"`
	HighRisk  pool.Number `json:"share_at_high_risk"`
	Appraised int         `json:"studies_appraised"`
	EggerP    pool.Number `json:"egger_p"`
	Filled    int         `json:"trim_and_fill"`
	Low       pool.Number `json:"threshold_low"`
	High      pool.Number `json:"threshold_high"`
}

func runGrade(ctx context.Context, a *app, o gradeOptions) error {
	if o.decide != "" && !slices.Contains(gradeLevels(), judgementID(o.decide)) {
		return usage("levels are: "+strings.Join(gradeLevels(), ", "), "--decide: there is no level %q", o.decide)
	}
	if len(o.because) > 0 && o.decide == "" {
		return usage("add --decide LEVEL", "reasons belong to a decision")
	}
	if n := len(o.threshold); n > 0 && (n != 2 || !(o.threshold[0] < o.threshold[1]) || !finite(o.threshold[0]) || !finite(o.threshold[1])) {
		return usage("--threshold 0.8,1.25 for a ratio, --threshold=-5,5 for a difference", "--threshold takes two numbers, the lower one first")
	}
	if !slices.Contains([]string{"", appraise.CertaintyHigh, appraise.CertaintyLowered}, o.start) {
		return usage("--start high, or --start low", "--start takes high or low, not %q", o.start)
	}
	open := a.read
	if o.decide != "" || o.remove {
		open = func(ctx context.Context, fn func(*store.Repo) error) error {
			return a.write(ctx, fmt.Sprintf("grade --drug %s --outcome %s", o.drug, o.outcome), fn)
		}
	}
	return open(ctx, func(repo *store.Repo) error {
		vocab, err := a.vocabulary(ctx, repo)
		if err != nil {
			return err
		}
		report, err := o.suggest(ctx, repo, vocab)
		if err != nil {
			return err
		}
		if o.decide != "" || o.remove {
			if err := o.record(ctx, a, repo, report); err != nil {
				return err
			}
		}
		if a.json {
			return a.printJSON(report)
		}
		printGrade(a, report, vocab)
		return nil
	})
}

func gradeLevels() []string { return []string{"very_low", "low", "moderate", "high"} }

// suggest gathers the body of evidence and what its numbers suggest.
func (o *gradeOptions) suggest(ctx context.Context, repo *store.Repo, vocab *evidence.Vocabulary) (*gradeJSON, error) {
	selection := findingsPool{drugs: []string{o.drug}, only: "class", without: o.without, design: o.design,
		mixPopulations: o.mixPopulations, mixDesigns: o.mixDesigns, how: pool.Defaults()}
	if o.measure != "" {
		selection.measures = []string{o.measure}
	}
	if err := selection.check(); err != nil {
		return nil, err
	}
	p, err := newPooler(vocab, selection)
	if err != nil {
		return nil, err
	}
	all, err := p.rows(ctx, repo, "")
	if err != nil {
		return nil, err
	}
	about, rows, err := o.body(vocab, p.o.drugs[0], all)
	if err != nil {
		return nil, err
	}
	appraisals, err := readKept[evidence.Appraisal](ctx, repo, appraisalsSetting)
	if err != nil {
		return nil, err
	}
	baseline, err := parseBaselines(o.baseline, vocab)
	if err != nil {
		return nil, err
	}
	report := &gradeJSON{questionJSON: about, NotPooled: []body.Refusal{}, Suggestions: []appraise.Suggestion{}}
	report.fill(p, mostReported(rows), appraisals, baseline, o)
	grades, err := readKept[evidence.Certainty](ctx, repo, gradesSetting)
	for i := range grades {
		if sameBody(grades[i], about) {
			report.Decision = &grades[i]
		}
	}
	return report, err
}

// body finds the findings of one drug, outcome and comparator as they are stored:
// an outcome beneath another may stand as its sub-outcome.
func (o *gradeOptions) body(vocab *evidence.Vocabulary, drug string, all []evidence.TableRow) (questionJSON, []evidence.TableRow, error) {
	ids, err := lookupAll([]string{o.outcome}, vocab.LookupOutcome)
	if err != nil {
		return questionJSON{}, nil, err
	}
	about := questionJSON{Drug: drug, Outcome: ids[0], SubOutcome: o.sub, Comparator: o.comparator}
	if id, err := vocab.LookupDrug(o.comparator); err == nil {
		about.Comparator = id
	}
	if o.comparator == "none" {
		about.Comparator = ""
	}
	if o.sub != "" {
		if id, err := vocab.LookupOutcome(o.sub); err == nil {
			about.SubOutcome = id
		}
	}
	var rows []evidence.TableRow
	var there []string
	for _, row := range all {
		f := &row.Finding
		if f.Drug != drug || f.Prognostic() {
			continue
		}
		asked := f.Outcome == about.Outcome && f.SubOutcome == about.SubOutcome
		if o.sub == "" && f.SubOutcome == ids[0] {
			asked = true
		}
		switch {
		case asked && f.Comparator == about.Comparator:
			rows = append(rows, row)
		case vocab.IsA(f.Outcome, ids[0]) || f.SubOutcome != "" && vocab.IsA(f.SubOutcome, ids[0]):
			there = append(there, strings.TrimSpace(fmt.Sprintf("--outcome %s%s --comparator %s", f.Outcome, subFlag(f.SubOutcome), quoteArg(cmp.Or(f.Comparator, "none")))))
		}
	}
	if len(rows) == 0 {
		slices.Sort(there)
		next := "dossier table --drug " + drug + " shows what there is"
		if there = slices.Compact(there); len(there) > 0 {
			next = "there is: " + strings.Join(there[:min(len(there), 4)], "; ")
		}
		return about, nil, fail(exitFailed, next, "there is no confirmed finding on %s", questionText(about, vocab))
	}
	about.Outcome, about.SubOutcome = rows[0].Finding.Outcome, rows[0].Finding.SubOutcome
	rows = slices.DeleteFunc(rows, func(r evidence.TableRow) bool {
		return r.Finding.Outcome != about.Outcome || r.Finding.SubOutcome != about.SubOutcome
	})
	return about, rows, nil
}

func subFlag(sub string) string {
	if sub == "" {
		return ""
	}
	return " --sub-outcome " + quoteArg(sub)
}

// mostReported keeps the comparative measure that most studies report; where
// there is none, that of one arm.
func mostReported(rows []evidence.TableRow) []evidence.TableRow {
	var best []evidence.TableRow
	rank := func(group []evidence.TableRow) int {
		n := distinctTrials(group)
		if m, ok := evidence.MeasureOf(group[0].Finding.Measure); ok && m.Comparative {
			n += 1 << 20
		}
		return n
	}
	for _, group := range byMeasure(rows) {
		if best == nil || rank(group) > rank(best) {
			best = group
		}
	}
	return best
}

// fill works out the numbers of a body of evidence and asks for suggestions.
func (g *gradeJSON) fill(p *pooler, rows []evidence.TableRow, appraisals []evidence.Appraisal, baseline baselines, o *gradeOptions) {
	g.Measure, g.Findings = measureOf(&rows[0].Finding), idsOf(rows)
	m, _ := evidence.MeasureOf(g.Measure)
	nan := math.NaN()
	none := effect.Interval{Est: nan, Lb: nan, Ub: nan}
	b := appraise.Body{K: distinctTrials(rows), Estimate: none, Prediction: none, I2: nan, QP: nan, EggerP: nan, HighRisk: nan,
		Kind: kindOfEstimate(m)}
	g.Numbers.I2Low, g.Numbers.I2High, g.Numbers.Tau = pool.Number(nan), pool.Number(nan), pool.Number(nan)
	b.N, b.Events, b.P0 = countsOf(rows)
	if risk, ok := baseline.of(&rows[0].Finding); ok {
		b.P0 = risk
	}
	for i := range rows {
		if r, ok := printedLimits(&rows[i].Finding); ok {
			b.Studies = append(b.Studies, r)
		}
	}
	weights := map[string]float64{}
	g.NotPooled = append(g.NotPooled, g.estimate(p, rows, &b, weights)...)
	g.risk(rows, appraisals, &b, weights)
	randomised, other := designsOf(rows)
	b.Randomised = randomised > 0 && other == 0
	b.ROBINSI = !b.Randomised && appraisedWith(rows, appraisals, "robins-i")
	g.Start, g.Designs = cmp.Or(o.start, b.Start()), designsText(rows)
	b.Randomised = b.Randomised || o.start == appraise.CertaintyHigh && !b.ROBINSI
	t := thresholdsOf(m, o.threshold, b.P0, controlRate(rows))
	if m.Kind != evidence.KindWords && m.Kind != evidence.KindCount {
		g.Suggestions = append(g.Suggestions, appraise.Suggest(b, t)...)
	}
	g.Followed = g.level(g.Suggestions)
	n := func(x float64) pool.Number { return pool.Number(x) }
	g.Numbers = gradeNumbers{I2Low: g.Numbers.I2Low, I2High: g.Numbers.I2High, Tau: g.Numbers.Tau, Low: n(t.Low), High: n(t.High), K: b.K, N: n(b.N), Events: n(b.Events), Estimate: n(b.Estimate.Est), CILow: n(b.Estimate.Lb), CIHigh: n(b.Estimate.Ub),
		PILow: n(b.Prediction.Lb), PIHigh: n(b.Prediction.Ub), I2: n(b.I2), QP: n(b.QP), Baseline: n(b.P0), HighRisk: n(b.HighRisk),
		Appraised: g.Numbers.Appraised, EggerP: n(b.EggerP), Filled: b.Filled}
}

// estimate takes the pooled estimate, the only one there is, or says why there is
// none.
func (g *gradeJSON) estimate(p *pooler, rows []evidence.TableRow, b *appraise.Body, weights map[string]float64) []body.Refusal {
	if len(rows) == 1 {
		if r, ok := printedLimits(&rows[0].Finding); ok {
			b.Estimate = r
		}
		weights[rows[0].Finding.ID] = 100
		return nil
	}
	refusals := body.Refuse(rows, p.opts)
	for i := range refusals {
		refusals[i].WayOut = wayOut(refusals[i], rows)
	}
	if len(refusals) > 0 {
		return refusals
	}
	pooled, _, err := p.pool(rows)
	if err != nil {
		return []body.Refusal{{Code: "not-estimable", Findings: g.Findings, Message: err.Error(), WayOut: "give interval and level, or the counts of both arms"}}
	}
	b.K, b.I2, b.QP = pooled.K, pooled.I2, pooled.QP
	b.Estimate, b.Prediction = displayed(pooled, g.Measure)
	i2 := pool.I2FromQ(pooled.Q, pooled.K, p.o.how.Level)
	g.Numbers.I2Low, g.Numbers.I2High, g.Numbers.Tau = pool.Number(i2.I2Lb), pool.Number(i2.I2Ub), pool.Number(math.Sqrt(pooled.Tau2))
	var yi, vi []float64
	for _, member := range pooled.Members {
		yi, vi = append(yi, member.Yi), append(vi, member.Vi)
		for _, id := range member.Findings {
			weights[id] = member.Weight / float64(len(member.Findings))
		}
	}
	if pooled.K >= pool.MinForAsymmetry {
		if egger, err := pool.EggerClassic(yi, vi, nil, pool.Sei, p.o.how.Level); err == nil {
			b.EggerP = egger.P
		}
		if filled, err := pool.TrimAndFill(yi, vi, p.o.how, pool.L0, pool.Auto); err == nil {
			b.Filled = filled.K0
		}
	}
	return nil
}

// risk is the share of the weight that studies at high risk of bias carry; without
// weights each study counts once. It is not known before every study is appraised.
func (g *gradeJSON) risk(rows []evidence.TableRow, appraisals []evidence.Appraisal, b *appraise.Body, weights map[string]float64) {
	var high, sum float64
	appraised := map[string]bool{}
	studies := map[string]bool{}
	for i := range rows {
		f := &rows[i].Finding
		w, ok := weights[f.ID]
		if !ok || !finite(w) {
			w = 1
		}
		studies[f.Study] = true
		if x, ok := appraisalFor(f, appraisals); ok {
			appraised[f.Study] = true
			sum += w
			if slices.Contains([]string{"high", "serious", "critical", "poor", "critically_low"}, judgementOf(x)) {
				high += w
			}
		}
	}
	g.Numbers.Appraised = len(appraised)
	if sum > 0 && len(appraised) == len(studies) {
		b.HighRisk = high / sum
	}
}

// appraisalFor is the appraisal of the result, else of the study.
func appraisalFor(f *evidence.Finding, appraisals []evidence.Appraisal) (evidence.Appraisal, bool) {
	var whole *evidence.Appraisal
	for i := range appraisals {
		x := &appraisals[i]
		switch {
		case x.Study != f.Study:
		case x.Outcome != "" && (x.Outcome == f.Outcome || x.Outcome == f.SubOutcome):
			return *x, true
		case x.Outcome == "":
			whole = x
		}
	}
	if whole == nil {
		return evidence.Appraisal{}, false
	}
	return *whole, true
}

// appraisedWith tells whether every study was appraised with a tool.
func appraisedWith(rows []evidence.TableRow, appraisals []evidence.Appraisal, tool string) bool {
	for i := range rows {
		if !slices.ContainsFunc(appraisals, func(x evidence.Appraisal) bool { return x.Study == rows[i].Finding.Study && x.Tool == tool }) {
			return false
		}
	}
	return true
}

// participantsOf is the number of patients of both arms, 0 when it is not printed.
func participantsOf(f *evidence.Finding) float64 {
	treat, _ := f.Treat.N.Float()
	control, _ := f.Control.N.Float()
	return treat + control
}

// countsOf sums participants and events of all arms, of each trial those of its
// largest analysis, and the risk of the controls; NaN where a study does not print
// them.
func countsOf(rows []evidence.TableRow) (n, events, controlRisk float64) {
	var controlEvents, controls float64
	largest := map[string]*evidence.Finding{}
	var order []string
	for i := range rows {
		f := &rows[i].Finding
		trial := trialOfRow(&rows[i])
		have, known := largest[trial]
		if !known {
			order = append(order, trial)
		}
		if !known || participantsOf(f) > participantsOf(have) {
			largest[trial] = f
		}
	}
	value := func(p evidence.Printed) float64 {
		if v, ok := p.Float(); ok {
			return v
		}
		return math.NaN()
	}
	for _, trial := range order {
		f := largest[trial]
		if f.Comparator == "" { // one arm
			n, events = n+value(f.Treat.N), events+value(f.Treat.Events)
			controls = math.NaN()
			continue
		}
		n, events = n+value(f.Treat.N)+value(f.Control.N), events+value(f.Treat.Events)+value(f.Control.Events)
		controls, controlEvents = controls+value(f.Control.N), controlEvents+value(f.Control.Events)
	}
	return n, events, controlEvents / controls
}

func printedLimits(f *evidence.Finding) (effect.Interval, bool) {
	est, ok1 := f.Estimate.Float()
	low, ok2 := f.CILow.Float()
	high, ok3 := f.CIHigh.Float()
	return effect.Interval{Est: est, Lb: low, Ub: high}, ok1 && ok2 && ok3
}

// designsText counts the studies by kind of design.
func designsText(rows []evidence.TableRow) string {
	count := map[string]int{}
	seen := map[[2]string]bool{}
	for i := range rows {
		kind := cmp.Or(string(designKind(&rows[i])), "design not stated")
		study := [2]string{kind, trialOfRow(&rows[i])}
		if !seen[study] {
			count[kind]++
		}
		seen[study] = true
	}
	var parts []string
	for _, kind := range slices.Sorted(maps.Keys(count)) {
		parts = append(parts, fmt.Sprintf("%s %d", kind, count[kind]))
	}
	return strings.Join(parts, ", ")
}

// kindOfEstimate says what GRADE looks at in a measure.
func kindOfEstimate(m evidence.Measure) appraise.Kind {
	switch {
	case m.Kind == evidence.KindRatio:
		return appraise.Ratio
	case m.Kind == evidence.KindDifference:
		return appraise.RiskDiff
	case m.Kind == evidence.KindMeanDifference:
		return appraise.MeanDiff
	}
	return appraise.OneArm
}

// thresholdsOf are those that a person set, else those of GRADE in the unit of the
// measure, as far as the control risk (or rate per person-year) gives them.
func thresholdsOf(m evidence.Measure, set []float64, controlRisk, controlRate float64) appraise.Thresholds {
	null := math.NaN()
	if v, ok := evidence.Printed(m.Null).Float(); ok {
		null = v
	}
	switch {
	case len(set) == 2:
		return appraise.Thresholds{Low: set[0], High: set[1], Null: null}
	case m.Kind == evidence.KindRatio:
		return appraise.RatioThresholds()
	case m.ID == "SMD":
		return appraise.StandardisedThresholds()
	case m.Kind == evidence.KindDifference && m.PersonYears > 0:
		return appraise.DifferenceThresholds(m.PersonYears * controlRate)
	case m.Kind == evidence.KindDifference && body.OfRisks(m):
		return appraise.DifferenceThresholds(body.PerUnit(m) * controlRisk)
	}
	return appraise.NoThresholds(null)
}

// controlRate is the rate of the controls in events per person-year; NaN where a
// study does not print it.
func controlRate(rows []evidence.TableRow) float64 {
	var events, years float64
	for i := range rows {
		x, okX := rows[i].Finding.Control.Events.Float()
		t, okT := rows[i].Finding.Control.PersonYears.Float()
		if !okX || !okT {
			return math.NaN()
		}
		events, years = events+x, years+t
	}
	return events / years
}

// level is where the start and the steps lead to.
func (g *gradeJSON) level(list []appraise.Suggestion) string {
	steps := 0
	for _, s := range list {
		steps += s.Steps
	}
	return stepped(g.Start, steps)
}

func stepped(start string, steps int) string {
	levels := gradeLevels()
	return levels[max(0, min(len(levels)-1, slices.Index(levels, start)+steps))]
}

func sameBody(g evidence.Certainty, q questionJSON) bool {
	return g.Drug == q.Drug && g.Outcome == q.Outcome && g.SubOutcome == q.SubOutcome && g.Comparator == q.Comparator
}

// record stores or removes the judgement of a person.
func (o *gradeOptions) record(ctx context.Context, a *app, repo *store.Repo, g *gradeJSON) error {
	grades, err := readKept[evidence.Certainty](ctx, repo, gradesSetting)
	if err != nil {
		return err
	}
	if o.remove && g.Decision == nil {
		return fail(exitFailed, "dossier grade list", "there is no judgement to take away")
	}
	grades = slices.DeleteFunc(grades, func(x evidence.Certainty) bool { return sameBody(x, g.questionJSON) })
	g.Decision = nil
	if !o.remove {
		c := evidence.Certainty{Drug: g.Drug, Outcome: g.Outcome, SubOutcome: g.SubOutcome, Comparator: g.Comparator,
			Level: judgementID(o.decide), Design: o.design, By: a.who(), At: a.now()}
		steps := 0
		for _, text := range o.because {
			r, err := parseReason(text, g.Suggestions)
			if err != nil {
				return err
			}
			c.Reasons = append(c.Reasons, r)
			steps += r.Steps
		}
		if want := stepped(g.Start, steps); want != c.Level {
			if len(c.Reasons) == 0 {
				return usage("add --because DOMAIN=STEPS:WHY", "the evidence starts at %s: a reason for %s is missing", g.Start, judgementText(c.Level))
			}
			a.say("note: from %s these reasons lead to %s, and you judge %s", g.Start, judgementText(want), judgementText(c.Level))
		}
		g.Decision = &c
		grades = append(grades, c)
	}
	slices.SortFunc(grades, func(x, y evidence.Certainty) int {
		return cmp.Or(strings.Compare(x.Drug, y.Drug), strings.Compare(x.Outcome, y.Outcome), strings.Compare(x.SubOutcome, y.SubOutcome), strings.Compare(x.Comparator, y.Comparator))
	})
	return writeKept(ctx, a, repo, gradesSetting, grades)
}

// gradeDomains are the reasons of GRADE to lower (−) or raise (+).
func gradeDomains() map[string]int {
	return map[string]int{"risk of bias": -1, "inconsistency": -1, "indirectness": -1, "imprecision": -1, "publication bias": -1,
		"large effect": 1, "dose response": 1, "confounding": 1}
}

// parseReason reads "imprecision=-1: the interval crosses 1".
func parseReason(text string, suggested []appraise.Suggestion) (evidence.CertaintyReason, error) {
	const form = "--because 'imprecision=-1:the interval crosses no effect'"
	domain, rest, ok := strings.Cut(text, "=")
	domain = strings.ToLower(strings.TrimSpace(domain))
	sign, known := gradeDomains()[domain]
	if !ok || !known {
		var names []string
		for name := range gradeDomains() {
			names = append(names, name)
		}
		slices.Sort(names)
		return evidence.CertaintyReason{}, usage("domains are: "+strings.Join(names, ", "), "--because: there is no domain %q; it takes DOMAIN=STEPS:WHY", domain)
	}
	number, why, _ := strings.Cut(rest, ":")
	steps, err := strconv.Atoi(strings.TrimSpace(strings.Replace(number, "−", "-", 1)))
	if err != nil || steps*sign < 0 || steps < -3 || steps > 2 {
		return evidence.CertaintyReason{}, usage(form, "--because %s: %q is not a number of steps (−3 to −1 down, 1 or 2 up)", domain, strings.TrimSpace(number))
	}
	r := evidence.CertaintyReason{Domain: domain, Steps: steps, Why: strings.TrimSpace(why)}
	for _, s := range suggested {
		if r.Why == "" && s.Domain == domain {
			r.Why = s.Why
		}
	}
	if r.Why == "" {
		return r, usage(form, "--because %s: the reason is missing, and the numbers suggest none", domain)
	}
	return r, nil
}

func printGrade(a *app, g *gradeJSON, vocab *evidence.Vocabulary) {
	n := &g.Numbers
	a.print("%s", questionText(g.questionJSON, vocab))
	a.print("  starts              %s (%s)", g.Start, g.Designs)
	a.print("  studies             %d (findings %s)", n.K, strings.Join(g.Findings, " "))
	if finite(float64(n.Estimate)) {
		a.print("  estimate            %s (%s)", printedNumber(n.Estimate), printedInterval(n.CILow, n.CIHigh))
	}
	if finite(float64(n.PILow)) {
		a.print("  prediction interval %s", printedInterval(n.PILow, n.PIHigh))
	}
	if finite(float64(n.I2)) {
		text := fmt.Sprintf("I² %.0f %%", float64(n.I2))
		if finite(float64(n.I2Low)) && finite(float64(n.I2High)) {
			text += fmt.Sprintf(" (%.0f–%.0f %%)", float64(n.I2Low), float64(n.I2High))
		}
		if finite(float64(n.Tau)) {
			text += fmt.Sprintf(", τ %.2g", float64(n.Tau))
		}
		a.print("  heterogeneity       %s, p of Q %s", text, printP(float64(n.QP)))
	}
	if finite(float64(n.N)) {
		a.print("  participants        %.0f", float64(n.N))
	}
	if finite(float64(n.Events)) {
		a.print("  events              %.0f", float64(n.Events))
	}
	if finite(float64(n.Baseline)) {
		a.print("  control risk        %s per 1,000", printedNumber(pool.Number(1000*n.Baseline)))
	}
	switch {
	case finite(float64(n.Low)) && finite(float64(n.High)):
		a.print("  thresholds          %.3g and %.3g", float64(n.Low), float64(n.High))
	default:
		a.print("  thresholds          none is known: --threshold LOW,HIGH")
	}
	a.print("  appraised           %s", plural(n.Appraised, "study", "studies"))
	for _, r := range g.NotPooled {
		a.print("  not pooled          %s", r.Message)
		a.print("    next: %s", r.WayOut)
	}
	for _, s := range g.Suggestions {
		a.print("  suggested           %s", stepText(s.Domain, s.Steps, s.Why))
	}
	if len(g.Suggestions) == 0 {
		a.print("  suggested           nothing; indirectness and what has no number are for you")
	} else {
		a.print("  if all followed     %s", judgementText(g.Followed))
	}
	if g.Decision == nil {
		a.print("  decided             nothing yet: --decide LEVEL --because DOMAIN=STEPS:WHY")
		return
	}
	a.print("  decided             %s", reasonsText(g.Decision))
}

func newGradeListCmd(a *app) *cobra.Command {
	return &cobra.Command{
		Use:     "list",
		Short:   "List the recorded certainties",
		Long:    "List the recorded certainties with their reasons." + findingCodes,
		Example: "  dossier grade list --json",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx := cmd.Context()
			return a.read(ctx, func(repo *store.Repo) error {
				vocab, err := a.vocabulary(ctx, repo)
				if err != nil {
					return err
				}
				grades, err := readKept[evidence.Certainty](ctx, repo, gradesSetting)
				if err != nil {
					return err
				}
				if a.json {
					return a.printJSON(map[string]any{"certainties": append([]evidence.Certainty{}, grades...)})
				}
				for i := range grades {
					g := &grades[i]
					a.print("%s: %s", questionText(questionJSON{Drug: g.Drug, Outcome: g.Outcome, SubOutcome: g.SubOutcome, Comparator: g.Comparator}, vocab), reasonsText(g))
				}
				a.say("%s", plural(len(grades), "judgement", "judgements"))
				return nil
			})
		},
	}
}
