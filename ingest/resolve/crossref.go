package resolve

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"dossier/evidence"
	"dossier/evidence/notation"
)

// crossref asks the REST API of Crossref: lists by filter=doi, as the number of
// DOIs that one request may hold is not documented, 20 at a time.
type crossref struct{}

const crossrefBatch = 20

func (crossref) Name() string { return sourceCrossref }

func (crossref) Batch(k Kind) int {
	if k == DOI {
		return crossrefBatch
	}
	return 0
}

// Alone: a comma separates the filters.
func (crossref) Alone(id ID) bool { return strings.Contains(id.Value, ",") }

func (crossref) Request(_ Kind, dois []string) Request {
	if len(dois) == 1 {
		return Request{Path: "/works/" + pathDOI(dois[0]), Accept: "application/json"}
	}
	filters := make([]string, len(dois))
	for i, d := range dois {
		filters[i] = "doi:" + d
	}
	// Without rows an answer is cut to 20 without a word.
	q := url.Values{"filter": {strings.Join(filters, ",")}, "rows": {strconv.Itoa(len(dois))}}
	return Request{Path: "/works", Query: q, Accept: "application/json", List: true}
}

// Search asks by the text of the citation. "select" is left out on purpose: the
// hit is then a whole record and need not be asked for again.
func (crossref) Search(cit evidence.Citation) (Request, bool) {
	if cit.Title == "" {
		return Request{}, false
	}
	words := []string{cit.Title}
	if len(cit.Authors) > 0 {
		words = append(words, familyName(cit.Authors[0]))
	}
	if cit.Journal != "" {
		words = append(words, cit.Journal)
	}
	if y := cit.Year(); y != 0 {
		words = append(words, strconv.Itoa(y))
	}
	q := url.Values{"query.bibliographic": {strings.Join(words, " ")}, "rows": {"5"}}
	return Request{Path: "/works", Query: q, Accept: "application/json", List: true}, true
}

func familyName(p evidence.Person) string {
	if p.Family == "" {
		return p.Literal
	}
	return strings.TrimSpace(p.Particle + " " + p.Family)
}

// Split takes a list or a single record, with the message envelope or (stored
// records of other tools) without.
func (crossref) Split(body []byte) ([]Item, error) {
	var env struct {
		Status  string          `json:"status"`
		Type    string          `json:"message-type"`
		Message json.RawMessage `json:"message"`
		Items   json.RawMessage `json:"items"`
		DOI     string          `json:"DOI"`
	}
	if err := json.Unmarshal(body, &env); err != nil {
		return nil, err
	}
	switch {
	case env.Status == "failed":
		return nil, fmt.Errorf("it says %q", env.Type)
	case env.DOI != "":
		return crossrefItems([]json.RawMessage{body})
	case env.Items != nil:
		env.Message = body
	}
	var list struct {
		Items *[]json.RawMessage `json:"items"`
		DOI   string             `json:"DOI"`
	}
	if err := json.Unmarshal(env.Message, &list); err != nil {
		return nil, err
	}
	if list.Items != nil {
		return crossrefItems(*list.Items)
	}
	if list.DOI == "" {
		return nil, fmt.Errorf("neither a work nor a list of works (%q)", env.Type)
	}
	return crossrefItems([]json.RawMessage{env.Message})
}

func crossrefItems(raws []json.RawMessage) ([]Item, error) {
	var items []Item
	for _, raw := range raws {
		var w struct {
			DOI string `json:"DOI"`
		}
		if err := json.Unmarshal(raw, &w); err != nil {
			return nil, err
		}
		it := Item{Raw: bytes.TrimSpace(raw)}
		if d := exactDOI(w.DOI); d != "" {
			it.IDs = []ID{{DOI, d.Key()}}
		}
		items = append(items, it)
	}
	return items, nil
}

