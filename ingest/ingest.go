// Package ingest reads whatever a reviewer has into evidence.Records.
//
// In go files, folders, archives and streams in any format of the list that
// Formats gives; out come records and problems, one at a time, into the sink
// of the caller, and one Report per input. Start with Read (a path) or
// ReadFrom (a stream, such as standard input).
//
// The format is told from the content; a name can only confirm it. An input
// that cannot be read is a Report with an error that says what to do next, and
// the other inputs go on. What a format means is the matter of its package;
// they all stand behind the interface of package format.
package ingest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"dossier/evidence"
	"dossier/ingest/bibtex"
	"dossier/ingest/csljson"
	"dossier/ingest/decode"
	"dossier/ingest/docx"
	"dossier/ingest/endnotexml"
	"dossier/ingest/format"
	"dossier/ingest/html"
	"dossier/ingest/ident"
	"dossier/ingest/jats"
	"dossier/ingest/jsonl"
	"dossier/ingest/layout"
	"dossier/ingest/nbib"
	"dossier/ingest/ovid"
	"dossier/ingest/pdf"
	"dossier/ingest/pubmedxml"
	"dossier/ingest/refer"
	"dossier/ingest/reflist"
	"dossier/ingest/ris"
	"dossier/ingest/tabular"
	"dossier/ingest/wos"
)

// Formats lists every input format, the more particular before the more
// general: of two that are equally sure the first is taken.
func Formats() []format.Format { return formats(nil) }

func formats(columns tabular.Mapping) []format.Format {
	return []format.Format{
		bibtex.Format(),
		ris.Format(),
		nbib.Format(),
		wos.Format(),
		refer.Format(),
		ovid.Format(),
		pubmedxml.Format(),
		endnotexml.Format(),
		jsonl.Format(),
		csljson.Format(),
		tabular.CSV(columns),
		tabular.Workbook(columns),
		jats.Format(),
		docx.Format(),
		pdf.Format(),
		html.Format(),
		reflist.Format(), // before ident: references hold identifiers, and more
		ident.Format(),
		// The works that an article cites, instead of the article: only by --from.
		html.References(),
		jats.References(),
		pdf.References(),
	}
}

// Options say how to read.
type Options struct {
	From     string // name of the format; empty = told from the content
	Database string // label for the records: "PubMed", "Scopus"

	// Columns says which field the columns of a table hold, by heading, where
	// tabular does not know them; see tabular.Fields and tabular.ColumnsError.
	Columns map[string]string

	// Progress, if set, is told how many bytes of the files were read just now.
	Progress func(bytes int)
}

// Report says what came of one input.
type Report struct {
	File     string `json:"file"`
	Format   string `json:"format,omitempty"`
	Encoding string `json:"encoding,omitempty"`
	Records  int    `json:"records"`
	Lost     int    `json:"lost"`     // entries that gave no record
	Errors   int    `json:"errors"`   // problems by severity
	Warnings int    `json:"warnings"` //
	Err      error  `json:"-"`        // why the input could not be read at all
}

// Unread tells an input that gave nothing because something is wrong with it.
func (r *Report) Unread() bool { return r.Err != nil || r.Records == 0 && r.Errors > 0 }

// Read reads a file, or every file of a folder in the order of their names.
// Compressed files and archives are looked into. The returned error is that of
// the context or of the sink; why one input could not be read stands in its
// Report, and the sink is told as well.
func Read(ctx context.Context, path string, opts Options, sink format.Sink) ([]Report, error) {
	s := &session{ctx: ctx, opts: opts, sink: sink}
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return s.reports, s.refuse(path, openError(path, err))
	case info.IsDir():
		err = s.folder(path)
	default:
		err = s.file(path, info)
	}
	return s.reports, err
}

// ReadFrom reads a stream; name is what a person knows it by.
func ReadFrom(ctx context.Context, name string, r io.Reader, opts Options, sink format.Sink) ([]Report, error) {
	s := &session{ctx: ctx, opts: opts, sink: sink}
	err := s.stream(name, r, 0)
	return s.reports, err
}

// session is one call of Read.
type session struct {
	ctx     context.Context
	opts    Options
	sink    format.Sink
	reports []Report
	growth  *growth // of the packed input that is read
}

