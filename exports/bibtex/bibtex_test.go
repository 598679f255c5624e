package bibtex

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	nickng "github.com/nickng/bibtex"
	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"

	"dossier/evidence"
	"dossier/evidence/notation"
	"dossier/exports/biblio"
)

// parse reads a file with the strict parser that every export must satisfy and
// returns the fields of each entry by key.
func parse(t interface{ Fatalf(string, ...any) }, file string) map[string]map[string]string {
	bib, err := nickng.Parse(strings.NewReader(file))
	if err != nil {
		_, _ = nickng.Parse(strings.NewReader("}")) // a failed parse leaves a global behind that fails the next
		t.Fatalf("nickng/bibtex refuses the export: %v\n%s", err, file)
	}
	entries := make(map[string]map[string]string)
	for _, e := range bib.Entries {
		fields := make(map[string]string)
		for name, value := range e.Fields {
			fields[name] = value.String()
		}
		entries[e.CiteName] = fields
	}
	return entries
}

func write(t interface{ Fatalf(string, ...any) }, studies []*evidence.Study, dialect Dialect) string {
	var out bytes.Buffer
	if err := Write(&out, biblio.List(studies), dialect, biblio.Options{}); err != nil {
		t.Fatalf("writing: %v", err)
	}
	return out.String()
}

// hostile draws text in which everything that can break a .bib file is common.
func hostile() *rapid.Generator[string] {
	runes := []rune(`ab{}@#"'\%&$_^~,=() -–—` + "\n\t\x00\x1b`αΔéŞøß中\u00a0\u202e½≤AB1٣")
	return rapid.StringOfN(rapid.RuneFrom(runes), 0, 40, -1)
}

func hostileStudy() *rapid.Generator[*evidence.Study] {
	types := []evidence.EntryType{
		"", evidence.TypeArticle, evidence.TypeBook, evidence.TypeChapter, evidence.TypeConference, evidence.TypeThesis,
		evidence.TypeReport, evidence.TypePreprint, evidence.TypeDataset, evidence.TypeWebpage, evidence.TypeSoftware,
		evidence.TypeRegistration, evidence.TypeOther, "motion_picture",
	}
	return rapid.Custom(func(t *rapid.T) *evidence.Study {
		text := func(name string) string { return hostile().Draw(t, name) }
		person := rapid.Custom(func(t *rapid.T) evidence.Person {
			return evidence.Person{
				Family: hostile().Draw(t, "family"), Given: hostile().Draw(t, "given"),
				Particle: rapid.SampledFrom([]string{"", "van", "de la", "Van"}).Draw(t, "particle"),
				Suffix:   rapid.SampledFrom([]string{"", "Jr", "III"}).Draw(t, "suffix"),
				Literal:  hostile().Draw(t, "literal"),
			}
		})
		return &evidence.Study{Key: text("key"), Pending: text("pending"), Citation: evidence.Citation{
			Type: rapid.SampledFrom(types).Draw(t, "type"), DOI: evidence.DOI(text("doi")), PMID: evidence.PMID(text("pmid")),
			Title: text("title"), Authors: rapid.SliceOfN(person, 0, 3).Draw(t, "authors"), Journal: text("journal"),
			Volume: text("volume"), Issue: text("issue"), Pages: evidence.Pages{Raw: text("pages")},
			Date: evidence.Date{Year: rapid.IntRange(0, 2100).Draw(t, "year"), Month: rapid.IntRange(0, 13).Draw(t, "month"),
				Day: rapid.IntRange(0, 31).Draw(t, "day"), EndMonth: rapid.IntRange(0, 12).Draw(t, "end"), Raw: text("raw")},
			ISSN: []evidence.ISSN{evidence.ISSN(text("issn"))}, URL: text("url"), Abstract: text("abstract"),
			Keywords: []string{text("keyword"), text("keyword 2")}, Note: text("note"), Publisher: text("publisher"),
		}}
	})
}

// Whatever the studies say, the export parses in one call, no entry is lost or
// takes a field of another, and every text comes back from its LaTeX.
func TestEveryExportParsesAndKeepsItsText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		studies := rapid.SliceOfN(hostileStudy(), 0, 4).Draw(t, "studies")
		dialect := rapid.SampledFrom([]Dialect{BibTeX, BibLaTeX}).Draw(t, "dialect")
		entries := parse(t, write(t, studies, dialect))
		sorted := biblio.List(studies).ByKey()
		keys := biblio.Keys(sorted.Keys)
		if len(entries) != len(studies) {
			t.Fatalf("%d studies became %d entries", len(studies), len(entries))
		}
		for i, key := range keys {
			s, _ := sorted.Load(i)
			got := entries[key]
			want := map[string]string{"title": biblio.Line(s.Title), "note": biblio.Note(s)}
			for name, text := range want {
				back := notation.FromLaTeX(got[name])
				if norm.NFC.String(spaces(back)) != norm.NFC.String(spaces(biblio.Clean(text))) {
					t.Fatalf("%s of %s: wrote %q, LaTeX %q reads %q", name, key, text, got[name], back)
				}
			}
		}
	})
}

