package dedupe_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"dossier/evidence"
	"dossier/evidence/dedupe"
)

// article is an invented publication that the cases below vary.
func article() map[string]string {
	return map[string]string{
		"title": "Serum zinc and wound healing after elective hip surgery in older adults", "authors": "Olsen, K. M.; Park, J.; Adeyemi, T.", "year": "2014",
		"journal": "Journal of Orthopaedic Nutrition", "volume": "27", "issue": "3", "pages": "211-219", "doi": "10.5555/jon.2014.0211", "pmid": "24000111",
	}
}

func with(row map[string]string, changes ...string) map[string]string {
	for i := 0; i+1 < len(changes); i += 2 {
		row[changes[i]] = changes[i+1]
	}
	return row
}

func without(row map[string]string, names ...string) map[string]string {
	for _, n := range names {
		delete(row, n)
	}
	return row
}

func TestPairs(t *testing.T) {
	bare := func(changes ...string) map[string]string { return with(without(article(), "doi", "pmid"), changes...) }
	for _, c := range []struct {
		name  string
		a, b  map[string]string
		want  dedupe.Outcome
		guard string // part of it
	}{
		{"identical", article(), article(), dedupe.Automatic, ""},
		{"abbreviated journal, short pages, no identifier", article(), bare("journal", "J Orthop Nutr", "pages", "211-9"), dedupe.Automatic, ""},
		{"DOI as address in capitals", article(), with(without(article(), "pmid", "pages"), "doi", "https://doi.org/10.5555/JON.2014.0211"), dedupe.Automatic, ""},
		{"reference count behind the title", article(), bare("title", "Serum zinc and wound healing after elective hip surgery in older adults. [Review] [33 refs]"), dedupe.Automatic, ""},
		{"translation marks", article(), bare("title", "[Serum zinc and wound healing after elective hip surgery in older adults]"), dedupe.Automatic, ""},
		{"year missing", article(), bare("year", ""), dedupe.Automatic, ""},
		{"year one off, same place", article(), bare("year", "2015"), dedupe.Automatic, ""},
		{"names the other way round", article(), bare("authors", "K. M. Olsen; J. Park; T. Adeyemi"), dedupe.Automatic, ""},
		{"ahead of print", bare(), bare("volume", "", "issue", "", "pages", "1-9"), dedupe.Automatic, ""},
		{"spreadsheet made a date of the pages", bare("pages", "6-12"), bare("pages", "Jun-12"), dedupe.Automatic, ""},
		{"misprint in the title", article(), bare("title", "Serum zinc and wuond healing after elective hip surgery in older adults"), dedupe.Automatic, ""},

		{"equal DOI, another title", article(), with(article(), "title", "Vitamin D status of toddlers in rural nurseries", "pmid", ""), dedupe.Ask, "same identifier"},
		{"equal DOI, another page", article(), with(article(), "pages", "544-551", "pmid", "", "year", "2014"), dedupe.Ask, "same identifier"},
		{"abstracts of a supplement under one DOI", article(), with(article(), "title", "Vitamin D status of toddlers in rural nurseries", "authors", "Berg, A.", "pages", "300-301", "pmid", ""), dedupe.Distinct, ""},
		{"correction as Web of Science prints it", article(), bare("title", "Serum zinc and wound healing after elective hip surgery in older adults (vol 27, pg 211, 2014)", "pages", "402", "issue", "6"), dedupe.Distinct, "an erratum"},
		{"two forms of one correction", bare("title", "Erratum: Serum zinc and wound healing after elective hip surgery in older adults", "pages", "402"),
			bare("title", "Serum zinc and wound healing after elective hip surgery in older adults (vol 27, pg 211, 2014)", "pages", "402"), dedupe.Automatic, ""},
		{"journal and workshop, no pages", bare("pages", "", "volume", "", "issue", ""), bare("journal", "Workshop on Orthopaedic Nutrition", "pages", "", "volume", "", "issue", ""), dedupe.Ask, "another kind of venue"},
		{"two versions of a review", with(bare(), "doi", "10.1002/14651858.CD009999.pub2"), with(bare("year", "2016", "issue", "9"), "doi", "10.1002/14651858.CD009999.pub3"), dedupe.Ask, "two versions"},
		{"preprint and article", bare("journal", "medRxiv", "volume", "", "issue", "", "pages", "", "doi", "10.1101/2014.01.02.14000001"), article(), dedupe.Ask, "preprint"},
		{"meeting abstract and article", article(), bare("journal", "Annals of Trauma", "volume", "9", "issue", "Suppl 1", "pages", "S12", "year", "2013"), dedupe.Distinct, ""},
		{"meeting abstract of the same year, no page", article(), bare("journal", "Annals of Trauma", "volume", "", "issue", "", "pages", ""), dedupe.Ask, "another journal"},
		{"two journals with half a name in common, nothing else to compare", bare("volume", "", "issue", "", "pages", ""), bare("journal", "Journal of Orthopaedic Surgery", "volume", "", "issue", "", "pages", ""), dedupe.Ask, "another journal"},
		{"Ovid kept the label of the supplement and the last page", bare("pages", "S15-S25"), bare("pages", "Suppl-25"), dedupe.Automatic, ""},
		{"printed page and article number", bare("pages", "969-972"), bare("pages", "a1754"), dedupe.Automatic, ""},
		{"last page alone", bare("pages", "567-569"), bare("pages", "569"), dedupe.Automatic, ""},
		{"pages of one volume that have nothing in common", bare(), bare("pages", "544-551"), dedupe.Ask, "pages differ"},
		{"a book and its last chapter", bare("journal", "", "volume", "", "issue", "", "pages", ""), bare("title", "Serum zinc and wound healing after elective hip surgery in older adults Conclusion", "journal", "", "volume", "", "issue", "", "pages", ""), dedupe.Ask, "in part"},
		{"a book without its subtitle", bare("journal", "", "volume", "", "issue", "", "pages", ""), bare("title", "Serum zinc and wound healing after elective hip surgery in older adults: a handbook", "journal", "", "volume", "", "issue", "", "pages", ""), dedupe.Automatic, ""},
		{"second part", bare("title", "Serum zinc and wound healing after elective hip surgery. Part I"), bare("title", "Serum zinc and wound healing after elective hip surgery. Part II", "pages", "220-229"), dedupe.Ask, "numbers"},
		{"opposites that look alike", bare("title", "Preoperative hypotension and delirium after elective hip surgery in older adults"), bare("title", "Preoperative hypertension and delirium after elective hip surgery in older adults", "pages", "220-229"), dedupe.Ask, "word"},
		{"column that comes back", bare("title", "Editorial", "pages", ""), bare("title", "Editorial", "pages", "", "volume", "28", "year", "2015"), dedupe.Distinct, ""},
		{"PMIDs differ", without(article(), "doi"), with(without(article(), "doi"), "pmid", "24000999"), dedupe.Ask, "another PMID"},
		{"DOI and PMID differ", article(), with(article(), "pmid", "24000999", "doi", "10.5555/jon.2014.0999"), dedupe.Ask, "another DOI and another PMID"},
		{"registration and report", bare("journal", "https://clinicaltrials.gov/show/NCT01234567", "volume", "", "issue", "", "pages", ""), article(), dedupe.Distinct, "registration"},
		{"two registrations of one title", bare("journal", "https://clinicaltrials.gov/show/NCT01234567", "volume", "", "issue", "", "pages", ""),
			bare("journal", "https://clinicaltrials.gov/show/NCT07654321", "volume", "", "issue", "", "pages", ""), dedupe.Ask, "two trial registrations"},
		{"no title on one side", article(), bare("title", "UNKNOWN", "pages", ""), dedupe.Ask, "no title"},
		{"nothing in common", article(), map[string]string{"title": "Coral bleaching along a depth gradient", "authors": "Ito, R.", "year": "2003"}, dedupe.Distinct, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			a, b := dedupe.FromRow(with(c.a, "record_id", "a")), dedupe.FromRow(with(c.b, "record_id", "b"))
			e := dedupe.Compare(&a, &b)
			if e.Outcome != c.want || !strings.Contains(e.Guard, c.guard) || c.want == dedupe.Automatic && e.Guard != "" {
				t.Errorf("want %s, guard %q:\n%s", c.want, c.guard, e)
			}
			result := run(t, []*evidence.Record{&a, &b}, nil)
			if got := len(result.Groups) == 1; got != (c.want == dedupe.Automatic) {
				t.Errorf("merged %v", got)
			}
			if got := len(result.Questions) == 1; got != (c.want == dedupe.Ask) {
				t.Errorf("asked %v", got)
			}
		})
	}
}

