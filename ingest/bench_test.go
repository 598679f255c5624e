package ingest

import (
	"fmt"
	"io"
	"runtime"
	"runtime/metrics"
	"strings"
	"testing"

	"dossier/evidence"
	"dossier/ingest/format"
)

// endless repeats a text up to a size, with a head and a foot. A key in the
// text gets the number of the repetition.
type endless struct {
	head, unit, foot string
	key              string
	left             int
	rest             string
	n                int
}

func (e *endless) Read(p []byte) (int, error) {
	if e.rest == "" {
		switch {
		case e.head != "":
			e.rest, e.head = e.head, ""
		case e.left > 0:
			e.rest = e.unit
			if e.n++; e.key != "" {
				e.rest = strings.Replace(e.unit, e.key, fmt.Sprint(e.key, e.n), 1)
			}
			e.left -= len(e.unit)
		case e.foot != "":
			e.rest, e.foot = e.foot, ""
		default:
			return 0, io.EOF
		}
	}
	n := copy(p, e.rest)
	e.rest = e.rest[n:]
	return n, nil
}

// peak keeps nothing but the highest amounts of memory: what a collection found
// alive, and the heap with its garbage.
type peak struct {
	records    int
	live, heap uint64
	sample     [2]metrics.Sample
}

func (p *peak) Problem(format.Problem) {}
func (p *peak) Record(evidence.Record) error {
	if p.records++; p.records%500 == 0 {
		metrics.Read(p.sample[:])
		p.live = max(p.live, p.sample[0].Value.Uint64())
		p.heap = max(p.heap, p.sample[1].Value.Uint64())
	}
	return nil
}

// measure reads an export of that size, of references of some two kilobytes.
func measure(t testing.TB, name string, size int) *peak {
	t.Helper()
	runtime.GC()
	p := &peak{sample: [2]metrics.Sample{{Name: "/gc/heap/live:bytes"}, {Name: "/memory/classes/heap/objects:bytes"}}}
	in := exports()[name]
	in.left = size
	if _, err := ReadFrom(t.Context(), "in", &in, Options{From: name}, p); err != nil || p.records == 0 {
		t.Fatal(err, p.records)
	}
	return p
}

