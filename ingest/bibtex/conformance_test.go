package bibtex

import (
	"bufio"
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"dossier/cmd/corpustest"
	"dossier/ingest/decode"
	"dossier/ingest/format"
	"dossier/ingest/format/formattest"
)

// readEntries gives the entries as parsed, before they become records.
func readEntries(t testing.TB, r io.Reader) []*entry {
	t.Helper()
	split := make(chan []*entry, 1000)
	if err := splitEntries(format.Input{Name: "test.bib", R: r}, func(run []*entry) error { split <- run; return nil }); err != nil {
		t.Fatal(err)
	}
	close(split)
	var all []*entry
	err := parseEntries(split, func(b *batch) error {
		for _, e := range b.entries {
			if e.record {
				all = append(all, e)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func decoded(data []byte) io.Reader {
	r, _ := decode.Text(bytes.NewReader(data))
	return r
}

// argued lists the cases whose expectation this reader does not share, with the reason.
var argued = map[string]string{}

func TestConformanceBibTeXSyntax(t *testing.T) {
	file, err := os.Open(filepath.Join(corpustest.Dir(t, "bib"), "cases", "syntax-cases.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	cases := 0
	for lines := bufio.NewScanner(file); lines.Scan(); {
		var c syntaxCase
		if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
			t.Fatal(err)
		}
		cases++
		t.Run(c.Name, func(t *testing.T) {
			if reason, ok := argued[c.Name]; ok {
				t.Skip(reason)
			}
			c.run(t)
		})
	}
	t.Logf("%d cases, %d of them argued", cases, len(argued))
	if cases == 0 {
		t.Error("no case was read")
	}
}

type syntaxCase struct {
	Name   string  `json:"name"`
	UTF8   *string `json:"input_utf8"`
	Hex    *string `json:"input_hex"`
	Expect struct {
		Entries []caseEntry `json:"entries"`
		Errors  int         `json:"errors"`
	} `json:"expect"`
}

type caseEntry struct {
	Type   string      `json:"type"`
	Key    string      `json:"key"`
	Line   int         `json:"line"`
	Fields [][2]string `json:"fields"`
}

func (c *syntaxCase) run(t *testing.T) {
	var input []byte
	if c.Hex != nil {
		var err error
		if input, err = hex.DecodeString(*c.Hex); err != nil {
			t.Fatal(err)
		}
	} else {
		input = []byte(*c.UTF8)
	}
	var got []caseEntry
	for _, e := range readEntries(t, decoded(input)) {
		g := caseEntry{Type: e.typ, Key: e.key, Line: e.line}
		for _, f := range e.fields {
			g.Fields = append(g.Fields, [2]string{f.name, f.value})
		}
		got = append(got, g)
	}
	if diff := cmp.Diff(c.Expect.Entries, got); diff != "" {
		t.Errorf("entries (-want +got):\n%s", diff)
	}
	var sink formattest.Found
	if err := Format().Read(context.Background(), format.Input{Name: "case.bib", R: decoded(input)}, &sink); err != nil {
		t.Fatal(err)
	}
	if n := sink.Count(format.Error); n != c.Expect.Errors {
		t.Errorf("%d errors reported, want %d: %v", n, c.Expect.Errors, sink.Problems)
	}
	if len(sink.Records) != len(c.Expect.Entries) {
		t.Errorf("%d records, want %d", len(sink.Records), len(c.Expect.Entries))
	}
}

// expected is one row of the corpus' list of counts.
type expected struct {
	path, status, note string
	records            int
}

func expectations(t testing.TB, dir, kind string) []expected {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(dir, "expected.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	var out []expected
	for line := range strings.Lines(string(data)) {
		cols := strings.Split(strings.TrimRight(line, "\n"), "\t")
		if len(cols) < 7 || cols[1] != kind {
			continue
		}
		n, err := strconv.Atoi(cols[2])
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, expected{cols[0], cols[5], cols[6], n})
	}
	return out
}

func TestConformanceBibTeXFiles(t *testing.T) {
	if testing.Short() {
		t.Skip("one thread over the whole corpus: not with -short")
	}
	dir := corpustest.Dir(t, "bib")
	var files, disputed, want, got, exact, errs, warns int
	for _, x := range expectations(t, dir, "bibtex") {
		data, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(x.path)))
		if err != nil {
			t.Fatal(err)
		}
		var sink formattest.Found
		if err := Format().Read(context.Background(), format.Input{Name: x.path, R: decoded(data)}, &sink); err != nil {
			t.Errorf("%s: no result: %v", x.path, err)
		}
		files++
		errs += sink.Count(format.Error)
		warns += sink.Count(format.Warning)
		if x.status != "ok" {
			disputed++
			t.Logf("disputed: %s: %d records, list says %d (%s)", x.path, len(sink.Records), x.records, x.note)
			continue
		}
		want += x.records
		got += min(len(sink.Records), x.records)
		if len(sink.Records) == x.records {
			exact++
			continue
		}
		t.Logf("%s: %d records, want %d (%s)", x.path, len(sink.Records), x.records, x.note)
		for _, p := range sink.Problems {
			if p.Severity == format.Error {
				t.Logf("    %v", p)
			}
		}
	}
	t.Logf("%d files (%d disputed), %d of the others exact; %d records of %d expected; %d errors and %d warnings reported",
		files, disputed, exact, got, want, errs, warns)
	if files == 0 {
		corpustest.Absent(t, "BibTeX files")
	}
	if float64(got) < 0.999*float64(want) {
		t.Errorf("%d records of %d", got, want)
	}
}
