package resolve

import (
	"encoding/json"
	"net/url"
	"strconv"
	"strings"
	"time"

	"dossier/evidence"
	"dossier/evidence/notation"
	"dossier/ingest/pubmedxml"
)

// europepmc asks the search of Europe PMC for many identifiers at once.
type europepmc struct{}

const (
	europepmcBatch    = 100
	europepmcGETLimit = 1500 // bytes of a query; longer ones go to searchPOST
)

func (europepmc) Name() string { return sourceEuropePMC }

func (europepmc) Batch(k Kind) int {
	switch k {
	case DOI, PMID, PMCID:
		return europepmcBatch
	}
	return 0
}

// Alone: a quotation mark ends the quoted identifier.
func (europepmc) Alone(id ID) bool { return strings.Contains(id.Value, `"`) }

func (e europepmc) Request(kind Kind, values []string) Request {
	terms := make([]string, len(values))
	for i, v := range values {
		switch kind {
		case DOI:
			terms[i] = `DOI:"` + strings.ReplaceAll(v, `"`, "") + `"`
		case PMID:
			terms[i] = "(EXT_ID:" + v + " AND SRC:MED)"
		case PMCID:
			terms[i] = "PMCID:" + v
		}
	}
	// A preprint or a book can share the identifier: leave room.
	return e.search(strings.Join(terms, " OR "), min(1000, 3*len(values)+5))
}

func (europepmc) search(query string, size int) Request {
	q := url.Values{"query": {query}, "resultType": {"core"}, "format": {"json"}, "pageSize": {strconv.Itoa(size)}}
	if len(query) > europepmcGETLimit {
		return Request{Path: "/searchPOST", Form: q, Accept: "application/json", List: true}
	}
	return Request{Path: "/search", Query: q, Accept: "application/json", List: true}
}

// Search asks for the title, and for the first author where it is short.
func (e europepmc) Search(c evidence.Citation) (Request, bool) {
	title := strings.Join(strings.Fields(notation.Fold(c.Title)), " ")
	if len(title) < 10 {
		return Request{}, false
	}
	query := `TITLE:"` + title + `"`
	if len(c.Authors) > 0 && strings.Count(title, " ")+1 < enoughWords {
		if f := notation.Fold(familyName(c.Authors[0])); f != "" {
			query += ` AND AUTH:"` + f + `"`
		}
	}
	return e.search(query, maxCandidates), true
}

// Split puts the records of MEDLINE first: the same work may also be there as a
// preprint or a repository copy.
func (europepmc) Split(body []byte) ([]Item, error) {
	var a struct {
		List *struct {
			Results []json.RawMessage `json:"result"`
		} `json:"resultList"`
		Error string `json:"errMsg"`
	}
	if err := json.Unmarshal(body, &a); err != nil {
		return nil, err
	}
	if a.List == nil {
		return nil, jsonError("no result list", a.Error)
	}
	var medline, others []Item
	for _, raw := range a.List.Results {
		var w epmcWork
		if err := json.Unmarshal(raw, &w); err != nil {
			return nil, err
		}
		it := Item{Raw: raw, IDs: idsOf(w.ids())}
		if w.Source == "MED" {
			medline = append(medline, it)
		} else {
			others = append(others, it)
		}
	}
	return append(medline, others...), nil
}

