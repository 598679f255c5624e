package reflist

import (
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"dossier/evidence/notation"
)

// source is what the end of a reference says about where the work stands.
type source struct {
	head    string // the text before it: title and journal
	dotted  bool   // a full stop ended the head: the journal may be abbreviated
	year    string
	date    string // month and day behind the year, as printed
	volume  string
	issue   string
	pages   string
	locator bool // an article number
	style   string
}

// The parts of the patterns. Captures are named after the fields of source.
const (
	yearExpr  = `(?P<year>(?:1[6789]|20)\d\d)[a-z]?`
	monthExpr = `(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|Spring|Summer|Autumn|Fall|Winter)[a-z]*\.?`
	dateExpr  = `(?P<date>\s+` + monthExpr + `(?:\s?[-–/]\s?` + monthExpr + `)?(?:\s+\d{1,2}(?:\s?[-–]\s?\d{1,2})?)?|\s+\d{1,2}\s+` + monthExpr + `)?`
	volExpr   = `(?:(?:[Vv]ol(?:ume|\.)?|Bd\.?|[Jj]g\.?|[Tt]\.)\s*)?(?P<volume>[A-Z]{0,2}-?\d{1,5}[A-Za-z]{0,2}(?:\s?[-–/]\s?\d{1,4})?|[IVXLC]{1,7})`
	issExpr   = `(?:\s*\((?P<issue>[^()]{1,40}(?:\([^()]{0,20}\))?)\)|[\s,]+(?P<issue>[Ss]uppl(?:ement|\.)?(?:\s*[A-Z]?\d{0,3})?(?:\s*\(\d+\))?)|,?\s*(?:no|nr|issue|iss|num|H)\.?\s?(?P<issue>[A-Z]?\d{1,4}(?:[-–/]\d{1,4})?))`
	pageExpr  = `[A-Za-z]{0,10}\.?\d[\dA-Za-z.:]*`
	rangeExpr = pageExpr + `(?:\s?[-‐‑–—−]{1,2}\s?` + pageExpr + `)?`
	ppLabel   = `(?:(?P<label>pp?\.?|[Ss]\.|[Pp]ages?|[Aa]rt(?:icle|\.)?(?:\s*(?:[Nn]o\.?|[Nn]umber|ID|[Ii]d))?\s*[:.]?|ID|[Pp]aper)\s*)?`
	ppExpr    = ppLabel + `(?P<pages>` + rangeExpr + `(?:,\s?` + rangeExpr + `)*(?:\s?\+)?(?:;\s(?:discussion|quiz|author reply)\s` + rangeExpr + `)*)`
)

// tailPattern is one way of printing where an article stands.
type tailPattern struct {
	name    string // of a style that prints it
	example string
	re      func() *regexp.Regexp
}

