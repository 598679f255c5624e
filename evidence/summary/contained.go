package summary

import (
	"fmt"
	"slices"
	"strings"
)

// contained finds the studies of a body of evidence that another one there is known
// to pool: by trial label or key, the name of the pooled analysis. Their patients
// are in it already.
func (b *builder) contained(part []*entry) map[string]string {
	var in map[string]string
	for _, e := range part {
		for i := range e.heads {
			pools := e.heads[i].Pools
			if b.o.Contains != nil {
				pools = slices.Concat(pools, b.o.Contains(e.heads[i].Key))
			}
			if len(pools) == 0 {
				continue
			}
			for _, x := range part {
				if x.trial() == e.trial() || !slices.Contains(pools, x.trial()) && !slices.ContainsFunc(x.cites(), func(key string) bool { return slices.Contains(pools, key) }) {
					continue
				}
				if in == nil {
					in = map[string]string{}
				}
				in[x.trial()] = studyName(e.heads[i])
			}
		}
	}
	return in
}

// countedOnce leaves out the entries of contained studies.
func countedOnce(part []*entry, contained map[string]string) []*entry {
	if len(contained) == 0 {
		return part
	}
	return slices.DeleteFunc(slices.Clone(part), func(e *entry) bool { return contained[e.trial()] != "" })
}

// containedText is the footnote on studies that a pooled analysis beside them holds.
func containedText(part []*entry, contained map[string]string) string {
	var parts []string
	said := map[string]bool{}
	for _, e := range part {
		if whole := contained[e.trial()]; whole != "" && !said[e.trial()] {
			said[e.trial()] = true
			parts = append(parts, fmt.Sprintf("%s pools %s", whole, studyNames(e)))
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return strings.Join(parts, "; ") + ": both stand here, and the patients of the pooled study count once, in the pooled analysis."
}
