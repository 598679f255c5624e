package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"dossier/evidence"
	"dossier/exports/biblio"
	"dossier/exports/table"
)

// needPrograms skips unless the run may use the programs of the machine
// (DOSSIER_FULL=1), and when one is missing.
func needPrograms(t *testing.T, programs ...string) {
	t.Helper()
	if os.Getenv("DOSSIER_FULL") != "1" {
		t.Skip("SKIP: set DOSSIER_FULL=1 to have other programs read our files")
	}
	for _, p := range programs {
		if _, err := exec.LookPath(p); err != nil {
			t.Skipf("SKIP: %s is not installed", p)
		}
	}
}

// runProgram gives what a program prints, on either stream.
func runProgram(t *testing.T, dir, name string, args ...string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "HOME="+dir, "max_print_line=2000")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%s %v: %v\n%s", name, args, err, lastLines(string(out), 40))
	}
	return string(out)
}

func lastLines(s string, n int) string {
	lines := strings.Split(strings.TrimRight(s, "\n"), "\n")
	return strings.Join(lines[max(0, len(lines)-n):], "\n")
}

// hasWhatStylesNeed tells whether an entry has what the standard styles of
// BibTeX demand of its type: without it they warn, and rightly.
func hasWhatStylesNeed(c *evidence.Citation) bool {
	if c.Title == "" || c.Date.Year == 0 || len(c.Authors) == 0 && (c.Type != evidence.TypeBook || len(c.Editors) == 0) {
		return false
	}
	switch c.Type {
	case evidence.TypeArticle:
		return c.Journal != "" && (c.Issue == "" || c.Volume != "")
	case evidence.TypeConference:
		return c.Journal != ""
	case evidence.TypeBook, evidence.TypeThesis, evidence.TypeReport:
		return c.Publisher != ""
	case evidence.TypeChapter:
		return c.Publisher != "" && c.Journal != ""
	}
	return c.Issue == "" || c.Volume != "" // what has a journal is printed as an article
}

// hasWhatBiblatexTakes leaves out what the data model of biblatex finds wrong
// with the evidence itself: volumes that are no numbers, wrong check digits.
func hasWhatBiblatexTakes(c *evidence.Citation) bool {
	if c.Volume != "" && strings.Trim(c.Volume, "0123456789") != "" {
		return false
	}
	issn, isbn := biblio.SerialNumbers(c)
	for _, n := range issn {
		if _, err := evidence.ParseISSN(n); err != nil {
			return false
		}
	}
	return !slices.ContainsFunc(isbn, func(n string) bool { return !checkDigitHolds(n) })
}

// checkDigitHolds checks an ISBN of 10 digits (weights 10 to 1, modulo 11) or 13
// (weights 1 and 3, modulo 10).
func checkDigitHolds(isbn string) bool {
	digits := strings.ReplaceAll(strings.ToUpper(isbn), "-", "")
	sum := 0
	for i, r := range digits {
		value := int(r - '0')
		if r == 'X' {
			value = 10
		}
		switch {
		case len(digits) == 10:
			sum += (10 - i) * value
		case i%2 == 1:
			sum += 3 * value
		default:
			sum += value
		}
	}
	if len(digits) == 10 {
		return sum%11 == 0
	}
	return sum%10 == 0 && !strings.Contains(digits, "X") && (strings.HasPrefix(digits, "978") || strings.HasPrefix(digits, "979"))
}

// completeRecords are the complete entries of the corpus and of the example,
// each once.
func completeRecords(t *testing.T) []evidence.Record {
	t.Helper()
	var records []evidence.Record
	seen := map[string]bool{}
	add := func(_ string, read []evidence.Record) {
		for i := range read {
			c := &read[i].Citation
			if text := string(printedCitation(*c)); hasWhatStylesNeed(c) && !seen[text] {
				seen[text] = true
				records = append(records, evidence.Record{Citation: *c})
			}
		}
	}
	for _, name := range []string{"references.bib", "pending.bib"} {
		text, err := exampleFiles.ReadFile("example/jak-safety/" + name)
		if err != nil {
			t.Fatal(err)
		}
		add(name, readBack(t, "bibtex", text))
	}
	forEachCorpusFile(t, add)
	return records
}