// tails are tried in order; the first that matches up to the end of the text
// wins, so the stricter stand first.
var tails = sync.OnceValue(func() []tailPattern {
	return []tailPattern{
		{"gost", "Dermatology. – 2020. – Vol. 12, № 3. – P. 45–67",
			lazy(`^(?P<head>.+?)(?P<dot>\.)?\s*[–—-]\s*` + yearExpr + `\.?\s*[–—-]\s*(?:Vol|Т|T|V)\.\s*(?P<volume>\d+)(?:\s?\((?P<issue>[^()]+)\))?(?:,?\s*(?:№|No\.?|N|Iss\.?|Вып\.)\s*(?P<issue>[\d-]+))?(?:\.\s*[–—-]\s*(?:P|С|S|C)\.\s*(?P<pages>` + rangeExpr + `))?$`)},
		{"labelled", "Dermatology, vol. 12, no. 3, pp. 45–67, Mar. 2020",
			lazy(`^(?P<head>.+?)(?P<dot>\.)?,?\s+[Vv]ol\.?\s*(?P<volume>[\dA-Za-z/–-]+)(?:,\s*(?:no|iss|issue|num)\.?\s*(?P<issue>[\w/–. -]{1,20}?))?(?:,\s*(?P<label>[Aa]rt\.?(?:icle)?(?:\s*no\.?)?|pp?\.?)\s*(?P<pages>` + rangeExpr + `(?:;\s(?:discussion|quiz|author reply)\s` + rangeExpr + `)*))?(?:,\s*(?:\d{1,2}\s)?(?:` + monthExpr + `\s?[-–/]?\s?)*(?:\d{1,2},?\s)?` + yearExpr + `)?(?:,\s*(?P<label>[Aa]rt\.?(?:icle)?(?:\s*no\.?)?|pp?\.?)\s*(?P<pages>` + rangeExpr + `(?:;\s(?:discussion|quiz|author reply)\s` + rangeExpr + `)*))?$`)},
		{"nature", "Dermatology 12, 45–67 (2020)",
			lazy(`^(?P<head>.+?)(?P<dot>\.)?,?\s+` + volExpr + issExpr + `?(?:\s*[,:]\s*` + ppExpr + `)?,?\s*\(` + yearExpr + `\)$`)},
		{"elsevier", "Dermatology 12 (2020) 45–67",
			lazy(`^(?P<head>.+?)(?P<dot>\.)?,?\s+` + volExpr + issExpr + `?,?\s*\((?:` + monthExpr + `\s)?` + yearExpr + `\)\s*[,:]?\s*` + ppExpr + `$`)},
		{"acs", "Dermatology 2020, 12, 45–67",
			lazy(`^(?P<head>.+?)(?P<dot>\.)?,?\s+` + yearExpr + `\s*[,;.]\s*` + volExpr + issExpr + `?\s*[,:：]\s*` + ppExpr + `$`)},
		{"acs without pages", "Dermatology 2020, 12",
			lazy(`^(?P<head>.+?)(?P<dot>\.)?,?\s+` + yearExpr + `\s*[,;]\s*` + volExpr + issExpr + `?$`)},
		{"bibtex plain", "Dermatology, 12(3):45–67, Mar. 2020",
			lazy(`^(?P<head>.+?)(?P<dot>\.)?,\s+` + volExpr + issExpr + `?\s*:\s*` + ppLabel + `(?P<pages>` + rangeExpr + `),(?P<date>\s+` + monthExpr + `(?:\s?[-–/]\s?` + monthExpr + `)?(?:\s+\d{1,2})?)?,?\s+` + yearExpr + `$`)},
		{"apa", "Dermatology, 12(3), 45–67",
			lazy(`^(?P<head>.+?)(?P<dot>\.)?,\s*` + volExpr + issExpr + `?\s*[,:]\s*` + ppExpr + `$`)},
		{"springer", "Dermatology 12(3):45–67",
			lazy(`^(?P<head>.+?)(?P<dot>\.)?,?\s+` + volExpr + issExpr + `?\s*:\s*` + ppExpr + `$`)},
		{"harvard", "Dermatology 12 (3), 45–67",
			lazy(`^(?P<head>.+?)(?P<dot>\.)?,?\s+` + volExpr + issExpr + `?\s*,\s*` + ppExpr + `$`)},
		{"article number", "Dermatology 12 Article 109",
			lazy(`^(?P<head>.+?)(?P<dot>\.)?,?\s+` + volExpr + issExpr + `?\s+(?P<label>Article|Art\.)\s*(?:No\.?\s*)?(?P<pages>` + pageExpr + `)$`)},
		{"apa without pages", "Dermatology, 12(3)",
			lazy(`^(?P<head>.+?)(?P<dot>\.)?,?\s+` + volExpr + `\s*\((?P<issue>[^()\s]{1,12}|[Ss]uppl[^()]{0,12})\)$`)},
		{"issue only", "Dermatology, (3), 45–67",
			lazy(`^(?P<head>.+?)(?P<dot>\.)?,?\s+\((?P<issue>\d{1,4})\)\s*[,:]\s*` + ppExpr + `$`)},
		{"pages only", "Dermatology, pp. 45–67",
			lazy(`^(?P<head>.+?)(?P<dot>\.)?,\s+(?P<label>pp?\.|[Aa]rticle(?: (?:no\.?|number|ID))?:?)\s*(?P<pages>` + rangeExpr + `)$`)},
		{"volume only", "Dermatology, 12",
			lazy(`^(?P<head>.+?)(?P<dot>\.)?,\s+(?:[Vv]ol(?:ume|\.)?\s*)?(?P<volume>\d{1,4})$`)},
		{"volume only, no comma", "Title. Dermatology 12",
			lazy(`^(?P<head>.+[.?!]\s+[^.?!]*[^.?!,\d\s](?P<dot>\.)?)\s+(?P<volume>\d{1,4})$`)},
	}
})

