// Package csljson writes studies as CSL-JSON 1.0.2, the input of citation
// processors: one array, ordered by citation key, which is the id; of several items
// with one key the second is "key-2".
//
// What CSL has no variable for goes into the object "custom" (registrations,
// notices, other identifiers, a shortened author list, MeSH, funding …), so that
// nothing is lost to a reader that looks there. Changed:
//
//   - a work without a date of issue is issued when it was first online;
//   - an entry of no type is a document;
//   - an address that repeats the DOI is left out; others stand as
//     biblio.Address writes them;
//   - keywords and serial numbers are those that biblio.Keywords and
//     biblio.SerialNumbers give.
package csljson

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"dossier/evidence"
	"dossier/exports/biblio"
)

// Item is one reference in CSL-JSON. Names are those of the CSL schema.
type Item struct {
	ID             string   `json:"id"`
	Type           string   `json:"type"`
	Title          string   `json:"title,omitempty"`
	OriginalTitle  string   `json:"original-title,omitempty"`
	Author         []Name   `json:"author,omitempty"`
	Editor         []Name   `json:"editor,omitempty"`
	Issued         *Date    `json:"issued,omitempty"`
	ContainerTitle string   `json:"container-title,omitempty"`
	ContainerShort string   `json:"container-title-short,omitempty"`
	Collection     string   `json:"collection-title,omitempty"`
	Volume         string   `json:"volume,omitempty"`
	Issue          string   `json:"issue,omitempty"`
	Page           string   `json:"page,omitempty"`
	Number         string   `json:"number,omitempty"`
	Edition        string   `json:"edition,omitempty"`
	Publisher      string   `json:"publisher,omitempty"`
	PublisherPlace string   `json:"publisher-place,omitempty"`
	DOI            string   `json:"DOI,omitempty"`
	PMID           string   `json:"PMID,omitempty"`
	PMCID          string   `json:"PMCID,omitempty"`
	ISSN           string   `json:"ISSN,omitempty"`
	ISBN           string   `json:"ISBN,omitempty"`
	URL            string   `json:"URL,omitempty"`
	Language       string   `json:"language,omitempty"`
	Abstract       string   `json:"abstract,omitempty"`
	Keyword        string   `json:"keyword,omitempty"`
	Note           string   `json:"note,omitempty"`
	Status         string   `json:"status,omitempty"`
	Custom         *Private `json:"custom,omitempty"`
}

// Name is a CSL name. Particles of names such as "van der Heijde" are
// non-dropping: they stay with the family name when only that is cited.
type Name struct {
	Family   string `json:"family,omitempty"`
	Given    string `json:"given,omitempty"`
	Particle string `json:"non-dropping-particle,omitempty"`
	Suffix   string `json:"suffix,omitempty"`
	Literal  string `json:"literal,omitempty"`
	ORCID    string `json:"ORCID,omitempty"`
}

// Date is a CSL date: one list of parts, or two for a range.
type Date struct {
	Parts  [][]int `json:"date-parts,omitempty"`
	Season int     `json:"season,omitempty"`
	Raw    string  `json:"raw,omitempty"`
}

// Private holds what CSL has no variable for.
type Private struct {
	Registry         []evidence.RegistryID `json:"registry,omitempty"`
	OtherIDs         []evidence.OtherID    `json:"other_ids,omitempty"`
	AuthorsTruncated bool                  `json:"authors_truncated,omitempty"`
	DateOnline       *Date                 `json:"date_online,omitempty"`
	Notices          []evidence.Notice     `json:"notices,omitempty"`
	Pending          string                `json:"pending,omitempty"`
	EntryType        evidence.EntryType    `json:"entry_type,omitempty"`     // when CSL has no such type
	ArticleNumber    bool                  `json:"article_number,omitempty"` // page is one
	DateWords        string                `json:"date_words,omitempty"`     // what the source prints for a date, when that says more than the parts
	OnlineWords      string                `json:"date_online_words,omitempty"`
	Note             *string               `json:"note,omitempty"` // the study's own, when the item's begins with remarks
	MeSH             []evidence.MeSH       `json:"mesh,omitempty"`
	PublicationTypes []string              `json:"publication_types,omitempty"`
	Funding          []string              `json:"funding,omitempty"`
	Relations        []evidence.Relation   `json:"relations,omitempty"`
}

