// Package jsonl reads the whole studies that dossier writes, one JSON object of
// evidence.Study on each line, back into records. Start with Format.
//
// The citation and the key come back. What a person decided about a study
// (design, population, screening) is no part of a reference and is kept among
// the extra fields; tags and findings are not in the file.
package jsonl

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"

	"dossier/evidence"
	"dossier/ingest/format"
)

// Format is JSON Lines of studies.
func Format() format.Format {
	return format.Format{Name: "jsonl", Sniff: sniff, Read: read}
}

// sniff looks for an object with a key and a citation on the first line, which
// the head may cut.
func sniff(head []byte, _ string) format.Confidence {
	line, _, _ := bytes.Cut(bytes.TrimSpace(head), []byte("\n"))
	if bytes.HasPrefix(line, []byte(`{"key":"`)) && bytes.Contains(line, []byte(`"citation":{`)) {
		return format.Certain
	}
	return format.No
}

// maxLine is the longest line, in bytes.
const maxLine = 64 << 20

func read(ctx context.Context, in format.Input, sink format.Sink) error {
	lines := bufio.NewScanner(in.R)
	lines.Buffer(make([]byte, 0, 64<<10), maxLine)
	for number := 1; lines.Scan(); number++ {
		if err := ctx.Err(); err != nil {
			return err
		}
		text := bytes.TrimSpace(lines.Bytes())
		if len(text) == 0 {
			continue
		}
		var s evidence.Study
		err := json.Unmarshal(text, &s)
		if err == nil && s.Key == "" && s.Title == "" && s.DOI == "" && s.PMID == "" {
			err = errors.New("it has neither key, title nor identifier")
		}
		if err != nil {
			sink.Problem(format.Problem{File: in.Name, Line: number, Entry: fmt.Sprintf("line %d", number), Severity: format.Error,
				Message: fmt.Sprintf("the line is no study: %v", err), Next: "the other lines were read", Raw: clip(text), Lost: true})
			continue
		}
		if err := sink.Record(record(&s, in.Name, number, text)); err != nil {
			return err
		}
	}
	if err := lines.Err(); err != nil {
		if errors.Is(err, bufio.ErrTooLong) {
			return errors.New("a line is longer than 64 MB")
		}
		return fmt.Errorf("reading %s: %w", in.Name, err)
	}
	return nil
}

func record(s *evidence.Study, file string, line int, text []byte) evidence.Record {
	r := evidence.Record{Citation: s.Citation, Raw: clip(text)}
	r.Origin = evidence.Origin{Format: "jsonl", File: file, Line: line, Key: s.Key}
	n := ""
	if s.N > 0 {
		n = strconv.Itoa(s.N)
	}
	for _, f := range []evidence.Field{
		{Name: "design", Value: s.Design}, {Name: "population", Value: s.Population}, {Name: "n", Value: n}, {Name: "follow_up", Value: s.FollowUp},
		{Name: "trial", Value: s.Trial}, {Name: "pending", Value: s.Pending}, {Name: "screened", Value: s.Screened}, {Name: "reason", Value: s.Reason},
	} {
		if f.Value != "" {
			r.Extra = append(r.Extra, f)
		}
	}
	return r
}

func clip(text []byte) string {
	return string(bytes.ToValidUTF8(text[:min(len(text), evidence.MaxRaw)], nil))
}
