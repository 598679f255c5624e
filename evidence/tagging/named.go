package tagging

import (
	"strings"
	"unicode/utf8"
)

// Compounds that the record introduces under a name of its own: "a novel peptide
// Sur-X", "Spexin is a novel peptide", "Engraulisin: a novel cell penetrating
// peptide". They are no development codes and stand in no list.

// namedCompounds adds every place of such a name, where the record uses it more
// than once.
func (r *reading) namedCompounds() {
	if !r.seen.has(cueIntroduced) {
		return
	}
	tried := 0 // bounded: each look reads the mentions or the text
	for _, fi := range [...]int8{inTitle, inAbstract} {
		f := &r.fields[fi]
		for i := range f.sentences {
			s := &f.sentences[i]
			if !s.holds(markFound) {
				continue
			}
			for k := s.first; k+2 < s.last && tried < maxNames; k++ {
				if first, last, ok := r.nameFound(fi, s, k); ok {
					tried++
					r.addName(fi, first, last)
				}
			}
		}
		for _, h := range r.hits[fi] {
			if h.cue != cueIntroduced || tried >= maxNames {
				continue
			}
			s := f.sentences[f.sentenceOf(h.first)]
			if first, last, ok := r.nameGiven(fi, &s, h.last); ok {
				tried++
				r.addName(fi, first, last)
				continue
			}
			if h.last < s.last && f.words[h.last].before&^gapSoft == 0 && notCompound(f.lower(h.last)) {
				continue // "a novel drug target"
			}
			if fi == inTitle {
				if first, last, ok := r.nameOfTitle(&s, h.last); ok {
					tried++
					r.addName(fi, first, last)
					continue
				}
			}
			novel := r.novelBefore(f, &s, h.first)
			if novel < 0 {
				continue
			}
			tried++
			if first, last, ok := r.nameAfter(fi, &s, h.last); ok {
				r.addName(fi, first, last)
			} else if first, last, ok := r.nameBefore(fi, &s, novel); ok {
				r.addName(fi, first, last)
			}
		}
	}
}

// maxNames bounds the introductions of one record; prose has one or two.
const maxNames = 8

// novelBefore is the word "novel" or "new" that the noun at word k belongs to,
// -1 without one.
func (r *reading) novelBefore(f *field, s *sentence, k int) int {
	for j := k - 1; j >= s.first && j >= k-7; j-- {
		if f.words[j+1].before&(gapStop|gapSemicolon|gapColon|gapComma) != 0 {
			return -1
		}
		switch f.lower(j) {
		case "novel", "new":
			return j
		case "of", "for", "target", "to", "with", "by", "and", "targets":
			return -1
		}
	}
	return -1
}

// nameAfter reads the name that follows the noun: "peptide DBCH", "inhibitor,
// KB-208", "compound termed IOI-214".
func (r *reading) nameAfter(fi int8, s *sentence, k int) (first, last int, ok bool) {
	f := &r.fields[fi]
	if k < s.last && f.words[k].before&^gapSoft == 0 {
		switch f.lower(k) {
		case "named", "called", "termed", "designated", "dubbed":
			k++
		case "referred", "known":
			if k+2 < s.last && (f.lower(k+1) == "as" || f.lower(k+1) == "to" && f.lower(k+2) == "as") {
				for k++; f.lower(k) != "as"; k++ {
				}
				k++
			}
		}
	}
	if k < s.last && f.words[k].before&^gapSoft == 0 && (f.lower(k) == "of" || f.lower(k) == "targeting" || f.lower(k) == "against") {
		for j := k + 1; j < s.last && j <= k+6; j++ { // "inhibitor of the kinase (ABC-IN-1)"
			if f.words[j].before&gapOpen != 0 {
				if last := f.nameEnd(j, s.last); last == j+3 && f.lower(j+1) == "in" && f.words[last-1].number && last < len(f.words) && f.words[last].before&gapClose != 0 && !r.covered(fi, j) && f.ownName(j, last) {
					return j, last, true
				}
				break
			}
		}
		return 0, 0, false
	}
	if k >= s.last || f.words[k].before&^(gapSoft|gapComma|gapOpen) != 0 || r.covered(fi, k) {
		return 0, 0, false
	}
	last = f.nameEnd(k, s.last)
	apart := f.words[k].before&(gapComma|gapOpen) != 0
	if last < s.last && (isHyphen(f.between(last-1, last)) || r.rules.is(f.words[last].sym, cueIntroduced) || r.rules.is(f.words[last].sym, cueCompoundNoun)) {
		return 0, 0, false // "the novel drug PSMA-targeted", "BRD4-p53 inhibitor"
	}
	if fi == inTitle && last == k+1 && !f.words[k].caps && !f.hasDigitIn(k) {
		return 0, 0, false // any word of a title has a capital
	}
	enclosed := apart && last < s.last && f.words[last].before&(gapComma|gapClose) != 0 && f.words[k].before&gapComma != 0
	if !f.ownName(k, last) && !(enclosed && f.words[k].upper && f.hasDigitIn(k) && last == k+1) || apart && last == k+1 && !f.hasDigitIn(k) || last < s.last && (notCompound(f.lower(last)) || apart && f.words[last].before&(gapComma|gapClose|gapSemicolon|gapOpen) == 0) {
		return 0, 0, false
	}
	return k, last, true
}

