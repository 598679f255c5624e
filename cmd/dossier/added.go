package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"hash/maphash"
	"io"
	"slices"

	"dossier/evidence"
	"dossier/ingest/format"
	"dossier/ingest/spool"
	"dossier/store"
)

// added is what became of references, for the report of add and fetch.
type added struct {
	studies    []studyJSON // of which a line is printed: one for each record
	candidates map[string][]evidence.Record

	aside  spool.Spool // with whole: the studies as JSON, in place of studies
	places []int64     // in aside

	records   int         // that the library was handed
	tally     store.Tally // of the records
	pending   int         // studies
	seen      keySet      // citation keys of the studies
	whole     bool        // whole studies for --json, not their heads; see close
	everyLine bool        // however many there are
}

// keySet counts the citation keys of any number of studies by their hashes: the
// keys themselves would keep the text that they were read from in memory. Two of
// a million keys are taken for one with a probability of 3e-8.
type keySet struct {
	seed   maphash.Seed
	hashes map[uint64]struct{}
}

// add tells whether a key is a new one.
func (s *keySet) add(key string) bool {
	if s.hashes == nil {
		s.seed, s.hashes = maphash.MakeSeed(), map[uint64]struct{}{}
	}
	before := len(s.hashes)
	s.hashes[maphash.String(s.seed, key)] = struct{}{}
	return len(s.hashes) > before
}

// close frees what was set aside.
func (d *added) close() { d.aside.Close() }

// take notes what became of a record, and its line.
func (d *added) take(s studyJSON, candidates []evidence.Record) {
	d.note(s.Key, s.Status, s.Pending)
	if d.whole {
		d.places = append(d.places, d.aside.Add(indented(&s, "    ")))
		return
	}
	d.studies = append(d.studies, s)
	if len(candidates) > 0 {
		if d.candidates == nil {
			d.candidates = map[string][]evidence.Record{}
		}
		d.candidates[s.Key] = candidates
	}
}

func (d *added) note(key, status string, pending bool) {
	d.records++
	d.tally.Count(store.AddStatus(status))
	if d.seen.add(key) && pending {
		d.pending++
	}
}

// keys are those of the studies that have a line.
func (d *added) keys() []string {
	keys := make([]string, 0, len(d.studies))
	for i := range d.studies {
		keys = append(keys, d.studies[i].Key)
	}
	slices.Sort(keys)
	return slices.Compact(keys)
}

// counts sums up: every record is new, existing, merged or ask; studies and
// pending count the studies that they are part of.
func (d *added) counts() map[string]int {
	return map[string]int{"records": d.records, "studies": len(d.seen.hashes), "pending": d.pending,
		"new": d.tally.New, "existing": d.tally.Existing, "merged": d.tally.Merged, "ask": d.tally.Ask}
}

// writeJSON writes {"counts", "problems", "studies"}.
func (d *added) writeJSON(w io.Writer, problems []format.Problem) error {
	if problems == nil {
		problems = []format.Problem{}
	}
	out := bufio.NewWriter(w)
	head := indented(map[string]any{"counts": d.counts(), "problems": problems}, "")
	out.Write(bytes.TrimSuffix(head, []byte("\n}")))
	out.WriteString(",\n  \"studies\": [")
	before := "\n    "
	for i := range d.studies {
		out.WriteString(before)
		out.Write(indented(&d.studies[i], "    "))
		before = ",\n    "
	}
	for _, at := range d.places {
		piece, err := d.aside.Piece(at)
		if err != nil {
			return err
		}
		out.WriteString(before)
		out.Write(piece)
		before = ",\n    "
	}
	if len(d.studies)+len(d.places) > 0 {
		out.WriteString("\n  ")
	}
	out.WriteString("]\n}\n")
	return out.Flush()
}

// indented is a value as JSON, its lines behind the first with a prefix.
func indented(v any, prefix string) []byte {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent(prefix, "  ")
	if err := enc.Encode(v); err != nil {
		panic(err) // no value of these types fails
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n"))
}