func TestAnswersAreRemembered(t *testing.T) {
	a := dedupe.FromRow(with(article(), "record_id", "a"))
	b := dedupe.FromRow(with(article(), "record_id", "b", "pages", "544-551", "pmid", ""))
	records := []*evidence.Record{&a, &b}
	if q := run(t, records, nil).Questions; len(q) != 1 {
		t.Fatalf("%d questions, want 1", len(q))
	}
	for verdict, want := range map[dedupe.Verdict][2]int{dedupe.VerdictSame: {1, 0}, dedupe.VerdictDifferent: {0, 0}, dedupe.VerdictReports: {0, 1}} {
		result := run(t, records, []dedupe.Constraint{{A: "b", B: "a", Verdict: verdict}})
		if got := [2]int{len(result.Groups), len(result.Links)}; got != want || len(result.Questions) > 0 {
			t.Errorf("%s: %d groups and links %v, %d questions", verdict, got, want, len(result.Questions))
		}
	}
}

// An erratum has a page and a DOI of its own: nobody need be asked.
func TestErratumIsLinked(t *testing.T) {
	original := dedupe.FromRow(with(article(), "record_id", "a"))
	erratum := dedupe.FromRow(with(article(), "record_id", "b", "title", "Erratum: "+article()["title"], "pages", "402", "doi", "10.5555/jon.2014.0402", "pmid", "24000222"))
	result := run(t, []*evidence.Record{&original, &erratum}, nil)
	want := []dedupe.Link{{A: "b", B: "a", Kind: dedupe.LinkErratum, Why: "an original work and an erratum"}}
	if diff := cmp.Diff(want, result.Links); diff != "" || len(result.Groups)+len(result.Questions) > 0 {
		t.Errorf("%s groups %v questions %v", diff, result.Groups, result.Questions)
	}
}

