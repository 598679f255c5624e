package summary_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"dossier/cmd/corpustest"
	"dossier/evidence"
	"dossier/evidence/summary"
	"dossier/ingest/findings"
)

// heads makes study heads of studies.csv, by DOI in lower case.
func heads(t *testing.T, dir string) map[string]evidence.StudyHead {
	t.Helper()
	out := map[string]evidence.StudyHead{}
	taken := map[string]int{}
	for _, row := range corpustest.Rows(t, filepath.Join(dir, "studies.csv")) {
		year, _ := strconv.Atoi(row["year"])
		authors, others, _ := strings.Cut(row["authors"], ";")
		family, _, _ := strings.Cut(authors, " ")
		head := evidence.StudyHead{DOI: evidence.DOI(row["doi"]), Year: year, Title: row["title"], Journal: row["journal"], Design: row["design"], Authors: family}
		if others != "" {
			head.Authors += " et al."
		}
		head.Key = strings.ToLower(family) + row["year"]
		if family == "" {
			head.Key = "study"
		}
		taken[head.Key]++
		if n := taken[head.Key]; n > 1 {
			head.Key += string(rune('a' + n - 1))
		}
		if row["status"] != "verified" {
			head.Pending = "not verified"
		}
		out[strings.ToLower(row["doi"])] = head
	}
	return out
}

