package resolve

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"

	"dossier/evidence"
	"dossier/ingest/html"
)

func TestPublicAddr(t *testing.T) {
	for _, c := range []struct {
		addr   string
		public bool
	}{
		{"8.8.8.8", true}, {"2606:4700::1111", true},
		{"127.0.0.1", false}, {"127.8.9.1", false}, {"::1", false}, {"0.0.0.0", false}, {"::", false},
		{"10.1.2.3", false}, {"172.16.0.1", false}, {"192.168.1.1", false}, {"fd00::1", false},
		{"169.254.169.254", false}, {"fe80::1", false}, {"100.64.0.1", false}, {"198.18.0.1", false},
		{"224.0.0.1", false}, {"255.255.255.255", false}, {"::ffff:127.0.0.1", false}, {"::ffff:10.0.0.1", false},
		{"64:ff9b::7f00:1", false}, {"2002:7f00:1::", false}, {"192.0.0.8", false},
	} {
		if got := publicAddr(netip.MustParseAddr(c.addr)); got != c.public {
			t.Errorf("%s: public = %v", c.addr, got)
		}
	}
}

func TestPageStaysOffPrivateNetworks(t *testing.T) {
	hits := 0
	inside := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		hits++
		fmt.Fprint(w, "<html>secret</html>")
	}))
	defer inside.Close()
	r, err := New(Config{Limits: quick()})
	if err != nil {
		t.Fatal(err)
	}
	port := inside.URL[strings.LastIndexByte(inside.URL, ':')+1:]
	for _, address := range []string{
		inside.URL, "http://localhost:" + port, "http://LOCALHOST.:" + port, "http://foo.localhost:" + port, "http://[::1]:" + port,
		"http://[::ffff:127.0.0.1]:" + port, "http://127.1:" + port, "http://2130706433:" + port, "http://0.0.0.0:" + port, "http://169.254.169.254/latest/meta-data",
		"file:///etc/passwd", "gopher://127.0.0.1", "http://user:pw@example.org/", "no address",
	} {
		page, err := r.Page(context.Background(), address)
		if err == nil {
			t.Errorf("%s: got %q", address, page.Body)
		}
	}
	if hits != 0 {
		t.Errorf("the private server was reached %d times", hits)
	}

	allowed, err := New(Config{Limits: quick(), AllowPrivate: true})
	if err != nil {
		t.Fatal(err)
	}
	page, err := allowed.Page(context.Background(), inside.URL)
	if err != nil || string(page.Body) != "<html>secret</html>" {
		t.Errorf("with the flag: %q, %v", page.Body, err)
	}
}

func TestRedirectToPrivateNetworkIsRefused(t *testing.T) {
	hits := 0
	inside := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { hits++ }))
	defer inside.Close()
	outside := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		http.Redirect(w, req, inside.URL+"/x", http.StatusFound)
	}))
	defer outside.Close()
	// The configured server may be on the loopback; what it redirects to may not.
	r := newTestResolver(t, http.NotFoundHandler(), func(c *Config) { c.BaseURLs["doi"] = outside.URL })
	_, err := r.endpoints[sourceDOI].ask(context.Background(), doiorg{}.Request(DOI, []string{"10.1/x"}))
	if !errors.Is(err, ErrPrivateAddress) || hits != 0 {
		t.Errorf("%v, %d hits", err, hits)
	}
}

func TestBlockedPage(t *testing.T) {
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		switch req.URL.Path {
		case "/blocked":
			fmt.Fprint(w, `<!DOCTYPE html><html><head><title>Just a moment...</title></head><body><script>window._cf_chl_opt={}</script></body></html>`)
		case "/article":
			fmt.Fprint(w, `<!DOCTYPE html><html><head><meta name="citation_title" content="A trial"></head></html>`)
		default:
			http.NotFound(w, req)
		}
	}))
	defer srv.Close()
	r, err := New(Config{Limits: quick(), AllowPrivate: true})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.Page(context.Background(), srv.URL+"/blocked"); !errors.Is(err, html.ErrBlocked) {
		t.Errorf("blocked: %v", err)
	}
	if _, err := r.Page(context.Background(), srv.URL+"/nothing"); err == nil || !strings.Contains(err.Error(), "does not exist") {
		t.Errorf("missing: %v", err)
	}
	if page, err := r.Page(context.Background(), srv.URL+"/article"); err != nil || !strings.Contains(string(page.Body), "citation_title") {
		t.Errorf("article: %q %v", page.Body, err)
	}
}

func TestLandingPageFillsGaps(t *testing.T) {
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprint(w, `<!DOCTYPE html><html><head><meta content="Found on the page" name="citation_title"><meta name="citation_author" content="Kim, Y">
<meta name="citation_publication_date" content="2020/03/01"></head><body></body></html>`)
	}))
	defer srv.Close()
	r := newTestResolver(t, http.NotFoundHandler(), func(c *Config) { c.AllowPrivate = true })
	res := resolveAll(t, r, []Query{{Citation: evidence.Citation{URL: srv.URL + "/paper"}}}, Options{Pages: true})[0]
	if res.Pending != "" || len(res.Records) != 1 {
		t.Fatalf("%+v", res)
	}
	if rec := res.Records[0]; rec.Origin.Format != "landing" || rec.Title != "Found on the page" || rec.Year() != 2020 || rec.Authors[0].Family != "Kim" {
		t.Errorf("%+v", rec)
	}
}
