package summary

import (
	"fmt"
	"slices"

	"dossier/evidence"
)

// ByDrug builds the table of one drug or one class: outcome, sub-outcome,
// comparator, studies, in safety order.
//
// Its sections are: the drug's own findings; those of each class above it, under
// the class's name; for a class (or a drug with several forms) those of its
// members, each under its own name, where the class itself has a finding of the
// same outcome, sub-outcome and comparator (all of them with
// Options.AllMembers); whole data sets and prognostic factors of the trials in
// the table. A section without findings is left out.
func ByDrug(in Input, drug string, o Options) *evidence.Summary {
	b := newBuilder(in, o, "drug", drug)
	b.table.Title = fmt.Sprintf("Safety of %s: evidence by outcome and comparator", b.drugLabel(drug))
	place := b.sections(drug)
	entries := append(b.merge(b.in.Rows, place), b.absent(b.in.Absences, place)...)
	levels := []level{b.sectionLevel(), b.outcomeLevel(), b.subOutcomeLevel(), b.comparatorLevel()}
	b.build(entries, levels, studyColumns())
	return b.table
}

// sections decides in which section of a drug's table a finding stands.
func (b *builder) sections(drug string) func(*evidence.Finding) (section, bool) {
	above, beneath := b.v.Ancestors(drug), b.v.Descendants(drug)
	own := section{id: sectionOwn, drug: drug, label: upperFirst(b.drugName(drug))}
	members := section{id: sectionMembers, drug: drug, rank: 50,
		label: fmt.Sprintf("Members of %s, each under its own name", b.drugLabel(drug))}
	allArms := section{id: sectionAllArms, rank: 60, label: "All arms of a data set together: not a drug effect"}
	prognostic := section{id: sectionPrognostic, rank: 70, label: "Prognostic factors: patients against patients, not a drug effect"}

	inTable := func(f *evidence.Finding) bool {
		return b.o.shown(f) && !f.Prognostic() && (f.Drug == drug || slices.Contains(above, f.Drug))
	}
	here := trials(b.in.Rows, inTable)
	beside := b.comparisonsOf(drug)
	var classes []section
	for i, class := range above {
		classes = append(classes, b.classSection(drug, class, 1+i))
	}
	return func(f *evidence.Finding) (section, bool) {
		switch at := slices.Index(above, f.Drug); {
		case f.Prognostic():
			return prognostic, here[trialOf(f)]
		case f.Drug == evidence.DrugAllArms:
			return allArms, here[trialOf(f)]
		case f.Drug == drug:
			return own, true
		case at >= 0:
			return classes[at], true
		case slices.Contains(beneath, f.Drug):
			return members, b.o.AllMembers || beside[comparison{f.Outcome, f.SubOutcome, f.Comparator}]
		}
		return section{}, false
	}
}

// classSection is the section of a class above the drug.
func (b *builder) classSection(drug, class string, rank int) section {
	s := section{id: sectionClass, drug: class, rank: rank}
	if d, ok := b.v.Drug(class); ok && d.Kind != evidence.KindClass {
		s.label = fmt.Sprintf("%s: findings not restricted to %s", upperFirst(b.drugLabel(class)), b.drugLabel(drug))
		return s
	}
	s.label = fmt.Sprintf("%s (class): findings of the class, not of %s alone", upperFirst(b.drugLabel(class)), b.drugLabel(drug))
	return s
}

// comparison is what makes the findings of class and member answer one
// question.
type comparison struct{ outcome, sub, comparator string }

// comparisonsOf lists the comparisons that a class itself reports.
func (b *builder) comparisonsOf(class string) map[comparison]bool {
	set := map[comparison]bool{}
	for i := range b.in.Rows {
		if f := &b.in.Rows[i].Finding; f.Drug == class && f.Comparator != "" && b.o.shown(f) {
			set[comparison{f.Outcome, f.SubOutcome, f.Comparator}] = true
		}
	}
	return set
}

func trialOf(f *evidence.Finding) string {
	if f.Trial != "" {
		return f.Trial
	}
	return f.Study
}
