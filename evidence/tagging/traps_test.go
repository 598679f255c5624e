package tagging

import (
	"strings"
	"testing"

	"dossier/evidence"
)

// TestTraps holds every row of traps.csv: an invented sentence as a title, the
// outcomes and drugs that must be found in it, and those that must not.
func TestTraps(t *testing.T) {
	v := evidence.DefaultVocabulary()
	for _, trap := range v.Traps {
		t.Run(trap.ID+" "+trap.Phrase, func(t *testing.T) {
			for field, text := range map[string]Text{"title": {Title: trap.Example}, "abstract": {Abstract: trap.Example}} {
				s := Default().Suggest(text)
				found := foundTags(s)
				for _, want := range trap.Expect {
					if !found[want] {
						t.Errorf("%s: %q: %s is not found in %v", field, trap.Example, want, found)
					}
				}
				for _, not := range trap.ExpectNot {
					for id := range found {
						if refuses(v, not, id) {
							t.Errorf("%s: %q: found %s (%s)", field, trap.Example, id, trap.Rule)
						}
					}
				}
			}
		})
	}
}

// foundTags lists outcome ids, "drug:ID" and "comparator:ID" of a suggestion.
func foundTags(s Suggestion) map[string]bool {
	found := map[string]bool{}
	for _, tag := range s.Tags("study") {
		if tag.Outcome != "" {
			found[tag.Outcome] = true
			continue
		}
		found["drug:"+tag.Drug] = true
		if tag.Role == string(Comparator) {
			found["comparator:"+tag.Drug] = true
		}
	}
	return found
}

// refuses tells whether the found tag is what a trap forbids: the outcome or
// drug itself, or one beneath it that the trap does not speak of.
func refuses(v *evidence.Vocabulary, not, found string) bool {
	if not == "drug:human" {
		id, ok := strings.CutPrefix(found, "drug:")
		d, known := v.Drug(id)
		return ok && known && d.Kind != evidence.KindVeterinary
	}
	return found == not
}
