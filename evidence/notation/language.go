package notation

import (
	"strings"
	"sync"
)

var englishWords = sync.OnceValue(func() map[string]bool {
	return wordSet("the of and with were was for that this these those from by is are which between to we had has")
})

// IsEnglish tells whether a text of a sentence or more is English: at least one
// word of eight, and three at least, are among those that hold English sentences
// together. The first hundred words decide.
func IsEnglish(text string) bool {
	const enough, share = 3, 8
	words, found := 0, 0
	for word := range strings.FieldsSeq(text) {
		if words++; words > 100 {
			break
		}
		if englishWords()[strings.ToLower(strings.Trim(word, ".,;:()"))] {
			found++
		}
	}
	return found >= enough && found*share >= min(words, 100)
}
