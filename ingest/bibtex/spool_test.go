package bibtex

import (
	"fmt"
	"strings"
	"testing"
)

func TestSpool(t *testing.T) {
	for _, noFile := range []bool{false, true} {
		t.Run(fmt.Sprintf("noFile=%v", noFile), func(t *testing.T) {
			s := spool{noFile: noFile}
			defer s.close()
			want := map[int64]string{}
			for i := range 40 {
				piece := strings.Repeat(fmt.Sprintf("piece %d,", i), i*10_000)
				want[s.add([]byte(piece))] = piece
			}
			if len(want) != 40 {
				t.Fatalf("%d places for 40 pieces", len(want))
			}
			if onDisk := s.base > 0; onDisk == noFile {
				t.Errorf("written to a file: %v", onDisk)
			}
			if cap(s.buf) > 2*spoolBuffer && !noFile {
				t.Errorf("%d bytes in memory", cap(s.buf))
			}
			for at, text := range want {
				got, err := s.piece(at)
				if err != nil || string(got) != text {
					t.Fatalf("at %d: %d bytes, %v; want %d bytes", at, len(got), err, len(text))
				}
			}
		})
	}
}

// TestInheritanceFromFarAway: the parent is no longer in memory.
func TestInheritanceFromFarAway(t *testing.T) {
	var b strings.Builder
	b.WriteString("@proceedings{Parent, title={Far Proceedings}, ids={other, Alias}, crossref={Grand}}\n@book{grand, publisher={Old House}}\n")
	for i := range 6 {
		fmt.Fprintf(&b, "@book{big%d, series={%s}}\n", i, strings.Repeat("x", spoolBuffer/4))
	}
	b.WriteString("@inproceedings{child, title={A Part}, crossref={ALIAS}}\n@misc{grand, title={Again}}\n")
	got := readAll(t, b.String())
	child := got.Records[len(got.Records)-2]
	if child.Journal != "Far Proceedings" || child.Publisher != "Old House" {
		t.Errorf("journal %q, publisher %q", child.Journal, child.Publisher)
	}
	if last := got.Problems[len(got.Problems)-1]; !strings.Contains(last.Message, "used before, at line 2") {
		t.Errorf("%+v", last)
	}
}