// Write writes the studies to w, indented by two spaces.
func Write(w io.Writer, studies biblio.Studies, opts biblio.Options) error {
	sorted := studies.ByKey()
	ids := numberIDs(sorted.Keys)
	out := bufio.NewWriter(w)
	var one bytes.Buffer
	enc := json.NewEncoder(&one)
	enc.SetEscapeHTML(false)
	enc.SetIndent("  ", "  ")
	before, after := "[", "]\n"
	for s, err := range sorted.All() {
		if err != nil {
			return err
		}
		item := NewItem(s, opts)
		item.ID, ids = ids[0], ids[1:]
		one.Reset()
		if err := enc.Encode(&item); err != nil {
			return fmt.Errorf("csl-json: %w", err)
		}
		out.WriteString(before + "\n  ")
		out.Write(bytes.TrimSuffix(one.Bytes(), []byte("\n")))
		before, after = ",", "\n]\n"
	}
	if len(sorted.Keys) == 0 {
		out.WriteString(before)
	}
	out.WriteString(after)
	return out.Flush()
}

// numberIDs makes ids unique, which citation processors rely on: of several items
// of one id (records of a conversion) the second becomes "id-2". The ids that
// sources gave go before the numbered ones.
func numberIDs(keys []string) []string {
	ids := make([]string, len(keys))
	taken := make(map[string]bool, len(keys))
	for i, key := range keys {
		ids[i] = biblio.Line(key)
		taken[ids[i]] = true
	}
	next := make(map[string]int)
	for i, id := range ids {
		if next[id] == 0 {
			next[id] = 2
			continue
		}
		for taken[ids[i]] {
			ids[i] = fmt.Sprintf("%s-%d", id, next[id])
			next[id]++
		}
		taken[ids[i]] = true
	}
	return ids
}

// NewItem gives the CSL item of a study. A document without a date of issue is
// issued when it was first online.
func NewItem(s *evidence.Study, opts biblio.Options) Item {
	issn, isbn := biblio.SerialNumbers(&s.Citation)
	item := Item{
		ID:             biblio.Line(s.Key),
		Type:           cslType(s.Type),
		Title:          biblio.Line(s.Title),
		OriginalTitle:  biblio.Line(s.OriginalTitle),
		Author:         names(s.Authors),
		Editor:         names(s.Editors),
		Issued:         newDate(biblio.IssueDate(&s.Citation)),
		ContainerTitle: biblio.Line(s.Journal),
		ContainerShort: biblio.Line(s.JournalAbbrev),
		Collection:     biblio.Line(s.Series),
		Volume:         biblio.Line(s.Volume),
		Issue:          biblio.Line(s.Issue),
		Page:           biblio.PageText(s.Pages, "-"),
		Edition:        biblio.Line(s.Edition),
		Publisher:      biblio.Line(s.Publisher),
		PublisherPlace: biblio.Line(s.Place),
		DOI:            string(s.DOI),
		PMID:           string(s.PMID),
		PMCID:          string(s.PMCID),
		ISSN:           strings.Join(issn, " "),
		ISBN:           strings.Join(isbn, " "),
		Language:       biblio.Line(s.Language),
		Keyword:        keywords(biblio.Keywords(s.Keywords)),
		Note:           biblio.Paragraphs(biblio.Note(s)),
		Status:         status(s),
		Custom:         private(s),
	}
	if s.Type == evidence.TypeRegistration && len(s.Registry) > 0 {
		item.Number = s.Registry[0].ID
	}
	if !opts.OmitAbstract {
		item.Abstract = biblio.Paragraphs(s.Abstract)
	}
	if !biblio.RepeatsDOI(s.URL, s.DOI) {
		item.URL = biblio.Address(s.URL)
	}
	return item
}

