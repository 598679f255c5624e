package summary

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"dossier/evidence"
)

// drugLabel is the printed name of a drug or class. A class prints under its
// usual short name ("JAK inhibitors") where the vocabulary has one.
func (b *builder) drugLabel(id string) string {
	label, known := b.labels[id]
	if !known {
		label = b.v.DrugLabel(id)
		b.labels[id] = label
	}
	return label
}

// drugName is the label of a drug; a class says that it is one.
func (b *builder) drugName(id string) string {
	if d, ok := b.v.Drug(id); ok && d.Kind == evidence.KindClass {
		return b.drugLabel(id) + " (class)"
	}
	return b.drugLabel(id)
}

// drugCell is the drug of a row with its dose.
func (b *builder) drugCell(e *entry) string {
	label := b.drugName(e.f.Drug)
	if e.f.Dose != "" {
		label += " " + e.f.Dose
	}
	return label
}

// comparatorLabel is the printed comparator.
func (b *builder) comparatorLabel(id string) string {
	if id == "" {
		return "none (one arm)"
	}
	return b.drugLabel(id)
}

// bodyLabel heads a body of evidence.
func (b *builder) bodyLabel(e *entry) string {
	switch {
	case e.absence != nil:
		return "No number"
	case e.f.Comparator == "":
		return "One arm, no comparator"
	}
	return "vs " + b.comparatorLabel(e.f.Comparator)
}

// outcomeLabel is the outcome with its usual abbreviation.
func (b *builder) outcomeLabel(id string) string {
	o, ok := b.v.Outcome(id)
	if !ok {
		return id
	}
	for _, short := range o.Abbreviations {
		if short == strings.ToUpper(short) && len(short) <= 5 && abbreviates(short, o.LabelGB) {
			return o.LabelGB + " (" + short + ")"
		}
	}
	return o.LabelGB
}

// abbreviates reports whether the letters of short follow each other in the
// label and the first begins it: MACE does, ACM does not abbreviate "death".
func abbreviates(short, label string) bool {
	label = strings.ToUpper(label)
	if strings.Contains(label, short) || short == "" || label[0] != short[0] {
		return false
	}
	for i := range len(short) {
		at := strings.IndexByte(label, short[i])
		if at < 0 {
			return false
		}
		label = label[at+1:]
	}
	return true
}

// subLabel is the sub-outcome as a heading.
func (b *builder) subLabel(e *entry) string {
	switch e.f.SubOutcome {
	case "":
		return upperFirst(b.outcomeLabel(e.f.Outcome)) + ", as a whole"
	case evidence.SubOutcomeAny:
		return "Any " + b.outcomeLabel(e.f.Outcome) + ", as printed, definition not stated"
	case evidence.SubOutcomeTimeCourse:
		return upperFirst(b.outcomeLabel(e.f.Outcome)) + ", course over time"
	}
	return upperFirst(b.outcomeLabel(e.f.SubOutcome))
}

func upperFirst(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	if n == 0 || strings.HasPrefix(s, "non-HDL") {
		return s
	}
	return string(unicode.ToUpper(r)) + s[n:]
}

// rankOfDrug is the place of a drug in the vocabulary.
func (b *builder) rankOfDrug(id string) int {
	rank, known := b.drugRank[id]
	if !known {
		rank = slices.IndexFunc(b.v.Drugs, func(d evidence.Drug) bool { return d.ID == id })
		if rank < 0 {
			rank = len(b.v.Drugs)
		}
		b.drugRank[id] = rank
	}
	return rank
}

// rankOfComparator orders comparators: placebo and vehicle, medicines in the
// order of the vocabulary, mixed controls, doses, and the lack of any.
func (b *builder) rankOfComparator(e *entry) int {
	const beyond = 1 << 20
	id := e.f.Comparator
	switch {
	case e.absence != nil:
		return beyond + 9
	case id == "":
		return beyond + 8
	case id == evidence.ComparatorFactorAbsent:
		return beyond + 7
	case e.f.DoseAgainstDose():
		return beyond + 6
	case id == "general_population":
		return beyond + 5
	case id == evidence.ComparatorControl:
		return beyond + 4
	case id == evidence.ComparatorPlaceboOrActive:
		return beyond + 3
	}
	if rank := b.rankOfDrug(id); rank < len(b.v.Drugs) && b.v.Drugs[rank].Kind == evidence.KindComparator && b.v.IsA(id, "placebo") {
		return -1
	}
	return b.rankOfDrug(id)
}

// rankOfOutcome is the place of a main outcome: that of the most serious
// outcome beneath it.
func (b *builder) rankOfOutcome(id string) int {
	if rank, ok := b.outcomeRank[id]; ok {
		return rank
	}
	rank := b.v.SafetyOrder(id)
	for _, under := range b.v.Descendants(id) {
		rank = min(rank, b.v.SafetyOrder(under))
	}
	b.outcomeRank[id] = rank
	return rank
}

// rankOfSub is the place of a sub-outcome within its outcome.
func (b *builder) rankOfSub(e *entry) int {
	key := pair{e.f.SubOutcome, e.f.Outcome}
	rank, known := b.subRank[key]
	if !known {
		rank = b.findRankOfSub(e)
		b.subRank[key] = rank
	}
	return rank
}

func (b *builder) findRankOfSub(e *entry) int {
	const perRank = 1 << 12
	switch e.f.SubOutcome {
	case "":
		return b.v.SafetyOrder(e.f.Outcome) * perRank
	case evidence.SubOutcomeAny:
		return b.v.SafetyOrder(e.f.Outcome)*perRank + 1
	case evidence.SubOutcomeTimeCourse:
		return 1 << 24
	}
	place := slices.IndexFunc(b.v.Outcomes, func(o evidence.Outcome) bool { return o.ID == e.f.SubOutcome })
	return b.v.SafetyOrder(e.f.SubOutcome)*perRank + 2 + max(place, -1)
}
