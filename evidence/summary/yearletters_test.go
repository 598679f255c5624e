package summary

import (
	"slices"
	"testing"

	"dossier/evidence"
)

func TestSameNameGetsLetters(t *testing.T) {
	row := func(id, key, authors string, year int) evidence.TableRow {
		return evidence.TableRow{Study: evidence.StudyHead{Key: key, Authors: authors, Year: year, Pending: "offline"},
			Finding: evidence.Finding{ID: id, Study: key, Drug: "tofacitinib", Outcome: "mace", Measure: "IR per 100 PY", Estimate: evidence.Printed("0." + id[1:]),
				Population: "adults", Status: evidence.Confirmed, Usable: true}}
	}
	in := Input{Rows: []evidence.TableRow{row("F11", "zeta2022", "Rivera et al.", 2022), row("F12", "alpha2022", "Rivera et al.", 2022),
		row("F13", "other2023", "Rivera et al.", 2023), row("F14", "alpha2022", "Rivera et al.", 2022)}}
	want := map[string]string{"zeta2022": "Rivera et al. 2022b", "alpha2022": "Rivera et al. 2022a", "other2023": "Rivera et al. 2023"}
	for name, table := range map[string]*evidence.Summary{"drug": ByDrug(in, "tofacitinib", Options{}), "characteristics": Characteristics(in, Options{})} {
		t.Run(name, func(t *testing.T) {
			rows := 0
			for _, r := range table.Rows {
				if r.Kind != evidence.RowStudy {
					continue
				}
				rows++
				if got := r.Cells[0].Text; got != want[r.Facts.Keys[0]] || r.Facts.Study != got {
					t.Errorf("%s: cell %q, facts %q, want %q", r.Facts.Keys[0], got, r.Facts.Study, want[r.Facts.Keys[0]])
				}
			}
			if rows < 3 || len(table.References) != 3 {
				t.Fatalf("%d rows, %d references", rows, len(table.References))
			}
			for _, h := range table.References {
				if got := studyName(h); got != want[h.Key] {
					t.Errorf("reference %s is %q, want %q", h.Key, got, want[h.Key])
				}
				footnote := "Metadata of " + want[h.Key] + " are not complete: offline."
				if !slices.ContainsFunc(table.Footnotes, func(f evidence.Footnote) bool { return f.Text == footnote }) {
					t.Errorf("no footnote %q in %v", footnote, table.Footnotes)
				}
			}
		})
	}
	if in.Rows[0].Study.YearLetter != "" {
		t.Error("the input was changed")
	}
}

// Two tables that need other letters each get those of their document.
func TestOneSetOfLettersPerDocument(t *testing.T) {
	row := func(id, key, drug string) evidence.TableRow {
		return evidence.TableRow{Study: evidence.StudyHead{Key: key, Authors: "Rivera et al.", Year: 2022},
			Finding: evidence.Finding{ID: id, Study: key, Drug: drug, Outcome: "mace", Measure: "IR per 100 PY", Estimate: "0.5", Population: "adults",
				Status: evidence.Confirmed, Usable: true}}
	}
	build := func(letters map[string]string) []*evidence.Summary {
		var tables []*evidence.Summary
		for drug, keys := range map[string][]string{"tofacitinib": {"mid2022", "zeta2022"}, "baricitinib": {"alpha2022", "mid2022"}, "filgotinib": {"zeta2022"}} {
			var in Input
			for _, key := range keys {
				in.Rows = append(in.Rows, row("F1"+key, key, drug))
			}
			tables = append(tables, ByDrug(in, drug, Options{YearLetters: letters}))
		}
		return tables
	}
	letters, agree := YearLetters(build(nil)...)
	if agree {
		t.Error("tables with letters of their own are said to agree")
	}
	tables := build(letters)
	if _, agree := YearLetters(tables...); !agree {
		t.Error("tables with the letters of the document do not agree")
	}
	want := map[string]string{"alpha2022": "Rivera et al. 2022a", "mid2022": "Rivera et al. 2022b", "zeta2022": "Rivera et al. 2022c"}
	for _, table := range tables {
		for _, r := range table.Rows {
			if r.Facts != nil && r.Cells[0].Text != want[r.Facts.Keys[0]] {
				t.Errorf("%s: %q, want %q", table.Title, r.Cells[0].Text, want[r.Facts.Keys[0]])
			}
		}
	}
}
