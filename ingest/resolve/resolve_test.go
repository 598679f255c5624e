package resolve

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"dossier/evidence"
	"dossier/ingest/resolve/replay"
)

// manyWorks makes n works with DOIs and PMIDs.
func manyWorks(n int) []replay.Work {
	var works []replay.Work
	for i := range n {
		works = append(works, replay.Work{
			DOI: fmt.Sprintf("10.1234/Study.%04d", i), PMID: fmt.Sprint(30000000 + i),
			Title:   fmt.Sprintf("Safety of compound %d in a randomised trial of %d patients", i, 100+i),
			Authors: []string{fmt.Sprintf("Author%c, Ann", 'a'+i%26), "Second, Bo", "The Trial Group"},
			Journal: "Journal of Trials", Year: 2020 + i%5, Volume: fmt.Sprint(i), Issue: "1", Pages: "1-9", Abstract: "We treated patients.",
		})
	}
	return works
}

func queriesFor(works []replay.Work) []Query {
	var qs []Query
	for _, w := range works {
		qs = append(qs, Query{Citation: evidence.Citation{DOI: evidence.DOI(w.DOI)}})
	}
	return qs
}

// quick lets tests run without the pace of the real services.
func quick() map[string]Limit {
	m := map[string]Limit{}
	for name := range sourceTable() {
		m[name] = Limit{PerSecond: 1e6, Concurrent: 4}
	}
	return m
}

func newTestResolver(t *testing.T, h http.Handler, change func(*Config)) *Resolver {
	t.Helper()
	srv := httptest.NewServer(h)
	t.Cleanup(srv.Close)
	cfg := Config{Version: "test", Mailto: "user@example.org", BaseURLs: replay.BaseURLs(srv.URL), Limits: quick(), Timeout: 5 * time.Second}
	if change != nil {
		change(&cfg)
	}
	r, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range r.endpoints {
		e.http.RetryWaitMin, e.http.RetryWaitMax = time.Millisecond, 4*time.Millisecond
	}
	return r
}

