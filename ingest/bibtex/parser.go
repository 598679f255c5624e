package bibtex

import (
	"bytes"
	"fmt"
	"io"
	"log"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/nickng/bibtex"

	"dossier/ingest/format"
)

// batchSize is how many entries the parser is given at once: enough to spread
// the cost of a call, few enough that one it refuses costs little.
const batchSize = 32

// parserLock serialises the parser, which keeps its state in package variables:
// two calls at the same time return each other's entries.
var parserLock sync.Mutex

// parse hands the entries to the parser and checks that it read what the
// splitter saw. An entry that it refuses in a batch is tried alone; one that it
// refuses in either form keeps the splitter's values and says so.
func parse(batch []*entry) {
	size := 0
	for _, e := range batch {
		size += len(e.text)
	}
	var text strings.Builder
	text.Grow(size + size/8) // the canonical form may be longer
	for _, e := range batch {
		if e.risky {
			e.canonical(&text)
		} else {
			e.verbatim(&text)
		}
	}
	read, err := callParser(text.String())
	for i, e := range batch {
		if err == nil && len(read) == len(batch) && e.accept(read[i]) {
			continue
		}
		e.parseAlone()
	}
}

// parseAlone tries both forms of one entry.
func (e *entry) parseAlone() {
	forms := []func(*strings.Builder){e.canonical}
	if !e.risky {
		forms = []func(*strings.Builder){e.verbatim, e.canonical}
	}
	var err error
	for _, form := range forms {
		var text strings.Builder
		e.risky = len(forms) == 1 || err != nil
		form(&text)
		var read []*bibtex.BibEntry
		if read, err = callParser(text.String()); err == nil && len(read) == 1 && e.accept(read[0]) {
			return
		}
		if err == nil {
			err = fmt.Errorf("%d entries read with other values", len(read))
		}
	}
	e.fault(0, format.Warning,
		fmt.Sprintf("the BibTeX parser does not agree (%v); the fields were kept as they stand in the file", err), "")
}

// verbatim writes the entry as it stands in the file, without what follows the
// last value: for an empty field behind a last comma the parser repeats an
// older field. Of a long text it writes the beginning and the end only.
func (e *entry) verbatim(b *strings.Builder) {
	from := 0
	for i := range e.fields {
		f := &e.fields[i]
		if before, behind, ok := f.ends(); ok {
			b.WriteString(e.text[from : f.opens+before])
			from = f.opens + behind
		}
	}
	b.WriteString(e.text[from:e.end])
	b.WriteString("}\n")
}

// ends gives the offsets between which the parser need not see a value. It goes
// through values letter by letter, which for an abstract takes longer than all
// else; but only braces, quotes, backslashes, @ and NUL mean anything to it, so a
// text without any comes out as it went in.
func (f *field) ends() (before, behind int, ok bool) {
	const long, kept = 256, 32
	if len(f.value) < long || len(f.pieces) != 1 || strings.ContainsAny(f.value, "{}\"\\@\x00") {
		return 0, 0, false
	}
	before, behind = kept, len(f.value)-kept
	for !utf8.RuneStart(f.value[before]) {
		before--
	}
	for !utf8.RuneStart(f.value[behind]) {
		behind--
	}
	return before, behind, true
}

// isReadAs tells whether what the parser made of a value that verbatim wrote is right.
func (f *field) isReadAs(value string) bool {
	if before, behind, ok := f.ends(); ok {
		return len(value) == before+len(f.value)-behind && value[:before] == f.value[:before] && value[before:] == f.value[behind:]
	}
	return value == f.value
}

// canonical writes the entry so that the parser cannot misread it: no names of
// the file, only braces, macros replaced, and letters in place of what it does
// not allow in a value. The first field is a dummy that takes the place of the
// stale one which the parser may put first.
func (e *entry) canonical(b *strings.Builder) {
	e.stand = freeRunes(e.fields)
	b.WriteString("@x{k,z={}")
	for i, f := range e.fields {
		b.WriteString(",f")
		b.WriteString(strconv.Itoa(i))
		b.WriteString("={")
		b.WriteString(disguise(f.value, e.stand))
		b.WriteByte('}')
	}
	b.WriteString("}\n")
}

