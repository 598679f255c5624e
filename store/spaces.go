package store

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/fnv"
	"strings"

	"dossier/evidence"
	"dossier/store/kv"
)

// The spaces of a library. Numbers are part of the file: add new ones, never
// reuse one. A study and a record have a number each, in order of arrival.
const (
	spMeta kv.Space = 1 // "format", "counters", …

	// Primary: what people gave and decided.
	spRecords   kv.Space = 2  // record number → evidence.Record
	spStudies   kv.Space = 3  // study number → storedStudy
	spKeys      kv.Space = 4  // citation key in lower case → keyRef; kept for ever
	spTags      kv.Space = 5  // study number, drug, outcome → evidence.Tag
	spFindings  kv.Space = 6  // study number, finding id → evidence.Finding
	spAbsences  kv.Space = 7  // study number, drug, outcome → evidence.Absence
	spDecisions kv.Space = 8  // two citation keys in order → Decision
	spSettings  kv.Space = 9  // name → bytes
	spEvents    kv.Space = 10 // sequence → Event
	spChanges   kv.Space = 11 // sequence → what the event replaced

	// Computed from the primary spaces.
	spHeads       kv.Space = 32 // study number → head
	ixDOI         kv.Space = 33 // group of studies, DOI key, study number; see grouped
	ixPMID        kv.Space = 34
	ixPMCID       kv.Space = 35
	ixRegistry    kv.Space = 36 // registration, study number
	ixBatch       kv.Space = 38 // batch, record number
	ixDrug        kv.Space = 39 // drug, study number: of tags not rejected and of findings
	ixOutcome     kv.Space = 40
	ixRecord      kv.Space = 41 // record id, record number
	ixMember      kv.Space = 42 // group of studies, record id, study number
	ixFinding     kv.Space = 43 // finding id, study number of its home
	spRowsDrug    kv.Space = 44 // drug, outcome, study number, finding id → evidence.TableRow
	spRowsOutcome kv.Space = 45 // outcome, drug, study number, finding id → evidence.TableRow
	ixKey         kv.Space = 46 // citation key in lower case, study number: live studies in order of key
	ixTrial       kv.Space = 47 // trial label, study number
	spText        kv.Space = 48 // segment of studies, first word of some → words and their numbers; see text.go
	spBlocks      kv.Space = 49 // segment of studies, first byte of keys → keys and numbers; see blocks.go
	spSketches    kv.Space = 50 // study number → dedupe.Sketch

	lastSpace = spSketches
)

// ascending lists the spaces whose keys arrive in order.
func ascending() []kv.Space {
	return []kv.Space{spRecords, spStudies, spHeads, spEvents, spChanges, ixBatch, spText, spSketches}
}

func spaceName(s kv.Space) string {
	names := map[kv.Space]string{
		spMeta: "meta", spRecords: "record", spStudies: "study", spKeys: "key", spTags: "tag", spFindings: "finding", spAbsences: "absence",
		spDecisions: "decision", spSettings: "setting", spEvents: "event", spChanges: "change", spHeads: "head", ixDOI: "DOI index", ixPMID: "PMID index",
		ixPMCID: "PMCID index", ixRegistry: "registry index", ixBatch: "batch index", ixDrug: "drug index",
		ixOutcome: "outcome index", ixRecord: "record index", ixMember: "member index", ixFinding: "finding index",
		spRowsDrug: "table row by drug", spRowsOutcome: "table row by outcome", ixKey: "key index", ixTrial: "trial index", spText: "text index", spBlocks: "duplicate index", spSketches: "sketch",
	}
	if n, ok := names[s]; ok {
		return n
	}
	return fmt.Sprintf("space %d", s)
}

// where names a pair for a person: "study 17", "tag 17 tofacitinib mace", "text
// index 3 acne".
func where(s kv.Space, key []byte) string {
	var b strings.Builder
	b.WriteString(spaceName(s))
	if (s == spText || s == spBlocks || grouped(s)) && len(key) >= 4 {
		fmt.Fprintf(&b, " %d", binary.BigEndian.Uint32(key))
		key = key[4:]
	} else if len(key) >= 8 && key[0] == 0 {
		fmt.Fprintf(&b, " %d", binary.BigEndian.Uint64(key))
		key = key[8:]
	}
	for part := range bytes.SplitSeq(key, []byte{0}) {
		if len(part) > 0 {
			fmt.Fprintf(&b, " %.60q", part)
		}
	}
	return b.String()
}

func number(no uint64) []byte { return binary.BigEndian.AppendUint64(nil, no) }

// appendText appends a part of a key so that parts order as their texts do and
// no text runs into the next part: 0x00 becomes 0x00 0xff, the end is 0x00 0x01.
func appendText(key []byte, text string) []byte {
	for i := range len(text) {
		if key = append(key, text[i]); text[i] == 0 {
			key = append(key, 0xff)
		}
	}
	return append(key, 0, 1)
}

func text(parts ...string) []byte {
	size := 0
	for _, p := range parts {
		size += len(p) + 2
	}
	key := make([]byte, 0, size)
	for _, p := range parts {
		key = appendText(key, p)
	}
	return key
}

// maxIndexed is the longest text in bytes that an index keeps as it is; longer
// ones (no real identifier is) are cut and told apart by a hash.
const maxIndexed = 512

// indexKey is the key of an index entry: the text, then a number.
func indexKey(value string, no uint64) []byte {
	return binary.BigEndian.AppendUint64(indexPrefix(value), no)
}

// grouped tells the indexes of values that follow no order, as identifiers do,
// and that are looked up one at a time. Their keys begin with the group of the
// study (4 bytes, big-endian), so that an import writes to the pages of the last
// group only, however large the library is; a look-up visits every group.
// Format 1 had no groups.
func grouped(s kv.Space) bool {
	switch s {
	case ixDOI, ixPMID, ixPMCID, ixRegistry, ixMember:
		return true
	}
	return false
}

const groupBits = 15 // 32,768 studies

// groupHead is how many bytes the group takes.
const groupHead = 4

func groupPrefix(group uint64) []byte {
	return binary.BigEndian.AppendUint32(nil, uint32(group))
}

// studyIndexKey is the key of an index entry of a study.
func studyIndexKey(s kv.Space, value string, no uint64) []byte {
	if !grouped(s) {
		return indexKey(value, no)
	}
	return append(groupPrefix(no>>groupBits), indexKey(value, no)...)
}

func indexPrefix(value string) []byte {
	if len(value) > maxIndexed {
		h := fnv.New64a()
		h.Write([]byte(value))
		value = value[:maxIndexed] + fmt.Sprintf("%016x", h.Sum64())
	}
	return text(value)
}

// lastNumber reads the number that ends an index key.
func lastNumber(key []byte) uint64 {
	if len(key) < 8 {
		return 0
	}
	return binary.BigEndian.Uint64(key[len(key)-8:])
}

// firstNumber reads the number that begins a key.
func firstNumber(key []byte) uint64 {
	if len(key) < 8 {
		return 0
	}
	return binary.BigEndian.Uint64(key)
}

func keyOf(citationKey string) []byte { return []byte(strings.ToLower(citationKey)) }

func tagKey(no uint64, t *evidence.Tag) []byte {
	return appendText(appendText(number(no), t.Drug), t.Outcome)
}

func absenceKey(no uint64, a *evidence.Absence) []byte {
	return appendText(appendText(number(no), a.Drug), a.Outcome)
}

func findingKey(no uint64, id string) []byte { return append(number(no), id...) }
