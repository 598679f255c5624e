package bibtex

import (
	"fmt"
	"strings"

	"dossier/evidence"
	"dossier/exports/biblio"
)

// Entry prints one study under the given key, ending in a line feed.
func Entry(s *evidence.Study, key string, dialect Dialect, opts biblio.Options) string {
	e := newEntry(s, dialect)
	e.people(s)
	e.titles(s)
	e.container(s)
	e.date(biblio.IssueDate(&s.Citation))
	e.publisher(s)
	e.identifiers(s)
	e.text("language", s.Language)
	if dialect == BibLaTeX {
		e.put("langid", langID(s.Language))
	}
	e.put("keywords", e.keywords(s.Keywords))
	if !opts.OmitAbstract {
		e.put("abstract", e.latex(biblio.Paragraphs(s.Abstract)))
	}
	e.put("entrysubtype", e.subtype)
	e.put("note", e.latex(biblio.Paragraphs(biblio.Note(s))))
	return e.print(key)
}

// entry collects fields in print order.
type entry struct {
	dialect Dialect
	kind    string // without the @
	subtype string // the CSL type when kind does not tell it
	allowed map[string]bool
	fields  []field
}

type field struct {
	name, value string
	bare        bool // a macro such as jun: printed without braces
}

func newEntry(s *evidence.Study, dialect Dialect) *entry {
	kind, subtype := entryType(s, dialect)
	e := &entry{dialect: dialect, kind: kind, subtype: subtype}
	if dialect == BibLaTeX {
		e.allowed = allowedFields(kind)
	}
	return e
}

// put adds a field whose value is LaTeX already, unless it is empty or the
// entry type cannot hold it.
func (e *entry) put(name, value string) {
	if value == "" || e.allowed != nil && !e.allowed[name] {
		return
	}
	e.fields = append(e.fields, field{name: name, value: value})
}

// text adds a field of plain text.
func (e *entry) text(name, value string) { e.put(name, e.latex(biblio.Line(value))) }

func (e *entry) latex(s string) string { return escape(s, e.dialect) }

// either chooses the name that a field has in the entry's dialect.
func (e *entry) either(bibtex, biblatex string) string {
	if e.dialect == BibLaTeX {
		return biblatex
	}
	return bibtex
}

func (e *entry) people(s *evidence.Study) {
	authors := nameList(s.Authors, e.dialect)
	if s.AuthorsTruncated && authors != "" {
		authors += " and others"
	}
	e.put("author", authors)
	editor := "editor"
	if e.dialect == BibTeX && e.kind == "book" && authors != "" {
		editor = "editors" // the styles refuse an editor beside the author of a book
	}
	e.put(editor, nameList(s.Editors, e.dialect))
}

func (e *entry) titles(s *evidence.Study) {
	e.put("title", protectCapitals(biblio.Line(s.Title), e.dialect))
	e.put("origtitle", protectCapitals(biblio.Line(s.OriginalTitle), e.dialect))
}

func (e *entry) container(s *evidence.Study) {
	switch e.kind {
	case "incollection", "inbook", "inproceedings":
		e.put("booktitle", protectCapitals(biblio.Line(s.Journal), e.dialect))
	case "book", "collection":
		e.put(e.either("journal", "maintitle"), e.latex(biblio.Line(s.Journal)))
	default:
		e.text(e.either("journal", "journaltitle"), s.Journal)
	}
	e.text("shortjournal", s.JournalAbbrev)
	e.text("series", s.Series)
	e.text("edition", s.Edition)
	e.text("volume", s.Volume)
	e.text(e.issueField(s), s.Issue)
	e.pages(s.Pages)
}

// issueField is number, but for books and what they contain in BibTeX: there
// it is the number of a series, and the styles refuse it beside a volume.
func (e *entry) issueField(s *evidence.Study) string {
	switch e.kind {
	case "book", "incollection", "inproceedings":
		if e.dialect == BibTeX && (s.Volume != "" || s.Series == "") {
			return "issue"
		}
	}
	return "number"
}

// pages prints an article number in eid, as biblatex asks, and for BibTeX,
// where few styles know that field, in pages too.
func (e *entry) pages(p evidence.Pages) {
	// EscapeLaTeX leaves an en dash alone, but styles know ranges by "--".
	text := strings.ReplaceAll(e.latex(biblio.PageText(p, "–")), "–", "--")
	hasEID := p.Locator && (e.allowed == nil || e.allowed["eid"])
	if hasEID {
		e.put("eid", text)
	}
	if !hasEID || e.dialect == BibTeX {
		e.put("pages", text)
	}
}

