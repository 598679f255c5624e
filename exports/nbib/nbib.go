// Package nbib writes studies in the MEDLINE format that PubMed exports
// (.nbib): tags of four letters, values folded at about 80 columns with six
// spaces before each continuation, a blank line between records.
//
// A record begins with PMID even when the study has none, because programs
// count and split records there. Dropped: publisher, edition, series, URL,
// other identifiers; keywords and MeSH stay apart (OT and MH).
package nbib

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
	for i, s := range biblio.ByKey(studies) {
		if i > 0 {
			out.WriteByte('\n')
		}
		writeStudy(&tags{out}, s, opts)
	}
	return out.Flush()
}

// width is the column at which MEDLINE folds.
const width = 88

// tags writes tagged, folded lines. A write error is kept by the bufio.Writer
// and comes out of Flush.
type tags struct{ w *bufio.Writer }

func (t *tags) line(tag, value string) {
	words := strings.Fields(biblio.Clean(value))
	if len(words) == 0 {
		return
	}
	fmt.Fprintf(t.w, "%-4s- ", tag)
	column := 6
	for i, word := range words {
		length := len([]rune(word))
		switch {
		case i == 0:
		case column+1+length > width:
			t.w.WriteString("\n      ")
			column = 6
		default:
			t.w.WriteByte(' ')
			column++
		}
		t.w.WriteString(word)
		column += length
	}
	t.w.WriteByte('\n')
}

func writeStudy(t *tags, s *evidence.Study, opts biblio.Options) {
	fmt.Fprintf(t.w, "PMID- %s\n", s.PMID)
	if s.PMID == "" { // without a number, these tags tell readers the format
		t.line("OWN", "dossier")
		t.line("STAT", "Publisher")
		t.line("EDAT", biblio.Numeric(biblio.IssueDate(&s.Citation)))
	}
	for _, n := range s.ISSN {
		t.line("IS", string(n))
	}
	t.line("VI", s.Volume)
	t.line("IP", s.Issue)
	t.line("DP", printedDate(biblio.IssueDate(&s.Citation)))
	t.line("TI", sentence(s.Title))
	t.line("TT", s.OriginalTitle)
	t.line("PG", biblio.PageText(s.Pages, "-"))
	if s.DOI != "" {
		t.line("LID", string(s.DOI)+" [doi]")
	}
	if !opts.OmitAbstract {
		t.line("AB", s.Abstract)
	}
	writePersons(t, s)
	t.line("LA", s.Language)
	for _, r := range s.Registry {
		t.line("SI", r.Registry+"/"+r.ID)
	}
	for _, p := range publicationTypes(s) {
		t.line("PT", p)
	}
	if online := s.DateOnline; online.Day != 0 {
		t.line("DEP", strings.ReplaceAll(biblio.Numeric(online), "-", ""))
	}
	t.line("PL", s.Place)
	t.line("TA", s.JournalAbbrev)
	t.line("JT", s.Journal)
	for _, m := range s.MeSH {
		t.line("MH", heading(m))
	}
	for _, k := range s.Keywords {
		t.line("OT", k)
	}
	t.line("PMC", string(s.PMCID))
	if s.DOI != "" {
		t.line("AID", string(s.DOI)+" [doi]")
	}
	for _, remark := range biblio.Remarks(s) {
		t.line("GN", remark)
	}
	t.line("GN", s.Note)
}

// sentence ends a title as MEDLINE does, in a full stop unless a mark ends it.
func sentence(title string) string {
	title = biblio.Line(title)
	if title == "" || strings.ContainsRune(".?!", rune(title[len(title)-1])) {
		return title
	}
	return title + "."
}

// writePersons prints each author in full (FAU) and as MEDLINE abbreviates
// (AU), corporate ones as CN, in the order of the publication.
func writePersons(t *tags, s *evidence.Study) {
	for _, p := range s.Authors {
		writePerson(t, p, "FAU", "AU")
	}
	if s.AuthorsTruncated {
		t.line("AU", "et al.")
	}
	for _, p := range s.Editors {
		writePerson(t, p, "FED", "ED")
	}
}

func writePerson(t *tags, p evidence.Person, full, short string) {
	if p.Family == "" {
		t.line("CN", biblio.Sortable(p))
		return
	}
	family := strings.TrimSpace(p.Particle + " " + p.Family)
	name := family
	if p.Given != "" {
		name += ", " + strings.TrimSpace(p.Given+" "+p.Suffix)
	}
	t.line(full, name)
	t.line(short, strings.Join([]string{family, biblio.Initials(p.Given), p.Suffix}, " "))
}

func publicationTypes(s *evidence.Study) []string {
	if len(s.PublicationTypes) > 0 {
		return s.PublicationTypes
	}
	switch s.Type {
	case evidence.TypeArticle:
		return []string{"Journal Article"}
	case evidence.TypePreprint:
		return []string{"Preprint"}
	case evidence.TypeDataset:
		return []string{"Dataset"}
	case evidence.TypeBook:
		return []string{"Book"}
	case evidence.TypeChapter:
		return []string{"Book Chapter"}
	case evidence.TypeReport:
		return []string{"Technical Report"}
	case evidence.TypeThesis:
		return []string{"Academic Dissertation"}
	}
	return nil
}

// printedDate prints a date as MEDLINE does: "2021 Jun 5", "2021 Jul-Aug",
// "2021 Spring".
func printedDate(d evidence.Date) string {
	if d.Year == 0 {
		return d.Raw
	}
	words := []string{fmt.Sprintf("%04d", d.Year)}
	switch {
	case d.Season != "":
		words = append(words, strings.ToUpper(d.Season[:1])+d.Season[1:])
	case d.Month != 0:
		words = append(words, month(d.Month))
		if d.Day != 0 {
			words = append(words, fmt.Sprint(d.Day))
		}
	}
	text := strings.Join(words, " ")
	switch {
	case d.EndYear != 0 && d.EndYear != d.Year:
		end := d
		end.Year, end.Month, end.Day = d.EndYear, d.EndMonth, d.EndDay
		end.EndYear, end.EndMonth, end.EndDay = 0, 0, 0
		text += "-" + printedDate(end)
	case d.EndMonth != 0 && d.EndMonth != d.Month:
		text += "-" + month(d.EndMonth)
		if d.EndDay != 0 {
			text += fmt.Sprintf(" %d", d.EndDay)
		}
	case d.EndDay != 0:
		text += fmt.Sprintf("-%d", d.EndDay)
	}
	return text
}

func month(n int) string {
	if n < 1 || n > 12 {
		return ""
	}
	return "JanFebMarAprMayJunJulAugSepOctNovDec"[3*n-3 : 3*n]
}

func heading(m evidence.MeSH) string {
	text := m.Descriptor
	if m.Major && len(m.Qualifiers) == 0 {
		text = "*" + text
	}
	for i, q := range m.Qualifiers {
		if m.Major && i == 0 {
			q = "*" + q
		}
		text += "/" + q
	}
	return text
}
