package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"dossier/evidence"
	"dossier/evidence/synthesis/body"
	"dossier/evidence/synthesis/effect"
	"dossier/evidence/synthesis/pool"
	"dossier/store"
)

// findingsPool says which findings are to be pooled, and how.
type findingsPool struct {
	drugs, outcomes, comparators, measures []string
	adjusted                               string   // "", "yes", "no"
	design                                 string   // "", "randomised", "non-randomised"
	only                                   string   // of a class: "class" or "members"
	without                                []string // finding ids to leave out
	suggested, mixPopulations, mixDesigns  bool
	splitControl                           bool
	how                                    pool.Options
}

// poolReport is what dossier pool says about findings.
type poolReport struct {
	Error   string        `json:"error,omitempty"` // when nothing may be pooled
	Pools   []pooledJSON  `json:"pools"`
	Refused []refusedJSON `json:"refused"`
	LeftOut []leftOutJSON `json:"left_out"`
}

// questionJSON is what a pool answers.
type questionJSON struct {
	Drug       string `json:"drug"`
	Outcome    string `json:"outcome"`
	SubOutcome string `json:"sub_outcome,omitempty"`
	Comparator string `json:"comparator,omitempty"`
	Measure    string `json:"measure,omitempty"`
	Population string `json:"population,omitempty"`
	Adjusted   string `json:"adjusted,omitempty"`
	Design     string `json:"design,omitempty"` // randomised, non-randomised or review, where all are of one kind
}

// pooledJSON is one pooled estimate. Estimate and limits are as the measure is
// printed (ratios as ratios, rates per their person-time, proportions in per
// cent); beta, se and tau2 are on the analysis scale.
type pooledJSON struct {
	questionJSON
	K          int          `json:"k"`
	Studies    []string     `json:"studies"`
	Findings   []string     `json:"findings"`
	Estimate   pool.Number  `json:"estimate"`
	CILow      pool.Number  `json:"ci_low"`
	CIHigh     pool.Number  `json:"ci_high"`
	CILevel    float64      `json:"ci_level"`
	P          pool.Number  `json:"p"`
	PILow      pool.Number  `json:"pi_low"`
	PIHigh     pool.Number  `json:"pi_high"`
	Scale      string       `json:"scale"`
	Beta       pool.Number  `json:"beta"`
	Se         pool.Number  `json:"se"`
	Tau2       pool.Number  `json:"tau2"`
	I2         pool.Number  `json:"I2"`
	Q          pool.Number  `json:"Q"`
	QDf        pool.Number  `json:"Q_df"`
	QP         pool.Number  `json:"Q_p"`
	MethodLine string       `json:"method_line"`
	Combined   []string     `json:"combined"`
	Dropped    []string     `json:"dropped"`
	Notes      []string     `json:"notes"`
	Members    []memberJSON `json:"members"`
}

// memberJSON is the part of one study in a pool.
type memberJSON struct {
	Findings []string    `json:"findings"`
	Weight   pool.Number `json:"weight"` // per cent
}

// refusedJSON is a group of findings that must not be pooled as one number.
type refusedJSON struct {
	questionJSON
	Findings []string       `json:"findings"`
	Reasons  []body.Refusal `json:"reasons"`
}

// leftOutJSON says which findings were not looked at, and why.
type leftOutJSON struct {
	Why      string   `json:"why"`
	Findings []string `json:"findings"`
}

func runPoolFindings(ctx context.Context, a *app, query string, o findingsPool) error {
	if err := o.check(); err != nil {
		return err
	}
	var report *poolReport
	var vocab *evidence.Vocabulary
	err := a.read(ctx, func(repo *store.Repo) error {
		var err error
		if vocab, err = a.vocabulary(ctx, repo); err != nil {
			return err
		}
		p, err := newPooler(vocab, o)
		if err != nil {
			return err
		}
		rows, err := p.rows(ctx, repo, query)
		if err != nil {
			return err
		}
		report = p.run(rows)
		return nil
	})
	if err != nil {
		return err
	}
	if a.json {
		if err := a.printJSON(report); err != nil || report.Error == "" {
			return err
		}
		return silent(exitAttention)
	}
	printPoolReport(a, report, vocab)
	if report.Error != "" {
		return fail(exitAttention, "dossier pool --help says what may be pooled; dossier table shows the numbers side by side", "%s", report.Error)
	}
	return nil
}

