package summary_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"dossier/evidence"
	"dossier/evidence/summary"
)

// ratio is a usable, confirmed hazard ratio of a drug against placebo.
func ratio(id, study, drug, estimate, low, high string) evidence.TableRow {
	return evidence.TableRow{
		Finding: evidence.Finding{ID: id, Study: study, Drug: drug, Comparator: "placebo", Outcome: "mace", Measure: "HR", Population: "rheumatoid arthritis",
			Estimate: evidence.Printed(estimate), CILow: evidence.Printed(low), CIHigh: evidence.Printed(high), CILevel: "95",
			Status: evidence.Confirmed, Usable: true},
		Study: evidence.StudyHead{Key: study, Authors: strings.ToUpper(study[:1]) + study[1:len(study)-4] + " et al.", Year: 2000 + int(study[len(study)-1]-'0'), Design: "RCT",
			DOI: evidence.DOI("10.1000/" + study)},
	}
}

// with changes a copy of a row.
func with(r evidence.TableRow, change func(*evidence.TableRow)) evidence.TableRow {
	change(&r)
	return r
}

// lines prints a table as "heading" and "study | estimate [marks]" lines.
func lines(s *evidence.Summary) []string {
	var out []string
	for i := range s.Rows {
		r := &s.Rows[i]
		if r.Facts == nil {
			out = append(out, strings.Repeat(" ", r.Level)+r.Heading)
			continue
		}
		line := fmt.Sprintf("%s%s | %s | %s", strings.Repeat(" ", r.Level), cell(s, r, "study"), cell(s, r, "drug"), cell(s, r, "estimate"))
		out = append(out, line)
	}
	return out
}

// footnote finds the text of a footnote that a row carries.
func footnotes(s *evidence.Summary, id string) string {
	row := shownIn(s, id)
	if row == nil {
		return ""
	}
	var texts []string
	for _, f := range s.Footnotes {
		if slices.Contains(row.Facts.Footnotes, f.Mark) {
			texts = append(texts, f.Text)
		}
	}
	return strings.Join(texts, "\n")
}

func TestOneNumberTwoReports(t *testing.T) {
	first := with(ratio("F1", "kim2001", "tofacitinib", "1.48", "1.04", "2.09"), func(r *evidence.TableRow) {
		r.Finding.Trial, r.Finding.Margin, r.Finding.Source.Kind = "the-trial", "1.8", "secondary"
		r.Finding.Treat = evidence.Arm{Events: "122", N: "2911"}
	})
	second := with(ratio("F2", "lee2002", "tofacitinib", "1.480", "1.04", "2.09"), func(r *evidence.TableRow) {
		r.Finding.Trial = "the-trial"
		r.Finding.Treat = evidence.Arm{Events: "122", N: "2911", PersonYears: "10803"}
	})
	t.Run("is one row with both citations", func(t *testing.T) {
		s := summary.ByDrug(summary.Input{Rows: []evidence.TableRow{second, first}}, "tofacitinib", summary.Options{})
		row := shownIn(s, "F1")
		if row == nil || row != shownIn(s, "F2") {
			t.Fatal("not one row")
		}
		if diff := cmp.Diff([]string{"kim2001", "lee2002"}, row.Facts.Keys); diff != "" {
			t.Error(diff)
		}
		if got := cell(s, row, "estimate"); got != "1.48 (1.04–2.09)" {
			t.Errorf("prints %q: the first report in time gives the number", got)
		}
		if row.Facts.Margin != "1.8" || row.Facts.Treat.PersonYears != "10803" {
			t.Errorf("gaps are not filled: %+v", row.Facts)
		}
		if notes := footnotes(s, "F1"); !strings.Contains(notes, "margin of the trial: 1.8") || strings.Contains(notes, "secondary page") || !strings.Contains(notes, "share patients") {
			t.Errorf("footnotes: %s", notes)
		}
		if len(s.References) != 2 {
			t.Errorf("%d references", len(s.References))
		}
	})
	t.Run("stays two rows for two trials", func(t *testing.T) {
		other := with(second, func(r *evidence.TableRow) { r.Finding.Trial = "" })
		s := summary.ByDrug(summary.Input{Rows: []evidence.TableRow{first, other}}, "tofacitinib", summary.Options{})
		if shownIn(s, "F1") == shownIn(s, "F2") {
			t.Error("two trials share a row")
		}
	})
	t.Run("is found through the link of the studies", func(t *testing.T) {
		link := func(r *evidence.TableRow) { r.Finding.Trial, r.Study.Trial = "", "the-trial" }
		s := summary.ByDrug(summary.Input{Rows: []evidence.TableRow{with(first, link), with(second, link)}}, "tofacitinib", summary.Options{})
		if shownIn(s, "F1") != shownIn(s, "F2") {
			t.Error("linked reports do not share the row")
		}
	})
	t.Run("becomes a conflict when one digit differs", func(t *testing.T) {
		other := with(second, func(r *evidence.TableRow) { r.Finding.CIHigh = "2.19" })
		s := summary.ByDrug(summary.Input{Rows: []evidence.TableRow{first, other}}, "tofacitinib", summary.Options{})
		if shownIn(s, "F1") == shownIn(s, "F2") {
			t.Fatal("different numbers share a row")
		}
		for _, id := range []string{"F1", "F2"} {
			notes := footnotes(s, id)
			for _, want := range []string{"Conflict", "1.48 (1.04–2.09)", "1.480 (1.04–2.19)", "kim2001", "lee2002"} {
				if !strings.Contains(notes, want) {
					t.Errorf("%s: %q is not in the footnotes: %s", id, want, notes)
				}
			}
		}
	})
}

func TestDifferentKeysNeverShareARow(t *testing.T) {
	base := ratio("A", "kim2001", "tofacitinib", "1.5", "1.0", "2.0")
	for name, change := range map[string]func(*evidence.Finding){
		"dose":       func(f *evidence.Finding) { f.Dose = "5 mg BID" },
		"comparator": func(f *evidence.Finding) { f.Comparator = "tnf_inhibitors" },
		"population": func(f *evidence.Finding) { f.Population = "psoriasis" },
		"sub":        func(f *evidence.Finding) { f.SubOutcome = "stroke" },
		"definition": func(f *evidence.Finding) { f.Definition = "adjudicated" },
		"window":     func(f *evidence.Finding) { f.TimeWindow = "24 weeks" },
		"set":        func(f *evidence.Finding) { f.AnalysisSet = "LTE" },
		"adjustment": func(f *evidence.Finding) { f.Adjusted = "yes" },
		"measure":    func(f *evidence.Finding) { f.Measure = "RR" },
	} {
		t.Run(name, func(t *testing.T) {
			other := with(base, func(r *evidence.TableRow) { r.Finding.ID = "B"; change(&r.Finding) })
			s := summary.ByDrug(summary.Input{Rows: []evidence.TableRow{base, other}}, "tofacitinib", summary.Options{})
			a, b := shownIn(s, "A"), shownIn(s, "B")
			if a == nil || b == nil || a == b {
				t.Error("one row for two questions")
			}
			if notes := footnotes(s, "A"); strings.Contains(notes, "Conflict") {
				t.Errorf("no conflict: %s", notes)
			}
		})
	}
}

