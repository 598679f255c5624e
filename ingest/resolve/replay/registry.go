package replay

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"sort"
	"strconv"
	"strings"
	"sync"
)

// Work is one publication that the made-up services know.
type Work struct {
	DOI, PMID, PMCID string
	Agency           string // of the DOI: "" = Crossref, "DataCite", "mEDRA" …
	Title            string
	Authors          []string // "Family, Given"; without a comma a group
	Journal          string
	Year             int // of the issue
	YearOnline       int // 0 = the same
	Volume, Issue    string
	Pages            string // a range, or an article number
	Abstract         string
	RetractedBy      string // DOI of the notice
	NCT              string
}

// ReadWorks reads a list of works from JSON; the names are those of the fields of
// Work.
func ReadWorks(r io.Reader) ([]Work, error) {
	var works []Work
	d := json.NewDecoder(r)
	d.DisallowUnknownFields() // a misspelt field would make a test prove nothing
	if err := d.Decode(&works); err != nil {
		return nil, fmt.Errorf("reading works: %w", err)
	}
	return works, nil
}

// Registry answers as Crossref, PubMed, Europe PMC, OpenAlex, DataCite, doi.org,
// the ID converter and ClinicalTrials.gov would if these works were all.
type Registry struct {
	Works []Work

	// Fault answers in place of a service when it returns true: for 429, slow
	// answers, error pages. service is the host of the real URL.
	Fault func(w http.ResponseWriter, req *http.Request, service string) bool

	mu   sync.Mutex
	seen []string
}

// Requests lists "METHOD /host/path?query" of every request, in order.
func (g *Registry) Requests() []string {
	g.mu.Lock()
	defer g.mu.Unlock()
	return append([]string(nil), g.seen...)
}

// Count is the number of requests to a host ("" = all).
func (g *Registry) Count(host string) int {
	n := 0
	for _, r := range g.Requests() {
		if strings.Contains(r, " /"+host) {
			n++
		}
	}
	return n
}

func (g *Registry) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	g.mu.Lock()
	g.seen = append(g.seen, req.Method+" "+req.URL.RequestURI())
	g.mu.Unlock()
	_ = req.ParseForm() // a malformed form is an empty one
	host, path, _ := strings.Cut(strings.TrimPrefix(req.URL.Path, "/"), "/")
	if g.Fault != nil && g.Fault(w, req, host) {
		return
	}
	switch host {
	case "api.crossref.org":
		g.crossref(w, path, req.Form)
	case "eutils.ncbi.nlm.nih.gov":
		g.pubmed(w, strings.TrimPrefix(path, "entrez/eutils/"), req.Form)
	case "www.ebi.ac.uk":
		g.europepmc(w, req.Form)
	case "api.openalex.org":
		g.openalex(w, path, req.Form)
	case "api.datacite.org":
		g.datacite(w, strings.TrimPrefix(path, "dois/"))
	case "doi.org":
		g.doi(w, path)
	case "www.ncbi.nlm.nih.gov":
		g.idconv(w, req.Form)
	case "clinicaltrials.gov":
		g.trials(w, path, req.Form)
	default:
		http.NotFound(w, req)
	}
}

func (g *Registry) find(match func(Work) bool) []Work {
	var out []Work
	for _, w := range g.Works {
		if match(w) {
			out = append(out, w)
		}
	}
	return out
}

func (g *Registry) byDOI(doi, agency string) []Work {
	return g.find(func(w Work) bool { return strings.EqualFold(w.DOI, doi) && doi != "" && w.Agency == agency })
}

func send(w http.ResponseWriter, contentType string, v any) {
	w.Header().Set("Content-Type", contentType)
	if s, ok := v.(string); ok {
		fmt.Fprint(w, s)
		return
	}
	_ = json.NewEncoder(w).Encode(v) // the client is gone
}

func notFound(w http.ResponseWriter, contentType, body string) {
	w.Header().Set("Content-Type", contentType)
	w.WriteHeader(http.StatusNotFound)
	fmt.Fprint(w, body)
}

type obj = map[string]any

func (g *Registry) crossref(w http.ResponseWriter, path string, q url.Values) {
	const jsonType = "application/json;charset=utf-8"
	if doi, ok := strings.CutPrefix(path, "works/"); ok {
		found := g.byDOI(doi, "")
		if len(found) == 0 {
			notFound(w, "text/plain", "Resource not found.")
			return
		}
		send(w, jsonType, obj{"status": "ok", "message-type": "work", "message": crossrefWork(found[0])})
		return
	}
	rows := 20
	if n, err := strconv.Atoi(q.Get("rows")); err == nil {
		rows = n
	}
	var found []Work
	if filter := q.Get("filter"); filter != "" {
		for _, f := range strings.Split(filter, ",") {
			found = append(found, g.byDOI(strings.TrimPrefix(f, "doi:"), "")...)
		}
	} else {
		found = g.ranked(q.Get("query.bibliographic"), func(x Work) bool { return x.DOI != "" && x.Agency == "" })
	}
	items := []obj{}
	for _, x := range found[:min(rows, len(found))] {
		items = append(items, crossrefWork(x))
	}
	send(w, jsonType, obj{"status": "ok", "message-type": "work-list", "message": obj{"total-results": len(found), "items": items}})
}

