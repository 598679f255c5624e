package ris

import (
	"fmt"
	"slices"
	"strings"

	"dossier/evidence"
	"dossier/ingest/format"
	"dossier/ingest/layout"
	"dossier/ingest/tagged"
)

// builder turns one entry into a record.
type builder struct {
	in       format.Input
	e        *tagged.Entry
	ordinal  int
	rec      evidence.Record
	problems []format.Problem

	typ      string
	database string // DB, else DP
	start    string // SP
	end      string // EP
	locator  string // C7, or AR
	full     string // JF
	journal  string // JO
	second   string // T2
	book     string // BT
	abbrev   string // JA, J2, J1
	notes    []string
	abstract string // AB
	older    string // N2, an abstract or a note
	year     string
	date     string
	access   []string // accession numbers
	c2       string
	m3       []string
	urls     []string
}

func (b *builder) tell(line int, severity format.Severity, message, next string) {
	entry := b.rec.Origin.Key
	if entry == "" {
		entry = fmt.Sprintf("reference %d", b.ordinal)
	}
	b.problems = append(b.problems, format.Problem{File: b.in.Name, Line: line, Entry: entry, Severity: severity, Message: message, Next: next})
}

// record reads all fields. An entry without any content gives nil.
func (b *builder) record() *evidence.Record {
	r := &b.rec
	r.Origin = evidence.Origin{Format: "ris", File: b.in.Name, Line: b.e.Line}
	r.Raw = clip(b.e.Text)
	b.makeRoom()
	content := false // anything besides the type
	started := false
	for i := range b.e.Fields {
		f := &b.e.Fields[i]
		started = started || f.Tag == "TY"
		content = content || f.Value != "" && f.Tag != "TY"
		if f.Value != "" && !b.field(f) {
			r.Extra = append(r.Extra, evidence.Field{Name: f.Tag, Value: layout.Paragraphs(f.Value)})
		}
	}
	switch {
	case !content && !started:
		return nil
	case !content:
		b.tell(b.e.Line, format.Warning, "the reference is empty", "")
	}
	b.finish()
	b.completeness(started)
	return r
}

// makeRoom sizes the lists that grow with the entry.
func (b *builder) makeRoom() {
	authors, keywords := 0, 0
	for i := range b.e.Fields {
		switch b.e.Fields[i].Tag {
		case "AU", "A1":
			authors++
		case "KW":
			keywords++
		}
	}
	b.rec.Authors = slices.Grow(b.rec.Authors, authors)
	b.rec.Keywords = slices.Grow(b.rec.Keywords, keywords)
}

func clip(s string) string {
	if len(s) > evidence.MaxRaw {
		return strings.ToValidUTF8(s[:evidence.MaxRaw], "")
	}
	return s
}

// completeness reports what is missing around an entry.
func (b *builder) completeness(started bool) {
	switch {
	case b.e.TooBig:
		b.tell(b.e.Line, format.Error, "the reference is larger than 16 MB and was cut", "check the file")
	case !started:
		b.tell(b.e.Line, format.Warning, "the reference does not begin with TY", "its type is not known")
	case !b.e.Ended:
		b.tell(b.e.Line, format.Info, "the reference has no end (ER)", "")
	}
}

// field takes up one field; false leaves it among the extra ones.
func (b *builder) field(f *tagged.Field) bool {
	switch f.Tag[0] {
	case 'A':
		return b.fieldA(f)
	case 'T', 'S', 'B', 'C':
		return b.fieldText(f)
	case 'J', 'P', 'V', 'I', 'E':
		return b.fieldPlace(f)
	}
	return b.fieldRest(f)
}

// first sets a value that has none yet.
func first(to *string, value string) bool {
	if *to != "" {
		return false
	}
	*to = value
	return true
}

func (b *builder) fieldA(f *tagged.Field) bool {
	c := &b.rec.Citation
	switch f.Tag {
	case "AU", "A1":
		b.people(&c.Authors, f.Value)
	case "A2", "A4":
		b.people(&c.Editors, f.Value)
	case "AB":
		if b.abstract != "" && len(b.abstract) >= len(f.Value) {
			return false
		}
		b.abstract = f.Value
	case "AN":
		b.access = append(b.access, layout.OneLine(f.Value))
	case "AR":
		return first(&b.locator, layout.OneLine(f.Value))
	default:
		return false
	}
	return true
}

