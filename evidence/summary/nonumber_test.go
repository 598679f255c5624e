package summary_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"dossier/evidence"
	"dossier/evidence/summary"
)

func TestNarrowedToAnOutcome(t *testing.T) {
	filed := func(outcome, sub string) func(*evidence.TableRow) {
		return func(r *evidence.TableRow) { r.Finding.Outcome, r.Finding.SubOutcome = outcome, sub }
	}
	in := summary.Input{
		Rows: []evidence.TableRow{
			with(ratio("A", "kim2001", "tofacitinib", "1.5", "1", "2"), filed("infection", "herpes_zoster")),
			with(ratio("B", "kim2001", "tofacitinib", "1.6", "1", "2"), filed("infection", "serious_infection")),
			with(ratio("C", "kim2001", "tofacitinib", "1.7", "1", "2"), filed("herpes_zoster", "")),
		},
		Absences: []evidence.Absence{{Study: "kim2001", Drug: "tofacitinib", Outcome: "acne", Kind: evidence.NotReported}},
	}
	s := summary.ByDrug(in, "tofacitinib", summary.Options{Outcomes: []string{"herpes_zoster"}})
	var got []string
	for i := range s.Rows {
		if f := s.Rows[i].Facts; f != nil {
			got = append(got, f.Findings...)
		}
	}
	slices.Sort(got)
	if diff := cmp.Diff([]string{"A", "C"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	whole := summary.ByDrug(in, "tofacitinib", summary.Options{})
	note := whole.Notes[slices.IndexFunc(whole.Notes, func(n string) bool { return strings.HasPrefix(n, "No number in this table") })]
	if !strings.Contains(note, "malignancy") || strings.Contains(note, "infection") || strings.Contains(note, "acne") {
		t.Errorf("outcomes without a row: %s", note)
	}
}

func TestEmptyKinds(t *testing.T) {
	in := summary.Input{
		Rows: []evidence.TableRow{
			ratio("A", "kim2001", "upadacitinib", "1.5", "1", "2"),
			with(ratio("B", "kim2001", "baricitinib", "1.5", "1", "2"), func(r *evidence.TableRow) {
				r.Finding.Outcome, r.Finding.SubOutcome = "infection", "herpes_zoster"
			}),
		},
		Absences: []evidence.Absence{{Study: "kim2001", Drug: "upadacitinib", Outcome: "acne", Kind: evidence.LookedNotFound}},
		Tags:     []evidence.Tag{{Study: "lee2002", Drug: "upadacitinib", Outcome: "vte", Status: evidence.Suggested}},
	}
	tests := []struct {
		drug, outcome string
		kind          evidence.EmptyKind
		says          string
	}{
		{"upadacitinib", "mace", "", ""},
		{"baricitinib", "infection", "", ""}, // beneath it
		{"upadacitinib", "acne", evidence.EmptyNotReported, "Not reported: a study was looked through"},
		{"upadacitinib", "herpes_zoster", evidence.EmptyNoneFound, "None found: no search for it is recorded, but a study"},
		{"upadacitinib", "serious_infection", evidence.EmptyNotSearched, "Not searched: no search for it is recorded, and no study"},
		{"upadacitinib", "vte", "", "1 study speaks of both, and no number"},
		{"jak_inhibitors", "mace", evidence.EmptyNotSearched, "Numbers there are on upadacitinib, each by itself."},
	}
	for _, tt := range tests {
		cell, text := summary.Empty(in, tt.drug, tt.outcome, summary.Options{})
		if cell.Empty != tt.kind || !strings.Contains(text, tt.says) || (tt.says == "") != (text == "") {
			t.Errorf("%s, %s: %q, %q", tt.drug, tt.outcome, cell.Empty, text)
		}
	}
	searched := summary.Options{Searched: func(_, outcome string) bool { return outcome == "serious_infection" }}
	if cell, text := summary.Empty(in, "upadacitinib", "serious_infection", searched); cell.Empty != evidence.EmptyNoneFound || !strings.Contains(text, "a recorded search covers it") {
		t.Errorf("searched: %q, %q", cell.Empty, text)
	}
}

// Beside a figure of the drug's arm stands the comparator's, where its counts are
// printed.
func TestFigureOfTheComparator(t *testing.T) {
	arms := func(measure, estimate string, control evidence.Arm) evidence.TableRow {
		return with(ratio("A", "kim2001", "tofacitinib", estimate, "", ""), func(r *evidence.TableRow) {
			r.Finding.Measure, r.Finding.Control, r.Finding.CILevel = measure, control, ""
		})
	}
	tests := map[string]struct {
		row  evidence.TableRow
		want string
	}{
		"per cent":         {arms("proportion_pct", "9.7", evidence.Arm{Events: "119", N: "1451"}), "9.7 vs 8.2"},
		"no decimals":      {arms("proportion_pct", "12", evidence.Arm{Events: "1", N: "3"}), "12 vs 33"},
		"rate":             {arms("IR per 100 PY", "1.25", evidence.Arm{Events: "3", PersonYears: "400"}), "1.25 vs 0.75"},
		"zero events":      {arms("proportion_pct", "4.7", evidence.Arm{Events: "0", N: "342"}), "4.7 vs 0.0"},
		"no counts":        {arms("proportion_pct", "4.7", evidence.Arm{N: "342"}), "4.7"},
		"a ratio has none": {arms("HR", "1.5", evidence.Arm{Events: "3", N: "342"}), "1.5"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			s := summary.ByDrug(summary.Input{Rows: []evidence.TableRow{tt.row}}, "tofacitinib", summary.Options{})
			if got := cell(s, shownIn(s, "A"), "estimate"); got != tt.want {
				t.Errorf("%q, want %q", got, tt.want)
			}
		})
	}
}
