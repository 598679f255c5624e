package plot_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"flag"
	"fmt"
	"image/png"
	"io"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"dossier/evidence"
	"dossier/evidence/summary"
	"dossier/exports/plot"
)

var update = flag.Bool("update", false, "write the golden files anew")

const hostile = `Ann <script>alert("x")</script> & 'Łuk' ≥ 1 ]]> ` + "\x00\u202e" + `"onload="y`

// figures are one of each kind, made of invented values.
func figures(width float64, name string) map[string]func() (*plot.Figure, error) {
	n := func(v int) *int { return &v }
	nan := math.NaN()
	forest := func(weight float64) *plot.Forest {
		return &plot.Forest{Title: "Herpes zoster with " + name, Effect: "HR (95% CI)", Ratio: true, Null: 1, Below: "less often", Above: "more often",
			Extra: []string{"Drug, events/n", "Comparator, events/n", "Design"},
			Groups: []plot.ForestGroup{
				{Section: "Herpes zoster, as a whole", Heading: name + " vs placebo", Studies: []plot.ForestStudy{
					{Label: name + " et al. 2001, 5 mg", Estimate: 1.72, Low: 1.08, High: 2.72, Text: "1.72 (1.08–2.72)", Weight: weight, Extra: []string{"12/100", "4/98", "RCT"}},
					{Label: "Baker 2002", Estimate: 1.2, Low: 0.01, High: 900, Text: "1.2 (0.01–900)", Weight: 100 - weight, Struck: true},
					{Label: "No interval 2003", Estimate: 0.9, Low: nan, High: nan, Text: "0.9", Weight: nan},
				}, Pooled: &plot.Diamond{Label: "Pooled, 2 studies", Estimate: 1.5, Low: 1.1, High: 2, Text: "1.50 (1.10–2.00)", PredictLow: 0.6, PredictHigh: 3.5, PredictText: "0.60–3.50", Heterogeneity: "τ² 0.01, I² 12%"}},
				{Heading: "Drug B vs placebo", Studies: []plot.ForestStudy{{Label: "Delta 2004", Estimate: 3, Low: 2, High: 4.5, Text: "3.0 (2.0–4.5)", Weight: nan}}, Note: "Not pooled: one study"},
			}, Notes: []string{"Pooled: random effects, τ² by REML."}}
	}
	return map[string]func() (*plot.Figure, error){
		"forest": func() (*plot.Figure, error) { return forest(60).Figure(width) },
		"map": func() (*plot.Figure, error) {
			table := &evidence.Summary{Kind: "map", Title: name, Columns: []evidence.Column{{ID: "drug", Label: "Drug"}, {ID: "mace", Label: "MACE"}, {ID: "acne", Label: name}, {ID: "vte", Label: "VTE"}},
				Rows: []evidence.Row{{Cells: []evidence.Cell{{Text: name}}}, {Cells: []evidence.Cell{{Text: "B"}}}},
				Cells: []evidence.MapCell{{Studies: 3, Findings: 5, Design: "trial", Direction: "above", Certainty: "moderate"}, {Studies: 1, Design: "observational", Direction: "mixed"}, {Empty: evidence.EmptyNoneFound},
					{Studies: 9, Design: "review", Direction: "below"}, {Empty: evidence.EmptyNotReported}, {Empty: evidence.EmptyNotSearched}}}
			return plot.EvidenceMap{Table: table}.Figure(width)
		},
		"prisma": func() (*plot.Figure, error) {
			f := plot.Flow{Title: name, Databases: []plot.Source{{Name: "PubMed", Count: 412, Extra: "searched 2026-02-01"}, {Name: name, Count: 33}}, Others: []plot.Source{{Name: "reference lists", Count: 4}},
				Duplicates: n(20), Screened: n(429), ExcludedUnread: n(400), ExclusionReasons: []plot.Source{{Name: "not a " + name, Count: 390}}, Included: n(20), IncludedReports: n(29)}
			return f.Figure(width)
		},
		"funnel": func() (*plot.Figure, error) {
			f := plot.Funnel{Title: name, Effect: "OR", Ratio: true, Null: 1, Pooled: 1.3, Points: []plot.FunnelPoint{{"a", 1.2, 0.2}, {"b", 0.7, 0.4}, {"c", 2.4, 0.5}}, Notes: []string{name}}
			return f.Figure(width)
		},
		"rob": func() (*plot.Figure, error) {
			f := plot.RiskOfBias{Title: name, Tool: "RoB 2", Domains: []plot.Domain{{"D1", "Randomisation"}, {"D2_assignment", "Deviations"}},
				Studies: []plot.Judged{{name, []string{"low", "some_concerns"}, "some_concerns"}, {"B", []string{"high", ""}, "high"}, {"C", []string{"critical", "no_information"}, "serious"}, {"D", []string{"Y", "NMA"}, plot.ConfidencePrefix + "critically_low"}}}
			return f.Figure(width)
		},
		"overlap": func() (*plot.Figure, error) {
			f := plot.Overlap{Title: name, Reviews: []string{name, "Sum 2011", "Tot 2012"}, Sizes: []int{3, 2, 40},
				Pairs: []plot.OverlapPair{{0, 1, 1, 25, "very_high"}, {0, 2, 1, 2.4, "slight"}, {1, 2, 2, 7, "moderate"}}}
			return f.Figure(width)
		},
	}
}

