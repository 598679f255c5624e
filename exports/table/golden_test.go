package table

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"dossier/evidence"
	"dossier/evidence/summary"
)

var update = flag.Bool("update", false, "write the golden files")

// invented is a small library of studies that do not exist.
func invented() []*evidence.Summary {
	study := func(key, authors string, year int, design string) evidence.StudyHead {
		return evidence.StudyHead{Key: key, Authors: authors, Year: year, Design: design, DOI: evidence.DOI("10.1000/" + key),
			Title: "An invented study", Journal: "Journal of Examples"}
	}
	adams, baker := study("adams2019", "Adams et al.", 2019, "RCT"), study("baker2021", "Baker and Cole", 2021, "RCT post hoc")
	dunn := study("dunn2022", "Dunn et al.", 2022, "cohort")
	dunn.Notices = []evidence.Notice{{Kind: evidence.NoticeCorrection, DOI: "10.1000/fix", Date: evidence.Date{Year: 2023, Month: 2}}}
	finding := func(id string, h evidence.StudyHead, outcome, sub, comparator, measure, estimate, low, high string) evidence.TableRow {
		f := evidence.Finding{ID: id, Study: h.Key, Drug: "tofacitinib", Comparator: comparator, Outcome: outcome, SubOutcome: sub, Measure: measure,
			Population: "adults with rheumatoid arthritis", Estimate: evidence.Printed(estimate), CILow: evidence.Printed(low), CIHigh: evidence.Printed(high),
			Status: evidence.Confirmed, Usable: true, Source: evidence.FindingSource{Kind: "record", Verified: "yes"}}
		if low != "" {
			f.CILevel = "95"
		}
		return evidence.TableRow{Finding: f, Study: h}
	}
	a := finding("X1", adams, "malignancy", "excluding_nmsc", "tnf_inhibitors", "HR", "1.20", "0.90", "1.60")
	a.Finding.Trial, a.Finding.Margin, a.Finding.Dose = "example-trial", "1.8", "5 mg BID"
	a.Finding.Treat, a.Finding.Control = evidence.Arm{Events: "60", N: "1000"}, evidence.Arm{Events: "51", N: "1002"}
	b := finding("X2", baker, "malignancy", "excluding_nmsc", "tnf_inhibitors", "HR", "1.20", "0.90", "1.60")
	b.Finding.Trial, b.Finding.Dose = "example-trial", "5 mg BID"
	c := finding("X3", dunn, "malignancy", "excluding_nmsc", "tnf_inhibitors", "HR", "0.95", "0.80", "1.13")
	c.Finding.Adjusted, c.Finding.FollowUp, c.Finding.Status = "yes", "up to 6 y", evidence.Suggested
	d := finding("X4", dunn, "mace", "", "", "IR per 100 PY", "0.41", "0.30", "0.55")
	d.Finding.Treat = evidence.Arm{Events: "41", N: "4200", PersonYears: "10000"}
	e := finding("X5", adams, "vte", "", "tnf_inhibitors", "RD per 100 PY", "0.26", "-0.04", "0.57")
	e.Finding.Source.Kind, e.Finding.P = "secondary", "0.09"
	f := finding("X6", dunn, "malignancy", "excluding_nmsc", "placebo", "OR", "1.10", "0.70", "1.80")
	f.Finding.Drug = "jak_inhibitors"
	in := summary.Input{Rows: []evidence.TableRow{a, b, c, d, e, f},
		Absences: []evidence.Absence{{Study: "adams2019", Drug: "tofacitinib", Outcome: "acne", Kind: evidence.LookedNotFound, Note: "supplement read too"}}}
	o := summary.Options{Stamp: summary.Stamp{Program: "dossier test", Fingerprint: "0123abcd", Now: time.Date(2024, 1, 2, 3, 4, 5, 0, time.UTC)}}
	return []*evidence.Summary{summary.ByDrug(in, "tofacitinib", o), summary.ByOutcome(in, "malignancy", o), summary.Map(in, o), summary.Characteristics(in, o)}
}

func TestGolden(t *testing.T) {
	tables := invented()
	for _, c := range []struct {
		file, format string
		tables       []*evidence.Summary
		options      Options
	}{
		{"drug-80.txt", "text", tables[:1], Options{Width: 80}},
		{"drug-140.txt", "text", tables[:1], Options{Width: 140}},
		{"outcome-100.txt", "text", tables[1:2], Options{}},
		{"map-100.txt", "text", tables[2:3], Options{}},
		{"characteristics-100.txt", "text", tables[3:], Options{}},
		{"all.md", "md", tables, Options{Title: "Example"}},
		{"all.html", "html", tables, Options{Title: "Example"}},
		{"drug.csv", "csv", tables[:1], Options{}},
		{"drug.json", "json", tables[:1], Options{}},
		{"map.json", "json", tables[2:3], Options{}},
	} {
		t.Run(c.file, func(t *testing.T) {
			var out bytes.Buffer
			if err := Write(&out, c.format, c.tables, c.options); err != nil {
				t.Fatal(err)
			}
			path := filepath.Join("testdata", c.file)
			if *update {
				if err := os.MkdirAll("testdata", 0o755); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(path, out.Bytes(), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), out.String()); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}
