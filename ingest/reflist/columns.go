package reflist

import "strings"

// minColumnLines is how many lines must show the same gutter before a text is
// taken for two columns; tables and stray spaces have fewer.
const minColumnLines = 6

// maxColumn is how far to the right a gutter is looked for, in characters.
const maxColumn = 300

// uncolumn puts the left column of a two-column paste before the right one.
// Columns are known by a gutter, three or more spaces at the same place, in
// most lines of a run that blank lines and form feeds end.
func uncolumn(lines []line) []line {
	var out []line
	for start := 0; start < len(lines); {
		end := start + 1
		for end < len(lines) && !lines[end].page {
			end++
		}
		out = append(out, uncolumnPage(lines[start:end])...)
		start = end
	}
	return out
}

func uncolumnPage(page []line) []line {
	at, ok := gutterColumn(page)
	if !ok {
		return page
	}
	var left, right []line
	for _, l := range page {
		a, b, cut := cutColumns(l, at)
		if cut {
			right = append(right, b)
		}
		left = append(left, a)
	}
	return append(left, right...)
}

// gutterColumn finds the column (in characters) at which the right column
// begins: the end of the widest band of spaces that goes down the page through
// all lines that are long enough to reach it.
func gutterColumn(page []line) (int, bool) {
	crossed, free, full := map[int]int{}, map[int]int{}, 0
	for _, l := range page {
		if l.blank {
			continue
		}
		full++
		raw := untabbed(l.raw)
		begun := false
		for at := 2; at < min(len(raw), maxColumn); at++ {
			begun = begun || raw[at-2] != ' '
			switch {
			case !begun:
			case raw[at-1] == ' ' && raw[at-2] == ' ':
				free[at]++
			default:
				crossed[at]++
			}
		}
	}
	best := 0
	for at, n := range free {
		if n >= minColumnLines && n*2 >= full && crossed[at]*8 <= n && (best == 0 || n > free[best] || n == free[best] && at > best) {
			best = at
		}
	}
	return best, best >= 20
}

func untabbed(raw string) []rune {
	return []rune(strings.ReplaceAll(raw, "\t", "        "))
}

// cutColumns separates a line at the gutter when white space really stands
// there; a heading across both columns stays whole, and so does a line of one
// column.
func cutColumns(l line, at int) (left, right line, cut bool) {
	raw := untabbed(l.raw)
	if at >= len(raw) || raw[at-1] != ' ' || raw[at-2] != ' ' {
		return l, l, false
	}
	left, right = l, l
	left.raw, right.raw = string(raw[:at]), string(raw[at:])
	left.text, left.indent = visible(left.raw)
	right.text, right.indent = visible(right.raw)
	left.blank, right.blank = left.text == "", right.text == ""
	return left, right, true
}
