package bibtex

import (
	"fmt"
	"strings"
	"testing"

	"github.com/nickng/bibtex"

	"dossier/ingest/format/formattest"
)

// cleanFile is a file of n entries that nickng/bibtex accepts alone: references
// of some 440 bytes, or with an abstract of sentences as databases export it.
func cleanFile(n, sentences int) string {
	var b strings.Builder
	abstract := strings.Repeat("Patients were assigned to one of two doses or to placebo for 24 weeks. ", sentences)
	for i := range n {
		fmt.Fprintf(&b, `@article{key%d,
  author = {M{\"u}ller, Anna and van den Berg, Jan and Smith, Robert J.},
  title = {A trial of number %d in patients with a {Disease}},
  journal = {Journal of Fixtures},
  year = {20%02d},
  volume = {%d},
  number = {3},
  pages = {%d--%d},
  doi = {10.1000/fix.%d},
  abstract = {%s}
}

`, i, i, i%25, i%90, i, i+9, i, abstract)
	}
	return b.String()
}

func perEntry(b *testing.B, entries, bytes int) {
	b.ReportMetric(float64(entries)*float64(b.N)/b.Elapsed().Seconds(), "entries/s")
	b.SetBytes(int64(bytes))
}

// BenchmarkImportBibTeX is bytes to records; compare BenchmarkParserAlone.
func BenchmarkImportBibTeX(b *testing.B)          { importing(b, 2) }
func BenchmarkImportBibTeXAbstracts(b *testing.B) { importing(b, 20) }

func importing(b *testing.B, sentences int) {
	const n = 5000
	text := cleanFile(n, sentences)
	formattest.Benchmark(b, Format(), text, n)
	perEntry(b, n, len(text))
}

// BenchmarkParserAlone is nickng/bibtex on the same file.
func BenchmarkParserAlone(b *testing.B)          { parsing(b, 2) }
func BenchmarkParserAloneAbstracts(b *testing.B) { parsing(b, 20) }

func parsing(b *testing.B, sentences int) {
	const n = 5000
	text := cleanFile(n, sentences)
	b.ReportAllocs()
	for b.Loop() {
		bib, err := bibtex.Parse(strings.NewReader(text))
		if err != nil || len(bib.Entries) != n {
			b.Fatal(err)
		}
	}
	perEntry(b, n, len(text))
}

// BenchmarkSplitter is the first stage alone.
func BenchmarkSplitter(b *testing.B) {
	text := cleanFile(5000, 2)
	b.ReportAllocs()
	for b.Loop() {
		sp := newSplitter(strings.NewReader(text))
		for {
			if _, err := sp.next(); err != nil {
				break
			}
		}
	}
	perEntry(b, 5000, len(text))
}
