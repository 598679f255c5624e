package ingest

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"

	"dossier/evidence"
	"dossier/ingest/format"
	"dossier/ingest/tabular"
)

// found collects what Read gives.
type found struct {
	records  []evidence.Record
	problems []format.Problem
	stop     error // given back by Record
}

func (f *found) Record(r evidence.Record) error { f.records = append(f.records, r); return f.stop }
func (f *found) Problem(p format.Problem)       { f.problems = append(f.problems, p) }

const entry = "@article{berg2021, author={Bérg, J}, title={Ünser title}, year=2021}\n"

func gzipped(t testing.TB, data []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := z.Write(data); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func zipped(t testing.TB, members ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(members); i += 2 {
		w, err := z.Create(members[i])
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, members[i+1]); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func utf16Bytes(s string, bigEndian, mark bool) []byte {
	units := utf16.Encode([]rune(s))
	if mark {
		units = append([]uint16{0xFEFF}, units...)
	}
	var out []byte
	for _, u := range units {
		if bigEndian {
			out = append(out, byte(u>>8), byte(u))
		} else {
			out = append(out, byte(u), byte(u>>8))
		}
	}
	return out
}

func TestEncodings(t *testing.T) {
	latin1 := strings.NewReplacer("é", "\xE9", "Ü", "\xDC").Replace(entry)
	tests := []struct {
		name, encoding string
		data           []byte
	}{
		{"plain", "utf-8", []byte(entry)},
		{"ascii", "ascii", []byte(strings.NewReplacer("é", "e", "Ü", "U").Replace(entry))},
		{"byte order mark", "utf-8 with BOM", []byte("\uFEFF" + entry)},
		{"latin-1", "windows-1252", []byte(latin1)},
		{"mixed", "utf-8 with windows-1252 lines", []byte(entry + strings.Replace(latin1, "berg2021", "b", 1))},
		{"utf-16 little-endian", "utf-16-le", utf16Bytes(entry, false, true)},
		{"utf-16 big-endian", "utf-16-be", utf16Bytes(entry, true, true)},
		{"utf-16 without mark", "utf-16-le, no BOM", utf16Bytes(entry, false, false)},
		{"utf-16 big-endian without mark", "utf-16-be, no BOM", utf16Bytes(entry, true, false)},
		{"gzip", "utf-8", gzipped(t, []byte(entry))},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var sink found
			reports, err := ReadFrom(t.Context(), "standard input", bytes.NewReader(tt.data), Options{Database: "Test DB"}, &sink)
			if err != nil || len(reports) != 1 || reports[0].Err != nil {
				t.Fatalf("%v, %+v", err, reports)
			}
			if reports[0].Encoding != tt.encoding {
				t.Errorf("encoding %q, want %q", reports[0].Encoding, tt.encoding)
			}
			if len(sink.records) == 0 {
				t.Fatal("no record")
			}
			r := sink.records[len(sink.records)-1]
			if tt.name != "ascii" && (r.Title != "Ünser title" || r.Authors[0].Family != "Bérg") {
				t.Errorf("title %q, author %q", r.Title, r.Authors[0].Family)
			}
			if r.Origin.Database != "Test DB" || r.Origin.File != "standard input" || r.Origin.Format != "bibtex" {
				t.Errorf("origin %+v", r.Origin)
			}
		})
	}
}

// TestDamage reads files that lost something on their way.
func TestDamage(t *testing.T) {
	const two = "TY  - JOUR\nTI  - First title\nER  - \nTY  - JOUR\nTI  - Second title\nER  - \n"
	tests := []struct{ name, data, message string }{
		{"a NUL in a title", strings.Replace(two, "Second", "Sec\x00ond", 1), "NUL bytes were dropped (1)"},
		{"a NUL in a tag", strings.Replace(two, "\nTI", "\nT\x00I", 1), "NUL bytes were dropped (1)"},
		{"Macintosh line ends", strings.ReplaceAll(two, "\n", "\r"), ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var sink found
			if _, err := ReadFrom(t.Context(), "in.ris", strings.NewReader(tt.data), Options{}, &sink); err != nil {
				t.Fatal(err)
			}
			var titles, messages []string
			for _, r := range sink.records {
				titles = append(titles, r.Title)
			}
			for _, p := range sink.problems {
				messages = append(messages, p.Message)
			}
			if diff := cmp.Diff([]string{"First title", "Second title"}, titles); diff != "" {
				t.Errorf("titles (-want +got):\n%s", diff)
			}
			if !strings.Contains(strings.Join(messages, "\n"), tt.message) || tt.message == "" && len(messages) > 0 {
				t.Errorf("problems %q, want %q", messages, tt.message)
			}
		})
	}
}

