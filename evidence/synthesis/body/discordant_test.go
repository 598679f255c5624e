package body_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"dossier/evidence"
	"dossier/evidence/synthesis/body"
)

func TestDiscordant(t *testing.T) {
	review := func(id, study string, est, lb, ub evidence.Printed, edit func(*evidence.TableRow)) evidence.TableRow {
		return row(id, study, func(r *evidence.TableRow) {
			r.Study.Design = "meta-analysis"
			r.Finding.Estimate, r.Finding.CILow, r.Finding.CIHigh = est, lb, ub
			if edit != nil {
				edit(r)
			}
		})
	}
	rows := []evidence.TableRow{
		review("F1", "a2020", "1.30", "1.05", "1.60", nil),
		review("F2", "b2021", "0.80", "0.70", "0.92", func(r *evidence.TableRow) { r.Finding.Population = "RA" }),
		review("F3", "c2022", "1.10", "0.90", "1.40", nil),
		review("F4", "d2022", "0.95", "0.80", "1.20", func(r *evidence.TableRow) { r.Finding.Outcome = "vte" }),
		review("F5", "e2022", "", "", "", nil),
		row("F6", "f2022", func(r *evidence.TableRow) { r.Finding.Estimate = "0.1" }), // no review
	}
	var got []string
	for _, d := range body.Discordant(rows) {
		got = append(got, d.A.Finding.ID+" "+d.B.Finding.ID+" "+d.Why)
	}
	want := []string{"F1 F2 intervals do not overlap", "F2 F3 estimates on different sides of 1"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("discords (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"population: not stated, RA"}, body.Discordant(rows)[0].Differs); diff != "" {
		t.Errorf("differences (-want +got):\n%s", diff)
	}
}
