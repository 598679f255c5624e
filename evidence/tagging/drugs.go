package tagging

import (
	"slices"
	"strings"

	"dossier/evidence"
)

// vote is what one mention says about a drug's role.
type vote struct {
	role   Role
	weight float64
	rule   string
}

// ruleCompared is the rule of a drug after a word of comparison.
const ruleCompared = "compared with"

// ruleCause is the rule of "heparin-induced": the drug is named as a cause.
const ruleCause = "named as the cause"

// ruleControlArm is the rule of a drug that the text calls the control.
const ruleControlArm = "positive control"

// ruleAlwaysAdded is the rule of what stands behind a plus again and again.
const ruleAlwaysAdded = "always added to another drug"

// ruleReference is the rule of a drug that the text calls the reference.
const ruleReference = "reference group"

// ruleContinued is the rule of the drug of those who do not switch.
const ruleContinued = "continued, where others switch"

// Rules of a drug that every arm has.
const (
	ruleGivenToAll = "given to all"
	ruleWithEither = "given with either of the others"
)

// drugTally adds up the votes for one drug.
type drugTally struct {
	drug     Drug
	count    int // mentions
	named    int // mentions as the cause of something: "cisplatin-induced nausea"
	causes   int // those of the title
	titled   int // mentions in the title
	early    int // mentions before the results
	aims     int // mentions in the aim or the conclusion, or as an exposure
	aimed    int // mentions in the aim
	dosed    int // mentions with a dose, or against a control
	treated  int // mentions of the title as "abacavir-treated"
	compared int // mentions as what the other is compared with
	added    int // mentions after "plus", "+", "in combination with"
	armed    int // mentions as an arm: "the X group", "assigned to X"
	sized    int // mentions with the number of people who got it: "X (n = 40)"
	naive    int // mentions as "X-naive"
	paired   int // mentions beside a placebo that is added: "X plus placebo"
	shared   int // lists of arms of which each has the drug, see countArms
	apart    int // those of which only some have it
	here     int // arms of the list at hand that have it
	backed   int // mentions of the title as what all arms have
	beside   int // mentions right after "in combination with", "plus", "on"
	stopped  int // mentions as what was stopped, in a report of cases
	kept     int // mentions as what some continue and others leave
	partner  int // lists of arms where it stands in the arm of a drug of the title, and in no other
	alone    int // those of two arms: the drug and nothing else, or a control
	first    int // order of appearance
	votes    [len(roleOrder)]float64
	rules    [len(roleOrder)]string
	best     [len(roleOrder)]float64
}

// roleOrder lists the roles from the strongest; a tally counts them by place.
var roleOrder = [...]Role{Intervention, Comparator, Background, Mentioned}

// placeOf is the place of a role in roleOrder.
func placeOf(role Role) int {
	for i, r := range roleOrder {
		if r == role {
			return i
		}
	}
	return len(roleOrder) - 1
}

// findDrugs gives every drug of the record its role: each mention votes, with
// a weight by its place, and the heaviest role wins.
func (r *reading) findDrugs(design string) []Drug {
	tallies, cited := r.tallies[:0], r.cited[:0]
	at := map[string]int{} // id and name → index of tallies
	placebo, trial, observed := r.placeboNamed(), trial(design), observed(design)
	for i := range r.mentions {
		m := &r.mentions[i]
		if m.kind != termDrug || !m.ok || m.field > inAbstract || r.partOfOther(m) {
			continue
		}
		v := r.vote(m, design)
		key := r.drugKey(m)
		k, seen := at[key]
		if !seen {
			k = len(tallies)
			at[key] = k
			tallies = append(tallies, drugTally{drug: Drug{ID: r.id(m), Name: r.drugName(m), Class: r.ofClass(m)}, first: i})
		}
		t := &tallies[k]
		t.count++
		if v.rule == ruleCause {
			t.named++
			if m.field == inTitle {
				t.causes++
			}
		}
		if m.field == inTitle && v.role == Background {
			t.backed++
		}
		if s := &r.fields[m.field].sentences[m.sent]; cases(design) && m.field == inAbstract && (r.stoppedHere(m, s) || r.blamed(m, s)) {
			t.stopped++
		}
		if m.field == inTitle {
			t.titled++
			if k := int(m.last); k < len(r.fields[inTitle].words) && r.fields[inTitle].words[k].before == gapHyphen && r.fields[inTitle].lower(k) == "treated" {
				t.treated++
			}
		}
		if sec := r.fields[m.field].sentences[m.sent].section; sec != sectionResults && sec != sectionConclusion {
			t.early++
		}
		if s := &r.fields[m.field].sentences[m.sent]; m.field == inAbstract && (s.section == sectionObjective || s.section == sectionBackground && r.hasCue(m.field, s, cueStudyBegins)) {
			t.aimed++
		}
		if s := &r.fields[m.field].sentences[m.sent]; s.section == sectionObjective || s.section == sectionConclusion && !r.hasCue(m.field, s, cueOutlook) {
			t.aims++
		}
		if observed && r.usedByMany(m) {
			t.aims++
		}
		if v.role == Comparator {
			t.compared++
		}
		if v.rule == ruleContinued {
			t.kept++
		}
		if v.rule == ruleGivenToAll || v.rule == ruleWithEither {
			t.shared++
		}
		if r.addedTo(m) {
			t.added++
		}
		if design == "narrative-review" && r.besideOther(m) {
			t.beside++
		}
		if trial && v.rule != ruleCare && !r.inTitleToo(m) && r.armOf(m) {
			t.armed++
		}
		if r.sizeAfter(m) {
			t.sized++
		}
		if r.naiveTo(m) {
			t.naive++
		}
		if placebo && r.withPlacebo(m) {
			t.paired++
		}
		p := placeOf(v.role)
		t.votes[p] += v.weight
		if v.weight >= t.best[p] {
			t.best[p], t.rules[p] = v.weight, v.rule
		}
		cited = append(cited, citation{k, r.span(m.field, m.first, m.last)})
		if m.field == inAbstract && (r.doseAfter(m) != "" || r.doseBefore(m) != "" || r.againstControl(m)) {
			t.dosed++
		}
		if dose := r.doseAfter(m); dose != "" && !slices.Contains(t.drug.Doses, dose) {
			t.drug.Doses = append(t.drug.Doses, dose)
		}
	}
	r.shareOut(cited, len(tallies), func(k int, spans []evidence.Span) { tallies[k].drug.Evidence = spans })
	r.tallies, r.cited = tallies, cited
	if r.hasArms(design) {
		r.countArms(tallies, at)
	}
	drugs := make([]Drug, 0, len(tallies))
	for i := range tallies {
		d := tallies[i].decide()
		if t := &tallies[i]; d.Class && arms(design) && t.backed > 0 && t.backed == t.titled && d.Role == Intervention {
			d.Role, d.Rule = Background, "beside the drug of the title"
		}
		drugs = append(drugs, d)
	}
	r.settleByTitle(tallies, drugs, design)
	r.settleByVotes(tallies, drugs, design)
	r.settleByArms(tallies, drugs, design)
	if arms(design) || design == "nrct" {
		r.settleAround(drugs)
	}
	r.settleBySides(drugs, design)
	if design == "preclinical" {
		settleModelAgents(tallies, drugs)
	}
	if cases(design) && len(r.titleDrugs) == 0 {
		settleStopped(tallies, drugs)
	}
	if design == "pk" && !r.phraseInTitle("fixed") {
		r.settleProbes(tallies, drugs)
	}
	return r.settleRoles(drugs, design)
}

// ruleModelAgent is the rule of what laboratory work makes the disease with.
const ruleModelAgent = "makes the disease of a model"

// settleModelAgents makes what the abstract of laboratory work, but not its title, names
// only as the cause of the disease context: "doxorubicin-induced cardiomyopathy".
func settleModelAgents(tallies []drugTally, drugs []Drug) {
	for i := range drugs {
		if d, t := &drugs[i], &tallies[i]; (d.Role == Intervention || d.Role == Mentioned) && t.titled == 0 && t.named == t.count {
			d.Role, d.Rule = Mentioned, ruleModelAgent
		}
	}
}

// poison tells whether a substance only makes diseases in animals.
func poison(id string) bool {
	switch id {
	case "streptozocin", "alloxan", "cuprizone", "carbon_tetrachloride", "mptp", "azoxymethane", "thioacetamide", "pentylenetetrazole", "kainic_acid", "iota_carrageenan", "dinitrochlorobenzene":
		return true
	}
	return false
}

// settleStopped reads a report of cases whose title names no drug: where some drug was
// stopped that one is suspected, and the others were given before, beside or against it.
func settleStopped(tallies []drugTally, drugs []Drug) {
	if !slices.ContainsFunc(tallies, func(t drugTally) bool { return t.stopped > 0 && !t.drug.Class }) {
		return
	}
	for i := range drugs {
		d, t := &drugs[i], &tallies[i]
		switch {
		case t.stopped > 0 && d.Role != Intervention:
			d.Role, d.Rule = Intervention, "stopped for what it may have caused"
		case t.stopped == 0 && t.named == 0 && d.Role == Intervention:
			d.Role, d.Rule = Mentioned, "beside the drug that was stopped"
		}
	}
}

// settleProbes makes the probes of a study of interactions context, where it is about
// another drug.
func (r *reading) settleProbes(tallies []drugTally, drugs []Drug) {
	probe := func(i int) bool {
		m := &r.mentions[tallies[i].first]
		for _, h := range r.hitsIn(m.field, int(m.first), int(m.last)) {
			if h.cue == cueProbe && h.first == int(m.first) && h.last == int(m.last) {
				return true
			}
		}
		return false
	}
	other := false
	for i := range drugs {
		other = other || tallies[i].titled > 0 && drugs[i].Role == Intervention && !r.isControl(drugs[i].ID) && !probe(i)
	}
	for i := range drugs {
		if d := &drugs[i]; other && d.Role == Intervention && probe(i) {
			d.Role, d.Rule = Mentioned, "probe of an interaction"
		}
	}
}

// settleByVotes looks at how a drug is mentioned over the whole record: always
// after a plus means background; compared with again and again while another
// drug never is means comparator.
func (r *reading) settleByVotes(tallies []drugTally, drugs []Drug, design string) {
	// The title names its drugs side by side: "effects of A and B".
	together := r.titleContrast() < 0 && (arms(design) || !r.fields[inTitle].contains("compar"))
	addends := 0 // "A plus B or A plus C": B and C are what is compared
	for i := range tallies {
		if t := &tallies[i]; t.added >= 2 && t.added*2 > t.count {
			addends++
		}
	}
	paired := slices.ContainsFunc(tallies, func(t drugTally) bool { return t.paired > 0 && !r.isControl(t.drug.ID) })
	if paired {
		for i := range drugs {
			if d, t := &drugs[i], &tallies[i]; t.paired == 0 && t.titled > 0 && t.added > 0 && d.Role == Background {
				d.Role, d.Rule = Intervention, "added where the others get placebo"
			}
		}
	}
	for i := range drugs {
		d, t := &drugs[i], &tallies[i]
		if d.Role != Intervention || r.isControl(d.ID) {
			continue
		}
		if t.paired > 0 && r.testedBeside(i, tallies, drugs) {
			d.Role, d.Rule = Background, "placebo is added to it"
			continue
		}
		if (!reviewed(design) || r.fields[inTitle].text == "") && !(t.titled > 0 && r.phraseInTitle("fixed")) && t.added >= 2 && t.added*2 > t.count && len(drugs) > 1 && addends == 1 && !(paired && t.paired == 0) {
			d.Role, d.Rule = Background, ruleAlwaysAdded
			continue
		}
		if t.beside > 0 && t.beside*2 >= t.count && t.titled == 0 && !d.Class && r.testedBeside(i, tallies, drugs) {
			d.Role, d.Rule = Background, "what others are combined with"
			continue
		}
		if t.kept > 0 && r.testedBeside(i, tallies, drugs) {
			d.Role, d.Rule = Comparator, ruleContinued
			continue
		}
		if t.naive > 0 && !d.Class && r.testedBeside(i, tallies, drugs) {
			d.Role, d.Rule = Comparator, "the usual drug of people who have not had it"
			continue
		}
		if t.compared < 2 || len(r.titleDrugs) > 0 && r.titleDrugs[0] == d.ID {
			continue
		}
		for j := range drugs {
			o := &tallies[j]
			if together && t.titled > 0 && o.titled > 0 {
				continue // "comparative effects of A and B"
			}
			subject := slices.Contains(r.titleDrugs, drugs[j].ID) && !slices.Contains(r.titleDrugs, d.ID)
			if j != i && drugs[j].Role == Intervention && !r.isControl(drugs[j].ID) && (2*o.compared < t.compared || subject && o.compared < t.compared) && o.count >= 2 {
				d.Role, d.Rule = Comparator, "compared with more than once"
				break
			}
		}
	}
}

// testedBeside tells whether another drug is under test that no placebo is added
// to.
func (r *reading) testedBeside(i int, tallies []drugTally, drugs []Drug) bool {
	for j := range drugs {
		if o := &drugs[j]; j != i && o.Role == Intervention && !o.Class && !r.isControl(o.ID) && tallies[j].paired == 0 {
			return true
		}
	}
	return false
}

// settleByTitle uses the title, where a report names what it is about: a drug
// that the abstract names once beside the title's is context; in a trial of one
// drug of the title without placebo the other drug is the comparator; the cause
// of a complication that another drug treats is not under test.
func (r *reading) settleByTitle(tallies []drugTally, drugs []Drug, design string) {
	subjects, causes := 0, 0 // drugs of the title; "cisplatin-induced" is one only where no other is
	for i := range drugs {
		if t := &tallies[i]; t.titled > 0 && !drugs[i].Class && !r.isControl(drugs[i].ID) {
			if t.causes+t.treated < t.titled {
				subjects++
			} else {
				causes++
			}
		}
	}
	if subjects+causes == 0 {
		r.settleByClass(tallies, drugs, design)
		if trial(design) && len(r.titleDrugs) == 0 && r.behaviourTitle() {
			for i := range drugs {
				d, t := &drugs[i], &tallies[i]
				switch {
				case d.Role != Intervention || r.isControl(d.ID):
				case t.dosed == 0 && t.armed == 0:
					d.Role, d.Rule = Mentioned, "no arm of a trial of something else"
				case t.armed > 0 && t.shared == 0 && design == "rct" && !d.Class && !slices.ContainsFunc(drugs, func(o Drug) bool { return o.Role == Comparator }):
					d.Role, d.Rule = Comparator, "an arm of a trial of something else"
				}
			}
		}
		if (observed(design) || design == "rct-secondary") && len(r.titleDrugs) == 0 && r.fields[inTitle].text != "" && r.designs.title[cueGenericDrug] == 0 {
			for i := range drugs {
				if d, t := &drugs[i], &tallies[i]; d.Role == Intervention && t.count <= 2 && t.dosed == 0 && t.aims == 0 && t.armed == 0 {
					d.Role, d.Rule = Mentioned, "named in passing by a study of something else"
				}
			}
		}
		return
	}
	titled := subjects
	if titled == 0 {
		titled = causes
	}
	placebo := slices.ContainsFunc(drugs, func(d Drug) bool { return d.ID == "placebo" })
	prevented := r.titlePrevents()
	if (prevented || arms(design)) && subjects == 0 && slices.ContainsFunc(tallies, func(t drugTally) bool {
		return t.titled == 0 && (t.count > 1 || !prevented && t.dosed > 0) && !t.drug.Class && !r.isControl(t.drug.ID)
	}) {
		titled = 0
	}
	other := -1
	var rest []int
	for i := range drugs {
		d, t := &drugs[i], &tallies[i]
		if m := &r.mentions[t.first]; d.Role == Comparator && t.titled > t.causes+t.treated && !d.Class && !r.isControl(d.ID) && r.onlyTitleDrug(m) && r.contrastBetween(inTitle, 0, int(m.first)) && !r.contrastEnds(inTitle, int(m.first)) && !r.plusAfterContrast(m) {
			d.Role, d.Rule = Intervention, "the only drug of the title"
			continue
		}
		if d.Role == Intervention && (design == "case-report" || design == "preclinical") && !d.Class && subjects > 0 && t.titled == 0 && t.named == t.count {
			d.Role, d.Rule = Mentioned, "cause of what another drug is given for"
			continue
		}
		if d.Role == Comparator && !r.isControl(d.ID) && placebo && subjects > 0 && trial(design) && t.titled == 0 && t.armed == 0 && t.dosed == 0 && t.sized == 0 {
			d.Role, d.Rule = Mentioned, "no arm of a trial against placebo"
			continue
		}
		if d.Class && d.Role == Intervention && subjects > 0 && trial(design) && t.titled > 0 && t.causes == t.titled {
			d.Role, d.Rule = Background, "cause of what another drug is given for"
			continue
		}
		if d.Class && d.Role == Intervention && placebo && subjects > 0 && trial(design) && t.titled == 0 && t.armed == 0 && t.dosed == 0 {
			d.Role, d.Rule = Mentioned, "no arm of a trial against placebo"
			continue
		}
		if d.Role != Background && !d.Class && !r.isControl(d.ID) && subjects > 0 && t.titled == 0 && t.sized > 0 && t.added == 0 && !r.memberOfTitle(d.ID) && (arms(design) || design == "integrated-safety") {
			d.Role, d.Rule = Comparator, "an arm of its own beside the drug of the title"
			continue
		}
		if d.Role != Intervention || d.Class || r.isControl(d.ID) {
			continue
		}
		if (subjects > 0 || titled == 0) && (!cases(design) || prevented) && (t.named == t.count && design != "preclinical" || design != "preclinical" && t.titled > 0 && t.causes == t.titled) {
			d.Role, d.Rule = Mentioned, "cause of what another drug is given for"
			continue
		}
		if slices.Contains(r.titleDrugs, d.ID) {
			if subjects > 0 && t.treated > 0 && t.treated == t.titled && design != "preclinical" {
				d.Role, d.Rule = Background, ruleTakenInTitle
			}
			continue
		}
		switch {
		case placebo && subjects > 0 && trial(design) && t.armed == 0 && t.dosed == 0 && !r.kindOfTitle(d.ID):
			d.Role, d.Rule = Mentioned, "no arm of a trial against placebo"
		case t.early == 0 && design == "rct" && r.sectioned():
			d.Role, d.Rule = Mentioned, "named in the results only"
		case t.count == 1 && t.dosed == 0 && !(reviewed(design) && t.aimed > 0) && !(observed(design) && r.ofNarrowClass(d.ID)) && !r.kindOfTitle(d.ID) && design != "pharmacovigilance" && !(arms(design) && (t.armed > 0 || t.apart > 0 && t.shared == 0) && !placebo) && t.votes[placeOf(Intervention)] <= 1.5 && !(design == "preclinical" && r.combinedNear(&r.mentions[t.first])):
			d.Role, d.Rule = Mentioned, "named once beside the drug of the title"
		case arms(design) && subjects > 0 && placebo && t.compared > 0 && (t.armed > 0 || t.dosed > 0) && t.added == 0:
			d.Role, d.Rule = Comparator, "another arm than the drugs of the title"
		case (subjects > 0 || causes > 0 && cases(design) && t.stopped == 0) && !trial(design) && titleRules(design) && t.named == 0 && !r.memberOfTitle(d.ID):
			d.Role, d.Rule = Mentioned, ruleBesideTitle
		default:
			rest = append(rest, i)
			if other < 0 || t.count > tallies[other].count {
				other = i
			}
		}
	}
	if (design == "rct" || design == "rct-secondary" || design == "integrated-safety") && titled == 1 && !placebo && other >= 0 && tallies[other].count >= 3 && !slices.ContainsFunc(drugs, func(d Drug) bool { return d.Role == Comparator }) {
		drugs[other].Role, drugs[other].Rule = Comparator, "the other drug of a trial of one drug"
	}
	if trial(design) && subjects > 0 {
		for _, i := range rest {
			if d, t := &drugs[i], &tallies[i]; d.Role == Intervention && !r.memberOfTitle(d.ID) && !(t.apart > 0 && t.shared == 0) {
				d.Role, d.Rule = Mentioned, ruleBesideTitle
			}
		}
	}
}

