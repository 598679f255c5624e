package summary

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"dossier/evidence"
)

// Map builds the evidence map: drug × main outcome, with the number of studies
// (reports of one trial count once) and of usable findings; empty cells say in
// which way they are empty. A finding counts in the column of its outcome and
// of every main outcome above its sub-outcome. Rows are the drugs and classes
// that the input speaks of as intervention, each by itself, and after them those of
// which it only has the control arm.
func Map(in Input, o Options) *evidence.Summary {
	b := newBuilder(in, o, "map", "")
	b.table.Title = "Evidence map: studies (findings) per drug and outcome"
	grid, said := b.mapGrid(func(outcome, _ string) string { return b.mainOutcome(outcome) })
	controls := b.mapControls()
	drugs, outcomes := b.mapAxes(grid, controls)
	looked := said.pairs()
	b.table.Columns = []evidence.Column{{ID: "drug", Label: "Drug"}}
	for _, outcome := range outcomes {
		b.table.Columns = append(b.table.Columns, evidence.Column{ID: outcome, Label: b.mapOutcome(outcome), Right: true})
	}
	for _, drug := range drugs {
		name := upperFirst(b.drugName(drug))
		if controls[drug] {
			name += ", as control"
		}
		row := evidence.Row{Kind: evidence.RowStudy, Cells: []evidence.Cell{{Text: name}}}
		for _, outcome := range outcomes {
			cell := b.mapCell(grid[pair{drug, outcome}], drug, outcome, looked)
			b.table.Cells = append(b.table.Cells, cell)
			row.Cells = append(row.Cells, evidence.Cell{Text: mapText(cell)})
		}
		b.table.Rows = append(b.table.Rows, row)
	}
	if len(drugs) == 0 {
		b.table.Notes = append(b.table.Notes, "No study of the library speaks of a drug and an outcome yet.")
		return b.table
	}
	b.table.Notes = append(b.table.Notes,
		"Studies (findings): reports of one trial count once; only findings that may be counted are counted.",
		b.emptyNote())
	if note := b.excludedNote(); note != "" {
		b.table.Notes = append(b.table.Notes, note)
	}
	if note := abbreviations(b.table); note != "" {
		b.table.Notes = append(b.table.Notes, note)
	}
	if note := b.o.Stamp.note(); note != "" {
		b.table.Notes = append(b.table.Notes, note)
	}
	return b.table
}

// emptyNote says what each kind of empty means in this map.
func (b *builder) emptyNote() string {
	text := "none found: " + b.whyNoneFound() + "; not reported: a study was looked through and does not report it; "
	last := "None of the three is a zero."
	there := func(kind evidence.EmptyKind) bool {
		return slices.ContainsFunc(b.table.Cells, func(c evidence.MapCell) bool { return c.Empty == kind })
	}
	if there(evidence.EmptyZeroEvents) {
		text += "zero events: " + zeroEventsMeans + "; "
		last = "Only zero events says that none occurred."
	}
	if there(evidence.EmptyBelowThreshold) {
		text += "below threshold: " + belowThresholdMeans + "; "
		last = strings.Replace(last, "None of the three", "None of them", 1)
	}
	return text + "not searched: " + b.whyNotSearched() + ". " + last
}

const (
	zeroEventsMeans     = "a study says that none occurred, and no study gives a number"
	belowThresholdMeans = "a study lists only what is more frequent"
)

func (b *builder) whyNoneFound() string {
	if b.o.Searched != nil {
		return "a recorded search covers it, or a study of the library speaks of this drug and of this outcome, and no study gives anything for the two together"
	}
	return b.noSearch() + ", but a study of the library speaks of this drug and of this outcome, and none gives anything for the two together"
}

func (b *builder) whyNotSearched() string {
	why := b.noSearch()
	if b.o.Searched != nil {
		why = "no recorded search covers it"
		if b.o.Unscoped > 0 {
			why += " (" + b.unscoped() + ")"
		}
	}
	return why + ", and no study of the library speaks of both"
}

