// Package wos reads the tagged plain text of Web of Science (".ciw", ".isi",
// "Plain Text File"): two-letter tags, further lines of a value indented.
//
// In goes decoded text (format.Input); out comes one evidence.Record per "PT"
// line. Start with Format.
package wos

import (
	"bytes"
	"context"

	"dossier/evidence"
	"dossier/ingest/format"
	"dossier/ingest/tagged"
)

// Format is Web of Science tagged text.
func Format() format.Format {
	return format.Format{Name: "wos", Sniff: sniff, Read: read}
}

func sniff(head []byte, _ string) format.Confidence {
	confidence := format.No
	for line := range bytes.Lines(head) {
		line = bytes.TrimRight(line, "\r\n")
		switch {
		case bytes.HasPrefix(line, []byte("FN ")):
			return format.Certain
		case bytes.HasPrefix(line, []byte("PT ")) && len(line) < 40 && line[len(line)-1] != ' ' && line[3] >= 'A' && line[3] <= 'Z':
			confidence = max(confidence, format.Maybe)
		case confidence == format.Maybe && (bytes.HasPrefix(line, []byte("UT ")) || bytes.Equal(line, []byte("ER")) || bytes.HasPrefix(line, []byte("SO "))):
			confidence = format.Likely
		}
	}
	return confidence
}

func read(ctx context.Context, in format.Input, sink format.Sink) error {
	return tagged.ReadRecords(ctx, in, sink, "wos", line, func(t *tagged.Builder) bool {
		b := builder{Builder: t}
		t.Record.Type = evidence.TypeArticle
		t.Record.Origin.Database = "Web of Science"
		b.Fields(b.field)
		b.finish()
		return true
	})
}

// line is the grammar.
func line(line []byte, s tagged.State) tagged.Line {
	if len(bytes.TrimSpace(line)) == 0 {
		return tagged.Line{Kind: tagged.Blank}
	}
	if !isTag(line) {
		if s.Open {
			return tagged.Line{Kind: tagged.More}
		}
		return tagged.Line{Kind: tagged.Outside}
	}
	l := tagged.Line{Kind: tagged.Tag, TagEnd: 2, Value: 2}
	switch tag := string(line[:2]); {
	case tag == "PT":
		l.Kind = tagged.Start
	case tag == "ER":
		l.Kind = tagged.End
	case tag == "FN" || tag == "VR" || tag == "EF":
		l.Kind = tagged.EndAfter
	case !s.Open:
		l.Kind = tagged.Outside
	}
	return l
}

// isTag wants two capitals, or one and a digit, and a blank or nothing behind.
func isTag(line []byte) bool {
	return len(line) >= 2 && line[0] >= 'A' && line[0] <= 'Z' &&
		(line[1] >= 'A' && line[1] <= 'Z' || line[1] >= '0' && line[1] <= '9') &&
		(len(line) == 2 || line[2] == ' ')
}
