package table

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"dossier/evidence"
)

// fullRun skips unless the run may use programs of the machine (DOSSIER_FULL=1),
// and when a program is missing.
func fullRun(t *testing.T, programs ...string) {
	t.Helper()
	if os.Getenv("DOSSIER_FULL") != "1" {
		t.Skip("SKIP: set DOSSIER_FULL=1 to open the files with other programs")
	}
	for _, p := range programs {
		if _, err := exec.LookPath(p); err != nil {
			t.Skipf("SKIP: %s is not installed", p)
		}
	}
}

func program(t *testing.T, dir, name string, args ...string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "HOME="+dir) // no lock on the profile of a person
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%s %v: %v\n%s", name, args, err, out)
	}
	return string(out)
}

func writeFile(t *testing.T, path, format string, tables ...*evidence.Summary) {
	t.Helper()
	var out bytes.Buffer
	if err := Write(&out, format, tables, Options{Title: "Example"}); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, out.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}

// findNumbers looks for the numbers of the tables in text that another program
// took from the page; line breaks within cells do not count.
func findNumbers(t *testing.T, text string) {
	t.Helper()
	squeezed := strings.Join(strings.Fields(text), "")
	for _, want := range []string{"1.20(0.90–1.60)", "0.95(0.80–1.13)", "0.41(0.30–0.55)", "0.26(-0.04to0.57)", "60/1000vs51/1002"} {
		if !strings.Contains(squeezed, want) {
			t.Errorf("%s is not on the page", want)
		}
	}
}

// findMarks looks for the footnotes of the tables, each behind its mark, once.
func findMarks(t *testing.T, text string) {
	t.Helper()
	squeezed := strings.Join(strings.Fields(text), "")
	for _, s := range invented() {
		for _, f := range s.Footnotes {
			note := f.Mark + strings.Join(strings.Fields(f.Text), "")
			switch {
			case !strings.Contains(squeezed, note):
				t.Errorf("footnote %s is not on the page", f.Mark)
			case strings.Contains(squeezed, f.Mark+note), strings.Contains(squeezed, f.Mark+","+note):
				t.Errorf("footnote %s has its mark twice", f.Mark)
			}
		}
	}
}

func TestFullLibreOffice(t *testing.T) {
	fullRun(t, "soffice", "pdftotext")
	for _, format := range []string{"docx", "xlsx", "html"} {
		t.Run(format, func(t *testing.T) {
			dir := t.TempDir()
			writeFile(t, filepath.Join(dir, "tables"+Extension(format)), format, invented()...)
			program(t, dir, "soffice", "--headless", "--convert-to", "pdf", "--outdir", dir, "tables"+Extension(format))
			text := program(t, dir, "pdftotext", "-layout", "tables.pdf", "-") + program(t, dir, "pdftotext", "-raw", "tables.pdf", "-")
			findNumbers(t, text)
			if format == "docx" {
				findMarks(t, text)
			}
		})
	}
}

func TestFullLaTeX(t *testing.T) {
	fullRun(t, "pdflatex", "pdftotext")
	for name, tables := range map[string][]*evidence.Summary{"invented": invented(), "hostile": {hostile()}} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			writeFile(t, filepath.Join(dir, "tables.tex"), "latex", tables...)
			for range 2 { // the second run knows the widths and the citations
				program(t, dir, "pdflatex", "-interaction=nonstopmode", "-halt-on-error", "tables.tex")
			}
			text := program(t, dir, "pdftotext", "-raw", "tables.pdf", "-")
			if name == "invented" {
				findNumbers(t, text)
			} else if !strings.Contains(strings.Join(strings.Fields(text), ""), "1.48(1.04–2.09)") {
				t.Error("the number is not on the page")
			}
		})
	}
}
