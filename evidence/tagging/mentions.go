package tagging

import (
	"slices"
	"strings"

	"dossier/evidence"
)

// mention is a term of the vocabulary at a place of the text.
type mention struct {
	term    int32 // index into ruleSet.terms
	field   int8  // index into reading.fields
	sent    int32 // sentence of that field
	first   int32 // words [first, last)
	last    int32
	kind    termKind
	ok      bool        // accepted: not masked, and an abbreviation was spelled out
	vouched bool        // an abbreviation that the record spells out
	shares  bool        // begins with words of the name before it, see shareBehind
	asked   bool        // role is known
	role    role        // of an outcome, see roleOf
	tied    bool        // cause is known
	cause   attribution // of an outcome, see inducedBy
}

// reading is the scratch of one Suggest: the text cut up and what was found.
type reading struct {
	rules      *ruleSet
	text       Text
	fields     [4]field // title, abstract, keywords, mesh
	mentions   []mention
	hits       [4][]hit   // cues by field, in order of the text
	hitAt      [4][]int32 // by word: the first hit that begins there or later
	ranges     [4][2]int  // mentions of each field: [from, to)
	mentionAt  [4][]int32 // by word: the first mention that begins there or later
	titleDrugs []string   // ids of the drugs that the title names
	seen       cueSet     // cues anywhere in the record
	defined    []defined  // see definedAbbreviations
	cover      []bool     // see coveredWords
	codes      []code     // see codedDrugs
	extra      []term     // drugs that the vocabulary does not have; mention.term is -1 minus the index
	raw        []rawEstimate
	taken      []bool
	counted    []countAtByte // see noteCounts
	designs    designCount
	answers    designAnswers
	bodily     map[int32]bool // terms of substances of the body, see endogenous
	nutrients  nutrientAnswers
	viral      bool // see viralHepatitis

	meanings    map[string]bool // see otherMeaning
	shortPeople map[string]bool // see peopleShort
	elsewhere   map[string]bool // see definedElse
	judged      []assertion     // see studied
	tallies     []drugTally     // see findDrugs
	named       []Drug          // see dropIncidental
	outcomes    []Outcome       // see studied
	cited       []citation      // see shareOut
	starts      []int           // see shareOut
	printed     []Estimate      // see estimates
	sizes       []armSize       // see armSizes
	attacher    attacher
	attributed  map[string]bool // target outcomes that the title attributes to a drug
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
	r.mentions, r.seen, r.extra, r.meanings = r.mentions[:0], cueSet{}, r.extra[:0], nil
	r.shortPeople = nil
	r.bodily = nil
	r.nutrients = nutrientAnswers{}
	r.answers = designAnswers{}
	clear(r.elsewhere)
	r.fields[inTitle].split("title", text.Title, &rules.symbols)
	r.fields[inAbstract].split("abstract", text.Abstract, &rules.symbols)
	r.fields[inKeywords].split("keywords", strings.Join(text.Keywords, "; "), &rules.symbols)
	r.fields[inMeSH].split("mesh", headings(text.MeSH), &rules.symbols)
	for i := range r.fields {
		r.fields[i].cutSentences(rules)
		r.fields[i].noteMarks(rules)
		r.findMentions(int8(i))
		r.findCues(int8(i))
	}
	r.viral = r.titleOfViralHepatitis()
	r.unknownDrugs(inTitle)
	r.unknownDrugs(inAbstract)
	r.codedDrugs()
	r.givenNames()
	r.definedAbbreviations()
	r.namedCompounds()
	r.indexMentions()
	r.inferSections()
	r.settleAbbreviations()
	r.dropExcepted()
	r.settleSubstances()
	r.noteTitleDrugs()
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
	for i := r.nextTerm(f.words, 0); i < len(f.words); i = r.nextTerm(f.words, i) {
		ids, end := r.rules.content.longest(f.words, i)
		if len(ids) == 0 {
			r.elliptic(fi, i)
			i++
			continue
		}
		shared := int32(-1)
		for _, id := range ids {
			t := &r.rules.terms[id]
			if t.kind == termDrug && !t.short {
				shared = id
			}
			if t.kind == termMask || t.short && r.clearToo(ids, t) {
				continue
			}
			if t.kind == termDrug && (len(ids) > 1 && r.pluralOfClass(ids, t, f.lower(end-1)) || end < len(f.words) && f.words[end].before == gapHyphen && f.lower(end) == "free" && !r.isClass(t.id)) {
				continue
			}
			if t.short && (!strings.HasPrefix(f.text[f.words[i].start:f.words[end-1].end], strings.TrimSuffix(t.text, "s")) || i > 0 && f.words[i].before == 0) {
				continue // in small letters, or the "TC" of "3TC"
			}
			if t.exact && f.text[f.words[i].start:f.words[end-1].end] != t.text {
				continue
			}
			kind := t.kind
			if kind == termValue {
				if slices.ContainsFunc(ids, func(o int32) bool { t := &r.rules.terms[o]; return t.kind == termOutcome && !t.short }) || !r.valueChanged(t, f, i, end) {
					continue
				}
				kind = termOutcome
			}
			r.mentions = append(r.mentions, mention{
				term: id, field: fi, sent: int32(f.sentenceOf(i)), first: int32(i), last: int32(end), kind: kind, ok: !t.short,
			})
		}
		if shared >= 0 && end-i > 1 {
			r.shareBefore(fi, i, end)
			r.shareBehind(fi, shared, i, end)
		}
		i = end
	}
}

