package store_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"dossier/evidence"
	"dossier/store"
)

// vocabularyOf the generator: pseudo-words with the frequencies of a language.
var pseudoWords = sync.OnceValue(func() []string {
	rng := rand.New(rand.NewPCG(1, 1))
	parts := []string{"ba", "ce", "di", "fo", "gu", "ha", "ji", "ko", "lu", "me", "ni", "po", "ra", "se", "ti", "vu", "xa", "zo"}
	words := make([]string, 20_000)
	for i := range words {
		for range 1 + rng.IntN(4) {
			words[i] += parts[rng.IntN(len(parts))]
		}
		words[i] += fmt.Sprintf("%c", 'a'+i%26)
	}
	return words
})

// generated gives the i-th record of a library of any size: about 1,600 bytes
// of abstract, an identifier for most, names that repeat as names do.
func generated(i int) evidence.Record {
	rng := rand.New(rand.NewPCG(2, uint64(i)))
	zipf := rand.NewZipf(rng, 1.1, 8, uint64(len(pseudoWords())-1))
	text := func(n int) string {
		var b strings.Builder
		for k := range n {
			if k > 0 {
				b.WriteByte(' ')
			}
			b.WriteString(pseudoWords()[zipf.Uint64()])
		}
		return b.String()
	}
	name := func() evidence.Person {
		w := pseudoWords()[rng.IntN(len(pseudoWords()))]
		return evidence.Person{Family: strings.ToUpper(w[:1]) + w[1:], Given: string(rune('A' + rng.IntN(26)))}
	}
	rec := evidence.Record{
		Origin: evidence.Origin{Format: "bibtex", File: "export.bib", Line: 12 * i, Key: fmt.Sprint("k", i)},
		Citation: evidence.Citation{
			Type: evidence.TypeArticle, Title: text(12), Abstract: text(260), Journal: text(4), Volume: fmt.Sprint(1 + rng.IntN(80)), Issue: fmt.Sprint(1 + rng.IntN(12)),
			Date:  evidence.Date{Year: 1990 + rng.IntN(36)},
			Pages: evidence.Pages{Raw: fmt.Sprint(i%900, "-", i%900+8), First: fmt.Sprint(i % 900), Last: fmt.Sprint(i%900 + 8)},
			DOI:   evidence.DOI(fmt.Sprintf("10.%d/j.%d.%06d", 1000+i%97, 2000+i%30, i)),
			PMID:  evidence.PMID(fmt.Sprint(10_000_000 + i*7919%30_000_000)),
		},
	}
	for range 1 + rng.IntN(8) {
		rec.Authors = append(rec.Authors, name())
	}
	for range rng.IntN(6) {
		rec.Keywords = append(rec.Keywords, text(2))
	}
	return rec
}

// someTags gives 1.47 tags a study on average.
func someTags(s *evidence.Study) []evidence.Tag {
	rng := rand.New(rand.NewPCG(3, uint64(len(s.Title)*7+len(s.Abstract))))
	drugs := []string{"tofacitinib", "baricitinib", "upadacitinib", "filgotinib", "abrocitinib"}
	outcomes := []string{"mace", "vte", "malignancy", "infection", "acne", "dyslipidaemia"}
	var tags []evidence.Tag
	for range rng.IntN(4) {
		tags = append(tags, evidence.Tag{Drug: drugs[rng.IntN(5)], Outcome: outcomes[rng.IntN(6)], Status: evidence.Suggested, Rule: "word"})
	}
	return tags
}

// filled makes a library of n studies with tags, and findings for 13 % of them.
func filled(b testing.TB, path string, n int) {
	b.Helper()
	r := must(store.Create(b.Context(), path, ada()))(b)
	defer r.Close()
	rng := rand.New(rand.NewPCG(4, 4))
	for from := 0; from < n; from += 1000 {
		recs := make([]evidence.Record, 0, 1000)
		for i := from; i < min(from+1000, n); i++ {
			recs = append(recs, generated(i))
		}
		res := must(r.AddStudies(b.Context(), store.Batch{ID: "bench", Records: recs, Suggest: someTags}))(b)
		var findings []evidence.Finding
		for _, a := range res.Added {
			if rng.IntN(100) < 13 {
				findings = append(findings, evidence.Finding{
					Study: a.Study.Key, Drug: []string{"tofacitinib", "baricitinib", "upadacitinib"}[rng.IntN(3)], Comparator: "placebo",
					Outcome: []string{"mace", "vte", "malignancy", "infection", "acne", "dyslipidaemia"}[rng.IntN(6)], Measure: "HR",
					Estimate: "1.33", CILow: "0.91", CIHigh: "1.94", CILevel: "95", Population: "rheumatoid arthritis", FollowUp: "4 years",
					Status: evidence.Confirmed, Usable: true,
				})
			}
		}
		must(r.PutFindings(b.Context(), findings))(b)
	}
}

// library gives a filled library, made once per run of the tests.
func library(b *testing.B, n int) string {
	b.Helper()
	dir := filepath.Join(os.TempDir(), fmt.Sprintf("dossier-bench-%d", os.Getpid()))
	path := filepath.Join(dir, fmt.Sprintf("%d.db", n))
	if _, err := os.Stat(path); err == nil {
		return path
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		b.Fatal(err)
	}
	filled(b, path, n)
	return path
}

func BenchmarkImport20k(b *testing.B)  { benchmarkImport(b, 20_000) }
func BenchmarkImport100k(b *testing.B) { benchmarkImport(b, 100_000) }

// benchmarkImport adds records by the thousand, each thousand on the disk
// before the next.
func benchmarkImport(b *testing.B, n int) {
	recs := make([]evidence.Record, n)
	for i := range recs {
		recs[i] = generated(i)
	}
	for b.Loop() {
		path := filepath.Join(b.TempDir(), "dossier.db")
		r := must(store.Create(b.Context(), path, ada()))(b)
		for from := 0; from < n; from += 1000 {
			must(r.AddStudies(b.Context(), store.Batch{ID: "bench", Records: recs[from:min(from+1000, n)]}))(b)
		}
		must(struct{}{}, r.Close())(b)
		info := must(os.Stat(path))(b)
		b.ReportMetric(float64(info.Size())/1e6, "MB")
	}
	b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "studies/s")
}

func BenchmarkTableRows20k(b *testing.B)  { benchmarkTableRows(b, 20_000) }
func BenchmarkTableRows100k(b *testing.B) { benchmarkTableRows(b, 100_000) }

// benchmarkTableRows reads the rows of one outcome, all drugs.
func benchmarkTableRows(b *testing.B, n int) {
	r := must(store.Open(b.Context(), library(b, n), store.Read, ada()))(b)
	defer r.Close()
	rows := 0
	for b.Loop() {
		rows = len(must(r.TableRows(b.Context(), nil, []string{"mace"}))(b))
	}
	b.ReportMetric(float64(rows), "rows")
}

func BenchmarkOpenToRows20k(b *testing.B)  { benchmarkOpenToRows(b, 20_000) }
func BenchmarkOpenToRows100k(b *testing.B) { benchmarkOpenToRows(b, 100_000) }

func benchmarkOpenToRows(b *testing.B, n int) {
	path := library(b, n)
	for b.Loop() {
		r := must(store.Open(b.Context(), path, store.Read, ada()))(b)
		must(r.TableRows(b.Context(), nil, []string{"mace"}))(b)
		must(struct{}{}, r.Close())(b)
	}
}
