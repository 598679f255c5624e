package resolve

import (
	"encoding/json"
	"strings"

	"dossier/evidence"
	"dossier/evidence/notation"
)

// datacite asks the DOI registry of data sets, software, theses and preprints.
type datacite struct{}

func (datacite) Name() string { return sourceDataCite }

func (datacite) Batch(k Kind) int {
	if k == DOI {
		return 1
	}
	return 0
}

func (datacite) Alone(ID) bool { return false }

func (datacite) Request(_ Kind, dois []string) Request {
	return Request{Path: "/dois/" + strings.ReplaceAll(pathDOI(dois[0]), "%2F", "/"), Accept: "application/vnd.api+json"}
}

type dcDocument struct {
	Data json.RawMessage `json:"data"`
}

type dcWork struct {
	ID         string `json:"id"`
	Attributes struct {
		DOI      string `json:"doi"`
		Creators []struct {
			Name   string `json:"name"`
			Given  string `json:"givenName"`
			Family string `json:"familyName"`
			Type   string `json:"nameType"`
			IDs    []struct {
				ID     string `json:"nameIdentifier"`
				Scheme string `json:"nameIdentifierScheme"`
			} `json:"nameIdentifiers"`
		} `json:"creators"`
		Titles []struct {
			Title string `json:"title"`
			Type  string `json:"titleType"`
		} `json:"titles"`
		Publisher json.RawMessage `json:"publisher"`
		Year      textValue       `json:"publicationYear"`
		Dates     []struct {
			Date string `json:"date"`
			Type string `json:"dateType"`
		} `json:"dates"`
		Container struct {
			Title  string    `json:"title"`
			Volume textValue `json:"volume"`
			Issue  textValue `json:"issue"`
			First  textValue `json:"firstPage"`
			Last   textValue `json:"lastPage"`
		} `json:"container"`
		Types struct {
			General  string `json:"resourceTypeGeneral"`
			Resource string `json:"resourceType"`
		} `json:"types"`
		Descriptions []struct {
			Text string `json:"description"`
			Type string `json:"descriptionType"`
		} `json:"descriptions"`
		Subjects []struct {
			Subject string `json:"subject"`
		} `json:"subjects"`
		Related []struct {
			ID       string `json:"relatedIdentifier"`
			Kind     string `json:"relatedIdentifierType"`
			Relation string `json:"relationType"`
		} `json:"relatedIdentifiers"`
		Language string    `json:"language"`
		Version  textValue `json:"version"`
		URL      string    `json:"url"`
		Funding  []struct {
			Name string `json:"funderName"`
		} `json:"fundingReferences"`
	} `json:"attributes"`
}

func (datacite) Split(body []byte) ([]Item, error) {
	var d dcDocument
	if err := json.Unmarshal(body, &d); err != nil {
		return nil, err
	}
	list := []json.RawMessage{d.Data}
	if strings.HasPrefix(strings.TrimSpace(string(d.Data)), "[") {
		list = nil
		if err := json.Unmarshal(d.Data, &list); err != nil {
			return nil, err
		}
	}
	var items []Item
	for _, raw := range list {
		var w dcWork
		if len(raw) == 0 {
			return nil, jsonError("no data", "")
		}
		if err := json.Unmarshal(raw, &w); err != nil {
			return nil, err
		}
		if d := exactDOI(w.Attributes.DOI); d != "" {
			items = append(items, Item{Raw: raw, IDs: []ID{{DOI, d.Key()}}})
		}
	}
	return items, nil
}

// Decode reads one DOI's attributes.
func (datacite) Decode(raw []byte) (evidence.Record, error) {
	var w dcWork
	if err := json.Unmarshal(raw, &w); err != nil {
		return evidence.Record{}, err
	}
	a := &w.Attributes
	var r evidence.Record
	r.DOI = exactDOI(a.DOI)
	r.Type = dcType(a.Types.General, a.Types.Resource)
	w.titles(&r.Citation)
	w.creators(&r.Citation)
	r.Publisher = dcPublisher(a.Publisher)
	r.Journal, r.Volume, r.Issue = a.Container.Title, string(a.Container.Volume), string(a.Container.Issue)
	if first := string(a.Container.First); first != "" {
		if last := string(a.Container.Last); last != "" && last != first {
			first += "-" + last
		}
		r.Pages, _ = evidence.ParsePages(first)
	}
	w.date(&r.Citation)
	r.Language, r.URL = a.Language, a.URL
	for _, d := range a.Descriptions {
		if d.Type == "Abstract" && r.Abstract == "" {
			r.Abstract = abstractText(d.Text)
		}
	}
	for _, s := range a.Subjects {
		if s.Subject != "" {
			r.Keywords = append(r.Keywords, notation.FromMarkupInline(s.Subject))
		}
	}
	for _, f := range a.Funding {
		if f.Name != "" {
			r.Funding = append(r.Funding, f.Name)
		}
	}
	for _, rel := range a.Related {
		if d := exactDOI(rel.ID); d != "" && rel.Kind == "DOI" && d.Key() != r.DOI.Key() {
			addRelation(&r, evidence.Relation{Kind: kebab(rel.Relation), DOI: d, Source: sourceDataCite})
		}
	}
	if a.Version != "" {
		r.Extra = append(r.Extra, evidence.Field{Name: "version", Value: string(a.Version)})
	}
	return r, nil
}

