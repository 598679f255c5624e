package body_test

import (
	"encoding/csv"
	"errors"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"dossier/cmd/corpustest"
	"dossier/evidence"
	"dossier/evidence/synthesis/body"
	"dossier/evidence/synthesis/effect"
	"dossier/evidence/synthesis/pool"
)

// row makes a finding of a randomised trial against placebo, changed by edit.
func row(id, study string, edit func(*evidence.TableRow)) evidence.TableRow {
	r := evidence.TableRow{
		Finding: evidence.Finding{ID: id, Study: study, Drug: "tofacitinib", Comparator: "placebo", Outcome: "mace", Measure: "RR",
			Estimate: "1.5", CILow: "0.8", CIHigh: "2.8", CILevel: "95"},
		Study: evidence.StudyHead{Key: study, Design: "RCT"},
	}
	if edit != nil {
		edit(&r)
	}
	return r
}

func TestRefuse(t *testing.T) {
	plain := row("F1", "a2020", nil)
	tests := []struct {
		name  string
		other func(*evidence.TableRow)
		opts  body.Options
		want  []string
	}{
		{"alike", nil, body.Options{}, nil},
		{"measures", func(r *evidence.TableRow) { r.Finding.Measure = "OR" }, body.Options{}, []string{"measures"}},
		{"comparators", func(r *evidence.TableRow) { r.Finding.Comparator = "methotrexate" }, body.Options{}, []string{"comparators"}},
		{"one arm beside two", func(r *evidence.TableRow) { r.Finding.Comparator = "" }, body.Options{}, []string{"comparators"}},
		{"doses", func(r *evidence.TableRow) { r.Finding.Comparator = "same drug, 5 mg BID" }, body.Options{}, []string{"dose-against-dose"}},
		{"outcomes", func(r *evidence.TableRow) { r.Finding.Outcome = "vte" }, body.Options{}, []string{"outcomes"}},
		{"populations", func(r *evidence.TableRow) { r.Finding.Population = "atopic dermatitis" }, body.Options{}, nil},
		{"standardised ratio", func(r *evidence.TableRow) { r.Finding.Measure = "SIR" }, body.Options{}, []string{"measures", "standardised"}},
		{"prognostic", func(r *evidence.TableRow) { r.Finding.Comparator = "factor absent" }, body.Options{}, []string{"comparators", "prognostic"}},
		{"words", func(r *evidence.TableRow) { r.Finding.Measure = "qualitative" }, body.Options{}, []string{"measures", "no-measure"}},
		{"class", func(r *evidence.TableRow) { r.Finding.Drug = "jak_inhibitors" }, body.Options{}, []string{"class-and-member"}},
		{"another member", func(r *evidence.TableRow) { r.Finding.Drug = "baricitinib" }, body.Options{}, nil},
		{"review", func(r *evidence.TableRow) { r.Study.Design = "network meta-analysis" }, body.Options{}, []string{"review-and-primary"}},
		{"same trial", func(r *evidence.TableRow) { r.Finding.Trial = "a2020" }, body.Options{}, []string{"same-study"}},
		{"rejected", func(r *evidence.TableRow) { r.Finding.Status = evidence.Rejected }, body.Options{}, []string{"rejected"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, codes(body.Refuse([]evidence.TableRow{plain, row("F2", "b2021", tt.other)}, tt.opts))); diff != "" {
				t.Errorf("refusals (-want +got):\n%s", diff)
			}
		})
	}
}

func codes(refusals []body.Refusal) []string {
	seen := map[string]bool{}
	for _, r := range refusals {
		seen[r.Code] = true
	}
	var list []string
	for _, code := range []string{"adjustment", "class-and-member", "comparators", "designs", "dose-against-dose", "measures", "no-measure", "outcomes", "populations",
		"prognostic", "rejected", "review-and-primary", "same-study", "several-reviews", "standardised"} {
		if seen[code] {
			list = append(list, code)
			delete(seen, code)
		}
	}
	for code := range seen {
		list = append(list, "unexpected "+code)
	}
	return list
}

