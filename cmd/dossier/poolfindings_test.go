package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"dossier/evidence"
	"dossier/evidence/synthesis/pool"
)

// exampleLibrary loads the worked example into a new library.
func exampleLibrary(tb testing.TB) string {
	tb.Helper()
	path := filepath.Join(tb.TempDir(), libraryName)
	tb.Setenv("DOSSIER_NOW", "2026-03-01T09:00:00Z")
	tb.Setenv("DOSSIER_CONFIG", filepath.Join(tb.TempDir(), "none.toml"))
	if code, _, stderr := dossier("--library", path, "init", "--example", "jak-safety", "--as", "anna"); code != exitDone {
		tb.Fatalf("init: exit %d: %s", code, stderr)
	}
	return path
}

// dossier runs one command line in this process.
func dossier(args ...string) (code int, stdout, stderr string) {
	var out, errs bytes.Buffer
	code = newApp(strings.NewReader(""), &out, &errs).execute(context.Background(), args)
	return code, out.String(), errs.String()
}

// exampleFinding is a row of the example as its file has it, read here without
// the program's own reader.
type exampleFinding struct {
	id, study, trial, drug, outcome, sub, comparator, measure, design string
}

func exampleFindings(t *testing.T) map[string]exampleFinding {
	t.Helper()
	f, err := exampleFiles.Open("example/jak-safety/findings.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r := csv.NewReader(f)
	header, err := r.Read()
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]exampleFinding{}
	for {
		row, err := r.Read()
		if err == io.EOF {
			return all
		}
		if err != nil {
			t.Fatal(err)
		}
		get := func(name string) string { return row[slices.Index(header, name)] }
		one := exampleFinding{get("id"), get("doi"), get("same_study_as"), get("drug"), get("outcome"), get("sub_outcome"), get("comparator"), get("measure"), get("design")}
		if one.trial == "" {
			one.trial = one.study
		}
		all[one.id] = one
	}
}

// TestPoolRefusesMixturesOfTheExample pools every drug and class of the worked
// example and looks at each group of findings on one outcome: where two are of
// one trial, of a class and its member, or of a dose and a control, the program
// says so, and no pool holds such a pair.
func TestPoolRefusesMixturesOfTheExample(t *testing.T) {
	library := exampleLibrary(t)
	rows := exampleFindings(t)
	addDoses(t, library, rows)
	vocab := evidence.DefaultVocabulary()
	drugs := map[string]bool{}
	for _, r := range rows {
		if _, ok := vocab.Drug(r.drug); ok {
			drugs[r.drug] = true
			for _, up := range vocab.Ancestors(r.drug) {
				drugs[up] = true
			}
		}
	}
	counts := map[string]int{}
	for _, drug := range sortedKeys(drugs) {
		for _, mix := range []bool{false, true} {
			args := []string{"--library", library, "pool", "--drug", drug, "--json"}
			if mix {
				args = append(args, "--mix-populations")
			}
			code, stdout, stderr := dossier(args...)
			var report poolReport
			if err := json.Unmarshal([]byte(stdout), &report); err != nil {
				t.Fatalf("%s: exit %d: %v\n%s", drug, code, err, stderr)
			}
			if (code == exitAttention) != (len(report.Pools) == 0) || (report.Error == "") != (len(report.Pools) > 0) {
				t.Errorf("%s: exit %d with %d pools and error %q", drug, code, len(report.Pools), report.Error)
			}
			for _, p := range report.Pools {
				counts["pools"]++
				checkPool(t, rows, vocab, p)
			}
			seen := map[string]bool{}
			for _, r := range report.Refused {
				for _, why := range r.Reasons {
					counts["refused: "+why.Code]++
					if why.Message == "" || why.WayOut == "" {
						t.Errorf("%s: refusal %+v gives no reason or no way out", drug, why)
					}
				}
				for _, id := range r.Findings {
					seen[id] = true
				}
			}
			for _, id := range mixedFindings(rows, vocab, drug, report.LeftOut, counts) {
				if !seen[id] {
					t.Errorf("%s: %s is in a mixture and no refusal names it", drug, id)
				}
			}
		}
	}
	for _, must := range []string{"pools", "mixed: one trial", "mixed: class and member", "mixed: dose and control", "refused: same-study", "refused: class-and-member", "refused: dose-against-dose"} {
		if counts[must] == 0 {
			t.Errorf("the example has no case of %q: this test proves nothing about it", must)
		}
	}
	for _, name := range slices.Sorted(func(yield func(string) bool) {
		for name := range counts {
			if !yield(name) {
				return
			}
		}
	}) {
		t.Logf("%-32s %d", name, counts[name])
	}
}