// jak loads the worked example through the importer that a user has.
func jak(t *testing.T) (dir string, rows []evidence.TableRow) {
	t.Helper()
	dir = corpustest.Dir(t, "jak")
	byDOI := heads(t, dir)
	byKey := map[string]evidence.StudyHead{}
	for _, h := range byDOI {
		byKey[h.Key] = h
	}
	file, err := os.Open(filepath.Join(dir, "findings.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	result, err := findings.Read(t.Context(), file, "findings.csv", findings.Options{
		Vocabulary: evidence.DefaultVocabulary(),
		Study: func(ref findings.Ref) (string, error) {
			if h, ok := byDOI[strings.ToLower(string(ref.DOI))]; ok {
				return h.Key, nil
			}
			return "", fmt.Errorf("no study with this DOI in the library")
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range result.Rows {
		rows = append(rows, evidence.TableRow{Finding: r.Finding, Study: byKey[r.Finding.Study]})
	}
	t.Logf("findings.csv: %d rows taken, %d rejected (rows without a DOI), %d problems", len(result.Rows), result.Rejected, len(result.Problems))
	return dir, rows
}

// shownIn returns the row of a table in which a finding stands.
func shownIn(table *evidence.Summary, id string) *evidence.Row {
	for i := range table.Rows {
		if f := table.Rows[i].Facts; f != nil && slices.Contains(f.Findings, id) {
			return &table.Rows[i]
		}
	}
	return nil
}

// cell is the text of one column of a row.
func cell(table *evidence.Summary, row *evidence.Row, column string) string {
	for i, c := range table.Columns {
		if c.ID == column && row != nil {
			return row.Cells[i].Text
		}
	}
	return ""
}

func TestConformanceJakClaims(t *testing.T) {
	dir, rows := jak(t)
	usable := map[string]evidence.Finding{}
	for _, r := range rows {
		if r.Finding.Usable {
			usable[r.Finding.ID] = r.Finding
		}
	}
	tables := map[string]*evidence.Summary{}
	var claims, checked int
	for _, claim := range corpustest.Rows(t, filepath.Join(dir, "claims.csv")) {
		claims++
		drugs := strings.Split(claim["table"], "|")
		for _, drug := range drugs {
			if tables[drug] == nil {
				tables[drug] = summary.ByDrug(summary.Input{Rows: rows}, drug, summary.Options{})
			}
		}
		for _, id := range strings.Fields(claim["usable_finding_ids"]) {
			f, ok := usable[id]
			if !ok {
				t.Errorf("claim %s: %s is not among the usable findings that were imported", claim["n"], id)
				continue
			}
			if !slices.Contains(drugs, f.Drug) {
				t.Errorf("claim %s: %s is about %s, not one of %v", claim["n"], id, f.Drug, drugs)
				continue
			}
			row := shownIn(tables[f.Drug], id)
			if row == nil {
				t.Errorf("claim %s: %s is not in the table of %s", claim["n"], id, f.Drug)
				continue
			}
			if row.Facts.Section != "own" || row.Facts.Drug != f.Drug {
				t.Errorf("claim %s: %s stands in section %q as %s", claim["n"], id, row.Facts.Section, row.Facts.Drug)
			}
			if got := cell(tables[f.Drug], row, "estimate"); f.Estimate != "" && !strings.HasPrefix(got, string(f.Estimate)) {
				t.Errorf("claim %s: %s prints %q for %q", claim["n"], id, got, f.Estimate)
			}
			checked++
		}
		for _, id := range strings.Fields(claim["unusable_finding_ids"]) {
			for drug, table := range tables {
				if shownIn(table, id) != nil {
					t.Errorf("claim %s: the unusable %s is shown in the table of %s", claim["n"], id, drug)
				}
			}
		}
	}
	t.Logf("%d claims, %d usable findings checked in %d tables", claims, checked, len(tables))
	if claims == 0 || checked == 0 {
		t.Fatal("no claim was checked")
	}
}

func TestConformanceJakAcceptance(t *testing.T) {
	_, rows := jak(t)
	in := summary.Input{Rows: rows}
	type want struct {
		drug, of, outcome, sub, comparator, measure, estimate string
		citations                                             int
	}
	cases := map[string]want{
		"MACE with its margin":                 {"tofacitinib", "tofacitinib", "mace", "", "tnf_inhibitors", "HR", "1.33 (0.91–1.94)", 1},
		"one number of two reports":            {"tofacitinib", "tofacitinib", "malignancy", "excluding_nmsc", "tnf_inhibitors", "HR", "1.48 (1.04–2.09)", 2},
		"class against placebo":                {"jak_inhibitors", "jak_inhibitors", "malignancy", "including_nmsc", "placebo", "IRR", "0.71 (0.44–1.15)", 1},
		"class against methotrexate":           {"jak_inhibitors", "jak_inhibitors", "malignancy", "including_nmsc", "methotrexate", "IRR", "0.77 (0.35–1.68)", 1},
		"class against TNF inhibitors":         {"jak_inhibitors", "jak_inhibitors", "malignancy", "including_nmsc", "tnf_inhibitors", "IRR", "1.50 (1.16–1.94)", 1},
		"acne, class":                          {"jak_inhibitors", "jak_inhibitors", "acne", "", "placebo", "OR", "3.83 (2.76–5.32)", 1},
		"acne, abrocitinib in its own table":   {"abrocitinib", "abrocitinib", "acne", "", "placebo", "OR", "13.47 (3.25–55.91)", 1},
		"acne, abrocitinib beside the class":   {"jak_inhibitors", "abrocitinib", "acne", "", "placebo", "OR", "13.47 (3.25–55.91)", 1},
		"acne, baricitinib beside the class":   {"jak_inhibitors", "baricitinib", "acne", "", "placebo", "OR", "4.96 (2.52–9.78)", 1},
		"acne, upadacitinib beside the class":  {"jak_inhibitors", "upadacitinib", "acne", "", "placebo", "OR", "4.79 (3.61–6.37)", 1},
		"acne, deucravacitinib in the class":   {"jak_inhibitors", "deucravacitinib", "acne", "", "placebo", "OR", "2.64 (1.44–4.86)", 1},
		"acne, deuruxolitinib beside":          {"jak_inhibitors", "deuruxolitinib", "acne", "", "placebo", "OR", "3.30 (1.22–8.93)", 1},
		"a class in a drug's table":            {"tofacitinib", "jak_inhibitors", "acne", "", "placebo", "OR", "3.83 (2.76–5.32)", 1},
		"a difference with a negative limit":   {"baricitinib", "baricitinib", "vte", "", "tnf_inhibitors", "RD per 100 PY", "0.26 (-0.04 to 0.57)", 1},
		"the observational counter-evidence":   {"tofacitinib", "tofacitinib", "malignancy", "excluding_nmsc", "tnf_inhibitors", "HR", "1.01 (0.83–1.22)", 1},
		"events per person-time of comparator": {"adalimumab", "adalimumab", "mace", "", "", "EAER per 100 PY", "0.3", 1},
	}
	for name, w := range cases {
		t.Run(name, func(t *testing.T) {
			table := summary.ByDrug(in, w.drug, summary.Options{})
			var found []*evidence.Row
			for i := range table.Rows {
				row := &table.Rows[i]
				f := row.Facts
				if f != nil && f.Drug == w.of && f.Outcome == w.outcome && f.SubOutcome == w.sub && f.Comparator == w.comparator && f.Measure == w.measure &&
					cell(table, row, "estimate") == w.estimate {
					found = append(found, row)
				}
			}
			if len(found) != 1 {
				t.Fatalf("%d rows, want 1", len(found))
			}
			if got := len(found[0].Facts.Keys); got != w.citations {
				t.Errorf("cites %v, want %d", found[0].Facts.Keys, w.citations)
			}
			if (w.of != w.drug) == (found[0].Facts.Section == "own") {
				t.Errorf("%s stands in section %q of %s", w.of, found[0].Facts.Section, w.drug)
			}
		})
	}
	t.Logf("%d acceptance numbers", len(cases))
}
