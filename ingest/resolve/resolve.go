package resolve

import (
	"errors"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"dossier/ingest/html"
)

// ErrOffline is why a source was not asked when the network is off.
var ErrOffline = errors.New("the network is off and no answer is kept")

// Config is everything that a Resolver depends on. The zero value works: in the
// public pools, without a cache.
type Config struct {
	Version  string            // of dossier, for the User-Agent
	Mailto   string            // address for the polite pools; empty = public pools
	Keys     map[string]string // API keys by source: "pubmed", "openalex"
	BaseURLs map[string]string // by source, in place of the provider's own; see BaseURLs
	CacheDir string            // for raw answers; empty = none are kept
	Offline  bool              // answer from the cache only

	Limits  map[string]Limit // by source, in place of the built-in maximum, for single records and lists alike
	Timeout time.Duration    // of one attempt; 0 = 30 s
	MaxWait time.Duration    // longest Retry-After that is waited for; 0 = 60 s
	MaxBody int64            // largest answer in bytes; 0 = 64 MB

	// AllowPrivate lets URLs given by a person or a record lead to this machine
	// and private networks.
	AllowPrivate bool

	// Page reads a landing page; nil = html.ReadPage.
	Page PageReader

	Now      func() time.Time // nil = time.Now
	Progress func(Progress)   // called after every request; nil = nobody listens
}

// Progress tells how far a call of Resolve has come.
type Progress struct {
	Done, Total int    // references
	Source      string // that answered last
	Requests    int    // sent so far
}

// BaseURLs reads DOSSIER_SOURCES_<NAME>_URL for every source from an environment.
func BaseURLs(getenv func(string) string) map[string]string {
	m := map[string]string{}
	for name, p := range sourceTable() {
		if p.anyHost {
			continue
		}
		if v := getenv("DOSSIER_SOURCES_" + strings.ToUpper(name) + "_URL"); v != "" {
			m[name] = v
		}
	}
	return m
}

// Resolver asks the sources. It may be used by several goroutines.
type Resolver struct {
	cfg       Config
	cache     cache
	now       func() time.Time
	guard     *guard
	sources   map[string]Source
	endpoints map[string]*endpoint

	telling  sync.Mutex // of the progress
	mu       sync.Mutex
	fault    error             // of the cache: worth one word, not a stop
	prefixes map[string]string // DOI prefix → agency, learned from answers
	sites    map[string]site   // by origin: what robots.txt says there
}

// provider is what is built in about a source: numbers to start with, which
// configuration and answers lower.
type provider struct {
	base         string
	single, list Limit // with an address or a key
	publicSingle Limit // without; zero = the same
	publicList   Limit
	keyed        Limit // with a key; zero = the same
	keyParam     string
	mailParam    string // how the source wants the address, beside the User-Agent
	source       Source
	budget429    bool
	anyHost      bool // no source of its own: pages of any site
}

// sourceTable lists the sources with their start values, from the providers'
// documentation as of 2026.
func sourceTable() map[string]provider {
	return map[string]provider{
		sourceCrossref: {
			base: "https://api.crossref.org", source: crossref{}, mailParam: "mailto",
			single: Limit{10, 3}, list: Limit{3, 3}, publicSingle: Limit{5, 1}, publicList: Limit{1, 1},
		},
		sourcePubMed: {
			base: "https://eutils.ncbi.nlm.nih.gov/entrez/eutils", source: pubmed{}, mailParam: "email",
			single: Limit{3, 3}, list: Limit{3, 3}, keyed: Limit{10, 3}, keyParam: "api_key",
		},
		sourceEuropePMC: {
			base: "https://www.ebi.ac.uk/europepmc/webservices/rest", source: europepmc{},
			single: Limit{5, 2}, list: Limit{5, 2},
		},
		sourceOpenAlex: {
			base: "https://api.openalex.org", source: openalex{}, budget429: true,
			single: Limit{10, 2}, list: Limit{10, 2}, keyParam: "api_key",
		},
		sourceDataCite: {
			base: "https://api.datacite.org", source: datacite{},
			single: Limit{3, 2}, list: Limit{3, 2}, publicSingle: Limit{1.5, 2}, publicList: Limit{1.5, 2},
		},
		sourceDOI: {
			base: "https://doi.org", source: doiorg{},
			single: Limit{3, 2}, list: Limit{3, 2},
		},
		sourceIDConv: {
			base: "https://pmc.ncbi.nlm.nih.gov/tools/idconv/api/v1/articles", source: idconv{}, mailParam: "email",
			single: Limit{3, 1}, list: Limit{3, 1},
		},
		sourceUnpaywall: {
			base: "https://api.unpaywall.org/v2", source: unpaywall{}, mailParam: "email",
			single: Limit{5, 2}, list: Limit{5, 2},
		},
		sourceCTGov: {
			base: "https://clinicaltrials.gov/api/v2", source: ctgov{},
			single: Limit{1, 1}, list: Limit{1, 1},
		},
		sourceLanding: {single: Limit{1, 1}, list: Limit{1, 1}, anyHost: true},
	}
}

