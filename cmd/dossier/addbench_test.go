package main

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"dossier/evidence"
	"dossier/exports/biblio"
	"dossier/exports/bibtex"
	"dossier/store/storetest"
)

func BenchmarkAddBibTeX20k(b *testing.B)  { benchmarkAddBibTeX(b, 20_000) }
func BenchmarkAddBibTeX100k(b *testing.B) { benchmarkAddBibTeX(b, 100_000) }

// BenchmarkAddBibTeX1M takes minutes and ten gigabytes; DOSSIER_FULL=1 runs it.
func BenchmarkAddBibTeX1M(b *testing.B) {
	if os.Getenv("DOSSIER_FULL") != "1" {
		b.Skip("SKIP: set DOSSIER_FULL=1 to add a million references")
	}
	benchmarkAddBibTeX(b, 1_000_000)
}

// benchmarkAddBibTeX adds a BibTeX file to a new library as a person does: parse,
// deduplicate, store, index and sync, from the start of the process to its end.
// The memory is the peak of the process's anonymous memory.
func benchmarkAddBibTeX(b *testing.B, n int) {
	dir := b.TempDir()
	binary, refs := filepath.Join(dir, "dossier"), filepath.Join(dir, "refs.bib")
	if out, err := exec.Command("go", "build", "-o", binary, ".").CombinedOutput(); err != nil {
		b.Fatalf("go build: %v\n%s", err, out)
	}
	if err := writeBibTeX(refs, n); err != nil {
		b.Fatal(err)
	}
	for _, c := range []struct {
		name string
		args []string
	}{
		{"without tags", []string{"--no-tags"}},
		{"with tags", nil},
	} {
		b.Run(c.name, func(b *testing.B) {
			for i := 0; b.Loop(); i++ {
				library := filepath.Join(dir, fmt.Sprintf("%s%d.db", c.name, i))
				addProcess(b, library, n, append([]string{binary, "--library", library, "add", refs, "--offline"}, c.args...))
				_ = os.Remove(library)
			}
		})
	}
}

func addProcess(b *testing.B, library string, n int, args []string) {
	env := append(os.Environ(), "DOSSIER_CONFIG="+library+".toml")
	init := exec.Command(args[0], "--library", library, "init")
	init.Env = env
	if out, err := init.CombinedOutput(); err != nil {
		b.Fatalf("init: %v\n%s", err, out)
	}
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Env = env
	start := time.Now()
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	peak := storetest.WatchMemoryOf(cmd.Process.Pid)
	if err := cmd.Wait(); err != nil {
		b.Fatal(err)
	}
	wall, memory := time.Since(start), peak()
	info, err := os.Stat(library)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(wall.Seconds(), "wall-s")
	b.ReportMetric((cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()).Seconds(), "cpu-s")
	b.ReportMetric(float64(n)/wall.Seconds(), "entries/s")
	b.ReportMetric(float64(memory)/1e6, "peak-anon-MB")
	b.ReportMetric(float64(info.Size())/1e6, "file-MB")
}

func writeBibTeX(path string, n int) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer f.Close()
	w := bufio.NewWriterSize(f, 1<<20)
	for i := range n {
		rec := storetest.Record(i)
		s := &evidence.Study{Key: rec.Origin.Key, Citation: rec.Citation}
		if err := bibtex.Write(w, biblio.List([]*evidence.Study{s}), bibtex.BibTeX, biblio.Options{}); err != nil {
			return err
		}
	}
	return w.Flush()
}
