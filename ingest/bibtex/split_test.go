package bibtex

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"dossier/ingest/format"
	"dossier/ingest/format/formattest"
)

// chunks splits text and fails when the pieces are not the text.
func chunks(t testing.TB, text string, r io.Reader) []chunk {
	t.Helper()
	var out []chunk
	var whole strings.Builder
	line := 1
	for sp := newSplitter(r); ; {
		c, err := sp.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if len(c.text) == 0 {
			t.Fatal("an empty chunk")
		}
		if c.line != line {
			t.Fatalf("chunk %q at line %d, want %d", c.text, c.line, line)
		}
		whole.WriteString(c.text)
		line = 1 + countLines([]byte(text), whole.Len())
		out = append(out, c)
	}
	if whole.String() != text {
		t.Fatalf("the chunks are not the file (-want +got):\n%s", cmp.Diff(text, whole.String()))
	}
	return out
}

// seeds are our own nasty entries.
func seeds() []string {
	return []string{
		"@article{a, title={T}, year=2020}\n",
		"@article{a,\n  title = {Open,\n  year = {2020}\n}\n@misc{b, note=\"x {y} z\"}",
		"@misc{a, note=\"open,\n year={1999}\n}\n\n@misc{b,}",
		"@string{j = {J of } # \"Tests\"}@string(k = j # { 2})\n@misc{x, journal = k # \" Suppl\", month = jan}",
		"@comment{@misc{in, a={b}}}\n% @misc{out, a={b}}\n@misc{c}",
		"@misc(p, title={a (b) c}, pages=1--2)",
		"@misc{a, title={T}}, year={2001}}\n@preamble{\"\\newcommand{\\x}{}\"}",
		"me@home.org writes @misc{b, note={you@home.org}, Comment={c}, é={f}}",
		"@article{\r\n a\r\n title={T}\r\n year=2020,,\r\n}\r\r\n@x{y=1}",
		"@misc{a, t={x \\{ y}, z={w}}",
		"@misc{a, t=\"say \"hi\" now\", u={v}}",
		"@misc{a, junk, more {junk} = {x}, =, #, t = # {y} # }",
		"@misc{a, t={\x00 @ \uE000 \uE003}, n=123456789012345678901234567890, t={again}}",
		"@a{b=c, d=e}@{f}@ @g{h} @comment @i{j,k=l}",
		strings.Repeat("{", 5000) + "@misc{a, t={" + strings.Repeat("{", 5000),
	}
}

func TestSplitterAtEveryBoundary(t *testing.T) {
	for _, text := range seeds() {
		want := chunks(t, text, strings.NewReader(text))
		got := chunks(t, text, iotest.OneByteReader(strings.NewReader(text)))
		if diff := cmp.Diff(entriesOf(want), entriesOf(got)); diff != "" {
			t.Errorf("%q read byte by byte:\n%s", text, diff)
		}
	}
}

func entriesOf(cs []chunk) []string {
	var out []string
	for _, c := range cs {
		if c.kind != kindJunk {
			out = append(out, c.text)
		}
	}
	return out
}

// FuzzSplitter checks what must hold for any input: the pieces are the file,
// and for every entry the parser, given either form, agrees with the splitter.
func FuzzSplitter(f *testing.F) {
	for _, s := range seeds() {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 1<<16 {
			t.Skip("longer than the fuzzer need try")
		}
		m := macros{}
		for _, c := range chunks(t, text, strings.NewReader(text)) {
			switch c.kind {
			case kindString:
				m.define(&c.body)
			case kindEntry:
				m.resolve(&c.body)
				checkForms(t, &entry{body: c.body, text: c.text, line: c.line, record: true})
			}
		}
	})
}

// checkForms hands both forms of an entry to the parser.
func checkForms(t *testing.T, e *entry) {
	t.Helper()
	if !utf8.ValidString(e.text) {
		return
	}
	forms := []bool{true}
	if e.canParseAsIs() {
		forms = []bool{true, false}
	}
	for _, e.risky = range forms {
		var text strings.Builder
		if e.risky {
			e.canonical(&text)
		} else {
			e.verbatim(&text)
		}
		read, err := callParser(text.String())
		if err != nil || len(read) != 1 || !e.accept(read[0]) {
			t.Errorf("canonical %v of %q: %q: %v, %d entries", e.risky, e.text, text.String(), err, len(read))
		}
	}
}

