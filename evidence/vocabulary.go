package evidence

import (
	"embed"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"sync"
)

//go:embed vocabdata/*.csv
var vocabularyFiles embed.FS

// DrugKind tells medicines, classes and controls apart.
type DrugKind string

// The kinds of row in drugs.csv.
const (
	KindJAKInhibitor DrugKind = "jak_inhibitor"
	KindComparator   DrugKind = "comparator" // usual comparators of JAK inhibitors, and controls such as placebo
	KindClass        DrugKind = "class"
	KindVeterinary   DrugKind = "veterinary"
	KindOther        DrugKind = "other" // co-medication, comparators in other fields, look-alikes
)

// Drug is one medicine, one class of medicines, or one control.
type Drug struct {
	ID          string   // stable key, "tofacitinib", "tnf_inhibitors"
	Kind        DrugKind //
	INN         string   // international name, or the name of the class or control
	Variants    []string // other names, spellings and abbreviations
	Brands      []string
	Codes       []string // development codes
	Parent      string   // id of the class it rolls up to; empty at the top
	Selectivity string   // targets
	Routes      []string
	ATC         []string
	ATCFormer   []string
	ATCChecked  bool // false: the code comes from general knowledge; do not show it as checked
	MeSH        string
	MeSHType    string // D descriptor, S supplementary concept, ? unsure
	Status      string // of approval, in words
	Traps       string // what its names are mistaken for

	line int
}

// Names yields every spelling that means this drug: INN, variants, brands, codes.
func (d *Drug) Names() iter.Seq[string] {
	return func(yield func(string) bool) {
		for _, list := range [][]string{{d.INN}, d.Variants, d.Brands, d.Codes} {
			for _, name := range list {
				if name != "" && !yield(name) {
					return
				}
			}
		}
	}
}

// Outcome is one outcome of the tree.
type Outcome struct {
	ID            string
	Parent        string
	Required      bool // one of the six main outcomes
	LabelGB       string
	LabelUS       string
	Synonyms      []string
	Abbreviations []string
	MeSH          []string
	MedDRA        []string // everyday names in MedDRA manner, no codes
	Measures      []string // usual measures
	Note          string

	line int
}

// Names yields every spelling that means this outcome.
func (o *Outcome) Names() iter.Seq[string] {
	return func(yield func(string) bool) {
		for _, list := range [][]string{{o.LabelGB, o.LabelUS}, o.Synonyms, o.Abbreviations} {
			for _, name := range list {
				if name != "" && !yield(name) {
					return
				}
			}
		}
	}
}

// Trap is a phrase that looks like a hit and is not, or the reverse.
type Trap struct {
	ID        string
	Concept   string
	Phrase    string
	LooksLike string
	ReallyIs  string
	Stage     string // "word": a whole-word or masking rule decides; "role": the word's role in its sentence
	Rule      string
	Example   string   // an invented sentence
	Expect    []string // outcome ids, or "drug:ID", "comparator:ID", that must be found
	ExpectNot []string // … that must not; "drug:human" is any drug that is not veterinary
}

// Vocabulary is a set of drugs and a tree of outcomes. It is read-only once
// parsed and safe for concurrent use. Start with DefaultVocabulary.
type Vocabulary struct {
	Drugs    []Drug // in file order
	Outcomes []Outcome
	Traps    []Trap

	once  sync.Once
	order vocabularyOrder

	lookup vocabularyLookup
}

// parseEmbedded parses the embedded files.
func parseEmbedded() (*Vocabulary, error) {
	var data [4][]byte
	for i, name := range []string{"drugs", "outcomes", "traps", "medicines"} {
		var err error
		if data[i], err = vocabularyFiles.ReadFile("vocabdata/" + name + ".csv"); err != nil {
			return nil, err
		}
	}
	v, err := ParseVocabulary(data[0], data[1], data[2])
	if err == nil {
		err = parseDrugs(v, medicinesFile, data[3])
	}
	return v, err
}

// defaultVocabulary is made of vocabulary_static.go, in which the embedded files
// stand as literals that the linker lays out: parsing them would cost a command
// that prints a table a third of its time. A test holds the two together.
var defaultVocabulary = sync.OnceValue(func() *Vocabulary {
	return &Vocabulary{
		Drugs: staticDrugs[:], Outcomes: staticOutcomes[:], Traps: staticTraps[:],
		order: vocabularyOrder{staticDrugsByID[:], staticOutcomesByID[:], staticDrugsByParent[:], staticOutcomesByParent[:]},
	}
})

