package report

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"fmt"
	"html/template"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"

	"dossier/evidence"
	"dossier/exports/page"
	"dossier/exports/table"
)

//go:embed page.html
var pageText string

//go:embed page.css
var pageStyle string

//go:embed page.js
var pageScript string

// pageTemplate is parsed on first use.
var pageTemplate = sync.OnceValue(func() *template.Template {
	return page.Parse(pageText)
})

// The values that page.html prints.
type (
	pageData struct {
		page.Frame
		Manifest   Manifest
		Made       string
		Map        *pageMap
		Drugs      []pageChoice
		Outcomes   []pageChoice
		Numbers    []pageNumber
		Tables     []page.Table
		Figures    []pageFigure
		Checklists []pageChecklist
		References []page.Reference
	}
	pageChoice struct{ ID, Label string }
	pageMap    struct {
		Outcomes []evidence.Column
		Rows     []pageMapRow
		Notes    []string
	}
	pageMapRow struct {
		Drug  string
		Cells []pageMapCell
	}
	pageMapCell struct {
		Drug, Outcome string // ids
		Label         string // for those who do not see the grid
		Text          string
		Studies       int
		Empty         string
	}
	// pageNumber is one finding of the flat table.
	pageNumber struct {
		Drug, Outcomes                                             string // ids, for the filter
		DrugName, Outcome, Comparator, Study, Key, Design, Subject string
		Measure                                                    string
		Number                                                     page.Number
		N, P, Status, Notice                                       string
	}
	pageFigure struct {
		Name, Title string
		SVG         template.HTML
	}
	pageChecklist struct {
		Title string
		Items []checklistItem
	}
)

// page makes report.html: one page that asks nothing of anybody. Its policy
// forbids every request and allows its own style and script by their hashes.
func (z *Freeze) page() ([]byte, error) {
	d := pageData{Frame: page.NewFrame(z.Title, pageStyle, pageScript), Manifest: z.Manifest, Made: z.Manifest.Created.Format("2 January 2006")}
	d.Map = z.pageMap()
	d.Numbers = z.numbers()
	d.Drugs, d.Outcomes = z.choices()
	for i, t := range z.Tables {
		d.Tables = append(d.Tables, z.pageTable(fmt.Sprintf("t%d", i+1), t))
	}
	if z.Characteristics != nil {
		d.Tables = append(d.Tables, z.pageTable("characteristics", z.Characteristics))
	}
	for _, f := range z.Figures {
		var b bytes.Buffer
		if err := f.Figure.Write(&b, "svg"); err != nil {
			return nil, err
		}
		// Our own writer escaped every name in it.
		d.Figures = append(d.Figures, pageFigure{"figure-" + SafeName(f.Name), f.Figure.Title, template.HTML(b.String())})
	}
	for _, name := range []string{"prisma-2020", "prisma-harms"} {
		items, err := z.checklist(name)
		if err != nil {
			return nil, err
		}
		d.Checklists = append(d.Checklists, pageChecklist{checklistTitle(name), items})
	}
	d.References = table.PageReferences(z.allTables())
	var b bytes.Buffer
	if err := pageTemplate().Execute(&b, d); err != nil {
		return nil, err
	}
	return []byte(table.Visible(b.String())), nil
}

func hashed(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// vocabulary is never nil.
func (z *Freeze) vocabulary() *evidence.Vocabulary {
	if z.Vocabulary == nil {
		return evidence.DefaultVocabulary()
	}
	return z.Vocabulary
}

// outcomeIDs are the ids under which a row is found: its outcome and
// sub-outcome and everything above them.
func (z *Freeze) outcomeIDs(f *evidence.Facts) string {
	v := z.vocabulary()
	ids := []string{f.Outcome}
	ids = append(ids, v.Ancestors(f.Outcome)...)
	if f.SubOutcome != "" {
		ids = append(append(ids, f.SubOutcome), v.Ancestors(f.SubOutcome)...)
	}
	slices.Sort(ids)
	return strings.Join(slices.Compact(ids), " ")
}

func (z *Freeze) pageMap() *pageMap {
	if z.Map == nil || len(z.Map.Columns) < 2 || len(z.Map.Cells) == 0 {
		return nil
	}
	t := z.Map
	m := &pageMap{Outcomes: t.Columns[1:], Notes: t.Notes}
	n := len(m.Outcomes)
	for i := range t.Rows {
		row := pageMapRow{Drug: t.Rows[i].Cells[0].Text}
		for j := range n {
			if i*n+j >= len(t.Cells) {
				break
			}
			c := t.Cells[i*n+j]
			cell := pageMapCell{Drug: c.Drug, Outcome: c.Outcome, Studies: c.Studies, Empty: string(c.Empty), Text: t.Rows[i].Cells[j+1].Text}
			cell.Label = fmt.Sprintf("%s, %s: %s, %s", row.Drug, m.Outcomes[j].Label, count(c.Studies, "study", "studies"), count(c.Findings, "finding", "findings"))
			row.Cells = append(row.Cells, cell)
		}
		m.Rows = append(m.Rows, row)
	}
	return m
}

func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}

