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

// endless repeats a text up to a size, with a head and a foot.
type endless struct {
	head, unit, foot string
	left             int
	rest             string
}

func (e *endless) Read(p []byte) (int, error) {
	if e.rest == "" {
		switch {
		case e.head != "":
			e.rest, e.head = e.head, ""
		case e.left > 0:
			e.rest = e.unit
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

// peak keeps nothing but the highest amount of live memory that a collection found.
type peak struct {
	records int
	bytes   uint64
	sample  []metrics.Sample
}

func (p *peak) Problem(format.Problem) {}
func (p *peak) Record(evidence.Record) error {
	if p.records++; p.records%500 == 0 {
		metrics.Read(p.sample)
		p.bytes = max(p.bytes, p.sample[0].Value.Uint64())
	}
	return nil
}

// exports are one reference of some two kilobytes per format.
func exports() map[string]endless {
	abstract := strings.Repeat("Patients were assigned to one of two doses or to placebo for 24 weeks. ", 20)
	return map[string]endless{
		"ris":  {unit: "TY  - JOUR\r\nAU  - Berg, Jan\r\nAU  - Smith, A. B.\r\nTI  - A trial in patients\r\nT2  - Journal of Fixtures\r\nVL  - 5\r\nSP  - 1\r\nEP  - 9\r\nPY  - 2021\r\nDO  - 10.1000/a.1\r\nAB  - " + abstract + "\r\nER  - \r\n\r\n"},
		"nbib": {unit: "PMID- 33000001\nTI  - A trial in patients\nFAU - Berg, Jan\nAU  - Berg J\nDP  - 2021 Jun 5\nJT  - Journal of fixtures\nPG  - 1-9\nLID - 10.1000/a.1 [doi]\nAB  - " + abstract + "\n\n"},
		"pubmed-xml": {head: "<?xml version=\"1.0\"?><PubmedArticleSet>\n", foot: "</PubmedArticleSet>",
			unit: "<PubmedArticle><MedlineCitation><PMID Version=\"1\">33000001</PMID><Article><Journal><JournalIssue><Volume>5</Volume><PubDate><Year>2021</Year></PubDate></JournalIssue><Title>Journal of fixtures</Title></Journal><ArticleTitle>A trial in <i>patients</i>.</ArticleTitle><Abstract><AbstractText>" + abstract + "</AbstractText></Abstract><AuthorList><Author><LastName>Berg</LastName><ForeName>Jan</ForeName></Author></AuthorList></Article></MedlineCitation></PubmedArticle>\n"},
		"endnote-xml": {head: "<xml><records>", foot: "</records></xml>",
			unit: "<record><rec-number>1</rec-number><ref-type name=\"Journal Article\">17</ref-type><contributors><authors><author><style face=\"normal\">Berg, Jan</style></author></authors></contributors><titles><title><style face=\"normal\">A trial</style></title></titles><dates><year>2021</year></dates><abstract><style face=\"normal\">" + abstract + "</style></abstract></record>\n"},
		"bibtex": {unit: "@article{key, author={Berg, Jan and Smith, A. B.}, title={A trial in patients}, journal={J}, year={2021}, doi={10.1000/a.1}, abstract={" + abstract + "}}\n"},
		"csv":    {head: "title,authors,year,doi,abstract\n", unit: "A trial,\"Berg, Jan; Smith, A. B.\",2021,10.1000/a.1,\"" + abstract + "\"\n"},
	}
}

// BenchmarkImportLarge reads files of 30 and 300 MB and reports speed and the
// peak of the heap, which must not depend on the size.
func BenchmarkImportLarge(b *testing.B) {
	for _, name := range []string{"ris", "nbib", "pubmed-xml", "endnote-xml", "bibtex", "csv"} {
		for _, size := range []int{30 << 20, 300 << 20} {
			b.Run(fmt.Sprintf("%s/%dMB", name, size>>20), func(b *testing.B) {
				var p *peak
				b.SetBytes(int64(size))
				for b.Loop() {
					runtime.GC()
					p = &peak{sample: []metrics.Sample{{Name: "/gc/heap/live:bytes"}}}
					in := exports()[name]
					in.left = size
					if _, err := ReadFrom(b.Context(), "in", &in, Options{From: name}, p); err != nil || p.records == 0 {
						b.Fatal(err, p.records)
					}
				}
				b.ReportMetric(float64(p.bytes)/(1<<20), "live-MB")
				b.ReportMetric(float64(p.records), "records")
			})
		}
	}
}
