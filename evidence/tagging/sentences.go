package tagging

import (
	"strings"
	"unicode/utf8"
)

// longestSentence bounds the words of a sentence: what looks longer is a list or
// noise, and the rules look at whole sentences.
const longestSentence = 400

// cutSentences cuts the words of a field into sentences and names their section.
func (f *field) cutSentences(rules *ruleSet) {
	words := f.words
	current := sectionNone
	for first := 0; first < len(words); {
		in, alone := f.heading(first, rules)
		if in != sectionNone {
			current, f.headed = in, true
		}
		last := first + 1
		if !alone {
			last = f.sentenceEnd(first, rules)
		}
		f.sentences = append(f.sentences, sentence{first: first, last: last, section: current})
		first = last
	}
}

// sentenceEnd is the word after the sentence that begins with word first.
func (f *field) sentenceEnd(first int, rules *ruleSet) int {
	words, i := f.words, first+1
	for i < len(words) && i-first < longestSentence && (words[i].before&gapStop == 0 || !f.breaksBefore(i, rules)) {
		i++
	}
	return i
}

// breaksBefore tells whether a sentence begins with word i, before which a stop stands.
func (f *field) breaksBefore(i int, rules *ruleSet) bool {
	w, prev := &f.words[i], &f.words[i-1]
	gapText := f.between(i-1, i)
	stop := stopIndex(gapText)
	space := w.before&gapSpace != 0
	if !w.upper && !w.number {
		return false
	}
	if w.number && f.text[w.start-1] == '.' {
		return false // ".05"
	}
	if w.number && i+1 < len(f.words) && rules.is(f.words[i+1].sym, cueInterval) {
		return false // "OR 2.9. 95% CI 1.1–7.7"
	}
	if w.number && prev.end-prev.start == 1 && f.words[i-1].before == gapStop {
		return false // "95% C.I. 5.3-18.9"
	}
	if !space {
		// "…trial.The rate": glued sentences; "p.Val617Phe", "U.S" are not.
		return w.upper && prev.end-prev.start > 2 && !prev.caps && stop == 0
	}
	if stop == 0 && gapText[0] == '.' {
		if rules.is(prev.sym, cueAbbreviatedWord) {
			return false
		}
		if prev.end-prev.start == 1 && prev.upper && i > 1 && f.words[i-1].before&gapStop == 0 {
			return w.upper && !f.initial(i-1)
		}
	}
	return true
}

// initial tells whether word i is a lone capital between names ("J. Smith"),
// which it is unless it ends a phrase such as "vitamin C".
func (f *field) initial(i int) bool {
	return i > 0 && f.words[i-1].upper
}

func stopIndex(s string) int {
	for i := 0; i < len(s); {
		switch s[i] {
		case '.', '?', '!':
			return i
		}
		_, size := utf8.DecodeRuneInString(s[i:])
		i += size
	}
	return -1
}

// heading names the section that begins with word i: "METHODS:", "Main
// results:", or "Methods The …" as some databases print it, where the word stands
// alone before a sentence of its own.
func (f *field) heading(i int, rules *ruleSet) (s section, alone bool) {
	w := f.words[i]
	if !w.upper {
		return sectionNone, false
	}
	end := min(i+7, len(f.words)-1)
	for j := i; j < end; j++ {
		if t := f.lower(j); f.words[j].number || t == "was" || t == "were" || t == "are" || t == "is" {
			break // "Data of 300 patients were read: …"
		}
		next := f.words[j+1].before
		if next&gapColon != 0 && next&(gapOpen|gapClose|gapStop) == 0 {
			for k := i; k <= j; k++ {
				if s := rules.section(f.words[k].sym); s != sectionNone {
					return s, false
				}
			}
			return sectionNone, false
		}
		if next&^(gapSpace|gapSlash|gapComma|gapOther|gapApostrophe|gapHyphen) != 0 {
			break
		}
	}
	if i+1 >= len(f.words) {
		return sectionNone, false
	}
	next := &f.words[i+1]
	if !next.upper && !next.number {
		return sectionNone, false
	}
	plain := !next.caps || !w.caps || i+2 < len(f.words) && !f.words[i+2].caps // no line in capitals
	if next.before == gapSpace|gapStop || next.before == gapSpace && plain {
		s = rules.plainSection(w.sym) // "Results. We", "Results 1157 patients", "Methods RA patients"
	}
	return s, s != sectionNone && next.before == gapSpace
}

// inferSections names the sections of an abstract that has no headings: what
// comes before the study begins is background, what follows is results as soon
// as a sentence reports a finding, and the conclusion says so itself.
func (r *reading) inferSections() {
	f := &r.fields[inAbstract]
	if f.headed {
		return
	}
	current := sectionBackground
	for i := range f.sentences {
		s := &f.sentences[i]
		in := &s.cues
		numbers := f.hasNumber(*s)
		data := numbers && (in.has(cueInterval) || in.has(cuePersonTime) || in.has(cuePValue) || f.hasPercent(*s))
		switch {
		case (current <= sectionMethods || current == sectionConclusion) && data:
			current = sectionResults
		case in.has(cueStudyEnds) && current == sectionResults && i > 0 && r.concludes(s):
			current = sectionConclusion
		case current <= sectionMethods && in.has(cueFindingWord) && (numbers || current == sectionMethods):
			current = sectionResults
		case current == sectionBackground && (in.has(cueStudyBegins) || in.has(cueAssigned) || in.has(cueEndPoint)):
			current = sectionMethods
		}
		s.section = current
	}
	if current == sectionBackground { // no word of a study: a review or a fragment
		for i := range f.sentences {
			f.sentences[i].section = sectionNone
		}
	}
}

// concludes tells whether a sentence draws the conclusion: what it opens with, or
// the verb, says so. "Overall survival" does not.
func (r *reading) concludes(s *sentence) bool {
	f := &r.fields[inAbstract]
	for _, h := range r.hitsIn(inAbstract, s.first, s.last) {
		if h.cue != cueStudyEnds {
			continue
		}
		if f.lower(h.first) == "overall" && (h.first > s.first || h.last < s.last && f.words[h.last].before&gapComma == 0) {
			continue
		}
		return true
	}
	return false
}

// hasPercent tells whether a sentence prints a percentage.
func (f *field) hasPercent(s sentence) bool {
	for _, i := range f.countsIn(&s) {
		if f.words[i].number && strings.HasPrefix(strings.TrimLeft(f.text[f.words[i].end:min(len(f.text), int(f.words[i].end)+2)], " "), "%") {
			return true
		}
	}
	return false
}

// hasNumber tells whether a sentence holds a number.
func (f *field) hasNumber(s sentence) bool {
	for _, i := range f.countsIn(&s) {
		if f.words[i].number {
			return true
		}
	}
	return false
}