// refuse reports an input that cannot be read.
func (s *session) refuse(name string, why error) error {
	s.reports = append(s.reports, Report{File: name, Errors: 1, Err: why})
	p := format.Problem{File: name, Severity: format.Error, Message: why.Error()}
	var advice *AdviceError
	if errors.As(why, &advice) {
		p.Message, p.Next = advice.What, advice.Next
	}
	s.sink.Problem(p)
	return s.ctx.Err()
}

// folder reads the files of a folder and of those inside it. Hidden files and
// what is no regular file are passed over.
func (s *session) folder(root string) error {
	before := len(s.reports)
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if ctxErr := s.ctx.Err(); ctxErr != nil {
			return ctxErr
		}
		if err != nil {
			return s.refuse(path, openError(path, err))
		}
		if path != root && isHidden(d.Name()) {
			if d.IsDir() {
				return filepath.SkipDir
			}
			return nil
		}
		if d.IsDir() {
			return nil
		}
		info, err := os.Stat(path) // of what a link points to
		if err != nil {
			return s.refuse(path, openError(path, err))
		}
		if info.IsDir() {
			return nil // a link to a folder may lead in a circle
		}
		return s.file(path, info)
	})
	if err == nil && len(s.reports) == before {
		return s.refuse(root, &AdviceError{What: "the folder holds no files", Next: "give a folder with exports, or a file"})
	}
	return err
}

func isHidden(name string) bool {
	return strings.HasPrefix(name, ".") || strings.HasPrefix(name, "~$")
}

func (s *session) file(path string, info fs.FileInfo) error {
	if !info.Mode().IsRegular() {
		return s.refuse(path, &AdviceError{What: "not a regular file", Next: "give a file or a folder, or - for standard input"})
	}
	f, err := os.Open(path)
	if err != nil {
		return s.refuse(path, openError(path, err))
	}
	defer f.Close()
	if s.opts.Progress != nil {
		return s.stream(path, watchedFile{f, s.opts.Progress}, 0)
	}
	return s.stream(path, f, 0)
}

// watchedFile tells how much of a file is read.
type watchedFile struct {
	*os.File
	progress func(bytes int)
}

func (f watchedFile) Read(p []byte) (int, error) {
	n, err := f.File.Read(p)
	f.progress(n)
	return n, err
}

func (f watchedFile) ReadAt(p []byte, at int64) (int, error) {
	n, err := f.File.ReadAt(p, at)
	f.progress(n)
	return n, err
}

// stream reads one input: looks at its first bytes, opens what is packed, and
// hands the rest to its format.
func (s *session) stream(name string, r io.Reader, depth int) error {
	if err := s.ctx.Err(); err != nil {
		return err
	}
	head, r, err := peek(r, format.SniffLen)
	if err != nil {
		return s.refuse(name, fmt.Errorf("reading %s: %w", name, err))
	}
	switch packing(head) {
	case packedGzip:
		return s.gzip(name, r, depth)
	case packedZip:
		return s.zip(name, r, depth)
	}
	f, err := s.choose(head, name)
	if err != nil {
		return s.refuse(name, err)
	}
	return s.read(f, name, r)
}

func (s *session) choose(head []byte, name string) (format.Format, error) {
	if s.opts.From == "" {
		return detect(formats(s.opts.Columns), head, name)
	}
	return s.byName(s.opts.From)
}

func (s *session) byName(name string) (format.Format, error) {
	var known []string
	for _, f := range formats(s.opts.Columns) {
		if f.Name == name {
			return f, nil
		}
		known = append(known, f.Name)
	}
	return format.Format{}, &AdviceError{
		What: fmt.Sprintf("%q is not a format", name),
		Next: "known formats: " + strings.Join(known, ", "),
	}
}

