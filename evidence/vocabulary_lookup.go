package evidence

import (
	"fmt"
	"slices"
	"strings"
	"sync"
)

// vocabularyLookup maps folded spellings to ids; built on the first lookup.
type vocabularyLookup struct {
	once     sync.Once
	drugs    map[string]string
	outcomes map[string]string
}

// UnknownTermError says that a drug or outcome is not in the vocabulary and
// which terms are near.
type UnknownTermError struct {
	Kind        string // "drug" or "outcome"
	Text        string
	Suggestions []string // ids, best first
}

func (e *UnknownTermError) Error() string {
	switch len(e.Suggestions) {
	case 0:
		return fmt.Sprintf("unknown %s %q", e.Kind, e.Text)
	case 1:
		return fmt.Sprintf("unknown %s %q; did you mean %s?", e.Kind, e.Text, e.Suggestions[0])
	}
	last := len(e.Suggestions) - 1
	return fmt.Sprintf("unknown %s %q; did you mean %s or %s?", e.Kind, e.Text,
		strings.Join(e.Suggestions[:last], ", "), e.Suggestions[last])
}

// LookupDrug finds a drug by id, INN, variant, brand or code, in any letter
// case and with or without hyphens and spaces. The error is *UnknownTermError.
func (v *Vocabulary) LookupDrug(text string) (string, error) {
	if _, ok := v.Drug(text); ok {
		return text, nil // an id needs no table of all spellings
	}
	v.buildLookup()
	return find("drug", text, v.lookup.drugs)
}

// LookupOutcome finds an outcome by id, label, synonym or abbreviation. The
// error is *UnknownTermError.
func (v *Vocabulary) LookupOutcome(text string) (string, error) {
	if _, ok := v.Outcome(text); ok {
		return text, nil
	}
	v.buildLookup()
	return find("outcome", text, v.lookup.outcomes)
}

func (v *Vocabulary) buildLookup() {
	v.lookup.once.Do(func() {
		v.lookup.drugs = make(map[string]string, 4*len(v.Drugs))
		v.lookup.outcomes = make(map[string]string, 8*len(v.Outcomes))
		// ids first: an id always means its own row.
		for i := range v.Drugs {
			v.lookup.drugs[termKey(v.Drugs[i].ID)] = v.Drugs[i].ID
		}
		for i := range v.Outcomes {
			v.lookup.outcomes[termKey(v.Outcomes[i].ID)] = v.Outcomes[i].ID
		}
		for i := range v.Drugs {
			for name := range v.Drugs[i].Names() {
				addTerm(v.lookup.drugs, name, v.Drugs[i].ID)
			}
		}
		for i := range v.Outcomes {
			for name := range v.Outcomes[i].Names() {
				addTerm(v.lookup.outcomes, name, v.Outcomes[i].ID)
			}
		}
	})
}

func addTerm(terms map[string]string, name, id string) {
	if key := termKey(name); terms[key] == "" {
		terms[key] = id
	}
}

func find(kind, text string, terms map[string]string) (string, error) {
	key := termKey(text)
	if id, ok := terms[key]; ok && key != "" {
		return id, nil
	}
	if id, ok := terms[strings.TrimSuffix(key, "s")]; ok && len(key) > 4 {
		return id, nil
	}
	return "", &UnknownTermError{Kind: kind, Text: text, Suggestions: nearTerms(key, terms)}
}

// nearTerms lists up to three ids whose spelling is close to key: few edits
// for its length, or key is the beginning of a spelling.
func nearTerms(key string, terms map[string]string) []string {
	if len(key) < 3 {
		return nil
	}
	type near struct {
		id       string
		distance int
	}
	best := map[string]int{}
	limit := 1 + len(key)/5
	for term, id := range terms {
		d := editDistance(key, term, limit)
		if d > limit && strings.HasPrefix(term, key) {
			d = limit
		}
		if old, ok := best[id]; d <= limit && (!ok || d < old) {
			best[id] = d
		}
	}
	list := make([]near, 0, len(best))
	for id, d := range best {
		list = append(list, near{id, d})
	}
	slices.SortFunc(list, func(a, b near) int {
		if a.distance != b.distance {
			return a.distance - b.distance
		}
		return strings.Compare(a.id, b.id)
	})
	ids := make([]string, 0, 3)
	for _, n := range list[:min(3, len(list))] {
		ids = append(ids, n.id)
	}
	return ids
}

// editDistance is the optimal string alignment distance (a swap of neighbours
// counts one), or limit+1 as soon as it must be more than limit.
func editDistance(a, b string, limit int) int {
	ar, br := []rune(a), []rune(b)
	if d := len(ar) - len(br); d > limit || -d > limit {
		return limit + 1
	}
	before, prev, cur := make([]int, len(br)+1), make([]int, len(br)+1), make([]int, len(br)+1)
	for j := range prev {
		prev[j] = j
	}
	for i := 1; i <= len(ar); i++ {
		cur[0] = i
		lowest := i
		for j := 1; j <= len(br); j++ {
			cost := 1
			if ar[i-1] == br[j-1] {
				cost = 0
			}
			cur[j] = min(prev[j]+1, cur[j-1]+1, prev[j-1]+cost)
			if i > 1 && j > 1 && ar[i-1] == br[j-2] && ar[i-2] == br[j-1] {
				cur[j] = min(cur[j], before[j-2]+1)
			}
			lowest = min(lowest, cur[j])
		}
		if lowest > limit {
			return limit + 1
		}
		before, prev, cur = prev, cur, before
	}
	return min(prev[len(br)], limit+1)
}
