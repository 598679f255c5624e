package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	nickng "github.com/nickng/bibtex"
	"golang.org/x/text/unicode/norm"

	"dossier/cmd/corpustest"
	"dossier/evidence"
	"dossier/exports"
	"dossier/exports/biblio"
	"dossier/ingest"
)

// loss is one thing that a format does not carry, or changes: what the package
// comment of its writer says in words. Applied to the original and to what came
// back, it makes them equal.
type loss struct {
	what  string
	apply func(c *evidence.Citation)
}

// bibliographyRoundTrips lists the formats that can be read back, and all that
// they lose.
func bibliographyRoundTrips() []roundTrip {
	return []roundTrip{
		{"bibtex", "bibtex", slices.Concat(anyFormat(), plainFormat(), bibFormat())},
		{"biblatex", "bibtex", slices.Concat(anyFormat(), plainFormat(), bibFormat(), biblatexFormat())},
		{"ris", "ris", slices.Concat(anyFormat(), plainFormat(), splitKeywords(), namesApart(), risFormat())},
		{"csl-json", "csl-json", slices.Concat(anyFormat(), splitKeywords())},
		{"nbib", "nbib", slices.Concat(anyFormat(), plainFormat(), splitKeywords(), namesApart(), nbibFormat())},
	}
}

type roundTrip struct {
	format, reader string
	losses         []loss
}

// anyFormat is what every bibliography writes in its own way.
func anyFormat() []loss {
	return []loss{
		{"an entry of no type is a document", func(c *evidence.Citation) {
			if c.Type == "" {
				c.Type = evidence.TypeOther
			}
		}},
		{"the printed form of pages: the last page in full, one kind of dash", func(c *evidence.Citation) {
			c.Pages.Raw = biblio.PageText(c.Pages, "-") // nothing for pages that are no more than a dash
			if c.Pages.Last == c.Pages.First {
				c.Pages.Last = ""
			}
		}},
		{"an address that repeats the DOI; characters that no address may hold", func(c *evidence.Citation) {
			if biblio.RepeatsDOI(c.URL, c.DOI) {
				c.URL = ""
			}
			c.URL = biblio.Address(c.URL)
		}},
		{"words beside serial numbers, and numbers given twice", func(c *evidence.Citation) {
			issn, isbn := biblio.SerialNumbers(c)
			c.ISSN, c.ISBN = nil, isbn
			for _, n := range issn {
				c.ISSN = append(c.ISSN, evidence.ISSN(n))
			}
		}},
		{"a work without a date of issue is dated when it was first online", func(c *evidence.Citation) {
			if c.Date == (evidence.Date{}) {
				c.Date, c.DateOnline = c.DateOnline, evidence.Date{}
			}
		}},
	}
}

// plainFormat is what every format loses but CSL-JSON, which has a place for
// the unforeseen.
func plainFormat() []loss {
	return []loss{
		{"funding, relations, other identifiers", func(c *evidence.Citation) { c.Funding, c.Relations, c.OtherIDs = nil, nil, nil }},
		{"ORCIDs", func(c *evidence.Citation) {
			for _, list := range []*[]evidence.Person{&c.Authors, &c.Editors} {
				*list = slices.Clone(*list)
				for i := range *list {
					(*list)[i].ORCID = ""
				}
			}
		}},
		{"notices of corrections; source and text of the others", func(c *evidence.Citation) {
			c.Notices, _ = evidence.CutRemarks(strings.Join(biblio.Remarks(&evidence.Study{Citation: *c}), "\n"))
		}},
		{"the words of a date that has a year", func(c *evidence.Citation) {
			if c.Date.Year != 0 {
				c.Date.Raw = ""
			}
			c.DateOnline.Raw = ""
		}},
	}
}

func splitKeywords() []loss {
	return []loss{{"a semicolon inside a keyword separates two", func(c *evidence.Citation) { c.Keywords = biblio.Keywords(c.Keywords) }}}
}

func namesApart() []loss {
	return []loss{{"the parts of a name that is printed as one text", func(c *evidence.Citation) {
		c.Authors, c.Editors = apart(c.Authors), apart(c.Editors)
	}}}
}

func apart(persons []evidence.Person) []evidence.Person {
	var list []evidence.Person
	for _, p := range persons {
		list = append(list, biblio.Apart(p))
	}
	return list
}