func TestSections(t *testing.T) {
	change := func(r evidence.TableRow, f func(*evidence.Finding)) evidence.TableRow {
		return with(r, func(r *evidence.TableRow) { f(&r.Finding) })
	}
	rows := []evidence.TableRow{
		ratio("OWN", "kim2001", "tofacitinib", "1.5", "1.0", "2.0"),
		ratio("CLASS", "lee2002", "jak_inhibitors", "1.2", "1.0", "1.4"),
		ratio("NEAR", "may2003", "pan_jak", "1.3", "1.0", "1.4"),
		ratio("OTHER", "nye2004", "baricitinib", "1.1", "0.9", "1.4"),
		change(ratio("VTE", "nye2004", "baricitinib", "1.7", "0.9", "3.4"), func(f *evidence.Finding) { f.Outcome = "vte" }),
		change(ratio("DOSE", "kim2001", "tofacitinib", "0.5", "0.2", "0.9"), func(f *evidence.Finding) { f.Comparator = "same drug, 5 mg BID" }),
		change(ratio("FACTOR", "kim2001", "any", "2.1", "1.4", "3.2"), func(f *evidence.Finding) { f.Comparator, f.Note = "factor absent", "current smoking" }),
		change(ratio("FACTOR2", "zoe2005", "any", "2.1", "1.4", "3.2"), func(f *evidence.Finding) { f.Comparator = "factor absent" }),
		change(ratio("ALL", "kim2001", "all arms", "0.9", "0.7", "1.1"), func(f *evidence.Finding) { f.Comparator, f.Measure = "", "IR per 100 PY" }),
	}
	t.Run("of a drug", func(t *testing.T) {
		s := summary.ByDrug(summary.Input{Rows: rows}, "tofacitinib", summary.Options{})
		want := []string{
			"Tofacitinib",
			" Major adverse cardiovascular event (MACE)",
			"   vs placebo",
			"    Kim et al. 2001 | tofacitinib | 1.5 (1.0–2.0)",
			"   vs same drug, 5 mg BID (dose against dose)",
			"    Kim et al. 2001 | tofacitinib | 0.5 (0.2–0.9)",
			"Pan-JAK inhibitors (class): findings of the class, not of tofacitinib alone",
			" Major adverse cardiovascular event (MACE)",
			"   vs placebo",
			"    May et al. 2003 | Pan-JAK inhibitors (class) | 1.3 (1.0–1.4)",
			"JAK inhibitors (class): findings of the class, not of tofacitinib alone",
			" Major adverse cardiovascular event (MACE)",
			"   vs placebo",
			"    Lee et al. 2002 | JAK inhibitors (class) | 1.2 (1.0–1.4)",
			"All arms of a data set together: not a drug effect",
			" Major adverse cardiovascular event (MACE)",
			"   One arm, no comparator",
			"    Kim et al. 2001 | all arms together | 0.9 (0.7–1.1)",
			"Prognostic factors: patients against patients, not a drug effect",
			" Major adverse cardiovascular event (MACE)",
			"   vs patients without the factor",
			"    Kim et al. 2001 | patients of all arms | 2.1 (1.4–3.2)",
		}
		if diff := cmp.Diff(want, lines(s)); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		if got := cell(s, shownIn(s, "FACTOR"), "notes"); got != "current smoking" {
			t.Errorf("the factor is not named: %q", got)
		}
		if got := cell(s, shownIn(s, "DOSE"), "notes"); !strings.Contains(got, "no untreated control") {
			t.Errorf("dose against dose is not named: %q", got)
		}
	})
	t.Run("of a class", func(t *testing.T) {
		s := summary.ByDrug(summary.Input{Rows: rows}, "jak_inhibitors", summary.Options{})
		for id, want := range map[string]string{"CLASS": "own", "NEAR": "members", "OWN": "members", "OTHER": "members"} {
			if row := shownIn(s, id); row == nil || row.Facts.Section != want {
				t.Errorf("%s: %+v", id, row)
			}
		}
		for _, id := range []string{"VTE", "DOSE"} {
			if shownIn(s, id) != nil {
				t.Errorf("%s is shown although the class has no such comparison", id)
			}
		}
		all := summary.ByDrug(summary.Input{Rows: rows}, "jak_inhibitors", summary.Options{AllMembers: true})
		if shownIn(all, "VTE") == nil {
			t.Error("all members were asked for")
		}
	})
}

func TestMarks(t *testing.T) {
	cases := map[string]struct {
		change func(*evidence.TableRow)
		want   string
	}{
		"suggested": {func(r *evidence.TableRow) { r.Finding.Status = evidence.Suggested }, "no person has confirmed"},
		"secondary": {func(r *evidence.TableRow) { r.Finding.Source.Kind = "secondary" }, "secondary page"},
		"partial":   {func(r *evidence.TableRow) { r.Finding.Source.Verified = "partial" }, "with its source: partial"},
		"margin":    {func(r *evidence.TableRow) { r.Finding.Margin = "1.8" }, "margin of the trial: 1.8"},
		"pending":   {func(r *evidence.TableRow) { r.Study.Pending = "offline" }, "not complete: offline"},
		"funding":   {func(r *evidence.TableRow) { r.Study.Funding = []string{"Maker Ltd"} }, "Funding of Kim et al. 2001: Maker Ltd"},
		"double zero": {func(r *evidence.TableRow) {
			r.Finding.Treat.Events, r.Finding.Control.Events = "0", "0"
		}, "No event in either arm"},
		"retraction": {func(r *evidence.TableRow) {
			r.Study.Notices = []evidence.Notice{{Kind: evidence.NoticeRetraction, DOI: "10.1000/n", Date: evidence.Date{Year: 2024, Month: 3, Day: 9}}}
		}, "Kim et al. 2001 was retracted, 2024-03-09 (notice: doi 10.1000/n)"},
		"concern": {func(r *evidence.TableRow) {
			r.Study.Notices = []evidence.Notice{{Kind: evidence.NoticeConcern, Date: evidence.Date{Year: 2024}}}
		}, "expression of concern, 2024"},
		"correction": {func(r *evidence.TableRow) { r.Study.Notices = []evidence.Notice{{Kind: evidence.NoticeCorrection}} }, "was corrected."},
		"doubtful": {func(r *evidence.TableRow) {
			r.Finding.Checks = []evidence.Check{{Rule: "p_ci", Severity: "suspicious", Message: "p and interval disagree"}}
		}, "Doubtful as printed (F1): p and interval disagree"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			row := with(ratio("F1", "kim2001", "tofacitinib", "1.5", "1.0", "2.0"), c.change)
			s := summary.ByDrug(summary.Input{Rows: []evidence.TableRow{row}}, "tofacitinib", summary.Options{})
			if got := footnotes(s, "F1"); !strings.Contains(got, c.want) {
				t.Errorf("%q is not in %q", c.want, got)
			}
			clean := summary.ByDrug(summary.Input{Rows: []evidence.TableRow{ratio("F1", "kim2001", "tofacitinib", "1.5", "1.0", "2.0")}}, "tofacitinib", summary.Options{})
			if len(clean.Footnotes) != 0 {
				t.Errorf("footnotes without a reason: %v", clean.Footnotes)
			}
		})
	}
}

