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
		return group(all, dialect)
	}
	given, particle, suffix := biblio.Line(p.Given), biblio.Line(p.Particle), biblio.Line(p.Suffix)
	last := part(family, dialect)
	alone := given == "" && suffix == ""
	if needsBraces(family, alone) {
		last = group(family, dialect)
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
	if strings.Contains(escape(s, dialect), ",") || strings.HasSuffix(strings.TrimRight(s, "."), "et al") {
		return group(s, dialect)
	}
	for _, w := range strings.Fields(s) {
		if strings.EqualFold(w, "and") {
			return group(s, dialect)
		}
	}
	if dialect == BibTeX {
		return strings.Join(letters(escape(s, dialect)), "")
	}
	return escape(s, dialect)
}

// labelLength is how many letters of a name alpha.bst takes for a label. It cuts
// with text.prefix$, which keeps {\'a} whole where no brace is open around it, and
// inside a group counts and cuts its characters.
const labelLength = 3

// group protects a name from being taken apart. For BibTeX the letters of a label
// stand outside when a cut would go through a command: {A}{\'e}{ro Club}.
func group(s string, dialect Dialect) string {
	if dialect == BibLaTeX {
		return braced(s, dialect)
	}
	all := letters(escape(s, dialect))
	if !cutsCommand(all) {
		if text := strings.Join(all, ""); text != "" {
			return "{" + text + "}"
		}
		return ""
	}
	var b, plain strings.Builder
	flush := func() {
		if plain.Len() > 0 {
			b.WriteString("{" + plain.String() + "}")
			plain.Reset()
		}
	}
	for i, letter := range all {
		if i < labelLength && isCommand(letter) {
			flush()
			b.WriteString(letter)
			continue
		}
		plain.WriteString(letter)
	}
	if plain.Len() == 0 {
		return b.String() + "{}" // or it is read as the name of a person
	}
	flush()
	return b.String()
}

// letters takes LaTeX apart into what text.prefix$ counts, outside groups, as one
// letter. Commands that stand bare become such letters: {\&}, {\ensuremath{\alpha}}.
func letters(latex string) []string {
	var list []string
	for i := 0; i < len(latex); {
		end := i + 1
		switch latex[i] {
		case '{':
			end = i + groupLength(latex[i:])
			if letter := latex[i:end]; letter == "{}" && len(list) > 0 { // keeps two hyphens apart
				list[len(list)-1] += letter
			} else {
				list = append(list, letter)
			}
		case '\\': // \& and the like: those with a name have braces
			end = min(i+2, len(latex))
			list = append(list, "{"+latex[i:end]+"}")
		case '$':
			if n := strings.IndexByte(latex[i+1:], '$'); n >= 0 {
				end = i + n + 2
				list = append(list, `{\ensuremath{`+latex[i+1:end-1]+"}}")
				break
			}
			list = append(list, latex[i:end])
		default:
			list = append(list, latex[i:end])
		}
		i = end
	}
	return list
}

// groupLength is the length of the group in braces that s begins with.
func groupLength(s string) int {
	depth := 0
	for i := range len(s) {
		switch s[i] {
		case '{':
			depth++
		case '}':
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
	return len(s)
}

func isCommand(letter string) bool { return strings.HasPrefix(letter, `{\`) }

// cutsCommand tells whether the label of a name in one group would end inside a
// command.
func cutsCommand(letters []string) bool {
	n := 0
	for _, letter := range letters {
		if n >= labelLength {
			break
		}
		n += len(letter) - strings.Count(letter, "{") - strings.Count(letter, "}")
		if n > labelLength && isCommand(letter) {
			return true
		}
	}
	return false
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
