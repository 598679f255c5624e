package evidence_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"dossier/evidence"
)

func TestParsePerson(t *testing.T) {
	type P = evidence.Person
	const (
		auto, bib, apa, vanc, given = evidence.NamesAuto, evidence.NamesBibTeX, evidence.NamesAPA, evidence.NamesVancouver, evidence.NamesGivenFirst
	)
	for _, c := range []struct {
		in    string
		style evidence.NameStyle
		want  P
	}{
		{"Ytterberg, Steven R.", auto, P{Family: "Ytterberg", Given: "Steven R."}},
		{"Ytterberg SR", auto, P{Family: "Ytterberg", Given: "SR"}},
		{"Steven R. Ytterberg", auto, P{Family: "Ytterberg", Given: "Steven R."}},
		{"Plato", auto, P{Family: "Plato"}},
		{"World Health Organization", auto, P{Literal: "World Health Organization"}},
		{"GTEx Consortium", vanc, P{Literal: "GTEx Consortium"}},
		{"Mercuri S. R.", apa, P{Family: "Mercuri", Given: "S. R."}},
		{"de Wit, M.", apa, P{Particle: "de", Family: "Wit", Given: "M."}},
		{"van der Heijde D", vanc, P{Particle: "van der", Family: "Heijde", Given: "D"}},
		{"Van der Gang, S.", apa, P{Family: "Van der Gang", Given: "S."}},
		{"Lo Sicco, K. I.", apa, P{Family: "Lo Sicco", Given: "K. I."}},
		{"Desiree van der Heijde", given, P{Given: "Desiree", Particle: "van der", Family: "Heijde"}},
		{"Heijde, Desiree van der", auto, P{Given: "Desiree", Particle: "van der", Family: "Heijde"}},
		{"d'Alembert, Jean", auto, P{Particle: "d'", Family: "Alembert", Given: "Jean"}},
		{"Smith JA Jr", vanc, P{Family: "Smith", Given: "JA", Suffix: "Jr"}},
		{"Smith, J. A., Jr.", apa, P{Family: "Smith", Given: "J. A.", Suffix: "Jr."}},
		{"Lee, SR", auto, P{Family: "Lee", Given: "SR"}},
		{"Xu J.", auto, P{Family: "Xu", Given: "J."}},
		{"Oh J. K.", auto, P{Family: "Oh", Given: "J. K."}},
		{"Wu JK", auto, P{Family: "Wu", Given: "JK"}},
		{"Yu. V. Berg", auto, P{Family: "Berg", Given: "Yu. V."}},
		{"Lee SR", vanc, P{Family: "Lee", Given: "SR"}},
		{"De Baets SR", vanc, P{Family: "De Baets", Given: "SR"}},
		{"Taranov, IV", auto, P{Family: "Taranov", Given: "IV"}},
		{"Smith, J. A., JR", auto, P{Family: "Smith", Given: "J. A.", Suffix: "JR"}},
		{"Smith, JR, John", auto, P{Family: "Smith", Given: "John", Suffix: "JR"}},
		{"[Anonymous]", auto, P{Literal: "[Anonymous]"}},
		{"Smith, III, John", auto, P{Family: "Smith", Given: "John", Suffix: "III"}},
		{"John Smith III", given, P{Family: "Smith", Given: "John", Suffix: "III"}},
		{"山田太郎", auto, P{Literal: "山田太郎"}},
		{"山田 太郎", auto, P{Family: "山田", Given: "太郎"}},
		{"O'Brien JJ", vanc, P{Family: "O'Brien", Given: "JJ"}},
		{"Chang P-H", vanc, P{Family: "Chang", Given: "P-H"}},

		{"{World Health Organization}", bib, P{Literal: "World Health Organization"}},
		{`{A}{\'e}{ro Club {\'E}lan}`, bib, P{Literal: "Aéro Club Élan"}},
		{`{\'E}{tat}`, bib, P{Literal: "État"}},
		{`{\'E}{\'E}{}`, bib, P{Literal: "ÉÉ"}},
		{`{\'A}`, bib, P{Family: "Á"}},
		{`{\'E}mile Zola`, bib, P{Given: "Émile", Family: "Zola"}},
		{`G{\"o}del, Kurt`, bib, P{Family: "Gödel", Given: "Kurt"}},
		{"Ludwig van Beethoven", bib, P{Given: "Ludwig", Particle: "van", Family: "Beethoven"}},
		{"van der Berg, Jr, Jan", bib, P{Particle: "van der", Family: "Berg", Suffix: "Jr", Given: "Jan"}},
		{"{van der Berg}, Jan", bib, P{Family: "van der Berg", Given: "Jan"}},
		{"de la Vall{\\'e}e Poussin, Charles Louis Xavier Joseph", bib, P{Particle: "de la", Family: "Vallée Poussin", Given: "Charles Louis Xavier Joseph"}},
		{"Donald~E. Knuth", bib, P{Given: "Donald E.", Family: "Knuth"}},
		{"American Heart Association", bib, P{Literal: "American Heart Association"}},
		{"family=Gogh, given=Vincent, prefix=van, useprefix=true", bib, P{Particle: "van", Family: "Gogh", Given: "Vincent"}},
		{"Fosas de Pando, Miguel", bib, P{Family: "Fosas de Pando", Given: "Miguel"}},
		{"given={Ura Ru}, family={Juan}, suffix={Sr}, prefix={von}", bib, P{Particle: "von", Family: "Juan", Given: "Ura Ru", Suffix: "Sr"}},
		{"Sands, S. [Nuclear Regulatory Commission,Washington, DC (United States)]", bib, P{Family: "Sands", Given: "S."}},
		{", David", bib, P{Family: "David"}},
		{"Smith, J., Jr.", bib, P{Family: "Smith", Given: "J.", Suffix: "Jr."}},
		{"Martin Luther King Jr.", bib, P{Given: "Martin Luther", Family: "King", Suffix: "Jr."}},
	} {
		t.Run(c.in, func(t *testing.T) {
			got, err := evidence.ParsePerson(c.in, c.style)
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(c.want, got); d != "" {
				t.Error(d)
			}
		})
	}
	for _, in := range []string{"", " , ", "123", "{}"} {
		for _, style := range []evidence.NameStyle{auto, bib} {
			if p, err := evidence.ParsePerson(in, style); err == nil {
				t.Errorf("ParsePerson(%q) = %+v", in, p)
			}
		}
	}
}

