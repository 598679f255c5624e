package bibtex

import (
	"bytes"
	"errors"
	"strings"

	"dossier/ingest/format"
)

// body is what stands between the delimiters of an entry or a @string.
type body struct {
	typ    string  // lower case
	key    string  //
	fields []field // in order
	end    int     // offset in the entry's text behind the last value
	risky  bool    // not to be handed to the parser as it stands
	broken bool    // the delimiters do not balance
	faults []fault

	spans  []fieldSpan // before bind
	pieces []pieceSpan
	keyAt  span
}

// field is one name = value.
type field struct {
	name   string // as written
	low    string // name in lower case
	value  string // once the macros are replaced
	pieces []piece
	at     int // offset of the name in the entry's text
	opens  int // and of the first piece, behind its delimiter
	month  int // 1–12 when the value is nothing but the macro of a month
}

// piece is one operand of a value: pieces are joined with #.
type piece struct {
	kind pieceKind
	text string // without the delimiters
}

type pieceKind byte

const (
	braced pieceKind = iota
	quoted
	bare // a number, the name of a macro, or text without delimiters
)

// fault is something wrong with an entry.
type fault struct {
	at       int // offset in the entry's text
	severity format.Severity
	message  string
	next     string
}

// maxFaults is how many faults of one entry are told.
const maxFaults = 50

func (bd *body) fault(at int, severity format.Severity, message, next string) {
	if len(bd.faults) < maxFaults {
		bd.faults = append(bd.faults, fault{at, severity, message, next})
	}
}

type span struct{ from, to int }

type pieceSpan struct {
	kind pieceKind
	span
}

type fieldSpan struct {
	name        span
	first, last int // in pieces; last is exclusive
}

// errMore says that the end of the text at hand was reached before the end of
// the entry, and that there may be more text.
var errMore = errors.New("more text is needed")

// errOpen says that a value is not closed.
var errOpen = errors.New("value is not closed")

// bind turns offsets into strings of the entry's own text.
func (bd *body) bind(text string, line int) {
	bd.typ = strings.ToLower(bd.typ)
	bd.key = text[bd.keyAt.from:bd.keyAt.to]
	if len(bd.spans) == 0 {
		return
	}
	pieces := make([]piece, len(bd.pieces))
	for i, p := range bd.pieces {
		pieces[i] = piece{p.kind, text[p.from:p.to]}
	}
	bd.fields = make([]field, len(bd.spans))
	for i, f := range bd.spans {
		name := text[f.name.from:f.name.to]
		bd.fields[i] = field{
			name:   name,
			low:    strings.ToLower(name),
			pieces: pieces[f.first:f.last:f.last],
			at:     f.name.from,
			opens:  bd.pieces[f.first].from,
		}
	}
	bd.spans, bd.pieces = nil, nil
}

// scanner reads the body of one entry. It is used again for the next one.
type scanner struct {
	b       []byte // from the @ on
	final   bool   // b is all there is
	escapes bool   // salvage: a brace behind a backslash does not count
	cutting bool   // salvage: an unclosed value ends where the next field begins
	cuts    int    // values that were cut
	spans   []fieldSpan
	pieces  []pieceSpan
	bd      body
}

func (s *scanner) reset(b []byte, final bool) {
	*s = scanner{b: b, final: final, spans: s.spans[:0], pieces: s.pieces[:0]}
}

func (s *scanner) fault(at int, severity format.Severity, message, next string) {
	s.bd.risky = true
	s.bd.fault(at, severity, message, next)
}

// body reads to the end of the entry and returns that offset. The error is
// errMore or nil; an entry that is not closed comes back as broken.
func (s *scanner) body(h head) (body, int, error) {
	s.bd = body{typ: h.typ, risky: h.close != '}' || h.kind != kindEntry}
	i, err := h.open, error(nil)
	switch h.kind {
	case kindEntry:
		i, err = s.key(h)
		s.bd.end = i
		if err == nil {
			i, err = s.fields(i, h.close)
		}
	case kindString:
		i, err = s.fields(i, h.close)
	case kindPreamble:
		i, err = s.preamble(i, h.close)
	}
	if errors.Is(err, errMore) {
		return body{}, 0, err
	}
	s.bd.broken = err != nil
	s.bd.spans, s.bd.pieces = s.spans, s.pieces
	return s.bd, i, nil
}

// atEnd is what to return when the text ends too early.
func (s *scanner) atEnd() error {
	if s.final {
		return errOpen
	}
	return errMore
}

