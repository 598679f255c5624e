package summary

import (
	"fmt"
	"slices"
	"strings"

	"dossier/evidence"
)

// about tells whether a finding or an absence is on one of the outcomes that the
// table is narrowed to, or on what lies beneath one.
func (b *builder) about(outcome, sub string) bool {
	return len(b.o.Outcomes) == 0 || slices.ContainsFunc(b.o.Outcomes, func(o string) bool {
		return b.v.IsA(outcome, o) || sub != "" && b.v.IsA(sub, o)
	})
}

// narrow leaves in the input what is about the outcomes of the table.
func (b *builder) narrow() {
	if len(b.o.Outcomes) == 0 {
		return
	}
	b.in.Rows = those(b.in.Rows, func(r *evidence.TableRow) bool { return b.about(r.Finding.Outcome, r.Finding.SubOutcome) })
	b.in.Absences = those(b.in.Absences, func(a *evidence.Absence) bool { return b.about(a.Outcome, "") })
}

// those returns the wanted elements: the list itself when it is all of them,
// else a new one.
func those[T any](list []T, wanted func(*T) bool) []T {
	n := 0
	for n < len(list) && wanted(&list[n]) {
		n++
	}
	if n == len(list) {
		return list
	}
	out := slices.Clone(list[:n])
	for i := n + 1; i < len(list); i++ {
		if wanted(&list[i]) {
			out = append(out, list[i])
		}
	}
	return out
}

// noNumberNote names the main outcomes of the vocabulary on which a drug's table
// has no row, so that a reader does not take a missing heading for a zero.
func (b *builder) noNumberNote(entries []*entry) string {
	if b.table.Kind != "drug" || len(b.o.Outcomes) > 0 || len(entries) == 0 {
		return ""
	}
	there := map[string]bool{} // outcomes of rows, and the main outcomes above them
	for _, e := range entries {
		if !there[e.f.Outcome] && !e.f.Prognostic() && e.f.Drug != evidence.DrugAllArms {
			there[e.f.Outcome], there[b.mainOutcome(e.f.Outcome)] = true, true
		}
	}
	var missing []string
	for i := range b.v.Outcomes {
		if o := &b.v.Outcomes[i]; b.mainOutcome(o.ID) == o.ID && !there[o.ID] && o.ID != "other" {
			missing = append(missing, o.ID)
		}
	}
	if len(missing) == 0 {
		return ""
	}
	slices.SortStableFunc(missing, func(x, y string) int { return b.rankOfOutcome(x) - b.rankOfOutcome(y) })
	for i, id := range missing {
		missing[i] = b.outcomeLabel(id)
	}
	return fmt.Sprintf("No number in this table, which is not a zero: %s.", strings.Join(missing, ", "))
}

// Empty says in words why a table has nothing on an outcome of a drug, with the
// cell of the map, here of the outcome itself and not of the main one above it. The
// text is empty where a finding may be shown.
func Empty(in Input, drug, outcome string, o Options) (cell evidence.MapCell, text string) {
	o.Outcomes = nil
	b := newBuilder(in, o, "map", "")
	grid, said := b.mapGrid(func(id, sub string) string {
		if b.v.IsA(id, outcome) || sub != "" && b.v.IsA(sub, outcome) {
			return outcome
		}
		return "other than " + outcome
	})
	c := grid[pair{drug, outcome}]
	cell = b.mapCell(c, drug, outcome, said.pairs())
	if cell.Findings > 0 {
		return cell, ""
	}
	text = fmt.Sprintf("%s, %s: no number. ", upperFirst(b.drugLabel(drug)), b.outcomeLabel(outcome))
	switch cell.Empty {
	case evidence.EmptyNotReported:
		text += "Not reported: a study was looked through and does not report it."
	case evidence.EmptyZeroEvents:
		text += "Zero events: " + zeroEventsMeans + "."
	case evidence.EmptyBelowThreshold:
		text += "Below threshold: " + belowThresholdMeans + "."
	case evidence.EmptyNoneFound:
		text += "None found: " + b.whyNoneFound() + "."
	case evidence.EmptyNotSearched:
		text += "Not searched: " + b.whyNotSearched() + "."
	default:
		text += count(cell.Studies, "study speaks", "studies speak") + " of both, and no number of it may be shown."
	}
	var members []string
	for _, member := range b.v.Descendants(drug) {
		if m := grid[pair{member, outcome}]; m != nil && m.findings > 0 {
			members = append(members, b.drugLabel(member))
		}
	}
	if len(members) > 0 {
		text += " Numbers there are on " + strings.Join(members, ", ") + ", each by itself."
	}
	if cell.Empty != evidence.EmptyZeroEvents {
		text += " It is not a zero."
	}
	return cell, text
}