func resolveAll(t *testing.T, r *Resolver, qs []Query, opt Options) []Result {
	t.Helper()
	var out []Result
	if err := r.Resolve(context.Background(), qs, opt, func(res Result) error {
		out = append(out, res)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return out
}

func TestTwoHundredDOIsInTwentyRequests(t *testing.T) {
	works := manyWorks(200)
	reg := &replay.Registry{Works: works}
	dir := t.TempDir()
	r := newTestResolver(t, reg, func(c *Config) { c.CacheDir = dir })
	results := resolveAll(t, r, queriesFor(works), Options{})
	for i, res := range results {
		c, _, conflicts := evidence.Combine(res.Records)
		if res.Pending != "" || c.Title != works[i].Title || string(c.PMID) != works[i].PMID || c.Year() != works[i].Year || len(c.Authors) != 3 || c.Abstract == "" || len(conflicts) > 0 {
			t.Fatalf("query %d: pending %q, %+v, conflicts %v", i, res.Pending, c, conflicts)
		}
		if c.DOI != evidence.DOI(works[i].DOI) {
			t.Errorf("query %d: DOI %s is not spelt as PubMed prints it", i, c.DOI)
		}
	}
	first := len(reg.Requests())
	t.Logf("200 DOIs: %d requests (%d Crossref, %d PubMed, %d Europe PMC, %d OpenAlex)", first,
		reg.Count("api.crossref.org"), reg.Count("eutils"), reg.Count("www.ebi"), reg.Count("api.openalex"))
	if first > 20 || first != r.Requests() {
		t.Errorf("%d requests sent, %d counted, want at most 20", first, r.Requests())
	}

	again := newTestResolver(t, reg, func(c *Config) { c.CacheDir = dir })
	for i, res := range resolveAll(t, again, queriesFor(works), Options{}) {
		if res.Pending != "" || len(res.Records) == 0 {
			t.Fatalf("from the cache, query %d: %+v", i, res)
		}
	}
	if n := len(reg.Requests()) - first; n != 0 {
		t.Errorf("the second run made %d requests: %v", n, reg.Requests()[first:])
	}

	// One more reference does not change the questions about the others.
	more := append(queriesFor(works[50:120]), Query{Citation: evidence.Citation{DOI: "10.1234/unheard"}})
	resolveAll(t, newTestResolver(t, reg, func(c *Config) { c.CacheDir = dir }), more, Options{})
	for _, req := range reg.Requests()[first:] {
		if strings.Contains(req, "Study.") || strings.Contains(req, "study.") {
			t.Errorf("asked again: %s", req)
		}
	}
}

func TestProgressWithinAWave(t *testing.T) {
	works := manyWorks(60)
	var told []int // calls come one at a time: the race detector would see two
	r := newTestResolver(t, &replay.Registry{Works: works}, func(c *Config) {
		c.Progress = func(p Progress) {
			if p.Total != len(works) || p.Requests == 0 {
				t.Errorf("%+v", p)
			}
			told = append(told, p.Done)
		}
	})
	resolveAll(t, r, queriesFor(works), Options{})
	if !slices.IsSorted(told) || told[0] == 0 || told[0] == len(works) || told[len(told)-1] != len(works) {
		t.Errorf("told %v", told)
	}
}

func TestIdentifiersOfEveryKind(t *testing.T) {
	reg := &replay.Registry{Works: append(manyWorks(3),
		replay.Work{DOI: "10.5281/zenodo.77", Agency: "DataCite", Title: "Data of a trial", Authors: []string{"Keeper, Kim"}, Year: 2021, Journal: "Zenodo"},
		replay.Work{DOI: "10.1430/8105", Agency: "mEDRA", Title: "Un lavoro", Authors: []string{"Rossi, Ada"}, Year: 2003, Journal: "Rivista", Volume: "1"},
		replay.Work{NCT: "NCT02092467", Title: "A trial", Year: 2014},
		replay.Work{PMID: "40000001", PMCID: "PMC900", DOI: "10.1/pmc.only", Title: "Known by its PMCID", Authors: []string{"Lee, Li"}, Year: 2019, Journal: "J"},
		replay.Work{PMID: "40000002", Title: "Without a DOI anywhere", Authors: []string{"Old, O"}, Year: 1966, Journal: "J"},
		replay.Work{DOI: "10.1234/with,comma", Title: "A comma in the DOI", Authors: []string{"Comma, C"}, Year: 2000, Journal: "J"},
		replay.Work{DOI: "10.1890/0012-9658(2006)87[2832:TIOPMA]2.0.CO;2", Title: "A SICI", Authors: []string{"Sici, S"}, Year: 2006, Journal: "Ecology"},
	)}
	nct, err := evidence.ParseRegistryID("NCT02092467")
	if err != nil {
		t.Fatal(err)
	}
	cases := []struct {
		name    string
		in      evidence.Citation
		title   string
		pending string
		sources string
	}{
		{"DOI", evidence.Citation{DOI: "10.1234/STUDY.0001"}, "Safety of compound 1 in a randomised trial of 101 patients", "", "crossref pubmed europepmc"},
		{"PMID", evidence.Citation{PMID: "30000002"}, "Safety of compound 2 in a randomised trial of 102 patients", "", "crossref pubmed europepmc"},
		{"PMID without DOI", evidence.Citation{PMID: "40000002"}, "Without a DOI anywhere", "", "pubmed"},
		{"PMCID", evidence.Citation{PMCID: "PMC900"}, "Known by its PMCID", "", "crossref pubmed europepmc"},
		{"trial", evidence.Citation{Registry: []evidence.RegistryID{nct}}, "A trial", "", "ctgov"},
		{"DataCite", evidence.Citation{DOI: "10.5281/zenodo.77"}, "Data of a trial", "", "datacite"},
		{"another agency", evidence.Citation{DOI: "10.1430/8105"}, "Un lavoro", "", "doi"},
		{"comma", evidence.Citation{DOI: "10.1234/with,comma"}, "A comma in the DOI", "", "crossref"},
		{"SICI", evidence.Citation{DOI: "10.1890/0012-9658(2006)87[2832:TIOPMA]2.0.CO;2"}, "A SICI", "", "crossref"},
		{"DOI that does not exist", evidence.Citation{DOI: "10.9999/nowhere"}, "", "doi.org says that this DOI does not exist", ""},
		{"unknown DOI of a known prefix", evidence.Citation{DOI: "10.1234/study.9999"}, "", "not found at Crossref, PubMed", ""},
		{"nothing", evidence.Citation{}, "", "neither an identifier nor a title", ""},
	}
	var qs []Query
	for _, c := range cases {
		qs = append(qs, Query{Citation: c.in})
	}
	r := newTestResolver(t, reg, nil)
	results := resolveAll(t, r, qs, Options{})
	for i, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got, _, _ := evidence.Combine(results[i].Records)
			if got.Title != c.title {
				t.Errorf("title %q, want %q", got.Title, c.title)
			}
			if (c.pending == "") != (results[i].Pending == "") || !strings.Contains(results[i].Pending, c.pending) {
				t.Errorf("pending %q, want %q", results[i].Pending, c.pending)
			}
			have := map[string]bool{}
			for _, rec := range results[i].Records {
				have[rec.Origin.Format] = true
				if rec.ID == "" || rec.Origin.URL == "" || rec.Origin.At.IsZero() || rec.Raw == "" {
					t.Errorf("record without origin: %+v", rec.Origin)
				}
			}
			for _, s := range strings.Fields(c.sources) {
				if !have[s] {
					t.Errorf("nothing from %s, only %v", s, have)
				}
			}
		})
	}
}