// check refuses settings that cannot be.
func (o *findingsPool) check() error {
	if err := o.how.Check(); err != nil {
		return &failure{code: exitUsage, err: err, next: "dossier pool --help lists methods and tests"}
	}
	if !slices.Contains([]string{"", "yes", "no"}, o.adjusted) {
		return usage("--adjusted yes, or --adjusted no", "--adjusted takes yes or no, not %q", o.adjusted)
	}
	if !slices.Contains([]string{"", string(evidence.DesignRandomised), string(evidence.DesignNonRandomised)}, o.design) {
		return usage("--design randomised, or --design non-randomised", "--design takes randomised or non-randomised, not %q", o.design)
	}
	if !slices.Contains([]string{"", "class", "members"}, o.only) {
		return usage("--only class, or --only members", "--only takes class or members, not %q", o.only)
	}
	for i, name := range o.measures {
		m, ok := evidence.MeasureOf(name)
		if !ok {
			return usage("measures are: "+strings.Join(evidence.MeasureIDs(), ", "), "there is no measure %q", name)
		}
		o.measures[i] = m.ID
	}
	return nil
}

// pooler groups findings by the question that they answer and pools those that
// may be pooled.
type pooler struct {
	o      findingsPool
	vocab  *evidence.Vocabulary
	opts   body.Options
	report *poolReport

	proposed []string // findings taken that no person has confirmed
}

func newPooler(vocab *evidence.Vocabulary, o findingsPool) (*pooler, error) {
	var err error
	if o.drugs, o.outcomes, err = lookupTerms(vocab, o.drugs, o.outcomes); err != nil {
		return nil, err
	}
	for i, name := range o.comparators {
		if id, err := vocab.LookupDrug(name); err == nil {
			o.comparators[i] = id
		}
	}
	return &pooler{o: o, vocab: vocab, report: newPoolReport(), opts: body.Options{
		Vocabulary: vocab, MixPopulations: o.mixPopulations, MixDesigns: o.mixDesigns, SplitControl: o.splitControl,
	}}, nil
}

func newPoolReport() *poolReport {
	return &poolReport{Pools: []pooledJSON{}, Refused: []refusedJSON{}, LeftOut: []leftOutJSON{}}
}

// rows reads the findings that the selection names. What a table would not
// count is left out, and said.
func (p *pooler) rows(ctx context.Context, repo *store.Repo, query string) ([]evidence.TableRow, error) {
	filter := findingFilter{drugs: p.o.drugs}
	all, err := filter.rows(ctx, repo, p.vocab, query)
	if err != nil {
		return nil, err
	}
	evidence.JoinTrials(all)
	unknown := slices.Clone(p.o.without)
	var rows []evidence.TableRow
	for _, row := range all {
		f := &row.Finding
		unknown = slices.DeleteFunc(unknown, func(id string) bool { return id == f.ID })
		proposed := f.Status == evidence.Suggested && f.WhyNot == notConfirmed
		switch {
		case !p.selected(&row):
		case slices.Contains(p.o.without, f.ID):
			p.leaveOut("left out with --without", f.ID)
		case f.Status == evidence.Rejected:
			p.leaveOut("rejected by a person", f.ID)
		case !f.Usable && !proposed:
			p.leaveOut("may not be counted: "+cmp.Or(f.WhyNot, "no reason given"), f.ID)
		case f.Status != evidence.Confirmed && !p.o.suggested:
			p.leaveOut("suggested and not confirmed (dossier accept, or --suggested)", f.ID)
		default:
			if f.Status != evidence.Confirmed {
				f.Usable, f.WhyNot = true, "" // asked for with --suggested
				p.proposed = append(p.proposed, f.ID)
			}
			rows = append(rows, row)
		}
	}
	if len(unknown) > 0 {
		return nil, usage("dossier finding list shows the ids", "--without: %s is not among the findings chosen", strings.Join(unknown, ", "))
	}
	return rows, p.knowReviews(ctx, repo, rows)
}