// exports are one reference of some two kilobytes per format, again and again.
func exports() map[string]endless {
	abstract := strings.Repeat("Patients were assigned to one of two doses or to placebo for 24 weeks. ", 20)
	return map[string]endless{
		"ris":  {unit: "TY  - JOUR\r\nAU  - Berg, Jan\r\nAU  - Smith, A. B.\r\nTI  - A trial in patients\r\nT2  - Journal of Fixtures\r\nVL  - 5\r\nSP  - 1\r\nEP  - 9\r\nPY  - 2021\r\nDO  - 10.1000/a.1\r\nAB  - " + abstract + "\r\nER  - \r\n\r\n"},
		"nbib": {unit: "PMID- 33000001\nTI  - A trial in patients\nFAU - Berg, Jan\nAU  - Berg J\nDP  - 2021 Jun 5\nJT  - Journal of fixtures\nPG  - 1-9\nLID - 10.1000/a.1 [doi]\nAB  - " + abstract + "\n\n"},
		"pubmed-xml": {head: "<?xml version=\"1.0\"?><PubmedArticleSet>\n", foot: "</PubmedArticleSet>",
			unit: "<PubmedArticle><MedlineCitation><PMID Version=\"1\">33000001</PMID><Article><Journal><JournalIssue><Volume>5</Volume><PubDate><Year>2021</Year></PubDate></JournalIssue><Title>Journal of fixtures</Title></Journal><ArticleTitle>A trial in <i>patients</i>.</ArticleTitle><Abstract><AbstractText>" + abstract + "</AbstractText></Abstract><AuthorList><Author><LastName>Berg</LastName><ForeName>Jan</ForeName></Author></AuthorList></Article></MedlineCitation></PubmedArticle>\n"},
		"endnote-xml": {head: "<xml><records>", foot: "</records></xml>",
			unit: "<record><rec-number>1</rec-number><ref-type name=\"Journal Article\">17</ref-type><contributors><authors><author><style face=\"normal\">Berg, Jan</style></author></authors></contributors><titles><title><style face=\"normal\">A trial</style></title></titles><dates><year>2021</year></dates><abstract><style face=\"normal\">" + abstract + "</style></abstract></record>\n"},
		"bibtex": {key: "berg", unit: "@article{berg, author={Berg, Jan and Smith, A. B.}, title={A trial in patients}, journal={J}, year={2021}, doi={10.1000/a.1}, abstract={" + abstract + "}}\n"},
		"wos": {head: "FN Clarivate Analytics Web of Science\nVR 1.0\n", foot: "EF\n",
			unit: "PT J\nAU Berg, J\n   Smith, AB\nTI A trial in patients\nSO JOURNAL OF FIXTURES\nAB " + abstract + "\nVL 5\nBP 1\nEP 9\nPY 2021\nDI 10.1000/a.1\nUT WOS:000000000000001\nER\n\n"},
		"csl-json": {head: "[", foot: "{}]",
			unit: `{"id": "berg2021", "type": "article-journal", "title": "A trial in patients", "author": [{"family": "Berg", "given": "Jan"}], "issued": {"date-parts": [[2021]]}, "DOI": "10.1000/a.1", "abstract": "` + abstract + "\"},\n"},
		"jsonl": {unit: `{"key":"berg2021","citation":{"type":"article-journal","title":"A trial in patients","authors":[{"family":"Berg","given":"Jan"}],"date":{"year":2021},"doi":"10.1000/a.1","abstract":"` + abstract + "\"}}\n"},
		"refer": {unit: "%0 Journal Article\n%A Berg, Jan\n%T A trial in patients\n%J Journal of Fixtures\n%D 2021\n%X " + abstract + "\n\n"},
		"ovid":  {unit: "<1>\nUnique Identifier\n  33000001\nTitle\n  A trial in patients.\nSource\n  Journal of Fixtures. 5(1):1-9, 2021.\nAuthors\n  Berg J\nAbstract\n  " + abstract + "\n\n"},
		"csv":   {head: "title,authors,year,doi,abstract\n", unit: "A trial,\"Berg, Jan; Smith, A. B.\",2021,10.1000/a.1,\"" + abstract + "\"\n"},
	}
}

// large lists the formats that are read in a memory of fixed size.
func large() []string {
	return []string{"ris", "nbib", "wos", "refer", "ovid", "pubmed-xml", "endnote-xml", "csv", "csl-json", "jsonl"}
}

// BenchmarkImportLarge reads files of 30 and 300 MB and reports speed and the
// peaks of memory, which must not depend on the size.
func BenchmarkImportLarge(b *testing.B) {
	for _, name := range append(large(), "bibtex") {
		for _, size := range []int{30 << 20, 300 << 20} {
			b.Run(fmt.Sprintf("%s/%dMB", name, size>>20), func(b *testing.B) {
				var p *peak
				b.SetBytes(int64(size))
				for b.Loop() {
					p = measure(b, name, size)
				}
				b.ReportMetric(float64(p.live)/(1<<20), "live-MB")
				b.ReportMetric(float64(p.heap)/(1<<20), "heap-MB")
				b.ReportMetric(float64(p.records), "records")
			})
		}
	}
}

// TestMemoryIndependentOfSize: a file of 32 MB takes no more memory than one of
// 8 MB. A collection finds alive what was allocated while it ran, hence the
// tolerance; a reader that held the file would need 24 MB more.
func TestMemoryIndependentOfSize(t *testing.T) {
	if testing.Short() {
		t.Skip("many megabytes through one thread: not with -short")
	}
	for _, name := range append(large(), "bibtex") {
		t.Run(name, func(t *testing.T) {
			const tolerance = 8 << 20
			small, big := measure(t, name, 8<<20), measure(t, name, 32<<20)
			if big.records < 3*small.records {
				t.Fatalf("%d and %d records", small.records, big.records)
			}
			if big.live > small.live+tolerance {
				t.Errorf("%.1f MB alive for 8 MB, %.1f MB for 32 MB", float64(small.live)/(1<<20), float64(big.live)/(1<<20))
			}
			t.Logf("%.1f MB alive for 8 MB, %.1f MB for 32 MB", float64(small.live)/(1<<20), float64(big.live)/(1<<20))
		})
	}
}