// settleByClass reads reports of cases whose title blames a class of drugs ("TNF
// inhibitor-induced lupus"): what the patients got beside its members is context.
func (r *reading) settleByClass(tallies []drugTally, drugs []Drug, design string) {
	if !cases(design) {
		return
	}
	blamed := slices.IndexFunc(tallies, func(t drugTally) bool { return t.causes > 0 && t.causes == t.titled && t.drug.ID != "" })
	if blamed < 0 {
		return
	}
	class := drugs[blamed].ID
	if !slices.ContainsFunc(drugs, func(d Drug) bool { return d.ID != class && r.rules.isA(d.ID, class) }) {
		return
	}
	for i := range drugs {
		if d := &drugs[i]; d.Role == Intervention && !d.Class && !r.rules.isA(d.ID, class) && tallies[i].stopped == 0 {
			d.Role, d.Rule = Mentioned, ruleBesideTitle
		}
	}
}

// ruleBesideTitle is the rule of a drug of a report whose title names another one
// as what it is about.
const ruleBesideTitle = "beside the drug of the title"

// titleRules tells whether the title of a design names every drug under test: not
// that of a review, nor that of laboratory work.
func titleRules(design string) bool {
	return observed(design) || trial(design) || design == "case-report" || design == "case-series" || design == "nrct"
}

// titleGroup tells whether the title names a group of drugs after a conjunction.
func (r *reading) titleGroup() bool {
	f := &r.fields[inTitle]
	for _, h := range r.hitsIn(inTitle, 0, len(f.words)) {
		if h.cue != cueGenericDrug || h.first == 0 {
			continue
		}
		for k := h.first - 1; k >= max(0, h.first-2); k-- {
			switch f.lower(k) {
			case "and", "or", "versus", "vs", "plus", "other", "than":
				return true
			}
		}
	}
	return false
}

// memberOfTitle tells whether the drug belongs to a class that the title names, or
// may belong to a group of drugs that it names beside another: "tofacitinib and
// biologic agents".
func (r *reading) memberOfTitle(id string) bool { return r.titleGroup() || r.ofTitleClass(id) }

// ofTitleClass tells whether the drug belongs to a class that the title names.
func (r *reading) ofTitleClass(id string) bool {
	return slices.ContainsFunc(r.titleDrugs, func(class string) bool { return class != id && r.rules.isA(id, class) })
}

// ofNarrowClass tells whether the drug belongs to a class of the title that tells medicines
// apart: an SSRI, not any chemotherapy.
func (r *reading) ofNarrowClass(id string) bool {
	return slices.ContainsFunc(r.titleDrugs, func(class string) bool {
		return class != id && !slices.Contains(broadClasses[:], class) && r.rules.isA(id, class)
	})
}

// kindOfTitle tells whether the drug is a form of a medicine that the title names:
// ferrous sulfate where the title speaks of iron.
func (r *reading) kindOfTitle(id string) bool {
	return slices.ContainsFunc(r.titleDrugs, func(of string) bool { return of != id && !r.isClass(of) && r.rules.isA(id, of) })
}

// ruleTakenInTitle is the rule of a drug of which the title only says who takes it.
const ruleTakenInTitle = "what the patients of the title take"

// settleBySides reads a title that compares two combinations with a drug in
// common: in "A plus B versus A plus C" B is under test, C what it is compared
// with, and A given in both arms.
func (r *reading) settleBySides(drugs []Drug, design string) {
	at := r.titleContrast()
	if at < 0 {
		if !r.settleTitleWithout(drugs, design) {
			r.settleTitleOr(drugs, design)
		}
		return
	}
	left, right := r.titleSides(at)
	beyond := func(a, b []string) bool {
		return slices.ContainsFunc(a, func(id string) bool { return !slices.Contains(b, id) })
	}
	if len(left) > 0 && !beyond(left, right) && !beyond(right, left) {
		for i := range drugs {
			if d := &drugs[i]; slices.Contains(left, d.ID) && d.Role != Intervention {
				d.Role, d.Rule = Intervention, "two regimens of the same drugs"
			}
		}
		return
	}
	if arms(design) {
		r.settleAddition(drugs, left, right)
		r.settleTogether(drugs, at, left, right)
	}
	if observed(design) && !r.aimTurns(left, right) {
		settleApart(drugs, left, right)
	}
	if !beyond(left, right) || !beyond(right, left) || !slices.ContainsFunc(left, func(id string) bool { return slices.Contains(right, id) }) {
		return
	}
	if r.aimTurns(left, right) {
		left, right = right, left
	}
	for i := range drugs {
		d := &drugs[i]
		switch before, after := slices.Contains(left, d.ID), slices.Contains(right, d.ID); {
		case before && after:
			d.Role, d.Rule = Background, "on both sides of the title"
		case before:
			d.Role, d.Rule = Intervention, "first of the combinations of the title"
		case after:
			d.Role, d.Rule = Comparator, "second of the combinations of the title"
		}
	}
}

// settleApart gives the drugs of "A plus B versus C" the role of their side, where the
// sides share no drug.
func settleApart(drugs []Drug, left, right []string) {
	if slices.ContainsFunc(left, func(id string) bool { return slices.Contains(right, id) }) {
		return
	}
	for i := range drugs {
		switch d := &drugs[i]; {
		case d.Rule == ruleAlwaysAdded && slices.Contains(left, d.ID):
			d.Role, d.Rule = Intervention, "in the first of the combinations of the title"
		case (d.Role == Intervention || d.Rule == ruleAlwaysAdded) && len(left) > 0 && slices.Contains(right, d.ID):
			d.Role, d.Rule = Comparator, ruleCompared
		}
	}
}

// titleSides lists the drugs of the title on each side of word at, without controls.
func (r *reading) titleSides(at int) (left, right []string) {
	for _, m := range r.mentionsIn(inTitle, 0, r.titleArmsEnd(at)) {
		if id := r.id(&m); m.kind != termDrug || !m.ok || id == "" || r.isControl(id) {
			continue
		} else if int(m.first) < at {
			left = append(left, id)
		} else {
			right = append(right, id)
		}
	}
	return left, right
}

// settleAddition reads a title where one arm has all that the other has and more: in
// "A plus B versus B" A is under test, whichever arm comes first, and B given to all.
func (r *reading) settleAddition(drugs []Drug, left, right []string) {
	more, base := left, right
	if len(right) > len(left) {
		more, base = right, left
	}
	if len(base) == 0 || len(more) == len(base) || repeats(more) || r.titleChoice() || slices.ContainsFunc(base, func(id string) bool { return !slices.Contains(more, id) }) {
		return
	}
	for i := range drugs {
		switch d := &drugs[i]; {
		case slices.Contains(base, d.ID):
			d.Role, d.Rule = Background, "on both sides of the title"
		case slices.Contains(more, d.ID):
			d.Role, d.Rule = Intervention, "added on one side of the title"
		}
	}
}

// repeats tells whether a name stands twice in the list.
func repeats(names []string) bool {
	for i, name := range names {
		if slices.Contains(names[:i], name) {
			return true
		}
	}
	return false
}

// titleChoice tells whether an arm of the title is a choice: "A plus B or C versus B".
func (r *reading) titleChoice() bool {
	at := r.titleContrast()
	if at < 0 {
		return false
	}
	for k, end := 1, r.titleArmsEnd(at); k+1 < end; k++ {
		if r.fields[inTitle].lower(k) == "or" && r.inDrug(inTitle, k-1) {
			return true
		}
	}
	return false
}

// settleTogether puts both drugs of "A plus B" under test where the title compares
// them with something else: standard care, or a drug of neither.
func (r *reading) settleTogether(drugs []Drug, at int, left, right []string) {
	if len(right) == 0 && !r.careBeside(at) || slices.ContainsFunc(left, func(id string) bool { return slices.Contains(right, id) }) {
		return
	}
	f := &r.fields[inTitle]
	for i := range drugs {
		d := &drugs[i]
		if d.Role != Background || d.Class || !slices.Contains(left, d.ID) {
			continue
		}
		for _, m := range r.mentionsIn(inTitle, 0, at) {
			if k := int(m.first) - 1; r.id(&m) == d.ID && k > 0 && (f.lower(k) == "plus" || f.lower(k) == "and" || f.words[m.first].before&gapPlus != 0) && r.inDrug(inTitle, k-1) {
				d.Role, d.Rule = Intervention, "together with the drug of the title"
			}
		}
	}
}

// careBeside tells whether the title goes on with usual care after word at.
func (r *reading) careBeside(at int) bool {
	f := &r.fields[inTitle]
	for k := at + 1; k < min(len(f.words), at+4); k++ {
		switch f.lower(k) {
		case "care", "observation", "surveillance", "surgery", "radiotherapy", "nothing":
			return true
		}
	}
	return false
}

// longTitle bounds the words of a title that are looked at as two sides each.
const longTitle = 100

// settleTitleWithout reads the title of a trial of "A with or without B", where B is
// under test and A given to all, and of "A or A plus B", where beside a control both
// are under test. It tells whether the title is such.
func (r *reading) settleTitleWithout(drugs []Drug, design string) bool {
	if !arms(design) {
		return false
	}
	f := &r.fields[inTitle]
	for k := 1; k+1 < min(len(f.words), longTitle); k++ {
		t, next := f.lower(k), f.lower(k+1)
		if (t != "or" && t != "and") || f.words[k].caps {
			continue
		}
		left, right := r.titleSides(k)
		if len(left) == 0 || len(right) == 0 {
			continue
		}
		if f.lower(k-1) == "with" && next == "without" || (f.lower(k-1) == "alone" && (next == "with" || next == "combined" || next == "plus" || next == "in")) {
			if r.inDrug(inTitle, k+2) || r.inDrug(inTitle, k+3) || r.inDrug(inTitle, k+4) {
				r.settleAddition(drugs, left, append(slices.Clone(left), right...))
				return true
			}
		}
		if t == "or" && len(right) > len(left) && !slices.ContainsFunc(left, func(id string) bool { return !slices.Contains(right, id) }) {
			if !slices.ContainsFunc(drugs, func(d Drug) bool { return r.isControl(d.ID) }) {
				r.settleAddition(drugs, left, right)
				return true
			}
			for i := range drugs {
				if d := &drugs[i]; slices.Contains(right, d.ID) {
					d.Role, d.Rule = Intervention, "alone and with another, against a control"
				}
			}
			return true
		}
	}
	return false
}

// aimTurns tells whether the aim of the abstract compares the sides of the title
// the other way round: "the effect of B with that of A".
func (r *reading) aimTurns(left, right []string) bool {
	f := &r.fields[inAbstract]
	for i := range f.sentences {
		s := &f.sentences[i]
		if s.section != sectionObjective && !r.hasCue(inAbstract, s, cueStudyBegins) {
			continue
		}
		first := "" // the first drug that only one side has
		for _, m := range r.mentionsIn(inAbstract, s.first, s.last) {
			id := r.id(&m)
			if m.kind != termDrug || !m.ok || slices.Contains(left, id) == slices.Contains(right, id) {
				continue
			}
			if first == "" {
				first = id
				continue
			}
			if slices.Contains(left, first) == slices.Contains(left, id) {
				continue
			}
			return slices.Contains(right, first) && r.contrastBetween(inAbstract, s.first, int(m.first))
		}
	}
	return false
}

// settleTitleOr reads the title of a trial of "A or B": the second is what the
// first is compared with.
func (r *reading) settleTitleOr(drugs []Drug, design string) {
	if !arms(design) || r.phraseInAbstract("factorial") || r.phraseInTitle("factorial") {
		return
	}
	r.settleTitleList(drugs)
	if slices.ContainsFunc(r.hits[inTitle], func(h hit) bool { return h.cue == cueComparisonWord }) {
		return
	}
	var before *mention
	for _, m := range r.mentionsIn(inTitle, 0, len(r.fields[inTitle].words)) {
		if m.kind != termDrug || !m.ok {
			continue
		}
		k := int(m.first) - 1
		if before != nil && k == int(before.last) && r.fields[inTitle].lower(k) == "or" && !r.isControl(r.id(&m)) && r.id(&m) != r.id(before) {
			for i := range drugs {
				if d := &drugs[i]; d.ID == r.id(&m) && d.ID != "" && d.Role == Intervention {
					d.Role, d.Rule = Comparator, "the second of the title"
				}
			}
		}
		before = &m
	}
}

// settleTitleList reads the title of a trial of "A, B, and placebo": B is the drug in
// use that A is held against.
func (r *reading) settleTitleList(drugs []Drug) {
	f := &r.fields[inTitle]
	var list []mention
	for _, m := range r.mentionsIn(inTitle, 0, len(f.words)) {
		if m.kind == termDrug && m.ok {
			list = append(list, m)
		}
	}
	if len(list) != 3 || r.id(&list[2]) != "placebo" || r.isControl(r.id(&list[1])) || r.isControl(r.id(&list[0])) {
		return
	}
	if list[0].last != list[1].first || f.words[list[1].first].before&gapComma == 0 || list[2].first-list[1].last > 1 {
		return
	}
	for i := range drugs {
		if d := &drugs[i]; d.ID == r.id(&list[1]) && d.Role == Intervention && d.ID != r.id(&list[0]) && d.ID != "" {
			d.Role, d.Rule = Comparator, "the second of the title, before placebo"
		}
	}
}

// titleArmsEnd is where the title goes on to the people or the purpose, after the
// word of contrast.
func (r *reading) titleArmsEnd(at int) int {
	f := &r.fields[inTitle]
	for k := at + 1; k < len(f.words); k++ {
		switch f.lower(k) {
		case "in", "for", "among", "during", "after", "following", "on":
			return k
		}
	}
	return len(f.words)
}

// titleContrast is the word of the title that parts what is compared, -1 when it
// has none: "versus", or the "and" of "comparison of … and …".
func (r *reading) titleContrast() int {
	f := &r.fields[inTitle]
	if !f.holds(markContrast) {
		return -1
	}
	comparison := false
	for k := range f.words {
		switch f.lower(k) {
		case "versus", "vs", "than":
			return k
		case "compared":
			if k+1 < len(f.words) && (f.lower(k+1) == "with" || f.lower(k+1) == "to") {
				return k
			}
		case "comparison", "comparing":
			comparison = true
		case "and":
			if comparison && r.drugBetween(inTitle, 0, k) && k+2 < len(f.words) && (r.inDrug(inTitle, k+1) || r.inDrug(inTitle, k+2)) {
				return k
			}
		}
	}
	return -1
}

// firstOfContrast reads "in patients receiving A versus B" of a title, where A is what B is
// held against.
func (r *reading) firstOfContrast(m *mention) bool {
	f := &r.fields[m.field]
	k := int(m.last)
	if m.field != inTitle || k+1 >= len(f.words) || f.words[k].before&^gapSoft != 0 || f.lower(k) != "versus" && f.lower(k) != "vs" {
		return false
	}
	left, right := r.titleSides(k)
	return len(left) == 1 && len(right) > 0 && right[0] != left[0]
}

// reviewed tells whether the design tells of the studies of others.
func reviewed(design string) bool {
	switch design {
	case "narrative-review", "nma", "ma", "sr":
		return true
	}
	return false
}

// behaviourTitle tells whether the title names what people do, or what is done to
// them, as the intervention: a diet, exercise, an operation.
func (r *reading) behaviourTitle() bool { return r.behaviourBefore(len(r.fields[inTitle].words)) }

// behaviourBefore tells whether the title does so before word k.
func (r *reading) behaviourBefore(k int) bool {
	f := &r.fields[inTitle]
	for k--; k >= 0; k-- {
		switch f.lower(k) {
		case "acupoint", "electroacupuncture", "moxibustion", "cupping", "physiotherapy", "laser", "stimulation", "surgery", "surgical", "plasmapheresis",
			"diet", "diets", "dietary", "exercise", "app", "mobile", "counselling", "counseling", "education", "educational", "training", "acupuncture", "acupressure", "yoga",
			"rehabilitation", "telemedicine", "telehealth", "nurse", "psychotherapy", "program", "programme", "mindfulness", "massage", "music",
			"walking", "cooling", "hypnosis", "meditation", "pharmacist", "coaching", "videolaryngoscope", "laryngoscope", "laryngoscopy", "videolaryngoscopy", "mask", "tourniquet", "warming", "ventilation", "aromatherapy", "cryotherapy":
			return true
		}
	}
	return false
}

