package reflist

import (
	"strings"
	"unicode/utf8"
)

// section is one list of references: the lines between a heading and the next
// thing that is not a reference.
type section struct {
	heading *line  // nil for a bare list
	lines   []line // none is blank
}

var (
	headingLine = lazy(`(?i)^(?:#{1,6}\s*)?(?:[\[(]?(?:\d{1,2}|[ivx]{1,4})(?:\.\d{1,2})*[.)\]]*\s*)?` +
		`(?:cited |selected |key |main |additional |full |supplementa(?:l|ry) |appendix |online |list of |included |excluded )*` +
		`(?:references?(?: list| and notes| cited)?|reference list|bibliograph(?:y|ie|ia|ía)|works cited|literature(?: cited)?|cited (?:literature|references)|` +
		`sources|citations|studies(?: included)?|literatur(?:verzeichnis|nachweise?|angaben)?|quellen(?:verzeichnis)?|r[ée]f[ée]rences(?: bibliographiques)?|` +
		`piśmiennictwo|bibliografi[ae]|literatura(?: cytowana)?|referencias(?: bibliogr[áa]ficas)?|bibliograf[íi]a|referências(?: bibliográficas)?|` +
		`riferimenti(?: bibliografici)?|bibliografia|referenties|literatuur(?:lijst)?|referanslar|kaynak(?:lar|ça)|referenser|referanser|litteratur(?:liste|förteckning)?|kirjallisuus(?:luettelo)?|lähteet|` +
		`список литературы|литература|библиография|参考文献|參考文獻|引用文献|文献|참고문헌|references et notes)` +
		`(?:\s*\(\d{1,4}\))?\s*[:.：]?(?:\s*#{1,6})?$`)

	// endLine matches whole lines that begin what follows a list.
	endLine = lazy(`(?i)^(?:#{1,6}\s*)?(?:\d{1,2}(?:\.\d{1,2})*\.?\s+)?(?:` +
		`downloads?|how to cite|licen[sc]e|copyright|appendi(?:x|ces)(?: [a-z0-9]{1,3})?|annex(?:es)?|acknowledge?ments?|` +
		`supplement(?:ary|al)(?: (?:material|materials|data|information|file|files|tables?|figures?|appendix))?s?|supporting information|` +
		`(?:table|figure) legends?|legends?(?: to (?:the )?figures?)?|figure captions?|tables?|figures?|figures and tables|` +
		`author(?:s['’]?|['’]s)?\s+(?:contributions?|information|details|affiliations?|note|biograph(?:y|ies))|about the authors?|authors|affiliations?|contributors|contributions|` +
		`funding(?: (?:sources?|information|statement))?|financial (?:support|disclosures?)|(?:conflicts?|declarations?) of (?:competing )?interests?|competing interests?|disclosures?|declarations|` +
		`ethic(?:s|al)(?: (?:statement|approval|declarations?))?|data availability(?: statement)?|availability of data(?: and materials)?|consent(?: for publication)?|` +
		`publisher['’]s note|additional information|rights and permissions|about this article|cite this article|comments|metrics|stats|statistics|` +
		`(?:footnotes?|endnotes?|notes)|abbreviations|glossary|index|keywords?|abstract|sections?|issue|published|related (?:articles|content)|similar articles|cited by|citing articles|share|` +
		`article (?:information|metrics|history)|most read(?: articles)?(?: .{0,60})?|make a submission|information|language|current issue|` +
		`danksagung|anhang|interessenkonflikt|remerciements|annexes?|conflits? d['’]intérêts?|agradecimientos|anexos?|podziękowania|załączniki?` +
		`)\s*[:.]?$`)

	// endStart matches beginnings of lines that cannot be inside a reference.
	endStart = lazy(`(?i)^(?:copyright (?:\(c\)|©|\d{4})|(?:\(c\)|©) ?\d{4}|this (?:work|article|is an open[- ]access article)\b.{0,40}\blicen[cs]|` +
		`(?:supplementary |supplemental )?(?:table|figure|fig\.|box|scheme) ?(?:s|e|a)?\d{1,3}[.:|]\s|number of (?:views|citations)|` +
		`correspond(?:ing author|ence)(?: to)?:|address (?:for )?correspondence|e-?mail:|received:? .{0,40}(?:accepted|revised)|` +
		`publisher['’]s note[: ]|springer nature remains|the authors? (?:declares?|have no|thank|acknowledge)|disclaimer/publisher|all rights reserved)`)
)

func isHeading(l line) bool {
	return utf8.RuneCountInString(l.text) <= 60 && headingLine().MatchString(unspace(l.text))
}

// unspace joins letters that were set apart for emphasis: R E F E R E N C E S.
func unspace(s string) string {
	words := strings.Fields(s)
	if len(words) < 6 {
		return s
	}
	for _, w := range words {
		if utf8.RuneCountInString(w) > 1 {
			return s
		}
	}
	return strings.Join(words, "")
}

// isEnd reports a line that ends a list. A word that could also stand alone on
// the last line of a wrapped reference counts only after a complete line.
func isEnd(l line, before *line) bool {
	if endStart().MatchString(l.text) {
		return true
	}
	if utf8.RuneCountInString(l.text) > 80 || !endLine().MatchString(unspace(l.text)) {
		return false
	}
	return l.gap || before == nil || strings.HasPrefix(l.text, "#") || endScore(before.text) >= 0
}