// ranked sorts works by the share of the query's words that they have, as a
// search engine does: the first is the best, not necessarily the right one.
func (g *Registry) ranked(query string, match func(Work) bool) []Work {
	words := strings.Fields(strings.ToLower(query))
	score := func(x Work) int {
		text, n := strings.ToLower(x.Title+" "+strings.Join(x.Authors, " ")+" "+strconv.Itoa(x.Year)), 0
		for _, w := range words {
			if strings.Contains(text, w) {
				n++
			}
		}
		return n
	}
	found := g.find(func(x Work) bool { return match(x) && score(x) > 2 })
	sort.SliceStable(found, func(i, j int) bool { return score(found[i]) > score(found[j]) })
	return found
}

func crossrefWork(x Work) obj {
	online := x.YearOnline
	if online == 0 {
		online = x.Year
	}
	authors := []obj{}
	for i, a := range x.Authors {
		family, given, person := strings.Cut(a, ", ")
		seq := "additional"
		if i == 0 {
			seq = "first"
		}
		if person {
			authors = append(authors, obj{"family": family, "given": given, "sequence": seq})
		} else {
			authors = append(authors, obj{"name": a, "sequence": seq})
		}
	}
	m := obj{
		"DOI": strings.ToLower(x.DOI), "type": "journal-article", "title": []string{x.Title}, "container-title": []string{x.Journal},
		"author": authors, "issued": dateParts(online), "published-online": dateParts(online), "volume": x.Volume, "issue": x.Issue,
	}
	if x.Year != 0 {
		m["published-print"] = dateParts(x.Year)
	}
	if strings.ContainsAny(x.Pages, "-–") {
		m["page"] = x.Pages
	} else if x.Pages != "" {
		m["article-number"] = x.Pages
	}
	if x.RetractedBy != "" {
		m["updated-by"] = []obj{{"DOI": x.RetractedBy, "type": "retraction", "label": "Retraction", "source": "retraction-watch", "updated": dateParts(x.Year + 1)}}
	}
	return m
}

func dateParts(year int) obj { return obj{"date-parts": [][]int{{year}}} }

var termPattern = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`"?([^"\[\]]+?)"?\[([A-Za-z]+)\]`) })

func (g *Registry) pubmed(w http.ResponseWriter, path string, q url.Values) {
	switch path {
	case "esearch.fcgi":
		ids := []string{}
		for _, x := range g.find(func(x Work) bool { return x.PMID != "" && matchesTerm(x, q.Get("term")) }) {
			ids = append(ids, x.PMID)
		}
		send(w, "application/json; charset=UTF-8", obj{"esearchresult": obj{"count": strconv.Itoa(len(ids)), "idlist": ids}})
	case "efetch.fcgi":
		var b strings.Builder
		b.WriteString(`<?xml version="1.0" ?><PubmedArticleSet>`)
		for _, id := range strings.Split(q.Get("id"), ",") {
			for _, x := range g.find(func(x Work) bool { return x.PMID == id && id != "" }) {
				b.WriteString(pubmedArticle(x))
			}
		}
		b.WriteString("</PubmedArticleSet>")
		send(w, "text/xml; charset=UTF-8", b.String())
	default:
		notFound(w, "text/html", "<html>not found</html>")
	}
}

// matchesTerm understands words[Field] joined by AND, and "x"[AID] OR "y"[AID].
func matchesTerm(x Work, term string) bool {
	all, anyAID := true, false
	for _, m := range termPattern().FindAllStringSubmatch(term, -1) {
		value := strings.ToLower(strings.TrimSpace(strings.NewReplacer(" OR ", "", " AND ", "").Replace(m[1])))
		switch strings.ToLower(m[2]) {
		case "aid":
			anyAID = anyAID || strings.EqualFold(value, x.DOI)
			all = false
		case "title":
			all = all && strings.Contains(strings.ToLower(x.Title), value)
		case "author":
			all = all && strings.Contains(strings.ToLower(strings.Join(x.Authors, " ")), value)
		}
	}
	return anyAID || all
}

func esc(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s)) // a Builder does not fail
	return b.String()
}

