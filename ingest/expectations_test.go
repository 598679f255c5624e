package ingest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"dossier/cmd/corpustest"
	"dossier/evidence"
	"dossier/evidence/notation"
	"dossier/ingest/format"
)

// essence is what two readers must agree on.
type essence struct {
	title, authors, year, doi, pages string
	rendered                         string // the title with its mathematics rendered
}

func (e essence) fields() [5][2]string {
	return [5][2]string{{"title", e.title}, {"authors", e.authors}, {"year", e.year}, {"doi", e.doi}, {"pages", e.pages}}
}

func essenceOf(c *evidence.Citation) essence {
	e := essence{title: letters(c.Title), doi: c.DOI.Key(), pages: pagesOf(c.Pages)}
	people := c.Authors
	if len(people) == 0 {
		people = c.Editors
	}
	var names []string
	for _, p := range people {
		names = append(names, p.FamilyKey())
	}
	e.authors = strings.Join(names, " ")
	if y := c.Year(); y != 0 {
		e.year = fmt.Sprint(y)
	}
	return e
}

// pagesOf expands pages, so that 221-8 and 221-228 agree.
func pagesOf(p evidence.Pages) string {
	if p.First == "" {
		return letters(p.Raw)
	}
	return letters(p.First) + "-" + letters(p.Last)
}

// letters folds text and drops everything but letters and digits.
func letters(s string) string {
	return strings.Join(strings.FieldsFunc(notation.Fold(s), func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r >= 0x80)
	}), "")
}

// tally counts agreement per field.
type tally struct {
	agree, differ map[string]int
	left          []string // differences without a reason
}

// differs names differences in which the expectation is not followed, by the
// beginning of the line that reports them, and why.
var differs = []struct{ where, why string }{
	{"jabref__importer_fileformat_RisImporterTest7.ris: authors", "A2 are the editors of a book, not its authors"},
	{"jabref__importer_fileformat_NbibImporterTest.nbib: authors", "PubMed's CN is a group author and one of the authors"},
	{"jabref__importer_fileformat_MedlineImporterTestKeywordSingleEntry.xml: authors", "a person the article is about (PersonalNameSubjectList) is not its author"},
	{"Better_BibLaTeX_import_improvements_#549.bib: title: Algar1985", "the file says so; the expectation follows the field lista of one style"},
	{"zotero-better-bibtex__export_Add_PhD_diss._to_Zotero_Type_field_conversion_to_phdthesis_#3296.biblatex: authors", "the file has the full name, the item the short one"},
	{"zotero-better-bibtex__export_Apply_Title_Casing_to_tex.subtitle_entry_on_export_#2213.biblatex: title", "the file has a subtitle, which is part of the title"},
	{"zotero-better-bibtex__export_BetterBibtex_export_fails_for_missing_last_name_#978.bibtex: authors", "of an author without family name the given name is kept"},
	{"zotero-better-bibtex__export_Choose_fields_to_exclude_for_each_exported_file_#1827.biblatex: title", "this export leaves titles out"},
	{"zotero-better-bibtex__export_Latex_commands_in_extra-field_treated_differently_#1207.biblatex: authors", "the export replaced the author by another of the item's"},
	{"zotero-better-bibtex__export_Postfixed_keys_different_between_computers_#1788.biblatex: authors", "keys of the items were changed between item and file"},
	{"zotero-better-bibtex__export_Some_Unicode_characters_converted_to_LaTeX_#1481.bibtex: title", "\\textacutemacron is a command of one package; its name is kept"},
	{"zotero-better-bibtex__export_tex.title_is_not_copied_verbatim_if_Zotero_title_contains_math_#3376.biblatex: title", "the export replaced the title by another of the item's"},
	{"Multiple_attachments_in_calibre_bibtex_file_not_imported_in_Zotero_#3338.bib: authors: DAISYConsortium1", "a name with the word Consortium is a group, braced or not"},
}

