package evidence

import (
	"strconv"
	"strings"
	"sync"
)

// MeasureKind says what sort of number a measure is. Only numbers of one
// measure may stand in one range or pool; the kind decides what "no
// difference" is, which counts belong to it, and how it is checked.
type MeasureKind string

// The kinds of measure.
const (
	KindRatio          MeasureKind = "ratio"           // null value 1, above 0
	KindDifference     MeasureKind = "difference"      // of risks or rates, null value 0
	KindMeanDifference MeasureKind = "mean difference" // of means, or change of a mean, null value 0
	KindRate           MeasureKind = "rate"            // per person-time, of one arm
	KindProportion     MeasureKind = "proportion"      // per cent, of one arm
	KindCount          MeasureKind = "count"           // number of patients or events of one arm
	KindWords          MeasureKind = "words"           // a statement without a number
)

// Measure describes one measure that a finding may carry.
type Measure struct {
	ID     string      // as stored: "HR", "IR per 100 PY", "MD mg/dL"
	Name   string      // spelled out: "hazard ratio"
	Abbrev string      // "HR"; empty when the name is printed
	Kind   MeasureKind //
	Unit   string      // "per 100 PY", "%", "mg/dL"; empty for ratios
	Null   string      // value of no difference: "1", "0"; empty when there is none

	// Events is true where events are counted, not patients: a patient may then
	// count twice, and such a number never stands beside one of patients.
	Events bool
	// Comparative is true where the number itself compares two arms.
	Comparative bool
	// PersonYears is the denominator of a rate or rate difference in years
	// (100, 1000), else 0.
	PersonYears float64
}

// Label is the measure as a table prints it: "HR", "IR per 100 PY",
// "MD (mg/dL)", "% of patients".
func (m Measure) Label() string {
	switch {
	case m.ID == "proportion_pct":
		return "% of patients"
	case m.ID == "share_of_adverse_events_pct":
		return "% of adverse events"
	case m.Kind == KindWords:
		return "in words"
	case m.Unit == "":
		if m.Abbrev != "" {
			return m.Abbrev
		}
		return m.Name
	case strings.HasPrefix(m.Unit, "per "):
		return m.Abbrev + " " + m.Unit
	default:
		name := m.Abbrev
		if name == "" {
			name = m.Name
		}
		return name + " (" + m.Unit + ")"
	}
}

// fixedMeasures are the measures whose id is a whole word; those with a unit
// are taken apart by MeasureOf.
func fixedMeasures() []Measure {
	ratio := func(id, name string) Measure {
		return Measure{ID: id, Name: name, Abbrev: id, Kind: KindRatio, Null: "1", Comparative: true}
	}
	return []Measure{
		ratio("HR", "hazard ratio"),
		ratio("OR", "odds ratio"),
		ratio("RR", "risk ratio"),
		ratio("IRR", "incidence rate ratio"),
		ratio("SIR", "standardised incidence ratio"),
		ratio("SMR", "standardised mortality ratio"),
		ratio("sHR", "subdistribution hazard ratio"),
		ratio("ROM", "ratio of means"),
		ratio("ROR", "reporting odds ratio"),
		ratio("PRR", "proportional reporting ratio"),
		ratio("EBGM", "empirical Bayes geometric mean"),
		{ID: "IC", Name: "information component", Abbrev: "IC", Kind: KindDifference, Null: "0", Comparative: true},
		{ID: "RD", Name: "risk difference", Abbrev: "RD", Kind: KindDifference, Null: "0", Comparative: true},
		{ID: "RD pct", Name: "risk difference", Abbrev: "RD", Kind: KindDifference, Unit: "percentage points", Null: "0", Comparative: true},
		{ID: "RD per 1000", Name: "risk difference", Abbrev: "RD", Kind: KindDifference, Unit: "per 1000", Null: "0", Comparative: true},
		{ID: "SMD", Name: "standardised mean difference", Abbrev: "SMD", Kind: KindMeanDifference, Null: "0", Comparative: true},
		{ID: "MD", Name: "mean difference", Abbrev: "MD", Kind: KindMeanDifference, Null: "0", Comparative: true},
		{ID: "mean change", Name: "mean change", Kind: KindMeanDifference, Null: "0"},
		{ID: "proportion_pct", Name: "per cent of patients", Kind: KindProportion, Unit: "%"},
		{ID: "share_of_adverse_events_pct", Name: "per cent of adverse events", Kind: KindProportion, Unit: "%", Events: true},
		{ID: "count", Name: "number of patients", Kind: KindCount},
		{ID: "events", Name: "number of events", Kind: KindCount, Events: true},
		{ID: "qualitative", Name: "statement in words", Kind: KindWords},
	}
}

