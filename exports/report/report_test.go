package report_test

import (
	"bytes"
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"

	"dossier/evidence"
	"dossier/evidence/summary"
	"dossier/exports/plot"
	"dossier/exports/report"
)

const hostile = `"><script>alert(1)</script><img src=x onerror=alert(2)> & 'n' {{.}} </style> ` + "`x`"

func finding(id, study, outcome, estimate string) evidence.TableRow {
	return evidence.TableRow{Finding: evidence.Finding{ID: id, Study: study, Drug: "upadacitinib", Comparator: "placebo", Outcome: outcome, Measure: "OR",
		Population: hostile, Estimate: evidence.Printed(estimate), CILow: "0.5", CIHigh: "40", CILevel: "95", Usable: true, Status: evidence.Confirmed, By: "anna",
		Source: evidence.FindingSource{URL: "javascript:alert(3)", Page: "7", Quote: evidence.Span{Text: hostile}}},
		Study: evidence.StudyHead{Key: study, Authors: study + hostile, Year: 2020, Title: hostile, Design: "RCT", DOI: "10.1000/<x>#\"y"}}
}

// freeze is a report of two findings, or of what edit makes of them.
func freeze(t *testing.T, edit func([]evidence.TableRow) []evidence.TableRow) *report.Freeze {
	t.Helper()
	rows := []evidence.TableRow{finding("F1", "able2020", "acne", "4.79"), finding("F2", "baker2020", "mace", "0.94")}
	if edit != nil {
		rows = edit(rows)
	}
	heads := []evidence.StudyHead{finding("", "able2020", "", "").Study}
	in := summary.Input{Rows: rows, Studies: heads, Absences: []evidence.Absence{{Study: "able2020", Drug: "upadacitinib", Outcome: "vte", Kind: evidence.LookedNotFound}}}
	z := &report.Freeze{Title: hostile, Tables: []*evidence.Summary{summary.ByDrug(in, "upadacitinib", summary.Options{})}, Map: summary.Map(in, summary.Options{}),
		Searches: []report.Search{{Database: "=cmd()", Date: "2026-02-01", Strategy: hostile, Hits: 412}}, Bibliography: []byte("@article{able2020}\n"),
		Manifest: report.Manifest{Program: "dossier test", Command: "dossier report", Fingerprint: "f00", Created: time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)}}
	figure, err := plot.EvidenceMap{Title: hostile, Table: z.Map}.Figure(plot.OneColumn)
	if err != nil {
		t.Fatal(err)
	}
	z.Figures = []report.Figure{{Name: "../../map " + hostile, Figure: figure}}
	return z
}

func files(t *testing.T, z *report.Freeze) fstest.MapFS {
	t.Helper()
	list, err := z.Files()
	if err != nil {
		t.Fatal(err)
	}
	dir := fstest.MapFS{}
	for _, f := range list {
		if dir[f.Name] != nil {
			t.Errorf("%s is written twice", f.Name)
		}
		dir[f.Name] = &fstest.MapFile{Data: f.Data}
	}
	return dir
}

func TestFiles(t *testing.T) {
	dir := files(t, freeze(t, nil))
	safe := regexp.MustCompile(`^([a-z0-9-]+/)?[a-z0-9-]+\.[a-z]+$`)
	for name := range dir {
		if !safe.MatchString(name) {
			t.Errorf("file name %q", name)
		}
	}
	for _, name := range []string{"tables/tables.html", "tables/tables.md", "tables/tables.docx", "tables/tables.xlsx", "tables/drug-upadacitinib.csv", "tables/map.csv", "tables/tables.json",
		"references.bib", "searches.csv", "checklists/prisma-2020.md", "checklists/prisma-harms.csv", "report.html", "manifest.json"} {
		if dir[name] == nil || len(dir[name].Data) == 0 {
			t.Errorf("%s is missing", name)
		}
	}
	if got := string(dir["searches.csv"].Data); !strings.Contains(got, "\n'=cmd()") {
		t.Errorf("a formula is not neutral: %s", got)
	}
	if diff := cmp.Diff(dir, files(t, freeze(t, nil))); diff != "" {
		t.Errorf("a second run gives other bytes:\n%.500s", diff)
	}
}

