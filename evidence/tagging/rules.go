package tagging

import (
	"embed"
	"fmt"
	"slices"
	"strings"
	"sync"

	"dossier/evidence"
)

//go:embed rules/*.txt
var ruleFiles embed.FS

// ruleSet is everything the tagger knows, compiled: the terms of the
// vocabulary with the phrases that mask them, and the cue phrases of the rule
// files. It is read-only once built.
type ruleSet struct {
	vocab   *evidence.Vocabulary
	symbols symbols
	terms   []term                     // what a content phrase means
	content *trie[int32]               // → index into terms
	cues    *trie[cue]                 // → cue
	single  []cueSet                   // by symbol: the cues that the word alone gives
	marks   []mark                     // by symbol, see addMarks
	plain   []section                  // by symbol: section named by a lone word
	named   []section                  // by symbol: section named in a heading with a colon
	spelt   map[termSpelling]bool      // only while compiling
	roofs   map[string]string          // outcome id → target outcome, "" when none
	above   map[string][]string        // id of a drug or outcome → the ids above it, nearest first
	meant   map[string]map[string]bool // target outcome → drugs given to lower it

	stems    map[string]bool
	stemEnds [1 << 15]bool     // by endOf: some stem ends so
	typos    map[string]string // see misspelt
	typoSeen typoSet           // hashes of the keys of typos
	finalE   map[string]string // names with or without the e at their end, see otherFinal
	maceTerm int32             // a term that means MACE, -1 when the vocabulary has none

	lastListed     symbol // the last symbol of a phrase, see addMarks
	cardiovascular symbol // see elliptic
	acid           symbol // see givenNames
}

// noteAncestors looks up once what the tagger asks for at every mention.
func (r *ruleSet) noteAncestors(v *evidence.Vocabulary) {
	r.above, r.meant = make(map[string][]string, len(v.Drugs)+len(v.Outcomes)), map[string]map[string]bool{}
	for i := range v.Outcomes {
		r.above[v.Outcomes[i].ID] = v.Ancestors(v.Outcomes[i].ID)
	}
	for i := range v.Drugs {
		r.above[v.Drugs[i].ID] = v.Ancestors(v.Drugs[i].ID)
	}
	for _, roof := range targets {
		r.meant[roof] = map[string]bool{}
		classes := meantFor(roof)
		for i := range v.Drugs {
			id := v.Drugs[i].ID
			if slices.ContainsFunc(classes, func(class string) bool { return r.isA(id, class) }) {
				r.meant[roof][id] = true
			}
		}
	}
}

// isA tells whether id is ancestor or lies beneath it.
func (r *ruleSet) isA(id, ancestor string) bool {
	return id == ancestor || slices.Contains(r.above[id], ancestor)
}

// termKind tells what a content phrase is.
type termKind uint8

const (
	termMask      termKind = iota // looks like a hit and is none
	termDrug                      //
	termOutcome                   //
	termCondition                 // a disease or procedure: indication or population, never an outcome
	termValue                     // a laboratory value: an outcome where it changes, see valueChanged
)

// term is what a content phrase means.
type term struct {
	kind  termKind
	id    string   // vocabulary id; of a condition, its label
	roof  string   // of an outcome: the target outcome above it, "" when none
	above []string // the ids above id
	class bool     // of a drug: a class of medicines
	short bool     // an abbreviation: the record must spell the long form out
	exact bool     // three letters of both cases, as the code cA2: Ca2 is none
	text  string   // as listed, for abbreviations with their capitals
}

// cueSet is a set of cues.
type cueSet [4]uint64

func (s *cueSet) add(c cue)     { s[c>>6] |= 1 << (c & 63) }
func (s *cueSet) remove(c cue)  { s[c>>6] &^= 1 << (c & 63) }
func (s cueSet) has(c cue) bool { return s[c>>6]&(1<<(c&63)) != 0 }

func newCueSet(cues ...cue) (s cueSet) {
	for _, c := range cues {
		s.add(c)
	}
	return s
}

// hasAny tells whether the sets share a cue.
func (s *cueSet) hasAny(o *cueSet) bool {
	return s[0]&o[0]|s[1]&o[1]|s[2]&o[2]|s[3]&o[3] != 0
}

// compile builds the rule set of a vocabulary.
func compile(v *evidence.Vocabulary) *ruleSet {
	r := &ruleSet{vocab: v, symbols: symbols{ids: make(map[string]symbol, 1<<14)}, content: newTrie[int32](1 << 15), cues: newTrie[cue](1 << 16), roofs: map[string]string{}, spelt: make(map[termSpelling]bool, 1<<15)}
	r.addVocabulary(v)
	r.addRuleFiles()
	r.addSections()
	for i := range v.Outcomes {
		r.roofs[v.Outcomes[i].ID] = roofOf(v, v.Outcomes[i].ID)
	}
	r.spelt = nil
	r.cardiovascular = r.symbols.ids["cardiovascular"]
	r.acid = r.symbols.ids["acid"]
	r.addMarks()
	r.symbols.freeze()
	r.content.freeze()
	r.cues.freeze()
	r.noteAncestors(v)
	for i := range r.terms {
		t := &r.terms[i]
		t.above = r.above[t.id]
		switch t.kind {
		case termOutcome, termValue:
			t.roof = r.roofs[t.id]
		case termDrug:
			t.class = isClass(v, t.id)
		}
	}
	r.addTypos(v)
	r.maceTerm = int32(slices.IndexFunc(r.terms, func(t term) bool { return t.kind == termOutcome && t.id == "mace" && !t.short }))
	return r
}

