// Package ris writes studies as generic RIS (the tags of the 2001 and 2011
// specifications that reference managers agree on), CRLF line ends, UTF-8
// without a mark, ordered by key.
//
// The C fields, which mean something else for every type, are used as
// reference managers use them for journal articles: C2 holds the PMCID and C7
// an article number (which is also in SP). AN holds the PMID, and DB says that it
// is PubMed's. Dropped: MeSH,
// publication types, funding, relations, other identifiers, ORCIDs, line
// breaks inside a value.
package ris

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"dossier/evidence"
	"dossier/exports/biblio"
)

// Write writes the studies to w.
func Write(w io.Writer, studies []*evidence.Study, opts biblio.Options) error {
	out := bufio.NewWriter(w)
	for _, s := range biblio.ByKey(studies) {
		writeStudy(&tags{out}, s, opts)
	}
	return out.Flush()
}

// tags writes tagged lines. A write error is kept by the bufio.Writer and comes
// out of Flush.
type tags struct{ w *bufio.Writer }

func (t *tags) line(tag, value string) {
	if value = biblio.Line(value); value != "" {
		fmt.Fprintf(t.w, "%s  - %s\r\n", tag, value)
	}
}

func (t *tags) persons(tag string, list []evidence.Person) {
	for _, p := range list {
		t.line(tag, name(p))
	}
}

func writeStudy(t *tags, s *evidence.Study, opts biblio.Options) {
	t.line("TY", risType(s.Type))
	t.line("ID", s.Key)
	t.persons("AU", s.Authors)
	if s.AuthorsTruncated {
		t.line("AU", "et al.")
	}
	t.persons("A2", s.Editors)
	t.line("TI", s.Title)
	t.line("TT", s.OriginalTitle)
	t.line("T2", s.Journal)
	if !strings.EqualFold(s.JournalAbbrev, s.Journal) {
		t.line("J2", s.JournalAbbrev)
	}
	t.line("T3", s.Series)
	writeDate(t, biblio.IssueDate(&s.Citation))
	t.line("VL", s.Volume)
	t.line("IS", s.Issue)
	writePages(t, s.Pages)
	t.line("ET", s.Edition)
	t.line("PB", s.Publisher)
	t.line("CY", s.Place)
	for _, n := range s.ISSN {
		t.line("SN", string(n))
	}
	for _, n := range s.ISBN {
		t.line("SN", n)
	}
	t.line("DO", string(s.DOI))
	if s.PMID != "" {
		t.line("AN", string(s.PMID))
		t.line("DB", "PubMed") // whose accession number AN is
	}
	t.line("C2", string(s.PMCID))
	for _, r := range s.Registry {
		t.line("C6", r.ID)
	}
	t.line("LA", s.Language)
	for _, k := range s.Keywords {
		t.line("KW", k)
	}
	if !opts.OmitAbstract {
		t.line("AB", s.Abstract)
	}
	if !biblio.RepeatsDOI(s.URL, s.DOI) {
		t.line("UR", s.URL)
	}
	for _, remark := range biblio.Remarks(s) {
		t.line("N1", remark)
	}
	t.line("N1", s.Note)
	fmt.Fprint(t.w, "ER  - \r\n\r\n")
}

// writeDate prints PY, the year, and DA, "YYYY/MM/DD/other", where the last
// part holds a season or the end of a range.
func writeDate(t *tags, d evidence.Date) {
	if d.Year == 0 {
		t.line("DA", d.Raw)
		return
	}
	t.line("PY", fmt.Sprintf("%04d", d.Year))
	other := d.Season
	if end := biblio.NumericEnd(d); end != "" {
		other = "to " + end
	}
	if d.Month == 0 && other == "" {
		return
	}
	part := func(n int) string {
		if n == 0 {
			return ""
		}
		return fmt.Sprintf("%02d", n)
	}
	t.line("DA", fmt.Sprintf("%04d/%s/%s/%s", d.Year, part(d.Month), part(d.Day), other))
}

func writePages(t *tags, p evidence.Pages) {
	first, last := p.First, p.Last
	text := biblio.PageText(p, "-")
	if p.Locator || first == "" || text != first && text != first+"-"+last {
		first, last = text, "" // an e-locator, or several ranges: never cut
	}
	t.line("SP", first)
	if last != first {
		t.line("EP", last)
	}
	if p.Locator {
		t.line("C7", first)
	}
}

// name prints "Family, Given, Suffix". A corporate author ends in a comma, as
// EndNote asks: without it, the last word becomes a family name.
func name(p evidence.Person) string {
	text := biblio.Sortable(p)
	if p.Family == "" && text != "" {
		return text + ","
	}
	return text
}

func risType(t evidence.EntryType) string {
	switch t {
	case evidence.TypeArticle:
		return "JOUR"
	case evidence.TypeBook:
		return "BOOK"
	case evidence.TypeChapter:
		return "CHAP"
	case evidence.TypeConference:
		return "CPAPER"
	case evidence.TypeThesis:
		return "THES"
	case evidence.TypeReport:
		return "RPRT"
	case evidence.TypePreprint:
		return "UNPB"
	case evidence.TypeDataset:
		return "DATA"
	case evidence.TypeWebpage:
		return "ELEC"
	case evidence.TypeSoftware:
		return "COMP"
	}
	return "GEN"
}