func TestLookupWithoutIdentifier(t *testing.T) {
	reg := &replay.Registry{Works: []replay.Work{
		{DOI: "10.1/vte", PMID: "1", Title: "Risk of venous thromboembolism with Janus kinase inhibitors: a meta-analysis", Authors: []string{"Zhang, Jian"}, Year: 2023, Journal: "Front Pharmacol"},
		{DOI: "10.1/part1", Title: "Biologics versus JAK inhibitors. Part I: malignancy risk", Authors: []string{"Mansilla-Polo, M"}, Year: 2024, Journal: "D"},
		{PMID: "37440693", Title: "Prevention of shingles in patients on systemic medications", Authors: []string{"Guenther, Lyn"}, Year: 2023, Journal: "Skin Therapy Lett"},
	}}
	cite := func(title, family string, year int) evidence.Citation {
		return evidence.Citation{Title: title, Authors: []evidence.Person{{Family: family}}, Date: evidence.Date{Year: year}}
	}
	cases := []struct {
		name       string
		in         evidence.Citation
		doi, pmid  string
		candidates int
	}{
		{"all agree", cite("Risk of Venous Thromboembolism with Janus Kinase Inhibitors: A Metaanalysis", "Zhang", 2023), "10.1/vte", "1", 0},
		{"year before", cite("Risk of venous thromboembolism with Janus kinase inhibitors: a meta-analysis", "Zhang", 2022), "10.1/vte", "1", 0},
		{"two years off", cite("Risk of venous thromboembolism with Janus kinase inhibitors: a meta-analysis", "Zhang", 2020), "", "", 1},
		{"another first author", cite("Risk of venous thromboembolism with Janus kinase inhibitors: a meta-analysis", "Smith", 2023), "", "", 1},
		{"another part", cite("Biologics versus JAK inhibitors. Part II: malignancy risk", "Mansilla-Polo", 2024), "", "", 1},
		{"no year", cite("Risk of venous thromboembolism with Janus kinase inhibitors: a meta-analysis", "Zhang", 0), "", "", 1},
		{"only in PubMed", cite("Prevention of shingles in patients on systemic medications", "Guenther", 2023), "", "37440693", 0},
		{"nowhere", cite("Something that nobody ever wrote about the moon and cheese", "Nobody", 2023), "", "", 0},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			res := resolveAll(t, newTestResolver(t, reg, nil), []Query{{Citation: c.in}}, Options{})[0]
			got, _, _ := evidence.Combine(res.Records)
			if string(got.DOI) != c.doi || string(got.PMID) != c.pmid || len(res.Candidates) != c.candidates {
				t.Errorf("DOI %q PMID %q, %d candidates; pending %q", got.DOI, got.PMID, len(res.Candidates), res.Pending)
			}
			if taken := c.doi != "" || c.pmid != ""; taken != (res.Pending == "") {
				t.Errorf("pending %q", res.Pending)
			}
		})
	}
}

