package appraise_test

import (
	"maps"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"dossier/evidence"
	"dossier/evidence/synthesis/appraise"
	"dossier/evidence/synthesis/effect"
)

func TestToolsAreComplete(t *testing.T) {
	tools, err := appraise.Tools()
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, tool := range tools {
		ids = append(ids, tool.ID)
		if tool.Name == "" || tool.Version == "" || tool.For == "" || len(tool.Overall) < 3 || len(tool.Domains) == 0 {
			t.Errorf("%s lacks name, version, kind of study, judgements or domains", tool.ID)
		}
		for _, d := range tool.Domains {
			if d.ID == "" || d.Name == "" || len(d.Questions) == 0 && len(d.Answers) == 0 && d.Stars == 0 {
				t.Errorf("%s: domain %q has nothing to answer", tool.ID, d.ID)
			}
			for _, q := range d.Questions {
				if q.ID == "" || q.Text == "" || len(q.Answers) < 2 {
					t.Errorf("%s: question %q of domain %s is not complete", tool.ID, q.ID, d.ID)
				}
			}
		}
	}
	if diff := cmp.Diff([]string{"amstar2", "nos-case-control", "nos-cohort", "rob2", "robins-i"}, ids); diff != "" {
		t.Errorf("tools (-want +got):\n%s", diff)
	}
	if _, err := appraise.FindTool("rob3"); err == nil || !strings.Contains(err.Error(), "rob2") {
		t.Errorf("an unknown tool is not refused with the known ones: %v", err)
	}
}

// The questions of the data file are all that the algorithm reads: answering
// each of them with any answer it allows gives a judgement of the tool.
func TestEveryAnswerGivesAJudgement(t *testing.T) {
	tool, err := appraise.FindTool("rob2")
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		d := rapid.SampledFrom(tool.Domains).Draw(t, "domain")
		answers := appraise.Answers{}
		for _, q := range d.Questions {
			answers[q.ID] = rapid.SampledFrom(q.Answers).Draw(t, q.ID)
		}
		j, err := appraise.RoB2Domain(d.ID, answers)
		if err != nil {
			t.Fatal(err)
		}
		if j != appraise.Low && j != appraise.SomeConcerns && j != appraise.HighRisk {
			t.Fatalf("judgement %q", j)
		}
	})
}

func TestWrongAnswersAreRefused(t *testing.T) {
	all := func(edit func(appraise.Answers)) appraise.Answers {
		a := appraise.Answers{}
		for _, id := range strings.Fields("1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16") {
			a[id] = appraise.Yes
		}
		edit(a)
		return a
	}
	if _, err := appraise.AMSTAR2(all(func(a appraise.Answers) { delete(a, "7") }), appraise.AMSTAR2Options{}); err == nil {
		t.Error("a missing answer is accepted")
	}
	if _, err := appraise.AMSTAR2(all(func(a appraise.Answers) { a["7"] = "NMA" }), appraise.AMSTAR2Options{}); err == nil {
		t.Error("an answer that item 7 does not have is accepted")
	}
	r, err := appraise.AMSTAR2(all(func(a appraise.Answers) { a["2"] = "PY" }), appraise.AMSTAR2Options{PartialIsWeakness: true})
	if err != nil || r.Overall != "low" || r.CriticalFlaws != 1 {
		t.Errorf("partial yes as a weakness: %+v, %v", r, err)
	}
	if _, err := appraise.NOS(5, 1, 1); err == nil {
		t.Error("five stars for selection are accepted")
	}
	if _, err := appraise.RoB2Domain("D9", nil); err == nil {
		t.Error("domain D9 is accepted")
	}
}

