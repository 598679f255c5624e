package store

import (
	"bufio"
	"bytes"
	"context"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"unicode/utf8"

	"dossier/evidence"
	"dossier/store/kv"
	"dossier/store/kv/bolt"
)

// A dump is one JSON object per line, each with one member that names what it
// is. Lines come in order of arrival (records, studies) or of key, so that a
// change of the library changes few lines; studies name each other by citation
// key, and no internal number is printed. The same library always gives the
// same bytes, and a library loaded from a dump gives that dump again. The log is
// not part of it.
type dumpLine struct {
	Library  *dumpLibrary      `json:"library,omitempty"`
	Record   *dumpRecord       `json:"record,omitempty"`
	Study    *dumpStudy        `json:"study,omitempty"`
	Removed  string            `json:"removed_key,omitempty"` // a citation key whose study was removed
	Tag      *dumpTag          `json:"tag,omitempty"`
	Finding  *evidence.Finding `json:"finding,omitempty"`
	Absence  *evidence.Absence `json:"absence,omitempty"`
	Decision *Decision         `json:"decision,omitempty"`
	Setting  *dumpSetting      `json:"setting,omitempty"`
}

// dumpFormat is the version of the lines of a dump. They have no indexes.
const dumpFormat = 1

type dumpLibrary struct {
	Format      int    `json:"dossier"`
	LastFinding uint64 `json:"last_finding"`
}

type dumpRecord struct {
	evidence.Record
	RawBase64 string `json:"raw_base64,omitempty"` // instead of raw, when that is not UTF-8
}

type dumpStudy struct {
	evidence.Study
	MergedInto string   `json:"merged_into,omitempty"` // citation key
	Absorbed   []string `json:"merged,omitempty"`      // keys of the studies merged into this one, in that order
	Winner     *own     `json:"before_merge,omitempty"`
}

// dumpTag is a tag with the study under which it is kept, which for a merged
// study is not the one that shows it. The same holds of findings and absences,
// whose Study is that one in a dump.
type dumpTag = evidence.Tag

type dumpSetting struct {
	Name   string `json:"name"`
	Text   string `json:"text,omitempty"`
	Base64 string `json:"base64,omitempty"` // instead of text, when that is not UTF-8
}

// Dump writes the whole library, but not its log, as JSON Lines.
func (r *Repo) Dump(ctx context.Context, w io.Writer) error {
	out := bufio.NewWriterSize(w, 1<<16)
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	err := r.view(ctx, func(rd reader) error {
		d := dumper{reader: rd, ctx: ctx, line: func(l dumpLine) error { return enc.Encode(l) }, keys: map[uint64]string{}}
		return d.all()
	})
	if err != nil {
		return err
	}
	return out.Flush()
}

type dumper struct {
	reader
	ctx  context.Context
	line func(dumpLine) error
	keys map[uint64]string // citation key of a study's number
}

func (d *dumper) all() error {
	var n counters
	if _, err := getMeta(d, metaCounters, &n); err != nil {
		return err
	}
	if err := d.line(dumpLine{Library: &dumpLibrary{dumpFormat, n.Finding}}); err != nil {
		return err
	}
	for _, step := range []func() error{d.records, d.studies, d.removed, d.tags, d.findings, d.absences, d.decisions, d.settings} {
		if err := errors.Join(d.ctx.Err(), step()); err != nil {
			return err
		}
	}
	return nil
}

func (d *dumper) records() error {
	return each(d.reader, spRecords, nil, func(_ []byte, rec *evidence.Record) error {
		out := dumpRecord{Record: *rec}
		if !utf8.ValidString(rec.Raw) {
			out.Raw, out.RawBase64 = "", base64.StdEncoding.EncodeToString([]byte(rec.Raw))
		}
		return d.line(dumpLine{Record: &out})
	})
}

func (d *dumper) studies() error {
	err := each(d.reader, spStudies, nil, func(key []byte, s *storedStudy) error {
		d.keys[firstNumber(key)] = s.Key
		return nil
	})
	if err != nil {
		return err
	}
	return each(d.reader, spStudies, nil, func(_ []byte, s *storedStudy) error {
		if err := d.fill(s); err != nil {
			return err
		}
		out := dumpStudy{Study: s.Study, MergedInto: d.keys[s.Into], Winner: s.Winner}
		for _, no := range s.Absorbed {
			out.Absorbed = append(out.Absorbed, d.keys[no])
		}
		return d.line(dumpLine{Study: &out})
	})
}

func (d *dumper) removed() error {
	return each(d.reader, spKeys, nil, func(key []byte, ref *keyRef) error {
		if !ref.Removed {
			return nil
		}
		return d.line(dumpLine{Removed: string(key)})
	})
}

func (d *dumper) tags() error {
	return each(d.reader, spTags, nil, func(key []byte, t *evidence.Tag) error {
		t.Study = d.keys[firstNumber(key)]
		return d.line(dumpLine{Tag: t})
	})
}

func (d *dumper) findings() error {
	return each(d.reader, spFindings, nil, func(key []byte, f *evidence.Finding) error {
		f.Study = d.keys[firstNumber(key)]
		return d.line(dumpLine{Finding: f})
	})
}