// New makes a Resolver. It reads nothing but what earlier runs learned of the
// sources.
func New(cfg Config) (*Resolver, error) {
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if cfg.Page == nil {
		cfg.Page = html.ReadPage
	}
	cfg.Timeout = orDefault(cfg.Timeout, 30*time.Second)
	cfg.MaxWait = orDefault(cfg.MaxWait, time.Minute)
	cfg.MaxBody = orDefault(cfg.MaxBody, 64<<20)
	r := &Resolver{
		cfg: cfg, now: cfg.Now, cache: cache{cfg.CacheDir},
		sources: map[string]Source{}, endpoints: map[string]*endpoint{}, prefixes: map[string]string{}, sites: map[string]site{},
	}
	table := sourceTable()
	bases := map[string]string{}
	for name, p := range table {
		if p.anyHost {
			continue
		}
		bases[name] = p.base
		if b := cfg.BaseURLs[name]; b != "" {
			u, err := url.Parse(b)
			if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
				return nil, fmt.Errorf("base URL of %s: %q is no http(s) URL", name, b)
			}
			bases[name] = b
		}
	}
	r.guard = newGuard(slices.Collect(maps.Values(bases)), cfg.AllowPrivate)
	for name, p := range table {
		if p.source != nil {
			r.sources[name] = p.source
		}
		if c, ok := p.source.(configured); ok {
			r.sources[name] = c.with(cfg)
		}
		e := newEndpoint(name, bases[name], p, cfg, r.guard)
		e.recall(r.cache)
		r.endpoints[name] = e
	}
	return r, nil
}

// configured is a Source that puts parts of the configuration in its requests.
type configured interface {
	with(Config) Source
}

func orDefault[T int64 | time.Duration](v, d T) T {
	if v == 0 {
		return d
	}
	return v
}

func newEndpoint(name, base string, p provider, cfg Config, g *guard) *endpoint {
	single, list := p.single, p.list
	if cfg.Mailto == "" && p.publicSingle != (Limit{}) {
		single, list = p.publicSingle, p.publicList
	}
	e := &endpoint{
		name: name, base: base, agent: userAgent(cfg), now: cfg.Now,
		timeout: cfg.Timeout, patience: 3 * cfg.Timeout, maxWait: cfg.MaxWait, maxBody: cfg.MaxBody,
		budget429: p.budget429, anyHost: p.anyHost,
	}
	e.secret = url.Values{}
	if cfg.Mailto != "" && p.mailParam != "" {
		e.secret.Set(p.mailParam, cfg.Mailto)
	}
	if key := cfg.Keys[name]; key != "" && p.keyParam != "" {
		e.secret.Set(p.keyParam, key)
		if p.keyed != (Limit{}) {
			single, list = p.keyed, p.keyed
		}
	}
	if l, ok := cfg.Limits[name]; ok {
		single, list = l, l
	}
	e.single, e.list = newGate(single), newGate(list)
	e.patience = max(e.patience, e.maxWait+e.timeout)
	e.http = e.newClient(g)
	return e
}

func userAgent(cfg Config) string {
	version := cfg.Version
	if version == "" {
		version = "dev"
	}
	agent := "dossier/" + version
	if cfg.Mailto != "" {
		agent += " (mailto:" + cfg.Mailto + ")"
	}
	return agent
}

// Status describes every source, by name: its limits, its budget, and whether it
// is skipped.
func (r *Resolver) Status() []Status {
	var all []Status
	for _, name := range slices.Sorted(maps.Keys(r.endpoints)) {
		all = append(all, r.endpoints[name].status(r.now()))
	}
	return all
}

// Requests is the number of requests sent since New.
func (r *Resolver) Requests() int {
	n := 0
	for _, s := range r.Status() {
		n += s.Requests
	}
	return n
}

// CacheFault is the first error of writing the cache, if there was one: nothing
// was lost but the next run asks again.
func (r *Resolver) CacheFault() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.fault
}

func (r *Resolver) cacheFault(err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.fault == nil {
		r.fault = err
	}
}

// progress tells how far the wave under way has come: a reference counts once
// some source has spoken of it. Calls come one at a time.
func (f *fetcher) progress(source string) {
	if f.r.cfg.Progress == nil {
		return
	}
	f.r.telling.Lock()
	defer f.r.telling.Unlock()
	done := f.before
	f.mu.Lock()
	for _, j := range f.jobs {
		if f.spokenOf(j) {
			done++
		}
	}
	f.mu.Unlock()
	f.r.cfg.Progress(Progress{Done: done, Total: f.total, Source: source, Requests: f.r.Requests()})
}

func (f *fetcher) spokenOf(j *job) bool {
	for _, said := range f.said {
		for kind, value := range j.ids {
			if _, ok := said[ID{kind, value}]; ok {
				return true
			}
		}
		for _, trial := range j.trials {
			if _, ok := said[ID{NCT, trial}]; ok {
				return true
			}
		}
	}
	return j.searched
}