// observed tells whether the design only looks at what happens.
func observed(design string) bool {
	switch design {
	case "cohort", "case-control", "cross-sectional":
		return true
	}
	return false
}

// arms tells whether the design compares people at random with each other.
func arms(design string) bool { return design == "rct" || design == "rct-secondary" }

// trial tells whether the design has arms.
func trial(design string) bool {
	switch design {
	case "rct", "rct-secondary", "protocol":
		return true
	}
	return false
}

// sectioned tells whether the abstract has methods or an aim, headed or inferred.
func (r *reading) sectioned() bool {
	for _, s := range r.fields[inAbstract].sentences {
		if s.section == sectionMethods || s.section == sectionObjective {
			return true
		}
	}
	return false
}

// decide picks the role with the most weight; on a tie the stronger one.
func (t *drugTally) decide() Drug {
	total, best := 0.0, 0
	for p, weight := range t.votes {
		total += weight
		if weight > t.votes[best] {
			best = p
		}
	}
	if total <= 0.7 && total > 0 { // named once, in the background
		t.drug.Role, t.drug.Rule, t.drug.Confidence = Mentioned, ruleBackgroundOnly, 0.5
		return t.drug
	}
	t.drug.Role, t.drug.Rule = roleOrder[best], t.rules[best]
	t.drug.Confidence = 0.5
	if total > 0 {
		t.drug.Confidence = min(0.98, 0.4+0.55*t.votes[best]/total)
	}
	return t.drug
}

// drugKey tells drugs apart: the id, or the name of a drug without one.
func (r *reading) drugKey(m *mention) string {
	if id := r.id(m); id != "" {
		return id
	}
	return " " + r.drugName(m)
}

func (r *reading) drugName(m *mention) string {
	if id := r.id(m); id != "" {
		return r.drugLabel(id)
	}
	return strings.ToLower(r.termOf(m).text)
}

// isControl tells whether a drug is a control by nature: placebo, vehicle, no
// treatment, usual care.
func (r *reading) isControl(id string) bool {
	switch id {
	case "placebo", "vehicle", "no_treatment", "standard_care", "no_use", "general_population", "all_other_drugs":
		return true
	}
	return false
}

// blamedUntil is the word after the drug, or after the last of the drugs that share one
// "-induced": "isoniazid- and rifampicin-induced", "cisplatin/gemcitabine-induced".
func (r *reading) blamedUntil(m *mention, s *sentence) int {
	f := &r.fields[m.field]
	last := int(m.last)
	for k, more := last, 0; k+1 < s.last && more < 3; more++ {
		switch t := f.lower(k); {
		case f.words[k].before == gapSlash:
		case f.words[k].before&gapHyphen != 0 && (t == "and" || t == "or"), f.words[k].before&gapHyphen != 0 && f.words[k].before&gapComma != 0:
			if t == "and" || t == "or" {
				k++
			}
		default:
			return last
		}
		next := slices.IndexFunc(r.mentionsIn(m.field, k, k+1), func(d mention) bool { return d.kind == termDrug && d.ok && int(d.first) == k })
		if next < 0 {
			return last
		}
		k = int(r.mentionsIn(m.field, k, k+1)[next].last)
		if k < s.last && f.words[k].before == gapHyphen {
			return k
		}
	}
	return last
}

// vote reads the neighbourhood of one drug mention.
func (r *reading) vote(m *mention, design string) vote {
	f := &r.fields[m.field]
	s := f.sentences[m.sent]
	v := vote{role: Intervention, weight: r.placeWeight(m, &s), rule: "named as treatment"}
	if r.isControl(r.id(m)) {
		return vote{Comparator, 10, "control"}
	}
	if k := r.blamedUntil(m, &s); k < s.last && (f.words[k].before == gapHyphen || m.field == inTitle && r.afterIn(m)) && (f.lower(k) == "induced" || f.lower(k) == "associated" || f.lower(k) == "related" || f.lower(k) == "mediated") {
		if r.historyOf(m, &s) {
			return vote{Mentioned, v.weight, "prior or failed therapy, or context"}
		}
		v.weight *= 0.5
		v.rule = ruleCause
		return v
	}
	if m.field == inTitle && r.toxicityOf(m) {
		v.rule = ruleCause
		return v
	}
	if k := int(m.last); k < s.last && f.words[k].before == gapHyphen && f.lower(k) == "controlled" {
		return vote{Comparator, 8, ruleControlArm}
	}
	before, distance := r.drugCueBefore(m, &s)
	after := r.drugCueAfter(m, &s)
	if before == cueComparatorBefore && distance == 0 && r.adjunctTo(m, &s) {
		before = cueBackgroundBefore
	}
	switch {
	case after == cuePriorAfter && !r.stopStudied(m), m.field == inAbstract && r.namesPrior(m):
		return vote{Mentioned, max(min(v.weight, 2), 1), "prior or failed therapy"}
	case m.field == inAbstract && r.beforeOther(m, &s) && !r.inTitleToo(m):
		return vote{Mentioned, max(v.weight, 1), "taken before another drug"}
	case r.positiveControl(m, &s):
		return vote{Comparator, 8, ruleControlArm}
	case !arms(design) && design != "case-control" && m.field == inAbstract && !r.inTitleToo(m) && r.takenByControls(m, &s):
		return vote{Comparator, 8, "what the controls take"}
	case observed(design) && m.field == inAbstract && !r.inTitleToo(m) && (r.usersBeside(m, &s) || r.peopleCompared(m, &s)):
		return vote{Comparator, max(v.weight, 1) * 2, ruleCompared}
	case design == "pk" && m.first > 0 && strings.Contains(f.between(int(m.first)-1, int(m.first)), "±"):
		return vote{Background, max(v.weight, 1), "with and without it"}
	case m.field == inAbstract && (len(r.titleDrugs) > 0 || arms(design)) && !r.inTitleToo(m) && r.allGiven(m, &s):
		return vote{Background, max(v.weight, 1) * 2, ruleGivenToAll}
	case m.field == inAbstract && !reviewed(design) && (len(r.titleDrugs) > 0 || arms(design)) && !r.inTitleToo(m) && r.careBesideStudy(m, &s):
		if !trial(design) && before != cueBackgroundBefore {
			return vote{Mentioned, max(v.weight, 1) * 2, ruleCare}
		}
		return vote{Background, max(v.weight, 1) * 2, ruleCare}
	case trial(design) && m.field == inAbstract && !r.inTitleToo(m) && before == cueRescueBefore && r.remedyOf(m, &s):
		return vote{Mentioned, max(v.weight, 1) * 2, "treatment of what came about"}
	case design == "preclinical" && m.field == inAbstract && len(r.titleDrugs) > 0 && !r.inTitleToo(m) && before != cueComparatorBefore && !r.memberOfTitle(r.id(m)) && r.toolCompound(m, &s):
		return vote{Mentioned, max(v.weight, 1) * 2, "a tool of the laboratory"}
	case m.field == inAbstract && !reviewed(design) && len(r.titleDrugs) > 0 && !r.inTitleToo(m) && r.covariateOrExcluded(m, &s):
		return vote{Mentioned, max(v.weight, 1) * 2, ruleCare}
	case m.field == inAbstract && s.section != sectionResults && s.section != sectionConclusion && len(r.titleDrugs) > 0 && !r.inTitleToo(m) && !r.memberOfTitle(r.id(m)) && r.conceded(m, &s):
		return vote{Mentioned, max(v.weight, 1), ruleBackgroundOnly}
	case s.holds(markEither) && r.withEither(m, &s):
		return vote{Background, max(v.weight, 1) * 2, ruleWithEither}
	case trial(design) && r.notEnough(m, &s):
		return vote{Background, max(v.weight, 1) * 2, "not enough alone"}
	case before == cuePriorBefore && (r.newOnes(m, &s, design) || r.ofSubjectClass(m, &s)) && !r.listedContext(m, &s, design):
		return v
	case before == cuePriorBefore && distance <= r.priorReach(m, distance) && !r.stopStudied(m) && !(cases(design) && r.stoppedHere(m, &s)):
		return vote{Mentioned, max(min(v.weight, 3), 1), "prior or failed therapy, or context"}
	case after == cueComparatorAfter:
		return vote{Comparator, v.weight * 1.5, ruleReference}
	case before == cueRescueBefore && r.reaction(design) && !r.inTitleToo(m):
		return vote{Mentioned, v.weight, "treatment of the reaction"}
	case arms(design) && r.plusMinusAfter(m, &s):
		return vote{Background, max(v.weight, 1) * 2, "with and without another"}
	case m.field == inAbstract && !r.inTitleToo(m) && r.plusAfterCompared(m, &s):
		return vote{Comparator, max(v.weight, 1) * 1.5, ruleCompared}
	case before == cueComparatorBefore && r.switchedTo(m, &s):
		return v
	case before == cueComparatorBefore && r.otherDrugBefore(m, &s):
		if f.lower(int(m.first)-1) == "or" || (distance > 0 || reviewed(design) || observed(design)) && r.orBefore(m, &s) {
			if r.orAfterPrior(m, &s) {
				return vote{Mentioned, max(min(v.weight, 3), 1), "prior or failed therapy, or context"}
			}
			if m.field == inAbstract && !r.inTitleToo(m) && reviewed(design) && r.listedContext(m, &s, design) {
				return vote{Mentioned, 0.8, ruleUnderWay}
			}
			if s.holds(markEither) && r.eitherOf(m, &s) || r.listAfterContrast(m, &s) {
				return vote{Comparator, max(v.weight, 1) * 2, ruleCompared}
			}
			if m.field == inAbstract && r.titleDrugBefore(m) && !r.inTitleToo(m) && !r.ofClass(m) && !reviewed(design) && (trial(design) || design == "integrated-safety" || !r.orAfterContext(m)) {
				return vote{Comparator, v.weight * 1.3, "other arm than the drug of the title"}
			}
			return v // "X or Y": both are studied
		}
		return vote{Comparator, max(v.weight, 1) * 2, ruleCompared}
	case m.field == inTitle && arms(design) && before == cueComparatorBefore && distance == 0 && r.onlyTitleDrug(m) && r.contrastEnds(inTitle, int(m.first)):
		return vote{Comparator, v.weight * 1.5, ruleCompared} // "a herbal emulsion versus mineral oil"
	case r.comparingWith(m, &s):
		return vote{Comparator, max(v.weight, 1) * 1.5, ruleCompared}
	case r.continuedBeside(m, &s):
		return vote{Comparator, max(v.weight, 1) * 2, ruleContinued}
	case m.field == inTitle && arms(design) && r.withOther(m):
		return vote{Background, v.weight * 1.2, "beside the drug of the title"}
	case m.field == inTitle && before == cueBackgroundBefore && arms(design) && r.plusAfterContrast(m),
		m.field == inTitle && design == "" && r.secondOfRightSide(m):
		return vote{Comparator, v.weight * 1.5, ruleCompared}
	case r.replaced(m, &s):
		return vote{Comparator, max(v.weight, 1) * 2, "replaced by another"}
	case !reviewed(design) && (m.field == inTitle || !r.ofClass(m)) && r.gainsAnother(m, &s):
		return vote{Background, max(v.weight, 1) * 1.2, "what another drug is added to"}
	case m.field == inTitle && trial(design) && r.afterClass(m):
		return vote{Background, v.weight * 1.2, "given before the drug of the title"}
	case m.field == inTitle && r.takenAlready(m):
		return vote{Background, v.weight * 1.2, "what the people of the title take"}
	case before == cueBackgroundBefore && !(m.field == inTitle && r.onlyTitleDrug(m) && (r.againstControl(m) || r.calledAddition(m))) && !r.firstOfContrast(m) && (r.backgroundHere(m, &s, design) || r.addOn(m, &s) || r.optional(m, &s)):
		return vote{Background, v.weight * 1.2, "in all arms"}
	}
	if m.field == inAbstract && !r.inTitleToo(m) && r.listedContext(m, &s, design) {
		return vote{Mentioned, 0.8, ruleUnderWay}
	}
	switch {
	case s.section != sectionBackground || m.field != inAbstract || r.hasCue(m.field, &s, cueStudyBegins):
	case arms(design) && r.allottedTo(m, &s):
		v.weight = max(v.weight, 1.5)
	default:
		v.weight *= 0.5
	}
	if arms(design) && m.field == inAbstract && v.weight < 1.5 && r.contained(m, &s) {
		v.weight = 1.5
	}
	return v
}

// calledAddition tells whether the words before the mention call the drug what is
// added: "add-on dapagliflozin", "with or without synephrine".
func (r *reading) calledAddition(m *mention) bool {
	f := &r.fields[m.field]
	k := int(m.first) - 1
	if k < 0 {
		return false
	}
	switch f.lower(k) {
	case "adjunctive", "adjunct", "additional", "supplemental", "without":
		return true
	case "on":
		return k > 0 && f.lower(k-1) == "add"
	}
	return false
}

// notEnough tells whether the people of a trial go on with the drug that does not
// do enough alone: "inadequately controlled on pioglitazone", "not well controlled
// with stable metformin".
func (r *reading) notEnough(m *mention, s *sentence) bool {
	if !s.holds(markControlled) {
		return false
	}
	f := &r.fields[m.field]
	for k := int(m.first) - 1; k > s.first+1 && k >= int(m.first)-8; k-- {
		if f.words[k+1].before&^(gapSoft|gapComma|gapHyphen) != 0 {
			return false
		}
		switch f.lower(k) {
		case "on", "with", "by", "despite", "under", "using":
		case "newly", "initiated", "and", "continuously", "titrated", "basal", "stable", "optimised", "optimized", "maximal", "maximum", "tolerated", "doses", "dose", "of", "current", "ongoing", "oral", "background", "daily", "once", "twice", "a", "prior", "continuing":
			continue
		default:
			if k >= int(m.first)-3 {
				continue
			}
			return false
		}
		if f.lower(k-1) != "controlled" {
			return false
		}
		switch f.lower(k - 2) {
		case "inadequately", "insufficiently", "poorly", "incompletely", "suboptimally":
			return true
		case "well", "adequately", "sufficiently", "optimally":
			return k-3 >= s.first && f.lower(k-3) == "not"
		}
		return false
	}
	return false
}

// takenByControls tells whether the drug is what a control group takes: "a control
// group of women using paracetamol", "controls who were given a medicine known to be
// safe (penicillin)". Controls beside cases are another thing.
func (r *reading) takenByControls(m *mention, s *sentence) bool {
	const near, far = 2, 9
	if !s.holds(markOpposite) {
		return false
	}
	f := &r.fields[m.field]
	first := int(m.first)
	for k := first - 1; k > s.first && k >= first-far && f.words[k+1].before&gapStop == 0; k-- {
		switch f.lower(k) {
		case "using", "taking", "receiving", "given", "took", "used", "received", "users", "exposed", "treated", "prescribed", "dispensed", "on":
		default:
			continue
		}
		if first-k > 1+near && f.words[first].before&gapOpen == 0 || f.lower(k) == "on" && k+1 != first {
			return false
		}
		for j := k - 1; j >= s.first && j >= k-far && !r.inDrug(m.field, j); j-- {
			switch f.lower(j) {
			case "control", "controls", "comparison", "comparator", "comparators", "reference", "unexposed", "nonexposed":
				return !f.says(s, "cases")
			}
		}
		return false
	}
	return false
}

// stopStudied tells whether the title is about leaving off the drug of the mention:
// "statin withdrawal after stroke", "discontinuation of infliximab", or about another make
// of it: "switching from originator to biosimilar etanercept".
func (r *reading) stopStudied(m *mention) bool {
	if len(r.titleDrugs) == 0 || r.titleDrugs[0] != r.id(m) {
		return false
	}
	f := &r.fields[inTitle]
	if len(r.titleDrugs) == 1 && (f.contains("biosimilar") || f.contains("generic")) {
		return true
	}
	for _, o := range r.mentionsIn(inTitle, 0, len(f.words)) {
		if k := int(o.last); r.id(&o) == r.id(m) && k < len(f.words) && f.words[k].before&^gapSoft == 0 && leavesOff(f.lower(k)) {
			if k++; k == len(f.words) {
				return true
			}
			switch f.lower(k) {
			case "syndrome", "symptoms", "seizures", "seizure", "reactions", "reaction", "delirium":
				return false // what another drug is given for
			}
			return true
		}
		if k := int(o.first) - 1; r.id(&o) == r.id(m) && k >= 0 && (leavesOff(f.lower(k)) || f.lower(k) == "of" && k > 0 && leavesOff(f.lower(k-1))) {
			return true
		}
	}
	return false
}

// leavesOff tells whether the word says that a drug is taken no longer.
func leavesOff(word string) bool {
	switch word {
	case "withdrawal", "discontinuation", "cessation", "stopping", "discontinuing", "withdrawing", "interruption", "interrupting", "deprescribing":
		return true
	}
	return false
}

// stoppedHere tells whether the text says that the drug was stopped: "it resolved
// after withdrawal of X", "X was immediately stopped". In a report of a reaction that is the
// suspected one.
func (r *reading) stoppedHere(m *mention, s *sentence) bool {
	if !s.holds(markStopped) {
		return false
	}
	f := &r.fields[m.field]
	k := int(m.first) - 1
	for k > s.first && int(m.first)-k <= 8 && (r.drugFiller(f, k) || r.inDrug(m.field, k)) {
		k--
	}
	if k >= s.first && k >= int(m.first)-8 && (leavesOff(f.lower(k)) || halted(f.lower(k))) {
		return f.lower(int(m.first)-1) != "with" && f.lower(k+1) != "and" // "A was stopped and B given"
	}
	were := false
	for k := int(m.last); k < s.last && k < int(m.last)+9; k++ {
		switch t := f.lower(k); {
		case f.words[k].before&(gapSemicolon|gapColon|gapStop) != 0:
			return false
		case were && halted(t):
			return true
		case t == "was" || t == "were":
			were = true
		case t == "therefore" || t == "then" || t == "immediately" || t == "promptly" || t == "subsequently" || t == "and" || t == "both" || t == "permanently" || t == "therapy" || t == "treatment" || r.inDrug(m.field, k):
		default:
			return false
		}
	}
	return false
}

