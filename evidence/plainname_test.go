package evidence

import (
	"strings"
	"testing"

	"dossier/evidence/notation"
)

// FuzzPlainName: the short way must lead where the long one does.
func FuzzPlainName(f *testing.F) {
	for _, s := range []string{"Berg, Jan", "Smith, A. B.", "Smith-Jones, Mary Ann", "Lee, SR", "Lee, Jr", "Lee, John III", "Heijde, Desiree van der", "Group, A", "Berg, J.", "Berg,  J", "Berg, J ", "Berg, A-B", "A--, AA"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got, ok := plainName(s)
		if !ok {
			return
		}
		if want := commaName(tidyName(s)); got != want {
			t.Errorf("%q: %+v, want %+v", s, got, want)
		}
		if want, err := parseBibTeXName("{}" + s); err != nil || got != want { // the braces lead the long way
			t.Errorf("BibTeX: %q: %+v, want %+v (%v)", s, got, want, err)
		}
		if strings.TrimSpace(s) != s {
			t.Errorf("%q has blanks around it", s)
		}
	})
}

// FuzzTidyName: what counts as tidy stays as it is on the long way, through
// LaTeX too.
func FuzzTidyName(f *testing.F) {
	for _, s := range []string{"Jan Berg", "Müller-Lüdenscheidt", "J. A. Berg", "Łukasz Żak", "李 明", " Berg", "Berg ", "A  B", "A--B", "A - B", "O'Neil",
		"Berg,", "a\u00adb", "a\u00a0b", "e\u0301", "~", ""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if !isTidyName(s) {
			return
		}
		if got := tidyUp(notation.FromLaTeX(s)); got != s {
			t.Errorf("%q is not tidy: %q", s, got)
		}
	})
}
