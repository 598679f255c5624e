package summary_test

import (
	"strings"
	"testing"

	"dossier/evidence"
	"dossier/evidence/summary"
)

func TestSummaryOfFindings(t *testing.T) {
	retracted := func(r *evidence.TableRow) {
		r.Study.Notices = []evidence.Notice{{Kind: evidence.NoticeRetraction, Source: "pubmed"}}
	}
	rows := []evidence.TableRow{
		ratio("A", "kim2001", "tofacitinib", "0.80", "0.5", "1.2"),
		with(ratio("B", "lee2002", "tofacitinib", "1.90", "1.1", "3.0"), retracted),
		with(ratio("C", "may2003", "tofacitinib", "2.50", "1.2", "3.0"), func(r *evidence.TableRow) { r.Finding.Outcome, r.Finding.Dose = "vte", "5 mg" }),
		with(ratio("D", "may2003", "tofacitinib", "3.50", "1.2", "9.0"), func(r *evidence.TableRow) { r.Finding.Outcome, r.Finding.Dose = "vte", "10 mg" }),
	}
	s := summary.SoF(summary.Input{Rows: rows, Absences: []evidence.Absence{{Study: "kim2001", Drug: "tofacitinib", Outcome: "acne", Kind: evidence.NotReported}}}, "tofacitinib", summary.Options{})
	if s.Kind != "sof" || len(s.References) != 3 {
		t.Errorf("kind %q, %d references", s.Kind, len(s.References))
	}
	var bodies []*evidence.Row
	for i := range s.Rows {
		switch r := &s.Rows[i]; r.Kind {
		case evidence.RowStudy, evidence.RowAbsence:
			t.Errorf("a row of a study: %+v", r)
		case evidence.RowComparator:
			bodies = append(bodies, r)
		}
	}
	if len(bodies) != 2 {
		t.Fatalf("%d bodies of evidence, want 2", len(bodies))
	}
	if got := cell(s, bodies[0], "estimate"); got != "HR 0.80–1.90 (range, 2 studies)" {
		t.Errorf("two studies: %q", got)
	}
	if got := cell(s, bodies[1], "estimate"); got != "HR 2.50 (1.2–3.0), 5 mg; HR 3.50 (1.2–9.0), 10 mg" {
		t.Errorf("one study: %q", got)
	}
	marked := false
	for _, f := range s.Footnotes {
		marked = marked || strings.Contains(f.Text, "was retracted")
	}
	if !marked {
		t.Errorf("the retraction is not in the footnotes: %v", s.Footnotes)
	}
}