// blamed tells whether the text calls the drug the cause: "X was thought to be the culprit",
// "attributed to X".
func (r *reading) blamed(m *mention, s *sentence) bool {
	if !s.holds(markBlamed) {
		return false
	}
	f := &r.fields[m.field]
	k := int(m.first) - 1
	if k > s.first && (f.lower(k) == "to" && f.lower(k-1) == "attributed" || f.lower(k) == "by" && f.lower(k-1) == "caused") {
		return true
	}
	were := false
	for k := int(m.last); k < s.last && k < int(m.last)+10; k++ {
		if f.words[k].before&(gapSemicolon|gapColon|gapStop) != 0 || r.inDrug(m.field, k) {
			return false
		}
		switch f.lower(k) {
		case "was", "is", "were":
			were = true
		case "not", "unlikely":
			return false
		case "culprit", "responsible", "causative", "implicated", "cause":
			return were
		}
	}
	return false
}

// halted tells whether the word says that a drug was stopped.
func halted(word string) bool {
	switch word {
	case "stopped", "discontinued", "withdrawn", "ceased", "withheld", "omitted", "suspended":
		return true
	}
	return false
}

// cases tells whether the design reports a few people.
func cases(design string) bool { return design == "case-report" || design == "case-series" }

// historyOf tells whether "history of" stands before the mention.
func (r *reading) historyOf(m *mention, s *sentence) bool {
	f := &r.fields[m.field]
	for k := int(m.first) - 1; k > s.first && k >= int(m.first)-3; k-- {
		if f.lower(k) == "of" && f.lower(k-1) == "history" {
			return true
		}
	}
	return false
}

// afterIn tells whether a preposition stands right before the mention, as in "in
// phenylhydrazine induced anaemia", where "induced" is no verb.
func (r *reading) afterIn(m *mention) bool {
	if m.first == 0 {
		return false
	}
	switch r.fields[m.field].lower(int(m.first) - 1) {
	case "in", "on", "against", "of", "from", "during":
		return true
	}
	return false
}

// titlePrevents tells whether the title speaks of preventing something.
func (r *reading) titlePrevents() bool {
	for i := range r.fields[inTitle].sentences {
		if r.hasCue(inTitle, &r.fields[inTitle].sentences[i], cuePrevention) {
			return true
		}
	}
	return false
}

// toxicityOf tells whether the title speaks of the harm that the drug does, as
// in "fails to prevent the neurotoxicity of paclitaxel" and "prevention of
// vomiting following high-dose cisplatin".
func (r *reading) toxicityOf(m *mention) bool {
	f := &r.fields[m.field]
	k := int(m.first) - 1
	for k > 0 && r.drugFiller(f, k) && f.lower(k) != "of" && f.lower(k) != "to" {
		k--
	}
	if k > 0 && (f.lower(k) == "following" || f.lower(k) == "after" || f.lower(k) == "receiving") && r.titlePrevents() {
		return true
	}
	if k := int(m.last); k+1 < len(f.words) && (f.lower(k) == "and" || f.lower(k) == "or" || f.lower(k) == "versus" || f.lower(k) == "vs") && r.inDrug(inTitle, k+1) {
		return false // "toxicity of netilmicin and tobramycin"
	}
	k = int(m.first) - 1
	if k > 0 && f.lower(k) == "by" && (f.lower(k-1) == "induced" || f.lower(k-1) == "caused") {
		return true
	}
	return k > 0 && f.lower(k) == "of" && strings.HasSuffix(f.lower(k-1), "toxicity")
}

// againstControl tells whether "versus placebo", "or placebo" follows the drug.
func (r *reading) againstControl(m *mention) bool {
	for _, o := range r.mentionsIn(m.field, int(m.last), int(m.last)+5) {
		if o.kind == termDrug && o.ok && r.isControl(r.id(&o)) {
			return true
		}
	}
	return false
}

// priorReach bounds how far before the drug a cue of prior therapy may stand:
// "other" and the like speak of the next word only.
func (r *reading) priorReach(m *mention, distance int) int {
	f := &r.fields[m.field]
	for k := int(m.first) - 1; k >= 0 && k >= int(m.first)-6; k-- {
		switch f.lower(k) {
		case "other", "like", "known", "despite", "prior", "previous":
			return 1
		}
	}
	return distance
}

// addOn tells whether "add-on to" or "an adjuvant to" stands before the drug.
func (r *reading) addOn(m *mention, s *sentence) bool {
	f := &r.fields[m.field]
	for k := int(m.first) - 1; k > s.first && k >= int(m.first)-5; k-- {
		if f.lower(k) == "on" && f.lower(k-1) == "add" || f.lower(k) == "added" || f.lower(k) == "to" && (f.lower(k-1) == "adjuvant" || f.lower(k-1) == "adjunct") {
			return true
		}
	}
	return false
}

// adjunctTo tells whether the drug is the second of two that another is an
// adjunct to: "adjunctive therapy with lithium or valproate".
func (r *reading) adjunctTo(m *mention, s *sentence) bool {
	f := &r.fields[m.field]
	k := int(m.first) - 1
	if k <= s.first || f.lower(k) != "or" || !r.inDrug(m.field, k-1) {
		return false
	}
	for k--; k > s.first && k >= int(m.first)-6; k-- {
		switch t := f.lower(k); {
		case t == "adjunctive" || t == "adjunct" || t == "on" && f.lower(k-1) == "add":
			return true
		case t == "or" || t == "versus" || t == "vs":
			return false
		}
	}
	return false
}

// combinedNear tells whether the sentence of the mention speaks of giving drugs
// together.
func (r *reading) combinedNear(m *mention) bool {
	f := &r.fields[m.field]
	s := f.sentences[m.sent]
	for k := s.first; k < s.last; k++ {
		switch f.lower(k) {
		case "combination", "combinations", "combined", "combining", "coadministration", "synergistic", "synergistically", "synergy", "synergized":
			return true
		}
	}
	return false
}

// orAfterContext tells whether "or" joins the drug to another one that the title
// does not name either: in "switched to A from B or C" C is what B is.
func (r *reading) orAfterContext(m *mention) bool {
	f := &r.fields[m.field]
	k := int(m.first) - 1
	if f.lower(k) != "or" {
		return false
	}
	for _, o := range r.mentionsIn(m.field, k-longestTerm, k) {
		if o.kind == termDrug && o.ok && !r.isControl(r.id(&o)) && (int(o.last) == k || int(o.last) == k-1 && f.words[o.last].before&gapOpen != 0) {
			return !r.inTitleToo(&o)
		}
	}
	return false
}

// orAfterPrior tells whether "or" joins the drug to another one that was given before:
// "had not responded to A or B".
func (r *reading) orAfterPrior(m *mention, s *sentence) bool {
	k := int(m.first) - 1
	if r.fields[m.field].lower(k) != "or" {
		return false
	}
	for _, o := range r.mentionsIn(m.field, k-longestTerm, k) {
		if o.kind == termDrug && o.ok && int(o.last) == k && o.sent == m.sent && !r.isControl(r.id(&o)) {
			c, plain := r.drugCueBefore(&o, s)
			return c == cuePriorBefore && plain <= 1 || c == cueRescueBefore && r.remedyOf(&o, s)
		}
	}
	return false
}

// remedyOf tells whether what came about is treated with the drug: "acne, treated with A".
func (r *reading) remedyOf(m *mention, s *sentence) bool {
	f := &r.fields[m.field]
	for k := int(m.first) - 1; k > s.first && k >= int(m.first)-4; k-- {
		switch f.lower(k) {
		case "treated", "managed", "controlled", "resolved", "requiring", "reversed":
			return f.words[k].before&gapComma != 0
		}
	}
	for k := int(m.first) - 1; k > s.first && k >= int(m.first)-8; k-- {
		switch f.lower(k) {
		case "nonresponders", "nonresponder", "failures":
			return true // "the non-responders improved with A"
		case "responders", "responder":
			return f.lower(k-1) == "non"
		}
	}
	return false
}

// optional tells whether "with or without", "alone and with" stands before the
// drug.
func (r *reading) optional(m *mention, s *sentence) bool {
	f := &r.fields[m.field]
	for k := int(m.first) - 1; k > s.first && k >= int(m.first)-5; k-- {
		switch f.lower(k) {
		case "without":
			if t := f.lower(k - 1); t == "or" || t == "and" || t == "with" {
				return true
			}
		case "and", "or":
			if t := f.lower(k - 1); t == "alone" || t == "monotherapy" {
				return true
			}
		case "receiving", "taking", "given", "prescribed", "using", "starting", "treated":
			return false // "in people with and without diabetes receiving A"
		}
	}
	return false
}

// takenAlready tells whether the title names the drug as what the people under
// study take, after the drug that it is about: "… in patients receiving
// methotrexate".
func (r *reading) takenAlready(m *mention) bool {
	f := &r.fields[inTitle]
	k := int(m.first) - 1
	for k > 3 && (f.lower(k) == "first" || f.lower(k) == "line" || f.lower(k) == "second" || f.lower(k) == "stable" || f.lower(k) == "chronic" || f.lower(k) == "intensive" || f.lower(k) == "maximal" || f.lower(k) == "optimal" || f.lower(k) == "basal" || f.lower(k) == "bolus" || f.lower(k) == "prandial") {
		k--
	}
	for k > 3 && (r.inDrug(inTitle, k) || (f.lower(k) == "and" || f.lower(k) == "plus") && r.inDrug(inTitle, k-1)) {
		k--
	}
	if last := int(m.last); last < len(f.words) && k > 0 && f.lower(k) == "in" && f.words[last].before&^gapSoft == 0 && (f.lower(last) == "users" || f.lower(last) == "recipients") && r.drugBetween(inTitle, 0, k) {
		return true // "SSRIs and bleeding in warfarin users"
	}
	treated := k > 3 && f.lower(k) == "with" && f.lower(k-1) == "treated" && r.rules.is(f.words[k-2].sym, cuePeople)
	if k < 3 || !treated && f.lower(k) != "receiving" && f.lower(k) != "taking" && f.lower(k) != "undergoing" && !(f.lower(k) == "on" && r.rules.is(f.words[k-1].sym, cuePeople)) {
		return false
	}
	for _, o := range r.mentionsIn(inTitle, 0, k) {
		if o.kind == termDrug && o.ok && r.id(&o) != r.id(m) && !r.isControl(r.id(&o)) {
			return true
		}
	}
	return r.behaviourBefore(k)
}

// gainsAnother tells whether another drug is added to this one: "adding A to B", "the
// addition of A to stable B".
func (r *reading) gainsAnother(m *mention, s *sentence) bool {
	f := &r.fields[m.field]
	k := int(m.first) - 1
	for k > s.first && int(m.first)-k <= 4 && f.lower(k) != "to" && r.drugFiller(f, k) {
		k--
	}
	if k <= s.first || f.lower(k) != "to" {
		return false
	}
	for j := k - 1; j >= s.first && j >= k-8 && f.words[j+1].before&(gapStop|gapSemicolon|gapComma) == 0; j-- {
		if t := f.lower(j); t == "adding" || t == "addition" && j+1 < k && f.lower(j+1) == "of" {
			return r.drugBetween(m.field, j, k)
		}
	}
	return false
}

// afterClass tells whether the title of a trial names the class as what came before its
// drug: "trastuzumab after adjuvant chemotherapy".
func (r *reading) afterClass(m *mention) bool {
	if !r.ofClass(m) {
		return false
	}
	f := &r.fields[inTitle]
	for k := int(m.first) - 1; k > 0 && k >= int(m.first)-4; k-- {
		switch f.lower(k) {
		case "after", "following":
			return slices.ContainsFunc(r.mentionsIn(inTitle, 0, k), func(o mention) bool {
				return o.kind == termDrug && o.ok && r.id(&o) != r.id(m) && !r.isControl(r.id(&o))
			})
		case "first", "second", "line", "adjuvant", "neoadjuvant", "induction", "initial", "standard", "platinum", "based", "prior", "completion", "of", "failure":
		default:
			return false
		}
	}
	return false
}

// switchedTo tells whether "switch to" stands right before the drug, where others
// continue what they had.
func (r *reading) switchedTo(m *mention, s *sentence) bool {
	f := &r.fields[m.field]
	k := int(m.first) - 1
	if k <= s.first || f.lower(k) != "to" {
		return false
	}
	switch f.lower(k - 1) {
	case "switch", "switching", "switched", "convert", "converting", "converted", "conversion", "change", "changing", "changed":
		for k -= 2; k >= s.first; k-- {
			if goesOn(f.lower(k)) {
				return true
			}
		}
	}
	return false
}

// goesOn tells whether the word says that people keep their drug.
func goesOn(word string) bool {
	switch word {
	case "continue", "continuing", "remain", "remaining", "stay", "staying":
		return true
	}
	return false
}

// continuedBeside tells whether some people go on with the drug while others switch
// to another one: "randomised to continue A or switch to B".
func (r *reading) continuedBeside(m *mention, s *sentence) bool {
	if !s.holds(markSwitched) {
		return false
	}
	f := &r.fields[m.field]
	k := int(m.first) - 1
	for k > s.first && (r.drugFiller(f, k) || f.lower(k) == "on" || f.lower(k) == "their" || f.lower(k) == "treatment") {
		k--
	}
	if k < s.first || !goesOn(f.lower(k)) {
		return false
	}
	receive := false
	for k := int(m.last); k < s.last && k < int(m.last)+20; k++ {
		switch f.lower(k) {
		case "switch", "switched", "switching", "convert", "conversion":
			return true
		case "change", "changed":
			if k+1 < s.last && f.lower(k+1) == "to" {
				return true
			}
		case "receive":
			receive = true
		}
		if receive && r.inDrug(m.field, k) {
			return !slices.ContainsFunc(r.mentionsIn(m.field, k, k+1), func(o mention) bool { return r.id(&o) == r.id(m) || r.isControl(r.id(&o)) })
		}
	}
	return false
}

// withOther tells whether the title of a trial reads "A with B", B being the
// mention: no comparison, and A right before "with".
func (r *reading) withOther(m *mention) bool {
	f := &r.fields[inTitle]
	k := int(m.first) - 1
	for k > 0 && f.lower(k) != "with" && (r.drugFiller(f, k) || f.words[k].number) && f.words[k+1].before&^(gapSoft|gapHyphen) == 0 {
		k--
	}
	if k <= 0 || f.lower(k) != "with" || f.words[k].before&^gapSoft != 0 {
		return false
	}
	for _, o := range r.mentionsIn(inTitle, k-longestTerm, k) {
		if o.kind == termDrug && int(o.last) == k && r.ofClass(&o) {
			return false // "thrombolysis with alteplase"
		}
	}
	for j := range f.words {
		if strings.HasPrefix(f.lower(j), "compar") {
			return false
		}
	}
	at := r.titleContrast()
	return r.inDrug(inTitle, k-1) && (at < 0 || at < k && !r.drugBetween(inTitle, 0, at)) // "bolus versus infusion of A with B"
}

// plusAfterContrast tells whether the title compares something that is no drug with
// something and the drug: "a shunt versus paracentesis plus albumin".
func (r *reading) plusAfterContrast(m *mention) bool {
	at, k := r.titleContrast(), int(m.first)-1
	return at >= 0 && at < k && r.fields[inTitle].lower(k) == "plus" && !r.drugBetween(inTitle, 0, at) && r.onlyTitleDrug(m)
}

// plusMinusAfter tells whether another drug is given to some of those who get this one, by
// the sign: "oxaliplatin and capecitabine ± A", "chemotherapy (CT) +/- A".
func (r *reading) plusMinusAfter(m *mention, s *sentence) bool {
	f := &r.fields[m.field]
	for k := int(m.last); k < s.last && k < int(m.last)+8; k++ {
		if f.words[k].before&(gapStop|gapSemicolon) != 0 {
			return false
		}
		if sign := f.between(k-1, k); strings.Contains(sign, "±") || strings.Contains(sign, "+/-") || strings.Contains(sign, "+/−") || strings.Contains(sign, "+/–") {
			return r.inDrug(m.field, k) && !f.words[k].number
		}
		if t := f.lower(k); t != "and" && t != "plus" && !r.inDrug(m.field, k) && f.words[k].before&gapOpen == 0 && f.words[k].before&gapSlash == 0 {
			return false
		}
	}
	return false
}

// plusAfterCompared tells whether the drug is given with another that something is compared
// with, and with nothing before: the C of "A versus either B (3 g, oral) plus C".
func (r *reading) plusAfterCompared(m *mention, s *sentence) bool {
	f := &r.fields[m.field]
	k := int(m.first) - 1
	for k > s.first && (f.lower(k) == "oral" || f.lower(k) == "intravenous" || f.lower(k) == "topical" || f.lower(k) == "intramuscular") {
		k--
	}
	if k <= s.first || f.lower(k) != "plus" {
		return false
	}
	list := r.mentionsIn(m.field, s.first, k)
	for i := len(list) - 1; i >= 0 && i >= len(list)-8; i-- {
		if o := &list[i]; o.kind == termDrug && o.ok {
			if r.id(o) == r.id(m) || !r.doseBetween(f, int(o.last), k) || !r.listAfterContrast(o, s) {
				return false
			}
			for _, o := range list[max(0, i-12):i] {
				if o.kind == termDrug && o.ok && r.id(&o) == r.id(m) {
					return false
				}
			}
			return true
		}
	}
	return false
}

// doseBetween tells whether nothing but a dose, bare or in brackets, stands in words
// [from, to).
func (r *reading) doseBetween(f *field, from, to int) bool {
	depth := 0
	for k := from; k < to; k++ {
		if k > from+8 || f.words[k].before&(gapStop|gapSemicolon) != 0 {
			return false
		}
		if f.words[k].before&gapClose != 0 {
			depth = 0
		}
		if f.words[k].before&gapOpen != 0 {
			depth++
		}
		if depth == 0 && !f.words[k].number && !doseTime(f.lower(k)) && !doseUnit(f.wordText(k)) && !r.drugFiller(f, k) {
			return false
		}
	}
	return true
}

// secondOfRightSide tells whether a title gives the drug with another on the far side of its
// "versus": the C of "A versus B plus C".
func (r *reading) secondOfRightSide(m *mention) bool {
	f := &r.fields[inTitle]
	k := int(m.first) - 1
	if at := r.titleContrast(); at < 0 || k < at+2 || f.lower(k) != "plus" && f.lower(k) != "and" || !r.drugEndsAt(inTitle, k) {
		return false
	}
	left, _ := r.titleSides(r.titleContrast())
	return len(left) > 0 && !slices.Contains(left, r.id(m))
}

