package main

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"dossier/evidence"
	"dossier/store"
)

// madeUpLibrary fills a library with n studies of pseudo-words and 0.13
// findings per study over the drugs and outcomes of the vocabulary, the same
// every time.
func madeUpLibrary(tb testing.TB, path string, n int) {
	tb.Helper()
	ctx := context.Background()
	rng := rand.New(rand.NewPCG(1, 2))
	repo, err := store.Create(ctx, path, store.Actor{Name: "bench"})
	if err != nil {
		tb.Fatal(err)
	}
	defer repo.Close()
	var findings []evidence.Finding
	drugs := []string{"tofacitinib", "baricitinib", "upadacitinib", "abrocitinib", "ritlecitinib", "filgotinib", "deucravacitinib", "ruxolitinib_topical", "jak_inhibitors"}
	outcomes := []string{"mace", "vte", "malignancy", "infection", "serious_infection", "herpes_zoster", "acne", "dyslipidaemia", "cytopenia", "mortality"}
	for start := 0; start < n; start += 2000 {
		var records []evidence.Record
		for i := start; i < min(start+2000, n); i++ {
			records = append(records, evidence.Record{
				Origin: evidence.Origin{Format: "made-up", Line: i},
				Citation: evidence.Citation{
					Type: evidence.TypeArticle, DOI: evidence.DOI(fmt.Sprintf("10.5555/bench.%d", i)), Title: pseudoText(rng, 14),
					Authors: []evidence.Person{{Family: strings.ToUpper(pseudoWord(rng)[:1]) + pseudoWord(rng), Given: "A."}},
					Journal: "Journal of Invented Dermatology", Date: evidence.Date{Year: 2000 + i%26}, Abstract: pseudoText(rng, 220),
				},
			})
		}
		result, err := repo.AddStudies(ctx, store.Batch{ID: fmt.Sprint(start), Records: records})
		if err != nil {
			tb.Fatal(err)
		}
		for _, a := range result.Added {
			if rng.Float64() > 0.13 {
				continue
			}
			low := 0.2 + rng.Float64()
			findings = append(findings, evidence.Finding{
				Study: a.Study.Key, Drug: drugs[rng.IntN(len(drugs))], Comparator: "placebo", Population: pseudoWord(rng),
				Outcome: outcomes[rng.IntN(len(outcomes))], Measure: "HR", CILevel: "95", Status: evidence.Confirmed, Usable: true,
				Estimate: evidence.Printed(fmt.Sprintf("%.2f", low*1.5)), CILow: evidence.Printed(fmt.Sprintf("%.2f", low)), CIHigh: evidence.Printed(fmt.Sprintf("%.2f", low*2.2)),
			})
		}
	}
	if _, err := repo.PutFindings(ctx, findings); err != nil {
		tb.Fatal(err)
	}
}

func pseudoWord(rng *rand.Rand) string {
	const consonants, vowels = "bcdfglmnprstv", "aeiou"
	var b strings.Builder
	for range 2 + rng.IntN(3) {
		b.WriteByte(consonants[rng.IntN(len(consonants))])
		b.WriteByte(vowels[rng.IntN(len(vowels))])
	}
	return b.String()
}

func pseudoText(rng *rand.Rand, words int) string {
	list := make([]string, words)
	for i := range list {
		list[i] = pseudoWord(rng)
	}
	return strings.Join(list, " ")
}

// BenchmarkTableOf20k is the time from process start to printed table over a
// library of 20,000 studies, beside a process that does nothing: the metric
// "ms-over-true" is the median of the runs less the median of /bin/true.
func BenchmarkTableOf20k(b *testing.B) { benchmarkTable(b, 20_000) }

func BenchmarkTableOf100k(b *testing.B) { benchmarkTable(b, 100_000) }

func benchmarkTable(b *testing.B, studies int) {
	dir := b.TempDir()
	binary := filepath.Join(dir, "dossier")
	if out, err := exec.Command("go", "build", "-o", binary, ".").CombinedOutput(); err != nil {
		b.Fatalf("go build: %v\n%s", err, out)
	}
	library := filepath.Join(dir, libraryName)
	madeUpLibrary(b, library, studies)
	once := func(name string, args ...string) time.Duration {
		cmd := exec.Command(name, args...)
		cmd.Env = append(os.Environ(), "DOSSIER_CONFIG="+filepath.Join(dir, "none.toml"))
		var out bytes.Buffer
		cmd.Stdout = &out
		start := time.Now()
		if err := cmd.Run(); err != nil {
			b.Fatal(err)
		}
		return time.Since(start)
	}
	for _, c := range []struct {
		name string
		args []string
	}{
		{"version", []string{"version"}},
		{"drug", []string{"--library", library, "table", "--drug", "ritlecitinib"}},
		{"drug-and-outcome", []string{"--library", library, "table", "--drug", "tofacitinib", "--outcome", "mace"}},
		{"outcome", []string{"--library", library, "table", "--outcome", "mace"}},
	} {
		b.Run(c.name, func(b *testing.B) {
			var ours, bare []time.Duration
			once(binary, c.args...)
			for b.Loop() {
				bare = append(bare, once("/bin/true"))
				ours = append(ours, once(binary, c.args...))
			}
			slices.Sort(ours)
			slices.Sort(bare)
			b.ReportMetric(float64(ours[len(ours)/2]-bare[len(bare)/2])/1e6, "ms-over-true")
			b.ReportMetric(float64(bare[len(bare)/2])/1e6, "ms-true")
		})
	}
}
