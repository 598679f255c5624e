package resolve

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"dossier/evidence"
	"dossier/evidence/notation"
	"dossier/ingest/pubmedxml"
)

// pubmed asks the E-utilities of NCBI: efetch for records by PMID, esearch for
// the PMID of a DOI.
type pubmed struct{}

const (
	pubmedBatch     = 200 // ids of one efetch
	pubmedDOIBatch  = 50  // DOIs of one esearch
	pubmedGETLimit  = 20  // longer lists are sent as POST: 2,000 ids in a URL give 414
	pubmedSearchMax = 5   // hits of a search by title that are looked at
)

func (pubmed) Name() string { return sourcePubMed }

func (pubmed) Batch(k Kind) int {
	if k == PMID {
		return pubmedBatch
	}
	return 0
}

func (pubmed) Alone(ID) bool { return false }

func (p pubmed) Request(_ Kind, pmids []string) Request {
	q := p.query("db", "pubmed", "retmode", "xml", "id", strings.Join(pmids, ","))
	return p.send("/efetch.fcgi", q, len(pmids) > pubmedGETLimit, "application/xml")
}

func (pubmed) query(pairs ...string) url.Values {
	q := url.Values{"tool": {"dossier"}}
	for i := 0; i < len(pairs); i += 2 {
		q.Set(pairs[i], pairs[i+1])
	}
	return q
}

func (pubmed) send(path string, q url.Values, post bool, accept string) Request {
	if post {
		return Request{Path: path, Form: q, Accept: accept, List: true}
	}
	return Request{Path: path, Query: q, Accept: accept, List: true}
}

// Split cuts an efetch answer into articles. Fewer may come than were asked for,
// in another order, and several versions of one PMID: the newest is put first.
func (pubmed) Split(body []byte) ([]Item, error) {
	type versioned struct {
		Item
		version int
	}
	var found []versioned
	err := pubmedxml.Decode(bytes.NewReader(body), func(r evidence.Record) error {
		it := versioned{Item: Item{Raw: []byte(r.Raw)}, version: pmidVersion(r.Raw)}
		if r.Raw == "" {
			return fmt.Errorf("the article %s is too large to keep", r.PMID)
		}
		for _, id := range idsOf(r.Citation) {
			if id.Kind != NCT {
				it.IDs = append(it.IDs, id)
			}
		}
		found = append(found, it)
		return nil
	})
	if errors.Is(err, pubmedxml.ErrNotPubMed) && bytes.Contains(body, []byte("PubmedArticleSet")) {
		err = nil // an empty set: none of the ids is known
	}
	slices.SortStableFunc(found, func(a, b versioned) int { return b.version - a.version })
	items := make([]Item, len(found))
	for i := range found {
		items[i] = found[i].Item
	}
	return items, err
}

// pmidVersion reads <PMID Version="2"> at the start of an article.
func pmidVersion(raw string) int {
	_, rest, _ := strings.Cut(raw[:min(len(raw), 2000)], "<PMID Version=\"")
	digits, _, _ := strings.Cut(rest, "\"")
	n, _ := strconv.Atoi(digits)
	return n
}

// Decode reads one article.
func (pubmed) Decode(raw []byte) (evidence.Record, error) {
	var got evidence.Record
	err := pubmedxml.Decode(bytes.NewReader(raw), func(r evidence.Record) error {
		got = r
		return nil
	})
	got.Origin = evidence.Origin{}
	return got, err
}

// doiTerm asks for records by DOI, tagged and quoted: esearch expands untagged
// words until something is found.
func doiTerm(dois []string) string {
	terms := make([]string, len(dois))
	for i, d := range dois {
		terms[i] = `"` + strings.ReplaceAll(d, `"`, "") + `"[AID]`
	}
	return strings.Join(terms, " OR ")
}

func (p pubmed) esearch(term string, max int) Request {
	q := p.query("db", "pubmed", "retmode", "json", "term", term, "retmax", strconv.Itoa(max))
	return p.send("/esearch.fcgi", q, len(term) > 1000, "application/json")
}

// enoughWords is how many words of a title find a work without an author, whose
// name may be what is wrong.
const enoughWords = 6

// Search asks for the words of the title, and for the first author where these
// are few.
func (p pubmed) Search(c evidence.Citation) (Request, bool) {
	var terms []string
	for _, w := range strings.Fields(notation.Fold(c.Title)) {
		if len(w) > 3 && len(terms) < 12 {
			terms = append(terms, w+"[Title]")
		}
	}
	if len(terms) < 3 {
		return Request{}, false
	}
	if len(c.Authors) > 0 && len(terms) < enoughWords {
		if f := notation.Fold(familyName(c.Authors[0])); f != "" {
			terms = append(terms, f+"[Author]")
		}
	}
	return p.esearch(strings.Join(terms, " AND "), pubmedSearchMax), true
}

