package bibtex

import (
	"strings"

	"dossier/evidence"
)

// people reads a list of names. BibTeX separates them by "and"; exports that
// use semicolons are understood too, and the name parts of BibLaTeX
// ("family=Berg, given=Jan, prefix=van den").
func (b *builder) people(names ...string) ([]evidence.Person, bool) {
	list := b.raw(names...)
	switch {
	case list == "":
		return nil, false
	case strings.Contains(list, "family=") || strings.Contains(list, "family ="):
		return extendedNames(list)
	case strings.Contains(list, ";") && len(splitAt(list, ';')) > 1 && len(splitNames(list)) == 1:
		return evidence.ParseAuthors(oneLine(list), evidence.NamesAuto)
	}
	return evidence.ParseAuthors(list, evidence.NamesBibTeX)
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

// extendedNames reads the extended name format (biblatex manual, section 3.4);
// names in the plain format may stand between.
func extendedNames(list string) (people []evidence.Person, truncated bool) {
	for _, name := range splitNames(list) {
		p, ok := extendedName(name)
		if ok {
			people = append(people, p)
			continue
		}
		plain, more := evidence.ParseAuthors(name, evidence.NamesBibTeX)
		people = append(people, plain...)
		truncated = truncated || more
	}
	return people, truncated
}

func extendedName(name string) (evidence.Person, bool) {
	var p evidence.Person
	for _, part := range splitAt(name, ',') {
		key, value, ok := strings.Cut(part, "=")
		if !ok {
			continue
		}
		value = oneLine(strings.Trim(strings.TrimSpace(value), `"`))
		switch strings.ToLower(strings.Trim(strings.TrimSpace(key), `"`)) {
		case "family":
			p.Family = value
		case "given":
			p.Given = value
		case "prefix":
			p.Particle = value
		case "suffix":
			p.Suffix = value
		}
	}
	return p, p.Family != ""
}
