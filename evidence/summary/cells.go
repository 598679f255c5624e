package summary

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"dossier/evidence"
)

// notReported is printed where a number was not reported; it is never 0.
const notReported = "NR"

// column is a column of a table and how its cell is made.
type column struct {
	evidence.Column
	cell func(*builder, *entry) evidence.Cell
}

func plainColumn(id, label string, text func(*builder, *entry) string) column {
	return column{evidence.Column{ID: id, Label: label}, func(b *builder, e *entry) evidence.Cell {
		return evidence.Cell{Text: text(b, e)}
	}}
}

// studyColumns are the columns of study rows, in the order of the design.
func studyColumns() []column {
	right := func(c column) column { c.Right = true; return c }
	yield := map[string]int{"direction": 99, "prediction": 98, "heterogeneity": 98, "absolute": 97, "certainty": 96, "route": 90, "notes": 80, "definition": 75, "population": 70,
		"design": 60, "n": 50, "risk_of_bias": 45, "follow_up": 40, "p": 30, "comparator": 10}
	columns := []column{
		{evidence.Column{ID: "study", Label: "Study"}, studyCell},
		plainColumn("design", "Design", func(_ *builder, e *entry) string { return e.design() }),
		plainColumn("population", "Population", func(_ *builder, e *entry) string { return e.population() }),
		plainColumn("n", "n (drug / comparator)", armsN),
		plainColumn("drug", "Drug, dose", (*builder).drugCell),
		plainColumn("route", "Route", (*builder).routeCell),
		plainColumn("comparator", "Comparator", func(b *builder, e *entry) string {
			if e.absence != nil {
				return ""
			}
			return b.comparatorLabel(e.f.Comparator)
		}),
		plainColumn("definition", "Outcome as defined", func(_ *builder, e *entry) string { return e.f.Definition }),
		plainColumn("follow_up", "Follow-up or exposure", func(_ *builder, e *entry) string { return e.window() }),
		plainColumn("events", "Events/n or PY", events),
		plainColumn("measure", "Measure", func(_ *builder, e *entry) string {
			if e.absence != nil {
				return ""
			}
			if e.measure.ID == "" {
				return e.f.Measure
			}
			return e.measure.Label()
		}),
		right(column{evidence.Column{ID: "estimate", Label: "Estimate (95% CI)"}, estimateCell}),
		right(plainColumn("p", "p", func(b *builder, e *entry) string { return b.o.Style.number(e.f.P) })),
		right(plainColumn("prediction", "Prediction interval", nothing)),
		plainColumn("heterogeneity", "Heterogeneity", nothing),
		right(column{evidence.Column{ID: "absolute", Label: "Absolute difference per 1,000"}, absoluteCell}),
		plainColumn("direction", "Intervals against no difference", nothing),
		plainColumn("risk_of_bias", "Risk of bias", func(b *builder, e *entry) string {
			return b.riskOfBias(e)
		}),
		plainColumn("certainty", "Certainty", nothing),
		{evidence.Column{ID: "notes", Label: "Notes"}, notesCell},
	}
	for i := range columns {
		columns[i].Yield = yield[columns[i].ID]
	}
	return columns
}

// riskOfBias is the judgement on the first of the reports that has one.
func (b *builder) riskOfBias(e *entry) string {
	if b.o.RiskOfBias == nil || e.absence != nil {
		return ""
	}
	for _, key := range e.cites() {
		if text := b.o.RiskOfBias(key, e.f.Outcome, e.f.SubOutcome); text != "" {
			return text
		}
	}
	return ""
}

// nothing is the cell of a study row in a column of bodies of evidence.
func nothing(*builder, *entry) string { return "" }