// work is a Crossref record, and the CSL-JSON that doi.org gives for one: the
// same names, some of them a string in place of a list.
type work struct {
	DOI            string     `json:"DOI"`
	Type           string     `json:"type"`
	Subtype        string     `json:"subtype"`
	Title          oneOrMany  `json:"title"`
	Subtitle       oneOrMany  `json:"subtitle"`
	OriginalTitle  oneOrMany  `json:"original-title"`
	Container      oneOrMany  `json:"container-title"`
	ShortContainer oneOrMany  `json:"short-container-title"`
	JournalAbbrev  oneOrMany  `json:"container-title-short"`
	Author         []workName `json:"author"`
	Editor         []workName `json:"editor"`
	Publisher      string     `json:"publisher"`
	Place          string     `json:"publisher-location"`
	Volume         textValue  `json:"volume"`
	Issue          textValue  `json:"issue"`
	Page           textValue  `json:"page"`
	ArticleNumber  textValue  `json:"article-number"`
	Edition        textValue  `json:"edition-number"`
	Issued         workDate   `json:"issued"`
	Print          workDate   `json:"published-print"`
	Online         workDate   `json:"published-online"`
	Posted         workDate   `json:"posted"`
	ISSN           oneOrMany  `json:"ISSN"`
	ISBN           oneOrMany  `json:"ISBN"`
	URL            string     `json:"URL"`
	Language       string     `json:"language"`
	Abstract       string     `json:"abstract"`
	Institution    manyNames  `json:"institution"`
	Funder         []struct {
		Name string `json:"name"`
	} `json:"funder"`
	Trials []struct {
		Number string `json:"clinical-trial-number"`
	} `json:"clinical-trial-number"`
	UpdatedBy []update                     `json:"updated-by"`
	UpdateTo  []update                     `json:"update-to"`
	Relation  map[string][]relationToOther `json:"relation"`
	CitedBy   *int                         `json:"is-referenced-by-count"`
}

type workName struct {
	Given   string `json:"given"`
	Family  string `json:"family"`
	Suffix  string `json:"suffix"`
	Name    string `json:"name"`    // a group
	Literal string `json:"literal"` // the same in CSL-JSON
	ORCID   string `json:"ORCID"`
	NDP     string `json:"non-dropping-particle"`
	DP      string `json:"dropping-particle"`
}

type update struct {
	DOI     string   `json:"DOI"`
	Type    string   `json:"type"`
	Label   string   `json:"label"`
	Source  string   `json:"source"`
	Updated workDate `json:"updated"`
}

type relationToOther struct {
	Type string `json:"id-type"`
	ID   string `json:"id"`
}

// Decode reads one record.
func (crossref) Decode(raw []byte) (evidence.Record, error) {
	return decodeWork(raw, sourceCrossref)
}

func decodeWork(raw []byte, source string) (evidence.Record, error) {
	var w work
	if err := json.Unmarshal(raw, &w); err != nil {
		return evidence.Record{}, err
	}
	var r evidence.Record
	r.DOI = exactDOI(w.DOI)
	r.Type = workType(w.Type, w.Subtype)
	w.titles(&r.Citation)
	r.Authors, r.Editors = persons(w.Author), persons(w.Editor)
	r.Journal = w.Container.text(0)
	if r.Type == evidence.TypeChapter || r.Type == evidence.TypeConference {
		r.Series = w.Container.text(1)
	}
	r.JournalAbbrev = w.ShortContainer.text(0)
	if r.JournalAbbrev == "" {
		r.JournalAbbrev = w.JournalAbbrev.text(0)
	}
	if r.JournalAbbrev == r.Journal {
		r.JournalAbbrev = ""
	}
	r.Volume, r.Issue, r.Edition = string(w.Volume), string(w.Issue), string(w.Edition)
	w.pages(&r.Citation)
	w.dates(&r.Citation)
	for _, s := range w.ISSN {
		if issn, err := evidence.ParseISSN(s); err == nil && !slices.Contains(r.ISSN, issn) {
			r.ISSN = append(r.ISSN, issn)
		}
	}
	r.ISBN = slices.Clone(w.ISBN)
	r.Publisher, r.Place = notation.FromMarkupInline(w.Publisher), w.Place
	if r.Type == evidence.TypeThesis || r.Type == evidence.TypeReport || r.Type == evidence.TypePreprint {
		if len(w.Institution) > 0 && w.Institution[0] != "" {
			r.Publisher = w.Institution[0]
		}
	}
	r.Language = w.Language
	r.Abstract = abstractText(w.Abstract)
	for _, f := range w.Funder {
		if f.Name != "" && !slices.Contains(r.Funding, f.Name) {
			r.Funding = append(r.Funding, f.Name)
		}
	}
	for _, t := range w.Trials {
		if id, err := evidence.ParseRegistryID(t.Number); err == nil {
			r.Registry = append(r.Registry, id)
		}
	}
	w.notices(&r, source)
	if w.Type != "" {
		r.Extra = append(r.Extra, evidence.Field{Name: "type", Value: w.Type})
	}
	if w.Subtype != "" {
		r.Extra = append(r.Extra, evidence.Field{Name: "subtype", Value: w.Subtype})
	}
	if w.CitedBy != nil {
		r.Extra = append(r.Extra, evidence.Field{Name: "is-referenced-by-count", Value: strconv.Itoa(*w.CitedBy)})
	}
	return r, nil
}

