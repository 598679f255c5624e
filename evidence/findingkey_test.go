package evidence

import "testing"

func TestComparisonKey(t *testing.T) {
	base := func() Finding {
		return Finding{Study: "a2020", Trial: "trial-x", Drug: "tofacitinib", Dose: "5 mg BID", Comparator: "placebo", Population: "adults, age >=50",
			Outcome: "mace", Measure: "HR", TimeWindow: "52 weeks", Adjusted: "yes", AnalysisSet: "LTE", Definition: "adjudicated"}
	}
	equal := map[string]func(*Finding){
		"another report of the trial":  func(f *Finding) { f.Study = "b2021" },
		"letter case":                  func(f *Finding) { f.Dose = "5 MG bid" },
		"runs of spaces":               func(f *Finding) { f.Population = "adults,  age  >=50 " },
		"the sign for at least":        func(f *Finding) { f.Population = "adults, age ≥50" },
		"a dash":                       func(f *Finding) { f.AnalysisSet = "lte" },
		"the measure spelled out":      func(f *Finding) { f.Measure = "hazard ratio" },
		"another estimate":             func(f *Finding) { f.Estimate = "2" },
		"window repeated as follow-up": func(f *Finding) { f.FollowUp = "52 weeks" },
	}
	for name, change := range equal {
		t.Run(name, func(t *testing.T) {
			f, g := base(), base()
			change(&g)
			if ComparisonKey(&f) != ComparisonKey(&g) {
				t.Errorf("keys differ:\n%s\n%s", ComparisonKey(&f), ComparisonKey(&g))
			}
		})
	}
	different := map[string]func(*Finding){
		"trial":        func(f *Finding) { f.Trial = "trial-y" },
		"drug":         func(f *Finding) { f.Drug = "baricitinib" },
		"dose":         func(f *Finding) { f.Dose = "10 mg BID" },
		"comparator":   func(f *Finding) { f.Comparator = "" },
		"population":   func(f *Finding) { f.Population = "adults" },
		"outcome":      func(f *Finding) { f.Outcome = "vte" },
		"sub-outcome":  func(f *Finding) { f.SubOutcome = "stroke" },
		"definition":   func(f *Finding) { f.Definition = "investigator-reported" },
		"time window":  func(f *Finding) { f.TimeWindow = "24 weeks" },
		"analysis set": func(f *Finding) { f.AnalysisSet = "" },
		"adjustment":   func(f *Finding) { f.Adjusted = "no" },
		"measure":      func(f *Finding) { f.Measure = "OR" },
		"follow-up where there is no window": func(f *Finding) {
			f.TimeWindow, f.FollowUp = "", "24 weeks"
		},
	}
	for name, change := range different {
		t.Run(name, func(t *testing.T) {
			f, g := base(), base()
			change(&g)
			if ComparisonKey(&f) == ComparisonKey(&g) {
				t.Errorf("keys are equal: %s", ComparisonKey(&f))
			}
		})
	}
}

func TestSameNumber(t *testing.T) {
	base := Finding{Measure: "HR", Estimate: "1.48", CILow: "1.04", CIHigh: "2.09", CILevel: "95", Treat: Arm{Events: "122", N: "2911"}}
	cases := map[string]struct {
		change func(*Finding)
		want   bool
	}{
		"itself":                          {func(*Finding) {}, true},
		"trailing zero":                   {func(f *Finding) { f.Estimate = "1.480" }, true},
		"raised decimal point":            {func(f *Finding) { f.CIHigh = "2·09" }, true},
		"person-years printed by one":     {func(f *Finding) { f.Treat.PersonYears = "10803" }, true},
		"events printed by one":           {func(f *Finding) { f.Treat.Events = "" }, true},
		"other estimate":                  {func(f *Finding) { f.Estimate = "1.47" }, false},
		"other limit":                     {func(f *Finding) { f.CIHigh = "2.19" }, false},
		"no interval":                     {func(f *Finding) { f.CILow, f.CIHigh = "", "" }, false},
		"other level":                     {func(f *Finding) { f.CILevel = "90" }, false},
		"other measure":                   {func(f *Finding) { f.Measure = "RR" }, false},
		"other events":                    {func(f *Finding) { f.Treat.Events = "123" }, false},
		"a bound is not its value":        {func(f *Finding) { f.Estimate = "<1.48" }, false},
		"a statement without any numbers": {func(f *Finding) { *f = Finding{Measure: "HR"} }, false},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			f, g := base, base
			c.change(&g)
			if got := SameNumber(&f, &g); got != c.want {
				t.Errorf("got %v, want %v", got, c.want)
			}
			if SameNumber(&f, &g) != SameNumber(&g, &f) {
				t.Error("not symmetric")
			}
		})
	}
	words := Finding{Measure: "qualitative", Note: "no figures"}
	if SameNumber(&words, &words) {
		t.Error("words are not a number")
	}
}