func TestSuggest(t *testing.T) {
	nan := math.NaN()
	base := appraise.Body{Randomised: true, K: 5, N: 40_000, Events: 900, Kind: appraise.Ratio, P0: 0.05, QP: 0.5, EggerP: nan,
		Estimate: effect.Interval{Est: 1.5, Lb: 1.3, Ub: 1.8}, Prediction: effect.Interval{Lb: 1.28, Ub: 1.9}}
	tests := []struct {
		name string
		edit func(*appraise.Body)
		want []string // domain and steps
	}{
		{"nothing", func(*appraise.Body) {}, nil},
		{"crosses no effect and one threshold", func(b *appraise.Body) {
			b.Estimate = effect.Interval{Est: 1.2, Lb: 0.9, Ub: 1.6}
			b.Prediction = b.Estimate
		}, []string{"imprecision -1"}},
		{"crosses both thresholds", func(b *appraise.Body) {
			b.Estimate = effect.Interval{Est: 1, Lb: 0.5, Ub: 2}
			b.Prediction = b.Estimate
		}, []string{"imprecision -2"}},
		{"too small", func(b *appraise.Body) { b.N = 1000 }, []string{"imprecision -1"}},
		{"too few events", func(b *appraise.Body) { b.P0, b.Events = nan, 40 }, []string{"imprecision -1"}},
		{"wide prediction", func(b *appraise.Body) { b.Prediction = effect.Interval{Lb: 0.9, Ub: 2.5} }, []string{"inconsistency -1"}},
		{"studies apart", func(b *appraise.Body) {
			b.Studies, b.QP = []effect.Interval{{Lb: 1.1, Ub: 1.2}, {Lb: 1.6, Ub: 1.9}}, 0.01
		}, []string{"inconsistency -1"}},
		{"studies apart by chance", func(b *appraise.Body) {
			b.Studies, b.QP = []effect.Interval{{Lb: 1.1, Ub: 1.2}, {Lb: 1.21, Ub: 1.9}}, 0.2
		}, nil},
		{"asymmetry of nine", func(b *appraise.Body) { b.K, b.EggerP = 9, 0.01 }, nil},
		{"asymmetry of ten", func(b *appraise.Body) { b.K, b.EggerP = 10, 0.01 }, []string{"publication bias -1"}},
		{"risk of bias", func(b *appraise.Body) { b.HighRisk = 0.6 }, []string{"risk of bias -1"}},
		{"large effect of trials", func(b *appraise.Body) { b.Estimate = effect.Interval{Est: 3, Lb: 2.5, Ub: 3.5} }, nil},
		{"large effect of cohorts", func(b *appraise.Body) {
			b.Randomised, b.Estimate, b.Prediction = false, effect.Interval{Est: 3, Lb: 2.5, Ub: 3.5}, effect.Interval{Lb: 2, Ub: 4}
		}, []string{"large effect 1"}},
		{"very large effect of cohorts", func(b *appraise.Body) {
			b.Randomised, b.Estimate, b.Prediction = false, effect.Interval{Est: 0.1, Lb: 0.05, Ub: 0.2}, effect.Interval{Lb: 0.05, Ub: 0.2}
		}, []string{"large effect 2"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b := base
			tt.edit(&b)
			var got []string
			for _, s := range appraise.Suggest(b, appraise.RatioThresholds()) {
				got = append(got, strings.TrimSpace(s.Domain+" "+sign(s.Steps)))
				if s.Why == "" {
					t.Errorf("%s without numbers", s.Domain)
				}
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("suggestions (-want +got):\n%s", diff)
			}
		})
	}
	// Other estimates than pooled ratios: what led to each suggestion is in the words.
	unpooled := effect.Interval{Est: nan, Lb: nan, Ub: nan}
	body := func(kind appraise.Kind, n, events float64, est effect.Interval, studies ...effect.Interval) appraise.Body {
		return appraise.Body{Randomised: true, Kind: kind, K: max(1, len(studies)), N: n, Events: events, Estimate: est, Studies: studies,
			Prediction: unpooled, I2: nan, QP: nan, P0: nan, EggerP: nan, HighRisk: nan}
	}
	open := appraise.NoThresholds(0)
	others := []struct {
		name string
		b    appraise.Body
		t    appraise.Thresholds
		want []string
	}{
		{"difference of means, small", body(appraise.MeanDiff, 320, nan, effect.Interval{Est: 14, Lb: 11, Ub: 17}), open,
			[]string{"imprecision -1: the interval excludes no effect, and there are only 320 participants (about 400 are wanted)"}},
		{"difference of means, large", body(appraise.MeanDiff, 6000, nan, effect.Interval{Est: 14, Lb: 11, Ub: 17}), open, nil},
		{"difference of means, both thresholds", body(appraise.MeanDiff, 6000, nan, effect.Interval{Est: 1, Lb: -11, Ub: 13}), appraise.Thresholds{Low: -10, High: 10},
			[]string{"imprecision -2: the interval (-11 to 13) crosses -10 and 10"}},
		{"standardised", body(appraise.MeanDiff, 6000, nan, effect.Interval{Est: 0.2, Lb: -0.1, Ub: 0.6}), appraise.StandardisedThresholds(),
			[]string{"imprecision -1: the interval (-0.1 to 0.6) crosses no effect and a threshold (-0.5, 0.5)"}},
		{"difference of risks", body(appraise.RiskDiff, 6000, 900, effect.Interval{Est: 0.01, Lb: -0.01, Ub: 0.03}), appraise.DifferenceThresholds(0.04),
			[]string{"imprecision -1: the interval (-0.01 to 0.03) crosses no effect and a threshold (-0.01, 0.01)"}},
		{"difference of risks, one threshold", body(appraise.RiskDiff, 6000, 900, effect.Interval{Est: 0.005, Lb: -0.005, Ub: 0.03}), appraise.DifferenceThresholds(0.04),
			[]string{"imprecision -1: the interval (-0.005 to 0.03) crosses no effect and a threshold (-0.01, 0.01)"}},
		{"a rate", body(appraise.OneArm, 600, 20, effect.Interval{Est: 2, Lb: 1.2, Ub: 3.1}), appraise.NoThresholds(nan),
			[]string{"imprecision -1: the interval (1.2 to 3.1) runs from 0.60 to 1.55 times the estimate of 2; 20 events"}},
		{"a precise rate", body(appraise.OneArm, 60000, 2000, effect.Interval{Est: 2, Lb: 1.9, Ub: 2.1}), appraise.NoThresholds(nan), nil},
		{"a rate and a threshold", body(appraise.OneArm, 60000, 2000, effect.Interval{Est: 2, Lb: 1.9, Ub: 2.1}), appraise.Thresholds{Low: 0.5, High: 2.05, Null: nan},
			[]string{"imprecision -1: the interval (1.9 to 2.1) crosses a threshold (0.5, 2.05)"}},
		{"no event in one arm", body(appraise.OneArm, 60, 0, effect.Interval{Est: 0, Lb: 0, Ub: 0.06}), appraise.NoThresholds(nan),
			[]string{"imprecision -1: the estimate is 0, and there are only 0 events (about 300 are wanted)"}},
		{"not pooled", body(appraise.Ratio, nan, nan, unpooled, effect.Interval{Est: 0.7, Lb: 0.55, Ub: 0.9}, effect.Interval{Est: 1.6, Lb: 1.2, Ub: 2.2}), appraise.RatioThresholds(),
			[]string{"inconsistency -1: not pooled, and one study ends at 0.9 where another begins at 1.2"}},
		{"not pooled and wide", body(appraise.Ratio, nan, nan, unpooled, effect.Interval{Est: 1.1, Lb: 0.6, Ub: 2}, effect.Interval{Est: 1.2, Lb: 0.9, Ub: 1.6}), appraise.RatioThresholds(),
			[]string{"imprecision -1: the narrowest of 2 intervals that are not pooled (0.9 to 1.6) crosses no effect and a threshold (0.75, 1.25)"}},
		{"no interval at all", body(appraise.Ratio, 200, 8, unpooled), appraise.RatioThresholds(),
			[]string{"imprecision -1: no interval is printed, and there are only 8 events (about 300 are wanted)"}},
	}
	for _, tt := range others {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for _, s := range appraise.Suggest(tt.b, tt.t) {
				got = append(got, s.Domain+" "+sign(s.Steps)+": "+s.Why)
			}
			if diff := cmp.Diff(tt.want, got, cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("suggestions (-want +got):\n%s", diff)
			}
		})
	}
	if got := (appraise.Body{ROBINSI: true}).Start(); got != appraise.CertaintyHigh {
		t.Errorf("evidence appraised with ROBINS-I starts %s", got)
	}
}

