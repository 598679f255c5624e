package store

import (
	"bytes"
	"reflect"
	"testing"

	"dossier/evidence"
)

// TestPackRecord fails when a record gets a field that the shorter way of
// encoding does not know.
func TestPackRecord(t *testing.T) {
	var full evidence.Record
	n := 0
	fill(reflect.ValueOf(&full).Elem(), &n)
	for name, rec := range map[string]evidence.Record{"every field": full, "no field": {ID: "x"}} {
		want := must(pack(&rec))
		got := must(packRecord(&rec))
		if !bytes.Equal(got, want) {
			t.Errorf("%s: the frames differ", name)
		}
	}
	full.ID = ""
	want := recordID(&full)
	if _, err := packRecord(&full); err != nil || full.ID != want {
		t.Errorf("id %s, want %s: %v", full.ID, want, err)
	}
}
