package tagging

import (
	"strings"
	"sync"

	"dossier/evidence"
)

// Medicines that the vocabulary does not have: a misspelling of a long name, a
// word with the ending of an international name, or a development code beside
// words of treatment. They get lower confidence than listed names.

// unknownDrugs adds such words to the mentions of a field.
func (r *reading) unknownDrugs(fi int8) {
	f := &r.fields[fi]
	for _, i := range f.unknown {
		w := &f.words[i]
		if length := int(w.end - w.start); length >= 6 && length <= 40 && !w.caps && smallEnd(f.small, int(w.start)) == int(w.end) {
			r.namedLikeDrug(fi, i)
		}
	}
}

// knownWord tells whether some term begins with the word, so that it is no
// unknown name.
func (r *reading) knownWord(s symbol) bool {
	return int(s) < len(r.rules.content.root) && r.rules.content.root[s] != 0
}

func hasDigit(s string) bool {
	for i := 0; i < len(s); i++ {
		if isDigit(s[i]) {
			return true
		}
	}
	return false
}

// namedLikeDrug takes a word of letters for a drug that is one letter away from a
// long name, or ends like an international name.
func (r *reading) namedLikeDrug(fi int8, i int) {
	f := &r.fields[fi]
	word := f.lower(i)
	if id, ok := r.rules.misspelt(word); ok && !strings.HasSuffix(word, "ic") { // "erythropoietic" describes
		r.addUnknown(fi, i, i+1, term{kind: termDrug, id: id, text: r.drugLabel(id)})
		return
	}
	if !r.rules.hasStem(word) || r.rules.is(f.words[i].sym, cueNoStem) {
		return
	}
	first, last := f.wholeName(i)
	if last > i+1 {
		for k := range r.mentions { // the mentions are not sorted yet
			if m := &r.mentions[k]; m.field == fi && int(m.first) == i+1 && int(m.last) == last {
				m.ok = false // "vedotin" names no medicine by itself
			}
		}
	}
	r.addUnknown(fi, first, last, term{kind: termDrug, text: f.small[f.words[first].start:f.words[last-1].end]})
}

// wholeName is the name of two words that word i belongs to: what an antibody is bound to
// follows it, and a gene stands before the vector that carries it.
func (f *field) wholeName(i int) (first, last int) {
	word := f.lower(i)
	if i > 0 && f.words[i].before == gapSpace && (strings.HasSuffix(word, "vec") || strings.HasSuffix(word, "cel")) && strings.HasSuffix(f.lower(i-1), "gene") && f.words[i-1].sym == 0 {
		return i - 1, i + 1
	}
	if i+1 < len(f.words) && f.words[i+1].before == gapSpace {
		switch f.lower(i + 1) {
		case "vedotin", "mafodotin", "pelidotin", "rilsodotin", "tesirine", "ravtansine", "soravtansine", "mertansine", "emtansine", "deruxtecan", "govitecan", "tirumotecan", "rezetecan", "samrotecan", "ozogamicin", "tiuxetan", "tetraxetan":
			if strings.HasSuffix(word, "mab") {
				return i, i + 2
			}
		case "pegol", "alfa", "alpha":
			return i, i + 2
		}
	}
	return i, i + 1
}

func (r *reading) drugLabel(id string) string {
	if d, ok := r.rules.vocab.Drug(id); ok {
		return d.INN
	}
	return id
}

