package tagging

import (
	"path/filepath"
	"reflect"
	"testing"

	"dossier/cmd/corpustest"
	"dossier/evidence"
)

// TestMarksOnlySaveTime reads texts with every mark in every sentence: no rule may
// find more than where the marks tell it not to look.
func TestMarksOnlySaveTime(t *testing.T) {
	rules := compile(evidence.DefaultVocabulary())
	rules.marks = make([]mark, len(rules.symbols.ids)+1)
	for i := range rules.marks {
		rules.marks[i] = ^mark(0)
	}
	all := &Tagger{rules: func() *ruleSet { return rules }}
	check := func(name string, text Text) {
		if got, want := Default().Suggest(text), all.Suggest(text); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: with marks\n%+v\nwithout\n%+v", name, got, want)
		}
	}
	check("benchmark", Text{Title: title, Abstract: abstract})
	dir := corpustest.Dir(t, "gold")
	n := 0
	for _, file := range []string{"dev.jsonl", "pool.jsonl"} {
		for _, r := range readGold(t, filepath.Join(dir, file)) {
			check(r.ID, Text{Title: r.Title, Abstract: r.Abstract})
			n++
		}
	}
	t.Logf("%d texts", n)
}

// TestMarksLeaveWordsUnknown looks for a symbol of words that only a mark has.
func TestMarksLeaveWordsUnknown(t *testing.T) {
	rules := compile(evidence.DefaultVocabulary())
	f := &field{}
	f.split("title", "Each expenditure on nashvillemab", &rules.symbols)
	f.cutSentences(rules)
	f.noteMarks(rules)
	if !f.holds(markEach) || !f.holds(markEconomic) || f.holds(markReaction) {
		t.Errorf("marks %b", f.marks)
	}
	for _, w := range f.words[:2] {
		if w.sym != 0 {
			t.Errorf("%q has symbol %d", f.text[w.start:w.end], w.sym)
		}
	}
}

// TestGramsTellAbsentPhrases compares the set of grams with a search.
func TestGramsTellAbsentPhrases(t *testing.T) {
	f := &field{}
	f.split("abstract", "Métabolic syndrome in the obese, and α-blockers", &Default().rules().symbols)
	for phrase, want := range map[string]bool{"": true, "o": true, "in": true, "zz": false, "syndrome in": true, "ébo": false, "étabolic": true, "α-block": true, "diabet": false, "blockers": true, "blockers ": false} {
		if f.contains(phrase) != want {
			t.Errorf("contains(%q) is %v", phrase, !want)
		}
	}
}
