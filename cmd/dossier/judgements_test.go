package main

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"dossier/evidence"
	"dossier/evidence/synthesis/appraise"
	"dossier/evidence/synthesis/effect"
	"dossier/evidence/synthesis/pool"
)

// TestQuestionnaire answers items as a person does at a terminal: a wrong answer
// is asked again, an empty line keeps what is in brackets, and questions that the
// tool skips are not asked.
func TestQuestionnaire(t *testing.T) {
	tests := []struct {
		name, tool, effect string
		lines              string
		old                evidence.Appraisal
		want               string // overall, computed
		asked, notAsked    string
		err                error
	}{
		{name: "RoB 2, assignment", tool: "rob2", lines: "Y\nprobably yes\nN\n" + "N\nN\nY\n" + "Y\n" + "N\nN\nN\n" + "Y\nN\nN\n",
			want: "low", asked: "2.6", notAsked: "2.4"},
		{name: "RoB 2, adherence", tool: "rob2", effect: "adherence", lines: "Y\nY\nN\n" + "N\nN\nN\nN\n" + "Y\n" + "N\nN\nN\n" + "Y\nN\nN\n", want: "low", notAsked: "2.7"},
		{name: "a wrong answer is asked again", tool: "nos-cohort", lines: "9\nmany\n4\n2\n3\n", want: "good", asked: `"many" is not a number of stars`},
		{name: "an empty line keeps the answer", tool: "nos-cohort", lines: "\n\n1\n",
			old: evidence.Appraisal{Domains: map[string]string{"selection": "3", "comparability": "1"}}, want: "poor", asked: "(3)"},
		{name: "the answers end", tool: "robins-i", lines: "low\n", err: errStoppedAnswering},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tool, err := appraise.FindTool(tt.tool)
			if err != nil {
				t.Fatal(err)
			}
			x := evidence.Appraisal{Study: "ash2019", Tool: tt.tool, Answers: map[string]string{}, Domains: map[string]string{}}
			if tt.old.Domains != nil {
				x.Domains = tt.old.Domains
			}
			var out strings.Builder
			sheet := questionnaire{tool: tool, effect: tt.effect, x: &x}
			if err := sheet.ask(strings.NewReader(tt.lines), &out); err != tt.err {
				t.Fatalf("error %v, want %v", err, tt.err)
			}
			if tt.err != nil {
				return
			}
			sheet.fillSkipped()
			judged, _, err := appraise.Judge(x)
			if err != nil || judged.Computed != tt.want {
				t.Errorf("computed %q (%v), want %q; answers %v", judged.Computed, err, tt.want, x.Answers)
			}
			if !strings.Contains(out.String(), tt.asked) || tt.notAsked != "" && strings.Contains(out.String(), "\n"+tt.notAsked+" ") {
				t.Errorf("asked:\n%s", out.String())
			}
		})
	}
}

