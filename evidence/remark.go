package evidence

import (
	"slices"
	"strings"
)

// remarkWords are what a reference list says of a publication that no longer
// stands as it was. Corrections are left to the evidence table; nobody marks
// them in a reference.
func remarkWords() []struct {
	kind  NoticeKind
	words string
} {
	return []struct {
		kind  NoticeKind
		words string
	}{
		{NoticeReplaced, "RETRACTED AND REPLACED"},
		{NoticePartialRetraction, "PARTIALLY RETRACTED"},
		{NoticeRetraction, "RETRACTED"},
		{NoticeWithdrawal, "WITHDRAWN"},
		{NoticeConcern, "EXPRESSION OF CONCERN"},
		{NoticePossible, "POSSIBLY RETRACTED"}, // says its title, or its note
	}
}

// Remark prints a notice as a note to a reference: "RETRACTED 2020-02, notice
// doi:10.1000/n". It is empty for kinds that no reference list marks, and for a
// hint that is not the work's own: a title loses the mark that it had.
func (n Notice) Remark() string {
	if n.Kind == NoticePossible && n.Source != "title" && n.Source != "note" {
		return ""
	}
	for _, r := range remarkWords() {
		if r.kind != n.Kind {
			continue
		}
		text := r.words
		if date := n.Date.numeric(); date != "" {
			text += " " + date
		}
		if n.DOI != "" {
			text += ", notice doi:" + string(n.DOI)
		}
		return text
	}
	return ""
}

// numeric prints the start of a date as ISO 8601; empty without a year.
func (d Date) numeric() string {
	if d.Year <= 0 {
		return ""
	}
	return Date{Year: d.Year, Month: d.Month, Day: d.Day}.String()
}

// CutRemarks takes the remarks off the front of a note, as Remark prints them,
// each ending in a point and a blank, a line feed, or with the note. The source
// of the notices is "note".
func CutRemarks(note string) (notices []Notice, rest string) {
	for note != "" {
		end := strings.IndexByte(note, '\n')
		if i := strings.Index(note, ". "); i >= 0 && (end < 0 || i < end) {
			end = i
		}
		remark, after := note, ""
		if end >= 0 {
			remark, after = note[:end], strings.TrimLeft(note[end:], ". \n")
		}
		n, ok := parseRemark(remark)
		if !ok {
			break
		}
		if !slices.Contains(notices, n) {
			notices = append(notices, n)
		}
		note = after
	}
	return notices, note
}

func parseRemark(s string) (Notice, bool) {
	for _, r := range remarkWords() {
		rest, ok := strings.CutPrefix(s, r.words)
		if !ok {
			continue
		}
		n := Notice{Kind: r.kind, Source: "note"}
		date, doi, hasDOI := strings.Cut(rest, ", notice doi:")
		if hasDOI {
			n.DOI = DOI(doi)
		}
		if date = strings.TrimSpace(date); date != "" {
			d, err := ParseDate(date)
			if err != nil || d.numeric() != date {
				return Notice{}, false
			}
			n.Date = d
		}
		return n, n.Remark() == s
	}
	return Notice{}, false
}
