package tagging

import "strings"

// defined is an abbreviation that this record defines: "certolizumab pegol
// (CZP)", "heparin-induced thrombocytopenia (HIT)".
type defined struct {
	text string
	term int32
	kind termKind
}

// maxDefined bounds the abbreviations of one record.
const maxDefined = 24

// definedAbbreviations adds the places of abbreviations that the record defines
// behind a drug, outcome or condition and the vocabulary does not know.
func (r *reading) definedAbbreviations() {
	r.defined = r.defined[:0]
	for i := range r.mentions {
		m := &r.mentions[i]
		if m.ok && m.field <= inAbstract && len(r.defined) < maxDefined {
			if text := r.abbreviationAfter(m); text != "" && !r.isDefined(text) {
				r.defined = append(r.defined, defined{text, m.term, m.kind})
			}
		}
	}
	if len(r.defined) == 0 {
		return
	}
	for _, fi := range [...]int8{inTitle, inAbstract} {
		f := &r.fields[fi]
		taken := r.coveredWords(fi)
		for k := range f.words {
			w := &f.words[k]
			if taken[k] || !w.upper && !f.secondCapital(w) || w.end-w.start > longestAbbreviation || w.end-w.start < 2 {
				continue
			}
			for _, d := range r.defined {
				if sameAbbreviation(f.text[w.start:w.end], d.text) {
					r.mentions = append(r.mentions, mention{term: d.term, field: fi, sent: int32(f.sentenceOf(k)), first: int32(k), last: int32(k + 1), kind: d.kind, ok: true})
					break
				}
			}
		}
	}
}

// secondCapital tells whether the second letter of a word is a capital: "dSSI".
func (f *field) secondCapital(w *word) bool {
	return w.end-w.start > 2 && f.text[w.start+1] >= 'A' && f.text[w.start+1] <= 'Z'
}

// coveredWords tells for each word of a field whether it belongs to a mention,
// while the mentions are not sorted yet.
func (r *reading) coveredWords(fi int8) []bool {
	r.cover = append(r.cover[:0], make([]bool, len(r.fields[fi].words))...)
	for i := range r.mentions {
		if m := &r.mentions[i]; m.field == fi {
			for k := m.first; k < m.last; k++ {
				r.cover[k] = true
			}
		}
	}
	return r.cover
}

// sameAbbreviation tells whether two differ by a plural s at most: "AIs" and "AI".
func sameAbbreviation(a, b string) bool {
	return a == b || a[0] == b[0] && strings.TrimSuffix(a, "s") == strings.TrimSuffix(b, "s")
}

// longestAbbreviation is the length in bytes up to which a word in brackets is
// taken for one.
const longestAbbreviation = 7

func (r *reading) isDefined(text string) bool {
	for _, d := range r.defined {
		if d.text == text {
			return true
		}
	}
	return false
}

// abbreviationAfter is the lone word with capitals in the bracket behind a mention,
// when its letters stand for the words before the bracket; else "".
func (r *reading) abbreviationAfter(m *mention) string {
	f := &r.fields[m.field]
	k := int(m.last)
	if k+1 >= len(f.words) || f.words[k].before&gapOpen == 0 || f.words[k].before&^(gapSpace|gapOpen) != 0 || f.words[k+1].before&(gapClose|gapSemicolon|gapComma) == 0 {
		return ""
	}
	w := &f.words[k]
	if !severalCapitals(f.text[w.start:w.end]) || w.end-w.start > longestAbbreviation || w.sym != 0 && r.knownWord(w.sym) || notAbbreviation(f.text[w.start:w.end]) {
		return ""
	}
	text := f.text[w.start:w.end]
	from := f.sentences[m.sent].first
	for first := int(m.first); first >= from && first >= int(m.first)-3; first-- {
		if first < int(m.first) && f.words[first+1].before&^gapSoft != 0 {
			return ""
		}
		if standsFor(text, f.text[f.words[first].start:f.words[m.last-1].end]) {
			return text
		}
	}
	return ""
}

// severalCapitals tells whether a word has the capitals of an abbreviation: "VTE",
// "PCa".
func severalCapitals(s string) bool {
	n := 0
	for i := 0; i < len(s); i++ {
		if s[i] >= 'A' && s[i] <= 'Z' {
			n++
		}
	}
	return n >= 2
}

// notAbbreviation refuses routes and the like in brackets behind a drug.
func notAbbreviation(s string) bool {
	switch s {
	case "IV", "SC", "PO", "IM", "USA", "UK", "EU", "II", "III", "CI", "OR", "HR", "RR":
		return true
	}
	return false
}

// standsFor tells whether the long form begins with the first letter of the
// abbreviation and holds its other letters in order.
func standsFor(short, long string) bool {
	short, long = strings.ToLower(short), strings.ToLower(long)
	if short == "" || long == "" || short[0] != long[0] {
		return false
	}
	k := 0
	for i := 0; i < len(short); i++ {
		at := strings.IndexByte(long[k:], short[i])
		if at < 0 {
			return i == len(short)-1 && short[i] == 's'
		}
		k += at + 1
	}
	return true
}