// notCodes are prefixes of codes that are no medicine: registrations, viruses,
// genes, cell lines, cytokines, scales, measures.
const notCodes = `
ZINC GLP CHEMBL CID PDB GSM NCT ISRCTN ACTRN UMIN IRCT KCT DRKS CTRI EUCTR CRD COVID SARS HIV HPV HCV HBV HHV EBV CMV IL CD TNF HLA MCF HT SW HCT HEK PC DU SK THP RAW BALB ECOG CALGB
SWOG RTOG EORTC NSABP ICD DSM SF PHQ GAD EQ HDRS MADRS ACR DAS PASI EASI CYP UGT OATP MMP COX PPAR VEGF FGF TGF HSP GRP CA PD CTLA LAG FEV PHASE PMC PMID
DOI H N R A B S T P M L F K C Q G V HB TRPV KRAS BRAF STAT JAK TYK AKT ERK ITS AN LINE SEER AASLD MB INT CCOG KB LQ AIO NCIC GOG JCOG HD BMC GSE RS NM
XM ESC AHA WHO CI OR RR HR MD SMD ASAS HRSD HAM SCL QOLIE SVR SCA CXCL CXCR CCL CCR ADAM IC EC LD ED AUC AUROC SPSS PMP MKI KI RPS TAG NUP SEC CIVIQ KDQOL WHOQOL
QLQ TSS MMSE VAS NIHSS ASA BMI DNA RNA TLR IFN GDF ATP BCL NF SMAD SOX HDAC SIRT PDE GLUT ABCB SLC UK US EU ISO EN RT NP STUDY WEEK DAY GRADE TYPE TABLE CASE VERSION
IQR SD SE MRC PARP CDK MAPK PI HER ER AR ORF LRP TP MIR LET USP PRO PROMIS DLQI EDSS SLEDAI MELD APACHE SOFA GOLD CTC MTOR DMF OECD NIH CHO HUH SH NIH
`

// houseLetters begin the codes of the houses that leave a space before their numbers:
// "AMG 151".
const houseLetters = `AMG BAY ABT ICI GR UK SB LY MDL WAY BW RU CGS CGP SKF BMS MK TAK BIBW BIIB ONO AZD GSK INCB JNJ CEP EMD HMR SSR NNC REGN MEDI SAR VX WIN YM ZD ZK ACT AVE BIBR CHF`

var houses = sync.OnceValue(func() map[string]bool { return fieldSet(houseLetters) })

// fieldSet is the set of the words of s.
func fieldSet(s string) map[string]bool {
	set := map[string]bool{}
	for _, name := range strings.Fields(s) {
		set[name] = true
	}
	return set
}

// isNoCode tells whether letters are one of notCodes.
var isNoCode = sync.OnceValue(func() map[string]bool { return fieldSet(notCodes) })

// code is a word or two that read like the code of a compound in development:
// "TAK-438", "BTH1677", "BI 1015550", "WJ-644A".
type code struct {
	field       int8
	first, last int
	digits      int
	single      bool   // one letter only
	mixed       bool   // the part after the hyphen has letters too: "BC-N102"
	id          string // of the medicine that the code is an alias of
	text        string
	spoken      bool // words of treatment or of a compound stand beside it
}

// codedDrugs adds the codes of the record that are spoken of as compounds: one
// such place vouches for every other place of the code.
func (r *reading) codedDrugs() {
	r.codes = r.codes[:0]
	for _, fi := range [...]int8{inTitle, inAbstract} {
		f := &r.fields[fi]
		for i := 0; i < len(f.words); i++ {
			if w := &f.words[i]; !w.upper || w.number || w.end-w.start > 12 || f.plainWord(w) || i > 0 && (f.between(i-1, i) == "." || isHyphen(f.between(i-1, i)) && f.words[i-1].upper && f.hasDigitIn(i-1)) {
				continue // the tail of a longer name: "IL4.K7D-PE2A"
			}
			c, ok := f.codeAt(i)
			if !ok || len(r.codes) >= maxUnknown || r.covered(fi, i) {
				continue
			}
			c.field = fi
			c.spoken = r.spokenAsCompound(&c)
			c.id = r.aliasOf(&c)
			r.codes = append(r.codes, c)
			i = c.last - 1
		}
	}
	r.joinCodes()
	for _, c := range r.codes {
		t := term{kind: termDrug}
		taken := false
		for _, o := range r.codes {
			switch {
			case sameCode(c.text, o.text):
				taken = taken || o.spoken || o.id != ""
				if o.id != "" {
					t.id = o.id
				}
				if t.text == "" {
					t.text = o.text // the first spelling
				}
			case o.spoken:
				taken = taken || r.sameSeries(&c, &o)
			}
		}
		if taken {
			r.addUnknown(c.field, c.first, c.last, t)
		}
	}
}

