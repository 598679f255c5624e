package tagging

import (
	"math/bits"
	"slices"
	"strings"
	"sync"
)

// symbol stands for one lower-case word that some rule or term knows; 0 is any
// other word.
type symbol int32

// symbols numbers words. It is written while the rules are compiled and only
// read afterwards.
type symbols struct {
	ids   map[string]symbol
	slots []slot    // by open addressing, once frozen
	ends  []letters // by symbol, once frozen
	words []string  // by symbol, once frozen
}

// slot is a place of the frozen table; symbol 0 = free. The hash, whose last eight bits
// are the length, tells most words apart without looking at their letters.
type slot struct {
	hash uint32
	sym  symbol
}

// letters are the first and the last eight bytes of a word, which may overlap: all of a
// word of 16 bytes or less whose length is known. A reader of many texts is kept waiting
// by memory that is far from the processor; this is one look at it per word.
type letters struct {
	first, last uint64
}

// lettersOf cuts the letters of a word, and their hash for a slot.
func lettersOf(s string) (l letters, hash uint32) {
	switch n := len(s); {
	case n >= 8:
		l = letters{eightBytes(s), eightBytes(s[n-8:])}
	case n >= 4:
		l = letters{fourBytes(s), fourBytes(s[n-4:])}
	case n > 0:
		l = letters{uint64(s[0]), uint64(s[n/2])<<8 | uint64(s[n-1])}
	}
	return l, uint32((l.first^bits.RotateLeft64(l.last, 29)^uint64(len(s)))*0x9E3779B97F4A7C15>>32)&^0xFF | uint32(uint8(len(s)))
}

func (s *symbols) add(word string) symbol {
	if id, ok := s.ids[word]; ok {
		return id
	}
	id := symbol(len(s.ids) + 1)
	s.ids[strings.Clone(word)] = id
	return id
}

// of is the symbol of a word in small letters. A new word gets one as long as the
// symbols are not frozen, and has 0 from then on.
func (s *symbols) of(word string) symbol {
	slots := s.slots
	if len(slots) == 0 {
		return s.add(word)
	}
	mask := uint32(len(slots) - 1)
	l, h := lettersOf(word)
	for at := h >> 8; slots[at&mask].sym != 0; at++ {
		if slots[at&mask].hash == h {
			if id := slots[at&mask].sym; s.ends[id] == l && (len(word) <= 16 || s.words[id] == word) {
				return id
			}
		}
	}
	return 0
}

// freeze lays the words out for reading: the tagger looks up every word of a
// text.
func (s *symbols) freeze() {
	size := 16
	for size < 2*len(s.ids) {
		size *= 2
	}
	s.slots, s.ends, s.words = make([]slot, size), make([]letters, len(s.ids)+1), make([]string, len(s.ids)+1)
	mask := uint32(size - 1)
	for word, id := range s.ids {
		l, h := lettersOf(word)
		at := h >> 8
		for s.slots[at&mask].sym != 0 {
			at++
		}
		s.slots[at&mask], s.ends[id], s.words[id] = slot{h, id}, l, word
	}
}

// eightBytes reads the first eight bytes of s, least significant first.
func eightBytes(s string) uint64 {
	_ = s[7]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 | uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
}

// fourBytes reads the first four bytes of s.
func fourBytes(s string) uint64 {
	_ = s[3]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24
}

// trie finds phrases in a run of words. A phrase matches over spaces, hyphens
// and apostrophes alike, never over other punctuation than its own, and over a
// bracketed abbreviation ("tumour necrosis factor (TNF) inhibitor").
type trie[T comparable] struct {
	root    []int32          // by symbol: node, 0 = none
	next    map[uint64]int32 // node, gap class and symbol: node; only while compiling
	edges   edges            // next, once frozen
	nodes   [][]T            // what ends at a node; nodes[0] is unused; only while compiling
	ends    []nodeEnds       // by node; once frozen
	all     []T
	scratch field // of add
}

// nodeEnds tells of a node of the frozen trie what ends there, all[from:to], and
// with which symbols phrases go on: bits by the last six bits of a symbol, 0 when none
// does. Most edges that the matcher asks for do not exist; this tells nearly all of them.
type nodeEnds struct {
	from, to int32
	goesOn   uint64
}

// at is what ends at a node of the frozen trie.
func (t *trie[T]) at(node int32) []T {
	n := &t.ends[node]
	return t.all[n.from:n.to]
}

// newTrie is a trie with room for so many edges.
func newTrie[T comparable](edges int) *trie[T] {
	return &trie[T]{next: make(map[uint64]int32, edges), nodes: make([][]T, 1, 1+edges)}
}

// joint is what a phrase demands between two of its words.
type joint uint8

