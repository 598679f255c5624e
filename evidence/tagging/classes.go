package tagging

import (
	"slices"
	"strings"

	"dossier/evidence"
)

// A class of medicines is suggested where the record means the class itself: what
// people were given or exposed to, what failed before, what a review is about. A
// class word that only says what a named medicine is, or that only sets the scene,
// names no further drug.

// saysWhatItIs tells whether the class is the predicate of a medicine: "bumetanide
// is a loop diuretic", "haloperidol is one of the most used antipsychotic drugs".
func (r *reading) saysWhatItIs(m *mention) bool {
	f := &r.fields[m.field]
	s := f.sentences[m.sent]
	for k := int(m.first) - 1; k > s.first && k >= int(m.first)-9; k-- {
		if f.words[k+1].before&(gapStop|gapSemicolon|gapColon) != 0 {
			return false
		}
		switch f.lower(k) {
		case "is", "was", "are":
			return r.medicineEndsAt(m.field, k) && r.articleBetween(f, k+1, int(m.first)) || r.medicineEndsAt(m.field, k) && f.lower(k+1) == "one"
		case "and":
			switch f.lower(k + 1) {
			case "only", "first", "selective", "potent", "reversible", "specific", "oral", "highly":
				continue // "is the first and only JAK inhibitor"
			}
			return false
		case "or", "that", "which", "than", "with", "to", "in", "by", "for":
			return false
		}
	}
	return false
}

// traitOfAnother tells whether the class is what something else does or is worth: "may serve
// as an antibacterial agent", "(equivalent to 500 mg/d immunoglobulins)", "with
// antibacterial and muscle relaxant activities".
func (r *reading) traitOfAnother(m *mention) bool {
	f := &r.fields[m.field]
	s := f.sentences[m.sent]
	k := int(m.first)
	for j := k - 1; j > s.first && j >= k-5 && f.words[j+1].before&(gapStop|gapComma|gapSemicolon) == 0; j-- {
		switch f.lower(j) {
		case "equivalent":
			return f.lower(j+1) == "to" || f.lower(j+1) == "of"
		case "as":
			switch f.lower(j - 1) {
			case "serve", "serves", "act", "acts", "acting", "served", "acted", "potential", "promise", "developed", "useful":
				return j+1 < k && (f.lower(j+1) == "a" || f.lower(j+1) == "an")
			}
		}
	}
	if e := int(m.last); e < s.last && f.words[e].before&^gapSoft == 0 && (f.lower(e) == "activities" || f.lower(e) == "activity" || f.lower(e) == "properties") {
		return true
	}
	if k-2 > s.first && f.lower(k-1) == "and" && f.words[k].before&^gapSoft == 0 && f.words[k-1].before&^gapSoft == 0 {
		for _, o := range r.mentionsIn(m.field, k-longestTerm, k-1) {
			if o.kind == termDrug && o.ok && r.ofClass(&o) && k-1-int(o.last) <= 1 && k-1 >= int(o.last) && o.first > 0 && f.lower(int(o.first)-1) != "and" && r.traitOfAnother(&o) {
				return true // "as an antibacterial agent and muscle relaxant"
			}
		}
	}
	if e := int(m.last); e+2 < s.last && f.words[e].before&^gapSoft == 0 && f.lower(e) == "and" && f.words[e+1].before&^gapSoft == 0 {
		for j := e + 2; j < s.last && j <= e+4 && f.words[j].before&^gapSoft == 0; j++ {
			switch f.lower(j) {
			case "activities", "properties":
				return true
			}
		}
	}
	return false
}

// medicineEndsAt tells whether a medicine, perhaps with an abbreviation in brackets,
// ends right before word k.
func (r *reading) medicineEndsAt(fi int8, k int) bool {
	f := &r.fields[fi]
	open := 0 // the word that opens the bracket before word k: "(FF/VI) is"
	for j := k - 1; j > 0 && j >= k-4; j-- {
		if f.words[j].before&gapOpens != 0 {
			open = j
			break
		}
		if f.words[j].before&(gapClose|gapStop|gapComma) != 0 {
			break
		}
	}
	for _, o := range r.mentionsIn(fi, k-longestTerm, k) {
		if o.kind == termDrug && o.ok && (int(o.last) == k || int(o.last) == open && open > 0) && !r.ofClass(&o) {
			return true
		}
	}
	return false
}