// yearFirst finds the last year that a semicolon or colon follows: "JAMA
// Dermatol. 2023 Dec 1;159(12):1339-45". What follows is read by locators.
var (
	yearFirst = lazy(`^(?P<head>.*[^\d\s(;])\s*\(?\b` + yearExpr + dateExpr + `\)?\s*;\s*(?P<rest>[^\s;].{0,100})$`)
	yearColon = lazy(`^(?P<head>.*[^\d\s(;])\s*\(?\b` + yearExpr + dateExpr + `\)?\s*:\s*(?P<rest>[^\s;].{0,100})$`)
)

var locators = sync.OnceValue(func() []func() *regexp.Regexp {
	return []func() *regexp.Regexp{
		lazy(`^` + volExpr + issExpr + `?(?:\s*[:,]\s*` + ppExpr + `)?$`),
		lazy(`^\((?P<issue>[^()]{1,40})\)(?:\s*[:,]\s*` + ppExpr + `)?$`),
		lazy(`^(?P<issue>[Ss]uppl(?:ement|\.)?\s*\w{0,4})(?:\s*[:,]\s*` + ppExpr + `)?$`),
		lazy(`^` + ppExpr + `$`),
	}
})

// readSource takes the journal's volume, issue and pages off the end of text.
func readSource(text string) (source, bool) {
	text = strings.TrimRight(text, " .,;:")
	if len(text) > maxReference {
		return source{}, false
	}
	for _, re := range []func() *regexp.Regexp{yearFirst, yearColon} {
		if s, ok := readYearFirst(re(), text); ok {
			return s, true
		}
	}
	for _, pattern := range tails() {
		m := pattern.re().FindStringSubmatch(text)
		if m == nil {
			continue
		}
		s := named(pattern.re(), m)
		s.style = pattern.name
		if s.plausible() {
			s.mend()
			return s, true
		}
	}
	return source{}, false
}

func readYearFirst(re *regexp.Regexp, text string) (source, bool) {
	m := re.FindStringSubmatch(text)
	if m == nil {
		return source{}, false
	}
	outer := named(re, m)
	rest := m[re.SubexpIndex("rest")]
	for i, locator := range locators() {
		lm := locator().FindStringSubmatch(rest)
		if lm == nil {
			continue
		}
		s := named(locator(), lm)
		if i == 0 && s.pages == "" && s.issue == "" && (strings.ContainsAny(s.volume, "-–") || !plainNumber(s.volume)) {
			continue // "2020:45-67" and "2020:e123" are pages
		}
		s.year, s.date, s.style = outer.year, strings.TrimSpace(outer.date), "vancouver"
		s.dotted = strings.HasSuffix(strings.TrimRight(outer.head, " "), ".")
		s.head = strings.TrimRight(outer.head, " .,;(")
		s.mend()
		return s, true
	}
	return source{}, false
}

// named gathers the captures of a pattern; alternatives share a name.
func named(re *regexp.Regexp, m []string) source {
	var s source
	for i, name := range re.SubexpNames() {
		if m[i] == "" {
			continue
		}
		switch value := strings.TrimSpace(m[i]); name {
		case "head":
			s.head = value
		case "dot":
			s.dotted = true
		case "year":
			s.year = value
		case "date":
			s.date = value
		case "volume":
			s.volume = value
		case "issue":
			s.issue = value
		case "pages":
			s.pages = value
		case "label":
			s.locator = s.locator || unicode.ToLower(rune(value[0])) == 'a' || value == "ID" || value == "Paper" || value == "paper"
		}
	}
	return s
}

// plausible refuses numbers that belong to a title: a head without letters,
// a volume that is a word.
func (s source) plausible() bool {
	if plainYear(s.volume) && s.pages == "" && s.issue == "" {
		return false
	}
	if s.style == "volume only, no comma" {
		_, journal := splitTitle(s.head, s.dotted)
		return journalLike(journal) && len(strings.Fields(journal)) <= 8
	}
	return strings.ContainsFunc(s.head, unicode.IsLetter) && (s.volume == "" || !romanWord(s.volume) || s.pages != "")
}

func romanWord(v string) bool {
	return v == "I" || v == "C" || v == "V" || v == "X" || v == "L" || v == "D"
}

// mend puts a page range that the pattern took for a volume where it belongs,
// and strips labels.
func (s *source) mend() {
	s.head = strings.TrimRight(s.head, " ,;")
	if s.pages == "" && len(s.volume) > 5 && strings.ContainsAny(s.volume, "-–") {
		s.pages, s.volume = s.volume, ""
	}
	s.pages = strings.TrimRight(s.pages, ".:,")
	s.issue = strings.TrimSpace(strings.TrimPrefix(strings.TrimPrefix(s.issue, "No. "), "no. "))
}

