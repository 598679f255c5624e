package biblio

import (
	"strings"
	"unicode"

	"dossier/evidence"
)

// Sortable prints a name as "van der Berg, Anna, Jr", or the literal name.
func Sortable(p evidence.Person) string {
	family := Line(strings.TrimSpace(p.Particle + " " + p.Family))
	if family == "" {
		if p.Literal != "" {
			return Line(p.Literal)
		}
		return Line(p.Given)
	}
	name := family
	if given := Line(p.Given); given != "" {
		name += ", " + given
	}
	if suffix := Line(p.Suffix); suffix != "" {
		name += ", " + suffix
	}
	return name
}

// Apart gives a person as programs take a name apart that is printed as one
// text, "Family, Given, Suffix". A family name of several words that stands
// alone becomes a group's, for nobody can tell it from one; so does a name that
// would be read as several.
func Apart(p evidence.Person) evidence.Person {
	text := Sortable(p)
	alone := strings.TrimSpace(p.Given+p.Suffix) == "" && strings.Contains(text, " ")
	several := strings.Count(text, ",") > 2 || strings.Contains(text, ";") || strings.Contains(text, " and ")
	if p.Family == "" || alone || several {
		return evidence.Person{Literal: text}
	}
	apart, err := evidence.ParsePerson(text, evidence.NamesAuto)
	if err != nil {
		return evidence.Person{Literal: text}
	}
	return apart
}

// Initials gives the initials of given names without points, as MEDLINE prints
// them: "Steven R." is SR, "Jean-Pierre" is JP.
func Initials(given string) string {
	var b strings.Builder
	for _, word := range strings.FieldsFunc(given, func(r rune) bool {
		return unicode.IsSpace(r) || r == '.' || unicode.Is(unicode.Pd, r)
	}) {
		letters := []rune(word)
		if allUpper(letters) && len(letters) <= 3 { // already initials: "SR"
			b.WriteString(word)
			continue
		}
		if unicode.IsLetter(letters[0]) {
			b.WriteRune(unicode.ToUpper(letters[0]))
		}
	}
	return b.String()
}

func allUpper(letters []rune) bool {
	for _, r := range letters {
		if !unicode.IsUpper(r) {
			return false
		}
	}
	return true
}
