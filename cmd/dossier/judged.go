package main

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"dossier/evidence"
	"dossier/evidence/summary"
	"dossier/evidence/synthesis/body"
	"dossier/evidence/synthesis/effect"
	"dossier/evidence/synthesis/pool"
	"dossier/store"
)

// judged lays over a table what people have judged (risk of bias, certainty,
// overlap of reviews) and searched, which costs four small reads; and, when asked, pooled
// estimates and absolute effects.
func judged(ctx context.Context, repo *store.Repo, vocab *evidence.Vocabulary, o judgedOptions, opts *summary.Options) error {
	appraisals, err := readKept[evidence.Appraisal](ctx, repo, appraisalsSetting)
	if err != nil {
		return err
	}
	if len(appraisals) > 0 {
		opts.RiskOfBias = riskOfBias(appraisals)
	}
	grades, err := readKept[evidence.Certainty](ctx, repo, gradesSetting)
	if err != nil {
		return err
	}
	if len(grades) > 0 {
		opts.Certainty = certaintyOf(grades)
	}
	matrix, err := overlapOf(ctx, repo)
	if err != nil {
		return err
	}
	held := matrix.primaries()
	if m := matrix.confirmed(); len(m) > 0 {
		opts.Overlap = m.note
		opts.Contains = func(study string) []string { return held[study] }
	}
	if opts.Searched, opts.Unscoped, err = searched(ctx, repo, vocab); err != nil {
		return err
	}
	baseline, err := parseBaselines(o.baseline, vocab)
	if err != nil {
		return err
	}
	if len(baseline) > 0 {
		opts.Absolute = func(row evidence.TableRow) (string, string) { return baseline.ofFinding(&row.Finding) }
	}
	if o.pool {
		p, err := newPooler(vocab, findingsPool{mixPopulations: o.mixPopulations, mixDesigns: o.mixDesigns, how: pool.Defaults()})
		if err != nil {
			return err
		}
		p.opts.Pooled = held
		opts.Pool = func(rows []evidence.TableRow) []evidence.Pooled { return p.tablePools(rows, baseline) }
	}
	return nil
}

// riskOfBias prints the judgements on a study: those for the outcome, else those
// on the study as a whole.
func riskOfBias(appraisals []evidence.Appraisal) func(study, outcome, sub string) string {
	byStudy := map[string][]evidence.Appraisal{}
	for _, x := range appraisals {
		byStudy[x.Study] = append(byStudy[x.Study], x)
	}
	return func(study, outcome, sub string) string {
		var specific, whole []string
		for _, x := range byStudy[study] {
			text := toolName(x.Tool) + ": " + judgementText(judgementOf(x))
			if x.Authors != "" && x.Authors != judgementOf(x) {
				text += " (authors: " + judgementText(x.Authors) + ")"
			}
			switch x.Outcome {
			case "":
				whole = append(whole, text)
			case outcome, sub:
				specific = append(specific, text)
			}
		}
		if len(specific) > 0 {
			return strings.Join(specific, "; ")
		}
		return strings.Join(whole, "; ")
	}
}

// toolName is the printed name of an appraisal tool, without decoding the tools.
func toolName(id string) string {
	switch id {
	case "rob2":
		return "RoB 2"
	case "robins-i":
		return "ROBINS-I"
	case "amstar2":
		return "AMSTAR 2"
	case "nos-cohort", "nos-case-control":
		return "NOS"
	}
	return id
}

// certaintyOf finds the judgement on a body of evidence and its reasons.
func certaintyOf(grades []evidence.Certainty) func(drug, outcome, sub, comparator string) (string, string) {
	type body struct{ drug, outcome, sub, comparator string }
	of := map[body]*evidence.Certainty{}
	for i := range grades {
		g := &grades[i]
		of[body{g.Drug, g.Outcome, g.SubOutcome, g.Comparator}] = g
	}
	return func(drug, outcome, sub, comparator string) (string, string) {
		g := of[body{drug, outcome, sub, comparator}]
		if g == nil {
			return "", ""
		}
		return judgementText(g.Level), reasonsText(g)
	}
}

