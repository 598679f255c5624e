package evidence

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func from(format string, c Citation) Record {
	return Record{ID: format + "-1", Origin: Origin{Format: format, At: time.Date(2026, 1, 2, 0, 0, 0, 0, time.UTC)}, Citation: c}
}

func people(names ...string) []Person {
	var out []Person
	for _, n := range names {
		family, given, ok := strings.Cut(n, ", ")
		if !ok {
			out = append(out, Person{Literal: n})
			continue
		}
		out = append(out, Person{Family: family, Given: given})
	}
	return out
}

func TestOnlyTheLatestWordOfASourceConflicts(t *testing.T) {
	at := func(year int) time.Time { return time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC) }
	record := func(id, source string, year, published int, notices ...Notice) Record {
		return Record{ID: id, Origin: Origin{Format: source, At: at(year)}, Citation: Citation{DOI: "10.1/a", Title: "A trial of nothing", Date: Date{Year: published}, Notices: notices}}
	}
	retraction := Notice{Kind: NoticeRetraction, Source: "pubmed"}
	old, now := record("1", "pubmed", 2024, 2015), record("2", "pubmed", 2026, 2020, retraction)
	other := record("3", "europepmc", 2026, 2020, Notice{Kind: NoticeRetraction, Source: "europepmc"})
	if _, _, conflicts := Combine([]Record{old, now, other}); len(conflicts) > 0 {
		t.Errorf("what was corrected conflicts: %+v", conflicts)
	}
	now.Notices, now.Date = nil, Date{Year: 2015}
	if _, _, conflicts := Combine([]Record{old, now, other}); len(conflicts) != 2 {
		t.Errorf("want year and retraction, got %+v", conflicts)
	}
	mine := record("4", "ris", 2020, 2010)
	if _, _, conflicts := Combine([]Record{mine, record("5", "ris", 2021, 2020), other}); len(conflicts) != 1 {
		t.Errorf("files are not each other's newer word: %+v", conflicts)
	}
}

func TestCombineChoosesTheBestSource(t *testing.T) {
	crossref := from("crossref", Citation{
		DOI: "10.1056/nejmoa2109927", Title: "Risk with tofacitinib", Authors: people("Ytterberg, Steven R.", "Bhatt, Deepak L."),
		Journal: "New England Journal of Medicine", Volume: "386", Issue: "4", Pages: Pages{Raw: "316-326", First: "316", Last: "326"},
		Date: DateFromParts(2022, 1, 27), DateOnline: DateFromParts(2022, 1, 26), Abstract: "JATS abstract", ISSN: []ISSN{"0028-4793"},
	})
	pubmed := from("pubmed", Citation{
		DOI: "10.1056/NEJMoa2109927", PMID: "35081280", Title: "Risk with Tofacitinib", Authors: people("Ytterberg, Steven R", "Bhatt, Deepak L", "ORAL Surveillance Investigators"),
		Journal: "The New England journal of medicine", JournalAbbrev: "N Engl J Med", Date: DateFromParts(2022, 1, 27), DateOnline: DateFromParts(2022, 1, 26), Abstract: "BACKGROUND: Structured.",
		MeSH: []MeSH{{Descriptor: "Piperidines", UI: "D010880"}}, PublicationTypes: []string{"Randomized Controlled Trial"}, Registry: []RegistryID{{"ClinicalTrials.gov", "NCT02092467"}},
		ISSN: []ISSN{"1533-4406", "0028-4793"},
	})
	bib := from("bibtex", Citation{Title: "risk with {Tofacitinib}", Note: "read this", Abstract: "mine", Date: Date{Year: 2021}, Keywords: []string{"JAK"}, Volume: "386"})
	person := from("person", Citation{Issue: "4a"})
	person.Origin.By = "Ada"

	c, said, conflicts := Combine([]Record{bib, pubmed, person, crossref})
	for _, w := range []struct{ field, got, want, source string }{
		{FieldTitle, c.Title, "Risk with tofacitinib", "crossref"},
		{FieldJournal, c.Journal, "New England Journal of Medicine", "crossref"},
		{FieldJournalAbbrev, c.JournalAbbrev, "N Engl J Med", "pubmed"},
		{FieldAbstract, c.Abstract, "BACKGROUND: Structured.", "pubmed"},
		{FieldVolume, c.Volume, "386", "crossref"},
		{FieldIssue, c.Issue, "4a", "person:Ada"},
		{FieldNote, c.Note, "read this", "bibtex"},
		{FieldDOI, string(c.DOI), "10.1056/NEJMoa2109927", "crossref"},
		{FieldPMID, string(c.PMID), "35081280", "pubmed"},
		{FieldAuthors, fmt.Sprint(len(c.Authors)), "3", "pubmed"}, // the group is only there
		{FieldISSN, fmt.Sprint(c.ISSN), "[0028-4793 1533-4406]", "crossref"},
		{FieldKeywords, fmt.Sprint(c.Keywords), "[JAK]", "bibtex"},
		{FieldDate, c.Date.String(), "2022-01-27", "crossref"},
	} {
		if w.got != w.want || said[w.field].Source != w.source {
			t.Errorf("%s: %q from %q, want %q from %q", w.field, w.got, said[w.field].Source, w.want, w.source)
		}
	}
	if len(conflicts) != 0 { // 2021 is one year off, with the same volume
		t.Errorf("conflicts: %+v", conflicts)
	}
}