func TestManifest(t *testing.T) {
	dir := files(t, freeze(t, nil))
	m, tables, err := report.Read(dir)
	if err != nil {
		t.Fatal(err)
	}
	if len(m.Files) != len(dir)-1 {
		t.Errorf("the manifest lists %d of %d files", len(m.Files), len(dir)-1)
	}
	if m.Fingerprint != "f00" || m.Command != "dossier report" || m.Searches[0].Hits != 412 || len(tables) != 2 {
		t.Errorf("manifest %+v, %d tables", m, len(tables))
	}
	if got := m.Altered(dir); len(got) > 0 {
		t.Errorf("altered: %v", got)
	}
	dir["references.bib"] = &fstest.MapFile{Data: []byte("@article{forged}")}
	delete(dir, "report.html")
	if diff := cmp.Diff([]string{"references.bib", "report.html"}, m.Altered(dir)); diff != "" {
		t.Errorf("altered (-want +got):\n%s", diff)
	}
}

func TestReadErrors(t *testing.T) {
	good := files(t, freeze(t, nil))
	for name, edit := range map[string]func(fstest.MapFS){
		"no manifest":     func(d fstest.MapFS) { delete(d, "manifest.json") },
		"no tables":       func(d fstest.MapFS) { delete(d, "tables/tables.json") },
		"broken manifest": func(d fstest.MapFS) { d["manifest.json"] = &fstest.MapFile{Data: []byte("{")} },
		"newer schema":    func(d fstest.MapFS) { d["manifest.json"] = &fstest.MapFile{Data: []byte(`{"schema":99}`)} },
	} {
		t.Run(name, func(t *testing.T) {
			dir := fstest.MapFS{}
			for k, v := range good {
				dir[k] = v
			}
			edit(dir)
			if _, _, err := report.Read(dir); err == nil {
				t.Error("no error")
			}
		})
	}
}

