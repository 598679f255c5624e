package notation

import (
	"testing"

	"pgregory.net/rapid"
)

func TestFold(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"Journal of the American Academy", "journal of the american academy"},
		{"Ann. Rheum. Dis.", "ann rheum dis"},
		{"Rønnstad, Großmann & Łukasz", "ronnstad grossmann lukasz"},
		{"TNF-α", "tnf alpha"}, {"TNF-alpha", "tnf alpha"}, {"5 µg", "5 mug"},
		{"  “Quoted”—dash… ", "quoted dash"},
		{"Crohn's Crohn’s", "crohns crohns"},
		{"H₂O ﬁ Ⅳ", "h2o fi iv"},
		{"soft\u00adhyphen zero\u200bwidth", "softhyphen zerowidth"},
		{"Ｆｕｌｌ", "full"}, {"東京", "東京"}, {"", ""}, {"...", ""},
	} {
		if got := Fold(c.in); got != c.want {
			t.Errorf("Fold(%q) = %q, want %q", c.in, got, c.want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.String().Draw(t, "s")
		if f := Fold(s); Fold(f) != f {
			t.Fatalf("Fold(%q) = %q, and that %q", s, f, Fold(f))
		}
	})
}

func TestSameJournal(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"J Am Acad Dermatol", "Journal of the American Academy of Dermatology", true},
		{"J. Am. Acad. Dermatol.", "Journal of the American Academy of Dermatology", true},
		{"N Engl J Med", "The New England Journal of Medicine", true},
		{"Lancet", "Lancet (London, England)", true}, {"The Lancet", "lancet", true},
		{"Clin Exp Allergy", "Clinical & Experimental Allergy", true}, {"Clinical and Experimental Allergy", "Clinical & Experimental Allergy", true},
		{"J Dtsch Dermatol Ges", "Journal der Deutschen Dermatologischen Gesellschaft", true},
		{"PLoS ONE", "PLOS One", true}, {"Ann Rheum Dis", "Annals of the Rheumatic Diseases", true},
		{"Proc Natl Acad Sci U S A", "Proceedings of the National Academy of Sciences of the United States of America", true},
		{"BMJ", "British Medical Journal", true}, {"JAAD", "Journal of the American Academy of Dermatology", true},
		{"Actas Dermosifiliogr", "Actas Dermo-Sifiliográficas", true},
		{"Arthritis Rheumatol", "Arthritis & Rheumatology", true},
		{"JAMA", "JAMA Dermatology", false}, {"J Am Acad Dermatol", "Journal of the American Academy of Dermatology International", false},
		{"Br J Dermatol", "Br J Haematol", false}, {"International Journal of Dermatology", "Journal of Dermatology", false},
		{"Dermatology", "Dermatology and Therapy", false}, {"Lancet", "Lancet Rheumatology", false}, {"", "", false}, {"BMJ", "BMJ Open", false},
		{"Allergy", "Clinical & Experimental Allergy", false},
	} {
		if got := SameJournal(c.a, c.b); got != c.want || SameJournal(c.b, c.a) != got {
			t.Errorf("SameJournal(%q, %q) = %v (%v), other way %v", c.a, c.b, got, JournalSimilarity(c.a, c.b), JournalSimilarity(c.b, c.a))
		}
	}
}

func TestNames(t *testing.T) {
	for _, w := range []string{"von", "van", "der", "de", "la", "d'", "d’"} {
		if !IsParticle(w) {
			t.Errorf("%q is a particle", w)
		}
	}
	for _, w := range []string{"Van", "Lo", "smith", ""} {
		if IsParticle(w) {
			t.Errorf("%q is no particle", w)
		}
	}
	for _, w := range []string{"Jr", "Jr.", "Sr", "II", "III", "3rd", "jr"} {
		if !IsSuffix(w) {
			t.Errorf("%q is a suffix", w)
		}
	}
	for _, w := range []string{"V", "JA", "ii", "Senior", "Junior", "Neto", "", "I"} {
		if IsSuffix(w) {
			t.Errorf("%q is no suffix", w)
		}
	}
	for w, want := range map[string]bool{"World Health Organization": true, "GTEx Consortium": true, "ORAL Surveillance Investigators": true, "GBD 2019": true,
		"John Smith": false, "Maria Grupp": false, "Committee": false, "Steven R. Ytterberg": false} {
		if IsCorporate(w) != want {
			t.Errorf("IsCorporate(%q) = %v", w, !want)
		}
	}
}

func TestCalendarAndGreek(t *testing.T) {
	for name, want := range map[string]int{"January": 1, "feb.": 2, "MÄRZ": 3, "avril": 4, "mayo": 5, "giugno": 6, "lipca": 7, "août": 8, "set": 9, "paź": 10, "novembro": 11, "Dez": 12} {
		if got, ok := Month(name); !ok || got != want {
			t.Errorf("Month(%q) = %d, %v", name, got, ok)
		}
	}
	if _, ok := Month("Winter"); ok {
		t.Error("Winter is a month")
	}
	if MonthAbbrev(6) != "Jun" || MonthAbbrev(0) != "" || MonthAbbrev(13) != "" {
		t.Error("month abbreviations")
	}
	for r, want := range map[rune]string{'α': "alpha", 'Δ': "Delta", 'ω': "omega", 'ς': "sigma", 'σ': "sigma", 'Ω': "Omega", 'µ': "mu"} {
		if got, _ := GreekName(r); got != want {
			t.Errorf("GreekName(%c) = %q", r, got)
		}
	}
	if r, ok := GreekLetter("Gamma"); !ok || r != 'Γ' {
		t.Errorf("Gamma is %c", r)
	}
}

func TestKnownWord(t *testing.T) {
	for _, w := range []string{"immunomodulators", "Dermatology", "randomized", "randomised", "infections", "comorbidities", "systematic"} {
		if !KnownWord(w) {
			t.Errorf("%q is not known", w)
		}
	}
	for _, w := range []string{"metaanalysis", "longterm1", "placebocontrolled", "headtohead", "realworld", "", "systemat"} {
		if KnownWord(w) {
			t.Errorf("%q is known", w)
		}
	}
}
