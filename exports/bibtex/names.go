package bibtex

import (
	"strings"
	"unicode"

	"dossier/evidence"
	"dossier/exports/biblio"
)

// nameList joins names with " and ", each as "von Last, Jr, First".
func nameList(persons []evidence.Person, dialect Dialect) string {
	names := make([]string, 0, len(persons))
	for _, p := range persons {
		if n := name(p, dialect); n != "" {
			names = append(names, n)
		}
	}
	return strings.Join(names, " and ")
}

func name(p evidence.Person, dialect Dialect) string {
	family := biblio.Line(p.Family)
	if all := biblio.Sortable(p); family == "" || strings.Count(all, ",") > 2 { // biber counts commas in braces too
		return braced(all, dialect)
	}
	given, particle, suffix := biblio.Line(p.Given), biblio.Line(p.Particle), biblio.Line(p.Suffix)
	last := part(family, dialect)
	alone := given == "" && suffix == ""
	if needsBraces(family, alone) {
		last = braced(family, dialect)
	}
	if particle != "" {
		last = part(particle, dialect) + " " + last
	}
	switch {
	case suffix != "" && given == "": // without braces BibTeX would take the suffix for it
		return last + ", " + part(suffix, dialect) + ", {}"
	case suffix != "":
		return last + ", " + part(suffix, dialect) + ", " + part(given, dialect)
	case given != "":
		return last + ", " + part(given, dialect)
	case particle != "" && !startsLower(particle): // or BibTeX takes it for a given name
		return last + ", {}"
	}
	return last
}

// needsBraces tells whether BibTeX would take a family name apart: a lower-case
// word in front would become the particle, and several words without a comma
// after them would be read as given and family name.
func needsBraces(family string, alone bool) bool {
	words := strings.Fields(family)
	if alone && len(words) > 1 || strings.EqualFold(family, "others") {
		return true
	}
	if len(words) < 2 {
		return false
	}
	for _, w := range words[:len(words)-1] {
		if startsLower(w) {
			return true
		}
	}
	return false
}

func startsLower(word string) bool {
	for _, r := range word {
		if unicode.IsLetter(r) {
			return unicode.IsLower(r)
		}
	}
	return false
}

// part prints a piece of a name, braced when a comma or the word "and" in it
// would be read as a separator, or its end as the end of a shortened list.
func part(s string, dialect Dialect) string {
	text := escape(s, dialect)
	if strings.Contains(text, ",") || strings.HasSuffix(strings.TrimRight(s, "."), "et al") {
		return braced(s, dialect)
	}
	for _, w := range strings.Fields(s) {
		if strings.EqualFold(w, "and") {
			return braced(s, dialect)
		}
	}
	return text
}

// braced protects a text from being taken apart. When it begins with a
// backslash a second pair is needed, for {\… is an accented letter to BibTeX.
func braced(s string, dialect Dialect) string {
	text := escape(s, dialect)
	switch {
	case text == "":
		return ""
	case strings.HasPrefix(text, `\`):
		return "{{" + text + "}}"
	}
	return "{" + text + "}"
}