func (y *tally) compare(file, entry string, want, got essence) {
	g := got.fields()
	for i, w := range want.fields() {
		if w[1] == "" {
			continue // the expectation says nothing of it
		}
		if w[1] == g[i][1] || w[0] == "title" && want.rendered == got.title {
			y.agree[w[0]]++
			continue
		}
		y.differ[w[0]]++
		line := fmt.Sprintf("%s: %s: %s: want %q, got %q", file, w[0], entry, w[1], g[i][1])
		for _, d := range differs {
			if strings.HasPrefix(line, d.where) {
				line = ""
				break
			}
		}
		if line != "" {
			y.left = append(y.left, line)
		}
	}
}

func (y *tally) report(t *testing.T) {
	t.Helper()
	if len(y.agree)+len(y.differ) == 0 {
		corpustest.Absent(t, "expectations")
	}
	agree, all := 0, 0
	for _, field := range []string{"title", "authors", "year", "doi", "pages"} {
		a, d := y.agree[field], y.differ[field]
		t.Logf("%-8s %5d of %5d agree (%.2f %%)", field, a, a+d, 100*float64(a)/float64(max(1, a+d)))
		agree, all = agree+a, all+a+d
	}
	for _, line := range y.left {
		t.Log(line)
	}
	t.Logf("%d of %d fields agree (%.2f %%); %d of the others have a reason", agree, all, 100*float64(agree)/float64(max(1, all)), all-agree-len(y.left))
	if float64(agree) < 0.99*float64(all) {
		t.Errorf("fewer than 99 %% agree")
	}
}

// TestConformanceExpectations compares with what JabRef's tests and those of
// Better BibTeX expect.
func TestConformanceExpectations(t *testing.T) {
	dir := corpustest.Dir(t, "bib")
	y := &tally{agree: map[string]int{}, differ: map[string]int{}}
	compareJabRef(t, y, dir)
	compareBetterBibTeX(t, y, dir)
	y.report(t)
}

// compareJabRef compares with the .bib beside an input of JabRef's.
func compareJabRef(t *testing.T, y *tally, dir string) {
	t.Helper()
	pairs := 0
	disputed := map[string]bool{}
	for _, x := range expectations(t, dir) {
		disputed[filepath.Base(x.path)] = x.status != "ok"
	}
	for _, folder := range []string{"ris", "nbib", "wos", "endnote-xml", "pubmed-xml"} {
		inputs, _ := filepath.Glob(filepath.Join(dir, folder, "jabref__importer*"))
		for _, input := range inputs {
			stem := strings.TrimSuffix(filepath.Base(input), filepath.Ext(input))
			expected := filepath.Join(dir, "bibtex", stem+".bib")
			if _, err := os.Stat(expected); err != nil || disputed[filepath.Base(input)] {
				continue
			}
			pairs++
			want, got := readRecords(t, expected), readRecords(t, input)
			if len(want) != len(got) {
				t.Logf("%s: %d records, JabRef expects %d", filepath.Base(input), len(got), len(want))
			}
			for i := range min(len(want), len(got)) {
				y.compare(filepath.Base(input), fmt.Sprint(i+1), essenceOf(&want[i].Citation), essenceOf(&got[i].Citation))
			}
		}
	}
	t.Logf("JabRef: %d pairs of files", pairs)
}

func readRecords(t *testing.T, path string) []evidence.Record {
	t.Helper()
	var sink found
	if _, err := Read(t.Context(), path, Options{}, &sink); err != nil {
		t.Fatal(err)
	}
	return sink.records
}

// zoteroItem is what Better BibTeX expects of an entry.
type zoteroItem struct {
	CitationKey string `json:"citationKey"`
	ItemType    string `json:"itemType"`
	Title       string `json:"title"`
	Date        string `json:"date"`
	DOI         string `json:"DOI"`
	Pages       string `json:"pages"`
	Creators    []struct {
		Type  string `json:"creatorType"`
		First string `json:"firstName"`
		Last  string `json:"lastName"`
		Name  string `json:"name"`
	} `json:"creators"`
}

var fourDigits = regexp.MustCompile(`\b[12]\d{3}\b`)

