// Package xlsx writes Excel workbooks (Office Open XML): sheets of text and
// numbers with styles, column widths, a frozen header, filters, protection,
// validation of what is typed, hidden columns and sheets, and defined names.
//
// Cells come in row by row; the same cells give the same bytes. Start with New,
// add sheets with Book.Sheet and rows with Sheet.Row, end with Book.Write. A
// text is always stored as a text: nothing that comes in can become a formula.
// What a workbook cannot hold (a text of more than 32,767 characters, a row
// beyond 1,048,576) is an error that names the cell and never a silent cut.
//
// It draws nothing, computes nothing and changes no workbook that exists. The
// format is ECMA-376, part 1, chapter 18.
package xlsx

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// The limits of a sheet.
const (
	MaxRows    = 1_048_576
	MaxColumns = 16_384
	MaxText    = 32_767 // of a cell, in UTF-16 units
)

// Book is a workbook in the making.
type Book struct {
	sheets  []*Sheet
	names   []definedName
	styles  styles
	strings map[string]int // shared string → its number
	texts   []string       // shared strings in order
	uses    int            // of shared strings
}

type definedName struct{ name, refersTo string }

// New begins an empty workbook.
func New() *Book {
	return &Book{strings: map[string]int{}}
}

// Visibility of a sheet.
type Visibility string

// The visibilities. A person can bring a Hidden sheet back from the menu, a
// VeryHidden one only through a program.
const (
	Visible    Visibility = ""
	Hidden     Visibility = "hidden"
	VeryHidden Visibility = "veryHidden"
)

// Sheet is one sheet. Its fields may be set until the workbook is written.
type Sheet struct {
	Columns       []Column // from A on
	FreezeRows    int      // rows that stay when one scrolls
	FreezeColumns int
	Filter        string // range of the drop-down filters with its header, "A1:F20"; empty = none
	Protected     bool   // only unlocked cells may be changed; there is no password
	Visibility    Visibility
	Validations   []Validation

	book  *Book
	name  string
	rows  []byte // XML of the rows
	row   int    // last row
	width int    // most cells of a row
}

// Column is the look of one column.
type Column struct {
	Width  float64 // in characters; 0 = as usual
	Hidden bool
	Style  Style // of the cells that were not written
}

// Cell is one cell: a text, a number, or nothing. The zero Cell is not written
// and shows the style of its column.
type Cell struct {
	text   string
	number bool
	style  StyleID
	given  bool
}

// Text is a cell of text, whatever it looks like.
func Text(s string, style StyleID) Cell { return Cell{text: s, style: style, given: true} }

// Number is a cell of a number that is written as a decimal: "1.30", "-4". It
// is stored with the digits given. See PlainNumber.
func Number(printed string, style StyleID) Cell {
	return Cell{text: printed, number: true, style: style, given: true}
}

// CellError says that a cell cannot be stored.
type CellError struct {
	Sheet   string
	Address string // "C5"
	Message string
}

func (e *CellError) Error() string { return e.Sheet + "!" + e.Address + ": " + e.Message }

// Sheet adds a sheet. The error says what is wrong with its name: at most 31
// characters, none of : \ / ? * [ ], and no name twice.
func (b *Book) Sheet(name string) (*Sheet, error) {
	switch units := len(utf16.Encode([]rune(name))); {
	case name == "", units > 31, strings.ContainsAny(name, `:\/?*[]`), strings.HasPrefix(name, "'"), strings.HasSuffix(name, "'"), strings.EqualFold(name, "History"):
		return nil, fmt.Errorf("%q cannot name a sheet: 1 to 31 characters, none of : \\ / ? * [ ], no apostrophe at an end, and not History", name)
	}
	for _, s := range b.sheets {
		if strings.EqualFold(s.name, name) {
			return nil, fmt.Errorf("two sheets are named %q", name)
		}
	}
	s := &Sheet{book: b, name: name}
	b.sheets = append(b.sheets, s)
	return s, nil
}

// Name is the name of the sheet.
func (s *Sheet) Name() string { return s.name }

// Len is the number of rows so far.
func (s *Sheet) Len() int { return s.row }

// Define names a range, such as "drugs" for "Lists!$A$1:$A$20".
func (b *Book) Define(name, refersTo string) {
	b.names = append(b.names, definedName{name, refersTo})
}

