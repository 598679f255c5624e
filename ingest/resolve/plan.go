package resolve

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"dossier/evidence"
)

// Query is one reference to complete: its identifiers, and whatever else is
// printed, for a lookup when it has none.
type Query struct {
	Citation evidence.Citation
}

// Options say what to ask for beyond the bibliographic data.
type Options struct {
	Refresh bool // ask for everything again
	Notices bool // ask again where the kept answer is too old to speak of retractions
	Trials  bool // ClinicalTrials.gov for every trial number
	Open    bool // Unpaywall for an open copy
	Pages   bool // the landing page, where the registries leave gaps

	// Verify also looks a title up where the work that the identifiers lead to
	// has another one: the work that is meant becomes a candidate.
	Verify bool
}

// Result is what was found for one query.
type Result struct {
	Query   int               // index of the query
	Records []evidence.Record // one per source that knows the work

	// Candidates may be the work but do not agree with the query in title, first
	// author and year, or contradict its identifiers. A person decides.
	Candidates []evidence.Record

	// NoSuchDOI says that doi.org was asked and the DOI does not exist.
	NoSuchDOI bool

	Pending string   // why the metadata are not complete; empty = they are
	Skipped []string // sources that were not heard, and why
	Stale   bool     // some records come from the cache past their time
}

// waveSize is how many references are completed together. It is a multiple of
// the batch sizes, and what an interruption can leave unfinished at most.
const waveSize = 200

// Resolve completes queries and gives one result for each, in waves and within
// them in order. When the context is cancelled the results of the wave under way
// are still given, with what was fetched, and then the error of the context is
// returned. An error of give stops it.
func (r *Resolver) Resolve(ctx context.Context, queries []Query, opt Options, give func(Result) error) error {
	age := BibliographicAge
	switch {
	case opt.Refresh:
		age = NoAge
	case opt.Notices:
		age = NoticeAge
	}
	f := &fetcher{r: r, age: age, offline: r.cfg.Offline, said: map[string]map[ID]outcome{}, total: len(queries)}
	var stopped error
	for first := 0; first < len(queries) && stopped == nil; first += waveSize {
		last := min(first+waveSize, len(queries))
		var jobs []*job
		for i := first; i < last; i++ {
			jobs = append(jobs, newJob(i, queries[i]))
		}
		f.jobs, f.before = jobs, first
		stopped = f.wave(ctx, jobs, opt)
		r.remember() // now: a later wave may be killed
		for _, j := range jobs {
			if err := give(f.result(j, stopped)); err != nil {
				return err
			}
		}
	}
	return stopped
}

// remember keeps what was learned of the sources that were asked.
func (r *Resolver) remember() {
	for _, e := range r.endpoints {
		if !e.health.asked() {
			continue
		}
		if err := e.remember(r.cache); err != nil {
			r.cacheFault(err)
		}
	}
}

// job is a query on its way: the identifiers known so far.
type job struct {
	index      int
	query      Query
	ids        map[Kind]string
	trials     []string
	candidates []evidence.Record
	agency     string // the source that stands for Crossref, when another agency registered the DOI
	absent     bool   // doi.org says that the DOI does not exist
	searched   bool
	searchErr  error
}

func newJob(index int, q Query) *job {
	j := &job{index: index, query: q, ids: map[Kind]string{}}
	for _, id := range idsOf(q.Citation) {
		if id.Kind == NCT {
			j.trials = append(j.trials, id.Value)
		} else {
			j.ids[id.Kind] = id.Value
		}
	}
	return j
}

// learn takes over identifiers that the job lacks.
func (j *job) learn(c evidence.Citation) {
	for _, id := range idsOf(c) {
		if id.Kind != NCT && j.ids[id.Kind] == "" {
			j.ids[id.Kind] = id.Value
		}
	}
}

// wave completes the jobs step by step; a step asks each source at most once for
// all of them.
func (f *fetcher) wave(ctx context.Context, jobs []*job, opt Options) error {
	steps := []func(context.Context, []*job, Options) error{
		f.searchUnidentified,
		f.fromPMCIDs,
		f.fromPMIDs,
		f.fromDOIs,
		f.linkToPubMed,
		f.fromPMIDs, // those that the links brought
		f.fromOtherAgencies,
		f.fillGaps,
		f.searchUnknown,
		f.onDemand,
	}
	for _, step := range steps {
		if err := step(ctx, jobs, opt); err != nil {
			return err
		}
	}
	return nil
}

// values lists an identifier of the jobs that have it.
func values(jobs []*job, kind Kind, want func(*job) bool) []string {
	var out []string
	for _, j := range jobs {
		if v := j.ids[kind]; v != "" && (want == nil || want(j)) {
			out = append(out, v)
		}
	}
	return out
}

// learnFrom lets the jobs learn identifiers from what a source said.
func (f *fetcher) learnFrom(jobs []*job, source string, kind Kind) {
	for _, j := range jobs {
		if rec := f.record(source, ID{kind, j.ids[kind]}); rec != nil && f.agrees(j, *rec) {
			j.learn(rec.Citation)
		}
	}
}

