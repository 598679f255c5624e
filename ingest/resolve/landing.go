package resolve

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"dossier/evidence"
	"dossier/ingest/html"
)

// PageReader reads the metadata that a page declares, as html.ReadPage does.
type PageReader func(page []byte, address string) (evidence.Record, error)

// Page is a web page as it was fetched.
type Page struct {
	URL  string // after redirects it may be another one; this is the one asked for
	Body []byte
}

// Page fetches a web page that a person or a record names. Addresses of this
// machine and of private networks are refused unless the configuration allows
// them; a page that the robots.txt of its site closes to programs is ErrRobots;
// anti-bot pages are html.ErrBlocked.
func (r *Resolver) Page(ctx context.Context, address string) (Page, error) {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return Page{}, fmt.Errorf("%q is no web address", address)
	}
	if u.User != nil {
		return Page{}, fmt.Errorf("%s: addresses with a password are not fetched", u.Redacted())
	}
	f := &fetcher{r: r, age: BibliographicAge, offline: r.cfg.Offline, said: map[string]map[ID]outcome{}}
	defer r.remember()
	e, u, err := f.follow(ctx, Request{Path: u.String(), Accept: "text/html,application/xhtml+xml"}, func(u *url.URL) error {
		if f.offline {
			return nil // nothing is sent
		}
		return r.checkRobots(ctx, u)
	})
	var down *Unavailable
	switch {
	case errors.As(err, &down):
		return Page{}, fmt.Errorf("%s: %w", u.Host, err)
	case err != nil:
		return Page{}, err
	case e.Status == http.StatusNotFound, e.Status == http.StatusGone:
		return Page{}, fmt.Errorf("%s: the page does not exist", address)
	case html.IsBlocked(e.Body):
		return Page{}, fmt.Errorf("%s: %w", u.Host, html.ErrBlocked)
	}
	return Page{URL: address, Body: e.Body}, nil
}

// maxRedirects is how often a page may send on.
const maxRedirects = 5

var errTooManyRedirects = fmt.Errorf("more than %d redirects", maxRedirects)

// follow gets a page through its redirects, each of which is checked like the
// first address. It returns the last answer and where that came from.
func (f *fetcher) follow(ctx context.Context, req Request, check func(*url.URL) error) (entry, *url.URL, error) {
	at, err := url.Parse(req.Path)
	if err != nil {
		return entry{}, nil, err
	}
	for range maxRedirects + 1 {
		if err := f.r.guard.checkLiteral(at); err != nil {
			return entry{}, at, err
		}
		if err := check(at); err != nil {
			return entry{}, at, err
		}
		req.Path = at.String()
		e, err := f.list(ctx, sourceLanding, req)
		if err != nil || !isRedirect(e.Status) {
			return e, at, err
		}
		next, err := at.Parse(e.Header["Location"])
		if err != nil || next.Scheme != "http" && next.Scheme != "https" || next.Host == "" || next.User != nil {
			return entry{}, at, fmt.Errorf("%s: it sends on to %q, which is no web address", at.Host, e.Header["Location"])
		}
		next.Fragment = ""
		at = next
	}
	return entry{}, at, fmt.Errorf("%s: %w", at.Host, errTooManyRedirects)
}

func isRedirect(status int) bool {
	switch status {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther, http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
		return true
	}
	return false
}

// onDemand asks what is asked for only when wanted: trial registrations, open
// copies, landing pages.
func (f *fetcher) onDemand(ctx context.Context, jobs []*job, opt Options) error {
	var trials []string
	for _, j := range jobs {
		if opt.Trials || len(j.ids) == 0 {
			trials = append(trials, j.trials...)
		}
	}
	if err := f.ask(ctx, sourceCTGov, NCT, trials); err != nil {
		return err
	}
	if opt.Open {
		if err := f.ask(ctx, sourceUnpaywall, DOI, values(jobs, DOI, nil)); err != nil {
			return err
		}
	}
	if !opt.Pages {
		return nil
	}
	for _, j := range jobs {
		if err := f.landingPage(ctx, j); err != nil {
			return err
		}
	}
	return nil
}

// landingPage reads the page behind a DOI or URL where there are still gaps.
func (f *fetcher) landingPage(ctx context.Context, j *job) error {
	address := j.query.Citation.URL
	from := address
	if j.ids[DOI] != "" {
		address = evidence.DOI(j.ids[DOI]).URL()
		from = strings.Replace(address, "https://doi.org", strings.TrimSuffix(f.r.endpoints[sourceDOI].base, "/"), 1)
	}
	if address == "" || !f.hasGaps(j) {
		return nil
	}
	id := ID{URL, address}
	page, err := f.r.Page(ctx, from)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	j.ids[URL] = address
	if err != nil {
		f.remember(sourceLanding, id, outcome{err: err})
		return nil
	}
	rec, err := f.r.cfg.Page(page.Body, address)
	if err != nil {
		f.remember(sourceLanding, id, outcome{err: err})
		return nil
	}
	rec.Origin = evidence.Origin{Format: sourceLanding, URL: address, Key: address, At: f.r.now()}
	rec.ID = recordID(rec)
	f.remember(sourceLanding, id, outcome{record: &rec})
	return nil
}