// plainWord tells whether a word with a capital goes on in small letters, as no code
// does but the short ones of houseCode.
func (f *field) plainWord(w *word) bool {
	return w.end-w.start > 3 && f.text[w.start+1] >= 'a' && f.text[w.start+1] <= 'z'
}

// joinCodes gives a code in brackets the name of the code before it, as both mean one
// compound: "AMG 151 (ARRY-403)".
func (r *reading) joinCodes() {
	for i := 1; i < len(r.codes); i++ {
		c, o := &r.codes[i-1], &r.codes[i]
		f := &r.fields[o.field]
		if c.field != o.field || c.last != o.first || f.words[o.first].before&gapOpen == 0 || o.last >= len(f.words) || f.words[o.last].before&gapClose == 0 || c.mixed != o.mixed || o.id != "" || c.id != "" || sameCode(c.text, o.text) {
			continue
		}
		for name, k := o.text, 0; k < len(r.codes); k++ {
			if sameCode(r.codes[k].text, name) {
				r.codes[k].text = c.text
			}
		}
	}
}

// covered tells whether word i belongs to a mention found already, while the
// mentions are not sorted yet.
func (r *reading) covered(fi int8, i int) bool {
	for k := range r.mentions {
		if m := &r.mentions[k]; m.field == fi && int(m.first) <= i && i < int(m.last) {
			return true
		}
	}
	return false
}

// sameCode tells whether two codes differ in capitals, spaces and hyphens only.
func sameCode(a, b string) bool {
	i, j := 0, 0
	for {
		for i < len(a) && (a[i] == ' ' || a[i] == '-') {
			i++
		}
		for j < len(b) && (b[j] == ' ' || b[j] == '-') {
			j++
		}
		if i == len(a) || j == len(b) {
			return i == len(a) && j == len(b)
		}
		if a[i]|0x20 != b[j]|0x20 {
			return false
		}
		i, j = i+1, j+1
	}
}

// sameSeries tells whether two short codes differ in the number alone: "ABC-1" and
// "ABC-2", or are an antibody and its long-lived form: "ABC12" and "ABC12LS".
func (r *reading) sameSeries(a, b *code) bool {
	f, g := &r.fields[a.field], &r.fields[b.field]
	if strings.TrimSuffix(a.text, "LS") == b.text {
		return true
	}
	return a.last == a.first+2 && b.last == b.first+2 && a.digits <= 2 && b.digits <= 2 && !a.mixed && !b.mixed && f.wordText(a.first) == g.wordText(b.first)
}

// codeAt reads a code at word i: one to five capitals, and two digits or more
// behind a hyphen, a space (four digits then) or nothing, with perhaps a letter.
func (f *field) codeAt(i int) (code, bool) {
	w := f.words[i]
	text := f.text[w.start:w.end]
	if c, ok := f.houseCode(i); ok {
		return c, true
	}
	letters := 0
	for letters < len(text) && text[letters] >= 'A' && text[letters] <= 'Z' {
		letters++
	}
	single := letters == 1 && strings.Contains("AELSTUY", text[:1])
	if letters < 2 && !single || letters > 8 || letters > 5 && len(text) < letters+2 || isNoCode()[text[:letters]] && !single {
		return code{}, false
	}
	digits, end := 0, i+1
	for k := letters; k < len(text); k++ {
		if isDigit(text[k]) {
			digits++
		} else if digits > 0 && text[k:] == "LS" { // the long-lived form of an antibody
			break
		} else if k < len(text)-1 || k == letters {
			return code{}, false
		}
	}
	if end < len(f.words) && f.words[end].number {
		n := &f.words[end]
		size := int(n.end - n.start)
		between := f.between(i, end)
		plain := strings.Trim(f.wordText(end), "0123456789") == ""
		if plain && (isHyphen(between) || digits == 0 && between == " " && (size > 4 || size == 4 && !yearLike(f.wordText(end)) || size == 3 && houses()[text]) && !(end+1 < len(f.words) && doseUnit(f.wordText(end+1)))) {
			digits += size
			end++
			if end < len(f.words) && f.words[end].before == 0 && f.words[end].end-f.words[end].start == 1 {
				end++ // "WJ-644A"
			}
		}
	}
	mixed := false
	if end == i+1 && end < len(f.words) && isHyphen(f.between(i, end)) && f.words[end].upper && f.hasDigitIn(end) && f.words[end].end-f.words[end].start <= 5 {
		mixed = true
		for _, c := range f.wordText(end) {
			if '0' <= c && c <= '9' {
				digits++
			}
		}
		end++
	}
	if single && (digits < 4 || digits == 4 && end > i+1 || mixed) { // "E2609", "A-803467", no cell line
		return code{}, false
	}
	if digits < 1 || digits > 9 || digits == 1 && letters < 3 && !mixed {
		return code{}, false
	}
	return code{first: i, last: end, digits: digits, mixed: mixed, single: single, text: f.text[w.start:f.words[end-1].end]}, true
}