func bibFormat() []loss {
	return []loss{
		{"MeSH, publication types, the date online of a work that has a date of issue", func(c *evidence.Citation) {
			c.MeSH, c.PublicationTypes, c.DateOnline = nil, nil, evidence.Date{}
		}},
		{"a family name of several words that stands alone, and a name of more than two commas, is a group's", func(c *evidence.Citation) {
			c.Authors, c.Editors = groups(c.Authors), groups(c.Editors)
		}},
		{"an @ in an address, which stands encoded", func(c *evidence.Citation) { c.URL = strings.ReplaceAll(c.URL, "@", "%40") }},
		{"a list that is shortened to nobody", func(c *evidence.Citation) { c.AuthorsTruncated = c.AuthorsTruncated && len(c.Authors) > 0 }},
	}
}

func groups(persons []evidence.Person) []evidence.Person {
	list := slices.Clone(persons)
	for i, p := range list {
		if p.Given+p.Suffix+p.Particle == "" && strings.Contains(p.Family, " ") {
			list[i] = evidence.Person{Literal: p.Family}
		}
		if text := biblio.Sortable(p); strings.Count(text, ",") > 2 {
			list[i] = evidence.Person{Literal: text}
		}
	}
	return list
}

// biblatexFormat empties the fields that the data model of biblatex does not
// know for a type. A work of another type in a journal is printed as an article.
func biblatexFormat() []loss {
	return []loss{
		{"all ISSNs and ISBNs but the first", func(c *evidence.Citation) {
			c.ISSN, c.ISBN = c.ISSN[:min(1, len(c.ISSN))], c.ISBN[:min(1, len(c.ISBN))]
		}},
		{"fields that the data model does not know for the type of the entry", func(c *evidence.Citation) {
			kept := ""
			switch c.Type {
			case evidence.TypeBook, evidence.TypeChapter:
				kept = "journal volume issue pages isbn publisher place edition series editors"
			case evidence.TypeConference:
				kept = "journal volume issue pages isbn publisher place series editors"
			case evidence.TypeThesis:
				kept = "pages publisher place"
			case evidence.TypeReport:
				kept = "issue pages publisher place"
			default:
				switch {
				case c.Type == evidence.TypeArticle || c.Journal != "":
					kept = "journal volume issue pages issn series editors"
				case c.Type == evidence.TypeDataset:
					kept = "issue edition publisher place series editors"
				case c.Type == evidence.TypeWebpage:
					kept = "publisher editors"
				default:
					kept = "publisher place editors"
				}
			}
			keepFields(c, strings.Fields(kept))
		}},
	}
}

// keepFields empties those of the listed fields that are not kept.
func keepFields(c *evidence.Citation, kept []string) {
	fields := map[string]func(){
		"journal": func() { c.Journal = "" }, "volume": func() { c.Volume = "" }, "issue": func() { c.Issue = "" },
		"pages": func() { c.Pages = evidence.Pages{} }, "issn": func() { c.ISSN = nil }, "isbn": func() { c.ISBN = nil },
		"publisher": func() { c.Publisher = "" }, "place": func() { c.Place = "" }, "edition": func() { c.Edition = "" },
		"series": func() { c.Series = "" }, "editors": func() { c.Editors = nil },
	}
	for name, empty := range fields {
		if !slices.Contains(kept, name) {
			empty()
		}
	}
}

func risFormat() []loss {
	return []loss{
		{"MeSH, the date online of a work that has a date of issue", func(c *evidence.Citation) { c.MeSH, c.DateOnline = nil, evidence.Date{} }},
		{"line breaks of the abstract", func(c *evidence.Citation) { c.Abstract = biblio.Line(c.Abstract) }},
		{"the container of a book without a series becomes its series", func(c *evidence.Citation) {
			if c.Type == evidence.TypeBook && c.Series == "" {
				c.Series, c.Journal, c.JournalAbbrev = c.Journal, "", ""
			}
		}},
		{"an abbreviation that is no other than the journal's name", func(c *evidence.Citation) {
			if strings.EqualFold(c.JournalAbbrev, c.Journal) {
				c.JournalAbbrev = ""
			}
		}},
		{"a trial registration is a document", func(c *evidence.Citation) {
			if c.Type == evidence.TypeRegistration {
				c.Type = evidence.TypeOther
			}
		}},
	}
}