// reasonsText words the reasons of a certainty, with who gave them.
func reasonsText(g *evidence.Certainty) string {
	var parts []string
	for _, r := range g.Reasons {
		parts = append(parts, stepText(r.Domain, r.Steps, r.Why))
	}
	level := judgementText(g.Level)
	if g.Design != "" {
		level += ", of " + g.Design + " studies"
	}
	return fmt.Sprintf("%s (%s, judged by %s, %s).", level, cmp.Or(strings.Join(parts, "; "), "no reason to change it"), g.By, g.At.UTC().Format("2006-01-02"))
}

// stepText is "imprecision −1: the interval crosses 1".
func stepText(domain string, steps int, why string) string {
	text := fmt.Sprintf("%s %+d", domain, steps)
	return strings.ReplaceAll(text, "-", "−") + ": " + strings.TrimSuffix(why, ".")
}

// baselines are assumed risks without the drug, by outcome id; "" holds for
// every outcome.
type baselines map[string]float64

// parseBaselines reads "0.02" and "mace=0.02". A risk is a fraction: 2 is not
// taken for 2 %.
func parseBaselines(list []string, vocab *evidence.Vocabulary) (baselines, error) {
	out := baselines{}
	for _, text := range list {
		outcome, value, named := strings.Cut(text, "=")
		if !named {
			outcome, value = "", text
		}
		if outcome = strings.TrimSpace(outcome); outcome != "" {
			ids, err := lookupAll([]string{outcome}, vocab.LookupOutcome)
			if err != nil {
				return nil, err
			}
			outcome = ids[0]
		}
		risk, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
		if err != nil || !(risk > 0 && risk < 1) {
			return nil, usage("a risk is a fraction between 0 and 1: 2 % is --baseline 0.02", "--baseline: %q is not a risk", strings.TrimSpace(value))
		}
		out[outcome] = risk
	}
	return out, nil
}

// of is the assumed risk for a finding; the sub-outcome's goes first.
func (b baselines) of(f *evidence.Finding) (float64, bool) {
	for _, outcome := range []string{f.SubOutcome, f.Outcome, ""} {
		if risk, ok := b[outcome]; ok {
			return risk, true
		}
	}
	return 0, false
}

// ofFinding derives the absolute effect of a printed ratio.
func (b baselines) ofFinding(f *evidence.Finding) (text, formula string) {
	m, ok := evidence.MeasureOf(f.Measure)
	est, ok1 := f.Estimate.Float()
	low, ok2 := f.CILow.Float()
	high, ok3 := f.CIHigh.Float()
	if !ok || !ok1 || !ok2 || !ok3 || f.Comparator == "" || f.Prognostic() {
		return "", ""
	}
	return b.absolute(f, m, effect.Interval{Est: est, Lb: low, Ub: high})
}

// absolute is the difference per 1,000 that a ratio means at the assumed risk,
// and its formula; nothing where it is not defined.
func (b baselines) absolute(f *evidence.Finding, m evidence.Measure, ratio effect.Interval) (text, formula string) {
	risk, ok := b.of(f)
	if !ok || !slices.Contains([]string{"RR", "OR", "HR", "IRR"}, m.ID) {
		return "", ""
	}
	a, err := effect.PerThousand(effect.Measure(m.ID), ratio, risk)
	if err != nil || !finite(a.Diff.Est) || !finite(a.Diff.Lb) || !finite(a.Diff.Ub) {
		return "", ""
	}
	return fmt.Sprintf("%s (%s to %s)", signed(a.Diff.Est), signed(a.Diff.Lb), signed(a.Diff.Ub)), a.Formula() + "."
}

// signed prints a difference per 1,000 with its sign: whole from 10 on, else with
// one decimal.
func signed(x float64) string {
	format := "%+.1f"
	if math.Abs(x) >= 9.95 {
		format = "%+.0f"
	}
	text := fmt.Sprintf(format, x)
	if strings.Trim(text, "+-0.") == "" {
		return "0"
	}
	return strings.Replace(text, "-", "−", 1)
}

