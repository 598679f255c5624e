package resolve

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"

	"dossier/evidence"
)

// PageReader reads the metadata that a page declares, as html.ReadPage does.
type PageReader func(page []byte, address string) (evidence.Record, error)

// ErrBlocked is returned for a page that keeps programs out. It is not asked for
// again.
var ErrBlocked = errors.New("the site keeps programs out: open it in a browser and save the page")

// Page is a web page as it was fetched.
type Page struct {
	URL  string // after redirects it may be another one; this is the one asked for
	Body []byte
}

// Page fetches a web page that a person or a record names. Addresses of this
// machine and of private networks are refused unless the configuration allows
// them; anti-bot pages are ErrBlocked.
func (r *Resolver) Page(ctx context.Context, address string) (Page, error) {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return Page{}, fmt.Errorf("%q is no web address", address)
	}
	if u.User != nil {
		return Page{}, fmt.Errorf("%s: addresses with a password are not fetched", u.Redacted())
	}
	if err := r.guard.checkLiteral(u); err != nil {
		return Page{}, err
	}
	f := &fetcher{r: r, age: BibliographicAge, offline: r.cfg.Offline, said: map[string]map[ID]outcome{}}
	defer r.remember()
	e, err := f.list(ctx, sourceLanding, Request{Path: u.String(), Accept: "text/html,application/xhtml+xml"})
	if err != nil {
		return Page{}, err
	}
	switch {
	case e.Status == http.StatusNotFound, e.Status == http.StatusGone:
		return Page{}, fmt.Errorf("%s: the page does not exist", address)
	case isBlocked(e.Body):
		return Page{}, fmt.Errorf("%s: %w", u.Host, ErrBlocked)
	}
	return Page{URL: address, Body: e.Body}, nil
}

// isBlocked recognises the pages that are served in place of an article: small,
// with the words of the usual bot checks and without an article's metadata.
func isBlocked(page []byte) bool {
	if len(page) > 64<<10 || bytes.Contains(page, []byte("citation_title")) {
		return false
	}
	low := bytes.ToLower(page)
	for _, sign := range []string{
		"<title>just a moment", "cf-chl-", "cf_chl_opt", "challenge-platform", "_incapsula_resource", "px-captcha",
		"<title>attention required", "<title>access denied", "enable javascript and cookies to continue", "<title>are you a robot",
	} {
		if bytes.Contains(low, []byte(sign)) {
			return true
		}
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
	if j.ids[DOI] != "" {
		address = evidence.DOI(j.ids[DOI]).URL()
	}
	if address == "" || !f.hasGaps(j) {
		return nil
	}
	id := ID{URL, address}
	page, err := f.r.Page(ctx, address)
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
