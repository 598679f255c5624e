package tagging

import "strings"

// The rule files list laboratory values by the outcome that their change is: blood counts
// by the cytopenia when they fall, ALT by the liver when it rises. The value is no outcome
// of itself: "platelet counts were measured" says nothing of thrombocytopenia.

// valueChanged tells whether the value at words [first, last) is said to fall, or, of the
// liver, to rise: by the verb after it ("platelet and leukocyte counts were markedly
// reduced") or the word before it ("lowered the haematocrit", "a rise in ALT").
func (r *reading) valueChanged(t *term, f *field, first, last int) bool {
	if t.text != strings.ToLower(t.text) && f.lower(first) == f.wordText(first) {
		return false // an abbreviation in small letters
	}
	changed := isFall
	if t.roof == "hepatic" {
		changed = isRise
	}
	s := &f.sentences[f.sentenceOf(first)]
	if last < s.last && f.words[last].before == gapSpace && f.lower(last) == "a1c" || first > s.first && notOfBlood(f.lower(first-1)) {
		return false
	}
	for k := first; k < s.last; k++ { // neutrophils of a lung, or of a joint
		if notBlood(f.lower(k)) {
			return false
		}
	}
	const reach = 9
	for k := last; k < s.last && k < last+reach; {
		if f.words[k].before&^(gapSoft|gapComma) != 0 {
			break
		}
		if changed(f.lower(k)) {
			return true
		}
		if _, end := r.rules.content.longest(f.words, k); r.valueAt(f, k) {
			k = end
			continue
		}
		if !leadsToFall(f.lower(k)) {
			break
		}
		k++
	}
	if r.listedChange(f, s, first) {
		return true
	}
	for k := first - 1; k >= s.first && k >= first-6; k-- {
		if f.words[k+1].before&^(gapSoft|gapComma) != 0 {
			break
		}
		if w := f.lower(k); changed(w) && w != "low" && w != "lower" && w != "higher" || t.roof != "hepatic" && makesFall(w) { // "lower counts" are a trait of some
			return k == s.first || f.lower(k-1) != "to" // "used to reduce"
		}
		if !leadsToCount(f.lower(k)) {
			break
		}
	}
	return false
}

// listedChange tells whether the value that begins at word k is an item of the list of
// those that changed: "changes from baseline in lymphocytes, platelets, triglycerides
// and ALT were minimal".
func (r *reading) listedChange(f *field, s *sentence, k int) bool {
	for w := k - 1; w > s.first && w > k-24; w-- {
		if f.words[w+1].before&^(gapSoft|gapComma|gapHyphen) != 0 {
			return false
		}
		switch f.lower(w) {
		case "in":
			if w-2 > s.first && f.lower(w-1) == "baseline" && f.lower(w-2) == "from" {
				w -= 2
			}
			t := f.lower(w - 1)
			return t == "changes" || t == "abnormalities" || t == "alterations"
		case "was", "were", "is", "are", "had", "has", "with", "without", "who", "that", "which", "than", "by", "at", "for", "from", "to":
			return false
		}
	}
	return false
}

// valueAt tells whether the name of such a value begins at word k.
func (r *reading) valueAt(f *field, k int) bool {
	ids, _ := r.rules.content.longest(f.words, k)
	return len(ids) > 0 && r.rules.terms[ids[0]].kind == termValue
}

// isFall tells whether the word says that something became less, or was low.
func isFall(t string) bool {
	switch t {
	case "reduced", "decreased", "lowered", "diminished", "depressed", "suppressed", "fell", "dropped", "declined", "lower", "low", "decline", "declines", "decrease", "decreases", "reduction", "reductions", "altered", "affected", "fall", "falls", "drop", "drops":
		return true
	}
	return false
}

// isRise tells whether the word says that something became more, or was high.
func isRise(t string) bool {
	switch t {
	case "increased", "increase", "increases", "elevated", "elevation", "elevations", "raised", "rise", "rises", "rose", "higher", "doubled", "tripled":
		return true
	}
	return false
}

// makesFall tells whether the word has what becomes less behind it.
func makesFall(t string) bool {
	switch t {
	case "reduces", "reducing", "lowers", "lowering", "decreasing", "depresses", "suppresses", "suppressing", "falling", "declining", "dropping", "depression", "suppression", "diminution", "fallen":
		return true
	}
	return false
}

// leadsToFall tells whether the word may stand between a count and its fall.
func leadsToFall(t string) bool {
	switch t {
	case "and", "or", "count", "counts", "level", "levels", "value", "values", "concentration", "concentrations", "activity", "activities", "number", "numbers", "was", "were", "is", "are", "be", "had", "has", "have", "been", "also", "not", "both", "all", "that", "which",
		"significantly", "markedly", "slightly", "transiently", "progressively", "mildly", "moderately", "severely", "substantially", "dose", "dependently", "rapidly", "gradually", "temporarily", "only", "further", "then", "subsequently", "initially", "consistently",
		"showed", "show", "found", "to", "a", "significant", "marked", "slight", "transient", "modest", "mild", "moderate", "severe", "progressive", "dependent", "dramatic", "dramatically", "gradual", "rapid":
		return true
	}
	return false
}

// leadsToCount tells whether the word may stand between a fall and its count.
func leadsToCount(t string) bool {
	switch t {
	case "in", "of", "the", "a", "and", "or", "both", "mean", "median", "peripheral", "total", "blood", "absolute", "circulating", "serum", "plasma", "liver", "their", "his", "her", "number", "numbers", "count", "counts", "level", "levels":
		return true
	}
	return false
}

// notOfBlood tells whether the word before makes the count another thing.
func notOfBlood(t string) bool {
	switch t {
	case "glycated", "glycosylated", "free", "urinary", "faecal", "fecal", "fetal", "foetal", "corpuscular", "sperm", "oxygenated", "mature", "activated":
		return true
	}
	return false
}

// notBlood tells whether the word names a place where cells of the blood go in
// inflammation.
func notBlood(t string) bool {
	switch t {
	case "lavage", "balf", "bal", "sputum", "synovial", "fluid", "peritoneal", "csf", "infiltration", "infiltrating", "tissue", "tissues", "wound", "urine", "lungs", "lesion", "lesions":
		return true
	}
	return false
}