// absoluteCell is derived by the caller, with its formula.
func absoluteCell(b *builder, e *entry) evidence.Cell {
	if b.o.Absolute == nil || e.absence != nil {
		return evidence.Cell{}
	}
	text, formula := b.o.Absolute(evidence.TableRow{Finding: *e.f, Study: *e.head()})
	cell := evidence.Cell{Text: text}
	if text != "" {
		cell.Marks = b.marks.derived(nil, "Derived: "+formula)
	}
	return cell
}

// studyName is "Ytterberg et al. 2022".
func studyName(h evidence.StudyHead) string {
	name := cmp.Or(h.Authors, h.Key)
	if h.Year > 0 && h.Authors != "" {
		name += " " + strconv.Itoa(h.Year) + h.YearLetter
	}
	return name
}

func studyNames(e *entry) string {
	if len(e.heads) == 1 {
		return studyName(*e.head())
	}
	var names []string
	seen := map[string]bool{}
	for _, h := range e.heads {
		if !seen[h.Key] {
			names = append(names, studyName(h))
		}
		seen[h.Key] = true
	}
	return strings.Join(names, "; ")
}

// studyCell names the reports and marks what a reader must know of them.
func studyCell(b *builder, e *entry) evidence.Cell {
	cell := evidence.Cell{Text: studyNames(e), Cites: e.cites()}
	for _, h := range e.heads {
		for _, n := range h.Notices {
			cell.Marks = b.marks.add(cell.Marks, noticeText(h, n))
		}
		if h.Screened == excluded {
			cell.Marks = b.marks.add(cell.Marks, studyName(h)+" was excluded at screening and is not counted.")
		}
		if h.Pending != "" {
			cell.Marks = b.marks.add(cell.Marks, fmt.Sprintf("Metadata of %s are not complete: %s.", studyName(h), strings.TrimSuffix(h.Pending, ".")))
		}
		if len(h.Funding) > 0 {
			cell.Marks = b.marks.add(cell.Marks, fmt.Sprintf("Funding of %s: %s.", studyName(h), strings.Join(h.Funding, "; ")))
		}
	}
	if reports := b.reports[e.f.Trial]; len(reports) > 1 {
		cell.Marks = b.marks.add(cell.Marks, fmt.Sprintf("Reports of one trial or programme (%s: %s) share patients: to be counted once and never pooled with each other.",
			e.f.Trial, strings.Join(reports, ", ")))
	}
	return cell
}

// noticeText words a notice with its date.
func noticeText(h evidence.StudyHead, n evidence.Notice) string {
	text := studyName(h) + " " + noticeVerb(n.Kind)
	if date := dateText(n.Date); date != "" {
		text += ", " + date
	}
	if n.DOI != "" {
		text += " (notice: doi " + string(n.DOI) + ")"
	} else if n.PMID != "" {
		text += " (notice: PMID " + string(n.PMID) + ")"
	} else if n.Text != "" {
		text += " (" + n.Text + ")"
	}
	return text + "."
}

func noticeVerb(kind evidence.NoticeKind) string {
	switch kind {
	case evidence.NoticeRetraction:
		return "was retracted"
	case evidence.NoticeWithdrawal:
		return "was withdrawn"
	case evidence.NoticePartialRetraction:
		return "was retracted in part"
	case evidence.NoticeReplaced:
		return "was retracted and replaced"
	case evidence.NoticeConcern:
		return "carries an expression of concern"
	case evidence.NoticeCorrection:
		return "was corrected"
	case evidence.NoticeNewVersion:
		return "has a newer version"
	case evidence.NoticeReinstatement:
		return "was reinstated"
	case evidence.NoticePossible:
		return "may have been retracted (one source only)"
	}
	return "carries a notice"
}

func dateText(d evidence.Date) string {
	switch {
	case d.Year == 0:
		return d.Raw
	case d.Month == 0:
		return fmt.Sprintf("%04d", d.Year)
	case d.Day == 0:
		return fmt.Sprintf("%04d-%02d", d.Year, d.Month)
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day)
}

