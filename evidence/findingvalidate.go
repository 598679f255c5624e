package evidence

import (
	"errors"
	"fmt"
	"math"
	"strings"
)

// FieldError is one thing that is wrong with one field of a finding. Field is
// named as the column of the findings CSV and the JSON field ("ci_low",
// "events_treat").
type FieldError struct {
	Field   string
	Value   string
	Message string // what is wrong
	Next    string // what to type instead
	Warning bool   // doubtful but kept: the value is as its source prints it
}

// Error prints "ci_low "2.1": interval reversed: …; swap the limits".
func (e *FieldError) Error() string {
	s := e.Field
	if e.Value != "" {
		s += fmt.Sprintf(" %q", e.Value)
	}
	s += ": " + e.Message
	if e.Next != "" {
		s += "; " + e.Next
	}
	return s
}

// ErrorsOnly leaves the warnings of ValidateFinding out and joins the rest; nil
// when nothing is left.
func ErrorsOnly(problems []error) error {
	var hard []error
	for _, p := range problems {
		var fe *FieldError
		if errors.As(p, &fe) && fe.Warning {
			continue
		}
		hard = append(hard, p)
	}
	return errors.Join(hard...)
}

// findingCheck collects what is wrong with one finding.
type findingCheck struct {
	f        *Finding
	vocab    *Vocabulary
	measure  Measure
	problems []error
}

// ValidateFinding reports what is wrong with a finding by itself, each as a
// *FieldError: a missing study, unknown ids (with near misses), numbers that are
// none, an interval reversed or without its level, an estimate outside its
// interval (a warning: it may be printed so), more events than patients, per
// cent and p values out of range, ratios that are not above 0. It does not do
// the arithmetic between numbers; that is the consistency checks' business.
// A nil vocabulary leaves the ids unchecked.
func ValidateFinding(f *Finding, vocab *Vocabulary) []error {
	c := &findingCheck{f: f, vocab: vocab}
	c.ids()
	c.numbers()
	c.interval()
	c.estimate()
	c.arm("treat", "person_years", f.Treat)
	c.arm("ctrl", "person_years_ctrl", f.Control)
	c.words()
	return c.problems
}

func (c *findingCheck) bad(field string, value any, next, format string, args ...any) {
	c.problems = append(c.problems, &FieldError{Field: field, Value: fmt.Sprint(value), Next: next, Message: fmt.Sprintf(format, args...)})
}

func (c *findingCheck) warn(field string, value any, next, format string, args ...any) {
	c.problems = append(c.problems, &FieldError{Field: field, Value: fmt.Sprint(value), Next: next, Message: fmt.Sprintf(format, args...), Warning: true})
}

// ids checks the study, the vocabulary ids and the measure.
func (c *findingCheck) ids() {
	f := c.f
	if f.Study == "" {
		c.bad("study", "", "give its DOI (column doi) or citation key (column key)", "a finding needs a study")
	}
	if f.Drug == "" {
		c.bad("drug", "", `give a drug or class of the vocabulary, "any" or "all arms"`, "a finding needs a drug")
	}
	if f.Outcome == "" {
		c.bad("outcome", "", "give an outcome of the vocabulary", "a finding needs an outcome")
	}
	if f.Measure == "" {
		c.bad("measure", "", "give one of "+strings.Join(MeasureIDs(), ", "), "a finding needs a measure")
	} else if m, ok := MeasureOf(f.Measure); ok {
		c.measure = m
	} else {
		c.bad("measure", f.Measure, nearMeasure(f.Measure), "unknown measure")
	}
	if c.vocab == nil {
		return
	}
	if f.Drug != "" && f.Drug != DrugAny && f.Drug != DrugAllArms {
		c.drugID("drug", f.Drug)
	}
	switch {
	case f.Comparator == "", f.Comparator == ComparatorFactorAbsent, f.Comparator == ComparatorPlaceboOrActive,
		f.Comparator == ComparatorControl, f.DoseAgainstDose():
	default:
		c.drugID("comparator", f.Comparator)
	}
	if f.Outcome != "" {
		c.outcomeID("outcome", f.Outcome)
	}
	switch f.SubOutcome {
	case "", SubOutcomeAny, SubOutcomeTimeCourse:
	default:
		if c.outcomeID("sub_outcome", f.SubOutcome) && !c.vocab.IsA(f.SubOutcome, f.Outcome) {
			if _, known := c.vocab.Outcome(f.Outcome); known {
				c.warn("sub_outcome", f.SubOutcome, "check the outcome", "is not beneath the outcome %q in the vocabulary", f.Outcome)
			}
		}
	}
	if f.Drug != "" && f.Drug == f.Comparator {
		c.bad("comparator", f.Comparator, `for doses of one drug write "same drug, 5 mg BID"`, "is the drug itself")
	}
}

func (c *findingCheck) drugID(field, id string) {
	if _, ok := c.vocab.Drug(id); !ok {
		found, err := c.vocab.LookupDrug(id)
		c.unknownID(field, id, found, err)
	}
}