func TestRefuseTellsApart(t *testing.T) {
	adjusted := func(v string) func(*evidence.TableRow) {
		return func(r *evidence.TableRow) { r.Finding.Adjusted = v }
	}
	population := func(v string) func(*evidence.TableRow) {
		return func(r *evidence.TableRow) { r.Finding.Population = v }
	}
	design := func(v string) func(*evidence.TableRow) {
		return func(r *evidence.TableRow) { r.Study.Design = v }
	}
	review := design("systematic review")
	tests := []struct {
		name string
		rows []evidence.TableRow
		opts body.Options
		want []string
	}{
		{"adjusted and crude", []evidence.TableRow{row("F1", "a", adjusted("yes")), row("F2", "b", adjusted("no"))}, body.Options{}, []string{"adjustment"}},
		{"adjusted and randomised", []evidence.TableRow{row("F1", "a", adjusted("yes")), row("F2", "b", adjusted(""))}, body.Options{}, nil},
		{"populations", []evidence.TableRow{row("F1", "a", population("RA")), row("F2", "b", population("AD"))}, body.Options{}, []string{"populations"}},
		{"designs", []evidence.TableRow{row("F1", "a", design("RCT")), row("F2", "b", design("cohort"))}, body.Options{}, []string{"designs"}},
		{"designs allowed", []evidence.TableRow{row("F1", "a", design("RCT")), row("F2", "b", design("cohort"))}, body.Options{MixDesigns: true}, nil},
		{"an extension is not randomised", []evidence.TableRow{row("F1", "a", design("RCT")), row("F2", "b", design("RCT long-term extension"))}, body.Options{}, []string{"designs"}},
		{"a design not stated", []evidence.TableRow{row("F1", "a", design("cohort")), row("F2", "b", design("phase 2"))}, body.Options{}, nil},
		{"populations allowed", []evidence.TableRow{row("F1", "a", population("RA")), row("F2", "b", population("AD"))}, body.Options{MixPopulations: true}, nil},
		{"two reviews", []evidence.TableRow{row("F1", "a", review), row("F2", "b", review)}, body.Options{}, []string{"several-reviews"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, codes(body.Refuse(tt.rows, tt.opts))); diff != "" {
				t.Errorf("refusals (-want +got):\n%s", diff)
			}
		})
	}
	pooled := func(r *evidence.TableRow) { r.Study.Design, r.Study.Pools = "pooled RCT", []string{"b"} }
	members := body.Refuse([]evidence.TableRow{row("F1", "a", pooled), row("F2", "b", nil), row("F3", "c", nil)}, body.Options{})
	if len(members) != 1 || members[0].Code != "pooled-and-member" || members[0].Message != "a pools b, whose patients would count twice" || !slices.Equal(members[0].Findings, []string{"F1", "F2"}) {
		t.Errorf("a pooled analysis beside one of its trials: %+v", members)
	}
	got := body.Refuse([]evidence.TableRow{row("F1", "rev", review), row("F2", "b", nil)}, body.Options{Pooled: map[string][]string{"rev": {"b"}}})
	if len(got) != 1 || got[0].Message != "rev pools b" {
		t.Errorf("a known member of a review is not named: %+v", got)
	}
}

