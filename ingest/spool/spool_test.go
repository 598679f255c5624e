package spool

import (
	"fmt"
	"maps"
	"strings"
	"testing"
)

func TestSpool(t *testing.T) {
	for _, noFile := range []bool{false, true} {
		t.Run(fmt.Sprintf("noFile=%v", noFile), func(t *testing.T) {
			s := Spool{noFile: noFile}
			defer s.Close()
			want := map[int64]string{}
			for i := range 40 {
				piece := strings.Repeat(fmt.Sprintf("piece %d,", i), i*10_000)
				want[s.Add([]byte(piece))] = piece
			}
			if len(want) != 40 {
				t.Fatalf("%d places for 40 pieces", len(want))
			}
			if onDisk := s.base > 0; onDisk == noFile {
				t.Errorf("written to a file: %v", onDisk)
			}
			if cap(s.buf) > 2*Buffer && !noFile {
				t.Errorf("%d bytes in memory", cap(s.buf))
			}
			order := int64(-1)
			seen := map[int64]string{}
			err := s.Each(func(at int64, piece []byte) {
				if at <= order {
					t.Errorf("the piece at %d comes after that at %d", at, order)
				}
				order, seen[at] = at, string(piece)
			})
			if err != nil || !maps.Equal(seen, want) {
				t.Errorf("%d pieces of %d, or others; %v", len(seen), len(want), err)
			}
			for at, text := range want {
				got, err := s.Piece(at)
				if err != nil || string(got) != text {
					t.Fatalf("at %d: %d bytes, %v; want %d bytes", at, len(got), err, len(text))
				}
			}
		})
	}
}
