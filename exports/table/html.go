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

// htmlPage is what page.html prints.
type htmlPage struct {
	page.Frame
	Tables     []page.Table
	References []page.Reference
}

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

func htmlTableOf(id string, t *evidence.Summary) page.Table {
	table := page.NewTable(id, t)
	for i, r := range t.Rows {
		for j := range r.Cells {
			if t.Columns[j].ID == "estimate" && r.Facts != nil {
				table.Rows[i].Cells[j].Origin = origin(r.Facts)
			}
		}
	}
	return table
}
