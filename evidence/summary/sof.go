package summary

import (
	"fmt"
	"slices"
	"strings"

	"dossier/evidence"
)

// SoF builds the summary of findings of a drug: a row per outcome and comparator
// with the number of studies, participants, the pooled estimate or the range (of a
// body of one study its numbers), absolute effect, risk of bias and certainty. It
// is ByDrug without the rows of studies.
func SoF(in Input, drug string, o Options) *evidence.Summary {
	b := newBuilder(in, o, "sof", drug)
	b.bodiesOnly = true
	b.table.Title = fmt.Sprintf("Summary of findings: safety of %s", b.drugLabel(drug))
	entries := b.merge(b.in.Rows, b.sections(drug))
	b.build(entries, []level{b.sectionLevel(), b.outcomeLevel(), b.subOutcomeLevel(), b.comparatorLevel()}, sofColumns())
	return b.table
}

// sofColumns are those columns of a table that say something of a whole body of
// evidence.
func sofColumns() []column {
	columns := slices.DeleteFunc(studyColumns(), func(c column) bool {
		switch c.ID {
		case "study", "design", "n", "events", "follow_up", "estimate", "prediction", "heterogeneity", "absolute", "direction", "risk_of_bias", "certainty":
			return false
		}
		return true
	})
	columns[0].Label = "Studies"
	for i := range columns {
		if columns[i].ID == "events" {
			columns[i].Label = "Person-years"
		}
	}
	return columns
}

// sofStudies carries the marks of the studies (notices, reports of one trial) that
// have no row of their own.
func (b *builder) sofStudies(cell evidence.Cell, part []*entry) evidence.Cell {
	for _, e := range part {
		study := studyCell(b, e)
		for _, m := range study.Marks {
			if !slices.Contains(cell.Marks, m) {
				cell.Marks = append(cell.Marks, m)
			}
		}
		for _, key := range study.Cites {
			if !slices.Contains(cell.Cites, key) {
				cell.Cites = append(cell.Cites, key)
			}
		}
	}
	slices.SortFunc(cell.Marks, func(x, y string) int { return b.marks.place(x) - b.marks.place(y) })
	return cell
}

// sofEstimates prints the first numbers of a body of evidence that has neither a
// pooled estimate nor a range, and how many more there are.
func (b *builder) sofEstimates(cell evidence.Cell, part []*entry) evidence.Cell {
	var parts []string
	for i, e := range part {
		if i == fewEstimates {
			parts = append(parts, fmt.Sprintf("%d more", len(part)-i))
			break
		}
		one := estimateCell(b, e)
		text := strings.TrimSpace(e.measure.Label() + " " + one.Text)
		if e.measure.Kind == evidence.KindWords {
			text = inWords(e.f.Note)
		}
		if differ(part, func(e *entry) string { return e.f.Dose }) && e.f.Dose != "" {
			text += ", " + e.f.Dose
		}
		if differ(part, (*entry).population) && e.population() != "" {
			text += ", " + e.population()
		}
		parts = append(parts, text)
		for _, m := range one.Marks {
			if !slices.Contains(cell.Marks, m) {
				cell.Marks = append(cell.Marks, m)
			}
		}
	}
	cell.Text = strings.Join(parts, "; ")
	return cell
}

// inWords is a statement without a number.
func inWords(note string) string {
	if note == "" {
		return "in words only"
	}
	return "in words: " + note
}

// differ tells whether the entries do not all have one value.
func differ(part []*entry, value func(*entry) string) bool {
	return slices.ContainsFunc(part, func(e *entry) bool { return value(e) != value(part[0]) })
}