func (w *dcWork) titles(c *evidence.Citation) {
	for _, t := range w.Attributes.Titles {
		title := notation.FromMarkupInline(t.Title)
		switch {
		case title == "":
		case t.Type == "Subtitle" && c.Title != "" && !repeats(title, c.Title):
			c.Title += ": " + title
		case t.Type == "TranslatedTitle" || t.Type == "AlternativeTitle":
			if c.OriginalTitle == "" && c.Title != "" {
				c.OriginalTitle = title
			}
		case c.Title == "":
			c.Title = title
		}
	}
	if c.Title == "" && len(w.Attributes.Titles) > 0 {
		c.Title = notation.FromMarkupInline(w.Attributes.Titles[0].Title)
	}
	setTitle(c, c.Title)
}

// creators: a person's name is "Family, Given"; a name without a type and a
// comma may be anything and is left whole.
func (w *dcWork) creators(c *evidence.Citation) {
	for _, cr := range w.Attributes.Creators {
		p := evidence.Person{Family: cr.Family, Given: cr.Given}
		family, given, comma := strings.Cut(cr.Name, ",")
		switch {
		case cr.Type == "Organizational" || p.Family == "" && !comma:
			p = evidence.Person{Literal: notation.FromMarkupInline(cr.Name)}
		case p.Family == "":
			p.Family, p.Given = strings.TrimSpace(family), strings.TrimSpace(given)
		}
		for _, id := range cr.IDs {
			if o := evidence.ParseORCID(id.ID); o != "" {
				p.ORCID = o
			}
		}
		if p != (evidence.Person{}) {
			c.Authors = append(c.Authors, p)
		}
	}
}

func (w *dcWork) date(c *evidence.Citation) {
	for _, d := range w.Attributes.Dates {
		if d.Type == "Issued" {
			if got, err := evidence.ParseDate(d.Date); err == nil && (string(w.Attributes.Year) == "" || got.String()[:4] == string(w.Attributes.Year)) {
				c.Date = got
				return
			}
		}
	}
	c.Date, _ = evidence.ParseDate(string(w.Attributes.Year))
}

// dcPublisher is a string, or an object when the answer was asked for so.
func dcPublisher(raw json.RawMessage) string {
	var name string
	if json.Unmarshal(raw, &name) == nil {
		return notation.FromMarkupInline(name)
	}
	var o struct {
		Name string `json:"name"`
	}
	if json.Unmarshal(raw, &o) == nil {
		return notation.FromMarkupInline(o.Name)
	}
	return ""
}

func dcType(general, resource string) evidence.EntryType {
	switch general {
	case "JournalArticle", "DataPaper":
		return evidence.TypeArticle
	case "Preprint":
		return evidence.TypePreprint
	case "Dataset", "Collection":
		return evidence.TypeDataset
	case "Software", "ComputationalNotebook":
		return evidence.TypeSoftware
	case "Dissertation":
		return evidence.TypeThesis
	case "Report":
		return evidence.TypeReport
	case "Book":
		return evidence.TypeBook
	case "BookChapter":
		return evidence.TypeChapter
	case "ConferencePaper", "ConferenceProceeding":
		return evidence.TypeConference
	case "StudyRegistration":
		return evidence.TypeRegistration
	case "Text":
		switch f := notation.Fold(resource); {
		case strings.Contains(f, "thesis"), strings.Contains(f, "dissertation"):
			return evidence.TypeThesis
		case strings.Contains(f, "journal article"), f == "article", f == "journalarticle":
			return evidence.TypeArticle
		case strings.Contains(f, "preprint"):
			return evidence.TypePreprint
		case strings.Contains(f, "conference"):
			return evidence.TypeConference
		case strings.Contains(f, "report"):
			return evidence.TypeReport
		}
	}
	return evidence.TypeOther
}

// kebab turns "IsVersionOf" into "is-version-of".
func kebab(s string) string {
	var b strings.Builder
	for i, r := range s {
		if r >= 'A' && r <= 'Z' {
			if i > 0 {
				b.WriteByte('-')
			}
			r += 'a' - 'A'
		}
		b.WriteRune(r)
	}
	return b.String()
}