func (b *builder) fieldText(f *tagged.Field) bool {
	c := &b.rec.Citation
	switch f.Tag {
	case "TY":
		b.kind(layout.OneLine(f.Value))
	case "TI", "T1":
		return first(&c.Title, layout.OneLine(f.Value))
	case "CT":
		return first(&c.Title, layout.OneLine(f.Value))
	case "T2":
		return first(&b.second, layout.OneLine(f.Value))
	case "T3":
		return first(&c.Series, layout.OneLine(f.Value))
	case "TT":
		return first(&c.OriginalTitle, layout.OneLine(f.Value))
	case "BT":
		return first(&b.book, layout.OneLine(f.Value))
	case "SP":
		return first(&b.start, layout.OneLine(f.Value))
	case "SN":
		return b.serial(f.Value)
	case "C2":
		return first(&b.c2, layout.OneLine(f.Value))
	case "C7":
		return first(&b.locator, layout.OneLine(f.Value))
	case "CY":
		return first(&c.Place, layout.OneLine(f.Value))
	case "CP":
		return first(&c.Issue, layout.OneLine(f.Value))
	case "CA":
		b.people(&c.Authors, f.Value)
	case "C6":
		return b.registration(f.Value)
	default:
		return false
	}
	return true
}

func (b *builder) fieldPlace(f *tagged.Field) bool {
	c := &b.rec.Citation
	switch f.Tag {
	case "JF":
		return first(&b.full, layout.OneLine(f.Value))
	case "JO":
		return first(&b.journal, layout.OneLine(f.Value))
	case "JA", "J2", "J1":
		return first(&b.abbrev, layout.OneLine(f.Value))
	case "PY":
		return first(&b.year, layout.OneLine(f.Value))
	case "PB":
		return first(&c.Publisher, layout.OneLine(f.Value))
	case "PP":
		return first(&c.Place, layout.OneLine(f.Value))
	case "PM":
		return first((*string)(&c.PMID), pmid(f.Value))
	case "VL", "VO":
		return first(&c.Volume, layout.OneLine(f.Value))
	case "IS":
		return first(&c.Issue, layout.OneLine(f.Value))
	case "ID":
		return first(&b.rec.Origin.Key, layout.OneLine(f.Value))
	case "EP":
		return first(&b.end, layout.OneLine(f.Value))
	case "ED":
		b.people(&c.Editors, f.Value)
	case "ET":
		return first(&c.Edition, layout.OneLine(f.Value))
	default:
		return false
	}
	return true
}

func (b *builder) fieldRest(f *tagged.Field) bool {
	c := &b.rec.Citation
	switch f.Tag {
	case "Y1":
		return first(&b.year, layout.OneLine(f.Value))
	case "DA":
		return first(&b.date, layout.OneLine(f.Value))
	case "DO", "DI":
		if doi, _ := evidence.ParseDOI(layout.OneLine(f.Value)); doi != "" && c.DOI == "" {
			c.DOI = doi
			return true
		}
		return false
	case "DB":
		b.database = layout.OneLine(f.Value)
	case "DP":
		if b.database == "" {
			b.database = layout.OneLine(f.Value)
		}
		return false
	case "KW":
		b.keywords(f.Value)
	case "LA":
		return first(&c.Language, layout.OneLine(f.Value))
	case "M3":
		b.m3 = append(b.m3, layout.OneLine(f.Value))
	case "N1":
		if trials, ok := strings.CutPrefix(f.Value, "Trial registration: "); ok && b.registration(trials) {
			return true
		}
		b.notes = append(b.notes, layout.Paragraphs(f.Value))
	case "N2":
		return first(&b.older, f.Value)
	case "UR", "LK":
		b.urls = append(b.urls, layout.OneLine(f.Value))
	default:
		return false
	}
	return true
}