// nameGiven reads the name that the sentence gives to the noun before word k, with a
// hyphen or a digit: "inhibitor of the enzyme (DNMT-1), referred to as DI-1".
func (r *reading) nameGiven(fi int8, s *sentence, k int) (first, last int, ok bool) {
	f := &r.fields[fi]
	for limit := min(k+24, s.last-1); k < limit; k++ {
		if f.words[k].before&(gapStop|gapSemicolon|gapColon) != 0 {
			break
		}
		switch f.lower(k) {
		case "gene", "genes", "protein", "proteins", "receptor", "model", "models", "algorithm", "network", "score", "system", "platform", "tool", "trial", "study", "assay", "method", "cohort", "strain",
			"cells", "which", "that", "was", "were":
			return 0, 0, false
		case "and":
			if !names(f.lower(k + 1)) {
				return 0, 0, false
			}
		case "named", "termed", "called", "designated", "denoted", "dubbed", "referred":
			at := k + 1
			for at < s.last && (f.lower(at) == "to" || f.lower(at) == "as" || f.lower(at) == "it") {
				at++
			}
			if at >= s.last || f.words[at].before&^gapSoft != 0 || r.covered(fi, at) {
				return 0, 0, false
			}
			last = f.nameEnd(at, s.last)
			if last == at+1 && !f.hasDigitIn(at) || !f.ownName(at, last) || last < s.last && (notCompound(f.lower(last)) || isHyphen(f.between(last-1, last))) {
				return 0, 0, false
			}
			return at, last, true
		}
	}
	return 0, 0, false
}

// names tells whether the word gives a name.
func names(word string) bool {
	switch word {
	case "named", "termed", "called", "designated", "denoted", "dubbed":
		return true
	}
	return false
}

// nameFound reads the name of what the record says that it found: "identified QM7,
// which inhibits", "discovered QM7 as". A letter and a digit make the name.
func (r *reading) nameFound(fi int8, s *sentence, k int) (first, last int, ok bool) {
	f := &r.fields[fi]
	if !f.words[k+1].upper || f.words[k+1].before&^gapSoft != 0 {
		return 0, 0, false
	}
	switch f.lower(k) {
	case "identified", "discovered", "developed", "designed", "synthesized", "synthesised", "obtained":
	default:
		return 0, 0, false
	}
	if k++; r.covered(fi, k) {
		return 0, 0, false
	}
	last = f.nameEnd(k, s.last)
	if last >= s.last || !f.ownName(k, last) || !f.hasDigitIn(last-1) || f.words[last-1].number && f.words[last-1].end-f.words[last-1].start > 4 {
		return 0, 0, false
	}
	switch f.lower(last) {
	case "which", "that", "a", "an", "as":
		return k, last, true
	}
	return 0, 0, false
}

// nameOfTitle reads the name in small letters, with a number behind a hyphen, that
// follows the noun in the title: "the peptide polyxin-2b".
func (r *reading) nameOfTitle(s *sentence, k int) (first, last int, ok bool) {
	f := &r.fields[inTitle]
	if k >= s.last || f.words[k].before&^gapSoft != 0 || f.words[k].upper || f.words[k].sym != 0 || f.words[k].number || f.words[k].end-f.words[k].start < 5 || r.covered(inTitle, k) {
		return 0, 0, false
	}
	last = f.nameEnd(k, s.last)
	if last == k+1 || !f.words[k+1].number {
		return 0, 0, false
	}
	if last < s.last && f.words[last].before == 0 && f.words[last].end-f.words[last].start == 1 {
		last++ // the letter of "2b"
	}
	if last < s.last && notCompound(f.lower(last)) {
		return 0, 0, false
	}
	return k, last, true
}

