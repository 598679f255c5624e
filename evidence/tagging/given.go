package tagging

import "strings"

// Compounds that stand in no list and that the record introduces with no word, told
// by their being given: "rats treated with sinensetin", "eckol (5 mg/kg)". The word
// ends like the name of a substance.

// givenNames adds every place of such a name, where the title has it or the abstract
// has it often. All begin with an unknown word, but for numbers of a title.
func (r *reading) givenNames() {
	tried := 0 // bounded: each look reads the mentions or the text
	title, abstract := &r.fields[inTitle], &r.fields[inAbstract]
	for k := range title.words {
		if !title.words[k].number {
			r.givenName(inTitle, k, &tried)
		} else if title.numberedName(k) && tried < maxNames {
			tried++
			r.addGiven(inTitle, k, k+2)
		}
	}
	for _, k := range abstract.unknown {
		r.givenName(inAbstract, k, &tried)
		if k+1 < len(abstract.words) && abstract.words[k+1].sym == r.rules.acid {
			r.givenName(inAbstract, k+1, &tried)
		}
	}
}

// givenName adds every place of the name that ends with word k, an unknown word or "acid".
func (r *reading) givenName(fi int8, k int, tried *int) {
	f := &r.fields[fi]
	w := &f.words[k]
	if w.sym != 0 && w.sym != r.rules.acid || *tried >= maxNames {
		return
	}
	if w.caps {
		if f.shortOfChemical(k) {
			*tried++
			if !r.covered(fi, k) && !strings.Contains(f.text, f.text[w.start:w.end]+"-induced") { // what makes the disease
				r.addGiven(fi, k, k+1)
			}
		}
		return
	}
	if w.end-w.start > 24 || !f.substanceEnding(k) {
		return
	}
	first, last := f.partsBefore(k), f.partsAfter(k)
	if s := &f.sentences[f.sentenceOf(k)]; first < s.first || last < 0 || last > s.last || !f.givenBeside(s, first, last) {
		return
	}
	*tried++
	if !r.covered(fi, k) {
		r.addGiven(fi, first, last)
	}
}

// numberedName tells whether word k begins the number with a letter that chemists give the
// compounds of a series: "analogue 5R". In a title it is the one that the record is about.
func (f *field) numberedName(k int) bool {
	if !f.words[k].number || k == 0 || k+1 >= len(f.words) || f.words[k].before != gapSpace || f.words[k].end-f.words[k].start > 3 || f.words[k+1].before != 0 || f.words[k+1].end-f.words[k+1].start != 1 {
		return false
	}
	switch f.lower(k - 1) {
	case "compound", "derivative", "analogue", "analog", "chalcone", "conjugate", "hybrid", "prodrug", "antibiotic", "inhibitor":
		return true
	}
	return false
}

// shortOfChemical tells whether the capitals in brackets at word k stand for a systematic
// name: "…-2-yl)dibutanoic acid (ABCDA)".
func (f *field) shortOfChemical(k int) bool {
	w := &f.words[k]
	if w.sym != 0 || w.end-w.start < 4 || w.end-w.start > 8 || w.before&gapOpen == 0 || k < 4 || k+1 >= len(f.words) || f.words[k+1].before&gapClose == 0 || f.hasDigitIn(k) {
		return false
	}
	last := k - 1
	switch f.lower(last) {
	case "acid", "ester", "amide", "hydrochloride", "sodium":
		last--
	}
	if f.words[last].sym != 0 || !chemicalEnd(f.lower(last)) {
		return false
	}
	numbers := 0
	for j := last; j > 0 && j >= k-9 && f.words[j].before&gapSpace == 0; j-- {
		if f.words[j-1].number {
			numbers++
		}
	}
	return numbers >= 1
}

// chemicalEnd tells whether a word ends like the last part of a systematic name.
func chemicalEnd(word string) bool {
	for _, end := range [...]string{"ine", "ole", "one", "ane", "ene", "amide", "oic", "ic", "ate", "ide", "ol", "urea", "nitrile", "al"} {
		if len(word) > len(end)+2 && strings.HasSuffix(word, end) {
			return true
		}
	}
	return false
}

// namesAcid tells whether word k is the "acid" of a name that no list has: "rosolic
// acid".
func (f *field) namesAcid(k int) bool {
	return k > 0 && f.lower(k) == "acid" && f.words[k-1].sym == 0 && !f.words[k-1].caps && f.words[k].before == gapSpace && strings.HasSuffix(f.lower(k-1), "ic")
}

