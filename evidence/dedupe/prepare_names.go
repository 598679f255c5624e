package dedupe

import (
	"strings"

	"dossier/evidence"
	"dossier/evidence/notation"
)

// maxNames bounds the authors that are compared.
const maxNames = 40

// names are the authors of a record.
type names struct {
	list  []name
	first string // folded family name of the first author
}

// name is one author as hashes of what may be the family name: sources print
// both orders, and leave particles and second family names out.
type name struct {
	family uint32 // the letters without particles
	part   uint32 // last word of a compound name, 0 when it has one word
	given  uint32 // the given name when it is a word, 0 when it is initials
	letter byte   // first letter of the given name, 0 when none
}

func prepareNames(authors []evidence.Person) names {
	var n names
	n.list = make([]name, 0, min(len(authors), maxNames))
	for _, person := range authors {
		if len(n.list) == maxNames {
			break
		}
		family := foldFamily(person)
		if isNobody(family) {
			continue
		}
		if n.first == "" {
			n.first = family
		}
		n.list = append(n.list, prepareName(person, family))
	}
	return n
}

func prepareName(person evidence.Person, family string) name {
	var n name
	letters := strings.ReplaceAll(family, " ", "")
	n.family = uint32(hashString(letters))
	if i := strings.LastIndexByte(family, ' '); i >= 0 {
		n.part = uint32(hashString(family[i+1:]))
	}
	given := notation.Fold(person.Given)
	if given == "" {
		return n
	}
	n.letter = given[0]
	for w := range strings.FieldsSeq(given) {
		if len(w) > 3 || len(w) == 3 && strings.IndexByte(given, ' ') < 0 && strings.ToUpper(person.Given) != person.Given {
			n.given = uint32(hashString(w))
			break
		}
	}
	return n
}

// foldFamily is the family name in words, without particles in front; of a
// group or an undivided name without the initials at its end.
func foldFamily(p evidence.Person) string {
	family := p.Family
	if family == "" {
		family = p.Literal
	}
	folded := notation.Fold(family)
	for {
		word, rest, ok := strings.Cut(folded, " ")
		if !ok || !notation.IsParticle(word) {
			return folded
		}
		folded = rest
	}
}

// isNobody reports what databases print in place of an author.
func isNobody(family string) bool {
	switch family {
	case "", "anon", "anonymous", "unknown", "none", "no authors listed", "no author", "nan", "null", "nct", "isrctn", "euctr", "et al", "al":
		return true
	}
	return false
}