// replaced tells whether the text speaks of giving another drug in place of this
// one: "the replacement of A by B", "substituting B for A".
func (r *reading) replaced(m *mention, s *sentence) bool {
	f := &r.fields[m.field]
	k, j := int(m.first)-1, int(m.last)
	if k < s.first || j+1 >= s.last {
		return false
	}
	if f.lower(k) == "of" && k > s.first {
		k--
	}
	switch f.lower(k) {
	case "replacement", "replacing", "replace", "replaces", "substitution", "substituting":
		return (f.lower(j) == "by" || f.lower(j) == "with") && r.drugBetween(m.field, j, min(j+5, s.last))
	}
	return false
}

// newOnes tells whether "such as" names members of what a review is about: "new
// small molecules such as filgotinib".
func (r *reading) newOnes(m *mention, s *sentence, design string) bool {
	if m.field != inAbstract || design != "narrative-review" && r.fields[inTitle].text != "" {
		return false
	}
	f := &r.fields[m.field]
	for k := int(m.first) - 1; k > s.first && int(m.first)-k <= 24; k-- {
		if f.words[k+1].before&(gapStop|gapSemicolon|gapColon) != 0 {
			return false
		}
		if f.lower(k) != "as" || f.lower(k-1) != "such" {
			continue
		}
		if r.hasCue(m.field, s, cueStudyBegins) {
			return true // what the review says that it is about
		}
		for j := k - 2; j >= s.first && j >= k-20; j-- {
			switch f.lower(j) {
			case "new", "novel", "newer", "latest", "upcoming", "emerging", "recent", "promising", "future":
				return true
			}
		}
		return false
	}
	return false
}

// ofSubjectClass tells whether "such as" names members of a class that the sentence is
// about: "JAK inhibitors such as tofacitinib and baricitinib have changed practice".
func (r *reading) ofSubjectClass(m *mention, s *sentence) bool {
	if m.field != inAbstract {
		return false
	}
	f := &r.fields[m.field]
	k := int(m.first) - 1
	for k > s.first+1 && (r.drugFiller(f, k) || r.inDrug(m.field, k)) && f.lower(k) != "as" {
		k--
	}
	if k-1 <= s.first || f.lower(k) != "as" || f.lower(k-1) != "such" {
		return false
	}
	for _, o := range r.mentionsIn(m.field, max(s.first, k-1-longestTerm), k-1) {
		if o.kind != termDrug || !o.ok || int(o.last) != k-1 || !r.ofClass(&o) || !r.rules.isA(r.id(m), r.id(&o)) {
			continue
		}
		c, _ := r.drugCueBefore(&o, s)
		return c == cueNone
	}
	return false
}

// eitherOf tells whether the drug is one of those after "versus either": "A
// versus either B or C".
func (r *reading) eitherOf(m *mention, s *sentence) bool {
	f := &r.fields[m.field]
	for k := int(m.first) - 1; k > s.first && int(m.first)-k <= 24; k-- {
		if f.words[k+1].before&(gapStop|gapSemicolon|gapColon) != 0 {
			return false
		}
		if f.lower(k) == "either" {
			t := f.lower(k - 1)
			return t == "versus" || t == "vs" || t == "than" || (t == "with" || t == "to") && k-2 >= s.first && f.lower(k-2) == "compared"
		}
	}
	return false
}

// listAfterContrast tells whether the drug stands in a choice that a word of contrast
// opens: "A versus placebo or B", "A compared with B, C, or D".
func (r *reading) listAfterContrast(m *mention, s *sentence) bool {
	f := &r.fields[m.field]
	for k := int(m.first) - 1; k > s.first && k > int(m.first)-16; k-- {
		if f.words[k+1].before&(gapSemicolon|gapStop|gapColon) != 0 {
			return false
		}
		switch f.lower(k) {
		case "versus", "vs":
			return true
		case "with", "to":
			return f.lower(k-1) == "compared"
		case "or", "and":
			continue
		}
		if !r.inDrug(m.field, k) && !f.words[k].number && !r.drugFiller(f, k) {
			return false
		}
	}
	return false
}

// allGiven tells whether the sentence says that everybody got the drug: "all
// patients were injected with bupivacaine", "both groups received mesna".
func (r *reading) allGiven(m *mention, s *sentence) bool {
	f := &r.fields[m.field]
	if s.holds(markGiven|markManyGroups) && r.givenToAll(f, s, m) {
		return true
	}
	given := 0 // the nearest verb
	for k := int(m.first) - 1; k >= s.first && int(m.first)-k <= 14; k-- {
		if f.words[k+1].before&(gapStop|gapSemicolon|gapColon) != 0 {
			return false
		}
		switch t := f.lower(k); {
		case t == "received" || t == "receive" || t == "given" || t == "injected" || t == "took" || t == "administered" || t == "started" || t == "offered" || t == "treated":
			given = k
		case (t == "had" || t == "on" || t == "taking" || t == "receiving") && k+1 == int(m.first):
			given = k
		case t == "either" || t == "randomised" || t == "randomized" || t == "or" || t == "assigned":
			return false
		case given > 0 && (t == "groups" || t == "arms" || r.rules.is(f.words[k].sym, cuePeople)):
			return k > s.first && (f.lower(k-1) == "all" || f.lower(k-1) == "both")
		case t == "all" && (given == k+1 || given == k+2 && (f.lower(k+1) == "were" || f.lower(k+1) == "also" || f.lower(k+1) == "had")):
			return true // "all had heparin", "all were given heparin"
		}
	}
	return false
}

// givenToAll tells whether "were given to both groups", "was administered in all
// patients" follows the drug in its clause: or, behind "with rocuronium 1 mg/kg", "in
// both groups".
func (r *reading) givenToAll(f *field, s *sentence, m *mention) bool {
	given := m.first > 0 && f.lower(int(m.first)-1) == "with"
	for k := int(m.last); k < s.last && f.words[k].before&(gapStop|gapSemicolon|gapColon) == 0; k++ {
		switch t := f.lower(k); {
		case t == "given" || t == "administered" || t == "used":
			given = true
		case t == "either" || t == "versus" || t == "vs" || t == "not":
			return false
		case (t == "both" || t == "all" || t == "each") && given:
			return k+1 < s.last && (f.lower(k-1) == "to" || f.lower(k-1) == "in") && (f.lower(k+1) == "groups" || f.lower(k+1) == "group" || f.lower(k+1) == "arms" || r.rules.is(f.words[k+1].sym, cuePeople))
		}
	}
	return false
}

// withEither tells whether "with either", "together with either" follows the
// drug or its dose: what all arms get.
func (r *reading) withEither(m *mention, s *sentence) bool {
	f := &r.fields[m.field]
	for k := int(m.last); k+1 < s.last && k < int(m.last)+6; k++ {
		if f.words[k].before&(gapComma|gapSemicolon|gapColon|gapStop) != 0 {
			return false
		}
		if f.lower(k) == "with" && f.lower(k+1) == "either" {
			return !r.drugBetween(m.field, int(m.last), k)
		}
	}
	return false
}

// beforeOther tells whether "before" and another drug follow: "who received
// tamoxifen before letrozole".
func (r *reading) beforeOther(m *mention, s *sentence) bool {
	f := &r.fields[m.field]
	k := int(m.last)
	if k+1 >= s.last || f.words[k].before&^gapSoft != 0 || f.lower(k) != "before" && !(f.lower(k) == "prior" && f.lower(k+1) == "to") {
		return false
	}
	for _, o := range r.mentionsIn(m.field, k+1, k+4) {
		if o.kind == termDrug && o.ok && r.id(&o) != r.id(m) && !r.isControl(r.id(&o)) {
			return true
		}
	}
	return false
}

// usedByMany tells whether the mention names an exposure: "digoxin use", "users of
// digoxin".
func (r *reading) usedByMany(m *mention) bool {
	f := &r.fields[m.field]
	if k := int(m.last); k < len(f.words) && f.words[k].before&^gapSoft == 0 {
		switch f.lower(k) {
		case "use", "user", "users", "exposure", "initiators", "exposed":
			return true
		}
	}
	if k := int(m.first) - 1; k > 0 && (f.lower(k) == "of" || f.lower(k) == "to") {
		switch f.lower(k - 1) {
		case "use", "users", "exposure", "exposed", "initiators", "initiation":
			return true
		}
	}
	return false
}

// armOf tells whether the mention names an arm: "the X group", "assigned to X",
// "received X".
func (r *reading) armOf(m *mention) bool {
	f := &r.fields[m.field]
	s := &f.sentences[m.sent]
	if !s.holds(markArm) {
		return false
	}
	for k := int(m.last); k < s.last && k < int(m.last)+3 && f.words[k].before&^gapSoft == 0; k++ {
		switch f.lower(k) {
		case "group", "groups", "arm", "arms", "recipients", "treated":
			return true
		}
	}
	for k := int(m.first) - 1; k >= s.first && k >= int(m.first)-30; k-- {
		switch f.lower(k) {
		case "received":
			return !r.thenAssigned(m, s)
		case "assigned", "allocated", "receive":
			return true
		case "randomised", "randomized":
			if r.assigns(f, k) || !r.dataOf(f, s.first, k) {
				return true
			}
		case "versus", "vs":
			if k >= int(m.first)-3 {
				return true
			}
		}
	}
	return false
}

// thenAssigned tells whether people are put into arms only after the drug: "patients
// received propofol and were then randomised to".
func (r *reading) thenAssigned(m *mention, s *sentence) bool {
	if !s.holds(markAssigned) {
		return false
	}
	f := &r.fields[m.field]
	were := false
	for k := int(m.last); k < s.last; k++ {
		switch f.lower(k) {
		case "were", "was":
			were = true
		case "then", "and", "randomly":
		case "assigned", "allocated", "randomised", "randomized":
			return were
		default:
			were = false
		}
	}
	return false
}

// assigns tells whether "randomised" at word k is a verb: not "a randomised trial".
func (r *reading) assigns(f *field, k int) bool {
	if k+1 >= len(f.words) || f.words[k+1].before&^gapSoft != 0 {
		return true
	}
	switch f.lower(k + 1) {
	case "trial", "trials", "study", "studies", "controlled", "clinical", "double", "single", "open", "phase", "placebo", "prospective", "comparison", "comparative", "crossover", "cross", "parallel", "multicentre", "multicenter", "evidence", "data":
		return false
	}
	return true
}

// allottedTo tells whether people are put into the arm of the drug: "allocated X",
// "were randomised to Y or X".
func (r *reading) allottedTo(m *mention, s *sentence) bool {
	if !s.holds(markAssigned) {
		return false
	}
	f := &r.fields[m.field]
	for k := int(m.first) - 1; k >= s.first && k >= int(m.first)-30; k-- {
		switch f.lower(k) {
		case "assigned", "allocated":
			return true
		case "randomised", "randomized":
			return r.assigns(f, k) && !r.dataOf(f, s.first, k)
		}
	}
	return false
}

// dataOf tells whether words [first, last) speak of the data of another trial:
// "a secondary analysis of", "data from".
func (r *reading) dataOf(f *field, first, last int) bool {
	for k := first; k < last; k++ {
		switch f.lower(k) {
		case "analysis", "analyses", "data", "subset", "substudy", "participants", "enrolled":
			return true
		}
	}
	return false
}

// sizeAfter tells whether "n = 40" follows the drug, or its dose.
func (r *reading) sizeAfter(m *mention) bool {
	f := &r.fields[m.field]
	s := &f.sentences[m.sent]
	if !s.holds(markN) {
		return false
	}
	for k := int(m.last); k+1 < s.last && k < int(m.last)+6; k++ {
		if f.lower(k) == "n" && f.words[k+1].number {
			return true
		}
		if !f.words[k].number && !doseUnit(f.wordText(k)) && !r.drugFiller(f, k) && f.lower(k) != "group" && f.lower(k) != "arm" || f.words[k].before&(gapClose|gapSemicolon|gapStop) != 0 {
			return false
		}
	}
	return false
}

// naiveTo tells whether the people under study have not had the drug.
func (r *reading) naiveTo(m *mention) bool {
	f := &r.fields[m.field]
	k := int(m.last)
	return k < len(f.words) && f.words[k].before&^gapSoft == 0 && strings.HasPrefix(f.lower(k), "na") && strings.HasSuffix(f.lower(k), "ve") && len(f.lower(k)) <= 6
}

// placeboNamed tells whether the record names a placebo.
func (r *reading) placeboNamed() bool {
	for i := range r.mentions {
		if m := &r.mentions[i]; m.kind == termDrug && r.id(m) == "placebo" {
			return true
		}
	}
	return false
}

// withPlacebo tells whether a placebo is added to the drug, or the drug to a
// placebo: "placebo plus X", "X in combination with placebo".
func (r *reading) withPlacebo(m *mention) bool {
	f := &r.fields[m.field]
	for _, o := range r.mentionsIn(m.field, int(m.first)-6, int(m.last)+6) {
		if o.kind != termDrug || o.sent != m.sent || r.id(&o) != "placebo" {
			continue
		}
		from, to := int(m.last), int(o.first)
		if o.last <= m.first {
			from, to = int(o.last), int(m.first)
		}
		if to < len(f.words) && f.words[to].before&gapPlus != 0 && to == from {
			return true
		}
		added := false
		for k := from; k < to; k++ {
			switch f.lower(k) {
			case "plus", "combination", "combined", "added":
				added = true
			case "or", "versus", "vs", "and", "than":
				to = k
			}
			if f.words[k].before&(gapComma|gapSemicolon|gapStop) != 0 || !added && r.inDrug(m.field, k) {
				to = k
			}
		}
		if added && to == max(int(o.first), int(m.first)) {
			return true
		}
	}
	return false
}

// addedTo tells whether the drug stands after a plus, as therapy beside another.
func (r *reading) addedTo(m *mention) bool {
	f := &r.fields[m.field]
	if f.words[m.first].before&gapPlus != 0 {
		return true
	}
	return m.first > 0 && f.lower(int(m.first)-1) == "plus"
}

// besideOther tells whether another drug stands right before words of combination
// before the mention: "erlotinib in combination with gemcitabine".
func (r *reading) besideOther(m *mention) bool {
	s := r.fields[m.field].sentences[m.sent]
	for _, h := range r.hitsIn(m.field, max(s.first, int(m.first)-5), int(m.first)) {
		if h.cue == cueBackgroundBefore && h.last == int(m.first) && (r.inDrug(m.field, h.first-1) || h.last-h.first > 1 && r.fields[m.field].lower(h.last-1) == "with") {
			return true
		}
	}
	return false
}

// listedContext tells whether the sentence speaks of trials under way, or gives
// advice in a guideline.
func (r *reading) listedContext(m *mention, s *sentence, design string) bool {
	if r.hasCue(m.field, s, cueDrugListContext) && r.contextInClause(m, s) {
		return true
	}
	return design == "guideline" && r.hasCue(m.field, s, cueOutlook) && len(r.titleDrugs) > 0 && !r.inTitleToo(m) && !r.memberOfTitle(r.id(m))
}

// contextInClause tells whether trials under way or other treatments are spoken of in the
// clause of the mention, between semicolons. "Best available therapy" is a control.
func (r *reading) contextInClause(m *mention, s *sentence) bool {
	f := &r.fields[m.field]
	first, last := s.first, s.last
	if s.gaps&gapSemicolon != 0 {
		for first, last = int(m.first), int(m.last); first > s.first && f.words[first].before&gapSemicolon == 0; {
			first--
		}
		for last < s.last && f.words[last].before&gapSemicolon == 0 {
			last++
		}
	}
	return slices.ContainsFunc(r.hitsIn(m.field, first, last), func(h hit) bool {
		return h.cue == cueDrugListContext && (h.first == 0 || f.lower(h.first-1) != "best")
	})
}

// comparingWith reads "comparing A with B" and "comparing A to B".
func (r *reading) comparingWith(m *mention, s *sentence) bool {
	if !s.holds(markCompared) {
		return false
	}
	f := &r.fields[m.field]
	k := int(m.first) - 1
	for k > s.first && int(m.first)-k <= 12 && (f.words[k].number || f.lower(k) == "and" || f.lower(k) == "or" || doseUnit(f.wordText(k)) || doseTime(f.lower(k)) || r.inDrug(m.field, k)) && f.words[k+1].before&(gapStop|gapSemicolon|gapColon) == 0 {
		k-- // "with B, C and D"
	}
	if k <= s.first || f.lower(k) != "with" && f.lower(k) != "to" && f.lower(k) != "versus" {
		return false
	}
	switch f.lower(k - 1) {
	case "combined", "together", "along", "combination", "treated", "added":
		return false // "comparing A combined with B"
	}
	for j := k - 1; j >= s.first && j >= k-10; j-- {
		switch f.lower(j) {
		case "comparing", "compared", "compare", "comparison", "comparisons", "compares",
			"noninferiority", "inferiority", "superiority", "equivalence", "bioequivalence":
			return r.drugBetween(m.field, j, k)
		}
	}
	return false
}

// doseTime tells whether the word belongs to a dose: "1.5 mg/kg/day".
func doseTime(word string) bool {
	switch word {
	case "kg", "day", "week", "daily", "weekly", "twice", "once", "d":
		return true
	}
	return false
}

// inTitleToo tells whether the title names the drug of the mention.
func (r *reading) inTitleToo(m *mention) bool {
	return slices.Contains(r.titleDrugs, r.id(m))
}

// titleDrugBefore tells whether a drug of the title stands before the mention
// in its sentence.
func (r *reading) titleDrugBefore(m *mention) bool {
	for _, d := range r.ofSentence(m) {
		if d.kind == termDrug && d.ok && d.last <= m.first && !r.isControl(r.id(&d)) && r.inTitleToo(&d) {
			return true
		}
	}
	return false
}

// placeWeight is how much a mention counts by its place.
func (r *reading) placeWeight(m *mention, s *sentence) float64 {
	if m.field == inTitle {
		return 4
	}
	switch s.section {
	case sectionObjective:
		return 2
	case sectionMethods, sectionConclusion:
		return 1.5
	case sectionBackground:
		if r.hasCue(m.field, s, cueStudyBegins) {
			return 1.5 // "The goal of this study" under a heading "Background"
		}
		return 0.6
	}
	return 1
}

