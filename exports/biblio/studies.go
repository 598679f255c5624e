package biblio

import (
	"iter"
	"slices"
	"strings"

	"dossier/evidence"
)

// Studies are what a bibliography is written of. Only their keys need be in
// memory at the same time.
type Studies struct {
	Keys []string
	Load func(i int) (*evidence.Study, error) // the study of Keys[i]
}

// List gives studies that are in memory, without nil ones.
func List(studies []*evidence.Study) Studies {
	list := slices.DeleteFunc(slices.Clone(studies), func(s *evidence.Study) bool { return s == nil })
	keys := make([]string, len(list))
	for i, s := range list {
		keys[i] = s.Key
	}
	return Studies{keys, func(i int) (*evidence.Study, error) { return list[i], nil }}
}

// ByKey gives the studies in the order of their keys. Studies with one key
// (possible in a conversion, never in a library) stay in the order in which they
// came.
func (s Studies) ByKey() Studies {
	order := make([]int, len(s.Keys))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int { return strings.Compare(s.Keys[i], s.Keys[j]) })
	keys := make([]string, len(order))
	for i, from := range order {
		keys[i] = s.Keys[from]
	}
	return Studies{keys, func(i int) (*evidence.Study, error) { return s.Load(order[i]) }}
}

// All gives one study after the other, and ends with the first error.
func (s Studies) All() iter.Seq2[*evidence.Study, error] {
	return func(yield func(*evidence.Study, error) bool) {
		for i := range s.Keys {
			if study, err := s.Load(i); !yield(study, err) || err != nil {
				return
			}
		}
	}
}
