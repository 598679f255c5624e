package resolve

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"dossier/evidence"
	"dossier/evidence/notation"
)

// openalex fills gaps. Its flag "is_retracted" is a hint without a reason.
type openalex struct{}

const openalexBatch = 100

func (openalex) Name() string { return sourceOpenAlex }

func (openalex) Batch(k Kind) int {
	if k == DOI || k == PMID {
		return openalexBatch
	}
	return 0
}

// Alone: comma and bar are the syntax of the filter.
func (openalex) Alone(id ID) bool { return strings.ContainsAny(id.Value, ",|") }

func (openalex) Request(kind Kind, values []string) Request {
	if len(values) == 1 {
		path := "/works/pmid:" + values[0]
		if kind == DOI {
			path = "/works/https://doi.org/" + strings.ReplaceAll(url.PathEscape(values[0]), "%2F", "/")
		}
		return Request{Path: path, Accept: "application/json"}
	}
	q := url.Values{"filter": {string(kind) + ":" + strings.Join(values, "|")}, "per_page": {strconv.Itoa(openalexBatch)}}
	return Request{Path: "/works", Query: q, Accept: "application/json", List: true}
}

func (openalex) Split(body []byte) ([]Item, error) {
	var a struct {
		ID      string            `json:"id"`
		Results []json.RawMessage `json:"results"`
		Meta    json.RawMessage   `json:"meta"`
		Error   string            `json:"error"`
	}
	if err := json.Unmarshal(body, &a); err != nil {
		return nil, err
	}
	switch {
	case a.Meta == nil && a.Results == nil && a.ID == "" && a.Error != "":
		return nil, jsonError("no work", a.Error)
	case a.Results == nil && a.Meta == nil:
		a.Results = []json.RawMessage{body}
	}
	var items []Item
	for _, raw := range a.Results {
		var w oaWork
		if err := json.Unmarshal(raw, &w); err != nil {
			return nil, err
		}
		items = append(items, Item{Raw: raw, IDs: idsOf(w.ids())})
	}
	return items, nil
}

func jsonError(what, said string) error {
	if said != "" {
		return fmt.Errorf("%s: %s", what, said)
	}
	return errors.New(what)
}

type oaWork struct {
	ID      string `json:"id"`
	DOI     string `json:"doi"`
	Title   string `json:"title"`
	Display string `json:"display_name"`
	IDs     struct {
		PMID  string `json:"pmid"`
		PMCID string `json:"pmcid"`
	} `json:"ids"`
	Year     int    `json:"publication_year"`
	Date     string `json:"publication_date"`
	Language string `json:"language"`
	Type     string `json:"type"`
	Location struct {
		Source struct {
			Name      string   `json:"display_name"`
			ISSN      []string `json:"issn"`
			Publisher string   `json:"host_organization_name"`
			Type      string   `json:"type"`
		} `json:"source"`
	} `json:"primary_location"`
	Authorships []struct {
		Raw    string `json:"raw_author_name"`
		Author struct {
			Name  string `json:"display_name"`
			ORCID string `json:"orcid"`
		} `json:"author"`
	} `json:"authorships"`
	Biblio struct {
		Volume textValue `json:"volume"`
		Issue  textValue `json:"issue"`
		First  textValue `json:"first_page"`
		Last   textValue `json:"last_page"`
	} `json:"biblio"`
	Retracted *bool            `json:"is_retracted"` // absent when it was not selected
	Abstract  map[string][]int `json:"abstract_inverted_index"`
	CitedBy   *int             `json:"cited_by_count"`
	Best      struct {
		URL string `json:"landing_page_url"`
		PDF string `json:"pdf_url"`
	} `json:"best_oa_location"`
}

func (w *oaWork) ids() evidence.Citation {
	c := evidence.Citation{DOI: exactDOI(w.DOI)}
	c.PMID, _ = evidence.ParsePMID(lastPart(w.IDs.PMID))
	c.PMCID, _ = evidence.ParsePMCID(lastPart(w.IDs.PMCID))
	return c
}

