package body_test

import (
	"strings"
	"testing"

	"dossier/evidence"
	"dossier/evidence/synthesis/body"
	"dossier/evidence/synthesis/pool"
)

func TestIntegratedAnalysesOfOneProgramme(t *testing.T) {
	integrated := func(r *evidence.TableRow) { r.Study.Design = "integrated trial safety analysis" }
	tests := []struct {
		name        string
		one, two    func(*evidence.TableRow)
		wantRefused bool
	}{
		{"two of one drug", integrated, integrated, true},
		{"beside a trial of the drug", integrated, nil, true},
		{"beside its extension", integrated, func(r *evidence.TableRow) { r.Study.Design = "open-label extension" }, true},
		{"beside a cohort", integrated, func(r *evidence.TableRow) { r.Study.Design = "cohort" }, false},
		{"two trials", nil, nil, false},
		{"two drugs", integrated, func(r *evidence.TableRow) { integrated(r); r.Finding.Drug = "baricitinib" }, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			refused := false
			for _, r := range body.Refuse([]evidence.TableRow{row("F1", "a2020", tt.one), row("F2", "b2021", tt.two)}, body.Options{}) {
				refused = refused || r.Code == "integrated"
			}
			if refused != tt.wantRefused {
				t.Errorf("refused %v, want %v", refused, tt.wantRefused)
			}
		})
	}
}

// counts makes a finding that prints its counts only.
func counts(id, study, dose string, a, n1, c, n2 evidence.Printed) evidence.TableRow {
	return row(id, study, func(r *evidence.TableRow) {
		r.Finding.Dose, r.Finding.Estimate, r.Finding.CILow, r.Finding.CIHigh, r.Finding.CILevel = dose, "", "", "", ""
		r.Finding.Treat, r.Finding.Control = evidence.Arm{Events: a, N: n1}, evidence.Arm{Events: c, N: n2}
	})
}

func TestArmsThatShareAControl(t *testing.T) {
	rows := []evidence.TableRow{
		counts("F1", "a2020", "5 mg", "10", "100", "8", "100"), counts("F2", "a2020", "10 mg", "14", "100", "8", "100"),
		counts("F3", "b2021", "5 mg", "9", "120", "7", "118"),
	}
	for _, tt := range []struct {
		name  string
		split bool
		k     int
		says  string
	}{{"combined", false, 2, "2 arms that share a control were combined"}, {"split", true, 3, "the control was split between 2 arms"}} {
		t.Run(tt.name, func(t *testing.T) {
			p, refusals, err := body.Pool(rows, body.Options{SplitControl: tt.split}, pool.Defaults())
			if err != nil || len(refusals) > 0 {
				t.Fatal(err, refusals)
			}
			if p.K != tt.k || len(p.Members) != tt.k || !strings.Contains(strings.Join(p.Combined, " "), tt.says) {
				t.Errorf("k %d, %d members, says %q", p.K, len(p.Members), p.Combined)
			}
		})
	}
}

// A study without an event in one arm, beside studies that print ratios only, has
// no ratio of its own: it is dropped and said, and spoils nothing.
func TestZeroBesidePrintedRatios(t *testing.T) {
	rows := []evidence.TableRow{row("F1", "a2020", nil), row("F2", "b2021", nil), counts("F3", "c2022", "", "0", "50", "3", "50")}
	p, refusals, err := body.Pool(rows, body.Options{}, pool.Defaults())
	if err != nil || len(refusals) > 0 {
		t.Fatal(err, refusals)
	}
	if p.K != 2 || len(p.Members) != 2 || len(p.Dropped) != 1 || p.Dropped[0].Study != "F3" {
		t.Errorf("k %d, members %v, dropped %v", p.K, p.Members, p.Dropped)
	}
}
