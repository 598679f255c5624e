package main

import (
	"bytes"
	"fmt"
	"runtime"
	"strings"
	"testing"

	"dossier/evidence"
	"dossier/store"
)

// heapInUse is how many bytes of the heap are alive.
func heapInUse() int64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// TestAddedCountsStudies: of very many records only the counts stay in memory, not
// the text that their keys are a part of.
func TestAddedCountsStudies(t *testing.T) {
	var d added
	before := heapInUse()
	for i := range 300 {
		entry := strings.Repeat(string(rune('a'+i%26)), 100+i/26) + strings.Repeat(" ", 200_000)
		d.note(entry[:100+i/26], "new", i%2 == 0)
		d.note(entry[:100+i/26], "merged", true)
	}
	if grown := heapInUse() - before; grown > 10<<20 {
		t.Errorf("%d MB are kept", grown>>20)
	}
	if got := d.counts(); got["records"] != 600 || got["studies"] != 300 || got["pending"] != 150 || got["new"] != 300 || got["merged"] != 300 {
		t.Errorf("counts %v", got)
	}
}

// TestReportOfVeryManyQuestions: the report of a large file stays readable, and what
// is kept for it small, when most of its records may be another one; --verbose names
// them all.
func TestReportOfVeryManyQuestions(t *testing.T) {
	for _, c := range []struct {
		name               string
		records            int
		verbose            bool
		lines, kept, hints int
	}{
		{"few records", 150, false, 301, 150, 1},
		{"very many", 5000, false, 2*manyQuestions + 1, manyLines + 1, 2},
		{"very many, all named", 5000, true, 10_001, 5000, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			var out, errs bytes.Buffer
			a := &app{out: &out, err: &errs, verbose: c.verbose}
			d := added{everyLine: c.verbose}
			part := store.AddResult{Added: make([]store.Added, c.records)}
			for i := range part.Added {
				key := fmt.Sprint("kim2020x", i)
				part.Added[i] = store.Added{Record: key, Status: store.AddedAsk, Asked: "kim2020", Why: []string{"same year"}, Study: evidence.StudyHead{Key: key}}
			}
			if err := d.report(t.Context(), nil, part, nil); err != nil {
				t.Fatal(err)
			}
			if len(d.studies) != c.kept {
				t.Errorf("%d lines are kept, want %d", len(d.studies), c.kept)
			}
			if err := printAdded(a, &d, nil); err != nil {
				t.Fatal(err)
			}
			if n := strings.Count(out.String(), "\n"); n != c.lines {
				t.Errorf("%d lines, want %d", n, c.lines)
			}
			if !strings.HasSuffix(out.String(), fmt.Sprintf("\n0 new, 0 already there, 0 merged, %d to ask\n", c.records)) {
				t.Errorf("no counts at the end of\n%s", out.String())
			}
			if n := strings.Count(errs.String(), "\n"); n != c.hints || !strings.Contains(errs.String(), "dossier dedupe --review") {
				t.Errorf("hints:\n%s", errs.String())
			}
		})
	}
}
