// Package report freezes a review into one folder: tables, figures,
// bibliography, checklists, one page that needs nothing else, and a manifest
// that says what all of it was made of.
//
// A Freeze comes in, Files goes out: names and bytes, which the caller writes.
// Start with Freeze.Files. Read takes a frozen folder's tables back and Compare
// says which cells differ from those of today. Nothing is computed here; the
// same Freeze gives the same bytes.
package report

import (
	"bytes"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"dossier/evidence"
	csvcells "dossier/exports/csv"
	"dossier/exports/plot"
	"dossier/exports/table"
)

// Schema counts changes of meaning of the manifest; added fields do not raise it.
const Schema = 1

// Freeze is what a report is made of.
type Freeze struct {
	Title           string
	Tables          []*evidence.Summary // evidence tables, one per drug or outcome
	Characteristics *evidence.Summary   // may be nil
	Map             *evidence.Summary
	Figures         []Figure
	Bibliography    []byte // BibTeX
	Searches        []Search
	Excluded        int // studies that were excluded with a reason
	Vocabulary      *evidence.Vocabulary
	Manifest        Manifest // without files
}

// Figure is a drawing with the name of its file.
type Figure struct {
	Name   string // "map", "prisma", "forest-mace"
	Figure *plot.Figure
}

// Search is one logged search.
type Search struct {
	Database string `json:"database"`
	Platform string `json:"platform,omitempty"`
	Date     string `json:"date"`
	Strategy string `json:"strategy"`
	Limits   string `json:"limits,omitempty"`
	Hits     int    `json:"hits"`
}

// Manifest says what a folder was made of and by what.
type Manifest struct {
	Schema      int       `json:"schema"`
	Title       string    `json:"title"`
	Command     string    `json:"command"`
	Program     string    `json:"program"` // "dossier 0.1.0"
	Created     time.Time `json:"created"`
	Fingerprint string    `json:"fingerprint"` // of the data
	Query       string    `json:"query"`
	Drugs       []string  `json:"drugs"`
	Outcomes    []string  `json:"outcomes"`
	// Pool, MixPopulations, MixDesigns and Baseline are what was worked out beyond
	// counts and ranges.
	Pool           bool     `json:"pool,omitempty"`
	MixPopulations bool     `json:"mix_populations,omitempty"`
	MixDesigns     bool     `json:"mix_designs,omitempty"`
	Baseline       []string `json:"baseline,omitempty"`
	Studies        int      `json:"studies"`
	Findings       int      `json:"findings"`
	Searches       []Search `json:"searches"`
	// NewestRecord is when the youngest record came in.
	NewestRecord time.Time `json:"newest_record,omitzero"`
	// NewestFetch is when a registry was asked last.
	NewestFetch time.Time `json:"newest_fetch,omitzero"`
	Files       []Listed  `json:"files"`
}

// Listed is a file of the folder.
type Listed struct {
	Name   string `json:"name"`
	Bytes  int    `json:"bytes"`
	SHA256 string `json:"sha256"` // hexadecimal
}

// File is a file to be written; Name has forward slashes.
type File struct {
	Name string
	Data []byte
}

// ManifestName and TablesName are the files that Read needs.
const (
	ManifestName = "manifest.json"
	TablesName   = "tables/tables.json"
)

// Files makes all files of the folder, the manifest last.
func (z *Freeze) Files() ([]File, error) {
	var files []File
	add := func(name string, data []byte) { files = append(files, File{name, data}) }
	for _, step := range []func(func(string, []byte)) error{z.tables, z.figures, z.checklists} {
		if err := step(add); err != nil {
			return nil, err
		}
	}
	add("references.bib", z.Bibliography)
	if len(z.Searches) > 0 {
		add("searches.csv", z.searchTable())
	}
	page, err := z.page()
	if err != nil {
		return nil, err
	}
	add("report.html", page)
	manifest, err := z.manifest(files)
	if err != nil {
		return nil, err
	}
	add(ManifestName, manifest)
	return files, nil
}