// key reads the citation key and returns the offset where the fields begin.
func (s *scanner) key(h head) (int, error) {
	from := skipBlank(s.b, h.open)
	for i := from; i < len(s.b); i++ {
		switch c := s.b[i]; {
		case c == ',' || c == h.close:
			s.setKey(from, i)
			return i, nil
		case c == '=':
			return s.keyBeforeField(from, i), nil
		case c == '{' || c == '"' || c == '@' && startsEntry(s.b[i:]):
			s.setKey(from, from)
			return from, nil
		}
	}
	return len(s.b), s.atEnd()
}

func (s *scanner) setKey(from, to int) {
	to = from + len(bytes.TrimRight(s.b[from:to], " \t\r\n\f\v"))
	s.bd.keyAt = span{from, to}
	if from == to {
		s.fault(from, format.Warning, "the entry has no citation key", "give it one, so that it can be cited")
	}
}

// keyBeforeField deals with a = before the first comma: either the key is
// missing or the comma behind it is.
func (s *scanner) keyBeforeField(from, equal int) int {
	text := s.b[from:equal]
	if nl := bytes.LastIndexAny(bytes.TrimRight(text, " \t\r\n\f\v"), "\r\n"); nl >= 0 {
		s.setKey(from, from+nl)
		s.fault(from+nl, format.Warning, "no comma behind the citation key", "")
		return from + nl
	}
	if n := keyAndName(bytes.TrimRight(text, " \t\f\v")); n > 0 {
		s.setKey(from, from+n)
		s.fault(from+n, format.Warning, "no comma behind the citation key",
			"it was read as the key, and what follows as the first field; put the comma in")
		return from + n
	}
	v := skipBlank(s.b, equal+1)
	if v < len(s.b) && (s.b[v] == '{' || s.b[v] == '"') || isFieldName(bytes.TrimSpace(text)) {
		s.setKey(from, from)
		return from
	}
	if comma := bytes.IndexByte(s.b[equal:], ','); comma >= 0 { // a key such as 10.1002/x=3
		s.setKey(from, equal+comma)
		return equal + comma
	}
	s.setKey(from, from)
	return from
}

// keyAndName tells whether the text before the first = is a citation key and
// the name of a field, with only blanks between them, and gives the length of
// the key, else 0. The name must be a usual one, or the key must hold a digit:
// two words may also be one name, as in Web of Science's exports.
func keyAndName(text []byte) int {
	words := bytes.Fields(text)
	if len(words) != 2 || !isFieldName(words[1]) {
		return 0
	}
	if !isUsualName(strings.ToLower(string(words[1]))) && !bytes.ContainsAny(words[0], "0123456789") {
		return 0
	}
	return len(words[0])
}

// isUsualName knows the fields that entries begin with.
func isUsualName(name string) bool {
	switch name {
	case "abstract", "annote", "author", "authors", "booktitle", "doi", "editor", "eprint", "institution", "isbn", "issn", "journal",
		"journaltitle", "keywords", "month", "note", "number", "pages", "pmid", "publisher", "title", "url", "volume", "year":
		return true
	}
	return false
}

// fields reads fields up to the closing delimiter, from the offset i on.
func (s *scanner) fields(i int, close byte) (int, error) {
	commas := 1 // seen since the last value; the first may be missing in @string
	for {
		i = skipBlank(s.b, i)
		if i >= len(s.b) {
			return i, s.atEnd()
		}
		switch c := s.b[i]; {
		case c == ',':
			commas++
			if commas > 1 && len(s.spans) > 0 || commas > 2 {
				s.bd.risky = true
			}
			i++
		case c == close:
			again, err := s.closedEarly(i + 1)
			if err != nil {
				return i, err
			}
			if !again {
				return i + 1, nil
			}
			s.fault(i, format.Error, "a closing brace ends the entry before its last field", "check the braces of the field before")
			i++
		case c == '%':
			s.bd.risky = true
			eol := bytes.IndexAny(s.b[i:], "\r\n")
			if eol < 0 {
				return len(s.b), s.atEnd()
			}
			i += eol
		case c == '@' && startsEntry(s.b[i:]):
			return i, errOpen
		case c == '=' || c == '#' || c == '}' || c == ')':
			s.fault(i, format.Error, "stray "+string(rune(c))+" between fields", "")
			i++
		default:
			next, err := s.field(i, close)
			if err != nil {
				return next, err
			}
			if next < 0 {
				next = -next
			} else {
				if commas == 0 {
					s.bd.risky = true // the comma between two fields is missing
				}
				commas = 0
			}
			i = next
		}
	}
}