// A copy without pages fits both the article and its erratum; it must not join
// them.
func TestNoGroupHoldsAnArticleAndItsErratum(t *testing.T) {
	bare := []string{"doi", "pmid"}
	a := dedupe.FromRow(with(without(article(), bare...), "record_id", "a"))
	b := dedupe.FromRow(with(without(article(), append(bare, "pages", "issue")...), "record_id", "b"))
	c := dedupe.FromRow(with(without(article(), bare...), "record_id", "c", "pages", "402-410", "title", "Erratum: "+article()["title"]))
	d := dedupe.FromRow(with(without(article(), bare...), "record_id", "d", "pages", "402-410", "issue", "3"))
	for _, g := range run(t, []*evidence.Record{&a, &b, &c, &d}, nil).Groups {
		if slices.Contains(g.IDs, "a") && slices.Contains(g.IDs, "c") {
			t.Errorf("%v", g)
		}
	}
}

func TestReportsOfOneTrialAreLinked(t *testing.T) {
	report := func(id, title, abstract string) *evidence.Record {
		rec := dedupe.FromRow(map[string]string{"record_id": id, "title": title, "abstract": abstract, "year": "2018"})
		return &rec
	}
	result := run(t, []*evidence.Record{
		report("main", "Zinc after hip surgery: a randomised trial", "Registered as NCT01234567 before the first patient was included in the study."),
		report("long", "Two-year outcomes of supplementation in older adults", "Follow-up of the patients of NCT01234567 over two years after the operation."),
		report("other", "Magnesium and cramps in runners", "Trial registration: NCT07654321, before the first runner was included here."),
		report("pool", "Minerals in surgery and sport: an individual patient data analysis", "We pooled NCT01234567 and NCT07654321 as they had been registered before."),
	}, nil)
	want := []dedupe.Link{
		{A: "long", B: "main", Kind: dedupe.LinkTrial, Why: "NCT01234567"},
		{A: "pool", B: "long", Kind: dedupe.LinkPools, Why: "NCT01234567"},
		{A: "pool", B: "other", Kind: dedupe.LinkPools, Why: "NCT07654321"},
	}
	if diff := cmp.Diff(want, result.Links); diff != "" {
		t.Error(diff)
	}
	if len(result.Groups) > 0 || len(result.Questions) > 0 {
		t.Errorf("links are no duplicates: %v %v", result.Groups, result.Questions)
	}
}

