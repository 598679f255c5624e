package dedupe

import (
	"cmp"
	"slices"
	"strings"
)

// clustering joins records into groups: the strongest pairs first, and no pair
// whose groups hold records that contradict each other. The order of the pairs
// is fixed by their score and by the ids of their records, so that the groups
// do not depend on the order of arrival.
type clustering struct {
	x       *Index
	cache   *venueCache
	parent  []uint32
	size    []uint32
	next    []uint32 // circular list of the members of a group
	why     map[uint32]uint64
	apart   map[uint32][]uint32 // what a person said are two works
	refused []edge
}

func (x *Index) cluster(answers *answers) *clustering {
	k := &clustering{x: x, cache: newVenueCache(), why: make(map[uint32]uint64), apart: answers.apart,
		parent: make([]uint32, x.count), size: make([]uint32, x.count), next: make([]uint32, x.count)}
	for i := range k.parent {
		k.parent[i], k.next[i], k.size[i] = uint32(i), uint32(i), 1
	}
	automatic := make([]edge, 0, len(x.edges))
	for _, e := range x.edges {
		if e.outcome == Automatic {
			automatic = append(automatic, e)
		}
	}
	slices.SortFunc(automatic, x.compareEdges)
	for _, e := range automatic {
		k.consider(e)
	}
	// A person's joins come last, so that groups do not fall apart over the
	// contradictions that the person has settled.
	for _, pair := range answers.same {
		if a, b := k.find(pair[0]), k.find(pair[1]); a != b && !k.answeredApart(a, b) {
			k.join(a, b, whyPerson)
		}
	}
	return k
}

// consider joins the groups of an automatic pair, or refuses.
func (k *clustering) consider(e edge) {
	a, b := k.find(e.a), k.find(e.b)
	if a == b {
		return
	}
	if k.answeredApart(a, b) {
		return
	}
	if k.contradict(a, b) {
		k.refused = append(k.refused, e)
		return
	}
	k.join(a, b, e.why)
}

// maxCross bounds how many members of a group are compared with those of the
// other one. Larger groups are records that hardly differ.
const maxCross = 16

// contradict reports a member of one group that cannot be the same work as a
// member of the other.
func (k *clustering) contradict(a, b uint32) bool {
	if k.size[a] == 1 && k.size[b] == 1 {
		return false
	}
	i := a
	for n := 0; n < maxCross; n++ {
		j := b
		for m := 0; m < maxCross; m++ {
			c := compare(k.x.at(i), k.x.at(j), k.cache)
			if _, g := decide(&c); c.total < refusePoints || g.contradicts() {
				return true
			}
			if j = k.next[j]; j == b {
				break
			}
		}
		if i = k.next[i]; i == a {
			break
		}
	}
	return false
}

// refusePoints is the score below which two records cannot be in one group.
const refusePoints = -2

func (k *clustering) join(a, b uint32, why uint64) {
	if k.size[a] < k.size[b] {
		a, b = b, a
	}
	k.parent[b] = a
	k.size[a] += k.size[b]
	k.next[a], k.next[b] = k.next[b], k.next[a]
	k.why[a] |= k.why[b] | why
	delete(k.why, b)
}

func (k *clustering) find(i uint32) uint32 {
	for k.parent[i] != i {
		k.parent[i] = k.parent[k.parent[i]]
		i = k.parent[i]
	}
	return i
}

// members gives the records of the group of root in the order of their ids.
func (k *clustering) members(root uint32) []uint32 {
	list := make([]uint32, 0, k.size[root])
	for i := root; ; {
		list = append(list, i)
		if i = k.next[i]; i == root {
			break
		}
	}
	slices.SortFunc(list, func(a, b uint32) int { return strings.Compare(k.x.at(a).id, k.x.at(b).id) })
	return list
}

// answeredApart reports that a person said of members of two groups that they
// are two works.
func (k *clustering) answeredApart(a, b uint32) bool {
	if len(k.apart) == 0 {
		return false
	}
	if k.size[a] > k.size[b] {
		a, b = b, a
	}
	for i := a; ; {
		for _, j := range k.apart[i] {
			if k.find(j) == b {
				return true
			}
		}
		if i = k.next[i]; i == a {
			return false
		}
	}
}

// compareEdges orders pairs by falling score, then by the ids of their records in a
// scrambled but fixed order.
func (x *Index) compareEdges(e, f edge) int {
	if e.score != f.score {
		return cmp.Compare(f.score, e.score)
	}
	if e.tie != f.tie {
		return cmp.Compare(e.tie, f.tie)
	}
	e1, e2 := x.ordered(e)
	f1, f2 := x.ordered(f)
	return cmp.Or(compareRecords(e1, f1), compareRecords(e2, f2))
}

func (x *Index) ordered(e edge) (*prepared, *prepared) {
	a, b := x.at(e.a), x.at(e.b)
	if compareRecords(a, b) > 0 {
		return b, a
	}
	return a, b
}

func compareRecords(a, b *prepared) int {
	if a == b {
		return 0
	}
	return cmp.Or(cmp.Compare(a.order, b.order), strings.Compare(a.id, b.id), strings.Compare(a.title.words, b.title.words), cmp.Compare(a.year.issue, b.year.issue),
		cmp.Compare(a.pages.first, b.pages.first), cmp.Compare(a.volume.value, b.volume.value), strings.Compare(a.doi, b.doi), strings.Compare(a.pmid, b.pmid), strings.Compare(a.abstract, b.abstract))
}