// DefaultVocabulary is the embedded vocabulary of JAK-inhibitor safety.
func DefaultVocabulary() *Vocabulary { return defaultVocabulary() }

// DefaultVocabularyFile returns one embedded file: "drugs", "outcomes" or
// "traps". The error says that there is no such file.
func DefaultVocabularyFile(name string) ([]byte, error) {
	return vocabularyFiles.ReadFile("vocabdata/" + name + ".csv")
}

// Overlay returns a vocabulary in which the rows of other replace those of v
// with the same id, and the rest of other follows. Call Validate on the result:
// other may name parents that only v has.
func (v *Vocabulary) Overlay(other *Vocabulary) *Vocabulary {
	return &Vocabulary{
		Drugs:    overlay(v.Drugs, other.Drugs, func(d Drug) string { return d.ID }),
		Outcomes: overlay(v.Outcomes, other.Outcomes, func(o Outcome) string { return o.ID }),
		Traps:    overlay(v.Traps, other.Traps, func(t Trap) string { return t.ID }),
	}
}

func overlay[T any](base, over []T, id func(T) string) []T {
	at := make(map[string]int, len(base))
	out := slices.Clone(base)
	for i, row := range out {
		at[id(row)] = i
	}
	for _, row := range over {
		if i, ok := at[id(row)]; ok {
			out[i] = row
			continue
		}
		at[id(row)] = len(out)
		out = append(out, row)
	}
	return out
}

// vocabularyOrder finds rows: by id in a table of hashes, and by parent in the
// places of the rows in order of their parent and then of the file.
type vocabularyOrder struct {
	drugsByID, outcomesByID         []int32
	drugsByParent, outcomesByParent []int32
}

func (v *Vocabulary) index() {
	v.once.Do(func() {
		if v.order.drugsByID == nil {
			v.order = v.ordered()
		}
	})
}

func (v *Vocabulary) ordered() vocabularyOrder {
	return vocabularyOrder{
		drugsByID:        hashed(len(v.Drugs), func(i int) string { return v.Drugs[i].ID }),
		outcomesByID:     hashed(len(v.Outcomes), func(i int) string { return v.Outcomes[i].ID }),
		drugsByParent:    placesBy(v.Drugs, parentOfDrug),
		outcomesByParent: placesBy(v.Outcomes, parentOfOutcome),
	}
}

func parentOfDrug(d *Drug) string       { return d.Parent }
func parentOfOutcome(o *Outcome) string { return o.Parent }

// hashed lays n rows out by the hash of their ids: a slot holds 1 + the place of
// a row, or 0; a row whose slot is taken stands in the next one that is free.
func hashed(n int, id func(int) string) []int32 {
	size := 8
	for size < 2*n {
		size *= 2
	}
	slots := make([]int32, size)
	for i := range n {
		at := slotOf(id(i), size)
		for slots[at] != 0 {
			at = (at + 1) % size
		}
		slots[at] = int32(i + 1)
	}
	return slots
}

// slotOf is FNV-1a.
func slotOf(id string, size int) int {
	h := uint32(2166136261)
	for i := range len(id) {
		h = (h ^ uint32(id[i])) * 16777619
	}
	return int(h) & (size - 1)
}

// placesBy sorts the places of rows by a key; rows with one key stay in order.
func placesBy[T any](rows []T, key func(*T) string) []int32 {
	places := make([]int32, len(rows))
	for i := range places {
		places[i] = int32(i)
	}
	slices.SortStableFunc(places, func(x, y int32) int { return strings.Compare(key(&rows[x]), key(&rows[y])) })
	return places
}

// beneath yields the rows with the given parent, in order.
func beneath[T any](rows []T, places []int32, parentOf func(*T) string, parent string) iter.Seq[*T] {
	return func(yield func(*T) bool) {
		at, _ := slices.BinarySearchFunc(places, parent, func(i int32, parent string) int { return strings.Compare(parentOf(&rows[i]), parent) })
		for ; at < len(places) && parentOf(&rows[places[at]]) == parent && yield(&rows[places[at]]); at++ {
		}
	}
}

