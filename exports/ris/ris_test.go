package ris_test

import (
	"bytes"
	"regexp"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"dossier/evidence"
	"dossier/exports/biblio"
	"dossier/exports/ris"
)

// Every line is a tag with a value, every record begins with TY and ends with
// ER, and no value can pass for a tag.
func TestEveryLineIsTagged(t *testing.T) {
	tagged := regexp.MustCompile(`^[A-Z][A-Z0-9]  - .*$`)
	text := rapid.StringOfN(rapid.RuneFrom([]rune("TYER  -\r\n\t\u2028\x00ab,")), 0, 30, -1)
	rapid.Check(t, func(t *rapid.T) {
		var studies []*evidence.Study
		for range rapid.IntRange(0, 3).Draw(t, "n") {
			studies = append(studies, &evidence.Study{Key: text.Draw(t, "key"), Citation: evidence.Citation{
				Title: text.Draw(t, "title"), Abstract: text.Draw(t, "abstract"), Authors: []evidence.Person{{Literal: text.Draw(t, "literal")}},
				Pages: evidence.Pages{Raw: text.Draw(t, "pages")},
			}})
		}
		var out bytes.Buffer
		if err := ris.Write(&out, biblio.List(studies), biblio.Options{}); err != nil {
			t.Fatal(err)
		}
		records := 0
		for line := range strings.SplitSeq(out.String(), "\r\n") {
			if line != "" && !tagged.MatchString(line) {
				t.Fatalf("not a tagged line: %q", line)
			}
			if strings.HasPrefix(line, "TY  - ") {
				records++
			}
		}
		if ends := strings.Count(out.String(), "\r\nER  - \r\n"); records != len(studies) || ends != records {
			t.Fatalf("%d studies gave %d TY and %d ER lines", len(studies), records, ends)
		}
	})
}
