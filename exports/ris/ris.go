// Package ris writes studies as generic RIS (the tags of the 2001 and 2011
// specifications that reference managers agree on), CRLF line ends, UTF-8
// without a mark, ordered by key.
//
// The C fields, which mean something else for every type, are used as
// reference managers use them for journal articles: C2 holds the PMCID and C7
// an article number (which is also in SP). AN holds the PMID, and DB says that
// it is PubMed's. Trial registrations are a note (N1) that says so: no tag is
// theirs. Not carried, or changed:
//
//   - MeSH, funding, relations, other identifiers, ORCIDs;
//   - notices of corrections; of others (remarks in N1) the source and the text;
//   - the date of first publication online of a work that has a date of issue,
//     and the words of a date that has a year;
//   - line breaks of the abstract;
//   - the container of a book without a series becomes its series, without an
//     abbreviation, and a trial registration a generic entry: RIS has no such
//     things;
//   - an abbreviation that is no other than the journal's name;
//   - an address that repeats the DOI; others as biblio.Address writes them;
//   - names, keywords and serial numbers as biblio.Apart, biblio.Keywords and
//     biblio.SerialNumbers give them.
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
func Write(w io.Writer, studies biblio.Studies, opts biblio.Options) error {
	out := bufio.NewWriter(w)
	for s, err := range studies.ByKey().All() {
		if err != nil {
			return err
		}
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
	series := s.Series
	if s.Type == evidence.TypeBook && s.Journal == "" {
		t.line("T2", series) // T2 of a book is its series
		series = ""
	}
	t.line("T2", s.Journal)
	if !strings.EqualFold(s.JournalAbbrev, s.Journal) && (s.Type != evidence.TypeBook || s.Series != "") {
		t.line("J2", s.JournalAbbrev)
	}
	t.line("T3", series)
	writeDate(t, biblio.IssueDate(&s.Citation))
	t.line("VL", s.Volume)
	t.line("IS", s.Issue)
	writePages(t, s.Pages)
	t.line("ET", s.Edition)
	t.line("PB", s.Publisher)
	t.line("CY", s.Place)
	issn, isbn := biblio.SerialNumbers(&s.Citation)
	for _, n := range append(issn, isbn...) {
		t.line("SN", n)
	}
	t.line("DO", string(s.DOI))
	if s.PMID != "" {
		t.line("AN", string(s.PMID))
		t.line("DB", "PubMed") // whose accession number AN is
	}
	t.line("C2", string(s.PMCID))
	t.line("LA", s.Language)
	for _, p := range s.PublicationTypes {
		t.line("M3", p)
	}
	for _, k := range biblio.Keywords(s.Keywords) {
		t.line("KW", k)
	}
	if !opts.OmitAbstract {
		t.line("AB", s.Abstract)
	}
	if !biblio.RepeatsDOI(s.URL, s.DOI) {
		t.line("UR", biblio.Address(s.URL))
	}
	if len(s.Registry) > 0 {
		t.line("N1", "Trial registration: "+trials(s.Registry))
	}
	for _, remark := range biblio.Remarks(s) {
		t.line("N1", remark)
	}
	for note := range strings.Lines(biblio.Clean(s.Note)) {
		t.line("N1", note)
	}
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
	if p.Locator || first == "" || text != first && text != first+"-"+last || strings.Contains(first, "-") {
		first, last = text, "" // an e-locator, several ranges, pages with hyphens: never cut
	}
	t.line("SP", first)
	if last != first {
		t.line("EP", last)
	}
	if p.Locator {
		t.line("C7", first)
	}
}

// name prints "Family, Given, Suffix". A group's name ends in a comma, and its
// own first comma stands twice, as EndNote asks: without them, the last word
// becomes a family name.
func name(p evidence.Person) string {
	p = biblio.Apart(p)
	text := biblio.Sortable(p)
	if text == "" || p.Family != "" {
		return text
	}
	return strings.Replace(text, ",", ",,", 1) + ","
}

func trials(list []evidence.RegistryID) string {
	var words []string
	for _, r := range list {
		words = append(words, r.ID)
	}
	return strings.Join(words, ", ")
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
