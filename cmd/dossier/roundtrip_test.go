package main

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	nickng "github.com/nickng/bibtex"

	"dossier/cmd/corpustest"
	"dossier/evidence"
	"dossier/evidence/notation"
	"dossier/exports"
	"dossier/exports/biblio"
	"dossier/ingest"
)

// carried lists the fields that every bibliography format of the round trip
// carries, as one comparable text each. What a format cannot carry is documented
// beside its writer and not compared here.
func carried(c *evidence.Citation) map[string]string {
	fields := map[string]string{
		"title":   spaced(c.Title),
		"journal": spaced(c.Journal),
		"volume":  spaced(c.Volume),
		"issue":   spaced(c.Issue),
		"doi":     c.DOI.Key(),
	}
	if y := c.Year(); y != 0 {
		fields["year"] = fmt.Sprint(y)
	}
	switch p := c.Pages; {
	case p.First != "" && p.Last != "" && p.Last != p.First:
		fields["pages"] = spaced(p.First) + "-" + spaced(p.Last) // 309-31 is 309-331
	case p.First != "":
		fields["pages"] = spaced(p.First)
	default:
		fields["pages"] = spaced(p.Raw)
	}
	var authors []string
	for _, p := range c.Authors {
		authors = append(authors, spaced(p.String()))
	}
	fields["authors"] = strings.Join(authors, "; ")
	return fields
}

func spaced(s string) string { return strings.Join(strings.Fields(notation.Fold(s)), " ") }

// readBack reads text with our own reader of a format.
func readBack(t *testing.T, from string, text []byte) []evidence.Record {
	t.Helper()
	got := &collected{}
	if _, err := ingest.ReadFrom(context.Background(), "export", bytes.NewReader(text), ingest.Options{From: from}, got); err != nil {
		t.Fatal(err)
	}
	return got.records
}

// TestConformanceRoundTrip exports what the readers make of every file of the
// corpus and reads it back: the fields that every format carries are equal, a
// second export gives the same bytes, and the BibTeX parser that the program is
// built on takes each of our BibTeX exports in one call. Every third file is
// taken; all of them with DOSSIER_FULL=1.
func TestConformanceRoundTrip(t *testing.T) {
	dir := corpustest.Dir(t, "bib")
	formats := []struct{ name, reader string }{{"bibtex", "bibtex"}, {"biblatex", "bibtex"}, {"ris", "ris"}, {"csl-json", "csl-json"}, {"nbib", "nbib"}}
	type score struct{ files, records, compared, differ, same int }
	scores := map[string]*score{}
	examples := map[string]int{}
	n := 0
	for _, f := range formats {
		scores[f.name] = &score{}
	}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasSuffix(path, ".md") || strings.HasSuffix(path, ".tsv") || strings.HasSuffix(path, ".jsonl") {
			return err
		}
		if n++; n%3 != 0 && os.Getenv("DOSSIER_FULL") != "1" {
			return nil
		}
		got := &collected{}
		if _, err := ingest.Read(context.Background(), path, ingest.Options{}, got); err != nil {
			return err
		}
		if len(got.records) == 0 || len(got.records) > 1500 {
			return nil
		}
		for _, f := range formats {
			s := scores[f.name]
			s.files++
			s.records += len(got.records)
			compared, differ, same := roundTrip(t, f.name, f.reader, filepath.Base(path), got.records, examples)
			s.compared += compared
			s.differ += differ
			if same {
				s.same++
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range formats {
		s := scores[f.name]
		t.Logf("%-9s %d files, %d records, %d fields compared, %d differ (%.3f %% agree); the second export of %d files is the same to the byte",
			f.name, s.files, s.records, s.compared, s.differ, 100*(1-float64(s.differ)/float64(max(s.compared, 1))), s.same)
		if f.name != "nbib" && float64(s.same) < 0.9*float64(s.files) { // MEDLINE has no place for much of what is not an article
			t.Errorf("%s: the second export of only %d of %d files is the same", f.name, s.same, s.files)
		}
		if s.records < 1000 {
			t.Errorf("%s: only %d records compared", f.name, s.records)
		}
		if float64(s.differ) > 0.005*float64(s.compared) {
			t.Errorf("%s: %d of %d fields differ", f.name, s.differ, s.compared)
		}
	}
}

// roundTrip exports records, reads them back, counts the fields that differ, and
// says whether a second export is the same.
func roundTrip(t *testing.T, format, reader, file string, records []evidence.Record, examples map[string]int) (compared, differ int, same bool) {
	t.Helper()
	bibliography, ok := exports.FindBibliography(format)
	if !ok {
		t.Fatalf("no format %s", format)
	}
	var studies []*evidence.Study
	for i := range records {
		s := recordAsStudy(&records[i])
		s.Key = fmt.Sprintf("k%06d", i) // the order of keys is the order of the file
		studies = append(studies, s)
	}
	var first bytes.Buffer
	if err := bibliography.Write(&first, studies, biblio.Options{}); err != nil {
		t.Fatalf("%s as %s: %v", file, format, err)
	}
	if reader == "bibtex" {
		parsed, err := nickng.Parse(bytes.NewReader(first.Bytes()))
		if err != nil {
			t.Errorf("%s as %s: nickng/bibtex: %v", file, format, err)
			_, _ = nickng.Parse(strings.NewReader("}")) // resets its state
		} else if len(parsed.Entries) != len(records) {
			t.Errorf("%s as %s: nickng/bibtex reads %d of %d entries", file, format, len(parsed.Entries), len(records))
		}
	}
	back := readBack(t, reader, first.Bytes())
	if len(back) != len(records) {
		t.Errorf("%s as %s: %d records come back of %d", file, format, len(back), len(records))
		return 0, 0, false
	}
	var again []*evidence.Study
	for i := range back {
		s := recordAsStudy(&back[i])
		s.Key = fmt.Sprintf("k%06d", i)
		again = append(again, s)
		want, have := carried(&records[i].Citation), carried(&back[i].Citation)
		for field, w := range want {
			compared++
			if have[field] == w {
				continue
			}
			differ++
			if examples[format+field]++; examples[format+field] <= 2 {
				t.Logf("%s as %s: record %d, %s: %q came back as %q", file, format, i+1, field, w, have[field])
			}
		}
	}
	var second bytes.Buffer
	if err := bibliography.Write(&second, again, biblio.Options{}); err != nil {
		t.Fatalf("%s as %s, again: %v", file, format, err)
	}
	return compared, differ, bytes.Equal(first.Bytes(), second.Bytes())
}