func lastPart(address string) string {
	address = strings.TrimRight(address, "/")
	return address[strings.LastIndexByte(address, '/')+1:]
}

// Decode reads one work.
func (openalex) Decode(raw []byte) (evidence.Record, error) {
	var w oaWork
	if err := json.Unmarshal(raw, &w); err != nil {
		return evidence.Record{}, err
	}
	r := evidence.Record{Citation: w.ids()}
	r.Type = oaType(w.Type)
	title := w.Title
	if title == "" {
		title = w.Display
	}
	setTitle(&r.Citation, strings.TrimSuffix(notation.FromMarkupInline(title), "."))
	for _, a := range w.Authorships {
		name := a.Raw
		if name == "" {
			name = a.Author.Name
		}
		p, err := evidence.ParsePerson(name, evidence.NamesAuto)
		if err != nil {
			continue
		}
		p.ORCID = evidence.ParseORCID(a.Author.ORCID)
		r.Authors = append(r.Authors, p)
	}
	if t := w.Location.Source.Type; t != "repository" {
		r.Journal, r.Publisher = w.Location.Source.Name, w.Location.Source.Publisher
		for _, s := range w.Location.Source.ISSN {
			if issn, err := evidence.ParseISSN(s); err == nil {
				r.ISSN = append(r.ISSN, issn)
			}
		}
	}
	r.Volume, r.Issue = string(w.Biblio.Volume), string(w.Biblio.Issue)
	if first := string(w.Biblio.First); first != "" {
		if last := string(w.Biblio.Last); last != "" && last != first {
			first += "-" + last
		}
		r.Pages, _ = evidence.ParsePages(first)
	}
	w.date(&r.Citation)
	r.Language = w.Language
	r.Abstract = abstractText(invert(w.Abstract))
	if w.Retracted != nil && *w.Retracted {
		r.Notices = append(r.Notices, evidence.Notice{Kind: evidence.NoticePossible, Source: sourceOpenAlex, Text: "is_retracted"})
	}
	if id := lastPart(w.ID); id != "" {
		r.OtherIDs = []evidence.OtherID{{Kind: "openalex", Value: id}}
	}
	for name, v := range map[string]string{"best_oa_location": w.Best.URL, "type": w.Type} {
		if v != "" {
			r.Extra = append(r.Extra, evidence.Field{Name: name, Value: v})
		}
	}
	if w.CitedBy != nil {
		r.Extra = append(r.Extra, evidence.Field{Name: "cited_by_count", Value: strconv.Itoa(*w.CitedBy)})
	}
	slices.SortFunc(r.Extra, func(a, b evidence.Field) int { return strings.Compare(a.Name, b.Name) })
	return r, nil
}

// date: January 1st stands for a bare year.
func (w *oaWork) date(c *evidence.Citation) {
	c.Date, _ = evidence.ParseDate(w.Date)
	if c.Date.Year != w.Year && w.Year != 0 || strings.HasSuffix(w.Date, "-01-01") {
		c.Date = evidence.DateFromParts(w.Year, 0, 0)
	}
}

func oaType(t string) evidence.EntryType {
	switch t {
	case "article", "review", "letter", "editorial", "erratum", "retraction":
		return evidence.TypeArticle
	case "preprint":
		return evidence.TypePreprint
	case "conference-paper":
		return evidence.TypeConference
	}
	return workType(t, "")
}

// maxAbstractWords bounds the positions of an inverted index: a hostile one can
// name position two billion.
const maxAbstractWords = 20_000

// invert rebuilds a text from word → positions. Words without a place between
// others leave no gap.
func invert(index map[string][]int) string {
	type placed struct {
		at   int
		word string
	}
	var words []placed
	for word, places := range index {
		for _, at := range places {
			if at >= 0 && at < maxAbstractWords {
				words = append(words, placed{at, word})
			}
		}
	}
	slices.SortFunc(words, func(a, b placed) int {
		if a.at != b.at {
			return a.at - b.at
		}
		return strings.Compare(a.word, b.word)
	})
	var b strings.Builder
	for i, w := range words {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(w.word)
	}
	return b.String()
}
