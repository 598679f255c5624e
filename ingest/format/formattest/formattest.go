// Package formattest reads inputs for the tests and benchmarks of formats.
package formattest

import (
	"strings"
	"testing"

	"dossier/evidence"
	"dossier/ingest/format"
)

// Found keeps what a reader gives.
type Found struct {
	Records  []evidence.Record
	Problems []format.Problem
}

// Record keeps a record.
func (f *Found) Record(r evidence.Record) error { f.Records = append(f.Records, r); return nil }

// Problem keeps a problem.
func (f *Found) Problem(p format.Problem) { f.Problems = append(f.Problems, p) }

// Count is how many problems are of a severity.
func (f *Found) Count(severity format.Severity) (n int) {
	for _, p := range f.Problems {
		if p.Severity == severity {
			n++
		}
	}
	return n
}

// Read reads text as an input of that name.
func Read(t testing.TB, f format.Format, name, text string) (Found, error) {
	t.Helper()
	var found Found
	err := f.Read(t.Context(), format.Input{Name: name, R: strings.NewReader(text)}, &found)
	return found, err
}

// MustRead is Read of what can be read to its end.
func MustRead(t testing.TB, f format.Format, name, text string) Found {
	t.Helper()
	found, err := Read(t, f, name, text)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// count counts records and keeps none.
type count int

func (n *count) Record(evidence.Record) error { *n++; return nil }
func (n *count) Problem(format.Problem)       {}

// Benchmark measures the reading of a text that holds so many records.
func Benchmark(b *testing.B, f format.Format, text string, records int) {
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		var n count
		err := f.Read(b.Context(), format.Input{Name: "benchmark", R: strings.NewReader(text)}, &n)
		if err != nil || int(n) != records {
			b.Fatalf("%d records of %d: %v", n, records, err)
		}
	}
}