// writeBibliography writes the records in a format to dir/references.bib.
func writeBibliography(t *testing.T, dir, format string, records []evidence.Record) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, "references.bib"), roundTrip{format: format}.export(t, records), 0o644); err != nil {
		t.Fatal(err)
	}
}

// complaints are the lines of a program's output that hold one of the marks.
func complaints(out string, marks ...string) []string {
	var found []string
	for line := range strings.Lines(out) {
		if slices.ContainsFunc(marks, func(m string) bool { return strings.Contains(line, m) }) {
			found = append(found, strings.TrimSpace(line))
		}
	}
	return found
}

// biber finds nothing to say about a biblatex export of complete entries. Its
// list of the ranges of ISBNs is as old as itself: those are checked here.
func TestFullBiber(t *testing.T) {
	needPrograms(t, "biber")
	records := slices.DeleteFunc(completeRecords(t), func(r evidence.Record) bool { return !hasWhatBiblatexTakes(&r.Citation) })
	dir := t.TempDir()
	writeBibliography(t, dir, "biblatex", records)
	out := runProgram(t, dir, "biber", "--tool", "--validate-datamodel", "references.bib")
	found := slices.DeleteFunc(complaints(out, "WARN -", "ERROR -"), func(line string) bool { return strings.Contains(line, "WARN - ISBN '") })
	if len(found) > 0 {
		t.Errorf("%d complaints:\n%s", len(found), strings.Join(found[:min(len(found), 50)], "\n"))
	}
	t.Logf("biber reads %d entries", len(records))
}

// bibtex and latex make a bibliography of every complete entry in the styles
// that journals build on, without error or warning. pdflatex has no letters for
// scripts other than Latin and Greek; entries in those are left to biber.
func TestFullBibTeXAndLaTeX(t *testing.T) {
	needPrograms(t, "bibtex", "latex")
	records := slices.DeleteFunc(completeRecords(t), func(r evidence.Record) bool {
		return strings.ContainsFunc(string(roundTrip{format: "bibtex"}.export(t, []evidence.Record{r})), func(c rune) bool { return c > unicode.MaxASCII })
	})
	for _, style := range []string{"plain", "unsrt", "abbrv", "alpha"} {
		t.Run(style, func(t *testing.T) {
			dir := t.TempDir()
			writeBibliography(t, dir, "bibtex", records)
			compile(t, dir, style, `\documentclass{article}
\usepackage[T1]{fontenc}
\usepackage{textcomp,amssymb,url}
\begin{document}
\nocite{*}
\bibliographystyle{`+style+`}
\bibliography{references}
\end{document}
`, "bibtex")
			t.Logf("%d entries", len(records))
		})
	}
}