// yearLike tells whether four digits may be a year: "AHA 2014".
func yearLike(s string) bool { return strings.HasPrefix(s, "19") || strings.HasPrefix(s, "20") }

// houseCode reads the codes that some houses write with a short name and numbers:
// "Ro 40-5967", "Org 25935", "Sch 23390".
func (f *field) houseCode(i int) (code, bool) {
	switch f.lower(i) {
	case "ro", "org", "sch":
	case "lu":
		if c, ok := f.codeBehind(i); ok {
			return c, true
		}
		return code{}, false
	default:
		return code{}, false
	}
	if i+1 >= len(f.words) || !f.words[i+1].number || f.between(i, i+1) != " " {
		return code{}, false
	}
	digits, end := int(f.words[i+1].end-f.words[i+1].start), i+2
	if end < len(f.words) && f.words[end].number && isHyphen(f.between(end-1, end)) {
		digits += int(f.words[end].end - f.words[end].start)
		end++
	}
	if digits < 5 || digits > 7 {
		return code{}, false
	}
	return code{first: i, last: end, digits: digits, text: f.text[f.words[i].start:f.words[end-1].end]}, true
}

// codeBehind reads the code of a house with a second prefix: "Lu AA21004".
func (f *field) codeBehind(i int) (code, bool) {
	if i+1 >= len(f.words) || f.words[i+1].before != gapSpace || !f.words[i+1].upper {
		return code{}, false
	}
	c, ok := f.codeAt(i + 1)
	if !ok || c.digits < 5 {
		return code{}, false
	}
	c.first, c.text = i, f.text[f.words[i].start:f.words[c.last-1].end]
	return c, true
}

func isHyphen(s string) bool { return s == "-" || s == "‐" || s == "‑" || s == "–" }

// spokenAsCompound tells whether the words beside the code make it a medicine.
func (r *reading) spokenAsCompound(c *code) bool {
	f := &r.fields[c.field]
	s := f.sentences[f.sentenceOf(c.first)]
	if c.last < s.last {
		if notCompound(f.lower(c.last)) || strings.HasPrefix(f.text[f.words[c.last-1].end:], "%") {
			return false
		}
	}
	if c.single {
		return r.givenAsCode(f, &s, c) // else as well a cell line or a mutation
	}
	if c.field == inTitle && c.digits >= 3 && !c.mixed || r.amongDrugs(f, c) {
		return true
	}
	if c.last > c.first+1 && (c.digits <= 2 || c.mixed) && r.givenAsCode(f, &s, c) {
		return true
	}
	if c.digits == 1 { // "small molecule TLR inhibitor (TAC5)"
		return c.first > 0 && r.rules.is(f.words[c.first-1].sym, cueCompoundNoun) && f.words[c.first].before&gapOpen != 0 && c.last < len(f.words) && f.words[c.last].before&gapClose != 0
	}
	named := false
	for _, h := range r.hitsIn(c.field, max(s.first, c.first-5), min(s.last, c.last+9)) {
		switch {
		case h.cue == cueCompoundNoun && h.last <= c.first && c.first-h.last <= 2 && r.noStopBetween(f, h.last, c.first):
			named = true // "small molecule, PDS-0330"
		case h.cue == cueCompoundNoun && h.first > c.last && (r.articleAfter(f, c.last)):
			named = true // "RK-019, a novel FGFR inhibitor"
		case c.digits >= 3 && !c.mixed && h.last == c.first && (h.cue == cueCodeBefore || h.cue == cueStudiedBefore || h.cue == cueGivenBefore || h.cue == cueComparatorBefore || h.cue == cueBackgroundBefore):
			named = true
		case c.digits == 2 && h.first == c.last && h.cue == cueGivenAfter && f.words[c.last].before&^gapSoft == 0 && f.words[c.first].end-f.words[c.first].start >= 3 && c.last > c.first+1:
			named = true // "INI-60 treatment"
		case c.digits >= 3 && !c.mixed && h.first == c.last && (h.cue == cueCodeAfter || h.cue == cueGivenAfter) && f.words[c.last].before&^gapSoft == 0:
			named = true
		}
	}
	return named
}