// reaction tells whether the study describes reactions to drugs, so that a
// drug "treated with" is the remedy.
func (r *reading) reaction(design string) bool {
	return (design == "case-report" || design == "case-series") && (r.phraseInTitle("induced") || r.phraseInTitle("associated") || r.phraseInTitle("toxicity") || r.phraseInTitle("adverse") || r.phraseInTitle("following") || r.phraseInTitle("after "))
}

// drugCueBefore is the nearest cue before the mention, over doses and a list
// of drugs, and its distance in plain words.
func (r *reading) drugCueBefore(m *mention, s *sentence) (cue, int) {
	f := &r.fields[m.field]
	if k := int(m.last); f.words[m.first].before&gapComma != 0 && k < s.last && r.rules.is(f.words[k].sym, cueVerb) {
		return cueNone, 0 // "after methotrexate, baricitinib was": a clause begins
	}
	plain, comma, none := 0, false, !s.cues.hasAny(&drugCues)
	for k := r.beforeApposition(f, s, int(m.first)) - 1; k >= s.first && int(m.first)-k <= 14; k-- {
		comma = comma || f.words[k+1].before&gapComma != 0
		if f.words[k+1].before&(gapSemicolon|gapStop|gapColon) != 0 && !r.rules.is(f.words[k].sym, cueAbbreviatedWord) || f.words[k+1].before&gapClose != 0 && plain > 0 {
			break
		}
		if f.words[k+1].before&gapComma != 0 && !r.inDrug(m.field, k) && !f.words[k].number && !r.drugFiller(f, k) {
			break
		}
		if none && k-6 >= s.first {
			// no phrase of the sentence is a cue, and none from the one before it reaches so far
		} else if c := r.drugCueEnding(m.field, k); c != cueNone && !(c == cueComparatorBefore && f.lower(k) == "or" && r.opensPhrase(f, s, int(m.first))) {
			if c == cueComparatorBefore && f.lower(k) == "or" && r.joinsAdjectives(f, s, k) {
				continue // "response to synthetic or biologic DMARDs"
			}
			if c == cueComparatorBefore && comma && r.opensComparison(m.field, s, k) {
				return cueNone, plain
			}
			if c == cueComparatorBefore && comma && r.opensContrast(f, s, int(m.last)) {
				return cueNone, plain
			}
			if c == cuePriorBefore && f.lower(k) == "from" && f.lower(int(m.first)-1) == "to" && r.drugBetween(m.field, k, int(m.first)) {
				return cueNone, plain // "switching from A to B"
			}
			if c == cueStudiedBefore && r.usersCompared(f, s, k) {
				return cueComparatorBefore, plain
			}
			return c, plain
		}
		if f.words[k].number || r.inDrug(m.field, k) || r.drugFiller(f, k) {
			continue
		}
		if t := f.lower(k); t == "was" || t == "were" || t == "whereas" || t == "while" || t == "but" {
			break // "those failing A were given B", "better than placebo, whereas B was not"
		}
		if plain++; plain > 3 {
			break
		}
	}
	return cueNone, plain
}

// opensContrast tells whether word k, right after a drug, parts it from another one: in
// "A versus placebo, and B versus C" B leads a comparison of its own.
func (r *reading) opensContrast(f *field, s *sentence, k int) bool {
	if k >= s.last || f.words[k].before&^gapSoft != 0 {
		return false
	}
	t := f.lower(k)
	return t == "versus" || t == "vs"
}

// usersCompared tells whether the "of" at word k belongs to "compared with new users
// of": what the drug is compared with.
func (r *reading) usersCompared(f *field, s *sentence, k int) bool {
	if f.lower(k) != "of" || k-1 <= s.first {
		return false
	}
	switch f.lower(k - 1) {
	case "users", "initiators", "recipients", "use", "initiation":
	default:
		return false
	}
	for j := k - 2; j >= s.first && j >= k-6 && f.words[j+1].before&gapStop == 0; j-- {
		switch f.lower(j) {
		case "new", "current", "matched", "the", "those", "that", "of", "patients", "other", "incident", "a", "group":
			continue
		}
		if f.words[j].number {
			continue
		}
		return r.drugCueEnding(inAbstract, j) == cueComparatorBefore && f.lower(j) != "or" && f == &r.fields[inAbstract]
	}
	return false
}

// usersBeside reads "1074 users of metformin and 2096 users of glimepiride" for the
// second drug, where the title names the first: the users that the others are
// compared with.
func (r *reading) usersBeside(m *mention, s *sentence) bool {
	f := &r.fields[m.field]
	users := func(k int) bool {
		switch f.lower(k) {
		case "users", "initiators", "starters":
			return true
		}
		return false
	}
	k := int(m.first) - 1
	found := int(m.last) < s.last && users(int(m.last)) && f.words[m.last].before&^gapSoft == 0
	for ; k > s.first && k >= int(m.first)-6 && !f.words[k].number; k-- {
		switch t := f.lower(k); {
		case users(k):
			found = true
		case t == "of", t == "new", t == "incident", t == "current", t == "matched":
		default:
			return false
		}
	}
	if !found || k-1 <= s.first || !f.words[k].number {
		return false
	}
	for k--; k > s.first && f.words[k].number; k-- {
	}
	switch f.lower(k) {
	case "and", "with", "versus", "vs", "to":
	default:
		return false
	}
	for _, d := range r.ofSentence(m) {
		if d.kind == termDrug && d.ok && !r.inTitleToo(&d) && r.id(&d) != r.id(m) {
			return false // users of several drugs
		}
	}
	return r.titleDrugBefore(m)
}

// peopleCompared reads "acne in adults starting upadacitinib and those starting dupilumab",
// "in 187 patients on upadacitinib and 61 on dupilumab" for the second drug, where the title
// names the first.
func (r *reading) peopleCompared(m *mention, s *sentence) bool {
	f := &r.fields[m.field]
	k := int(m.first) - 1
	if k-2 <= s.first || f.words[m.first].before&^gapSoft != 0 {
		return false
	}
	switch f.lower(k) {
	case "starting", "initiating", "taking", "receiving", "using", "on", "of", "given", "prescribed":
	case "with":
		if k--; f.lower(k) != "treated" {
			return false
		}
	case "to":
		if k--; f.lower(k) != "exposed" {
			return false
		}
	default:
		return false
	}
	k--
	counted := f.words[k].number
	switch f.lower(k) {
	case "those", "users", "initiators", "starters", "recipients", "patients", "people", "adults", "women", "men", "children", "individuals":
		if k--; k > s.first && f.words[k].number {
			counted, k = true, k-1
		}
	default:
		if !counted {
			return false
		}
		k--
	}
	if k <= s.first {
		return false
	}
	switch f.lower(k) {
	case "with", "versus", "vs", "than", "in", "to":
	case "and":
		if !counted && !r.comparedBefore(f, s, k) {
			return false
		}
	default:
		return false
	}
	for _, d := range r.ofSentence(m) {
		if d.kind == termDrug && d.ok && !r.inTitleToo(&d) && r.id(&d) != r.id(m) {
			return false // people on several drugs
		}
	}
	return r.titleDrugBefore(m)
}

// comparedBefore tells whether the sentence compares, or tells what is between two, within
// some words before word k.
func (r *reading) comparedBefore(f *field, s *sentence, k int) bool {
	for j := k - 1; j >= s.first && j > k-30; j-- {
		if t := f.lower(j); t == "between" || strings.HasPrefix(t, "compar") {
			return true
		}
	}
	return false
}

// joinsAdjectives tells whether the "or" at word k stands between two words that say
// what kind of medicine the next one is.
func (r *reading) joinsAdjectives(f *field, s *sentence, k int) bool {
	if k == s.first || f.words[k].before != gapSpace {
		return false
	}
	switch f.lower(k - 1) {
	case "synthetic", "conventional", "biologic", "biological", "systemic", "topical", "oral", "intravenous", "inhaled", "typical", "classical", "traditional", "nonbiologic", "targeted":
		return true
	}
	return false
}

// beforeApposition is the first word of "the current first-line drug," before word k,
// or k.
func (r *reading) beforeApposition(f *field, s *sentence, k int) int {
	if k-1 < s.first || f.words[k].before&gapComma == 0 {
		return k
	}
	switch f.lower(k - 1) {
	case "drug", "agent", "medication", "medicine", "inhibitor", "antagonist", "agonist", "treatment", "therapy", "standard", "comparator", "control":
	default:
		return k
	}
	for j := k - 2; j >= s.first && j >= k-7 && f.words[j+1].before&^(gapSoft|gapHyphen) == 0; j-- {
		switch f.lower(j) {
		case "the", "a", "an":
			return j
		}
	}
	return k
}

// opensPhrase tells whether ", and" stands right before word k: "A, an oral or
// topical inhibitor, and B" has no choice between A and B.
func (r *reading) opensPhrase(f *field, s *sentence, k int) bool {
	return k-1 > s.first && f.lower(k-1) == "and" && f.words[k-1].before&gapComma != 0
}

// opensComparison tells whether the sentence begins with the words of comparison
// that end with word k: "Compared with A, B …" compares B, after the comma.
func (r *reading) opensComparison(fi int8, s *sentence, k int) bool {
	for _, h := range r.hitsIn(fi, s.first, s.first+2) {
		if h.cue == cueComparatorBefore && h.last == k+1 {
			return true
		}
	}
	return false
}

// drugFiller tells whether word k may stand between a cue and a drug.
func (r *reading) drugFiller(f *field, k int) bool {
	switch f.lower(k) {
	case "and", "or", "either", "the", "a", "an", "mg", "g", "day", "daily", "twice", "once", "oral", "low", "high", "dose", "doses", "of", "to", "at", "least", "one",
		"intravenous", "subcutaneous", "topical", "least1", "weekly", "with", "both", "open", "label", "matching", "standard", "conventional", "background", "stable", "weeks", "week", "bid", "qd", "combination", "plus":
		return true
	}
	return false
}

// drugCues are the cues that drugCueEnding looks for.
var drugCues = newCueSet(cuePriorBefore, cueComparatorBefore, cueBackgroundBefore, cueRescueBefore, cueStudiedBefore)

// drugCueEnding is the cue of a drug to come whose phrase ends with word k, the longest
// where several do.
func (r *reading) drugCueEnding(fi int8, k int) cue {
	f := &r.fields[fi]
	found := cueNone
	length := 0
	hits := r.hitsIn(fi, max(0, k-6), k+1)
	for i := range hits {
		h := &hits[i]
		if h.last != k+1 {
			continue
		}
		switch h.cue {
		case cuePriorBefore, cueComparatorBefore, cueBackgroundBefore, cueRescueBefore, cueStudiedBefore: // see drugCues
		default:
			continue
		}
		if k+1 < len(f.words) && f.words[k+1].before == gapHyphen && f.lower(k) == "over" || f.lower(k) == "like" && f.words[k].before == gapHyphen || r.oddsRatio(f, h.first) || organFailure(f, h.first) || f.lower(h.first) == "v" && f.words[h.first].before&gapStop != 0 { // "i.v."
			continue
		}
		if h.last-h.first > length || h.last-h.first == length && h.cue == cuePriorBefore {
			found, length = h.cue, h.last-h.first
		}
	}
	return found
}

// organFailure tells whether word k is the failure of an organ and not of a treatment:
// "hospitalisation for heart failure with sotagliflozin".
func organFailure(f *field, k int) bool {
	if k == 0 || f.lower(k) != "failure" || f.words[k].before&^gapSoft != 0 {
		return false
	}
	switch f.lower(k - 1) {
	case "heart", "cardiac", "ventricular", "circulatory", "renal", "kidney", "hepatic", "liver", "hepatocellular", "respiratory", "pulmonary", "lung", "organ", "multiorgan", "intestinal", "adrenal", "ovarian", "marrow":
		return true
	}
	return false
}

// oddsRatio tells whether word k is "OR" and no conjunction.
func (r *reading) oddsRatio(f *field, k int) bool {
	return f.words[k].caps && f.lower(k) == "or"
}

// drugCueAfter is a cue right after the mention: "methotrexate-naive",
// "abatacept as reference".
func (r *reading) drugCueAfter(m *mention, s *sentence) cue {
	f := &r.fields[m.field]
	k := int(m.last)
	if k >= s.last || f.words[k].before&^(gapSoft|gapClose) != 0 {
		return cueNone
	}
	for _, h := range r.hitsIn(m.field, k, min(s.last, k+3)) {
		if h.cue == cuePriorAfter && h.first == k {
			return h.cue
		}
		if h.cue == cueComparatorAfter && (h.first == k || h.last-h.first > 1 && h.first <= k+2 && !r.drugBetween(m.field, k, h.first)) && r.isComparatorName(f, h) {
			return h.cue
		}
	}
	return cueNone
}

// positiveControl tells whether the drug is given "as a positive control", also
// behind a bracket, or a bracket says so: "lidocaine 2% (control group)",
// "doxycycline 100 mg twice daily (standard arm)".
func (r *reading) positiveControl(m *mention, s *sentence) bool {
	f := &r.fields[m.field]
	if !s.holds(markStandard|markControl) || r.keptFrom(f, m) {
		return false
	}
	for k := int(m.last); k < s.last && k < int(m.last)+8 && f.words[k].before&(gapComma|gapSemicolon|gapColon) == 0; k++ {
		if f.words[k].before&gapOpen == 0 {
			if k > int(m.last) && (r.inDrug(m.field, k) || f.lower(k) == "or" || f.lower(k) == "and") {
				break
			}
			continue
		}
		if r.controlBracket(f, s, k) {
			return true
		}
	}
	if s.holds(markStandard) && r.servesAsControl(m, s) {
		return true
	}
	for _, k := range [...]int{int(m.last), r.bracketAfter(m, s)} {
		for end := min(k+3, s.last-1); k > 0 && k < end; k++ {
			switch f.lower(k) {
			case "as", "a", "the", "an":
				continue
			case "positive":
				return f.lower(k+1) == "control"
			}
			break
		}
	}
	return false
}

// servesAsControl reads "X and Y were used as positive controls", "X 5 mg/kg as the
// reference drug".
func (r *reading) servesAsControl(m *mention, s *sentence) bool {
	f := &r.fields[m.field]
	k := int(m.last)
	for ; k < s.last && k < int(m.last)+14 && f.lower(k) != "as"; k++ {
		if f.words[k].before&(gapSemicolon|gapColon|gapStop) != 0 {
			return false
		}
		switch t := f.lower(k); t {
		case "was", "were", "used", "served", "serving", "acted", "acting", "included", "taken", "employed", "given", "administered", "and", "or":
		default:
			if !f.words[k].number && !doseUnit(f.wordText(k)) && !doseTime(t) && !r.inDrug(m.field, k) {
				return false
			}
		}
	}
	for k++; k+1 < s.last; k++ {
		switch f.lower(k) {
		case "a", "an", "the":
			continue
		case "positive", "active":
			return strings.HasPrefix(f.lower(k+1), "control") || strings.HasPrefix(f.lower(k+1), "comparator")
		case "reference", "standard":
			switch f.lower(k + 1) {
			case "drug", "drugs", "agent", "agents", "compound", "compounds", "medicine", "control", "controls", "comparator", "antibiotic", "inhibitor", "antioxidant":
				return true
			}
		}
		break
	}
	if k+1 == s.last { // the last word
		switch f.lower(k) {
		case "comparator", "comparators", "standard", "standards", "reference":
			return true
		}
	}
	return false
}

// controlBracket tells whether the bracket that opens at word k holds the name of
// a control and nothing else: "control", "active comparator", "standard arm".
func (r *reading) controlBracket(f *field, s *sentence, k int) bool {
	control := false
	for end := min(k+4, s.last); k < end; k++ {
		switch f.lower(k) {
		case "control", "controls", "comparator", "standard", "reference":
			control = true
		case "active", "group", "arm", "positive", "therapy", "treatment", "drug", "as", "a", "the", "of", "care":
		default:
			return false
		}
		if k+1 >= len(f.words) || f.words[k+1].before&gapClose != 0 {
			return control
		}
	}
	return false
}

// bracketAfter is the word behind the bracket that follows the mention, as in
// "ezetimibe (EZ, 0.002%) as a positive control"; 0 without a bracket.
func (r *reading) bracketAfter(m *mention, s *sentence) int {
	f := &r.fields[m.field]
	if k := int(m.last); k >= s.last || f.words[k].before&gapOpen == 0 {
		return 0
	}
	for k := int(m.last) + 1; k < s.last && k < int(m.last)+8; k++ {
		if f.words[k].before&gapClose != 0 {
			return k
		}
	}
	return 0
}

// isComparatorName refuses "placebo-controlled" as a sign for the drug before.
func (r *reading) isComparatorName(f *field, h hit) bool { return f.lower(h.first) != "controlled" }

// inDrug tells whether word k belongs to a drug.
func (r *reading) inDrug(fi int8, k int) bool {
	words := r.fields[fi].words
	return k >= 0 && k < len(words) && words[k].drug
}

// otherDrugBefore tells whether another drug stands earlier in the sentence, or
// the sentence opens with the comparison ("Compared with aspirin, …").
func (r *reading) otherDrugBefore(m *mention, s *sentence) bool {
	for _, d := range r.ofSentence(m) {
		if d.kind == termDrug && d.ok && d.last <= m.first && r.id(&d) != r.id(m) && (m.field == inAbstract || r.contrastBetween(m.field, int(d.last), int(m.first))) {
			return true
		}
	}
	if m.field == inAbstract {
		return true
	}
	for _, h := range r.hitsIn(m.field, s.first, s.first+1) {
		if h.cue == cueComparatorBefore {
			return int(m.first)-s.first <= 5 && !r.onlyTitleDrug(m)
		}
	}
	return false
}

// onlyTitleDrug tells whether the title names no other drug than the mention's:
// "topical versus intravenous lidocaine", "continued semaglutide vs placebo".
func (r *reading) onlyTitleDrug(m *mention) bool {
	for _, id := range r.titleDrugs {
		if id != r.id(m) && !r.isControl(id) {
			return false
		}
	}
	return true
}