// A trial has a number in each of several registers: who prints two of them
// pools nothing.
func TestOneTrialInSeveralRegisters(t *testing.T) {
	report := func(id, title, abstract string) *evidence.Record {
		rec := dedupe.FromRow(map[string]string{"record_id": id, "title": title, "abstract": abstract, "year": "2018"})
		return &rec
	}
	result := run(t, []*evidence.Record{
		report("t1", "Zinc after hip surgery: a randomised trial", "Registered as NCT01234567 before the first patient was included in the study."),
		report("t2", "Two-year outcomes of supplementation in older adults", "Registration: NCT01234567; EudraCT 2017-001234-56, before the operation."),
		report("t3", "Quality of life of those who took part, a report by mail", "The registration was EudraCT 2017-001234-56, in the spring of that year."),
	}, nil)
	want := []dedupe.Link{
		{A: "t1", B: "t2", Kind: dedupe.LinkTrial, Why: "NCT01234567"},
		{A: "t2", B: "t3", Kind: dedupe.LinkTrial, Why: "2017-001234-56"},
	}
	if diff := cmp.Diff(want, result.Links); diff != "" {
		t.Error(diff)
	}
}

// An erratum and a reply to one article belong to it, not to each other.
func TestTwoAnswersAreNotLinked(t *testing.T) {
	original := dedupe.FromRow(with(article(), "record_id", "a"))
	erratum := dedupe.FromRow(with(article(), "record_id", "b", "title", "Erratum: "+article()["title"], "pages", "402", "doi", "10.5555/jon.2014.0402", "pmid", "24000222"))
	reply := dedupe.FromRow(with(article(), "record_id", "c", "title", "Reply: "+article()["title"], "pages", "403", "doi", "10.5555/jon.2014.0403", "pmid", "24000223"))
	want := []dedupe.Link{
		{A: "b", B: "a", Kind: dedupe.LinkErratum, Why: "an original work and an erratum"},
		{A: "c", B: "a", Kind: dedupe.LinkComment, Why: "an original work and a reply"},
	}
	got := run(t, []*evidence.Record{&original, &erratum, &reply}, nil).Links
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// The DOIs of two versions differ, and the explanation says so.
func TestVersionsAreExplained(t *testing.T) {
	a := dedupe.FromRow(with(article(), "record_id", "a", "doi", "10.1002/14651858.CD999999.pub2"))
	b := dedupe.FromRow(with(article(), "record_id", "b", "doi", "10.1002/14651858.CD999999.pub3", "year", "2018", "pmid", ""))
	if why := dedupe.Compare(&a, &b).Why(); !slices.Contains(why, "another version of the DOI") || slices.Contains(why, "same DOI") {
		t.Errorf("%q", why)
	}
}

func TestStatedRelationsAreLinked(t *testing.T) {
	a := dedupe.FromRow(with(article(), "record_id", "article"))
	b := dedupe.FromRow(with(article(), "record_id", "letter", "doi", "10.5555/jon.2014.0300", "pmid", ""))
	b.Relations = []evidence.Relation{{Kind: "comment-on", DOI: a.DOI, Source: "crossref"}}
	result := run(t, []*evidence.Record{&a, &b}, nil)
	want := []dedupe.Link{{A: "letter", B: "article", Kind: "comment-on", Why: "stated by crossref"}}
	if diff := cmp.Diff(want, result.Links); diff != "" || len(result.Groups) > 0 {
		t.Errorf("%s groups %v", diff, result.Groups)
	}
}

// The JSON form is a contract with other programs.
func TestResultAsJSON(t *testing.T) {
	a := dedupe.FromRow(with(article(), "record_id", "a"))
	b := dedupe.FromRow(with(article(), "record_id", "b"))
	c := dedupe.FromRow(with(article(), "record_id", "c", "pages", "544-551", "pmid", "", "issue", ""))
	for _, test := range []struct {
		name    string
		records []*evidence.Record
		want    string
	}{
		{"nothing", nil, `{"records":0,"groups":[],"questions":[],"links":[]}`},
		{"a group and a question", []*evidence.Record{&a, &b, &c}, `{"records":3,` +
			`"groups":[{"ids":["a","b"],"why":["same title","same authors","same year","same journal","same volume","same issue","same first page","same whole citation","same DOI","same PMID"]}],` +
			`"questions":[{"a":["a","b"],"b":["c"],"score":15,"why":["same title","same authors","same year","same journal","same volume","same DOI"],"guard":"same identifier, but title or page differ"}],` +
			`"links":[]}`},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, err := json.Marshal(run(t, test.records, nil))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, string(got)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestExplain(t *testing.T) {
	a, b := dedupe.FromRow(article()), dedupe.FromRow(with(article(), "pages", "544-551", "pmid", ""))
	got := dedupe.Explain(&a, &b)
	for _, want := range []string{"title", "same", "+6.0", "first page", "another", "-4.0", "total", "guard", "same identifier, but title or page differ", "outcome", "ask"} {
		if !strings.Contains(got, want) {
			t.Errorf("explanation without %q:\n%s", want, got)
		}
	}
}

// sample draws records of few works, so that groups, questions and distinct
// pairs all occur.
func sample(t *rapid.T) []*evidence.Record {
	g := newGenerator(rapid.Uint64().Draw(t, "seed"))
	return slices.Collect(g.records(rapid.IntRange(2, 120).Draw(t, "records")))
}

func TestOrderDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		records := sample(t)
		shuffled := rapid.Permutation(records).Draw(t, "order")
		if diff := cmp.Diff(runRapid(t, records, nil), runRapid(t, shuffled, nil)); diff != "" {
			t.Fatal(diff)
		}
	})
}

