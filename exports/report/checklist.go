package report

import (
	"bytes"
	"embed"
	"encoding/csv"
	"fmt"
	"slices"
	"strings"

	"dossier/evidence"
)

// The items of PRISMA 2020 (Page 2021, 10.1136/bmj.n71) and of its extension for
// harms (Zorzela 2016, 10.1136/bmj.i157), in our own words, each with the parts
// of a folder that meet it.
//
//go:embed checklists/*.csv
var checklistFiles embed.FS

// checklistItem is one line of a checklist.
type checklistItem struct{ Number, Section, Topic, Where string }

// checklists writes both checklists with where each item is met; what no file
// of the folder can meet is left to the authors.
func (z *Freeze) checklists(add func(string, []byte)) error {
	for _, name := range []string{"prisma-2020", "prisma-harms"} {
		items, err := z.checklist(name)
		if err != nil {
			return err
		}
		var out bytes.Buffer
		w := csv.NewWriter(&out)
		_ = w.Write([]string{"item", "section", "topic", "where"})
		for _, i := range items {
			_ = w.Write([]string{i.Number, i.Section, i.Topic, i.Where})
		}
		w.Flush()
		add("checklists/"+name+".csv", out.Bytes())
		out = bytes.Buffer{}
		fmt.Fprintf(&out, "# %s\n\n| Item | Section | Topic | Where it is met |\n| --- | --- | --- | --- |\n", checklistTitle(name))
		for _, i := range items {
			where := i.Where
			if where == "" {
				where = "*to be filled in*"
			}
			fmt.Fprintf(&out, "| %s | %s | %s | %s |\n", i.Number, i.Section, i.Topic, where)
		}
		add("checklists/"+name+".md", bytes.Clone(out.Bytes()))
	}
	return nil
}

func checklistTitle(name string) string {
	if name == "prisma-harms" {
		return "PRISMA harms checklist (Zorzela 2016, doi:10.1136/bmj.i157)"
	}
	return "PRISMA 2020 checklist (Page 2021, doi:10.1136/bmj.n71)"
}

func (z *Freeze) checklist(name string) ([]checklistItem, error) {
	data, err := checklistFiles.ReadFile("checklists/" + name + ".csv")
	if err != nil {
		return nil, err
	}
	rows, err := csv.NewReader(bytes.NewReader(data)).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("checklist %s: %w", name, err)
	}
	parts := z.parts()
	var items []checklistItem
	for _, r := range rows[1:] {
		var where []string
		for _, part := range strings.Fields(r[3]) {
			if place := parts[part]; place != "" {
				where = append(where, place)
			}
		}
		items = append(items, checklistItem{r[0], r[1], r[2], strings.Join(where, "; ")})
	}
	return items, nil
}

// parts names the places in this folder by what they hold; what it does not
// hold has no place.
func (z *Freeze) parts() map[string]string {
	parts := map[string]string{"data": TablesName + ", " + ManifestName + ", references.bib", "bibliography": "references.bib"}
	for _, f := range z.Figures {
		kind, _, _ := strings.Cut(f.Name, "-")
		if parts[kind] != "" {
			parts[kind] = "figures/" + kind + "-*"
			continue
		}
		parts[kind] = "figures/" + SafeName(f.Name) + ".svg"
	}
	if len(z.Tables) > 0 {
		parts["tables"] = "tables/tables.docx"
		parts["findings"] = "report.html, “Numbers”: source, quote and person of each"
	}
	if z.Characteristics != nil {
		parts["characteristics"] = "tables/" + tableName(z.Characteristics) + ".csv"
	}
	if len(z.Searches) > 0 {
		parts["searches"] = "searches.csv"
	}
	if z.Excluded > 0 {
		parts["excluded"] = "figures/prisma.svg (counts by reason)"
	}
	z.partsOfRows(parts)
	return parts
}

// partsOfRows looks for what only some tables say.
func (z *Freeze) partsOfRows(parts map[string]string) {
	for _, t := range z.Tables {
		for i := range t.Rows {
			row := &t.Rows[i]
			if row.Body != nil && row.Body.Certainty != "" {
				parts["certainty"] = "tables/tables.docx, column certainty"
			}
			if row.Body != nil && slices.ContainsFunc(row.Body.Pooled, func(p evidence.Pooled) bool { return p.Estimate != "" }) {
				parts["pooled"] = "tables/tables.docx, rows of comparisons, with the method in a footnote"
			}
			f := row.Facts
			if f == nil {
				continue
			}
			if f.Definition != "" {
				parts["definitions"] = "tables/tables.docx, footnotes on definitions"
			}
			if f.Window != "" {
				parts["follow-up"] = "tables/tables.docx, column follow-up"
			}
			if f.Absence != "" {
				parts["absences"] = "tables/tables.docx, rows “not reported”"
			}
			if f.Absence == evidence.ZeroEvents || f.Treat.Events == "0" || f.Control.Events == "0" {
				parts["zero"] = "tables/tables.docx, footnotes on zero events"
			}
		}
	}
}