// contrastBetween tells whether a word of comparison stands in words [from, to):
// "bolus versus continuous infusion of A and B" has none between A and B.
func (r *reading) contrastBetween(fi int8, from, to int) bool {
	for _, h := range r.hitsIn(fi, from, to) {
		if h.cue == cueComparatorBefore || h.cue == cueComparisonWord {
			return true
		}
	}
	return false
}

// titleEndsWith tells whether the title compares something else with the drug.
func (r *reading) titleEndsWith(id string) bool {
	for _, m := range r.mentionsIn(inTitle, 0, len(r.fields[inTitle].words)) {
		if m.kind == termDrug && m.ok && r.id(&m) == id {
			return r.onlyTitleDrug(&m) && r.contrastEnds(inTitle, int(m.first)) || r.plusAfterContrast(&m)
		}
	}
	return false
}

// contrastEnds tells whether a word of comparison ends right before word k.
func (r *reading) contrastEnds(fi int8, k int) bool {
	for _, h := range r.hitsIn(fi, max(0, k-4), k) {
		if h.cue == cueComparatorBefore && h.last == k {
			return true
		}
	}
	return false
}

func (r *reading) orBefore(m *mention, s *sentence) bool {
	f := &r.fields[m.field]
	for k := int(m.first) - 1; k >= s.first && k >= int(m.first)-6; k-- {
		switch f.lower(k) {
		case "or":
			return true
		case "versus", "vs", "than":
			return false
		case "with", "to":
			if k == s.first || f.lower(k-1) != "return" && f.lower(k-1) != "switch" && f.lower(k-1) != "change" {
				return false
			}
		}
	}
	return false
}

// backgroundHere tells whether "plus X", "in combination with X" names a
// therapy of all arms: the study compares with a control, or the drug also
// stands beside the placebo.
func (r *reading) backgroundHere(m *mention, s *sentence, design string) bool {
	f := &r.fields[m.field]
	switch k := int(m.first) - 1; f.lower(k) {
	case "background", "ongoing":
		if !f.words[k].upper {
			return true
		}
	case "stable":
		if k > 0 && (f.lower(k-1) == "with" || f.lower(k-1) == "plus" || f.lower(k-1) == "on") {
			return true
		}
	}
	switch design {
	case "rct", "rct-secondary", "lte", "nma", "pk", "protocol":
	case "nrct":
		if r.inTitleToo(m) {
			return false // "doxycycline plus ivermectin", both given to all
		}
	default:
		return false
	}
	switch f.lower(int(m.first) - 1) {
	case "on", "receiving", "continued":
		return r.controlled()
	}
	return r.controlled() || r.phraseInAbstract("placebo")
}

// controlled tells whether a control or a comparison is named.
func (r *reading) controlled() bool {
	for i := range r.mentions {
		if m := &r.mentions[i]; m.kind == termDrug && m.ok && r.isControl(r.id(m)) {
			return true
		}
	}
	return r.seen.has(cueComparisonWord)
}

// partOfOther refuses a class that only names the member beside it: "the JAK
// inhibitor tofacitinib", "tofacitinib, an oral Janus kinase inhibitor".
func (r *reading) partOfOther(m *mention) bool {
	if !r.ofClass(m) {
		return false
	}
	if r.saysWhatItIs(m) || r.traitOfAnother(m) {
		return true
	}
	if m.shares {
		for _, o := range r.mentionsIn(m.field, int(m.first)-longestTerm, int(m.first)) {
			if o.kind == termDrug && o.ok && m.first-o.last <= 1 && r.partOfOther(&o) {
				return true // "baricitinib, an inhibitor of JAK1 and TYK2"
			}
		}
	}
	near := r.mentionsIn(m.field, int(m.first)-longestTerm-7, int(m.last)+1)
	for i := range near {
		o := &near[i]
		if o.kind != termDrug || !o.ok || o.sent != m.sent || o.term == m.term {
			continue
		}
		f := &r.fields[m.field]
		if r.titleOf(m, o) || r.titleAfter(m, o) {
			return true
		}
		if !r.memberOf(r.id(o), r.id(m)) {
			continue
		}
		switch {
		case o.first == m.last && f.words[o.first].before&^(gapSoft|gapComma|gapOpen) == 0:
			if f.words[o.first].before&gapComma != 0 && m.first > 0 && f.lower(int(m.first)-1) == "among" {
				return false
			}
			return true
		case o.first == m.last+1 && f.words[m.last].before&gapOpen != 0 && f.words[o.first].before&^gapSoft == gapClose:
			return true // "the selective oestrogen receptor modulator (SERM) raloxifene"
		case o.first == m.last && f.words[m.first].before&gapOpen != 0 && f.words[o.first].before&^gapSoft == gapClose:
			return true // the abbreviation itself
		case o.last < m.first && m.first-o.last <= 7 && f.words[o.last].before&(gapComma|gapOpen|gapClose) != 0 && r.articleBetween(f, int(o.last), int(m.first)):
			return true
		case o.last < m.first && m.first-o.last <= 3 && f.words[o.last].before&^gapSoft == gapComma && r.traitsBetween(f, int(o.last), int(m.first)) && r.phraseEndsAt(f, int(m.last)):
			return true // "filgotinib and ABT-494, specific JAK1 inhibitors,"
		}
	}
	return false
}

// traitsBetween tells whether nothing but traits of a class stands there: "two
// selective", "novel oral".
func (r *reading) traitsBetween(f *field, from, to int) bool {
	for k := from; k < to; k++ {
		switch f.lower(k) {
		case "specific", "selective", "novel", "new", "newer", "potent", "oral", "two", "three", "both", "all", "topical", "inhaled", "injectable", "reversible", "irreversible", "investigational", "approved", "systemic", "highly":
		default:
			return false
		}
		if k > from && f.words[k].before&^(gapSoft|gapHyphen) != 0 {
			return false
		}
	}
	return true
}

// phraseEndsAt tells whether a phrase ends before word k: at a stop, a comma, a
// bracket or the end of the field.
func (r *reading) phraseEndsAt(f *field, k int) bool {
	return k >= len(f.words) || f.words[k].before&(gapStop|gapComma|gapSemicolon|gapColon|gapOpens|gapClose) != 0
}

// articleBetween tells whether "a", "an" or "the" opens the apposition.
func (r *reading) articleBetween(f *field, from, to int) bool {
	for k := from; k < to && k < from+3; k++ {
		switch f.lower(k) {
		case "a", "an", "the", "another":
			return true
		}
	}
	return false
}

// given tells whether a substance of the body is given here: beside a word of
// administration, or with a dose.
func (r *reading) given(m *mention) bool { return r.givenAlone(m) || r.listedWithDrug(m) }

// givenAlone is given by the words beside the mention, whatever else the list has.
func (r *reading) givenAlone(m *mention) bool {
	f := &r.fields[m.field]
	s := f.sentences[m.sent]
	if r.doseAfter(m) != "" || r.doseBefore(m) != "" && r.supplements() {
		return true
	}
	if m.first > 0 && r.id(m) == "insulin" && f.words[m.first].before&^gapSoft == 0 {
		switch f.lower(int(m.first) - 1) {
		case "basal", "prandial", "bolus", "mealtime", "premixed", "biphasic":
			return !r.measuredAfter(f, &s, int(m.last)) && !slices.ContainsFunc(r.mentions, func(o mention) bool {
				return o.kind == termDrug && o.ok && strings.HasPrefix(r.id(&o), "insulin_") // which it is short for
			})
		}
	}
	for _, h := range r.hitsIn(m.field, int(m.last), min(s.last, int(m.last)+2)) {
		if h.cue == cueGivenAfter && h.first == int(m.last) && f.words[h.first].before&^gapSoft == 0 {
			return true
		}
		if (h.cue == cueMeasureROR || h.cue == cueMeasurePRR) && h.first == int(m.last) && f.words[h.first].before&gapOpens != 0 {
			return true // "testosterone (ROR 8.6": what was reported to do harm
		}
	}
	for _, h := range r.hitsIn(m.field, max(s.first, int(m.first)-4), int(m.first)) {
		if h.cue == cueGivenBefore && h.last == int(m.first) {
			return true
		}
	}
	return false
}

// measuredAfter tells whether word k says that the substance before it is the body's own:
// "basal insulin secretion".
func (r *reading) measuredAfter(f *field, s *sentence, k int) bool {
	if k >= s.last || f.words[k].before&^gapSoft != 0 {
		return false
	}
	switch f.lower(k) {
	case "level", "levels", "secretion", "concentration", "concentrations", "resistance", "sensitivity", "release", "values", "action", "signaling", "signalling", "state", "output":
		return true
	}
	return false
}

// listedWithDrug tells whether the substance stands in a list with a drug that
// is none of the body: "insulin glargine and glucagon".
func (r *reading) listedWithDrug(m *mention) bool {
	f := &r.fields[m.field]
	for _, o := range r.mentionsIn(m.field, int(m.first)-4, int(m.last)+4) {
		if o.kind != termDrug || !o.ok || o.sent != m.sent || r.id(&o) == r.id(m) || r.isControl(r.id(&o)) || r.ofClass(&o) || r.endogenous(&o) && !(o.last <= m.first && r.givenAlone(&o)) {
			continue
		}
		from, to := int(m.last), int(o.first)
		if o.last <= m.first {
			from, to = int(o.last), int(m.first)
		}
		joined := to >= from
		for k := from; k < to; k++ {
			joined = joined && (f.lower(k) == "and" || f.lower(k) == "or" || f.lower(k) == "plus")
		}
		if joined && to-from <= 1 && f.words[to].before&^(gapSpace|gapComma|gapSlash|gapPlus) == 0 && (to > from || f.words[to].before != gapSpace) {
			return true // not "fenoprofen calcium"
		}
	}
	return false
}

// settleSubstances accepts substances of the body only where the record gives
// them somewhere; then every mention counts.
func (r *reading) settleSubstances() {
	for i := range r.mentions {
		if m := &r.mentions[i]; m.kind == termDrug && m.ok && (r.parentCompound(m) || r.id(m) == "placebo" && r.fluidOnly(m)) {
			m.ok = false
		}
	}
	if !r.seen.has(cueEndogenous) && !r.seen.has(cueNutrient) {
		return // no substance of the body is named
	}
	given := map[string]bool{}
	for i := range r.mentions {
		if m := &r.mentions[i]; m.kind == termDrug && m.ok && (!r.endogenous(m) || r.given(m)) {
			given[r.id(m)] = true
		}
	}
	for i := range r.mentions {
		if m := &r.mentions[i]; m.kind == termDrug && m.ok && !given[r.id(m)] {
			m.ok = false
		}
	}
}

// parentCompound tells whether the mention only names what other compounds are
// made from: "betulinic acid derivatives", "quinoline-procaine".
func (r *reading) parentCompound(m *mention) bool {
	f := &r.fields[m.field]
	if k := int(m.first) - 1; k >= 0 && f.words[k].sym == 0 && !f.words[k].number && isHyphen(f.between(k, k+1)) && chemical(f.lower(k)) {
		return r.namesMedicine(m)
	}
	for k := int(m.last); k < len(f.words) && k < int(m.last)+2 && f.words[k].before&^gapSoft == 0; k++ {
		switch f.lower(k) {
		case "derivative", "derivatives", "derived", "analogs", "analogues", "scaffold", "moiety", "hybrids", "hybrid":
			return r.namesMedicine(m)
		case "amide", "ester", "type":
		default:
			return false
		}
	}
	return false
}

// chemical tells whether a word ends like the name of a chemical group.
func chemical(word string) bool {
	for _, end := range [...]string{"ine", "ole", "one", "ane", "ene", "yl", "oxy", "amide"} {
		if len(word) > len(end)+2 && strings.HasSuffix(word, end) {
			return true
		}
	}
	return false
}

// fluidOnly tells whether "saline", "distilled water" is a fluid and not what the
// controls get: no arm is named beside it, or something is dissolved in it.
func (r *reading) fluidOnly(m *mention) bool {
	f := &r.fields[m.field]
	if t := f.lower(int(m.last) - 1); t != "saline" && t != "water" && t != "solution" {
		return false
	}
	s := f.sentences[m.sent]
	for k := int(m.first) - 1; k >= s.first && k >= int(m.first)-5; k-- {
		switch f.lower(k) {
		case "in", "diluted", "dissolved", "irrigation", "irrigated", "irrigating", "irrigate", "rinsing", "washing", "flushed", "rinse", "washed", "resuscitation", "mixed":
			return true
		case "or", "versus", "vs", "placebo", "control", "received", "either", "controls", "injected", "treated", "administered", "given":
			return false
		}
	}
	if k := int(m.last); k < s.last && f.words[k].before&gapOpen != 0 && strings.HasPrefix(f.lower(k), "control") {
		return false // "saline (control)"
	}
	if m.last == m.first+1 {
		return true // "saline" alone, nowhere near a word of comparison
	}
	for k := s.first; k < s.last; k++ {
		switch f.lower(k) {
		case "group", "groups", "randomised", "randomized", "randomly", "arm", "arms", "control", "controls", "placebo", "versus", "vs":
			return false
		}
	}
	return true
}

// endogenous tells whether the mention names a substance of the body, in full or
// by an abbreviation of it.
func (r *reading) endogenous(m *mention) bool {
	f := &r.fields[m.field]
	if w := &f.words[m.first]; !w.caps || m.last != m.first+1 || !r.isDefined(f.text[w.start:w.end]) {
		return r.bodyWords(m)
	}
	if r.bodily == nil {
		r.bodily = map[int32]bool{}
		for i := range r.mentions {
			if o := &r.mentions[i]; o.kind == termDrug && r.bodyWords(o) {
				r.bodily[o.term] = true
			}
		}
	}
	return r.bodily[m.term]
}

// bodyWords tells whether the words of the mention stand in the list of
// substances of the body.
func (r *reading) bodyWords(m *mention) bool {
	f := &r.fields[m.field]
	for _, h := range r.hitsIn(m.field, int(m.first), int(m.first)+1) {
		if h.last == int(m.last) && !f.words[m.first].number && (h.cue == cueEndogenous || h.cue == cueNutrient && r.nutrientsMeasured()) {
			return true
		}
	}
	return false
}

// nutrientsMeasured tells whether minerals and vitamins are only looked at: nothing is
// supplemented, and the title names none but by its level.
func (r *reading) nutrientsMeasured() bool {
	r.readNutrients()
	return r.nutrients.measured
}

// supplements tells whether the record speaks of supplements.
func (r *reading) supplements() bool {
	r.readNutrients()
	return r.nutrients.supplements
}

// nutrientAnswers keeps what is asked of a record at each mineral and vitamin.
type nutrientAnswers struct{ known, measured, supplements bool }

func (r *reading) readNutrients() {
	if r.nutrients.known {
		return
	}
	title, abstract := &r.fields[inTitle], &r.fields[inAbstract]
	r.nutrients = nutrientAnswers{known: true, supplements: title.contains("supplement") || abstract.contains("supplement")}
	given := r.nutrients.supplements || title.contains("fortif") || title.contains("replacement") || abstract.contains("fortif") || abstract.contains("replacement")
	r.nutrients.measured = !given && r.titleOfLevels()
}

// titleOfLevels tells whether the title names minerals and vitamins by their level or not at
// all.
func (r *reading) titleOfLevels() bool {
	if !slices.ContainsFunc(r.hits[inTitle], func(h hit) bool { return h.cue == cueNutrient }) {
		return true
	}
	for _, s := range [...]string{" level", " status", "concentration", "deficien", "serum "} {
		if r.phraseInTitle(s) {
			return true
		}
	}
	return false
}

// doseAfter reads "5 mg twice daily" after a drug.
func (r *reading) doseAfter(m *mention) string {
	f := &r.fields[m.field]
	k := int(m.last)
	if k+1 >= len(f.words) || !f.words[k].number || f.words[k].before&^(gapSoft|gapOpen) != 0 {
		return ""
	}
	end := k + 1
	if !doseUnit(f.wordText(end)) {
		return ""
	}
	for end++; end < len(f.words) && end < k+5 && f.words[end].before&^(gapSoft|gapSlash) == 0; end++ {
		switch f.lower(end) {
		case "kg", "day", "d", "daily", "once", "twice", "bid", "qd", "weekly", "every", "a", "per", "m2":
			continue
		}
		break
	}
	return f.text[f.words[k].start:f.words[end-1].end]
}

func doseUnit(s string) bool {
	if len(s) > len("units") {
		return false
	}
	switch strings.ToLower(s) {
	case "mg", "g", "mcg", "μg", "µg", "ug", "iu", "u", "units", "ml", "ng", "mmol":
		return true
	}
	return false
}

// settlePairs gives both drugs of "sulfadoxine-pyrimethamine" the role that one of
// them has as the control.
func (r *reading) settlePairs(drugs []Drug) {
	for i := range drugs {
		if drugs[i].Role != Comparator || drugs[i].Class || r.isControl(drugs[i].ID) {
			continue
		}
		for j := range drugs {
			if drugs[j].Role == Intervention && !drugs[j].Class && r.onlyPaired(drugs[i].ID, drugs[j].ID) {
				drugs[j].Role, drugs[j].Rule = Comparator, "one preparation with the control"
			}
		}
	}
}

// onlyPaired tells whether drug b is named in the abstract, and always as one word
// with drug a.
func (r *reading) onlyPaired(a, b string) bool {
	paired := false
	list := r.mentionsIn(inAbstract, 0, len(r.fields[inAbstract].words))
	joined := func(x, y *mention) bool {
		return x.last == y.first && r.fields[inAbstract].words[y.first].before&^(gapHyphen|gapSlash|gapPlus) == 0
	}
	for i := range list {
		if list[i].kind != termDrug || r.id(&list[i]) != b {
			continue
		}
		if !(i > 0 && r.id(&list[i-1]) == a && joined(&list[i-1], &list[i]) || i+1 < len(list) && r.id(&list[i+1]) == a && joined(&list[i], &list[i+1])) {
			return false
		}
		paired = true
	}
	return paired
}