// partsBefore is where the name that ends with word k begins: short parts with a hyphen
// belong to it, as in "6-gingerol". It is -1 behind "anti-", "non-" and their like.
func (f *field) partsBefore(k int) int {
	first := k
	if f.lower(k) == "acid" {
		first--
	}
	for first > 0 && k-first < 3 && isHyphen(f.between(first-1, first)) {
		switch f.lower(first - 1) {
		case "anti", "non", "pre", "post", "co", "self", "high", "low", "sub", "re", "multi", "inter", "intra", "de":
			return -1
		}
		if f.words[first-1].end-f.words[first-1].start > 6 {
			return -1 // "vehicle-ovalbumin"
		}
		first--
	}
	return first
}

// partsAfter is where the name of word k ends: a capital or a number behind it belongs to
// it, as in "ginkgolide K" and "nesfatin-1". It is -1 where the name goes on otherwise:
// "polyxin-2b".
func (f *field) partsAfter(k int) int {
	if k+1 >= len(f.words) {
		return k + 1
	}
	n := &f.words[k+1]
	short := n.end-n.start <= 2
	if isHyphen(f.between(k, k+1)) {
		switch f.lower(k + 1) {
		case "treated", "fed", "supplemented", "injected", "treatment":
			return k + 1
		}
		if n.number && short && !(k+2 < len(f.words) && f.words[k+2].before == 0) {
			return k + 2
		}
		return -1
	}
	if n.before == gapSpace && n.upper && n.end-n.start == 1 {
		return k + 2
	}
	return k + 1
}

// substanceEnding tells whether an unknown word ends like the name of a substance:
// "eckol", "sinensetin", "fucosterol", or is the "acid" of one. Words of the language that
// end so stand among those that are no stems.
func (f *field) substanceEnding(k int) bool {
	w := &f.words[k]
	if w.sym != 0 {
		return f.namesAcid(k)
	}
	if w.end-w.start < 5 {
		return false
	}
	word := f.lower(k)
	switch word[len(word)-1] { // most words end otherwise
	case 'n':
		return strings.HasSuffix(word, "in") && !strings.HasSuffix(word, "protein") && !strings.HasSuffix(word, "toxin") && !strings.HasSuffix(word, "globulin")
	case 'l':
		return strings.HasSuffix(word, "ol")
	case 'e':
		return (strings.HasSuffix(word, "ine") || strings.HasSuffix(word, "one") || strings.HasSuffix(word, "ide") || strings.HasSuffix(word, "ene")) &&
			!strings.HasSuffix(word, "kine") && !strings.HasSuffix(word, "hormone") && !strings.HasSuffix(word, "gene") && !strings.HasSuffix(word, "tide") && !strings.HasSuffix(word, "vaccine")
	}
	return false
}

// givenBeside tells whether the words beside [first, last) say that it is given to
// somebody.
func (f *field) givenBeside(s *sentence, first, last int) bool {
	if last < s.last && f.words[last].before&^gapSoft == 0 {
		switch f.lower(last) {
		case "treatment", "administration", "supplementation", "monotherapy", "injection", "injections", "infusion":
			return f.words[last].before == gapSpace
		}
		if notCompound(f.lower(last)) {
			return false
		}
	}
	if f.massAfter(last-1) || f.givenAfter(s, last) || f.naturalProduct(s, last) {
		return true
	}
	if first == s.first || f.words[first].before&^gapSoft != 0 {
		return false
	}
	two := ""
	if first-2 >= s.first {
		two = f.lower(first - 2)
	}
	before := f.lower(first - 1)
	if (before == "oral" || before == "topical" || before == "dietary") && first-2 >= s.first && f.words[first-1].before&^gapSoft == 0 {
		before, two = two, ""
		if first-3 >= s.first {
			two = f.lower(first - 3)
		}
	}
	switch before {
	case "with":
		switch two {
		case "treated", "treatment", "injected", "supplemented", "supplementation", "dosed", "pretreated", "pretreatment", "cotreated", "administered", "gavaged":
			return true
		}
	case "of":
		switch two {
		case "administration", "injection", "injections", "infusion", "infusions", "dose", "doses", "supplementation", "gavage", "kg":
			return true
		}
	case "to":
		switch two {
		case "randomised", "randomized", "assigned", "allocated", "switched":
			return true
		}
	case "containing":
		return two == "diet" || two == "diets" || two == "feed" || two == "chow"
	case "received", "receiving", "receive", "administered", "fed", "intraperitoneal", "intragastric", "intravenous", "intramuscular", "subcutaneous", "intranasal", "exogenous", "recombinant", "given":
		return true
	}
	return false
}