func TestCompare(t *testing.T) {
	was := report.Cells(freeze(t, nil).Tables)
	change := func(edit func([]evidence.TableRow) []evidence.TableRow) []report.Change {
		return report.Compare(was, report.Cells(freeze(t, edit).Tables))
	}
	if got := change(nil); len(got) != 0 {
		t.Errorf("nothing changed and %+v was found", got)
	}
	kinds := func(list []report.Change) (out []string) {
		for _, c := range list {
			line := c.Kind + " " + c.Column + " " + c.Was + " > " + c.Is
			out = append(out, strings.Join(strings.Fields(line), " "))
		}
		return out
	}
	tests := []struct {
		name string
		edit func([]evidence.TableRow) []evidence.TableRow
		want []string
	}{
		{"a number", func(r []evidence.TableRow) []evidence.TableRow { r[0].Finding.Estimate = "4.80"; return r }, []string{"changed estimate 4.79 (0.5–40) > 4.80 (0.5–40)"}},
		{"a row less", func(r []evidence.TableRow) []evidence.TableRow { return r[1:] }, []string{"removed 4.79 (0.5–40) >"}},
		{"a row more", func(r []evidence.TableRow) []evidence.TableRow {
			return append(r, finding("F3", "cole2020", "infection", "2.2"))
		}, []string{"added > 2.2 (0.5–40)"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, kinds(change(tt.edit))); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// The page holds text of others everywhere; it must stay text, and the page must
// neither ask for anything nor run anything but its own script.
func TestPageIsClosed(t *testing.T) {
	page := files(t, freeze(t, nil))["report.html"].Data
	doc, err := html.Parse(bytes.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	scripts, ids := 0, map[string]int{}
	var visit func(*html.Node)
	visit = func(n *html.Node) {
		if n.Type == html.ElementNode {
			switch n.Data {
			case "script":
				scripts++
			case "img", "iframe", "object", "embed", "link", "base", "form", "video", "audio":
				t.Errorf("element <%s>", n.Data)
			}
			for _, a := range n.Attr {
				switch {
				case strings.HasPrefix(a.Key, "on"), a.Key == "src", a.Key == "style":
					t.Errorf("attribute %s on <%s>", a.Key, n.Data)
				case a.Key == "href" && !strings.HasPrefix(a.Val, "#") && !strings.HasPrefix(a.Val, "https://doi.org/"):
					t.Errorf("link to %q", a.Val)
				case a.Key == "id":
					ids[a.Val]++
				}
			}
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			visit(c)
		}
	}
	visit(doc)
	if scripts != 1 {
		t.Errorf("%d scripts", scripts)
	}
	for id, n := range ids {
		if n > 1 {
			t.Errorf("id %s is given %d times", id, n)
		}
	}
	if policy := regexp.MustCompile(`default-src &#39;none&#39;; style-src &#39;sha256-[^ ]+&#39;; script-src &#39;sha256-`); !policy.Match(page) {
		t.Error("the policy is missing")
	}
}

func TestChecklists(t *testing.T) {
	with := string(files(t, freeze(t, nil))["checklists/prisma-2020.csv"].Data)
	z := freeze(t, nil)
	z.Searches = nil
	without := string(files(t, z)["checklists/prisma-2020.csv"].Data)
	if !strings.Contains(with, "strategy of every database with its limits,searches.csv\n") || !strings.Contains(without, "strategy of every database with its limits,\n") {
		t.Errorf("item 7 with searches:\n%s\nwithout:\n%s", with, without)
	}
	const pooled = "Pooled estimates with precision and heterogeneity,"
	if !strings.Contains(without, pooled+"\n") {
		t.Errorf("nothing is pooled, and item 20b is met:\n%s", without)
	}
	body := slices.IndexFunc(z.Tables[0].Rows, func(r evidence.Row) bool { return r.Body != nil })
	z.Tables[0].Rows[body].Body.Pooled = []evidence.Pooled{{Estimate: "1.2 (1.0–1.4)"}}
	if got := string(files(t, z)["checklists/prisma-2020.csv"].Data); strings.Contains(got, pooled+"\n") {
		t.Errorf("item 20b is not met:\n%s", got)
	}
	if harms := string(files(t, z)["checklists/prisma-harms.md"].Data); !strings.Contains(harms, "rows “not reported”") || !strings.Contains(harms, "*to be filled in*") {
		t.Errorf("harms:\n%s", harms)
	}
}

func TestSafeName(t *testing.T) {
	for in, want := range map[string]string{"drug-upadacitinib": "drug-upadacitinib", "../../etc/passwd": "etc-passwd", "CON": "con", "a\x00b": "a-b", "Łuk & x": "uk-x", "": "table", strings.Repeat("a", 300): strings.Repeat("a", 80)} {
		if got := report.SafeName(in); got != want {
			t.Errorf("SafeName(%q) = %q, want %q", in, got, want)
		}
	}
}

func FuzzSafeName(f *testing.F) {
	f.Add("../x")
	safe := regexp.MustCompile(`^[a-z0-9]([a-z0-9-]*[a-z0-9])?$`)
	f.Fuzz(func(t *testing.T, s string) {
		if got := report.SafeName(s); !safe.MatchString(got) {
			t.Errorf("SafeName(%q) = %q", s, got)
		}
	})
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(`{"schema":1}`), []byte(`{"tables":[{"name":"a","rows":[{"id":"x","cells":{"a":"b"}}]}]}`))
	f.Fuzz(func(t *testing.T, manifest, tables []byte) {
		_, frozen, err := report.Read(fstest.MapFS{"manifest.json": {Data: manifest}, "tables/tables.json": {Data: tables}})
		if err != nil {
			return
		}
		if _, err := json.Marshal(report.Compare(frozen, nil)); err != nil {
			t.Error(err)
		}
	})
}
