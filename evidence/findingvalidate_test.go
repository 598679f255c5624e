package evidence

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestValidateFinding(t *testing.T) {
	good := func() Finding {
		return Finding{Study: "a2020", Drug: "tofacitinib", Comparator: "placebo", Outcome: "mace", Measure: "HR", Estimate: "1.33", CILow: "0.91",
			CIHigh: "1.94", CILevel: "95", Treat: Arm{Events: "98", N: "2911"}, Control: Arm{Events: "37", N: "1451"}, Usable: true}
	}
	cases := map[string]struct {
		change func(*Finding)
		field  string // "" = nothing to say
		words  string
		warn   bool
	}{
		"as it should be":             {func(*Finding) {}, "", "", false},
		"no study":                    {func(f *Finding) { f.Study = "" }, "study", "needs a study", false},
		"no drug":                     {func(f *Finding) { f.Drug = "" }, "drug", "needs a drug", false},
		"no outcome":                  {func(f *Finding) { f.Outcome = "" }, "outcome", "needs an outcome", false},
		"no measure":                  {func(f *Finding) { f.Measure = "" }, "measure", "needs a measure", false},
		"misspelt drug":               {func(f *Finding) { f.Drug = "tofacitinb" }, "drug", "did you mean tofacitinib", false},
		"brand for drug":              {func(f *Finding) { f.Drug = "Xeljanz" }, "drug", `write "tofacitinib"`, false},
		"misspelt comparator":         {func(f *Finding) { f.Comparator = "placeboo" }, "comparator", "placebo", false},
		"misspelt outcome":            {func(f *Finding) { f.Outcome = "mcae" }, "outcome", "mace", false},
		"unknown sub-outcome":         {func(f *Finding) { f.SubOutcome = "qqqqqq" }, "sub_outcome", "not in the vocabulary", false},
		"sub-outcome of another":      {func(f *Finding) { f.SubOutcome = "pulmonary_embolism" }, "sub_outcome", "not beneath", true},
		"any event":                   {func(f *Finding) { f.SubOutcome = "any" }, "", "", false},
		"prognostic row":              {func(f *Finding) { f.Drug, f.Comparator = "any", "factor absent" }, "", "", false},
		"whole data set":              {func(f *Finding) { f.Drug, f.Comparator = "all arms", "" }, "", "", false},
		"dose against dose":           {func(f *Finding) { f.Comparator = "same drug, 5 mg BID" }, "", "", false},
		"mixed controls":              {func(f *Finding) { f.Comparator = "placebo_or_active" }, "", "", false},
		"drug against itself":         {func(f *Finding) { f.Comparator = "tofacitinib" }, "comparator", "is the drug itself", false},
		"misspelt measure":            {func(f *Finding) { f.Measure = "hazard ratoi" }, "measure", "HR", false},
		"estimate in words":           {func(f *Finding) { f.Estimate = "about 1" }, "estimate", "is not a number", false},
		"interval reversed":           {func(f *Finding) { f.CILow, f.CIHigh = "1.94", "0.91" }, "ci_low", "interval reversed", false},
		"interval without level":      {func(f *Finding) { f.CILevel = "" }, "ci_level", "needs its level", false},
		"level as a fraction":         {func(f *Finding) { f.CILevel = "0.95" }, "ci_level", "write 95", false},
		"level of 100":                {func(f *Finding) { f.CILevel = "100" }, "ci_level", "between 0 and 100", false},
		"only one limit":              {func(f *Finding) { f.CIHigh = "" }, "ci_high", "only one limit", true},
		"estimate outside interval":   {func(f *Finding) { f.Estimate = "2.5" }, "estimate", "outside its interval", true},
		"bound outside interval":      {func(f *Finding) { f.Estimate = "<0.5" }, "", "", false},
		"ratio of zero":               {func(f *Finding) { f.Estimate, f.CILow = "0.00", "0.00" }, "estimate", "above 0", false},
		"negative limit of a ratio":   {func(f *Finding) { f.CILow = "-0.91" }, "ci_low", "not below 0", false},
		"lower limit rounded to zero": {func(f *Finding) { f.Estimate, f.CILow, f.CIHigh = "0.03", "0.00", "0.21" }, "", "", false},
		"more events than patients":   {func(f *Finding) { f.Treat.Events = "3000" }, "events_treat", "more events than the 2911", false},
		"events of a control":         {func(f *Finding) { f.Control.Events = "1452" }, "events_ctrl", "more events", false},
		"negative count":              {func(f *Finding) { f.Treat.Events = "-1" }, "events_treat", "not negative", false},
		"half a patient":              {func(f *Finding) { f.Control.N = "14.5" }, "n_ctrl", "whole number", false},
		"an empty arm":                {func(f *Finding) { f.Treat.N, f.Treat.Events = "0", "" }, "n_treat", "at least one", false},
		"no person-time":              {func(f *Finding) { f.Treat.PersonYears = "0" }, "person_years", "above 0", false},
		"person-time in words":        {func(f *Finding) { f.Control.PersonYears = "many" }, "person_years_ctrl", "not a number", false},
		"p above 1":                   {func(f *Finding) { f.P = "1.2" }, "p", "between 0 and 1", false},
		"p as a bound":                {func(f *Finding) { f.P = "<0.001" }, "", "", false},
		"more events than patients where events are counted": {func(f *Finding) {
			*f = Finding{Study: "a", Drug: "upadacitinib", Outcome: "hepatic", Measure: "EAER per 100 PY", Estimate: "86.8",
				Treat: Arm{Events: "2000", N: "1417"}, Usable: true}
		}, "", "", false},
		"per cent above 100": {func(f *Finding) {
			*f = Finding{Study: "a", Drug: "tofacitinib", Outcome: "mace", Measure: "proportion_pct", Estimate: "104", Usable: true}
		}, "estimate", "between 0 and 100", false},
		"fraction for per cent": {func(f *Finding) {
			*f = Finding{Study: "a", Drug: "tofacitinib", Outcome: "mace", Measure: "proportion_pct", Estimate: "0.071", Treat: Arm{Events: "71", N: "1000"}, Usable: true}
		}, "estimate", "is a fraction", false},
		"small per cent": {func(f *Finding) {
			*f = Finding{Study: "a", Drug: "tofacitinib", Outcome: "mace", Measure: "proportion_pct", Estimate: "0.4", Treat: Arm{Events: "6", N: "1455"}, Usable: true}
		}, "", "", false},
		"negative rate": {func(f *Finding) {
			*f = Finding{Study: "a", Drug: "tofacitinib", Outcome: "mace", Measure: "IR per 100 PY", Estimate: "-0.3", Usable: true}
		}, "estimate", "not below 0", false},
		"negative difference": {func(f *Finding) {
			*f = Finding{Study: "a", Drug: "tofacitinib", Comparator: "placebo", Outcome: "vte", Measure: "RD per 100 PY", Estimate: "-0.3", Usable: true}
		}, "", "", false},
		"per cent for a fraction": {func(f *Finding) {
			*f = Finding{Study: "a", Drug: "tofacitinib", Comparator: "placebo", Outcome: "vte", Measure: "RD", Estimate: "0.9", CILow: "-0.4", CIHigh: "2.1", CILevel: "95", Usable: true}
		}, "ci_high", "between −1 and 1", false},
		"percentage points": {func(f *Finding) {
			*f = Finding{Study: "a", Drug: "tofacitinib", Comparator: "placebo", Outcome: "vte", Measure: "RD pct", Estimate: "0.9", CILow: "-0.4", CIHigh: "2.1", CILevel: "95", Usable: true}
		}, "", "", false},
		"negative limit without an estimate": {func(f *Finding) { f.Estimate, f.CILow = "", "-0.91" }, "ci_low", "not below 0", false},
		"number for words":                   {func(f *Finding) { f.Measure = "qualitative" }, "estimate", "no number", true},
		"unknown adjustment":                 {func(f *Finding) { f.Adjusted = "maybe" }, "adjusted", "unknown value", false},
		"unusable without reason":            {func(f *Finding) { f.Usable = false }, "why_not", "no reason", true},
		"usable with a reason not":           {func(f *Finding) { f.WhyNot = "partial" }, "why_not", "usable finding", true},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			f := good()
			c.change(&f)
			problems := ValidateFinding(&f, DefaultVocabulary())
			if c.field == "" {
				if len(problems) > 0 {
					t.Fatalf("problems with a good finding: %v", problems)
				}
				return
			}
			if len(problems) != 1 {
				t.Fatalf("%d problems, want 1: %v", len(problems), problems)
			}
			var fe *FieldError
			if !errors.As(problems[0], &fe) {
				t.Fatalf("%T is not a field error", problems[0])
			}
			if fe.Field != c.field || fe.Warning != c.warn || !strings.Contains(fe.Error(), c.words) {
				t.Errorf("got %q warning %v: %v; want field %q with %q", fe.Field, fe.Warning, fe, c.field, c.words)
			}
			if (ErrorsOnly(problems) == nil) != c.warn {
				t.Errorf("ErrorsOnly = %v", ErrorsOnly(problems))
			}
		})
	}
	t.Run("no vocabulary", func(t *testing.T) {
		f := good()
		f.Drug = "unheard of"
		if got := ValidateFinding(&f, nil); len(got) > 0 {
			t.Errorf("ids checked without a vocabulary: %v", got)
		}
	})
}