// noSearch says that no search is known to have looked for anything.
func (b *builder) noSearch() string {
	if b.o.Unscoped > 0 {
		return "no recorded search is known to have looked for it (" + b.unscoped() + ")"
	}
	return "no search for it is recorded"
}

// unscoped says which way leads from a search that is recorded to one that covers
// something.
func (b *builder) unscoped() string {
	return count(b.o.Unscoped, "search does", "searches do") + " not say which drugs and outcomes it was for: dossier search list, then dossier search covers ID --drug D --outcome O"
}

// mapSaid holds of each study (or trial) the drugs and outcomes of the map that
// it speaks of, whether together or not.
type mapSaid map[string]*struct{ drugs, outcomes map[string]bool }

func (m mapSaid) add(study string, key pair) {
	s := m[study]
	if s == nil {
		s = &struct{ drugs, outcomes map[string]bool }{map[string]bool{}, map[string]bool{}}
		m[study] = s
	}
	s.drugs[key.drug], s.outcomes[key.outcome] = true, true
}

// pairs are the drugs and outcomes of which one study speaks.
func (m mapSaid) pairs() map[pair]bool {
	set := map[pair]bool{}
	for _, s := range m {
		for drug := range s.drugs {
			for outcome := range s.outcomes {
				set[pair{drug, outcome}] = true
			}
		}
	}
	return set
}

// mapOutcome heads a column: the abbreviation, where the outcome has one.
func (b *builder) mapOutcome(id string) string {
	label := b.outcomeLabel(id)
	if _, short, found := strings.Cut(label, " ("); found && strings.HasSuffix(short, ")") {
		return strings.TrimSuffix(short, ")")
	}
	return upperFirst(label)
}

// pair is a drug and an outcome, or a sub-outcome and its outcome.
type pair struct{ drug, outcome string }

// mapContent is what the input knows of one cell.
type mapContent struct {
	studies  map[string]bool
	findings int
	absent   evidence.EmptyKind // what absences say of it; "" = there is none

	design              int // rank of the strongest one, 0 = not stated
	above, below, spans int // intervals above, below and around no difference
	certainty           string
}

// mapGrid counts findings, confirmed or suggested tags, and absences, each in the
// column of its outcome and sub-outcome.
func (b *builder) mapGrid(column func(outcome, sub string) string) (map[pair]*mapContent, mapSaid) {
	grid, said := map[pair]*mapContent{}, mapSaid{}
	at := func(study, drug, outcome, sub string) *mapContent {
		key := pair{drug, column(outcome, sub)}
		said.add(study, key)
		if grid[key] == nil {
			grid[key] = &mapContent{studies: map[string]bool{}}
		}
		return grid[key]
	}
	trial := map[string]string{}
	for i := range b.in.Rows {
		r := &b.in.Rows[i]
		f := &r.Finding
		label := cmp.Or(f.Trial, r.Study.Trial, f.Study)
		trial[f.Study] = label
		if r.Study.Screened == excluded && !b.o.Unusable {
			b.hide(f, &r.Study)
		}
		if !b.o.shown(f) || f.Prognostic() || f.Drug == evidence.DrugAllArms {
			continue
		}
		c := at(label, f.Drug, f.Outcome, f.SubOutcome)
		c.studies[label] = true
		c.findings++
		b.weighCell(c, r)
	}
	for i := range b.in.Studies {
		if h := &b.in.Studies[i]; h.Trial != "" && trial[h.Key] == "" {
			trial[h.Key] = h.Trial
		}
	}
	for _, t := range b.in.Tags {
		if t.Status != evidence.Rejected && t.Drug != "" && t.Outcome != "" && t.Aspect != "efficacy" {
			study := cmp.Or(trial[t.Study], t.Study)
			at(study, t.Drug, t.Outcome, "").studies[study] = true
		}
	}
	for i := range b.in.Absences {
		a := &b.in.Absences[i]
		c := at(cmp.Or(trial[a.Study], a.Study), a.Drug, a.Outcome, "")
		c.absent = moreSaid(c.absent, emptyOf(a.Kind))
	}
	return grid, said
}