func (c *findingCheck) outcomeID(field, id string) bool {
	if _, ok := c.vocab.Outcome(id); ok {
		return true
	}
	found, err := c.vocab.LookupOutcome(id)
	c.unknownID(field, id, found, err)
	return false
}

// unknownID words an id that is not in the vocabulary; found is the id that
// the text would mean as a name.
func (c *findingCheck) unknownID(field, id, found string, err error) {
	var unknown *UnknownTermError
	switch {
	case err == nil:
		c.bad(field, id, fmt.Sprintf("write %q", found), "is not an id of the vocabulary")
	case errors.As(err, &unknown) && len(unknown.Suggestions) > 0:
		c.bad(field, id, "did you mean "+strings.Join(unknown.Suggestions, ", ")+"? Or add it to the vocabulary", "is not in the vocabulary")
	default:
		c.bad(field, id, "dossier vocab lists the ids; a new one can be added there", "is not in the vocabulary")
	}
}

// nearMeasure suggests the measure meant by a misspelt one.
func nearMeasure(text string) string {
	terms := map[string]string{}
	for _, id := range MeasureIDs() {
		terms[termKey(id)] = id
		if m, ok := MeasureOf(id); ok {
			terms[termKey(m.Name)] = id
		}
	}
	if id, ok := terms[termKey(text)]; ok {
		return fmt.Sprintf("write %q", id)
	}
	if near := nearTerms(termKey(text), terms); len(near) > 0 {
		return "did you mean " + strings.Join(near, ", ") + "?"
	}
	return "give one of " + strings.Join(MeasureIDs(), ", ")
}

// numbers checks that every printed number is one.
func (c *findingCheck) numbers() {
	f := c.f
	for _, n := range []struct {
		field string
		value Printed
	}{
		{"estimate", f.Estimate}, {"ci_low", f.CILow}, {"ci_high", f.CIHigh}, {"p", f.P}, {"ci_level", f.CILevel}, {"margin", f.Margin},
	} {
		if n.value == "" {
			continue
		}
		if _, ok := n.value.Float(); !ok {
			c.bad(n.field, n.value, "give the number as printed, such as 1.33 or <0.001; words belong in note", "is not a number")
		}
	}
	if p, ok := f.P.Float(); ok && (p < 0 || p > 1) {
		c.bad("p", f.P, "give the p value as printed", "a p value lies between 0 and 1")
	}
	if m, ok := f.Margin.Float(); ok && c.measure.Kind == KindRatio && m <= 0 {
		c.bad("margin", f.Margin, "give the margin on the scale of the estimate", "the margin of a ratio is above 0")
	}
}

// interval checks the limits and the level.
func (c *findingCheck) interval() {
	f := c.f
	low, haveLow := f.CILow.Float()
	high, haveHigh := f.CIHigh.Float()
	if haveLow && haveHigh && low > high {
		c.bad("ci_low", f.CILow, "swap ci_low and ci_high, or correct the misprint", "interval reversed: it is above ci_high %s", f.CIHigh)
	}
	if haveLow && haveHigh && f.CILevel == "" {
		c.bad("ci_level", "", "give the level in per cent, usually 95", "an interval needs its level")
	}
	if haveLow != haveHigh {
		missing := "ci_high"
		if haveHigh {
			missing = "ci_low"
		}
		c.warn(missing, "", "give the other limit if the source prints it", "only one limit of the interval is given")
	}
	if level, ok := f.CILevel.Float(); ok {
		switch {
		case level > 0 && level < 1:
			c.bad("ci_level", f.CILevel, fmt.Sprintf("write %g", math.Round(level*1e6)/1e4), "is a fraction; the level is in per cent")
		case level <= 0 || level >= 100:
			c.bad("ci_level", f.CILevel, "give the level in per cent, usually 95", "a level lies between 0 and 100 per cent")
		}
	}
	estimate, ok := f.Estimate.Float()
	if !ok || f.Estimate.Relation() != "" {
		return
	}
	if haveLow && estimate < low || haveHigh && estimate > high {
		if !haveLow || !haveHigh || low <= high {
			c.warn("estimate", f.Estimate, "check it against the source", "lies outside its interval (%s to %s)", f.CILow, f.CIHigh)
		}
	}
}

