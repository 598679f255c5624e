package table

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"dossier/evidence"
)

// wideMap has twelve outcomes with long and short names.
func wideMap() *evidence.Summary {
	s := &evidence.Summary{Kind: "map", Title: "Evidence map", Columns: []evidence.Column{{ID: "drug", Label: "Drug"}}}
	for _, label := range []string{"Death", "MACE", "VTE", "Malignancy", "Serious infection", "Infection", "Herpes zoster", "Gastrointestinal perforation", "Dyslipidaemia",
		"Creatine phosphokinase increased", "Cytopenia", "Acne"} {
		s.Columns = append(s.Columns, evidence.Column{ID: strings.ToLower(label), Label: label, Right: true})
	}
	for d, drug := range []string{"Tofacitinib", "Tumour necrosis factor inhibitors (class)", "Upadacitinib"} {
		row := evidence.Row{Kind: evidence.RowStudy, Cells: []evidence.Cell{{Text: drug}}}
		for o := range s.Columns[1:] {
			cell := evidence.MapCell{Drug: drug, Outcome: s.Columns[1+o].ID}
			text := ""
			switch (d*5 + o) % 4 {
			case 0:
				cell.Empty, text = evidence.EmptyNoneFound, "none found"
			case 1:
				cell.Empty, text = evidence.EmptyNotReported, "not reported"
			case 2:
				cell.Empty, text = evidence.EmptyNotSearched, "not searched"
			default:
				cell.Studies, cell.Findings = d+1, 10*o+d
				text = fmt.Sprintf("%d (%d)", cell.Studies, cell.Findings)
			}
			s.Cells = append(s.Cells, cell)
			row.Cells = append(row.Cells, evidence.Cell{Text: text})
		}
		s.Rows = append(s.Rows, row)
	}
	return s
}

func TestMatrix(t *testing.T) {
	s := wideMap()
	short := strings.NewReplacer("none found", "–", "not reported", "NR", "not searched", "·")
	var want [][]string
	for _, r := range s.Rows {
		var row []string
		for _, c := range r.Cells[1:] {
			row = append(row, short.Replace(c.Text))
		}
		want = append(want, row)
	}
	apart := regexp.MustCompile(`(\d+ \(\d+\)|–|NR|·)`)
	for _, width := range []int{200, 100, 80, 60, 40} {
		t.Run(fmt.Sprint(width), func(t *testing.T) {
			var out bytes.Buffer
			if err := Write(&out, "text", []*evidence.Summary{s}, Options{Width: width}); err != nil {
				t.Fatal(err)
			}
			w := new(textWriter)
			got := make([][]string, len(s.Rows))
			text, legend, found := strings.Cut(out.String(), "Empty cells: ")
			if !found || strings.Join(strings.Fields(legend), " ") != "– none found; NR not reported; · not searched." {
				t.Errorf("legend %q", legend)
			}
			for line := range strings.Lines(out.String()) {
				if size := w.size(strings.TrimRight(line, "\n")); size > width {
					t.Errorf("%d cells in %q", size, line)
				}
			}
			for line := range strings.Lines(text) {
				for d, r := range s.Rows {
					if strings.HasPrefix(line, strings.Fields(r.Cells[0].Text)[0]) {
						got[d] = append(got[d], apart.FindAllString(line, -1)...)
					}
				}
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("cells (-want +got):\n%s\n%s", diff, out.String())
			}
			for _, c := range s.Columns[1:] {
				if first := strings.Fields(c.Label)[0]; !strings.Contains(text, first) {
					t.Errorf("no heading %q in\n%s", first, text)
				}
			}
		})
	}
}
