package main

import (
	"encoding/csv"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// wrong is a number that cannot be, in the fields of a finding, and the field that
// a refusal must name.
type wrong struct {
	name   string
	fields map[string]string
	field  string
}

func wrongNumbers() []wrong {
	interval := func(measure, est, low, high, level string) map[string]string {
		return map[string]string{"measure": measure, "estimate": est, "ci_low": low, "ci_high": high, "ci_level": level}
	}
	counts := func(a, n, c, m string) map[string]string {
		return map[string]string{"measure": "RR", "events_treat": a, "n_treat": n, "events_ctrl": c, "n_ctrl": m}
	}
	return []wrong{
		{"negative events", counts("-3", "100", "2", "100"), "events_treat"},
		{"negative patients", counts("3", "100", "2", "-100"), "n_ctrl"},
		{"more events than patients", counts("30", "10", "2", "100"), "events_treat"},
		{"more events than controls", counts("3", "100", "20", "10"), "events_ctrl"},
		{"interval reversed", interval("HR", "1.2", "1.9", "0.8", "95"), "ci_low"},
		{"no level", interval("HR", "1.2", "0.8", "1.9", ""), "ci_level"},
		{"level as a fraction", interval("HR", "1.2", "0.8", "1.9", "0.95"), "ci_level"},
		{"per cent for a fraction", interval("RD", "12", "2", "20", "95"), "estimate"},
		{"fraction for per cent", map[string]string{"measure": "proportion_pct", "estimate": "0.12", "events_treat": "12", "n_treat": "100"}, "estimate"},
		{"negative person-years", map[string]string{"measure": "IR per 100 PY", "estimate": "1.2", "person_years": "-5"}, "person_years"},
		{"negative limit of a ratio", interval("HR", "1.2", "-0.8", "1.9", "95"), "ci_low"},
		{"p above 1", map[string]string{"measure": "HR", "estimate": "1.2", "p": "5"}, "p"},
		{"NaN", map[string]string{"measure": "HR", "estimate": "NaN"}, "estimate"},
		{"infinite", map[string]string{"measure": "MD", "estimate": "Inf"}, "estimate"},
		{"beyond a number", map[string]string{"measure": "MD", "estimate": "1e999"}, "estimate"},
		{"infinite limit", interval("HR", "1.2", "0.8", "+Inf", "95"), "ci_high"},
		{"NaN events", counts("NaN", "100", "2", "100"), "events_treat"},
	}
}

// A number that cannot be is refused at every door, with its field, and no table
// prints it.
func TestWrongNumbersAreRefused(t *testing.T) {
	about := map[string]string{"drug": "upadacitinib", "comparator": "placebo", "outcome": "mace"}
	good := map[string]string{"measure": "RR", "estimate": "1.5", "ci_low": "0.8", "ci_high": "2.8", "ci_level": "95", "events_treat": "6", "n_treat": "100", "events_ctrl": "4", "n_ctrl": "100"}
	doors := map[string]func(t *testing.T, lib string, fields map[string]string) (code int, said string){
		"finding add": func(_ *testing.T, lib string, fields map[string]string) (int, string) {
			args := []string{"--library", lib, "finding", "add", "able2001"}
			for _, name := range slices.Sorted(maps.Keys(fields)) {
				args = append(args, "--set", name+"="+fields[name])
			}
			code, _, said := dossier(args...)
			return code, said
		},
		"finding edit": func(_ *testing.T, lib string, fields map[string]string) (int, string) {
			args := []string{"--library", lib, "finding", "edit", "F001"}
			for _, name := range slices.Sorted(maps.Keys(good)) {
				if _, set := fields[name]; !set {
					args = append(args, "--set", name+"=")
				}
			}
			for _, name := range slices.Sorted(maps.Keys(fields)) {
				args = append(args, "--set", name+"="+fields[name])
			}
			code, _, said := dossier(args...)
			return code, said
		},
		"CSV import": func(t *testing.T, lib string, fields map[string]string) (int, string) {
			file := filepath.Join(t.TempDir(), "in.csv")
			writeRow(t, file, fields)
			code, _, said := dossier("--library", lib, "finding", "import", file)
			return code, said
		},
		"sheet import": func(t *testing.T, lib string, fields map[string]string) (int, string) {
			file := filepath.Join(t.TempDir(), "sheet.xlsx")
			if code, _, said := dossier("--library", lib, "sheet", "export", "-o", file); code != exitDone {
				t.Fatalf("sheet export: %s", said)
			}
			editFinding(t, file, good, fields)
			code, out, said := dossier("--library", lib, "sheet", "import", file, "--yes")
			return code, out + said
		},
		"load": func(t *testing.T, lib string, fields map[string]string) (int, string) {
			dir := t.TempDir()
			_, dump, _ := dossier("--library", lib, "dump")
			file := filepath.Join(dir, "dump.jsonl")
			if err := os.WriteFile(file, []byte(withFinding(dump, about, fields)), 0o600); err != nil {
				t.Fatal(err)
			}
			code, _, said := dossier("load", file, filepath.Join(dir, "copy.db"))
			return code, said
		},
	}
	for _, door := range slices.Sorted(maps.Keys(doors)) {
		t.Run(door, func(t *testing.T) {
			lib := studyLibrary(t, about, good)
			_, before, _ := dossier("--library", lib, "table", "--drug", "upadacitinib", "--format", "csv")
			for _, w := range wrongNumbers() {
				fields := map[string]string{}
				maps.Copy(fields, about)
				maps.Copy(fields, w.fields)
				code, said := doors[door](t, lib, fields)
				if code == exitDone || !strings.Contains(said, w.field) {
					t.Errorf("%s: exit %d: %q does not name %s", w.name, code, said, w.field)
				}
			}
			_, after, _ := dossier("--library", lib, "table", "--drug", "upadacitinib", "--format", "csv")
			if after != before {
				t.Errorf("the table changed:\n%s\nwas\n%s", after, before)
			}
		})
	}
}

// studyLibrary is a library of one study with one good finding.
func studyLibrary(t *testing.T, about, good map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	t.Setenv("DOSSIER_NOW", "2026-03-01T09:00:00Z")
	t.Setenv("DOSSIER_CONFIG", filepath.Join(dir, "none.toml"))
	lib, refs, csvFile := filepath.Join(dir, libraryName), filepath.Join(dir, "refs.bib"), filepath.Join(dir, "good.csv")
	if err := os.WriteFile(refs, []byte("@article{able2001, author = {Able, A.}, title = {Upadacitinib in eczema}, year = 2001}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	fields := map[string]string{}
	maps.Copy(fields, about)
	maps.Copy(fields, good)
	writeRow(t, csvFile, fields)
	for _, args := range [][]string{{"init", dir}, {"--library", lib, "add", refs, "--offline", "--complete"}, {"--library", lib, "finding", "import", csvFile}} {
		if code, _, said := dossier(args...); code != exitDone {
			t.Fatalf("%v: exit %d: %s", args, code, said)
		}
	}
	return lib
}

// writeRow writes a findings file of one row.
func writeRow(t *testing.T, file string, fields map[string]string) {
	t.Helper()
	out, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	names := slices.Sorted(maps.Keys(fields))
	heading, row := []string{"key"}, []string{"able2001"}
	for _, name := range names {
		heading, row = append(heading, name), append(row, fields[name])
	}
	w := csv.NewWriter(out)
	if err := w.WriteAll([][]string{heading, row}); err != nil {
		t.Fatal(err)
	}
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
}

// editFinding overwrites the numbers of the first finding of a workbook.
func editFinding(t *testing.T, file string, good, fields map[string]string) {
	t.Helper()
	book, err := excelize.OpenFile(file)
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	rows, err := book.GetRows("Findings")
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for at, name := range rows[0] {
		value, set := fields[name]
		if _, had := good[name]; !set && !had {
			continue
		}
		if _, had := fields[name]; had {
			found++
		}
		cell, err := excelize.CoordinatesToCellName(at+1, 2)
		if err != nil {
			t.Fatal(err)
		}
		if err := book.SetCellStr("Findings", cell, value); err != nil {
			t.Fatal(err)
		}
	}
	if found != len(fields) {
		t.Fatalf("%d of the columns %v are in the workbook: %v", found, slices.Sorted(maps.Keys(fields)), rows[0])
	}
	if err := book.Save(); err != nil {
		t.Fatal(err)
	}
}

// withFinding replaces the finding of a dump.
func withFinding(dump string, about, fields map[string]string) string {
	arm := func(events, n, years string) string {
		var parts []string
		for name, column := range map[string]string{"events": events, "n": n, "person_years": years} {
			if v := fields[column]; v != "" {
				parts = append(parts, fmt.Sprintf("%q:%q", name, v))
			}
		}
		slices.Sort(parts)
		return "{" + strings.Join(parts, ",") + "}"
	}
	parts := []string{`"id":"F001"`, `"study":"able2001"`, `"rev":1`, `"status":"confirmed"`, `"usable":true`,
		`"treat":` + arm("events_treat", "n_treat", "person_years"), `"control":` + arm("events_ctrl", "n_ctrl", "person_years_ctrl")}
	for _, name := range []string{"drug", "comparator", "outcome", "measure", "estimate", "ci_low", "ci_high", "ci_level", "p"} {
		if v := fields[name]; v != "" {
			parts = append(parts, fmt.Sprintf("%q:%q", name, v))
		}
	}
	lines := strings.Split(dump, "\n")
	for i, line := range lines {
		if strings.HasPrefix(line, `{"finding":`) {
			lines[i] = `{"finding":{` + strings.Join(parts, ",") + `}}`
		}
	}
	return strings.Join(lines, "\n")
}

// A file of studies for dossier pool is refused with line and field.
func TestWrongStudiesAreRefused(t *testing.T) {
	tests := []struct{ name, measure, heading, row, field string }{
		{"negative events", "RR", "ai,n1i,ci,n2i", "-1,100,3,100", "ai"},
		{"more events than patients", "OR", "ai,n1i,ci,n2i", "5,100,101,100", "ci"},
		{"negative patients", "RD", "ai,n1i,ci,n2i", "5,-100,3,100", "n1i"},
		{"negative events in person-time", "IRR", "x1i,t1i,x2i,t2i", "-1,100,3,100", "x1i"},
		{"no person-time", "IRR", "x1i,t1i,x2i,t2i", "1,0,3,100", "t1i"},
		{"negative standard deviation", "MD", "m1i,sd1i,n1i,m2i,sd2i,n2i", "1,-2,20,3,2,30", "sd1i"},
		{"proportion above one", "PLO", "xi,ni", "12,10", "xi"},
		{"negative rate", "IRLN", "xi,ti", "-2,10", "xi"},
		{"negative variance", "GEN", "yi,vi", "1,-1", "vi"},
		{"interval reversed", "LNRATIO", "est,lb,ub,level", "1.2,1.9,0.8,95", "lb"},
		{"estimate outside", "LNRATIO", "est,lb,ub,level", "3,0.8,1.9,95", "est"},
		{"level missing", "LNRATIO", "est,lb,ub,level", "1.2,0.8,1.9,", "level"},
		{"level as a fraction", "LNRATIO", "est,lb,ub,level", "1.2,0.8,1.9,0.95", "level"},
		{"negative ratio", "LNRATIO", "est,lb,ub,level", "-1.2,0.8,1.9,95", "est"},
		{"NaN", "RR", "ai,n1i,ci,n2i", "NaN,100,3,100", "ai"},
		{"infinite", "GEN", "yi,vi", "Inf,1", "yi"},
		{"infinite variance", "GEN", "yi,vi", "1,1e999", "vi"},
		{"words", "RR", "ai,n1i,ci,n2i", "few,100,3,100", "ai"},
	}
	file := filepath.Join(t.TempDir(), "studies.csv")
	for _, tt := range tests {
		if err := os.WriteFile(file, []byte("study,"+tt.heading+"\nfirst,"+tt.row+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		for _, format := range [][]string{nil, {"--json"}} {
			code, stdout, said := dossier(append([]string{"pool", file, "--measure", tt.measure}, format...)...)
			if code == exitDone || !strings.Contains(stdout+said, tt.field) || !strings.Contains(stdout+said, "line 2") {
				t.Errorf("%s: exit %d: %q does not name line 2 and %s", tt.name, code, stdout+said, tt.field)
			}
		}
	}
	if err := os.WriteFile(file, []byte("study,est,lb,ub\na,1.2,0.8,1.9\nb,1.1,0.8,1.9\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if code, stdout, _ := dossier("pool", file, "--measure", "LNRATIO"); code != exitDone || !strings.Contains(stdout, "no column level: its intervals are taken as 95 %") {
		t.Errorf("without a level: exit %d: %s", code, stdout)
	}
}

// What no model can estimate says so; no pooled number is NaN or infinite.
func TestPoolPrintsNoNaN(t *testing.T) {
	file := filepath.Join(t.TempDir(), "studies.csv")
	for name, tt := range map[string]struct{ measure, csv string }{
		"no events":         {"RR", "study,ai,n1i,ci,n2i\na,0,10,0,10\nb,0,20,0,20\n"},
		"one study":         {"GEN", "study,yi,vi\na,1,1\n"},
		"two equal studies": {"GEN", "study,yi,vi\na,1,1\nb,1,1\n"},
		"no variance":       {"GEN", "study,yi,vi\na,1,0\nb,2,0\n"},
		"huge":              {"GEN", "study,yi,vi\na,1e300,1e-300\nb,-1e300,1e300\n"},
		"all events":        {"OR", "study,ai,n1i,ci,n2i\na,10,10,10,10\nb,20,20,20,20\n"},
		"large log ratio":   {"LNRATIO", "study,est,lb,ub,level\na,1e300,1e299,1e301,95\nb,1e300,1e299,1e301,95\n"},
	} {
		if err := os.WriteFile(file, []byte(tt.csv), 0o600); err != nil {
			t.Fatal(err)
		}
		for _, method := range []string{"REML", "DL", "FE", "MH", "PETO"} {
			for _, format := range [][]string{nil, {"--json"}} {
				code, stdout, said := dossier(append([]string{"pool", file, "--measure", tt.measure, "--method", method}, format...)...)
				if strings.Contains(stdout+said, "NaN") || strings.Contains(stdout+said, "Inf") {
					t.Errorf("%s by %s: exit %d: %s%s", name, method, code, stdout, said)
				}
			}
		}
	}
}

// Appraisals from a file, assumed risks and thresholds are refused with what is
// wrong in them.
func TestWrongJudgementsAreRefused(t *testing.T) {
	lib := studyLibrary(t, map[string]string{"drug": "upadacitinib", "comparator": "placebo", "outcome": "mace"},
		map[string]string{"measure": "HR", "estimate": "1.5", "ci_low": "0.8", "ci_high": "2.8", "ci_level": "95"})
	file := filepath.Join(t.TempDir(), "judged")
	for _, tt := range []struct{ tool, text, field string }{
		{"nos-cohort", "[domains]\nselection = -1\ncomparability = 1\noutcome = 2\n", "selection"},
		{"nos-cohort", "[domains]\nselection = 4\ncomparability = 3\noutcome = 2\n", "comparability"},
		{"nos-cohort", "[domains]\nselection = nan\ncomparability = 1\noutcome = 2\n", "selection"},
		{"nos-cohort", "[domains]\nselection = 4\ncomparability = 1\noutcome = inf\n", "outcome"},
		{"nos-cohort", `{"domains":{"selection":2.5,"comparability":1,"outcome":2}}`, "selection"},
		{"amstar2", `{"answers":{"1":"Maybe"}}`, "item 1"},
		{"rob2", `{"answers":{"9.9":"Y"}}`, "9.9"},
	} {
		if err := os.WriteFile(file, []byte(tt.text), 0o600); err != nil {
			t.Fatal(err)
		}
		if code, _, said := dossier("--library", lib, "appraise", "able2001", "--tool", tt.tool, "--file", file); code == exitDone || !strings.Contains(said, tt.field) {
			t.Errorf("%s %q: exit %d: %q does not name %s", tt.tool, tt.text, code, said, tt.field)
		}
	}
	for _, risk := range []string{"-0.1", "0", "1", "2", "20%", "NaN", "Inf", "mace=NaN", "mace=5"} {
		if code, _, said := dossier("--library", lib, "table", "--drug", "upadacitinib", "--baseline="+risk); code != exitUsage || !strings.Contains(said, "--baseline") {
			t.Errorf("baseline %s: exit %d: %q", risk, code, said)
		}
	}
	for _, threshold := range []string{"5", "5,-5", "NaN,1", "0.8,Inf", "1,1"} {
		if code, _, said := dossier("--library", lib, "grade", "--drug", "upadacitinib", "--outcome", "mace", "--comparator", "placebo", "--threshold="+threshold); code != exitUsage || !strings.Contains(said, "--threshold") {
			t.Errorf("threshold %s: exit %d: %q", threshold, code, said)
		}
	}
}

// No table of the worked example prints a NaN or an infinite number, whatever is
// worked out in it.
func TestTablesPrintNoNaN(t *testing.T) {
	library := exampleLibrary(t)
	worked := []string{"--pool", "--mix-populations", "--mix-designs", "--baseline", "0.01"}
	for _, by := range [][]string{nil, {"--by", "outcome"}, {"--by", "rates", "--outcome", "infection,mace,vte,malignancy"}, {"--by", "sof", "--drug", "jak_inhibitors", "--members"},
		{"--by", "review"}, {"--by", "study"}, {"--by", "characteristics"}} {
		for _, format := range []string{"csv", "json", "text"} {
			code, stdout, said := dossier(slices.Concat([]string{"--library", library, "table", "--format", format}, by, worked)...)
			if code != exitDone || len(stdout) < 1000 {
				t.Fatalf("%v: exit %d: %d bytes: %s", by, code, len(stdout), said)
			}
			for _, word := range []string{"NaN", "+Inf", "-Inf", "−Inf", "(Inf", "–Inf"} {
				if at := strings.Index(stdout, word); at >= 0 {
					t.Errorf("%v as %s: %s", by, format, stdout[max(0, at-80):at+20])
				}
			}
		}
	}
}