// knowReviews reads which studies the reviews among the rows include.
func (p *pooler) knowReviews(ctx context.Context, repo *store.Repo, rows []evidence.TableRow) error {
	var reviews []string
	for i := range rows {
		if r := &rows[i]; evidence.IsReviewDesign(cmp.Or(r.Finding.Design, r.Study.Design)) && !slices.Contains(reviews, r.Finding.Study) {
			reviews = append(reviews, r.Finding.Study)
		}
	}
	if len(reviews) == 0 {
		return nil
	}
	matrix, err := overlapOf(ctx, repo)
	if err == nil {
		matrix, err = matrix.withLinks(ctx, repo, reviews)
	}
	p.opts.Pooled = matrix.primaries()
	return err
}

func (p *pooler) leaveOut(why, id string) {
	for i := range p.report.LeftOut {
		if l := &p.report.LeftOut[i]; l.Why == why {
			l.Findings = append(l.Findings, id)
			return
		}
	}
	p.report.LeftOut = append(p.report.LeftOut, leftOutJSON{why, []string{id}})
}

// selected tells whether a finding is what the flags ask for.
func (p *pooler) selected(row *evidence.TableRow) bool {
	f := &row.Finding
	about := func(outcome string) bool {
		return p.vocab.IsA(f.Outcome, outcome) || f.SubOutcome != "" && p.vocab.IsA(f.SubOutcome, outcome)
	}
	m, _ := evidence.MeasureOf(f.Measure)
	switch {
	case len(p.o.outcomes) > 0 && !slices.ContainsFunc(p.o.outcomes, about),
		len(p.o.comparators) > 0 && !slices.Contains(p.o.comparators, cmp.Or(f.Comparator, "none")),
		len(p.o.measures) > 0 && !slices.Contains(p.o.measures, m.ID),
		p.o.adjusted != "" && f.Adjusted != p.o.adjusted,
		p.o.design != "" && designKind(row) != evidence.DesignKind(p.o.design),
		p.o.only == "class" && f.Drug != p.subject(f.Drug),
		p.o.only == "members" && f.Drug == p.subject(f.Drug) && len(p.vocab.Descendants(f.Drug)) > 0:
		return false
	}
	return true
}

// subject is the drug that a finding is pooled under: the drug or class asked
// for, else its own.
func (p *pooler) subject(drug string) string {
	for _, asked := range p.o.drugs {
		if p.vocab.IsA(drug, asked) {
			return asked
		}
	}
	return drug
}

// question is what makes findings candidates for one pool.
type question struct{ drug, outcome, sub string }

// run pools what may be pooled and says why the rest may not.
func (p *pooler) run(rows []evidence.TableRow) *poolReport {
	groups := map[question][]evidence.TableRow{}
	var order []question
	for _, row := range rows {
		q := question{p.subject(row.Finding.Drug), row.Finding.Outcome, row.Finding.SubOutcome}
		if groups[q] == nil {
			order = append(order, q)
		}
		groups[q] = append(groups[q], row)
	}
	rank := func(q question) int { return p.vocab.SafetyOrder(cmp.Or(q.sub, q.outcome)) }
	slices.SortStableFunc(order, func(x, y question) int {
		return cmp.Or(strings.Compare(x.drug, y.drug), cmp.Compare(rank(x), rank(y)), strings.Compare(x.outcome, y.outcome), strings.Compare(x.sub, y.sub))
	})
	for _, q := range order {
		p.question(q, groups[q])
	}
	switch {
	case len(rows) == 0:
		p.report.Error = "not pooled: no finding that may be counted is chosen"
	case len(p.report.Pools) == 0:
		p.report.Error = fmt.Sprintf("not pooled: none of %s may be pooled with another, for the reasons given", plural(len(rows), "finding", "findings"))
	}
	return p.report
}