// closedEarly tells whether more fields follow the closing delimiter, as in
// "title = {x}}, year = 2020}".
func (s *scanner) closedEarly(i int) (bool, error) {
	i = skipBlank(s.b, i)
	if i >= len(s.b) {
		if s.final {
			return false, nil
		}
		return false, errMore
	}
	if s.b[i] != ',' {
		return false, nil
	}
	if len(s.b)-i < longestName && !s.final {
		return false, errMore
	}
	return startsField(s.b[i+1:]), nil
}

// field reads one name = value at i and returns the offset behind it, negative
// when there was no field and some text was passed over.
func (s *scanner) field(i int, close byte) (int, error) {
	j := i
	for j < len(s.b) && bytes.IndexByte([]byte("=,{}\"#%@\r\n"), s.b[j]) < 0 && s.b[j] != close {
		j++
	}
	v := skipBlank(s.b, j)
	if v >= len(s.b) {
		return v, s.atEnd()
	}
	name := bytes.TrimRight(s.b[i:j], " \t\f\v")
	switch {
	case s.b[v] == '=' && len(name) > 0:
		v++
	case (s.b[v] == '{' || s.b[v] == '"') && isFieldName(name):
		s.fault(i, format.Warning, "no = behind the field name "+string(name), "")
	default:
		return s.stray(i, close)
	}
	if !isPlainName(name) {
		s.bd.risky = true
	}
	first := len(s.pieces)
	end, err := s.value(v, close)
	if err != nil {
		if len(s.pieces) > first {
			s.addField(i, name, first)
		}
		return end, err
	}
	s.addField(i, name, first)
	s.bd.end = end
	return end, nil
}

func (s *scanner) addField(at int, name []byte, first int) {
	s.spans = append(s.spans, fieldSpan{span{at, at + len(name)}, first, len(s.pieces)})
}

// stray passes over text at i that is no field: up to the next field, or to
// the end of the entry. It returns that offset negated, as field does.
func (s *scanner) stray(i int, close byte) (int, error) {
	from := i
	for i++; ; i++ {
		if i >= len(s.b) {
			return i, s.atEnd()
		}
		c := s.b[i]
		if c == close || c == '}' || c == '@' && startsEntry(s.b[i:]) {
			break
		}
		if c == ',' || c == '\n' || c == '\r' {
			if len(s.b)-i < longestName && !s.final {
				return i, errMore
			}
			if startsField(s.b[i+1:]) {
				break
			}
		}
		if c == '{' {
			end, err := s.bracedEnd(i)
			if err != nil {
				return end, err
			}
			i = end - 1
		}
	}
	text := strings.ToValidUTF8(string(bytes.TrimSpace(s.b[from:i])), "")
	if len(text) > 40 {
		text = strings.ToValidUTF8(text[:40], "") + " …"
	}
	s.fault(from, format.Error, "text that belongs to no field: "+text, "it is kept with the verbatim entry only")
	return -i, nil
}

// value reads pieces joined with # and returns the offset behind the last.
func (s *scanner) value(i int, close byte) (int, error) {
	for n := 0; ; n++ {
		i = skipBlank(s.b, i)
		if i >= len(s.b) {
			return i, s.atEnd()
		}
		var end int
		var err error
		switch c := s.b[i]; {
		case c == '{':
			end, err = s.braced(i)
		case c == '"':
			end, err = s.quoted(i, close)
		case c == '@' && startsEntry(s.b[i:]):
			return i, errOpen
		default:
			end, err = s.bare(i, close)
		}
		if err != nil {
			return end, err
		}
		i = skipBlank(s.b, end)
		if i >= len(s.b) {
			if s.final {
				return end, nil
			}
			return i, errMore
		}
		if s.b[i] != '#' {
			return end, nil
		}
		s.bd.risky = true
		i++
	}
}

func (s *scanner) addPiece(k pieceKind, from, to int) {
	s.pieces = append(s.pieces, pieceSpan{k, span{from, to}})
}

