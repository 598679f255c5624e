package bibtex

import (
	"encoding/binary"
	"fmt"
	"hash/maphash"
	"slices"
	"strings"
	"sync"

	"dossier/ingest/format"
	"dossier/ingest/spool"
)

// maxHeld is how much text may wait for parents that come later in the file.
// Behind it, the first in the queue goes on without its parent.
const maxHeld = 64 << 20

// kinship is a field that came from another entry.
type kinship struct{ name, value string }

// relative is what is kept of an entry for those that inherit from it.
type relative struct {
	names    []string // lower-case keys that it is known by
	typ      string
	crossref string
	xdata    []string
	fields   []kinship
}

// family knows the entries seen so far and holds back, in order, those that
// wait for a parent.
type family struct {
	emit    func(*batch) error
	seed    maphash.Seed
	set     spool.Spool      // of relatives, packed
	known   map[uint64]int64 // place in set, by the hash of the lower-case key: BibTeX compares them so; nil until an entry inherits
	packed  []byte           // the last one
	err     error            // of reading set
	queue   []*batch
	unready map[*batch]int
	waiting map[string][]child // by the key they wait for
	held    int                // bytes of text in the queue
}

type child struct {
	entry *entry
	batch *batch
}

func newFamily(emit func(*batch) error) *family {
	return &family{emit: emit, seed: maphash.MakeSeed(), unready: map[*batch]int{}, waiting: map[string][]child{}}
}

// add takes up a run of entries and emits what is ready.
func (f *family) add(entries []*entry) error {
	if len(entries) == 0 {
		return nil
	}
	b := &batch{entries: entries, done: make(chan struct{})}
	f.queue = append(f.queue, b)
	for _, e := range entries {
		f.held += len(e.text)
		if !e.record {
			continue
		}
		f.remember(e)
		if e.inherits() {
			f.unready[b]++
			f.settle(child{e, b}, false)
		}
	}
	for f.held > maxHeld && len(f.waiting) > 0 {
		f.giveUp(f.queue[0])
		if err := f.release(); err != nil {
			return err
		}
	}
	return f.release()
}

// finish emits the rest: no parent comes any more.
func (f *family) finish() error {
	for _, b := range f.queue {
		f.giveUp(b)
	}
	return f.release()
}

// release emits the batches at the front of the queue in which nobody waits.
func (f *family) release() error {
	for len(f.queue) > 0 && f.unready[f.queue[0]] == 0 && f.err == nil {
		b := f.queue[0]
		f.queue = f.queue[1:]
		delete(f.unready, b)
		for _, e := range b.entries {
			f.held -= len(e.text)
		}
		if err := f.emit(b); err != nil {
			return err
		}
	}
	return f.err
}

// giveUp lets the waiting entries of a batch go on with the parents that are known.
func (f *family) giveUp(b *batch) {
	if f.unready[b] == 0 {
		return
	}
	var left []child
	for key, children := range f.waiting {
		keep := children[:0]
		for _, c := range children {
			if c.batch == b {
				left = append(left, c)
			} else {
				keep = append(keep, c)
			}
		}
		if f.waiting[key] = keep; len(keep) == 0 {
			delete(f.waiting, key)
		}
	}
	for _, c := range left {
		f.settle(c, true)
	}
}

// remember keeps what others may inherit and wakes those that wait for it.
func (f *family) remember(e *entry) {
	names := e.names()
	f.packed = e.packRelative(f.packed[:0], names)
	at := f.set.Add(f.packed)
	if f.known == nil {
		return
	}
	f.enter(names, at)
	for _, key := range names {
		woken := f.waiting[key]
		delete(f.waiting, key)
		for _, c := range woken {
			f.settle(c, false)
		}
	}
}

// enter makes an entry known by its names. The first of a name has it.
func (f *family) enter(names []string, at int64) {
	for _, key := range names {
		hash := maphash.String(f.seed, key)
		if _, ok := f.known[hash]; !ok && key != "" {
			f.known[hash] = at
		}
	}
}