// mixing are the refusals that end when the findings are taken apart; the other
// ones say something about numbers that would stand in one pool.
func mixing(r body.Refusal) bool {
	switch r.Code {
	case "measures", "comparators", "dose-against-dose", "adjustment", "populations", "designs", "standardised", "prognostic", "no-measure":
		return true
	}
	return false
}

// question pools the findings on one outcome of one drug. Where they may not
// all be one number, the mixture is refused and its parts are tried.
func (p *pooler) question(q question, rows []evidence.TableRow) {
	about := questionJSON{Drug: q.drug, Outcome: q.outcome, SubOutcome: q.sub}
	if len(rows) == 1 {
		p.refuse(about, rows, []body.Refusal{oneNumber(rows)})
		return
	}
	refusals := body.Refuse(rows, p.opts)
	var mixed []body.Refusal
	for _, r := range refusals {
		if mixing(r) {
			mixed = append(mixed, r)
		}
	}
	if len(mixed) == 0 {
		p.part(about, rows)
		return
	}
	p.refuse(about, rows, mixed)
	var lone []evidence.TableRow
	for _, part := range p.parts(rows) {
		if len(part) == 1 {
			lone = append(lone, part...)
			continue
		}
		p.part(about, part)
	}
	if len(lone) > 0 {
		p.refuse(about, lone, []body.Refusal{oneNumber(lone)})
	}
}

func oneNumber(rows []evidence.TableRow) body.Refusal {
	r := body.Refusal{Code: "one-study", Findings: idsOf(rows), Message: "no other number answers the same question",
		WayOut: "read it where it stands: dossier table"}
	if len(rows) > 1 {
		r.Message = fmt.Sprintf("%d numbers that have no other beside them with the same measure, comparator, adjustment, kind of design and population", len(rows))
	}
	return r
}

// parts takes findings apart by measure, comparator, adjustment, kind of design and
// population.
func (p *pooler) parts(rows []evidence.TableRow) [][]evidence.TableRow {
	type key struct {
		measure, comparator, adjusted, population string
		design                                    evidence.DesignKind
	}
	index := map[key]int{}
	var parts [][]evidence.TableRow
	for _, row := range rows {
		f := &row.Finding
		k := key{measureOf(f), f.Comparator, f.Adjusted, populationOf(&row), designKind(&row)}
		if p.o.mixPopulations {
			k.population = ""
		}
		if p.o.mixDesigns {
			k.design = evidence.DesignUnstated
		}
		i, ok := index[k]
		if !ok {
			i = len(parts)
			index[k] = i
			parts = append(parts, nil)
		}
		parts[i] = append(parts[i], row)
	}
	return parts
}

func measureOf(f *evidence.Finding) string {
	if m, ok := evidence.MeasureOf(f.Measure); ok {
		return m.ID
	}
	return f.Measure
}

func populationOf(row *evidence.TableRow) string {
	return strings.ToLower(strings.TrimSpace(cmp.Or(row.Finding.Population, row.Study.Population)))
}

// part pools findings that differ in nothing that forbids it, or refuses them.
func (p *pooler) part(about questionJSON, rows []evidence.TableRow) {
	about = describe(about, rows)
	if refusals := body.Refuse(rows, p.opts); len(refusals) > 0 {
		p.refuse(about, rows, refusals)
		return
	}
	pooled, notes, err := p.pool(rows)
	if err != nil {
		p.refuse(about, rows, []body.Refusal{{Code: "not-estimable", Findings: idsOf(rows), Message: err.Error(), WayOut: "give interval and level, or the counts of both arms"}})
		return
	}
	if ids := slices.DeleteFunc(idsOf(rows), func(id string) bool { return !slices.Contains(p.proposed, id) }); len(ids) > 0 {
		notes = append(notes, "no person has confirmed "+strings.Join(ids, ", "))
	}
	p.report.Pools = append(p.report.Pools, toPooledJSON(about, rows, pooled, p.o.how.Level, notes))
}