// givenAsCode tells whether a short code, which could name a gene or a cell line as
// well, stands where only what is given to somebody stands: "compound ABCD-5A",
// "injection of ABCD-5A", "AB-C1 or placebo".
func (r *reading) givenAsCode(f *field, s *sentence, c *code) bool {
	word := func(k int) string {
		if k < s.first || k >= s.last {
			return ""
		}
		return f.lower(k)
	}
	if f.words[c.first].before&^gapSoft == 0 {
		switch one, two := word(c.first-1), word(c.first-2); one {
		case "compound", "peptide", "drug", "prodrug", "candidate", "derivative", "analogue", "analog", "antibody", "formulation", "degrader", "protac", "antibiotic", "molecule",
			"received", "receiving", "receive", "took", "taking", "given":
			return true
		case "with":
			return two == "treated" || two == "treatment" || two == "therapy" || two == "dosed" || two == "injected"
		case "to":
			return two == "switched" || two == "randomised" || two == "randomized" || two == "assigned"
		case "of":
			switch two {
			case "efficacy", "safety", "tolerability", "pharmacokinetics", "injection", "injections", "infusion", "administration", "dose", "doses", "dosing":
				return true
			}
		}
	}
	if c.last >= s.last || f.words[c.last].before&^gapSoft != 0 {
		return false
	}
	switch one, two := word(c.last), word(c.last+1); one {
	case "treatment", "monotherapy", "mg", "peptide", "compound":
		return true
	case "or", "versus", "vs", "and":
		return two == "placebo"
	case "in", "for":
		return c.field == inTitle && two == "the" && word(c.last+2) == "treatment"
	}
	return false
}

// noStopBetween tells whether no bracket closes and no clause ends in words
// (from, to].
func (r *reading) noStopBetween(f *field, from, to int) bool {
	for k := from; k <= to; k++ {
		if f.words[k].before&(gapStop|gapSemicolon|gapColon|gapCloses) != 0 {
			return false
		}
	}
	return true
}

// articleAfter tells whether ", a …", "(a …" or "is a …" stands at word k.
func (r *reading) articleAfter(f *field, k int) bool {
	for j := k; j < len(f.words) && j < k+3; j++ {
		switch f.lower(j) {
		case "a", "an", "the", "our":
			return f.words[k].before&(gapComma|gapOpens) != 0 || j > k
		case "is", "as", "was":
		default:
			return false
		}
	}
	return false
}