// splitTitle separates a title from the journal behind it, at the last
// sentence end that is not inside brackets and not inside an abbreviated
// journal ("J. Am. Acad. Dermatol.").
func splitTitle(head string, dotted bool) (title, journal string) {
	bounds := sentenceEnds(head)
	if len(bounds) == 0 {
		if title, journal, ok := splitAtBracket(head); ok {
			return title, journal
		}
		return splitAtComma(head)
	}
	last := len(bounds) - 1
	journal = head[bounds[last].next:]
	for last > 0 && bounds[last].mark == '.' {
		segment := head[bounds[last-1].next:bounds[last].at]
		if !partOfJournal(segment, journal, dotted) && !ledByAbbreviation(head, bounds[:last+1]) {
			break
		}
		last--
		journal = head[bounds[last].next:]
	}
	if last == 0 && bounds[0].mark == '.' && !strings.Contains(head[:bounds[0].at], " ") && abbreviatedJournalWord(head[:bounds[0].at]) {
		return "", head // nothing but a journal
	}
	return head[:bounds[last].at+keepMark(bounds[last].mark)], journal
}

// ledByAbbreviation reports whether, at most three short segments to the left,
// an abbreviated word stands alone, as journals begin: "J. Stroke Cerebrovasc.
// Dis."
func ledByAbbreviation(head string, bounds []bound) bool {
	for back := len(bounds) - 1; back > 0 && back > len(bounds)-4; back-- {
		if bounds[back].mark != '.' {
			return false
		}
		words := strings.Fields(head[bounds[back-1].next:bounds[back].at])
		if len(words) == 1 && abbreviatedJournalWord(words[0]) {
			return true
		}
		if len(words) > 3 || slices.ContainsFunc(words, func(w string) bool { return !unicode.IsUpper(firstLetter(w)) || titleWord(w) }) {
			return false
		}
	}
	return false
}

func keepMark(mark rune) int {
	if mark == '.' {
		return 0
	}
	return len(string(mark))
}

type bound struct {
	at   int // of the mark
	next int // where the next sentence begins
	mark rune
}

// sentenceEnds finds full stops, question and exclamation marks outside
// brackets that a space and a capital letter, digit or quote follow. A full
// stop behind an abbreviation of prose ("vs.", "E.") is none.
func sentenceEnds(s string) []bound {
	var out []bound
	depth, wordStart := 0, 0
	for i, r := range s {
		switch r {
		case '(', '[':
			depth++
		case ')', ']':
			depth = max(0, depth-1)
		case ' ':
			wordStart = i + 1
		case '.', '?', '!', '。', '．', '？':
			after := s[i+len(string(r)):]
			trimmed := strings.TrimLeft(after, `"”’'»`)
			next := strings.TrimLeft(trimmed, " ")
			wide := r == '。' || r == '．' || r == '？'
			if depth > 0 && balancedLater(after) || len(next) == len(trimmed) && !wide || next == "" {
				continue
			}
			begin := firstRune(next)
			if !unicode.IsUpper(begin) && !unicode.IsDigit(begin) && !strings.ContainsRune(`"“‘«„'`, begin) && !unicode.Is(unicode.Lo, begin) && !lowerJournal(next) {
				continue
			}
			if word := s[wordStart:i]; r == '.' && proseAbbreviation(word) {
				continue
			}
			out = append(out, bound{at: i, next: len(s) - len(next), mark: mark(r)})
		}
	}
	return out
}

func mark(r rune) rune {
	if r == '。' || r == '．' {
		return '.'
	}
	return r
}

// balancedLater reports a closing bracket ahead; one that never closes opens
// nothing.
func balancedLater(s string) bool { return strings.ContainsAny(clip(s, 300), ")]") }

// lowerJournal accepts journals whose names begin with a small letter.
func lowerJournal(s string) bool {
	first := strings.ToLower(firstWord(s))
	switch strings.TrimRight(first, ",.") {
	case "elife", "bmj", "npj", "eclinicalmedicine", "ebiomedicine", "mbio", "msystems", "msphere", "medrxiv", "biorxiv", "arxiv", "iscience", "jama", "mabs", "ecancermedicalscience", "physica", "the", "ejhaem", "peerj":
		return firstWord(s) != "the" || journalLike(s)
	}
	return false
}