func nbibFormat() []loss {
	return []loss{
		{"place, series, address", func(c *evidence.Citation) { c.Place, c.Series, c.URL = "", "", "" }},
		{"the unique identifiers of MeSH headings", func(c *evidence.Citation) {
			c.MeSH = slices.Clone(c.MeSH)
			for i := range c.MeSH {
				c.MeSH[i].UI = ""
			}
		}},
		{"groups that edit", func(c *evidence.Citation) {
			c.Editors = slices.DeleteFunc(slices.Clone(c.Editors), func(p evidence.Person) bool { return p.Family == "" })
		}},
		{"a date online that is not exact to the day", func(c *evidence.Citation) {
			if c.DateOnline.Day == 0 {
				c.DateOnline = evidence.Date{}
			}
		}},
		{"that an article number is one", func(c *evidence.Citation) {
			c.Pages.Locator = false
			c.Pages.Raw = biblio.PageText(c.Pages, "-")
		}},
		{"the full stop and the brackets of a title", func(c *evidence.Citation) {
			c.Title, c.OriginalTitle = strings.Trim(c.Title, ".[] "), strings.Trim(c.OriginalTitle, ".[] ")
		}},
		{"line breaks of the abstract", func(c *evidence.Citation) { c.Abstract = biblio.Line(c.Abstract) }},
		{"a star before a keyword", func(c *evidence.Citation) {
			c.Keywords = slices.Clone(c.Keywords)
			for i := range c.Keywords {
				c.Keywords[i] = strings.TrimLeft(c.Keywords[i], "* ")
			}
		}},
		{"which publication types are those of the source, and the type of an entry that the source calls something else", func(c *evidence.Citation) {
			var others []string
			said := evidence.TypeArticle
			own := c.Type == evidence.TypeArticle
			for _, t := range c.PublicationTypes {
				switch name := nbibTypes()[t]; name {
				case "":
					others = append(others, t)
				case evidence.TypeArticle:
				default:
					said = name
					own = own || name == c.Type
				}
			}
			if c.PublicationTypes = others; own {
				c.Type = said
			}
		}},
	}
}

// nbibTypes are the words with which nbib says the type of an entry.
func nbibTypes() map[string]evidence.EntryType {
	return map[string]evidence.EntryType{
		"Journal Article": evidence.TypeArticle, "Preprint": evidence.TypePreprint, "Dataset": evidence.TypeDataset, "Book": evidence.TypeBook, "Books": evidence.TypeBook,
		"Book Chapter": evidence.TypeChapter, "Conference Paper": evidence.TypeConference, "Technical Report": evidence.TypeReport,
		"Academic Dissertation": evidence.TypeThesis, "Webpage": evidence.TypeWebpage, "Software": evidence.TypeSoftware,
		"Trial Registration": evidence.TypeRegistration, "Document": evidence.TypeOther,
	}
}

// readBack reads text with our own reader of a format.
func readBack(t *testing.T, from string, text []byte) []evidence.Record {
	t.Helper()
	got := &collected{}
	if _, err := ingest.ReadFrom(context.Background(), "export", bytes.NewReader(text), ingest.Options{From: from}, got); err != nil {
		t.Fatal(err)
	}
	return got.records
}

// TestConformanceRoundTrip exports what the readers make of every file of the
// corpus and reads it back: after the losses listed above the records are equal
// in every field, a second export gives the same bytes, and the BibTeX parser
// that the program is built on takes each of our BibTeX exports in one call.
// Every third file is taken; all of them with DOSSIER_FULL=1.
func TestConformanceRoundTrip(t *testing.T) {
	if testing.Short() {
		t.Skip("one thread over the whole corpus: not with -short")
	}
	formats := bibliographyRoundTrips()
	scores := make([]roundTripScore, len(formats))
	for i := range scores {
		scores[i].touched = map[string]int{}
	}
	n := 0
	forEachCorpusFile(t, func(file string, records []evidence.Record) {
		if n++; n%3 != 0 && os.Getenv("DOSSIER_FULL") != "1" {
			return
		}
		for i, f := range formats {
			f.try(t, &scores[i], file, records)
		}
	})
	for i, f := range formats {
		s := scores[i]
		t.Logf("%-9s %d files, %d records: %d come back different; the second export of %d files differs", f.format, s.files, s.records, s.different, s.unstable)
		for _, l := range f.losses {
			t.Logf("%-9s   lost in %d records: %s", f.format, s.touched[l.what], l.what)
		}
		if s.records < 1000 {
			t.Errorf("%s: only %d records compared", f.format, s.records)
		}
	}
}

