package notation

import (
	"strings"
	"sync"
)

var particles = sync.OnceValue(func() map[string]bool {
	return wordSet(`von van vander vanden der den dem des de del dela della dello dei degli delle di da do dos das du
		la las le les lo los ter ten te tot thoe op in het zu zum zur zun vom am auf und
		af av al el ad as at ash bin ibn ben bint abu abd ould y e i d' l' dell' dall' all' nell' dal dalla 't 's ’t ’s s' 'n st. santa`)
})

// IsParticle reports a word that may stand before a family name and is left
// out when names are sorted, such as "von" or "de la". The letter case counts:
// a capital ("Van der Gang") belongs to the family name.
func IsParticle(word string) bool {
	return particles()[strings.ReplaceAll(word, "’", "'")]
}

// IsParticleFold is IsParticle whatever the letter case.
func IsParticleFold(word string) bool {
	return IsParticle(strings.ToLower(word))
}

var suffixes = sync.OnceValue(func() map[string]bool {
	return wordSet("jr jnr junior sr snr senior ii iii iv 2nd 3rd 4th 5th filho neto")
})

// IsSuffix reports a name suffix such as "Jr", "Sr." or "III".
func IsSuffix(word string) bool {
	w := strings.TrimSuffix(strings.TrimSpace(word), ".")
	switch strings.ToLower(w) {
	case "ii", "iii", "iv":
		return w == strings.ToUpper(w)
	case "filho", "neto", "junior", "senior", "snr", "jnr":
		return strings.HasSuffix(word, ".") || len(w) == 3
	}
	return suffixes()[strings.ToLower(w)]
}

var corporateWords = sync.OnceValue(func() map[string]bool {
	return wordSet(`group groups organization organisation consortium collaboration collaborative collaborators committee
		commission council association society institute institutes institution university department ministry agency administration
		authority authorities network investigators initiative foundation federation union office centre center centers centres hospital
		hospitals college academy board bureau panel taskforce registry register trial trialists program programme project company
		corporation inc ltd gmbh llc plc laboratories pharmaceuticals pharma team force workgroup subcommittee alliance coalition
		secretariat service services division unit congress parliament government editors participants researchers members
		gruppe gesellschaft ministerium verein groupe société societe sociedad grupo gruppo società`)
})

// IsCorporate reports a name that reads like a group of people: it has a word
// such as Group, Organization, Consortium or Committee, or a number.
func IsCorporate(name string) bool {
	words := strings.Fields(Fold(name))
	if len(words) < 2 {
		return false
	}
	set := corporateWords()
	for _, w := range words {
		if set[w] {
			return true
		}
		if len(w) >= 2 && strings.Trim(w, "0123456789") == "" {
			return true
		}
	}
	return false
}

func wordSet(list string) map[string]bool {
	words := strings.Fields(list)
	set := make(map[string]bool, len(words))
	for _, w := range words {
		set[w] = true
	}
	return set
}
