package summary

import (
	"slices"
	"strconv"

	"dossier/evidence"
)

// builder holds what one table needs while it is built.
type builder struct {
	in Input
	o  Options
	v  *evidence.Vocabulary

	table    *evidence.Summary
	marks    marks
	hidden   map[string]int // findings not shown, by reason
	excluded map[string]int // findings of excluded studies not shown, by study
	reports  map[string][]string
	used     map[string]*evidence.StudyHead // cited studies

	bodiesOnly bool // a summary of findings: bodies of evidence without their studies

	// What was worked out once.
	labels      map[string]string
	drugRank    map[string]int
	outcomeRank map[string]int
	subRank     map[pair]int
	durations   map[string]float64
	measures    map[string]*evidence.Measure
}

func newBuilder(in Input, o Options, kind, subject string) *builder {
	v := in.Vocabulary
	if v == nil {
		v = evidence.DefaultVocabulary()
	}
	b := &builder{in: screen(in, &o), o: o, v: v,
		table:       &evidence.Summary{Kind: kind, Subject: subject},
		hidden:      map[string]int{},
		excluded:    map[string]int{},
		used:        make(map[string]*evidence.StudyHead, len(in.Rows)),
		labels:      map[string]string{},
		drugRank:    map[string]int{},
		outcomeRank: map[string]int{},
		subRank:     map[pair]int{},
		durations:   map[string]float64{},
		measures:    map[string]*evidence.Measure{},
	}
	b.narrow()
	return b
}

// level is one depth of heading in a table: what it groups by, how it sorts (by
// rank, then by key) and prints.
type level struct {
	column evidence.Column
	kind   evidence.RowKind
	rank   func(*entry) int
	key    func(*entry) string
	label  func(*entry) string
	// silent tells that a group needs no heading of its own; parent is the
	// group that it belongs to.
	silent func(parent []*entry) bool
	body   bool // the heading of a body of evidence, with cells
}

// build prints the sorted entries under their headings.
func (b *builder) build(entries []*entry, levels []level, columns []column) {
	columns = b.fillable(columns)
	b.letterYears(entries)
	b.contradict(entries)
	b.order(entries, levels)
	b.reports = reportsByTrial(entries)
	for _, l := range levels {
		b.table.Headings = append(b.table.Headings, l.column)
	}
	for _, c := range columns {
		b.table.Columns = append(b.table.Columns, c.Column)
	}
	b.group(entries, levels, 0, columns)
	b.dropEmptyColumns()
	b.finish(entries)
}

// fillable leaves out the columns for which nobody gave what they print.
func (b *builder) fillable(columns []column) []column {
	return slices.DeleteFunc(columns, func(c column) bool {
		switch c.ID {
		case "prediction", "heterogeneity":
			return b.o.Pool == nil
		case "absolute":
			return b.o.Pool == nil && b.o.Absolute == nil
		case "risk_of_bias":
			return b.o.RiskOfBias == nil
		case "certainty":
			return b.o.Certainty == nil
		}
		return false
	})
}

// group prints the entries beneath one heading.
func (b *builder) group(entries []*entry, levels []level, depth int, columns []column) {
	if depth == len(levels) {
		for _, e := range entries {
			if b.bodiesOnly {
				b.cited(e)
				continue
			}
			b.table.Rows = append(b.table.Rows, b.studyRow(e, columns))
		}
		return
	}
	l := levels[depth]
	silent := l.silent != nil && l.silent(entries)
	for from := 0; from < len(entries); {
		to := from + 1
		for to < len(entries) && entries[to].place[depth].key == entries[from].place[depth].key {
			to++
		}
		part := entries[from:to]
		if l.body && b.bodiesOnly && part[0].absence != nil {
			from = to
			continue
		}
		if !silent {
			row := evidence.Row{Kind: l.kind, Level: depth, Heading: l.label(part[0])}
			if l.body {
				b.fillBody(&row, part, columns)
			}
			b.table.Rows = append(b.table.Rows, row)
		}
		b.group(part, levels, depth+1, columns)
		from = to
	}
}

// reportsByTrial lists the reports of each trial in the table, sorted.
func reportsByTrial(entries []*entry) map[string][]string {
	all := map[string][]string{}
	for _, e := range entries {
		if e.f.Trial == "" {
			continue
		}
		for _, key := range e.cites() {
			if !slices.Contains(all[e.f.Trial], key) {
				all[e.f.Trial] = append(all[e.f.Trial], key)
			}
		}
	}
	for _, keys := range all {
		slices.Sort(keys)
	}
	return all
}

// dropEmptyColumns takes away the columns in which nothing is printed, or only
// that nothing was reported.
func (b *builder) dropEmptyColumns() {
	t := b.table
	keep := make([]bool, len(t.Columns))
	for _, row := range t.Rows {
		for i := range row.Cells {
			if c := &row.Cells[i]; !keep[i] && (c.Text != "" && c.Text != notReported || len(c.Marks) > 0) {
				keep[i] = true
			}
		}
	}
	t.Columns = only(t.Columns, keep)
	for i := range t.Rows {
		t.Rows[i].Cells = only(t.Rows[i].Cells, keep)
	}
}

// only keeps the wanted elements of a list, in place.
func only[T any](list []T, keep []bool) []T {
	out := list[:0]
	for i := range list {
		if keep[i] {
			out = append(out, list[i])
		}
	}
	return out
}

// The levels that tables share.

