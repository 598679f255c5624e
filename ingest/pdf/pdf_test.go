package pdf

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"dossier/evidence"
	"dossier/ingest/format"
)

// text is a line of a made-up page.
type text struct {
	x, y, size int
	words      string
}

// build writes a PDF with the lines of each page in Helvetica.
func build(info string, pages ...[]text) []byte {
	var b bytes.Buffer
	var offsets []int
	object := func(format string, args ...any) {
		offsets = append(offsets, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", len(offsets), fmt.Sprintf(format, args...))
	}
	b.WriteString("%PDF-1.4\n")
	object("<< /Type /Catalog /Pages 2 0 R >>")
	var kids []string
	for i := range pages {
		kids = append(kids, fmt.Sprintf("%d 0 R", 5+2*i))
	}
	object("<< /Type /Pages /Kids [%s] /Count %d >>", strings.Join(kids, " "), len(pages))
	object("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>")
	object("<< %s >>", info)
	for i, lines := range pages {
		object("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> /Contents %d 0 R >>", 6+2*i)
		var content strings.Builder
		for _, l := range lines {
			escaped := strings.NewReplacer(`\`, `\\`, "(", `\(`, ")", `\)`).Replace(l.words)
			fmt.Fprintf(&content, "BT /F1 %d Tf %d %d Td (%s) Tj ET\n", l.size, l.x, l.y, escaped)
		}
		object("<< /Length %d >>\nstream\n%s\nendstream", content.Len(), content.String())
	}
	xref := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(offsets)+1)
	for _, at := range offsets {
		fmt.Fprintf(&b, "%010d 00000 n \n", at)
	}
	fmt.Fprintf(&b, "trailer\n<< /Size %d /Root 1 0 R /Info 4 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(offsets)+1, xref)
	return b.Bytes()
}

func column(x, size int, lines ...string) []text {
	var out []text
	for i, words := range lines {
		out = append(out, text{x, 700 - i*(size+4), size, words})
	}
	return out
}

func paper(info string) []byte {
	first := append([]text{{50, 800, 9, "Journal of Invented Medicine 12 (2020)"}, {50, 770, 20, "Imaginary rash in nobody:"}, {50, 746, 20, "a randomised trial of nothing"}},
		column(50, 10, "Ruth Abel, Katarzyna Wrona", "https://doi.org/10.5555/jim.2020.33", "Abstract. Nothing was found, as in doi:10.5555/other.1.")...)
	second := append(column(50, 10,
		"References",
		"1. Quill B, Reed C. Empty arms and how to fill",
		"them: thrombo-",
		"embolism in nobody. Pretend Trials. 2019;20(1):88-",
		"90. doi:10.5555/pt-2019-",
		"0088",
		"2. Zinn Z. Zero. Ann Invent Rheum. 2017;76(2):9.",
		"3. Vole W, Wren X. Thromboembolism in none. Lipid Lett. 2018;7:101-110."), text{290, 30, 9, "2"})
	return build(info, first, second)
}

type collector = gatherer

func TestArticle(t *testing.T) {
	for _, c := range []struct{ name, info, title string }{
		{"title in the information", "/Title (Imaginary rash in nobody: a trial)", "Imaginary rash in nobody: a trial"},
		{"title in the largest type", "/Title (Microsoft Word - draft7.doc)", "Imaginary rash in nobody: a randomised trial of nothing"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var out collector
			if err := Read(context.Background(), format.Input{Name: "a.pdf", R: bytes.NewReader(paper(c.info))}, &out); err != nil {
				t.Fatal(err)
			}
			if len(out.records) != 1 || out.records[0].DOI != "10.5555/jim.2020.33" || out.records[0].Title != c.title {
				t.Fatalf("got %+v", out)
			}
			if last := out.problems[len(out.problems)-1]; !strings.Contains(last.Message, "cites 3 works") {
				t.Errorf("problems %v", out.problems)
			}
		})
	}
}

func TestReferences(t *testing.T) {
	var out collector
	if err := ReadReferences(context.Background(), format.Input{Name: "a.pdf", R: bytes.NewReader(paper(""))}, &out); err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, r := range out.records {
		got = append(got, fmt.Sprintf("%s | %s | %s | %s", r.Authors[0].Family, r.Title, r.Pages.Raw, r.DOI))
		if diff := cmp.Diff([]evidence.Relation{{Kind: "source-document", DOI: "10.5555/jim.2020.33", Source: "Imaginary rash in nobody: a randomised trial of nothing"}}, r.Relations); diff != "" {
			t.Error(diff)
		}
	}
	want := []string{
		"Quill | Empty arms and how to fill them: thromboembolism in nobody | 88-90 | 10.5555/pt-2019-0088",
		"Zinn | Zero | 9 | ",
		"Vole | Thromboembolism in none | 101-110 | ",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s\n%v", diff, out.problems)
	}
}

func TestTwoColumns(t *testing.T) {
	left := column(50, 9, "References", "1. Quill B, Reed C. Empty arms. Pretend", "Trials. 2019;20(1):88-90.", "2. Zinn Z. Zero. Ann Invent Rheum.", "2017;76(2):9.")
	right := column(320, 9, "3. Vole W, Wren X. Lipids in none. Lipid", "Lett. 2018;7:101-110.", "4. Toft E, Uhr F. Nonexumab. Lancet", "Invent. 2021;398:1047-1055.")
	var out collector
	if err := ReadReferences(context.Background(), format.Input{Name: "a.pdf", R: bytes.NewReader(build("", append(left, right...)))}, &out); err != nil {
		t.Fatal(err)
	}
	if len(out.records) != 4 || out.records[3].Pages.Raw != "1047-1055" || out.records[0].Journal != "Pretend Trials" {
		t.Errorf("got %+v", out.records)
	}
}

func TestRefused(t *testing.T) {
	for _, c := range []struct {
		name, says string
		data       []byte
	}{
		{"scan", "no text layer", build("", nil)},
		{"damaged", "damaged", []byte("%PDF-1.4 and nothing more")},
		{"no pages", "cannot be read", build("")},
	} {
		t.Run(c.name, func(t *testing.T) {
			var out collector
			if err := Read(context.Background(), format.Input{Name: "a.pdf", R: bytes.NewReader(c.data)}, &out); err != nil {
				t.Fatal(err)
			}
			if len(out.records) != 0 || len(out.problems) != 1 || !strings.Contains(out.problems[0].Message, c.says) || out.problems[0].Next == "" {
				t.Errorf("got %+v", out)
			}
		})
	}
}

func TestStops(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := Read(ctx, format.Input{Name: "a.pdf", R: bytes.NewReader(paper(""))}, &collector{}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestSniff(t *testing.T) {
	for _, c := range []struct {
		name, head string
		want       format.Confidence
	}{{"pdf", "%PDF-1.7\n", format.Certain}, {"behind a header", "\x1b%-12345X%PDF-1.4", format.Likely}, {"text", "PDF", format.No}} {
		t.Run(c.name, func(t *testing.T) {
			if got := Sniff([]byte(c.head), ""); got != c.want {
				t.Errorf("got %v", got)
			}
		})
	}
}

func FuzzRead(f *testing.F) {
	f.Add(paper("/Title (A title of several words)"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if err := ReadReferences(context.Background(), format.Input{Name: "x", R: bytes.NewReader(data)}, &collector{}); err != nil {
			t.Fatal(err)
		}
	})
}