func pubmedArticle(x Work) string {
	var b strings.Builder
	fmt.Fprintf(&b, `<PubmedArticle><MedlineCitation Status="MEDLINE" Owner="NLM"><PMID Version="1">%s</PMID><Article PubModel="Print">`, x.PMID)
	fmt.Fprintf(&b, `<Journal><JournalIssue CitedMedium="Print"><Volume>%s</Volume><Issue>%s</Issue><PubDate><Year>%d</Year></PubDate></JournalIssue><Title>%s</Title></Journal>`,
		esc(x.Volume), esc(x.Issue), x.Year, esc(x.Journal))
	fmt.Fprintf(&b, `<ArticleTitle>%s.</ArticleTitle><Pagination><MedlinePgn>%s</MedlinePgn></Pagination>`, esc(x.Title), esc(x.Pages))
	if x.Abstract != "" {
		fmt.Fprintf(&b, `<Abstract><AbstractText>%s</AbstractText></Abstract>`, esc(x.Abstract))
	}
	b.WriteString(`<AuthorList CompleteYN="Y">`)
	for _, a := range x.Authors {
		if family, given, person := strings.Cut(a, ", "); person {
			fmt.Fprintf(&b, `<Author ValidYN="Y"><LastName>%s</LastName><ForeName>%s</ForeName></Author>`, esc(family), esc(given))
		} else {
			fmt.Fprintf(&b, `<Author ValidYN="Y"><CollectiveName>%s</CollectiveName></Author>`, esc(a))
		}
	}
	b.WriteString(`</AuthorList><PublicationTypeList><PublicationType UI="D016428">Journal Article</PublicationType>`)
	if x.RetractedBy != "" {
		b.WriteString(`<PublicationType UI="D016441">Retracted Publication</PublicationType>`)
	}
	b.WriteString(`</PublicationTypeList></Article></MedlineCitation><PubmedData><ArticleIdList>`)
	fmt.Fprintf(&b, `<ArticleId IdType="pubmed">%s</ArticleId>`, x.PMID)
	if x.DOI != "" {
		fmt.Fprintf(&b, `<ArticleId IdType="doi">%s</ArticleId>`, esc(x.DOI))
	}
	if x.PMCID != "" {
		fmt.Fprintf(&b, `<ArticleId IdType="pmc">%s</ArticleId>`, x.PMCID)
	}
	b.WriteString(`</ArticleIdList></PubmedData></PubmedArticle>`)
	return b.String()
}

func (g *Registry) europepmc(w http.ResponseWriter, q url.Values) {
	query := strings.ToLower(q.Get("query"))
	results := []obj{}
	for _, x := range g.Works {
		hit := x.DOI != "" && strings.Contains(query, `doi:"`+strings.ToLower(x.DOI)+`"`) ||
			x.PMID != "" && strings.Contains(query, "ext_id:"+x.PMID+" ") ||
			x.PMCID != "" && strings.Contains(query+" ", strings.ToLower("pmcid:"+x.PMCID)+" ")
		if hit && x.PMID != "" {
			results = append(results, europepmcWork(x))
		}
	}
	send(w, "application/json;charset=utf-8", obj{"hitCount": len(results), "resultList": obj{"result": results}})
}

func europepmcWork(x Work) obj {
	authors := []obj{}
	for _, a := range x.Authors {
		if family, given, person := strings.Cut(a, ", "); person {
			authors = append(authors, obj{"lastName": family, "firstName": given, "fullName": family + " " + given})
		} else {
			authors = append(authors, obj{"collectiveName": a})
		}
	}
	m := obj{
		"id": x.PMID, "source": "MED", "pmid": x.PMID, "title": x.Title + ".", "pubYear": strconv.Itoa(x.Year), "pageInfo": x.Pages,
		"authorList":  obj{"author": authors},
		"journalInfo": obj{"volume": x.Volume, "issue": x.Issue, "dateOfPublication": strconv.Itoa(x.Year), "journal": obj{"title": x.Journal}},
	}
	for name, v := range map[string]string{"doi": strings.ToLower(x.DOI), "pmcid": x.PMCID, "abstractText": x.Abstract} {
		if v != "" {
			m[name] = v
		}
	}
	return m
}

func (g *Registry) openalex(w http.ResponseWriter, path string, q url.Values) {
	wanted := func(list, kind string) []Work {
		var out []Work
		for _, v := range strings.Split(list, "|") {
			out = append(out, g.find(func(x Work) bool {
				return kind == "doi" && v != "" && strings.EqualFold(x.DOI, v) || kind == "pmid" && v != "" && x.PMID == v
			})...)
		}
		return out
	}
	if id, ok := strings.CutPrefix(path, "works/"); ok {
		kind := "doi"
		if pmid, ok := strings.CutPrefix(id, "pmid:"); ok {
			kind, id = "pmid", pmid
		}
		found := wanted(strings.TrimPrefix(strings.TrimPrefix(id, "https://doi.org/"), "doi:"), kind)
		if len(found) == 0 {
			notFound(w, "text/html", "<!doctype html><title>404 Not Found</title>")
			return
		}
		send(w, "application/json", openalexWork(found[0]))
		return
	}
	kind, list, _ := strings.Cut(q.Get("filter"), ":")
	results := []obj{}
	for _, x := range wanted(list, kind) {
		results = append(results, openalexWork(x))
	}
	send(w, "application/json", obj{"meta": obj{"count": len(results)}, "results": results})
}

