package table

import (
	"bufio"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"io"
	"strings"
	"sync"

	"dossier/evidence"
)

//go:embed page.html
var pageText string

//go:embed page.css
var pageStyle string

// pageTemplate is parsed on first use.
var pageTemplate = sync.OnceValue(func() *template.Template {
	return template.Must(template.New("page").Parse(pageText))
})

// The values that page.html prints.
type (
	htmlPage struct {
		Title      string
		Policy     string
		Style      template.CSS
		Tables     []htmlTable
		References []htmlReference
	}
	htmlTable struct {
		ID        string
		Title     string
		Span      int
		Columns   []evidence.Column
		Rows      []htmlRow
		Footnotes []htmlNote
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
		Marks  []htmlNote
	}
	htmlNote struct{ ID, Mark, Text string }

	htmlReference struct{ Key, Text, DOI, URL string }
)

// writeHTML writes one page that needs nothing else: no script, no request, its
// style inside and allowed by its hash; it can be printed.
func writeHTML(w io.Writer, tables []*evidence.Summary, o Options) error {
	sum := sha256.Sum256([]byte(pageStyle))
	page := htmlPage{
		Title:  o.Title,
		Style:  template.CSS(pageStyle),
		Policy: "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'; base-uri 'none'; form-action 'none'",
	}
	if page.Title == "" && len(tables) > 0 {
		page.Title = tables[0].Title
	}
	for i, t := range tables {
		page.Tables = append(page.Tables, htmlTableOf(fmt.Sprintf("t%d", i+1), t))
	}
	for _, r := range references(tables) {
		ref := htmlReference{Key: r.Key, Text: reference(r), DOI: string(r.DOI)}
		if r.DOI != "" {
			ref.URL = "https://doi.org/" + escapeDOI(string(r.DOI))
		}
		page.References = append(page.References, ref)
	}
	out := bufio.NewWriter(w)
	if err := pageTemplate().Execute(out, page); err != nil {
		return err
	}
	return out.Flush()
}

func htmlTableOf(id string, t *evidence.Summary) htmlTable {
	table := htmlTable{ID: id, Title: t.Title, Span: len(t.Columns), Columns: t.Columns, Notes: t.Notes}
	for _, f := range t.Footnotes {
		table.Footnotes = append(table.Footnotes, htmlNote{noteID(id, f.Mark), f.Mark, f.Text})
	}
	for _, r := range t.Rows {
		row := htmlRow{Kind: string(r.Kind), Level: r.Level}
		if !isContent(r) {
			row.Heading = r.Heading
		}
		for i, c := range r.Cells {
			cell := htmlCell{First: i == 0, Right: t.Columns[i].Right, Text: c.Text, Cites: c.Cites}
			if t.Columns[i].ID == "estimate" && r.Facts != nil {
				cell.Origin = origin(r.Facts)
			}
			for _, m := range c.Marks {
				cell.Marks = append(cell.Marks, htmlNote{ID: noteID(id, m), Mark: m})
			}
			row.Cells = append(row.Cells, cell)
		}
		table.Rows = append(table.Rows, row)
	}
	return table
}

// noteID is the anchor of a footnote.
func noteID(table, mark string) string {
	return table + "-note-" + strings.NewReplacer("†", "derived", "‡", "doubtful").Replace(mark)
}
