package notation

import (
	_ "embed"
	"strings"
	"sync"
)

//go:embed words.txt
var wordList string

var knownWords = sync.OnceValue(func() map[string]bool { return wordSet(wordList) })

// KnownWord reports whether a word of the field is in the embedded dictionary,
// whatever its letter case. It serves to heal words that were divided at a line
// end: the hyphen goes when the joined word is known. "metaanalysis" is not in
// it, since the field writes "meta-analysis".
func KnownWord(word string) bool {
	word = strings.ToLower(word)
	words := knownWords()
	if words[word] {
		return true
	}
	for _, end := range [...]string{"s", "es", "ed", "ly", "ing"} {
		if stem, ok := strings.CutSuffix(word, end); ok && len(stem) > 3 && words[stem] {
			return true
		}
	}
	if stem, ok := strings.CutSuffix(word, "ies"); ok {
		return words[stem+"y"]
	}
	return false
}
