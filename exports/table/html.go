package table

import (
	"bufio"
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"sync"

	"dossier/evidence"
	"dossier/exports/page"
)

//go:embed page.html
var pageText string

//go:embed page.css
var pageStyle string

// pageTemplate is parsed on first use.
var pageTemplate = sync.OnceValue(func() *template.Template {
	return page.Parse(pageText)
})

// The values that page.html prints.
type (
	htmlPage struct {
		page.Frame
		Tables     []htmlTable
		References []page.Reference
	}
	htmlTable struct {
		ID        string
		Title     string
		Span      int
		Columns   []evidence.Column
		Rows      []htmlRow
		Footnotes []page.Note
		Notes     []string
	}
	htmlRow struct {
		Kind    string
		Level   int
		Heading string
		Cells   []htmlCell
	}
	htmlCell struct {
		Origin string // where the number was read, shown beside the pointer
		First  bool
		Right  bool
		Text   string
		Cites  []string
		Marks  []page.Note
	}
)

// writeHTML writes one page without a script; it can be printed.
func writeHTML(w io.Writer, tables []*evidence.Summary, o Options) error {
	title := o.Title
	if title == "" && len(tables) > 0 {
		title = tables[0].Title
	}
	content := htmlPage{Frame: page.NewFrame(title, pageStyle, ""), References: PageReferences(tables)}
	for i, t := range tables {
		content.Tables = append(content.Tables, htmlTableOf(fmt.Sprintf("t%d", i+1), t))
	}
	out := bufio.NewWriter(w)
	if err := pageTemplate().Execute(out, content); err != nil {
		return err
	}
	return out.Flush()
}

// PageReferences are the works that the tables cite, by key, for a page.
func PageReferences(tables []*evidence.Summary) []page.Reference {
	var list []page.Reference
	for _, r := range references(tables) {
		ref := page.Reference{Key: r.Key, Text: reference(r), DOI: string(r.DOI)}
		if r.DOI != "" {
			ref.URL = "https://doi.org/" + escapeDOI(string(r.DOI))
		}
		list = append(list, ref)
	}
	return list
}

func htmlTableOf(id string, t *evidence.Summary) htmlTable {
	table := htmlTable{ID: id, Title: t.Title, Span: len(t.Columns), Columns: t.Columns, Notes: t.Notes, Footnotes: page.Footnotes(id, t.Footnotes)}
	for _, r := range t.Rows {
		row := htmlRow{Kind: string(r.Kind), Level: r.Level}
		if !isContent(r) {
			row.Heading = r.Heading
		}
		for i, c := range r.Cells {
			cell := htmlCell{First: i == 0, Right: t.Columns[i].Right, Text: c.Text, Cites: c.Cites, Marks: page.Marks(id, c.Marks)}
			if t.Columns[i].ID == "estimate" && r.Facts != nil {
				cell.Origin = origin(r.Facts)
			}
			row.Cells = append(row.Cells, cell)
		}
		table.Rows = append(table.Rows, row)
	}
	return table
}