// pool fits the model, and takes the interval that is never narrower than the
// normal one where all estimates are equal and Knapp–Hartung says nothing.
func (p *pooler) pool(rows []evidence.TableRow) (body.Pooled, []string, error) {
	pooled, refusals, err := body.Pool(rows, p.opts, p.o.how)
	if len(refusals) > 0 {
		return pooled, nil, errors.New(refusals[0].Message)
	}
	var notes []string
	if err == nil && pooled.Degenerate {
		how := p.o.how
		how.Test = pool.AdHoc
		pooled, _, err = body.Pool(rows, p.opts, how)
		notes = append(notes, "all estimates are equal: the Knapp–Hartung interval says nothing, the one that is never narrower than the normal one is shown")
	}
	notes = append(notes, pooled.Notes...)
	switch {
	case err != nil:
		return pooled, nil, err
	case pooled.K < 2:
		return pooled, nil, fmt.Errorf("%w: only %s has a number that can be pooled%s", pool.ErrNotEstimable, plural(pooled.K, "study", "studies"), droppedText(pooled))
	case !finite(pooled.Beta) || !finite(pooled.CiLb) || !finite(pooled.CiUb):
		return pooled, nil, fmt.Errorf("%w: the pooled estimate has no finite interval", pool.ErrNotEstimable)
	}
	return pooled, notes, nil
}

func droppedText(pooled body.Pooled) string {
	var text string
	for _, d := range pooled.Dropped {
		text += fmt.Sprintf("; %s: %s", d.Study, d.Why)
	}
	return text
}

func finite(x float64) bool { return !math.IsNaN(x) && !math.IsInf(x, 0) }

// describe fills in what all rows have in common.
func describe(about questionJSON, rows []evidence.TableRow) questionJSON {
	common := func(value func(*evidence.TableRow) string) string {
		first := value(&rows[0])
		for i := range rows {
			if value(&rows[i]) != first {
				return ""
			}
		}
		return first
	}
	about.Comparator = common(func(r *evidence.TableRow) string { return r.Finding.Comparator })
	about.Measure = common(func(r *evidence.TableRow) string { return measureOf(&r.Finding) })
	about.Population = common(func(r *evidence.TableRow) string { return cmp.Or(r.Finding.Population, r.Study.Population) })
	about.Adjusted = common(func(r *evidence.TableRow) string { return r.Finding.Adjusted })
	about.Design = common(func(r *evidence.TableRow) string { return string(designKind(r)) })
	return about
}

func (p *pooler) refuse(about questionJSON, rows []evidence.TableRow, reasons []body.Refusal) {
	for i := range reasons {
		reasons[i].WayOut = wayOut(reasons[i], rows)
	}
	p.report.Refused = append(p.report.Refused, refusedJSON{describe(about, rows), idsOf(rows), reasons})
}

// wayOut adds what to type to the way out of a refusal.
func wayOut(r body.Refusal, rows []evidence.TableRow) string {
	values := func(value func(*evidence.Finding) string) string {
		var list []string
		for i := range rows {
			if v := value(&rows[i].Finding); v != "" && !slices.Contains(list, v) {
				list = append(list, v)
			}
		}
		slices.Sort(list)
		if len(list) == 0 {
			return ""
		}
		return quoteArg(list[0])
	}
	typed := ""
	switch r.Code {
	case "measures":
		typed = "--measure " + values(measureOf)
	case "comparators":
		typed = "--comparator " + values(func(f *evidence.Finding) string { return cmp.Or(f.Comparator, "none") })
	case "dose-against-dose":
		typed = "--comparator " + values(func(f *evidence.Finding) string {
			if f.DoseAgainstDose() {
				return ""
			}
			return f.Comparator
		})
	case "adjustment":
		typed = "--adjusted yes, or --adjusted no"
	case "populations":
		typed = "--mix-populations"
	case "designs":
		typed = "--design randomised or --design non-randomised, or --mix-designs"
	case "class-and-member":
		typed = "--only class, or --only members"
	case "same-study", "several-reviews", "integrated", "pooled-and-member":
		if len(r.Findings) > 1 {
			typed = "--without " + strings.Join(r.Findings[1:], ",")
		}
	case "review-and-primary", "prognostic", "standardised", "no-measure":
		typed = "--without " + strings.Join(r.Findings, ",")
	}
	if typed == "" || strings.HasSuffix(typed, " ") {
		return r.WayOut
	}
	return r.WayOut + ": " + typed
}