// Row adds a row below the last one. Nothing is added when a cell cannot be
// stored (*CellError).
func (s *Sheet) Row(cells ...Cell) error {
	line := s.row + 1
	if line > MaxRows {
		return &CellError{s.name, Address(1, line), fmt.Sprintf("a sheet holds %d rows", MaxRows)}
	}
	if len(cells) > MaxColumns {
		return &CellError{s.name, Address(MaxColumns, line), fmt.Sprintf("a row of %d cells; a sheet holds %d columns", len(cells), MaxColumns)}
	}
	for i, c := range cells {
		if message := c.problem(); message != "" {
			return &CellError{s.name, Address(i+1, line), message}
		}
	}
	s.row = line
	s.width = max(s.width, len(cells))
	s.rows = append(s.rows, `<row r="`...)
	s.rows = strconv.AppendInt(s.rows, int64(line), 10)
	if lines := s.lines(cells); lines > 1 {
		s.rows = append(s.rows, `" ht="`...)
		s.rows = strconv.AppendInt(s.rows, int64(min(lines, mostLines)*lineHeight), 10)
	}
	s.rows = append(s.rows, `">`...)
	for i, c := range cells {
		if c.given {
			s.cell(i+1, line, c)
		}
	}
	s.rows = append(s.rows, `</row>`...)
	return nil
}

// The height of a line and the most lines that a row can show (409 points).
const (
	lineHeight = 15
	mostLines  = 27
)

// lines is about how many lines the cells need that break theirs. Excel finds the
// height of a row itself, LibreOffice does not.
func (s *Sheet) lines(cells []Cell) int {
	most := 1
	for i, c := range cells {
		if i >= len(s.Columns) || c.style == 0 || !s.book.styles.list[c.style-1].Wrap {
			continue
		}
		width := max(int(s.Columns[i].Width*0.9), 5)
		lines := 0
		for line := range strings.SplitSeq(c.text, "\n") {
			lines += max(1, (utf8.RuneCountInString(line)+width-1)/width)
		}
		most = max(most, lines)
	}
	return most
}

// problem says why a cell cannot be stored.
func (c Cell) problem() string {
	if c.number {
		if _, ok := PlainNumber(c.text); !ok {
			return fmt.Sprintf("%q is not a plain decimal number", c.text)
		}
		return ""
	}
	if len(c.text) > MaxText {
		if units := len(utf16.Encode([]rune(c.text))); units > MaxText {
			return fmt.Sprintf("a text of %d characters; a cell holds %d", units, MaxText)
		}
	}
	return ""
}

func (s *Sheet) cell(column, line int, c Cell) {
	out := append(s.rows, `<c r="`...)
	out = appendAddress(out, column, line)
	out = append(out, '"')
	if c.style != 0 {
		out = append(out, ` s="`...)
		out = strconv.AppendInt(out, int64(c.style), 10)
		out = append(out, '"')
	}
	switch {
	case c.number:
		out = append(out, `><v>`...)
		out = append(out, c.text...)
		out = append(out, `</v></c>`...)
	case c.text == "": // an empty cell with a style
		out = append(out, `/>`...)
	default:
		out = append(out, ` t="s"><v>`...)
		out = strconv.AppendInt(out, int64(s.book.shared(c.text)), 10)
		out = append(out, `</v></c>`...)
	}
	s.rows = out
}

// shared numbers a string: a text that stands in many cells is kept once.
func (b *Book) shared(text string) int {
	b.uses++
	n, ok := b.strings[text]
	if !ok {
		n = len(b.texts)
		b.strings[text] = n
		b.texts = append(b.texts, text)
	}
	return n
}

// PlainNumber reports whether a text is a number that a spreadsheet shows
// exactly as printed with a format of so many decimals: no sign before a
// positive one, no bound, no leading zeros, at most 15 digits.
func PlainNumber(text string) (decimals int, ok bool) {
	digits := strings.TrimPrefix(text, "-")
	whole, fraction, point := strings.Cut(digits, ".")
	if whole == "" || point && fraction == "" || len(whole)+len(fraction) > 15 ||
		strings.Trim(whole+fraction, "0123456789") != "" || len(whole) > 1 && whole[0] == '0' {
		return 0, false
	}
	if digits != text && strings.Trim(digits, "0.") == "" {
		return 0, false // a spreadsheet would show -0.00 as 0.00
	}
	return len(fraction), true
}

// DecimalFormat is the number format that shows so many decimals: "0.00".
func DecimalFormat(decimals int) string {
	if decimals == 0 {
		return "0"
	}
	return "0." + strings.Repeat("0", decimals)
}

// Address is a cell in the notation of spreadsheets; column and row count from
// 1: Address(8, 17) is "H17".
func Address(column, row int) string { return string(appendAddress(nil, column, row)) }

func appendAddress(out []byte, column, row int) []byte {
	var letters [4]byte
	i := len(letters)
	for ; column > 0 && i > 0; column = (column - 1) / 26 {
		i--
		letters[i] = byte('A' + (column-1)%26)
	}
	out = append(out, letters[i:]...)
	return strconv.AppendInt(out, int64(row), 10)
}

// Range is the notation of the cells from one corner to the other.
func Range(column, row, lastColumn, lastRow int) string {
	return Address(column, row) + ":" + Address(lastColumn, lastRow)
}

// Write writes the workbook. The first visible sheet is shown when it is opened.
func (b *Book) Write(w io.Writer) error { return b.write(w) }