// titles joins title and subtitle, which Crossref keeps apart and most citations
// do not. A second title is the same in another language or spelling.
func (w *work) titles(c *evidence.Citation) {
	c.Title = w.Title.text(0)
	sub := w.Subtitle.text(0)
	if sub != "" && c.Title != "" && !repeats(sub, c.Title) {
		sep := ": "
		if strings.HasSuffix(c.Title, ":") || strings.HasSuffix(c.Title, "?") || strings.HasSuffix(c.Title, "!") || strings.HasSuffix(c.Title, ".") {
			sep = " "
		}
		c.Title += sep + sub
	}
	c.OriginalTitle = w.OriginalTitle.text(0)
	if second := w.Title.text(1); c.OriginalTitle == "" && notation.Fold(second) != notation.Fold(c.Title) {
		c.OriginalTitle = second
	}
	if notation.Fold(c.OriginalTitle) == notation.Fold(c.Title) {
		c.OriginalTitle = ""
	}
	clean, prefix := evidence.CutNoticePrefix(c.Title)
	if prefix != "" && clean != "" && len(w.UpdateTo) == 0 {
		c.Title = clean
		c.Notices = append(c.Notices, evidence.Notice{Kind: evidence.NoticePossible, Source: "title", Text: prefix})
	}
}

// repeats reports whether a deposited subtitle says the title again: a part of
// it, or the running title, which begins with the same words.
func repeats(sub, title string) bool {
	s, t := notation.Fold(sub), notation.Fold(title)
	words := strings.Fields(s)
	return strings.Contains(t, s) || len(words) > 2 && strings.HasPrefix(t, strings.Join(words[:2], " ")+" ")
}

func (w *work) pages(c *evidence.Citation) {
	switch {
	case w.Page != "":
		c.Pages, _ = evidence.ParsePages(string(w.Page))
	case w.ArticleNumber != "":
		c.Pages, _ = evidence.ParsePages(string(w.ArticleNumber))
		c.Pages.Locator = true
	}
}

// dates: "issued" is the earliest of print and online. A citation with a volume
// wants the date of its issue.
func (w *work) dates(c *evidence.Citation) {
	c.DateOnline = w.Online.date()
	for _, d := range []workDate{w.Print, w.Online, w.Issued, w.Posted} {
		if c.Date = d.date(); c.Date.Year != 0 {
			return
		}
	}
}

// notices reads what was done to the work ("updated-by") and what the work does
// to others ("update-to"). A new version that points to itself is no notice.
func (w *work) notices(r *evidence.Record, source string) {
	for _, u := range w.UpdatedBy {
		d := exactDOI(u.DOI)
		kind := updateKind(u.Type)
		if d == "" || kind == evidence.NoticeNewVersion && d.Key() == r.DOI.Key() {
			continue
		}
		n := evidence.Notice{Kind: kind, DOI: d, Date: u.Updated.date(), Source: source, Text: u.Label}
		if u.Source != "" {
			n.Source += ":" + u.Source
		}
		if !slices.Contains(r.Notices, n) {
			r.Notices = append(r.Notices, n)
		}
	}
	for _, u := range w.UpdateTo {
		d := exactDOI(u.DOI)
		if d == "" || d.Key() == r.DOI.Key() {
			continue
		}
		addRelation(r, evidence.Relation{Kind: updateRelation(u.Type), DOI: d, Source: source})
	}
	for _, kind := range sortedKeys(w.Relation) {
		for _, other := range w.Relation[kind] {
			if d := exactDOI(other.ID); d != "" && other.Type == "doi" && d.Key() != r.DOI.Key() {
				addRelation(r, evidence.Relation{Kind: kind, DOI: d, Source: source})
			}
		}
	}
}

