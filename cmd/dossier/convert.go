package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"sync"

	"github.com/fxamacker/cbor/v2"
	"github.com/spf13/cobra"

	"dossier/evidence"
	"dossier/exports"
	"dossier/exports/biblio"
	"dossier/ingest"
	"dossier/ingest/format"
	"dossier/ingest/reflist"
	"dossier/ingest/spool"
)

type convertOptions struct {
	to, out, report, from string
	columns               []string // --column
	force                 bool
}

func newConvertCmd(a *app) *cobra.Command {
	var o convertOptions
	var names []string
	for _, b := range exports.Bibliographies() {
		names = append(names, b.Name)
	}
	cmd := &cobra.Command{
		Use:   "convert IN… --to FORMAT [-o OUT]",
		Short: "Convert references from any format to any other, without a library",
		Long: `Read references from files or folders of any supported format ('-' = standard
input) and write them as one bibliography; no library is needed. Every loss and
every doubtful repair is listed; --report writes the list as JSON. What the
columns of a table hold is told with --column, or known from 'dossier add' where
a library is at hand.

Formats to write: ` + strings.Join(names, ", ") + `.

Exit codes: 0 done, 1 nothing could be read, 2 unknown format, 3 some inputs could
not be read.`,
		Example: `  dossier convert export.ris more.nbib --to bibtex -o refs.bib --report problems.json`,
		Args:    cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return runConvert(cmd.Context(), a, args, o)
		},
	}
	f := cmd.Flags()
	f.StringVar(&o.to, "to", "", "`FORMAT` to write")
	f.StringVarP(&o.out, "output", "o", "", "write to this `FILE`")
	f.StringVar(&o.report, "report", "", "write the problem report to this `FILE`")
	f.StringVar(&o.from, "from", "", "read as this `FORMAT` whatever it looks like")
	f.StringArrayVar(&o.columns, "column", nil, "what a column of a CSV or XLSX file holds: `HEADING=FIELD`, repeatable")
	f.BoolVar(&o.force, "force", false, "replace existing files")
	_ = cmd.MarkFlagRequired("to")
	return cmd
}

// convertReport is the problem report, as the machine contract has it.
type convertReport struct {
	Inputs []convertInput `json:"inputs"`
}

type convertInput struct {
	File     string           `json:"file"`
	Format   string           `json:"format"`
	Encoding string           `json:"encoding"`
	Records  int              `json:"records"`
	Lost     int              `json:"lost"`
	Problems []convertProblem `json:"problems"`
}

type convertProblem struct {
	Line     int    `json:"line"`
	Entry    string `json:"entry"`
	Severity string `json:"severity"`
	Message  string `json:"message"`
}

func runConvert(ctx context.Context, a *app, args []string, o convertOptions) error {
	bibliography, ok := exports.FindBibliography(o.to)
	if !ok {
		return usage("dossier convert --help lists the formats", "there is no bibliography format %q", o.to)
	}
	columns, err := convertColumns(ctx, a, o.columns)
	if err != nil {
		return err
	}
	got := &converted{}
	defer got.close()
	var reports []ingest.Report
	for _, arg := range args {
		one, err := collectOne(ctx, a, arg, ingest.Options{From: o.from, Columns: columns}, got)
		if err != nil {
			return err
		}
		reports = append(reports, one...)
	}
	a.problems(got.problems)
	if got.repeated > 0 {
		a.say("warning: %s the citation key of another entry (the first is %s): where keys must differ they are numbered, %s-2",
			plural(got.repeated, "entry has", "entries have"), got.example, got.example)
	}
	if o.report != "" {
		if err := a.output(o.report, true, func(w io.Writer) error { return writeConvertReport(w, reports, got.problems) }); err != nil {
			return err
		}
	}
	unread := 0
	for _, r := range reports {
		if r.Unread() {
			unread++
		}
	}
	if len(got.keys) == 0 && unread > 0 {
		return fail(exitFailed, "", "nothing could be read")
	}
	err = a.output(o.out, o.force || o.report != "", func(w io.Writer) error {
		return bibliography.Write(w, biblio.Studies{Keys: got.keys, Load: got.load}, biblio.Options{})
	})
	if err != nil {
		return err
	}
	if unread > 0 {
		return fail(exitPartly, "see above what to do about them", "%d of %s could not be read", unread, plural(len(reports), "input", "inputs"))
	}
	return nil
}