func TestCombineConflicts(t *testing.T) {
	registry := Citation{DOI: "10.1/a", Title: "Infection risk with JAK inhibitors in dermatoses: a meta-analysis", Authors: people("Ireland, P", "Verheyden, M", "Jansson, N"), Date: Date{Year: 2025}, DateOnline: Date{Year: 2024}, Volume: "64"}
	with := func(change func(*Citation)) Citation {
		c := registry
		change(&c)
		return c
	}
	cases := []struct {
		name string
		mine Citation
		want []string
	}{
		{"the same", registry, nil},
		{"online year", with(func(c *Citation) { c.Date, c.DateOnline = Date{Year: 2024}, Date{} }), nil},
		{"year before, same volume", with(func(c *Citation) { c.Date, c.DateOnline = Date{Year: 2023}, Date{} }), nil},
		{"year before, other volume", with(func(c *Citation) { c.Date, c.DateOnline, c.Volume = Date{Year: 2023}, Date{}, "12" }), []string{FieldYear}},
		{"years apart", with(func(c *Citation) { c.Date, c.DateOnline = Date{Year: 2020}, Date{} }), []string{FieldYear}},
		{"no subtitle", with(func(c *Citation) { c.Title = "Infection risk with JAK inhibitors in dermatoses" }), nil},
		{"letter case and hyphens", with(func(c *Citation) { c.Title = "Infection Risk With JAK Inhibitors in Dermatoses – A Metaanalysis" }), nil},
		{"another title", with(func(c *Citation) { c.Title = "Biologics versus JAK inhibitors" }), []string{FieldTitle}},
		{"one author misspelt", with(func(c *Citation) { c.Authors = people("Ireland, P", "Verheyen, M", "Jansson, N") }), []string{FieldAuthors}},
		{"et al.", with(func(c *Citation) { c.Authors, c.AuthorsTruncated = people("Ireland, P"), true }), nil},
		{"another first author", with(func(c *Citation) { c.Authors = people("Lamberg, O", "Verheyden, M", "Jansson, N") }), []string{FieldAuthors}},
		{"another DOI", with(func(c *Citation) { c.DOI = "10.1/b" }), []string{FieldDOI}},
		{"the DOI in capitals", with(func(c *Citation) { c.DOI = "10.1/A" }), nil},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, _, conflicts := Combine([]Record{from("crossref", registry), from("ris", c.mine)})
			var got []string
			for _, x := range conflicts {
				got = append(got, x.Field)
				if len(x.Values) != 2 || x.Values[0].Source != "crossref" || x.Values[1].Source != "ris" {
					t.Errorf("values %+v", x.Values)
				}
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
			// A person settles it.
			settled := registry
			_, _, conflicts = Combine([]Record{from("crossref", registry), from("ris", c.mine), from("person", settled)})
			if len(conflicts) != 0 {
				t.Errorf("still in conflict: %+v", conflicts)
			}
		})
	}
}

