package tagging

import "slices"

// armSpan bounds the sentences that are read together as a list of groups:
// "Group 1 received … . Group 2 received …".
const armSpan = 5

// countArms reads every sentence that sets arms against each other and counts,
// for each drug, the sentences where all arms have it (shared) and those where
// only some have it (apart): in "A plus B versus B alone" B is shared and A apart.
// The place of a drug in tallies is at[key of the drug].
func (r *reading) countArms(tallies []drugTally, at map[string]int) {
	var segments [][]int // places in tallies, arm by arm
	for fi := int8(inTitle); fi <= inAbstract; fi++ {
		f := &r.fields[fi]
		for si := 0; si < len(f.sentences); si++ {
			s := f.sentences[si]
			if s.section == sectionResults || s.section == sectionConclusion || s.section == sectionBackground && !r.hasCue(fi, &s, cueStudyBegins) {
				continue
			}
			last, marks := s.last, s.marks
			for n := 1; n < armSpan && si+1 < len(f.sentences) && r.groupMark(f, f.sentences[si+1].first) && r.namesGroup(f, s.first, last); n++ {
				si++
				last, marks = f.sentences[si].last, marks|f.sentences[si].marks
			}
			if !r.severalDrugs(fi, s.first, last) {
				continue
			}
			for first := s.first; first < last; { // "A or B, followed by C or D" are two lists
				end := last
				if marks&markFollowed != 0 {
					end = r.listEnd(f, first, last)
				}
				segments = r.cutArms(fi, first, end, marks, at, segments[:0])
				r.tallyArms(tallies, segments)
				first = end
			}
		}
	}
}

// severalDrugs tells whether words [first, last) name a drug twice or two drugs.
func (r *reading) severalDrugs(fi int8, first, last int) bool {
	n := 0
	for _, m := range r.mentionsIn(fi, first, last) {
		if m.kind == termDrug && m.ok {
			if n++; n == 2 {
				return true
			}
		}
	}
	return false
}

// namesGroup tells whether words [first, last) name a group.
func (r *reading) namesGroup(f *field, first, last int) bool {
	for k := first; k < last; k++ {
		if r.groupMark(f, k) {
			return true
		}
	}
	return false
}

// listEnd is the word "followed" where it first stands after a word of contrast, or
// last.
func (r *reading) listEnd(f *field, first, last int) int {
	contrast := false
	for k := first; k < last; k++ {
		if f.lower(k) == "followed" {
			if contrast {
				return k
			}
			return last // "A followed by B, or B followed by A" is one list
		}
		contrast = contrast || k > first && r.contrastWord(f, k)
	}
	return last
}

// tallyArms adds what one list of arms says.
func (r *reading) tallyArms(tallies []drugTally, segments [][]int) {
	if len(segments) < 2 {
		return
	}
	if len(segments) == 2 && len(segments[0]) == 1 && len(segments[1]) == 1 {
		a, b := &tallies[segments[0][0]], &tallies[segments[1][0]]
		if r.isControl(a.drug.ID) {
			b.alone++
		} else if r.isControl(b.drug.ID) {
			a.alone++
		}
	}
	for _, arm := range segments {
		for _, k := range arm {
			tallies[k].here++
		}
	}
	differ := false // else: doses or durations of the same drugs
	for _, arm := range segments {
		for _, k := range arm {
			differ = differ || tallies[k].here < len(segments)
		}
	}
	for _, arm := range segments {
		for _, k := range arm {
			if tallies[k].here == 1 && slices.ContainsFunc(arm, func(o int) bool { return o != k && tallies[o].titled > 0 && tallies[o].here == 1 }) {
				tallies[k].partner++
			}
		}
	}
	for _, arm := range segments {
		for _, k := range arm {
			t := &tallies[k]
			switch {
			case t.here == 0 || !differ: // counted with an arm before
			case t.here == len(segments):
				t.shared++
			default:
				t.apart++
			}
			t.here = 0
		}
	}
}