// tablePools is the seam between tables and pooling: each measure that several
// studies of a body of evidence report, confirmed by a person, is pooled, or the
// reason is given.
func (p *pooler) tablePools(rows []evidence.TableRow, baseline baselines) []evidence.Pooled {
	var list []evidence.Pooled
	for _, group := range p.byMeasureAndDesign(rows) {
		m, ok := evidence.MeasureOf(group[0].Finding.Measure)
		if !ok || m.Kind == evidence.KindWords || m.Kind == evidence.KindCount {
			continue
		}
		confirmed := slices.DeleteFunc(slices.Clone(group), func(r evidence.TableRow) bool { return r.Finding.Status != evidence.Confirmed })
		if distinctTrials(confirmed) < 2 {
			continue
		}
		one := p.tablePool(confirmed, m, baseline)
		if kind := designKind(&confirmed[0]); !p.o.mixDesigns && kind != evidence.DesignReview {
			one.Design = string(kind)
		}
		if open := len(group) - len(confirmed); open > 0 && one.Method != "" {
			one.Method += fmt.Sprintf(" Not taken, because no person has confirmed it: %s.", plural(open, "finding", "findings"))
		}
		list = append(list, one)
	}
	return list
}

func (p *pooler) tablePool(group []evidence.TableRow, m evidence.Measure, baseline baselines) evidence.Pooled {
	out := evidence.Pooled{Measure: m.Label()}
	if refusals := body.Refuse(group, p.opts); len(refusals) > 0 {
		var reasons []string
		for _, r := range refusals {
			reasons = append(reasons, r.Message)
		}
		out.NotPooled = strings.Join(reasons, "; ") + "."
		return out
	}
	pooled, notes, err := p.pool(group)
	if err != nil {
		out.NotPooled = err.Error() + "."
		return out
	}
	one := toPooledJSON(describe(questionJSON{Drug: group[0].Finding.Drug, Outcome: group[0].Finding.Outcome}, group), group, pooled, p.o.how.Level, notes)
	out.K, out.Studies = one.K, one.Studies
	out.Estimate = fmt.Sprintf("%s (%s)", printedNumber(one.Estimate), printedInterval(one.CILow, one.CIHigh))
	if finite(float64(one.PILow)) {
		out.Prediction = printedInterval(one.PILow, one.PIHigh)
	}
	out.Heterogeneity = heterogeneity(&one)
	out.Method = strings.Join(append(append([]string{one.MethodLine}, one.Combined...), append(one.Dropped, one.Notes...)...), "; ") + "."
	ratio := effect.Interval{Est: float64(one.Estimate), Lb: float64(one.CILow), Ub: float64(one.CIHigh)}
	out.Absolute, out.Formula = baseline.absolute(&group[0].Finding, m, ratio)
	return out
}

// byMeasureAndDesign groups rows by what a pool may hold: those of one measure, and
// where both randomised and non-randomised studies report it, of one kind of
// design.
func (p *pooler) byMeasureAndDesign(rows []evidence.TableRow) [][]evidence.TableRow {
	var groups [][]evidence.TableRow
	for _, group := range byMeasure(rows) {
		byKind := map[evidence.DesignKind][]evidence.TableRow{}
		for _, row := range group {
			byKind[designKind(&row)] = append(byKind[designKind(&row)], row)
		}
		if p.o.mixDesigns || len(byKind[evidence.DesignRandomised]) == 0 || len(byKind[evidence.DesignNonRandomised]) == 0 {
			groups = append(groups, group)
			continue
		}
		for _, kind := range []evidence.DesignKind{evidence.DesignRandomised, evidence.DesignNonRandomised, evidence.DesignReview, evidence.DesignUnstated} {
			if len(byKind[kind]) > 0 {
				groups = append(groups, byKind[kind])
			}
		}
	}
	return groups
}

// byMeasure groups rows by their measure, in order of first appearance.
func byMeasure(rows []evidence.TableRow) [][]evidence.TableRow {
	index := map[string]int{}
	var groups [][]evidence.TableRow
	for _, row := range rows {
		id := measureOf(&row.Finding)
		i, ok := index[id]
		if !ok {
			i = len(groups)
			index[id] = i
			groups = append(groups, nil)
		}
		groups[i] = append(groups[i], row)
	}
	return groups
}

func distinctTrials(rows []evidence.TableRow) int {
	seen := map[string]bool{}
	for i := range rows {
		seen[trialOfRow(&rows[i])] = true
	}
	return len(seen)
}

// trialOfRow is the label under which reports share patients, else the study's key.
func trialOfRow(r *evidence.TableRow) string {
	return cmp.Or(r.Finding.Trial, r.Study.Trial, r.Finding.Study)
}