func TestCombineDates(t *testing.T) {
	onlineOnly := from("crossref", Citation{Title: "x", Date: DateFromParts(2024, 10, 4), DateOnline: DateFromParts(2024, 10, 4)})
	issue := from("pubmed", Citation{Title: "x", Date: DateFromParts(2025, 1, 0), DateOnline: DateFromParts(2024, 10, 4)})
	bare := from("crossref", Citation{Title: "x", Date: DateFromParts(2022, 0, 0)})
	exact := from("pubmed", Citation{Title: "x", Date: DateFromParts(2022, 1, 27)})
	other := from("pubmed", Citation{Title: "x", Date: DateFromParts(2021, 12, 1)})
	late := from("openalex", Citation{Title: "x", Date: DateFromParts(2022, 3, 1)})
	cases := []struct {
		name    string
		records []Record
		want    string
		source  string
	}{
		{"issue before online", []Record{onlineOnly, issue}, "2025-01", "pubmed"},
		{"more precise", []Record{bare, exact}, "2022-01-27", "pubmed"},
		{"another year is not more precise", []Record{bare, other}, "2022", "crossref"},
		{"only registries refine", []Record{bare, late}, "2022", "crossref"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got, said, _ := Combine(c.records)
			if got.Date.String() != c.want || said[FieldDate].Source != c.source {
				t.Errorf("%s from %s, want %s from %s", got.Date, said[FieldDate].Source, c.want, c.source)
			}
		})
	}
}

func TestCombineNotices(t *testing.T) {
	retraction := Notice{Kind: NoticeRetraction, DOI: "10.1/r", Source: "crossref:retraction-watch", Date: DateFromParts(2010, 2, 6)}
	byPublisher := retraction
	byPublisher.Source = "crossref:publisher"
	shouting := retraction
	shouting.DOI, shouting.PMID = "10.1/R", "77"
	hint := Notice{Kind: NoticePossible, Source: "openalex"}
	inPubMed := Notice{Kind: NoticeRetraction, PMID: "20137807", Source: "pubmed", Text: "Lancet. 2010"}

	c, _, conflicts := Combine([]Record{
		from("crossref", Citation{Notices: []Notice{retraction, byPublisher}}),
		from("datacite", Citation{Notices: []Notice{shouting}}),
		from("openalex", Citation{Notices: []Notice{hint}}),
		from("pubmed", Citation{Notices: []Notice{inPubMed}}),
	})
	if len(c.Notices) != 3 {
		t.Fatalf("notices %+v", c.Notices)
	}
	for _, n := range c.Notices {
		if n.Kind == NoticePossible {
			t.Error("the hint stays beside the statement")
		}
		if n.Source == retraction.Source && n.PMID != "77" {
			t.Errorf("the PMID of the same statement is lost: %+v", n)
		}
	}
	if len(conflicts) != 0 {
		t.Errorf("conflicts %+v", conflicts)
	}

	_, _, conflicts = Combine([]Record{
		from("crossref", Citation{Title: "x", Notices: []Notice{retraction}}), from("pubmed", Citation{Title: "x"}),
	})
	if len(conflicts) != 1 || conflicts[0].Field != FieldRetraction || conflicts[0].Values[0].Source != "crossref" {
		t.Errorf("conflicts %+v", conflicts)
	}

	old := from("crossref", Citation{Title: "x"})
	old.Origin.At = time.Date(2022, 11, 9, 0, 0, 0, 0, time.UTC) // before Crossref held the notices
	if _, _, conflicts = Combine([]Record{old, from("pubmed", Citation{Title: "x", Notices: []Notice{inPubMed}})}); len(conflicts) != 0 {
		t.Errorf("silence of an old answer is taken for a statement: %+v", conflicts)
	}
	if _, _, conflicts = Combine([]Record{from("crossref", Citation{Title: "x"}), from("openalex", Citation{Title: "x", Notices: []Notice{hint}})}); len(conflicts) != 1 {
		t.Errorf("a hint that nobody confirms is not shown: %+v", conflicts)
	}
}