func TestPMIDOfAnotherWorkIsNotMixedIn(t *testing.T) {
	works := manyWorks(2)
	r := newTestResolver(t, &replay.Registry{Works: works}, nil)
	q := Query{Citation: evidence.Citation{DOI: evidence.DOI(works[0].DOI), PMID: evidence.PMID(works[1].PMID)}}
	res := resolveAll(t, r, []Query{q}, Options{})[0]
	c, _, _ := evidence.Combine(res.Records)
	if c.Title != works[0].Title {
		t.Errorf("title %q", c.Title)
	}
	for _, rec := range res.Records {
		if rec.Title != works[0].Title {
			t.Errorf("record of another work: %s %q", rec.Origin.Format, rec.Title)
		}
	}
	if len(res.Candidates) == 0 {
		t.Error("the work that the PMID belongs to is not offered")
	}
}

func TestOffline(t *testing.T) {
	works := manyWorks(3)
	reg := &replay.Registry{Works: works}
	dir := t.TempDir()
	resolveAll(t, newTestResolver(t, reg, func(c *Config) { c.CacheDir = dir }), queriesFor(works[:2]), Options{})
	sent := len(reg.Requests())
	// Long after: offline answers from the cache whatever their age.
	off := newTestResolver(t, reg, func(c *Config) {
		c.CacheDir, c.Offline = dir, true
		c.Now = func() time.Time { return time.Now().Add(3 * 365 * 24 * time.Hour) }
	})
	results := resolveAll(t, off, queriesFor(works), Options{})
	if results[0].Pending != "" || results[1].Pending != "" || len(results[0].Records) == 0 {
		t.Errorf("kept answers are not used: %+v", results[:2])
	}
	if !strings.HasPrefix(results[2].Pending, "offline: ") {
		t.Errorf("pending %q", results[2].Pending)
	}
	if len(reg.Requests()) != sent {
		t.Errorf("requests while offline: %v", reg.Requests()[sent:])
	}
}

func TestTwoClocks(t *testing.T) {
	works := manyWorks(1)
	reg := &replay.Registry{Works: works}
	dir := t.TempDir()
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	ask := func(later time.Duration, opt Options) int {
		before := len(reg.Requests())
		r := newTestResolver(t, reg, func(c *Config) {
			c.CacheDir = dir
			c.Now = func() time.Time { return now.Add(later) }
		})
		resolveAll(t, r, queriesFor(works), opt)
		return len(reg.Requests()) - before
	}
	const day = 24 * time.Hour
	for _, c := range []struct {
		name  string
		later time.Duration
		opt   Options
		asks  bool
	}{
		{"first", 0, Options{}, true},
		{"next month", 30 * day, Options{}, false},
		{"notices next month", 30 * day, Options{Notices: true}, true},
		{"notices the day after", 31 * day, Options{Notices: true}, false},
		{"refresh", 31 * day, Options{Refresh: true}, true},
		{"next year", 400 * day, Options{}, true},
	} {
		if n := ask(c.later, c.opt); (n > 0) != c.asks {
			t.Errorf("%s: %d requests", c.name, n)
		}
	}
}

// faulty serves works with one service out of order.
func faulty(works []replay.Work, host string, fault http.HandlerFunc) *replay.Registry {
	return &replay.Registry{Works: works, Fault: func(w http.ResponseWriter, req *http.Request, service string) bool {
		if service != host {
			return false
		}
		fault(w, req)
		return true
	}}
}