// routeCell is the route of a drug in a table across drugs, where the
// vocabulary knows one only: with several, the finding would have to say which.
func (b *builder) routeCell(e *entry) string {
	if d, ok := b.v.Drug(e.f.Drug); ok && b.table.Kind == "outcome" && d.Kind != evidence.KindClass && e.absence == nil && len(d.Routes) == 1 {
		return d.Routes[0]
	}
	return ""
}

// armsN prints the patients of both arms, as printed.
func armsN(b *builder, e *entry) string {
	treat, control := e.f.Treat.N, e.f.Control.N
	switch {
	case e.absence != nil || treat == "" && control == "":
		if n := e.head().N; n > 0 {
			return b.o.Style.number(evidence.Printed(fmt.Sprint(n))) + " in all"
		}
		if e.absence != nil {
			return ""
		}
		return notReported
	case e.f.Comparator == "":
		return b.o.Style.number(treat)
	}
	return b.o.Style.number(cmp.Or(treat, notReported)) + " / " + b.o.Style.number(cmp.Or(control, notReported))
}

// events prints events and their denominators per arm.
func events(b *builder, e *entry) string {
	switch {
	case e.absence != nil:
		return ""
	case e.f.Treat.Events == "" && e.f.Control.Events == "" && e.f.Treat.PersonYears == "" && e.f.Control.PersonYears == "":
		return notReported
	case e.f.Comparator == "":
		return b.armEvents(e.f.Treat)
	}
	return b.armEvents(e.f.Treat) + " vs " + b.armEvents(e.f.Control)
}

// armEvents prints "98/2911", "56/7606 (5879 PY)", "NR (82366 PY)".
func (b *builder) armEvents(a evidence.Arm) string {
	text := b.o.Style.number(cmp.Or(a.Events, notReported))
	if a.Events != "" && a.N != "" {
		text += "/" + b.o.Style.number(a.N)
	}
	if a.PersonYears != "" {
		text += " (" + b.o.Style.number(a.PersonYears) + " PY)"
	}
	return text
}

// estimateCell prints the number and marks what qualifies it.
func estimateCell(b *builder, e *entry) evidence.Cell {
	f := e.f
	if e.absence != nil {
		return b.markConflicts(b.absenceCell(e), e)
	}
	cell := evidence.Cell{Text: b.o.Style.estimate(e)}
	if control := b.controlFigure(e); control != "" {
		cell.Text += " vs " + control
		cell.Marks = b.marks.derived(cell.Marks, "The figure after \"vs\" is the comparator's, derived from its events and its patients or person-years as printed.")
	}
	mark := func(text string) { cell.Marks = b.marks.add(cell.Marks, text) }
	if f.Status == evidence.Suggested {
		mark("Suggested by the program from the text; no person has confirmed it.")
	}
	if !f.Usable {
		mark("Not counted: " + cmp.Or(f.WhyNot, "no reason given") + ".")
	}
	if len(e.rivals) > 0 {
		mark(b.conflictText(e))
	}
	cell = b.markConflicts(cell, e)
	if f.Margin != "" {
		mark(fmt.Sprintf("Non-inferiority margin of the trial: %s.", b.o.Style.number(f.Margin)))
	}
	if f.Source.Kind == "secondary" {
		mark("Read on a secondary page, not in the report itself or its record.")
	}
	if v := f.Source.Verified; v != "" && v != "yes" {
		mark("Comparison of the number with its source: " + v + ".")
	}
	if noEvents(f.Treat.Events) && noEvents(f.Control.Events) {
		mark("No event in either arm: a ratio is not estimable.")
	}
	for _, check := range f.Checks {
		if check.Severity == "impossible" || check.Severity == "suspicious" {
			cell.Marks = b.marks.doubtful(cell.Marks, fmt.Sprintf("Doubtful as printed (%s): %s", strings.Join(e.ids, ", "), check.Message))
		}
	}
	return cell
}