// record is what a source said of an identifier, nil for nothing.
func (f *fetcher) record(source string, id ID) *evidence.Record {
	if id.Value == "" {
		return nil
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.said[source][id].record
}

// fromPMCIDs turns PMCIDs into PMIDs and DOIs where there is nothing else.
func (f *fetcher) fromPMCIDs(ctx context.Context, jobs []*job, _ Options) error {
	bare := func(j *job) bool { return j.ids[DOI] == "" && j.ids[PMID] == "" }
	for _, source := range []string{sourceIDConv, sourceEuropePMC} {
		if err := f.ask(ctx, source, PMCID, values(jobs, PMCID, bare)); err != nil {
			return err
		}
		f.learnFrom(jobs, source, PMCID)
	}
	return nil
}

func (f *fetcher) fromPMIDs(ctx context.Context, jobs []*job, _ Options) error {
	if err := f.ask(ctx, sourcePubMed, PMID, values(jobs, PMID, nil)); err != nil {
		return err
	}
	f.learnFrom(jobs, sourcePubMed, PMID)
	return nil
}

func (f *fetcher) fromDOIs(ctx context.Context, jobs []*job, _ Options) error {
	mayKnow := func(j *job) bool {
		a := f.agency(j.ids[DOI])
		return a == "" || a == agencyCrossref
	}
	if err := f.ask(ctx, sourceCrossref, DOI, values(jobs, DOI, mayKnow)); err != nil {
		return err
	}
	for _, j := range jobs {
		if f.record(sourceCrossref, ID{DOI, j.ids[DOI]}) != nil {
			f.r.learnAgency(j.ids[DOI], agencyCrossref)
		}
	}
	f.learnFrom(jobs, sourceCrossref, DOI)
	return nil
}

// linkToPubMed finds the PMID of works known by DOI: Europe PMC answers for a
// hundred at once; those it does not know are searched at PubMed itself.
func (f *fetcher) linkToPubMed(ctx context.Context, jobs []*job, _ Options) error {
	if err := f.ask(ctx, sourceEuropePMC, DOI, values(jobs, DOI, nil)); err != nil {
		return err
	}
	f.learnFrom(jobs, sourceEuropePMC, DOI)
	unlinked := func(j *job) bool { return j.ids[PMID] == "" }
	if err := f.pubmedByDOI(ctx, values(jobs, DOI, unlinked)); err != nil {
		return err
	}
	f.learnFrom(jobs, sourcePubMed, DOI)
	return nil
}

// fillGaps asks OpenAlex where the registries left title, authors, year or
// abstract open, and for its flag of retractions when notices are wanted.
func (f *fetcher) fillGaps(ctx context.Context, jobs []*job, opt Options) error {
	for _, kind := range []Kind{DOI, PMID} {
		open := func(j *job) bool {
			return (opt.Notices || f.hasGaps(j)) && (kind == DOI || j.ids[DOI] == "")
		}
		if err := f.ask(ctx, sourceOpenAlex, kind, values(jobs, kind, open)); err != nil {
			return err
		}
	}
	return nil
}

func (f *fetcher) hasGaps(j *job) bool {
	c, _, _ := evidence.Combine(f.records(j))
	return c.Title == "" || len(c.Authors) == 0 || c.Year() == 0 || c.Abstract == ""
}

// sourceOrder is the order in which a result lists its records.
var sourceOrder = []string{
	sourceCrossref, sourceDataCite, sourcePubMed, sourceEuropePMC, sourceDOI,
	sourceOpenAlex, sourceIDConv, sourceUnpaywall, sourceLanding,
}

// records are the records of all sources for a job that do not contradict it.
func (f *fetcher) records(j *job) []evidence.Record {
	ok, _ := f.sorted(j)
	return ok
}

// sorted parts the records of a job: those of the work, and those whose own
// identifiers say that they are of another one.
func (f *fetcher) sorted(j *job) (same, other []evidence.Record) {
	seen := map[string]bool{}
	add := func(rec *evidence.Record) {
		switch {
		case rec == nil || seen[rec.ID]:
		case f.agrees(j, *rec):
			seen[rec.ID] = true
			same = append(same, *rec)
		default:
			seen[rec.ID] = true
			other = append(other, *rec)
		}
	}
	for _, source := range sourceOrder {
		for _, kind := range []Kind{DOI, PMID, PMCID, URL} {
			if rec := f.record(source, ID{kind, j.ids[kind]}); rec != nil && !heldTwice(same, rec) {
				add(rec)
			}
		}
	}
	for _, trial := range j.trials {
		add(f.record(sourceCTGov, ID{NCT, trial}))
	}
	return same, other
}

// heldTwice reports whether the same work of the same source is there already,
// reached by another identifier.
func heldTwice(held []evidence.Record, rec *evidence.Record) bool {
	return slices.ContainsFunc(held, func(h evidence.Record) bool {
		return h.Origin.Format == rec.Origin.Format && h.Raw == rec.Raw && h.Raw != ""
	})
}

// agrees reports whether a record can be of the job's work: a DOI or PMID of its
// own that differs from the one given makes it another work, unless the titles
// agree (a work can have two DOIs).
func (f *fetcher) agrees(j *job, rec evidence.Record) bool {
	given, got := j.query.Citation, rec.Citation
	differ := given.DOI != "" && got.DOI != "" && given.DOI.Key() != got.DOI.Key() ||
		given.PMID != "" && got.PMID != "" && given.PMID != got.PMID
	return !differ || given.Title != "" && evidence.SameTitle(given.Title, got.Title)
}

// result sums up a job. stopped is the error that ended its wave early.
func (f *fetcher) result(j *job, stopped error) Result {
	res := Result{Query: j.index, NoSuchDOI: j.absent}
	var other []evidence.Record
	res.Records, other = f.sorted(j)
	res.Candidates = append(other, j.candidates...)
	missing := f.unheard(j, &res)
	switch {
	case len(missing) > 0 && stopped != nil:
		res.Pending = "interrupted before " + strings.Join(missing, " and ") + " answered"
	case len(missing) > 0 && f.offline:
		res.Pending = "offline: " + strings.Join(missing, " and ") + " not asked"
	case len(missing) > 0:
		res.Pending = strings.Join(missing, " and ") + " did not answer"
	case !essential(res.Records):
		res.Pending = f.whyIncomplete(j, res)
	}
	return res
}

// unheard lists the sources that must be heard before a work is complete and
// were not; the sources that merely add are only named as skipped.
func (f *fetcher) unheard(j *job, res *Result) (missing []string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	note := func(source string, err error) {
		word := databaseName(source) + " not asked"
		if err != nil {
			word = err.Error()
		}
		if !slices.Contains(res.Skipped, word) {
			res.Skipped = append(res.Skipped, word)
		}
	}
	for _, need := range f.needs(j) {
		o, asked := f.said[need.source][need.id]
		if asked && o.err == nil {
			continue
		}
		res.Stale = res.Stale || o.stale
		note(need.source, o.err)
		if name := databaseName(need.source); need.must && !slices.Contains(missing, name) {
			missing = append(missing, name)
		}
	}
	if o := f.said[sourceLanding][ID{URL, j.ids[URL]}]; o.err != nil {
		note(sourceLanding, o.err)
	}
	if j.searchErr != nil {
		note(sourceCrossref, j.searchErr)
		if !j.searched {
			missing = append(missing, "a lookup by title")
		}
	}
	return missing
}

// need is a source that should have been heard on an identifier.
type need struct {
	source string
	id     ID
	must   bool
}

func (f *fetcher) needs(j *job) []need {
	var needs []need
	add := func(source string, kind Kind, must bool) {
		if src, ok := f.r.sources[source]; ok && j.ids[kind] != "" && (src.Batch(kind) > 0 || source == sourcePubMed) {
			needs = append(needs, need{source, ID{kind, j.ids[kind]}, must})
		}
	}
	registrar := sourceCrossref
	if j.agency != "" {
		registrar = j.agency
	}
	add(registrar, DOI, true)
	if j.ids[PMID] != "" {
		add(sourcePubMed, PMID, true)
	} else {
		add(sourcePubMed, DOI, true)
	}
	add(sourceEuropePMC, DOI, false)
	if j.ids[DOI] == "" && j.ids[PMID] == "" {
		add(sourceIDConv, PMCID, true)
	}
	for _, trial := range j.trials {
		if len(j.ids) == 0 { // known by its registration only
			needs = append(needs, need{sourceCTGov, ID{NCT, trial}, true})
		}
	}
	return needs
}

// essential reports whether the records hold what a citation needs at least.
func essential(records []evidence.Record) bool {
	c, _, _ := evidence.Combine(records)
	return c.Title != "" && (c.Year() != 0 || c.Type == evidence.TypeRegistration)
}

func (f *fetcher) whyIncomplete(j *job, res Result) string {
	n := len(res.Candidates)
	candidates := "no candidate was found"
	if n == 1 {
		candidates = "1 candidate is offered"
	} else if n > 1 {
		candidates = fmt.Sprintf("%d candidates are offered", n)
	}
	switch {
	case len(j.ids) == 0 && len(j.trials) == 0 && j.query.Citation.Title == "":
		return "it has neither an identifier nor a title to look up"
	case len(j.ids) == 0 && len(j.trials) == 0:
		return "no work agrees in title, first author and year; " + candidates
	case len(res.Records) > 0:
		return "the sources know it but not its title or year"
	}
	var names []string
	f.mu.Lock()
	for _, need := range f.needs(j) {
		if name := databaseName(need.source); !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	f.mu.Unlock()
	if j.absent {
		return "doi.org says that this DOI does not exist; " + candidates
	}
	return "not found at " + strings.Join(names, ", ") + "; " + candidates
}