func idsOf(rows []evidence.TableRow) []string {
	var ids []string
	for i := range rows {
		ids = append(ids, rows[i].Finding.ID)
	}
	slices.Sort(ids)
	return ids
}

// printedFactor turns the analysis scale, once back-transformed, into the unit
// of a measure: rates per 100 person-years, proportions in per cent.
func printedFactor(measure string) float64 {
	m, _ := evidence.MeasureOf(measure)
	switch m.Kind {
	case evidence.KindRate:
		return m.PersonYears
	case evidence.KindProportion:
		return 100
	}
	return 1
}

// displayed gives estimate, interval and prediction interval (k − 2 degrees of
// freedom, from three studies on) as the measure is printed.
func displayed(pooled body.Pooled, measure string) (ci, pi effect.Interval) {
	factor := printedFactor(measure)
	scale := func(r effect.Interval) effect.Interval {
		return effect.Interval{Est: r.Est * factor, Lb: r.Lb * factor, Ub: r.Ub * factor}
	}
	ci = scale(pooled.Display())
	pi = effect.Interval{Est: math.NaN(), Lb: math.NaN(), Ub: math.NaN()}
	if pooled.K >= 3 && finite(pooled.PiRileyLb) && finite(pooled.PiRileyUb) {
		pooled.CiLb, pooled.CiUb = pooled.PiRileyLb, pooled.PiRileyUb
		pi = scale(pooled.Display())
	}
	return ci, pi
}

func toPooledJSON(about questionJSON, rows []evidence.TableRow, pooled body.Pooled, level float64, notes []string) pooledJSON {
	ci, pi := displayed(pooled, about.Measure)
	n := func(x float64) pool.Number { return pool.Number(x) }
	out := pooledJSON{questionJSON: about, K: pooled.K, Findings: pooled.Findings, CILevel: level,
		Estimate: n(ci.Est), CILow: n(ci.Lb), CIHigh: n(ci.Ub), P: n(pooled.P), PILow: n(pi.Lb), PIHigh: n(pi.Ub),
		Scale: string(pooled.Scale), Beta: n(pooled.Beta), Se: n(pooled.Se), Tau2: n(pooled.Tau2), I2: n(pooled.I2),
		Q: n(pooled.Q), QDf: n(pooled.QDf), QP: n(pooled.QP), MethodLine: pooled.Method,
		Combined: append([]string{}, pooled.Combined...), Dropped: []string{}, Notes: append([]string{}, notes...), Members: []memberJSON{}}
	for _, d := range pooled.Dropped {
		out.Dropped = append(out.Dropped, d.Study+": "+d.Why)
	}
	for _, m := range pooled.Members {
		out.Members = append(out.Members, memberJSON{m.Findings, n(m.Weight)})
	}
	for i := range rows {
		if key := rows[i].Finding.Study; !slices.Contains(out.Studies, key) {
			out.Studies = append(out.Studies, key)
		}
	}
	slices.Sort(out.Studies)
	if randomised, other := designsOf(rows); randomised > 0 && other > 0 {
		out.Notes = append(out.Notes, fmt.Sprintf("%s of randomised and %d of other studies are pooled together", plural(randomised, "number", "numbers"), other))
	}
	return out
}

// designsOf counts numbers of randomised and other studies. A design that says
// nothing of randomisation counts as other.
func designsOf(rows []evidence.TableRow) (randomised, other int) {
	for i := range rows {
		if designKind(&rows[i]) == evidence.DesignRandomised {
			randomised++
		} else {
			other++
		}
	}
	return randomised, other
}

func designKind(row *evidence.TableRow) evidence.DesignKind {
	return evidence.KindOfDesign(cmp.Or(row.Finding.Design, row.Study.Design))
}