func TestPiecemealIsBatch(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		records := sample(t)
		x := dedupe.NewIndex(1)
		for rest := records; len(rest) > 0; {
			n := rapid.IntRange(1, len(rest)).Draw(t, "piece")
			if err := x.Add(t.Context(), slices.Values(rest[:n])); err != nil {
				t.Fatal(err)
			}
			rest = rest[n:]
		}
		if diff := cmp.Diff(runRapid(t, records, nil), x.Result(nil)); diff != "" {
			t.Fatal(diff)
		}
	})
}

// Whatever else is known, two records that a person called different never
// share a group, and are not asked about again.
func TestDifferentIsNeverMerged(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		records := sample(t)
		var constraints []dedupe.Constraint
		for range rapid.IntRange(1, 8).Draw(t, "answers") {
			a, b := rapid.SampledFrom(records).Draw(t, "a"), rapid.SampledFrom(records).Draw(t, "b")
			if a != b {
				constraints = append(constraints, dedupe.Constraint{A: a.ID, B: b.ID, Verdict: rapid.SampledFrom([]dedupe.Verdict{dedupe.VerdictDifferent, dedupe.VerdictReports, dedupe.VerdictSame}).Draw(t, "verdict")})
			}
		}
		result := runRapid(t, records, constraints)
		for _, c := range constraints {
			if c.Verdict == dedupe.VerdictSame {
				continue
			}
			for _, g := range result.Groups {
				if slices.Contains(g.IDs, c.A) && slices.Contains(g.IDs, c.B) {
					t.Fatalf("%s and %s are in %v", c.A, c.B, g.IDs)
				}
			}
			for _, q := range result.Questions {
				if slices.Contains(q.A, c.A) && slices.Contains(q.B, c.B) || slices.Contains(q.A, c.B) && slices.Contains(q.B, c.A) {
					t.Fatalf("%s and %s are asked again", c.A, c.B)
				}
			}
		}
	})
}

// What is asked or merged shares a key: an index that is asked for the keys of
// one record finds the other.
func TestKeysMeet(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		records := sample(t)
		byID := make(map[string]*evidence.Record)
		for _, r := range records {
			byID[r.ID] = r
		}
		for _, q := range runRapid(t, records, nil).Questions {
			if !slices.ContainsFunc(q.A, func(a string) bool {
				return slices.ContainsFunc(q.B, func(b string) bool { return shareKey(byID[a], byID[b]) })
			}) {
				t.Fatalf("%v and %v have no key in common", q.A, q.B)
			}
		}
	})
}

func shareKey(a, b *evidence.Record) bool {
	keys := dedupe.Keys(b)
	return slices.ContainsFunc(dedupe.Keys(a), func(k uint64) bool { return slices.Contains(keys, k) })
}

func runRapid(t *rapid.T, records []*evidence.Record, constraints []dedupe.Constraint) dedupe.Result {
	result, err := dedupe.Run(t.Context(), records, constraints)
	if err != nil {
		t.Fatal(err)
	}
	return result
}