func write(t *testing.T, make func() (*plot.Figure, error), format string) []byte {
	t.Helper()
	f, err := make()
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := f.Write(&b, format); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestGolden(t *testing.T) {
	for name, figure := range figures(plot.OneColumn, "Drug A") {
		t.Run(name, func(t *testing.T) {
			got := write(t, figure, "svg")
			path := filepath.Join("testdata", name+".svg")
			if *update {
				if err := os.WriteFile(path, got, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), string(got)); diff != "" {
				t.Errorf("changed; run with -update and look at it (-want +got):\n%s", diff)
			}
		})
	}
}

// Titles, labels and notes are text of others: they must come out as text.
func TestHostileNames(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds: not with -short")
	}
	for _, width := range []float64{plot.OneColumn, plot.TwoColumns} {
		for name, figure := range figures(width, hostile) {
			t.Run(fmt.Sprintf("%s %.0f", name, width), func(t *testing.T) {
				svg := write(t, figure, "svg")
				elements, texts := read(t, svg)
				for element := range elements {
					switch element {
					case "svg", "title", "desc", "rect", "path", "circle", "text":
					default:
						t.Errorf("element <%s>", element)
					}
				}
				if !strings.Contains(texts, `<script>`) {
					t.Errorf("the name is not text: %.300s", texts)
				}
				if bytes.ContainsAny(svg, "\x00\u202e") {
					t.Error("control characters are left")
				}
				for _, format := range []string{"pdf", "png"} {
					if len(write(t, figure, format)) < 500 {
						t.Errorf("%s is empty", format)
					}
				}
			})
		}
	}
}

// read parses an SVG strictly and returns its elements and text; attributes that
// run something fail the test.
func read(t *testing.T, svg []byte) (map[string]int, string) {
	t.Helper()
	elements := map[string]int{}
	var texts strings.Builder
	d := xml.NewDecoder(bytes.NewReader(svg))
	for {
		tok, err := d.Token()
		if errors.Is(err, io.EOF) {
			return elements, texts.String()
		}
		if err != nil {
			t.Fatalf("not XML: %v", err)
		}
		switch tok := tok.(type) {
		case xml.StartElement:
			elements[tok.Name.Local]++
			for _, a := range tok.Attr {
				if strings.HasPrefix(strings.ToLower(a.Name.Local), "on") || a.Name.Local == "href" || a.Name.Local == "style" {
					t.Errorf("attribute %s on <%s>", a.Name.Local, tok.Name.Local)
				}
			}
		case xml.CharData:
			texts.Write(tok)
		}
	}
}

func TestSameBytes(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds: not with -short")
	}
	for name, figure := range figures(plot.OneColumn, "Drug A") {
		for _, format := range plot.Formats() {
			a, b := write(t, figure, format), write(t, figure, format)
			if !bytes.Equal(a, b) {
				t.Errorf("%s as %s differs from one run to the next", name, format)
			}
		}
	}
}