func TestParseAuthors(t *testing.T) {
	const (
		bib, apa, vanc, given, auto = evidence.NamesBibTeX, evidence.NamesAPA, evidence.NamesVancouver, evidence.NamesGivenFirst, evidence.NamesAuto
	)
	for _, c := range []struct {
		name, in string
		style    evidence.NameStyle
		want     string // names as String prints them, "|" between; "…" at the end when truncated
	}{
		{"short family names", "Xu J, Wu K, Hu LM", auto, "Xu, J|Wu, K|Hu, LM"},
		{"short family names with points", "Xu J.; Oh K.; Hu L. M.", auto, "Xu, J.|Oh, K.|Hu, L. M."},
		{"a short family name behind a group", "World Health Organization, Xu J", auto, "World Health Organization|Xu, J"},
		{"bibtex, family first", "Winthrop KL and Smith JA", bib, "Winthrop, KL|Smith, JA"},
		{"bibtex, family first, one", "Winthrop KL", bib, "Winthrop, KL"},
		{"bibtex, family first, all kinds", "van der Heijde D and Xu J.-K. and Smith J. A. Jr and {ORAL Group} and others", bib, "van der Heijde, D|Xu, J.-K.|Smith, Jr, J. A.|ORAL Group|…"},
		{"bibtex, family first, the others left out", "Winthrop KL et al.", bib, "Winthrop, KL|…"},
		{"bibtex, family in capitals", "Wei WU and Jan LI", bib, "WU, Wei|LI, Jan"},
		{"bibtex, one name in words decides", "Kevin Winthrop and Wei NG", bib, "Winthrop, Kevin|NG, Wei"},
		{"bibtex, numbered", "John Smith III and Elizabeth II", bib, "Smith, III, John|II, Elizabeth"},
		{"bibtex, suffix in capitals", "Martin SR", bib, "SR, Martin"},
		{"apa", "Chang, P.-H., Huang, S.-F., Chang, P.-S., & Yu, Y.", apa, "Chang, P.-H.|Huang, S.-F.|Chang, P.-S.|Yu, Y."},
		{"apa, no comma before &", "Kim, Y., Seo, G., Koopman, J. J. & Yee, J.", apa, "Kim, Y.|Seo, G.|Koopman, J. J.|Yee, J."},
		{"apa, comma missing in a name", "Narcisi, A., Costanzo, A. & Mercuri S. R.", apa, "Narcisi, A.|Costanzo, A.|Mercuri, S. R."},
		{"apa, stray blank and missing point", "Turchin, I. , Rutherford, A. I, Norton, S., & Papp, K. A.", apa, "Turchin, I.|Rutherford, A. I|Norton, S.|Papp, K. A."},
		{"apa, particles", "Sattar, N., de Wit, M., Lo Sicco, K. I., & Di Nicola, M. R.", apa, "Sattar, N.|de Wit, M.|Lo Sicco, K. I.|Di Nicola, M. R."},
		{"apa, suffix", "Smith, J. A., Jr., & Doe, B.", apa, "Smith, Jr., J. A.|Doe, B."},
		{"apa, one group", "World Health Organization", apa, "World Health Organization"},
		{"apa, group last", "Smith, J., & ORAL Surveillance Investigators", apa, "Smith, J.|ORAL Surveillance Investigators"},
		{"apa, group with and", "Food and Drug Administration", apa, "Food and Drug Administration"},
		{"apa, left out", "Smith, J., Doe, B., . . . Zed, Q.", apa, "Smith, J.|Doe, B.|Zed, Q.|…"},
		{"apa, ellipsis", "Smith, J., Doe, B., … Zed, Q.", apa, "Smith, J.|Doe, B.|Zed, Q.|…"},
		{"apa, et al", "Smith, J., et al.", apa, "Smith, J.|…"},
		{"apa, one", "Guenther, L.", apa, "Guenther, L."},
		{"full given names", "Smith, John, Doe, Jane", apa, "Smith, John|Doe, Jane"},
		{"vancouver", "Ytterberg SR, Bhatt DL, Mikuls TR, et al.", vanc, "Ytterberg, SR|Bhatt, DL|Mikuls, TR|…"},
		{"vancouver without style", "Ytterberg SR, Bhatt DL, Mikuls TR", auto, "Ytterberg, SR|Bhatt, DL|Mikuls, TR"},
		{"vancouver, group", "Smolen JS, van der Heijde D, EULAR Task Force", vanc, "Smolen, JS|van der Heijde, D|EULAR Task Force"},
		{"vancouver, suffix", "Smith JA Jr, Doe B 3rd", vanc, "Smith, Jr, JA|Doe, 3rd, B"},
		{"apa, initials that look like a suffix", "Lee, SR, Kim, J., & Taranov, IV", apa, "Lee, SR|Kim, J.|Taranov, IV"},
		{"semicolons", "Family, Given; Other GI; The Study Group", auto, "Family, Given|Other, GI|The Study Group"},
		{"given first", "John A. Smith, Jane van Doe and Kim Lee", given, "Smith, John A.|van Doe, Jane|Lee, Kim"},
		{"bibtex", "Donald E. Knuth and van der Berg, Jan and {World Health Organization}", bib, "Knuth, Donald E.|van der Berg, Jan|World Health Organization"},
		{"bibtex, and in braces", "{Barnes and Noble} and Doe, Jane", bib, "Barnes and Noble|Doe, Jane"},
		{"bibtex, others", "Doe, Jane and others", bib, "Doe, Jane|…"},
		{"bibtex, capital AND and line ends", "Doe, Jane AND\n  Roe, Richard", bib, "Doe, Jane|Roe, Richard"},
		{"bibtex, dangling and", "and Doe, Jane and and Roe, R. and", bib, "Doe, Jane|Roe, R."},
		{"bibtex, semicolons", "Baklouti, F.; Huang, S. C.; Benz, E. J.", bib, "Baklouti, F.|Huang, S. C.|Benz, E. J."},
		{"bibtex, commas", "Moser, B., Schöner, H., Bauer, F. and Heise, B.", bib, "Moser, B.|Schöner, H.|Bauer, F.|Heise, B."},
		{"bibtex, full names with commas", "Marta, Margarida,  Lopes, Amélia", bib, "Marta, Margarida|Lopes, Amélia"},
		{"bibtex, pairs of compound names with commas", "Roe-Berg, Ma. del Mar Ana,  Lund Holm, Vicki,  Dahl-Moe, Sa{\\'u}l", bib, "Roe-Berg, Ma. del Mar Ana|Lund Holm, Vicki|Dahl-Moe, Saúl"},
		{"bibtex, whole names with commas", "Anna Maria Roe, Jan Berg, Kim Lund, Ola Moe", bib, "Roe, Anna Maria|Berg, Jan|Lund, Kim|Moe, Ola"},
		{"bibtex, a group and its place", "Ministry of Health, Oslo, Norway, Europe", bib, "Ministry of Health, Oslo, Norway, Europe"},
		{"nothing", "", apa, ""},
		{"only et al", "et al.", vanc, "…"},
	} {
		t.Run(c.name, func(t *testing.T) {
			authors, truncated := evidence.ParseAuthors(c.in, c.style)
			var got []string
			for _, p := range authors {
				got = append(got, p.String())
			}
			if truncated {
				got = append(got, "…")
			}
			if d := cmp.Diff(c.want, strings.Join(got, "|")); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestPersonCompare(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"Ytterberg SR", "Ytterberg, Steven R.", true}, {"Ytterberg S", "Ytterberg SR", true}, {"Ytterberg SR", "Ytterberg ST", false},
		{"Rønnstad AT", "Ronnstad A", true}, {"Van der Gang S", "van der Gang, S.", true}, {"Corbella-Bargot L", "Corbella Bargot L", true},
		{"Smith JA Jr", "Smith JA", false}, {"World Health Organization", "world health organisation", false}, {"World Health Organization", "WORLD HEALTH ORGANIZATION", true},
		{"Smith J", "Smyth J", false},
	} {
		a, _ := evidence.ParsePerson(c.a, evidence.NamesAuto)
		b, _ := evidence.ParsePerson(c.b, evidence.NamesAuto)
		if a.Equal(b) != c.want || b.Equal(a) != c.want {
			t.Errorf("%s and %s: want %v (keys %q %q, initials %q %q)", c.a, c.b, c.want, a.FamilyKey(), b.FamilyKey(), a.Initials(), b.Initials())
		}
	}
	for in, want := range map[string]string{"Doe, Jean-Paul M.": "JPM", "Doe, P.-H.": "PH", "Doe JPK": "JPK", "Doe, Yuri": "Y", "Doe, éva": "É", "Plato": ""} {
		if p, _ := evidence.ParsePerson(in, evidence.NamesAuto); p.Initials() != want {
			t.Errorf("%s: initials %q, want %q", in, p.Initials(), want)
		}
	}
}

func TestAuthorsShort(t *testing.T) {
	for in, want := range map[string]string{
		"":                                       "",
		"Guenther, L.":                           "Guenther",
		"Kim, Y., & Lee, S.":                     "Kim and Lee",
		"Ytterberg, S., Bhatt, D., & Mikuls, T.": "Ytterberg et al.",
		"van der Heijde, D.":                     "van der Heijde",
		"World Health Organization":              "World Health Organization",
	} {
		authors, _ := evidence.ParseAuthors(in, evidence.NamesAPA)
		if got := evidence.AuthorsShort(authors); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func TestPersonPrintParse(t *testing.T) {
	name := rapid.StringMatching(`[A-ZÉØ][a-zéøß]{1,8}([ -][A-Z][a-z]{1,6})?`)
	rapid.Check(t, func(t *rapid.T) {
		p := evidence.Person{Family: name.Draw(t, "family")}
		p.Given = rapid.SampledFrom([]string{"", "Jan", "J. A.", "JA", "Jean-Paul M."}).Draw(t, "given")
		p.Particle = rapid.SampledFrom([]string{"", "van der", "de", "von"}).Draw(t, "particle")
		if p.Given != "" {
			p.Suffix = rapid.SampledFrom([]string{"", "Jr", "III"}).Draw(t, "suffix")
		}
		if p.Given == "" && (p.Particle != "" || strings.Contains(p.Family, " ")) {
			t.Skip("a family name of several words alone reads as given and family name")
		}
		for _, style := range []evidence.NameStyle{evidence.NamesAuto, evidence.NamesBibTeX, evidence.NamesAPA} {
			if again, err := evidence.ParsePerson(p.String(), style); err != nil || again != p {
				t.Fatalf("%+v printed %q, read %+v, %v", p, p, again, err)
			}
		}
	})
}

func FuzzParseAuthors(f *testing.F) {
	for _, s := range []string{"Chang, P.-H., & Yu, Y.", "Ytterberg SR, et al.", "{A and B} and others", "A; B; …", "0A0000000 {"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for style := evidence.NamesAuto; style <= evidence.NamesGivenFirst; style++ {
			authors, _ := evidence.ParseAuthors(s, style)
			for _, p := range authors {
				if p.Family == "" && p.Literal == "" {
					t.Errorf("%q, style %d: no name in %+v", s, style, p)
				}
				p.FamilyKey()
				p.Initials()
			}
		}
	})
}

func TestCutEditor(t *testing.T) {
	for _, c := range []struct {
		in, want string
		editor   bool
	}{
		{"Berg, Jan, Ed.", "Berg, Jan", true},
		{"Berg, Jan, Ed", "Berg, Jan", true},
		{"Berg J (Eds.)", "Berg J", true},
		{"Berg, Ed", "Berg, Ed", false},
		{"Smith, J. A., Jr", "Smith, J. A., Jr", false},
		{"Ed Berg", "Ed Berg", false},
		{"", "", false},
	} {
		if got, editor := evidence.CutEditor(c.in); got != c.want || editor != c.editor {
			t.Errorf("CutEditor(%q) = %q, %v", c.in, got, editor)
		}
	}
}

// TestVancouverNameIsThePerson: verify compares names so.
func TestVancouverNameIsThePerson(t *testing.T) {
	cited, _ := evidence.ParseAuthors("Winthrop KL", evidence.NamesBibTeX)
	if found := (evidence.Person{Family: "Winthrop", Given: "Kevin L."}); len(cited) != 1 || !cited[0].Equal(found) {
		t.Errorf("%+v is not %+v", cited, found)
	}
}
