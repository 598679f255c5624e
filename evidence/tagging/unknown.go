package tagging

import (
	"strings"
	"sync"

	"dossier/evidence"
)

// Medicines that the vocabulary does not have: a misspelling of a long name, a
// word with the ending of an international name, or a development code beside
// words of treatment. They get lower confidence than listed names.

// unknownDrugs adds such words to the mentions of a field.
func (r *reading) unknownDrugs(fi int8) {
	f := &r.fields[fi]
	for i := range f.words {
		w := &f.words[i]
		if w.number || w.sym != 0 && r.knownWord(w.sym) {
			continue
		}
		length := int(w.end - w.start)
		switch {
		case length >= 6 && length <= 40 && !w.caps && !hasDigit(f.text[w.start:w.end]):
			r.namedLikeDrug(fi, i)
		case w.caps && length <= 8:
			r.codedLikeDrug(fi, i)
		}
	}
}

// knownWord tells whether some term begins with the word, so that it is no
// unknown name.
func (r *reading) knownWord(s symbol) bool {
	return int(s) < len(r.rules.content.root) && r.rules.content.root[s] != 0
}

func hasDigit(s string) bool { return strings.ContainsAny(s, "0123456789") }

// namedLikeDrug takes a word for a drug that is one letter away from a long
// name, or ends like an international name.
func (r *reading) namedLikeDrug(fi int8, i int) {
	f := &r.fields[fi]
	var buf [64]byte
	word := lowerInto(buf[:0], f.text[f.words[i].start:f.words[i].end])
	if len(word) == 0 {
		return
	}
	if id, ok := r.rules.misspelt(word); ok {
		r.addUnknown(fi, i, i+1, term{kind: termDrug, id: id, text: r.drugLabel(id)})
		return
	}
	if !r.rules.hasStem(word) || r.rules.is(f.words[i].sym, cueNoStem) {
		return
	}
	r.addUnknown(fi, i, i+1, term{kind: termDrug, text: string(word)})
}

func (r *reading) drugLabel(id string) string {
	if d, ok := r.rules.vocab.Drug(id); ok {
		return d.INN
	}
	return id
}

// lowerInto is s in small letters when it is plain ASCII, else empty.
func lowerInto(buf []byte, s string) []byte {
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c >= 'A' && c <= 'Z' {
			c += 'a' - 'A'
		}
		if c < 'a' || c > 'z' {
			return nil
		}
		buf = append(buf, c)
	}
	return buf
}

// notCodes are prefixes of codes that are no medicine: registrations, viruses,
// genes, cell lines, cytokines.
const notCodes = `
NCT ISRCTN ACTRN UMIN IRCT KCT DRKS CTRI EUCTR CRD COVID SARS HIV HPV HCV HBV HHV EBV CMV IL CD TNF HLA MCF HT SW HCT HEK PC DU SK THP RAW BALB ECOG CALGB
SWOG RTOG EORTC NSABP ICD DSM SF PHQ GAD EQ HDRS MADRS ACR DAS PASI EASI CYP UGT OATP MMP COX PPAR VEGF FGF TGF HSP GRP CA PD CTLA LAG FEV PHASE PMC PMID
DOI H N R A B S T P M L F K C Q G V HB TRPV KRAS BRAF STAT JAK TYK AKT ERK ITS AN LINE SEER AASLD MB INT CCOG KB LQ AIO NCIC GOG JCOG HD BMC GSE RS NM
XM ESC AHA WHO
`

// isNoCode tells whether letters are one of notCodes.
var isNoCode = sync.OnceValue(func() map[string]bool {
	set := map[string]bool{}
	for _, name := range strings.Fields(notCodes) {
		set[name] = true
	}
	return set
})