func (d *dumper) absences() error {
	return each(d.reader, spAbsences, nil, func(key []byte, a *evidence.Absence) error {
		a.Study = d.keys[firstNumber(key)]
		return d.line(dumpLine{Absence: a})
	})
}

func (d *dumper) decisions() error {
	return each(d.reader, spDecisions, nil, func(_ []byte, x *Decision) error { return d.line(dumpLine{Decision: x}) })
}

func (d *dumper) settings() error {
	return each(d.reader, spSettings, nil, func(key []byte, value *[]byte) error {
		s := dumpSetting{Name: string(key), Text: string(*value)}
		if !utf8.Valid(*value) {
			s.Text, s.Base64 = "", base64.StdEncoding.EncodeToString(*value)
		}
		return d.line(dumpLine{Setting: &s})
	})
}

// LoadError says which line of a dump cannot be loaded.
type LoadError struct {
	Line   int // from 1
	Reason string
}

func (e *LoadError) Error() string {
	return fmt.Sprintf("line %d of the dump: %s; nothing was loaded", e.Line, e.Reason)
}

// Load makes a new library at path from a dump. The library appears when all of
// it was read and its check finds nothing; a file that is there is left alone
// (fs.ErrExist). The error for a line that cannot be loaded is a *LoadError.
func Load(ctx context.Context, path string, dump io.Reader, who Actor) error {
	path, err := filepath.Abs(path)
	if err != nil {
		return err
	}
	if _, err := os.Lstat(path); err == nil {
		return &os.PathError{Op: "load", Path: path, Err: os.ErrExist}
	}
	return explain(path, bolt.Build(ctx, path, bolt.Options{Ascending: ascending(), Verify: verify}, func(put func(kv.Space, []byte, []byte) error) error {
		l := loader{put: put, studies: map[string]*loaded{}}
		return l.all(ctx, dump)
	}, func(e *bolt.Engine) error {
		r := &Repo{engine: e, path: path, mode: Write, who: who}
		if err := errors.Join(r.derive(ctx), r.slimAll(ctx)); err != nil {
			return err
		}
		problems, err := r.Check(ctx)
		if err == nil && len(problems) > 0 {
			err = fmt.Errorf("the dump does not fit together: %s: %s; nothing was loaded", problems[0].Key, problems[0].Message)
		}
		return err
	}))
}

// loader turns lines into primary pairs.
type loader struct {
	put      func(kv.Space, []byte, []byte) error
	counters counters
	studies  map[string]*loaded // by citation key
	order    []*loaded
	records  map[string]bool
	begun    bool
}

// loaded is a study of the dump. Studies name each other, so they are stored
// last.
type loaded struct {
	no       uint64
	doc      storedStudy
	into     string
	absorbed []string
}

func (l *loader) all(ctx context.Context, dump io.Reader) error {
	in := bufio.NewReaderSize(dump, 1<<16)
	for n := 1; ; n++ {
		text, err := in.ReadBytes('\n')
		if err != nil && err != io.EOF {
			return err
		}
		if len(bytes.TrimSpace(text)) > 0 {
			if bad := l.line(text); bad != nil {
				return &LoadError{n, bad.Error()}
			}
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		if err == io.EOF {
			break
		}
	}
	if !l.begun {
		return &LoadError{1, "it does not begin with a line that names the format"}
	}
	return l.finish()
}

func (l *loader) line(text []byte) error {
	var d dumpLine
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&d); errors.Is(err, io.ErrUnexpectedEOF) {
		return errors.New("it ends in the middle")
	} else if err != nil {
		return err
	}
	if !l.begun && d.Library == nil {
		return errors.New("it should name the format, as the first line of a dump does")
	}
	switch {
	case d.Library != nil:
		return l.library(d.Library)
	case d.Record != nil:
		return l.record(d.Record)
	case d.Study != nil:
		return l.study(d.Study)
	case d.Removed != "":
		return l.set(spKeys, keyOf(d.Removed), keyRef{Removed: true})
	case d.Tag != nil:
		return l.hang(d.Tag.Study, func(no uint64) error { return l.set(spTags, tagKey(no, d.Tag), d.Tag) })
	case d.Finding != nil:
		if err := numbersOf(d.Finding); err != nil {
			return err
		}
		return l.hang(d.Finding.Study, func(no uint64) error { return l.set(spFindings, findingKey(no, d.Finding.ID), d.Finding) })
	case d.Absence != nil:
		return l.hang(d.Absence.Study, func(no uint64) error { return l.set(spAbsences, absenceKey(no, d.Absence), d.Absence) })
	case d.Decision != nil:
		return l.set(spDecisions, d.Decision.key(), d.Decision)
	case d.Setting != nil:
		return l.setting(d.Setting)
	}
	return errors.New("it has none of the members that a line of a dump can have")
}