// estimate checks the numbers against what the measure can be.
func (c *findingCheck) estimate() {
	f := c.f
	value, ok := f.Estimate.Float()
	switch c.measure.Kind {
	case KindRatio:
		if ok && value <= 0 {
			c.bad("estimate", f.Estimate, "enter zero events as counts (events_treat), or a difference under its own measure", "a ratio is above 0")
		}
		c.notNegative("ci_low", f.CILow, "a limit of a ratio is not below 0")
		c.notNegative("ci_high", f.CIHigh, "a limit of a ratio is not below 0")
	case KindRate, KindCount:
		c.notNegative("estimate", f.Estimate, "a "+string(c.measure.Kind)+" is not below 0")
		c.notNegative("ci_low", f.CILow, "a limit is not below 0")
	case KindProportion:
		for _, n := range []struct {
			field string
			value Printed
		}{{"estimate", f.Estimate}, {"ci_low", f.CILow}, {"ci_high", f.CIHigh}} {
			if v, ok := n.value.Float(); ok && (v < 0 || v > 100) {
				c.bad(n.field, n.value, "give per cent of patients", "per cent lies between 0 and 100")
			}
		}
		if ok {
			c.fractionForPercent(value)
		}
	case KindDifference:
		c.riskDifference()
	case KindWords:
		if !ok {
			return
		}
		c.warn("estimate", f.Estimate, "choose the measure of the number", "a statement in words carries no number")
	}
}

func (c *findingCheck) notNegative(field string, value Printed, message string) {
	if v, ok := value.Float(); ok && v < 0 {
		c.bad(field, value, "check the sign against the source", "%s", message)
	}
}

// riskDifference refuses a difference of risks that no two risks have: one in per
// cent where the measure is a fraction.
func (c *findingCheck) riskDifference() {
	limits := map[string]struct {
		limit float64
		next  string
	}{
		"RD":          {1, "write it as a fraction, or choose the measure RD pct (percentage points) or RD per 1000"},
		"RD pct":      {100, "give percentage points, or choose the measure RD per 1000"},
		"RD per 1000": {1000, "give the difference per 1,000"},
	}
	l, ok := limits[c.measure.ID]
	if !ok {
		return
	}
	for _, n := range []struct {
		field string
		value Printed
	}{{"estimate", c.f.Estimate}, {"ci_low", c.f.CILow}, {"ci_high", c.f.CIHigh}} {
		if v, ok := n.value.Float(); ok && math.Abs(v) > l.limit {
			c.bad(n.field, n.value, l.next, "a difference of risks (%s) lies between −%g and %g", c.measure.Label(), l.limit, l.limit)
			return
		}
	}
}

// fractionForPercent recognises 0.071 entered for 7.1 per cent by the counts.
func (c *findingCheck) fractionForPercent(value float64) {
	events, okE := c.f.Treat.Events.Float()
	n, okN := c.f.Treat.N.Float()
	if !okE || !okN || n <= 0 || events <= 0 || value <= 0 || value > 1 {
		return
	}
	share := events / n
	if math.Abs(value-share) <= 0.06*share && math.Abs(value-100*share) > 0.5*value {
		c.bad("estimate", c.f.Estimate, fmt.Sprintf("write %.3g", 100*share), "is a fraction; %s of %s is %.3g per cent", c.f.Treat.Events, c.f.Treat.N, 100*share)
	}
}

// arm checks the counts of one arm. Events may exceed patients only where the
// measure counts events.
func (c *findingCheck) arm(suffix, timeField string, a Arm) {
	eventsField, nField := "events_"+suffix, "n_"+suffix
	events, haveEvents := c.count(eventsField, a.Events)
	n, haveN := c.count(nField, a.N)
	if haveN && n == 0 {
		c.bad(nField, a.N, "leave it empty when it is not reported", "an arm has at least one patient")
	}
	if haveEvents && haveN && n > 0 && events > n && !c.measure.Events {
		c.bad(eventsField, a.Events, "check the arms, or use a measure of events such as EAER per 100 PY", "more events than the %s patients of the arm", a.N)
	}
	if a.PersonYears == "" {
		return
	}
	if years, ok := a.PersonYears.Float(); !ok {
		c.bad(timeField, a.PersonYears, "give person-years as printed", "is not a number")
	} else if years <= 0 {
		c.bad(timeField, a.PersonYears, "leave it empty when it is not reported", "person-years are above 0")
	}
}

// count reads a number of patients or events: whole and not negative.
func (c *findingCheck) count(field string, p Printed) (value float64, ok bool) {
	if p == "" {
		return 0, false
	}
	value, ok = p.Float()
	switch {
	case !ok:
		c.bad(field, p, "give a whole number, or leave it empty when it is not reported", "is not a number")
	case value < 0:
		c.bad(field, p, "give a count of 0 or more", "a count is not negative")
		ok = false
	case value != math.Trunc(value):
		c.bad(field, p, "give a whole number", "a count is a whole number")
		ok = false
	}
	return value, ok
}

// words checks the coded fields that are not ids.
func (c *findingCheck) words() {
	f := c.f
	switch f.Adjusted {
	case "", "yes", "no":
	default:
		c.bad("adjusted", f.Adjusted, "write yes, no, or nothing (randomised, one arm, not stated)", "unknown value")
	}
	if !f.Usable && f.WhyNot == "" {
		c.warn("why_not", "", "say why, or set usable to yes", "the finding is not usable and no reason is given")
	}
	if f.Usable && f.WhyNot != "" {
		c.warn("why_not", f.WhyNot, "set usable to no, or empty why_not", "a reason against use is given for a usable finding")
	}
}