// TestRoundTripOfAwkwardRecords does the same with records of each kind of
// trouble, for a clone without the corpus.
func TestRoundTripOfAwkwardRecords(t *testing.T) {
	person := func(family, given string) evidence.Person { return evidence.Person{Family: family, Given: given} }
	pages := func(s string) evidence.Pages { p, _ := evidence.ParsePages(s); return p }
	articleNumber := pages("109")
	articleNumber.Locator = true
	citations := []evidence.Citation{
		{Type: evidence.TypeArticle, Title: "Two trials of invented drugs: JAK1 & α in 95% of β_2 <5", DOI: "10.1000/abc_(1)", PMID: "30000001", PMCID: "PMC7000001",
			Registry: []evidence.RegistryID{{Registry: "ClinicalTrials.gov", ID: "NCT00000001"}, {Registry: "CTRI", ID: "CTRI/2020/01/012345"}},
			Authors: []evidence.Person{{Family: "Heijde", Particle: "van der", Given: "Dé"}, {Family: "Roe", Given: "J. A.", Suffix: "Jr"},
				{Literal: "Group for Research, Care, and Registers"}, person("Warsi", "Z. U. A."), {Family: "Sukarno"}},
			Journal: "Annals of Examples", JournalAbbrev: "Ann Ex", Volume: "1", Issue: "2", Pages: pages("221-8"),
			Date: evidence.Date{Year: 2021, Month: 6, Day: 5}, DateOnline: evidence.Date{Year: 2021, Month: 1, Day: 2},
			ISSN: []evidence.ISSN{"0190-9622", "1097-6787"}, Keywords: []string{"risk; harm", "diabetes, type 2"},
			Abstract: "BACKGROUND: Nothing is known.\nMETHODS: We asked.", Note: "First note\nSecond note", Language: "eng"},
		{Type: evidence.TypeArticle, Title: "Shortened", Authors: []evidence.Person{person("Kim", "S"), person("de Bruin", "E")}, AuthorsTruncated: true,
			Journal: "J", Pages: articleNumber, Date: evidence.Date{Year: 2020, Season: "winter"}, URL: "https://example.org/a b?x=1&y=2"},
		{Type: evidence.TypeArticle, Title: "Withdrawn", PMCID: "PMC7000002", Pages: pages("e1002"), Date: evidence.Date{Year: 2019, Month: 7, EndYear: 2019, EndMonth: 8},
			Notices: []evidence.Notice{{Kind: evidence.NoticeRetraction, DOI: "10.1000/n", Date: evidence.Date{Year: 2020}}}, Note: "Read twice"},
		{Type: evidence.TypeBook, Title: "Volume two", Journal: "Handbook of Examples", Publisher: "Press", Place: "Bern", Edition: "2", Volume: "2", Issue: "3",
			ISBN: []string{"0-321-35668-3 (paperback)", "0190-9622"}, Editors: []evidence.Person{person("Roe", "Ann")}, Date: evidence.Date{Raw: "in press"}},
		{Type: evidence.TypeChapter, Title: "[In brackets].", Journal: "A Book", Series: "Studies", Pages: pages("M-1--M-4"), Date: evidence.Date{Year: 1999, EndYear: 2001}},
		{Type: evidence.TypeThesis, Title: "A thesis", Authors: []evidence.Person{{Family: "Two Words"}}, Publisher: "University", Date: evidence.Date{Year: 2018, Raw: "circa 2018"}},
		{Type: evidence.TypeRegistration, Title: "A trial", Registry: []evidence.RegistryID{{Registry: "ClinicalTrials.gov", ID: "NCT00000002"}}, URL: "https://clinicaltrials.gov/study/NCT00000002"},
		{Type: evidence.TypePreprint, Title: "A preprint", Authors: []evidence.Person{person("Coughran, Jr.", "W. M.")}, Journal: "Server", DateOnline: evidence.Date{Year: 2022, Month: 3}},
		{Type: evidence.TypeConference, Title: "A talk", Journal: "Proceedings", PublicationTypes: []string{"Meeting Abstract"}, Funding: []string{"Fund"},
			MeSH: []evidence.MeSH{{Descriptor: "Humans", UI: "D006801"}}, OtherIDs: []evidence.OtherID{{Kind: "wos", Value: "WOS:1"}}},
		{Title: "Nothing but a title"},
	}
	records := make([]evidence.Record, len(citations))
	for i, c := range citations {
		records[i].Citation = c
	}
	for _, f := range bibliographyRoundTrips() {
		f.try(t, &roundTripScore{}, "awkward records", records)
	}
}

