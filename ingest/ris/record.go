package ris

import (
	"fmt"
	"slices"
	"strings"

	"dossier/evidence"
	"dossier/ingest/format"
	"dossier/ingest/layout"
	"dossier/ingest/notes"
	"dossier/ingest/tagged"
)

// builder turns one entry into a record.
type builder struct {
	*tagged.Builder

	typ       string
	database  string // DB, else DP
	start     string // SP
	end       string // EP
	locator   string // C7, or AR
	full      string // JF
	journal   string // JO
	second    string // T2
	book      string // BT
	abbrev    string // JA, J2, J1
	notes     []string
	abstracts []string      // AB, often one per language
	link      *tagged.Field // L1, L2 or L3 that holds a DOI
	older     string        // N2, an abstract or a note
	year      string
	date      string
	access    []string // accession numbers
	c2        string
	m3        []string
	urls      []string
}

// read reads all fields; false says that they hold nothing at all.
func (b *builder) read() bool {
	b.makeRoom()
	content := false // anything besides the type
	started := false
	for i := range b.Entry.Fields {
		f := &b.Entry.Fields[i]
		started = started || f.Tag == "TY"
		content = content || f.Value != "" && f.Tag != "TY"
	}
	if !content && !started {
		return false
	}
	b.Fields(b.field)
	if !content {
		b.Tell(format.Warning, "the reference is empty", "")
	}
	b.finish()
	switch {
	case b.Entry.TooBig:
	case !started:
		b.Tell(format.Warning, "the reference does not begin with TY", "its type is not known")
	case !b.Entry.Ended:
		b.Tell(format.Info, "the reference has no end (ER)", "")
	}
	return true
}