func TestPool(t *testing.T) {
	counts := func(dose string, a, n, c, m evidence.Printed) func(*evidence.TableRow) {
		return func(r *evidence.TableRow) {
			r.Finding.Dose = dose
			r.Finding.Treat, r.Finding.Control = evidence.Arm{Events: a, N: n}, evidence.Arm{Events: c, N: m}
			r.Finding.Estimate, r.Finding.CILow, r.Finding.CIHigh, r.Finding.CILevel = "", "", "", ""
		}
	}
	z := pool.Options{Method: pool.FE, Test: pool.Z, Level: 95}

	t.Run("printed intervals", func(t *testing.T) {
		p, refused, err := body.Pool([]evidence.TableRow{row("F1", "a", nil), row("F2", "b", nil)}, body.Options{}, z)
		if err != nil || len(refused) > 0 {
			t.Fatal(err, refused)
		}
		// two equal studies: the same estimate, the standard error divided by √2
		se := (math.Log(2.8) - math.Log(0.8)) / (2 * 1.959963984540054) / math.Sqrt2
		if math.Abs(p.Beta-math.Log(1.5)) > 1e-12 || math.Abs(p.Se-se) > 1e-12 {
			t.Errorf("got %v (%v), want %v (%v)", p.Beta, p.Se, math.Log(1.5), se)
		}
		if got := p.Display().Est; math.Abs(got-1.5) > 1e-12 {
			t.Errorf("displayed %v", got)
		}
		if len(p.Members) != 2 || math.Abs(p.Members[0].Weight-50) > 1e-9 || math.Abs(p.Members[1].Yi-math.Log(1.5)) > 1e-12 {
			t.Errorf("members %+v, want two of weight 50", p.Members)
		}
	})
	t.Run("dose arms with one control are combined", func(t *testing.T) {
		rows := []evidence.TableRow{row("F1", "a", counts("5 mg", "4", "100", "3", "99")), row("F2", "a", counts("10 mg", "6", "101", "3", "99"))}
		p, refused, err := body.Pool(rows, body.Options{}, z)
		if err != nil || len(refused) > 0 {
			t.Fatal(err, refused)
		}
		want := math.Log(10.0 / 201 / (3.0 / 99))
		if p.K != 1 || math.Abs(p.Beta-want) > 1e-12 || len(p.Combined) != 1 {
			t.Errorf("k %d, beta %v, want 1 study of %v; %v", p.K, p.Beta, want, p.Combined)
		}
	})
	t.Run("a zero cell gets no correction", func(t *testing.T) {
		rows := []evidence.TableRow{row("F1", "a", counts("", "4", "100", "0", "99")), row("F2", "b", counts("", "6", "101", "3", "99"))}
		p, refused, err := body.Pool(rows, body.Options{}, z)
		if err != nil || len(refused) > 0 {
			t.Fatal(err, refused)
		}
		want, _ := pool.MantelHaenszel(effect.RR, []effect.Table{{Ai: 4, N1i: 100, Ci: 0, N2i: 99}, {Ai: 6, N1i: 101, Ci: 3, N2i: 99}}, true, 95)
		if len(p.Notes) != 1 || !strings.Contains(p.Notes[0], "sensitivity: RR ") || !strings.Contains(p.Notes[0], "0.5 added to zero cells (only0)") {
			t.Errorf("notes: %q", p.Notes)
		}
		none := append(rows, row("F3", "c", counts("", "0", "50", "0", "50")))
		if p, _, err := body.Pool(none, body.Options{}, z); err != nil || len(p.Notes) != 2 || p.Notes[0] != "without an event in either arm, of no weight in a ratio: 1 of 3 studies" {
			t.Errorf("notes with an empty study: %q, %v", p.Notes, err)
		}
		if !p.Sparse || p.Beta != want.Beta || p.K != 2 {
			t.Errorf("sparse %v, beta %v, want %v", p.Sparse, p.Beta, want.Beta)
		}
	})
	t.Run("nothing assumed is pooled", func(t *testing.T) {
		empty := func(r *evidence.TableRow) { r.Finding.CILow = "" }
		_, refused, err := body.Pool([]evidence.TableRow{row("F1", "a", empty), row("F2", "b", empty)}, body.Options{}, z)
		if !errors.Is(err, pool.ErrNotEstimable) || len(refused) > 0 {
			t.Errorf("got error %v, refusals %v", err, refused)
		}
	})
	t.Run("refused", func(t *testing.T) {
		p, refused, err := body.Pool([]evidence.TableRow{row("F1", "a", nil), row("F2", "a", nil)}, body.Options{}, z)
		if err != nil || len(refused) != 1 || p.K != 0 {
			t.Errorf("got %+v, %v, %v", p.Fit, refused, err)
		}
	})
}

