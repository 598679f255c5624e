package tagging

// Names that share a word with a name beside them: "IL-17 and IL-23 inhibitors", "insulin
// glargine or detemir". The shared word is printed once, and the names that lack it are
// read as if it stood there.

// maxShared is how many words of a name may stand before the word that it shares.
const maxShared = 3

// maxList is how many names may share a word of one.
const maxList = 8

// sharesWord tells whether word k joins two names that may share a word.
func (f *field) sharesWord(k int) bool {
	switch f.lower(k) {
	case "and", "or", "versus", "vs", "with", "than", "plus":
		return true
	}
	return false
}

// shareBefore reads the names before the drug of words [first, end) that end with its last
// words: "PD-1, PD-L1 and CTLA-4 inhibitors".
func (r *reading) shareBefore(fi int8, first, end int) {
	f := &r.fields[fi]
	for n := 0; n < maxList && first > 1; n++ {
		to, before := first, f.words[first].before
		switch {
		case before&^gapSoft == 0 && f.sharesWord(first-1):
			to = first - 1
			if f.words[to].before&^(gapSoft|gapComma) != 0 {
				return
			}
		case before&^(gapSoft|gapSlash) != 0 && before&^(gapSoft|gapComma) != 0 || before&(gapSlash|gapComma) == 0:
			return
		}
		id, from := r.nameSharing(f, to, first, end)
		if from < 0 || r.covers(fi, from, to) {
			return
		}
		r.mentions = append(r.mentions, mention{term: id, field: fi, sent: int32(f.sentenceOf(from)), first: int32(from), last: int32(to), kind: termDrug, ok: true})
		first = from
	}
}

// covers tells whether the mention found last but that of the name at hand stands on a
// word of [from, to).
func (r *reading) covers(fi int8, from, to int) bool {
	for i := len(r.mentions) - 1; i >= 0 && i >= len(r.mentions)-4; i-- {
		if m := &r.mentions[i]; m.field == fi && m.ok && m.kind == termDrug && int(m.first) < to && int(m.last) > from {
			return true
		}
	}
	return false
}

// nameSharing finds words [from, to) that name a drug together with the last words of
// [first, end), the longest first; -1 when there are none.
func (r *reading) nameSharing(f *field, to, first, end int) (int32, int) {
	t := r.rules.content
	for from := max(0, to-maxShared); from < to; from++ {
		if !t.begins(f.words[from].sym) {
			continue
		}
		node := t.root[f.words[from].sym]
		for k := from + 1; k < to && node != 0; k++ {
			node = t.step(node, f.words[k].before, f.words[k].sym)
		}
		if node == 0 {
			continue
		}
		for tail := first + 1; tail < end; tail++ {
			n := node
			for k := tail; k < end && n != 0; k++ {
				n = t.step(n, f.words[k].before, f.words[k].sym)
			}
			if n == 0 {
				continue
			}
			for _, id := range t.at(n) {
				if o := &r.rules.terms[id]; o.kind == termDrug && !o.short && !o.exact {
					return id, from
				}
			}
		}
	}
	return 0, -1
}

// shareBehind reads the names behind the drug of words [first, end) that begin with its
// first words: "interferon alfa-2a or -2b", "vitamins B6, B12 and E".
func (r *reading) shareBehind(fi int8, term int32, first, end int) {
	f := &r.fields[fi]
	for n, next := 0, end; n < maxList; n++ {
		if next >= len(f.words) {
			return
		}
		switch before := f.words[next].before; {
		case before&^(gapSoft|gapComma) == 0 && f.sharesWord(next):
			next++
		case before&gapComma == 0 || before&^(gapSoft|gapComma) != 0:
			return
		}
		if next >= len(f.words) || f.words[next].before&^(gapSoft|gapComma) != 0 {
			return
		}
		if ids, _ := r.rules.content.longest(f.words, next); len(ids) > 0 {
			return // a name of its own
		}
		id, last := r.nameBehind(f, first, end, next)
		if last == 0 {
			return
		}
		if r.rules.terms[id].id != r.rules.terms[term].id {
			r.mentions = append(r.mentions, mention{term: id, field: fi, sent: int32(f.sentenceOf(next)), first: int32(next), last: int32(last), kind: termDrug, ok: true, shares: true})
		}
		next = last
	}
}

// nameBehind finds the name that the first words of [first, end) and those from word k
// on make, and the word after it; 0 when there is none.
func (r *reading) nameBehind(f *field, first, end, k int) (id int32, last int) {
	t := r.rules.content
	node := t.root[f.words[first].sym]
	for shared := first + 1; shared < end && node != 0; shared++ {
		n, before := node, gapSpace
		for j := k; j < len(f.words) && j < k+maxShared; j++ {
			if n = t.step(n, before, f.words[j].sym); n == 0 {
				break
			}
			for _, o := range t.at(n) {
				if t := &r.rules.terms[o]; t.kind == termDrug && !t.short && !t.exact {
					id, last = o, j+1
					break
				}
			}
			if j+1 < len(f.words) {
				before = f.words[j+1].before
			}
		}
		if last > 0 {
			return id, last
		}
		node = t.step(node, f.words[shared].before, f.words[shared].sym)
	}
	return 0, 0
}
