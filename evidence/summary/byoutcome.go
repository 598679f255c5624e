package summary

import (
	"fmt"
	"slices"
	"sync"

	"dossier/evidence"
)

// ByOutcome builds the table of one outcome across drugs: sub-outcome, drug,
// comparator, studies. It holds the findings whose outcome or sub-outcome is
// the outcome or lies beneath it; classes stand under their own name like
// drugs. What describes patients and not a medicine stands in sections of its
// own.
func ByOutcome(in Input, outcome string, o Options) *evidence.Summary {
	b := newBuilder(in, o, "outcome", outcome)
	b.table.Title = fmt.Sprintf("%s: evidence by drug and comparator", upperFirst(b.outcomeLabel(outcome)))
	about := func(f *evidence.Finding) bool {
		return b.v.IsA(f.Outcome, outcome) || f.SubOutcome != "" && b.v.IsA(f.SubOutcome, outcome)
	}
	here := sync.OnceValue(func() map[string]bool {
		return trials(in.Rows, func(f *evidence.Finding) bool { return about(f) && b.o.shown(f) && !f.Prognostic() })
	})
	place := func(f *evidence.Finding) (section, bool) {
		s, ok := b.aboutWhat(f)
		if s.id == sectionPrognostic {
			ok = here()[trialOf(f)]
		}
		return s, ok && about(f)
	}
	entries := append(b.merge(b.in.Rows, place), b.absent(b.in.Absences, place)...)
	sections := b.sectionLevel()
	sections.silent = func(all []*entry) bool {
		return !slices.ContainsFunc(all, func(e *entry) bool { return e.section.id != sectionOwn })
	}
	b.build(entries, []level{sections, b.outcomeLevel(), b.subOutcomeLevel(), b.drugLevel(), b.comparatorLevel()}, studyColumns())
	return b.table
}

// aboutWhat tells drug effects, whole data sets and prognostic factors apart.
func (b *builder) aboutWhat(f *evidence.Finding) (section, bool) {
	switch {
	case f.Prognostic():
		return section{id: sectionPrognostic, rank: 70, label: "Prognostic factors: patients against patients, not a drug effect"}, true
	case f.Drug == evidence.DrugAllArms:
		return section{id: sectionAllArms, rank: 60, label: "All arms of a data set together: not a drug effect"}, true
	}
	return section{id: sectionOwn, label: "Drugs and classes"}, true
}

// Rates builds the table of single-arm rates of a drug and its classes (with
// Options.AllMembers also of what lies beneath it), or for "" of all drugs:
// patients with a first event, events, and per cent of patients each in a
// section of its own, so that they never stand in one column unseen.
func Rates(in Input, drug string, o Options) *evidence.Summary {
	b := newBuilder(in, o, "rates", drug)
	b.table.Title = "Rates, single arms"
	about := []string{drug}
	if drug != "" {
		b.table.Title = fmt.Sprintf("Rates with %s, single arms", b.drugLabel(drug))
		about = append(about, b.v.Ancestors(drug)...)
		if o.AllMembers {
			about = append(about, b.v.Descendants(drug)...)
		}
	}
	place := func(f *evidence.Finding) (section, bool) {
		if drug != "" && !slices.Contains(about, f.Drug) || f.Drug == evidence.DrugAllArms {
			return section{}, false
		}
		return rateSection(f)
	}
	entries := b.merge(b.in.Rows, place)
	b.build(entries, []level{b.sectionLevel(), b.outcomeLevel(), b.subOutcomeLevel(), b.drugLevel()}, rateColumns())
	return b.table
}

// rateColumns are those of a table without comparators.
func rateColumns() []column {
	columns := slices.DeleteFunc(studyColumns(), func(c column) bool { return c.ID == "comparator" })
	for i := range columns {
		if columns[i].ID == "n" {
			columns[i].Label = "n"
		}
	}
	return columns
}

// rateSection separates the denominators of figures of one arm.
func rateSection(f *evidence.Finding) (section, bool) {
	m, ok := evidence.MeasureOf(f.Measure)
	if !ok || f.Comparator != "" || f.Prognostic() {
		return section{}, false
	}
	of := func(rank int, drug, label string) (section, bool) {
		return section{id: "rates", drug: drug, rank: rank, label: label}, true
	}
	switch {
	case m.Kind == evidence.KindRate && !m.Events:
		return of(int(m.PersonYears), "n"+m.Unit, "Patients with a first event "+m.Unit)
	case m.Kind == evidence.KindRate:
		return of(1<<20+int(m.PersonYears), "E"+m.Unit, "Events (not patients) "+m.Unit)
	case m.Kind == evidence.KindProportion && !m.Events:
		return of(1<<21, "pct", "Per cent of patients")
	case m.Kind == evidence.KindProportion:
		return of(1<<21+1, "pct events", "Per cent of adverse events (not of patients)")
	case m.Kind == evidence.KindCount:
		return of(1<<21+2, "count", "Counts")
	}
	return section{}, false
}