// controlFigure is the comparator's per cent or rate beside the drug's, with as
// many decimals as that is printed with; "" where the counts of the comparator are
// not printed.
func (b *builder) controlFigure(e *entry) string {
	events, ok := e.f.Control.Events.Float()
	if !ok || e.f.Comparator == "" || e.f.Estimate == "" {
		return ""
	}
	var of evidence.Printed
	var factor float64
	switch e.measure.Kind {
	case evidence.KindProportion:
		of, factor = e.f.Control.N, 100
	case evidence.KindRate:
		of, factor = e.f.Control.PersonYears, e.measure.PersonYears
	}
	total, ok := of.Float()
	if !ok || total <= 0 {
		return ""
	}
	_, fraction, _ := strings.Cut(string(e.f.Estimate), ".")
	return b.o.Style.number(evidence.Printed(strconv.FormatFloat(factor*events/total, 'f', len(fraction), 64)))
}

func noEvents(p evidence.Printed) bool {
	v, ok := p.Float()
	return ok && v == 0
}

// conflictText lists the numbers that answer one question differently; it is
// the same text for each of them.
func (b *builder) conflictText(e *entry) string {
	var texts []string
	for _, r := range append([]*entry{e}, e.rivals...) {
		text := b.o.Style.estimate(r)
		if ev := events(b, r); ev != notReported {
			text += ", " + ev
		}
		texts = append(texts, fmt.Sprintf("%s (%s)", text, strings.Join(r.cites(), ", ")))
	}
	slices.Sort(texts)
	return "Conflict: different numbers for the same comparison in the same patients: " + strings.Join(texts, "; ") + ". All are shown and none is preferred."
}

// absenceCell tells the ways of having no number apart.
func (b *builder) absenceCell(e *entry) evidence.Cell {
	texts := map[evidence.AbsenceKind][2]string{
		evidence.NotReported:    {notReported, "The report does not speak of this outcome."},
		evidence.LookedNotFound: {notReported + " (full text read)", "A person looked in the full text: not reported."},
		evidence.ZeroEvents:     {"0 events", "The report states that none occurred; no rate or ratio is derived from it."},
		evidence.BelowThreshold: {"below the reporting threshold", "The report lists only events above a frequency; this is neither 0 nor not reported."},
	}
	text, ok := texts[e.absence.Kind]
	if !ok {
		return evidence.Cell{Text: string(e.absence.Kind)}
	}
	return evidence.Cell{Text: text[0], Marks: b.marks.add(nil, text[1])}
}

// notesCell holds what qualifies a row and has no column of its own.
func notesCell(b *builder, e *entry) evidence.Cell {
	f := e.f
	var parts []string
	switch f.Adjusted {
	case "yes":
		parts = append(parts, "adjusted")
	case "no":
		parts = append(parts, "crude")
	}
	if f.AnalysisSet != "" {
		parts = append(parts, f.AnalysisSet)
	}
	if f.Margin != "" {
		parts = append(parts, "margin "+b.o.Style.number(f.Margin))
	}
	if f.DoseAgainstDose() {
		parts = append(parts, "dose against dose: no untreated control")
	}
	if !f.Usable && f.WhyNot != "" {
		parts = append(parts, "not counted: "+f.WhyNot)
	}
	if f.Note != "" && (b.o.Notes || noteNeeded(e)) {
		parts = append(parts, f.Note)
	}
	return evidence.Cell{Text: strings.Join(parts, "; ")}
}

// noteNeeded reports whether a row cannot be read without its note: a statement
// in words, a prognostic factor that is named there only, an absence, or a
// figure of one arm whose comparator's figure stands in the note.
func noteNeeded(e *entry) bool {
	f := e.f
	return e.absence != nil || e.measure.Kind == evidence.KindWords || f.Prognostic() ||
		f.Comparator != "" && !e.measure.Comparative && f.Control.Events == ""
}
