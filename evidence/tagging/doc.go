// Package tagging reads a title and abstract as a reviewer does and proposes
// which drugs the study is about and in which role, which safety outcomes it
// studied, its design, population, size and follow-up, and the estimates that
// it reports. Every proposal carries the words that caused it, with their place
// in code points, and the name of the rule that fired.
//
// Start with New (or Default) and Tagger.Suggest; Contract turns a suggestion
// into the JSON of the machine contract. The layers, in order of reading:
//
//	text.go, sentences.go        words with offsets, sentences, sections
//	lexicon.go, rules.go         the phrase matcher; rules/*.txt hold the phrases
//	mentions.go, unknown.go      drugs, outcomes, look-alikes, abbreviations
//	roles.go, drugs.go           what each mention is to the study
//	assertions.go                which outcomes were studied, safety or efficacy
//	design.go, size.go, context.go   design, participants, follow-up, population
//	numbers.go, estimates.go, measures.go, counts.go   the grammar of printed results
//	attach.go                    what each result is about
//
// It is deterministic and works offline; there is no statistical model. It
// reads English.
package tagging
