// Package findings reads the table of findings: one published number per row,
// as CSV with the columns of evidence.FindingColumns, separated by commas,
// semicolons or tabs.
//
// Bytes come in; good rows go out, each with its line and the way it names its
// study, and every bad row is reported with line, column, cell and what to do.
// A bad row never takes another with it. Start with Read.
//
// A study is named by its DOI (column doi), by its citation key (column key or
// study), or both; Options.Study decides which study of the library is meant.
package findings

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"dossier/evidence"
	"dossier/ingest/format"
)

// Ref is how a row names its study. FirstAuthor and Year are for messages and
// for studies that are not yet known.
type Ref struct {
	Key         string
	DOI         evidence.DOI
	FirstAuthor string
	Year        string
}

// Options steers Read. The zero value checks numbers, but neither ids nor
// studies.
type Options struct {
	Vocabulary *evidence.Vocabulary
	// Study returns the citation key of the study that a row means; its error
	// says why there is none and is reported with the row.
	Study func(Ref) (key string, err error)
	// Status of rows without one in column status; default confirmed: a person
	// gave the file.
	Status evidence.TagStatus
}

// Row is one good row.
type Row struct {
	Line    int // of the file, from 1
	Ref     Ref
	Finding evidence.Finding // Study is empty when only a DOI is known and Options.Study is nil
	Extra   []evidence.Field // cells of columns that a finding does not have
}

// Result is what one file held.
type Result struct {
	Rows     []Row
	Rejected int              // rows that were not taken
	Problems []format.Problem // in the order of the file
	Extra    []string         // columns that a finding does not have, as printed
	Encoding string           // what the bytes were read as
}

// ErrNoHeader says that the first line does not name the columns of findings.
var ErrNoHeader = errors.New("no header line with the columns of findings")

// Read reads a whole table. It returns an error only when nothing can be read:
// the reader failed, the input is binary, or the header is missing; bad rows
// are problems. name is the file as a person knows it.
func Read(ctx context.Context, r io.Reader, name string, opts Options) (Result, error) {
	data, err := io.ReadAll(r)
	if err != nil {
		return Result{}, fmt.Errorf("reading %s: %w", name, err)
	}
	text, encoding, err := decode(data)
	if err != nil {
		return Result{}, fmt.Errorf("reading %s: %w", name, err)
	}
	rd := &reader{name: name, opts: opts, text: text, seen: map[string]int{}}
	rd.result.Encoding = encoding
	if err := rd.header(); err != nil {
		return Result{}, fmt.Errorf("reading %s: %w", name, err)
	}
	for n := 0; rd.next(); n++ {
		if n%1000 == 0 && ctx.Err() != nil {
			return rd.result, ctx.Err()
		}
		rd.row()
	}
	return rd.result, nil
}

// decode turns the bytes into UTF-8 without a byte order mark. Spreadsheets on
// Windows write UTF-16 with a mark, or the old code page without one.
func decode(data []byte) (text, encoding string, err error) {
	switch {
	case bytes.HasPrefix(data, []byte("\xff\xfe")), bytes.HasPrefix(data, []byte("\xfe\xff")):
		data, _, err = transform.Bytes(unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM).NewDecoder(), data)
		return string(data), "UTF-16", err
	case bytes.IndexByte(data, 0) >= 0:
		return "", "", errors.New("the file is binary, not CSV; save the sheet as CSV (UTF-8)")
	case utf8.Valid(data):
		return strings.TrimPrefix(string(data), "\ufeff"), "UTF-8", nil
	}
	data, err = charmap.Windows1252.NewDecoder().Bytes(data)
	return string(data), "Windows-1252", err
}

// reader walks through the text row by row.
type reader struct {
	name    string
	opts    Options
	text    string      // what csv reads
	line    int         // lines of the file before text
	csv     *csv.Reader // over text; nil = begin
	comma   rune
	columns []column
	seen    map[string]int // finding id → line
	result  Result

	// of the current row
	cells   []string
	places  []int // line of each cell
	started int   // line of the row
}

// next reads the next row that is not blank. Text that is not CSV is reported
// and skipped to the next line: an unclosed quotation mark costs its own line
// only, not the rest of the file.
func (rd *reader) next() bool {
	for rd.text != "" {
		if rd.csv == nil {
			rd.csv = csv.NewReader(strings.NewReader(rd.text))
			rd.csv.Comma = rd.comma
			rd.csv.FieldsPerRecord = -1
		}
		cells, err := rd.csv.Read()
		switch {
		case errors.Is(err, io.EOF):
			rd.text = ""
		case err != nil:
			rd.skipBroken(err)
		case !blank(cells):
			rd.cells, rd.places = cells, rd.places[:0]
			for i := range cells {
				line, _ := rd.csv.FieldPos(i)
				rd.places = append(rd.places, rd.line+line)
			}
			rd.started = rd.places[0]
			return true
		}
	}
	return false
}

// skipBroken reports the line at which a row that is not CSV begins, and goes
// on behind that line.
func (rd *reader) skipBroken(err error) {
	start := 1
	message, column := err.Error(), 0
	var broken *csv.ParseError
	if errors.As(err, &broken) {
		start, column, message = broken.StartLine, broken.Column, broken.Err.Error()
		if broken.Line != broken.StartLine {
			column = 0
		}
	}
	rest := rd.text
	for range start - 1 {
		_, rest, _ = strings.Cut(rest, "\n")
	}
	raw, _, _ := strings.Cut(rest, "\n")
	end := len(rd.text) - len(rest) + len(raw)
	rd.result.Rejected++
	rd.result.Problems = append(rd.result.Problems, format.Problem{
		File: rd.name, Line: rd.line + start, Column: column, Severity: format.Error,
		Message: "the row is not CSV: " + message,
		Next:    `close the quotation mark; a quotation mark inside a cell is doubled ("")`,
		Raw:     strings.TrimSuffix(raw, "\r"),
	})
	rd.line += start
	rd.text = rd.text[min(end+1, len(rd.text)):]
	rd.csv = nil
}

func blank(cells []string) bool {
	for _, c := range cells {
		if strings.TrimSpace(c) != "" {
			return false
		}
	}
	return true
}
