package format

import (
	"strings"
	"sync"

	"dossier/evidence"
)

// EntryType reads the word that an export writes for the kind of a work:
// "Journal Article", "Book Section". Letter case does not count; ok is false
// for words that are not known.
func EntryType(word string) (t evidence.EntryType, ok bool) {
	t, ok = typeWords()[strings.ToLower(word)]
	return t, ok
}

var typeWords = sync.OnceValue(func() map[string]evidence.EntryType {
	m := map[string]evidence.EntryType{}
	for typ, words := range map[evidence.EntryType]string{
		evidence.TypeArticle:    "journal article,article,journal,article in press,review,electronic article,newspaper article,magazine article",
		evidence.TypeBook:       "book,edited book,electronic book,classical work,serial",
		evidence.TypeChapter:    "book section,book chapter,chapter,electronic book section,encyclopedia,dictionary",
		evidence.TypeConference: "conference paper,conference proceedings,conference proceeding,conference abstract,conference review",
		evidence.TypeThesis:     "thesis,dissertation",
		evidence.TypeReport:     "report,government document,standard,hearing",
		evidence.TypePreprint:   "preprint,unpublished work,manuscript",
		evidence.TypeDataset:    "dataset,aggregated database,online database",
		evidence.TypeSoftware:   "computer program,software",
		evidence.TypeWebpage:    "web page,webpage,blog,online multimedia,social media",
	} {
		for word := range strings.SplitSeq(words, ",") {
			m[word] = typ
		}
	}
	return m
})
