package dedupe

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"dossier/evidence"
)

// The kinds of Link.
const (
	LinkTrial      = "same-trial"
	LinkPools      = "pools" // A analyses the trial of B together with others
	LinkVersion    = "version-of"
	LinkPreprint   = "preprint-of"
	LinkErratum    = "erratum-for"
	LinkRetraction = "retraction-of"
	LinkComment    = "comment-on"
)

// Link is a proposal that two works belong together without being one. A and B
// are the first ids of their groups.
type Link struct {
	A    string `json:"a"`
	B    string `json:"b"`
	Kind string `json:"kind"` // one of the Link constants, or the kind that a source stated
	Why  string `json:"why"`  // the registration, or who stated it
}

// links proposes links by registration numbers, by what sources state, and by a
// person's answers.
func (k *clustering) links(answers *answers) []Link {
	links := make([]Link, 0, len(answers.reports))
	links = append(links, k.trialLinks()...)
	links = append(links, k.statedLinks()...)
	links = append(links, k.answerLinks()...)
	for _, pair := range answers.reports {
		a, b := k.firstID(pair[0]), k.firstID(pair[1])
		links = append(links, Link{A: min(a, b), B: max(a, b), Kind: LinkTrial, Why: "a person said so"})
	}
	slices.SortFunc(links, func(l, m Link) int {
		return cmp.Or(strings.Compare(l.A, m.A), strings.Compare(l.B, m.B), strings.Compare(l.Kind, m.Kind), strings.Compare(l.Why, m.Why))
	})
	return slices.CompactFunc(links, func(l, m Link) bool { return l.A == m.A && l.B == m.B && l.Kind == m.Kind })
}

// trialReports are the groups that name one registration.
type trialReports struct {
	entry   []uint32 // the registration itself
	reports []uint32 // works that name one trial, in one register or several
	pools   []uint32 // works that name several trials
}

// trialLinks links each report of a trial to the first one: the entry in the
// register, else the smallest id. A work that names several trials pools them;
// numbers of different registers are one trial's.
func (k *clustering) trialLinks() []Link {
	trials := k.trials()
	var links []Link
	for _, id := range slices.Sorted(maps.Keys(trials)) {
		t := trials[id]
		single := append(k.sortByID(t.entry), k.sortByID(t.reports)...)
		if len(single) == 0 {
			continue
		}
		head := k.firstID(single[0])
		for _, root := range single[1:] {
			other := k.firstID(root)
			links = append(links, Link{A: min(head, other), B: max(head, other), Kind: LinkTrial, Why: id})
		}
		for _, root := range t.pools {
			links = append(links, Link{A: k.firstID(root), B: head, Kind: LinkPools, Why: id})
		}
	}
	return links
}

func (k *clustering) trials() map[string]*trialReports {
	named := make(map[uint32][]string)
	entries := make(map[uint32]bool)
	for i := range uint32(k.x.count) {
		p := k.x.at(i)
		if len(p.registry)+len(p.mentions) == 0 {
			continue
		}
		root := k.find(i)
		named[root] = append(append(named[root], p.registry...), p.mentions...)
		if p.form == registration {
			entries[root] = true
		}
	}
	trials := make(map[string]*trialReports)
	for root, ids := range named {
		slices.Sort(ids)
		ids = slices.Compact(ids)
		for _, id := range ids {
			t := trials[id]
			if t == nil {
				t = &trialReports{}
				trials[id] = t
			}
			switch {
			case entries[root]:
				t.entry = append(t.entry, root)
			case oneTrial(ids):
				t.reports = append(t.reports, root)
			default:
				t.pools = append(t.pools, root)
			}
		}
	}
	return trials
}

// oneTrial reports registrations that can be of one trial: no register gives it
// two.
func oneTrial(ids []string) bool {
	var registers []string
	for _, id := range ids {
		r, err := evidence.ParseRegistryID(id)
		if err != nil {
			return len(ids) == 1
		}
		if slices.Contains(registers, r.Registry) {
			return false
		}
		registers = append(registers, r.Registry)
	}
	return true
}

func (k *clustering) sortByID(roots []uint32) []uint32 {
	slices.SortFunc(roots, func(a, b uint32) int { return strings.Compare(k.firstID(a), k.firstID(b)) })
	return roots
}

// firstID is the smallest id in the group of a record.
func (k *clustering) firstID(i uint32) string {
	root := k.find(i)
	first := k.x.at(root).id
	for j := k.next[root]; j != root; j = k.next[j] {
		first = min(first, k.x.at(j).id)
	}
	return first
}

// answerLinks links errata, replies and comments to the works that they answer:
// the pairs that are no question.
func (k *clustering) answerLinks() []Link {
	var links []Link
	for _, e := range k.x.edges {
		if e.outcome != Distinct || k.find(e.a) == k.find(e.b) {
			continue
		}
		answer, work := e.a, e.b
		if k.x.at(answer).stage == original {
			answer, work = work, answer
		}
		p, q := k.x.at(answer), k.x.at(work)
		if kind := linkKind(p, q, e.guard); kind != "" {
			links = append(links, Link{A: k.firstID(answer), B: k.firstID(work), Kind: kind, Why: describeStages(p, q)})
		}
	}
	return links
}

// relation is what a source states of a record and another work.
type relation struct {
	kind, doi, pmid, source string
}

func prepareRelations(c *evidence.Citation) []relation {
	var list []relation
	for _, r := range c.Relations {
		doi, _ := splitVersion(r.DOI)
		if doi == "" && r.PMID == "" {
			continue
		}
		list = append(list, relation{strings.Clone(r.Kind), doi, strings.Clone(string(r.PMID)), strings.Clone(r.Source)})
	}
	return list
}

// states reports that a source relates a to b.
func states(a, b *prepared) bool {
	for _, r := range a.relations {
		if r.doi != "" && r.doi == b.doi && a.doi != b.doi || r.pmid != "" && r.pmid == b.pmid && a.pmid != b.pmid {
			return true
		}
	}
	return false
}

// statedLinks follows relations to records that are here.
func (k *clustering) statedLinks() []Link {
	wanted := make(map[string][]uint32)
	for i := range uint32(k.x.count) {
		for _, r := range k.x.at(i).relations {
			wanted["doi:"+r.doi], wanted["pmid:"+r.pmid] = nil, nil
		}
	}
	if len(wanted) == 0 {
		return nil
	}
	delete(wanted, "doi:")
	delete(wanted, "pmid:")
	for i := range uint32(k.x.count) {
		p := k.x.at(i)
		for _, id := range [...]string{"doi:" + p.doi, "pmid:" + p.pmid} {
			if list, ok := wanted[id]; ok {
				wanted[id] = append(list, i)
			}
		}
	}
	var links []Link
	for i := range uint32(k.x.count) {
		for _, r := range k.x.at(i).relations {
			for _, j := range append(slices.Clone(wanted["doi:"+r.doi]), wanted["pmid:"+r.pmid]...) {
				if k.find(i) != k.find(j) {
					links = append(links, Link{A: k.firstID(i), B: k.firstID(j), Kind: r.kind, Why: "stated by " + r.source})
				}
			}
		}
	}
	return links
}
