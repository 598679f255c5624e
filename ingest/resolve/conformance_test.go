package resolve

import (
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/text/unicode/norm"

	"dossier/cmd/corpustest"
	"dossier/evidence"
	"dossier/ingest/resolve/replay"
)

// recorded gives the recorded answers below a folder of the corpus.
func recorded(t *testing.T, folder string) map[string][]byte {
	t.Helper()
	return recordedIf(t, folder, func(r replay.Recording) bool { return r.Status == 200 })
}

func recordedAny(t *testing.T, folder string) map[string][]byte {
	t.Helper()
	return recordedIf(t, folder, func(replay.Recording) bool { return true })
}

func recordedIf(t *testing.T, folder string, want func(replay.Recording) bool) map[string][]byte {
	t.Helper()
	dir := corpustest.Dir(t, "api")
	all, err := replay.Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	bodies := map[string][]byte{}
	for _, r := range all {
		if !strings.HasPrefix(r.File, folder) || !want(r) {
			continue
		}
		body, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(r.File)))
		if err != nil {
			t.Fatal(err)
		}
		bodies[r.File] = body
	}
	if len(bodies) == 0 {
		t.Fatalf("no recording below %s", folder)
	}
	return bodies
}

// letters keeps what a rendering may not lose: letters and digits.
func letters(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, norm.NFKC.String(s)) // an exponent is rendered as one
}

// plain strips markup with the HTML parser, independently of the renderer.
func plain(s string) string {
	for range 3 {
		s = html.UnescapeString(s)
	}
	doc, err := html.Parse(strings.NewReader(s))
	if err != nil {
		return s
	}
	var b strings.Builder
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		if n.Type == html.TextNode {
			b.WriteString(n.Data)
		}
		if n.Type == html.ElementNode && (strings.HasSuffix(n.Data, "tex-math") || n.Data == "annotation") {
			return
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c)
		}
	}
	walk(doc)
	return b.String()
}

type generic = map[string]any

func list(g generic, key string) []any { l, _ := g[key].([]any); return l }
func text(g generic, key string) string {
	s, _ := g[key].(string)
	return s
}
func first(g generic, key string) string {
	for _, v := range list(g, key) {
		s, _ := v.(string)
		return s
	}
	return text(g, key)
}

// TestConformanceCrossref decodes every recorded Crossref answer and compares
// with a plain reading of the JSON.
func TestConformanceCrossref(t *testing.T) {
	works, withTitle, authors, abstracts, notices, dated := 0, 0, 0, 0, 0, 0
	for file, body := range recorded(t, "crossref/") {
		if !strings.HasPrefix(file, "crossref/works/") && !strings.HasPrefix(file, "crossref/lists/") {
			continue
		}
		items, err := crossref{}.Split(body)
		if err != nil {
			t.Errorf("%s: %v", file, err)
			continue
		}
		for _, it := range items {
			works++
			var g generic
			if err := json.Unmarshal(it.Raw, &g); err != nil {
				t.Fatal(err)
			}
			rec, err := crossref{}.Decode(it.Raw)
			if err != nil {
				t.Errorf("%s: %v", file, err)
				continue
			}
			where := file + " " + text(g, "DOI")
			if doi := text(g, "DOI"); doi != "" && string(rec.DOI) != doi {
				t.Errorf("%s: DOI %q", where, rec.DOI)
			}
			if title := first(g, "title"); title != "" {
				withTitle++
				want := letters(plain(title))
				if !strings.HasPrefix(letters(rec.Title), want) && !strings.Contains(strings.ToLower(title), "retracted") {
					t.Errorf("%s: title\n got %s\nwant %s", where, rec.Title, title)
				}
				if strings.ContainsAny(rec.Title, "\n\t") || strings.Contains(rec.Title, "</") || strings.Contains(rec.Title, "&amp;") {
					t.Errorf("%s: title is not rendered: %q", where, rec.Title)
				}
			}
			authors += checkCrossrefAuthors(t, where, g, rec)
			if a := text(g, "abstract"); a != "" {
				abstracts++
				want := strings.TrimPrefix(letters(plain(a)), "abstract")
				if got := strings.TrimPrefix(letters(rec.Abstract), "abstract"); got != want {
					t.Errorf("%s: abstract\n got %.300s\nwant %.300s", where, got, want)
				}
			}
			notices += checkCrossrefNotices(t, where, g, rec)
			dated += checkCrossrefDate(t, where, g, rec)
		}
	}
	t.Logf("works %d, titles %d, authors %d, abstracts %d, dates %d, notices %d", works, withTitle, authors, abstracts, dated, notices)
	if works < 300 {
		t.Errorf("only %d works", works)
	}
}

