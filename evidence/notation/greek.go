package notation

import (
	"strings"
	"sync"
)

const greekNames = "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma tau upsilon phi chi psi omega"

type greekTables struct {
	name   map[rune]string
	letter map[string]rune
}

var greek = sync.OnceValue(func() greekTables {
	t := greekTables{name: make(map[rune]string, 60), letter: make(map[string]rune, 60)}
	lower, upper := 'α', 'Α'
	for _, name := range strings.Fields(greekNames) {
		if lower == 'ς' { // final sigma stands between rho and sigma
			lower, upper = lower+1, upper+1
		}
		title := strings.ToUpper(name[:1]) + name[1:]
		t.name[lower], t.name[upper] = name, title
		t.letter[name], t.letter[title] = lower, upper
		lower, upper = lower+1, upper+1
	}
	for r, name := range map[rune]string{'ς': "sigma", 'ϵ': "epsilon", 'ϕ': "phi", 'ϑ': "theta", 'ϖ': "pi", 'ϱ': "rho", 'µ': "mu"} {
		t.name[r] = name
	}
	return t
})

// GreekName is the English name of a Greek letter: 'α' "alpha", 'Δ' "Delta".
func GreekName(r rune) (string, bool) {
	if r != 'µ' && (r < '\u0370' || r > '\u03ff') {
		return "", false
	}
	name, ok := greek().name[r]
	return name, ok
}

// GreekLetter is the letter of an English name: "alpha" 'α', "Delta" 'Δ'.
func GreekLetter(name string) (rune, bool) {
	r, ok := greek().letter[name]
	return r, ok
}