const (
	jointSoft joint = iota // space, hyphen or nothing
	jointSlash
	jointComma
	jointOpen  // opening bracket
	jointClose // closing bracket
	jointPlus
	jointHard // anything else: no phrase goes on
)

func jointOf(g gap) joint {
	switch {
	case g&^gapSoft == 0, g == gapStop: // "C.I"
		return jointSoft
	case g&^(gapSoft|gapSlash) == 0:
		return jointSlash
	case g&^(gapSoft|gapComma) == 0:
		return jointComma
	case g&^(gapSoft|gapOpens) == 0:
		return jointOpen
	case g&^(gapSoft|gapCloses) == 0:
		return jointClose
	case g&^(gapSoft|gapPlus) == 0:
		return jointPlus
	}
	return jointHard
}

func edge(node int32, j joint, s symbol) uint64 {
	return uint64(node)<<32 | uint64(j)<<28 | uint64(s)
}

// add enters a phrase, cut into words as texts are.
func (t *trie[T]) add(syms *symbols, phrase string, value T) {
	f := &t.scratch
	f.start("", phrase)
	f.cut(syms)
	if len(f.words) == 0 {
		return
	}
	node := t.first(f.words[0].sym)
	for _, w := range f.words[1:] {
		key := edge(node, jointOf(w.before), w.sym)
		to, ok := t.next[key]
		if !ok {
			to = t.grow()
			t.next[key] = to
		}
		node = to
	}
	if !slices.Contains(t.nodes[node], value) {
		t.nodes[node] = append(t.nodes[node], value)
	}
}

func (t *trie[T]) first(s symbol) int32 {
	for int(s) >= len(t.root) {
		t.root = append(t.root, make([]int32, 1+int(s)-len(t.root))...)
	}
	if t.root[s] == 0 {
		t.root[s] = t.grow()
	}
	return t.root[s]
}

func (t *trie[T]) grow() int32 {
	t.nodes = append(t.nodes, nil)
	return int32(len(t.nodes) - 1)
}

// begins tells whether some phrase begins with the word.
func (t *trie[T]) begins(s symbol) bool { return int(s) < len(t.root) && t.root[s] != 0 }

// longest returns what the longest phrase that begins at word i means, and the
// word after it; nil when none begins there.
func (t *trie[T]) longest(words []word, i int) ([]T, int) {
	s := words[i].sym
	if !t.begins(s) {
		return nil, i
	}
	node := t.root[s]
	values, end := t.at(node), i+1
	for j := i + 1; j < len(words) && t.ends[node].goesOn != 0; j++ {
		to := t.step(node, words[j].before, words[j].sym)
		if to == 0 {
			after := skipBracket(words, j)
			if after == j || after >= len(words) {
				break
			}
			// the closing bracket stands in the gap of the next word
			if to = t.step(node, words[after].before&^gapCloses, words[after].sym); to == 0 {
				break
			}
			j = after
		}
		node = to
		if found := t.at(node); len(found) > 0 {
			values, end = found, j+1
		}
	}
	if len(values) == 0 {
		return nil, i
	}
	return values, end
}

// step is the node behind an edge, 0 when there is none. A space is what stands before
// most words.
func (t *trie[T]) step(node int32, before gap, s symbol) int32 {
	if s == 0 {
		return 0
	}
	j := jointSoft
	if before != gapSpace {
		if j = jointOf(before); j == jointHard {
			return 0
		}
	}
	if t.ends[node].goesOn&(1<<(s&63)) == 0 {
		return 0
	}
	return t.edges.get(edge(node, j, s))
}

// edges is a read-only table of edges by open addressing: the matcher asks for
// one per word.
type edges struct {
	places []place
	shift  uint
}

// place is one of edges; key 0 = free.
type place struct {
	key  uint64
	node int32
}

// freeze lays the edges out for reading.
func (t *trie[T]) freeze() {
	size := uint(4)
	for 1<<size < 2*len(t.next) {
		size++
	}
	t.edges = edges{places: make([]place, 1<<size), shift: 64 - size}
	t.ends = make([]nodeEnds, len(t.nodes))
	for key, node := range t.next {
		t.ends[key>>32].goesOn |= 1 << (key & 63)
		at := hashEdge(key) >> t.edges.shift
		for t.edges.places[at].key != 0 {
			at = (at + 1) & (1<<size - 1)
		}
		t.edges.places[at] = place{key, node}
	}
	for node, values := range t.nodes {
		t.ends[node].from = int32(len(t.all))
		t.all = append(t.all, values...)
		t.ends[node].to = int32(len(t.all))
	}
	t.next, t.nodes, t.scratch = nil, nil, field{}
}

