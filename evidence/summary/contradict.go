package summary

import (
	"fmt"
	"slices"
	"strings"

	"dossier/evidence"
)

// contradict finds absences that say that no event occurred where a finding of
// the same study, drug and outcome (or what lies beneath the outcome) has
// events, and marks both.
func (b *builder) contradict(entries []*entry) {
	for _, none := range entries {
		if none.absence == nil || none.absence.Kind != evidence.ZeroEvents {
			continue
		}
		outcomes := append([]string{none.absence.Outcome}, b.v.Descendants(none.absence.Outcome)...)
		for _, e := range entries {
			n, ok := e.f.Treat.Events.Float()
			if e.absence != nil || !ok || n <= 0 || e.f.Drug != none.f.Drug || !slices.Contains(e.cites(), none.absence.Study) {
				continue
			}
			if !slices.Contains(outcomes, e.f.Outcome) && !slices.Contains(outcomes, e.f.SubOutcome) {
				continue
			}
			text := fmt.Sprintf("Conflict: an entry says that %s reports no event of %s with %s, and finding %s has %s.", none.absence.Study,
				b.outcomeLabel(none.absence.Outcome), b.drugLabel(e.f.Drug), strings.Join(e.ids, ", "), countPrinted(b.o.Style.number(e.f.Treat.Events)))
			none.conflicts = append(none.conflicts, text)
			e.conflicts = append(e.conflicts, text)
		}
	}
}

func countPrinted(events string) string {
	if events == "1" {
		return "1 event"
	}
	return events + " events"
}

// markConflicts adds the footnotes of contradict to a cell.
func (b *builder) markConflicts(cell evidence.Cell, e *entry) evidence.Cell {
	for _, text := range e.conflicts {
		cell.Marks = b.marks.add(cell.Marks, text)
	}
	return cell
}