func TestUnusable(t *testing.T) {
	bad := with(ratio("BAD", "kim2001", "tofacitinib", "5.9", "1.7", "20"), func(r *evidence.TableRow) { r.Finding.Usable, r.Finding.WhyNot = false, "partial" })
	rejected := with(ratio("REJ", "kim2001", "tofacitinib", "9", "1", "20"), func(r *evidence.TableRow) { r.Finding.Status = evidence.Rejected })
	in := summary.Input{Rows: []evidence.TableRow{bad, rejected}}
	s := summary.ByDrug(in, "tofacitinib", summary.Options{})
	if len(s.Rows) != 0 {
		t.Errorf("shown: %v", lines(s))
	}
	if notes := strings.Join(s.Notes, "\n"); !strings.Contains(notes, "1 finding is kept and not shown, because they may not be counted: partial 1") || !strings.Contains(notes, "not a zero") {
		t.Errorf("notes %q", notes)
	}
	s = summary.ByDrug(in, "tofacitinib", summary.Options{Unusable: true})
	row := shownIn(s, "BAD")
	if row == nil || !strings.Contains(cell(s, row, "notes"), "not counted: partial") || shownIn(s, "REJ") != nil {
		t.Errorf("with the unusable: %v", lines(s))
	}
	for _, r := range s.Rows {
		if r.Body != nil && r.Body.Findings != 0 {
			t.Errorf("an unusable finding is counted: %+v", r.Body)
		}
	}
}

