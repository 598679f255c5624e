package tagging

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"dossier/cmd/corpustest"
	"dossier/evidence"
)

// abstract is an invented report of the usual length and shape.
const abstract = `BACKGROUND: Oral Janus kinase (JAK) inhibitors are used in atopic dermatitis, and their long-term safety is of interest. OBJECTIVE: To compare the safety of upadacitinib with that of dupilumab in adults with moderate-to-severe disease. METHODS: In this phase 3, double-blind trial, 1,042 patients were randomly assigned (1:1) to upadacitinib 30 mg once daily (n = 521) or dupilumab 300 mg every other week (n = 521) for 24 weeks. The primary end point was the proportion with a 75% improvement in the eczema score; safety end points included serious infection, herpes zoster, major adverse cardiovascular events (MACE) and venous thromboembolism (VTE). RESULTS: Response rates were 71.0% and 61.1% (difference, 10.0 percentage points; 95% CI, 4.1 to 15.9; P<0.001). Serious infections occurred in 11 of 521 patients (2.1%) given upadacitinib and in 4 of 521 (0.8%) given dupilumab (hazard ratio, 2.74; 95% CI, 0.87 to 8.61). Herpes zoster was reported in 18 and 5 patients, respectively (odds ratio 3.7 [95% CI 1.4-10.0]). No MACE and no VTE were observed. Acne, raised creatine phosphokinase and LDL cholesterol were more common with upadacitinib (mean difference in LDL cholesterol 9.8 mg/dL, 95% CI 7.1–12.5). CONCLUSIONS: Upadacitinib was superior in efficacy; infections were more frequent. ClinicalTrials.gov number, NCT01234567.`

const title = "Upadacitinib versus dupilumab in adults with atopic dermatitis: a randomised, double-blind trial"

// BenchmarkSuggest reads one abstract of 1,430 characters, full of drugs and numbers; abstracts/s is the
// throughput of one core.
func BenchmarkSuggest(b *testing.B) {
	tagger := New(evidence.DefaultVocabulary())
	tagger.Suggest(Text{Title: title}) // compile the rules
	b.ReportAllocs()
	b.SetBytes(int64(len(title) + len(abstract)))
	for b.Loop() {
		tagger.Suggest(Text{Title: title, Abstract: abstract})
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "abstracts/s")
}

// BenchmarkSuggestPool reads the unlabelled abstracts of the conformance data one after
// the other: of usual length and less dense than that of BenchmarkSuggest, each new to the
// caches of the processor.
func BenchmarkSuggestPool(b *testing.B) {
	pool, size := readGold(b, filepath.Join(corpustest.Dir(b, "gold"), "pool.jsonl")), 0
	for i := range pool {
		size += len(pool[i].Title) + len(pool[i].Abstract)
	}
	tagger := New(evidence.DefaultVocabulary())
	tagger.Suggest(Text{Title: title})
	b.SetBytes(int64(size))
	for b.Loop() {
		for i := range pool {
			tagger.Suggest(Text{Title: pool[i].Title, Abstract: pool[i].Abstract})
		}
	}
	b.ReportMetric(float64(b.N*len(pool))/b.Elapsed().Seconds(), "abstracts/s")
	b.ReportMetric(float64(size)/float64(len(pool)), "chars/abstract")
}

// BenchmarkCompile is the price of the first suggestion of a process.
func BenchmarkCompile(b *testing.B) {
	v := evidence.DefaultVocabulary()
	for b.Loop() {
		compile(v)
	}
}

// hostile texts, each repeated to a length: the time must grow with the length,
// not with its square.
var hostile = map[string]string{
	"doses of nutrients":    "5 mg zinc suppleme ment ",
	"answers":               "612 (41%) returned ",
	"nutrients":             "zinc suppleme iron ment vitamin C fortty ",
	"initials of chemicals": "x-2-yl-3-ol (QZXW) (ABCD) ",
	"letters":               "a",
	"digits":                "1",
	"number list":           "1 ",
	"commas":                "1,2,",
	"open brackets":         "((((",
	"nested":                "(cancer (infection (",
	"outcomes":              "cancer ",
	"outcome list":          "infection, ",
	"drugs":                 "tofacitinib ",
	"intervals":             "HR 1.2 (95% CI 0.9-1.5) ",
	"bare intervals":        "1.2 (0.9-1.5) ",
	"sentences":             "Cancer occurred in 3 of 40 patients. ",
	"no sentence":           "cancer in 3 of 40 patients and ",
	"controls":              "\x00\x01\u200f\u202e",
	"greek":                 "α",
	"codes":                 "AB-1234 ",
	"abbreviations":         "VTE PE DVT ",
	"novel names":           "a novel peptide Qrs-1, a novel drug Xyzzy, ",
	"defined drugs":         "azathioprine (AZA) AZA AZA hyaluronic acid (HA) HA HA ",
	"ratio list":            "infection (RR 1.2, 95% CI 1.0 to 2.0), chapped lips (RR 1.3, 95% CI 1.1 to 1.8) and ",
	"parts":                 "In part 1, 27 patients were recruited. In part 2, 38 patients were recruited. ",
	"per group":             "We took 20 patients per group. ",
	"arms":                  "Infection occurred in 31 patients in the tofacitinib group (2%) and 62 in the placebo group (4%), ",
	"short names":           "We saw 20 ABQ 30 XYZ 40 PQR. ",
	"placebos":              "placebo plus tofacitinib plus docetaxel or ",
}

// TestHostileTextsAreLinear compares the time of a long text with that of one
// four times as long.
func TestHostileTextsAreLinear(t *testing.T) {
	if testing.Short() {
		t.Skip("timing")
	}
	tagger := Default()
	tagger.Suggest(Text{Title: title})
	once := func(text string) time.Duration {
		start := time.Now()
		tagger.Suggest(Text{Title: "Tofacitinib and infection", Abstract: text})
		return time.Since(start)
	}
	for name, unit := range hostile {
		t.Run(name, func(t *testing.T) {
			// The best of up to twenty runs: other work on the machine does not count,
			// quadratic work never gets better.
			short, long := time.Hour, time.Hour
			for range 20 {
				short = min(short, once(strings.Repeat(unit, 40_000/len(unit))))
				long = min(long, once(strings.Repeat(unit, 160_000/len(unit))))
				if long < 8*short { // 4 is linear, 16 quadratic
					return
				}
			}
			t.Errorf("40 kB took %v and 160 kB %v", short, long)
		})
	}
}

// TestHugeTextIsCut reads ten megabytes.
func TestHugeTextIsCut(t *testing.T) {
	text := strings.Repeat("Serious infections occurred in 3 of 40 patients given tofacitinib (HR 1.2; 95% CI 0.9 to 1.5). ", 110_000)
	start := time.Now()
	s := Default().Suggest(Text{Title: "Tofacitinib", Abstract: text})
	if took := time.Since(start); took > time.Minute {
		t.Errorf("took %v", took)
	}
	if len(s.Drugs) == 0 {
		t.Error("nothing was read")
	}
	t.Logf("%d bytes in %v", len(text), time.Since(start))
}
