// Package xlsx reads Excel workbooks (Office Open XML), row by row.
//
// Bytes come in; sheets, rows and the text of their cells go out. Start with
// Open, choose among Book.Sheets and range over Book.Rows. Texts come from the
// shared strings, from inline strings and from rich text, whose pieces are
// joined; numbers come as text with all their digits, dates as ISO 8601, truth
// values as TRUE and FALSE, errors as #N/A; a formula gives the value that was
// stored with it. Parts are found through their relationships, wherever a
// writer put them and whatever prefix it gave to the namespace.
//
// Nothing is computed, no macro runs, nothing outside the file is opened. A
// file that unpacks to more than Limits allow, that declares entities or is
// nested without end is refused. Old .xls files and files with a password are
// none of these: ErrNotWorkbook says so.
package xlsx

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"
)

// Limits bound what a file may unpack to. The zero value means DefaultLimits.
type Limits struct {
	Unzipped int64 // bytes of all parts that are read
	Ratio    int64 // unpacked to packed bytes of a part of more than 32 MB
	Strings  int   // shared strings
}

// DefaultLimits are those of a zero Limits.
func DefaultLimits() Limits { return Limits{Unzipped: 1 << 30, Ratio: 300, Strings: 20_000_000} }

// ErrNotWorkbook says that the bytes are no workbook of this kind.
var ErrNotWorkbook = errors.New("this is not an Excel workbook (.xlsx)")

// ErrTooLarge says that the file unpacks to more than the limits allow.
var ErrTooLarge = errors.New("the workbook unpacks to more than is allowed")

// Book is an open workbook.
type Book struct {
	Sheets []Sheet

	archive map[string]*zip.File // by part name in lower case, without the leading /
	limits  Limits
	left    int64 // bytes that may still be unpacked
	strings []string
	formats []numberFormat // by style
	epoch   bool           // days count from 1904
}

// Sheet is one sheet of a workbook.
type Sheet struct {
	Name   string
	Hidden bool

	part string
}

// Open reads the structure, the styles and the shared strings of a workbook.
func Open(r io.ReaderAt, size int64, limits Limits) (*Book, error) {
	var magic [8]byte
	n, _ := r.ReadAt(magic[:], 0)
	if bytes.HasPrefix(magic[:n], []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")) {
		return nil, fmt.Errorf("%w: it is an old .xls file or has a password; save it as .xlsx without one", ErrNotWorkbook)
	}
	archive, err := zip.NewReader(r, size)
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) {
		return nil, fmt.Errorf("%w: %w", ErrNotWorkbook, err)
	}
	if len(archive.File) > 10_000 {
		return nil, fmt.Errorf("%w: %d parts", ErrTooLarge, len(archive.File))
	}
	if limits == (Limits{}) {
		limits = DefaultLimits()
	}
	b := &Book{archive: map[string]*zip.File{}, limits: limits, left: limits.Unzipped}
	for _, f := range archive.File {
		name := partName("", f.Name)
		if _, twice := b.archive[name]; !twice {
			b.archive[name] = f
		}
	}
	return b, b.structure()
}

// partName is the name of a part as the archive is asked for it: resolved
// against the folder of the part that refers to it, without the leading slash,
// in lower case (part names do not tell cases apart, OPC 6.2.2.3).
func partName(folder, target string) string {
	target = strings.ReplaceAll(target, `\`, "/")
	if !strings.HasPrefix(target, "/") {
		target = "/" + folder + "/" + target
	}
	return strings.ToLower(strings.TrimPrefix(path.Clean(target), "/"))
}

// structure finds the sheets.
func (b *Book) structure() error {
	root, err := b.relations("_rels/.rels", "")
	if err != nil {
		return err
	}
	book := "xl/workbook.xml"
	for _, rel := range root {
		if rel.kind == "officedocument" {
			book = rel.part
		}
	}
	if b.archive[book] == nil {
		return fmt.Errorf("%w: it has no part %s", ErrNotWorkbook, book)
	}
	folder := path.Dir(book)
	relations, err := b.relations(partName(folder, "_rels/"+path.Base(book)+".rels"), folder)
	if err != nil {
		return err
	}
	if err := b.workbook(book, relations); err != nil {
		return err
	}
	for _, rel := range relations {
		switch rel.kind {
		case "sharedstrings":
			err = b.sharedStrings(rel.part)
		case "styles":
			err = b.styles(rel.part)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

type relation struct{ id, kind, part string }

// relations reads the relationships of a part; none when it has none.
func (b *Book) relations(name, folder string) (list []relation, err error) {
	if b.archive[name] == nil {
		return nil, nil
	}
	err = b.read(name, func(p *part) error {
		for {
			t, err := p.next()
			if err != nil || t == done {
				return err
			}
			if t != start || !p.is("Relationship") || strings.EqualFold(p.attr("TargetMode"), "External") {
				continue
			}
			kind := p.attr("Type")
			kind = strings.ToLower(kind[strings.LastIndexByte(kind, '/')+1:])
			list = append(list, relation{p.attr("Id"), kind, partName(folder, p.attr("Target"))})
		}
	})
	return list, err
}

// workbook reads the list of the sheets and from which day dates count.
func (b *Book) workbook(name string, relations []relation) error {
	return b.read(name, func(p *part) error {
		for {
			t, err := p.next()
			if err != nil || t == done {
				return err
			}
			if t != start {
				continue
			}
			switch string(p.scan.name) {
			case "workbookPr":
				b.epoch = isTrue(p.attr("date1904"))
			case "sheet":
				s := Sheet{Name: p.attr("name"), Hidden: p.attr("state") == "hidden" || p.attr("state") == "veryHidden"}
				id := p.prefixed("id")
				for _, rel := range relations {
					if rel.id == id && rel.kind == "worksheet" && b.archive[rel.part] != nil {
						s.part = rel.part
						b.Sheets = append(b.Sheets, s)
					}
				}
			}
		}
	})
}

func isTrue(s string) bool { return s == "1" || strings.EqualFold(s, "true") }

// Sheet finds a sheet by its name.
func (b *Book) Sheet(name string) (Sheet, bool) {
	for _, s := range b.Sheets {
		if strings.EqualFold(s.Name, name) {
			return s, true
		}
	}
	return Sheet{}, false
}

// sharedStrings reads the texts that cells refer to by number.
func (b *Book) sharedStrings(name string) error {
	if b.archive[name] == nil {
		return nil
	}
	return b.read(name, func(p *part) error {
		for {
			t, err := p.next()
			if err != nil || t == done {
				return err
			}
			if t != start || !p.is("si") {
				continue
			}
			text, err := p.richText()
			if err != nil {
				return err
			}
			if len(b.strings) >= b.limits.Strings {
				return fmt.Errorf("%w: more than %d texts", ErrTooLarge, b.limits.Strings)
			}
			b.strings = append(b.strings, text)
		}
	})
}