func TestSizes(t *testing.T) {
	for name, figure := range figures(plot.OneColumn, "Drug A") {
		t.Run(name, func(t *testing.T) {
			f, err := figure()
			if err != nil {
				t.Fatal(err)
			}
			img, err := png.Decode(bytes.NewReader(write(t, figure, "png")))
			if err != nil {
				t.Fatal(err)
			}
			if w := img.Bounds().Dx(); w != int(math.Ceil(f.Width*300/72)) {
				t.Errorf("%d pixels wide, want 300 dpi of %.1f pt", w, f.Width)
			}
			svg := string(write(t, figure, "svg"))
			for _, part := range strings.Split(svg, `font-size="`)[1:] {
				size, _, _ := strings.Cut(part, `"`)
				if v, err := strconv.ParseFloat(size, 64); err != nil || v < 6 {
					t.Errorf("text of %s pt", size)
				}
			}
			if !bytes.HasPrefix(write(t, figure, "pdf"), []byte("%PDF-")) {
				t.Error("no PDF")
			}
		})
	}
}

// The boxes of a flow whose numbers nobody knows are left out.
func TestFlowLeavesOut(t *testing.T) {
	flow := plot.Flow{Title: "Flow", Databases: []plot.Source{{Name: "Embase", Count: 33}}}
	svg := string(write(t, func() (*plot.Figure, error) { return flow.Figure(plot.OneColumn) }, "svg"))
	if !strings.Contains(svg, "Embase (n\u00a0=\u00a033)") {
		t.Errorf("the database is missing:\n%s", svg)
	}
	for _, word := range []string{"screened", "excluded", "Included", "duplicates", "sought"} {
		if strings.Contains(svg, word) {
			t.Errorf("a box without a number is drawn: %s", word)
		}
	}
	if _, err := (&plot.Flow{}).Figure(plot.OneColumn); !errors.Is(err, plot.ErrNothing) {
		t.Errorf("error %v, want ErrNothing", err)
	}
}

func TestNothingToDraw(t *testing.T) {
	for name, make := range map[string]func() (*plot.Figure, error){
		"forest": func() (*plot.Figure, error) { return (&plot.Forest{}).Figure(plot.OneColumn) },
		"map": func() (*plot.Figure, error) {
			return plot.EvidenceMap{Table: &evidence.Summary{}}.Figure(plot.OneColumn)
		},
		"funnel":  func() (*plot.Figure, error) { return (&plot.Funnel{}).Figure(plot.OneColumn) },
		"rob":     func() (*plot.Figure, error) { return (&plot.RiskOfBias{}).Figure(plot.OneColumn) },
		"overlap": func() (*plot.Figure, error) { return (&plot.Overlap{Reviews: []string{"a"}}).Figure(plot.OneColumn) },
	} {
		if _, err := make(); !errors.Is(err, plot.ErrNothing) {
			t.Errorf("%s: error %v, want ErrNothing", name, err)
		}
	}
	f := &plot.Figure{Width: 10, Height: 10}
	if err := f.Write(io.Discard, "gif"); !errors.Is(err, plot.ErrUnknownFormat) {
		t.Errorf("error %v, want ErrUnknownFormat", err)
	}
}

