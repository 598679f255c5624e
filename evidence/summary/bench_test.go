package summary_test

import (
	"fmt"
	"testing"

	"dossier/evidence"
	"dossier/evidence/summary"
)

// BenchmarkDrugTable builds the table of a drug with 1,000 findings of 400
// studies, its classes among them.
func BenchmarkDrugTable(b *testing.B) {
	outcomes := [][2]string{{"mace", ""}, {"vte", "pulmonary_embolism"}, {"malignancy", "excluding_nmsc"}, {"infection", "herpes_zoster"}, {"infection", "serious_infection"}, {"acne", ""}}
	var rows []evidence.TableRow
	for i := range 1000 {
		o := outcomes[i%len(outcomes)]
		rows = append(rows, evidence.TableRow{
			Finding: evidence.Finding{ID: fmt.Sprintf("F%04d", i), Study: fmt.Sprintf("s%03d", i%400), Drug: []string{"tofacitinib", "jak_inhibitors", "pan_jak"}[i%3],
				Comparator: []string{"placebo", "tnf_inhibitors", ""}[i%3], Outcome: o[0], SubOutcome: o[1], Measure: []string{"HR", "OR", "IR per 100 PY"}[i%3],
				Population: "Rheumatoid arthritis", Estimate: "1.33", CILow: "0.91", CIHigh: "1.94", CILevel: "95", TimeWindow: fmt.Sprintf("%d weeks", i%52), Usable: true,
				Status: evidence.Confirmed, Treat: evidence.Arm{Events: "98", N: "2911"}, Control: evidence.Arm{Events: "37", N: "1451"}},
			Study: evidence.StudyHead{Key: fmt.Sprintf("s%03d", i%400), Authors: "Someone et al.", Year: 2000 + i%25, Design: "RCT"},
		})
	}
	in := summary.Input{Rows: rows, Vocabulary: evidence.DefaultVocabulary()}
	b.ReportAllocs()
	for b.Loop() {
		if s := summary.ByDrug(in, "tofacitinib", summary.Options{}); len(s.Rows) < 1000 {
			b.Fatal(len(s.Rows))
		}
	}
}
