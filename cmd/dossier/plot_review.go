package main

import (
	"cmp"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"sort"
	"strings"

	"dossier/evidence"
	"dossier/evidence/synthesis/appraise"
	"dossier/evidence/synthesis/overlap"
	"dossier/exports/plot"
	"dossier/ingest/resolve"
	"dossier/store"
)

func prismaFigure(ctx context.Context, _ *app, repo *store.Repo, o plotOptions) (*plot.Figure, error) {
	if o.query != "" {
		return nil, usage("dossier plot prisma", "the flow is that of the whole library and takes no query")
	}
	flow, err := prismaFlow(ctx, repo)
	if err != nil {
		return nil, err
	}
	return flow.Figure(o.width())
}

// prismaFlow counts records and studies. Records that a registry gave to
// complete a reference were not identified by a search and do not count.
func prismaFlow(ctx context.Context, repo *store.Repo) (*plot.Flow, error) {
	flow := &plot.Flow{Title: "Flow of records, reports and studies (PRISMA 2020)"}
	logged, err := searches(ctx, repo)
	if err != nil {
		return nil, err
	}
	given := map[string]bool{}                              // ids of records that somebody or a database gave
	databases, others := map[string]int{}, map[string]int{} // records by label, and by the way they came
	for rec, err := range repo.AllRecords(ctx) {
		if err != nil {
			return nil, err
		}
		if resolve.IsSource(rec.Origin.Format) || rec.Origin.Format == "person" {
			continue
		}
		given[rec.ID] = true
		if name := rec.Origin.Database; name != "" {
			databases[name]++
		} else {
			others[otherMethod(rec.Origin.Format)]++
		}
	}
	flow.Databases = databaseSources(databases, logged)
	for label, n := range databases { // what is left has no logged search
		others["files labelled “"+label+"”"] += n
	}
	flow.Others = byCount(others)
	if len(databases) > 0 {
		flow.Notes = append(flow.Notes, "Of labelled files no database search is logged.")
	}
	if err := countScreening(ctx, repo, flow, given); err != nil {
		return nil, err
	}
	if len(flow.Databases) > 0 {
		flow.Notes = append(flow.Notes, "Databases show the hits of their searches; the number of their records in the library follows.")
	}
	return flow, nil
}

// otherMethod names how a reference came in that carries no database.
func otherMethod(format string) string {
	switch format {
	case "identifier":
		return "identifiers given"
	case "reflist":
		return "reference lists"
	}
	return "files without a named database"
}

// databaseSources are the databases of the logged searches with their hits, and
// takes the records that carry their names out of the count by label.
func databaseSources(labels map[string]int, logged []search) []plot.Source {
	type entry struct {
		name       string
		hits, have int
		dates      []string
	}
	byName := map[string]*entry{}
	for _, s := range logged {
		key := strings.ToLower(s.Database)
		e := byName[key]
		if e == nil {
			e = &entry{name: s.Database}
			byName[key] = e
		}
		e.hits += s.Hits
		e.dates = append(e.dates, s.Date)
	}
	for label, n := range labels {
		if e := byName[strings.ToLower(label)]; e != nil {
			e.have += n
			delete(labels, label)
		}
	}
	var out []plot.Source
	for _, e := range byName {
		sort.Strings(e.dates)
		out = append(out, plot.Source{Name: e.name, Count: e.hits,
			Extra: fmt.Sprintf("searched %s; in the library %d", strings.Join(slices.Compact(e.dates), ", "), e.have)})
	}
	slices.SortFunc(out, func(a, b plot.Source) int { return strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)) })
	return out
}

// byCount lists counts by name.
func byCount(counts map[string]int) []plot.Source {
	var out []plot.Source
	for name, n := range counts {
		out = append(out, plot.Source{Name: name, Count: n})
	}
	slices.SortFunc(out, func(a, b plot.Source) int { return strings.Compare(a.Name, b.Name) })
	return out
}