func (r *ruleSet) addVocabulary(v *evidence.Vocabulary) {
	for i := range v.Drugs {
		d := &v.Drugs[i]
		for name := range d.Names() {
			for _, id := range partsOf(v, d) {
				r.addTerm(term{kind: termDrug, id: id, text: name}, false)
			}
			if stem, ok := strings.CutSuffix(name, " vaccine"); ok {
				r.addTerm(term{kind: termDrug, id: d.ID, text: stem + " vaccination"}, false)
			}
		}
	}
	for i := range v.Outcomes {
		o := &v.Outcomes[i]
		for name := range o.Names() {
			r.addTerm(term{kind: termOutcome, id: o.ID, text: name}, false)
		}
	}
}

// partsOf is the id of each medicine of a fixed combination, whose name has a slash
// ("amoxicillin/clavulanic acid"); else the id of the medicine itself.
func partsOf(v *evidence.Vocabulary, d *evidence.Drug) []string {
	names := strings.Split(d.INN, "/")
	if len(names) < 2 || d.Kind == evidence.KindClass {
		return []string{d.ID}
	}
	ids := make([]string, len(names))
	for i, name := range names {
		part, ok := v.Drug(strings.ReplaceAll(name, " ", "_"))
		if !ok {
			return []string{d.ID}
		}
		ids[i] = part.ID
	}
	return ids
}

// addTerm enters a term with its spellings. An abbreviation that a rule file lists
// for a drug, as SSRI, has no other meaning and needs no spelling out.
func (r *ruleSet) addTerm(t term, clear bool) {
	t.short = isAbbreviation(t.text) && !clear
	t.exact = len(t.text) <= 3 && t.text != strings.ToLower(t.text) && t.text != strings.ToUpper(t.text)
	r.terms = append(r.terms, t)
	index := int32(len(r.terms) - 1)
	texts := []string{t.text, t.text + "s"}
	if !t.short {
		texts = spellings(t.text)
	}
	for _, s := range texts {
		if !t.short && r.taken(s, t) {
			continue
		}
		r.content.add(&r.symbols, s, index)
	}
}

// taken tells whether the spelling already means the same row.
func (r *ruleSet) taken(s string, t term) bool {
	key := termSpelling{t.kind, t.id, strings.ToLower(s)}
	if r.spelt[key] {
		return true
	}
	r.spelt[key] = true
	return false
}

// termSpelling is one spelling of one row.
type termSpelling struct {
	kind termKind
	id   string
	text string
}

// isAbbreviation tells whether a term has up to four letters, all capitals but
// for a plural s.
func isAbbreviation(s string) bool {
	letters, digits := 0, 0
	for i, c := range strings.TrimSuffix(s, "s") {
		switch {
		case c >= 'A' && c <= 'Z':
			letters++
		case c == '-' && i > 0:
		case c >= '0' && c <= '9' && i > 0:
			digits++
		default:
			return false
		}
	}
	return letters > 0 && letters <= 4 && digits < 2
}

// addRuleFiles reads the rule files: sections "[name]" with one phrase per
// line, "#" comments, and "(a|b|)" for alternatives.
func (r *ruleSet) addRuleFiles() {
	entries, err := ruleFiles.ReadDir("rules")
	if err != nil {
		panic(err) // cannot happen: the files are part of the binary
	}
	for _, e := range entries {
		data, err := ruleFiles.ReadFile("rules/" + e.Name())
		if err != nil {
			panic(err)
		}
		if err := r.addRules(string(data)); err != nil {
			panic(fmt.Errorf("%s: %w", e.Name(), err)) // a test compiles the embedded files
		}
	}
}

func (r *ruleSet) addRules(text string) error {
	name := ""
	for n, line := range lines(text) {
		if i := strings.IndexByte(line, '#'); i >= 0 {
			line = line[:i]
		}
		line = strings.TrimSpace(line)
		switch {
		case line == "":
		case line[0] == '[' && line[len(line)-1] == ']':
			name = line[1 : len(line)-1]
			if !r.knownSection(name) {
				return fmt.Errorf("line %d: no rule uses the list %q", n+1, name)
			}
		default:
			for _, phrase := range alternatives(line) {
				r.addPhrase(name, phrase)
			}
		}
	}
	return nil
}

func lines(s string) []string { return strings.Split(s, "\n") }

