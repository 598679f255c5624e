package notes

import (
	"testing"

	"dossier/evidence"
)

func TestIdentify(t *testing.T) {
	for _, tt := range []struct {
		name, note string
		doi        evidence.DOI
		pmid       evidence.PMID
	}{
		{"one of each", "doi: 10.1000/a.1. PMID: 33000001", "10.1000/a.1", "33000001"},
		{"two DOIs", "see 10.1000/a.1 and 10.1000/a.2", "", ""},
		{"two PMIDs", "PMID: 33000001; PMID: 33000002", "", ""},
		{"number without a name", "33000001", "", ""},
	} {
		var c evidence.Citation
		if Identify(&c, tt.note); c.DOI != tt.doi || c.PMID != tt.pmid {
			t.Errorf("%s: DOI %q, PMID %q", tt.name, c.DOI, c.PMID)
		}
	}
	known := evidence.Citation{DOI: "10.1000/b", PMID: "1"}
	if Identify(&known, "10.1000/a.1 PMID: 33000001"); known.DOI != "10.1000/b" || known.PMID != "1" {
		t.Errorf("replaced by %q, %q", known.DOI, known.PMID)
	}
}

func TestTrials(t *testing.T) {
	for _, tt := range []struct {
		text  string
		ids   int
		whole bool
	}{
		{"NCT00000001", 1, true},
		{"NCT00000001; ISRCTN00000002", 2, true},
		{"Grant 7, NCT00000001", 1, false},
		{"none", 0, false},
		{"", 0, false},
	} {
		var c evidence.Citation
		if whole := Trials(&c, tt.text); whole != tt.whole || len(c.Registry) != tt.ids {
			t.Errorf("%q: %v, %v", tt.text, whole, c.Registry)
		}
	}
}

func TestTrialsOfNote(t *testing.T) {
	for _, tt := range []struct {
		note string
		ids  int
	}{
		{"A trial (NCT00000001). See NCT00000001.", 1},
		{"Compare NCT00000001 and NCT00000002.", 0},
		{"Registered as NCT00000001 and NCT00000002.", 2},
	} {
		var c evidence.Citation
		if TrialsOfNote(&c, tt.note); len(c.Registry) != tt.ids {
			t.Errorf("%q: %v", tt.note, c.Registry)
		}
	}
}
