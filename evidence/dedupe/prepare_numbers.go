package dedupe

import (
	"strconv"
	"strings"

	"dossier/evidence"
	"dossier/evidence/notation"
)

// number is a volume or an issue. Words without a number count as their hash.
type number struct {
	value      uint32 // 0 is none
	last       uint32 // of a double issue "5-6"; else 0
	supplement bool
}

// prepareVolume reads volume and issue; "34(2)" holds both.
func prepareVolume(volume, issue string) (number, number) {
	v, rest := readNumber(volume)
	i, _ := readNumber(issue)
	if inner, ok := strings.CutPrefix(strings.TrimSpace(rest), "("); ok && i.value == 0 {
		i, _ = readNumber(inner)
	}
	i.supplement = i.supplement || v.supplement
	return v, i
}

// readNumber reads the first number of a text and gives what follows it.
func readNumber(text string) (number, string) {
	var n number
	lower := strings.ToLower(text)
	n.supplement = strings.Contains(lower, "sup")
	if strings.Contains(lower, "no pagination") && strings.HasPrefix(lower, "(") {
		return n, ""
	}
	start := strings.IndexAny(text, "0123456789")
	if start < 0 {
		word := strings.Trim(lower, " .,()")
		if value := romanValue(word); value != 0 {
			n.value = uint32(value)
		} else if word != "" && !n.supplement {
			n.value = uint32(hashString(word)) | 1<<31
		}
		return n, ""
	}
	if roman, _, ok := strings.Cut(strings.Trim(lower[:start], " "), " "); ok && romanValue(roman) != 0 {
		return number{value: uint32(romanValue(roman)), supplement: n.supplement}, text[start:]
	}
	end := start
	for end < len(text) && text[end] >= '0' && text[end] <= '9' {
		end++
	}
	value, err := strconv.ParseUint(text[start:end], 10, 31)
	if err != nil {
		value = hashString(text[start:end]) & (1<<31 - 1)
	}
	n.value = uint32(value)
	rest := text[end:]
	if tail := strings.TrimLeft(rest, "-–/ "); tail != rest && tail != "" && tail[0] >= '0' && tail[0] <= '9' {
		second, _ := readNumber(tail)
		n.last = second.value
	}
	return n, rest
}

// pages are the first and last page as numbers. Prefix letters are kept apart
// because sources drop them.
type pages struct {
	first, last uint32 // 0 is none
	prefix      uint32 // letters before the first page, up to four bytes; 0 is none
	locator     bool   // one number, not a range
	electronic  bool   // an article number such as e43268, which no printed page equals
	count       bool   // "1-17": pages of an article counted by itself
}

// overlaps reports two ranges of the same numbering that have pages in common,
// or a page of its own inside a range.
func (p pages) overlaps(q pages) bool {
	return p.prefix == q.prefix && p.first <= max(q.first, q.last) && q.first <= max(p.first, p.last) && !p.count && !q.count
}

// lostFirst reports pages of which a platform kept a label and the end only:
// "Suppl-25" was S15-S25, "t-51" was Pt 1, 849-51.
func lostFirst(raw string) bool {
	word, rest, ok := strings.Cut(raw, "-")
	if !ok || !isDigits(rest) || word == "" || strings.IndexFunc(word, func(r rune) bool { return r > 0x7f || !isLetter(byte(r)) }) >= 0 {
		return false
	}
	_, month := notation.Month(word)
	return !month && romanValue(strings.ToLower(word)) == 0
}

func preparePages(c *evidence.Citation, volume number) pages {
	first, last := c.Pages.First, c.Pages.Last
	if lostFirst(c.Pages.Raw) {
		return pages{}
	}
	if first == "" {
		first, last = rawPages(c.Pages.Raw)
	}
	var p pages
	p.prefix, p.first = splitPage(first)
	if p.first == 0 {
		return pages{}
	}
	_, p.last = splitPage(last)
	if p.last != 0 && p.last < p.first {
		p.last = expandPage(p.first, p.last)
	}
	if strings.ContainsAny(c.Pages.Raw, "+,;&") {
		p.span(c.Pages.Raw)
	}
	p.locator = p.last == 0
	p.electronic = p.locator && c.Pages.Locator && p.prefix != 0
	p.count = p.first == 1 && p.last > 1 && p.prefix == 0
	if p.count && volume.value == 0 { // ahead of print
		return pages{}
	}
	return p
}