type epmcWork struct {
	ID     string    `json:"id"`
	Source string    `json:"source"`
	PMID   textValue `json:"pmid"`
	PMCID  string    `json:"pmcid"`
	DOI    string    `json:"doi"`
	Title  string    `json:"title"`

	AuthorString string `json:"authorString"`
	AuthorList   struct {
		Author []struct {
			First    string `json:"firstName"`
			Last     string `json:"lastName"`
			Initials string `json:"initials"`
			Group    string `json:"collectiveName"`
			Full     string `json:"fullName"`
			ID       struct {
				Type  string `json:"type"`
				Value string `json:"value"`
			} `json:"authorId"`
		} `json:"author"`
	} `json:"authorList"`

	Journal struct {
		Issue     textValue `json:"issue"`
		Volume    textValue `json:"volume"`
		Published string    `json:"dateOfPublication"`
		Journal   struct {
			Title string `json:"title"`
			ISO   string `json:"isoabbreviation"`
			ISSN  string `json:"issn"`
			ESSN  string `json:"essn"`
		} `json:"journal"`
	} `json:"journalInfo"`
	JournalTitle string    `json:"journalTitle"`  // in "lite" answers
	JournalVol   textValue `json:"journalVolume"` //
	Issue        textValue `json:"issue"`         //
	Pages        string    `json:"pageInfo"`
	Year         textValue `json:"pubYear"`
	Online       string    `json:"electronicPublicationDate"`
	FirstDate    string    `json:"firstPublicationDate"`
	FirstIndex   string    `json:"firstIndexDate"`
	Abstract     string    `json:"abstractText"`
	Language     string    `json:"language"`
	PubType      string    `json:"pubType"`
	PubTypes     struct {
		Types []string `json:"pubType"`
	} `json:"pubTypeList"`
	MeSH struct {
		Headings []struct {
			Name       string `json:"descriptorName"`
			Major      string `json:"majorTopic_YN"`
			Qualifiers struct {
				List []struct {
					Name  string `json:"qualifierName"`
					Major string `json:"majorTopic_YN"`
				} `json:"meshQualifier"`
			} `json:"meshQualifierList"`
		} `json:"meshHeading"`
	} `json:"meshHeadingList"`
	Keywords struct {
		List []string `json:"keyword"`
	} `json:"keywordList"`
	Grants struct {
		List []struct {
			Agency string `json:"agency"`
		} `json:"grant"`
	} `json:"grantsList"`
	Comments struct {
		List []struct {
			ID        string `json:"id"`
			Source    string `json:"source"`
			Reference string `json:"reference"`
			Type      string `json:"type"`
		} `json:"commentCorrection"`
	} `json:"commentCorrectionList"`
	OpenAccess string `json:"isOpenAccess"`
}

func (w *epmcWork) ids() evidence.Citation {
	c := evidence.Citation{DOI: exactDOI(w.DOI)}
	if w.Source == "MED" || w.PMID != "" {
		c.PMID, _ = evidence.ParsePMID(string(w.PMID))
	}
	c.PMCID, _ = evidence.ParsePMCID(w.PMCID)
	return c
}

// Decode reads one result of the core or lite kind.
func (europepmc) Decode(raw []byte) (evidence.Record, error) {
	var w epmcWork
	if err := json.Unmarshal(raw, &w); err != nil {
		return evidence.Record{}, err
	}
	r := evidence.Record{Citation: w.ids()}
	r.Type = evidence.TypeArticle
	if w.Source == "PPR" {
		r.Type = evidence.TypePreprint
	}
	setTitle(&r.Citation, strings.TrimSuffix(notation.FromMarkupInline(w.Title), "."))
	w.authors(&r.Citation)
	r.Journal, r.JournalAbbrev = w.Journal.Journal.Title, w.Journal.Journal.ISO
	if r.Journal == "" {
		r.Journal = w.JournalTitle
	}
	r.Volume, r.Issue = firstText(w.Journal.Volume, w.JournalVol), firstText(w.Journal.Issue, w.Issue)
	r.Pages, _ = evidence.ParsePages(w.Pages)
	w.dates(&r)
	for _, s := range []string{w.Journal.Journal.ISSN, w.Journal.Journal.ESSN} {
		if issn, err := evidence.ParseISSN(s); err == nil {
			r.ISSN = append(r.ISSN, issn)
		}
	}
	r.Abstract = abstractText(w.Abstract)
	r.Language = w.Language
	r.PublicationTypes = w.PubTypes.Types
	if len(r.PublicationTypes) == 0 && w.PubType != "" {
		r.PublicationTypes = strings.Split(w.PubType, "; ")
	}
	w.indexing(&r.Citation)
	w.notices(&r)
	r.Extra = append(r.Extra, evidence.Field{Name: "source", Value: w.Source + "/" + w.ID})
	if w.OpenAccess != "" {
		r.Extra = append(r.Extra, evidence.Field{Name: "isOpenAccess", Value: w.OpenAccess})
	}
	return r, nil
}

