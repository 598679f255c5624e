package findings

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"

	"dossier/evidence"
	"dossier/ingest/format"
)

const head = "id,doi,drug,comparator,outcome,measure,estimate,ci_low,ci_high,ci_level\n"

func read(t *testing.T, text string, opts Options) Result {
	t.Helper()
	if opts.Vocabulary == nil {
		opts.Vocabulary = evidence.DefaultVocabulary()
	}
	result, err := Read(t.Context(), strings.NewReader(text), "f.csv", opts)
	if err != nil {
		t.Fatal(err)
	}
	return result
}

// ids of the rows taken.
func ids(r Result) string {
	var list []string
	for _, row := range r.Rows {
		list = append(list, row.Finding.ID)
	}
	return strings.Join(list, " ")
}

func TestReadForms(t *testing.T) {
	row := "F1,10.1000/x,tofacitinib,placebo,mace,HR,1.33,0.91,1.94,95\n"
	cases := map[string]string{
		"commas":                 head + row,
		"semicolons":             strings.ReplaceAll(head+row, ",", ";"),
		"tabs":                   strings.ReplaceAll(head+row, ",", "\t"),
		"byte order mark":        "\ufeff" + head + row,
		"Windows line ends":      strings.ReplaceAll(head+row, "\n", "\r\n"),
		"no line end at the end": strings.TrimSuffix(head+row, "\n"),
		"blank lines":            head + "\n,,,,,,,,,\n" + row + "\n",
		"spaces around cells":    head + strings.ReplaceAll(row, ",", " ,  "),
		"UTF-16":                 utf16LE("\ufeff" + head + row),
		"heading in capitals":    strings.ToUpper(head) + row,
		"heading with spaces":    strings.Replace(head, "ci_low", "CI low", 1) + row,
		"trailing separators":    head + strings.TrimSuffix(row, "\n") + ",,,\n",
		"DOI as a link":          strings.Replace(head+row, "10.1000/x", "https://doi.org/10.1000/x", 1),
		"other order": "outcome,measure,ci_high,ci_low,estimate,ci_level,comparator,drug,id,doi\n" +
			"mace,HR,1.94,0.91,1.33,95,placebo,tofacitinib,F1,10.1000/x\n",
	}
	for name, text := range cases {
		t.Run(name, func(t *testing.T) {
			r := read(t, text, Options{})
			if len(r.Rows) != 1 || len(r.Problems) != 0 {
				t.Fatalf("%d rows, problems %v", len(r.Rows), r.Problems)
			}
			want := evidence.Finding{ID: "F1", Drug: "tofacitinib", Comparator: "placebo", Outcome: "mace", Measure: "HR", Estimate: "1.33",
				CILow: "0.91", CIHigh: "1.94", CILevel: "95", Usable: true, Status: evidence.Confirmed}
			if diff := cmp.Diff(want, r.Rows[0].Finding); diff != "" {
				t.Errorf("finding (-want +got):\n%s", diff)
			}
			if r.Rows[0].Ref.DOI != "10.1000/x" {
				t.Errorf("DOI %q", r.Rows[0].Ref.DOI)
			}
		})
	}
	t.Run("old code page", func(t *testing.T) {
		r := read(t, "doi,drug,outcome,measure,note\n10.1000/x,tofacitinib,mace,qualitative,na\xefve\n", Options{})
		if len(r.Rows) != 1 || r.Rows[0].Finding.Note != "naïve" || r.Encoding != "Windows-1252" {
			t.Errorf("%q as %s", r.Rows[0].Finding.Note, r.Encoding)
		}
	})
}

func utf16LE(s string) string {
	var b bytes.Buffer
	for _, u := range utf16.Encode([]rune(s)) {
		b.WriteByte(byte(u))
		b.WriteByte(byte(u >> 8))
	}
	return b.String()
}