// knownSection tells whether a list of a rule file is one the code reads.
func (r *ruleSet) knownSection(name string) bool {
	_, isCue := cueByName()[name]
	kind, _, _ := strings.Cut(name, " ")
	return isCue || kind == "mask" || kind == "condition" || kind == "outcome" || kind == "value" || kind == "drug"
}

// addPhrase enters one phrase of the list: a mask, a condition, a laboratory value, further
// words of an outcome or drug, or a cue.
func (r *ruleSet) addPhrase(list, phrase string) {
	if list == cueNames[cueStem] {
		if r.stems == nil {
			r.stems = map[string]bool{}
		}
		r.stems[phrase] = true
		r.stemEnds[endOf([]byte(phrase[len(phrase)-3:]))] = true
		return
	}
	if c, ok := cueByName()[list]; ok {
		r.cues.add(&r.symbols, phrase, c)
		if us := american(phrase); us != phrase {
			r.cues.add(&r.symbols, us, c)
		}
		return
	}
	kind, id, _ := strings.Cut(list, " ")
	switch kind {
	case "mask":
		r.addTerm(term{kind: termMask, text: phrase}, false)
	case "condition":
		r.addTerm(term{kind: termCondition, id: id, text: phrase}, false)
	case "outcome":
		r.addTerm(term{kind: termOutcome, id: id, text: phrase}, false)
	case "value":
		r.addTerm(term{kind: termValue, id: id, text: phrase}, true)
	case "drug":
		r.addTerm(term{kind: termDrug, id: id, text: phrase}, true)
	}
}

// alternatives writes out the brackets of a rule: "(a|b|) c" is "a c", "b c", "c".
func alternatives(s string) []string {
	open := strings.IndexByte(s, '(')
	if open < 0 {
		return []string{oneSpaced(s)}
	}
	length := strings.IndexByte(s[open:], ')')
	if length < 0 {
		return nil
	}
	var out []string
	for choice := range strings.SplitSeq(s[open+1:open+length], "|") {
		out = append(out, alternatives(s[:open]+choice+s[open+length+1:])...)
	}
	return out
}

// oneSpaced writes single spaces between words and none around them.
func oneSpaced(s string) string {
	if s = strings.TrimSpace(s); !strings.Contains(s, "  ") && !strings.Contains(s, "\t") {
		return s
	}
	return strings.Join(strings.Fields(s), " ")
}

// is tells whether the word alone is a cue.
func (r *ruleSet) is(s symbol, c cue) bool {
	return s != 0 && int(s) < len(r.single) && r.single[s].has(c)
}

// singleWords notes the cues that one word gives, for rules that ask by word.
func (r *ruleSet) singleWords() {
	r.single = make([]cueSet, len(r.symbols.ids)+1)
	for s, node := range r.cues.root {
		if node == 0 {
			continue
		}
		for _, c := range r.cues.nodes[node] {
			r.single[s].add(c)
		}
	}
}

func (r *ruleSet) addSections() {
	r.singleWords()
	r.plain = make([]section, len(r.symbols.ids)+1)
	r.named = make([]section, len(r.symbols.ids)+1)
	for s := range r.single {
		for _, h := range sectionOfCue {
			if r.single[s].has(h.cue) {
				r.named[s] = h.section
			}
		}
		if r.single[s].has(cuePlainHeading) {
			r.plain[s] = r.named[s]
		}
	}
}

// sectionOfCue names the section of each list of headings.
var sectionOfCue = [...]struct {
	cue     cue
	section section
}{
	{cueHeadingBackground, sectionBackground}, {cueHeadingObjective, sectionObjective}, {cueHeadingMethods, sectionMethods},
	{cueHeadingResults, sectionResults}, {cueHeadingConclusion, sectionConclusion}, {cueHeadingOther, sectionOther},
}

func (r *ruleSet) section(s symbol) section {
	if s == 0 || int(s) >= len(r.named) {
		return sectionNone
	}
	return r.named[s]
}

func (r *ruleSet) plainSection(s symbol) section {
	if s == 0 || int(s) >= len(r.plain) {
		return sectionNone
	}
	return r.plain[s]
}

// targets are the outcomes that a review of drug safety asks for, as the gold
// guidelines list them; every suggestion names the one it belongs to.
var targets = [...]string{"infection", "mace", "malignancy", "vte", "dyslipidaemia", "acne", "cytopenia", "hepatic"}

// roofOf is the target outcome above id. Arterial thromboembolism counts with
// MACE although the vocabulary keeps it apart from both MACE and VTE.
func roofOf(v *evidence.Vocabulary, id string) string {
	if id == "arterial_thromboembolism" {
		return "mace"
	}
	for _, t := range targets {
		if v.IsA(id, t) {
			return t
		}
	}
	return ""
}

var cueByName = sync.OnceValue(func() map[string]cue {
	m := make(map[string]cue, len(cueNames))
	for c, name := range cueNames {
		if name != "" {
			m[name] = cue(c)
		}
	}
	return m
})