// proseAbbreviation reports words whose full stop ends neither a title nor a
// part of a journal's name.
func proseAbbreviation(word string) bool {
	switch strings.ToLower(strings.TrimLeft(word, "(“\"")) {
	case "vs", "st", "dr", "etc", "i.e", "e.g", "cf", "approx", "spp", "subsp", "ssp", "mr", "mrs", "ms", "prof", "ca", "no", "vol", "pp", "p":
		return true
	}
	return false
}

// partOfJournal asks whether segment, which a full stop ended, is the front of
// an abbreviated journal that goes on with journal.
func partOfJournal(segment, journal string, dotted bool) bool {
	words := strings.Fields(segment)
	if len(words) == 1 && (acronymOf(segment, journal) || shortened(segment)) {
		return true
	}
	if len(words) == 0 || len(words) > 4 {
		return seriesName(journal) && journalLike(segment) && len(words) > 0 && len(words) <= 9
	}
	if !dotted && len(strings.Fields(journal)) > 1 && !strings.Contains(journal, ".") {
		return seriesName(journal) && journalLike(segment)
	}
	for i, w := range words {
		first := firstLetter(w)
		if !unicode.IsUpper(first) && first != 0 && !smallWord(w) || i == 0 && smallWord(w) {
			return false
		}
	}
	if strings.Contains(journal, ". ") && len(words) <= 3 && !slices.ContainsFunc(words, titleWord) {
		return true // full stops stand inside the journal already
	}
	return abbreviatedJournalWord(words[len(words)-1]) || seriesName(journal) && journalLike(segment)
}

// shortened reports a word that can be the abbreviation of a longer one: it has
// a capital and is no word of its own that a title could end with.
func shortened(w string) bool {
	if abbreviatedJournalWord(w) {
		return true
	}
	n := utf8.RuneCountInString(w)
	return n >= 2 && n <= 12 && unicode.IsUpper(firstRune(w)) && !strings.ContainsFunc(w, func(r rune) bool { return !unicode.IsLetter(r) }) &&
		strings.ToUpper(w) != w && !titleWord(w) && !notation.KnownWord(w) && !strings.HasSuffix(w, "y") && !strings.HasSuffix(w, "e")
}

// titleWord reports words of which the last sentence of a title often consists.
func titleWord(w string) bool {
	switch strings.ToLower(strings.Trim(w, ".,:")) {
	case "review", "study", "studies", "trial", "trials", "report", "reports", "analysis", "update", "results", "letter", "reply", "response", "comment", "commentary", "editorial", "erratum", "correction", "corrigendum", "guideline", "guidelines", "protocol", "part", "phase", "meta-analysis", "introduction", "conclusion", "abstract", "statement", "retraction", "survey", "registry", "cohort":
		return true
	}
	return false
}

// acronymOf reports the acronym that some journals carry before their name in
// MEDLINE: "AJNR. American journal of neuroradiology".
func acronymOf(word, journal string) bool {
	if len(word) < 3 || len(word) > 6 || strings.ToUpper(word) != word || !strings.EqualFold(word[:1], journal[:1]) {
		return false
	}
	return len(strings.Fields(journal)) >= 3 && journalWord().MatchString(journal)
}

// seriesName reports the part of a journal's name that stands behind a full
// stop: "In practice", "Part A", "Series B".
func seriesName(s string) bool { return seriesPart().MatchString(s) }

var seriesPart = lazy(`(?i)^(?:in practice|(?:part|section|series|sect|ser)\.? [a-z\d]{1,3}\b.{0,60}|[A-F]|supplement|global open|rapid communications|clinical research|basic research|advances)$`)

// journalLike reports words that can be a journal: capitals and small words.
func journalLike(s string) bool {
	words := strings.Fields(s)
	if len(words) == 0 || len(words) > 14 {
		return false
	}
	capital := 0
	for _, w := range words {
		switch first := firstLetter(w); {
		case unicode.IsUpper(first) || unicode.Is(unicode.Lo, first):
			capital++
		case first == 0 || smallWord(w):
		default:
			if !journalWord().MatchString(w) {
				return false
			}
			capital++
		}
	}
	return capital > 0
}