// aliasOf is the medicine right before the code's bracket: "peficitinib
// (ASP015K)", "viltolarsen, also known as NS-065".
func (r *reading) aliasOf(c *code) string {
	f := &r.fields[c.field]
	k := c.first
	if c.last < len(f.words) && f.words[c.last].before&gapOpens != 0 { // "TAK-438 (vonoprazan)"
		for i := range r.mentions {
			if m := &r.mentions[i]; m.kind == termDrug && m.ok && m.field == c.field && int(m.first) == c.last && int(m.last) < len(f.words) && r.namesMedicine(m) && (f.words[m.last].before&(gapCloses|gapComma|gapSemicolon) != 0 || f.makeUntilBracket(int(m.last))) {
				return r.id(m)
			}
		}
	}
	if f.words[k].before&gapOpens == 0 {
		if k < 3 || f.lower(k-1) != "as" && f.lower(k-1) != "called" || f.lower(k-2) != "known" && f.lower(k-2) != "formerly" {
			return ""
		}
		for k -= 2; k > 0 && (f.lower(k-1) == "also" || f.lower(k-1) == "previously" || f.lower(k-1) == "formerly"); k-- {
		}
	} else if c.last < len(f.words) && f.words[c.last].before&(gapCloses|gapComma|gapSemicolon|gapSlash) == 0 {
		return "" // "A/B (A arm)"
	}
	for i := range r.mentions { // the mentions are not sorted yet
		if m := &r.mentions[i]; m.kind == termDrug && m.ok && m.field == c.field && int(m.last) == k && r.namesMedicine(m) {
			return r.id(m)
		}
	}
	return ""
}

// makeUntilBracket tells whether a few words with capitals stand from word k to the end of
// the bracket: how a medicine is made, "(daclizumab High Yield Process)".
func (f *field) makeUntilBracket(k int) bool {
	for j := k; j < len(f.words) && j <= k+4; j++ {
		if j > k && f.words[j].before&gapCloses != 0 {
			return true
		}
		if f.words[j].before&^gapSoft != 0 || !f.words[j].upper {
			return false
		}
	}
	return false
}

// amongDrugs tells whether the code stands in a list right behind a medicine: "ozanimod,
// ABC123, and amiselimod".
func (r *reading) amongDrugs(f *field, c *code) bool {
	if c.digits < 3 || c.mixed || f.words[c.first].before&^gapSoft != gapComma || c.last >= len(f.words) {
		return false
	}
	if t := f.lower(c.last); f.words[c.last].before&^gapSoft != gapComma && t != "and" && t != "or" {
		return false
	}
	for i := range r.mentions { // not sorted yet
		if m := &r.mentions[i]; m.kind == termDrug && m.ok && m.field == c.field && int(m.last) == c.first && r.namesMedicine(m) {
			return true
		}
	}
	return false
}

// namesMedicine tells whether the mention is a single medicine of the
// vocabulary, neither a class nor a control.
func (r *reading) namesMedicine(m *mention) bool {
	d, ok := r.rules.vocab.Drug(r.id(m))
	return ok && d.Kind != evidence.KindClass && !r.isControl(d.ID)
}

// addUnknown adds a mention of a term that only this record has.
func (r *reading) addUnknown(fi int8, first, last int, t term) {
	index := -1
	for k := range r.extra {
		if strings.EqualFold(r.extra[k].text, t.text) && r.extra[k].id == t.id {
			index = k
		}
	}
	if index < 0 {
		if len(r.extra) >= maxUnknown {
			return
		}
		index = len(r.extra)
		t.class = t.id != "" && r.isClass(t.id)
		r.extra = append(r.extra, t)
	}
	f := &r.fields[fi]
	r.mentions = append(r.mentions, mention{term: int32(-1 - index), field: fi, sent: int32(f.sentenceOf(first)), first: int32(first), last: int32(last), kind: termDrug, ok: true})
}

// maxUnknown bounds the unknown names of one record; prose has a few, a list of
// compounds or noise has thousands.
const maxUnknown = 64

// termOf is the term of a mention.
func (r *reading) termOf(m *mention) *term {
	if m.term < 0 {
		return &r.extra[-1-m.term]
	}
	return &r.rules.terms[m.term]
}

// hasStem tells whether a word ends like an international name: at least three
// letters stand before the ending.
func (r *ruleSet) hasStem(word string) bool {
	if n := len(word); n < 6 || !r.stemEnds[endOf(word[n-3:])] {
		return false
	}
	for n := 3; n <= 9 && n+3 <= len(word); n++ {
		if r.stems[word[len(word)-n:]] {
			return true
		}
	}
	return false
}

