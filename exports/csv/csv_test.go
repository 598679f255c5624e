package csv_test

import (
	"bytes"
	stdcsv "encoding/csv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"dossier/evidence"
	"dossier/exports/biblio"
	"dossier/exports/csv"
)

func TestNeutral(t *testing.T) {
	for cell, want := range map[string]string{
		"": "", "plain": "plain", "=1+1": "'=1+1", "+49": "'+49", "-0.5": "'-0.5", "@cmd": "'@cmd", "\t=1": "'\t=1", "\r=1": "'\r=1",
		"＝1": "'＝1", "'=1": "''=1", "'quoted'": "'quoted'", "'": "'", "a=1": "a=1",
	} {
		if got := csv.Neutral(cell); got != want {
			t.Errorf("%q: got %q, want %q", cell, got, want)
		}
	}
}

// No cell can run as a formula, no row is lost, and taking one apostrophe away
// gives the text back.
func TestNoCellIsAFormula(t *testing.T) {
	text := rapid.StringOfN(rapid.RuneFrom([]rune("=+-@'\",;\n\ra ＝")), 0, 12, -1)
	rapid.Check(t, func(t *rapid.T) {
		s := &evidence.Study{Key: text.Draw(t, "key"), Citation: evidence.Citation{Title: text.Draw(t, "title"), Abstract: text.Draw(t, "abstract")}}
		var out bytes.Buffer
		if err := csv.Write(&out, biblio.List([]*evidence.Study{s}), biblio.Options{}); err != nil {
			t.Fatal(err)
		}
		rows, err := stdcsv.NewReader(&out).ReadAll()
		if err != nil || len(rows) != 2 {
			t.Fatalf("%d rows, error %v", len(rows), err)
		}
		for i, cell := range rows[1] {
			if cell != "" && strings.ContainsRune("=+-@\t＝＋－＠", []rune(cell)[0]) {
				t.Errorf("column %s runs as a formula: %q", rows[0][i], cell)
			}
		}
		title := rows[1][5]
		if csv.Neutral(strings.TrimPrefix(title, "'")) == title {
			title = strings.TrimPrefix(title, "'")
		}
		if title != biblio.Line(s.Title) {
			t.Errorf("title %q came back as %q", s.Title, title)
		}
	})
}
