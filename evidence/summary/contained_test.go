package summary_test

import (
	"strings"
	"testing"

	"dossier/evidence"
	"dossier/evidence/summary"
)

// A pooled analysis and a study in it stand in one table: the study's patients are
// counted once, and a footnote says so.
func TestPooledAnalysisCountsOnce(t *testing.T) {
	sized := func(r evidence.TableRow, n, years evidence.Printed) evidence.TableRow {
		r.Finding.Treat, r.Finding.Control = evidence.Arm{N: n, PersonYears: years}, evidence.Arm{N: n, PersonYears: years}
		return r
	}
	rows := []evidence.TableRow{
		sized(ratio("A", "kim2001", "tofacitinib", "0.80", "0.5", "1.2"), "100", "80"),
		sized(ratio("B", "lee2002", "tofacitinib", "1.90", "1.1", "3.0"), "200", "150.5"),
		sized(ratio("C", "may2003", "tofacitinib", "1.40", "1.2", "1.6"), "900", "700"),
	}
	bodyOf := func(o summary.Options) (*evidence.Summary, *evidence.Row) {
		s := summary.ByDrug(summary.Input{Rows: rows}, "tofacitinib", o)
		for i := range s.Rows {
			if s.Rows[i].Body != nil {
				return s, &s.Rows[i]
			}
		}
		t.Fatal("no body of evidence")
		return nil, nil
	}
	s, row := bodyOf(summary.Options{})
	if row.Body.Studies != 3 || row.Body.Patients != "at least 1200 / 1200" || row.Body.Years != "at least 930.5 / 930.5" || cell(s, row, "design") != "RCT (3)" ||
		cell(s, row, "events") != "at least 930.5 / 930.5 PY" {
		t.Errorf("apart: %+v", row.Body)
	}
	rows[2].Study.Pools = []string{"kim2001"}
	check := func(s *evidence.Summary, row *evidence.Row) {
		t.Helper()
		if row.Body.Studies != 2 || row.Body.Findings != 3 || row.Body.Patients != "at least 1100 / 1100" || !strings.HasPrefix(row.Body.Direction, "above 2, includes 0") {
			t.Errorf("together: %+v", row.Body)
		}
		var said bool
		for _, f := range s.Footnotes {
			said = said || strings.HasPrefix(f.Text, "May et al. 2003 pools Kim et al. 2001: both stand here")
		}
		if !said {
			t.Errorf("no footnote says so: %+v", s.Footnotes)
		}
	}
	check(bodyOf(summary.Options{}))
	rows[2].Study.Pools = nil
	check(bodyOf(summary.Options{Contains: func(study string) []string {
		if study == "may2003" {
			return []string{"kim2001"}
		}
		return nil
	}}))
}
