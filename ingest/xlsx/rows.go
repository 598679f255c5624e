package xlsx

import (
	"fmt"
	"iter"
	"strconv"
	"strings"
)

// The limits of a sheet.
const (
	maxRows    = 1_048_576
	maxColumns = 16_384
)

// Kind is what a cell holds.
type Kind int

// The kinds of a cell.
const (
	Empty Kind = iota
	Text
	Number
	Date
	Bool
	Error // #N/A, #VALUE! …
)

// Cell is one cell that is not empty.
type Cell struct {
	Column  int // from 1
	Kind    Kind
	Text    string // see the package comment
	Formula bool   // Text is what a formula gave when the file was saved

	decimals int // that the number format shows, -1 = it does not say
}

// Printed is the text of a cell as a person sees it where that loses nothing:
// 1.3 in the format 0.00 is "1.30", and 1.345 in it stays "1.345".
func (c Cell) Printed() string {
	if c.Kind != Number || c.decimals <= 0 || strings.ContainsAny(c.Text, "eE") {
		return c.Text
	}
	_, fraction, point := strings.Cut(c.Text, ".")
	if missing := c.decimals - len(fraction); missing > 0 {
		if !point {
			return c.Text + "." + strings.Repeat("0", missing)
		}
		return c.Text + strings.Repeat("0", missing)
	}
	return c.Text
}

// Row is one row. Cells are in order of their columns, empty ones left out; the
// slice is used again for the next row.
type Row struct {
	Number int // from 1
	Cells  []Cell
}

// Rows yields the rows of a sheet that have a cell. The text of a merged cell
// stands in each row that the cell spans. After an error nothing follows.
func (b *Book) Rows(s Sheet) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		if s.part == "" {
			return
		}
		merged, err := b.mergedDown(s.part)
		if err != nil {
			yield(Row{}, err)
			return
		}
		p, closePart, err := b.openPart(s.part)
		if err != nil {
			yield(Row{}, err)
			return
		}
		defer closePart()
		r := &rowReader{part: p, book: b, merged: merged}
		for {
			row, ok, err := r.row()
			if err != nil {
				yield(Row{}, fmt.Errorf("reading sheet %s below row %d: %w", s.Name, r.number, err))
				return
			}
			if !ok || !yield(row, nil) {
				return
			}
		}
	}
}

// rowReader walks through one sheet.
type rowReader struct {
	*part
	book   *Book
	number int // of the last row
	cells  []Cell
	merged []merge
}

// row reads the next row with a cell.
func (r *rowReader) row() (Row, bool, error) {
	for {
		t, err := r.next()
		if err != nil || t == done {
			return Row{}, false, err
		}
		if t == end && r.is("sheetData") {
			return Row{}, false, nil
		}
		if t != start || !r.is("row") {
			continue
		}
		if err := r.begin(); err != nil {
			return Row{}, false, err
		}
		if err := r.readCells(); err != nil {
			return Row{}, false, err
		}
		r.fillMerged()
		if len(r.cells) > 0 {
			return Row{r.number, r.cells}, true, nil
		}
	}
}

// begin takes the number of a row; without one it follows the last.
func (r *rowReader) begin() error {
	number := r.number + 1
	if given := r.attr("r"); given != "" {
		n, err := strconv.Atoi(given)
		if err != nil || n <= r.number {
			return fmt.Errorf("a row has the number %q", given)
		}
		number = n
	}
	if number > maxRows {
		return fmt.Errorf("a row has the number %d; a sheet has %d", number, maxRows)
	}
	r.number = number
	r.cells = r.cells[:0]
	return nil
}

func (r *rowReader) readCells() error {
	column := 0
	for {
		t, err := r.next()
		switch {
		case err != nil:
			return err
		case t == end && r.is("row"):
			return nil
		case t != start || !r.is("c"):
			continue
		}
		column++
		if ref := r.attr("r"); ref != "" {
			given, _, ok := parseAddress(ref)
			if !ok || given < column {
				return fmt.Errorf("a cell has the address %q", ref)
			}
			column = given
		}
		if column > maxColumns {
			return fmt.Errorf("a cell in column %d; a sheet has %d", column, maxColumns)
		}
		c, err := r.cell()
		if err != nil {
			return err
		}
		if c.Kind != Empty {
			c.Column = column
			r.cells = append(r.cells, c)
		}
	}
}

// cell reads the value of the cell that started.
func (r *rowReader) cell() (Cell, error) {
	kind, style := r.attr("t"), 0
	if s := r.attr("s"); s != "" {
		style, _ = strconv.Atoi(s)
	}
	depth := len(r.open)
	value, inline, formula := "", false, false
	for {
		t, err := r.next()
		switch {
		case err != nil:
			return Cell{}, err
		case t == end && len(r.open) < depth:
			c, err := r.value(kind, value, inline, style)
			c.Formula = formula
			return c, err
		case t != start:
			continue
		}
		switch string(r.scan.name) {
		case "v":
			value, err = r.content()
		case "is":
			inline = true
			value, err = r.richText()
		case "f":
			formula = true
			_, err = r.content()
		}
		if err != nil {
			return Cell{}, err
		}
	}
}

// value turns what is stored into what the cell says (ECMA-376 part 1,
// 18.18.11, ST_CellType).
func (r *rowReader) value(kind, value string, inline bool, style int) (Cell, error) {
	switch {
	case inline:
		return textCell(value), nil
	case kind == "s":
		if value == "" {
			return Cell{}, nil
		}
		n, err := strconv.Atoi(strings.TrimSpace(value))
		if err != nil || n < 0 || n >= len(r.book.strings) {
			return Cell{}, fmt.Errorf("a cell refers to the text %q of %d", value, len(r.book.strings))
		}
		return textCell(r.book.strings[n]), nil
	case kind == "str", kind == "inlineStr":
		return textCell(unescape(value)), nil
	}
	value = strings.TrimSpace(value)
	switch {
	case value == "":
		return Cell{}, nil
	case kind == "b" && isTrue(value):
		return Cell{Kind: Bool, Text: "TRUE"}, nil
	case kind == "b":
		return Cell{Kind: Bool, Text: "FALSE"}, nil
	case kind == "e":
		return Cell{Kind: Error, Text: value}, nil
	case kind == "d":
		return Cell{Kind: Date, Text: value}, nil
	}
	return r.book.number(value, style), nil
}

func textCell(s string) Cell {
	if s == "" {
		return Cell{}
	}
	return Cell{Kind: Text, Text: s}
}

// parseAddress reads "H17" or "$H$17".
func parseAddress(s string) (column, row int, ok bool) {
	i := 0
	for ; i < len(s); i++ {
		c := s[i]
		if c == '$' {
			continue
		}
		if c |= 0x20; c < 'a' || c > 'z' {
			break
		}
		if column = column*26 + int(c-'a'+1); column > maxColumns {
			return 0, 0, false
		}
	}
	row, err := strconv.Atoi(strings.TrimPrefix(s[i:], "$"))
	return column, row, err == nil && column > 0 && row > 0 && row <= maxRows
}