// allTables are the evidence tables, the characteristics and the map.
func (z *Freeze) allTables() []*evidence.Summary {
	all := slices.Clone(z.Tables)
	if z.Characteristics != nil {
		all = append(all, z.Characteristics)
	}
	if z.Map != nil {
		all = append(all, z.Map)
	}
	return all
}

// tables writes one document per format with every table, a CSV per table, and
// the cells that a later check compares.
func (z *Freeze) tables(add func(string, []byte)) error {
	all := z.allTables()
	for _, format := range []string{"html", "md", "docx", "xlsx", "latex"} {
		data, err := written(format, all, z.Title)
		if err != nil {
			return err
		}
		add("tables/tables"+table.Extension(format), data)
	}
	names := map[string]bool{}
	for _, t := range all {
		data, err := written("csv", []*evidence.Summary{t}, t.Title)
		if err != nil {
			return err
		}
		add("tables/"+unique(names, tableName(t))+".csv", data)
	}
	data, err := FreezeTables(all)
	if err != nil {
		return err
	}
	add(TablesName, data)
	return nil
}

func written(format string, tables []*evidence.Summary, title string) ([]byte, error) {
	var b bytes.Buffer
	if err := table.Write(&b, format, tables, table.Options{Title: title}); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// tableName is the name of a table's file, without an ending.
func tableName(t *evidence.Summary) string {
	if t.Subject == "" {
		return SafeName(t.Kind)
	}
	return SafeName(t.Kind + "-" + t.Subject)
}

// SafeName makes a file name of any text: lower-case letters, digits and dashes
// only, so that no file system and no shell reads anything into it.
func SafeName(s string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(s) {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			b.WriteRune(r)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
	}
	name := strings.Trim(b.String(), "-")
	if len(name) > 80 {
		name = strings.Trim(name[:80], "-")
	}
	if name == "" {
		return "table"
	}
	return name
}

// unique gives a name that was not given before.
func unique(taken map[string]bool, name string) string {
	for i, try := 2, name; ; i++ {
		if !taken[try] {
			taken[try] = true
			return try
		}
		try = name + "-" + strconv.Itoa(i)
	}
}

func (z *Freeze) figures(add func(string, []byte)) error {
	for _, f := range z.Figures {
		for _, format := range plot.Formats() {
			var b bytes.Buffer
			if err := f.Figure.Write(&b, format); err != nil {
				return fmt.Errorf("drawing %s: %w", f.Name, err)
			}
			add("figures/"+SafeName(f.Name)+"."+format, b.Bytes())
		}
	}
	return nil
}

// searchTable is PRISMA-S: each search as it was run.
func (z *Freeze) searchTable() []byte {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	rows := [][]string{{"database", "platform", "date", "strategy", "limits", "hits"}}
	for _, s := range z.Searches {
		rows = append(rows, []string{csvcells.Neutral(s.Database), csvcells.Neutral(s.Platform), s.Date, csvcells.Neutral(s.Strategy), csvcells.Neutral(s.Limits), strconv.Itoa(s.Hits)})
	}
	_ = w.WriteAll(rows) // a bytes.Buffer takes everything
	return b.Bytes()
}

// manifest lists the files with their hashes.
func (z *Freeze) manifest(files []File) ([]byte, error) {
	m := z.Manifest
	m.Schema, m.Title, m.Searches, m.Files = Schema, z.Title, z.Searches, nil
	if m.Searches == nil {
		m.Searches = []Search{}
	}
	for _, f := range files {
		sum := sha256.Sum256(f.Data)
		m.Files = append(m.Files, Listed{f.Name, len(f.Data), hex.EncodeToString(sum[:])})
	}
	return indented(m)
}

// indented is JSON with < > & left readable.
func indented(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	err := enc.Encode(v)
	return b.Bytes(), err
}
