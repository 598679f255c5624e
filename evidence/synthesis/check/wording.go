package check

import (
	"strings"
	"unicode"
)

// Direction is where an effect lies as numbers show it, or as words claim it.
type Direction string

// The directions. Unclear: the interval includes no effect, or the words claim
// nothing.
const (
	Higher  Direction = "higher"
	Lower   Direction = "lower"
	Equal   Direction = "no difference"
	Unclear Direction = ""
)

// Shown is the direction that an interval shows: Higher or Lower when it
// excludes no effect whatever the rounding, else Unclear. An interval that
// includes no effect does not show that there is none.
func Shown(t Triple, s Scale) Direction {
	switch null := s.null(); {
	case below(null, t.Lb.Lo, nil):
		return Higher
	case below(t.Ub.Hi, null, nil):
		return Lower
	}
	return Unclear
}

// Claimed is the direction that a sentence claims for a risk or rate. Sentences
// that claim more than one thing are Unclear: the check is for plain ones.
func Claimed(sentence string) Direction {
	text := " " + strings.Join(strings.FieldsFunc(strings.ToLower(sentence), func(r rune) bool {
		return !unicode.IsLetter(r) && r != '-'
	}), " ") + " "
	for _, phrase := range []string{" no difference ", " no significant difference ", " no statistically significant difference ", " did not differ ", " not differ ",
		" not associated with ", " no association ", " no increase ", " no increased ", " not increased ", " not higher ", " similar ", " comparable "} {
		if strings.Contains(text, phrase) {
			return Equal
		}
	}
	higher := containsWord(text, "higher", "increased", "increase", "increases", "elevated", "greater")
	lower := containsWord(text, "lower", "decreased", "decrease", "decreases", "reduced", "reduction", "fewer")
	switch {
	case higher && !lower:
		return Higher
	case lower && !higher:
		return Lower
	}
	return Unclear
}

func containsWord(text string, words ...string) bool {
	for _, w := range words {
		if strings.Contains(text, " "+w+" ") {
			return true
		}
	}
	return false
}

// Wording objects to a sentence whose direction the numbers contradict. Numbers
// never follow from words: a sentence can only be doubted here.
func Wording(sentence string, t Triple, s Scale) Verdict {
	shown, claimed := Shown(t, s), Claimed(sentence)
	switch {
	case claimed == Higher && shown == Lower, claimed == Lower && shown == Higher:
		return Verdict{"wording", "opposite_direction", Suspicious, "the sentence says " + string(claimed) + ", the interval shows " + string(shown)}
	case claimed == Equal && shown != Unclear:
		return Verdict{"wording", "difference_called_none", Suspicious, "the sentence says no difference, the interval shows " + string(shown)}
	case (claimed == Higher || claimed == Lower) && shown == Unclear:
		return Verdict{"wording", "direction_not_shown", Note, "the sentence says " + string(claimed) + ", but the interval includes no effect"}
	}
	return Verdict{}
}
