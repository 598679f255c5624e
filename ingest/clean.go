package ingest

import (
	"strings"
	"unicode/utf8"

	"dossier/evidence"
)

// cleaner takes out of the text of a record what no text needs and a terminal
// or a page would obey: control characters (C0, DEL, C1) and the controls that
// turn the direction of writing (U+202A–202E, U+2066–2069). Tabs and line ends
// become blanks where a field is one line. What was printed stays in Raw.
type cleaner struct {
	fields []string // names of the fields that lost characters, each once
	buf    strings.Builder
}

// clean cleans every text of a record but Raw and gives the names of the fields
// that lost characters.
func clean(r *evidence.Record) []string {
	var c cleaner
	c.citation(&r.Citation)
	for i := range r.Extra {
		c.line("extra", &r.Extra[i].Name)
		c.paragraphs("extra", &r.Extra[i].Value)
	}
	c.line("key", &r.Origin.Key)
	c.line("database", &r.Origin.Database)
	c.line("url", &r.Origin.URL)
	return c.fields
}

func (c *cleaner) citation(k *evidence.Citation) {
	for _, f := range []struct {
		name string
		text *string
	}{
		{"type", (*string)(&k.Type)}, {"doi", (*string)(&k.DOI)}, {"pmid", (*string)(&k.PMID)}, {"pmcid", (*string)(&k.PMCID)},
		{"title", &k.Title}, {"original_title", &k.OriginalTitle}, {"journal", &k.Journal}, {"journal_abbrev", &k.JournalAbbrev},
		{"volume", &k.Volume}, {"issue", &k.Issue}, {"pages", &k.Pages.Raw}, {"pages", &k.Pages.First}, {"pages", &k.Pages.Last},
		{"date", &k.Date.Raw}, {"date", &k.Date.Season}, {"date_online", &k.DateOnline.Raw}, {"date_online", &k.DateOnline.Season},
		{"publisher", &k.Publisher}, {"place", &k.Place}, {"edition", &k.Edition}, {"series", &k.Series},
		{"url", &k.URL}, {"language", &k.Language},
	} {
		c.line(f.name, f.text)
	}
	c.paragraphs("abstract", &k.Abstract)
	c.paragraphs("note", &k.Note)
	c.people("authors", k.Authors)
	c.people("editors", k.Editors)
	c.lines("keywords", k.Keywords)
	c.lines("isbn", k.ISBN)
	c.lines("publication_types", k.PublicationTypes)
	c.lines("funding", k.Funding)
	c.linked(k)
}

// linked cleans the identifiers and statements that come in lists.
func (c *cleaner) linked(k *evidence.Citation) {
	for i := range k.Registry {
		c.line("registry", &k.Registry[i].Registry)
		c.line("registry", &k.Registry[i].ID)
	}
	for i := range k.OtherIDs {
		c.line("other_ids", &k.OtherIDs[i].Kind)
		c.line("other_ids", &k.OtherIDs[i].Value)
	}
	for i := range k.MeSH {
		c.line("mesh", &k.MeSH[i].Descriptor)
		c.line("mesh", &k.MeSH[i].UI)
		c.lines("mesh", k.MeSH[i].Qualifiers)
	}
	for i := range k.Notices {
		c.line("notices", &k.Notices[i].Text)
		c.line("notices", (*string)(&k.Notices[i].Kind))
		c.line("notices", (*string)(&k.Notices[i].DOI))
		c.line("notices", &k.Notices[i].Date.Raw)
		c.line("notices", &k.Notices[i].Date.Season)
	}
	for i := range k.Relations {
		c.line("relations", &k.Relations[i].Kind)
		c.line("relations", (*string)(&k.Relations[i].DOI))
	}
}

func (c *cleaner) people(name string, list []evidence.Person) {
	for i := range list {
		p := &list[i]
		for _, text := range []*string{&p.Family, &p.Given, &p.Particle, &p.Suffix, &p.Literal, &p.ORCID} {
			c.line(name, text)
		}
	}
}

func (c *cleaner) lines(name string, list []string) {
	for i := range list {
		c.line(name, &list[i])
	}
}

func (c *cleaner) line(name string, text *string) { c.text(name, text, true) }

func (c *cleaner) paragraphs(name string, text *string) { c.text(name, text, false) }

func (c *cleaner) text(name string, text *string, oneLine bool) {
	first := firstControl(*text, oneLine)
	if first < 0 {
		return
	}
	dropped := false
	*text, dropped = c.without(*text, first, oneLine)
	if dropped && (len(c.fields) == 0 || c.fields[len(c.fields)-1] != name) {
		c.fields = append(c.fields, name)
	}
}

// without gives the text without its controls, the first of which is at first.
// Runs of the blanks that replace tabs and line ends stay one blank.
func (c *cleaner) without(s string, first int, oneLine bool) (plain string, dropped bool) {
	c.buf.Reset()
	c.buf.WriteString(s[:first])
	for i, r := range s[first:] {
		switch {
		case r == '\n' && !oneLine:
			c.buf.WriteByte('\n')
		case r == '\t' || r == '\n' || r == '\r' || r == '\v' || r == '\f' || r == '\u0085':
			if c.buf.Len() > 0 && !strings.HasSuffix(s[:first+i], " ") {
				c.buf.WriteByte(' ')
			}
		case isControl(r):
			dropped = true
		default:
			c.buf.WriteRune(r)
		}
	}
	return strings.TrimSpace(c.buf.String()), dropped
}

func isControl(r rune) bool {
	return r < ' ' || r >= 0x7F && r < 0xA0 || r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069
}

// firstControl gives the offset of the first character that cannot stay, -1 if
// there is none. It looks at bytes: nearly every text is clean.
func firstControl(s string, oneLine bool) int {
	for i := 0; i < len(s); i++ {
		switch b := s[i]; {
		case b >= ' ' && b < 0x7F:
		case b == '\n' && !oneLine:
		case b < ' ' || b == 0x7F:
			return i
		case b == 0xC2 && i+1 < len(s) && s[i+1] < 0xA0, b == 0xE2 && i+2 < len(s) && (s[i+1] == 0x80 || s[i+1] == 0x81):
			if r, _ := utf8.DecodeRuneInString(s[i:]); isControl(r) {
				return i
			}
		}
	}
	return -1
}

// printable is a message without controls: names and values of the input stand
// in it.
func printable(s string) string {
	if firstControl(s, true) < 0 {
		return s
	}
	var c cleaner
	s, _ = c.without(s, firstControl(s, true), true)
	return s
}