// Styles that make labels of names cut them after three letters. The label of a
// group compiles wherever an accent or a command stands, in BibTeX and biblatex.
func TestFullLabelsOfGroups(t *testing.T) {
	needPrograms(t, "bibtex", "latex", "biber")
	named := func(letters ...string) (records []evidence.Record) {
		for _, x := range letters {
			for _, name := range []string{x + "abc Group", "A" + x + "bc Group", "Ab" + x + "c Group", "Abc" + x, x + x + x, "A " + x + "b", "Abc " + x} {
				for _, p := range []evidence.Person{{Literal: name}, {Family: name}, {Family: name, Given: "Q"}, {Family: "Q", Given: name}} {
					year := 1900 + len(records)%100 // a label has one letter to tell equal ones of a year apart
					records = append(records, evidence.Record{Citation: evidence.Citation{Type: evidence.TypeArticle, Title: "Title", Journal: "Journal",
						Volume: "1", Pages: evidence.Pages{Raw: "1-9", First: "1", Last: "9"}, Authors: []evidence.Person{p}, Date: evidence.Date{Year: year}}})
				}
			}
		}
		return records
	}
	letters := []string{"é", "Č", "ß", "Ø", "&", "%", "$", "#", "_", "–", "'", "“"}
	commands := []string{"ț", "α", "<", "²", "~", "^", "\\", "{", "}"} // for biblatex letters that need other fonts, and no names
	dir := t.TempDir()
	const preamble = "\\documentclass{article}\n\\usepackage[T1]{fontenc}\n\\usepackage{textcomp,amssymb,url}\n"
	writeBibliography(t, dir, "bibtex", named(append(commands, letters...)...))
	for _, style := range []string{"plain", "unsrt", "abbrv", "alpha", "amsalpha", "apalike"} {
		compile(t, dir, style, preamble+"\\begin{document}\n\\nocite{*}\n\\bibliographystyle{"+style+"}\n\\bibliography{references}\n\\end{document}\n", "bibtex")
	}
	writeBibliography(t, dir, "biblatex", named(letters...))
	for _, style := range []string{"numeric", "alphabetic", "authoryear"} {
		compile(t, dir, style, preamble+"\\usepackage[backend=biber,style="+style+"]{biblatex}\n\\addbibresource{references.bib}\n\\begin{document}\n\\nocite{*}\n\\printbibliography\n\\end{document}\n", "biber")
	}
}

// compile runs latex, a program for bibliographies, and latex again on a document,
// and wants no complaint.
func compile(t *testing.T, dir, name, document, bibliography string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name+".tex"), []byte(document), 0o644); err != nil {
		t.Fatal(err)
	}
	runProgram(t, dir, "latex", "-interaction=nonstopmode", name)
	out := runProgram(t, dir, bibliography, name)
	found := complaints(out, "Warning--", "error", "I was expecting", "I couldn't", "WARN -", "ERROR -")
	out = runProgram(t, dir, "latex", "-interaction=nonstopmode", "-halt-on-error", name)
	found = append(found, complaints(out, "LaTeX Warning: Citation", "Missing character", "LaTeX Error", "Undefined control sequence")...)
	if len(found) > 0 {
		t.Errorf("%s and %s, %d complaints:\n%s", bibliography, name, len(found), strings.Join(found[:min(len(found), 50)], "\n"))
	}
}

// pybtex reads every complete entry in both dialects, in strict mode, and finds
// the authors and fields that we wrote.
func TestFullPybtex(t *testing.T) {
	needPrograms(t, "pybtex")
	python := "/usr/bin/python3" // the one that Debian's packages are for
	if err := exec.Command(python, "-c", "import pybtex").Run(); err != nil {
		python = "python3"
	}
	const script = `
import sys, warnings
warnings.simplefilter("error")
import pybtex.errors
pybtex.errors.set_strict_mode(True)
from pybtex.database import parse_file
for key, entry in parse_file(sys.argv[1], bib_format="bibtex").entries.items():
    print(key, len(entry.persons.get("author", [])), len(entry.fields.get("title", "")) > 0, sep="\t")
`
	records := completeRecords(t)
	for _, dialect := range []string{"bibtex", "biblatex"} {
		t.Run(dialect, func(t *testing.T) {
			dir := t.TempDir()
			writeBibliography(t, dir, dialect, records)
			lines := strings.Split(strings.TrimSpace(runProgram(t, dir, python, "-c", script, "references.bib")), "\n")
			if len(lines) != len(records) {
				t.Fatalf("pybtex reads %d of %d entries:\n%s", len(lines), len(records), lastLines(strings.Join(lines, "\n"), 5))
			}
			for i, line := range lines {
				authors := len(records[i].Authors)
				if records[i].AuthorsTruncated && authors > 0 {
					authors++ // "others"
				}
				if want := fmt.Sprintf("k%06d\t%d\tTrue", i, authors); line != want {
					t.Errorf("pybtex reads %q, want %q", line, want)
				}
			}
			t.Logf("%d entries", len(records))
		})
	}
}