// The parser sees the ends of a long text only, and all of one that it might
// read in another way; either way the value is whole and its reading is checked.
func TestLongValues(t *testing.T) {
	plain := strings.Repeat("Infections were rarer – é. ", 40)
	for name, c := range map[string]struct {
		field string
		short bool
	}{
		"plain":     {"{" + plain + "}", true},
		"quoted":    {`"` + plain + `"`, true},
		"umlauts":   {"{" + strings.Repeat("é", 400) + "}", true},
		"odd bytes": {"{x" + strings.Repeat("–", 300) + "}", true},
		"braces":    {"{" + plain + "{JAK}" + plain + "}", false},
		"backslash": {"{" + plain + `\&` + plain + "}", false},
		"at":        {"{" + plain + "a@b.org" + plain + "}", false},
		"two":       {"{" + plain + "} # {" + plain + "}", false},
		"short":     {"{Infections}", false},
	} {
		t.Run(name, func(t *testing.T) {
			text := "@article{a,\n title = {One},\n abstract = " + c.field + ",\n year = 2020\n}\n"
			all := readEntries(t, strings.NewReader(text))
			if len(all) != 1 || len(all[0].faults) > 0 {
				t.Fatalf("%d entries, %v", len(all), all[0].faults)
			}
			e := all[0]
			if got, want := e.fields[1].value, strings.Trim(strings.ReplaceAll(c.field, "} # {", ""), `{}"`); got != want && name != "braces" {
				t.Errorf("value is %q, want %q", got, want)
			}
			if e.risky {
				return
			}
			var form strings.Builder
			e.verbatim(&form)
			if short := form.Len() < len(c.field); short != c.short {
				t.Errorf("shortened: %v, want %v: %s", short, c.short, form.String())
			}
			for _, at := range []int{strings.Index(form.String(), "= {One") + 3, strings.Index(form.String(), "abstract = ") + 15, form.Len() - 6} {
				changed := form.String()[:at] + "9" + form.String()[at+1:]
				if read, err := callParser(changed); err == nil && len(read) == 1 && e.accept(read[0]) {
					t.Errorf("another value was accepted: %s", changed)
				}
			}
		})
	}
}

// FuzzRead reads the input to the end: every entry gives a record.
func FuzzRead(f *testing.F) {
	for _, s := range seeds() {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 1<<16 {
			t.Skip("longer than the fuzzer need try")
		}
		want := 0
		for _, c := range chunks(t, text, strings.NewReader(text)) {
			if c.kind == kindEntry {
				want++
			}
		}
		var sink formattest.Found
		if err := Format().Read(t.Context(), format.Input{Name: "f.bib", R: strings.NewReader(text)}, &sink); err != nil {
			t.Fatal(err)
		}
		if len(sink.Records) != want {
			t.Errorf("%d records of %d entries", len(sink.Records), want)
		}
		for _, p := range sink.Problems {
			if p.Line < 1 || p.File == "" || p.Message == "" {
				t.Errorf("problem without place or message: %+v", p)
			}
		}
	})
}

func TestParserExitIsCaught(t *testing.T) {
	_, err := callParser("@misc{a, journal = undefinedmacro}")
	if err == nil || !strings.Contains(err.Error(), "parser stopped") {
		t.Fatalf("got %v, want the guard's error", err)
	}
	read, err := callParser("@misc{a, journal = {J}}")
	if err != nil || len(read) != 1 {
		t.Fatalf("the next call gives %d entries, %v", len(read), err)
	}
}

func TestMacroBomb(t *testing.T) {
	var b strings.Builder
	b.WriteString("@string{a0 = {xxxxxxxxxx}}\n")
	for i := range 40 {
		fmt.Fprintf(&b, "@string{a%d = a%d # a%d}\n", i+1, i, i)
	}
	b.WriteString("@misc{k, title = a40}\n")
	var sink formattest.Found
	if err := Format().Read(t.Context(), format.Input{Name: "bomb.bib", R: strings.NewReader(b.String())}, &sink); err != nil {
		t.Fatal(err)
	}
	if len(sink.Records) != 1 || sink.Count(format.Error) == 0 {
		t.Errorf("%d records, %d errors", len(sink.Records), sink.Count(format.Error))
	}
}
