package bibtex

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"dossier/ingest/format"
)

// maxHeld is how much text may wait for parents that come later in the file.
// Behind it, the first in the queue goes on without its parent.
const maxHeld = 64 << 20

// kinship is a field that came from another entry.
type kinship struct{ name, value string }

// relative is what is kept of an entry for those that inherit from it.
type relative struct {
	typ      string
	fields   []kinship
	crossref string
	xdata    []string
}

// family knows the entries seen so far and holds back, in order, those that
// wait for a parent.
type family struct {
	emit    func(*batch) error
	known   map[string]*relative // by lower-case key: BibTeX compares them so
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
	return &family{emit: emit, known: map[string]*relative{}, unready: map[*batch]int{}, waiting: map[string][]child{}}
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
	for len(f.queue) > 0 && f.unready[f.queue[0]] == 0 {
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
	return nil
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
	names := append([]string{e.key}, splitList(e.get("ids"))...)
	rel := e.relative()
	for _, name := range names {
		key := strings.Clone(strings.ToLower(name))
		if key == "" || f.known[key] != nil {
			continue
		}
		f.known[key] = rel
		woken := f.waiting[key]
		delete(f.waiting, key)
		for _, c := range woken {
			f.settle(c, false)
		}
	}
}

// settle fills the inherited fields of an entry, or lets it wait for the first
// ancestor that is not known; last says that waiting is over.
func (f *family) settle(c child, last bool) {
	e := c.entry
	own := e.relative()
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
		parent := f.known[key]
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
		parent := f.known[key]
		if parent == nil || seen[key] {
			continue
		}
		seen[key] = true
		out = append(out, parent.fields...)
		out = append(out, f.gather(parent, seen)...)
	}
	parent := f.known[r.crossref]
	if r.crossref == "" || parent == nil || seen[r.crossref] {
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
		if strings.EqualFold(e.fields[i].name, name) {
			return e.fields[i].value
		}
	}
	return ""
}

func (e *entry) relative() *relative {
	// Parts of the entry's text would keep all of it in memory: what stays is copied.
	r := &relative{typ: e.typ, crossref: strings.ToLower(strings.Clone(strings.TrimSpace(e.get("crossref"))))}
	for _, key := range splitList(strings.Clone(e.get("xdata"))) {
		r.xdata = append(r.xdata, strings.ToLower(key))
	}
	size, n := 0, 0
	for i := range e.fields {
		if e.canBeInherited(i) {
			size += len(e.fields[i].name) + len(e.fields[i].value)
			n++
		}
	}
	var own strings.Builder
	own.Grow(size)
	copied := func(s string) string {
		own.WriteString(s)
		return own.String()[own.Len()-len(s):]
	}
	r.fields = make([]kinship, 0, n)
	for i := range e.fields {
		if e.canBeInherited(i) {
			r.fields = append(r.fields, kinship{copied(strings.ToLower(e.fields[i].name)), copied(e.fields[i].value)})
		}
	}
	return r
}

func (e *entry) canBeInherited(i int) bool {
	return e.typ == "xdata" || heritable()[strings.ToLower(e.fields[i].name)]
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
