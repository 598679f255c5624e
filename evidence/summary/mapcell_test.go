package summary_test

import (
	"testing"

	"dossier/evidence"
	"dossier/evidence/summary"
)

// A cell of the map tells the strongest design, where the intervals lie, and the
// lowest certainty.
func TestMapCell(t *testing.T) {
	row := func(design, low, high string) evidence.TableRow {
		return with(ratio("A", "kim2001", "tofacitinib", "1", low, high), func(r *evidence.TableRow) { r.Study.Design = design })
	}
	tests := []struct {
		name      string
		rows      []evidence.TableRow
		levels    map[string]string // certainty by comparator
		design    string
		direction string
		certainty string
	}{
		{"above", []evidence.TableRow{row("cohort", "1.1", "2"), row("cohort", "0.9", "2")}, nil, "observational", "above", ""},
		{"below", []evidence.TableRow{row("network meta-analysis", "0.5", "0.9")}, nil, "review", "below", ""},
		{"mixed", []evidence.TableRow{row("phase 3", "1.1", "2"), row("cohort", "0.5", "0.9")}, nil, "trial", "mixed", ""},
		{"touching is including", []evidence.TableRow{row("", "1", "2")}, nil, "", "includes", ""},
		{"no interval", []evidence.TableRow{row("RCT", "", "")}, nil, "trial", "", ""},
		{"lowest certainty", []evidence.TableRow{row("RCT", "1.1", "2"), with(row("RCT", "1.1", "2"), func(r *evidence.TableRow) { r.Finding.Comparator = "adalimumab" })},
			map[string]string{"placebo": "moderate", "adalimumab": "very low"}, "trial", "above", "very low"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := summary.Map(summary.Input{Rows: tt.rows}, summary.Options{Certainty: func(_, _, _, comparator string) (string, string) { return tt.levels[comparator], "" }})
			for _, c := range s.Cells {
				if c.Outcome == "mace" && (c.Design != tt.design || c.Direction != tt.direction || c.Certainty != tt.certainty) {
					t.Errorf("%q, %q, %q, want %q, %q, %q", c.Design, c.Direction, c.Certainty, tt.design, tt.direction, tt.certainty)
				}
			}
		})
	}
}
