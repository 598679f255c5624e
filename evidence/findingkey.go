package evidence

import (
	"strings"
	"unicode"
)

// Special values of Finding.Drug and Finding.Comparator that are not medicines.
const (
	DrugAny     = "any"      // patients of all arms: a prognostic row, not a drug effect
	DrugAllArms = "all arms" // the whole data set

	ComparatorFactorAbsent    = "factor absent"     // patients without the prognostic factor
	ComparatorPlaceboOrActive = "placebo_or_active" // mixed controls
	ComparatorControl         = "control"           // controls not described further

	// ComparatorSameDrug begins a comparison of doses: "same drug, 5 mg BID",
	// "same drug, higher dose".
	ComparatorSameDrug = "same drug"
)

// SubOutcomeAny is any event of the outcome as the paper prints it, without a
// stated definition; SubOutcomeTimeCourse is the course over time, in words.
const (
	SubOutcomeAny        = "any"
	SubOutcomeTimeCourse = "time_course"
)

// Prognostic reports whether f describes a property of patients and not a
// medicine: such a row is never shown or pooled as a drug effect.
func (f *Finding) Prognostic() bool {
	return f.Drug == DrugAny || f.Comparator == ComparatorFactorAbsent
}

// DoseAgainstDose reports whether f compares two doses of one medicine; there
// is then no untreated control.
func (f *Finding) DoseAgainstDose() bool {
	return f.Comparator == ComparatorSameDrug || strings.HasPrefix(f.Comparator, ComparatorSameDrug+",")
}

// Key is the comparison key of a finding (law 3): findings with different keys
// never share a row of a table, and are never pooled as one number. It is
// comparable and may be a map key.
type Key struct {
	Study       string // trial label, else citation key
	Drug        string
	Dose        string
	Comparator  string
	Population  string
	Outcome     string
	SubOutcome  string
	Definition  string
	TimeWindow  string
	AnalysisSet string
	Adjusted    string
	Measure     string
}

// ComparisonKey returns the comparison key of f. Parts are compared without
// letter case, runs of spaces, and the ways of printing a dash or "≥". The time
// window falls back to the follow-up where only that is known: a figure at 24
// weeks is not one at 52.
func ComparisonKey(f *Finding) Key {
	study := f.Trial
	if study == "" {
		study = f.Study
	}
	window := f.TimeWindow
	if window == "" {
		window = f.FollowUp
	}
	measure := f.Measure
	if m, ok := MeasureOf(measure); ok {
		measure = m.ID
	}
	return Key{
		Study: fold(study), Drug: fold(f.Drug), Dose: fold(f.Dose), Comparator: fold(f.Comparator),
		Population: fold(f.Population), Outcome: fold(f.Outcome), SubOutcome: fold(f.SubOutcome),
		Definition: fold(f.Definition), TimeWindow: fold(window), AnalysisSet: fold(f.AnalysisSet),
		Adjusted: fold(f.Adjusted), Measure: fold(measure),
	}
}

// String joins the parts with a middle dot, for messages and logs.
func (k Key) String() string {
	var parts []string
	for _, part := range []string{k.Study, k.Drug, k.Dose, k.Comparator, k.Population, k.Outcome, k.SubOutcome,
		k.Definition, k.TimeWindow, k.AnalysisSet, k.Adjusted, k.Measure} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	return strings.Join(parts, " · ")
}

// fold brings two ways of printing the same words together.
func fold(s string) string {
	plain := true
	for i := 0; i < len(s); i++ {
		if c := s[i]; c >= 0x80 || c >= 'A' && c <= 'Z' || c == ' ' && i+1 < len(s) && s[i+1] == ' ' || c < ' ' {
			plain = false
			break
		}
	}
	if plain {
		return strings.TrimSpace(s)
	}
	var b strings.Builder
	space := false
	for _, r := range s {
		switch {
		case unicode.IsSpace(r):
			space = b.Len() > 0
			continue
		case r == '‐' || r == '‑' || r == '–' || r == '−':
			r = '-'
		}
		if space {
			b.WriteByte(' ')
			space = false
		}
		switch r {
		case '≥':
			b.WriteString(">=")
		case '≤':
			b.WriteString("<=")
		default:
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return b.String()
}

// SameNumber reports whether two findings print the same number: one measure,
// equal estimate, limits and level (1.5 and 1.50 are equal; a missing value
// equals only a missing one), and no count, person-time or p value that both
// print and that differs. Statements without any number are never the same
// number. Whether they answer the same question is ComparisonKey's business.
func SameNumber(a, b *Finding) bool {
	ma, _ := MeasureOf(a.Measure)
	mb, _ := MeasureOf(b.Measure)
	if ma.ID != mb.ID || ma.ID == "" && fold(a.Measure) != fold(b.Measure) {
		return false
	}
	if a.Estimate == "" && a.Treat.Events == "" {
		return false
	}
	for _, pair := range [][2]Printed{{a.Estimate, b.Estimate}, {a.CILow, b.CILow}, {a.CIHigh, b.CIHigh}, {a.CILevel, b.CILevel}} {
		if !sameValue(pair[0], pair[1]) {
			return false
		}
	}
	for _, pair := range [][2]Printed{{a.P, b.P}, {a.Treat.Events, b.Treat.Events}, {a.Treat.N, b.Treat.N},
		{a.Treat.PersonYears, b.Treat.PersonYears}, {a.Control.Events, b.Control.Events}, {a.Control.N, b.Control.N},
		{a.Control.PersonYears, b.Control.PersonYears}} {
		if pair[0] != "" && pair[1] != "" && !sameValue(pair[0], pair[1]) {
			return false
		}
	}
	return true
}

// sameValue compares two printed numbers by value and relation sign; text that
// is no number is compared as text.
func sameValue(a, b Printed) bool {
	if a == b {
		return true
	}
	va, oka := a.Float()
	vb, okb := b.Float()
	if !oka || !okb {
		return a != "" && b != "" && fold(string(a)) == fold(string(b))
	}
	return va == vb && a.Relation() == b.Relation()
}