func addRelation(r *evidence.Record, rel evidence.Relation) {
	if !slices.Contains(r.Relations, rel) {
		r.Relations = append(r.Relations, rel)
	}
}

// updateKind maps the open list of update types, written with "_" or "-".
func updateKind(t string) evidence.NoticeKind {
	switch strings.NewReplacer("_", "-", " ", "-").Replace(strings.ToLower(t)) {
	case "retraction":
		return evidence.NoticeRetraction
	case "withdrawal", "removal":
		return evidence.NoticeWithdrawal
	case "partial-retraction":
		return evidence.NoticePartialRetraction
	case "retract-and-replace", "retraction-and-replacement", "replacement":
		return evidence.NoticeReplaced
	case "expression-of-concern":
		return evidence.NoticeConcern
	case "correction", "erratum", "corrigendum", "addendum", "clarification", "corrected-article":
		return evidence.NoticeCorrection
	case "new-version", "new-edition":
		return evidence.NoticeNewVersion
	case "reinstatement":
		return evidence.NoticeReinstatement
	}
	return evidence.NoticeOther
}

func updateRelation(t string) string {
	switch updateKind(t) {
	case evidence.NoticeRetraction, evidence.NoticeWithdrawal:
		return "retraction-of"
	case evidence.NoticePartialRetraction:
		return "partial-retraction-of"
	case evidence.NoticeConcern:
		return "concern-for"
	case evidence.NoticeCorrection:
		return "erratum-for"
	case evidence.NoticeNewVersion:
		return "version-of"
	}
	return "update-of"
}

// workType maps Crossref's types; those that are no publications of their own
// (a figure, a peer review, a journal) are documents.
func workType(t, subtype string) evidence.EntryType {
	switch t {
	case "journal-article", "article-journal":
		return evidence.TypeArticle
	case "posted-content", "article", "preprint":
		if subtype == "" || subtype == "preprint" {
			return evidence.TypePreprint
		}
		return evidence.TypeOther
	case "book-chapter", "book-section", "book-part", "book-track", "reference-entry", "chapter", "entry", "entry-dictionary", "entry-encyclopedia":
		return evidence.TypeChapter
	case "monograph", "book", "edited-book", "reference-book", "book-set", "book-series":
		return evidence.TypeBook
	case "proceedings-article", "paper-conference":
		return evidence.TypeConference
	case "dissertation", "thesis":
		return evidence.TypeThesis
	case "report", "report-component", "standard":
		return evidence.TypeReport
	case "dataset", "database":
		return evidence.TypeDataset
	case "software":
		return evidence.TypeSoftware
	case "webpage", "post", "post-weblog":
		return evidence.TypeWebpage
	}
	return evidence.TypeOther
}

func persons(names []workName) []evidence.Person {
	var out []evidence.Person
	for _, n := range names {
		p := evidence.Person{
			Family:   notation.FromMarkupInline(n.Family),
			Given:    notation.FromMarkupInline(n.Given),
			Suffix:   notation.FromMarkupInline(n.Suffix),
			Particle: strings.TrimSpace(n.DP + " " + n.NDP),
			ORCID:    evidence.ParseORCID(n.ORCID),
		}
		if p.Family == "" {
			literal := n.Name
			for _, other := range []string{n.Literal, n.Given} {
				if literal == "" {
					literal = other
				}
			}
			p = evidence.Person{Literal: notation.FromMarkupInline(literal), ORCID: p.ORCID}
		}
		if p != (evidence.Person{}) {
			out = append(out, p)
		}
	}
	return out
}

// abstractText renders a deposited abstract; one that is only its own heading is
// none.
func abstractText(s string) string {
	s = notation.FromMarkup(s)
	switch notation.Fold(s) {
	case "abstract", "summary", "no abstract available", "abstract not available":
		return ""
	}
	return s
}
