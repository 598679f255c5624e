package reflist

import (
	"strconv"
	"strings"
	"unicode"
)

var (
	pageNumber = lazy(`(?i)^(?:[-–—|\[(]\s*)?(?:(?:page|p\.?|seite|strona|página)\s*)?\d{1,5}(?:\s*(?:of|/|von|de|z)\s*\d{1,5})?(?:\s*[-–—|\])])?$`)
	pageLabel  = lazy(`(?i)^(?:.{0,80}\s)?(?:page|seite|p ?a ?g ?e)\s+\d{1,5}(?:\s*(?:of|/|von|de)\s*\d{1,5})?$|^\d{1,5}\s*\|\s*(?:p ?a ?g ?e|.{3,80})$|^.{3,80}\s\|\s\d{1,5}$`)
	pageNotice = lazy(`(?i)^(?:downloaded from\b|©\s?(?:19|20)\d\d|copyright\s(?:©|\(c\)|19|20)|available online at |contents lists available at|for personal use only|this article is protected by copyright|author manuscript(?:;| available)|[a-z ]{3,60} published online:|.{3,80}\bet al\.?\s+\d{1,5}$|\d{1,5}\s+.{3,80}\bet al\.?$)`)
)

// dropFurniture takes page numbers, running heads and notices out of a list
// that was copied over page ends. What it takes is handed back, so that it can
// be reported.
func dropFurniture(lines []line) (kept, dropped []line) {
	repeated := runningHeads(lines)
	expected := markerNumbers(lines)
	for i, l := range lines {
		switch {
		case isPageNumber(l, expected) && !continuesLocator(lines, i),
			pageLabel().MatchString(l.text) && !hasYear(l.text) && !strings.Contains(l.text, "10."),
			pageNotice().MatchString(l.text) && startScore(l.text, "") < 2,
			repeated[i]:
			l.gap = false
			dropped = append(dropped, l)
		default:
			kept = append(kept, l)
		}
	}
	return kept, dropped
}

// isPageNumber reports a line that is nothing but a page number. "12." alone
// may be the number of a reference whose text begins on the next line.
func isPageNumber(l line, expected map[int]bool) bool {
	if !pageNumber().MatchString(l.text) {
		return false
	}
	if m, ok := readMarker(l.text + " x"); ok && expected[m.n] && strings.ContainsAny(l.text, "[(") {
		return false
	}
	return true
}

// continuesLocator reports whether line i is the end of what the line before
// it left open: a page range, a DOI, a volume after a comma.
func continuesLocator(lines []line, i int) bool {
	if i == 0 || !plainNumber(lines[i].text) || lines[i].page {
		return false
	}
	before := lines[i-1].text
	switch last := lastRune(before); {
	case strings.ContainsRune("-‐‑–—−/:;,(", last), last == '\u00ad':
		return true
	default:
		return false
	}
}

func plainNumber(s string) bool {
	for _, r := range s {
		if !unicode.IsDigit(r) && r != '.' && r != '-' && r != '–' {
			return false
		}
	}
	return s != ""
}

// markerNumbers collects the numbers that markers in the list carry.
func markerNumbers(lines []line) map[int]bool {
	numbers := map[int]bool{}
	for _, l := range lines {
		if m, ok := readMarker(l.text); ok {
			numbers[m.n], numbers[m.n+1] = true, true
		}
	}
	return numbers
}

// runningHeads finds lines that stand again and again beside a page number:
// the same words at least twice, with a number at one end that grows.
func runningHeads(lines []line) map[int]bool {
	type seen struct {
		at      []int
		numbers []int
	}
	byWords := map[string]*seen{}
	for i, l := range lines {
		words, number, ok := runningHead(l.text)
		beside := l.page || besidePage(lines, i)
		if !ok && !beside {
			continue
		}
		s := byWords[words]
		if s == nil {
			s = &seen{}
			byWords[words] = s
		}
		s.at, s.numbers = append(s.at, i), append(s.numbers, number)
	}
	found := map[int]bool{}
	for _, s := range byWords {
		if len(s.at) < 2 || !growing(s.numbers) {
			continue
		}
		for _, i := range s.at {
			found[i] = true
		}
	}
	return found
}

// besidePage reports a page number or form feed directly around line i.
func besidePage(lines []line, i int) bool {
	for _, j := range []int{i - 1, i + 1} {
		if j >= 0 && j < len(lines) && (pageNumber().MatchString(lines[j].text) || j > i && lines[j].page) {
			return true
		}
	}
	return false
}

// runningHead takes the number off one end of a line.
func runningHead(s string) (words string, number int, ok bool) {
	fields := strings.Fields(s)
	if len(fields) < 2 || len(fields) > 14 {
		return s, 0, false
	}
	last, first := fields[len(fields)-1], fields[0]
	if n, err := strconv.Atoi(last); err == nil && !strings.HasSuffix(fields[len(fields)-2], ",") {
		return strings.Join(fields[:len(fields)-1], " "), n, n > 0
	}
	if n, err := strconv.Atoi(first); err == nil {
		return strings.Join(fields[1:], " "), n, n > 0
	}
	return s, 0, false
}

func growing(numbers []int) bool {
	for i := 1; i < len(numbers); i++ {
		if numbers[i] != 0 && numbers[i] <= numbers[i-1] {
			return false
		}
	}
	return true
}