// spaces makes runs of white space one space, as LaTeX does.
func spaces(s string) string { return strings.Join(strings.Fields(s), " ") }

func FuzzEntryParses(f *testing.F) {
	for _, seed := range []string{"", "plain", `a{b`, `}`, `\`, `x@y`, "\"", "#", "é", "\x00", `{\"o}`, "@comment{", "% note", "--"} {
		f.Add(seed, seed)
	}
	f.Fuzz(func(t *testing.T, key, text string) {
		s := &evidence.Study{Key: key, Citation: evidence.Citation{
			Type: evidence.TypeArticle, Title: text, DOI: evidence.DOI(text), URL: text, Authors: []evidence.Person{{Family: text, Given: text}, {Literal: text}},
		}}
		for _, dialect := range []Dialect{BibTeX, BibLaTeX} {
			if n := len(parse(t, write(t, []*evidence.Study{s, s}, dialect))); n != 2 {
				t.Fatalf("two studies became %d entries", n)
			}
		}
	})
}

func TestNames(t *testing.T) {
	tests := []struct {
		name   string
		person evidence.Person
		want   string
	}{
		{"family and given", evidence.Person{Family: "Kim", Given: "Min-Ji"}, "Kim, Min-Ji"},
		{"particle", evidence.Person{Family: "Heijde", Particle: "van der", Given: "D."}, "van der Heijde, D."},
		{"suffix", evidence.Person{Family: "King", Given: "M. L.", Suffix: "Jr"}, "King, Jr, M. L."},
		{"corporate", evidence.Person{Literal: "Group for A and B"}, "{Group for A and B}"},
		{"corporate with accent first", evidence.Person{Literal: "Österreichische Gruppe"}, `{{\"O}sterreichische Gruppe}`},
		{"corporate with accent second", evidence.Person{Literal: "Aéro Club Élan"}, `{A}{\'e}{ro Club {\'E}lan}`},
		{"corporate with an accented letter third", evidence.Person{Literal: "Aeț Klub"}, `{Ae}{\textcommabelow{t}}{ Klub}`},
		{"corporate with a safe cut", evidence.Person{Literal: "Ček Klub"}, `{{\v{C}}ek Klub}`},
		{"corporate with accent behind the label", evidence.Person{Literal: "Sträße"}, `{Str{\"a}{\ss}e}`},
		{"corporate with ampersand", evidence.Person{Literal: "AT&T Group"}, `{AT}{\&}{T Group}`},
		{"corporate with Greek", evidence.Person{Literal: "α Group"}, `{\ensuremath{\alpha}}{ Group}`},
		{"corporate of accents", evidence.Person{Literal: "ȚȚ"}, `{\textcommabelow{T}}{\textcommabelow{T}}{}`},
		{"ampersand in a single name", evidence.Person{Family: "R&D"}, `R{\&}D`},
		{"single name", evidence.Person{Family: "Sukarno"}, "Sukarno"},
		{"two words without given name", evidence.Person{Family: "Garcia Lopez"}, "{Garcia Lopez}"},
		{"two words with given name", evidence.Person{Family: "Garcia Lopez", Given: "A"}, "Garcia Lopez, A"},
		{"lower-case word in family name", evidence.Person{Family: "de Bruin", Given: "E"}, "{de Bruin}, E"},
		{"and in family name", evidence.Person{Family: "And", Given: "Metin"}, "{And}, Metin"},
		{"family name others", evidence.Person{Family: "Others", Given: "A"}, "{Others}, A"},
		{"comma in given name", evidence.Person{Family: "Roe", Given: "A, MD"}, "Roe, {A, MD}"},
		{"given name alone", evidence.Person{Given: "Anonymous Author"}, "{Anonymous Author}"},
		{"nobody", evidence.Person{}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := name(tt.person, BibTeX); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}

func TestProtectCapitals(t *testing.T) {
	tests := []struct{ title, want string }{
		{"Janus kinase inhibitors in adults", "Janus kinase inhibitors in adults"},
		{"JAK1 and IL-13 blockade", "{JAK1} and {IL}-13 blockade"},
		{"Use of JAKi in mTOR disease", "Use of {JAKi} in {mTOR} disease"},
		{"Upadacitinib in Crohn disease", "Upadacitinib in {Crohn} disease"},
		{"Upadacitinib in Crohn Disease: A Review", "Upadacitinib in Crohn Disease: A Review"},
		{"A trial of vitamin D", "A trial of vitamin {D}"},
		{"Risk: Lessons for everyone", "Risk: Lessons for everyone"},
		{"Loss of ΔF508 and Δ changes in cells", `Loss of {$\Delta$F508} and {$\Delta$} changes in cells`},
		{"p38 and COVID-19", "p38 and {COVID}-19"},
	}
	for _, tt := range tests {
		t.Run(tt.title, func(t *testing.T) {
			got := protectCapitals(tt.title, BibTeX)
			if back := notation.FromLaTeX(got); back != tt.title {
				t.Errorf("%s reads back as %s", got, back)
			}
			if got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}

func TestDates(t *testing.T) {
	tests := []struct {
		name             string
		date             evidence.Date
		bibtex, biblatex string
	}{
		{"day", evidence.Date{Year: 2021, Month: 6, Day: 5}, "year=2021 month=jun day=5", "date=2021-06-05"},
		{"month", evidence.Date{Year: 2021, Month: 6}, "year=2021 month=jun", "date=2021-06"},
		{"year", evidence.Date{Year: 987}, "year=0987", "date=0987"},
		{"season", evidence.Date{Year: 2021, Season: "winter"}, "year=2021 month=Winter", "date=2021-24"},
		{"months", evidence.Date{Year: 2021, Month: 7, EndMonth: 8}, "year=2021 month=Jul--Aug", "date=2021-07/2021-08"},
		{"days", evidence.Date{Year: 2021, Month: 7, Day: 3, EndDay: 5}, "year=2021 month=jul day=3--5", "date=2021-07-03/2021-07-05"},
		{"years", evidence.Date{Year: 2021, EndYear: 2022}, "year=2021--2022", "date=2021/2022"},
		{"words", evidence.Date{Raw: "in press"}, "year=in press", "year=in press"},
		{"nothing", evidence.Date{}, "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for dialect, want := range map[Dialect]string{BibTeX: tt.bibtex, BibLaTeX: tt.biblatex} {
				e := newEntry(&evidence.Study{}, dialect)
				e.date(tt.date)
				var words []string
				for _, f := range e.fields {
					words = append(words, f.name+"="+f.value)
				}
				if got := strings.Join(words, " "); got != want {
					t.Errorf("dialect %d: got %q, want %q", dialect, got, want)
				}
			}
		})
	}
}

func TestDOIIsNeverEscaped(t *testing.T) {
	tests := []struct {
		name string
		c    evidence.Citation
		want map[string]string
	}{
		{"underscore, angle brackets, percent", evidence.Citation{DOI: "10.1000/a_b<c>%23"}, map[string]string{"doi": "10.1000/a_b<c>%23"}},
		{"url repeats it", evidence.Citation{DOI: "10.1000/A_b", URL: "http://dx.doi.org/10.1000/a%5Fb"}, map[string]string{"doi": "10.1000/A_b"}},
		{"url says more", evidence.Citation{DOI: "10.1000/a", URL: "https://example.org/x"}, map[string]string{"doi": "10.1000/a", "url": "https://example.org/x"}},
		{"brace and at sign", evidence.Citation{DOI: "10.1000/a{b@c"}, map[string]string{"url": "https://doi.org/10.1000/a%7Bb%40c"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := parse(t, write(t, []*evidence.Study{{Key: "k", Citation: tt.c}}, BibLaTeX))["k"]
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("fields (-want +got):\n%s", diff)
			}
		})
	}
}

func BenchmarkWrite10kReferences(b *testing.B) {
	studies := make([]*evidence.Study, 10_000)
	for i := range studies {
		studies[i] = &evidence.Study{Key: "k" + strings.Repeat("x", i%7) + string(rune('a'+i%26)), Citation: evidence.Citation{
			Type: evidence.TypeArticle, DOI: "10.1000/x", PMID: "30000001", Title: "Safety of JAK inhibitors & Co: a système review in Crohn disease",
			Authors: []evidence.Person{{Family: "Müller", Given: "A. B."}, {Family: "Kim", Given: "C"}, {Family: "Heijde", Particle: "van der", Given: "D"}},
			Journal: "Annals of Results", Volume: "1", Pages: evidence.Pages{First: "1", Last: "9"}, Date: evidence.Date{Year: 2021, Month: 5},
			Abstract: strings.Repeat("A sentence of an abstract with 95% CI 0.91–1.94. ", 25),
		}}
	}
	b.ReportAllocs()
	for b.Loop() {
		if err := Write(&bytes.Buffer{}, biblio.List(studies), BibTeX, biblio.Options{}); err != nil {
			b.Fatal(err)
		}
	}
}