// perTime are the measures that take "per N PY".
func perTime() []Measure {
	return []Measure{
		{ID: "IR", Name: "incidence rate (patients with a first event)", Abbrev: "IR", Kind: KindRate},
		{ID: "EAIR", Name: "exposure-adjusted incidence rate (patients with a first event)", Abbrev: "EAIR", Kind: KindRate},
		{ID: "EAER", Name: "exposure-adjusted event rate (events, not patients)", Abbrev: "EAER", Kind: KindRate, Events: true},
		{ID: "RD", Name: "rate difference", Abbrev: "RD", Kind: KindDifference, Null: "0", Comparative: true},
		{ID: "IRD", Name: "incidence rate difference", Abbrev: "IRD", Kind: KindDifference, Null: "0", Comparative: true},
	}
}

var measureIndex = sync.OnceValue(func() map[string]Measure {
	index := map[string]Measure{}
	for _, m := range fixedMeasures() {
		index[strings.ToLower(m.ID)] = m
		index[m.ID] = m // as nearly all are written
		if _, taken := index[m.Name]; !taken && m.Unit == "" {
			index[m.Name] = m
		}
	}
	for spelled, id := range map[string]string{
		"relative risk": "RR", "rate ratio": "IRR", "rate ratios": "IRR",
		"standardized incidence ratio": "SIR", "standardized mortality ratio": "SMR",
		"standardized mean difference": "SMD", "wmd": "MD", "%": "proportion_pct",
		"rd %": "RD pct", "rd percentage points": "RD pct", "percent": "proportion_pct", "proportion": "proportion_pct", "words": "qualitative",
	} {
		index[spelled] = index[strings.ToLower(id)]
	}
	return index
})

// MeasureOf returns the measure that an id (or its spelled-out name) stands
// for: the fixed ids, "IR|EAIR|EAER|RD|IRD per N PY" for any N, and "MD UNIT",
// "mean change UNIT" for any unit. Letter case and runs of spaces do not matter.
func MeasureOf(id string) (Measure, bool) {
	if m, ok := measureIndex()[id]; ok {
		return m, true
	}
	id = strings.Join(strings.Fields(id), " ")
	if m, ok := measureIndex()[strings.ToLower(id)]; ok {
		return m, true
	}
	if m, ok := perPersonYears(id); ok {
		return m, true
	}
	for _, stem := range []string{"mean change", "MD"} {
		if len(id) <= len(stem) || !strings.EqualFold(id[:len(stem)], stem) || id[len(stem)] != ' ' {
			continue
		}
		m := measureIndex()[strings.ToLower(stem)]
		m.Unit = strings.Trim(id[len(stem)+1:], "() ")
		m.ID = stem + " " + m.Unit
		return m, m.Unit != ""
	}
	return Measure{}, false
}

// perPersonYears reads "IR per 100 PY" and its relatives.
func perPersonYears(id string) (Measure, bool) {
	stem, rest, found := strings.Cut(id, " per ")
	if !found {
		return Measure{}, false
	}
	number, unit, _ := strings.Cut(rest, " ")
	years, err := strconv.ParseFloat(strings.ReplaceAll(number, ",", ""), 64)
	if err != nil || years < 1 || years > 1e9 {
		return Measure{}, false
	}
	switch strings.ToLower(strings.ReplaceAll(unit, "-", " ")) {
	case "py", "pys", "pyr", "pyrs", "patient years", "person years", "pt yrs":
	default:
		return Measure{}, false
	}
	for _, m := range perTime() {
		if strings.EqualFold(m.ID, stem) {
			m.Unit = "per " + strconv.FormatFloat(years, 'f', -1, 64) + " PY"
			m.ID += " " + m.Unit
			m.PersonYears = years
			return m, true
		}
	}
	return Measure{}, false
}

// MeasureIDs lists the measures that a person may choose from, in the order in
// which they are offered; rates and differences of rates with the usual 100
// person-years.
func MeasureIDs() []string {
	var ids []string
	for _, m := range fixedMeasures() {
		ids = append(ids, m.ID)
	}
	for _, m := range perTime() {
		ids = append(ids, m.ID+" per 100 PY")
	}
	return append(ids, "IR per 1000 PY", "MD mg/dL", "MD mmol/L", "mean change mg/dL", "mean change mmol/L")
}