func TestBadRows(t *testing.T) {
	good1, good2 := "G1,10.1000/x,tofacitinib,placebo,mace,HR,1.33,0.91,1.94,95\n", "G2,10.1000/x,tofacitinib,placebo,vte,HR,1.1,0.9,1.9,95\n"
	cases := map[string]struct {
		bad          string
		line, column int
		words        string
	}{
		"interval reversed":    {"B,10.1000/x,tofacitinib,placebo,mace,HR,1.33,1.94,0.91,95\n", 3, 8, `ci_low "1.94": interval reversed`},
		"unknown drug":         {"B,10.1000/x,tofacitnib,placebo,mace,HR,1.33,0.91,1.94,95\n", 3, 3, "did you mean tofacitinib"},
		"no study":             {"B,,tofacitinib,placebo,mace,HR,1.33,0.91,1.94,95\n", 3, 0, "a finding needs a study"},
		"too few cells":        {"B,10.1000/x,tofacitinib,placebo\n", 3, 0, "has 4 cells, the header has 10"},
		"too many cells":       {"B,10.1000/x,tofacitinib,placebo,mace,HR,1.33,0.91,1.94,95,x\n", 3, 0, "has 11 cells"},
		"an id twice":          {"G1,10.1000/x,tofacitinib,placebo,mace,HR,1.3,0.9,1.9,95\n", 3, 1, "already used in line 2"},
		"unclosed quotation":   {"B,10.1000/x,\"tofacitinib,placebo,mace,HR,1.33,0.91,1.94,95\n", 3, 0, "not CSV"},
		"quotation mark loose": {"B,10.1000/x,tofa\"citinib,placebo,mace,HR,1.33,0.91,1.94,95\n", 3, 17, "not CSV"},
		"no DOI":               {"B,see appendix,tofacitinib,placebo,mace,HR,1.33,0.91,1.94,95\n", 3, 2, "is not a DOI"},
		"no number":            {"B,10.1000/x,tofacitinib,placebo,mace,HR,about one,0.91,1.94,95\n", 3, 7, `estimate "about one": is not a number`},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			r := read(t, head+good1+c.bad+good2, Options{})
			if ids(r) != "G1 G2" || r.Rejected != 1 {
				t.Fatalf("took %q, rejected %d", ids(r), r.Rejected)
			}
			if len(r.Problems) != 1 {
				t.Fatalf("problems %v", r.Problems)
			}
			p := r.Problems[0]
			if p.File != "f.csv" || p.Line != c.line || p.Column != c.column || !strings.Contains(p.String(), c.words) || p.Severity != format.Error {
				t.Errorf("got %d:%d %s; want %d:%d with %q", p.Line, p.Column, p, c.line, c.column, c.words)
			}
			if p.Next == "" || p.Raw == "" {
				t.Errorf("next %q, raw %q", p.Next, p.Raw)
			}
		})
	}
	t.Run("every fault of a row is named", func(t *testing.T) {
		r := read(t, head+"B,10.1000/x,tofacitnib,placeboo,mcae,HR,x,0.91,1.94,\n", Options{})
		var fields []string
		for _, p := range r.Problems {
			field, _, _ := strings.Cut(p.Message, " ")
			fields = append(fields, strings.TrimSuffix(field, ":"))
		}
		if got := strings.Join(fields, " "); got != "drug comparator outcome estimate ci_level" {
			t.Errorf("named %q", got)
		}
	})
	t.Run("cell with a line break", func(t *testing.T) {
		r := read(t, "doi,note,drug,outcome,measure,estimate\n10.1000/x,\"two\nlines\",tofacitinib,mace,HR,zero\n10.1000/x,,tofacitinib,mace,HR,one\n", Options{})
		if len(r.Problems) != 2 || r.Problems[0].Line != 3 || r.Problems[1].Line != 4 {
			t.Errorf("lines of %v", r.Problems)
		}
	})
	t.Run("a warning keeps the row", func(t *testing.T) {
		r := read(t, head+"W,10.1000/x,tofacitinib,placebo,mace,HR,2.33,0.91,1.94,95\n", Options{})
		if ids(r) != "W" || len(r.Problems) != 1 || r.Problems[0].Severity != format.Warning {
			t.Errorf("took %q, problems %v", ids(r), r.Problems)
		}
	})
}

func TestStudies(t *testing.T) {
	known := func(ref Ref) (string, error) {
		if ref.DOI == "10.1000/x" || ref.Key == "kim2020" {
			return "kim2020", nil
		}
		return "", errors.New("no study with this DOI in the library; add it first")
	}
	text := "id,key,doi,first_author,year,drug,outcome,measure,estimate\n" +
		"A,,10.1000/x,Kim,2020,tofacitinib,mace,HR,1.1\n" +
		"B,kim2020,,,,tofacitinib,vte,HR,1.2\n" +
		"C,,10.1000/y,Lee,2021,tofacitinib,acne,HR,1.3\n"
	r := read(t, text, Options{Study: known})
	if ids(r) != "A B" || r.Rows[0].Finding.Study != "kim2020" || r.Rows[1].Finding.Study != "kim2020" {
		t.Errorf("took %q", ids(r))
	}
	if len(r.Problems) != 1 || r.Problems[0].Line != 4 || r.Problems[0].Column != 3 || !strings.Contains(r.Problems[0].Message, "no study with this DOI") {
		t.Errorf("problems %v", r.Problems)
	}
	if diff := cmp.Diff(Ref{DOI: "10.1000/x", FirstAuthor: "Kim", Year: "2020"}, r.Rows[0].Ref); diff != "" {
		t.Error(diff)
	}
}

