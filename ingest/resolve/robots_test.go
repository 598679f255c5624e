package resolve

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"dossier/evidence"
)

// The rules are those of RFC 9309, sections 2.2 and 2.5.
func TestRobots(t *testing.T) {
	for _, c := range []struct {
		name, text, path string
		want             bool
	}{
		{"empty", "", "/a", true},
		{"for all", "User-agent: *\nDisallow: /a", "/a/b", false},
		{"another path", "User-agent: *\nDisallow: /a", "/b", true},
		{"for others", "User-agent: otherbot\nDisallow: /", "/a", true},
		{"own group counts alone", "User-agent: *\nDisallow: /\n\nUser-agent: Dossier/2.0\nDisallow: /x", "/a", true},
		{"own groups are joined", "User-agent: dossier\nDisallow: /a\n\nUser-agent: b\nDisallow: /\n\nUser-agent: DOSSIER\nDisallow: /b", "/a", false},
		{"several agents of one group", "User-agent: a\nUser-agent: dossier\nUser-agent: b\nDisallow: /a", "/a", false},
		{"a longer name is another's", "User-agent: dossierbot\nDisallow: /", "/a", true},
		{"a shorter one too", "User-agent: doss\nDisallow: /", "/a", true},
		{"own empty group", "User-agent: *\nDisallow: /\nUser-agent: dossier\nDisallow:", "/a", true},
		{"the longest rule", "User-agent: *\nDisallow: /\nAllow: /article/", "/article/1", true},
		{"equally long", "User-agent: *\nDisallow: /page\nAllow: /page", "/page", true},
		{"a star", "User-agent: *\nDisallow: /*/pdf", "/a/b/pdf/1", false},
		{"a star and the end", "User-agent: *\nDisallow: /*.pdf$", "/a/b.pdf", false},
		{"not the end", "User-agent: *\nDisallow: /*.pdf$", "/a/b.pdf?x=1", true},
		{"the end alone", "User-agent: *\nDisallow: /$", "/a", true},
		{"stars that share no text", "User-agent: *\nDisallow: /aa*aa$", "/aaa", true},
		{"query", "User-agent: *\nDisallow: /*?search=", "/find?search=x", false},
		{"percent signs", "User-agent: *\nDisallow: /%7ejoe/%e3%81%82", "/~joe/あ", false},
		{"a reserved sign stays", "User-agent: *\nDisallow: /a%2Fb", "/a/b", true},
		{"case of the path counts", "User-agent: *\nDisallow: /A", "/a", true},
		{"comments, blanks, CR and a BOM", "\ufeff# x\r\nUSER-AGENT : * # all\r\nDisallow:/a # b\r\n", "/a", false},
		{"lines that mean nothing", "<html>\nDisallow: /\nCrawl-delay: often\nUser-agent: *\nSitemap: http://x\nDisallow: /a", "/a", false},
		{"a rule before any group", "Disallow: /\nUser-agent: *\nAllow: /", "/a", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := parseRobots([]byte(c.text), productToken).allows(c.path); got != c.want {
				t.Errorf("%s: %v", c.path, got)
			}
		})
	}
}

func TestRobotsOfAHostileSiteAreQuick(t *testing.T) {
	text := "User-agent: *\n" + strings.Repeat("Disallow: /"+strings.Repeat("a*", 400)+"b\n", 600)
	begin := time.Now()
	if !parseRobots([]byte(text), productToken).allows("/" + strings.Repeat("a", 8000)) {
		t.Error("refused")
	}
	if d := time.Since(begin); d > 5*time.Second {
		t.Errorf("it took %v", d)
	}
}

func FuzzRobots(f *testing.F) {
	f.Add("User-agent: *\nDisallow: /*a$\nAllow: /%7e", "/a%2")
	f.Fuzz(func(t *testing.T, text, path string) {
		r := parseRobots([]byte(text), productToken)
		if r.allows(path) != r.allows(normalPath(path)) {
			t.Errorf("%q and its normal form differ", path)
		}
	})
}