// cutArms cuts words [first, last) of a field at words of contrast and at names of
// groups, and lists the drugs of each arm that has one. A name of a group opens its
// arm, or closes it where the first drug stands before the first name. The marks are
// those of the sentences that the words stand in.
func (r *reading) cutArms(fi int8, first, last int, marks mark, at map[string]int, segments [][]int) [][]int {
	f := &r.fields[fi]
	list := r.mentionsIn(fi, first, last)
	if len(list) < 2 {
		return segments
	}
	var arm []int
	var names []string // of groups met: where one comes again, the list is over
	depth, named, closes := 0, false, false
	for k := first; k < last; k++ {
		if f.words[k].before&gapOpen != 0 {
			depth++
		}
		if f.words[k].before&gapClose != 0 && depth > 0 {
			depth--
		}
		switch f.lower(k) {
		case "either", "randomised", "randomized", "assigned", "allocated":
			if len(segments) == 0 {
				arm = nil // what stands before goes with each of them
			}
		}
		mark := (marks&markGroupName != 0 || f.words[k].number || k+1 == last) && r.groupMark(f, k)
		if mark {
			name := f.small[f.words[k].start:f.words[k+1].end]
			if slices.Contains(names, name) {
				break
			}
			names = append(names, name)
			if !named {
				named, closes = true, len(arm) > 0
			}
		}
		cut := depth == 0 && k > first && r.contrastWord(f, k)
		if (cut || mark && !closes) && len(arm) > 0 {
			segments, arm = append(segments, arm), nil
		}
		for len(list) > 0 && int(list[0].first) <= k {
			if m := &list[0]; int(m.first) == k && m.kind == termDrug && m.ok && !r.keptFrom(f, m) && !(fi == inAbstract && r.careBesideStudy(m, &f.sentences[m.sent])) {
				if place, ok := at[r.drugKey(m)]; ok && !slices.Contains(arm, place) {
					arm = append(arm, place)
				}
			}
			list = list[1:]
		}
		if mark && closes && len(arm) > 0 {
			segments, arm = append(segments, arm), nil
		}
	}
	if len(arm) > 0 {
		segments = append(segments, arm)
	}
	return segments
}

// keptFrom tells whether the arm does not get the drug: "without", "never received"
// stands before it, "withdrawal" after it.
func (r *reading) keptFrom(f *field, m *mention) bool {
	for k := int(m.first) - 1; k >= 0 && k >= int(m.first)-3 && f.words[k+1].before&^(gapSoft|gapHyphen) == 0; k-- {
		switch f.lower(k) {
		case "without", "minus", "no", "not", "never", "withdrawal", "withdrawing", "stopping", "discontinuing":
			return true
		}
	}
	k := int(m.last)
	return k < len(f.words) && (f.lower(k) == "withdrawal" || f.lower(k) == "naive" || f.lower(k) == "free")
}

// contrastWord tells whether word k parts two arms.
func (r *reading) contrastWord(f *field, k int) bool {
	if f.words[k].before&gapSemicolon != 0 {
		return true
	}
	switch f.lower(k) {
	case "versus", "vs", "whereas", "while":
		return true
	case "or":
		return !f.words[k].caps
	case "compared", "comparison", "relative", "inferior", "noninferior", "superior":
		return k+1 < len(f.words) && (f.lower(k+1) == "with" || f.lower(k+1) == "to")
	}
	return false
}

// groupMark tells whether the name of a group begins at word k: "group 1", "arm B",
// "control group", "(2)".
func (r *reading) groupMark(f *field, k int) bool {
	w := &f.words[k]
	if w.number {
		return w.end-w.start == 1 && f.text[w.start] != '0' && w.before&gapOpen != 0 && k+1 < len(f.words) && f.words[k+1].before&gapClose != 0
	}
	if k+1 >= len(f.words) {
		return false
	}
	next := &f.words[k+1]
	switch f.lower(k) {
	case "group", "arm", "cohort":
		return next.before&^(gapSoft|gapHyphen) == 0 && next.end-next.start <= 3 && (next.number || next.caps)
	case "control", "study", "intervention", "experimental", "treatment", "standard", "comparator", "placebo":
		return next.before&^gapSoft == 0 && (f.lower(k+1) == "group" || f.lower(k+1) == "arm")
	}
	return false
}

// hasArms tells whether arms are worth reading: the record is of a trial, or names
// a placebo outside a review, a case or laboratory work.
func (r *reading) hasArms(design string) bool {
	switch design {
	case "case-report", "case-series", "preclinical", "pk", "other", "":
		return false
	}
	return trial(design) || !reviewed(design) && r.placeboNamed()
}