func TestExtraColumns(t *testing.T) {
	r := read(t, "doi,drug,outcome,measure,estimate,reviewer\n10.1000/x,tofacitinib,mace,HR,1.1,Ann\n", Options{Status: evidence.Suggested})
	if diff := cmp.Diff([]string{"reviewer"}, r.Extra); diff != "" {
		t.Error(diff)
	}
	if len(r.Rows) != 1 || len(r.Rows[0].Extra) != 1 || r.Rows[0].Extra[0] != (evidence.Field{Name: "reviewer", Value: "Ann"}) {
		t.Errorf("extra cells %+v", r.Rows)
	}
	if len(r.Problems) != 1 || r.Problems[0].Severity != format.Info {
		t.Errorf("problems %v", r.Problems)
	}
	if r.Rows[0].Finding.Status != evidence.Suggested {
		t.Errorf("status %q", r.Rows[0].Finding.Status)
	}
}

func TestUnreadable(t *testing.T) {
	cases := map[string]string{
		"empty":               "",
		"not a table":         "Dear colleague,\nplease find the numbers attached.\n",
		"a page of HTML":      "<!DOCTYPE html><html><body>404</body></html>",
		"binary":              "PK\x03\x04\x00\x00",
		"a column twice":      "doi,drug,drug,outcome,measure\n1,2,3,4,5\n",
		"no outcome":          "doi,drug,measure\n10.1000/x,tofacitinib,HR\n",
		"only a broken quote": "\"doi,drug,outcome",
	}
	for name, text := range cases {
		t.Run(name, func(t *testing.T) {
			if _, err := Read(t.Context(), strings.NewReader(text), "f.csv", Options{}); err == nil {
				t.Error("no error")
			} else if !strings.Contains(err.Error(), "f.csv") {
				t.Errorf("the error does not name the file: %v", err)
			}
		})
	}
}

func FuzzRead(f *testing.F) {
	f.Add(head + "F1,10.1000/x,tofacitinib,placebo,mace,HR,1.33,0.91,1.94,95\n")
	f.Add("doi;drug;outcome;measure\n10.1000/x;\"a\nb\";c;d\n\"x\n")
	f.Add("key\tdrug\toutcome\tmeasure\nk\ta\tb\t\"\n")
	f.Fuzz(func(t *testing.T, text string) {
		r, err := Read(t.Context(), strings.NewReader(text), "fuzz", Options{})
		if err != nil {
			return
		}
		lines := strings.Count(text, "\n") + 1
		for _, p := range r.Problems {
			if p.Line < 1 || p.Line > lines {
				t.Errorf("problem in line %d of %d: %s", p.Line, lines, p)
			}
		}
		for _, row := range r.Rows {
			if row.Line < 1 || row.Line > lines {
				t.Errorf("row in line %d of %d", row.Line, lines)
			}
			if evidence.ErrorsOnly(evidence.ValidateFinding(&row.Finding, nil)) != nil && row.Finding.Study != "" {
				t.Errorf("a bad row was taken: %+v", row.Finding)
			}
		}
	})
}

// BenchmarkImportFindings reads 10,000 rows.
func BenchmarkImportFindings(b *testing.B) {
	var text strings.Builder
	text.WriteString(head)
	for i := range 10000 {
		fmt.Fprintf(&text, "F%d,10.1000/x,tofacitinib,placebo,mace,HR,1.33,0.91,1.94,95\n", i)
	}
	v := evidence.DefaultVocabulary()
	b.ReportAllocs()
	for b.Loop() {
		r, err := Read(b.Context(), strings.NewReader(text.String()), "f.csv", Options{Vocabulary: v})
		if err != nil || len(r.Rows) != 10000 {
			b.Fatal(len(r.Rows), err)
		}
	}
}
