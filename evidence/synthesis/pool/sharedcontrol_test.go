package pool_test

import (
	"math"
	"strings"
	"testing"

	"dossier/evidence/synthesis/effect"
	"dossier/evidence/synthesis/pool"
)

// Two doses of one study in a CSV: by default both rows are taken and a note says
// that their control counts twice; combined or split, the result is that of the
// table written that way by hand.
func TestSharedControlOfACSV(t *testing.T) {
	tests := []struct {
		name                  string
		measure               effect.Measure
		csv, combined, halved string
	}{
		{"counts", effect.RR, "study,ai,n1i,ci,n2i\nduo,4,100,3,98\nduo,6,101,3,98\nuno,8,90,7,95\n",
			"study,ai,n1i,ci,n2i\nduo,10,201,3,98\nuno,8,90,7,95\n", "study,ai,n1i,ci,n2i\nA,4,100,1.5,49\nB,6,101,1.5,49\nuno,8,90,7,95\n"},
		{"person-time", effect.IRR, "study,x1i,t1i,x2i,t2i\nduo,4,100,3,98\nduo,6,101,3,98\nuno,8,90,7,95\n",
			"study,x1i,t1i,x2i,t2i\nduo,10,201,3,98\nuno,8,90,7,95\n", "study,x1i,t1i,x2i,t2i\nA,4,100,1.5,49\nB,6,101,1.5,49\nuno,8,90,7,95\n"},
		{"means", effect.MD, "study,m1i,sd1i,n1i,m2i,sd2i,n2i\nduo,5,2,20,3,2,30\nduo,7,2,20,3,2,30\nuno,5,3,40,4,3,40\n",
			"study,m1i,sd1i,n1i,m2i,sd2i,n2i\nduo,6,2.2188007849,40,3,2,30\nuno,5,3,40,4,3,40\n", // sd² = (2·19·4 + 40)/39
			"study,m1i,sd1i,n1i,m2i,sd2i,n2i\nA,5,2,20,3,2,15\nB,7,2,20,3,2,15\nuno,5,3,40,4,3,40\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			run := func(csv string, how pool.SharedControl) pool.Result {
				table, err := pool.ParseTable([]byte(csv))
				if err != nil {
					t.Fatal(err)
				}
				r, err := table.Pool(pool.Request{Measure: tt.measure, Method: "DL", Test: pool.Z, Level: 95, Zeros: effect.DefaultZeros(), VType: effect.LS, SharedControl: how})
				if err != nil {
					t.Fatal(err)
				}
				return r
			}
			same := func(a, b pool.Result) bool {
				return a.K == b.K && math.Abs(float64(a.Beta-b.Beta)) < 1e-6 && math.Abs(float64(a.Se-b.Se)) < 1e-6
			}
			if r := run(tt.csv, ""); r.K != 3 || len(r.Notes) != 1 || !strings.Contains(r.Notes[0], "duo: lines 2, 3 have one control, which counts 2 times") {
				t.Errorf("by default: k %d, %q", r.K, r.Notes)
			}
			if got, want := run(tt.csv, pool.CombineArms), run(tt.combined, ""); !same(got, want) || !strings.Contains(strings.Join(got.Notes, ""), "duo: 2 arms that share a control were combined") {
				t.Errorf("combined: %+v, want %+v", got, want)
			}
			if got, want := run(tt.csv, pool.SplitTheControl), run(tt.halved, ""); !same(got, want) || !strings.Contains(strings.Join(got.Notes, ""), "split between 2 arms") {
				t.Errorf("split: %+v, want %+v", got, want)
			}
		})
	}
	table, err := pool.ParseTable([]byte("study,ai,n1i,ci,n2i\nduo,40,30,3,98\nduo,6,101,3,98\n"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := table.Pool(pool.Request{Measure: effect.RR, Method: "MH", Level: 95, Test: pool.Z, Zeros: effect.DefaultZeros(), SharedControl: pool.CombineArms}); err == nil || !strings.Contains(err.Error(), "ai") {
		t.Errorf("a wrong count is hidden in a sum: %v", err)
	}
	if _, err := table.Pool(pool.Request{Measure: effect.RR, Method: "DL", Level: 95, Test: pool.Z, Zeros: effect.DefaultZeros(), SharedControl: "half"}); err == nil || !strings.Contains(err.Error(), "shared-control") {
		t.Errorf("an unknown way: %v", err)
	}
}
