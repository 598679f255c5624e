package evidence

import (
	"strings"

	"dossier/evidence/notation"
)

// SameTitle reports whether two titles are one: equal after folding (letter
// case, accents, punctuation, hyphens, blanks), or different only in a misprint
// or ending, one letter in a long word, twice at most. Anything more may be
// another work: "in men" and "in women", "hypertension" and "hypotension",
// Part I and Part II.
func SameTitle(a, b string) bool {
	fa, fb := notation.Fold(a), notation.Fold(b)
	if fa == "" || fb == "" {
		return false
	}
	if strings.ReplaceAll(fa, " ", "") == strings.ReplaceAll(fb, " ", "") {
		return true
	}
	wa, wb := strings.Fields(fa), strings.Fields(fb)
	if len(wa) != len(wb) || len(wa) < 5 {
		return false
	}
	misprints := 0
	for i, w := range wa {
		if w == wb[i] {
			continue
		}
		if misprints++; misprints > 2 || min(len(w), len(wb[i])) < 6 || strings.ContainsAny(w+wb[i], "0123456789") || levenshtein(w, wb[i]) > 1 {
			return false
		}
	}
	return true
}

// TitleSimilarity grades the agreement of two titles from 0 to 1: the share of
// letters that need no change (Levenshtein), or of words in common when that is
// greater, because subtitles are added and left out.
func TitleSimilarity(a, b string) float64 {
	fa, fb := notation.Fold(a), notation.Fold(b)
	if fa == "" || fb == "" {
		return 0
	}
	return max(similarity(strings.ReplaceAll(fa, " ", ""), strings.ReplaceAll(fb, " ", "")), wordOverlap(fa, fb))
}

// wordOverlap is the share of different words that two folded titles have in
// common (Jaccard).
func wordOverlap(a, b string) float64 {
	in := map[string]int{}
	for _, w := range strings.Fields(a) {
		in[w] |= 1
	}
	for _, w := range strings.Fields(b) {
		in[w] |= 2
	}
	common := 0
	for _, mask := range in {
		if mask == 3 {
			common++
		}
	}
	return float64(common) / float64(len(in))
}

// similarity is 1 − Levenshtein distance / longer length, over bytes of folded
// text. Texts beyond maxCompared bytes are cut: abstracts end up here too.
func similarity(a, b string) float64 {
	a, b = a[:min(len(a), maxCompared)], b[:min(len(b), maxCompared)]
	longer := max(len(a), len(b))
	if longer == 0 {
		return 1
	}
	return 1 - float64(levenshtein(a, b))/float64(longer)
}

const maxCompared = 600

func levenshtein(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		diagonal := row[0]
		row[0] = i
		for j := 1; j <= len(b); j++ {
			change := diagonal
			if a[i-1] != b[j-1] {
				change++
			}
			diagonal = row[j]
			row[j] = min(change, row[j]+1, row[j-1]+1)
		}
	}
	return row[len(b)]
}

// SameFamily reports whether two authors have one family name: equal after
// folding, with or without the particle, one part of a compound name, or the
// name inside an undivided one ("Ytterberg SR").
func SameFamily(a, b Person) bool {
	if a.Family != "" && a.Family == b.Family {
		return true
	}
	na, nb := familyForms(a), familyForms(b)
	for _, x := range na {
		for _, y := range nb {
			if x == y || compoundOf(x, y) || compoundOf(y, x) {
				return true
			}
		}
	}
	return false
}

func familyForms(p Person) []string {
	if p.Family == "" {
		if f := notation.Fold(p.Literal); f != "" {
			return []string{f}
		}
		return nil
	}
	family := notation.Fold(p.Family)
	forms := []string{family}
	if p.Particle != "" {
		forms = append(forms, notation.Fold(p.Particle+" "+p.Family))
	}
	return forms
}

// compoundOf reports whether part is whole's first or last words: "khokhar" of
// "rajput khokhar". Particles alone are no name.
func compoundOf(part, whole string) bool {
	if len(part) < 3 || !strings.HasPrefix(whole, part+" ") && !strings.HasSuffix(whole, " "+part) {
		return false
	}
	for _, w := range strings.Fields(part) {
		if !notation.IsParticleFold(w) {
			return true
		}
	}
	return false
}
