package table

import (
	"strings"
	"unicode/utf8"

	"dossier/evidence"
)

// wideTable tells from how many columns on a page is set in landscape.
const wideTable = 7

// shares divides the width of a page among the columns: each gets what its
// longest word and its usual length ask for. The shares sum to 1.
func shares(t *evidence.Summary) []float64 {
	const most = 48 // characters that count of one cell
	weight := make([]float64, len(t.Columns))
	count := make([]int, len(t.Columns))
	total := 0.0
	for i, c := range t.Columns {
		weight[i] = float64(longestWord(c.Label))
	}
	sum := make([]int, len(t.Columns))
	for _, r := range t.Rows {
		if !isContent(r) {
			continue
		}
		for i, c := range r.Cells {
			if c.Text == "" {
				continue
			}
			sum[i] += min(utf8.RuneCountInString(c.Text), most)
			count[i]++
			weight[i] = max(weight[i], float64(min(longestWord(c.Text), 20)))
		}
	}
	for i := range weight {
		if count[i] > 0 {
			weight[i] = max(weight[i], float64(sum[i])/float64(count[i])*0.6) + 2
		}
		total += weight[i]
	}
	for i := range weight {
		weight[i] /= total
	}
	return weight
}

func longestWord(s string) int {
	longest := 0
	for w := range strings.FieldsSeq(s) {
		longest = max(longest, utf8.RuneCountInString(w))
	}
	return longest
}