// braced reads the {value} at i.
func (s *scanner) braced(i int) (int, error) {
	end, err := s.bracedEnd(i)
	switch {
	case errors.Is(err, errMore):
		return end, err
	case s.cutting && (err != nil || len(bytes.TrimSpace(s.b[end:])) == 0):
		return s.cutValue(braced, i+1, end, err)
	case err != nil:
		s.addPiece(braced, i+1, end)
		return end, err
	}
	s.addPiece(braced, i+1, end-1)
	return end, nil
}

// bracedEnd returns the offset behind the brace that balances the one at i.
func (s *scanner) bracedEnd(i int) (int, error) {
	depth := 0
	for ; i < len(s.b); i++ {
		switch s.b[i] {
		case '{':
			depth++
		case '}':
			if depth--; depth == 0 {
				return i + 1, nil
			}
		case '\\':
			if s.escapes {
				i++
			}
		case '@', 0:
			s.bd.risky = true
		case '\n', '\r':
			at, err := s.resync(i)
			if err != nil || at > 0 {
				return max(at, i), cmpErr(err, errOpen)
			}
		}
	}
	return len(s.b), s.atEnd()
}

func cmpErr(err, other error) error {
	if err != nil {
		return err
	}
	return other
}

// resync returns where an entry begins that is first on the line behind the
// line end at i, 0 if none does. An unclosed value ends there.
func (s *scanner) resync(i int) (int, error) {
	j := i + 1
	for j < len(s.b) && (s.b[j] == ' ' || s.b[j] == '\t') {
		j++
	}
	if j >= len(s.b) || s.b[j] != '@' {
		return 0, nil
	}
	if len(s.b)-j < longestName && !s.final {
		return 0, errMore
	}
	if startsEntry(s.b[j:]) {
		return j, nil
	}
	return 0, nil
}

// quoted reads the "value" at i. A quote inside braces does not end it; one
// that is not followed by what may follow a value was meant as text.
func (s *scanner) quoted(i int, close byte) (int, error) {
	depth, start := 0, i+1
	unbalanced := false
	for i = start; i < len(s.b); i++ {
		switch s.b[i] {
		case '{':
			depth++
			s.bd.risky = true // the parser drops braces inside quotes
		case '}':
			s.bd.risky = true
			if depth--; depth < 0 {
				depth, unbalanced = 0, true
			}
		case '@', 0:
			s.bd.risky = true
		case '\\':
			if s.escapes && i+1 < len(s.b) && (s.b[i+1] == '{' || s.b[i+1] == '}') {
				i++
			}
		case '\n', '\r':
			at, err := s.resync(i)
			if errors.Is(err, errMore) {
				return i, err
			}
			if at > 0 {
				return s.openQuote(start, at)
			}
		case '"':
			if depth > 0 {
				continue
			}
			ends, err := s.quoteEnds(i+1, close)
			if err != nil {
				return i, err
			}
			if ends {
				if unbalanced {
					s.fault(start, format.Error, "braces do not balance inside a quoted value", "")
				}
				s.addPiece(quoted, start, i)
				return i + 1, nil
			}
			if cut := s.fieldBefore(start, i); cut > 0 {
				s.fault(start, format.Error, "a quoted value is not closed", "it was ended where the next field begins")
				s.addPiece(quoted, start, cut)
				return cut, nil
			}
			s.fault(i, format.Error, `a " inside a quoted value must stand in braces`, "it was read as text")
		}
	}
	if !s.final {
		return len(s.b), errMore
	}
	return s.openQuote(start, len(s.b))
}

// openQuote deals with a quoted value that no quote ends before end.
func (s *scanner) openQuote(start, end int) (int, error) {
	if s.cutting {
		return s.cutValue(quoted, start, end, errOpen)
	}
	s.addPiece(quoted, start, end)
	return end, errOpen
}

// quoteEnds tells whether what follows a quote can follow a value.
func (s *scanner) quoteEnds(i int, close byte) (bool, error) {
	j := skipBlank(s.b, i)
	if j >= len(s.b) {
		if s.final {
			return true, nil
		}
		return false, errMore
	}
	switch c := s.b[j]; {
	case c == ',' || c == '#' || c == '}' || c == '%' || c == close || c == '@':
		return true, nil
	case j == i:
		return false, nil
	}
	if len(s.b)-j < longestName && !s.final {
		return false, errMore
	}
	return startsField(s.b[j:]), nil
}