// nameBefore reads the name that the phrase with "novel" explains: "Sur-X, a
// novel peptide", "Spexin is a novel peptide".
func (r *reading) nameBefore(fi int8, s *sentence, novel int) (first, last int, ok bool) {
	f := &r.fields[fi]
	k := novel
	if k-1 >= s.first && (f.lower(k-1) == "a" || f.lower(k-1) == "the") {
		k--
	}
	switch {
	case k > s.first && f.words[k].before&(gapComma|gapColon) != 0:
	case k-1 > s.first && f.lower(k-1) == "is" && f.words[k].before&^gapSoft == 0:
		k--
	default:
		return 0, 0, false
	}
	first = k - 1
	for first > s.first && isHyphen(f.between(first-1, first)) {
		first--
	}
	if first > s.first && f.words[first].before&gapOpen != 0 && r.covered(fi, first-1) {
		return 0, 0, false // "Netrin-1 (NT-1) is a novel peptide"
	}
	if k == first+1 && fi == inAbstract && f.plainName(first) && strings.Count(r.fields[inAbstract].text, f.text[f.words[first].start:f.words[first].end]) > 2 && !r.covered(fi, first) {
		return first, k, true // "rytvela, a novel peptide"
	}
	if first < s.first || r.covered(fi, first) || !f.ownName(first, k) || first > s.first && f.words[k].before&gapComma != 0 && !f.hasDigitIn(k-1) && k == first+1 {
		return 0, 0, false
	}
	return first, k, true
}

// nameEnd is where a name that begins with word k ends: parts after a hyphen
// belong to it.
func (f *field) nameEnd(k, limit int) int {
	end := k + 1
	for end < limit && isHyphen(f.between(end-1, end)) && f.words[end].end-f.words[end].start <= 5 {
		end++
	}
	return end
}

// ownName tells whether words [first, last) read like a name and no word: a
// capital in front, and no rule or list knows it.
func (f *field) ownName(first, last int) bool {
	w := f.words[first]
	text := f.text[w.start:f.words[last-1].end]
	if !w.upper && !(last > first+1 && greekFirst(text)) || w.number || len(text) < 2 || len(text) > 24 || last-first > 3 {
		return false
	}
	letters := strings.TrimRight(strings.ToUpper(text[:w.end-w.start]), "0123456789")
	if isNoCode()[letters] && !(last > first+1) || w.sym != 0 && last == first+1 && !f.hasDigitIn(first) {
		return false
	}
	return w.caps || last > first+1 || f.hasDigitIn(first) || w.end-w.start >= 5
}

// greekFirst tells whether a name begins with a small Greek letter: "β4-TAT".
func greekFirst(s string) bool {
	c, _ := utf8.DecodeRuneInString(s)
	return 'α' <= c && c <= 'ω'
}

// plainName tells whether word k is a name in small letters: no rule or list
// knows the word, and it is no plural.
func (f *field) plainName(k int) bool {
	w := f.words[k]
	return w.sym == 0 && !w.number && !w.upper && w.end-w.start >= 6 && f.text[w.end-1] != 's' && !f.hasDigitIn(k)
}

func (f *field) hasDigitIn(k int) bool { return hasDigit(f.text[f.words[k].start:f.words[k].end]) }

// notCompound lists what makes a name that of a gene, a protein or a cell line.
func notCompound(after string) bool {
	switch after {
	case "trial", "study", "studies", "cells", "cell", "mutation", "mutations", "mutant", "gene", "genes", "protein", "proteins", "phase", "variant", "expression", "mice", "rats",
		"antigen", "receptor", "receptors", "levels", "mrna", "strain", "strains", "response", "responses", "score", "scores", "questionnaire", "criteria", "software", "standard", "assessment",
		"pathway", "signaling", "signalling", "library", "family", "database", "inhibitor", "inhibitors", "agonists", "antagonists", "antibody", "antibodies", "target", "targets", "delivery", "design", "discovery", "resistance":
		return true
	}
	return false
}

// addName adds every place where the record has the name, if there are two or one
// is in the title. The
// others of a series, as AHB-2 beside AHB-1, are compounds like it.
func (r *reading) addName(fi int8, first, last int) {
	f := &r.fields[fi]
	name := f.text[f.words[first].start:f.words[last-1].end]
	if first > 0 && f.between(first-1, first) == "." {
		return // the tail of a longer name: "IL4.K7D-PE2A"
	}
	if fi == inAbstract && strings.Count(r.fields[inTitle].text, name)+strings.Count(r.fields[inAbstract].text, name) < 2 {
		return
	}
	series := "" // what comes before the number
	if last == first+2 && f.words[last-1].number {
		series = f.text[f.words[first].start:f.words[first].end]
	}
	places := 0 // bounded, as the mentions are read for each
	for _, at := range [...]int8{inTitle, inAbstract} {
		g := &r.fields[at]
		for k := range g.words {
			w, end := &g.words[k], k+last-first
			if end > len(g.words) || places >= maxUnknown {
				break
			}
			text := g.text[w.start:g.words[end-1].end]
			if text != name && (series == "" || g.text[w.start:w.end] != series || !g.words[k+1].number || !isHyphen(g.between(k, k+1))) {
				continue
			}
			if places++; !r.covered(at, k) {
				r.addUnknown(at, k, end, term{kind: termDrug, text: text})
			}
		}
	}
}