// settleRoles looks at all drugs together.
func (r *reading) settleRoles(drugs []Drug, design string) []Drug {
	studied := func(o Drug) bool { return o.Role == Intervention && !o.Class }
	for i := range drugs {
		d := &drugs[i]
		if d.Role != Comparator || r.isControl(d.ID) {
			continue
		}
		switch {
		case design == "case-report" || design == "case-series":
			d.Role, d.Rule = Mentioned, "no comparison in a report of cases"
		case (design == "sr" || design == "ma") && r.leads(d) && (!r.subjectAgain() || slices.Contains(r.titleDrugs, d.ID) || r.memberOfTitle(d.ID)):
			d.Role, d.Rule = Intervention, "compared with others in turn"
		case design == "rct" && r.fields[inTitle].text != "" && (!d.Class && len(r.titleDrugs) == 0 || d.Rule == ruleCompared && r.titleEndsWith(d.ID)):
			// what a procedure or a herbal mixture is compared with
		case design == "rct" && !d.Class && slices.ContainsFunc(r.titleDrugs, func(class string) bool { return class != d.ID && r.rules.isA(d.ID, class) && r.titleEndsWith(class) }):
			// a member of the class that a procedure is compared with
		case d.Rule == ruleControlArm && slices.ContainsFunc(drugs, func(o Drug) bool { return o.Role == Comparator && o.Rule == ruleCompared }):
			// the control by name; the other is only behind the "versus" of the title
		case design == "nma" || !slices.ContainsFunc(drugs, func(o Drug) bool { return o.Role == Intervention }):
			d.Role, d.Rule = Intervention, "ranked, or the only drug"
		case !d.Class && slices.ContainsFunc(drugs, func(o Drug) bool { return o.Class && o.Role == Intervention && r.rules.isA(d.ID, o.ID) }) && !slices.ContainsFunc(drugs, studied):
			d.Role, d.Rule = Intervention, "member of the class under study"
		}
	}
	r.settlePairs(drugs)
	if (design == "ma" || design == "sr") && r.titleContrast() >= 0 || observed(design) {
		r.membersOfTitle(drugs)
	}
	if arms(design) {
		r.membersLikeTitle(drugs)
	}
	if cases(design) {
		r.memberSuspected(drugs)
	}
	if reviewed(design) {
		for i := range drugs { // members of the class that a review is about
			if d := &drugs[i]; d.Rule == ruleBackgroundOnly && !d.Class && slices.ContainsFunc(drugs, func(o Drug) bool {
				return o.Class && o.Role == Intervention && slices.Contains(r.titleDrugs, o.ID) && r.rules.isA(d.ID, o.ID)
			}) {
				d.Role, d.Rule = Intervention, "member of the class that the review is about"
			}
		}
	}
	if (r.fields[inTitle].text == "" || design == "narrative-review" || design == "rct") && !slices.ContainsFunc(drugs, func(o Drug) bool { return o.Role == Intervention && (!o.Class || r.fields[inTitle].text != "") }) {
		for i := range drugs {
			if d := &drugs[i]; (d.Rule == ruleBackgroundOnly || d.Rule == ruleUnderWay) && !d.Class && !r.isControl(d.ID) {
				d.Role, d.Rule = Intervention, "the drug that an excerpt or review speaks of"
			}
		}
	}
	if arms(design) && r.fields[inTitle].text == "" {
		r.settleExcerpt(drugs)
	}
	if !slices.ContainsFunc(drugs, func(o Drug) bool { return o.Role == Intervention }) {
		for i := range drugs { // nothing else is under study
			if d := &drugs[i]; d.Rule == ruleTakenInTitle {
				d.Role = Intervention
			}
		}
	}
	drugs = r.dropIncidental(drugs, design)
	r.settleClasses(drugs, design)
	return drugs
}

// settleExcerpt reads an excerpt of a trial, which has no title to say what is under test:
// where no drug is, the one that it tells of most; where two drugs are and no control is named,
// the first, unless the second is named more often.
func (r *reading) settleExcerpt(drugs []Drug) {
	best, first, second, control := -1, -1, -1, false
	for i, d := range drugs {
		switch {
		case r.isControl(d.ID):
			control = true
		case d.Role == Comparator:
			second = len(drugs)
		case d.Class:
		case d.Role == Intervention && first < 0:
			first = i
		case d.Role == Intervention && second < 0:
			second = i
		case d.Role == Intervention:
			second = len(drugs) // more than two
		case d.Role == Background && (best < 0 || len(d.Evidence) > len(drugs[best].Evidence)):
			best = i
		}
	}
	switch {
	case first < 0 && best >= 0:
		drugs[best].Role, drugs[best].Rule = Intervention, "the drug that an excerpt of a trial tells of most"
	case first >= 0 && second >= 0 && second < len(drugs) && len(drugs[second].Evidence) <= len(drugs[first].Evidence) && r.joinedByOr(drugs[first].ID, drugs[second].ID, control):
		drugs[second].Role, drugs[second].Rule = Comparator, "the second arm of an excerpt"
	}
}

// joinedByOr tells whether the abstract joins the drugs by "or", with their doses between
// them, or with a control: "A, placebo, or B".
func (r *reading) joinedByOr(a, b string, control bool) bool {
	f := &r.fields[inAbstract]
	var before *mention
	for i := range r.mentions {
		m := &r.mentions[i]
		if m.kind != termDrug || !m.ok || m.field != inAbstract {
			continue
		}
		if control && r.isControl(r.id(m)) && before != nil && r.id(before) == a {
			control = false
			continue
		}
		if !control && before != nil && r.id(before) == a && r.id(m) == b && before.sent == m.sent && a != "" && m.first-before.last <= 8 {
			if f.lower(int(m.first)-1) == "or" || m.first-before.last > 1 && f.lower(int(m.first)-2) == "or" {
				return true
			}
		}
		before = m
	}
	return false
}

// settleClasses makes a class context where the title, which names what is under
// test, does not name it. A review or guideline of a field may be about classes
// that its title leaves open.
func (r *reading) settleClasses(drugs []Drug, design string) {
	if r.fields[inTitle].text == "" {
		return
	}
	if (design == "narrative-review" || design == "guideline" || design == "ma") && !slices.ContainsFunc(drugs, func(d Drug) bool { return !d.Class && !r.isControl(d.ID) && slices.Contains(r.titleDrugs, d.ID) }) {
		return
	}
	for i := range drugs {
		if d := &drugs[i]; d.Class && d.Role == Intervention && !slices.Contains(r.titleDrugs, d.ID) && !(design == "nma" && r.memberOfTitle(d.ID)) {
			d.Role, d.Rule = Mentioned, "a class that the title does not name"
		}
	}
}

// membersOfTitle gives a member of the class that the title is about the role of
// the class, unless the title compares it with a class of its own.
func (r *reading) membersOfTitle(drugs []Drug) {
	for i := range drugs {
		d := &drugs[i]
		if d.Class || d.Role != Comparator && d.Role != Background || r.isControl(d.ID) || slices.Contains(r.titleDrugs, d.ID) {
			continue
		}
		under, against := false, false
		for _, o := range drugs {
			if o.Class && slices.Contains(r.titleDrugs, o.ID) && r.rules.isA(d.ID, o.ID) {
				under, against = under || o.Role == Intervention, against || o.Role != Intervention
				against = against || (d.Rule == ruleReference || d.Rule == ruleControlArm) && r.memberUnderTest(drugs, o.ID)
			}
		}
		if under && !against {
			d.Role, d.Rule = Intervention, "member of the class of the title"
		}
	}
}

// memberUnderTest tells whether a member of the class is under test.
func (r *reading) memberUnderTest(drugs []Drug, class string) bool {
	return slices.ContainsFunc(drugs, func(d Drug) bool { return !d.Class && d.Role == Intervention && r.rules.isA(d.ID, class) })
}

// memberSuspected puts the only member that a report of cases names of a class of its title
// under suspicion, although it was given before: "lymphoma after thiopurine therapy" in a
// man who "had received azathioprine".
func (r *reading) memberSuspected(drugs []Drug) {
	for _, o := range drugs {
		if !o.Class || o.Role != Intervention || !slices.Contains(r.titleDrugs, o.ID) {
			continue
		}
		only, members := -1, 0
		for i := range drugs {
			if d := &drugs[i]; !d.Class && r.rules.isA(d.ID, o.ID) {
				only = i
				members++
			}
		}
		if members == 1 && drugs[only].Role == Mentioned && !slices.Contains(r.titleDrugs, drugs[only].ID) {
			drugs[only].Role, drugs[only].Rule = Intervention, "member of the class of the title"
		}
	}
}

// membersLikeTitle gives the members that a trial names of the classes of its title
// the role of the class where that is given to all, or under test: in a title
// "cetuximab plus chemotherapy" the cisplatin of the abstract is given to all.
func (r *reading) membersLikeTitle(drugs []Drug) {
	for i := range drugs {
		d := &drugs[i]
		if d.Class || d.Role == Mentioned || r.isControl(d.ID) || slices.Contains(r.titleDrugs, d.ID) {
			continue
		}
		of := -1
		for j, o := range drugs {
			if o.Class && slices.Contains(r.titleDrugs, o.ID) && r.rules.isA(d.ID, o.ID) {
				if of >= 0 {
					of = -1
					break
				}
				of = j
			}
		}
		if of < 0 {
			continue
		}
		if o := &drugs[of]; o.Role == Background || o.Role == Intervention && d.Role == Background && r.titleContrast() >= 0 {
			d.Role, d.Rule = o.Role, "member of a class of the title"
		}
	}
}

// ruleUnderWay is the rule of a drug in a sentence about trials under way.
const ruleUnderWay = "outlook or trials under way"

// ruleBackgroundOnly is the rule of a drug named once, in the background.
const ruleBackgroundOnly = "background only"

// dropIncidental leaves out a placebo that only names a method beside an active
// comparison or where no medicine is given, or that the text only speaks of;
// vehicle of laboratory work or in another sense; and "vaccine" where the vaccine
// has a name.
func (r *reading) dropIncidental(drugs []Drug, design string) []Drug {
	r.vaccineOfTitle(drugs)
	active, given, vaccine, treated, class := false, false, false, false, false
	for i := range drugs {
		d := &drugs[i]
		control := r.isControl(d.ID)
		active = active || d.Role == Comparator && !control
		given = given || !control
		vaccine = vaccine || d.ID != "vaccines" && (strings.HasSuffix(d.ID, "_vaccine") || r.rules.isA(d.ID, "vaccines"))
		treated = treated || design == "preclinical" && d.Role == Intervention && !poison(d.ID)
		class = class || d.Class
	}
	named := drugs
	if class {
		named = append(r.named[:0], drugs...) // which the deletion moves about
		r.named = named
	}
	return slices.DeleteFunc(drugs, func(d Drug) bool {
		if poison(d.ID) && (d.Rule == ruleModelAgent || treated && (!inTitleOf(&d) || r.phraseInTitle("induced"))) {
			return true
		}
		switch d.ID {
		case "placebo":
			return (active || !given || design == "lte") && r.onlyControlled(d) || !given && r.designs.title[cueDevice] > 0 || r.onlySpokenOf(d, design) || active && r.dummies(d)
		case "vehicle":
			return design == "preclinical" && active || design == "lte" && r.onlyControlled(d) || !r.asControl(d)
		case "vaccines":
			if vaccine || d.Role == Mentioned || d.Role == Background || design == "preclinical" || !inTitleOf(&d) && r.fields[inTitle].text != "" {
				return true // a vaccine without a name is a drug where people are given it
			}
		}
		return r.generic(&d, drugs) || r.onlyDescribes(&d, named, design)
	})
}

// vaccineOfTitle makes the vaccine that the abstract names the one that the title speaks
// of: "vaccination of nurses", "who had received a BNT162b2 booster".
func (r *reading) vaccineOfTitle(drugs []Drug) {
	titled, only := false, -1
	for i := range drugs {
		d := &drugs[i]
		switch {
		case d.ID == "vaccines" || strings.HasSuffix(d.ID, "_vaccine"):
			titled = titled || d.Role == Intervention && inTitleOf(d)
		case !r.rules.isA(d.ID, "vaccines"):
		case only >= 0 || d.Role != Mentioned:
			return
		default:
			only = i
		}
	}
	if titled && only >= 0 {
		drugs[only].Role, drugs[only].Rule = Intervention, "the vaccine of the title"
	}
}

// generic tells whether a substance of the body is only the short name of a form
// that the record names too: "insulin" beside insulin glargine, "zinc" beside
// zinc sulfate, "SARS-CoV-2 vaccine" beside BNT162b2.
func (r *reading) generic(d *Drug, drugs []Drug) bool {
	if d.ID == "" || d.Class || len(drugs) < 2 {
		return false
	}
	member, form := false, false
	for i := range drugs {
		id := drugs[i].ID
		member = member || id != d.ID && r.rules.isA(id, d.ID)
		form = form || strings.HasPrefix(id, d.ID) && strings.HasPrefix(id[len(d.ID):], "_")
	}
	if member && (strings.HasSuffix(d.ID, "_vaccine") || strings.HasSuffix(d.ID, "_fatty_acids")) {
		return true
	}
	if !member && !form {
		return false
	}
	for i := range r.mentions {
		if m := &r.mentions[i]; m.kind == termDrug && m.ok && r.id(m) == d.ID {
			return r.endogenous(m)
		}
	}
	return false
}

// onlyControlled tells whether every mention is "placebo-controlled".
func (r *reading) onlyControlled(d Drug) bool {
	for i := range r.mentions {
		m := &r.mentions[i]
		if m.kind != termDrug || r.id(m) != d.ID {
			continue
		}
		f := &r.fields[m.field]
		if int(m.last) >= len(f.words) || f.lower(int(m.last)) != "controlled" {
			return false
		}
	}
	return true
}

// dummies tells whether the placebo of a double-dummy comparison only hides the
// other drug: no arm of it is named.
func (r *reading) dummies(d Drug) bool {
	if !r.phraseInTitle("double-dummy") && !r.phraseInTitle("double dummy") && !r.phraseInAbstract("double-dummy") && !r.phraseInAbstract("double dummy") {
		return false
	}
	for i := range r.mentions {
		m := &r.mentions[i]
		if m.kind != termDrug || r.id(m) != d.ID {
			continue
		}
		f := &r.fields[m.field]
		if k := int(m.last); k < len(f.words) {
			switch f.lower(k) {
			case "group", "arm", "groups", "arms", "controlled":
				return false
			}
		}
		if m.first > 0 {
			switch f.lower(int(m.first) - 1) {
			case "or", "versus", "vs", "than", "to", "and":
				return false
			}
		}
	}
	return true
}

// onlySpokenOf tells whether every placebo is an effect, a denial or a plan: "not
// placebo", "the placebo response", "a future placebo-controlled study".
func (r *reading) onlySpokenOf(d Drug, design string) bool {
	for i := range r.mentions {
		m := &r.mentions[i]
		if m.kind != termDrug || r.id(m) != d.ID {
			continue
		}
		f := &r.fields[m.field]
		s := f.sentences[m.sent]
		// "discordant with a randomised trial of A versus placebo"
		spoken := observed(design) && m.field == inAbstract && (s.section == sectionConclusion || s.section == sectionBackground && f.headed) && f.says(&s, "trial")
		if m.first > 0 {
			switch f.lower(int(m.first) - 1) {
			case "not", "without", "no":
				spoken = true
			}
		}
		if k := int(m.last); k < s.last {
			spoken = spoken || f.lower(k) == "effect" || f.lower(k) == "response"
		}
		for k := s.first; k < int(m.first); k++ {
			switch f.lower(k) {
			case "future", "needed", "unethical", "warranted", "planned", "recruited", "ongoing":
				spoken = true
			case "further":
				spoken = spoken || int(m.first)-k <= 3 && int(m.last) < s.last && f.lower(int(m.last)) == "controlled"
			}
		}
		for k := int(m.last); !spoken && k < s.last; k++ {
			switch f.lower(k) {
			case "indicated", "warranted", "needed", "required", "necessary", "recommended", "merited", "justified":
				spoken = int(m.last) < s.last && f.lower(int(m.last)) == "controlled"
			case "not":
				spoken = k+1 < s.last && f.lower(k+1) == "included"
			}
		}
		if !spoken {
			return false
		}
	}
	return true
}

// asControl tells whether some mention of the vehicle is a control: "vehicle
// cream", "vehicle-controlled", "or vehicle".
func (r *reading) asControl(d Drug) bool {
	for i := range r.mentions {
		m := &r.mentions[i]
		if m.kind != termDrug || r.id(m) != d.ID {
			continue
		}
		f := &r.fields[m.field]
		if m.last-m.first > 1 {
			return true
		}
		if k := int(m.last); k < len(f.words) {
			switch f.lower(k) {
			case "controlled", "control", "group", "groups", "arm", "arms", "treated", "treatment", "gel", "lotion", "foam", "ointment", "alone":
				return true
			}
		}
		k := int(m.first) - 1
		if k > 0 && (f.lower(k) == "its" || f.lower(k) == "their") {
			k-- // "or its vehicle"
		}
		if k >= 0 {
			switch f.lower(k) {
			case "or", "with", "to", "versus", "vs", "than", "and", "matching", "received", "receiving":
				return !strings.HasSuffix(f.lower(int(m.first)), "s")
			case "ointment", "foam", "cream", "gel", "lotion":
				return true
			}
		}
	}
	return false
}

// subjectAgain tells whether the abstract speaks again and again of a drug or class
// of the title: the review is about it, not about a whole field.
func (r *reading) subjectAgain() bool {
	n := 0
	for i := range r.mentions {
		if m := &r.mentions[i]; m.kind == termDrug && m.ok && m.field == inAbstract && r.inTitleToo(m) && !r.isControl(r.id(m)) {
			n++
		}
	}
	return n >= 3
}

// leads tells whether the drug stands before a word of comparison somewhere:
// "ribavirin versus placebo", though elsewhere others are compared with it.
func (r *reading) leads(d *Drug) bool {
	for i := range r.mentions {
		m := &r.mentions[i]
		if m.kind != termDrug || !m.ok || m.field != inAbstract || r.id(m) != d.ID || d.ID == "" {
			continue
		}
		f := &r.fields[inAbstract]
		k := int(m.last)
		if k+1 >= len(f.words) || f.words[k].before != gapSpace {
			continue
		}
		switch f.lower(k) {
		case "versus", "vs":
			return true
		case "compared":
			return f.lower(k+1) == "with" || f.lower(k+1) == "to"
		}
	}
	return false
}
