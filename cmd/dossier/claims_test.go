package main

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"dossier/cmd/corpustest"
	"dossier/evidence"
)

// claimRow is a row of a table as JSON prints it.
type claimRow struct {
	Drug, Outcome, Comparator, Measure, Note string
	Year                                     int
	Estimate, Margin                         string
	CILow                                    string `json:"ci_low"`
	CIHigh                                   string `json:"ci_high"`
	Findings                                 []string
	FootnoteMarks                            []string `json:"footnotes"`
	Cells                                    map[string]string
}

type claimTable struct {
	Rows      []claimRow
	Notes     []string
	Footnotes map[string]string
}

func (t *claimTable) row(id string) *claimRow {
	for i := range t.Rows {
		if slices.Contains(t.Rows[i].Findings, id) {
			return &t.Rows[i]
		}
	}
	return nil
}

// TestConformanceClaims walks the statements of the worked example and looks in
// the tables that the program prints for what each expects: every number with its
// interval, comparator, year and margin, no number that may not be used, the figures
// that the statement is judged by, and for "no data" the kind of empty.
func TestConformanceClaims(t *testing.T) {
	dir := corpustest.Dir(t, "jak")
	library := exampleLibrary(t)
	findings := map[string]map[string]string{}
	for _, f := range corpustest.Rows(t, filepath.Join(dir, "findings.csv")) {
		findings[f["id"]] = f
	}
	tables := map[string]*claimTable{}
	printed := func(args ...string) *claimTable {
		name := strings.Join(args, " ")
		if tables[name] == nil {
			code, stdout, stderr := dossier(append([]string{"--library", library, "table", "--format", "json"}, args...)...)
			tables[name] = &claimTable{}
			if err := json.Unmarshal([]byte(stdout), tables[name]); err != nil || code != exitDone {
				t.Fatalf("table %s: exit %d: %v\n%s", name, code, err, stderr)
			}
		}
		return tables[name]
	}
	counts := map[string]int{}
	for _, claim := range corpustest.Rows(t, filepath.Join(dir, "claims.csv")) {
		t.Run("claim "+claim["n"], func(t *testing.T) {
			counts[claim["expect"]]++
			drugs := strings.Split(claim["table"], "|")
			var rows []*claimRow
			for _, id := range strings.Fields(claim["usable_finding_ids"]) {
				f := findings[id]
				if !slices.Contains(drugs, f["drug"]) {
					t.Errorf("%s is on %s, and no table of it is asked for", id, f["drug"])
					continue
				}
				table := printed("--drug", f["drug"])
				row := table.row(id)
				if row == nil {
					t.Errorf("%s is not in the table of %s", id, f["drug"])
					continue
				}
				for _, wrong := range readable(table, row, f) {
					t.Errorf("%s: %s", id, wrong)
				}
				rows = append(rows, row)
				counts["numbers"]++
			}
			var kept []string // figures that the tables must not print
			for _, id := range strings.Fields(claim["unusable_finding_ids"]) {
				kept = append(kept, findings[id]["estimate"], findings[id]["ci_low"], findings[id]["ci_high"])
				for _, drug := range drugs {
					if printed("--drug", drug).row(id) != nil {
						t.Errorf("%s may not be used and stands in the table of %s", id, drug)
					}
				}
			}
			if claim["expect"] == "no data" {
				checkNoData(t, printed, claim["n"], drugs)
				return
			}
			for _, figure := range figuresOf(claim["why_or_what_the_table_must_show"]) {
				if !slices.Contains(kept, figure) && !slices.ContainsFunc(rows, func(r *claimRow) bool { return printsFigure(r, figure) }) {
					t.Errorf("the figure %s cannot be read in the rows", figure)
				}
			}
			if got := claimSides(rows); !expected(claim["expect"], got) {
				t.Errorf("%s does not follow from the intervals: %+v", claim["expect"], got)
			}
		})
	}
	t.Logf("claims and numbers: %v", counts)
	if counts["numbers"] == 0 {
		t.Fatal("no number was looked at")
	}
}