// countScreening counts duplicates and decisions. A step that nobody has begun
// has no number.
func countScreening(ctx context.Context, repo *store.Repo, flow *plot.Flow, given map[string]bool) error {
	duplicates, linked, included, excluded, waiting := 0, 0, 0, 0, 0
	known, err := trialsOf(ctx, repo)
	if err != nil {
		return err
	}
	trials := map[string]bool{}
	reasons := map[string]int{}
	for s, err := range repo.Studies(ctx, evidence.Query{}) {
		if err != nil {
			return err
		}
		records := 0
		for _, id := range s.Records {
			if given[id] {
				records++
			}
		}
		linked += records
		duplicates += max(records-1, 0)
		switch s.Screened {
		case "included":
			included++
			trials[cmp.Or(known.Of(s.Key), s.Key)] = true
		case "excluded":
			excluded++
			if s.Reason != "" {
				reasons[s.Reason]++
			}
		default:
			waiting++
		}
	}
	if len(given) > 0 {
		flow.Duplicates = &duplicates
	}
	if removed := len(given) - linked; removed > 0 {
		flow.OtherRemoved = &removed
	}
	if screened := included + excluded; screened > 0 {
		n := len(trials)
		flow.Screened, flow.ExcludedUnread, flow.Included, flow.IncludedReports = &screened, &excluded, &n, &included
		flow.ExclusionReasons = byCount(reasons)
	}
	if waiting > 0 {
		flow.Waiting = &waiting
	}
	return nil
}

func robFigure(ctx context.Context, a *app, repo *store.Repo, o plotOptions) (*plot.Figure, error) {
	if o.from == "" {
		rob, err := appraised(ctx, a, repo, o)
		if err != nil {
			return nil, err
		}
		return rob.Figure(o.width())
	}
	data, err := readAll(a, o.from)
	if err != nil {
		return nil, err
	}
	rob, err := robTable(string(data))
	if err != nil {
		return nil, &failure{code: exitFailed, msg: o.from, err: err, next: "dossier plot rob --help shows the columns"}
	}
	return rob.Figure(o.width())
}

// robTools are the tools whose judgements a figure shows; stars of the
// Newcastle–Ottawa scale are counts and no judgements.
func robTools() []string { return []string{"rob2", "robins-i", "amstar2"} }

// appraised takes the appraisals of one tool from the library: --tool, else the
// one that was used most.
func appraised(ctx context.Context, a *app, repo *store.Repo, o plotOptions) (*plot.RiskOfBias, error) {
	if o.tool != "" && !slices.Contains(robTools(), o.tool) {
		return nil, usage("tools are: "+strings.Join(robTools(), ", "), "a figure of %q cannot be drawn", o.tool)
	}
	vocab, err := a.vocabulary(ctx, repo)
	if err != nil {
		return nil, err
	}
	heads, err := matchingHeads(ctx, repo, vocab, o.query)
	if err != nil {
		return nil, err
	}
	all, err := readKept[evidence.Appraisal](ctx, repo, appraisalsSetting)
	if err != nil {
		return nil, err
	}
	labels := map[string]string{}
	for _, h := range heads {
		labels[h.Key] = o.studyLabel(h)
	}
	all = slices.DeleteFunc(all, func(x evidence.Appraisal) bool {
		_, ok := labels[x.Study]
		return !ok || !slices.Contains(robTools(), x.Tool) || o.tool != "" && x.Tool != o.tool
	})
	counts := map[string]int{}
	for _, x := range all {
		counts[x.Tool]++
	}
	best := ""
	for _, id := range robTools() {
		if counts[id] > counts[best] {
			best = id
		}
	}
	if best == "" {
		return &plot.RiskOfBias{}, nil
	}
	tool, err := appraise.FindTool(best)
	if err != nil {
		return nil, err
	}
	return appraisedWithTool(tool, all, labels, vocab), nil
}