// find gives the entry of a lower-case key, nil if it was not seen.
func (f *family) find(key string) *relative {
	if f.known == nil { // the first entry that inherits: most files have none
		f.known = map[uint64]int64{}
		f.err = f.set.Each(func(at int64, piece []byte) { f.enter(unpackRelative(piece).names, at) })
	}
	at, ok := f.known[maphash.String(f.seed, key)]
	if !ok || f.err != nil {
		return nil
	}
	var piece []byte
	if piece, f.err = f.set.Piece(at); f.err != nil {
		return nil
	}
	r := unpackRelative(piece)
	if !slices.Contains(r.names, key) { // another key with the same hash
		return nil
	}
	return r
}

// settle fills the inherited fields of an entry, or lets it wait for the first
// ancestor that is not known; last says that waiting is over.
func (f *family) settle(c child, last bool) {
	e := c.entry
	own := &relative{typ: e.typ, crossref: e.parent(), xdata: e.donors()}
	missing := f.missing(own, map[string]bool{})
	if len(missing) > 0 && !last {
		f.waiting[missing[0]] = append(f.waiting[missing[0]], c)
		return
	}
	for _, key := range missing {
		e.fault(0, format.Warning,
			fmt.Sprintf("the entry inherits from %s, which is not in this file", key), "its fields are missing; add the parent entry to the file")
	}
	e.kin = f.gather(own, map[string]bool{strings.ToLower(e.key): true})
	f.unready[c.batch]--
}

// missing lists the ancestors that are not known.
func (f *family) missing(r *relative, seen map[string]bool) []string {
	var out []string
	for _, key := range r.ancestors() {
		if seen[key] {
			continue
		}
		seen[key] = true
		parent := f.find(key)
		if parent == nil {
			out = append(out, key)
			continue
		}
		out = append(out, f.missing(parent, seen)...)
	}
	return out
}

// gather collects what an entry inherits; seen keeps a circle from turning.
func (f *family) gather(r *relative, seen map[string]bool) []kinship {
	var out []kinship
	for _, key := range r.xdata {
		parent := f.find(key)
		if parent == nil || seen[key] {
			continue
		}
		seen[key] = true
		out = append(out, parent.fields...)
		out = append(out, f.gather(parent, seen)...)
	}
	if r.crossref == "" || seen[r.crossref] {
		return out
	}
	parent := f.find(r.crossref)
	if parent == nil {
		return out
	}
	seen[r.crossref] = true
	for _, k := range append(slices.Clone(parent.fields), f.gather(parent, seen)...) {
		if name := inheritedAs(k.name, parent.typ, r.typ); name != "" {
			out = append(out, kinship{name, k.value})
		}
	}
	return out
}

func (r *relative) ancestors() []string {
	if r.crossref == "" {
		return r.xdata
	}
	return append(slices.Clone(r.xdata), r.crossref)
}

// inherits tells whether the entry names a parent.
func (e *entry) inherits() bool {
	return e.get("crossref") != "" || e.get("xdata") != ""
}

// get returns the value of a field, by lower-case name.
func (e *entry) get(name string) string {
	for i := range e.fields {
		if e.fields[i].low == name {
			return e.fields[i].value
		}
	}
	return ""
}

// names are the lower-case keys of an entry.
func (e *entry) names() []string {
	names := []string{strings.ToLower(e.key)}
	for _, id := range splitList(e.get("ids")) {
		names = append(names, strings.ToLower(id))
	}
	return names
}

// parent is the lower-case key of the entry that this one inherits from.
func (e *entry) parent() string { return strings.ToLower(strings.TrimSpace(e.get("crossref"))) }

// donors are the lower-case keys of the @xdata entries that this one takes from.
func (e *entry) donors() []string {
	keys := splitList(e.get("xdata"))
	for i := range keys {
		keys[i] = strings.ToLower(keys[i])
	}
	return keys
}

