// Package body decides which findings may be pooled with each other, and pools
// those that may.
//
// Rows of the covering index go in. Start with Pool: it returns the refusals,
// each with its reason and the way out, or a pooled estimate that says which
// findings it used, which it combined and which had no usable number.
package body

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"dossier/evidence"
)

// Refusal is a reason not to pool.
type Refusal struct {
	Code     string   `json:"code"`     // stable, for programs
	Findings []string `json:"findings"` // those concerned
	Message  string   `json:"message"`
	WayOut   string   `json:"next"` // what to do instead
}

// Options say what a person allows.
type Options struct {
	Vocabulary *evidence.Vocabulary // of drug classes; nil = the default
	// MixDesigns allows randomised and non-randomised studies in one pool.
	MixDesigns bool
	// MixPopulations allows findings of different populations in one pool.
	MixPopulations bool
	// SplitControl keeps arms that share a control apart and gives each an equal
	// part of it; otherwise the arms are added up.
	SplitControl bool
	// Pooled gives, by the key of a review, the keys or trial labels of the
	// studies that it pools, as far as they are known.
	Pooled map[string][]string
}

func (o Options) vocabulary() *evidence.Vocabulary {
	if o.Vocabulary == nil {
		return evidence.DefaultVocabulary()
	}
	return o.Vocabulary
}

// Refuse returns every reason why the rows must not be pooled as one number.
func Refuse(rows []evidence.TableRow, o Options) []Refusal {
	r := refuser{rows: rows, o: o}
	r.kinds()
	r.differ("measures", "different measures", "choose one measure", func(row *evidence.TableRow) string { return measureID(row) })
	r.differ("outcomes", "different outcomes or definitions of one", "choose one outcome and sub-outcome", func(row *evidence.TableRow) string {
		return row.Finding.Outcome + "/" + row.Finding.SubOutcome
	})
	r.doses()
	r.differ("comparators", "different comparators", "choose one comparator", func(row *evidence.TableRow) string {
		if row.Finding.DoseAgainstDose() {
			return ""
		}
		return cmp.Or(row.Finding.Comparator, "none (one arm)")
	})
	r.differ("adjustment", "adjusted and crude estimates", "keep either the adjusted or the crude ones", func(row *evidence.TableRow) string {
		return row.Finding.Adjusted
	})
	if !o.MixDesigns {
		r.differ("designs", "randomised and non-randomised studies", "pool them apart, or allow both", randomisation)
	}
	if !o.MixPopulations {
		r.differ("populations", "different populations", "choose one population, or allow several", population)
	}
	r.classes()
	r.reviews()
	r.integrated()
	r.members()
	r.sameStudy()
	return r.out
}

type refuser struct {
	rows []evidence.TableRow
	o    Options
	out  []Refusal
}

func (r *refuser) add(code, message, wayOut string, ids []string) {
	slices.Sort(ids)
	r.out = append(r.out, Refusal{Code: code, Findings: slices.Compact(ids), Message: message, WayOut: wayOut})
}

// where gives the ids of the rows for which the condition holds.
func (r *refuser) where(holds func(*evidence.TableRow) bool) []string {
	var ids []string
	for i := range r.rows {
		if holds(&r.rows[i]) {
			ids = append(ids, r.rows[i].Finding.ID)
		}
	}
	return ids
}

// differ refuses when the values of the rows are not all one; empty values
// (not stated) go with any.
func (r *refuser) differ(code, what, wayOut string, value func(*evidence.TableRow) string) {
	groups := map[string][]string{}
	printed := map[string]string{} // of what differs in capitals alone the first of the alphabet
	for i := range r.rows {
		text := strings.TrimSpace(value(&r.rows[i]))
		v := strings.ToLower(text)
		if v == "" {
			continue
		}
		if have, ok := printed[v]; !ok || text < have {
			printed[v] = text
		}
		groups[v] = append(groups[v], r.rows[i].Finding.ID)
	}
	if len(groups) < 2 {
		return
	}
	var names, ids []string
	for v, list := range groups {
		names = append(names, fmt.Sprintf("%s (%d)", printed[v], len(list)))
		ids = append(ids, list...)
	}
	slices.Sort(names)
	r.add(code, what+": "+strings.Join(names, "; "), wayOut, ids)
}