func TestCombineUnset(t *testing.T) {
	person := from("person", Citation{})
	person.Extra = []Field{{UnsetField, FieldIssue}}
	c, said, _ := Combine([]Record{from("crossref", Citation{Title: "x", Issue: "4", Volume: "1"}), person})
	if _, ok := said[FieldIssue]; ok || c.Issue != "" || c.Volume != "1" {
		t.Errorf("issue %q volume %q said %v", c.Issue, c.Volume, said)
	}
}

func TestCombineRefresh(t *testing.T) {
	before := from("crossref", Citation{Title: "Old title"})
	after := from("crossref", Citation{Title: "New title"})
	after.ID, after.Origin.At = "crossref-2", before.Origin.At.Add(time.Hour)
	if c, said, _ := Combine([]Record{before, after}); c.Title != "New title" || said[FieldTitle].Record != "crossref-2" {
		t.Errorf("title %q of %s", c.Title, said[FieldTitle].Record)
	}
}

func TestCombineNothing(t *testing.T) {
	c, said, conflicts := Combine(nil)
	if diff := cmp.Diff(Citation{}, c); diff != "" || len(said) != 0 || conflicts != nil {
		t.Error(diff, said, conflicts)
	}
}

func TestCutNoticePrefix(t *testing.T) {
	for _, c := range []struct{ in, clean, mark string }{
		{"RETRACTED: Ileal-lymphoid-nodular hyperplasia", "Ileal-lymphoid-nodular hyperplasia", "RETRACTED"},
		{"WITHDRAWN: Interventions for acne", "Interventions for acne", "WITHDRAWN"},
		{"Retracted article: A trial: part 2", "A trial: part 2", "Retracted article"},
		{"Retraction: A trial", "Retraction: A trial", ""},
		{"Retracted publications: a review", "Retracted publications: a review", ""},
		{"A trial", "A trial", ""},
		{"RETRACTED:", "", "RETRACTED"},
	} {
		if clean, mark := CutNoticePrefix(c.in); clean != c.clean || mark != c.mark {
			t.Errorf("CutNoticePrefix(%q) = %q, %q", c.in, clean, mark)
		}
	}
}