// pubmedByDOI finds the records of DOIs in two steps: esearch for the PMIDs,
// efetch for the records, and the record's own DOI says whose it is.
func (f *fetcher) pubmedByDOI(ctx context.Context, dois []string) error {
	p, ok := f.r.sources[sourcePubMed].(pubmed)
	if !ok {
		return nil
	}
	var open []string
	for _, d := range dois {
		if _, ok := f.known(sourcePubMed, ID{DOI, d}); !ok && !slices.Contains(open, d) {
			open = append(open, d)
		}
	}
	for chunk := range slices.Chunk(open, pubmedDOIBatch) {
		if err := f.pubmedChunk(ctx, p, chunk); err != nil {
			return err
		}
	}
	return nil
}

func (f *fetcher) pubmedChunk(ctx context.Context, p pubmed, dois []string) error {
	all := func(err error) {
		for _, d := range dois {
			f.remember(sourcePubMed, ID{DOI, d}, f.stale(sourcePubMed, ID{DOI, d}, err))
		}
	}
	if f.offline {
		all(ErrOffline)
		return nil
	}
	a, err := f.r.endpoints[sourcePubMed].ask(ctx, p.esearch(doiTerm(dois), 2*len(dois)))
	f.progress(sourcePubMed)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	var pmids []string
	if err == nil {
		if pmids, err = esearchIDs(a.body); err != nil {
			err = f.r.endpoints[sourcePubMed].garbled(err)
		}
	}
	if err != nil {
		all(err)
		return nil
	}
	if err := f.ask(ctx, sourcePubMed, PMID, pmids); err != nil {
		return err
	}
	f.matchDOIs(dois, pmids, a)
	return nil
}

// matchDOIs keeps each fetched record under its own DOI, and the DOIs that none
// has as unknown to PubMed.
func (f *fetcher) matchDOIs(dois, pmids []string, a answer) {
	byDOI := map[string]*evidence.Record{}
	var lost error
	for _, id := range pmids {
		o, _ := f.known(sourcePubMed, ID{PMID, id})
		if o.record != nil {
			byDOI[o.record.DOI.Key()] = o.record
		} else if o.err != nil {
			lost = o.err
		}
	}
	for _, d := range dois {
		id := ID{DOI, d}
		switch rec := byDOI[d]; {
		case rec != nil:
			f.keep(sourcePubMed, id, entry{URL: rec.Origin.URL, Status: http.StatusOK, At: rec.Origin.At, Body: []byte(rec.Raw)})
		case lost != nil:
			f.remember(sourcePubMed, id, outcome{err: lost})
		default:
			f.keep(sourcePubMed, id, entry{URL: a.url, Status: http.StatusNotFound, At: a.at})
		}
	}
}

// pubmedHits fetches the records behind a search by title.
func (f *fetcher) pubmedHits(ctx context.Context, e entry) ([]evidence.Record, error) {
	pmids, err := esearchIDs(e.Body)
	if err != nil {
		return nil, f.r.endpoints[sourcePubMed].garbled(err)
	}
	pmids = pmids[:min(len(pmids), pubmedSearchMax)]
	if err := f.ask(ctx, sourcePubMed, PMID, pmids); err != nil {
		return nil, err
	}
	var found []evidence.Record
	for _, id := range pmids {
		if rec := f.record(sourcePubMed, ID{PMID, id}); rec != nil {
			found = append(found, *rec)
		}
	}
	return found, nil
}

// esearchIDs reads the PMIDs of an esearch answer. "ERROR" there means that the
// search failed, not that nothing was found.
func esearchIDs(body []byte) ([]string, error) {
	var a struct {
		Result struct {
			IDs   []textValue `json:"idlist"`
			Error string      `json:"ERROR"`
		} `json:"esearchresult"`
		Error string `json:"error"`
	}
	if err := json.Unmarshal(body, &a); err != nil {
		return nil, err
	}
	if a.Error != "" || a.Result.Error != "" {
		return nil, fmt.Errorf("the search failed: %s%s", a.Error, a.Result.Error)
	}
	ids := make([]string, len(a.Result.IDs))
	for i, id := range a.Result.IDs {
		ids[i] = string(id)
	}
	return ids, nil
}