// A forest plot draws the numbers of the table as the table prints them, and
// leaves out what is not a comparison.
func TestFromTable(t *testing.T) {
	finding := func(id, study, comparator, measure, estimate, low, high string) evidence.TableRow {
		return evidence.TableRow{Finding: evidence.Finding{ID: id, Study: study, Drug: "tofacitinib", Comparator: comparator, Outcome: "mace", Measure: measure,
			Estimate: evidence.Printed(estimate), CILow: evidence.Printed(low), CIHigh: evidence.Printed(high), CILevel: "95", Usable: true, Status: evidence.Confirmed},
			Study: evidence.StudyHead{Key: study, Authors: study, Year: 2001, Design: "RCT"}}
	}
	in := summary.Input{Rows: []evidence.TableRow{
		finding("F1", "able", "placebo", "HR", "1.10", "0.90", "1.34"), finding("F2", "baker", "placebo", "HR", "1.4", "0.8", "2.4"),
		finding("F3", "cole", "placebo", "RD", "0.4", "-0.1", "0.9"), finding("F4", "dale", "", "IR per 100 PY", "0.3", "0.2", "0.4"),
		finding("F5", "ernst", "placebo", "HR", "<0.1", "", ""),
	}}
	asked := 0
	p := plot.FromTable(summary.ByOutcome(in, "mace", summary.Options{}), plot.Selection{Pooled: func(ids []string) plot.Pooled {
		asked++
		if diff := cmp.Diff([]string{"F1", "F2"}, ids); diff != "" {
			t.Errorf("to be pooled (-want +got):\n%s", diff)
		}
		return plot.Pooled{Weights: map[string]float64{"F1": 80, "F2": 20}, Method: "common effect", Diamond: &plot.Diamond{Estimate: 1.2}}
	}})
	if asked != 1 || len(p.Groups) != 1 || len(p.Groups[0].Studies) != 2 {
		t.Fatalf("asked %d times, groups %+v", asked, p.Groups)
	}
	got := p.Groups[0].Studies[0]
	if got.Text != "1.10 (0.90–1.34)" || got.Weight != 80 || got.Estimate != 1.1 || got.Low != 0.9 {
		t.Errorf("row %+v", got)
	}
	if notes := strings.Join(p.Notes, "\n"); !strings.Contains(notes, "2 comparative findings have another measure or no number") || !strings.Contains(notes, "common effect") {
		t.Errorf("notes %q", notes)
	}
	in.Rows[0].Study.Notices = []evidence.Notice{{Kind: evidence.NoticePossible}}
	in.Rows[1].Study.Notices = []evidence.Notice{{Kind: evidence.NoticeRetraction}}
	marked := plot.FromTable(summary.ByOutcome(in, "mace", summary.Options{}), plot.Selection{}).Groups[0].Studies
	if !strings.HasSuffix(marked[0].Label, " [possibly retracted]") || marked[0].Struck || !strings.HasSuffix(marked[1].Label, " [retracted]") || !marked[1].Struck {
		t.Errorf("marks of retracted studies: %+v", marked)
	}
	if d := plot.FromTable(summary.ByOutcome(in, "mace", summary.Options{}), plot.Selection{Measures: []string{"RD"}}); d.Ratio || len(d.Groups) != 1 || d.Groups[0].Studies[0].Text != "0.4 (-0.1 to 0.9)" {
		t.Errorf("differences: %+v", d)
	}
}

// A table of many judgements is divided too; the summary is drawn once.
func TestLongRiskOfBiasHasPages(t *testing.T) {
	rob := plot.RiskOfBias{Title: "Many", Tool: "RoB 2", Domains: []plot.Domain{{ID: "D1", Name: "Randomisation"}}}
	for i := range 200 {
		rob.Studies = append(rob.Studies, plot.Judged{Label: fmt.Sprintf("Study %d", i), Domains: []string{"low"}, Overall: "low"})
	}
	f, err := rob.Figure(plot.OneColumn)
	if err != nil {
		t.Fatal(err)
	}
	pages, studies, summaries := f.Pages(), 0, 0
	for i, page := range pages {
		var svg bytes.Buffer
		if err := page.Write(&svg, "svg"); err != nil {
			t.Fatal(err)
		}
		_, texts := read(t, svg.Bytes())
		studies += strings.Count(texts, "Study ")
		summaries += strings.Count(texts, "Randomisation")
		if page.Height > plot.PageHeight || !strings.Contains(texts, "D1") {
			t.Errorf("page %d is %.0f pt tall: %.100s", i+1, page.Height, texts)
		}
	}
	if len(pages) < 4 || studies != 200 || summaries != 1 {
		t.Errorf("%d studies, %d summaries on %d pages", studies, summaries, len(pages))
	}
}

func BenchmarkForestPNG(b *testing.B) {
	figure := figures(plot.OneColumn, "Drug A")["forest"]
	for b.Loop() {
		f, err := figure()
		if err != nil {
			b.Fatal(err)
		}
		if err := f.Write(io.Discard, "png"); err != nil {
			b.Fatal(err)
		}
	}
}

// longForest has groups of 90 rows, each with a pooled estimate.
func longForest(groups int) *plot.Forest {
	p := &plot.Forest{Title: "A long plot", Effect: "RR", Ratio: true, Null: 1, Notes: []string{"Pooled: random effects.", "Drawn: all."}}
	for g := range groups {
		group := plot.ForestGroup{Section: fmt.Sprintf("Section %d", g/2+1), Heading: fmt.Sprintf("Drug %d vs placebo", g+1),
			Pooled: &plot.Diamond{Label: "Pooled", Estimate: 1, Low: 0.9, High: 1.1, Text: "1.00 (0.90–1.10)", PredictLow: math.NaN(), PredictHigh: math.NaN()}}
		for s := range 90 {
			group.Studies = append(group.Studies, plot.ForestStudy{Label: fmt.Sprintf("Study %d-%d", g+1, s+1), Estimate: 1, Low: 0.5, High: 2, Text: "1.00 (0.50–2.00)", Weight: math.NaN()})
		}
		p.Groups = append(p.Groups, group)
	}
	return p
}