// Drug returns the drug with this id.
func (v *Vocabulary) Drug(id string) (*Drug, bool) {
	v.index()
	slots := v.order.drugsByID
	for at := slotOf(id, len(slots)); slots[at] != 0; at = (at + 1) % len(slots) {
		if d := &v.Drugs[slots[at]-1]; d.ID == id {
			return d, true
		}
	}
	return nil, false
}

// Outcome returns the outcome with this id.
func (v *Vocabulary) Outcome(id string) (*Outcome, bool) {
	v.index()
	slots := v.order.outcomesByID
	for at := slotOf(id, len(slots)); slots[at] != 0; at = (at + 1) % len(slots) {
		if o := &v.Outcomes[slots[at]-1]; o.ID == id {
			return o, true
		}
	}
	return nil, false
}

// DrugLabel is the printed name of a drug: its INN, or the usual short name of a
// class ("TNF inhibitors"); of a special value of a finding, the words for it. Any
// other id prints as it is.
func (v *Vocabulary) DrugLabel(id string) string {
	switch {
	case id == DrugAny:
		return "patients of all arms"
	case id == DrugAllArms:
		return "all arms together"
	case id == ComparatorFactorAbsent:
		return "patients without the factor"
	case id == ComparatorPlaceboOrActive:
		return "placebo or active control"
	case id == ComparatorControl:
		return "control, not described further"
	case id == ComparatorSameDrug || strings.HasPrefix(id, ComparatorSameDrug+","):
		return id + " (dose against dose)"
	}
	d, ok := v.Drug(id)
	if !ok {
		return id
	}
	if d.Kind == KindClass {
		return shortClass(d)
	}
	return d.INN
}

// shortClass finds a variant "TNF inhibitor" for "tumour necrosis factor
// inhibitors": an abbreviation and the last word of the full name.
func shortClass(d *Drug) string {
	last := strings.TrimSuffix(d.INN[strings.LastIndexByte(d.INN, ' ')+1:], "s")
	for _, name := range append([]string{d.INN}, d.Variants...) {
		first, rest, two := strings.Cut(name, " ")
		if two && strings.TrimSuffix(rest, "s") == last && first == strings.ToUpper(first) {
			return first + " " + d.INN[strings.LastIndexByte(d.INN, ' ')+1:]
		}
	}
	return d.INN
}

// OutcomeLabel is the British label of an outcome, or the id itself when it is
// not in the vocabulary.
func (v *Vocabulary) OutcomeLabel(id string) string {
	if o, ok := v.Outcome(id); ok {
		return o.LabelGB
	}
	return id
}

// OutcomeLabelUS is the American label of an outcome.
func (v *Vocabulary) OutcomeLabelUS(id string) string {
	if o, ok := v.Outcome(id); ok {
		return o.LabelUS
	}
	return id
}

// parent returns the parent of a drug or outcome, "" at the top.
func (v *Vocabulary) parent(id string) string {
	if d, ok := v.Drug(id); ok {
		return d.Parent
	}
	if o, ok := v.Outcome(id); ok {
		return o.Parent
	}
	return ""
}

// IsA tells whether id is ancestor or lies beneath it.
func (v *Vocabulary) IsA(id, ancestor string) bool {
	return id == ancestor || slices.Contains(v.Ancestors(id), ancestor)
}

// Ancestors lists the ids above a drug or outcome, nearest first.
func (v *Vocabulary) Ancestors(id string) []string {
	var out []string
	for p := v.parent(id); p != "" && p != id && !slices.Contains(out, p); p = v.parent(p) {
		out = append(out, p)
	}
	return out
}

// Children lists the ids directly beneath a drug or outcome, in file order.
func (v *Vocabulary) Children(id string) []string {
	if id == "" {
		return nil
	}
	v.index()
	var ids []string
	for d := range beneath(v.Drugs, v.order.drugsByParent, parentOfDrug, id) {
		ids = append(ids, d.ID)
	}
	for o := range beneath(v.Outcomes, v.order.outcomesByParent, parentOfOutcome, id) {
		ids = append(ids, o.ID)
	}
	return ids
}