func FuzzCompare(f *testing.F) {
	f.Add("Erratum: A trial of zinc (vol 3, pg 5, 2010)", "Olsen, K. and Park, J.", "2014", "J Orthop Nutr", "27(3)", "211-9", "10.1002/14651858.CD009999.pub2", "A trial of zinc [Review] [33 refs]", "Park J", "Jun-12")
	f.Add("[", "", "0", " = ", "v1)", "1-", "10.1/", "((]]", ";", "xii+3")
	f.Fuzz(func(t *testing.T, titleA, authorsA, year, journal, volume, pagesA, doi, titleB, authorsB, pagesB string) {
		a := dedupe.FromRow(map[string]string{"record_id": "a", "title": titleA, "authors": authorsA, "year": year, "journal": journal, "volume": volume, "pages": pagesA, "doi": doi, "abstract": titleB})
		b := dedupe.FromRow(map[string]string{"record_id": "b", "title": titleB, "authors": authorsB, "year": year, "journal": titleA, "volume": pagesA, "pages": pagesB, "doi": doi, "abstract": titleA})
		ab, ba := dedupe.Compare(&a, &b), dedupe.Compare(&b, &a)
		if diff := cmp.Diff(ab, ba); diff != "" {
			t.Fatalf("order of the two records matters:\n%s", diff)
		}
		total := 0.0
		for _, p := range ab.Parts {
			total += p.Points
		}
		if d := total - ab.Score; d > 0.01 || d < -0.01 {
			t.Fatalf("parts add up to %v, score %v\n%s", total, ab.Score, ab)
		}
		if ab.Outcome == dedupe.Automatic && ab.Guard != "" {
			t.Fatalf("merged in spite of %s", ab.Guard)
		}
		if keys := dedupe.Keys(&a); !slices.Equal(keys, dedupe.Keys(&a)) {
			t.Fatal("keys change")
		}
	})
}

func TestIdentify(t *testing.T) {
	preparer := dedupe.NewPreparer()
	record := func(id string, row map[string]string) *dedupe.Prepared {
		rec := dedupe.FromRow(with(row, "record_id", id))
		return preparer.Prepare(&rec)
	}
	fresh := record("new", without(article(), "doi", "pmid"))
	same := record("olsen2014", article())
	doubtful := record("olsen2014a", with(without(article(), "doi", "pmid"), "pages", "544-551"))
	stranger := record("ito2003", map[string]string{"title": "Coral bleaching along a depth gradient", "year": "2003"})
	for _, c := range []struct {
		name       string
		candidates []*dedupe.Prepared
		want       dedupe.Outcome
		index      int
		others     []int
	}{
		{"nothing there", nil, dedupe.Distinct, -1, nil},
		{"a stranger", []*dedupe.Prepared{stranger}, dedupe.Distinct, -1, nil},
		{"the same", []*dedupe.Prepared{stranger, same}, dedupe.Automatic, 1, nil},
		{"the same before the doubtful", []*dedupe.Prepared{doubtful, same}, dedupe.Automatic, 1, []int{0}},
		{"the doubtful alone", []*dedupe.Prepared{doubtful}, dedupe.Ask, 0, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := dedupe.Identify(fresh, c.candidates)
			if got.Outcome != c.want || got.Index != c.index || !slices.Equal(got.Others, c.others) {
				t.Errorf("got %s, %d, %v:\n%s", got.Outcome, got.Index, got.Others, got.Evidence)
			}
		})
	}
}

// A record is one of a work when it is certain beside one record of it, however
// doubtful beside the others, unless it contradicts one.
func TestJoins(t *testing.T) {
	preparer := dedupe.NewPreparer()
	record := func(id string, changes ...string) *dedupe.Prepared {
		rec := dedupe.FromRow(with(without(article(), "doi", "pmid"), append(changes, "record_id", id)...))
		return preparer.Prepare(&rec)
	}
	english := record("english", "issue", "1", "journal", "Nutr Hosp Orthop", "title", "Serum zinc and wound healing after hip surgery")
	french := record("french", "title", "[Zinc sérique et cicatrisation après chirurgie de la hanche]")
	another := record("another", "title", "Zinc sérique et cicatrisation après chirurgie de la hanche", "doi", "10.5555/other", "pages", "812-820", "volume", "77")
	fresh := record("new", "title", "[Zinc sérique et cicatrisation après chirurgie de la hanche]", "doi", "10.5555/this")
	for _, c := range []struct {
		name    string
		members []*dedupe.Prepared
		want    bool
	}{
		{"the doubtful alone", []*dedupe.Prepared{english}, false},
		{"one is certain", []*dedupe.Prepared{english, french}, true},
		{"one contradicts", []*dedupe.Prepared{english, french, another}, false},
	} {
		for _, sides := range [][2][]*dedupe.Prepared{{{fresh}, c.members}, {c.members, {fresh}}} {
			e, ok := dedupe.Joins(sides[0], sides[1])
			if ok != c.want || ok && e.Outcome != dedupe.Automatic {
				t.Errorf("%s: got %v:\n%s", c.name, ok, e)
			}
		}
	}
}