var (
	journalWord  = lazy(`(?i)\b(?:journal|annals|archives|acta|annales|zeitschrift|revista|revue|rivista|bulletin|proceedings|transactions|letters|reviews?|reports?|research|science|sciences|medicine|medical|clinical|international|american|european|british|advances|frontiers|nature|lancet|jama|bmj|plos|cell|blood|chest|gut|brain|drugs|dermatology|immunology|oncology|cardiology|surgery|pharmacology|therapeutics|therapy|pediatrics|neurology|psychiatry|rheumatology|biology|chemistry|physics|nursing|health|epidemiology|gastroenterology|hepatology|endocrinology|nephrology|urology|radiology|pathology|physiology|genetics|genomics|bioinformatics|ecology|engineering|technology|psychology|education|economics|policy|society|association|academy|college|bioscience|quarterly|magazine|gazette|arxiv|biorxiv|medrxiv)\b`)
	abbrevEnding = lazy(`(?i)(?:[^aeiou]ol|iatr|iol|phys|chem|pharm|pharmacother|surg|immun|anaesth|anesth|rehabil|technol|rheum|cardiovasc|neurosci|allerg|arthr|toxic|therap|investig)$`)
)

// abbreviatedJournalWord reports the usual abbreviations of words in titles of
// journals (ISSN's List of Title Word Abbreviations).
func abbreviatedJournalWord(w string) bool {
	w = strings.TrimRight(w, ".,")
	if len(w) == 1 && unicode.IsUpper(rune(w[0])) {
		return true
	}
	switch strings.ToLower(w) {
	case "am", "int", "eur", "br", "can", "aust", "austral", "jpn", "ital", "dtsch", "scand", "chin", "indian", "natl", "proc", "acad", "sci", "med", "clin", "exp", "ann", "arch", "rev", "res", "rep", "lett", "trans", "soc", "assoc", "inst", "bull", "mem", "adv", "appl", "basic", "mol", "cell", "comp", "comput", "contemp", "crit", "curr", "opin", "dev", "dis", "drug", "discov", "ed", "educ", "eng", "engl", "environ", "epidemiol", "ethn", "evid", "expert", "fam", "fundam", "gen", "genet", "geriatr", "gynecol", "obstet", "haematol", "health", "hum", "hyg", "infect", "inflamm", "intern", "invest", "lab", "manag", "mater", "math", "metab", "meth", "methods", "microb", "nat", "nutr", "occup", "ophthalmol", "optom", "organ", "orthop", "otolaryngol", "pediatr", "paediatr", "perspect", "pharmacoepidemiol", "philos", "pract", "prev", "prog", "psychosom", "publ", "public", "q", "radiat", "rec", "regul", "relat", "reprod", "respir", "saf", "ser", "sect", "spec", "stat", "stud", "suppl", "syst", "theor", "ther", "transl", "transplant", "trop", "tuberc", "ultrasound", "univ", "vasc", "vet", "virol", "wkly", "z", "zool", "annu", "semin", "opt", "bone", "joint", "brit", "bioinform", "biomed", "biotechnol", "catal", "coll", "cosmet", "cutan", "diagn", "electron", "forensic", "front", "geophys", "herit", "ind", "inorg", "interv", "investig", "issues", "j", "lang", "mech", "mov", "neurosurg", "nucl", "org", "pac", "pathog", "plast", "qual", "quant", "rheumatol", "sociol", "struct", "support", "surv", "technol", "today", "trauma", "treat", "update", "world", "rheum", "angew", "mon", "photochem", "exper":
		return true
	}
	return abbrevEnding().MatchString(w)
}

// splitAtBracket is for titles that end with a bracket and no full stop: "… in
// the Gulf of Aqaba (Red Sea) Marine Biology".
func splitAtBracket(head string) (title, journal string, ok bool) {
	at := max(strings.LastIndex(head, ") "), strings.LastIndex(head, "] "))
	if at < 0 || !journalLike(head[at+2:]) || len(strings.Fields(head[:at])) < 3 {
		return "", "", false
	}
	return head[:at+1], head[at+2:], true
}

// splitAtComma is for the styles that put commas between all parts: the last
// comma behind which nothing but a journal can stand.
func splitAtComma(head string) (title, journal string) {
	for at := len(head); at > 0; {
		at = strings.LastIndex(head[:at], ", ")
		if at < 0 {
			break
		}
		journal := head[at+2:]
		if journalLike(journal) && oneJournal(journal) && len(strings.Fields(head[:at])) >= 2 {
			return head[:at], journal
		}
	}
	return head, ""
}

// oneJournal refuses text in which a sentence ends other than by an
// abbreviation of journals.
func oneJournal(s string) bool {
	from := 0
	for _, b := range sentenceEnds(s) {
		if b.mark != '.' || len(strings.Fields(s[from:b.at])) > 2 {
			return false
		}
		from = b.next
	}
	return true
}
