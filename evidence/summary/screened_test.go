package summary

import (
	"slices"
	"strings"
	"testing"

	"dossier/evidence"
)

func TestExcludedStudies(t *testing.T) {
	row := func(id, key, screened string) evidence.TableRow {
		return evidence.TableRow{Study: evidence.StudyHead{Key: key, Authors: key, Year: 2020, Screened: screened},
			Finding: evidence.Finding{ID: id, Study: key, Drug: "tofacitinib", Outcome: "mace", Measure: "HR", Comparator: "placebo", Estimate: evidence.Printed("1." + id[1:]),
				CILow: "1.01", CIHigh: "3", Status: evidence.Confirmed, Usable: true}}
	}
	in := Input{Rows: []evidence.TableRow{row("F10", "Kim", "included"), row("F20", "Lee", "excluded"), row("F21", "Lee", "excluded"), row("F30", "May", "")},
		Absences: []evidence.Absence{{Study: "Lee", Drug: "tofacitinib", Outcome: "vte", Kind: evidence.NotReported}},
		Tags:     []evidence.Tag{{Study: "Lee", Drug: "baricitinib", Outcome: "vte", Status: evidence.Confirmed}}}
	const note = "2 findings of 1 excluded study are not shown."
	builders := map[string]func(Options) *evidence.Summary{
		"drug":            func(o Options) *evidence.Summary { return ByDrug(in, "tofacitinib", o) },
		"outcome":         func(o Options) *evidence.Summary { return ByOutcome(in, "mace", o) },
		"study":           func(o Options) *evidence.Summary { return ByStudy(in, o) },
		"summary":         func(o Options) *evidence.Summary { return SoF(in, "tofacitinib", o) },
		"characteristics": func(o Options) *evidence.Summary { return Characteristics(in, o) },
		"map":             func(o Options) *evidence.Summary { return Map(in, o) },
	}
	for name, build := range builders {
		t.Run(name, func(t *testing.T) {
			s := build(Options{})
			if !slices.Contains(s.Notes, note) {
				t.Errorf("no note in %q", s.Notes)
			}
			all := build(Options{Unusable: true})
			if slices.Contains(all.Notes, note) {
				t.Error("the note stands beneath a table that shows them")
			}
			for _, r := range s.Rows {
				for _, c := range r.Cells {
					if strings.Contains(c.Text, "Lee") || c.Text == "Baricitinib" {
						t.Errorf("cell %q", c.Text)
					}
				}
			}
			for _, r := range append(s.Rows, all.Rows...) {
				if r.Body != nil && r.Body.Findings > 2 {
					t.Errorf("%d findings are counted", r.Body.Findings)
				}
			}
			if name == "map" {
				return
			}
			marked := slices.ContainsFunc(all.Footnotes, func(f evidence.Footnote) bool {
				return f.Text == "Lee 2020 was excluded at screening and is not counted."
			})
			if !marked {
				t.Errorf("no mark in %v", all.Footnotes)
			}
		})
	}
	if !in.Rows[1].Finding.Usable || len(in.Absences) != 1 || len(in.Tags) != 1 {
		t.Error("the input was changed")
	}
}