// appraisedWithTool lays out the appraisals of a tool, by study; domains that
// nobody judged are left out.
func appraisedWithTool(tool appraise.Tool, all []evidence.Appraisal, labels map[string]string, vocab *evidence.Vocabulary) *plot.RiskOfBias {
	rob := &plot.RiskOfBias{Tool: tool.Name, Title: "Risk of bias (" + tool.Name + ")"}
	judgement := func(x evidence.Appraisal, id string) string { return cmp.Or(x.Domains[id], x.Answers[id]) }
	var list []evidence.Appraisal
	for _, x := range all {
		if x.Tool == tool.ID {
			list = append(list, x)
		}
	}
	sortAppraisals(list)
	for _, d := range tool.Domains {
		if slices.ContainsFunc(list, func(x evidence.Appraisal) bool { return judgement(x, d.ID) != "" }) {
			rob.Domains = append(rob.Domains, plot.Domain{ID: d.ID, Name: d.Name})
		}
	}
	for _, x := range list {
		judged := plot.Judged{Label: cmp.Or(labels[x.Study], x.Study), Overall: overallID(tool.ID, judgementOf(x))}
		if x.Outcome != "" {
			judged.Label += ", " + vocab.OutcomeLabel(x.Outcome)
		}
		for _, d := range rob.Domains {
			judged.Domains = append(judged.Domains, judgement(x, d.ID))
		}
		rob.Studies = append(rob.Studies, judged)
	}
	return rob
}

// overallID tells the confidence of AMSTAR 2, where high is good, from a risk.
func overallID(tool, judgement string) string {
	if tool == "amstar2" && judgement != "" {
		return plot.ConfidencePrefix + judgement
	}
	return judgement
}

// robTable reads judgements of one tool: study, tool, a column per domain,
// overall. An empty overall judgement is what the rule of the tool makes of the
// domains.
func robTable(text string) (*plot.RiskOfBias, error) {
	r := csv.NewReader(strings.NewReader(strings.TrimPrefix(text, "\ufeff")))
	header, err := r.Read()
	if err != nil {
		return nil, fmt.Errorf("no header: %w", err)
	}
	column := map[string]int{}
	for i, name := range header {
		column[strings.ToLower(strings.TrimSpace(name))] = i
	}
	for _, name := range []string{"study", "tool"} {
		if _, ok := column[name]; !ok {
			return nil, fmt.Errorf("no column %q", name)
		}
	}
	rob := &plot.RiskOfBias{}
	var tool appraise.Tool
	for {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			return rob, nil
		}
		if err != nil {
			return nil, err
		}
		line, _ := r.FieldPos(0)
		get := func(name string) string {
			if i, ok := column[strings.ToLower(name)]; ok {
				return strings.TrimSpace(row[i])
			}
			return ""
		}
		if tool.ID == "" {
			if tool, err = appraise.FindTool(strings.ToLower(get("tool"))); err != nil {
				return nil, err
			}
			rob.Tool, rob.Title = tool.Name, "Risk of bias ("+tool.Name+")"
			for _, d := range tool.Domains {
				if _, ok := column[strings.ToLower(d.ID)]; ok {
					rob.Domains = append(rob.Domains, plot.Domain{ID: d.ID, Name: d.Name})
				}
			}
		}
		if !strings.EqualFold(get("tool"), tool.ID) {
			return nil, fmt.Errorf("line %d: tool %q in a file of %s; one figure shows one tool", line, get("tool"), tool.ID)
		}
		judged, err := judgedRow(tool, rob.Domains, get)
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", line, err)
		}
		rob.Studies = append(rob.Studies, judged)
	}
}

