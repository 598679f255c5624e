package table

import (
	"bytes"
	"encoding/csv"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"dossier/cmd/corpustest"
	"dossier/evidence"
	"dossier/evidence/summary"
	"dossier/ingest/findings"
)

// TestConformanceJakTables writes the tables of the worked example in every
// format, reads each back, and compares it cell by cell with the summary.
func TestConformanceJakTables(t *testing.T) {
	dir := corpustest.Dir(t, "jak")
	file, err := os.Open(filepath.Join(dir, "findings.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	result, err := findings.Read(t.Context(), file, "findings.csv", findings.Options{Vocabulary: evidence.DefaultVocabulary(),
		Study: func(r findings.Ref) (string, error) {
			if r.DOI == "" {
				return "", errors.New("no DOI")
			}
			return strings.ToLower(string(r.DOI)), nil
		}})
	if err != nil {
		t.Fatal(err)
	}
	var rows []evidence.TableRow
	for _, r := range result.Rows {
		head := evidence.StudyHead{Key: r.Finding.Study, DOI: r.Ref.DOI, Authors: r.Ref.FirstAuthor}
		rows = append(rows, evidence.TableRow{Finding: r.Finding, Study: head})
	}
	read := readers()
	cells := 0
	for _, drug := range drugsOfClaims(t, filepath.Join(dir, "claims.csv")) {
		s := summary.ByDrug(summary.Input{Rows: rows}, drug, summary.Options{})
		for _, format := range Formats() {
			if diff := cmp.Diff(wanted(s), read[format](t, s, write(t, format, s))); diff != "" {
				t.Errorf("%s as %s (-summary +read back):\n%.2000s", drug, format, diff)
			}
			for _, r := range s.Rows {
				cells += len(r.Cells)
			}
		}
		var narrow bytes.Buffer
		if err := Write(&narrow, "text", []*evidence.Summary{s}, Options{Width: 80}); err != nil {
			t.Fatal(err)
		}
		w := new(textWriter)
		for _, line := range strings.Split(narrow.String(), "\n") {
			if w.size(line) > 80 {
				t.Errorf("%s: %d cells wide: %q", drug, w.size(line), line)
			}
		}
	}
	t.Logf("%d cells compared in %d formats", cells, len(Formats()))
	if cells == 0 {
		t.Fatal("nothing was compared")
	}
}

func drugsOfClaims(t *testing.T, path string) []string {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	records, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var drugs []string
	seen := map[string]bool{}
	for _, record := range records[1:] {
		for _, drug := range strings.Split(record[2], "|") {
			if !seen[drug] {
				seen[drug] = true
				drugs = append(drugs, drug)
			}
		}
	}
	return drugs
}
