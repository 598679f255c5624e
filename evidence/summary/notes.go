package summary

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"

	"dossier/evidence"
)

// marks numbers footnotes in the order in which a reader meets them: letters,
// † at derived and ‡ at doubtful values. One text has one mark.
type marks struct {
	list []evidence.Footnote
	of   map[string]string
	n    int // letters given
	odd  int // doubtful marks given
	from int // marks of derived values given
}

func (m *marks) add(to []string, text string) []string {
	return m.give(to, text, func() string { m.n++; return letters(m.n) })
}

func (m *marks) doubtful(to []string, text string) []string {
	return m.give(to, text, func() string { m.odd++; return numbered("‡", m.odd) })
}

func (m *marks) derived(to []string, text string) []string {
	return m.give(to, text, func() string { m.from++; return numbered("†", m.from) })
}

// numbered is the sign, from the second on with its number.
func numbered(sign string, n int) string {
	if n == 1 {
		return sign
	}
	return fmt.Sprintf("%s%d", sign, n)
}

func (m *marks) give(to []string, text string, next func() string) []string {
	mark, known := m.of[text]
	if !known {
		mark = next()
		if m.of == nil {
			m.of = map[string]string{}
		}
		m.of[text] = mark
		m.list = append(m.list, evidence.Footnote{Mark: mark, Text: text})
	}
	if slices.Contains(to, mark) {
		return to
	}
	to = append(to, mark)
	slices.SortFunc(to, func(x, y string) int { return cmp.Compare(m.place(x), m.place(y)) })
	return to
}

// place is the position of a mark beneath the table.
func (m *marks) place(mark string) int {
	return slices.IndexFunc(m.list, func(f evidence.Footnote) bool { return f.Mark == mark })
}

// letters counts a, b, … z, aa, ab …
func letters(n int) string {
	var s string
	for ; n > 0; n = (n - 1) / 26 {
		s = string(rune('a'+(n-1)%26)) + s
	}
	return s
}

// finish writes what stands beneath the table.
func (b *builder) finish(entries []*entry) {
	t := b.table
	t.Footnotes = b.marks.list
	b.cite()
	if len(t.Rows) == 0 {
		t.Notes = append(t.Notes, "No finding may be shown here. This says nothing about the risk: it is not a zero.")
	} else {
		t.Notes = append(t.Notes, b.countNote(entries))
		t.Notes = append(t.Notes, b.readingNotes(entries)...)
	}
	for _, note := range []string{b.hiddenNote(), b.excludedNote(), b.noNumberNote(entries)} {
		if note != "" {
			t.Notes = append(t.Notes, note)
		}
	}
	if note := abbreviations(t); note != "" {
		t.Notes = append(t.Notes, note)
	}
	if note := b.o.Stamp.note(); note != "" {
		t.Notes = append(t.Notes, note)
	}
}

// cite lists the references by key.
func (b *builder) cite() {
	delete(b.used, "")
	b.table.References = slices.Grow(b.table.References, len(b.used))
	for _, key := range slices.Sorted(maps.Keys(b.used)) {
		b.table.References = append(b.table.References, *b.used[key])
	}
}

// countNote says how many numbers are shown and who has confirmed them.
func (b *builder) countNote(entries []*entry) string {
	var findings, suggested, secondary int
	reports, groups := len(b.table.References), make(map[string]bool, len(entries))
	for _, e := range entries {
		groups[e.trial()] = true
		if e.absence != nil {
			continue
		}
		findings++
		if e.f.Status == evidence.Suggested {
			suggested++
		}
		if e.f.Source.Kind == "secondary" {
			secondary++
		}
	}
	note := fmt.Sprintf("%s from %s", count(findings, "number", "numbers"), count(reports, "report", "reports"))
	if len(groups) != reports {
		note += fmt.Sprintf(" of %s", count(len(groups), "study or trial", "studies or trials"))
	}
	note += fmt.Sprintf(": %d confirmed by a person, %d only suggested", findings-suggested, suggested)
	if secondary > 0 {
		note += fmt.Sprintf(", %d read on secondary pages", secondary)
	}
	return note + "."
}