func (z *zoteroItem) essence() essence {
	pages, _ := evidence.ParsePages(z.Pages)
	e := essence{title: letters(notation.FromMarkupInline(z.Title)), rendered: letters(notation.FromMarkupInline(notation.FromLaTeX(z.Title))), pages: pagesOf(pages), year: fourDigits.FindString(z.Date)}
	doi, _ := evidence.ParseDOI(z.DOI)
	e.doi = doi.Key()
	var authors, editors []string
	for _, c := range z.Creators {
		name := evidence.Person{Family: c.Last, Literal: c.Name}
		if c.Last+c.Name == "others" { // Zotero has no mark for a shortened list
			continue
		}
		if c.Type == "editor" {
			editors = append(editors, name.FamilyKey())
		} else if slices.Contains([]string{"author", "inventor", "director", "presenter", "programmer", "podcaster", "artist", "composer", "performer", "cartographer", "interviewee"}, c.Type) {
			authors = append(authors, name.FamilyKey())
		}
	}
	if len(authors) == 0 {
		authors = editors
	}
	e.authors = strings.Join(authors, " ")
	return e
}

// compareBetterBibTeX compares with what Better BibTeX imports from a file, and
// with what it wrote into one.
func compareBetterBibTeX(t *testing.T, y *tally, dir string) {
	t.Helper()
	imports, _ := filepath.Glob(filepath.Join(dir, "bibtex", "zotero-better-bibtex__import_*.json"))
	exports, _ := filepath.Glob(filepath.Join(dir, "bibtex-export", "*.json"))
	pairs, unmatched := 0, 0
	for _, file := range append(imports, exports...) {
		for _, ext := range []string{".bib", ".bibtex", ".biblatex"} {
			bib := strings.TrimSuffix(file, ".json") + ext
			if _, err := os.Stat(bib); err != nil {
				continue
			}
			pairs++
			unmatched += compareLibrary(t, y, file, bib)
		}
	}
	t.Logf("Better BibTeX: %d pairs of files, %d items without an entry of their key", pairs, unmatched)
}

// compareLibrary compares the items of a library with the entries of the same key.
func compareLibrary(t *testing.T, y *tally, file, bib string) (unmatched int) {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var library struct {
		Items []zoteroItem `json:"items"`
	}
	if err := json.NewDecoder(bytes.NewReader(data)).Decode(&library); err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	byKey := map[string][]evidence.Record{}
	records := readRecords(t, bib)
	for _, r := range records {
		byKey[r.Origin.Key] = append(byKey[r.Origin.Key], r)
	}
	if len(records) == 1 && len(library.Items) == 1 { // the key may have been made on the way out
		byKey[library.Items[0].CitationKey] = records
	}
	name := filepath.Base(bib)
	if _, rest, ok := strings.Cut(name, "__import_"); ok {
		name = rest
	}
	items := map[string][]essence{}
	var keys []string
	for i := range library.Items {
		key := library.Items[i].CitationKey
		if items[key] == nil {
			keys = append(keys, key)
		}
		items[key] = append(items[key], library.Items[i].essence())
	}
	for _, key := range keys {
		got := byKey[key]
		for _, want := range sortByTitle(items[key], got) {
			if len(got) == 0 {
				unmatched++ // the library held more than this file
				continue
			}
			y.compare(name, key, want, essenceOf(&got[0].Citation))
			got = got[1:]
		}
	}
	return unmatched
}

// sortByTitle puts items that share a key into the order of the entries with
// the same titles.
func sortByTitle(items []essence, records []evidence.Record) []essence {
	var sorted []essence
	rest := slices.Clone(items)
	for i := range records {
		title := essenceOf(&records[i].Citation).title
		if j := slices.IndexFunc(rest, func(e essence) bool { return e.title == title }); j >= 0 {
			sorted = append(sorted, rest[j])
			rest = slices.Delete(rest, j, j+1)
		}
	}
	return append(sorted, rest...)
}

var _ format.Sink = (*found)(nil)
