package summary

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"dossier/evidence"
)

// ByStudy lists the findings of each study in the input: study, outcome,
// sub-outcome, in the order of the year.
func ByStudy(in Input, o Options) *evidence.Summary {
	b := newBuilder(in, o, "study", "")
	b.table.Title = "Findings by study"
	entries := append(b.merge(b.in.Rows, b.aboutWhat), b.absent(b.in.Absences, b.aboutWhat)...)
	b.build(entries, []level{b.studyLevel(), b.outcomeLevel(), b.subOutcomeLevel()}, studyColumns())
	return b.table
}

func (b *builder) studyLevel() level {
	return level{
		column: evidence.Column{ID: "study_group", Label: "Study"},
		kind:   evidence.RowSection,
		key:    func(e *entry) string { return e.head().Key },
		label:  studyNames,
		rank:   func(e *entry) int { return e.head().Year },
	}
}

// ByReview lists what the reviews and meta-analyses in the input report:
// outcome, sub-outcome, drug, comparator, review. They are never summed or
// pooled here: they may hold the same trials.
func ByReview(in Input, o Options) *evidence.Summary {
	o.Pool = nil
	b := newBuilder(in, o, "review", "")
	b.table.Title = "Reviews and meta-analyses by outcome, drug and comparator"
	designs := map[string]string{}
	for i := range in.Rows {
		designs[in.Rows[i].Study.Key] = in.Rows[i].Study.Design
	}
	place := func(f *evidence.Finding) (section, bool) {
		s, ok := b.aboutWhat(f)
		return s, ok && evidence.IsReviewDesign(cmp.Or(f.Design, designs[f.Study]))
	}
	b.build(b.merge(b.in.Rows, place), []level{b.outcomeLevel(), b.subOutcomeLevel(), b.drugLevel(), b.comparatorLevel()}, studyColumns())
	if len(b.table.Rows) > 0 {
		b.table.Notes = append(b.table.Notes, "Reviews may include the same trials; their estimates are not independent and are not pooled.")
	}
	return b.table
}

// studyFacts are what the findings of one study say of the study itself.
type studyFacts struct {
	head                                    evidence.StudyHead
	trial, design, populations              []string
	drugs, comparators, outcomes, followUps []string
	findings                                int
}

// Characteristics lists the studies of the input, one per row: design,
// population, size, drugs, comparators, outcomes, follow-up, funding. Studies
// without findings come from Input.Studies.
func Characteristics(in Input, o Options) *evidence.Summary {
	b := newBuilder(in, o, "characteristics", "")
	b.table.Title = "Characteristics of the studies"
	studies := b.collectStudies()
	var heads []*evidence.StudyHead
	for _, s := range studies {
		heads = append(heads, &s.head)
	}
	letterYears(heads, o.YearLetters)
	b.reports = map[string][]string{}
	for _, s := range studies {
		for _, t := range s.trial {
			b.reports[t] = append(b.reports[t], s.head.Key)
		}
	}
	for _, c := range [][2]string{{"study", "Study"}, {"trial", "Trial or programme"}, {"design", "Design"}, {"population", "Population"}, {"n", "n"},
		{"drugs", "Drugs"}, {"comparators", "Comparators"}, {"outcomes", "Outcomes with numbers"}, {"follow_up", "Follow-up"}, {"findings", "Numbers"}, {"funding", "Funding"}} {
		b.table.Columns = append(b.table.Columns, evidence.Column{ID: c[0], Label: c[1], Right: c[0] == "n" || c[0] == "findings",
			Yield: map[string]int{"funding": 90, "outcomes": 80, "population": 70, "trial": 60, "comparators": 50, "follow_up": 40}[c[0]]})
	}
	for _, s := range studies {
		b.table.Rows = append(b.table.Rows, b.characteristicsRow(s))
		b.used[s.head.Key] = &s.head
	}
	b.dropEmptyColumns()
	b.table.Footnotes = b.marks.list
	b.cite()
	if len(studies) == 0 {
		b.table.Notes = append(b.table.Notes, "No study yet.")
	}
	for _, note := range []string{b.hiddenNote(), b.excludedNote(), abbreviations(b.table), b.o.Stamp.note()} {
		if note != "" {
			b.table.Notes = append(b.table.Notes, note)
		}
	}
	return b.table
}

// collectStudies gathers the studies in the order of year and key.
func (b *builder) collectStudies() []*studyFacts {
	byKey := map[string]*studyFacts{}
	var list []*studyFacts
	at := func(h evidence.StudyHead) *studyFacts {
		s := byKey[h.Key]
		if s == nil {
			s = &studyFacts{head: h}
			byKey[h.Key] = s
			list = append(list, s)
			addNew(&s.trial, h.Trial)
			addNew(&s.design, evidence.DesignName(h.Design))
			addNew(&s.populations, h.Population)
			addNew(&s.followUps, h.FollowUp)
		}
		return s
	}
	for i := range b.in.Rows {
		f, h := &b.in.Rows[i].Finding, b.in.Rows[i].Study
		h.Key = cmp.Or(h.Key, f.Study)
		if h.Screened == excluded && !b.o.Unusable {
			b.hide(f, &h)
			continue
		}
		s := at(h)
		if !b.o.shown(f) {
			continue
		}
		s.findings++
		addNew(&s.trial, f.Trial)
		addNew(&s.design, evidence.DesignName(f.Design))
		addNew(&s.populations, f.Population)
		if !f.Prognostic() && f.Drug != evidence.DrugAllArms {
			addNew(&s.drugs, b.drugLabel(f.Drug))
			if f.Comparator != "" && !f.DoseAgainstDose() {
				addNew(&s.comparators, b.comparatorLabel(f.Comparator))
			}
		}
		addNew(&s.outcomes, b.v.OutcomeLabel(f.Outcome))
		addNew(&s.followUps, f.FollowUp)
	}
	for _, h := range b.in.Studies {
		at(h)
	}
	slices.SortFunc(list, func(x, y *studyFacts) int {
		return cmp.Or(cmp.Compare(x.head.Year, y.head.Year), strings.Compare(x.head.Key, y.head.Key))
	})
	for _, s := range list {
		for _, words := range []*[]string{&s.trial, &s.design, &s.populations, &s.drugs, &s.comparators, &s.outcomes, &s.followUps} {
			slices.Sort(*words)
		}
	}
	return list
}

func addNew(list *[]string, s string) {
	if s != "" && !slices.Contains(*list, s) {
		*list = append(*list, s)
	}
}

func (b *builder) characteristicsRow(s *studyFacts) evidence.Row {
	e := &entry{f: new(evidence.Finding), measure: new(evidence.Measure), heads: []evidence.StudyHead{s.head}}
	if len(s.trial) > 0 {
		e.f.Trial = s.trial[0]
	}
	n := ""
	if s.head.N > 0 {
		n = b.o.Style.number(evidence.Printed(strconv.Itoa(s.head.N)))
	}
	row := evidence.Row{Kind: evidence.RowStudy, Cells: []evidence.Cell{studyCell(b, e)}, Facts: b.facts(e)}
	row.Facts.Footnotes = row.Cells[0].Marks
	for _, text := range []string{strings.Join(s.trial, "; "), strings.Join(s.design, "; "), strings.Join(s.populations, "; "), n, strings.Join(s.drugs, "; "),
		strings.Join(s.comparators, "; "), strings.Join(s.outcomes, "; "), strings.Join(s.followUps, "; "), strconv.Itoa(s.findings), strings.Join(s.head.Funding, "; ")} {
		row.Cells = append(row.Cells, evidence.Cell{Text: text})
	}
	return row
}
