package summary

import (
	"fmt"
	"slices"
	"strings"

	"dossier/evidence"
)

// Paragraph states the facts of one outcome in a few words.
type Paragraph struct {
	Section string // heading of the section: the drug, its class …
	Heading string // outcome, or sub-outcome
	Text    string
	Keys    []string // every study cited, in order
}

// fewEstimates is how many estimates of a body are printed one by one; a larger
// body prints its range.
const fewEstimates = 4

// Paragraphs puts the table of a drug into words: per outcome and comparator
// the counts, the estimates (all of a small body, the range of a large one, or
// what was pooled) and the certainty, each number with its citation keys. It
// only repeats what the table prints.
func Paragraphs(t *evidence.Summary) []Paragraph {
	var list []Paragraph
	var section, heading string
	var body *evidence.Row
	var rows []*evidence.Row
	flush := func() {
		if len(rows) == 0 {
			return
		}
		if n := len(list); n == 0 || list[n-1].Section != section || list[n-1].Heading != heading {
			list = append(list, Paragraph{Section: section, Heading: heading})
		}
		list[len(list)-1].add(t, body, rows)
		rows = nil
	}
	for i := range t.Rows {
		r := &t.Rows[i]
		switch r.Kind {
		case evidence.RowStudy, evidence.RowAbsence:
			rows = append(rows, r)
			continue
		}
		flush()
		switch r.Kind {
		case evidence.RowSection:
			section = r.Heading
		case evidence.RowOutcome, evidence.RowSubOutcome:
			heading = r.Heading
		case evidence.RowComparator:
			body = r
		}
	}
	flush()
	return list
}

// add appends the sentence of one body of evidence.
func (p *Paragraph) add(t *evidence.Summary, body *evidence.Row, rows []*evidence.Row) {
	var parts []string
	if body != nil {
		parts = append(parts, strings.ToLower(body.Heading[:1])+body.Heading[1:])
		if b := body.Body; b != nil && b.Findings > 0 {
			parts = append(parts, fmt.Sprintf("%s, %s", count(b.Studies, "study", "studies"), count(b.Findings, "number", "numbers")))
			sizes := ""
			for _, size := range [][2]string{{b.Patients, " patients"}, {b.Years, " person-years"}} {
				if size[0] != "" {
					sizes += ", " + size[0] + size[1]
				}
			}
			if sizes != "" {
				parts[len(parts)-1] += sizes + " " + citation(b.Reports)
			}
		}
	}
	var keys []string
	for _, r := range rows {
		for _, key := range r.Facts.Keys {
			if !slices.Contains(keys, key) {
				keys = append(keys, key)
			}
		}
	}
	parts = append(parts, estimatesOf(t, body, rows)...)
	if body != nil && body.Body != nil && body.Body.Certainty != "" {
		parts = append(parts, "certainty "+body.Body.Certainty)
	}
	text := upperFirst(strings.Join(parts, "; ")) + "."
	if p.Text != "" {
		text = p.Text + " " + text
	}
	p.Text = text
	for _, key := range keys {
		if !slices.Contains(p.Keys, key) {
			p.Keys = append(p.Keys, key)
		}
	}
}

// estimatesOf prints the estimates of a small body one by one, with what was
// pooled; of a large one what was pooled, else the ranges, else the first estimates
// (comparisons stand first) and how many more there are.
func estimatesOf(t *evidence.Summary, body *evidence.Row, rows []*evidence.Row) []string {
	var whole []string
	large := len(rows) > fewEstimates
	if body != nil && body.Body != nil {
		whole = bodyEstimates(t, body, large)
	}
	if large && len(whole) > 0 {
		return whole
	}
	var parts []string
	for i, r := range rows {
		if i == fewEstimates {
			parts = append(parts, fmt.Sprintf("%d more in the table", len(rows)-i))
			break
		}
		parts = append(parts, estimateOf(t, r, rows)+" "+citation(r.Facts.Keys))
	}
	return append(parts, whole...)
}

// estimateOf prints one estimate with its margin, its dose, and what else tells it
// from the others beside it.
func estimateOf(t *evidence.Summary, r *evidence.Row, rows []*evidence.Row) string {
	f := r.Facts
	text := strings.TrimSpace(cellText(t, r, "measure") + " " + cellText(t, r, "estimate"))
	if m, ok := evidence.MeasureOf(f.Measure); ok && m.Kind == evidence.KindWords {
		text = inWords(f.Note)
	}
	if f.Margin != "" {
		text += ", margin " + string(f.Margin)
	}
	if absolute := cellText(t, r, "absolute"); absolute != "" {
		text += ", " + absolute + " per 1,000"
	}
	if f.Dose != "" {
		text += " with " + f.Dose
	}
	var apart []string
	for _, of := range []func(*evidence.Facts) string{
		func(f *evidence.Facts) string { return f.Population },
		func(f *evidence.Facts) string { return f.Window },
		func(f *evidence.Facts) string { return f.Set },
	} {
		if slices.ContainsFunc(rows, func(other *evidence.Row) bool { return of(other.Facts) != of(f) }) && of(f) != "" {
			apart = append(apart, of(f))
		}
	}
	if len(apart) > 0 {
		text += " (" + strings.Join(apart, "; ") + ")"
	}
	return text
}

// bodyEstimates prints what was pooled, each with the studies in it, and the
// ranges if they are wanted. The cell holds the pooled estimates first.
func bodyEstimates(t *evidence.Summary, body *evidence.Row, ranges bool) []string {
	text := cellText(t, body, "estimate")
	if text == "" {
		return nil
	}
	rest := strings.Split(text, "; ")
	var parts []string
	for _, p := range body.Body.Pooled {
		if p.Estimate == "" {
			continue
		}
		keys := p.Studies
		if len(keys) == 0 {
			keys = body.Body.Reports
		}
		text := rest[0]
		if p.Prediction != "" {
			text += ", prediction interval " + p.Prediction
		}
		if p.Absolute != "" {
			text += ", " + p.Absolute + " per 1,000"
		}
		parts, rest = append(parts, text+" "+citation(keys)), rest[1:]
	}
	if ranges && len(rest) > 0 {
		parts = append(parts, strings.Join(rest, "; ")+" "+citation(body.Body.Reports))
	}
	return parts
}

func cellText(t *evidence.Summary, r *evidence.Row, column string) string {
	for i, c := range t.Columns {
		if c.ID == column && i < len(r.Cells) {
			return r.Cells[i].Text
		}
	}
	return ""
}

// citation prints citation keys as pandoc reads them.
func citation(keys []string) string {
	return "[@" + strings.Join(keys, "; @") + "]"
}