// packRelative appends what others may inherit of an entry: strings, each behind
// its length, and lists behind theirs.
func (e *entry) packRelative(b []byte, names []string) []byte {
	b = packList(b, names)
	b = packString(b, e.typ)
	b = packString(b, e.parent())
	b = packList(b, e.donors())
	for i := range e.fields {
		if e.canBeInherited(i) {
			b = packString(b, e.fields[i].low)
			b = packString(b, e.fields[i].value)
		}
	}
	return b
}

func packString(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

func packList(b []byte, list []string) []byte {
	b = binary.AppendUvarint(b, uint64(len(list)))
	for _, s := range list {
		b = packString(b, s)
	}
	return b
}

// unpackRelative undoes packRelative.
func unpackRelative(b []byte) *relative {
	text := string(b)
	number := func() int {
		n, size := binary.Uvarint(b)
		b, text = b[size:], text[size:]
		return int(n)
	}
	next := func() (s string) {
		n := number()
		s, text, b = text[:n], text[n:], b[n:]
		return s
	}
	list := func() []string {
		out := make([]string, number())
		for i := range out {
			out[i] = next()
		}
		return out
	}
	r := &relative{names: list(), typ: next(), crossref: next(), xdata: list()}
	for len(b) > 0 {
		r.fields = append(r.fields, kinship{next(), next()})
	}
	return r
}

// canBeInherited tells whether another entry may inherit a field: of an @xdata
// any, else those that describe the container.
func (e *entry) canBeInherited(i int) bool {
	return e.typ == "xdata" || heritable()[e.fields[i].low]
}

func splitList(s string) []string {
	var out []string
	for item := range strings.SplitSeq(s, ",") {
		if item = strings.TrimSpace(item); item != "" {
			out = append(out, item)
		}
	}
	return out
}

// heritable holds the fields that describe the container, by name. BibLaTeX
// inherits more by default, among it the DOI and the abstract; of a chapter
// those would say that it is the book.
var heritable = sync.OnceValue(func() map[string]bool {
	names := map[string]bool{}
	for _, name := range []string{
		"title", "subtitle", "booktitle", "booksubtitle", "maintitle", "mainsubtitle",
		"journal", "journaltitle", "journalsubtitle", "shortjournal",
		"author", "editor", "publisher", "organization", "institution", "school",
		"address", "location", "venue", "eventtitle",
		"series", "volume", "number", "issue", "edition", "howpublished", "isbn", "issn",
		"date", "year", "month", "language", "langid",
	} {
		names[name] = true
	}
	return names
})

// inheritedAs returns the name under which a child takes the parent's field,
// empty if it does not: the title of a book is the booktitle of its chapter.
// After the default rules of the biblatex manual (appendix "Default Crossref
// setup") and, for the rest, BibTeX's: a missing field is taken as it is.
func inheritedAs(name, parent, child string) string {
	multi := strings.HasPrefix(parent, "mv")
	sub := strings.HasPrefix(name, "sub")
	switch {
	case name != "title" && name != "subtitle" && name != "author":
		return name
	case name == "author":
		if child == "inbook" && (parent == "book" || parent == "mvbook") {
			return name
		}
		return ""
	case multi && !sub:
		return "maintitle"
	case multi:
		return "mainsubtitle"
	case (parent == "periodical" || child == "article") && !sub:
		return "journaltitle"
	case parent == "periodical" || child == "article":
		return "journalsubtitle"
	case isPart(child) && !sub:
		return "booktitle"
	case isPart(child):
		return "booksubtitle"
	}
	return ""
}

// isPart tells whether entries of the type are parts of a book or proceedings.
func isPart(typ string) bool {
	switch typ {
	case "inbook", "bookinbook", "suppbook", "incollection", "inreference", "suppcollection",
		"inproceedings", "conference":
		return true
	}
	return false
}
