package main

import (
	"runtime"
	"strings"
	"testing"
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