// givenAfter tells whether "was administered" or its like follows, perhaps behind an
// abbreviation in brackets.
func (f *field) givenAfter(s *sentence, k int) bool {
	if k+1 < s.last && f.words[k].before&gapOpen != 0 && f.words[k+1].before&gapClose != 0 {
		k++
	}
	if k >= s.last || f.lower(k) != "was" && f.lower(k) != "were" {
		return false
	}
	for k++; k < s.last && (f.lower(k) == "orally" || f.lower(k) == "then" || f.lower(k) == "intraperitoneally" || f.lower(k) == "intravenously" || f.lower(k) == "also"); k++ {
	}
	if k >= s.last {
		return false
	}
	switch f.lower(k) {
	case "administered", "given", "injected", "infused", "dosed", "gavaged":
		return true
	}
	return false
}

// naturalProduct tells whether the words behind the name call it a substance of plants or
// microbes: "eckol, a phlorotannin from brown algae".
func (f *field) naturalProduct(s *sentence, k int) bool {
	if k+1 >= s.last || f.words[k].before&gapComma == 0 || f.lower(k) != "a" && f.lower(k) != "an" && f.lower(k) != "the" {
		return false
	}
	for k++; k < s.last && f.words[k].before&^gapSoft == 0; k++ {
		switch f.lower(k) {
		case "alkaloid", "flavonoid", "flavone", "flavonol", "flavanone", "isoflavone", "biflavonoid", "terpenoid", "triterpenoid", "triterpene", "diterpenoid", "diterpene", "sesquiterpene", "monoterpene", "saponin", "polyphenol", "phlorotannin",
			"lignan", "coumarin", "xanthone", "stilbene", "stilbenoid", "chalcone", "carotenoid", "anthraquinone", "quinone", "glycoside", "phytosterol", "iridoid", "phytochemical", "antibiotic":
			return true
		case "of", "from", "in", "that", "which", "for", "isolated", "with":
			return false
		}
	}
	return false
}

// massAfter tells whether a dose by mass follows word k: "(5 mg/kg)", "at doses of 10,
// 20 and 40 mg/kg". A concentration is none.
func (f *field) massAfter(k int) bool {
	j := k + 1
	for limit := min(j+4, len(f.words)); j < limit && !f.words[j].number; j++ {
		switch f.lower(j) {
		case "at", "a", "dose", "doses", "of", "the", "in":
			if f.words[j].before&^(gapSpace|gapOpen) == 0 {
				continue
			}
		}
		return false
	}
	for limit := min(j+6, len(f.words)); j < limit; j++ {
		if f.words[j].before&^(gapSpace|gapOpen|gapComma|gapSlash|gapHyphen|gapOther) != 0 {
			return false
		}
		if f.words[j].number || f.lower(j) == "and" || f.lower(j) == "or" || f.lower(j) == "to" {
			continue
		}
		switch f.lower(j) {
		case "mg", "μg", "µg", "mcg":
			return f.words[j-1].number && (j+1 == len(f.words) || f.words[j+1].before&gapSlash == 0 || f.lower(j+1) == "kg" || f.lower(j+1) == "day")
		}
		return false
	}
	return false
}

// addGiven adds every place of the name of words [first, last), in capitals or not, if
// the title has it or the abstract has it three times.
func (r *reading) addGiven(fi int8, first, last int) {
	f := &r.fields[fi]
	name := f.small[f.words[first].start:f.words[last-1].end]
	if len(name) != int(f.words[last-1].end-f.words[first].start) || !strings.Contains(r.fields[inTitle].small, name) && strings.Count(r.fields[inAbstract].small, name) < 3 {
		return
	}
	places := 0
	for _, at := range [...]int8{inTitle, inAbstract} {
		g := &r.fields[at]
		for k := 0; k+last-first <= len(g.words) && places < maxUnknown; k++ {
			w, end := &g.words[k], k+last-first
			if g.small[w.start:g.words[end-1].end] != name {
				continue
			}
			if places++; !r.covered(at, k) {
				r.addUnknown(at, k, end, term{kind: termDrug, text: name})
			}
		}
	}
}