func openalexWork(x Work) obj {
	authors := []obj{}
	for _, a := range x.Authors {
		family, given, _ := strings.Cut(a, ", ")
		authors = append(authors, obj{"raw_author_name": strings.TrimSpace(given + " " + family), "author": obj{}})
	}
	return obj{
		"id": "https://openalex.org/W" + x.PMID, "doi": "https://doi.org/" + strings.ToLower(x.DOI), "title": x.Title, "publication_year": x.Year,
		"type": "article", "authorships": authors, "is_retracted": x.RetractedBy != "", "biblio": obj{"volume": x.Volume, "issue": x.Issue},
		"primary_location": obj{"source": obj{"display_name": x.Journal, "type": "journal"}},
	}
}

func (g *Registry) datacite(w http.ResponseWriter, doi string) {
	found := g.byDOI(doi, "DataCite")
	if len(found) == 0 {
		notFound(w, "application/json; charset=utf-8", `{"errors":[{"status":"404","title":"The resource you are looking for doesn't exist."}]}`)
		return
	}
	x := found[0]
	creators := []obj{}
	for _, a := range x.Authors {
		creators = append(creators, obj{"name": a, "nameType": "Personal"})
	}
	send(w, "application/json; charset=utf-8", obj{"data": obj{"id": strings.ToLower(x.DOI), "type": "dois", "attributes": obj{
		"doi": strings.ToLower(x.DOI), "titles": []obj{{"title": x.Title}}, "creators": creators, "publicationYear": x.Year, "publisher": x.Journal,
		"types": obj{"resourceTypeGeneral": "Dataset"},
	}}})
}

func (g *Registry) doi(w http.ResponseWriter, path string) {
	if doi, ok := strings.CutPrefix(path, "ra/"); ok {
		for _, x := range g.Works {
			if strings.EqualFold(x.DOI, doi) || !strings.Contains(doi, "/") && strings.HasPrefix(x.DOI, doi+"/") {
				agency := x.Agency
				if agency == "" {
					agency = "Crossref"
				}
				send(w, "application/json;charset=UTF-8", []obj{{"DOI": doi, "RA": agency}})
				return
			}
		}
		send(w, "application/json;charset=UTF-8", []obj{{"DOI": doi, "status": "DOI does not exist"}})
		return
	}
	found := g.find(func(x Work) bool { return strings.EqualFold(x.DOI, path) })
	if len(found) == 0 {
		notFound(w, "text/html", "<!DOCTYPE html><html><title>DOI Not Found</title></html>")
		return
	}
	m := crossrefWork(found[0])
	m["title"], m["container-title"] = found[0].Title, found[0].Journal
	send(w, "application/vnd.citationstyles.csl+json", m)
}

func (g *Registry) idconv(w http.ResponseWriter, q url.Values) {
	records := []obj{}
	for _, id := range strings.Split(q.Get("ids"), ",") {
		found := g.find(func(x Work) bool { return x.PMCID != "" && (x.PMCID == id || x.PMID == id || x.DOI == id) })
		if len(found) == 0 {
			records = append(records, obj{"requested-id": id, "status": "error", "errmsg": "Identifier not found in PMC"})
			continue
		}
		records = append(records, obj{"requested-id": id, "pmcid": found[0].PMCID, "pmid": found[0].PMID, "doi": found[0].DOI})
	}
	send(w, "application/json", obj{"status": "ok", "records": records})
}

func (g *Registry) trials(w http.ResponseWriter, path string, q url.Values) {
	study := func(x Work) obj {
		return obj{"protocolSection": obj{"identificationModule": obj{"nctId": x.NCT, "briefTitle": x.Title}, "statusModule": obj{"overallStatus": "COMPLETED", "studyFirstSubmitDate": strconv.Itoa(x.Year)}}, "hasResults": false}
	}
	if id, ok := strings.CutPrefix(path, "api/v2/studies/"); ok {
		for _, x := range g.find(func(x Work) bool { return x.NCT == id }) {
			send(w, "application/json", study(x))
			return
		}
		notFound(w, "text/plain", "NCT number "+id+" not found")
		return
	}
	studies := []obj{}
	for _, id := range strings.Split(q.Get("filter.ids"), ",") {
		for _, x := range g.find(func(x Work) bool { return x.NCT == id && id != "" }) {
			studies = append(studies, study(x))
		}
	}
	send(w, "application/json", obj{"studies": studies})
}