// codedLikeDrug takes "TAK-438", "BTH1677" for a drug where words of treatment
// stand beside it or the title names it.
func (r *reading) codedLikeDrug(fi int8, i int) {
	f := &r.fields[fi]
	w := f.words[i]
	text := f.text[w.start:w.end]
	letters := strings.TrimRight(text, "0123456789")
	end := i + 1
	digits := text[len(letters):]
	if digits == "" && end < len(f.words) && f.words[end].number && f.words[end].before&^gapHyphen == 0 && int(f.words[end].start)-int(w.end) <= 1 {
		digits = f.wordText(end)
		end++
	}
	if len(letters) < 2 || len(letters) > 5 || len(digits) < 3 || len(digits) > 7 || isNoCode()[letters] || strings.ContainsAny(digits, ".,") || hasDigit(letters) {
		return
	}
	s := f.sentences[f.sentenceOf(i)]
	if end < s.last {
		switch f.lower(end) {
		case "trial", "study", "studies", "cells", "cell", "mutation", "mutant", "gene", "protein", "phase", "variant":
			return
		}
	}
	beside := fi == inTitle
	for _, h := range r.hitsIn(fi, max(s.first, i-4), min(s.last, end+1)) {
		if (h.cue == cueStudiedBefore || h.cue == cueGivenBefore || h.cue == cueComparatorBefore || h.cue == cueBackgroundBefore) && h.last == i || h.cue == cueGivenAfter && h.first == end {
			beside = true
		}
	}
	if beside || r.unknownSeen(f.text[w.start:f.words[end-1].end]) {
		r.addUnknown(fi, i, end, term{kind: termDrug, text: f.text[w.start:f.words[end-1].end]})
	}
}

// unknownSeen tells whether the code was already taken for a drug.
func (r *reading) unknownSeen(text string) bool {
	for _, t := range r.extra {
		if strings.EqualFold(t.text, text) {
			return true
		}
	}
	return false
}

// addUnknown adds a mention of a term that only this record has.
func (r *reading) addUnknown(fi int8, first, last int, t term) {
	index := -1
	for k := range r.extra {
		if strings.EqualFold(r.extra[k].text, t.text) && r.extra[k].id == t.id {
			index = k
		}
	}
	if index < 0 {
		if len(r.extra) >= maxUnknown {
			return
		}
		index = len(r.extra)
		r.extra = append(r.extra, t)
	}
	f := &r.fields[fi]
	r.mentions = append(r.mentions, mention{term: int32(-1 - index), field: fi, sent: int32(f.sentenceOf(first)), first: int32(first), last: int32(last), kind: termDrug, ok: true})
}

// maxUnknown bounds the unknown names of one record; prose has a few, a list of
// compounds or noise has thousands.
const maxUnknown = 64

// termOf is the term of a mention.
func (r *reading) termOf(m *mention) *term {
	if m.term < 0 {
		return &r.extra[-1-m.term]
	}
	return &r.rules.terms[m.term]
}

// hasStem tells whether a word ends like an international name: at least three
// letters stand before the ending.
func (r *ruleSet) hasStem(word []byte) bool {
	for n := 3; n <= 9 && n+3 <= len(word); n++ {
		if r.stems[string(word[len(word)-n:])] {
			return true
		}
	}
	return false
}

// misspelt finds the long drug name that is one letter, or one swap of
// neighbours, away.
func (r *ruleSet) misspelt(word []byte) (string, bool) {
	if len(word) < 9 {
		return "", false
	}
	var buf [64]byte
	for skip := -1; skip < len(word); skip++ {
		key := append(buf[:0], word...)
		if skip >= 0 {
			key = append(append(buf[:0], word[:skip]...), word[skip+1:]...)
		}
		if id, ok := r.typos[string(key)]; ok {
			return id, id != ""
		}
	}
	return "", false
}

// addTypos prepares misspelt: every long single-word name, and the name with
// one letter left out. A key that two drugs share means neither.
func (r *ruleSet) addTypos(v *evidence.Vocabulary) {
	r.typos = make(map[string]string, 20*len(v.Drugs))
	enter := func(key, id string) {
		if other, ok := r.typos[key]; ok && other != id {
			id = ""
		}
		r.typos[key] = id
	}
	for i := range v.Drugs {
		d := &v.Drugs[i]
		if d.Kind == evidence.KindClass {
			continue
		}
		name := strings.ToLower(d.INN)
		if len(name) < 10 || len(lowerInto(nil, name)) != len(name) {
			continue
		}
		enter(name, d.ID)
		for k := range len(name) {
			enter(name[:k]+name[k+1:], d.ID)
		}
	}
}