func cslType(t evidence.EntryType) string {
	switch t {
	case "":
		return string(evidence.TypeOther)
	case evidence.TypeRegistration:
		return string(evidence.TypeWebpage)
	}
	return string(t)
}

func names(persons []evidence.Person) []Name {
	var list []Name
	for _, p := range persons {
		n := Name{
			Family: biblio.Line(p.Family), Given: biblio.Line(p.Given),
			Particle: biblio.Line(p.Particle), Suffix: biblio.Line(p.Suffix), ORCID: p.ORCID,
		}
		if n.Family == "" {
			n = Name{Literal: biblio.Sortable(p), ORCID: p.ORCID}
		}
		if n != (Name{}) {
			list = append(list, n)
		}
	}
	return list
}

func newDate(d evidence.Date) *Date {
	if d.Year == 0 {
		if raw := biblio.Line(d.Raw); raw != "" {
			return &Date{Raw: raw}
		}
		return nil
	}
	date := &Date{Parts: [][]int{parts(d.Year, d.Month, d.Day)}, Season: biblio.Season(d)}
	if d.EndYear != 0 || d.EndMonth != 0 || d.EndDay != 0 {
		year, month := d.EndYear, d.EndMonth
		if year == 0 {
			year = d.Year
		}
		if month == 0 && d.EndDay != 0 {
			month = d.Month
		}
		date.Parts = append(date.Parts, parts(year, month, d.EndDay))
	}
	return date
}

func parts(year, month, day int) []int {
	switch {
	case month == 0:
		return []int{year}
	case day == 0:
		return []int{year, month}
	}
	return []int{year, month, day}
}

// keywords joins by commas, or by semicolons when a keyword contains a comma;
// one alone then ends in a semicolon, so that nobody takes it apart.
func keywords(list []string) string {
	text := strings.Join(list, ", ")
	if strings.Count(text, ",") < max(1, len(list)) {
		return text
	}
	text = strings.Join(list, "; ")
	if len(list) == 1 {
		text += ";"
	}
	return text
}

// status is the CSL variable for the standing of a work.
func status(s *evidence.Study) string {
	for _, n := range s.Notices {
		if n.Kind == evidence.NoticeRetraction || n.Kind == evidence.NoticeWithdrawal {
			return "retracted"
		}
	}
	return ""
}

func private(s *evidence.Study) *Private {
	p := Private{
		Registry: s.Registry, OtherIDs: s.OtherIDs, AuthorsTruncated: s.AuthorsTruncated,
		Notices: s.Notices, Pending: s.Pending, ArticleNumber: s.Pages.Locator,
		MeSH: s.MeSH, PublicationTypes: s.PublicationTypes, Funding: s.Funding, Relations: s.Relations,
		DateWords: words(biblio.IssueDate(&s.Citation)),
	}
	if s.Date != (evidence.Date{}) {
		p.DateOnline, p.OnlineWords = newDate(s.DateOnline), words(s.DateOnline)
	}
	if note := biblio.Clean(s.Note); len(biblio.Remarks(s)) > 0 {
		p.Note = &note
	}
	if s.Type == evidence.TypeRegistration {
		p.EntryType = s.Type
	}
	if p.isEmpty() {
		return nil
	}
	return &p
}

func (p *Private) isEmpty() bool {
	return len(p.Registry)+len(p.OtherIDs)+len(p.Notices)+len(p.MeSH)+len(p.PublicationTypes)+len(p.Funding)+len(p.Relations) == 0 &&
		!p.AuthorsTruncated && !p.ArticleNumber && p.DateOnline == nil && p.Note == nil &&
		p.Pending == "" && p.EntryType == "" && p.DateWords == "" && p.OnlineWords == ""
}

// words are what a date prints beside its parts.
func words(d evidence.Date) string {
	if d.Year == 0 {
		return ""
	}
	return biblio.Line(d.Raw)
}
