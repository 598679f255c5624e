package table

import (
	"archive/zip"
	"bytes"
	"io"
	"strings"
	"testing"

	"dossier/evidence"
)

// What hides or turns text, and what a terminal would obey, is in no format.
func TestHiddenCharactersAreLeftOut(t *testing.T) {
	odd := "a\x00b\x07c\x1b[31md \u202edrowssap\u202c \u2066x\u2069 \u0085end"
	s := &evidence.Summary{Kind: "drug", Subject: "tofacitinib", Title: odd, Columns: []evidence.Column{{ID: "study", Label: "Study"}, {ID: "estimate", Label: "Estimate"}},
		Headings: []evidence.Column{{ID: "outcome", Label: "Outcome"}}, Notes: []string{odd}, Footnotes: []evidence.Footnote{{Mark: "a", Text: odd}},
		Rows: []evidence.Row{{Kind: evidence.RowOutcome, Heading: odd}, {Kind: evidence.RowStudy, Level: 1, Cells: []evidence.Cell{{Text: odd, Cites: []string{"k"}}, {Text: "1.33"}},
			Facts: &evidence.Facts{Keys: []string{"k"}, Population: odd, Note: odd}}},
		References: []evidence.StudyHead{{Key: "k", Title: odd, Authors: odd, Journal: odd}}}
	for _, format := range Formats() {
		for _, color := range []bool{false, true} {
			var out bytes.Buffer
			if err := Write(&out, format, []*evidence.Summary{s}, Options{Color: color}); err != nil {
				t.Fatal(err)
			}
			text := out.String()
			if Binary(format) {
				text = unzipped(t, out.Bytes())
			}
			text = strings.NewReplacer("\x1b[1m", "", "\x1b[0m", "").Replace(text)
			if i := strings.IndexFunc(text, hidden); i >= 0 {
				t.Errorf("%s: %q", format, text[max(0, i-20):min(len(text), i+20)])
			}
			if !strings.Contains(text, "drowssap") {
				t.Errorf("%s: the text is not there", format)
			}
		}
	}
}

func unzipped(t *testing.T, data []byte) string {
	t.Helper()
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	var text strings.Builder
	for _, f := range archive.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.Copy(&text, r); err != nil {
			t.Fatal(err)
		}
	}
	return text.String()
}