// convertColumns are the columns of the command line over those that a library
// remembers. A library that nobody named is no reason to stop.
func convertColumns(ctx context.Context, a *app, pairs []string) (map[string]string, error) {
	given, err := parseColumns(pairs)
	if err != nil {
		return nil, err
	}
	columns, err := knownColumns(ctx, a, given)
	if err != nil && a.library != "" {
		return nil, err
	}
	return columns, nil
}

// converted is what the inputs held, without the text as it stood there. The
// studies are set aside: of a large file only their keys are in memory.
type converted struct {
	keys     []string
	places   []int64 // of the studies
	aside    spool.Spool
	problems []format.Problem

	own      keySet // keys of the sources, in small letters
	repeated int    // entries with the key of another one
	example  string // the first such key
}

func (c *converted) Record(r evidence.Record) error {
	study := recordAsStudy(&r)
	if key := ownKey(&r); key != "" && !c.own.add(strings.ToLower(key)) {
		if c.repeated++; c.repeated == 1 {
			c.example = strings.Clone(key)
		}
	}
	piece, err := cbor.Marshal(&study.Citation)
	if err != nil {
		return fmt.Errorf("setting %s aside: %w", study.Key, err)
	}
	c.keys = append(c.keys, strings.Clone(study.Key)) // it may be a part of the text of its entry
	c.places = append(c.places, c.aside.Add(piece))
	return nil
}

// load gives the study of the key i.
func (c *converted) load(i int) (*evidence.Study, error) {
	piece, err := c.aside.Piece(c.places[i])
	if err != nil {
		return nil, err
	}
	study := &evidence.Study{Key: c.keys[i]}
	if err := setAside().Unmarshal(piece, &study.Citation); err != nil {
		return nil, fmt.Errorf("taking up %s again: %w", c.keys[i], err)
	}
	return study, nil
}

func (c *converted) close() { c.aside.Close() }

// setAside decodes citations of any length and with any text.
var setAside = sync.OnceValue(func() cbor.DecMode {
	mode, err := cbor.DecOptions{UTF8: cbor.UTF8DecodeInvalid, MaxArrayElements: 1 << 30, MaxMapPairs: 1 << 30}.DecMode()
	if err != nil {
		panic(err) // the options are fixed
	}
	return mode
})

func (c *converted) Problem(p format.Problem) {
	p.Raw, p.Entry = "", strings.Clone(p.Entry)
	c.problems = append(c.problems, p)
}

// recordAsStudy wraps one record for a writer. Its key is the source's own, or
// made of author and year.
func recordAsStudy(r *evidence.Record) *evidence.Study {
	return &evidence.Study{Key: orWord(ownKey(r), evidence.CiteKey(&r.Citation)), Citation: r.Citation}
}

// ownKey is the key that a reference has in its file; its number in a printed
// list is none.
func ownKey(r *evidence.Record) string {
	if r.Origin.Format == reflist.Name && strings.Trim(r.Origin.Key, "0123456789") == "" {
		return ""
	}
	return r.Origin.Key
}

// writeConvertReport puts each problem under the input that it belongs to.
func writeConvertReport(w io.Writer, reports []ingest.Report, problems []format.Problem) error {
	out := convertReport{Inputs: []convertInput{}}
	at := map[string]int{}
	for _, r := range reports {
		at[r.File] = len(out.Inputs)
		out.Inputs = append(out.Inputs, convertInput{File: r.File, Format: r.Format, Encoding: r.Encoding, Records: r.Records, Lost: r.Lost, Problems: []convertProblem{}})
	}
	for _, p := range problems {
		i, ok := at[p.File]
		if !ok {
			i = len(out.Inputs)
			at[p.File] = i
			out.Inputs = append(out.Inputs, convertInput{File: p.File, Problems: []convertProblem{}})
		}
		message := p.Message
		if p.Next != "" {
			message = fmt.Sprintf("%s; %s", message, p.Next)
		}
		out.Inputs[i].Problems = append(out.Inputs[i].Problems, convertProblem{p.Line, p.Entry, string(p.Severity), message})
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(out)
}