func TestSourcesOutOfOrder(t *testing.T) {
	const crossrefHost = "api.crossref.org"
	status := func(code int, header ...string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			for i := 0; i+1 < len(header); i += 2 {
				w.Header().Set(header[i], header[i+1])
			}
			w.WriteHeader(code)
			io.WriteString(w, "no")
		}
	}
	cases := []struct {
		name    string
		fault   http.HandlerFunc
		reason  string
		atMost  int // requests to Crossref
		timeout time.Duration
	}{
		{"429 without Retry-After", status(429), "asks to wait (status 429)", 5, 0},
		{"429 with a short Retry-After", status(429, "Retry-After", "0"), "asks to wait (status 429)", 5, 0},
		{"429 with a long Retry-After", status(429, "Retry-After", "86400"), "again after 2026-06-02", 1, 0},
		{"429 with a date", status(429, "Retry-After", "Tue, 02 Jun 2026 00:00:00 GMT"), "again after 2026-06-02 00:00 UTC", 1, 0},
		{"503", status(503), "status 503", 5, 0},
		{"500", status(500), "out of order (status 500)", 5, 0},
		{"403", status(403), "refuses us (status 403)", 1, 0},
		{"HTML error page with 200", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			io.WriteString(w, "<!DOCTYPE html><html><body>Maintenance</body></html>")
		}, "a web page came", 1, 0},
		{"HTML dressed as JSON", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			io.WriteString(w, "<html>gateway</html>")
		}, "a web page came", 1, 0},
		{"truncated JSON", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			io.WriteString(w, `{"status":"ok","message-type":"work-list","message":{"items":[{"DOI":"10.12`)
		}, "cannot be read", 2, 0},
		{"body that breaks off", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			w.Header().Set("Content-Length", "4096")
			io.WriteString(w, `{"status":`)
		}, "cut short", 2, 0},
		{"oversize body", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			io.WriteString(w, `{"x":"`+strings.Repeat("y", 3<<20)+`"}`)
		}, "larger than the limit of 2 MB", 7, 0},
		{"slow", func(_ http.ResponseWriter, req *http.Request) {
			select {
			case <-req.Context().Done():
			case <-time.After(5 * time.Second):
			}
		}, "no answer in time", 2, 100 * time.Millisecond},
		{"connection cut", func(w http.ResponseWriter, _ *http.Request) {
			panic(http.ErrAbortHandler)
		}, "EOF", 5, 0},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			works := manyWorks(4)
			reg := faulty(works, crossrefHost, c.fault)
			r := newTestResolver(t, reg, func(cfg *Config) {
				cfg.MaxBody = 2 << 20
				cfg.Now = func() time.Time { return time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC) }
				if c.timeout != 0 {
					cfg.Timeout = c.timeout
				}
			})
			begin := time.Now()
			results := resolveAll(t, r, queriesFor(works), Options{})
			if d := time.Since(begin); d > 60*time.Second {
				t.Errorf("waited %v", d)
			}
			for _, res := range results {
				skipped := strings.Join(res.Skipped, "; ")
				if res.Pending != "Crossref did not answer" || !strings.Contains(skipped, c.reason) {
					t.Fatalf("pending %q, skipped %q, want %q", res.Pending, skipped, c.reason)
				}
				if got, _, _ := evidence.Combine(res.Records); got.Title == "" {
					t.Error("what PubMed says was lost")
				}
			}
			if n := reg.Count(crossrefHost); n > c.atMost {
				t.Errorf("%d requests to Crossref, want at most %d", n, c.atMost)
			}
		})
	}
}

func TestConnectionRefused(t *testing.T) {
	srv := httptest.NewServer(http.NotFoundHandler())
	dead := srv.URL
	srv.Close()
	works := manyWorks(1)
	r := newTestResolver(t, &replay.Registry{Works: works}, func(c *Config) { c.BaseURLs["crossref"] = dead })
	res := resolveAll(t, r, queriesFor(works), Options{})[0]
	if !strings.Contains(res.Pending, "Crossref") || !strings.Contains(strings.Join(res.Skipped, ";"), "refused") {
		t.Errorf("%+v", res)
	}
	for _, s := range r.Status() {
		if s.Source == "crossref" && s.State == "ready" {
			t.Errorf("status %+v", s)
		}
	}
}

func TestRetriesUntilItAnswers(t *testing.T) {
	works := manyWorks(2)
	var n atomic.Int32
	reg := &replay.Registry{Works: works, Fault: func(w http.ResponseWriter, _ *http.Request, service string) bool {
		if service == "api.crossref.org" && n.Add(1) <= 3 {
			w.WriteHeader(http.StatusBadGateway)
			return true
		}
		return false
	}}
	for _, res := range resolveAll(t, newTestResolver(t, reg, nil), queriesFor(works), Options{}) {
		if res.Pending != "" {
			t.Errorf("pending %q", res.Pending)
		}
	}
}

