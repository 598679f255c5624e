package tagging

import (
	"slices"
	"strings"

	"dossier/evidence"
)

// mention is a term of the vocabulary at a place of the text.
type mention struct {
	term  int32 // index into ruleSet.terms
	field int8  // index into reading.fields
	sent  int32 // sentence of that field
	first int32 // words [first, last)
	last  int32
	kind  termKind
	ok    bool // accepted: not masked, and an abbreviation was spelled out
}

// reading is the scratch of one Suggest: the text cut up and what was found.
type reading struct {
	rules    *ruleSet
	text     Text
	fields   [4]field // title, abstract, keywords, mesh
	mentions []mention
	hits     [4][]hit // cues by field, in order of the text
	seen     cueSet   // cues anywhere in the record
	raw      []rawEstimate
	taken    []bool
	designs  designCount

	attributed map[string]bool // target outcomes that the title attributes to a drug
}

const (
	inTitle = iota
	inAbstract
	inKeywords
	inMeSH
)

// read fills the reading from a text.
func (r *reading) read(rules *ruleSet, text Text) {
	r.rules, r.text = rules, text
	r.mentions, r.seen = r.mentions[:0], cueSet{}
	r.fields[inTitle].split("title", text.Title, rules.symbols.known)
	r.fields[inAbstract].split("abstract", text.Abstract, rules.symbols.known)
	r.fields[inKeywords].split("keywords", strings.Join(text.Keywords, "; "), rules.symbols.known)
	r.fields[inMeSH].split("mesh", headings(text.MeSH), rules.symbols.known)
	for i := range r.fields {
		r.fields[i].cutSentences(rules)
		r.findMentions(int8(i))
		r.findCues(int8(i))
	}
	r.inferSections()
	r.settleAbbreviations()
	r.dropExcepted()
	r.settleSubstances()
}

// headings joins the descriptors of MeSH as spans count them.
func headings(list []evidence.MeSH) string {
	var b strings.Builder
	for i, m := range list {
		if i > 0 {
			b.WriteString("; ")
		}
		b.WriteString(m.Descriptor)
	}
	return b.String()
}

// findMentions runs the content matcher over one field, longest phrase first.
func (r *reading) findMentions(fi int8) {
	f := &r.fields[fi]
	for i := 0; i < len(f.words); {
		ids, end := r.rules.content.longest(f.words, i)
		if len(ids) == 0 {
			r.elliptic(fi, i)
			i++
			continue
		}
		for _, id := range ids {
			t := &r.rules.terms[id]
			if t.kind == termMask {
				continue
			}
			if t.short && !strings.HasPrefix(f.text[f.words[i].start:f.words[end-1].end], strings.TrimSuffix(t.text, "s")) {
				continue
			}
			r.mentions = append(r.mentions, mention{
				term: id, field: fi, sent: int32(f.sentenceOf(i)), first: int32(i), last: int32(end), kind: t.kind, ok: !t.short,
			})
		}
		i = end
	}
}

// elliptic reads "cardiovascular and cancer risk", where the noun that makes
// the first word an outcome comes last.
func (r *reading) elliptic(fi int8, i int) {
	f := &r.fields[fi]
	if i+2 >= len(f.words) || !containsFold(f.wordText(i), "cardiovascular") || f.words[i+1].before&^gapSoft != 0 {
		return
	}
	if t := f.lower(i + 1); t != "and" && t != "or" {
		return
	}
	ids, end := r.rules.content.longest(f.words, i+2)
	if len(ids) == 0 || r.rules.terms[ids[0]].kind != termOutcome || r.rules.maceTerm < 0 {
		return
	}
	if end < len(f.words) && f.words[end].before&^gapSoft == 0 && f.lower(end) != "risk" && f.lower(end) != "risks" && f.lower(end) != "events" && f.lower(end) != "safety" && f.lower(end) != "outcomes" {
		return
	}
	r.mentions = append(r.mentions, mention{term: r.rules.maceTerm, field: fi, sent: int32(f.sentenceOf(i)), first: int32(i), last: int32(i + 1), kind: termOutcome, ok: true})
}

// findCues runs the cue matcher over one field.
func (r *reading) findCues(fi int8) {
	f := &r.fields[fi]
	r.hits[fi] = r.hits[fi][:0]
	for i := range f.words {
		r.rules.cues.each(f.words, i, func(c cue, end int) {
			r.seen.add(c)
			r.hits[fi] = append(r.hits[fi], hit{c, i, end})
		})
	}
}

// hitsIn returns the cues that begin in words [from, to) of a field.
func (r *reading) hitsIn(fi int8, from, to int) []hit {
	hits := r.hits[fi]
	a, _ := slices.BinarySearchFunc(hits, from, func(h hit, w int) int { return h.first - w })
	b, _ := slices.BinarySearchFunc(hits, to, func(h hit, w int) int { return h.first - w })
	if b < a {
		return nil
	}
	return hits[a:b]
}

// contextOf is the cue that vouches for an abbreviation of a target outcome.
var contextOf = map[string]cue{
	"mace": cueContextMACE, "vte": cueContextVTE, "dyslipidaemia": cueContextLipids,
	"hepatic": cueContextLiver, "malignancy": cueContextMalignancy,
}

// settleAbbreviations accepts an abbreviation when the record spells out the
// same term, one above or one beneath it, or holds a word that vouches for it.
func (r *reading) settleAbbreviations() {
	for i := range r.mentions {
		m := &r.mentions[i]
		if m.ok {
			continue
		}
		id := r.rules.terms[m.term].id
		if c, ok := contextOf[r.rules.roofs[id]]; ok && m.kind == termOutcome && r.seen.has(c) {
			m.ok = true
			continue
		}
		for j := range r.mentions {
			o := &r.mentions[j]
			if o.kind != m.kind || r.rules.terms[o.term].short {
				continue
			}
			if oid := r.rules.terms[o.term].id; oid == id || r.rules.vocab.IsA(oid, id) || r.rules.vocab.IsA(id, oid) {
				m.ok = true
				break
			}
		}
	}
}

// dropExcepted refuses the outcomes after "excluding", which are what the
// number does not count.
func (r *reading) dropExcepted() {
	for i := range r.mentions {
		m := &r.mentions[i]
		f := &r.fields[m.field]
		for k := int(m.first) - 1; k >= f.sentences[m.sent].first && k >= int(m.first)-5; k-- {
			if f.words[k+1].before&(gapStop|gapSemicolon|gapColon|gapCloses) != 0 {
				break
			}
			if r.rules.is(f.words[k].sym, cueExcept) && m.kind == termOutcome {
				m.ok = false
			}
		}
	}
}

// span is the words of a mention as evidence.
func (r *reading) span(fi int8, first, last int32) evidence.Span {
	f := &r.fields[fi]
	return f.span(int(f.words[first].start), int(f.words[last-1].end))
}

// span is bytes [start, end) of the field as evidence.
func (f *field) span(start, end int) evidence.Span {
	return evidence.Span{Field: f.name, Start: f.codePoint(start), End: f.codePoint(end), Text: f.text[start:end]}
}

func (r *reading) id(m *mention) string { return r.rules.terms[m.term].id }