// accept tells whether the parser read the values of the file.
func (e *entry) accept(read *bibtex.BibEntry) bool {
	want := len(e.fields)
	if e.risky {
		want++ // the dummy
	}
	if len(read.Fields) != want {
		return false
	}
	for i, f := range e.fields {
		name := f.name
		if e.risky {
			name = "f" + strconv.Itoa(i)
		}
		v, ok := read.Fields[name]
		if !ok {
			return false
		}
		value := v.String()
		if e.risky && value != f.value && reveal(value, e.stand) != f.value || !e.risky && !f.isReadAs(value) {
			return false
		}
	}
	return true
}

// canParseAsIs adds to the splitter's judgement what needs the whole entry.
func (e *entry) canParseAsIs() bool {
	if e.risky || len(e.fields) == 0 || e.key == "" || isKeyword(e.key) || !utf8.ValidString(e.text) {
		return false
	}
	for i := 0; i < len(e.key); i++ {
		c := e.key[i]
		letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
		if !letter && (i == 0 || strings.IndexByte("-_:./+", c) < 0) {
			return false
		}
	}
	for i := 0; i < len(e.typ); i++ {
		if e.typ[i] < 'a' || e.typ[i] > 'z' {
			return false
		}
	}
	for i := range e.fields {
		for j := range i {
			if e.fields[i].name == e.fields[j].name {
				return false
			}
		}
	}
	return true
}

// unsafe are the characters that the parser does not take inside braces, or
// only in pairs.
const unsafe = "@\x00{}"

// freeRunes returns the first of len(unsafe) private-use characters that occur
// in none of the values, to stand for the unsafe ones.
func freeRunes(fields []field) rune {
	const first, last = 0xE000, 0xF8FF
	for stand := rune(first); stand < last; stand += rune(len(unsafe)) {
		free := true
		for _, f := range fields {
			// No private-use character is encoded without one of these two bytes.
			if strings.IndexByte(f.value, 0xEE) < 0 && strings.IndexByte(f.value, 0xEF) < 0 {
				continue
			}
			for i := range len(unsafe) {
				free = free && !strings.ContainsRune(f.value, stand+rune(i))
			}
		}
		if free {
			return stand
		}
	}
	return first
}

// disguise replaces the unsafe characters; braces only when they do not balance.
func disguise(value string, stand rune) string {
	balanced := isBalanced(value)
	if balanced && strings.IndexByte(value, '@') < 0 && strings.IndexByte(value, 0) < 0 {
		return value
	}
	return strings.Map(func(r rune) rune {
		i := strings.IndexRune(unsafe, r)
		if i < 0 || i > 1 && balanced {
			return r
		}
		return stand + rune(i)
	}, value)
}

func reveal(value string, stand rune) string {
	return strings.Map(func(r rune) rune {
		if i := r - stand; i >= 0 && int(i) < len(unsafe) {
			return rune(unsafe[i])
		}
		return r
	}, value)
}

func isBalanced(s string) bool {
	depth := 0
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '{':
			depth++
		case '}':
			if depth--; depth < 0 {
				return false
			}
		}
	}
	return depth == 0
}

// callParser runs the parser on text that holds no macro, no string and no
// comment. After an error it clears the state that the parser keeps.
func callParser(text string) (entries []*bibtex.BibEntry, err error) {
	parserLock.Lock()
	defer parserLock.Unlock()
	defer guardExit()()
	defer func() {
		if p := recover(); p != nil {
			entries, err = nil, fmt.Errorf("parser stopped: %v", p)
		}
		if err != nil {
			// A failed call leaves the parser in the middle of a field; a
			// closing brace is the shortest text that ends that.
			_, _ = bibtex.Parse(strings.NewReader("}"))
		}
	}()
	bib, err := bibtex.Parse(strings.NewReader(text))
	if err != nil {
		return nil, err
	}
	return bib.Entries, nil
}

// guardExit is the second safety net below the rule that the parser never sees
// the name of a macro: for an unknown one it calls log.Fatalf. While the guard
// stands, that message becomes a panic, which callParser recovers, before the
// process can end; all other output of the log goes where it went.
func guardExit() (restore func()) {
	before := log.Writer()
	log.SetOutput(exitGuard{before})
	return func() { log.SetOutput(before) }
}

type exitGuard struct{ io.Writer }

func (g exitGuard) Write(p []byte) (int, error) {
	if bytes.Contains(p, []byte(bibtex.ErrUnknownStringVar.Error())) {
		panic(strings.TrimSpace(string(p)))
	}
	return g.Writer.Write(p)
}