func TestRetryAfterOnGoodAnswersIsIgnored(t *testing.T) {
	works := manyWorks(1)
	reg := &replay.Registry{Works: works, Fault: func(w http.ResponseWriter, _ *http.Request, _ string) bool {
		w.Header().Set("Retry-After", "30")
		return false
	}}
	begin := time.Now()
	resolveAll(t, newTestResolver(t, reg, nil), queriesFor(works), Options{})
	if d := time.Since(begin); d > 25*time.Second {
		t.Errorf("waited %v", d)
	}
}

func TestListTooLongIsSplit(t *testing.T) {
	works := manyWorks(20)
	reg := &replay.Registry{Works: works, Fault: func(w http.ResponseWriter, req *http.Request, service string) bool {
		if service == "api.crossref.org" && strings.Count(req.FormValue("filter"), "doi:") > 6 {
			w.WriteHeader(http.StatusRequestURITooLong)
			return true
		}
		return false
	}}
	for i, res := range resolveAll(t, newTestResolver(t, reg, nil), queriesFor(works), Options{}) {
		if res.Pending != "" {
			t.Errorf("query %d: %q", i, res.Pending)
		}
	}
}

func TestCancelKeepsWhatWasFetched(t *testing.T) {
	works := manyWorks(200)
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	reg := &replay.Registry{Works: works}
	reg.Fault = func(_ http.ResponseWriter, _ *http.Request, service string) bool {
		if service == "eutils.ncbi.nlm.nih.gov" {
			cancel() // the person presses ctrl-C while PubMed is asked
			time.Sleep(50 * time.Millisecond)
		}
		return false
	}
	dir := t.TempDir()
	r := newTestResolver(t, reg, func(c *Config) { c.CacheDir = dir })
	var got []Result
	err := r.Resolve(ctx, queriesFor(works), Options{}, func(res Result) error {
		got = append(got, res)
		return nil
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
	if len(got) != len(works) {
		t.Fatalf("%d results", len(got))
	}
	for i, res := range got {
		if !strings.HasPrefix(res.Pending, "interrupted") || len(res.Records) == 0 || res.Records[0].Title != works[i].Title {
			t.Fatalf("query %d: %+v", i, res)
		}
	}
	// Going on asks nothing again that was answered.
	before := reg.Count("api.crossref.org")
	reg.Fault = nil
	resolveAll(t, newTestResolver(t, reg, func(c *Config) { c.CacheDir = dir }), queriesFor(works), Options{})
	if n := reg.Count("api.crossref.org"); n != before {
		t.Errorf("Crossref was asked %d times again", n-before)
	}
}

func TestStaleAnswerWhenTheSourceIsDown(t *testing.T) {
	works := manyWorks(1)
	dir := t.TempDir()
	resolveAll(t, newTestResolver(t, &replay.Registry{Works: works}, func(c *Config) { c.CacheDir = dir }), queriesFor(works), Options{})
	down := faulty(works, "api.crossref.org", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(500) })
	res := resolveAll(t, newTestResolver(t, down, func(c *Config) { c.CacheDir = dir }), queriesFor(works), Options{Refresh: true})[0]
	if !res.Stale || len(res.Records) == 0 || res.Records[0].Origin.Format != "crossref" || !strings.Contains(res.Pending, "Crossref") {
		t.Errorf("%+v", res)
	}
}

func TestWhoAsks(t *testing.T) {
	var agents, mailtos, keys []string
	reg := &replay.Registry{Works: manyWorks(1), Fault: func(_ http.ResponseWriter, req *http.Request, service string) bool {
		agents = append(agents, req.UserAgent())
		if service == "api.crossref.org" {
			mailtos = append(mailtos, req.FormValue("mailto"))
		}
		if service == "eutils.ncbi.nlm.nih.gov" {
			keys = append(keys, req.FormValue("api_key")+" "+req.FormValue("tool")+" "+req.FormValue("email"))
		}
		return false
	}}
	dir := t.TempDir()
	r := newTestResolver(t, reg, func(c *Config) {
		c.CacheDir, c.Version = dir, "1.2.3"
		c.Keys = map[string]string{"pubmed": "s3cret"}
	})
	results := resolveAll(t, r, queriesFor(reg.Works), Options{})
	for _, a := range agents {
		if a != "dossier/1.2.3 (mailto:user@example.org)" {
			t.Errorf("user agent %q", a)
		}
	}
	for _, m := range mailtos {
		if m != "user@example.org" {
			t.Errorf("mailto %q", m)
		}
	}
	for _, k := range keys {
		if k != "s3cret dossier user@example.org" {
			t.Errorf("PubMed was told %q", k)
		}
	}
	for _, rec := range results[0].Records {
		if strings.Contains(rec.Origin.URL, "s3cret") || strings.Contains(rec.Origin.URL, "user%40example") {
			t.Errorf("the key or the address is in %s", rec.Origin.URL)
		}
	}
	_ = filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		if strings.Contains(string(data), "s3cret") || strings.Contains(string(data), "user%40example") {
			t.Errorf("the key or the address is in the cache file %s", path)
		}
		return err
	})
}