func TestSameTitle(t *testing.T) {
	for _, c := range []struct {
		name, a, b string
		want       bool
	}{
		{"hyphen lost at a line end", "systematic review and metaanalysis", "Systematic review and meta-analysis", true},
		{"punctuation", "Biologics Versus JAK Inhibitors. Part II: Risk", "Biologics versus JAK inhibitors part II – risk", true},
		{"misprint in a long title", "Serum lipids alterations in patients under systemic JAK inhibitor treatments in dermatology", "Serum Lipids Alterations in Patients Under Systemic JAK Inhibitors Treatments in Dermatology", true},
		{"men and women", "Risk of venous thromboembolism with oral treatment in men", "Risk of venous thromboembolism with oral treatment in women", false},
		{"hyper and hypo", "Prevalence of hypertension among adults with psoriasis", "Prevalence of hypotension among adults with psoriasis", false},
		{"with and without", "Outcomes of patients with psoriasis with arthritis", "Outcomes of patients with psoriasis without arthritis", false},
		{"a word more", "Outcomes of treatment in adults with psoriasis", "Outcomes of oral treatment in adults with psoriasis", false},
		{"another part", "Biologics versus JAK inhibitors. Part I: a narrative review of the literature", "Biologics versus JAK inhibitors. Part II: a narrative review of the literature", false},
		{"another year", "Cancer statistics 2020 in the United States of America and Canada", "Cancer statistics 2021 in the United States of America and Canada", false},
		{"short titles must be equal", "Acne", "Acnes", false},
		{"empty", "", "", false},
	} {
		if got := SameTitle(c.a, c.b); got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}

func TestSameFamily(t *testing.T) {
	p := func(particle, family string) Person { return Person{Particle: particle, Family: family} }
	for _, c := range []struct {
		name string
		a, b Person
		want bool
	}{
		{"case and accents", p("", "RØNNSTAD"), p("", "Ronnstad"), true},
		{"particle apart", p("van der", "Gang"), p("", "van der Gang"), true},
		{"particle left out", p("van der", "Gang"), p("", "Gang"), true},
		{"compound cut", p("", "Khokhar"), p("", "Rajput Khokhar"), true},
		{"undivided", Person{Literal: "Ytterberg SR"}, p("", "Ytterberg"), true},
		{"other", p("", "Kim"), p("", "Kimura"), false},
		{"particle alone", p("", "van der"), p("", "van der Gang"), false},
		{"nothing", Person{}, Person{}, false},
	} {
		if got := SameFamily(c.a, c.b); got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}

// drawRecords makes records of several sources; ids are unique.
func drawRecords(t *rapid.T) []Record {
	n := rapid.IntRange(0, 6).Draw(t, "records")
	var out []Record
	text := rapid.SampledFrom([]string{"", "", "a", "b", "The long title of a study of 12 patients"})
	for i := range n {
		r := Record{ID: fmt.Sprint(i)}
		r.Origin.Format = rapid.SampledFrom([]string{"crossref", "pubmed", "europepmc", "openalex", "bibtex", "ris", "person", "ctgov", "identifier"}).Draw(t, "format")
		r.Origin.At = time.Unix(int64(rapid.IntRange(0, 2).Draw(t, "at")), 0)
		r.Title, r.Volume, r.Abstract, r.Journal = text.Draw(t, "title"), text.Draw(t, "volume"), text.Draw(t, "abstract"), text.Draw(t, "journal")
		r.DOI = DOI(rapid.SampledFrom([]string{"", "10.1/a", "10.1/A", "10.1/b"}).Draw(t, "doi"))
		r.Authors = people(rapid.SliceOfN(rapid.SampledFrom([]string{"Kim, Y", "Lee, A", "A Group", "Kim, Yeon"}), 0, 3).Draw(t, "authors")...)
		r.Date = DateFromParts(rapid.IntRange(0, 2).Draw(t, "has")*rapid.IntRange(1010, 1012).Draw(t, "year"), rapid.IntRange(0, 2).Draw(t, "month"), 0)
		r.DateOnline = DateFromParts(rapid.IntRange(0, 1).Draw(t, "hasOnline")*2020, 1, 0)
		for range rapid.IntRange(0, 2).Draw(t, "notices") {
			r.Notices = append(r.Notices, Notice{
				Kind:   rapid.SampledFrom([]NoticeKind{NoticeRetraction, NoticeCorrection, NoticePossible}).Draw(t, "kind"),
				DOI:    DOI(rapid.SampledFrom([]string{"10.2/x", "10.2/y"}).Draw(t, "notice")),
				Source: rapid.SampledFrom([]string{"crossref:publisher", "pubmed"}).Draw(t, "source"),
			})
		}
		r.Keywords = rapid.SliceOfN(rapid.SampledFrom([]string{"acne", "Acne", "JAK"}), 0, 2).Draw(t, "keywords")
		out = append(out, r)
	}
	return out
}

// tiesInOrder puts the imports, and the records of one registry and one time,
// wherever they stand, in the order of their ids, in which drawRecords made them.
func tiesInOrder(records []Record) []Record {
	out := slices.Clone(records)
	for i := range out {
		for j := i + 1; j < len(out); j++ {
			a, b := &out[i], &out[j]
			tied := imported(a) && imported(b) || a.Origin.Format == b.Origin.Format && a.Origin.At.Equal(b.Origin.At)
			if tied && b.ID < a.ID {
				*a, *b = *b, *a
			}
		}
	}
	return out
}

// TestCombineTies: of two imports the first one counts, whatever their ids, times
// and formats are.
func TestCombineTies(t *testing.T) {
	at := time.Unix(1, 0)
	record := func(id, title, note string, at time.Time) Record {
		return Record{ID: id, Origin: Origin{Format: "bibtex", At: at}, Citation: Citation{Title: title, Note: note}}
	}
	own, other := record("b", "Its own title", "", at), record("a", "The title of the other", "a note", at)
	newer := record("c", "A newer title", "", at.Add(time.Hour))
	for _, c := range []struct {
		name    string
		records []Record
		want    string
	}{
		{"its own first", []Record{own, other}, "Its own title"},
		{"the other first", []Record{other, own}, "The title of the other"},
		{"a newer one last", []Record{own, other, newer}, "Its own title"},
		{"a newer one first", []Record{newer, own, other}, "A newer title"},
	} {
		got, said, _ := Combine(c.records)
		if got.Title != c.want || got.Note != "a note" || said[FieldNote].Record != "a" {
			t.Errorf("%s: title %q, note %q of %s", c.name, got.Title, got.Note, said[FieldNote].Record)
		}
	}
}

// TestCombineImports: a later import says of a citation what the first does not,
// or what it says better, and never less.
func TestCombineImports(t *testing.T) {
	at := time.Unix(1, 0)
	good := Citation{
		DOI: "10.5555/q1", Title: "Acne with baricitinib in adults", Authors: people("Smith, John", "Doe, Jane"),
		Journal: "JAMA Dermatol", Date: Date{Year: 2021}, Pages: Pages{Raw: "1-9", First: "1", Last: "9"},
	}
	poor := good
	poor.Title, poor.Journal = "ACNE WITH BARICITINIB IN ADULTS", "JAMA DERMATOL"
	poor.Authors, poor.AuthorsTruncated = people("SMITH, J"), true
	poor.Date, poor.Pages = Date{Year: 2022}, Pages{Raw: "1", First: "1"}
	poor.Issue = "3"
	alone := good
	alone.Authors = people("Smith, J")
	shouting := good
	shouting.Authors = people("SMITH, JOHN", "DOE, JANE")
	another := good
	another.Authors = people("Poe, Ann", "Roe, Ben", "Hill, Dora")
	dated := good
	dated.Date = DateFromParts(2021, 3, 0)
	record := func(id, format string, c Citation) Record {
		at = at.Add(time.Hour)
		return Record{ID: id, Origin: Origin{Format: format, At: at}, Citation: c}
	}
	want := good
	want.Issue = "3"
	withDate := good
	withDate.Date = dated.Date
	for _, c := range []struct {
		name      string
		records   []Record
		want      Citation
		conflicts []string
	}{
		{"a poor one later", []Record{record("a", "ris", good), record("b", "bibtex", poor)}, want, []string{FieldYear}},
		{"co-authors left out", []Record{record("a", "bibtex", good), record("b", "bibtex", alone)}, good, []string{FieldAuthors}},
		{"co-authors left out at first", []Record{record("a", "bibtex", alone), record("b", "bibtex", good)}, good, []string{FieldAuthors}},
		{"capitals first", []Record{record("a", "ris", shouting), record("b", "ris", good)}, good, nil},
		{"other authors are not better ones", []Record{record("a", "ris", good), record("b", "ris", another)}, good, []string{FieldAuthors}},
		{"a month", []Record{record("a", "ris", good), record("b", "csv", dated)}, withDate, nil},
	} {
		got, _, conflicts := Combine(c.records)
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s:\n%s", c.name, diff)
		}
		var fields []string
		for _, x := range conflicts {
			fields = append(fields, x.Field)
		}
		if diff := cmp.Diff(c.conflicts, fields); diff != "" {
			t.Errorf("%s: conflicts\n%s", c.name, diff)
		}
	}
	// The poor one first: the year stays as it came first, the rest is improved.
	late := want
	late.Date = poor.Date
	if got, _, _ := Combine([]Record{record("b", "bibtex", poor), record("a", "ris", good)}); cmp.Diff(late, got) != "" {
		t.Errorf("a good one later:\n%s", cmp.Diff(late, got))
	}
	// Registries stand before both, and a newer answer of one before its older one.
	if got, _, _ := Combine([]Record{record("a", "ris", good), record("c", "crossref", poor)}); got.Title != poor.Title {
		t.Errorf("a registry is overruled: %q", got.Title)
	}
}

func TestCombineProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		records := drawRecords(t)
		c, said, conflicts := Combine(records)

		shuffled := tiesInOrder(rapid.Permutation(records).Draw(t, "order"))
		c2, said2, conflicts2 := Combine(shuffled)
		if diff := cmp.Diff(c, c2) + cmp.Diff(said, said2) + cmp.Diff(conflicts, conflicts2); diff != "" {
			t.Fatalf("the order counts: %s", diff)
		}

		twice, _, _ := Combine(append(append([]Record(nil), records...), records...))
		if diff := cmp.Diff(c, twice); diff != "" {
			t.Fatalf("the same again changes something: %s", diff)
		}

		byID := map[string]Record{}
		for _, r := range records {
			byID[r.ID] = r
		}
		if c.Title != "" && byID[said[FieldTitle].Record].Title != c.Title || c.Volume != "" && byID[said[FieldVolume].Record].Volume != c.Volume {
			t.Fatal("a value is not that of the record it is attributed to")
		}
		for _, r := range records {
			if r.Title != "" && c.Title == "" || r.Abstract != "" && c.Abstract == "" || len(r.Authors) > 0 && len(c.Authors) == 0 || r.Date.Year != 0 && c.Date.Year == 0 {
				t.Fatal("a known field is lost")
			}
			if r.Origin.Format == FormatPerson && r.Title != "" && !strings.HasPrefix(said[FieldTitle].Source, FormatPerson) {
				t.Fatal("a person was overruled")
			}
			for _, n := range r.Notices {
				if n.Kind.Retracted() && len(c.Notices) == 0 {
					t.Fatal("a retraction is lost")
				}
			}
		}
		for i, n := range c.Notices {
			for _, m := range c.Notices[i+1:] {
				if sameStatement(n, m) {
					t.Fatalf("the same statement twice: %+v", n)
				}
			}
		}
	})
}

func BenchmarkCombineStudy(b *testing.B) {
	title := "Safety of Janus kinase inhibitors in immune-mediated inflammatory diseases: a systematic review"
	records := []Record{
		from("crossref", Citation{Title: title, Authors: people("Kim, Y", "Lee, A", "Park, B"), Date: DateFromParts(2024, 1, 1), Volume: "1"}),
		from("pubmed", Citation{Title: title, Authors: people("Kim, Y", "Lee, A", "Park, B"), Date: DateFromParts(2024, 1, 0), Abstract: strings.Repeat("text ", 300)}),
		from("europepmc", Citation{Title: title, Authors: people("Kim, Y", "Lee, A", "Park, B"), Date: DateFromParts(2024, 0, 0)}),
		from("bibtex", Citation{Title: strings.ToUpper(title), Authors: people("Kim, Y", "Lee, A"), Date: DateFromParts(2023, 0, 0)}),
	}
	for b.Loop() {
		Combine(records)
	}
}
