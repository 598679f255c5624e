package nbib_test

import (
	"bytes"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"dossier/evidence"
	"dossier/exports/biblio"
	"dossier/exports/nbib"
)

// Unfolding gives one line per tag again, with the words of the value.
func TestFoldedValuesUnfold(t *testing.T) {
	text := rapid.StringOfN(rapid.RuneFrom([]rune("ABTI-  \n\rlong words é")), 0, 400, -1)
	rapid.Check(t, func(t *rapid.T) {
		title := text.Draw(t, "title")
		var out bytes.Buffer
		study := &evidence.Study{Citation: evidence.Citation{PMID: "1", Title: title}}
		if err := nbib.Write(&out, biblio.List([]*evidence.Study{study}), biblio.Options{}); err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(out.String()) {
			if len(line) < 6 || line[4:6] != "- " && line[:6] != "      " {
				t.Fatalf("neither a tag nor a continuation: %q", line)
			}
		}
		unfolded := strings.ReplaceAll(out.String(), "\n      ", " ")
		want := "PMID- 1\n"
		if words := strings.Join(strings.Fields(title), " "); words != "" {
			if !strings.ContainsAny(words[len(words)-1:], ".?!") {
				words += "." // as MEDLINE ends titles
			}
			want += "TI  - " + words + "\n"
		}
		want += "PT  - Document\n" // what a study of no type is
		if unfolded != want {
			t.Fatalf("got %q, want %q", unfolded, want)
		}
	})
}