// A plot of many rows is divided between rows: every row is on one page, no page
// is taller than a journal's, and each says what its columns and rows are.
func TestLongForestHasPages(t *testing.T) {
	for _, width := range []float64{plot.OneColumn, plot.TwoColumns} {
		f, err := longForest(4).Figure(width)
		if err != nil {
			t.Fatal(err)
		}
		pages := f.Pages()
		if len(pages) < 4 || len(pages) > 8 {
			t.Fatalf("360 rows on %d pages", len(pages))
		}
		seen := map[string]int{}
		for i, page := range pages {
			if page.Height > plot.PageHeight || i < len(pages)-1 && page.Height < plot.PageHeight-60 {
				t.Errorf("page %d is %.0f pt tall", i+1, page.Height)
			}
			var svg bytes.Buffer
			if err := page.Write(&svg, "svg"); err != nil {
				t.Fatal(err)
			}
			for _, part := range strings.Split(svg.String(), `" y="`)[1:] {
				at, _, _ := strings.Cut(part, `"`)
				if y, err := strconv.ParseFloat(at, 64); err != nil || y < 6 || y > page.Height {
					t.Errorf("page %d has text at %s of %.0f", i+1, at, page.Height)
				}
			}
			_, texts := read(t, svg.Bytes())
			for _, want := range []string{"Study", "RR", "vs placebo", "A long plot", "Section"} {
				if !strings.Contains(texts, want) {
					t.Errorf("page %d does not say %q", i+1, want)
				}
			}
			if i > 0 && !strings.Contains(texts, fmt.Sprintf("(page %d of %d)", i+1, len(pages))) {
				t.Errorf("page %d does not say which it is", i+1)
			}
			for line := range strings.Lines(texts) {
				if line = strings.TrimSpace(line); strings.HasPrefix(line, "Study ") || strings.HasPrefix(line, "Drawn:") {
					seen[line]++
				}
			}
		}
		if len(seen) != 4*90+1 {
			t.Errorf("%d of 361 lines are on the pages", len(seen))
		}
		for line, n := range seen {
			if n != 1 {
				t.Errorf("%q stands %d times", line, n)
			}
		}
		var pdf bytes.Buffer
		if err := f.Write(&pdf, "pdf"); err != nil {
			t.Fatal(err)
		}
		if n := bytes.Count(pdf.Bytes(), []byte("/Type /Page\n")); n != len(pages) {
			t.Errorf("the PDF has %d pages, not %d", n, len(pages))
		}
	}
}

// Intervals that are all wide are drawn whole; one that is wider than the others is
// cut. An axis over many powers of ten has ticks.
func TestAxisOfForest(t *testing.T) {
	draw := func(studies ...plot.ForestStudy) string {
		for i := range studies {
			studies[i].Label, studies[i].Text, studies[i].Weight = "Study", "text", math.NaN()
		}
		p := plot.Forest{Title: "T", Effect: "OR", Ratio: true, Null: 1, Groups: []plot.ForestGroup{{Heading: "G", Studies: studies}}}
		return string(write(t, func() (*plot.Figure, error) { return p.Figure(plot.OneColumn) }, "svg"))
	}
	const arrow = `Z" fill="#0072b2"/>` // an area without an outline
	var alike []plot.ForestStudy
	for range 40 {
		alike = append(alike, plot.ForestStudy{Estimate: 1.2, Low: 0.4, High: 3.6})
	}
	if svg := draw(alike...); strings.Contains(svg, arrow) {
		t.Error("intervals that are all alike are cut")
	}
	if svg := draw(append(alike, plot.ForestStudy{Estimate: 1.2, Low: 0.01, High: 900})...); strings.Count(svg, arrow) != 2 {
		t.Errorf("%d ends of the widest interval are cut, want 2", strings.Count(svg, arrow))
	}
	svg := draw(plot.ForestStudy{Estimate: 1e4, Low: 1e-3, High: 1e5}, plot.ForestStudy{Estimate: 1, Low: 0.5, High: 2})
	if n := strings.Count(svg, `text-anchor="middle"`); n < 3 || n > 12 {
		t.Errorf("%d ticks over eight powers of ten", n)
	}
}
