package ingest

import (
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"dossier/cmd/corpustest"
	"dossier/ingest/format"
)

// expected is one row of the corpus' list of counts.
type expected struct {
	path, format, status, note string
	records                    int
}

func expectations(t testing.TB, dir string) []expected {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(dir, "expected.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	var out []expected
	for line := range strings.Lines(string(data)) {
		cols := strings.Split(strings.TrimRight(line, "\r\n"), "\t")
		if len(cols) < 7 || cols[0] == "path" {
			continue
		}
		n, err := strconv.Atoi(cols[2])
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, expected{cols[0], cols[1], cols[5], cols[6], n})
	}
	return out
}

// argued names the files whose count this reader does not share, with the
// reason. They are left out of the sum.
var argued = map[string]string{
	"csv/citation-file-formatting__Datasets_CSV__baseline_excel.csv":          "ten references; the list counts two rows of the search strategy above the headings",
	"bibtex/jabref__importer_fileformat_encoding-utf-16BE-with-header.bib":    "UTF-16BE with one entry; the independent counter does not decode it",
	"bibtex/jabref__importer_fileformat_encoding-utf-16BE-without-header.bib": "UTF-16BE with one entry; the independent counter does not decode it",
}

// TestConformanceFiles reads every file of the corpus as a user would and
// compares the number of records with the independent count.
func TestConformanceFiles(t *testing.T) {
	if testing.Short() {
		t.Skip("one thread over the whole corpus: not with -short")
	}
	dir := corpustest.Dir(t, "bib")
	type sum struct{ files, disputed, exact, want, got, errors, warnings, unread int }
	sums := map[string]*sum{}
	for _, x := range expectations(t, dir) {
		s := sums[x.format]
		if s == nil {
			s = &sum{}
			sums[x.format] = s
		}
		var sink found
		reports, err := Read(t.Context(), filepath.Join(dir, filepath.FromSlash(x.path)), Options{}, &sink)
		if err != nil || len(reports) != 1 {
			t.Errorf("%s gives no result: %v, %d reports", x.path, err, len(reports))
			continue
		}
		r := reports[0]
		s.files++
		s.errors += r.Errors
		s.warnings += r.Warnings
		if r.Err != nil {
			s.unread++
		}
		got := len(sink.records)
		switch {
		case argued[x.path] != "":
			t.Logf("argued: %s: %d records, list says %d: %s", x.path, got, x.records, argued[x.path])
			continue
		case x.status != "ok":
			s.disputed++
			t.Logf("disputed: %s: %d records as %s, list says %d (%s) %v", x.path, got, r.Format, x.records, x.note, r.Err)
			continue
		}
		s.want += x.records
		s.got += min(got, x.records)
		if got == x.records {
			s.exact++
			continue
		}
		t.Logf("%s: %d records as %s, want %d (%s) %v", x.path, got, r.Format, x.records, x.note, r.Err)
		for _, p := range sink.problems {
			if p.Severity == format.Error {
				t.Logf("    %v", p)
			}
		}
	}
	var names []string
	for name := range sums {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		s := sums[name]
		t.Logf("%-12s %4d files (%d disputed, %d not read): %d exact, %d records of %d expected; %d errors, %d warnings",
			name, s.files, s.disputed, s.unread, s.exact, s.got, s.want, s.errors, s.warnings)
		if name != "tagged-other" && float64(s.got) < 0.999*float64(s.want) {
			t.Errorf("%s: %d records of %d", name, s.got, s.want)
		}
	}
}
