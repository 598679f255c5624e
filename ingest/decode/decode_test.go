package decode

import (
	"bytes"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf8"
)

func TestText(t *testing.T) {
	tests := []struct{ name, in, want, encoding string }{
		{"empty", "", "", "ascii"},
		{"mark in the middle, as joined files have", "a\n\uFEFFb\n", "a\nb\n", "ascii"},
		{"only the bad line changes", "gr\u00fcn\ngr\xFCn\n\x93quote\x94 \x81", "gr\u00fcn\ngr\u00fcn\n“quote” \u0081", "utf-8 with windows-1252 lines"},
		{"declared in XML", "<?xml version=\"1.0\" encoding=\"ISO-8859-2\"?><a>\xB9</a>", "<?xml version=\"1.0\" encoding=\"ISO-8859-2\"?><a>š</a>", "iso-8859-2"},
		{"declared wrongly", "<?xml version=\"1.0\" encoding=\"ISO-8859-2\"?><a>š</a>", "<?xml version=\"1.0\" encoding=\"ISO-8859-2\"?><a>š</a>", "utf-8"},
		{"Macintosh line ends", "a\rb\r\rgr\xFCn\r", "a\nb\n\ngr\u00fcn\n", "windows-1252"},
		{"a lone CR among other line ends", "a\rb\nc\r\n", "a\rb\nc\r\n", "ascii"},
		{"JabRef's header", "% Encoding: ISO8859_2\n@misc{a, t={\xB9}}", "% Encoding: ISO8859_2\n@misc{a, t={š}}", "iso-8859-2"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for name, in := range map[string]io.Reader{"whole": strings.NewReader(tt.in), "by bytes": iotest.OneByteReader(strings.NewReader(tt.in))} {
				r, e := Text(in)
				got, err := io.ReadAll(r)
				if err != nil || string(got) != tt.want || e.Name() != tt.encoding {
					t.Errorf("%s: %q, %s, %v; want %q, %s", name, got, e.Name(), err, tt.want, tt.encoding)
				}
			}
		})
	}
}

func TestNullFilter(t *testing.T) {
	const in = "\x00a\x00\x00b\n\x00"
	for name, r := range map[string]io.Reader{"whole": strings.NewReader(in), "by bytes": iotest.OneByteReader(strings.NewReader(in))} {
		f := &NullFilter{R: r}
		if got, err := io.ReadAll(f); err != nil || string(got) != "ab\n" || f.Dropped != 4 {
			t.Errorf("%s: %q, %d dropped, %v", name, got, f.Dropped, err)
		}
	}
}

func TestErrorOfTheReaderComesThrough(t *testing.T) {
	r, _ := Text(io.MultiReader(strings.NewReader("one\ntwo"), iotest.ErrReader(io.ErrUnexpectedEOF)))
	got, err := io.ReadAll(r)
	if string(got) != "one\ntwo" || err != io.ErrUnexpectedEOF {
		t.Errorf("%q, %v", got, err)
	}
}

func FuzzText(f *testing.F) {
	f.Add([]byte("plain"), 1)
	f.Add([]byte("\xFF\xFEa\x00"), 3)
	f.Add([]byte("\xEF\xBB\xBFa\n\xFF\n\xEF\xBB\xBF"), 2)
	f.Fuzz(func(t *testing.T, in []byte, size int) {
		r, e := Text(bytes.NewReader(in))
		whole, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		if !utf8.Valid(whole) {
			t.Errorf("%q gives invalid text %q (%s)", in, whole, e.Name())
		}
		if utf8.Valid(in) && e.Name() == "utf-8" && !bytes.Contains(in, bom) && !bytes.Contains(in, []byte("\r")) && !bytes.Equal(in, whole) {
			t.Errorf("valid text %q became %q", in, whole)
		}
	})
}

func BenchmarkText(b *testing.B) {
	text := bytes.Repeat([]byte("TI  - A title of some length, as databases print it – with a dash\n"), 100_000)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		r, _ := Text(bytes.NewReader(text))
		if _, err := io.Copy(io.Discard, r); err != nil {
			b.Fatal(err)
		}
	}
}
