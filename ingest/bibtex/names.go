package bibtex

import (
	"strings"

	"dossier/evidence"
	"dossier/ingest/layout"
)

// people reads a list of names. BibTeX separates them by "and"; exports that
// use semicolons are understood too.
func (b *builder) people(names ...string) ([]evidence.Person, bool) {
	list := b.raw(names...)
	switch {
	case list == "":
		return nil, false
	case strings.Contains(list, ";") && len(splitAt(list, ';')) > 1 && len(splitNames(list)) == 1:
		return evidence.ParseAuthors(oneLine(list), evidence.NamesAuto)
	}
	persons, more := evidence.ParseAuthors(list, evidence.NamesBibTeX)
	if strings.Contains(list, "<") { // markup
		for i := range persons {
			for _, part := range []*string{&persons[i].Family, &persons[i].Given, &persons[i].Particle, &persons[i].Suffix, &persons[i].Literal} {
				*part = layout.OneLine(*part)
			}
		}
	}
	return persons, more
}

// splitNames splits at the word "and" outside braces.
func splitNames(list string) []string {
	var out []string
	depth, from := 0, 0
	for i := 0; i < len(list); i++ {
		switch {
		case list[i] == '{':
			depth++
		case list[i] == '}':
			depth--
		case depth == 0 && isBlank(list[i]) && i+4 < len(list) && strings.EqualFold(list[i+1:i+4], "and") && isBlank(list[i+4]):
			out = append(out, list[from:i])
			from, i = i+5, i+4
		}
	}
	return append(out, list[from:])
}
