package bibtex

import (
	"bytes"

	"dossier/ingest/format"
)

// salvage reads again an entry that is not closed, b being all of it, with
// rules that guess what was meant: first that a brace behind a backslash does
// not count, then that an unclosed value ends where the next field begins.
func (s *splitter) salvage(b []byte, h head, strict body) body {
	if h.kind == kindPreamble {
		strict.fault(0, format.Error, "@preamble is not closed", "close its brace")
		return strict
	}
	s.scan.reset(b, true)
	s.scan.escapes = true
	bd, n, _ := s.scan.body(h)
	if !bd.broken && len(bytes.TrimSpace(b[n:])) == 0 {
		bd.broken, bd.risky = true, true
		bd.fault(0, format.Error, "braces do not balance: BibTeX counts a brace behind a backslash too",
			`write {\textbraceleft} and {\textbraceright} for single braces`)
		return bd
	}
	s.scan.reset(b, true)
	s.scan.cutting = true
	bd, _, _ = s.scan.body(h)
	bd.broken, bd.risky = true, true
	bd.fault(0, format.Error, "the entry is not closed: braces or quotes do not balance",
		"its fields were read as far as they can be told apart; check them")
	return bd
}

// maxCuts bounds the work on an entry in which every value is open: each is
// looked for to the end of the entry.
const maxCuts = 100

// cutValue ends the value between from and end where the next field begins
// inside it, and returns the offset where to go on. end is behind the value's
// own delimiter when err is nil.
func (s *scanner) cutValue(k pieceKind, from, end int, err error) (int, error) {
	s.cuts++
	if cut := nextField(s.b[from:end]); cut >= 0 && s.cuts < maxCuts {
		to := from + len(bytes.TrimRight(s.b[from:from+cut], " \t\r\n\f\v"))
		s.addPiece(k, from, to)
		return from + cut, nil
	}
	to := end
	if err == nil {
		to--
	}
	to = from + len(bytes.TrimRight(s.b[from:to], " \t\r\n\f\v"))
	s.addPiece(k, from, to)
	return end, nil
}

// nextField returns the offset of the comma in b before the first "name =
// value" that begins a line; failing that, before the first at all; else -1.
func nextField(b []byte) int {
	inline := -1
	for i := 0; i < len(b); i++ {
		k := bytes.IndexByte(b[i:], ',')
		if k < 0 {
			return inline
		}
		i += k
		if !startsField(b[i+1:]) {
			continue
		}
		if bytes.IndexByte([]byte("\r\n"), firstAfterBlanks(b, i+1)) >= 0 {
			return i
		}
		if inline < 0 {
			inline = i
		}
	}
	return inline
}

// firstAfterBlanks returns the first byte behind blanks and tabs.
func firstAfterBlanks(b []byte, i int) byte {
	for ; i < len(b); i++ {
		if b[i] != ' ' && b[i] != '\t' {
			return b[i]
		}
	}
	return 0
}