// readingNotes says how to read what this table prints, and only that.
func (b *builder) readingNotes(entries []*entry) []string {
	var notes []string
	has := func(want func(*entry) bool) bool { return slices.ContainsFunc(entries, want) }
	source := "Numbers are printed as in their source"
	if n := b.o.Style.Decimals; n > 0 {
		source = fmt.Sprintf("Estimates and limits are rounded to %d decimals where their source prints more", n)
	}
	notes = append(notes, source+"; intervals are 95% unless another level is given.")
	rates := func(events bool) func(*entry) bool {
		return func(e *entry) bool { return e.measure.Kind == evidence.KindRate && e.measure.Events == events }
	}
	if has(rates(true)) && has(rates(false)) {
		notes = append(notes, "Rates of patients with a first event (IR) and rates of events (EAER) count different things and share neither a row nor a range.")
	}
	if has(func(e *entry) bool { return e.f.Adjusted == "yes" }) {
		notes = append(notes, "adjusted: weighted, matched or modelled; crude: none of these; neither word: randomised comparison, one arm, or not stated.")
	}
	if has(func(e *entry) bool { return e.section.id == sectionClass }) {
		notes = append(notes, "Findings of a class stand under the name of the class; they are not findings of one medicine in it.")
	}
	if slices.ContainsFunc(b.table.Rows, func(r evidence.Row) bool { return r.Body != nil && len(r.Body.Ranges) > 0 && !pooled(r.Body) }) {
		notes = append(notes, "Ranges give the smallest and the largest estimate of a measure; nothing is pooled.")
	}
	if slices.ContainsFunc(b.table.Columns, func(c evidence.Column) bool { return c.ID == "direction" }) {
		notes = append(notes, "Intervals against no difference: the studies whose intervals lie wholly above 1 (ratios) or 0 (differences), include it, or lie wholly below it; a study counts once, whatever its number of findings.")
	}
	return notes
}

func pooled(b *evidence.Body) bool {
	return slices.ContainsFunc(b.Pooled, func(p evidence.Pooled) bool { return p.Estimate != "" })
}

// hiddenNote says how many findings are kept but not shown, and why.
func (b *builder) hiddenNote() string {
	total := 0
	var reasons []string
	for _, reason := range slices.Sorted(maps.Keys(b.hidden)) {
		total += b.hidden[reason]
		reasons = append(reasons, fmt.Sprintf("%s %d", cmp.Or(reason, "no reason given"), b.hidden[reason]))
	}
	if total == 0 {
		return ""
	}
	return fmt.Sprintf("%s kept and not shown, because they may not be counted: %s.", count(total, "finding is", "findings are"), strings.Join(reasons, "; "))
}

// note prints the origin of a table.
func (s Stamp) note() string {
	var parts []string
	add := func(label, value string) {
		if value != "" {
			parts = append(parts, label+value)
		}
	}
	if !s.Now.IsZero() {
		add("Made ", s.Now.UTC().Format("2006-01-02"))
	}
	add("", s.Program)
	add("data ", s.Fingerprint)
	add("last search ", s.Searched)
	add("last update ", s.Updated)
	if len(parts) == 0 {
		return ""
	}
	return upperFirst(strings.Join(parts, "; ")) + "."
}