// Every pair of findings of the worked example that shares patients, mixes a
// class with a member, or a comparison of doses with one against a control, is
// refused with the reason.
func TestConformanceRefusals(t *testing.T) {
	rows := exampleRows(t, filepath.Join(corpustest.Dir(t, "jak"), "findings.csv"))
	v := evidence.DefaultVocabulary()
	counts := map[string]int{}
	for i := range rows {
		for j := range i {
			a, b := rows[i], rows[j]
			var want []string
			if label(a) == label(b) {
				want = append(want, "same-study")
			}
			if parent(v, a.Finding.Drug, b.Finding.Drug) || parent(v, b.Finding.Drug, a.Finding.Drug) {
				want = append(want, "class-and-member")
			}
			if a.Finding.DoseAgainstDose() != b.Finding.DoseAgainstDose() {
				want = append(want, "dose-against-dose")
			}
			if len(want) == 0 {
				counts["pairs of none of these kinds"]++
				continue
			}
			got := map[string]bool{}
			refusals := body.Refuse([]evidence.TableRow{a, b}, body.Options{})
			for _, r := range refusals {
				got[r.Code] = true
				if r.Message == "" || r.WayOut == "" || len(r.Findings) == 0 {
					t.Errorf("%s with %s: a refusal without reason or way out: %+v", a.Finding.ID, b.Finding.ID, r)
				}
			}
			for _, code := range want {
				if code == "same-study" && !got[code] && sharedControl(a, b) {
					counts["arms that share a control"]++
					continue
				}
				if !got[code] {
					t.Errorf("%s with %s: not refused for %s", a.Finding.ID, b.Finding.ID, code)
				}
				counts[code]++
			}
		}
	}
	t.Logf("pairs of %d usable findings: %v", len(rows), counts)
	if counts["same-study"] == 0 || counts["class-and-member"] == 0 {
		t.Error("the example has no pairs to refuse")
	}
}

func label(r evidence.TableRow) string {
	if r.Finding.Trial != "" {
		return r.Finding.Trial
	}
	return r.Finding.Study
}

func parent(v *evidence.Vocabulary, drug, class string) bool {
	d, ok := v.Drug(drug)
	return ok && d.Parent == class
}

func sharedControl(a, b evidence.TableRow) bool {
	return a.Finding.Study == b.Finding.Study && a.Finding.Control == b.Finding.Control && a.Finding.Control.Events != "" &&
		(a.Finding.Dose != b.Finding.Dose || a.Finding.Drug != b.Finding.Drug)
}

func exampleRows(t *testing.T, path string) []evidence.TableRow {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	records, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	column := map[string]int{}
	for i, name := range records[0] {
		column[name] = i
	}
	var rows []evidence.TableRow
	for _, rec := range records[1:] {
		get := func(name string) string { return rec[column[name]] }
		number := func(name string) evidence.Printed { return evidence.Printed(get(name)) }
		if get("usable") != "yes" {
			continue
		}
		rows = append(rows, evidence.TableRow{Finding: evidence.Finding{
			ID: get("id"), Study: get("doi"), Drug: get("drug"), Dose: get("dose"), Comparator: get("comparator"), Population: get("population"),
			Outcome: get("outcome"), SubOutcome: get("sub_outcome"), Measure: get("measure"), Estimate: number("estimate"), CILow: number("ci_low"),
			CIHigh: number("ci_high"), CILevel: number("ci_level"), P: number("p"), Adjusted: get("adjusted"), Trial: get("same_study_as"), Design: get("design"),
			Treat:   evidence.Arm{Events: number("events_treat"), N: number("n_treat"), PersonYears: number("person_years")},
			Control: evidence.Arm{Events: number("events_ctrl"), N: number("n_ctrl"), PersonYears: number("person_years_ctrl")},
		}})
	}
	return rows
}