// publisher names the publisher as each type calls it: of a thesis the school,
// of a report the institution.
func (e *entry) publisher(s *evidence.Study) {
	switch e.kind {
	case "phdthesis":
		e.text("school", s.Publisher)
		e.put("type", "Thesis")
	case "thesis":
		e.text("institution", s.Publisher)
		e.put("type", "Thesis")
	case "techreport":
		e.text("institution", s.Publisher)
	case "report":
		e.text("institution", s.Publisher)
		e.put("type", "Report")
	case "misc", "software", "online":
		e.text(e.either("publisher", "organization"), s.Publisher)
	default:
		e.text("publisher", s.Publisher)
	}
	e.text(e.either("address", "location"), s.Place)
}

// identifiers writes DOIs as they are: no style and no program unescapes them.
// A DOI that would break the file (a brace, @ or backslash inside) becomes a
// percent-encoded URL.
func (e *entry) identifiers(s *evidence.Study) {
	issn, isbn := biblio.SerialNumbers(&s.Citation)
	e.put("issn", strings.Join(e.first(issn), ", "))
	e.put("isbn", strings.Join(e.first(isbn), ", "))
	doi, url := biblio.Line(string(s.DOI)), biblio.Address(s.URL)
	if doi != percentEncode(doi) {
		if url == "" || biblio.RepeatsDOI(url, s.DOI) {
			url = "https://doi.org/" + doi
		}
		doi = ""
	}
	e.put("doi", doi)
	e.numbers(s)
	if doi == "" || !biblio.RepeatsDOI(url, s.DOI) {
		e.put("url", percentEncode(url))
	}
}

// numbers prints what else identifies the work. BibTeX ignores fields that it
// does not know, so each has its name. biblatex has eprint for one of PMID and
// PMCID; the others stand in usera, a field for the user's own ends which no
// style prints, as "PMC1234567, NCT01234567".
func (e *entry) numbers(s *evidence.Study) {
	pmid, pmcid := e.latex(biblio.Line(string(s.PMID))), e.latex(biblio.Line(string(s.PMCID)))
	var trials []string
	for _, r := range s.Registry {
		trials = append(trials, e.latex(biblio.Line(r.ID)))
	}
	if e.dialect == BibTeX {
		e.put("pmid", pmid)
		e.put("pmcid", pmcid)
		e.put("registration", strings.Join(trials, ", "))
		return
	}
	switch {
	case pmid != "":
		e.put("eprint", pmid)
		e.put("eprinttype", "pubmed")
		if pmcid != "" {
			trials = append([]string{pmcid}, trials...)
		}
	case pmcid != "":
		e.put("eprint", pmcid)
		e.put("eprinttype", "pmcid")
	}
	e.put("usera", strings.Join(trials, ", "))
}

// first keeps one number for biblatex, whose data model allows one, and all
// for BibTeX, where styles print the field as it is.
func (e *entry) first(numbers []string) []string {
	if e.dialect == BibLaTeX && len(numbers) > 1 {
		numbers = numbers[:1]
	}
	words := make([]string, len(numbers))
	for i, n := range numbers {
		words[i] = e.latex(n)
	}
	return words
}

// keywords are separated by commas; a comma or semicolon inside one is braced.
func (e *entry) keywords(list []string) string {
	words := make([]string, 0, len(list))
	for _, k := range list {
		k = biblio.Line(k)
		if k == "" {
			continue
		}
		words = append(words, strings.NewReplacer(",", "{,}", ";", "{;}").Replace(e.latex(k)))
	}
	return strings.Join(words, ", ")
}

func (e *entry) print(key string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "@%s{%s", e.kind, key)
	if len(e.fields) == 0 { // an entry without fields makes nickng/bibtex repeat those of another one
		e.fields = []field{{name: "title"}}
	}
	for _, f := range e.fields {
		if f.bare {
			fmt.Fprintf(&b, ",\n  %s = %s", f.name, f.value)
		} else {
			fmt.Fprintf(&b, ",\n  %s = {%s}", f.name, f.value)
		}
	}
	b.WriteString("\n}\n")
	return b.String()
}
