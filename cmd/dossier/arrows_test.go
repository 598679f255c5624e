package main

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// room is the first folder of an import path of this module, and whether the
// path lies in this module at all.
func room(path string) (string, bool) {
	rest, ok := strings.CutPrefix(path, "dossier/")
	if !ok {
		return "", false
	}
	name, _, _ := strings.Cut(rest, "/")
	return name, true
}

// wrongArrow says why a non-test import of to by from is not allowed, or "".
func wrongArrow(from, to string) string {
	a, aok := room(from)
	b, bok := room(to)
	if !aok || !bok {
		return ""
	}
	allowed := map[string][]string{
		"cmd":      {"cmd", "ingest", "store", "exports", "evidence"},
		"ingest":   {"ingest", "evidence"},
		"store":    {"store", "evidence"},
		"exports":  {"exports", "evidence"},
		"evidence": {"evidence"},
	}
	if !slices.Contains(allowed[a], b) {
		return a + " may not import " + b
	}
	if a == "evidence" && from != to {
		switch {
		case from == "dossier/evidence/notation":
			return "notation imports nothing of ours"
		case from == "dossier/evidence" && to != "dossier/evidence/notation":
			return "the evidence root imports only notation"
		case to == "dossier/evidence", to == "dossier/evidence/notation":
		case strings.HasPrefix(from, "dossier/evidence/summary") && strings.HasPrefix(to, "dossier/evidence/synthesis"):
		case sub(from) == sub(to): // within one sub-room, such as synthesis/pool → synthesis/effect
		default:
			return "sub-rooms of evidence import the root and notation only"
		}
	}
	if strings.HasSuffix(to, "corpustest") || strings.HasSuffix(to, "storetest") || strings.HasSuffix(to, "/replay") {
		if from != to {
			return "test support belongs to tests"
		}
	}
	return ""
}

// sub is the folder below evidence: "synthesis" of dossier/evidence/synthesis/pool.
func sub(path string) string {
	name, _, _ := strings.Cut(strings.TrimPrefix(path, "dossier/evidence/"), "/")
	return name
}

func TestWrongArrowIsSeen(t *testing.T) {
	for _, c := range []struct {
		from, to string
		wrong    bool
	}{
		{"dossier/cmd/dossier", "dossier/store", false},
		{"dossier/ingest/bibtex", "dossier/evidence/notation", false},
		{"dossier/ingest/resolve", "dossier/ingest/pubmedxml", false},
		{"dossier/evidence/summary", "dossier/evidence/synthesis/pool", false},
		{"dossier/evidence/synthesis/pool", "dossier/evidence/synthesis/effect", false},
		{"dossier/store", "github.com/spf13/cobra", false},
		{"dossier/ingest", "dossier/store", true},
		{"dossier/store", "dossier/exports/table", true},
		{"dossier/exports", "dossier/cmd/dossier", true},
		{"dossier/evidence", "dossier/store", true},
		{"dossier/evidence", "dossier/evidence/tagging", true},
		{"dossier/evidence/notation", "dossier/evidence", true},
		{"dossier/evidence/tagging", "dossier/evidence/dedupe", true},
		{"dossier/store", "dossier/store/storetest", true},
	} {
		if got := wrongArrow(c.from, c.to) != ""; got != c.wrong {
			t.Errorf("%s → %s: wrong = %v (%s), want %v", c.from, c.to, got, wrongArrow(c.from, c.to), c.wrong)
		}
	}
}

// TestArrows reads the import graph of all non-test files.
func TestArrows(t *testing.T) {
	out, err := exec.Command("go", "list", "-json=ImportPath,Imports", "dossier/...").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	dec := json.NewDecoder(strings.NewReader(string(out)))
	packages := 0
	for {
		var p struct {
			ImportPath string
			Imports    []string
		}
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		packages++
		for _, imp := range p.Imports {
			if why := wrongArrow(p.ImportPath, imp); why != "" {
				t.Errorf("%s imports %s: %s", p.ImportPath, imp, why)
			}
			if strings.HasPrefix(p.ImportPath, "dossier/evidence") && slices.Contains([]string{"os", "net", "net/http", "os/exec"}, imp) {
				t.Errorf("%s imports %s: evidence does no I/O", p.ImportPath, imp)
			}
		}
	}
	if packages < 8 {
		t.Fatalf("only %d packages seen", packages)
	}
	t.Logf("%d packages read", packages)
}