func TestFindingColumns(t *testing.T) {
	var f Finding
	for i, c := range FindingColumns() {
		value := map[string]string{"usable": "yes", "status": "confirmed", "at": "2024-05-31T09:30:00Z", "quote_start": "3", "quote_end": "9"}[c.Name]
		if value == "" {
			value = "v" + string(rune('a'+i%26)) + c.Name
		}
		if err := c.Set(&f, value); err != nil {
			t.Errorf("%s: %v", c.Name, err)
		}
		if got := c.Get(&f); got != value {
			t.Errorf("%s: wrote %q, read %q", c.Name, value, got)
		}
		var fresh Finding
		if err := c.Set(&fresh, c.Get(&fresh)); err != nil && c.Name != "usable" {
			t.Errorf("%s: an empty cell: %v", c.Name, err)
		}
	}
	for _, bad := range [][2]string{{"usable", "perhaps"}, {"status", "done"}, {"at", "yesterday"}, {"quote_start", "-1"}} {
		for _, c := range FindingColumns() {
			if c.Name == bad[0] && c.Set(&f, bad[1]) == nil {
				t.Errorf("%s accepts %q", bad[0], bad[1])
			}
		}
	}
	var names []string
	for _, c := range FindingColumns() {
		if c.Usual {
			names = append(names, c.Name)
		}
	}
	want := strings.Split("id,design,drug,dose,comparator,population,outcome,sub_outcome,measure,estimate,ci_low,ci_high,p,events_treat,n_treat,"+
		"events_ctrl,n_ctrl,person_years,person_years_ctrl,follow_up,time_window,analysis_set,adjusted,ci_level,margin,source_url,source_kind,verified,"+
		"note,usable,why_not,same_study_as", ",")
	if diff := cmp.Diff(want, names); diff != "" {
		t.Errorf("usual columns (-want +got):\n%s", diff)
	}
}