func TestLimitsFollowTheHeaders(t *testing.T) {
	works := manyWorks(1)
	reg := &replay.Registry{Works: works, Fault: func(w http.ResponseWriter, req *http.Request, service string) bool {
		if service == "api.crossref.org" {
			w.Header().Set("x-rate-limit-limit", "1000000")
			w.Header().Set("x-rate-limit-interval", "2s")
			w.Header().Set("x-concurrency-limit", "1")
			w.Header().Set("x-api-pool", "polite-single")
		}
		return false
	}}
	r := newTestResolver(t, reg, nil)
	resolveAll(t, r, queriesFor(works), Options{})
	for _, s := range r.Status() {
		if s.Source != "crossref" {
			continue
		}
		if s.Pool != "polite-single" || s.Single != (Limit{500000, 1}) || s.List != (Limit{1e6, 4}) {
			t.Errorf("%+v", s)
		}
	}
	g := newGate(Limit{10, 3})
	g.steer(http.Header{"X-Rate-Limit-Limit": {"50"}, "X-Rate-Limit-Interval": {"1s"}, "X-Concurrency-Limit": {"9"}})
	if g.limit() != (Limit{10, 3}) {
		t.Errorf("the announced limit raised ours: %+v", g.limit())
	}
	g.steer(http.Header{"X-Ratelimit-Limit": {"1000"}}) // OpenAlex: a budget, no pace
	if g.limit() != (Limit{10, 3}) {
		t.Errorf("a budget was taken for a pace: %+v", g.limit())
	}
}

func TestBudgetUsedUp(t *testing.T) {
	works := manyWorks(3)
	for i := range works {
		works[i].Abstract = "" // so that OpenAlex is asked
	}
	reg := &replay.Registry{Works: works, Fault: func(w http.ResponseWriter, req *http.Request, service string) bool {
		if service == "api.openalex.org" {
			w.Header().Set("x-ratelimit-remaining-usd", "0")
			w.Header().Set("x-ratelimit-cost-usd", "0.0001")
			w.Header().Set("x-ratelimit-reset", "3600")
		}
		return false
	}}
	now := time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)
	dir := t.TempDir()
	at := func(d time.Duration) *Resolver {
		return newTestResolver(t, reg, func(c *Config) {
			c.CacheDir = dir
			c.Now = func() time.Time { return now.Add(d) }
		})
	}
	resolveAll(t, at(0), queriesFor(works[:1]), Options{})
	if n := reg.Count("api.openalex.org"); n != 1 {
		t.Fatalf("OpenAlex was asked %d times", n)
	}
	// The next run remembers, says so, and completes the work without it.
	r := at(10 * time.Minute)
	res := resolveAll(t, r, queriesFor(works[1:2]), Options{})[0]
	if n := reg.Count("api.openalex.org"); n != 1 || res.Pending != "" {
		t.Errorf("asked %d times, pending %q", n, res.Pending)
	}
	for _, s := range r.Status() {
		if s.Source == "openalex" && (s.State != reasonSpent || !s.Until.Equal(now.Add(time.Hour)) || s.BudgetLeft != "0 USD") {
			t.Errorf("%+v", s)
		}
	}
	resolveAll(t, at(2*time.Hour), queriesFor(works[2:]), Options{})
	if n := reg.Count("api.openalex.org"); n != 2 {
		t.Errorf("after the renewal OpenAlex was asked %d times", n)
	}
}