// numbers lists every finding of the tables once, in their order.
func (z *Freeze) numbers() []pageNumber {
	var out []pageNumber
	seen := map[string]bool{}
	v := z.vocabulary()
	for _, t := range z.Tables {
		for i := range t.Rows {
			f := t.Rows[i].Facts
			if f == nil || len(f.Findings) == 0 || seen[strings.Join(f.Findings, "+")] {
				continue
			}
			seen[strings.Join(f.Findings, "+")] = true
			n := pageNumber{Drug: f.Drug, Outcomes: z.outcomeIDs(f), DrugName: v.DrugLabel(f.Drug), Outcome: outcomeName(v, f), Comparator: comparatorName(v, f.Comparator),
				Study: f.Study, Design: f.Design, Subject: f.Population, Measure: f.Measure, N: f.N, P: string(f.P), Status: string(f.Status),
				Notice: noticeOf(f.Notices), Number: estimate(fmt.Sprintf("n%d", len(out)+1), f, printed(t, &t.Rows[i]))}
			if m, ok := evidence.MeasureOf(f.Measure); ok {
				n.Measure = m.Label()
			}
			if len(f.Keys) > 0 {
				n.Key = f.Keys[0]
			}
			out = append(out, n)
		}
	}
	return out
}

func outcomeName(v *evidence.Vocabulary, f *evidence.Facts) string {
	if f.SubOutcome == "" {
		return v.OutcomeLabel(f.Outcome)
	}
	return v.OutcomeLabel(f.Outcome) + ": " + v.OutcomeLabel(f.SubOutcome)
}

func comparatorName(v *evidence.Vocabulary, id string) string {
	if id == "" {
		return "none (one arm)"
	}
	return v.DrugLabel(id)
}

// printed is the estimate as the table prints it.
func printed(t *evidence.Summary, row *evidence.Row) string {
	for i, c := range t.Columns {
		if c.ID == "estimate" && i < len(row.Cells) {
			return row.Cells[i].Text
		}
	}
	return string(row.Facts.Estimate)
}

// estimate is a number with all that is known of its source.
func estimate(id string, f *evidence.Facts, text string) page.Number {
	e := page.Number{ID: id, Text: text, Quote: f.Source.Quote.Text}
	if v, ok := f.Estimate.Float(); ok {
		e.Sort = strconv.FormatFloat(v, 'g', -1, 64)
	}
	add := func(label, value string) {
		if value != "" {
			e.Source = append(e.Source, label+value)
		}
	}
	add("", f.Study)
	add("page ", f.Source.Page)
	add("table ", f.Source.Table)
	add("read in: ", f.Source.Kind)
	add("verified: ", f.Source.Verified)
	add("status: ", string(f.Status))
	add("by ", f.By)
	add("finding ", strings.Join(f.Findings, ", "))
	e.URL = webAddress(f.Source.URL)
	if e.URL == "" && f.DOI != "" {
		e.URL = doiAddress(f.DOI)
	}
	return e
}

// webAddress passes http and https only; html/template would refuse others with
// a message in the page.
func webAddress(s string) string {
	u, err := url.Parse(strings.TrimSpace(s))
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return ""
	}
	return u.String()
}

func doiAddress(d evidence.DOI) string {
	return (&url.URL{Scheme: "https", Host: "doi.org", Path: "/" + string(d)}).String()
}

func noticeOf(list []evidence.Notice) string {
	for _, n := range list {
		switch n.Kind {
		case evidence.NoticeRetraction, evidence.NoticeWithdrawal, evidence.NoticeReplaced:
			return "retracted"
		case evidence.NoticeConcern:
			return "expression of concern"
		case evidence.NoticePossible:
			return "possibly retracted"
		}
	}
	return ""
}

// choices are the drugs of the numbers and the outcomes of the map, else of the
// numbers.
func (z *Freeze) choices() (drugs, outcomes []pageChoice) {
	v := z.vocabulary()
	seen := map[string]bool{}
	for _, t := range z.Tables {
		for i := range t.Rows {
			f := t.Rows[i].Facts
			if f == nil {
				continue
			}
			if !seen["d"+f.Drug] {
				seen["d"+f.Drug] = true
				drugs = append(drugs, pageChoice{f.Drug, v.DrugLabel(f.Drug)})
			}
			main := f.Outcome
			if up := v.Ancestors(main); len(up) > 0 {
				main = up[len(up)-1]
			}
			if !seen["o"+main] {
				seen["o"+main] = true
				outcomes = append(outcomes, pageChoice{main, v.OutcomeLabel(main)})
			}
		}
	}
	byLabel := func(a, b pageChoice) int { return strings.Compare(strings.ToLower(a.Label), strings.ToLower(b.Label)) }
	slices.SortFunc(drugs, byLabel)
	slices.SortFunc(outcomes, byLabel)
	return drugs, outcomes
}

func (z *Freeze) pageTable(id string, t *evidence.Summary) page.Table {
	table := page.NewTable(id, t)
	table.Sortable = true
	for i := range t.Rows {
		r, row := &t.Rows[i], &table.Rows[i]
		if r.Facts == nil {
			continue
		}
		row.Drug, row.Outcomes = r.Facts.Drug, z.outcomeIDs(r.Facts)
		for j, c := range r.Cells {
			if t.Columns[j].ID == "estimate" && len(r.Facts.Findings) > 0 {
				e := estimate(fmt.Sprintf("%s-%d", id, i), r.Facts, c.Text)
				row.Cells[j].Number = &e
			}
		}
	}
	return table
}