// titleOf tells whether the class, in the singular, stands right before the
// medicine: "the nucleoside analogue GS-441524", "the antipsychotic drug haloperidol".
func (r *reading) titleOf(m, o *mention) bool {
	f := &r.fields[m.field]
	k := int(m.last)
	if k < int(o.first) && f.words[k].before == gapSpace {
		switch f.lower(k) {
		case "drug", "agent", "medication", "compound":
			k++
		}
	}
	return k == int(o.first) && f.words[k].before == gapSpace && !strings.HasSuffix(f.lower(int(m.last)-1), "s") && !r.ofClass(o) && !r.isControl(r.id(o))
}

// titleAfter tells whether the class, in the singular, stands right behind the
// medicine: "sodium citrate anticoagulant".
func (r *reading) titleAfter(m, o *mention) bool {
	f := &r.fields[m.field]
	return o.last == m.first && f.words[m.first].before == gapSpace && !strings.HasSuffix(f.lower(int(m.last)-1), "s") && !r.ofClass(o) && !r.isControl(r.id(o))
}

// memberOf tells whether a medicine belongs to a class. The classes of JAK
// inhibitors overlap: one is a member of each.
func (r *reading) memberOf(id, class string) bool {
	const jak = "jak_inhibitors"
	return r.rules.isA(id, class) || r.rules.isA(class, jak) && r.rules.isA(id, jak)
}

// isClass tells whether the id is that of a class of medicines.
func (r *reading) isClass(id string) bool { return isClass(r.rules.vocab, id) }

func isClass(v *evidence.Vocabulary, id string) bool {
	d, ok := v.Drug(id)
	return ok && d.Kind == evidence.KindClass
}

// ofClass tells whether the mention names a class of medicines.
func (r *reading) ofClass(m *mention) bool { return r.termOf(m).class }

// onlyDescribes tells whether a class of the record says no more than its other
// drugs do.
func (r *reading) onlyDescribes(d *Drug, drugs []Drug, design string) bool {
	if !d.Class || d.ID == "" {
		return false
	}
	broad := slices.Contains(broadClasses[:], d.ID)
	if d.Rule == ruleBackgroundOnly && broad {
		return true
	}
	if d.Role == Mentioned && (d.ID == "csdmards" || d.ID == "bdmards" || d.ID == "immunomodulatory_drugs") {
		return true // whatever was tried before
	}
	member, titled, named := false, false, false
	for i := range drugs {
		o := &drugs[i]
		if o.Class || r.isControl(o.ID) {
			continue
		}
		named = true
		if r.memberOf(o.ID, d.ID) {
			member = true
			titled = titled || inTitleOf(o)
		}
	}
	if design == "preclinical" && (named || broad) && !inTitleOf(d) && !r.rules.isA(d.ID, "jak_inhibitors") {
		return true // the compounds that were tried are named
	}
	if member && d.Role == Background && !inTitleOf(d) && !reviewed(design) && (d.ID == "chemotherapy" || slices.ContainsFunc(drugs, func(o Drug) bool {
		return o.Role != Intervention && !o.Class && r.memberOf(o.ID, d.ID)
	})) {
		return true // "with local anaesthetic", where it is named elsewhere
	}
	if !member || d.Role == Background || d.Role == Comparator && !broad && !(observed(design) && titled) {
		return false
	}
	switch {
	case reviewed(design) || design == "guideline" || design == "":
		return !inTitleOf(d) && broad
	case observed(design):
		return titled || d.Role == Mentioned
	}
	if inTitleOf(d) && d.Rule == ruleCause {
		return false // "for chemotherapy-induced nausea"
	}
	return titled || !inTitleOf(d) || len(d.Evidence) < 3 && d.ID == "antibiotics" || broad && d.ID != "antibiotics"
}

// broadClasses are named for what they are given for and hardly tell medicines
// apart.
var broadClasses = [...]string{"chemotherapy", "antivirals", "antibiotics", "anticoagulants", "antithrombotics", "antiplatelets", "immunosuppressants", "antihypertensives", "antidiabetics", "analgesics", "csdmards", "bdmards", "vaccines",
	"tyrosine_kinase_inhibitors"}

// inTitleOf tells whether the title names the drug.
func inTitleOf(d *Drug) bool {
	return slices.ContainsFunc(d.Evidence, func(s evidence.Span) bool { return s.Field == "title" })
}
