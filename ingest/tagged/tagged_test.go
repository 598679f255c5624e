package tagged

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
)

// plain is a grammar for tests: "A:" begins an entry, "Z:" ends one, other
// capitals are tags, blanks in front go on.
func plain(line []byte, s State) Line {
	switch {
	case len(bytes.TrimSpace(line)) == 0:
		return Line{Kind: Blank}
	case len(line) < 2 || line[1] != ':' || line[0] == ' ':
		if s.Open {
			return Line{Kind: More}
		}
		return Line{Kind: Outside}
	case line[0] == 'A':
		return Line{Kind: Start, TagEnd: 1, Value: 2}
	case line[0] == 'Z':
		return Line{Kind: End}
	}
	return Line{Kind: Tag, TagEnd: 1, Value: 2}
}

func collect(t testing.TB, r io.Reader) (entries []Entry, outside []string) {
	t.Helper()
	err := Read(r, plain, Sink{
		Entry: func(e *Entry) error {
			kept := *e
			kept.Fields = slices.Clone(e.Fields)
			entries = append(entries, kept)
			return nil
		},
		Outside: func(line int, text string) { outside = append(outside, fmt.Sprintf("%d %s", line, text)) },
	})
	if err != nil {
		t.Fatal(err)
	}
	return entries, outside
}

const sample = "head\nA: one\nB: two\n  lines\n\nZ:\nstray\r\nA: x\r\nC: y\r\nA: last"

func TestRead(t *testing.T) {
	want := []Entry{
		{Text: "A: one\nB: two\n  lines\n\nZ:", Line: 2, Ended: true, Fields: []Field{{"A", "one", 2}, {"B", "two\n  lines", 3}}},
		{Text: "A: x\r\nC: y", Line: 8, Fields: []Field{{"A", "x", 8}, {"C", "y", 9}}},
		{Text: "A: last", Line: 10, Fields: []Field{{"A", "last", 10}}},
	}
	for name, r := range map[string]io.Reader{
		"whole": strings.NewReader(sample), "by bytes": iotest.OneByteReader(strings.NewReader(sample)),
		"data with the end": iotest.DataErrReader(strings.NewReader(sample)),
	} {
		t.Run(name, func(t *testing.T) {
			got, outside := collect(t, r)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("entries (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff([]string{"1 head", "7 stray"}, outside); diff != "" {
				t.Errorf("outside (-want +got):\n%s", diff)
			}
		})
	}
}

func TestOldMacintoshLineEnds(t *testing.T) {
	got, _ := collect(t, strings.NewReader("A: one\rB: two\rZ:\rA: three\r"))
	if len(got) != 2 || got[0].Fields[1].Value != "two" || got[1].Line != 4 {
		t.Errorf("%+v", got)
	}
}

func TestBuffersMove(t *testing.T) {
	// Entries of all sizes around the size of the buffer keep their text.
	var text strings.Builder
	var sizes []int
	for i := range 300 {
		size := i * 997 % 5000
		if i%50 == 49 {
			size = firstBuffer + i
		}
		sizes = append(sizes, size)
		fmt.Fprintf(&text, "A: %d\nB: %s\nZ:\n", i, strings.Repeat("x", size))
	}
	got, _ := collect(t, strings.NewReader(text.String()))
	if len(got) != len(sizes) {
		t.Fatalf("%d entries, want %d", len(got), len(sizes))
	}
	for i, e := range got {
		if e.Fields[0].Value != fmt.Sprint(i) || len(e.Fields[1].Value) != sizes[i] {
			t.Fatalf("entry %d: %q, %d bytes", i, e.Fields[0].Value, len(e.Fields[1].Value))
		}
	}
}

func TestTooBig(t *testing.T) {
	text := "A: big\nB: " + strings.Repeat(strings.Repeat("x", 1<<20)+"\n", 20) + "A: next\n"
	got, _ := collect(t, strings.NewReader(text))
	if len(got) != 2 || !got[0].TooBig || got[1].Fields[0].Value != "next" {
		t.Fatalf("%d entries", len(got))
	}
	if len(got[0].Text) > MaxEntry+2<<20 {
		t.Errorf("%d bytes held", len(got[0].Text))
	}
}

func TestReaderError(t *testing.T) {
	n := 0
	err := Read(io.MultiReader(strings.NewReader("A: one\nB: two"), iotest.ErrReader(io.ErrUnexpectedEOF)), plain,
		Sink{Entry: func(*Entry) error { n++; return nil }, Outside: func(int, string) {}})
	if err == nil || n != 1 {
		t.Errorf("%d entries, %v", n, err)
	}
}

func FuzzRead(f *testing.F) {
	f.Add(sample)
	f.Add("A:\r\rB:\n\rA:\r\n")
	f.Fuzz(func(t *testing.T, text string) {
		a, _ := collect(t, strings.NewReader(text))
		b, _ := collect(t, iotest.OneByteReader(strings.NewReader(text)))
		if diff := cmp.Diff(a, b); diff != "" {
			t.Errorf("reading by bytes differs:\n%s", diff)
		}
	})
}
