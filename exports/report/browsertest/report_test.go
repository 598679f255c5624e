package browsertest

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"dossier/evidence"
	"dossier/evidence/summary"
	"dossier/exports/plot"
	"dossier/exports/report"
)

const hostile = `<script>window.hacked=1</script><img src=x onerror="window.hacked=2"> & "quotes" 'n' {{.}}`

// page writes a report of invented findings and returns the address of its page.
func page(t *testing.T) string {
	t.Helper()
	finding := func(id, study, drug, outcome, estimate string) evidence.TableRow {
		return evidence.TableRow{Finding: evidence.Finding{ID: id, Study: study, Drug: drug, Comparator: "placebo", Outcome: outcome, Measure: "OR", Population: "atopic dermatitis",
			Estimate: evidence.Printed(estimate), CILow: "0.5", CIHigh: "40", CILevel: "95", Usable: true, Status: evidence.Confirmed, By: "anna",
			Source: evidence.FindingSource{Page: "7", Quote: evidence.Span{Text: "OR " + estimate + " as printed " + hostile}}},
			Study: evidence.StudyHead{Key: study, Authors: study + " et al.", Year: 2020, Title: hostile, Design: "RCT", DOI: evidence.DOI("10.1000/" + study)}}
	}
	in := summary.Input{Rows: []evidence.TableRow{
		finding("F1", "able2020", "upadacitinib", "acne", "4.79"), finding("F2", "baker2020", "upadacitinib", "acne", "10.2"),
		finding("F3", "cole2020", "upadacitinib", "mace", "0.94"), finding("F4", "dale2020", "baricitinib", "acne", "2.5"),
	}}
	evidenceMap := summary.Map(in, summary.Options{})
	z := report.Freeze{Title: "Report " + hostile, Map: evidenceMap, Manifest: report.Manifest{Program: "dossier test", Created: time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)}}
	for _, drug := range []string{"upadacitinib", "baricitinib"} {
		z.Tables = append(z.Tables, summary.ByDrug(in, drug, summary.Options{}))
	}
	figure, err := plot.EvidenceMap{Title: hostile, Table: evidenceMap}.Figure(plot.OneColumn)
	if err != nil {
		t.Fatal(err)
	}
	z.Figures = []report.Figure{{Name: "map", Figure: figure}}
	files, err := z.Files()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "report.html")
	for _, f := range files {
		if f.Name == "report.html" {
			if err := os.WriteFile(path, f.Data, 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	return (&url.URL{Scheme: "file", Path: filepath.ToSlash(path)}).String()
}

// browser starts Chromium and collects what the page complains of and asks for.
func browser(t *testing.T) (context.Context, *watch) {
	t.Helper()
	var path string
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "chrome", "headless-shell", "chromium-headless-shell"} {
		if found, err := exec.LookPath(name); err == nil {
			path = found
			break
		}
	}
	if path == "" {
		t.Skip("no Chromium on this machine: the report page was not driven")
	}
	options := append(slices.Clone(chromedp.DefaultExecAllocatorOptions[:]), chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.WindowSize(1400, 1000))
	ctx, cancel := chromedp.NewExecAllocator(t.Context(), options...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	ctx, cancel = context.WithTimeout(ctx, 90*time.Second)
	t.Cleanup(cancel)
	w := &watch{}
	if err := chromedp.Listen(ctx, w.see); err != nil {
		t.Fatalf("starting %s: %v", path, err)
	}
	for _, command := range []cdp.Command[cdp.Empty, cdp.Empty]{log.Enable, runtime.Enable} {
		if _, err := chromedp.Call(ctx, command, cdp.Empty{}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := chromedp.Call(ctx, network.Enable, network.EnableParams{}); err != nil {
		t.Fatal(err)
	}
	return ctx, w
}

type watch struct {
	mu       sync.Mutex
	troubles []string
	requests []string
}

func (w *watch) see(event any) {
	w.mu.Lock()
	defer w.mu.Unlock()
	switch e := event.(type) {
	case *runtime.EventExceptionThrown:
		text := e.ExceptionDetails.Text
		if e.ExceptionDetails.Exception != nil {
			text += " " + e.ExceptionDetails.Exception.Description
		}
		w.troubles = append(w.troubles, text)
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.ConsoleAPICalledTypeError || e.Type == runtime.ConsoleAPICalledTypeWarning {
			w.troubles = append(w.troubles, fmt.Sprintf("console %s %v", e.Type, e.Args))
		}
	case *log.EventEntryAdded:
		if e.Entry.Level == log.EntryLevelError || e.Entry.Level == log.EntryLevelWarning {
			w.troubles = append(w.troubles, e.Entry.Text)
		}
	case *network.EventRequestWillBeSent:
		w.requests = append(w.requests, e.Request.URL)
	}
}

func (w *watch) done(t *testing.T, page string) {
	t.Helper()
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, s := range w.troubles {
		t.Errorf("the page complains: %s", s)
	}
	for _, s := range w.requests {
		if s != page {
			t.Errorf("the page asks for %s", s)
		}
	}
	if len(w.requests) == 0 {
		t.Error("not even the page itself was seen as a request: the watch does not work")
	}
}

// shown evaluates to the estimates that can be seen in the flat table, in order.
const shown = `[...document.querySelectorAll("#number-table tbody tr")].filter(r => r.offsetParent !== null).map(r => r.querySelector("[data-sort]").dataset.sort).join(" ")`

func run(t *testing.T, ctx context.Context, actions ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	if err := chromedp.Do(ctx, actions...); err != nil {
		t.Fatal(err)
	}
}

func is(t *testing.T, ctx context.Context, what, expression, want string) {
	t.Helper()
	got, err := chromedp.Run(ctx, chromedp.Evaluate[string]("String("+expression+")"))
	if err != nil {
		t.Fatalf("%s: %v", what, err)
	}
	if got != want {
		t.Errorf("%s: got %q, want %q", what, got, want)
	}
}

func TestReportPage(t *testing.T) {
	ctx, watched := browser(t)
	address := page(t)
	run(t, ctx, chromedp.Navigate(address), chromedp.WaitVisible(chromedp.CSS("#number-table")))
	all := "0.94 4.79 10.2 2.5"
	t.Run("nothing of others runs", func(t *testing.T) { is(t, ctx, "window.hacked", "window.hacked", "undefined") })
	t.Run("filter by outcome", func(t *testing.T) {
		run(t, ctx, chromedp.Focus(chromedp.CSS("#filter-outcome")), chromedp.KeyEvent("M"))
		is(t, ctx, "numbers", shown, "0.94")
		is(t, ctx, "count", `document.getElementById("filter-count").value`, "1 of 4 numbers")
		is(t, ctx, "tables left", `[...document.querySelectorAll(".evidence")].filter(s => !s.hidden).length`, "1")
		is(t, ctx, "headings left", `[...document.querySelectorAll(".evidence tr.outcome")].filter(r => r.offsetParent !== null).length`, "1")
		run(t, ctx, chromedp.Click(chromedp.CSS("#filter-reset")))
		is(t, ctx, "after reset", shown, all)
	})
	t.Run("the map filters", func(t *testing.T) {
		cell := `.map .cell[data-drug="upadacitinib"][data-outcome="acne"]`
		run(t, ctx, chromedp.Click(chromedp.CSS(cell)))
		is(t, ctx, "numbers", shown, "4.79 10.2")
		is(t, ctx, "pressed", `document.querySelector('`+cell+`').getAttribute("aria-pressed")`, "true")
		run(t, ctx, chromedp.Click(chromedp.CSS(cell)))
		is(t, ctx, "once more", shown, all)
	})
	t.Run("sort by estimate", func(t *testing.T) {
		heading := `#number-table thead th:nth-child(8)`
		run(t, ctx, chromedp.Click(chromedp.CSS(heading+" button")))
		is(t, ctx, "ascending", shown, "0.94 2.5 4.79 10.2")
		is(t, ctx, "aria-sort", `document.querySelector("`+heading+`").getAttribute("aria-sort")`, "ascending")
		run(t, ctx, chromedp.Click(chromedp.CSS(heading+" button")))
		is(t, ctx, "descending", shown, "10.2 4.79 2.5 0.94")
	})
	t.Run("open a source with the keyboard", func(t *testing.T) {
		visible := `getComputedStyle(document.querySelector("#number-table .tip")).display`
		is(t, ctx, "before", visible, "none")
		run(t, ctx, chromedp.Focus(chromedp.CSS("#number-table .source")), chromedp.KeyEvent(kb.Enter))
		is(t, ctx, "after Enter", visible, "block")
		is(t, ctx, "quote", `document.querySelector("#number-table .tip q").textContent.startsWith("OR 10.2 as printed <script>")`, "true")
		is(t, ctx, "page", `document.querySelector("#number-table .tip").textContent.includes("page 7")`, "true")
		run(t, ctx, chromedp.KeyEvent(kb.Escape))
		is(t, ctx, "after Escape", visible, "none")
	})
	t.Run("accessible", func(t *testing.T) { accessible(t, ctx) })
	watched.done(t, address)
}

// accessible checks the basics that a checker of pages would: names of controls,
// scopes of headings, ids, language, contrast, and that the keyboard gets in.
func accessible(t *testing.T, ctx context.Context) {
	is(t, ctx, "language", "document.documentElement.lang", "en")
	is(t, ctx, "controls without a name", `[...document.querySelectorAll("button, select, input, output")].filter(e =>
		!(e.getAttribute("aria-label") || e.textContent.trim() || (e.labels && e.labels.length && e.labels[0].textContent.trim()))).map(e => e.outerHTML).join(" ")`, "")
	is(t, ctx, "header cells without a scope", `[...document.querySelectorAll("th")].filter(e => !e.scope).length`, "0")
	is(t, ctx, "figures without a name", `[...document.querySelectorAll("svg")].filter(e => !e.getAttribute("aria-label")).length`, "0")
	is(t, ctx, "ids given twice", `(() => { const n = {}; document.querySelectorAll("[id]").forEach(e => n[e.id] = (n[e.id] || 0) + 1); return Object.keys(n).filter(k => n[k] > 1).join(" ") })()`, "")
	is(t, ctx, "descriptions that are not there", `[...document.querySelectorAll("[aria-describedby], [aria-labelledby]")].filter(e =>
		!document.getElementById(e.getAttribute("aria-describedby") || e.getAttribute("aria-labelledby"))).length`, "0")
	is(t, ctx, "links within the page that lead nowhere", `[...document.querySelectorAll('a[href^="#"]')].filter(e => !document.getElementById(decodeURIComponent(e.getAttribute("href").slice(1)))).map(e => e.outerHTML).join(" ")`, "")
	is(t, ctx, "headings that skip a level", `(() => { let last = 0; return [...document.querySelectorAll("h1,h2,h3,h4")].filter(h => { const l = Number(h.tagName[1]); const bad = l > last + 1; last = l; return bad }).length })()`, "0")
	is(t, ctx, "contrast below 4.5", contrast, "")
	is(t, ctx, "reached by the keyboard only with the mouse", `[...document.querySelectorAll("[tabindex]")].filter(e => e.tabIndex > 0).length`, "0")
}

// contrast lists the controls and texts whose contrast with their background is
// below 4.5 to 1 (WCAG 2.1, 1.4.3), by painting both colours on a canvas.
const contrast = `(() => {
  const canvas = document.createElement("canvas"); canvas.width = canvas.height = 1;
  const g = canvas.getContext("2d", {willReadFrequently: true});
  const light = (colour, under) => {
    g.fillStyle = under; g.fillRect(0, 0, 1, 1); g.fillStyle = colour; g.fillRect(0, 0, 1, 1);
    const v = [...g.getImageData(0, 0, 1, 1).data].slice(0, 3).map(x => x / 255).map(x => x <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4);
    return 0.2126 * v[0] + 0.7152 * v[1] + 0.0722 * v[2];
  };
  const bad = [];
  for (const e of document.querySelectorAll("p, th, td, a, button, label, .empty, .notice, figcaption, summary")) {
    let b = e; while (b && /rgba\(0, 0, 0, 0\)|transparent/.test(getComputedStyle(b).backgroundColor)) b = b.parentElement;
    const under = b ? getComputedStyle(b).backgroundColor : "#fff";
    const x = light(getComputedStyle(e).color, under), y = light(under, "#fff");
    const ratio = (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
    if (ratio < 4.5) bad.push(e.tagName + "." + e.className + " " + ratio.toFixed(2));
  }
  return [...new Set(bad)].join("; ");
})()`

func TestWatchSeesTrouble(t *testing.T) {
	ctx, watched := browser(t)
	path := filepath.Join(t.TempDir(), "bad.html")
	if err := os.WriteFile(path, []byte(`<!DOCTYPE html><img src="other.png"><script>throw new Error("boom")</script>`), 0o600); err != nil {
		t.Fatal(err)
	}
	run(t, ctx, chromedp.Navigate("file://"+filepath.ToSlash(path)), chromedp.Sleep(200*time.Millisecond))
	watched.mu.Lock()
	defer watched.mu.Unlock()
	if !strings.Contains(strings.Join(watched.troubles, " "), "boom") {
		t.Errorf("an exception was not seen: %v", watched.troubles)
	}
	if !slices.ContainsFunc(watched.requests, func(s string) bool { return strings.HasSuffix(s, "other.png") }) {
		t.Errorf("a request was not seen: %v", watched.requests)
	}
}
