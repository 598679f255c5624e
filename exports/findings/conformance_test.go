package findings_test

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
	exported "dossier/exports/findings"
	imported "dossier/ingest/findings"
)

// TestConformanceJakFindings imports the findings of the worked example, exports
// them and imports them again: rows that name a study are taken, every other is
// reported with its line, and nothing changes on the way.
func TestConformanceJakFindings(t *testing.T) {
	path := filepath.Join(corpustest.Dir(t, "jak"), "findings.csv")
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	records, err := csv.NewReader(bytes.NewReader(data)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	doi, usable := -1, -1
	for i, name := range records[0] {
		switch name {
		case "doi":
			doi = i
		case "usable":
			usable = i
		}
	}
	withDOI, usableRows := 0, 0
	for _, r := range records[1:] {
		if r[doi] != "" {
			withDOI++
		}
		if r[usable] == "yes" {
			usableRows++
		}
	}
	options := imported.Options{Vocabulary: evidence.DefaultVocabulary(), Study: func(r imported.Ref) (string, error) {
		if r.DOI == "" {
			return r.Key, errorIf(r.Key == "")
		}
		return strings.ToLower(string(r.DOI)), nil
	}}
	first, err := imported.Read(t.Context(), bytes.NewReader(data), "findings.csv", options)
	if err != nil {
		t.Fatal(err)
	}
	if len(first.Rows) != withDOI || first.Rejected != len(records)-1-withDOI {
		t.Errorf("%d rows taken and %d rejected of %d with a study and %d without", len(first.Rows), first.Rejected, withDOI, len(records)-1-withDOI)
		for _, p := range first.Problems {
			if !strings.Contains(p.Message, "study") {
				t.Log(p)
			}
		}
	}
	counted := 0
	var rows []evidence.TableRow
	for _, r := range first.Rows {
		rows = append(rows, evidence.TableRow{Finding: r.Finding, Study: evidence.StudyHead{Key: r.Finding.Study, DOI: r.Ref.DOI}})
		if r.Finding.Usable {
			counted++
		}
	}
	if counted != usableRows {
		t.Errorf("%d usable findings, want %d", counted, usableRows)
	}
	var out bytes.Buffer
	if err := exported.Write(&out, rows); err != nil {
		t.Fatal(err)
	}
	second, err := imported.Read(t.Context(), &out, "again.csv", options)
	if err != nil {
		t.Fatal(err)
	}
	if len(second.Rows) != len(rows) {
		t.Fatalf("%d rows came back of %d", len(second.Rows), len(rows))
	}
	for i := range rows {
		if diff := cmp.Diff(rows[i].Finding, second.Rows[i].Finding); diff != "" {
			t.Errorf("%s (-imported +again):\n%s", rows[i].Finding.ID, diff)
		}
	}
	t.Logf("%d rows: %d taken (%d usable), %d rejected, %d problems; all taken rows come back equal", len(records)-1, len(first.Rows), counted, first.Rejected, len(first.Problems))
}

func errorIf(missing bool) error {
	if missing {
		return errors.New("no DOI and no key")
	}
	return nil
}