// addDoses puts an invented comparison of two doses beside the example, which has
// none.
func addDoses(t *testing.T, library string, rows map[string]exampleFinding) {
	t.Helper()
	refs := filepath.Join(t.TempDir(), "invented.bib")
	if err := os.WriteFile(refs, []byte("@article{doe2020, author = {Doe, Jo}, title = {An invented comparison of doses}, year = 2020}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{
		{"add", refs, "--offline", "--complete"},
		{"finding", "add", "doe2020", "--set", "id=F9001", "--set", "drug=tofacitinib", "--set", "dose=10 mg BID", "--set", "comparator=same drug, 5 mg BID",
			"--set", "outcome=mace", "--set", "measure=HR", "--set", "estimate=1.20", "--set", "ci_low=0.80", "--set", "ci_high=1.80", "--set", "ci_level=95"},
	} {
		if code, _, stderr := dossier(append([]string{"--library", library}, args...)...); code != exitDone {
			t.Fatalf("%v: exit %d: %s", args, code, stderr)
		}
	}
	rows["F9001"] = exampleFinding{id: "F9001", study: "doe2020", trial: "doe2020", drug: "tofacitinib", outcome: "mace", comparator: "same drug, 5 mg BID", measure: "HR"}
}

// checkPool fails when two findings of a pool must not stand together.
func checkPool(t *testing.T, rows map[string]exampleFinding, vocab *evidence.Vocabulary, p pooledJSON) {
	t.Helper()
	for i, x := range p.Findings {
		for _, y := range p.Findings[:i] {
			a, b := rows[x], rows[y]
			switch {
			case a.trial == b.trial && len(p.Combined) == 0:
				t.Errorf("%s and %s of the trial %s are pooled", x, y, a.trial)
			case a.drug != b.drug && (vocab.IsA(a.drug, b.drug) || vocab.IsA(b.drug, a.drug)):
				t.Errorf("%s and %s: %s is pooled with %s", x, y, a.drug, b.drug)
			case a.comparator != b.comparator || a.outcome != b.outcome || a.sub != b.sub || a.measure != b.measure:
				t.Errorf("%s and %s answer different questions: %+v, %+v", x, y, a, b)
			case strings.Contains(a.design, "review") || strings.Contains(a.design, "meta-analysis"):
				t.Errorf("%s: a review (%s) is pooled with %s", x, a.design, y)
			}
		}
	}
	if p.K < 2 || !finite(float64(p.Estimate)) || !finite(float64(p.CILow)) || !finite(float64(p.CIHigh)) || p.MethodLine == "" {
		t.Errorf("pool %+v: not a number, or no method", p)
	}
}

// mixedFindings lists the findings of a drug that share question, measure and
// comparator with another one of the same trial, or of the class above; and doses
// against each other that stand beside doses against a control.
func mixedFindings(rows map[string]exampleFinding, vocab *evidence.Vocabulary, drug string, leftOut []leftOutJSON, counts map[string]int) []string {
	hidden := map[string]bool{}
	for _, l := range leftOut {
		for _, id := range l.Findings {
			hidden[id] = true
		}
	}
	var ids []string
	for x, a := range rows {
		for y, b := range rows {
			if x == y || hidden[x] || hidden[y] || !vocab.IsA(a.drug, drug) || !vocab.IsA(b.drug, drug) || a.outcome != b.outcome || a.sub != b.sub {
				continue
			}
			same := a.measure == b.measure && a.comparator == b.comparator
			dose := func(r exampleFinding) bool { return strings.HasPrefix(r.comparator, "same drug") }
			switch {
			case same && a.trial == b.trial:
				counts["mixed: one trial"]++
			case same && a.drug != b.drug && vocab.IsA(a.drug, b.drug):
				counts["mixed: class and member"]++
			case dose(a) && !dose(b):
				counts["mixed: dose and control"]++
			default:
				continue
			}
			ids = append(ids, x)
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// Pooled numbers come back in the unit of their measure: rates per their
// person-time, proportions in per cent, ratios as ratios, differences as they are.
func TestPooledNumbersInTheirUnit(t *testing.T) {
	row := func(id string, edit func(*evidence.Finding)) evidence.TableRow {
		f := evidence.Finding{ID: id, Study: id, Drug: "tofacitinib", Outcome: "mace", Status: evidence.Confirmed, Usable: true}
		edit(&f)
		return evidence.TableRow{Finding: f, Study: evidence.StudyHead{Key: id, Design: "cohort"}}
	}
	for _, tt := range []struct {
		measure   string
		edit      func(*evidence.Finding)
		low, high float64 // the pooled value lies between
	}{
		{"IR per 100 PY", func(f *evidence.Finding) { f.Treat = evidence.Arm{Events: "20", PersonYears: "1000"} }, 1.99, 2.01},
		{"IR per 1000 PY", func(f *evidence.Finding) { f.Treat = evidence.Arm{Events: "20", PersonYears: "1000"} }, 19.9, 20.1},
		{"proportion_pct", func(f *evidence.Finding) { f.Treat = evidence.Arm{Events: "30", N: "200"} }, 14.9, 15.1},
		{"HR", func(f *evidence.Finding) {
			f.Comparator, f.Estimate, f.CILow, f.CIHigh, f.CILevel = "placebo", "1.50", "1.00", "2.25", "95"
		}, 1.49, 1.51},
		{"RD per 100 PY", func(f *evidence.Finding) {
			f.Comparator, f.Estimate, f.CILow, f.CIHigh, f.CILevel = "placebo", "-0.30", "-0.80", "0.20", "95"
		}, -0.301, -0.299},
	} {
		t.Run(tt.measure, func(t *testing.T) {
			edit := func(f *evidence.Finding) { tt.edit(f); f.Measure = tt.measure }
			p, err := newPooler(evidence.DefaultVocabulary(), findingsPool{how: pool.Defaults()})
			if err != nil {
				t.Fatal(err)
			}
			report := p.run([]evidence.TableRow{row("F1", edit), row("F2", edit), row("F3", edit)})
			if len(report.Pools) != 1 {
				t.Fatalf("refused: %+v", report.Refused)
			}
			one := report.Pools[0]
			if est := float64(one.Estimate); est < tt.low || est > tt.high || !(one.CILow < one.Estimate && one.Estimate < one.CIHigh) || !(one.PILow <= one.CILow) {
				t.Errorf("%g (%g to %g), prediction %g to %g", est, one.CILow, one.CIHigh, one.PILow, one.PIHigh)
			}
			if len(one.Notes) != 1 || !strings.Contains(one.Notes[0], "all estimates are equal") {
				t.Errorf("notes %q", one.Notes)
			}
		})
	}
}
