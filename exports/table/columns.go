package table

import (
	"strings"
	"unicode/utf8"

	"dossier/evidence"
)

// wideTable tells from how many columns on a page is set in landscape.
const wideTable = 7

// pageWidth is how many characters of the tables' small type stand beside one
// another on a page set in landscape, and on one that is not.
const (
	pageWidth     = 150
	pageWidthTall = 95
)

// shares divides the width of a page among the columns, so that the longest word
// of each fits as far as the page allows, and what is left goes where the cells
// are usually long. The shares sum to 1.
func shares(t *evidence.Summary) []float64 {
	const (
		most    = 48 // characters that count of one cell
		margins = 2  // of a cell, in characters
	)
	least := make([]float64, len(t.Columns)) // for the longest word
	usual := make([]float64, len(t.Columns))
	for i, c := range t.Columns {
		sum, count := 0, 0
		word := longestWord(c.Label)
		for _, r := range t.Rows {
			if !isContent(r) || i >= len(r.Cells) || r.Cells[i].Text == "" {
				continue
			}
			text := r.Cells[i].Text
			sum += min(utf8.RuneCountInString(text), most)
			count++
			word = max(word, min(longestWord(text), 20))
		}
		least[i] = float64(word + margins)
		usual[i] = least[i]
		if count > 0 {
			usual[i] = max(least[i], float64(sum)/float64(count)*0.6+margins)
		}
	}
	total := float64(pageWidthTall)
	if len(t.Columns) >= wideTable {
		total = pageWidth
	}
	spare := max(0, total-sumOf(least))
	if extra := sumOf(usual) - sumOf(least); extra > 0 {
		for i := range least {
			least[i] += spare * (usual[i] - least[i]) / extra
		}
	}
	whole := sumOf(least)
	for i := range least {
		least[i] /= whole
	}
	return least
}

func sumOf(list []float64) float64 {
	sum := 0.0
	for _, v := range list {
		sum += v
	}
	return sum
}

func longestWord(s string) int {
	longest := 0
	for w := range strings.FieldsSeq(s) {
		longest = max(longest, utf8.RuneCountInString(w))
	}
	return longest
}