// TestSeveralAddresses reads fields that hold more than one.
func TestSeveralAddresses(t *testing.T) {
	const first, second = "https://example.org/a?b=c,d", "http://example.org/e"
	tests := []struct{ name, data string }{
		{"csv", "Title,Year,URL\nOne,2021,\"" + first + "; " + second + "\"\n"},
		{"bibtex", "@article{a, title={One}, url={" + first + " " + second + "}}"},
		{"csl-json", `[{"id": "a", "type": "book", "title": "One", "URL": "` + first + ` ` + second + `"}]`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var sink found
			if _, err := ReadFrom(t.Context(), "in", strings.NewReader(tt.data), Options{}, &sink); err != nil || len(sink.records) != 1 {
				t.Fatalf("%d records, %v", len(sink.records), err)
			}
			r := sink.records[0]
			if r.URL != first || !slices.Contains(r.Extra, evidence.Field{Name: "url", Value: second}) {
				t.Errorf("address %q, extra %v", r.URL, r.Extra)
			}
		})
	}
}

// TestAtSignInText reads exports in which a text looks like an entry of BibTeX.
func TestAtSignInText(t *testing.T) {
	ris := func(line string) string {
		return "TY  - JOUR\nTI  - One\n" + line + "\nER  - \nTY  - JOUR\nTI  - Two\nER  - \n"
	}
	nbib := func(line string) string {
		return "PMID- 33000001\nTI  - One\n" + line + "\n\nPMID- 33000002\nTI  - Two\n"
	}
	csv := func(cell string) string {
		return "Title,Year,Note\nOne,2021,\"" + cell + "\"\nTwo,2022,\n"
	}
	tests := []struct{ name, format, data string }{
		{"program in an abstract", "ris", ris("AB  - @RISK (Palisade) was used")},
		{"account", "ris", ris("AD  - Twitter: @ZhangLab (Zhang)")},
		{"formula", "ris", ris("SP  - @SUM(A1)")},
		{"wrapped line", "ris", ris("AB  - Simulated with\n@RISK (Palisade) as before")},
		{"entry in a note", "ris", ris("N1  - cite as @article{a, title={One}, year=2021}")},
		{"program in an abstract", "nbib", nbib("AB  - @RISK (Palisade) was used")},
		{"account", "nbib", nbib("AD  - Twitter: @ZhangLab (Zhang)")},
		{"program", "csv", csv("@RISK (Palisade) was used")},
		{"program on a line of its own", "csv", csv("with\n@RISK{Palisade} as before")},
		{"entry in a cell", "csv", csv("@article{a, title={One}, year=2021}")},
		{"entries", "bibtex", "Two entries.\n\n  @article{a, title={One}} @book{b, title={Two}}"},
		{"entries of a type of one's own", "bibtex", "@trial{a, title={One}}\n@trial{b, title={Two}}"},
		{"entries in parentheses", "bibtex", "@article(a, title={One})\n@book(b, title={Two})"},
	}
	for _, tt := range tests {
		t.Run(tt.format+"/"+tt.name, func(t *testing.T) {
			var sink found
			reports, err := ReadFrom(t.Context(), "standard input", strings.NewReader(tt.data), Options{}, &sink)
			if err != nil {
				t.Fatal(err)
			}
			if reports[0].Format != tt.format || len(sink.records) != 2 || sink.records[0].Title != "One" || sink.records[1].Title != "Two" {
				t.Errorf("read as %q: %d records, problems %v", reports[0].Format, len(sink.records), sink.problems)
			}
		})
	}
}