func checkCrossrefAuthors(t *testing.T, where string, g generic, rec evidence.Record) int {
	t.Helper()
	n := 0
	for _, a := range list(g, "author") {
		name := a.(generic)
		family, group := text(name, "family"), text(name, "name")
		if family == "" && group == "" && text(name, "given") == "" {
			continue
		}
		if n >= len(rec.Authors) {
			n++
			continue
		}
		p := rec.Authors[n]
		n++
		if family != "" && letters(plain(family)) != letters(p.Family) || family == "" && group != "" && letters(group) != letters(p.Literal) {
			t.Errorf("%s: author %d is %+v, want %v", where, n, p, name)
		}
		if given := text(name, "given"); family != "" && letters(given) != letters(p.Given) {
			t.Errorf("%s: author %d has given name %q, want %q", where, n, p.Given, given)
		}
		if s := text(name, "suffix"); s != "" && p.Suffix != s {
			t.Errorf("%s: author %d has suffix %q, want %q", where, n, p.Suffix, s)
		}
		if o := text(name, "ORCID"); o != "" && p.ORCID != o[len(o)-19:] {
			t.Errorf("%s: author %d has ORCID %q, want %q", where, n, p.ORCID, o)
		}
	}
	if n != len(rec.Authors) {
		t.Errorf("%s: %d authors, want %d", where, len(rec.Authors), n)
	}
	return n
}

func checkCrossrefNotices(t *testing.T, where string, g generic, rec evidence.Record) int {
	t.Helper()
	want := map[string]bool{}
	for _, u := range list(g, "updated-by") {
		v := u.(generic)
		if text(v, "DOI") == text(g, "DOI") {
			continue // a new version that points to itself
		}
		want[strings.ToLower(text(v, "DOI"))+" crossref:"+text(v, "source")+" "+text(v, "type")] = true
	}
	got := 0
	for _, n := range rec.Notices {
		if n.Source == "title" {
			continue
		}
		got++
		if !want[n.DOI.Key()+" "+n.Source+" "+strings.ReplaceAll(string(n.Kind), "-", "_")] {
			t.Errorf("%s: notice %+v is not in %v", where, n, want)
		}
	}
	if got != len(want) {
		t.Errorf("%s: %d notices, want %d", where, got, len(want))
	}
	return got
}

func checkCrossrefDate(t *testing.T, where string, g generic, rec evidence.Record) int {
	t.Helper()
	for _, key := range []string{"published-print", "published-online", "issued", "posted"} {
		d, ok := g[key].(generic)
		if !ok {
			continue
		}
		parts := list(d, "date-parts")
		if len(parts) == 0 || len(parts[0].([]any)) == 0 || parts[0].([]any)[0] == nil {
			continue
		}
		want := ""
		for i, p := range parts[0].([]any) {
			want += []string{"%04.0f", "-%02.0f", "-%02.0f"}[i]
			want = fmt.Sprintf(want, p)
		}
		if rec.Date.String() != want {
			t.Errorf("%s: date %s, want %s from %s", where, rec.Date, want, key)
		}
		return 1
	}
	if rec.Date.Year != 0 {
		t.Errorf("%s: date %s from nowhere", where, rec.Date)
	}
	return 0
}

// TestConformanceReplay completes recorded works through the whole client, from
// a loopback server that is driven by the index of the recordings.
func TestConformanceReplay(t *testing.T) {
	dir := corpustest.Dir(t, "api")
	server, err := replay.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	all, err := replay.Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	var qs []Query
	for _, r := range all {
		doi, ok := strings.CutPrefix(r.URL, "https://api.crossref.org/works/")
		if !ok || !strings.HasPrefix(r.File, "crossref/works/") || r.Status != 200 {
			continue
		}
		doi, _, _ = strings.Cut(doi, "?")
		if doi, err = url.PathUnescape(doi); err == nil && !strings.Contains(doi, "/transform") {
			qs = append(qs, Query{Citation: evidence.Citation{DOI: exactDOI(doi)}})
		}
	}
	r := newTestResolver(t, server, nil)
	found, bySource := 0, map[string]int{}
	complete := func(qs ...Query) {
		for _, res := range resolveAll(t, r, qs, Options{}) {
			if len(res.Records) > 0 {
				found++
			} else {
				t.Errorf("%+v: nothing found: %s %v", qs[res.Query].Citation, res.Pending, res.Skipped)
			}
			for _, rec := range res.Records {
				bySource[rec.Origin.Format]++
			}
		}
	}
	complete(qs...)
	for _, r := range all { // recorded one by one
		if pmid := strings.TrimSuffix(strings.TrimPrefix(r.File, "pubmed/efetch/"), ".xml"); strings.HasSuffix(r.URL, "retmode=xml&id="+pmid) {
			qs = append(qs, Query{})
			complete(Query{Citation: evidence.Citation{PMID: evidence.PMID(pmid)}})
		}
	}
	t.Logf("%d of %d works found, records %v, %d requests", found, len(qs), bySource, len(server.Requests()))
}
