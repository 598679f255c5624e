// Package tabular reads references from tables: CSV, TSV and Excel workbooks,
// one reference per row.
//
// What a column holds is told from its heading. The headings of Scopus, Web of
// Science, Embase, PubMed, Cochrane, Rayyan, Covidence, Zotero, EndNote, Lens,
// OpenAlex and plain ones ("title", "Authors") are known; for others a Mapping
// names the columns. Start with CSV or Workbook. Columns without a place of
// their own are kept with the record.
package tabular

import (
	"bufio"
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"

	"dossier/ingest/format"
	"dossier/ingest/xlsx"
)

// Mapping says which field a column holds: heading → field. Fields are those of
// Fields; "" or "-" leaves a column among the extra ones. It goes before what
// is known of the heading.
type Mapping map[string]string

// ColumnsError says that no column of a table is known to hold a title.
type ColumnsError struct {
	Columns []string // the headings, in order
}

func (e *ColumnsError) Error() string {
	return fmt.Sprintf("no column of this table is known to hold titles; its columns are: %s", strings.Join(e.Columns, ", "))
}

// CSV reads tables separated by commas, semicolons, tabs or bars.
func CSV(m Mapping) format.Format {
	return format.Format{Name: "csv", Sniff: m.sniff, Read: m.readCSV}
}

// Workbook reads the first sheet of an Excel workbook that holds a table.
func Workbook(m Mapping) format.Format {
	return format.Format{Name: "xlsx", Binary: true, Sniff: sniffWorkbook, Read: m.readWorkbook}
}

// sniff wants a heading that names a title or a DOI and something else.
func (m Mapping) sniff(head []byte, name string) format.Confidence {
	if bytes.HasPrefix(bytes.TrimSpace(head), []byte("<")) {
		return format.No
	}
	comma := delimiter(head)
	r := newCSV(bytes.NewReader(head), comma)
	for range maxPreamble {
		row, err := r.Read()
		if err != nil && len(row) == 0 {
			break
		}
		if cols := m.columns(row); cols.isTable() {
			if cols.known > 2 {
				return format.Certain
			}
			return format.Likely
		}
	}
	lower := strings.ToLower(name)
	if (strings.HasSuffix(lower, ".csv") || strings.HasSuffix(lower, ".tsv")) && comma != 0 {
		return format.Maybe
	}
	return format.No
}

// maxPreamble is how many rows may stand before the headings: search
// strategies, titles of the export.
const maxPreamble = 20

// delimiter is the separator of the line that has most of one kind.
func delimiter(head []byte) rune {
	best, most := rune(','), 0
	line := 0
	for text := range bytes.Lines(head) {
		if line++; line > maxPreamble {
			break
		}
		for _, d := range []byte{'\t', ';', ',', '|'} {
			if n := countOutsideQuotes(text, d); n > most {
				best, most = rune(d), n
			}
		}
		if most > 0 && line == 1 {
			break
		}
	}
	return best
}

func countOutsideQuotes(line []byte, d byte) int {
	n, quoted := 0, false
	for _, c := range line {
		switch {
		case c == '"':
			quoted = !quoted
		case c == d && !quoted:
			n++
		}
	}
	return n
}

func newCSV(r io.Reader, comma rune) *csv.Reader {
	c := csv.NewReader(r)
	c.Comma, c.FieldsPerRecord, c.LazyQuotes = comma, -1, true
	return c
}

func (m Mapping) readCSV(ctx context.Context, in format.Input, sink format.Sink) error {
	r := bufio.NewReaderSize(in.R, format.SniffLen)
	head, err := r.Peek(format.SniffLen)
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	limit := &rowLimit{r: r}
	c := newCSV(limit, delimiter(head))
	return m.readRows(ctx, in, sink, "csv", func() ([]string, int, error) {
		limit.n = 0
		row, err := c.Read()
		var syntax *csv.ParseError
		if errors.As(err, &syntax) {
			return row, syntax.StartLine, &rowError{err}
		}
		line := 0
		if len(row) > 0 {
			line, _ = c.FieldPos(0)
		}
		return row, line, err
	})
}

// rowError says that one row could not be read.
type rowError struct{ error }

// maxRow is the longest row, in bytes. A quote that is never closed makes a row
// of the rest of the file.
const maxRow = 64 << 20

// rowLimit stops a row that does not end.
type rowLimit struct {
	r io.Reader
	n int // since the row began
}

func (l *rowLimit) Read(p []byte) (int, error) {
	if l.n > maxRow {
		return 0, errors.New("a row is longer than 64 MB: a quote is not closed")
	}
	n, err := l.r.Read(p)
	l.n += n
	return n, err
}

func sniffWorkbook(head []byte, _ string) format.Confidence {
	if !bytes.HasPrefix(head, []byte("PK\x03\x04")) {
		return format.No
	}
	if bytes.Contains(head, []byte("xl/")) {
		return format.Certain
	}
	return format.No
}