func TestRefusals(t *testing.T) {
	page := func(title string) string {
		return "<!DOCTYPE html>\n<html><head><title>" + title + "</title></head><body><p>x</p></body></html>"
	}
	tests := []struct{ name, data, want string }{
		{"empty", "", "empty"},
		{"blanks", " \n\t\r\n ", "nothing but blanks"},
		{"error page", page("403 Forbidden"), "403 Forbidden"},
		{"anti-bot page", page("Just a moment..."), "keeps programs out"},
		{"brackets", strings.Repeat("[", 200_000), "JSON"},
		{"brackets on lines", strings.Repeat("[ {\n", 2000), "JSON"},
		{"JSON of something else", `{"weather": [{"day": 1, "sun": true}]}`, "JSON"},
		{"picture", "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00", "a picture"},
		{"program", "\x7FELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x03\x00", "a program"},
		{"old office file", "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1" + strings.Repeat("\x00", 100), ".docx"},
		{"unknown binary", strings.Repeat("\x01\x02\x00\x03", 100), "binary"},
		{"damaged archive", "PK\x03\x04" + strings.Repeat("\x00", 100), "damaged archive"},
		{"damaged gzip", "\x1F\x8B\x08\x00" + strings.Repeat("\xFF", 100), "corrupt"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var sink found
			reports, err := ReadFrom(t.Context(), "in.ris", strings.NewReader(tt.data), Options{}, &sink)
			if err != nil || len(reports) != 1 || reports[0].Err == nil {
				t.Fatalf("%v, %+v", err, reports)
			}
			if !strings.Contains(reports[0].Err.Error(), tt.want) {
				t.Errorf("error %q does not speak of %q", reports[0].Err, tt.want)
			}
			if len(sink.problems) != 1 || sink.problems[0].File != "in.ris" {
				t.Errorf("problems %+v", sink.problems)
			}
		})
	}
}

func TestFolder(t *testing.T) {
	dir := t.TempDir()
	files := map[string]string{
		"b.bib":          entry,
		"a/z.bib":        strings.Replace(entry, "berg2021", "z", 1),
		"a/empty.ris":    "",
		".hidden/x.bib":  entry,
		"c.zip":          string(zipped(t, "one.bib", strings.Replace(entry, "berg2021", "one", 1), "deep/two.bib.gz", string(gzipped(t, []byte(strings.Replace(entry, "berg2021", "two", 1)))))),
		"d-unfinished.f": "\x1F\x8B\x08\x00",
	}
	for name, text := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	var sink found
	reports, err := Read(t.Context(), dir, Options{}, &sink)
	if err != nil {
		t.Fatal(err)
	}
	var order, keys []string
	for _, r := range reports {
		rel, _ := filepath.Rel(dir, r.File)
		order = append(order, filepath.ToSlash(rel))
	}
	for _, r := range sink.records {
		keys = append(keys, r.Origin.Key)
	}
	if diff := cmp.Diff([]string{"a/empty.ris", "a/z.bib", "b.bib", "c.zip/one.bib", "c.zip/deep/two.bib.gz", "d-unfinished.f"}, order); diff != "" {
		t.Errorf("inputs (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"z", "berg2021", "one", "two"}, keys); diff != "" {
		t.Errorf("records (-want +got):\n%s", diff)
	}
	if reports[0].Err == nil || reports[5].Err == nil || reports[1].Err != nil {
		t.Errorf("errors: %v, %v, %v", reports[0].Err, reports[5].Err, reports[1].Err)
	}
}

func TestPathsThatCannotBeRead(t *testing.T) {
	for name, path := range map[string]string{"missing": filepath.Join(t.TempDir(), "no.bib"), "empty folder": t.TempDir()} {
		t.Run(name, func(t *testing.T) {
			var sink found
			reports, err := Read(t.Context(), path, Options{}, &sink)
			if err != nil || len(reports) != 1 || reports[0].Err == nil || len(sink.problems) != 1 {
				t.Errorf("%v %+v %+v", err, reports, sink.problems)
			}
		})
	}
}

func TestBombsAndTraversal(t *testing.T) {
	if testing.Short() {
		t.Skip("many megabytes through one thread: not with -short")
	}
	zeros := gzipped(t, bytes.Repeat([]byte("x"), 200<<20))
	stream := func(data []byte) io.Reader { return struct{ io.Reader }{bytes.NewReader(data)} } // does not state its size
	filler := strings.Repeat("% nothing at all\n", freeSize/2/17)
	big := entry + filler
	many := zipped(t, "1.bib", big, "2.bib", big, "3.bib", big)
	twice := zipped(t, "1.zip", string(zipped(t, "1.bib", big)), "2.zip", string(zipped(t, "1.bib", big)), "3.zip", string(zipped(t, "1.bib", big)))
	nested := []byte(entry)
	for range maxNesting + 2 {
		nested = gzipped(t, nested)
	}
	tests := []struct {
		name string
		data []byte
		want string
	}{
		{"gzip that says how it grows", gzipped(t, []byte(entry+filler+filler+filler)), "bomb"},
		{"gzip that grows without end", append(append(gzipped(t, []byte(entry+"@misc{x, note={")), zeros...), gzipped(t, []byte(entry))...), "bomb"},
		{"zip of members that are small alone", many, "bomb"},
		{"zips in a zip", twice, "bomb"},
		{"gzip in gzip", nested, "too deeply"},
		{"zip with a way out", zipped(t, "../../etc/evil.bib", entry), "leads out"},
		{"zip with a drive", zipped(t, `c:\evil.bib`, entry), "leads out"},
		{"zip with an absolute path", zipped(t, "/evil.bib", entry), "leads out"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var sink found
			reports, err := ReadFrom(t.Context(), "in", bytes.NewReader(tt.data), Options{}, &sink)
			if err != nil || !slices.ContainsFunc(reports, func(r Report) bool { return r.Err != nil && strings.Contains(r.Err.Error(), tt.want) }) {
				t.Errorf("%v, %+v", err, reports)
			}
			sink = found{}
			reports, err = ReadFrom(t.Context(), "in", stream(tt.data), Options{}, &sink)
			if err != nil || !slices.ContainsFunc(reports, func(r Report) bool { return r.Err != nil && strings.Contains(r.Err.Error(), tt.want) }) {
				t.Errorf("as a stream: %v, %+v", err, reports)
			}
		})
	}
}

