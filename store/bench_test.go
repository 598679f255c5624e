package store_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"testing"
	"time"

	"dossier/evidence"
	"dossier/store"
	"dossier/store/kv"
	"dossier/store/kv/bolt"
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
		must(r.AddStudies(b.Context(), store.Batch{ID: "bench", Records: recs, Suggest: suggested}))(b)
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

// benchmarkImport streams records from a file into a new library: identity, keys,
// all indexes, the text index and the log, every part on the disk before the
// next. Reading and decoding the file counts. The peak of anonymous memory is
// that of the whole process. The rate of each 100,000 is logged, to show how it
// falls as the library grows.
func benchmarkImport(b *testing.B, n int) {
	source := filepath.Join(b.TempDir(), "records")
	must(struct{}{}, storetest.WriteRecords(source, n))(b)
	debug.FreeOSMemory()
	for b.Loop() {
		path := filepath.Join(b.TempDir(), "dossier.db")
		r := must(store.Create(b.Context(), path, ada()))(b)
		peak := storetest.WatchMemory()
		from, fromCPU := time.Now(), storetest.CPUTime()
		const lap = 100_000
		added, at, cpuAt := 0, from, fromCPU
		must(r.Import(b.Context(), store.Batch{ID: "bench", What: "add bench"}, storetest.ReadRecords(source), func(res store.AddResult) error {
			if added += len(res.Added); added/lap > (added-len(res.Added))/lap {
				now, cpu := time.Now(), storetest.CPUTime()
				b.Logf("%d: %.1f s and %.1f s of processor time for the last %d", added, now.Sub(at).Seconds(), (cpu - cpuAt).Seconds(), lap)
				at, cpuAt = now, cpu
			}
			return nil
		}))(b)
		must(struct{}{}, r.Close())(b)
		spent, cpu := time.Since(from), storetest.CPUTime()-fromCPU
		info := must(os.Stat(path))(b)
		b.ReportMetric(float64(info.Size())/1e6, "file-MB")
		b.ReportMetric(float64(info.Size())/rawBytes(b, path), "file/raw")
		b.ReportMetric(float64(n)/spent.Seconds(), "studies/s")
		b.ReportMetric(cpu.Seconds(), "cpu-s")
		b.ReportMetric(spent.Seconds(), "wall-s")
		b.ReportMetric(float64(peak())/1e6, "peak-anon-MB")
	}
}

// rawBytes adds up all keys and values of a library.
func rawBytes(b *testing.B, path string) float64 {
	e := must(bolt.Open(path, bolt.Options{ReadOnly: true}))(b)
	defer e.Close()
	n := 0
	must(struct{}{}, e.View(b.Context(), func(r kv.Reader) error {
		for s := range 256 {
			for p, err := range r.Scan(kv.Space(s), nil, nil, false) {
				if err != nil {
					return err
				}
				n += len(p.Key) + len(p.Value)
			}
		}
		return nil
	}))(b)
	return float64(n)
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

// BenchmarkSecondProcess opens a library that another process holds: the time
// until it is told who does. The aim is 1.2 s.
func BenchmarkSecondProcess(b *testing.B) {
	path := filepath.Join(b.TempDir(), "dossier.db")
	must(struct{}{}, must(store.Create(b.Context(), path, ada()))(b).Close())(b)
	holder := start(b, "hold", path)
	if !holder.lines.Scan() || holder.lines.Text() != "ready" {
		b.Fatal("the holder did not start")
	}
	longest := time.Duration(0)
	for b.Loop() {
		from := time.Now()
		_, err := store.Open(b.Context(), path, store.Write, ada())
		longest = max(longest, time.Since(from))
		var busy *store.BusyError
		if !errors.As(err, &busy) || busy.Owner.PID != holder.cmd.Process.Pid {
			b.Fatalf("%v, want a BusyError that names process %d", err, holder.cmd.Process.Pid)
		}
	}
	b.ReportMetric(longest.Seconds(), "longest-s")
}

// suggested proposes the made-up tags and findings of a study, which go in with it.
func suggested(s *evidence.Study, _ []evidence.Finding) store.Suggestions {
	return store.Suggestions{Tags: storetest.Tags(s), Findings: storetest.Findings(s)}
}