func TestJudge(t *testing.T) {
	rob2 := map[string]string{"1.1": "Y", "1.2": "Y", "1.3": "N", "2.1": "N", "2.2": "N", "2.3": "NA", "2.4": "NA", "2.5": "NA", "2.6": "Y", "2.7": "NA",
		"3.1": "Y", "3.2": "NA", "3.3": "NA", "3.4": "NA", "4.1": "N", "4.2": "N", "4.3": "N", "4.4": "NA", "4.5": "NA", "5.1": "Y", "5.2": "N", "5.3": "N"}
	changed := func(edit map[string]string) map[string]string {
		m := maps.Clone(rob2)
		for id, v := range edit {
			m[id] = v
		}
		return m
	}
	robins := func(last string) map[string]string {
		return map[string]string{"confounding": "moderate", "selection": "low", "classification": "low", "deviations": "low", "missing": "low", "measurement": "low", "reporting": last}
	}
	tests := []struct {
		name    string
		a       evidence.Appraisal
		want    string
		prompt  bool
		problem string
	}{
		{"low throughout", evidence.Appraisal{Tool: "rob2", Answers: rob2}, "low", false, ""},
		{"two concerns", evidence.Appraisal{Tool: "rob2", Answers: changed(map[string]string{"1.3": "Y", "5.1": "NI"})}, "some_concerns", true, ""},
		{"missing answer", evidence.Appraisal{Tool: "rob2", Answers: changed(map[string]string{"4.1": ""})}, "", false, "question 4.1"},
		{"an answer that the tool has not", evidence.Appraisal{Tool: "rob2", Answers: changed(map[string]string{"1.1": "maybe"})}, "", false, `question 1.1: answer "maybe"`},
		{"ROBINS-I", evidence.Appraisal{Tool: "robins-i", Domains: robins("serious")}, "serious", false, ""},
		{"ROBINS-I, wrong judgement", evidence.Appraisal{Tool: "robins-i", Domains: robins("high")}, "", false, "domain reporting"},
		{"stars", evidence.Appraisal{Tool: "nos-cohort", Domains: map[string]string{"selection": "3", "comparability": "1", "outcome": "2"}}, "good", false, ""},
		{"no stars", evidence.Appraisal{Tool: "nos-cohort"}, "", false, "selection"},
		{"unknown tool", evidence.Appraisal{Tool: "jadad"}, "", false, "jadad"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, prompt, err := appraise.Judge(tt.a)
			if tt.problem != "" {
				if err == nil || !strings.Contains(err.Error(), tt.problem) {
					t.Fatalf("got error %v, want %q", err, tt.problem)
				}
				return
			}
			if err != nil || got.Computed != tt.want || prompt != tt.prompt {
				t.Errorf("got %q, prompt %v, error %v; want %q, %v", got.Computed, prompt, err, tt.want, tt.prompt)
			}
		})
	}
}

func sign(n int) string { return map[int]string{-3: "-3", -2: "-2", -1: "-1", 1: "1", 2: "2"}[n] }