func TestBombIsRefusedUnopened(t *testing.T) {
	data := zipped(t, "a.bib", strings.Repeat(entry, freeSize/len(entry)+1000), "b.bib", entry)
	var sink found
	reports, err := ReadFrom(t.Context(), "in.zip", bytes.NewReader(data), Options{}, &sink)
	if err != nil || len(reports) != 2 || reports[0].Err == nil || reports[0].Records != 0 || reports[1].Err != nil {
		t.Fatalf("%v, %+v", err, reports)
	}
	if len(sink.records) != 1 || len(sink.problems) != 1 || strings.Count(sink.problems[0].String(), "if you trust it") != 1 {
		t.Errorf("%d records, %v", len(sink.records), sink.problems)
	}
}

func TestAdviceIsGivenOnce(t *testing.T) {
	if testing.Short() {
		t.Skip("many megabytes through one thread: not with -short")
	}
	// A stream does not state its size: the reader meets the bomb half way.
	data := gzipped(t, []byte(entry+strings.Repeat("% nothing at all\n", 4<<20)))
	var sink found
	reports, err := ReadFrom(t.Context(), "in.bib.gz", struct{ io.Reader }{bytes.NewReader(data)}, Options{}, &sink)
	if err != nil || len(reports) != 1 || reports[0].Err == nil || reports[0].Records != 1 {
		t.Fatalf("%v, %+v", err, reports)
	}
	last := sink.problems[len(sink.problems)-1].String()
	if strings.Count(last, "if you trust it") != 1 {
		t.Errorf("advice in %q", last)
	}
}

func TestProgressCountsTheBytesOfFiles(t *testing.T) {
	plain := []byte(strings.Repeat(entry, 5000))
	packed := zipped(t, "a.bib", string(plain))
	for name, data := range map[string][]byte{"a.bib": plain, "a.zip": packed} {
		path := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		told := 0
		var sink found
		if _, err := Read(t.Context(), path, Options{Progress: func(n int) { told += n }}, &sink); err != nil || len(sink.records) == 0 {
			t.Fatal(name, err)
		}
		if told < len(data) || told > 2*len(data)+2*format.SniffLen {
			t.Errorf("%s: %d bytes told, %d in the file", name, told, len(data))
		}
	}
}

func TestStopping(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := ReadFrom(ctx, "in", strings.NewReader(entry), Options{}, &found{}); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	full := errors.New("disk full")
	if _, err := ReadFrom(t.Context(), "in", strings.NewReader(entry), Options{}, &found{stop: full}); !errors.Is(err, full) {
		t.Errorf("sink refuses: %v", err)
	}
}

func TestFromNamesTheFormat(t *testing.T) {
	var sink found
	reports, err := ReadFrom(t.Context(), "in", strings.NewReader(entry), Options{From: "nonsense"}, &sink)
	if err != nil || len(reports) != 1 || reports[0].Err == nil || !strings.Contains(reports[0].Err.Error(), "bibtex") {
		t.Errorf("%v, %+v", err, reports)
	}
}