func firstText(values ...textValue) string {
	for _, v := range values {
		if v != "" {
			return string(v)
		}
	}
	return ""
}

// setTitle takes the mark of a retraction off the title and keeps it as a hint.
func setTitle(c *evidence.Citation, title string) {
	clean, mark := evidence.CutNoticePrefix(title)
	c.Title = clean
	if mark != "" {
		c.Notices = append(c.Notices, evidence.Notice{Kind: evidence.NoticePossible, Source: "title", Text: mark})
	}
}

func (w *epmcWork) authors(c *evidence.Citation) {
	for _, a := range w.AuthorList.Author {
		p := evidence.Person{Family: a.Last, Given: a.First, Literal: a.Group}
		if p.Given == "" {
			p.Given = a.Initials
		}
		if p.Literal != "" || p.Family == "" {
			p = evidence.Person{Literal: strings.TrimSpace(a.Group)}
			if p.Literal == "" {
				p.Literal = a.Full
			}
		}
		if a.ID.Type == "ORCID" {
			p.ORCID = evidence.ParseORCID(a.ID.Value)
		}
		if p != (evidence.Person{}) {
			c.Authors = append(c.Authors, p)
		}
	}
	if len(c.Authors) == 0 && w.AuthorString != "" {
		c.Authors, c.AuthorsTruncated = evidence.ParseAuthors(strings.TrimSuffix(w.AuthorString, "."), evidence.NamesVancouver)
	}
}

// longestIssue is how much later than its indexing an issue can be dated and be
// believed: some records are dated a year late.
const longestIssue = 92 * 24 * time.Hour

func (w *epmcWork) dates(r *evidence.Record) {
	printed := w.Journal.Published
	if printed == "" {
		printed = string(w.Year)
	}
	r.Date, _ = evidence.ParseDate(printed)
	r.DateOnline, _ = evidence.ParseDate(w.Online)
	indexed, err := time.Parse(time.DateOnly, w.FirstIndex)
	if err != nil || r.Date.Year == 0 {
		return
	}
	month := max(r.Date.Month, 1)
	if time.Date(r.Date.Year, time.Month(month), 1, 0, 0, 0, 0, time.UTC).After(indexed.Add(longestIssue)) {
		r.Extra = append(r.Extra, evidence.Field{Name: "doubtful date", Value: printed})
		r.Date = evidence.Date{}
	}
}

func (w *epmcWork) indexing(c *evidence.Citation) {
	for _, h := range w.MeSH.Headings {
		m := evidence.MeSH{Descriptor: h.Name, Major: h.Major == "Y"}
		for _, q := range h.Qualifiers.List {
			m.Qualifiers = append(m.Qualifiers, q.Name)
			m.Major = m.Major || q.Major == "Y"
		}
		c.MeSH = append(c.MeSH, m)
	}
	c.Keywords = w.Keywords.List
	for _, g := range w.Grants.List {
		if g.Agency != "" {
			c.Funding = append(c.Funding, g.Agency)
		}
	}
}

func (w *epmcWork) notices(r *evidence.Record) {
	retracted := false
	for _, cc := range w.Comments.List {
		var other evidence.PMID
		if cc.Source == "MED" {
			other, _ = evidence.ParsePMID(cc.ID)
		}
		n, rel := pubmedxml.Comment(cc.Type, other, cc.Reference, sourceEuropePMC)
		if n != nil {
			r.Notices = append(r.Notices, *n)
			retracted = retracted || n.Kind.Retracted()
		}
		if rel != nil {
			addRelation(r, *rel)
		}
	}
	for _, t := range r.PublicationTypes {
		if t == "Retracted Publication" && !retracted {
			r.Notices = append(r.Notices, evidence.Notice{Kind: evidence.NoticeRetraction, Source: sourceEuropePMC, Text: t})
		}
	}
}
