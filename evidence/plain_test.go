package evidence

import (
	"fmt"
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

// TestPlainDate: the short way must lead where the long one does, for every day
// of a leap year and of another, and for days that there are not.
func TestPlainDate(t *testing.T) {
	read := 0
	for _, year := range []int{999, 1000, 2023, 2024, 2999, 3000} {
		forms := []string{fmt.Sprintf("%04d", year)}
		for month := 0; month <= 13; month++ {
			name := notation.MonthAbbrev(month)
			forms = append(forms, fmt.Sprintf("%04d %s", year, name), fmt.Sprintf("%04d %s ", year, name))
			for day := 0; day <= 32; day++ {
				forms = append(forms, fmt.Sprintf("%04d-%02d-%02d", year, month, day), fmt.Sprintf("%04d %s %d", year, name, day), fmt.Sprintf("%04d %s %02d", year, name, day))
			}
		}
		for _, s := range forms {
			got, ok := plainDate(s)
			if !ok {
				continue
			}
			read++
			if want, err := parseDate(s); got != want || err != nil {
				t.Errorf("%q: %+v, want %+v (%v)", s, got, want, err)
			}
		}
	}
	if want := 4*(1+12) + 3*(365+366+365+365); read != want {
		t.Errorf("%d dates were plain, want %d", read, want)
	}
}

// FuzzPlainNumbers: the short ways of identifiers and pages must lead where the
// long ones do.
func FuzzPlainNumbers(f *testing.F) {
	for _, s := range []string{"10.1000/182", "10.1056/NEJMoa2109927", "10.1016/j.jaad.2020.01.001", "10.12775/QS.2026.49.67568Keywords", "10.1000/a.", "10.1000/abstract", "10." + strings.Repeat("0", 70) + "/0",
		"0190-9622", "2049-3630", "1234-567X", "0000-0000", "221", "221-8", "221–8", "8-221", "1234567", "0012-0019", "221-228", "10-1"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if isPlainDOI(s) {
			if want, err := parseDOI(s); string(want) != s || err != nil {
				t.Errorf("DOI %q: want %q (%v)", s, want, err)
			}
		}
		if isPlainISSN(s) {
			if want, err := parseISSN(s); string(want) != s || err != nil {
				t.Errorf("ISSN %q: want %q (%v)", s, want, err)
			}
		}
		if got, ok := plainPages(s); ok {
			if want, err := parsePages(s); got != want || err != nil {
				t.Errorf("pages %q: %+v, want %+v (%v)", s, got, want, err)
			}
		}
	})
}