// peekLines is how far a heading's claim to be followed by a list is checked;
// it keeps the search linear in a text full of headings.
const peekLines = 60

// inlineHeading matches a heading on the line of the first reference.
var inlineHeading = lazy(`(?i)^((?:references|bibliography|literature cited|works cited|reference list|literatur|références|piśmiennictwo|referencias|参考文献)\s*[:.：]?)\s+(\S.*)$`)

// cutInlineHeadings sets a heading apart from a reference that follows it on
// the same line.
func cutInlineHeadings(lines []line) []line {
	for i, l := range lines {
		m := inlineHeading().FindStringSubmatch(l.text)
		if m == nil || !beginsReference([]line{{text: m[2]}}, 0) {
			continue
		}
		out := append([]line(nil), lines[:i]...)
		heading := l
		heading.text, heading.raw, l.text, l.gap = m[1], m[1], m[2], false
		return append(append(out, heading, l), lines[i+1:]...)
	}
	return lines
}

// findSections returns the lists of a text and the lines before the first one.
// Where no heading is followed by anything like a reference, the text itself
// is tried as a bare list.
func findSections(lines []line) (front []line, sections []section, after []line) {
	for i := 0; i < len(lines); i++ {
		if !isHeading(lines[i]) {
			if len(sections) == 0 {
				front = append(front, lines[i])
			} else {
				after = append(after, lines[i])
			}
			continue
		}
		if !looksLikeList(peek(lines[i+1:])) {
			if len(sections) == 0 {
				front = append(front, lines[i])
			} else {
				after = append(after, lines[i])
			}
			continue
		}
		heading, end := lines[i], listEnd(lines, i+1)
		sections = append(sections, section{heading: &heading, lines: lines[i+1 : end]})
		i = end - 1
	}
	if len(sections) > 0 {
		return front, sections, after
	}
	return bareList(lines)
}

// peek returns the first lines up to the next heading or end.
func peek(lines []line) []line {
	lines = lines[:min(len(lines), peekLines)]
	for i, l := range lines {
		if isHeading(l) {
			return lines[:i]
		}
	}
	return lines[:listEnd(lines, 0)]
}

func listEnd(lines []line, start int) int {
	for i := start; i < len(lines); i++ {
		var before *line
		if i > start {
			before = &lines[i-1]
		}
		if isHeading(lines[i]) && (before == nil || lines[i].gap || endScore(before.text) >= 0) {
			return i
		}
		if isEnd(lines[i], before) && !resumes(lines, i) {
			return i
		}
	}
	return len(lines)
}

// resumes reports whether a numbered list goes on behind line i, which then is
// a figure or a box that a page put into the middle of the list.
func resumes(lines []line, i int) bool {
	last := 0
	var kind markerKind
	for back := i - 1; back >= 0 && back > i-40; back-- {
		if m, ok := readMarker(lines[back].text); ok {
			last, kind = m.n, m.kind
			break
		}
	}
	if last == 0 {
		return false
	}
	for ahead := i + 1; ahead < len(lines) && ahead < i+40; ahead++ {
		if m, ok := readMarker(lines[ahead].text); ok && m.kind == kind && m.n == last+1 && startScore(m.rest, "") >= 2 {
			return true
		}
	}
	return false
}

// bareList takes a text without heading: everything from the first line that
// begins a reference, when enough of the text looks like references.
func bareList(lines []line) (front []line, sections []section, after []line) {
	start := 0
	for start < len(lines) && !beginsReference(lines, start) {
		start++
	}
	if start == len(lines) {
		return lines, nil, nil
	}
	start = firstNumber(lines, start)
	end := listEnd(lines, start+1)
	if !looksLikeList(lines[start:end]) {
		return lines, nil, nil
	}
	return lines[:start], []section{{lines: lines[start:end]}}, lines[end:]
}

// firstNumber goes back from a numbered line to number 1 of its list: a
// reference whose author is an organisation does not show itself.
func firstNumber(lines []line, start int) int {
	m, ok := readMarker(lines[start].text)
	for back := start - 1; ok && m.n > 1 && back >= 0 && start-back <= peekLines; back-- {
		if before, is := readMarker(lines[back].text); is && before.kind == m.kind && before.n == m.n-1 {
			start, m = back, before
		}
	}
	return start
}

func beginsReference(lines []line, i int) bool {
	text, next := lines[i].text, ""
	if i+1 < len(lines) {
		next = lines[i+1].text
	}
	if m, ok := readMarker(text); ok {
		text = m.rest
	}
	return startScore(text, next) >= 2
}

// looksLikeList asks for the two things that references have and prose lacks:
// beginnings with authors, and years or identifiers at a reference's rate.
func looksLikeList(lines []line) bool {
	starts, years := 0, 0
	for i, l := range lines {
		if beginsReference(lines, i) {
			starts++
		} else if _, ok := readMarker(l.text); ok || l.bullet {
			starts++
		}
		if hasYear(l.text) || doiToken().MatchString(l.text) {
			years++
		}
	}
	return starts >= 1 && years >= 1 && (starts+years)*8 >= len(lines)
}
