// Package corpustest finds the conformance data for tests: a directory with the
// sub-folders bib, api, dedupe, gold, meta and jak, named by DOSSIER_CORPUS or
// found at ../shared/corpus seen from the module root. Only tests import it.
package corpustest

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// Dir returns the sub-folder sub of the corpus. Without it the test is skipped
// with a message, or fails when DOSSIER_REQUIRE_CORPUS=1.
func Dir(t testing.TB, sub string) string {
	t.Helper()
	return find(t, corpusRoot(), sub)
}

// Shared returns a path beside the corpus, such as seeds or vocabulary.
func Shared(t testing.TB, sub string) string {
	t.Helper()
	return find(t, filepath.Dir(corpusRoot()), sub)
}

func find(t testing.TB, root, sub string) string {
	t.Helper()
	dir := filepath.Join(root, filepath.FromSlash(sub))
	if _, err := os.Stat(dir); err != nil {
		if os.Getenv("DOSSIER_REQUIRE_CORPUS") == "1" {
			t.Fatalf("conformance data are required and %s is not there; set DOSSIER_CORPUS", dir)
		}
		t.Skipf("SKIP: no conformance data at %s; set DOSSIER_CORPUS to a folder with bib, api, dedupe, gold, meta, jak", dir)
	}
	return dir
}

// Absent skips a test whose part of the corpus is not there, or fails it when
// DOSSIER_REQUIRE_CORPUS=1.
func Absent(t testing.TB, what string) {
	t.Helper()
	if os.Getenv("DOSSIER_REQUIRE_CORPUS") == "1" {
		t.Fatalf("conformance data are required and the corpus holds no %s", what)
	}
	t.Skipf("SKIP: the corpus holds no %s", what)
}

// Rows reads a CSV file with a heading line; each row by the names of its
// columns.
func Rows(t testing.TB, path string) []map[string]string {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	r := csv.NewReader(file)
	r.FieldsPerRecord = -1 // a short row has fewer columns
	all, err := r.ReadAll()
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	var rows []map[string]string
	for _, record := range all[min(1, len(all)):] {
		row := map[string]string{}
		for i, cell := range record {
			row[strings.TrimPrefix(all[0][i], "\ufeff")] = cell
		}
		rows = append(rows, row)
	}
	return rows
}

func corpusRoot() string {
	if dir := os.Getenv("DOSSIER_CORPUS"); dir != "" {
		return dir
	}
	_, file, _, _ := runtime.Caller(0)
	return filepath.Join(filepath.Dir(file), "..", "..", "..", "shared", "corpus")
}