// settleByArms makes what all arms get background, where another drug differs
// between them. The only drug that the title names stays under test.
func (r *reading) settleByArms(tallies []drugTally, drugs []Drug, design string) {
	if !r.hasArms(design) {
		return
	}
	differs := func(i int) bool {
		t := &tallies[i]
		return t.apart > t.shared || r.isControl(t.drug.ID) || t.shared == 0 && (t.titled > 0 || drugs[i].Role == Intervention)
	}
	other, titled := false, false // whether some drug differs, and one of the title
	for i := range drugs {
		if differs(i) {
			other, titled = true, titled || tallies[i].titled > 0 && !r.isControl(drugs[i].ID)
		}
	}
	for i := range drugs {
		d, t := &drugs[i], &tallies[i]
		switch {
		case r.isControl(d.ID):
		case d.Role == Mentioned && arms(design) && !d.Class && t.best[0] >= 4 && len(r.titleDrugs) > 0 && r.titleDrugs[0] == d.ID:
			d.Role, d.Rule = Intervention, "the first of the title"
		case d.Role == Background && t.alone > t.shared && t.titled > 0:
			d.Role, d.Rule = Intervention, "one arm has it, the other a control"
		case (d.Role == Intervention || d.Role == Comparator) && t.shared > 0 && t.shared >= t.apart && other && (titled || t.titled == 0):
			d.Role, d.Rule = Background, "given in every arm"
		}
	}
	if !arms(design) {
		return
	}
	of := func(i int) bool { return drugs[i].Role == Intervention && tallies[i].apart > tallies[i].shared }
	subject := false // an arm that the title or the aim names
	for i := range drugs {
		subject = subject || of(i) && !r.isControl(drugs[i].ID) && (tallies[i].titled > 0 || tallies[i].aimed > 0)
	}
	var unnamed []int
	for i := range drugs {
		if t := &tallies[i]; subject && of(i) && !drugs[i].Class && t.titled == 0 && t.aimed == 0 && t.alone == 0 && t.partner == 0 && !r.memberOfTitle(drugs[i].ID) {
			unnamed = append(unnamed, i)
		}
	}
	if len(unnamed) > 1 && r.placeboNamed() {
		return // the parts of a mixture, with placebo as its control
	}
	for _, i := range unnamed {
		drugs[i].Role, drugs[i].Rule = Comparator, "an arm that the aim does not name"
	}
}

// ruleBothArms is the rule of a drug that both arms have, where what is no drug differs.
const ruleBothArms = "in both arms"

// settleAround makes a drug that both arms have background where one of them has besides
// what is no drug: "acupuncture plus A" against "A alone".
func (r *reading) settleAround(drugs []Drug) {
	only := -1
	for i := range drugs {
		switch d := &drugs[i]; {
		case d.Role != Intervention && d.Role != Comparator:
		case only >= 0 || r.isControl(d.ID) || inTitleOf(d):
			return
		default:
			only = i
		}
	}
	if only < 0 || r.fields[inTitle].text == "" {
		return
	}
	more, alone := false, false
	from, to := r.ranges[inAbstract][0], r.ranges[inAbstract][1]
	for i := from; i < to; i++ {
		m := &r.mentions[i]
		if m.kind != termDrug || !m.ok || r.drugKey(m) != drugs[only].ID {
			continue
		}
		if r.withMore(m) {
			more = true
		} else if r.byItself(m) {
			alone = true
		}
	}
	if more && alone {
		drugs[only].Role, drugs[only].Rule = Background, ruleBothArms
	}
}

// withMore tells whether what is no drug is given beside the drug: "A plus 2 g/d of seed
// powder", "acupuncture plus A".
func (r *reading) withMore(m *mention) bool {
	f := &r.fields[m.field]
	s := f.sentences[m.sent]
	if k := int(m.first) - 1; k > s.first && f.words[m.first].before&^gapSoft == 0 && !r.inDrug(m.field, k-1) {
		switch f.lower(k) {
		case "plus":
			return true
		case "with", "to":
			return f.lower(k-1) == "combined" || f.lower(k-1) == "together" || f.lower(k-1) == "addition"
		}
	}
	k := int(m.last)
	for n := 0; n < 6 && k+1 < s.last && (f.words[k].number || doseTime(f.lower(k)) || doseUnit(f.wordText(k))); n++ {
		k++
	}
	if k+1 >= s.last || f.words[k].before&(gapStop|gapSemicolon) != 0 || r.inDrug(m.field, k+1) {
		return false
	}
	switch f.lower(k) {
	case "plus":
		return true
	case "and", "with":
		switch f.lower(k + 1) {
		case "the", "those", "patients", "placebo", "control", "intervention", "group", "were", "was", "had", "in", "other", "another", "followed", "then", "a", "no", "without", "or", "received", "who":
			return false
		}
		return !f.words[k+1].number && !r.rules.is(f.words[k+1].sym, cuePeople)
	case "combined", "together":
		return f.lower(k+1) == "with"
	case "in":
		return f.lower(k+1) == "addition"
	}
	return false
}

// byItself tells whether an arm has the drug and nothing else: "A alone", "the control
// group received A".
func (r *reading) byItself(m *mention) bool {
	f := &r.fields[m.field]
	s := f.sentences[m.sent]
	for k := int(m.last); k < s.last && k < int(m.last)+3 && f.words[k].before&(gapStop|gapSemicolon|gapComma) == 0; k++ {
		if t := f.lower(k); t == "alone" || t == "only" || t == "monotherapy" {
			return true
		}
	}
	for k := int(m.first) - 1; k >= s.first && k >= int(m.first)-10 && f.words[k+1].before&(gapStop|gapSemicolon) == 0; k-- {
		switch f.lower(k) {
		case "control", "controls", "comparison", "usual":
			return true
		case "intervention", "experimental", "treatment", "plus":
			return false
		}
	}
	return false
}