func TestAbsences(t *testing.T) {
	in := summary.Input{
		Rows: []evidence.TableRow{ratio("F1", "kim2001", "tofacitinib", "1.5", "1.0", "2.0")},
		Absences: []evidence.Absence{
			{Study: "kim2001", Drug: "tofacitinib", Outcome: "vte", Kind: evidence.NotReported},
			{Study: "kim2001", Drug: "tofacitinib", Outcome: "acne", Kind: evidence.LookedNotFound},
			{Study: "lee2002", Drug: "tofacitinib", Outcome: "tuberculosis", Kind: evidence.ZeroEvents},
			{Study: "kim2001", Drug: "tofacitinib", Outcome: "dyslipidaemia", Kind: evidence.BelowThreshold},
			{Study: "kim2001", Drug: "baricitinib", Outcome: "acne", Kind: evidence.NotReported},
		},
		Studies: []evidence.StudyHead{{Key: "lee2002", Authors: "Lee", Year: 2002}},
	}
	s := summary.ByDrug(in, "tofacitinib", summary.Options{})
	want := []string{
		"Tofacitinib",
		" Major adverse cardiovascular event (MACE)", "   vs placebo", "    Kim et al. 2001 | tofacitinib | 1.5 (1.0–2.0)",
		" Venous thromboembolism (VTE)", "   No number", "    Kim et al. 2001 | tofacitinib | NR",
		" Infection", "  Tuberculosis (TB)", "   No number", "    Lee 2002 | tofacitinib | 0 events",
		" Dyslipidaemia", "   No number", "    Kim et al. 2001 | tofacitinib | below the reporting threshold",
		" Acne", "   No number", "    Kim et al. 2001 | tofacitinib | NR (full text read)",
	}
	if diff := cmp.Diff(want, lines(s)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if len(s.Footnotes) != 4 {
		t.Errorf("each kind says what it is: %v", s.Footnotes)
	}
}

func TestSafetyOrder(t *testing.T) {
	var rows []evidence.TableRow
	for i, o := range [][2]string{{"acne", ""}, {"infection", "herpes_simplex"}, {"infection", "herpes_zoster"}, {"infection", "tuberculosis"}, {"infection", "serious_infection"},
		{"malignancy", "nmsc"}, {"malignancy", "excluding_nmsc"}, {"vte", ""}, {"mace", ""}, {"mortality", "all_cause"}, {"dyslipidaemia", "ldl_cholesterol"}, {"cpk", ""}, {"hepatic", ""},
		{"cytopenia", "anaemia"}, {"headache", ""}} {
		rows = append(rows, with(ratio(fmt.Sprint("F", i), "kim2001", "tofacitinib", "1", "0.5", "2"), func(r *evidence.TableRow) {
			r.Finding.Outcome, r.Finding.SubOutcome = o[0], o[1]
		}))
	}
	s := summary.ByDrug(summary.Input{Rows: rows}, "tofacitinib", summary.Options{})
	var got []string
	for _, r := range s.Rows {
		if r.Facts != nil {
			got = append(got, strings.Trim(r.Facts.Outcome+"/"+r.Facts.SubOutcome, "/"))
		}
	}
	want := []string{"mortality/all_cause", "mace", "vte", "malignancy/excluding_nmsc", "malignancy/nmsc", "infection/serious_infection", "infection/tuberculosis",
		"infection/herpes_zoster", "infection/herpes_simplex", "cytopenia/anaemia", "hepatic", "cpk", "dyslipidaemia/ldl_cholesterol", "acne", "headache"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestBodyOfEvidence(t *testing.T) {
	rows := []evidence.TableRow{
		with(ratio("A", "kim2001", "tofacitinib", "0.80", "0.5", "1.2"), func(r *evidence.TableRow) { r.Finding.FollowUp = "median 4.6 y, up to 9.3 y" }),
		with(ratio("B", "lee2002", "tofacitinib", "1.90", "1.1", "3.0"), func(r *evidence.TableRow) { r.Finding.Trial, r.Finding.TimeWindow = "t", "264 weeks" }),
		with(ratio("C", "may2003", "tofacitinib", "2.50", "1.2", "3.0"), func(r *evidence.TableRow) { r.Finding.Trial, r.Finding.Dose = "t", "10 mg BID" }),
		with(ratio("D", "nye2004", "tofacitinib", "0.30", "0.1", "0.7"), func(r *evidence.TableRow) { r.Finding.Measure = "OR" }),
		with(ratio("E", "nye2004", "tofacitinib", "3.1", "", ""), func(r *evidence.TableRow) { r.Finding.Measure, r.Finding.CILevel = "proportion_pct", "" }),
	}
	s := summary.ByDrug(summary.Input{Rows: rows}, "tofacitinib", summary.Options{})
	var body *evidence.Body
	for _, r := range s.Rows {
		if r.Body != nil {
			body = r.Body
		}
	}
	want := &evidence.Body{Drug: "tofacitinib", Outcome: "mace", Comparator: "placebo", Studies: 3, Findings: 5, Reports: []string{"kim2001", "lee2002", "may2003", "nye2004"},
		Ranges: []evidence.Range{{Measure: "HR", Low: "0.80", High: "2.50", Studies: 2}}, FollowUp: "median 4.6 y, up to 9.3 y", Direction: "above 1, includes 1, below 1", Designs: "RCT (3)"}
	if diff := cmp.Diff(want, body); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	t.Run("seams", func(t *testing.T) {
		s := summary.ByDrug(summary.Input{Rows: rows}, "tofacitinib", summary.Options{
			Pool: func(body []evidence.TableRow) []evidence.Pooled {
				return []evidence.Pooled{{Measure: "HR", Estimate: fmt.Sprint("1.2 of ", len(body)), Prediction: "0.5–3.0", Heterogeneity: "I² 0%", Method: "REML", K: 2,
					Absolute: "+4 (−1 to +9)", Formula: "1000 · 0.02 · (1.2 − 1)"},
					{Measure: "OR", NotPooled: "one study"}}
			},
			Absolute:  func(r evidence.TableRow) (string, string) { return "3 more", "assumed risk 1%" },
			Certainty: func(drug, outcome, sub, comparator string) (string, string) { return "low", "imprecision" },
			RiskOfBias: func(study, outcome, _ string) string {
				if study == "nye2004" {
					return ""
				}
				return outcome + ": some concerns"
			},
			Overlap: func(reports []string) string { return "Shared trials: " + strings.Join(reports, " ") },
		})
		for i := range s.Rows {
			r := &s.Rows[i]
			if r.Body != nil && (cell(s, r, "estimate") != "HR 1.2 of 5 (pooled, k = 2)" || cell(s, r, "certainty") != "low" ||
				cell(s, r, "prediction") != "HR 0.5–3.0" || cell(s, r, "heterogeneity") != "HR I² 0%" ||
				cell(s, r, "absolute") != "HR +4 (−1 to +9)" || cell(s, r, "risk_of_bias") != "mace: some concerns (2); not appraised (1)") {
				t.Errorf("body %+v", r.Cells)
			}
			if r.Facts != nil && (strings.Contains(cell(s, r, "study"), "2004") == (cell(s, r, "risk_of_bias") == "mace: some concerns") || cell(s, r, "absolute") != "3 more") {
				t.Errorf("row %+v", r.Cells)
			}
		}
		for _, want := range []string{"Certainty: imprecision", "† Pooled: REML", "OR not pooled: one study", "†2 Derived: 1000 · 0.02 · (1.2 − 1)", "Derived: assumed risk 1%", "Shared trials: kim2001 lee2002 may2003 nye2004"} {
			if !strings.Contains(fmt.Sprint(s.Footnotes), want) {
				t.Errorf("%q is not in %v", want, s.Footnotes)
			}
		}
	})
}

func TestRangeOfOneNumber(t *testing.T) {
	rows := []evidence.TableRow{ratio("A", "kim2001", "tofacitinib", "3.30", "1.2", "8.9"), ratio("B", "lee2002", "tofacitinib", "3.3", "", "")}
	s := summary.ByDrug(summary.Input{Rows: rows}, "tofacitinib", summary.Options{})
	for i := range s.Rows {
		if r := &s.Rows[i]; r.Body != nil && cell(s, r, "estimate") != "HR 3.30 (2 studies)" {
			t.Errorf("prints %q", cell(s, r, "estimate"))
		}
	}
}

func TestPatientsOfABody(t *testing.T) {
	arms := func(r evidence.TableRow, trial, treat, control, design string) evidence.TableRow {
		r.Finding.Trial, r.Finding.Treat.N, r.Finding.Control.N, r.Study.Design = trial, evidence.Printed(treat), evidence.Printed(control), design
		return r
	}
	whole := arms(ratio("A", "kim2001", "tofacitinib", "0.8", "0.5", "1.2"), "t", "2911", "1451", "RCT")
	dose := arms(with(ratio("B", "kim2001", "tofacitinib", "0.9", "0.5", "1.2"), func(r *evidence.TableRow) { r.Finding.Dose = "5 mg BID" }), "t", "1455", "1451", "RCT")
	cohort := arms(ratio("C", "lee2002", "tofacitinib", "1.0", "0.5", "1.2"), "", "100", "200", "cohort")
	silent := arms(ratio("D", "may2003", "tofacitinib", "1.1", "0.5", "1.2"), "", "", "", "cohort")
	review := arms(ratio("E", "nye2004", "tofacitinib", "1.1", "0.5", "1.2"), "", "5000", "5000", "network meta-analysis")
	for name, c := range map[string]struct {
		rows []evidence.TableRow
		want string
	}{
		"rows of one trial count once":       {[]evidence.TableRow{whole, dose, cohort}, "at least 3011 / 1651"},
		"a study without numbers":            {[]evidence.TableRow{cohort, silent}, "at least 100 / 200"},
		"a review may hold the other trials": {[]evidence.TableRow{cohort, whole, review}, ""},
		"nothing known":                      {[]evidence.TableRow{silent}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			for _, r := range summary.ByDrug(summary.Input{Rows: c.rows}, "tofacitinib", summary.Options{}).Rows {
				if r.Body != nil && r.Body.Patients != c.want {
					t.Errorf("got %q, want %q", r.Body.Patients, c.want)
				}
			}
		})
	}
}

func TestEstimateText(t *testing.T) {
	cases := map[string]struct {
		change func(*evidence.Finding)
		style  summary.Style
		want   string
	}{
		"as stored":                 {func(*evidence.Finding) {}, summary.Style{}, "1.50 (1.0–2.00)"},
		"to":                        {func(*evidence.Finding) {}, summary.Style{Range: "to"}, "1.50 (1.0 to 2.00)"},
		"decimal comma":             {func(*evidence.Finding) {}, summary.Style{DecimalComma: true}, "1,50 (1,0–2,00)"},
		"thin space":                {func(f *evidence.Finding) { f.Estimate, f.CILow, f.CIHigh = "12345.6", "9999", "1234567" }, summary.Style{ThinSpace: true}, "12\u2009345.6 (9999–1\u2009234\u2009567)"},
		"other level":               {func(f *evidence.Finding) { f.CILevel = "90" }, summary.Style{}, "1.50 (1.0–2.00; 90% CI)"},
		"95.0 is 95":                {func(f *evidence.Finding) { f.CILevel = "95.0" }, summary.Style{}, "1.50 (1.0–2.00)"},
		"negative limit":            {func(f *evidence.Finding) { f.Measure, f.CILow = "RD", "-0.5" }, summary.Style{}, "1.50 (-0.5 to 2.00)"},
		"no interval":               {func(f *evidence.Finding) { f.CILow, f.CIHigh, f.CILevel = "", "", "" }, summary.Style{}, "1.50"},
		"one limit":                 {func(f *evidence.Finding) { f.CIHigh = "" }, summary.Style{}, "1.50 (1.0–NR)"},
		"level not reported":        {func(f *evidence.Finding) { f.CILevel = "" }, summary.Style{}, "1.50 (1.0–2.00; level NR)"},
		"bound":                     {func(f *evidence.Finding) { f.Estimate, f.CILow, f.CIHigh = "<0.1", "", "" }, summary.Style{}, "<0.1"},
		"not reported":              {func(f *evidence.Finding) { f.Estimate, f.CILow, f.CIHigh = "", "", "" }, summary.Style{}, "NR"},
		"in words":                  {func(f *evidence.Finding) { f.Measure, f.Estimate, f.CILow, f.CIHigh = "qualitative", "", "", "" }, summary.Style{}, "in words only"},
		"raised decimal point kept": {func(f *evidence.Finding) { f.Estimate = "1·50" }, summary.Style{}, "1·50 (1.0–2.00)"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			row := with(ratio("F1", "kim2001", "tofacitinib", "1.50", "1.0", "2.00"), func(r *evidence.TableRow) { c.change(&r.Finding) })
			s := summary.ByDrug(summary.Input{Rows: []evidence.TableRow{row}}, "tofacitinib", summary.Options{Style: c.style})
			got := cell(s, shownIn(s, "F1"), "estimate")
			if got != c.want && !(c.want == "NR" && got == "") {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestAbbreviationsAreThoseUsed(t *testing.T) {
	s := summary.ByDrug(summary.Input{Rows: []evidence.TableRow{ratio("F1", "kim2001", "tofacitinib", "1.5", "1.0", "2.0")}}, "tofacitinib", summary.Options{})
	notes := strings.Join(s.Notes, "\n")
	for _, want := range []string{"HR, hazard ratio", "CI, confidence interval", "MACE, major", "RCT, randomised"} {
		if !strings.Contains(notes, want) {
			t.Errorf("%q is missing in %q", want, notes)
		}
	}
	for _, not := range []string{"OR, odds", "VTE, venous", "EAER"} {
		if strings.Contains(notes, not) {
			t.Errorf("%q is not used and explained in %q", not, notes)
		}
	}
}

func TestRatesOfPatientsAndEventsStandApart(t *testing.T) {
	rate := func(id, measure, comparator string) evidence.TableRow {
		return with(ratio(id, "kim2001", "upadacitinib", "2.0", "1.0", "3.0"), func(r *evidence.TableRow) { r.Finding.Measure, r.Finding.Comparator = measure, comparator })
	}
	rows := []evidence.TableRow{rate("N", "IR per 100 PY", ""), rate("E", "EAER per 100 PY", ""), rate("N1000", "IR per 1000 PY", ""), rate("P", "proportion_pct", ""), rate("HR", "HR", "placebo")}
	s := summary.Rates(summary.Input{Rows: rows}, "upadacitinib", summary.Options{})
	want := []string{
		"Patients with a first event per 100 PY", " Major adverse cardiovascular event (MACE)", "   Upadacitinib", "    Kim et al. 2001 | upadacitinib | 2.0 (1.0–3.0)",
		"Patients with a first event per 1000 PY", " Major adverse cardiovascular event (MACE)", "   Upadacitinib", "    Kim et al. 2001 | upadacitinib | 2.0 (1.0–3.0)",
		"Events (not patients) per 100 PY", " Major adverse cardiovascular event (MACE)", "   Upadacitinib", "    Kim et al. 2001 | upadacitinib | 2.0 (1.0–3.0)",
		"Per cent of patients", " Major adverse cardiovascular event (MACE)", "   Upadacitinib", "    Kim et al. 2001 | upadacitinib | 2.0 (1.0–3.0)",
	}
	if diff := cmp.Diff(want, lines(s)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if notes := strings.Join(s.Notes, "\n"); !strings.Contains(notes, "count different things") {
		t.Errorf("notes %q", notes)
	}
	for _, c := range s.Columns {
		if c.ID == "comparator" || c.ID == "n" && c.Label != "n" {
			t.Errorf("a table of single arms has the column %q", c.Label)
		}
	}
	rows = append(rows, with(rate("A", "EAER per 100 PY", ""), func(r *evidence.TableRow) { r.Finding.Drug = "adalimumab" }),
		with(rate("J", "EAER per 100 PY", ""), func(r *evidence.TableRow) { r.Finding.Drug = "jak_inhibitors" }))
	count := func(drug string, o summary.Options) (n int) {
		for _, r := range summary.Rates(summary.Input{Rows: rows}, drug, o).Rows {
			if r.Facts != nil {
				n++
			}
		}
		return n
	}
	for _, tt := range []struct {
		drug string
		o    summary.Options
		want int
	}{{"upadacitinib", summary.Options{}, 5}, {"jak_inhibitors", summary.Options{}, 1}, {"jak_inhibitors", summary.Options{AllMembers: true}, 5}, {"", summary.Options{}, 6}} {
		if got := count(tt.drug, tt.o); got != tt.want {
			t.Errorf("rates of %q, members %v: %d rows, want %d", tt.drug, tt.o.AllMembers, got, tt.want)
		}
	}
}

func TestMap(t *testing.T) {
	in := summary.Input{
		Rows: []evidence.TableRow{
			with(ratio("A", "kim2001", "tofacitinib", "1.5", "1", "2"), func(r *evidence.TableRow) { r.Finding.Trial = "t" }),
			with(ratio("B", "lee2002", "tofacitinib", "1.6", "1", "2"), func(r *evidence.TableRow) { r.Finding.Trial = "t" }),
			with(ratio("C", "may2003", "tofacitinib", "1.6", "1", "2"), func(r *evidence.TableRow) { r.Finding.Usable = false }),
			with(ratio("D", "nye2004", "any", "1.6", "1", "2"), func(r *evidence.TableRow) { r.Finding.Comparator = "factor absent" }),
		},
		Absences: []evidence.Absence{{Study: "kim2001", Drug: "tofacitinib", Outcome: "pulmonary_embolism", Kind: evidence.LookedNotFound}},
		Tags: []evidence.Tag{{Study: "nye2004", Drug: "baricitinib", Outcome: "acne", Status: evidence.Suggested},
			{Study: "kim2001", Drug: "upadacitinib", Outcome: "mace", Status: evidence.Suggested}, {Study: "nye2004", Drug: "abrocitinib", Outcome: "acne", Status: evidence.Rejected}},
	}
	at := func(s *evidence.Summary, drug, outcome string) evidence.MapCell {
		for _, c := range s.Cells {
			if c.Drug == drug && c.Outcome == outcome {
				return c
			}
		}
		return evidence.MapCell{}
	}
	s := summary.Map(in, summary.Options{})
	for _, want := range []evidence.MapCell{
		{Drug: "tofacitinib", Outcome: "mace", Studies: 1, Findings: 2, Design: "trial", Direction: "includes"},
		{Drug: "tofacitinib", Outcome: "vte", Empty: evidence.EmptyNotReported},
		{Drug: "upadacitinib", Outcome: "vte", Empty: evidence.EmptyNoneFound}, // kim2001 speaks of both
		{Drug: "tofacitinib", Outcome: "acne", Empty: evidence.EmptyNotSearched},
		{Drug: "tofacitinib", Outcome: "malignancy", Empty: evidence.EmptyNotSearched},
		{Drug: "baricitinib", Outcome: "acne", Studies: 1},
	} {
		if diff := cmp.Diff(want, at(s, want.Drug, want.Outcome)); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	}
	for _, drug := range []string{"abrocitinib", "any"} {
		if got := at(s, drug, "acne"); got.Drug != "" {
			t.Errorf("%s is on the map: %+v", drug, got)
		}
	}
	searched := summary.Map(in, summary.Options{Searched: func(drug, outcome string) bool { return outcome == "malignancy" }})
	if got := at(searched, "tofacitinib", "malignancy").Empty; got != evidence.EmptyNoneFound {
		t.Errorf("searched and empty: %q", got)
	}
	if got := at(searched, "tofacitinib", "acne").Empty; got != evidence.EmptyNotSearched {
		t.Errorf("not searched: %q", got)
	}
}

// Zero events, events below a threshold and no report are three kinds of empty, and a
// number says more than any.
func TestMapAbsences(t *testing.T) {
	absent := func(drug string, kinds ...evidence.AbsenceKind) (list []evidence.Absence) {
		for i, kind := range kinds {
			list = append(list, evidence.Absence{Study: fmt.Sprintf("kim200%d", i), Drug: drug, Outcome: "acne", Kind: kind})
		}
		return list
	}
	in := summary.Input{Absences: slices.Concat(
		absent("tofacitinib", evidence.LookedNotFound, evidence.ZeroEvents, evidence.BelowThreshold),
		absent("baricitinib", evidence.NotReported, evidence.BelowThreshold),
		absent("upadacitinib", evidence.NotReported, evidence.LookedNotFound),
		absent("ritlecitinib", evidence.ZeroEvents)),
		Rows: []evidence.TableRow{with(ratio("A", "lee2001", "ritlecitinib", "1.5", "1", "2"), func(r *evidence.TableRow) { r.Finding.Outcome, r.Finding.SubOutcome = "acne", "" })}}
	s := summary.Map(in, summary.Options{})
	want := map[string]evidence.EmptyKind{"tofacitinib": evidence.EmptyZeroEvents, "baricitinib": evidence.EmptyBelowThreshold, "upadacitinib": evidence.EmptyNotReported, "ritlecitinib": ""}
	got := map[string]evidence.EmptyKind{}
	for _, c := range s.Cells {
		if c.Outcome == "acne" {
			got[c.Drug] = c.Empty
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if notes := strings.Join(s.Notes, "\n"); !strings.Contains(notes, "zero events: a study says that none occurred") || !strings.Contains(notes, "below threshold:") {
		t.Errorf("legend: %s", notes)
	}
}

// What findings only have as comparator stands at the end of a map, as control.
func TestMapControls(t *testing.T) {
	oneArm := func(id, drug string) evidence.TableRow {
		return with(ratio(id, "kim2001", drug, "0.5", "0.3", "0.8"), func(r *evidence.TableRow) {
			r.Finding.Comparator, r.Finding.Measure = "", "IR per 100 PY"
		})
	}
	against := func(id, drug, comparator string) evidence.TableRow {
		return with(ratio(id, "kim2001", drug, "1.5", "1", "2"), func(r *evidence.TableRow) { r.Finding.Comparator = comparator })
	}
	in := summary.Input{Rows: []evidence.TableRow{against("A", "tofacitinib", "placebo"), against("B", "tofacitinib", "adalimumab"), against("C", "adalimumab", "placebo"),
		oneArm("D", "placebo"), oneArm("E", "rituximab"), oneArm("F", "adalimumab")}}
	var got []string
	for _, r := range summary.Map(in, summary.Options{}).Rows {
		got = append(got, r.Cells[0].Text)
	}
	if diff := cmp.Diff([]string{"Tofacitinib", "Adalimumab", "Rituximab", "Placebo, as control"}, got); diff != "" {
		t.Error(diff)
	}
}

// A search that does not say what it looked for covers nothing, and the legend says
// what makes it say so.
func TestMapUnscopedSearches(t *testing.T) {
	in := summary.Input{Rows: []evidence.TableRow{ratio("A", "kim2001", "tofacitinib", "1.5", "1", "2")}}
	notes := func(o summary.Options) string { return strings.Join(summary.Map(in, o).Notes, "\n") }
	if got := notes(summary.Options{}); !strings.Contains(got, "no search for it is recorded") {
		t.Errorf("no search: %s", got)
	}
	got := notes(summary.Options{Unscoped: 1})
	if strings.Contains(got, "no search for it is recorded") || !strings.Contains(got, "1 search does not say") || !strings.Contains(got, "dossier search covers ID --drug D --outcome O") {
		t.Errorf("a search without scope: %s", got)
	}
	got = notes(summary.Options{Unscoped: 2, Searched: func(_, _ string) bool { return false }})
	if !strings.Contains(got, "no recorded search covers it (2 searches do not say") {
		t.Errorf("one with and two without: %s", got)
	}
}

// Each side of a sum holds what is printed for that side.
func TestSumsPerSide(t *testing.T) {
	arms := func(id, study, treat, control string) evidence.TableRow {
		return with(ratio(id, study, "tofacitinib", "1.5", "1", "2"), func(r *evidence.TableRow) {
			r.Finding.Treat.PersonYears, r.Finding.Control.PersonYears = evidence.Printed(treat), evidence.Printed(control)
		})
	}
	for _, tt := range []struct {
		name string
		rows []evidence.TableRow
		want string
	}{
		{"both sides", []evidence.TableRow{arms("A", "kim2001", "100", "200"), arms("B", "lee2002", "50", "60")}, "at least 150 / 260"},
		{"one side alone in one study", []evidence.TableRow{arms("A", "kim2001", "10803", ""), arms("B", "lee2002", "793", "21122")}, "at least 11596 / 21122"},
		{"one side in none", []evidence.TableRow{arms("A", "kim2001", "100", ""), arms("B", "lee2002", "50", "")}, "at least 150 / NR"},
		{"the largest of a trial", []evidence.TableRow{arms("A", "kim2001", "100", "90"), arms("B", "kim2001", "120", "80"), arms("C", "lee2002", "1", "1")}, "at least 121 / 91"},
		{"nothing", []evidence.TableRow{arms("A", "kim2001", "", ""), arms("B", "lee2002", "", "")}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := summary.ByDrug(summary.Input{Rows: tt.rows}, "tofacitinib", summary.Options{})
			for _, r := range s.Rows {
				if r.Body != nil && r.Body.Years != tt.want {
					t.Errorf("%q, want %q", r.Body.Years, tt.want)
				}
			}
		})
	}
}

func TestOrderOfInputDoesNotMatter(t *testing.T) {
	var rows []evidence.TableRow
	for i := range 40 {
		rows = append(rows, with(ratio(fmt.Sprintf("F%02d", i), fmt.Sprintf("kim200%d", i%7), []string{"tofacitinib", "jak_inhibitors"}[i%2], fmt.Sprintf("1.%d", i%5), "1.0", "2.0"), func(r *evidence.TableRow) {
			r.Finding.Outcome = []string{"mace", "vte", "acne"}[i%3]
			r.Finding.Trial = []string{"", "t"}[i%4/3]
			r.Finding.Dose = []string{"", "5 mg BID", "10 mg BID"}[i%3]
		}))
	}
	want := summary.ByDrug(summary.Input{Rows: rows}, "tofacitinib", summary.Options{})
	random := rand.New(rand.NewPCG(1, 2))
	for range 20 {
		random.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
		if diff := cmp.Diff(want, summary.ByDrug(summary.Input{Rows: rows}, "tofacitinib", summary.Options{})); diff != "" {
			t.Fatalf("the order of the input changes the table:\n%s", diff)
		}
	}
}

func TestByOutcomeAndStudy(t *testing.T) {
	rows := []evidence.TableRow{
		with(ratio("A", "kim2001", "upadacitinib", "2.0", "1.0", "3.0"), func(r *evidence.TableRow) { r.Finding.Outcome, r.Finding.SubOutcome = "infection", "herpes_zoster" }),
		with(ratio("B", "lee2002", "jak_inhibitors", "1.7", "1.0", "3.0"), func(r *evidence.TableRow) { r.Finding.Outcome, r.Finding.SubOutcome = "infection", "herpes_zoster" }),
		with(ratio("C", "kim2001", "upadacitinib", "1.1", "0.9", "1.3"), func(r *evidence.TableRow) { r.Finding.Outcome, r.Finding.SubOutcome = "infection", "any_infection" }),
		ratio("D", "kim2001", "upadacitinib", "1.2", "0.9", "1.5"),
	}
	zoster := summary.ByOutcome(summary.Input{Rows: rows}, "herpes_zoster", summary.Options{})
	want := []string{" Infection", "  Herpes zoster (HZ)", "   JAK inhibitors (class)", "    vs placebo", "     Lee et al. 2002 | JAK inhibitors (class) | 1.7 (1.0–3.0)",
		"   Upadacitinib", "    vs placebo", "     Kim et al. 2001 | upadacitinib | 2.0 (1.0–3.0)"}
	if diff := cmp.Diff(want, lines(zoster)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	infection := summary.ByOutcome(summary.Input{Rows: rows}, "infection", summary.Options{})
	if shownIn(infection, "A") == nil || shownIn(infection, "C") == nil || shownIn(infection, "D") != nil {
		t.Errorf("infection: %v", lines(infection))
	}
	study := summary.ByStudy(summary.Input{Rows: rows}, summary.Options{})
	if got := lines(study); len(got) == 0 || got[0] != "Kim et al. 2001" || shownIn(study, "B") == nil || shownIn(study, "D") == nil {
		t.Errorf("by study: %v", got)
	}
}

func TestStamp(t *testing.T) {
	s := summary.ByDrug(summary.Input{}, "tofacitinib", summary.Options{Stamp: summary.Stamp{Program: "dossier 1.2.3", Fingerprint: "abc", Now: time.Date(2024, 5, 6, 0, 0, 0, 0, time.UTC), Searched: "2024-04-01"}})
	if got := s.Notes[len(s.Notes)-1]; got != "Made 2024-05-06; dossier 1.2.3; data abc; last search 2024-04-01." {
		t.Errorf("%q", got)
	}
}

func TestByReview(t *testing.T) {
	review := with(ratio("R", "kim2001", "tofacitinib", "1.3", "1.0", "1.6"), func(r *evidence.TableRow) { r.Study.Design = "network meta-analysis" })
	part := with(ratio("P", "lee2002", "tofacitinib", "1.4", "1.0", "1.6"), func(r *evidence.TableRow) { r.Finding.Design = "systematic review" })
	trial := ratio("T", "may2003", "tofacitinib", "1.5", "1.0", "2.0")
	s := summary.ByReview(summary.Input{Rows: []evidence.TableRow{review, part, trial}}, summary.Options{})
	if shownIn(s, "R") == nil || shownIn(s, "P") == nil || shownIn(s, "T") != nil {
		t.Errorf("%v", lines(s))
	}
	if !strings.Contains(strings.Join(s.Notes, " "), "may include the same trials") {
		t.Errorf("notes %v", s.Notes)
	}
}

func TestCharacteristics(t *testing.T) {
	a := with(ratio("A", "kim2001", "tofacitinib", "1.3", "1.0", "1.6"), func(r *evidence.TableRow) {
		r.Study.N, r.Study.Funding, r.Study.Trial, r.Finding.FollowUp = 4362, []string{"Maker Ltd"}, "the-trial", "median 4 y"
	})
	b := with(a, func(r *evidence.TableRow) {
		r.Finding.ID, r.Finding.Outcome, r.Finding.Comparator = "B", "vte", "tnf_inhibitors"
	})
	hidden := with(ratio("C", "kim2001", "baricitinib", "1.3", "1.0", "1.6"), func(r *evidence.TableRow) { r.Finding.Usable, r.Study = false, a.Study })
	s := summary.Characteristics(summary.Input{Rows: []evidence.TableRow{b, hidden, a}, Studies: []evidence.StudyHead{{Key: "lee2002", Authors: "Lee", Year: 2002, Pending: "offline"}}}, summary.Options{})
	var got []string
	for i := range s.Rows {
		var cells []string
		for _, c := range s.Rows[i].Cells {
			cells = append(cells, c.Text)
		}
		got = append(got, strings.Join(cells, " | "))
	}
	want := []string{
		"Kim et al. 2001 | the-trial | RCT | rheumatoid arthritis | 4362 | tofacitinib | TNF inhibitors; placebo | major adverse cardiovascular event; venous thromboembolism | median 4 y | 2 | Maker Ltd",
		"Lee 2002 |  |  |  |  |  |  |  |  | 0 | ",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if text := fmt.Sprint(s.Footnotes); !strings.Contains(text, "not complete: offline") {
		t.Errorf("footnotes %s", text)
	}
	if len(s.References) != 2 {
		t.Errorf("%d references", len(s.References))
	}
}

// A large body of one study prints its first numbers, and what tells them apart.
func TestParagraphOfOneLargeStudy(t *testing.T) {
	var rows []evidence.TableRow
	for i := range 6 {
		rows = append(rows, with(ratio(fmt.Sprint("A", i), "kim2001", "tofacitinib", fmt.Sprintf("1.%d", i), "1.0", "2.0"), func(r *evidence.TableRow) {
			r.Finding.Population = fmt.Sprintf("stratum %d", i)
			r.Finding.Treat, r.Finding.Control = evidence.Arm{N: "300", PersonYears: "250"}, evidence.Arm{N: "100", PersonYears: "80"}
		}))
	}
	rows[0].Finding.Margin = "1.8"
	rows[1].Finding.Measure, rows[1].Finding.Note, rows[1].Finding.Estimate, rows[1].Finding.CILow, rows[1].Finding.CIHigh = "qualitative", "no figures", "", "", ""
	paragraphs := summary.Paragraphs(summary.ByDrug(summary.Input{Rows: rows}, "tofacitinib", summary.Options{
		Absolute: func(r evidence.TableRow) (string, string) { return "+3 (−1 to +9)", "formula." }}))
	want := "Vs placebo; 1 study, 6 numbers, at least 300 / 100 patients, at least 250 / 80 person-years [@kim2001]; HR 1.0 (1.0–2.0), margin 1.8, +3 (−1 to +9) per 1,000 (stratum 0) [@kim2001]; " +
		"HR 1.2 (1.0–2.0), +3 (−1 to +9) per 1,000 (stratum 2) [@kim2001]; HR 1.3 (1.0–2.0), +3 (−1 to +9) per 1,000 (stratum 3) [@kim2001]; " +
		"HR 1.4 (1.0–2.0), +3 (−1 to +9) per 1,000 (stratum 4) [@kim2001]; 2 more in the table."
	if len(paragraphs) != 1 || paragraphs[0].Text != want {
		t.Errorf("(-want +got):\n%s", cmp.Diff(want, paragraphs[0].Text))
	}
	words := summary.Paragraphs(summary.ByDrug(summary.Input{Rows: rows[1:2]}, "tofacitinib", summary.Options{}))
	if got := words[0].Text; !strings.Contains(got, "in words: no figures [@kim2001]") {
		t.Errorf("in words: %s", got)
	}
}

func TestParagraphs(t *testing.T) {
	rows := []evidence.TableRow{
		with(ratio("A", "kim2001", "tofacitinib", "1.48", "1.04", "2.09"), func(r *evidence.TableRow) { r.Finding.Trial = "t" }),
		with(ratio("B", "lee2002", "tofacitinib", "1.48", "1.04", "2.09"), func(r *evidence.TableRow) { r.Finding.Trial = "t" }),
		with(ratio("C", "may2003", "tofacitinib", "0.41", "0.30", "0.55"), func(r *evidence.TableRow) {
			r.Finding.Measure, r.Finding.Comparator, r.Finding.Dose = "IR per 100 PY", "", "5 mg BID"
		}),
		ratio("D", "nye2004", "jak_inhibitors", "1.2", "1.0", "1.4"),
	}
	for i := range 6 {
		rows = append(rows, with(ratio(fmt.Sprint("V", i), fmt.Sprintf("ito200%d", i+1), "tofacitinib", fmt.Sprintf("1.%d", i), "1.0", "2.0"), func(r *evidence.TableRow) {
			r.Finding.Outcome = "vte"
		}))
	}
	got := summary.Paragraphs(summary.ByDrug(summary.Input{Rows: rows}, "tofacitinib", summary.Options{
		Certainty: func(drug, outcome, sub, comparator string) (string, string) {
			if outcome == "vte" {
				return "low", ""
			}
			return "", ""
		}}))
	want := []summary.Paragraph{
		{Section: "Tofacitinib", Heading: "Major adverse cardiovascular event (MACE)",
			Text: "Vs placebo; 1 study, 1 number; HR 1.48 (1.04–2.09) [@kim2001; @lee2002]. One arm, no comparator; 1 study, 1 number; IR per 100 PY 0.41 (0.30–0.55) with 5 mg BID [@may2003].",
			Keys: []string{"kim2001", "lee2002", "may2003"}},
		{Section: "Tofacitinib", Heading: "Venous thromboembolism (VTE)",
			Text: "Vs placebo; 6 studies, 6 numbers; HR 1.0–1.5 (range, 6 studies) [@ito2001; @ito2002; @ito2003; @ito2004; @ito2005; @ito2006]; certainty low.",
			Keys: []string{"ito2001", "ito2002", "ito2003", "ito2004", "ito2005", "ito2006"}},
		{Section: "JAK inhibitors (class): findings of the class, not of tofacitinib alone", Heading: "Major adverse cardiovascular event (MACE)",
			Text: "Vs placebo; 1 study, 1 number; HR 1.2 (1.0–1.4) [@nye2004].", Keys: []string{"nye2004"}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