// printPoolReport prints pools first, then what was refused.
func printPoolReport(a *app, r *poolReport, vocab *evidence.Vocabulary) {
	for i := range r.Pools {
		printPool(a, &r.Pools[i], vocab)
	}
	for _, refused := range r.Refused {
		a.print("not pooled: %s (%s)", questionText(refused.questionJSON, vocab), plural(len(refused.Findings), "finding", "findings"))
		for _, why := range refused.Reasons {
			a.print("  %s: %s", why.Message, strings.Join(why.Findings, " "))
			a.print("    next: %s", why.WayOut)
		}
	}
	for _, l := range r.LeftOut {
		a.say("left out: %s: %s", l.Why, strings.Join(l.Findings, " "))
	}
}

func printPool(a *app, p *pooledJSON, vocab *evidence.Vocabulary) {
	a.print("%s", questionText(p.questionJSON, vocab))
	a.print("  studies             %d: %s", p.K, strings.Join(p.Studies, ", "))
	a.print("  pooled %s %s (%g %% interval %s), p %s", p.measureLabel(), printedNumber(p.Estimate), p.CILevel, printedInterval(p.CILow, p.CIHigh), printP(float64(p.P)))
	if finite(float64(p.PILow)) {
		a.print("  prediction interval %s", printedInterval(p.PILow, p.PIHigh))
	}
	if finite(float64(p.Q)) && finite(float64(p.QDf)) {
		a.print("  heterogeneity       %s, Q %s on %.0f df, p %s", cmp.Or(heterogeneity(p), "no estimate"), printedNumber(p.Q), float64(p.QDf), printP(float64(p.QP)))
	}
	a.print("  method              %s", p.MethodLine)
	for _, list := range []struct {
		label string
		lines []string
	}{{"combined", p.Combined}, {"left out", p.Dropped}, {"note", p.Notes}} {
		for _, line := range list.lines {
			a.print("  %-19s %s", list.label, line)
		}
	}
}

func (p *pooledJSON) measureLabel() string {
	if m, ok := evidence.MeasureOf(p.Measure); ok {
		return m.Label()
	}
	return p.Measure
}

// heterogeneity prints I² and τ², where the model has them.
func heterogeneity(p *pooledJSON) string {
	var parts []string
	if finite(float64(p.I2)) {
		parts = append(parts, fmt.Sprintf("I² %.0f %%", float64(p.I2)))
	}
	if finite(float64(p.Tau2)) {
		parts = append(parts, fmt.Sprintf("τ² %.3g", float64(p.Tau2)))
	}
	return strings.Join(parts, ", ")
}

// questionText is a question in words.
func questionText(q questionJSON, vocab *evidence.Vocabulary) string {
	text := vocab.DrugLabel(q.Drug)
	if q.Comparator != "" {
		text += " vs " + vocab.DrugLabel(q.Comparator)
	}
	text += ", " + vocab.OutcomeLabel(q.Outcome)
	if q.SubOutcome != "" {
		text += " (" + vocab.OutcomeLabel(q.SubOutcome) + ")"
	}
	for _, part := range []string{q.Measure, q.Population} {
		if part != "" {
			text += ", " + part
		}
	}
	switch q.Adjusted {
	case "yes":
		text += ", adjusted"
	case "no":
		text += ", crude"
	}
	if q.Design != "" && q.Design != string(evidence.DesignReview) {
		text += ", " + q.Design
	}
	return text
}

// printedNumber prints with two decimals, small values with two digits that
// count.
func printedNumber(n pool.Number) string {
	v := float64(n)
	switch {
	case !finite(v):
		return "not estimable"
	case v != 0 && math.Abs(v) < 0.095:
		return fmt.Sprintf("%.2g", v)
	case math.Abs(v) < 0.005:
		return "0.00" // never -0.00
	}
	return fmt.Sprintf("%.2f", v)
}

// printedInterval prints limits; with a negative one, "to" stands between them.
func printedInterval(low, high pool.Number) string {
	if low < 0 || high < 0 {
		return printedNumber(low) + " to " + printedNumber(high)
	}
	return printedNumber(low) + "–" + printedNumber(high)
}