func judgedRow(tool appraise.Tool, domains []plot.Domain, get func(string) string) (plot.Judged, error) {
	id := func(s string) string { return strings.ReplaceAll(strings.ToLower(s), " ", "_") }
	judged := plot.Judged{Label: get("study"), Overall: id(get("overall"))}
	var judgements []appraise.Judgement
	for _, d := range domains {
		j := id(get(d.ID))
		if !plot.KnownJudgement(j) {
			return judged, fmt.Errorf("column %s: %q is no judgement of %s", d.ID, get(d.ID), tool.Name)
		}
		judged.Domains = append(judged.Domains, j)
		if j != "" {
			judgements = append(judgements, appraise.Judgement(j))
		}
	}
	judged.Overall = overallID(tool.ID, judged.Overall)
	// Without all domains the rule has no answer, and none is made up.
	if judged.Overall != "" || len(judgements) < len(domains) || len(domains) < 2 {
		return judged, nil
	}
	switch tool.ID {
	case "rob2":
		overall, _ := appraise.RoB2Overall(judgements)
		judged.Overall = string(overall)
	case "robins-i":
		judged.Overall = string(appraise.ROBINSIOverall(judgements))
	}
	return judged, nil
}

// overlapFigure draws the reviews whose primary studies are known.
func overlapFigure(ctx context.Context, a *app, repo *store.Repo, o plotOptions) (*plot.Figure, error) {
	p, err := overlapPlot(ctx, a, repo, o)
	if err != nil {
		return nil, err
	}
	return p.Figure(o.width())
}

// overlapPlot draws the confirmed part of the citation matrix: a primary study
// is a trial, however many reports of it a review cites.
func overlapPlot(ctx context.Context, a *app, repo *store.Repo, o plotOptions) (*plot.Overlap, error) {
	vocab, err := a.vocabulary(ctx, repo)
	if err != nil {
		return nil, err
	}
	heads, err := matchingHeads(ctx, repo, vocab, o.query)
	if err != nil {
		return nil, err
	}
	matrix, err := overlapOf(ctx, repo)
	if err != nil {
		return nil, err
	}
	labels := map[string]string{}
	var keys []string
	for _, h := range heads {
		labels[h.Key] = cmp.Or(o.studyLabel(h), h.Key)
		keys = append(keys, h.Key)
	}
	if matrix, err = matrix.withLinks(ctx, repo, keys); err != nil {
		return nil, err
	}
	matrix = matrix.confirmed().of(keys, "")
	reviews := matrix.reviews()
	_, grid := matrix.grid(reviews, nil, false)
	p := &plot.Overlap{Title: "Overlap of primary studies between reviews"}
	for c, key := range reviews {
		n := 0
		for _, row := range grid {
			if row[c] == overlap.Yes {
				n++
			}
		}
		p.Reviews = append(p.Reviews, labels[key])
		p.Sizes = append(p.Sizes, n)
	}
	fillOverlap(p, grid)
	return p, nil
}

// studyLabel names a study as the tables beside the figure do: "Kim et al. 2021b".
func (o plotOptions) studyLabel(h evidence.StudyHead) string {
	if h.Year == 0 {
		return h.Authors
	}
	return strings.TrimSpace(fmt.Sprintf("%s %d%s", h.Authors, h.Year, o.yearLetters[h.Key]))
}

func fillOverlap(p *plot.Overlap, m overlap.Matrix) {
	if len(p.Reviews) < 2 {
		return
	}
	for _, pair := range overlap.Pairs(m) {
		p.Pairs = append(p.Pairs, plot.OverlapPair{A: pair.A, B: pair.B, Shared: pair.Shared, Percent: inPercent(pair.Area.CCA), Band: string(pair.Area.Band)})
	}
	all := overlap.Corrected(m)
	p.Notes = append(p.Notes, fmt.Sprintf("All %d reviews: %d inclusions of %d primary studies, corrected covered area %.1f%% (%s).",
		len(p.Reviews), all.N, all.R, inPercent(all.CCA), strings.ReplaceAll(string(all.Band), "_", " ")))
}

// inPercent is a share in per cent; what is not defined is 0 with no band.
func inPercent(share float64) float64 {
	if math.IsNaN(share) {
		return 0
	}
	return 100 * share
}