func TestRobotsAreRespected(t *testing.T) {
	other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		if req.URL.Path == "/robots.txt" {
			fmt.Fprint(w, "User-agent: *\nDisallow: /closed")
			return
		}
		fmt.Fprint(w, "<html>other</html>")
	}))
	defer other.Close()
	var asked []string
	status := http.StatusOK
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		asked = append(asked, req.URL.Path)
		if !strings.HasPrefix(req.UserAgent(), "dossier/") {
			t.Errorf("asked as %q", req.UserAgent())
		}
		switch path := req.URL.Path; {
		case path == "/robots.txt" && status == http.StatusOK:
			http.Redirect(w, req, "/rules.txt", http.StatusMovedPermanently)
		case path == "/robots.txt":
			w.WriteHeader(status)
		case path == "/rules.txt":
			fmt.Fprint(w, "User-agent: *\nDisallow: /private/\n")
		case path == "/away":
			http.Redirect(w, req, other.URL+"/closed/1", http.StatusFound)
		case path == "/over":
			http.Redirect(w, req, other.URL+"/open", http.StatusFound)
		case path == "/round":
			http.Redirect(w, req, "/round", http.StatusFound)
		case path == "/file":
			http.Redirect(w, req, "file:///etc/passwd", http.StatusFound)
		default:
			fmt.Fprint(w, "<html>page</html>")
		}
	}))
	defer site.Close()
	dir := t.TempDir()
	now := time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)
	resolver := func() *Resolver {
		r, err := New(Config{Limits: quick(), AllowPrivate: true, CacheDir: dir, Timeout: time.Second, Now: func() time.Time { return now }})
		if err != nil {
			t.Fatal(err)
		}
		r.endpoints[sourceLanding].http.RetryWaitMin, r.endpoints[sourceLanding].http.RetryWaitMax = time.Millisecond, 2*time.Millisecond
		return r
	}
	r := resolver()
	for _, c := range []struct{ path, says string }{
		{"/private/1", "robots.txt asks programs not to read"},
		{"/open/1", ""},
		{"/away", "robots.txt asks programs not to read"},
		{"/over", ""},
		{"/round", "more than 5 redirects"},
		{"/file", "no web address"},
	} {
		_, err := r.Page(context.Background(), site.URL+c.path)
		if c.says == "" && err != nil || c.says != "" && (err == nil || !strings.Contains(err.Error(), c.says)) {
			t.Errorf("%s: %v", c.path, err)
		}
	}
	count := func(path string) (n int) {
		for _, a := range asked {
			if a == path {
				n++
			}
		}
		return n
	}
	if count("/robots.txt") != 1 || count("/private/1") != 0 {
		t.Errorf("asked for %q", asked)
	}

	// Kept for a day, by later runs too.
	resolver().Page(context.Background(), site.URL+"/open/2")
	if count("/robots.txt") != 1 {
		t.Errorf("asked for the rules again: %q", asked)
	}
	now = now.Add(25 * time.Hour)
	resolver().Page(context.Background(), site.URL+"/open/3")
	if count("/robots.txt") != 2 {
		t.Errorf("old rules were used: %q", asked)
	}

	// No rules where there is no file; none are read of a site in trouble.
	for code, ok := range map[int]bool{404: true, 403: true, 410: true, 400: true, 503: false, 429: false} {
		status, now = code, now.Add(48*time.Hour)
		_, err := resolver().Page(context.Background(), fmt.Sprintf("%s/open/%d", site.URL, code))
		if (err == nil) != ok || !ok && !strings.Contains(err.Error(), "robots.txt could not be read") {
			t.Errorf("robots.txt answers %d: %v", code, err)
		}
	}
}

func TestRefusedLandingPageIsNamed(t *testing.T) {
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, "User-agent: dossier\nDisallow: /")
	}))
	defer srv.Close()
	r := newTestResolver(t, http.NotFoundHandler(), func(c *Config) { c.AllowPrivate = true })
	res := resolveAll(t, r, []Query{{Citation: evidence.Citation{URL: srv.URL + "/paper"}}}, Options{Pages: true})[0]
	if len(res.Skipped) != 1 || !strings.Contains(res.Skipped[0], ErrRobots.Error()) {
		t.Errorf("%+v", res)
	}
	if _, err := r.Page(context.Background(), srv.URL); !errors.Is(err, ErrRobots) {
		t.Error(err)
	}
}