// fieldBefore returns where, in an unclosed quoted value that began at start,
// the field begins whose value the quote at i opens; 0 if none.
func (s *scanner) fieldBefore(start, i int) int {
	j := i - 1
	for j > start && isBlank(s.b[j]) {
		j--
	}
	if s.b[j] != '=' {
		return 0
	}
	start = max(start, j-longestName)
	comma := bytes.LastIndexByte(s.b[start:j], ',')
	if comma < 0 || !isFieldName(bytes.TrimSpace(s.b[start+comma+1:j])) {
		return 0
	}
	return start + comma
}

// bare reads a value without delimiters: a number, a macro, or text that lacks
// its delimiters. It may be empty.
func (s *scanner) bare(i int, close byte) (int, error) {
	from := i
	digits := true
	for i < len(s.b) {
		c := s.b[i]
		if c == ',' || c == close || c == '}' || c == '#' || c == '\n' || c == '\r' || c == '"' || c == '{' {
			break
		}
		if c == '%' && i > from && isBlank(s.b[i-1]) {
			break
		}
		if c == '@' && startsEntry(s.b[i:]) {
			break
		}
		digits = digits && c >= '0' && c <= '9'
		i++
	}
	if i >= len(s.b) {
		if !s.final {
			return i, errMore
		}
	}
	to := from + len(bytes.TrimRight(s.b[from:i], " \t\f\v"))
	if !digits || to == from || to-from > longestNumber {
		s.bd.risky = true // the parser looks names up, and ends the process when it finds none
	}
	s.addPiece(bare, from, to)
	return i, nil
}

// longestNumber is how many digits the parser takes for a number on every
// platform; it looks a longer one up as a macro.
const longestNumber = 9

// longestName is how far ahead a field or an entry must show itself.
const longestName = 300

// startsEntry tells whether b, which begins with @, looks like the first line
// of an entry or of a @string: "@word{key," or "@string{name =".
func startsEntry(b []byte) bool {
	if len(b) > longestName {
		b = b[:longestName]
	}
	h, _ := entryHead(b, true)
	if h.kind != kindEntry && h.kind != kindString {
		return false
	}
	i := skipBlank(b, h.open)
	for j := i; j < len(b); j++ {
		switch c := b[j]; {
		case c == ',':
			return h.kind == kindEntry
		case c == '=':
			return h.kind == kindString || isFieldName(bytes.TrimSpace(b[i:j]))
		case c == '{' || c == '}' || c == '"' || c == '\n' || c == '\r':
			return false
		}
	}
	return false
}

// startsField tells whether b begins with "name = value".
func startsField(b []byte) bool {
	if len(b) > longestName {
		b = b[:longestName]
	}
	eq := bytes.IndexByte(b, '=')
	if eq < 0 || !isFieldName(bytes.TrimSpace(b[:eq])) {
		return false
	}
	v := skipBlank(b, eq+1)
	return v < len(b) && (b[v] == '{' || b[v] == '"' || isWord(b[v]))
}

// isFieldName accepts letters, digits, - and _, and a few words of them.
func isFieldName(b []byte) bool {
	if len(b) == 0 || len(b) > 40 || !isWord(b[0]) || b[0] >= '0' && b[0] <= '9' {
		return false
	}
	blanks := 0
	for _, c := range b {
		if c == ' ' {
			if blanks++; blanks > 3 {
				return false
			}
			continue
		}
		if !isWord(c) && c != '-' && c != '_' && c != '+' && c != ':' {
			return false
		}
	}
	return true
}

// isPlainName tells whether the parser reads the field name as it stands.
func isPlainName(b []byte) bool {
	for i, c := range b {
		letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
		if !letter && (i == 0 || !(c >= '0' && c <= '9' || c == '-' || c == '_')) {
			return false
		}
	}
	return len(b) > 0 && !isKeyword(string(b))
}

// isKeyword tells whether the parser takes the word for a command wherever it stands.
func isKeyword(word string) bool {
	return strings.EqualFold(word, "comment") || strings.EqualFold(word, "string") || strings.EqualFold(word, "preamble")
}

// preamble passes over the body of a @preamble.
func (s *scanner) preamble(i int, close byte) (int, error) {
	depth := 0
	for ; i < len(s.b); i++ {
		switch c := s.b[i]; {
		case depth == 0 && c == close:
			return i + 1, nil
		case c == '{':
			depth++
		case c == '}':
			depth--
		case c == '\n' || c == '\r':
			at, err := s.resync(i)
			if err != nil {
				return i, err
			}
			if at > 0 {
				return at, errOpen
			}
		}
	}
	return len(s.b), s.atEnd()
}
