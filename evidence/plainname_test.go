package evidence

import (
	"strings"
	"testing"
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