func (b *builder) sectionLevel() level {
	return level{
		column: evidence.Column{ID: "section", Label: "Section"},
		kind:   evidence.RowSection,
		key: func(e *entry) string {
			if e.section.drug == "" {
				return string(e.section.id)
			}
			return string(e.section.id) + "|" + e.section.drug
		},
		label: func(e *entry) string { return e.section.label },
		rank:  func(e *entry) int { return e.section.rank },
	}
}

func (b *builder) outcomeLevel() level {
	return level{
		column: evidence.Column{ID: "outcome", Label: "Outcome"},
		kind:   evidence.RowOutcome,
		key:    func(e *entry) string { return e.f.Outcome },
		label:  func(e *entry) string { return upperFirst(b.outcomeLabel(e.f.Outcome)) },
		rank:   func(e *entry) int { return b.rankOfOutcome(e.f.Outcome) },
	}
}

func (b *builder) subOutcomeLevel() level {
	return level{
		column: evidence.Column{ID: "sub_outcome", Label: "Sub-outcome"},
		kind:   evidence.RowSubOutcome,
		key:    func(e *entry) string { return e.f.SubOutcome },
		label:  b.subLabel,
		rank:   b.rankOfSub,
		silent: func(group []*entry) bool {
			return !slices.ContainsFunc(group, func(e *entry) bool { return e.f.SubOutcome != "" })
		},
	}
}

func (b *builder) drugLevel() level {
	return level{
		column: evidence.Column{ID: "drug_group", Label: "Drug"},
		kind:   evidence.RowDrug,
		key:    func(e *entry) string { return e.f.Drug },
		label:  func(e *entry) string { return upperFirst(b.drugName(e.f.Drug)) },
		rank:   func(e *entry) int { return b.rankOfDrug(e.f.Drug) },
	}
}

// comparatorLevel heads a body of evidence. Where the section holds several
// drugs, each has bodies of its own.
func (b *builder) comparatorLevel() level {
	many := func(e *entry) bool { return e.section.id == sectionMembers }
	return level{
		column: evidence.Column{ID: "comparison", Label: "Comparison"},
		kind:   evidence.RowComparator,
		body:   true,
		key: func(e *entry) string {
			key := e.f.Comparator
			if e.absence != nil {
				key = "\x00absent"
			}
			if many(e) {
				key += "|" + e.f.Drug
			}
			return key
		},
		label: func(e *entry) string {
			if many(e) {
				return upperFirst(b.drugName(e.f.Drug)) + ": " + b.bodyLabel(e)
			}
			return b.bodyLabel(e)
		},
		rank: func(e *entry) int {
			rank := b.rankOfComparator(e) << 16
			if many(e) {
				rank += b.rankOfDrug(e.f.Drug)
			}
			return rank
		},
	}
}

// studyRow prints one number.
func (b *builder) studyRow(e *entry, columns []column) evidence.Row {
	row := evidence.Row{Kind: evidence.RowStudy, Level: len(b.table.Headings)}
	if e.absence != nil {
		row.Kind = evidence.RowAbsence
	}
	if !b.o.CellsOnly {
		row.Facts = b.facts(e)
	}
	b.cited(e)
	row.Cells = make([]evidence.Cell, 0, len(columns))
	for _, c := range columns {
		cell := c.cell(b, e)
		row.Cells = append(row.Cells, cell)
		if row.Facts == nil {
			continue
		}
		for _, m := range cell.Marks {
			if !slices.Contains(row.Facts.Footnotes, m) {
				row.Facts.Footnotes = append(row.Facts.Footnotes, m)
			}
		}
	}
	return row
}

// cited notes the reports of an entry for the list of references.
func (b *builder) cited(e *entry) {
	for i := range e.heads {
		b.used[e.heads[i].Key] = &e.heads[i]
	}
}

// facts are the values behind a row.
func (b *builder) facts(e *entry) *evidence.Facts {
	f, head := e.f, e.head()
	facts := &evidence.Facts{
		Findings: e.ids, Keys: e.cites(), Drug: f.Drug, Outcome: f.Outcome, SubOutcome: f.SubOutcome, Comparator: f.Comparator,
		Study: studyNames(e), DOI: head.DOI, Design: e.design(), Year: head.Year, Population: e.population(), Dose: f.Dose,
		Measure: f.Measure, Estimate: f.Estimate, CILow: f.CILow, CIHigh: f.CIHigh, CILevel: f.CILevel, P: f.P, N: participants(e),
		Treat: f.Treat, Control: f.Control, Margin: f.Margin, Status: f.Status, Section: string(e.section.id), Adjusted: f.Adjusted,
		Window: e.window(), Set: f.AnalysisSet, Definition: f.Definition, Source: f.Source, Note: f.Note, Usable: f.Usable,
		WhyNot: f.WhyNot, Trial: f.Trial, By: f.By,
	}
	for _, h := range e.heads {
		facts.Notices = append(facts.Notices, h.Notices...)
	}
	if e.absence != nil {
		facts.Absence = e.absence.Kind
	}
	return facts
}

// participants is the number of patients behind a row: both arms, the one arm,
// else the size of the study; empty when none is known.
func participants(e *entry) string {
	treat, okT := e.f.Treat.N.Float()
	control, okC := e.f.Control.N.Float()
	switch {
	case okT && okC:
		return strconv.FormatFloat(treat+control, 'f', -1, 64)
	case okT && e.f.Comparator == "":
		return string(e.f.Treat.N)
	case e.head().N > 0:
		return strconv.Itoa(e.head().N)
	}
	return ""
}