// Descendants lists all ids beneath a drug or outcome, each before its own
// children, in file order.
func (v *Vocabulary) Descendants(id string) []string {
	var out []string
	var walk func(string)
	walk = func(id string) {
		for _, c := range v.Children(id) {
			if !slices.Contains(out, c) {
				out = append(out, c)
				walk(c)
			}
		}
	}
	walk(id)
	return out
}

// safetyOrder is the order of outcomes in a table per drug. The first row that
// an outcome is or descends from decides; special cases stand before the roof
// terms that contain them.
var safetyOrder = [...]string{
	"mortality", "mace", "vte",
	"", // malignancy, which also roofs the next one
	"nmsc",
	"serious_infection", "opportunistic", "herpes_zoster", "herpes_any",
	"infection", "cytopenia", "hepatic", "cpk", "dyslipidaemia", "acne",
}

// SafetyOrder is the place of an outcome in a table per drug: death, MACE, VTE,
// malignancy (excluding NMSC), NMSC, serious infection, opportunistic infection
// and tuberculosis, herpes zoster, herpes simplex, other infection, cytopenia,
// liver, CK, lipids, acne, anything else. Equal numbers belong together.
func (v *Vocabulary) SafetyOrder(id string) int {
	if v.IsA(id, "tuberculosis") || v.IsA(id, "latent_tuberculosis") {
		id = "opportunistic"
	}
	for i, roof := range safetyOrder {
		if roof != "" && v.IsA(id, roof) {
			return i
		}
	}
	if v.IsA(id, "malignancy") {
		return slices.Index(safetyOrder[:], "")
	}
	return len(safetyOrder)
}

// Validate reports what is wrong with the vocabulary as a whole: parents that
// do not exist, cycles, ids used for a drug and an outcome, and spellings that
// belong to two rows. The error joins one line per problem.
func (v *Vocabulary) Validate() error {
	var errs []error
	bad := func(file string, line int, format string, args ...any) {
		errs = append(errs, fmt.Errorf("%s: line %d: %s", file, line, fmt.Sprintf(format, args...)))
	}
	drugNames, outcomeNames := map[string]string{}, map[string]string{}
	for i := range v.Drugs {
		d := &v.Drugs[i]
		if _, ok := v.Drug(d.Parent); d.Parent != "" && !ok {
			bad(drugsFile, d.line, "%s has the unknown parent %q", d.ID, d.Parent)
		}
		if v.cyclic(d.ID) {
			bad(drugsFile, d.line, "%s is its own ancestor", d.ID)
		}
		if _, ok := v.Outcome(d.ID); ok {
			bad(drugsFile, d.line, "%s is also an outcome", d.ID)
		}
		for name := range d.Names() {
			if other := claim(drugNames, name, d.ID); other != "" {
				bad(drugsFile, d.line, "%q means %s and %s", name, other, d.ID)
			}
		}
	}
	for i := range v.Outcomes {
		o := &v.Outcomes[i]
		if _, ok := v.Outcome(o.Parent); o.Parent != "" && !ok {
			bad(outcomesFile, o.line, "%s has the unknown parent %q", o.ID, o.Parent)
		}
		if v.cyclic(o.ID) {
			bad(outcomesFile, o.line, "%s is its own ancestor", o.ID)
		}
		for name := range o.Names() {
			if other := claim(outcomeNames, name, o.ID); other != "" {
				bad(outcomesFile, o.line, "%q means %s and %s", name, other, o.ID)
			}
		}
	}
	return errors.Join(errs...)
}

// claim registers a spelling and returns the other id that already has it.
func claim(names map[string]string, name, id string) string {
	key := termKey(name)
	if other, ok := names[key]; ok && other != id {
		return other
	}
	names[key] = id
	return ""
}

func (v *Vocabulary) cyclic(id string) bool {
	slow, fast := id, id
	for fast != "" {
		slow, fast = v.parent(slow), v.parent(v.parent(fast))
		if fast != "" && slow == fast {
			return true
		}
	}
	return false
}

// termKey folds what people vary in a term: letter case, hyphens, spaces and
// other punctuation ("CP-690,550", "cp 690550").
func termKey(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9', r == '+':
			return r
		case r >= 'A' && r <= 'Z':
			return r + 'a' - 'A'
		case r < 0x80, r == '®', r == '™', r == '\u2010', r == '\u2011', r == '\u2013', r == '\u00a0':
			return -1
		}
		return r
	}, s)
}