// hashEdge spreads a key over 64 bits (Fibonacci hashing).
func hashEdge(key uint64) uint64 { return key * 0x9E3779B97F4A7C15 }

// get is the node of an edge, 0 when there is none.
func (e *edges) get(key uint64) int32 {
	mask := uint64(len(e.places) - 1)
	for at := hashEdge(key) >> e.shift; ; at++ {
		if p := &e.places[at&mask]; p.key == key || p.key == 0 {
			return p.node
		}
	}
}

// skipBracket returns the word after a bracket of one or two words that opens
// before word j, or j when there is none.
func skipBracket(words []word, j int) int {
	if words[j].before&gapOpens == 0 || words[j].before&^(gapSoft|gapOpens) != 0 {
		return j
	}
	for k := j + 1; k <= j+2 && k < len(words); k++ {
		if words[k].before&gapCloses != 0 {
			if words[k].before&^(gapSoft|gapCloses) != 0 {
				return j
			}
			return k
		}
	}
	return j
}

// spellings adds to a term its plural and its spelling on the other side of
// the Atlantic.
func spellings(term string) []string {
	out := []string{term}
	if us := american(term); us != term {
		out = append(out, us)
	}
	for _, s := range out[:len(out):len(out)] {
		out = append(out, greek(s)...)
	}
	for _, s := range out[:len(out):len(out)] {
		if sulph := strings.Replace(s, "sulf", "sulph", 1); sulph != s {
			out = append(out, sulph) // as older British texts write
		}
	}
	if letter, ok := strings.CutPrefix(term, "vitamin "); ok {
		out = append(out, "vitamins "+letter) // "vitamins C and E"
	}
	for _, s := range out[:len(out):len(out)] {
		if p := plural(s); p != "" {
			out = append(out, p)
		}
	}
	return out
}

// greek writes "alfa", "beta" and "gamma" of a name as English texts do.
func greek(term string) []string {
	var out []string
	for _, letter := range [...][]string{{"alfa", "alpha", "α"}, {"beta", "β"}, {"gamma", "γ"}} {
		at := strings.Index(term, letter[0])
		if at < 1 || isLetter(term[at-1]) || at+len(letter[0]) < len(term) && isLetter(term[at+len(letter[0])]) {
			continue
		}
		for _, other := range letter[1:] {
			out = append(out, term[:at]+other+term[at+len(letter[0]):])
		}
	}
	return out
}

// plural is the plural of a term whose last word is a noun of letters, else "".
func plural(term string) string {
	last := term[strings.LastIndexAny(term, " -/")+1:]
	if len(last) < 3 {
		return ""
	}
	for i := 0; i < len(last); i++ {
		if !isLetter(last[i]) {
			return ""
		}
	}
	switch {
	case strings.HasSuffix(term, "s") || strings.HasSuffix(term, "x"):
		return ""
	case strings.HasSuffix(term, "y") && !strings.HasSuffix(term, "ay") && !strings.HasSuffix(term, "ey"):
		return term[:len(term)-1] + "ies"
	case last[len(last)-1] >= 'A' && last[len(last)-1] <= 'Z':
		return term + "s"
	}
	return term + "s"
}

// atlantic lists what American spelling writes otherwise: British, American, …
var atlantic = [...]string{
	"aemia", "emia", "aemic", "emic", "haem", "hem", "Haem", "Hem", "oedema", "edema", "oestr", "estr", "tumour", "tumor", "Tumour", "Tumor",
	"isation", "ization", "ised", "ized", "ising", "izing", "leucop", "leukop", "behaviour", "behavior", "favour", "favor", "colour", "color",
	"diarrhoea", "diarrhea", "paediatric", "pediatric", "oesoph", "esoph", "anaes", "anes", "gynaec", "gynec", "orthopaed", "orthoped",
	"centre", "center", "fibre", "fiber", "litre", "liter", "caesarean", "cesarean", "foetal", "fetal", "coeliac", "celiac", "aetio", "etio",
}

// british tells how three letters of which a British spelling begins are numbered
// by endOf: most phrases have none of them, and need no search.
var british = sync.OnceValue(func() *[1 << 15]bool {
	var begins [1 << 15]bool
	for i := 0; i < len(atlantic); i += 2 {
		begins[endOf([]byte(atlantic[i][:3]))] = true
	}
	return &begins
})

var toAmerican = sync.OnceValue(func() *strings.Replacer { return strings.NewReplacer(atlantic[:]...) })

// american spells a term as Americans do.
func american(term string) string {
	begins := british()
	for i := 0; i+3 <= len(term); i++ {
		if begins[endOf([]byte(term[i:i+3]))] {
			return toAmerican().Replace(term)
		}
	}
	return term
}