func TestParseAppraisal(t *testing.T) {
	tests := []struct {
		name, data string
		want       evidence.Appraisal
		err        string
	}{
		{"TOML, items without quotes", "tool = 'rob2'\n[answers]\n1.1 = 'Y'\n'1.2' = 'N'", evidence.Appraisal{Tool: "rob2", Answers: map[string]string{"1.1": "Y", "1.2": "N"}}, ""},
		{"JSON, stars as numbers", `{"tool": "nos-cohort", "domains": {"selection": 4}}`, evidence.Appraisal{Tool: "nos-cohort", Answers: map[string]string{"selection": "4"}}, ""},
		{"a field that there is not", `{"toll": "rob2"}`, evidence.Appraisal{}, `field "toll"`},
		{"a field of the wrong kind", `{"answers": "Y"}`, evidence.Appraisal{}, `field "answers"`},
		{"neither", `<xml/>`, evidence.Appraisal{}, "neither JSON"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := parseAppraisal([]byte(tt.data))
			if tt.err != "" {
				if err == nil || !strings.Contains(err.Error(), tt.err) {
					t.Fatalf("error %v, want %q", err, tt.err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func FuzzParseAppraisal(f *testing.F) {
	f.Add([]byte("tool = 'rob2'\n[answers]\n1.1 = 'Y'"))
	f.Add([]byte(`{"tool": "amstar2", "answers": {"1": "Y"}}`))
	f.Fuzz(func(t *testing.T, data []byte) { _, _ = parseAppraisal(data) })
}

func TestParseMatrix(t *testing.T) {
	tests := []struct {
		name, data string
		want       []matrixLine
		err        string
	}{
		{"pairs", "review,primary\nelm2021,ash2019\n", []matrixLine{{2, "elm2021", "ash2019", ""}}, ""},
		{"pairs per outcome, with byte order mark", "\ufeffPrimary,Review,Outcome\nash2019,elm2021, MACE\n", []matrixLine{{2, "elm2021", "ash2019", "MACE"}}, ""},
		{"matrix", "study,a,b\ns1,x,0\ns2,,yes\n", []matrixLine{{2, "a", "s1", ""}, {3, "b", "s2", ""}}, ""},
		{"a cell that says neither", "study,a\ns1,some\n", nil, `line 2, column a: "some"`},
		{"a short row", "review,primary\nelm2021\n", nil, "wrong number of fields"},
		{"other columns", "a,b\n1,2\n", nil, "columns review and primary"},
		{"empty", "", nil, "no header"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := parseMatrix([]byte(tt.data))
			if (err == nil) != (tt.err == "") || err != nil && !strings.Contains(err.Error(), tt.err) {
				t.Fatalf("error %v, want %q", err, tt.err)
			}
			if diff := cmp.Diff(tt.want, got, cmp.AllowUnexported(matrixLine{})); err == nil && diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func FuzzParseMatrix(f *testing.F) {
	f.Add([]byte("review,primary\na,b\n"))
	f.Add([]byte("study,a\ns,x\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		lines, err := parseMatrix(data)
		if err != nil {
			return
		}
		for _, l := range lines {
			if l.line < 2 {
				t.Fatalf("inclusion %+v stands in the header", l)
			}
		}
	})
}

// The matrix of published overviews is counted as its authors count it: N = 8,
// r = 3, c = 5 gives 41.667 % (junoR vignette), and a study younger than a review
// is no miss of that review.
func TestCitationMatrix(t *testing.T) {
	var m citationMatrix
	for review, primaries := range map[string]string{"r1": "ab", "r2": "ab", "r3": "a", "r4": "bc", "r5": "c"} {
		for _, p := range primaries {
			m = append(m, inclusion{Review: review, Primary: string(p), Status: evidence.Confirmed, Year: map[rune]int{'a': 2001, 'b': 2002, 'c': 2010}[p]})
		}
	}
	years := map[string]int{"r1": 2005, "r2": 2011, "r3": 2012, "r4": 2013, "r5": 2014}
	report := m.report(years)
	if got := fmt.Sprintf("%.5f", float64(report.Area.CCA)); got != "0.41667" || report.Area.Studies != 3 || report.Area.Inclusions != 8 {
		t.Errorf("area %+v", report.Area)
	}
	if report.Structural == nil || report.Structural.Missing != 1 || !(report.Structural.CCA > report.Area.CCA) {
		t.Errorf("structural %+v", report.Structural)
	}
	m = append(m, inclusion{Review: "r5", Primary: "a", Status: evidence.Suggested})
	if again := m.confirmed().report(years); again.Area.Inclusions != 8 {
		t.Error("a proposal is counted")
	}
	if note := m.confirmed().note([]string{"r1", "r2", "x"}); !strings.Contains(note, "r1 and r2 share 2 of 2") {
		t.Errorf("note %q", note)
	}
	if note := m.note([]string{"r1", "x"}); note != "" {
		t.Errorf("one review alone: %q", note)
	}
}

// Reports of one trial are one row of the matrix.
func TestReportsOfOneTrialInAMatrix(t *testing.T) {
	m := citationMatrix{
		{Review: "r1", Primary: "a2019", Trial: "solo", Status: evidence.Confirmed},
		{Review: "r2", Primary: "b2020", Trial: "solo", Status: evidence.Confirmed},
	}
	r := m.report(nil)
	if r.Area.Studies != 1 || r.Pairs[0].Shared != 1 {
		t.Errorf("area %+v, pairs %+v", r.Area, r.Pairs)
	}
	if got := r.Matrix[0].label(); got != "solo (a2019, b2020)" {
		t.Errorf("row %q", got)
	}
}

// The designs of a body count studies: findings and reports of one trial are one.
func TestDesignsOfABodyCountStudies(t *testing.T) {
	row := func(study, trial, design string) evidence.TableRow {
		return evidence.TableRow{Finding: evidence.Finding{Study: study, Trial: trial, Design: design}, Study: evidence.StudyHead{Key: study}}
	}
	rows := []evidence.TableRow{row("a2019", "solo", "RCT"), row("a2019", "solo", "RCT"), row("b2020", "solo", "RCT post hoc"), row("c2021", "", "rct"), row("d2022", "", "cohort")}
	if got, want := designsText(rows), "non-randomised 1, randomised 2"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestParseReason(t *testing.T) {
	suggested := []appraise.Suggestion{{Domain: "imprecision", Steps: -1, Why: "the interval crosses 1"}}
	tests := []struct {
		text string
		want evidence.CertaintyReason
		err  string
	}{
		{"imprecision=-1", evidence.CertaintyReason{Domain: "imprecision", Steps: -1, Why: "the interval crosses 1"}, ""},
		{"Indirectness = −2 : other patients", evidence.CertaintyReason{Domain: "indirectness", Steps: -2, Why: "other patients"}, ""},
		{"large effect=1: HR 4", evidence.CertaintyReason{Domain: "large effect", Steps: 1, Why: "HR 4"}, ""},
		{"inconsistency=-1", evidence.CertaintyReason{}, "the reason is missing"},
		{"imprecision=1:x", evidence.CertaintyReason{}, "not a number of steps"},
		{"imprecision=-4:x", evidence.CertaintyReason{}, "not a number of steps"},
		{"imprecision", evidence.CertaintyReason{}, "DOMAIN=STEPS:WHY"},
		{"luck=-1:x", evidence.CertaintyReason{}, `no domain "luck"`},
	}
	for _, tt := range tests {
		t.Run(tt.text, func(t *testing.T) {
			got, err := parseReason(tt.text, suggested)
			if (err == nil) != (tt.err == "") || err != nil && !strings.Contains(err.Error(), tt.err) {
				t.Fatalf("error %v, want %q", err, tt.err)
			}
			if err == nil && got != tt.want {
				t.Errorf("got %+v", got)
			}
		})
	}
}

func TestParseBaselines(t *testing.T) {
	vocab := evidence.DefaultVocabulary()
	got, err := parseBaselines([]string{"0.02", "MACE=0.5"}, vocab)
	if diff := cmp.Diff(baselines{"": 0.02, "mace": 0.5}, got); err != nil || diff != "" {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
	for _, bad := range []string{"2", "0", "-0.1", "1", "NaN", "Inf", "mace=x", "no_such_outcome=0.1", ""} {
		if _, err := parseBaselines([]string{bad}, vocab); err == nil {
			t.Errorf("%q is taken for a risk", bad)
		}
	}
}

// Whatever a finding prints, no NaN and no infinity comes out of an absolute
// effect, and the sign is that of the ratio.
func TestAbsoluteEffects(t *testing.T) {
	f := &evidence.Finding{Outcome: "mace", Comparator: "placebo", Measure: "RR", Estimate: "1.5", CILow: "0.9", CIHigh: "2.5"}
	if text, formula := (baselines{"mace": 0.02}).ofFinding(f); text != "+10 (−2.0 to +30)" || formula == "" {
		t.Errorf("got %q by %q", text, formula)
	}
	rapid.Check(t, func(t *rapid.T) {
		number := rapid.OneOf(rapid.Float64Range(0, 1e9), rapid.Just(math.Inf(1)), rapid.Just(math.NaN()), rapid.Just(0.0))
		m, _ := evidence.MeasureOf(rapid.SampledFrom([]string{"RR", "OR", "HR", "IRR", "MD mg/dL"}).Draw(t, "measure"))
		r := effect.Interval{Est: number.Draw(t, "est"), Lb: number.Draw(t, "low"), Ub: number.Draw(t, "high")}
		b := baselines{"": rapid.Float64Range(1e-9, 1-1e-9).Draw(t, "risk")}
		if text, _ := b.absolute(f, m, r); strings.Contains(text, "NaN") || strings.Contains(text, "Inf") || strings.Contains(text, "-") {
			t.Fatalf("prints %q", text)
		}
	})
}

func TestPrintedNumbers(t *testing.T) {
	for _, tt := range []struct {
		in   float64
		want string
	}{{1.234, "1.23"}, {0.0123, "0.012"}, {-0.0001, "-0.0001"}, {0, "0.00"}, {math.NaN(), "not estimable"}, {math.Inf(1), "not estimable"}} {
		if got := printedNumber(pool.Number(tt.in)); got != tt.want {
			t.Errorf("%g is printed %q, want %q", tt.in, got, tt.want)
		}
	}
	if got := printedInterval(-1, 2); got != "-1.00 to 2.00" {
		t.Errorf("interval %q", got)
	}
}

// BenchmarkTablePooled is the table of one drug of the worked example, plain and
// with every body of evidence pooled.
func BenchmarkTablePooled(b *testing.B) {
	library := exampleLibrary(b)
	for _, bench := range []struct {
		name string
		args []string
	}{{"plain", nil}, {"pool", []string{"--pool", "--mix-populations", "--baseline", "0.02"}}} {
		b.Run(bench.name, func(b *testing.B) {
			for b.Loop() {
				if code, _, stderr := dossier(append([]string{"--library", library, "table", "--drug", "tofacitinib"}, bench.args...)...); code != exitDone {
					b.Fatal(stderr)
				}
			}
		})
	}
}