// misspelt finds the long drug name that is one letter, or one swap of
// neighbours, away.
func (r *ruleSet) misspelt(word string) (string, bool) {
	h, n := typoHash(word), len(word)
	if r.typoSeen.has(h) {
		if id, ok := r.finalE[word]; ok {
			return id, id != ""
		}
		if id, ok := r.typos[word]; ok && n >= 8 {
			return id, id != ""
		}
	}
	if n < 8 {
		return "", false
	}
	h -= uint32(word[0]) * typoPower[n-1] // that of the word without its first letter
	for skip := 0; ; {
		if r.typoSeen.has(h) {
			var buf [64]byte
			key := append(append(buf[:0], word[:skip]...), word[skip+1:]...)
			if id, ok := r.typos[string(key)]; ok {
				return id, id != ""
			}
		}
		if skip++; skip == n {
			return "", false
		}
		// the letter before takes the place of the one left out
		h += (uint32(word[skip-1]) - uint32(word[skip])) * typoPower[n-1-skip]
	}
}

// typoBase is the base of the polynomial hash of a key: that of a word without
// one letter follows from those of its two parts.
const typoBase = 16777619

// typoPower is the powers of typoBase, as far as words are long.
var typoPower = func() (power [longestWord]uint32) {
	power[0] = 1
	for k := 1; k < len(power); k++ {
		power[k] = power[k-1] * typoBase
	}
	return power
}()

// typoSet is a set of hashes that may hold more than was entered, never less.
type typoSet []uint64

func newTypoSet() typoSet { return make(typoSet, 1<<14) }

func (s typoSet) add(h uint32)      { s[h>>18] |= 1 << (h >> 12 & 63) }
func (s typoSet) has(h uint32) bool { return s[h>>18]&(1<<(h>>12&63)) != 0 }

func typoHash(key string) uint32 {
	h := uint32(0)
	for i := 0; i < len(key); i++ {
		h = h*typoBase + uint32(key[i])
	}
	return h
}

// endOf numbers three small letters; any other byte counts as one of them.
func endOf[S string | []byte](tail S) int {
	return int(tail[0]&31)<<10 | int(tail[1]&31)<<5 | int(tail[2]&31)
}

// otherFinal writes a name with the e at its end that other languages write or leave out:
// "rifaximine", "amiodaron".
func otherFinal(name string) (string, bool) {
	if len(name) < 7 {
		return "", false
	}
	for _, end := range [...]string{"ine", "one", "ole", "ate", "ide", "ene"} {
		if strings.HasSuffix(name, end) {
			return name[:len(name)-1], true
		}
	}
	if strings.HasSuffix(name, "in") || strings.HasSuffix(name, "ol") {
		return name + "e", true
	}
	return "", false
}

// addTypos prepares misspelt: every long single-word name, and the name with
// one letter left out. A key that two drugs share means neither.
func (r *ruleSet) addTypos(v *evidence.Vocabulary) {
	r.typos, r.typoSeen, r.finalE = make(map[string]string, 20*len(v.Drugs)), newTypoSet(), make(map[string]string, len(v.Drugs))
	enter := func(key, id string) {
		r.typoSeen.add(typoHash(key))
		if other, ok := r.typos[key]; ok && other != id {
			id = ""
		}
		r.typos[key] = id
	}
	for i := range v.Drugs {
		d := &v.Drugs[i]
		if d.Kind == evidence.KindClass {
			continue
		}
		name := strings.ToLower(d.INN)
		if other, ok := otherFinal(name); ok && smallEnd(name, 0) == len(name) {
			r.finalE[other] = d.ID
			r.typoSeen.add(typoHash(other))
		}
		if len(name) < 10 && !(len(name) >= 9 && r.hasStem(name)) || smallEnd(name, 0) != len(name) {
			continue
		}
		enter(name, d.ID)
		for k := range len(name) {
			enter(name[:k]+name[k+1:], d.ID)
		}
	}
}
