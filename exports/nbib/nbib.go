// Package nbib writes studies in the MEDLINE format that PubMed exports
// (.nbib): tags of four letters, values folded at about 80 columns with six
// spaces before each continuation, a blank line between records.
//
// A record begins with PMID even when the study has none, because programs
// count and split records there. Keywords and MeSH stay apart (OT and MH). The
// type of what is no journal article is named among the publication types (PT),
// with words of ours where MEDLINE has none. Not carried, or changed:
//
//   - place, series, address, other identifiers, funding, relations, ORCIDs, the
//     unique identifiers of MeSH headings, groups that edit;
//   - notices of corrections; of others (remarks in GN) the source and the text;
//   - the date of first publication online unless it is exact to the day, and
//     the words of a date that has a year;
//   - an article number is one of those that look like one;
//   - the full stop at the end of a title and square brackets around it, which
//     MEDLINE prints around translated ones;
//   - line breaks of the abstract, which has one before each label;
//   - a star before a keyword; keywords and serial numbers are those that
//     biblio.Keywords and biblio.SerialNumbers give, names as biblio.Apart.
package nbib

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strings"

	"dossier/evidence"
	"dossier/exports/biblio"
)

// Write writes the studies to w.
func Write(w io.Writer, studies biblio.Studies, opts biblio.Options) error {
	out := bufio.NewWriter(w)
	first := true
	for s, err := range studies.ByKey().All() {
		if err != nil {
			return err
		}
		if !first {
			out.WriteByte('\n')
		}
		first = false
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
	issn, isbn := biblio.SerialNumbers(&s.Citation)
	for _, n := range issn {
		t.line("IS", n)
	}
	for _, n := range isbn {
		t.line("ISBN", n)
	}
	t.line("VI", s.Volume)
	t.line("IP", s.Issue)
	t.line("DP", printedDate(biblio.IssueDate(&s.Citation)))
	t.line("TI", sentence(s.Title))
	t.line("TT", bareTitle(s.OriginalTitle))
	pages := s.Pages
	pages.Locator = false // MEDLINE has one tag for pages and article numbers
	t.line("PG", biblio.PageText(pages, "-"))
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
	t.line("PB", s.Publisher)
	t.line("EN", s.Edition)
	t.line("TA", s.JournalAbbrev)
	t.line("JT", s.Journal)
	for _, m := range s.MeSH {
		t.line("MH", heading(m))
	}
	for _, k := range biblio.Keywords(s.Keywords) {
		t.line("OT", strings.TrimLeft(k, "* ")) // a star marks a major keyword
	}
	t.line("PMC", string(s.PMCID))
	if s.DOI != "" {
		t.line("AID", string(s.DOI)+" [doi]")
	}
	for _, remark := range biblio.Remarks(s) {
		t.line("GN", remark)
	}
	for note := range strings.Lines(biblio.Clean(s.Note)) {
		t.line("GN", note)
	}
}

// sentence ends a title as MEDLINE does, in a full stop unless a mark ends it.
func sentence(title string) string {
	title = bareTitle(title)
	if title == "" || strings.ContainsRune(".?!", rune(title[len(title)-1])) {
		return title
	}
	return title + "."
}

// bareTitle takes off what MEDLINE itself puts around titles: brackets and the
// full stop.
func bareTitle(title string) string {
	title = biblio.Line(title)
	if inner, ok := strings.CutPrefix(strings.TrimRight(title, "."), "["); ok && strings.HasSuffix(inner, "]") {
		title = strings.TrimSuffix(inner, "]")
	}
	if strings.HasSuffix(title, "..") {
		return title
	}
	return strings.TrimSpace(strings.TrimSuffix(title, "."))
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
		if biblio.Apart(p).Family != "" { // MEDLINE knows no groups that edit
			writePerson(t, p, "FED", "ED")
		}
	}
}

func writePerson(t *tags, p evidence.Person, full, short string) {
	p = biblio.Apart(p)
	if p.Family == "" {
		t.line("CN", biblio.Sortable(p))
		return
	}
	family := strings.TrimSpace(p.Particle + " " + p.Family)
	name := family
	if rest := strings.TrimSpace(p.Given + " " + p.Suffix); rest != "" {
		name += ", " + rest
	}
	t.line(full, name)
	t.line(short, strings.Join([]string{family, biblio.Initials(p.Given), p.Suffix}, " "))
}

// publicationTypes adds the type of the entry to what the source said, unless
// it is a journal article or the source said it.
func publicationTypes(s *evidence.Study) []string {
	own := typeName(s.Type)
	if slices.Contains(s.PublicationTypes, own) || s.Type == evidence.TypeArticle && len(s.PublicationTypes) > 0 {
		return s.PublicationTypes
	}
	return append(slices.Clip(s.PublicationTypes), own)
}

func typeName(t evidence.EntryType) string {
	switch t {
	case evidence.TypeArticle:
		return "Journal Article"
	case evidence.TypePreprint:
		return "Preprint"
	case evidence.TypeDataset:
		return "Dataset"
	case evidence.TypeBook:
		return "Book"
	case evidence.TypeChapter:
		return "Book Chapter"
	case evidence.TypeConference:
		return "Conference Paper"
	case evidence.TypeReport:
		return "Technical Report"
	case evidence.TypeThesis:
		return "Academic Dissertation"
	case evidence.TypeWebpage:
		return "Webpage"
	case evidence.TypeSoftware:
		return "Software"
	case evidence.TypeRegistration:
		return "Trial Registration"
	}
	return "Document"
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