// numbersOf refuses numbers that cannot be: a dump is a text that anybody may edit.
// What a finding is about is not looked at, because the vocabulary is the library's.
func numbersOf(f *evidence.Finding) error {
	for _, problem := range evidence.ValidateFinding(f, nil) {
		var wrong *evidence.FieldError
		if !errors.As(problem, &wrong) || wrong.Warning {
			continue
		}
		switch wrong.Field {
		case "study", "drug", "outcome", "measure":
		default:
			return fmt.Errorf("finding %s: %w", f.ID, wrong)
		}
	}
	return nil
}

func (l *loader) set(s kv.Space, key []byte, v any) error {
	frame, err := encode(s, key, v)
	if err != nil {
		return err
	}
	return l.put(s, key, frame)
}

func (l *loader) library(d *dumpLibrary) error {
	if l.begun {
		return errors.New("a second first line")
	}
	if d.Format != dumpFormat {
		return fmt.Errorf("it has format %d, this program loads %d", d.Format, dumpFormat)
	}
	l.begun, l.records = true, map[string]bool{}
	l.counters.Finding = d.LastFinding
	return l.set(spMeta, []byte(metaFormat), Format)
}

func (l *loader) record(d *dumpRecord) error {
	rec := d.Record
	if d.RawBase64 != "" {
		b, err := base64.StdEncoding.DecodeString(d.RawBase64)
		if err != nil {
			return err
		}
		rec.Raw = string(b)
	}
	if rec.ID == "" || l.records[rec.ID] {
		return fmt.Errorf("the record has no id or one that stands twice (%q)", rec.ID)
	}
	l.records[rec.ID] = true
	l.counters.Record++
	return l.set(spRecords, number(l.counters.Record), rec)
}

func (l *loader) study(d *dumpStudy) error {
	if d.Key == "" || l.studies[d.Key] != nil {
		return fmt.Errorf("the study has no key or one that stands twice (%q)", d.Key)
	}
	for _, id := range d.Records {
		if !l.records[id] {
			return fmt.Errorf("%s has the record %s, which does not stand above it", d.Key, id)
		}
	}
	l.counters.Study++
	s := &loaded{no: l.counters.Study, doc: storedStudy{Study: d.Study, Winner: d.Winner}, into: d.MergedInto, absorbed: d.Absorbed}
	l.studies[d.Key] = s
	l.order = append(l.order, s)
	return l.set(spKeys, keyOf(d.Key), keyRef{No: s.no})
}

func (l *loader) hang(key string, set func(no uint64) error) error {
	s := l.studies[key]
	if s == nil {
		return fmt.Errorf("it belongs to the study %q, which does not stand above it", key)
	}
	return set(s.no)
}

func (l *loader) setting(d *dumpSetting) error {
	value := []byte(d.Text)
	if d.Base64 != "" {
		var err error
		if value, err = base64.StdEncoding.DecodeString(d.Base64); err != nil {
			return err
		}
	}
	return l.set(spSettings, []byte(d.Name), value)
}

// finish stores the studies, now that all of them have a number.
func (l *loader) finish() error {
	number := func(s *loaded, key string) (uint64, error) {
		other := l.studies[key]
		if other == nil || other == s {
			return 0, fmt.Errorf("%s names %q, which is no other study of the dump; nothing was loaded", s.doc.Key, key)
		}
		return other.no, nil
	}
	for _, s := range l.order {
		if s.into != "" {
			no, err := number(s, s.into)
			if err != nil {
				return err
			}
			s.doc.Into = no
		}
		for _, key := range s.absorbed {
			no, err := number(s, key)
			if err != nil {
				return err
			}
			if l.studies[key].into != s.doc.Key {
				return fmt.Errorf("%s says that %s was merged into it, and %s does not; nothing was loaded", s.doc.Key, key, key)
			}
			s.doc.Absorbed = append(s.doc.Absorbed, no)
		}
		if err := l.set(spStudies, binary.BigEndian.AppendUint64(nil, s.no), &s.doc); err != nil {
			return err
		}
	}
	return l.set(spMeta, []byte(metaCounters), l.counters)
}

// slimAll stores the citation of each study once, as slim does.
func (r *Repo) slimAll(ctx context.Context) error {
	var segments uint64
	err := r.engine.View(ctx, func(kr kv.Reader) (err error) {
		segments, err = reader{kr}.allSegments()
		return err
	})
	for s := uint64(0); s < segments && err == nil; s++ {
		err = r.engine.Update(ctx, func(w kv.Writer) error { return slimSegment(reader{w}, w, s) })
	}
	return err
}

func slimSegment(rd reader, w kv.Writer, segment uint64) error {
	var list []entry
	for no := max(segment<<segmentBits, 1); no < (segment+1)<<segmentBits; no++ {
		doc, err := rd.study(no)
		if err != nil {
			return err
		}
		if doc == nil || len(doc.Records) != 1 {
			continue
		}
		from, err := rd.recordNumber(doc.Records[0])
		if err != nil {
			return err
		}
		rec, err := rd.record(from)
		if err != nil {
			return err
		}
		frame, err := encode(spStudies, number(no), slim(doc, rec, from))
		if err != nil {
			return err
		}
		list = append(list, entry{spStudies, number(no), frame})
	}
	for _, e := range list {
		if err := w.Put(e.space, e.key, e.value); err != nil {
			return err
		}
	}
	return nil
}