func (m Mapping) readWorkbook(ctx context.Context, in format.Input, sink format.Sink) error {
	file, ok := in.R.(interface {
		io.ReaderAt
		io.Seeker
	})
	if !ok {
		return errors.New("a workbook needs random access")
	}
	size, err := file.Seek(0, io.SeekEnd)
	if err != nil {
		return err
	}
	book, err := xlsx.Open(file, size, xlsx.Limits{})
	if err != nil {
		return fmt.Errorf("opening the workbook: %w", err)
	}
	columns := &ColumnsError{}
	for _, sheet := range book.Sheets {
		err := m.readSheet(ctx, in, sink, book, sheet)
		if !errors.As(err, &columns) {
			return err
		}
	}
	return columns
}

// maxWidth is how many columns of a sheet are read. Tables of references have
// fewer than a hundred; what stands further right is scribbled beside them.
const maxWidth = 1000

func (m Mapping) readSheet(ctx context.Context, in format.Input, sink format.Sink, book *xlsx.Book, sheet xlsx.Sheet) error {
	next, stop := iter.Pull2(book.Rows(sheet))
	defer stop()
	return m.readRows(ctx, in, sink, "xlsx", func() ([]string, int, error) {
		row, err, ok := next()
		switch {
		case !ok:
			return nil, 0, io.EOF
		case err != nil:
			return nil, row.Number, err
		}
		var cells []string
		for _, c := range row.Cells {
			if c.Column > maxWidth {
				break
			}
			if missing := c.Column - len(cells); missing > 0 {
				cells = append(cells, make([]string, missing)...)
			}
			cells[c.Column-1] = c.Text
		}
		return cells, row.Number, nil
	})
}

// tableRow is one row below the headings.
type tableRow struct {
	cells   []string
	line    int
	ordinal int
}

// readRows finds the headings and gives a record per row below them.
func (m Mapping) readRows(ctx context.Context, in format.Input, sink format.Sink, formatName string, next func() ([]string, int, error)) error {
	t := &table{in: in, sink: sink, format: formatName}
	var firstRow []string
	for before := 0; ; {
		if err := ctx.Err(); err != nil {
			return err
		}
		row, line, err := next()
		var bad *rowError
		switch {
		case errors.Is(err, io.EOF) && t.cols == nil:
			return &ColumnsError{Columns: firstRow}
		case errors.Is(err, io.EOF):
			return t.finish()
		case errors.As(err, &bad):
			sink.Problem(format.Problem{File: in.Name, Line: line, Severity: format.Error, Lost: t.cols != nil,
				Message: "the row cannot be read: " + err.Error(), Next: "check its quotes; the other rows were read", Raw: strings.Join(row, " | ")})
			continue
		case err != nil:
			return errors.Join(t.release(), err)
		}
		if isEmpty(row) {
			continue
		}
		if t.cols == nil {
			if c := m.columns(row); c.isTable() {
				c.line = line
				t.cols, t.settled = c, len(c.guesses) == 0
				continue
			}
			if firstRow == nil {
				firstRow = slices.Clone(row)
			}
			if before++; before == maxPreamble {
				return &ColumnsError{Columns: firstRow}
			}
			continue
		}
		if err := t.add(row, line); err != nil {
			return err
		}
	}
}

// table gives the records of the rows below the headings. It holds the first
// rows back while columns compete for a field.
type table struct {
	in      format.Input
	sink    format.Sink
	format  string
	cols    *columns
	waiting []tableRow
	rows    int
	settled bool
}

func (t *table) add(cells []string, line int) error {
	t.rows++
	r := tableRow{cells, line, t.rows}
	if t.settled {
		return t.give(r)
	}
	if t.waiting = append(t.waiting, r); len(t.waiting) < maxLookahead {
		return nil
	}
	return t.release()
}

// release settles the columns and gives the rows that waited for it.
func (t *table) release() error {
	if t.cols == nil || t.settled {
		return nil
	}
	t.settled = true
	t.cols.settle(t.waiting, t.in, t.sink)
	for _, r := range t.waiting {
		if err := t.give(r); err != nil {
			return err
		}
	}
	t.waiting = nil
	return nil
}

func (t *table) finish() error {
	if err := t.release(); err != nil {
		return err
	}
	t.cols.tellUnknown(t.in, t.sink)
	return nil
}

func (t *table) give(r tableRow) error {
	if width := len(t.cols.fields); len(r.cells) > width && !isEmpty(r.cells[width:]) {
		t.sink.Problem(format.Problem{File: t.in.Name, Line: r.line, Entry: fmt.Sprintf("row %d", r.ordinal), Severity: format.Warning,
			Message: fmt.Sprintf("the row has %d cells and the table %d columns", len(r.cells), width), Next: "check its quotes and separators"})
	}
	rec, doubts := t.cols.record(r.cells)
	for _, doubt := range doubts {
		t.sink.Problem(format.Problem{File: t.in.Name, Line: r.line, Entry: fmt.Sprintf("row %d", r.ordinal), Severity: format.Warning,
			Message: doubt, Next: "it is kept as it is printed; check it"})
	}
	rec.Origin.Format, rec.Origin.File, rec.Origin.Line = t.format, t.in.Name, r.line
	return t.sink.Record(rec)
}

func isEmpty(row []string) bool {
	for _, cell := range row {
		if strings.TrimSpace(cell) != "" {
			return false
		}
	}
	return true
}
