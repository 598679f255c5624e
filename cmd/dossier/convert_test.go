package main

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"dossier/evidence"
)

// TestConvertedIsSetAside: the studies of a conversion are not in memory, and come
// back as they were.
func TestConvertedIsSetAside(t *testing.T) {
	record := func(i int) evidence.Record {
		text := fmt.Sprintf("key%d %s", i, strings.Repeat(fmt.Sprint("word", i, " "), 3000))
		return evidence.Record{Origin: evidence.Origin{Key: text[:len(fmt.Sprint("key", i))]}, Raw: text, Citation: evidence.Citation{
			Title: fmt.Sprint("Title\xff of ", i), Abstract: text, Authors: []evidence.Person{{Family: "Berg", Given: "Ada"}},
			Date: evidence.Date{Year: 2020, Month: 1 + i%12}, Keywords: []string{"one", ""},
		}}
	}
	var got converted
	defer got.close()
	const n = 3000
	before := heapInUse()
	for i := range n {
		if err := got.Record(record(i)); err != nil {
			t.Fatal(err)
		}
	}
	if grown := heapInUse() - before; grown > 16<<20 {
		t.Errorf("%d MB are kept", grown>>20)
	}
	for _, i := range []int{0, 1, n / 2, n - 1, 7} {
		study, err := got.load(i)
		if err != nil {
			t.Fatal(err)
		}
		want := record(i)
		if diff := cmp.Diff(recordAsStudy(&want), study); diff != "" {
			t.Errorf("study %d (-want +got):\n%s", i, diff)
		}
	}
}