func measureID(row *evidence.TableRow) string {
	if m, ok := evidence.MeasureOf(row.Finding.Measure); ok {
		return m.ID
	}
	return row.Finding.Measure
}

// randomisation is the kind of design of a primary study; reviews are refused
// beside primary studies in any case.
func randomisation(row *evidence.TableRow) string {
	if kind := evidence.KindOfDesign(design(row)); kind != evidence.DesignReview {
		return string(kind)
	}
	return ""
}

func population(row *evidence.TableRow) string {
	return cmp.Or(row.Finding.Population, row.Study.Population)
}

// kinds refuses what is no effect of a drug, and what is no number.
func (r *refuser) kinds() {
	if ids := r.where(func(row *evidence.TableRow) bool { return row.Finding.Prognostic() }); len(ids) > 0 {
		r.add("prognostic", "a prognostic factor compares patients, not treatments", "leave it out", ids)
	}
	standardised := func(row *evidence.TableRow) bool { id := measureID(row); return id == "SIR" || id == "SMR" }
	if ids := r.where(standardised); len(ids) > 0 && len(ids) < len(r.rows) {
		r.add("standardised", "SIR and SMR compare with the general population, not with a control group", "pool them apart", ids)
	}
	words := func(row *evidence.TableRow) bool {
		m, ok := evidence.MeasureOf(row.Finding.Measure)
		return !ok || m.Kind == evidence.KindWords || m.Kind == evidence.KindCount
	}
	if ids := r.where(words); len(ids) > 0 {
		r.add("no-measure", "a statement in words, or a bare count, has no effect size", "leave it out", ids)
	}
	rejected := func(row *evidence.TableRow) bool { return row.Finding.Status == evidence.Rejected }
	if ids := r.where(rejected); len(ids) > 0 {
		r.add("rejected", "a person rejected it", "leave it out", ids)
	}
}

// doses refuses comparisons between doses beside comparisons with a control.
func (r *refuser) doses() {
	ids := r.where(func(row *evidence.TableRow) bool { return row.Finding.DoseAgainstDose() })
	if len(ids) > 0 && len(ids) < len(r.rows) {
		r.add("dose-against-dose", "one dose against another, beside doses against a control", "pool comparisons of doses apart", ids)
	}
}

// classes refuses a finding for a class beside one for a member of it: the
// member's patients are in the class already.
func (r *refuser) classes() {
	v := r.o.vocabulary()
	var ids, names []string
	for i := range r.rows {
		for j := range r.rows {
			member, class := r.rows[i].Finding, r.rows[j].Finding
			if member.Drug != class.Drug && memberOf(v, member.Drug, class.Drug) {
				ids = append(ids, member.ID, class.ID)
				names = append(names, member.Drug+" is one of "+class.Drug)
			}
		}
	}
	if len(ids) > 0 {
		slices.Sort(names)
		r.add("class-and-member", strings.Join(slices.Compact(names), "; "), "keep the class or its members", ids)
	}
}

// memberOf tells whether a drug rolls up to a class, at any distance. "All
// arms" and "any" hold every drug.
func memberOf(v *evidence.Vocabulary, drug, class string) bool {
	if class == evidence.DrugAllArms || class == evidence.DrugAny {
		return true
	}
	for range 20 { // a vocabulary has no cycles; a broken one shall not hang
		d, ok := v.Drug(drug)
		if !ok || d.Parent == "" {
			return false
		}
		if drug = d.Parent; drug == class {
			return true
		}
	}
	return false
}

// design is that of the analysis, else of its study.
func design(row *evidence.TableRow) string { return cmp.Or(row.Finding.Design, row.Study.Design) }

func isReview(row *evidence.TableRow) bool { return evidence.IsReviewDesign(design(row)) }