// nextTerm is the first word from word i on with which a term or an ellipsis may begin.
func (r *reading) nextTerm(words []word, i int) int {
	root, other := r.rules.content.root, r.rules.cardiovascular
	for i < len(words) && words[i].sym != other && (int(words[i].sym) >= len(root) || root[words[i].sym] == 0) {
		i++
	}
	return i
}

// clearToo tells whether a rule file lists the abbreviation as clear.
func (r *reading) clearToo(ids []int32, t *term) bool {
	return len(ids) > 1 && slices.ContainsFunc(ids, func(id int32) bool { o := &r.rules.terms[id]; return !o.short && o.kind == t.kind && o.id == t.id })
}

// pluralOfClass tells whether the term names a medicine in the plural that is the
// name of its class: "tetracyclines".
func (r *reading) pluralOfClass(ids []int32, t *term, last string) bool {
	if !strings.HasSuffix(last, "s") || strings.HasSuffix(t.text, "s") || r.isClass(t.id) {
		return false
	}
	return slices.ContainsFunc(ids, func(id int32) bool { o := &r.rules.terms[id]; return o.kind == termDrug && r.isClass(o.id) })
}

// elliptic reads "cardiovascular and cancer risk", where the noun that makes
// the first word an outcome comes last.
func (r *reading) elliptic(fi int8, i int) {
	f := &r.fields[fi]
	if f.words[i].sym != r.rules.cardiovascular || i+2 >= len(f.words) || f.lower(i) != "cardiovascular" || f.words[i+1].before&^gapSoft != 0 {
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

// findCues runs the cue matcher over one field: every cue that begins at a word, shortest
// first.
func (r *reading) findCues(fi int8) {
	f, cues := &r.fields[fi], r.rules.cues
	words, hits := f.words, r.hits[fi][:0]
	at := slices.Grow(r.hitAt[fi][:0], len(words)+1)[:len(words)+1]
	for i := range words {
		at[i] = int32(len(hits))
		if !cues.begins(words[i].sym) {
			continue
		}
		node := cues.root[words[i].sym]
		for j := i + 1; ; j++ {
			end := &cues.ends[node]
			if end.from < end.to { // at few
				for _, c := range cues.all[end.from:end.to] {
					hits = append(hits, hit{c, i, j})
				}
			}
			if end.goesOn == 0 || j >= len(words) {
				break
			}
			if node = cues.step(node, words[j].before, words[j].sym); node == 0 {
				break
			}
		}
	}
	at[len(words)] = int32(len(hits))
	r.hits[fi], r.hitAt[fi] = hits, at
	f.counts = f.counts[:0]
	for si := range f.sentences {
		r.noteCues(f, &f.sentences[si], hits[at[f.sentences[si].first]:at[f.sentences[si].last]])
	}
}

// noteCues keeps with a sentence which of the hits in it there are, and where its numbers
// begin.
func (r *reading) noteCues(f *field, s *sentence, hits []hit) {
	cues := s.cues
	for i := range hits {
		h := &hits[i]
		cues.add(h.cue)
		if h.cue == cueNumberWord && h.last == h.first+1 {
			f.words[h.first].spelled = true
		}
	}
	s.cues = cues
	for i := range cues {
		r.seen[i] |= cues[i]
	}
	from, counts := len(f.counts), f.counts
	words := f.words[s.first:s.last]
	for k := range words {
		if words[k].counts() {
			counts = append(counts, s.first+k)
		}
	}
	f.counts, s.counts = counts, [2]int{from, len(counts)}
}

// hitsIn returns the cues that begin in words [from, to) of a field.
func (r *reading) hitsIn(fi int8, from, to int) []hit {
	at := r.hitAt[fi]
	from, to = max(from, 0), min(to, len(at)-1)
	if from >= to {
		return nil
	}
	return r.hits[fi][at[from]:at[to]]
}

// mentionsIn returns the mentions that begin in words [from, to) of a field.
func (r *reading) mentionsIn(fi int8, from, to int) []mention {
	at := r.mentionAt[fi]
	from, to = max(from, 0), min(to, len(at)-1)
	if from >= to {
		return nil
	}
	return r.mentions[at[from]:at[to]]
}

// ofSentence returns the mentions of the sentence that holds m.
func (r *reading) ofSentence(m *mention) []mention {
	s := r.fields[m.field].sentences[m.sent]
	return r.mentionsIn(m.field, s.first, s.last)
}

// longestTerm is how many words a mention has at most, brackets included.
const longestTerm = 14

// indexMentions sorts the mentions by place, and notes where each field begins and
// which mentions begin at a word or cover it.
func (r *reading) indexMentions() {
	slices.SortStableFunc(r.mentions, func(a, b mention) int {
		if a.field != b.field {
			return int(a.field) - int(b.field)
		}
		return int(a.first) - int(b.first)
	})
	at := 0
	for fi := range r.ranges {
		from := at
		for at < len(r.mentions) && int(r.mentions[at].field) == fi {
			at++
		}
		r.ranges[fi] = [2]int{from, at}
		r.indexField(fi)
	}
}

// indexField notes for each word of a field where its mentions begin in the list,
// and whether a drug or a disease covers it.
func (r *reading) indexField(fi int) {
	words, list := r.fields[fi].words, r.mentionAt[fi][:0]
	from, end := r.ranges[fi][0], r.ranges[fi][1]
	for i := from; i < end; i++ {
		m := &r.mentions[i]
		k := int(m.first)
		for len(list) <= k {
			list = append(list, int32(i))
		}
		for j := k; j < min(int(m.last), k+longestTerm+1); j++ {
			words[j].drug = words[j].drug || m.kind == termDrug
			words[j].disease = words[j].disease || m.kind == termOutcome || m.kind == termCondition
		}
	}
	for len(list) <= len(words) {
		list = append(list, int32(end))
	}
	r.mentionAt[fi] = list
}

// noteTitleDrugs lists the drugs that the title names.
func (r *reading) noteTitleDrugs() {
	r.titleDrugs = r.titleDrugs[:0]
	for _, m := range r.mentions[r.ranges[inTitle][0]:r.ranges[inTitle][1]] {
		if id := r.id(&m); m.kind == termDrug && m.ok && !slices.Contains(r.titleDrugs, id) && len(r.titleDrugs) < 64 {
			r.titleDrugs = append(r.titleDrugs, id)
		}
	}
}

// contextOf is the cue that vouches for an abbreviation of a target outcome.
func contextOf(roof string) (cue, bool) {
	switch roof {
	case "mace":
		return cueContextMACE, true
	case "vte":
		return cueContextVTE, true
	case "dyslipidaemia":
		return cueContextLipids, true
	case "hepatic":
		return cueContextLiver, true
	case "malignancy":
		return cueContextMalignancy, true
	case "infection":
		return cueContextInfection, true
	}
	return cueNone, false
}

// settleAbbreviations accepts an abbreviation when the record spells out the
// same term, one above or one beneath it, or holds a word that vouches for it.
func (r *reading) settleAbbreviations() {
	type verdict struct {
		term  int32
		spelt bool
	}
	var settled [16]verdict // one per abbreviation; a text repeats few
	n := 0
	for i := range r.mentions {
		m := &r.mentions[i]
		if m.ok && m.kind == termDrug && m.last == m.first+1 && r.fields[m.field].words[m.first].caps {
			m.ok = !r.definedElse(m)
			continue
		}
		if m.ok || r.definedElse(m) {
			continue
		}
		if at := slices.IndexFunc(settled[:n], func(v verdict) bool { return v.term == m.term }); at >= 0 {
			m.vouched = settled[at].spelt
			continue
		}
		if c, ok := contextOf(r.termOf(m).roof); ok && m.kind == termOutcome && r.seen.has(c) && (c != cueContextInfection || len(r.termOf(m).text) >= 3) {
			m.vouched = true
			continue
		}
		m.vouched = r.spelt(m) || r.riskNamed(m) || r.unmistakable(m)
		if n < len(settled) {
			settled[n] = verdict{m.term, m.vouched}
			n++
		}
	}
	for i := range r.mentions {
		m := &r.mentions[i]
		m.ok = m.ok || m.vouched
	}
}

// unmistakable tells whether the abbreviation of an outcome has no other meaning that
// records leave undefined.
func (r *reading) unmistakable(m *mention) bool {
	return m.kind == termOutcome && strings.HasPrefix(r.termOf(m).text, "MACE")
}

// spelt tells whether the record names in full what the abbreviation means, or
// one above or beneath it.
func (r *reading) spelt(m *mention) bool {
	t := r.termOf(m)
	for i := range r.mentions {
		o := &r.mentions[i]
		if !o.ok || o.kind == termMask {
			continue
		}
		if u := r.termOf(o); u.id == t.id || slices.Contains(u.above, t.id) || slices.Contains(t.above, u.id) {
			return true
		}
	}
	return false
}

// riskNamed tells whether MACE, which hardly means anything else beside a drug
// or a risk, stands with one of them in a sentence of the record.
func (r *reading) riskNamed(m *mention) bool {
	if r.termOf(m).roof != "mace" {
		return false
	}
	for i := range r.mentions {
		o := &r.mentions[i]
		if o.term != m.term || o.field > inAbstract {
			continue
		}
		s := r.fields[o.field].sentences[o.sent]
		if r.drugInSentence(o) || r.hasCue(o.field, &s, cueRateWord) {
			return true
		}
	}
	return false
}

// definedElse tells whether the record defines the abbreviation as something
// else: "oral ibuprofen (OI)" is no opportunistic infection.
func (r *reading) definedElse(m *mention) bool {
	f := &r.fields[m.field]
	text := f.text[f.words[m.first].start:f.words[m.last-1].end]
	if other, known := r.elsewhere[text]; known {
		return other
	}
	if r.elsewhere == nil {
		r.elsewhere = map[string]bool{}
	}
	other := false
	for i := range r.mentions {
		d := &r.mentions[i]
		df := &r.fields[d.field]
		if d.term != m.term || d.field > inAbstract || df.words[d.first].before&gapOpen == 0 || int(d.last) < len(df.words) && df.words[d.last].before&(gapClose|gapComma|gapSemicolon) == 0 {
			continue
		}
		if df.text[df.words[d.first].start:df.words[d.last-1].end] == text {
			other = r.initialsBefore(d, text)
			break
		}
	}
	r.elsewhere[text] = other
	return other
}

// initialsBefore tells whether the words before the bracket of an abbreviation
// begin with its letters, and are no name of what the vocabulary means by it.
func (r *reading) initialsBefore(d *mention, text string) bool {
	f := &r.fields[d.field]
	from := f.sentences[d.sent].first
	for _, o := range r.mentionsIn(d.field, max(from, int(d.first)-longestTerm), int(d.first)) {
		if o.last == d.first && o.kind == d.kind {
			return false
		}
	}
	letters := strings.ToLower(strings.TrimSuffix(text, "s"))
	k := int(d.first) - 1
	for i := len(letters) - 1; i >= 0; i-- {
		for k >= from && smallWord(f.lower(k)) && f.lower(k)[0] != letters[i] {
			k--
		}
		if k < from || f.lower(k)[0] != letters[i] {
			return false
		}
		k--
	}
	return true
}

// smallWord tells whether a word is passed over by the letters of abbreviations.
func smallWord(s string) bool {
	switch s {
	case "of", "and", "the", "in", "for", "to", "a", "with", "on":
		return true
	}
	return false
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

// citation is words that speak of an entry of a list, by its place there.
type citation struct {
	of   int
	span evidence.Span
}

// shareOut gives each of n entries its spans, in order, out of one array.
func (r *reading) shareOut(cited []citation, n int, give func(of int, spans []evidence.Span)) {
	at := append(r.starts[:0], make([]int, n+1)...)
	r.starts = at
	for _, c := range cited {
		at[c.of+1]++
	}
	for i := 1; i < len(at); i++ {
		at[i] += at[i-1] // where the spans of entry i begin
	}
	spans := make([]evidence.Span, len(cited))
	for _, c := range cited {
		spans[at[c.of]] = c.span
		at[c.of]++ // at the end: where they end
	}
	from := 0
	for of, to := range at[:n] {
		give(of, spans[from:to:to])
		from = to
	}
}

func (r *reading) id(m *mention) string { return r.termOf(m).id }