// readable says what a reader cannot read in a row of a finding.
func readable(table *claimTable, row *claimRow, f map[string]string) (wrong []string) {
	miss := func(format string, args ...any) { wrong = append(wrong, fmt.Sprintf(format, args...)) }
	estimate := row.Cells["estimate"]
	if !strings.HasPrefix(estimate, f["estimate"]) {
		miss("prints %q for %s", estimate, f["estimate"])
	}
	if f["ci_low"] != "" && !strings.Contains(estimate, "("+f["ci_low"]+"–"+f["ci_high"]+")") {
		miss("prints %q without the interval %s to %s", estimate, f["ci_low"], f["ci_high"])
	}
	if row.Comparator != f["comparator"] || row.Cells["comparator"] == "" {
		miss("the comparator is %q (%q)", row.Comparator, row.Cells["comparator"])
	}
	if row.Year == 0 || !strings.Contains(row.Cells["study"], strconv.Itoa(row.Year)) {
		miss("%q has no year", row.Cells["study"])
	}
	if f["margin"] != "" {
		noted := slices.ContainsFunc(row.FootnoteMarks, func(m string) bool {
			return strings.Contains(table.Footnotes[m], "Non-inferiority margin") && strings.Contains(table.Footnotes[m], f["margin"])
		})
		if !strings.Contains(row.Cells["notes"], "margin "+f["margin"]) || !noted {
			miss("the margin %s is not beside the number", f["margin"])
		}
	}
	m, _ := evidence.MeasureOf(f["measure"])
	if row.Cells["measure"] != m.Label() {
		miss("the measure is printed as %q", row.Cells["measure"])
	}
	if (m.Kind == evidence.KindWords || !m.Comparative && f["comparator"] != "") && !strings.Contains(estimate, " vs ") && !strings.ContainsAny(row.Cells["notes"], "0123456789") {
		miss("neither the estimate %q nor the notes %q hold what it is compared with", estimate, row.Cells["notes"])
	}
	return wrong
}

// checkNoData looks for the outcome that a statement without data is about.
func checkNoData(t *testing.T, printed func(...string) *claimTable, n string, drugs []string) {
	t.Helper()
	outcome := map[string]string{"8": "arterial_thromboembolism", "14": "cytopenia", "15": "hepatitis_reactivation"}[n]
	if outcome == "" {
		t.Fatal("say which outcome this statement is about")
	}
	for _, drug := range drugs {
		table := printed("--drug", drug, "--outcome", outcome)
		if len(table.Rows) > 0 {
			t.Errorf("%s has %d rows on %s", drug, len(table.Rows), outcome)
		}
		if text := strings.Join(table.Notes, " "); !regexp.MustCompile("no number. (Not reported|None found|Not searched): ").MatchString(text) || !strings.Contains(text, "not a zero") {
			t.Errorf("%s: the kind of empty is not said: %s", drug, text)
		}
	}
}

// figuresOf are the decimals that a text names, those of DOIs and ids left out.
func figuresOf(text string) []string {
	return regexp.MustCompile(`\b\d+\.\d+\b`).FindAllString(text, -1)
}

// printsFigure tells whether a row prints a figure, possibly with more decimals.
func printsFigure(r *claimRow, figure string) bool {
	want, _ := strconv.ParseFloat(figure, 64)
	_, fraction, _ := strings.Cut(figure, ".")
	for _, text := range []string{r.Cells["estimate"], r.Cells["notes"], r.Cells["events"]} {
		for _, n := range regexp.MustCompile(`\d+(\.\d+)?`).FindAllString(text, -1) {
			v, _ := strconv.ParseFloat(n, 64)
			if strconv.FormatFloat(v, 'f', len(fraction), 64) == strconv.FormatFloat(want, 'f', len(fraction), 64) {
				return true
			}
		}
	}
	return false
}

// sides counts the numbers of a statement by where their intervals lie.
type sides struct{ excludes, includes, without int }

func claimSides(rows []*claimRow) (s sides) {
	for _, r := range rows {
		m, _ := evidence.MeasureOf(r.Measure)
		null, _ := strconv.ParseFloat(m.Null, 64)
		low, errLow := strconv.ParseFloat(r.CILow, 64)
		high, errHigh := strconv.ParseFloat(r.CIHigh, 64)
		switch {
		case !m.Comparative || errLow != nil || errHigh != nil:
			s.without++
		case low > null || high < null:
			s.excludes++
		default:
			s.includes++
		}
	}
	return s
}

// expected tells whether a verdict can be read from the intervals: what is
// reproduced, and what contradicts a denial, needs one that excludes no difference;
// what is qualified has others beside it, or none at all.
func expected(expect string, s sides) bool {
	switch expect {
	case "reproduced", "contradicted":
		return s.excludes > 0
	case "qualified":
		return s.includes+s.without > 0
	}
	return false
}