// inFolder runs dossier in a folder as a person would.
func inFolder(t *testing.T, dir string, args ...string) string {
	t.Helper()
	t.Chdir(dir)
	var out, problems bytes.Buffer
	a := newApp(strings.NewReader(""), &out, &problems)
	if code := a.execute(t.Context(), args); code != exitDone {
		t.Fatalf("dossier %s: exit %d\n%s", strings.Join(args, " "), code, problems.String())
	}
	return out.String()
}

// acceptance are the numbers of the worked example that every file must show,
// without blanks, and with the dashes that a format may set in its own way.
func acceptance() []string {
	return []string{
		"1.33(0.91–1.94)", "1.48(1.04–2.09)", "0.71(0.44–1.15)", "0.77(0.35–1.68)", "1.50(1.16–1.94)", "3.83(2.76–5.32)",
	}
}

func findAcceptance(t *testing.T, text string) {
	t.Helper()
	squeezed := strings.Join(strings.Fields(text), "")
	for _, want := range acceptance() {
		if !strings.Contains(squeezed, want) {
			t.Errorf("%s is not on the page", want)
		}
	}
}

// TestFullExample writes the tables of the worked example in every format for
// readers, has the program that the format is for open each, and looks for the
// numbers on the page.
func TestFullExample(t *testing.T) {
	needPrograms(t)
	dir := t.TempDir()
	t.Setenv("DOSSIER_NOW", "2026-03-01T09:00:00Z")
	t.Setenv("DOSSIER_CONFIG", filepath.Join(dir, "config.toml"))
	inFolder(t, dir, "init", "--example", "jak-safety")
	for _, format := range []string{"docx", "xlsx", "html", "latex"} {
		inFolder(t, dir, "table", "--format", format, "-o", "tables"+table.Extension(format))
	}
	inFolder(t, dir, "report", "paper")
	page := func(t *testing.T, pdf string) string {
		return runProgram(t, dir, "pdftotext", "-raw", pdf, "-")
	}
	for _, format := range []string{"docx", "xlsx"} {
		t.Run(format+" in LibreOffice", func(t *testing.T) {
			needPrograms(t, "soffice", "pdftotext")
			runProgram(t, dir, "soffice", "--headless", "--convert-to", "pdf", "--outdir", format, "tables"+table.Extension(format))
			findAcceptance(t, page(t, filepath.Join(format, "tables.pdf")))
		})
	}
	t.Run("html in Chromium", func(t *testing.T) {
		needPrograms(t, "chromium", "pdftotext")
		for _, name := range []string{"tables.html", "paper/report.html"} {
			runProgram(t, dir, "chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer", "--print-to-pdf=page.pdf", "file://"+filepath.Join(dir, name))
			findAcceptance(t, page(t, "page.pdf"))
		}
	})
	t.Run("latex", func(t *testing.T) {
		needPrograms(t, "pdflatex", "latex", "pdftotext")
		for range 2 { // the second run knows the widths and the citations
			runProgram(t, dir, "pdflatex", "-interaction=nonstopmode", "-halt-on-error", "tables.tex")
		}
		findAcceptance(t, page(t, "tables.pdf"))
		runProgram(t, dir, "latex", "-interaction=nonstopmode", "-halt-on-error", "tables.tex")
	})
	t.Run("figures in PDF", func(t *testing.T) {
		needPrograms(t, "pdftotext")
		inFolder(t, dir, "plot", "forest", "--drug", "tofacitinib", "--outcome", "mace", "-o", "forest.pdf")
		if text := page(t, "forest.pdf"); !strings.Contains(text, "1.33") {
			t.Errorf("the forest plot does not show the estimate:\n%s", text)
		}
	})
}