// emptyOf is the kind of empty that an absence makes of a cell.
func emptyOf(kind evidence.AbsenceKind) evidence.EmptyKind {
	switch kind {
	case evidence.ZeroEvents:
		return evidence.EmptyZeroEvents
	case evidence.BelowThreshold:
		return evidence.EmptyBelowThreshold
	}
	return evidence.EmptyNotReported
}

// moreSaid is the one of two kinds of empty that says more.
func moreSaid(a, b evidence.EmptyKind) evidence.EmptyKind {
	order := []evidence.EmptyKind{"", evidence.EmptyNotReported, evidence.EmptyBelowThreshold, evidence.EmptyZeroEvents}
	return order[max(slices.Index(order, a), slices.Index(order, b))]
}

// mainOutcome is the outcome at the top of the tree.
func (b *builder) mainOutcome(id string) string {
	if up := b.v.Ancestors(id); len(up) > 0 {
		return up[len(up)-1]
	}
	return id
}

// mapControls are the drugs and classes that findings only have as comparator: what
// is printed of them alone is the control arm.
func (b *builder) mapControls() map[string]bool {
	set := map[string]bool{}
	for i := range b.in.Rows {
		set[b.in.Rows[i].Finding.Comparator] = true
	}
	for i := range b.in.Rows {
		if f := &b.in.Rows[i].Finding; f.Comparator != "" {
			delete(set, f.Drug)
		}
	}
	return set
}

// mapAxes lists the drugs that occur, in the order of the vocabulary and controls
// last, and the six required outcomes with all others that occur, in safety order.
func (b *builder) mapAxes(grid map[pair]*mapContent, controls map[string]bool) (drugs, outcomes []string) {
	for _, o := range b.v.Outcomes {
		if o.Required {
			outcomes = append(outcomes, o.ID)
		}
	}
	for key := range grid {
		if !slices.Contains(drugs, key.drug) {
			drugs = append(drugs, key.drug)
		}
		if !slices.Contains(outcomes, key.outcome) {
			outcomes = append(outcomes, key.outcome)
		}
	}
	last := func(id string) int {
		if controls[id] {
			return 1
		}
		return 0
	}
	slices.SortFunc(drugs, func(x, y string) int {
		return cmp.Or(last(x)-last(y), cmp.Compare(b.rankOfDrug(x), b.rankOfDrug(y)), strings.Compare(x, y))
	})
	slices.SortFunc(outcomes, func(x, y string) int {
		return cmp.Or(cmp.Compare(b.rankOfOutcome(x), b.rankOfOutcome(y)), strings.Compare(x, y))
	})
	return drugs, outcomes
}

// mapCell counts one cell. What a study of the input speaks of both (looked) was
// looked for, and so was what a recorded search covers; nothing else was.
func (b *builder) mapCell(c *mapContent, drug, outcome string, looked map[pair]bool) evidence.MapCell {
	cell := evidence.MapCell{Drug: drug, Outcome: outcome}
	if c != nil {
		cell.Studies, cell.Findings = len(c.studies), c.findings
		cell.Design, cell.Direction, cell.Certainty = mapDesigns[c.design], c.direction(), c.certainty
	}
	switch {
	case cell.Studies > 0:
	case c != nil && c.absent != "":
		cell.Empty = c.absent
	case b.o.Searched != nil && b.o.Searched(drug, outcome), looked[pair{drug, outcome}]:
		cell.Empty = evidence.EmptyNoneFound
	default:
		cell.Empty = evidence.EmptyNotSearched
	}
	return cell
}

func mapText(c evidence.MapCell) string {
	if c.Empty != "" {
		return strings.ReplaceAll(string(c.Empty), "-", " ")
	}
	return fmt.Sprintf("%s (%s)", strconv.Itoa(c.Studies), strconv.Itoa(c.Findings))
}