// A trial number stands where each format has a place for it, and is found there.
func TestTrialNumbersInBibliographies(t *testing.T) {
	record := evidence.Record{Citation: evidence.Citation{Type: evidence.TypeArticle, Title: "T", PMID: "30000001", PMCID: "PMC7000001",
		Registry: []evidence.RegistryID{{Registry: "ClinicalTrials.gov", ID: "NCT00000001"}, {Registry: "ISRCTN", ID: "ISRCTN00000001"}}}}
	places := map[string]string{
		"bibtex":   "registration = {NCT00000001, ISRCTN00000001}",
		"biblatex": "usera = {PMC7000001, NCT00000001, ISRCTN00000001}",
		"ris":      "N1  - Trial registration: NCT00000001, ISRCTN00000001",
		"csl-json": `"id": "NCT00000001"`,
		"nbib":     "SI  - ClinicalTrials.gov/NCT00000001",
	}
	for _, f := range bibliographyRoundTrips() {
		text := f.export(t, []evidence.Record{record})
		if !strings.Contains(string(text), places[f.format]) {
			t.Errorf("%s: %q is not in\n%s", f.format, places[f.format], text)
		}
		back := readBack(t, f.reader, text)
		if diff := cmp.Diff(record.Registry, back[0].Registry); diff != "" {
			t.Errorf("%s (-written +read):\n%s", f.format, diff)
		}
	}
}

// forEachCorpusFile reads the bibliographies of the corpus, but for the few
// large ones.
func forEachCorpusFile(t *testing.T, each func(file string, records []evidence.Record)) {
	t.Helper()
	err := filepath.WalkDir(corpustest.Dir(t, "bib"), func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasSuffix(path, ".md") || strings.HasSuffix(path, ".tsv") || strings.HasSuffix(path, ".jsonl") {
			return err
		}
		got := &collected{}
		if _, err := ingest.Read(context.Background(), path, ingest.Options{}, got); err != nil {
			return err
		}
		if len(got.records) > 0 && len(got.records) <= 1500 {
			each(filepath.Base(path), got.records)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

type roundTripScore struct {
	files, records, different, unstable int
	touched                             map[string]int // records that a loss changes
}

// try exports records, reads them back, compares them and exports them again.
func (f roundTrip) try(t *testing.T, s *roundTripScore, file string, records []evidence.Record) {
	t.Helper()
	first := f.export(t, records)
	if f.reader == "bibtex" {
		parsed, err := nickng.Parse(bytes.NewReader(first))
		if err != nil {
			t.Errorf("%s as %s: nickng/bibtex: %v", file, f.format, err)
			_, _ = nickng.Parse(strings.NewReader("}")) // resets its state
		} else if len(parsed.Entries) != len(records) {
			t.Errorf("%s as %s: nickng/bibtex reads %d of %d entries", file, f.format, len(parsed.Entries), len(records))
		}
	}
	back := readBack(t, f.reader, first)
	if len(back) != len(records) {
		t.Errorf("%s as %s: %d records come back of %d", file, f.format, len(back), len(records))
		return
	}
	s.files++
	s.records += len(records)
	for i := range records {
		want, have := f.lose(records[i].Citation, s.touched), f.lose(back[i].Citation, nil)
		if !bytes.Equal(want, have) {
			s.different++
			t.Errorf("%s as %s: record %d came back different (-original +read back):\n%s", file, f.format, i+1, cmp.Diff(string(want), string(have)))
		}
	}
	if second := f.export(t, back); !bytes.Equal(first, second) {
		s.unstable++
		t.Errorf("%s as %s: the second export differs (-first +second):\n%s", file, f.format, cmp.Diff(string(first), string(second)))
	}
}

// lose applies every loss, counts those that change the record, and prints what
// is left: JSON, because values that are equal for readers (names by initials,
// pages by their numbers) are not the same here.
func (f roundTrip) lose(c evidence.Citation, touched map[string]int) []byte {
	before := printedCitation(c)
	for _, l := range f.losses {
		l.apply(&c)
		after := printedCitation(c)
		if touched != nil && !bytes.Equal(before, after) {
			touched[l.what]++
		}
		before = after
	}
	return before
}

// printedCitation prints one in Unicode's composed form: LaTeX writes a letter and
// its accents, and nobody can see the difference.
func printedCitation(c evidence.Citation) []byte {
	text, err := json.MarshalIndent(c, "", " ")
	if err != nil {
		panic(err) // no value of these types fails
	}
	return norm.NFC.Bytes(text)
}

func (f roundTrip) export(t *testing.T, records []evidence.Record) []byte {
	t.Helper()
	bibliography, ok := exports.FindBibliography(f.format)
	if !ok {
		t.Fatalf("no format %s", f.format)
	}
	var studies []*evidence.Study
	for i := range records {
		s := recordAsStudy(&records[i])
		s.Key = fmt.Sprintf("k%06d", i) // the order of keys is the order of the file
		studies = append(studies, s)
	}
	var out bytes.Buffer
	if err := bibliography.Write(&out, biblio.List(studies), biblio.Options{}); err != nil {
		t.Fatalf("%s: %v", f.format, err)
	}
	return out.Bytes()
}
