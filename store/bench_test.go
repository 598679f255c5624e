package store_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"dossier/evidence"
	"dossier/store"
	"dossier/store/storetest"
)

// filled makes a library of n studies with tags, and findings for 13 % of them.
func filled(b testing.TB, path string, n int) {
	b.Helper()
	r := must(store.Create(b.Context(), path, ada()))(b)
	defer r.Close()
	for from := 0; from < n; from += 1000 {
		recs := make([]evidence.Record, 0, 1000)
		for i := from; i < min(from+1000, n); i++ {
			recs = append(recs, storetest.Record(i))
		}
		res := must(r.AddStudies(b.Context(), store.Batch{ID: "bench", Records: recs, Suggest: storetest.Tags}))(b)
		var findings []evidence.Finding
		for i, a := range res.Added {
			if f, ok := storetest.Finding(from+i, a.Study.Key); ok {
				findings = append(findings, f)
			}
		}
		must(r.PutFindings(b.Context(), findings))(b)
	}
}

// benchDir is where libraries for benchmarks lie; TestMain removes it.
func benchDir() string {
	return filepath.Join(os.TempDir(), fmt.Sprintf("dossier-bench-%d", os.Getpid()))
}

// library gives a filled library, made once per run.
func library(b *testing.B, n int) string {
	b.Helper()
	path := filepath.Join(benchDir(), fmt.Sprintf("%d.db", n))
	if _, err := os.Stat(path); err == nil {
		return path
	}
	must(struct{}{}, os.MkdirAll(benchDir(), 0o755))(b)
	filled(b, path, n)
	return path
}

func BenchmarkImport20k(b *testing.B)  { benchmarkImport(b, 20_000) }
func BenchmarkImport100k(b *testing.B) { benchmarkImport(b, 100_000) }

// BenchmarkImport1M takes some minutes and four gigabytes; DOSSIER_FULL=1 runs it.
func BenchmarkImport1M(b *testing.B) {
	if os.Getenv("DOSSIER_FULL") != "1" {
		b.Skip("SKIP: set DOSSIER_FULL=1 to import a million records")
	}
	benchmarkImport(b, 1_000_000)
}

// benchmarkImport streams records into a new library: identity, keys, all
// indexes, the text index and the log, every part on the disk before the next.
// Making the records is not counted in CPU or wall time. The peak of anonymous
// memory is that of the whole process.
func benchmarkImport(b *testing.B, n int) {
	const ahead = 2000
	for b.Loop() {
		path := filepath.Join(b.TempDir(), "dossier.db")
		r := must(store.Create(b.Context(), path, ada()))(b)
		peak := storetest.WatchMemory()
		var spent, cpu time.Duration
		next := make([]evidence.Record, 0, ahead)
		stream := func(yield func(evidence.Record, error) bool) {
			for i := range n {
				if len(next) == 0 {
					made, madeCPU := time.Now(), storetest.CPUTime()
					for k := i; k < min(i+ahead, n); k++ {
						next = append(next, storetest.Record(k))
					}
					spent, cpu = spent-time.Since(made), cpu-(storetest.CPUTime()-madeCPU)
				}
				rec := next[0]
				if next = next[1:]; len(next) == 0 {
					next = make([]evidence.Record, 0, ahead)
				}
				if !yield(rec, nil) {
					return
				}
			}
		}
		from, fromCPU := time.Now(), storetest.CPUTime()
		must(r.Import(b.Context(), store.Batch{ID: "bench", What: "add bench"}, stream, func(store.AddResult) error { return nil }))(b)
		must(struct{}{}, r.Close())(b)
		spent, cpu = spent+time.Since(from), cpu+storetest.CPUTime()-fromCPU
		info := must(os.Stat(path))(b)
		b.ReportMetric(float64(info.Size())/1e6, "file-MB")
		b.ReportMetric(float64(n)/spent.Seconds(), "studies/s")
		b.ReportMetric(cpu.Seconds(), "cpu-s")
		b.ReportMetric(spent.Seconds(), "wall-s")
		b.ReportMetric(float64(peak())/1e6, "peak-anon-MB")
	}
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

// BenchmarkFindWords asks for one word, for three, and for a phrase.
func BenchmarkFindWords100k(b *testing.B) {
	r := must(store.Open(b.Context(), library(b, 100_000), store.Read, ada()))(b)
	defer r.Close()
	title := storetest.Record(77_777).Title
	words := strings.Fields(title)
	for _, q := range []struct{ name, text string }{
		{"word", words[1]}, {"three", words[1] + " " + words[4] + " " + words[8]}, {"phrase", `"` + title + `"`},
	} {
		b.Run(q.name, func(b *testing.B) {
			hits := 0
			for b.Loop() {
				hits = len(must(r.Keys(b.Context(), parsed(b, q.text)))(b))
			}
			b.ReportMetric(float64(hits), "hits")
		})
	}
}

// BenchmarkFindDOI100k resolves one identifier, with the file open.
func BenchmarkFindDOI100k(b *testing.B) {
	r := must(store.Open(b.Context(), library(b, 100_000), store.Read, ada()))(b)
	defer r.Close()
	i := 0
	for b.Loop() {
		i = (i + 7919) % 100_000
		must(r.FindKey(b.Context(), string(storetest.Record(i).DOI)))(b)
	}
}

// BenchmarkAdd500To100k adds a small batch to a large library.
func BenchmarkAdd500To100k(b *testing.B) {
	r := must(store.Open(b.Context(), library(b, 100_000), store.Write, ada()))(b)
	defer r.Close()
	n := 200_000
	for b.Loop() {
		b.StopTimer()
		recs := make([]evidence.Record, 500)
		for i := range recs {
			n++
			recs[i] = storetest.Record(n)
		}
		b.StartTimer()
		must(r.AddStudies(b.Context(), store.Batch{Records: recs}))(b)
	}
}