// abbreviations spells out those that this table prints, in alphabetical order.
func abbreviations(t *evidence.Summary) string {
	used := make(map[string]bool, len(abbreviationList))
	for _, pair := range abbreviationList {
		used[pair[0]] = false
	}
	collect := func(text string) {
		start := -1 // of the word, while in one
		capital := false
		see := func(end int) {
			if capital && end-start <= 5 {
				if known, listed := used[text[start:end]]; listed && !known {
					used[text[start:end]] = true
				}
			}
			start, capital = -1, false
		}
		for i, r := range text {
			switch word := isWord(r); {
			case word && start < 0:
				start = i
			case !word && start >= 0:
				see(i)
			}
			capital = capital || r >= 'A' && r <= 'Z' // all of them have one
		}
		if start >= 0 {
			see(len(text))
		}
	}
	for _, c := range t.Columns {
		collect(c.Label)
	}
	above := make([]string, len(t.Columns)) // columns repeat themselves
	for i := range t.Rows {
		r := &t.Rows[i]
		collect(r.Heading)
		for j := range r.Cells {
			if text := r.Cells[j].Text; text != above[j] {
				collect(text)
				above[j] = text
			}
		}
	}
	for _, f := range t.Footnotes {
		collect(f.Text)
	}
	var out []string
	for _, pair := range abbreviationList {
		if used[pair[0]] {
			out = append(out, pair[0]+", "+pair[1])
		}
	}
	if len(out) == 0 {
		return ""
	}
	return "Abbreviations: " + strings.Join(out, "; ") + "."
}

// isWord tells the characters of an abbreviation from those between words; all
// abbreviations are ASCII, and other letters must not cut one out of a word.
func isWord(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r >= 0x80 && (unicode.IsLetter(r) || unicode.IsDigit(r))
}

// abbreviationList holds what readers of safety tables look up, sorted.
var abbreviationList = [...][2]string{
	{"AE", "adverse event"},
	{"ASCVD", "atherosclerotic cardiovascular disease"},
	{"BID", "twice a day"},
	{"CI", "confidence interval"},
	{"CK", "creatine kinase"},
	{"CPK", "creatine phosphokinase"},
	{"CV", "cardiovascular"},
	{"DMARD", "disease-modifying antirheumatic drug"},
	{"DMARDs", "disease-modifying antirheumatic drugs"},
	{"DVT", "deep vein thrombosis"},
	{"EAER", "exposure-adjusted event rate (events, not patients)"},
	{"EAIR", "exposure-adjusted incidence rate (patients with a first event)"},
	{"EBGM", "empirical Bayes geometric mean"},
	{"EOW", "every other week"},
	{"HDL", "high-density lipoprotein"},
	{"HR", "hazard ratio"},
	{"HZ", "herpes zoster"},
	{"IC", "information component"},
	{"IR", "incidence rate (patients with a first event)"},
	{"IRD", "incidence rate difference"},
	{"IRR", "incidence rate ratio"},
	{"JAK", "Janus kinase"},
	{"JAK1", "Janus kinase 1"},
	{"JAK2", "Janus kinase 2"},
	{"JAK3", "Janus kinase 3"},
	{"LDL", "low-density lipoprotein"},
	{"LTE", "long-term extension"},
	{"MACE", "major adverse cardiovascular event"},
	{"MD", "mean difference"},
	{"NMSC", "non-melanoma skin cancer"},
	{"NR", "not reported"},
	{"OI", "opportunistic infection"},
	{"OR", "odds ratio"},
	{"PE", "pulmonary embolism"},
	{"PRR", "proportional reporting ratio"},
	{"PY", "person-years"},
	{"Q2W", "every two weeks"},
	{"Q4W", "every four weeks"},
	{"QD", "once a day"},
	{"QW", "once a week"},
	{"RA", "rheumatoid arthritis"},
	{"RCT", "randomised controlled trial"},
	{"RD", "difference of risks or rates"},
	{"ROM", "ratio of means"},
	{"ROR", "reporting odds ratio"},
	{"RR", "risk ratio"},
	{"SAE", "serious adverse event"},
	{"SIR", "standardised incidence ratio"},
	{"SMD", "standardised mean difference"},
	{"SMR", "standardised mortality ratio"},
	{"TB", "tuberculosis"},
	{"TEC", "tyrosine kinase expressed in hepatocellular carcinoma"},
	{"TID", "three times a day"},
	{"TNF", "tumour necrosis factor"},
	{"TYK2", "tyrosine kinase 2"},
	{"VTE", "venous thromboembolism"},
	{"sHR", "subdistribution hazard ratio"},
}