func TestMeasureOf(t *testing.T) {
	cases := map[string]struct {
		label string
		kind  MeasureKind
		null  string
	}{
		"HR":                          {"HR", KindRatio, "1"},
		"hazard ratio":                {"HR", KindRatio, "1"},
		"relative risk":               {"RR", KindRatio, "1"},
		"IRR":                         {"IRR", KindRatio, "1"},
		"SMR":                         {"SMR", KindRatio, "1"},
		"ROR":                         {"ROR", KindRatio, "1"},
		"RD":                          {"RD", KindDifference, "0"},
		"RD per 100 PY":               {"RD per 100 PY", KindDifference, "0"},
		"ir  per 1000 py":             {"IR per 1000 PY", KindRate, ""},
		"IR per 1,000 patient-years":  {"IR per 1000 PY", KindRate, ""},
		"EAER per 100 PY":             {"EAER per 100 PY", KindRate, ""},
		"proportion_pct":              {"% of patients", KindProportion, ""},
		"share_of_adverse_events_pct": {"% of adverse events", KindProportion, ""},
		"count":                       {"number of patients", KindCount, ""},
		"MD mg/dL":                    {"MD (mg/dL)", KindMeanDifference, "0"},
		"mean change mmol/L":          {"mean change (mmol/L)", KindMeanDifference, "0"},
		"qualitative":                 {"in words", KindWords, ""},
	}
	for id, want := range cases {
		m, ok := MeasureOf(id)
		if !ok || m.Label() != want.label || m.Kind != want.kind || m.Null != want.null {
			t.Errorf("MeasureOf(%q) = %q %s null %q, %v; want %+v", id, m.Label(), m.Kind, m.Null, ok, want)
		}
	}
	for _, id := range []string{"", "HRR", "IR", "IR per PY", "IR per x PY", "IR per 100", "MDx", "per 100 PY"} {
		if m, ok := MeasureOf(id); ok {
			t.Errorf("MeasureOf(%q) = %q; want none", id, m.ID)
		}
	}
	for _, id := range MeasureIDs() {
		if m, ok := MeasureOf(id); !ok || m.ID != id {
			t.Errorf("MeasureIDs offers %q, which reads as %q, %v", id, m.ID, ok)
		}
	}
	if patients, _ := MeasureOf("IR per 100 PY"); patients.Events {
		t.Error("IR counts patients")
	}
	if events, _ := MeasureOf("EAER per 100 PY"); !events.Events || events.PersonYears != 100 {
		t.Error("EAER counts events per 100 person-years")
	}
}

func FuzzMeasureOf(f *testing.F) {
	for _, id := range append(MeasureIDs(), "IR per 1,000 patient-years", "mean change  mmol/L", "hazard ratio") {
		f.Add(id)
	}
	f.Fuzz(func(t *testing.T, id string) {
		m, ok := MeasureOf(id)
		if !ok {
			return
		}
		if m.Label() == "" || m.Name == "" || m.Kind == "" {
			t.Errorf("%q reads as %+v", id, m)
		}
		if again, ok := MeasureOf(m.ID); !ok || again != m {
			t.Errorf("%q reads as %q, which reads as %q, %v", id, m.ID, again.ID, ok)
		}
	})
}