// makeRoom sizes the lists that grow with the entry.
func (b *builder) makeRoom() {
	b.Record.Authors = slices.Grow(b.Record.Authors, b.Count("AU")+b.Count("A1"))
	b.Record.Keywords = slices.Grow(b.Record.Keywords, b.Count("KW"))
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

func (b *builder) fieldA(f *tagged.Field) bool {
	c := &b.Record.Citation
	switch f.Tag {
	case "AU", "A1":
		b.people(&c.Authors, f.Value)
	case "A2", "A4":
		if !isNameList(f.Value) {
			return false
		}
		b.people(&c.Editors, f.Value)
	case "AB":
		b.abstracts = append(b.abstracts, layout.Paragraphs(f.Value))
	case "AN":
		b.access = append(b.access, layout.OneLine(f.Value))
	case "AR":
		return tagged.First(&b.locator, f.Value)
	default:
		return false
	}
	return true
}

func (b *builder) fieldText(f *tagged.Field) bool {
	c := &b.Record.Citation
	switch f.Tag {
	case "TY":
		b.kind(layout.OneLine(f.Value))
	case "TI", "T1":
		return tagged.First(&c.Title, f.Value)
	case "CT":
		return tagged.First(&c.Title, f.Value)
	case "T2":
		return tagged.First(&b.second, f.Value)
	case "T3":
		return tagged.First(&c.Series, f.Value)
	case "TT":
		return tagged.First(&c.OriginalTitle, f.Value)
	case "BT":
		return tagged.First(&b.book, f.Value)
	case "SP":
		return tagged.First(&b.start, f.Value)
	case "SN":
		return b.serial(f.Value)
	case "C3":
		return b.elsewhere(layout.OneLine(f.Value))
	case "C2":
		return tagged.First(&b.c2, f.Value)
	case "C7":
		return tagged.First(&b.locator, f.Value)
	case "CY":
		return tagged.First(&c.Place, f.Value)
	case "CP":
		return tagged.First(&c.Issue, f.Value)
	case "CA":
		b.people(&c.Authors, f.Value)
	case "C6":
		return notes.Trials(c, layout.OneLine(f.Value))
	default:
		return false
	}
	return true
}

func (b *builder) fieldPlace(f *tagged.Field) bool {
	c := &b.Record.Citation
	switch f.Tag {
	case "JF":
		return tagged.First(&b.full, f.Value)
	case "JO":
		return tagged.First(&b.journal, f.Value)
	case "JA", "J2", "J1":
		return tagged.First(&b.abbrev, f.Value)
	case "PY":
		return b.yearOf(f)
	case "PB":
		return tagged.First(&c.Publisher, f.Value)
	case "PP":
		return tagged.First(&c.Place, f.Value)
	case "PM", "PMID":
		id := pmid(f.Value)
		return id != "" && tagged.First((*string)(&c.PMID), id)
	case "VL", "VO":
		return tagged.First(&c.Volume, f.Value)
	case "IS":
		return tagged.First(&c.Issue, f.Value)
	case "ID":
		return tagged.First(&b.Record.Origin.Key, f.Value)
	case "EP":
		return tagged.First(&b.end, f.Value)
	case "ED":
		b.people(&c.Editors, f.Value)
	case "ET":
		return tagged.First(&c.Edition, f.Value)
	default:
		return false
	}
	return true
}

func (b *builder) fieldRest(f *tagged.Field) bool {
	c := &b.Record.Citation
	switch f.Tag {
	case "Y1":
		return b.yearOf(f)
	case "DA":
		return tagged.First(&b.date, f.Value)
	case "DO", "DI":
		return b.DOI(f.Value)
	case "DB":
		b.database = layout.OneLine(f.Value)
	case "DP":
		if b.database == "" {
			b.database = layout.OneLine(f.Value)
		}
		return false
	case "KW":
		b.Keywords(f.Value)
	case "L1", "L2", "L3":
		if b.link != nil || !holdsDOI(f.Value) {
			return false
		}
		b.link = f
	case "LA":
		return tagged.First(&c.Language, f.Value)
	case "M3":
		b.m3 = append(b.m3, layout.OneLine(f.Value))
	case "N1":
		if trials, ok := strings.CutPrefix(f.Value, "Trial registration: "); ok && notes.Trials(c, layout.OneLine(trials)) {
			return true
		}
		b.notes = append(b.notes, layout.Paragraphs(f.Value))
	case "N2":
		if b.older != "" {
			return false
		}
		b.older = f.Value
	case "UR", "LK":
		b.urls = append(b.urls, layout.Addresses(f.Value)...)
	default:
		return false
	}
	return true
}

// yearOf takes the first year; another one is kept and told.
func (b *builder) yearOf(f *tagged.Field) bool {
	if tagged.First(&b.year, f.Value) {
		return true
	}
	if a, other := risDate(b.year), risDate(f.Value); a.Year != 0 && other.Year != 0 && a.Year != other.Year {
		b.Tell(format.Warning, fmt.Sprintf("two years: %d and, in %s, %d", a.Year, f.Tag, other.Year), "the first was taken")
	}
	return false
}

// holdsDOI tells that a link is a DOI or its address, as EBSCO prints them.
func holdsDOI(link string) bool {
	link = layout.OneLine(link)
	doi, err := evidence.ParseDOI(link)
	return doi != "" && err == nil && (strings.HasPrefix(link, "10.") || strings.Contains(link, "doi.org/") || strings.HasPrefix(strings.ToLower(link), "doi"))
}

// elsewhere reads the numbers of a record in other databases, as Cochrane prints
// them: "PUBMED 33000001,EMBASE 630000001". Other text is left.
func (b *builder) elsewhere(value string) bool {
	c := &b.Record.Citation
	taken := false
	for _, item := range tagged.Items(value, ",;") {
		name, number, ok := strings.Cut(item, " ")
		if !ok || strings.Trim(number, "0123456789") != "" {
			return taken
		}
		switch name = strings.ToLower(strings.TrimSuffix(name, ":")); name {
		case "pubmed", "pmid", "medline":
			if c.PMID == "" {
				c.PMID = evidence.PMID(pmid(number))
			}
		case "embase", "cinahl", "psycinfo":
			c.OtherIDs = append(c.OtherIDs, evidence.OtherID{Kind: name, Value: number})
		default:
			return taken
		}
		taken = true
	}
	return taken
}

// isNameList tells names from a list of another kind where several stand on one
// line: the authors of the works cited, in Ovid's PsycINFO, are "Alade, F.,
// Nathanson, A. I., Alade, Ball, S., …", in which families and initials do not
// take turns.
func isNameList(value string) bool {
	if strings.Contains(value, ";") || strings.Contains(value, "\n") || strings.Count(value, ",") < 3 {
		return true
	}
	if strings.Contains(value, ",,") && strings.HasSuffix(value, ",") { // a group
		return true
	}
	turns, whole := true, true
	pieces := strings.Split(strings.TrimRight(layout.OneLine(value), " ,."), ",")
	for i, piece := range pieces {
		piece = strings.TrimPrefix(strings.TrimPrefix(strings.TrimSpace(piece), "& "), "and ")
		initials := (evidence.Person{Given: piece}).Initials()
		short := initials != "" && strings.Trim(piece, initials+". -") == ""
		turns = turns && short == (i%2 == 1)
		whole = whole && !short && strings.Contains(piece, " ")
	}
	return turns && len(pieces)%2 == 0 || whole
}

func (b *builder) kind(typ string) {
	if b.typ != "" {
		return
	}
	b.typ = typ
	known, ok := entryType(typ)
	if !ok {
		known = evidence.TypeOther
	}
	b.Record.Type = known
	if !ok || known == evidence.TypeOther && typ != "GEN" {
		b.Keep("TY", typ)
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
			b.Record.AuthorsTruncated = true
		case strings.Contains(name, ";") || strings.Count(name, ",") > 2 || strings.Contains(name, " and "):
			list, more := evidence.ParseAuthors(name, evidence.NamesAuto)
			*to = append(*to, list...)
			b.Record.AuthorsTruncated = b.Record.AuthorsTruncated || more
		default:
			tagged.AddPerson(b.editorsIf(&name, to), name, evidence.NamesAuto)
		}
	}
}

// editorsIf gives the list that a name belongs to: that of the editors where the
// name says so.
func (b *builder) editorsIf(name *string, to *[]evidence.Person) *[]evidence.Person {
	if person, ok := evidence.CutEditor(*name); ok {
		*name, to = person, &b.Record.Editors
	}
	return to
}

func isEtAl(name string) bool {
	name = strings.TrimRight(strings.ToLower(name), ".,")
	return name == "et al" || name == "others" || name == "…" || name == ""
}

// serial tells ISSN from ISBN; one line may hold several.
func (b *builder) serial(value string) bool {
	c := &b.Record.Citation
	if len(value) == len("0190-9622") && b.ISSN(value) { // nearly always
		return true
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
			if b.ISSN(word) {
				taken = true
			} else if digits >= 10 && strings.ContainsAny(word, "0123456789") {
				c.ISBN, taken = append(c.ISBN, word), true
			}
		}
	}
	return taken
}

func pmid(s string) string {
	id, err := evidence.ParsePMID(strings.TrimSpace(s))
	if err != nil {
		return ""
	}
	return string(id)
}