// read runs one format over one input.
func (s *session) read(f format.Format, name string, r io.Reader) error {
	in := format.Input{Name: name, R: r, Database: s.opts.Database}
	report := Report{File: name, Format: f.Name}
	var encoding *decode.Encoding
	var nulls *decode.NullFilter
	if f.Binary {
		spooled, done, err := randomAccess(r)
		if err != nil {
			return s.refuse(name, fmt.Errorf("reading %s: %w", name, err))
		}
		defer done()
		in.R = spooled
	} else {
		nulls = &decode.NullFilter{}
		nulls.R, encoding = decode.Text(r)
		in.R = nulls
		in.Encoding = encoding.Name()
	}
	counted := &counter{sink: s.sink, in: in, format: f.Name, report: &report}
	err := f.Read(s.ctx, in, counted)
	if encoding != nil {
		report.Encoding = encoding.Name()
		counted.noteEncoding(encoding)
		counted.noteNulls(nulls.Dropped)
	}
	if err != nil && counted.refused == nil && s.ctx.Err() == nil {
		report.Err = err
		next := nextStep(err)
		counted.Problem(format.Problem{File: name, Severity: format.Error, Message: strings.TrimSuffix(err.Error(), "; "+next), Next: next})
		err = nil
	}
	if report.Records == 0 && report.Errors == 0 && report.Err == nil {
		counted.Problem(format.Problem{File: name, Severity: format.Warning,
			Message: "no reference was found in this " + f.Name + " input"})
	}
	s.reports = append(s.reports, report)
	return err
}

// nextStep says what to do about an input that stopped.
func nextStep(err error) string {
	var columns *tabular.ColumnsError
	var advice *AdviceError
	switch {
	case errors.As(err, &columns):
		return "say what the columns hold, heading=field, with one of the fields " + strings.Join(tabular.Fields(), ", ")
	case errors.As(err, &advice):
		return advice.Next
	}
	return "what was read before is kept"
}

// counter counts what passes on its way to the sink, and fills in what every
// record must say of where it came from.
type counter struct {
	sink    format.Sink
	in      format.Input
	format  string
	report  *Report
	refused error // by the sink
}

func (c *counter) Record(r evidence.Record) error {
	if r.Origin.Format == "" {
		r.Origin.Format = c.format
	}
	if r.Origin.File == "" {
		r.Origin.File = c.in.Name
	}
	if c.in.Database != "" {
		r.Origin.Database = c.in.Database
	}
	if fields := clean(&r); len(fields) > 0 {
		c.Problem(format.Problem{Line: r.Origin.Line, Entry: r.Origin.Key, Severity: format.Info,
			Message: "control characters were taken out of " + strings.Join(fields, ", "),
			Next:    "the text as it was stays with the record"})
	}
	markRetracted(&r.Citation)
	splitAddresses(&r)
	if err := c.sink.Record(r); err != nil {
		c.refused = err
		return err
	}
	c.report.Records++
	return nil
}

// splitAddresses keeps the first of several addresses in one field as that of the
// work, and the others beside it.
func splitAddresses(r *evidence.Record) {
	if !strings.ContainsAny(r.URL, " ;,|") {
		return
	}
	list := layout.Addresses(r.URL)
	for i, url := range list {
		if i == 0 {
			r.URL = url
		} else {
			r.Extra = append(r.Extra, evidence.Field{Name: "url", Value: url})
		}
	}
}

// markRetracted turns the "RETRACTED: " before a title into a notice, which a
// source must confirm: the title is then that of the work, whoever exports it.
func markRetracted(c *evidence.Citation) {
	title, mark := evidence.CutNoticePrefix(c.Title)
	if mark == "" || title == "" {
		return
	}
	c.Title = title
	c.Notices = append(c.Notices, evidence.Notice{Kind: evidence.NoticePossible, Source: "title", Text: mark})
}

func (c *counter) Problem(p format.Problem) {
	if p.File == "" {
		p.File = c.in.Name
	}
	switch p.Severity {
	case format.Error:
		c.report.Errors++
	case format.Warning:
		c.report.Warnings++
	}
	if p.Lost {
		c.report.Lost++
	}
	p.Message, p.Entry, p.Next = printable(p.Message), printable(p.Entry), printable(p.Next)
	c.sink.Problem(p)
}

// noteNulls tells when bytes were dropped.
func (c *counter) noteNulls(n int) {
	if n > 0 {
		c.Problem(format.Problem{Severity: format.Warning,
			Message: fmt.Sprintf("the file is damaged: NUL bytes were dropped (%d)", n),
			Next:    "check the references, or export the file again"})
	}
}

// noteEncoding tells when lines had to be guessed at.
func (c *counter) noteEncoding(e *decode.Encoding) {
	lines, first := e.Foreign()
	if lines == 0 {
		return
	}
	c.Problem(format.Problem{Line: first, Severity: format.Info,
		Message: fmt.Sprintf("%d lines are not UTF-8 and were read as Windows-1252", lines),
		Next:    "check the accented letters; if they are wrong, save the file as UTF-8"})
}
