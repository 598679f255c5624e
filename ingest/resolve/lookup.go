package resolve

import (
	"context"
	"net/http"

	"dossier/evidence"
)

// maxCandidates is how many look-alikes of one reference are offered.
const maxCandidates = 5

// searchUnidentified looks up references without any identifier.
func (f *fetcher) searchUnidentified(ctx context.Context, jobs []*job, _ Options) error {
	for _, j := range jobs {
		if len(j.ids) > 0 || len(j.trials) > 0 || j.query.Citation.Title == "" {
			continue
		}
		if err := f.search(ctx, j, true); err != nil {
			return err
		}
	}
	return nil
}

// searchUnknown looks for the work that a reference means when nobody knows its
// identifiers (a misprinted DOI) or, to verify it, when they lead to a work with
// another title. What is found is offered and never taken, because it
// contradicts what was given.
func (f *fetcher) searchUnknown(ctx context.Context, jobs []*job, opt Options) error {
	for _, j := range jobs {
		if j.searched || j.query.Citation.Title == "" || !f.doubtful(j, opt) {
			continue
		}
		if err := f.search(ctx, j, false); err != nil {
			return err
		}
	}
	return nil
}

func (f *fetcher) doubtful(j *job, opt Options) bool {
	records := f.records(j)
	if len(records) == 0 {
		return !f.heardNothing(j)
	}
	c, _, _ := evidence.Combine(records)
	return opt.Verify && c.Title != "" && !evidence.SameTitle(j.query.Citation.Title, c.Title)
}

// heardNothing reports whether a source that must be heard was not: then the
// work is not unknown, only not asked for.
func (f *fetcher) heardNothing(j *job) bool {
	return len(f.unheard(j, &Result{})) > 0
}

// search asks the sources that can be searched, one after the other, until one
// knows a work that agrees in title, first author and year. With take its
// identifiers become the job's own.
func (f *fetcher) search(ctx context.Context, j *job, take bool) error {
	for _, name := range []string{sourceCrossref, sourceEuropePMC, sourcePubMed} {
		found, err := f.searchOne(ctx, name, j.query.Citation)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			j.searchErr = err
			continue
		}
		j.searched = true
		for _, rec := range found {
			same := SameWork(j.query.Citation, rec.Citation)
			if same && take {
				j.candidates = nil
				j.learn(rec.Citation)
				f.adopt(name, rec)
				return nil
			}
			if same || alike(j.query.Citation, rec.Citation) {
				j.offer(rec)
			}
			if same {
				return nil
			}
		}
	}
	return nil
}

// offer adds a candidate that is not there yet from another source.
func (j *job) offer(rec evidence.Record) {
	for _, c := range j.candidates {
		if rec.DOI != "" && c.DOI.Equal(rec.DOI) || rec.PMID != "" && c.PMID == rec.PMID {
			return
		}
	}
	if len(j.candidates) < maxCandidates {
		j.candidates = append(j.candidates, rec)
	}
}

// adopt keeps a hit under its identifiers, so that it is not asked for again.
func (f *fetcher) adopt(name string, rec evidence.Record) {
	for _, id := range idsOf(rec.Citation) {
		if id.Kind == NCT || f.r.sources[name].Batch(id.Kind) == 0 || rec.Raw == "" {
			continue
		}
		f.keep(name, id, entry{URL: rec.Origin.URL, Status: http.StatusOK, At: rec.Origin.At, Body: []byte(rec.Raw)})
	}
}

// searchOne puts a citation to one source, through the cache.
func (f *fetcher) searchOne(ctx context.Context, name string, c evidence.Citation) ([]evidence.Record, error) {
	s, ok := f.r.sources[name].(Searcher)
	if !ok {
		return nil, nil
	}
	req, ok := s.Search(c)
	if !ok {
		return nil, nil
	}
	e, err := f.list(ctx, name, req)
	if err != nil {
		return nil, err
	}
	if name == sourcePubMed {
		return f.pubmedHits(ctx, e)
	}
	items, err := s.Split(e.Body)
	if err != nil {
		return nil, f.r.endpoints[name].garbled(err)
	}
	var found []evidence.Record
	for _, it := range items {
		if len(it.IDs) == 0 {
			continue
		}
		o := f.r.read(name, it.IDs[0], entry{URL: e.URL, Status: http.StatusOK, At: e.At, Body: it.Raw})
		if o.record != nil {
			found = append(found, *o.record)
		}
	}
	return found, nil
}

// list gets the raw answer to a request that asks for no single work, from the
// cache where it is young enough.
func (f *fetcher) list(ctx context.Context, name string, req Request) (entry, error) {
	key := "list:" + withQuery(req.Path, req.Query) + " " + req.Form.Encode()
	if e, ok := f.r.cache.load(name, key); ok && (f.offline || f.age.allows(e, f.r.now())) {
		f.r.endpoints[name].health.cached(1)
		return e, nil
	}
	if f.offline {
		return entry{}, ErrOffline
	}
	a, err := f.r.endpoints[name].ask(ctx, req)
	f.progress(name)
	if err != nil {
		return entry{}, err
	}
	e := entry{Key: key, URL: a.url, Status: a.status, At: a.at, Header: keptHeaders(a.header), Body: a.body}
	if err := f.r.cache.store(name, e); err != nil {
		f.r.cacheFault(err)
	}
	return e, nil
}

// SameWork reports whether a found work may be taken for the cited one: the
// titles agree after normalisation, so does the first author's family name, and
// the years differ by at most one (online and issue).
func SameWork(cited, found evidence.Citation) bool {
	if !evidence.SameTitle(cited.Title, found.Title) && !(found.OriginalTitle != "" && evidence.SameTitle(cited.Title, found.OriginalTitle)) {
		return false
	}
	if len(cited.Authors) == 0 || len(found.Authors) == 0 || !evidence.SameFamily(cited.Authors[0], found.Authors[0]) {
		return false
	}
	return yearsAgree(cited, found)
}

func yearsAgree(a, b evidence.Citation) bool {
	for _, x := range []int{a.Date.Year, a.DateOnline.Year} {
		for _, y := range []int{b.Date.Year, b.DateOnline.Year} {
			if x != 0 && y != 0 && x-y <= 1 && y-x <= 1 {
				return true
			}
		}
	}
	return false
}

// alike reports whether a hit is worth showing to a person.
func alike(cited, found evidence.Citation) bool {
	return evidence.TitleSimilarity(cited.Title, found.Title) >= 0.6
}
