package evidence_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"dossier/evidence"
)

func TestParsePages(t *testing.T) {
	type P = evidence.Pages
	for _, c := range []struct {
		in     string
		want   P
		bibtex string
	}{
		{"1631-1639", P{First: "1631", Last: "1639"}, "1631--1639"},
		{"2653–2668", P{First: "2653", Last: "2668"}, "2653--2668"},
		{"221-8", P{First: "221", Last: "228"}, "221--8"},
		{"1127-40", P{First: "1127", Last: "1140"}, "1127--40"},
		{"S12–S19", P{First: "S12", Last: "S19"}, "S12--S19"},
		{"S12-9", P{First: "S12", Last: "S19"}, "S12--9"},
		{"e1002", P{First: "e1002", Locator: true}, "e1002"},
		{"Article 109", P{First: "109", Locator: true}, "Article 109"},
		{"Art. No. e109", P{First: "e109", Locator: true}, "Art. No. e109"},
		{"e12-e18", P{First: "e12", Last: "e18"}, "e12--e18"},
		{"101.e1-101.e15", P{First: "101.e1", Last: "101.e15"}, "101.e1--101.e15"},
		{"101.e1-15", P{First: "101.e1", Last: "101.e15"}, "101.e1--15"},
		{"123+", P{First: "123"}, "123+"},
		{"12, 15-17", P{First: "12", Last: "17"}, "12, 15--17"},
		{"xii-xix", P{First: "xii", Last: "xix"}, "xii--xix"},
		{"1059- 1067", P{First: "1059", Last: "1067"}, "1059--1067"},
		{"1059--1067", P{First: "1059", Last: "1067"}, "1059--1067"},
		{"pp. 12-15", P{First: "12", Last: "15"}, "12--15"},
		{"54", P{First: "54"}, "54"},
		{"CD013295", P{First: "CD013295", Locator: true}, "CD013295"},
		{"m4087", P{First: "m4087", Locator: true}, "m4087"},
		{"1475-6; author reply 1475-6", P{First: "1475", Last: "1476"}, "1475--6; author reply 1475--6"},
		{"012009 (8pp)", P{First: "012009", Locator: true}, "012009 (8pp)"},
		{"(p. 94-109)", P{First: "94", Last: "109"}, "94--109"},
		{"3,859-3,869", P{First: "3859", Last: "3869"}, "3,859--3,869"},
		{"234098-1-234098-18", P{First: "234098-1", Last: "234098-18"}, "234098--1--234098--18"},
		{"1--??", P{First: "1"}, "1--??"},
		{"139--139--144", P{First: "139", Last: "144"}, "139--139--144"},
		{"59--62+", P{First: "59", Last: "62"}, "59--62+"},
		{"54\u00ad61", P{First: "54", Last: "61"}, "54--61"},
		{"12A-15A", P{First: "12A", Last: "15A"}, "12A--15A"},
	} {
		t.Run(c.in, func(t *testing.T) {
			got, err := evidence.ParsePages(c.in)
			if err != nil {
				t.Fatal(err)
			}
			c.want.Raw = c.in
			if d := cmp.Diff(c.want, got); d != "" {
				t.Error(d)
			}
			if got.BibTeX() != c.bibtex {
				t.Errorf("BibTeX %q, want %q", got.BibTeX(), c.bibtex)
			}
			if got.String() != c.in {
				t.Errorf("prints %q", got)
			}
			if again, err := evidence.ParsePages(got.BibTeX()); err != nil || !again.Equal(got) {
				t.Errorf("read from BibTeX: %+v, %v", again, err)
			}
		})
	}
	for _, in := range []string{"", "in press", "123-45-67", "1639-1631", "abc", "410 pp", "16 pages", "??"} {
		if p, err := evidence.ParsePages(in); !errors.Is(err, evidence.ErrNotFound) || p.Raw != in || p.First != "" {
			t.Errorf("ParsePages(%q) = %+v, %v", in, p, err)
		}
	}
}

func TestPagesEqual(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"221-8", "221–228", true}, {"S12-S19", "s12-9", true}, {"221-8", "221-9", false}, {"221", "221-8", false}, {"e109", "Article e109", true},
		{"221-221", "221", true}, {"in press", "In Press", true}, {"in press", "12", false},
	} {
		a, _ := evidence.ParsePages(c.a)
		b, _ := evidence.ParsePages(c.b)
		if a.Equal(b) != c.want || b.Equal(a) != c.want {
			t.Errorf("%s and %s: want %v", c.a, c.b, c.want)
		}
	}
}

func TestPagesPrintParse(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := rapid.StringMatching(`[A-Za-z]{0,2}[0-9]{1,5}( ?[-–] ?[A-Za-z]{0,2}[0-9]{1,5})?`).Draw(t, "pages")
		p, _ := evidence.ParsePages(in)
		again, _ := evidence.ParsePages(p.String())
		if again != p {
			t.Fatalf("%q gave %+v, and that %+v", in, p, again)
		}
	})
}

func FuzzParsePages(f *testing.F) {
	for _, s := range []string{"12-15", "e1002", "Article 109", "12, 15-17", "p. 3"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		p, err := evidence.ParsePages(s)
		again, _ := evidence.ParsePages(p.String())
		if again != p {
			t.Errorf("%q gave %+v, and that %+v", s, p, again)
		}
		if err != nil {
			return
		}
		if b, err := evidence.ParsePages(p.BibTeX()); err != nil || !b.Equal(p) {
			t.Errorf("%q as BibTeX %q: %+v, %v", s, p.BibTeX(), b, err)
		}
	})
}