// span takes the first page of all ranges and the last, because sources print
// several ranges in any order.
func (p *pages) span(raw string) {
	for piece := range strings.FieldsFuncSeq(raw, func(r rune) bool { return strings.ContainsRune("+,;& ", r) }) {
		first, last := rawPages(piece)
		prefix, from := splitPage(first)
		if from == 0 || prefix != p.prefix {
			continue
		}
		_, to := splitPage(last)
		if to != 0 && to < from {
			to = expandPage(from, to)
		}
		p.first, p.last = min(p.first, from), max(p.last, to)
	}
}

// rawPages finds the pages in a text that could not be taken apart.
func rawPages(raw string) (first, last string) {
	i := strings.IndexAny(raw, "0123456789")
	if i < 0 {
		return "", ""
	}
	if month, rest, ok := strings.Cut(raw, "-"); ok && len(month) == 3 && i == 4 { // "Jun-12" was 6-12
		return month, rest
	}
	for i > 0 && isLetter(raw[i-1]) {
		i--
	}
	rest := raw[i:]
	end := strings.IndexFunc(rest, func(r rune) bool { return r > 0x7f || !isLetter(byte(r)) && (r < '0' || r > '9') })
	if end < 0 {
		return rest, ""
	}
	tail := strings.TrimLeftFunc(rest[end:], func(r rune) bool { return notation.IsDash(r) || r == ' ' })
	if len(tail) == len(rest[end:]) {
		return rest[:end], ""
	}
	end2 := strings.IndexFunc(tail, func(r rune) bool { return r > 0x7f || !isLetter(byte(r)) && (r < '0' || r > '9') })
	if end2 < 0 {
		end2 = len(tail)
	}
	return rest[:end], tail[:end2]
}

func isLetter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }

// splitPage separates letters and number: "S211", "250A", "CD002273", "569.e1".
// A Roman page is its value with the prefix "r".
func splitPage(page string) (prefix, value uint32) {
	lower := strings.ToLower(page)
	start := strings.IndexAny(lower, "0123456789")
	if start < 0 {
		if v := romanValue(lower); v != 0 {
			return 'r', uint32(v)
		}
		if month, ok := notation.Month(lower); ok { // a spreadsheet made a date of 1-6: "01-Jun"
			return 0, uint32(month)
		}
		return 0, 0
	}
	end := start
	for end < len(lower) && lower[end] >= '0' && lower[end] <= '9' {
		end++
	}
	v, err := strconv.ParseUint(lower[start:end], 10, 32)
	if err != nil {
		v = hashString(lower[start:end]) & (1<<32 - 1)
	}
	letters := lower[:start]
	if end < len(lower) && isLetter(lower[end]) && end+1 == len(lower) {
		letters += lower[end:]
	}
	for i := 0; i < len(letters) && i < 4; i++ {
		prefix = prefix<<8 | uint32(letters[i])
	}
	return prefix, uint32(v)
}

// expandPage completes a last page that leaves out what it shares with the
// first; 0 when that cannot be.
func expandPage(first, last uint32) uint32 {
	for unit := uint32(10); unit != 0 && unit <= 1000000; unit *= 10 {
		if last < unit {
			if full := first - first%unit + last; full >= first {
				return full
			}
			return 0
		}
	}
	return 0
}

// abstractLetters is how much of an abstract is kept, in bytes.
const abstractLetters = 128

// abstractStart folds the beginning of an abstract, without the headings that
// one source prints and another one does not.
func abstractStart(text string) string {
	text = strings.TrimSpace(text)
	if text == "" {
		return ""
	}
	text = text[:min(len(text), 2*abstractLetters+80)]
	if strings.ContainsAny(text, "<&") {
		text = notation.FromMarkupInline(text)
	}
	text = strings.ToValidUTF8(text, "")
	text = strings.TrimPrefix(text, "(Table presented.).")
	words := notation.Fold(text)
	for {
		word, rest, ok := strings.Cut(words, " ")
		if !ok || !isHeading(word) {
			break
		}
		words = rest
	}
	if len(words) > abstractLetters {
		words = words[:abstractLetters]
		if i := strings.LastIndexByte(words, ' '); i > 0 {
			words = words[:i]
		}
	}
	if len(words) < 40 {
		return ""
	}
	return strings.Clone(words)
}

func isHeading(word string) bool {
	switch word {
	case "background", "backgrounds", "objective", "objectives", "aim", "aims", "purpose", "introduction", "abstract", "summary", "context", "unlabelled", "hypothesis", "importance", "and", "rationale", "goal", "goals":
		return true
	}
	return false
}
