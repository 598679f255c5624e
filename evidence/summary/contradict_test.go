package summary

import (
	"strings"
	"testing"

	"dossier/evidence"
)

func TestNoEventsAgainstEvents(t *testing.T) {
	for _, c := range []struct {
		name           string
		kind           evidence.AbsenceKind
		study, outcome string // of the absence
		sub, events    string // of the finding
		want           int    // rows marked
	}{
		{"same outcome", evidence.ZeroEvents, "kim2001", "vte", "", "3", 2},
		{"finding beneath the outcome", evidence.ZeroEvents, "kim2001", "vte", "pulmonary_embolism", "1", 2},
		{"same sub-outcome", evidence.ZeroEvents, "kim2001", "pulmonary_embolism", "pulmonary_embolism", "1", 2},
		{"other sub-outcome", evidence.ZeroEvents, "kim2001", "pulmonary_embolism", "deep_vein_thrombosis", "1", 0},
		{"zero events in both", evidence.ZeroEvents, "kim2001", "vte", "", "0", 0},
		{"number not printed", evidence.ZeroEvents, "kim2001", "vte", "", "", 0},
		{"other study", evidence.ZeroEvents, "lee2002", "vte", "", "3", 0},
		{"not reported", evidence.NotReported, "kim2001", "vte", "", "3", 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			in := Input{Rows: []evidence.TableRow{{Study: evidence.StudyHead{Key: "kim2001"},
				Finding: evidence.Finding{ID: "F1", Study: "kim2001", Drug: "tofacitinib", Outcome: "vte", SubOutcome: c.sub, Measure: "IR per 100 PY", Estimate: "0.30",
					Treat: evidence.Arm{Events: evidence.Printed(c.events)}, Status: evidence.Confirmed, Usable: true}}},
				Absences: []evidence.Absence{{Study: c.study, Drug: "tofacitinib", Outcome: c.outcome, Kind: c.kind}}}
			s := ByDrug(in, "tofacitinib", Options{})
			mark := ""
			for _, f := range s.Footnotes {
				if strings.HasPrefix(f.Text, "Conflict: an entry says that kim2001 reports no event of ") && strings.HasSuffix(f.Text, countPrinted(c.events)+".") {
					mark = f.Mark
				}
			}
			got := 0
			for _, r := range s.Rows {
				for _, cell := range r.Cells {
					for _, m := range cell.Marks {
						if m == mark {
							got++
						}
					}
				}
			}
			if got != c.want {
				t.Errorf("%d cells are marked, want %d: %v", got, c.want, s.Footnotes)
			}
		})
	}
}