func TestDamagedCacheIsAskedAgain(t *testing.T) {
	works := manyWorks(1)
	reg := &replay.Registry{Works: works}
	dir := t.TempDir()
	resolveAll(t, newTestResolver(t, reg, func(c *Config) { c.CacheDir = dir }), queriesFor(works), Options{})
	files, err := filepath.Glob(filepath.Join(dir, "crossref", "*", "*"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no cache files: %v", err)
	}
	for _, f := range files {
		if err := os.Truncate(f, 40); err != nil {
			t.Fatal(err)
		}
	}
	before := reg.Count("api.crossref.org")
	res := resolveAll(t, newTestResolver(t, reg, func(c *Config) { c.CacheDir = dir }), queriesFor(works), Options{})[0]
	if res.Pending != "" || reg.Count("api.crossref.org") == before {
		t.Errorf("%+v", res)
	}
}

func TestUnwritableCacheIsNoStop(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	works := manyWorks(1)
	r := newTestResolver(t, &replay.Registry{Works: works}, func(c *Config) { c.CacheDir = filepath.Join(file, "cache") })
	if res := resolveAll(t, r, queriesFor(works), Options{})[0]; res.Pending != "" {
		t.Errorf("pending %q", res.Pending)
	}
	if r.CacheFault() == nil {
		t.Error("the fault of the cache is not told")
	}
}

func TestBadBaseURL(t *testing.T) {
	if _, err := New(Config{BaseURLs: map[string]string{"crossref": "ftp://x"}}); err == nil {
		t.Error("ftp was accepted")
	}
}

func TestBaseURLsFromTheEnvironment(t *testing.T) {
	env := map[string]string{"DOSSIER_SOURCES_CROSSREF_URL": "http://a", "DOSSIER_SOURCES_EUROPEPMC_URL": "http://b"}
	got := BaseURLs(func(k string) string { return env[k] })
	if len(got) != 2 || got["crossref"] != "http://a" || got["europepmc"] != "http://b" {
		t.Errorf("%v", got)
	}
}

func TestNoticesAreCrossChecked(t *testing.T) {
	works := manyWorks(2)
	works[1].RetractedBy = "10.1234/notice"
	r := newTestResolver(t, &replay.Registry{Works: works}, nil)
	results := resolveAll(t, r, queriesFor(works), Options{Notices: true})
	for i, want := range []map[string]evidence.NoticeKind{{}, {"crossref": "retraction", "pubmed": "retraction", "openalex": "possible-retraction"}} {
		got := map[string]evidence.NoticeKind{}
		for _, rec := range results[i].Records {
			for _, n := range rec.Notices {
				got[rec.Origin.Format] = n.Kind
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("work %d: %s", i, diff)
		}
	}
	c, _, _ := evidence.Combine(results[1].Records)
	if len(c.Notices) != 2 || c.Notices[0].Source == c.Notices[1].Source {
		t.Errorf("notices %+v", c.Notices)
	}
}

// BenchmarkCompleteTwoHundredFromCache is the second run over a reference list.
func BenchmarkCompleteTwoHundredFromCache(b *testing.B) {
	works := manyWorks(200)
	srv := httptest.NewServer(&replay.Registry{Works: works})
	defer srv.Close()
	cfg := Config{BaseURLs: replay.BaseURLs(srv.URL), Limits: quick(), CacheDir: b.TempDir()}
	run := func() {
		r, err := New(cfg)
		if err != nil {
			b.Fatal(err)
		}
		if err := r.Resolve(context.Background(), queriesFor(works), Options{}, func(Result) error { return nil }); err != nil {
			b.Fatal(err)
		}
	}
	run()
	for b.Loop() {
		run()
	}
}
