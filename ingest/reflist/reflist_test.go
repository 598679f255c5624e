package reflist

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"dossier/cmd/corpustest"
	"dossier/evidence"
	"dossier/ingest/format"
)

var update = flag.Bool("update", false, "write the golden files")

// TestLists reads invented lists in the styles and damages that people paste;
// each has a golden file beside it.
func TestLists(t *testing.T) {
	files, err := filepath.Glob("testdata/lists/*.txt")
	if err != nil || len(files) < 12 {
		t.Fatalf("%d lists, %v", len(files), err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			var out collector
			if err := Read(context.Background(), format.Input{Name: "list.txt", R: strings.NewReader(string(text))}, &out); err != nil {
				t.Fatal(err)
			}
			got := describe(out)
			golden := strings.TrimSuffix(file, ".txt") + ".golden"
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// describe prints what was read, one field per line, empty ones left out.
func describe(out collector) string {
	var b strings.Builder
	for _, r := range out.records {
		fmt.Fprintf(&b, "%d %s\n", r.Origin.Line, r.Type)
		field := func(name string, value any) {
			if s := fmt.Sprint(value); s != "" && s != "[]" && s != "false" {
				fmt.Fprintf(&b, "  %-9s %s\n", name, s)
			}
		}
		field("number", r.Origin.Key)
		for _, p := range r.Authors {
			field("author", p)
		}
		field("et al.", r.AuthorsTruncated)
		for _, p := range r.Editors {
			field("editor", p)
		}
		field("date", r.Date)
		field("online", r.DateOnline)
		field("title", r.Title)
		field("journal", r.Journal)
		field("volume", r.Volume)
		field("issue", r.Issue)
		field("pages", r.Pages.Raw)
		field("edition", r.Edition)
		field("place", r.Place)
		field("publisher", r.Publisher)
		field("doi", r.DOI)
		field("pmid", r.PMID)
		field("pmcid", r.PMCID)
		field("registry", r.Registry)
		field("other id", r.OtherIDs)
		field("url", r.URL)
		for _, f := range r.Extra {
			field(f.Name, "= "+f.Value)
		}
		for _, rel := range r.Relations {
			field("relation", rel.Kind+" "+string(rel.DOI)+" "+rel.Source)
		}
	}
	for _, p := range out.problems {
		fmt.Fprintf(&b, "%s %s\n", p.Severity, p)
	}
	return b.String()
}

// TestConformanceSeed reads the pasted review that the project began with.
func TestConformanceSeed(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(corpustest.Shared(t, "seeds"), "003_0c42f5b411b6983d.txt"))
	if err != nil {
		t.Fatal(err)
	}
	var out collector
	if err := Read(context.Background(), format.Input{Name: "seed.txt", R: strings.NewReader(string(text))}, &out); err != nil {
		t.Fatal(err)
	}
	if len(out.records) != 25 {
		t.Fatalf("%d records, want 25", len(out.records))
	}
	dois := 0
	for _, r := range out.records {
		if r.DOI != "" {
			dois++
		}
		if len(r.Authors) == 0 || r.Authors[0].Family == "" || r.Year() == 0 || r.Title == "" || r.Journal == "" || r.Type != evidence.TypeArticle {
			t.Errorf("line %d is incomplete: %+v", r.Origin.Line, r.Citation)
		}
		want := []evidence.Relation{{Kind: "source-document", DOI: "10.12775/QS.2026.49.67568", Source: "Long-Term Safety of JAK Inhibitors in Dermatology: A Literature Review of 2020-2025"}}
		if diff := cmp.Diff(want, r.Relations); diff != "" {
			t.Error(diff)
		}
	}
	if dois != 23 {
		t.Errorf("%d DOIs, want 23", dois)
	}
	for i, want := range map[int]string{9: "10.1007/s13555-024-01243-8", 12: "10.1007/s13555-024-01203-2"} {
		if got := out.records[i].DOI; string(got) != want {
			t.Errorf("record %d has %s, want %s", i+1, got, want)
		}
	}
	if got := out.records[17].Pages.Raw; got != "1059-1067" {
		t.Errorf("wrapped page range reads %q", got)
	}
	if got := out.records[6].Title; !strings.HasSuffix(got, "metaanalysis") {
		t.Errorf("the title is not as printed: %q", got)
	}
	for _, p := range out.problems {
		if p.Severity != format.Info {
			t.Errorf("unexpected: %s", p)
		}
	}
	t.Logf("25 records, %d DOIs, %d notes", dois, len(out.problems))
}

func TestHealing(t *testing.T) {
	lex := lexicon{words: map[string]bool{"thromboembolism": true, "meta-analysis": true}, known: func(w string) bool { return w == "dermatology" }}
	for _, c := range []struct{ name, first, second, want string }{
		{"DOI hyphen is kept", "https://doi.org/10.1007/s13555-024-", "01243-8", "https://doi.org/10.1007/s13555-024-01243-8"},
		{"DOI behind the slash", "doi: 10.5555/", "abc.1", "doi: 10.5555/abc.1"},
		{"DOI behind a full stop", "https://doi.org/10.5555/j.", "ard.2025.01", "https://doi.org/10.5555/j.ard.2025.01"},
		{"DOI before a hyphen", "10.5555/ard-2023", "-224049", "10.5555/ard-2023-224049"},
		{"DOI and the next sentence", "doi: 10.5555/ard.2023.", "PMID: 12", "doi: 10.5555/ard.2023. PMID: 12"},
		{"DOI and a word", "doi: 10.5555/ard.2023", "Epub 2023 May 1.", "doi: 10.5555/ard.2023 Epub 2023 May 1."},
		{"URL", "https://example.org/a-", "b/c", "https://example.org/a-b/c"},
		{"page range", "82(8), 1059-", "1067.", "82(8), 1059-1067."},
		{"page range with a dash", "82(8), 1059–", "1067.", "82(8), 1059–1067."},
		{"dash on the second line", "82(8), 1059", "–1067.", "82(8), 1059–1067."},
		{"word of the list", "venous thrombo-", "embolism in", "venous thromboembolism in"},
		{"word of the dictionary", "Journal of Derma-", "tology", "Journal of Dermatology"},
		{"word with a hyphen of its own", "a meta-", "analysis", "a meta-analysis"},
		{"unknown word keeps it", "the X-", "ylem", "the X-ylem"},
		{"name", "Corbella-", "Bargot, L.", "Corbella-Bargot, L."},
		{"suspended hyphen", "short-", "and long-term", "short- and long-term"},
		{"soft hyphen", "derma\u00ad", "titis", "dermatitis"},
		{"slash", "and/", "or", "and/or"},
		{"plain", "one", "two", "one two"},
		{"Chinese", "虚构药", "物治疗", "虚构药物治疗"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, _ := lex.heal([]line{{no: 1, text: c.first}, {no: 2, text: c.second}})
			if got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestSniff(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       format.Confidence
	}{
		{"heading and list", "Words.\nReferences\nAbel, R. (2020). Title of it. Journal, 1(2), 3-4.\nQuill, B. (2021). Other. Journal, 2, 5.\n", format.Likely},
		{"bare list", "1. Abel R, Quill B. Title. J Med. 2020;1(2):3-4.\n2. Reed C, Sand D. Other. J Med. 2021;2:5.\n", format.Maybe},
		{"prose", "The patients were treated.\nNothing happened in 2020.\n", format.No},
		{"identifiers", "10.1000/182\n10.1000/183\n", format.No},
		{"ris", "TY  - JOUR\nAU  - Abel, R\nPY  - 2020\nER  - \n", format.No},
		{"bibtex", "@article{a2020, author = {Abel, R.}, year = 2020}\n", format.No},
		{"csv", "title,year,doi\nA title,2020,10.1000/182\n", format.No},
		{"empty", "", format.No},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := Sniff([]byte(c.text), ""); got != c.want {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}

func TestNoList(t *testing.T) {
	var out collector
	if err := Read(context.Background(), format.Input{Name: "note.txt", R: strings.NewReader("Nothing to see here.\n")}, &out); err != nil {
		t.Fatal(err)
	}
	if len(out.records) != 0 || len(out.problems) != 1 || out.problems[0].Severity != format.Error || out.problems[0].Next == "" {
		t.Errorf("got %d records and %v", len(out.records), out.problems)
	}
}

func TestReadStops(t *testing.T) {
	text := "References\nAbel, R. (2020). Title. Journal, 1(2), 3-4.\nQuill, B. (2021). Other. Journal, 2, 5-6.\n"
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	err := Read(ctx, format.Input{Name: "x", R: strings.NewReader(text)}, &collector{})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

// TestEveryLineOnce holds for any mixture of plausible and odd lines: each line
// of a list that is not reported as furniture is in exactly one reference.
func TestEveryLineOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		pool := []string{
			"Abel, R. T., & Wrona, K. (2020). Imaginary rash in nobody.", "Journal of Invented Medicine, 12(3), 33-41.",
			"https://doi.org/10.5555/jim.2020-", "00033", "Quill B, Reed C. Empty arms. Trials. 2019;20(1):88.", "[3] Toft E. Zero.", "12. Uhr F,",
			"", "Page 12", "  hanging", "• Vole, W. (2018). Bullet. Lipids, 7, 1-2.", "something else entirely", "张三, 李四. 题目[J]. 期刊, 2020, 12(3): 45.", "12", "-", "(2020)", "&",
		}
		n := rapid.IntRange(1, 40).Draw(t, "n")
		lines := []string{"References"}
		for range n {
			lines = append(lines, rapid.SampledFrom(pool).Draw(t, "line"))
		}
		checkPartition(t, strings.Join(lines, "\n"))
	})
}

func checkPartition(t interface {
	Fatalf(string, ...any)
}, text string) {
	_, sections, _ := findSections(prepare(text))
	for _, s := range sections {
		kept, dropped := dropFurniture(s.lines)
		if len(kept)+len(dropped) != len(s.lines) {
			t.Fatalf("%d lines became %d and %d", len(s.lines), len(kept), len(dropped))
		}
		want := ""
		for _, l := range kept {
			want += compact(l.text)
		}
		got := ""
		for _, e := range split(kept) {
			if len(e.lines) == 0 {
				t.Fatalf("an empty reference")
			}
			for i, l := range e.lines {
				if i == 0 && e.number != "" {
					got += compact(l.raw[:strings.Index(l.raw, e.number)+len(e.number)])
					rest := l.raw[strings.Index(l.raw, e.number)+len(e.number):]
					got += compact(rest[:len(rest)-len(strings.TrimLeft(rest, "]).: "))])
				}
				got += compact(l.text)
			}
		}
		if loose(got) != loose(want) {
			t.Fatalf("lines lost or doubled:\nwant %q\n got %q", want, got)
		}
	}
}

func compact(s string) string { return strings.Join(strings.Fields(s), "") }

// TestLinear reads lists of growing size, made to be hard, and fails when time
// grows with the square.
func TestLinear(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds")
	}
	for _, c := range []struct{ name, unit string }{
		{"references", "Abel, R. T., & Wrona, K. (2020). Imaginary rash in nobody. Journal of Invented Medicine, 12(3), 33-41.\n"},
		{"headings", "References\nfoo\n"},
		{"one line", "[1] Abel RT, Wrona K. Rash. J Med. 2020;1:2. "},
		{"hyphens", "a-\n"},
		{"brackets", "(((([[[[ Abel, R. "},
		{"authors", "Abel, R. T., "},
		{"end words", "License\nAbel, R. (2020). T. J, 1, 2.\n"},
		{"numbers", "1. x\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			small := elapsed(t, strings.Repeat(c.unit, 250))
			large := elapsed(t, strings.Repeat(c.unit, 2000))
			t.Logf("250: %v, 2000: %v", small, large)
			if large > 32*small && large > time.Second {
				t.Errorf("8 times the input took %v, the input %v", large, small)
			}
		})
	}
}

func elapsed(t *testing.T, text string) time.Duration {
	start := time.Now()
	var out collector
	if err := Read(context.Background(), format.Input{Name: "x", R: strings.NewReader("References\n" + text)}, &out); err != nil {
		t.Fatal(err)
	}
	return time.Since(start)
}

func FuzzRead(f *testing.F) {
	files, _ := filepath.Glob("testdata/lists/*.txt")
	for _, file := range files {
		if text, err := os.ReadFile(file); err == nil {
			f.Add(string(text))
		}
	}
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 1<<12 {
			t.Skip("longer than the fuzzer need try")
		}
		var out collector
		if err := Read(context.Background(), format.Input{Name: "x", R: strings.NewReader(text)}, &out); err != nil {
			t.Fatal(err)
		}
		for _, r := range out.records {
			if r.Raw == "" {
				t.Fatalf("a record without its text: %+v", r)
			}
		}
		Sniff([]byte(text), "x")
	})
}

func FuzzParse(f *testing.F) {
	f.Add("Abel, R. T., & Wrona, K. (2020). Imaginary rash in nobody. Journal of Invented Medicine, 12(3), 33-41. https://doi.org/10.5555/x")
	f.Add("1. Abel RT, Wrona K. Rash? J Invent Med. 2020 Mar;12(Suppl 3):S33-41. doi: 10.5555/x. PMID: 1")
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) < 1<<12 {
			Parse(text)
		}
	})
}

func BenchmarkPastedList(b *testing.B) {
	text, err := os.ReadFile("testdata/lists/apa-unindented.txt")
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		if err := Read(context.Background(), format.Input{Name: "x", R: strings.NewReader(string(text))}, &collector{}); err != nil {
			b.Fatal(err)
		}
	}
}