func TestRetractedTitle(t *testing.T) {
	var sink found
	if _, err := ReadFrom(t.Context(), "in", strings.NewReader("TY  - JOUR\nTI  - RETRACTED: A title\nER  - \n"), Options{}, &sink); err != nil || len(sink.records) != 1 {
		t.Fatal(err, sink)
	}
	r := sink.records[0]
	if r.Title != "A title" || len(r.Notices) != 1 || r.Notices[0].Kind != evidence.NoticePossible || r.Notices[0].Source != "title" {
		t.Errorf("%q %+v", r.Title, r.Notices)
	}
}

func TestUnknownColumns(t *testing.T) {
	const table = "Nummer,Wer,Was\n1,Berg,A title\n"
	var sink found
	reports, err := ReadFrom(t.Context(), "x.csv", strings.NewReader(table), Options{}, &sink)
	var columns *tabular.ColumnsError
	if err != nil || len(reports) != 1 || !errors.As(reports[0].Err, &columns) || len(sink.problems) != 1 || !strings.Contains(sink.problems[0].Next, "title") {
		t.Fatalf("%v %+v %+v", err, reports, sink.problems)
	}
	sink = found{}
	_, err = ReadFrom(t.Context(), "x.csv", strings.NewReader(table), Options{Columns: map[string]string{"Was": "title", "Wer": "authors"}}, &sink)
	if err != nil || len(sink.records) != 1 || sink.records[0].Title != "A title" {
		t.Fatalf("%v %+v", err, sink)
	}
}

// TestListsWithoutHeading: a list that is pasted without its heading is read as
// references, not as the identifiers that some of them hold.
func TestListsWithoutHeading(t *testing.T) {
	for _, c := range []struct {
		name, text, format string
		titles             []string
	}{
		{"Vancouver, one DOI", "1. Berg J, Olm K. Rash with nothing. J Invent Med. 2020;12(3):33-41.\n" +
			"2. Olm K, Berg J. Fever with something. Ann Made Up. 2021;3:1-9. doi:10.5555/olm.2021\n" +
			"3. Tarn P. Itch. Lancet Invent. 2019;4:7-8.\n",
			"reflist", []string{"Rash with nothing", "Fever with something", "Itch"}},
		{"an organisation first", "1. WHO. Advice on rashes. Geneva: World Health Organization; 2021.\n" +
			"2. Berg J, Olm K. Rash with nothing. J Invent Med. 2020;12(3):33-41. doi:10.5555/berg.2020\n",
			"reflist", []string{"Advice on rashes", "Rash with nothing"}},
		{"APA", "Berg, J., & Olm, K. (2020). Rash with nothing. Journal of Invented Medicine, 12(3), 33-41. https://doi.org/10.5555/berg.2020\n" +
			"Tarn, P. (2019). Itch. Invented Lancet, 4, 7-8.\n",
			"reflist", []string{"Rash with nothing", "Itch"}},
		{"one reference", "Berg J, Olm K. Rash with nothing. J Invent Med. 2020;12(3):33-41. doi:10.5555/berg.2020\n",
			"reflist", []string{"Rash with nothing"}},
		{"identifiers", "10.5555/berg.2020\nPMID 12345678\n", "identifier", []string{"", ""}},
		{"prose", "Dear colleague,\nplease look at the paper on rashes (doi:10.5555/berg.2020) and at the one\nby Tarn in the Lancet, PMID: 12345678, before we meet.\n",
			"identifier", []string{"", ""}},
	} {
		t.Run(c.name, func(t *testing.T) {
			f, err := Detect([]byte(c.text), "list.txt")
			if err != nil {
				t.Fatal(err)
			}
			if f.Name != c.format {
				t.Fatalf("read as %s, want %s", f.Name, c.format)
			}
			var got found
			if err := f.Read(t.Context(), format.Input{Name: "list.txt", R: strings.NewReader(c.text)}, &got); err != nil {
				t.Fatal(err)
			}
			var titles []string
			for _, r := range got.records {
				titles = append(titles, r.Title)
			}
			if diff := cmp.Diff(c.titles, titles); diff != "" {
				t.Errorf("titles (-want +got):\n%s", diff)
			}
		})
	}
}