func (b *builder) kind(typ string) {
	if b.typ != "" {
		return
	}
	b.typ = typ
	known, ok := entryTypes()[strings.ToLower(typ)]
	if !ok {
		known = evidence.TypeOther
	}
	b.rec.Type = known
	if !ok || known == evidence.TypeOther && typ != "GEN" {
		b.rec.Extra = append(b.rec.Extra, evidence.Field{Name: "TY", Value: typ})
	}
}

// people adds the names of one line. RIS prints one per line, "Family, Given,
// Suffix"; a trailing comma marks a corporate author. Some programs print all
// on one line.
func (b *builder) people(to *[]evidence.Person, value string) {
	for name := range strings.Lines(value) {
		name = layout.OneLine(name)
		switch {
		case name == "":
		case strings.HasSuffix(name, ",") && (strings.Count(name, ",") == 1 || strings.Contains(name, ",,")):
			group := strings.Replace(strings.TrimSuffix(name, ","), ",,", ",", 1) // the comma of a group's name stands twice
			*to = append(*to, evidence.Person{Literal: strings.TrimSpace(group)})
		case isEtAl(name):
			b.rec.AuthorsTruncated = true
		case strings.Contains(name, ";") || strings.Count(name, ",") > 2 || strings.Contains(name, " and "):
			list, more := evidence.ParseAuthors(name, evidence.NamesAuto)
			*to = append(*to, list...)
			b.rec.AuthorsTruncated = b.rec.AuthorsTruncated || more
		default:
			if p, err := evidence.ParsePerson(name, evidence.NamesAuto); err == nil {
				*to = append(*to, p)
			}
		}
	}
}

func isEtAl(name string) bool {
	name = strings.TrimRight(strings.ToLower(name), ".,")
	return name == "et al" || name == "others" || name == "…" || name == ""
}

// keywords are one per line; a single line may hold a list.
func (b *builder) keywords(value string) {
	c := &b.rec.Citation
	for line := range strings.Lines(value) {
		sep := "\n"
		if strings.Contains(line, ";") {
			sep = ";"
		}
		for word := range strings.SplitSeq(line, sep) {
			if word = layout.OneLine(word); word != "" {
				c.Keywords = append(c.Keywords, word)
			}
		}
	}
}

// serial tells ISSN from ISBN; one line may hold several.
func (b *builder) serial(value string) bool {
	c := &b.rec.Citation
	if len(value) == len("0190-9622") { // nearly always
		if n, _ := evidence.ParseISSN(value); n != "" {
			c.ISSN = append(c.ISSN, n)
			return true
		}
	}
	taken := false
	for part := range strings.FieldsFuncSeq(value, func(r rune) bool { return r == ';' || r == ',' || r == '\n' }) {
		part = strings.TrimSpace(part)
		digits := 0
		for i := 0; i < len(part); i++ {
			if isDigit(part[i]) || part[i] == 'X' || part[i] == 'x' {
				digits++
			}
		}
		if digits >= 10 && !strings.Contains(part, " ") {
			c.ISBN, taken = append(c.ISBN, part), true
			continue
		}
		for word := range strings.FieldsSeq(part) {
			if n, _ := evidence.ParseISSN(word); n != "" {
				c.ISSN, taken = append(c.ISSN, n), true
			} else if digits >= 10 && strings.ContainsAny(word, "0123456789") {
				c.ISBN, taken = append(c.ISBN, word), true
			}
		}
	}
	return taken
}

// registration takes the trial numbers of a field; false when it says more.
func (b *builder) registration(value string) bool {
	rest := layout.OneLine(value)
	found := evidence.FindRegistryIDs(rest)
	for _, f := range found {
		if !slices.Contains(b.rec.Registry, f.RegistryID) {
			b.rec.Registry = append(b.rec.Registry, f.RegistryID)
		}
		rest = strings.Replace(rest, f.Printed, "", 1)
	}
	return len(found) > 0 && strings.Trim(rest, " ,;|/&.") == ""
}

func pmid(s string) string {
	id, err := evidence.ParsePMID(strings.TrimSpace(s))
	if err != nil {
		return ""
	}
	return string(id)
}