// reviews refuses a review beside primary studies, which it may contain, and
// two reviews, which may share theirs.
func (r *refuser) reviews() {
	reviews := r.where(isReview)
	if len(reviews) == 0 {
		return
	}
	if len(reviews) < len(r.rows) {
		message := "a review beside primary studies, which would count twice if it pools them"
		if shared := r.poolsAnother(); shared != "" {
			message = shared
		}
		r.add("review-and-primary", message, "pool the primary studies, or show the review alone", reviews)
	}
	if studies := r.distinctStudies(isReview); studies > 1 {
		r.add("several-reviews", "several reviews, which may share primary studies", "choose one review; dossier overlap shows how far they share", reviews)
	}
}

// poolsAnother names a review and a primary study that it is known to pool.
func (r *refuser) poolsAnother() string {
	for i := range r.rows {
		if !isReview(&r.rows[i]) {
			continue
		}
		if _, inside := r.inside(i); inside != "" {
			return fmt.Sprintf("%s pools %s", r.rows[i].Finding.Study, inside)
		}
	}
	return ""
}

// inside finds among the rows those of studies that the study of row i is known to
// pool, and names one of them.
func (r *refuser) inside(i int) (ids []string, name string) {
	row := &r.rows[i]
	pooled := slices.Concat(r.o.Pooled[row.Finding.Study], row.Study.Pools)
	for j := range r.rows {
		other := &r.rows[j]
		if other.Finding.Study != row.Finding.Study && (slices.Contains(pooled, other.Finding.Study) || trial(other) != "" && slices.Contains(pooled, trial(other))) {
			ids, name = append(ids, other.Finding.ID), cmp.Or(name, other.Finding.Study)
		}
	}
	return ids, name
}

// members refuses a pooled analysis, of whatever design, beside a study that it is
// known to pool. Reviews are refused beside primary studies in any case.
func (r *refuser) members() {
	for i := range r.rows {
		if isReview(&r.rows[i]) {
			continue
		}
		if ids, name := r.inside(i); len(ids) > 0 {
			row := &r.rows[i].Finding
			r.add("pooled-and-member", fmt.Sprintf("%s pools %s, whose patients would count twice", row.Study, name),
				"keep the pooled analysis, or the studies in it", append(ids, row.ID))
		}
	}
}

func (r *refuser) distinctStudies(holds func(*evidence.TableRow) bool) int {
	keys := map[string]bool{}
	for i := range r.rows {
		if holds(&r.rows[i]) {
			keys[r.rows[i].Finding.Study] = true
		}
	}
	return len(keys)
}

func trial(row *evidence.TableRow) string { return cmp.Or(row.Finding.Trial, row.Study.Trial) }

// sameStudy refuses several numbers of one study or trial, unless they are arms of
// their own that can be put together without counting a patient twice.
func (r *refuser) sameStudy() {
	for _, group := range byStudy(r.rows) {
		if len(group) < 2 {
			continue
		}
		err := mayCombine(group, r.o.vocabulary())
		if err == nil {
			continue
		}
		var ids []string
		for _, row := range group {
			ids = append(ids, row.Finding.ID)
		}
		wayOut := "keep one"
		if errors.Is(err, errNoCounts) {
			wayOut = "give the events and patients (or person-years) of the control, and the arms are combined; or keep one"
		}
		r.add("same-study", fmt.Sprintf("%d numbers of the patients of %s (%s)", len(group), studyLabel(&group[0]), err), wayOut, ids)
	}
}

func studyLabel(row *evidence.TableRow) string { return cmp.Or(trial(row), row.Finding.Study) }

// byStudy groups rows that share patients, in the order of first appearance.
func byStudy(rows []evidence.TableRow) [][]evidence.TableRow {
	index := map[string]int{}
	var groups [][]evidence.TableRow
	for _, row := range rows {
		label := studyLabel(&row)
		i, ok := index[label]
		if !ok {
			i = len(groups)
			index[label] = i
			groups = append(groups, nil)
		}
		groups[i] = append(groups[i], row)
	}
	return groups
}
