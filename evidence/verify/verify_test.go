package verify

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"dossier/evidence"
)

func persons3() []evidence.Person {
	return []evidence.Person{{Family: "Müller", Given: "Anna B"}, {Family: "de Vries", Given: "Jan"}, {Family: "O'Brien", Given: "Pat"}, {Family: "Garcia Lopez", Given: "Maria"}}
}

func trial() evidence.Citation {
	pages, _ := evidence.ParsePages("123-134")
	return evidence.Citation{
		DOI: "10.1000/trial", PMID: "777", Title: "Oral treatment of psoriasis in adults: a randomised controlled trial (CLEAR-2)", Authors: persons3(),
		Journal: "The British Journal of Dermatology", JournalAbbrev: "Br J Dermatol", Volume: "190", Issue: "2", Pages: pages,
		Date: evidence.DateFromParts(2024, 1, 0), DateOnline: evidence.DateFromParts(2023, 11, 2),
	}
}

func answer(c evidence.Citation) Answer {
	return Answer{Records: []evidence.Record{{ID: "1", Origin: evidence.Origin{Format: "crossref"}, Citation: c}}}
}

func TestCheckFields(t *testing.T) {
	type is = []string // "severity field"
	cases := []struct {
		name    string
		change  func(*evidence.Citation)
		verdict Verdict
		issues  is
	}{
		{"as it is", func(*evidence.Citation) {}, Confirmed, nil},
		{"only a DOI", func(c *evidence.Citation) { *c = evidence.Citation{DOI: c.DOI} }, Confirmed, nil},
		{"letter case, dashes, full stop", func(c *evidence.Citation) {
			c.Title = "ORAL TREATMENT OF PSORIASIS IN ADULTS – A Randomised Controlled Trial (CLEAR‑2)."
		}, Confirmed, nil},
		{"reworded title", func(c *evidence.Citation) {
			c.Title = "Oral therapy of psoriasis in adult patients: a randomised controlled trial (CLEAR-2)"
		}, Confirmed, is{"warning title"}},
		{"without subtitle", func(c *evidence.Citation) { c.Title = "Oral treatment of psoriasis in adults" }, Confirmed, is{"warning title"}},
		{"abbreviated journal", func(c *evidence.Citation) { c.Journal = "Br. J. Dermatol." }, Confirmed, nil},
		{"another journal", func(c *evidence.Citation) { c.Journal = "JAMA Dermatology" }, Contradicted, is{"error journal"}},
		{"similar journal", func(c *evidence.Citation) { c.Journal = "Journal of Dermatology" }, Contradicted, is{"error journal"}},
		{"initials only", func(c *evidence.Citation) {
			c.Authors = []evidence.Person{{Family: "Müller", Given: "A. B."}, {Family: "Vries", Particle: "de", Given: "J."}, {Family: "O’Brien", Given: "P"}, {Family: "García López", Given: "M"}}
		}, Confirmed, nil},
		{"et al.", func(c *evidence.Citation) { c.Authors, c.AuthorsTruncated = c.Authors[:1], true }, Confirmed, nil},
		{"left out without et al.", func(c *evidence.Citation) { c.Authors = c.Authors[:2] }, Confirmed, is{"warning authors"}},
		{"misspelt", func(c *evidence.Citation) { c.Authors[0].Family = "Mulier" }, Confirmed, is{"warning authors"}},
		{"compound name cut", func(c *evidence.Citation) {
			c.Authors[3] = evidence.Person{Family: "Lopez", Given: "M. G."}
		}, Confirmed, is{"warning authors"}},
		{"wrong initial", func(c *evidence.Citation) { c.Authors[1].Given = "P" }, Confirmed, is{"warning authors"}},
		{"one stranger", func(c *evidence.Citation) { c.Authors[3] = evidence.Person{Family: "Nobody", Given: "N"} }, Confirmed, is{"warning authors"}},
		{"another first author", func(c *evidence.Citation) { c.Authors[0] = evidence.Person{Family: "Nobody", Given: "N"} }, Contradicted, is{"error authors"}},
		{"first two exchanged", func(c *evidence.Citation) { c.Authors[0], c.Authors[1] = c.Authors[1], c.Authors[0] }, Contradicted, is{"error authors"}},
		{"other authors", func(c *evidence.Citation) {
			c.Authors = []evidence.Person{{Family: "Müller", Given: "A"}, {Family: "Skov"}, {Family: "Jensen"}}
		}, Contradicted, is{"error authors"}},
		{"no authors cited", func(c *evidence.Citation) { c.Authors = nil }, Confirmed, nil},
		{"online year", func(c *evidence.Citation) { c.Date, c.DateOnline = evidence.Date{Year: 2023}, evidence.Date{} }, Confirmed, is{"info year"}},
		{"year after, volume and page right", func(c *evidence.Citation) { c.Date, c.DateOnline = evidence.Date{Year: 2025}, evidence.Date{} }, Confirmed, is{"info year"}},
		{"year after, no volume", func(c *evidence.Citation) {
			c.Date, c.DateOnline, c.Volume = evidence.Date{Year: 2025}, evidence.Date{}, ""
		}, Confirmed, is{"warning year"}},
		{"years off", func(c *evidence.Citation) { c.Date, c.DateOnline = evidence.Date{Year: 2019}, evidence.Date{} }, Contradicted, is{"error year"}},
		{"volume", func(c *evidence.Citation) { c.Volume = "191" }, Confirmed, is{"warning volume"}},
		{"volume with label", func(c *evidence.Citation) { c.Volume = "Vol. 190" }, Confirmed, nil},
		{"issue missing", func(c *evidence.Citation) { c.Issue = "" }, Confirmed, nil},
		{"short pages", func(c *evidence.Citation) { c.Pages, _ = evidence.ParsePages("123–34") }, Confirmed, nil},
		{"first page", func(c *evidence.Citation) { c.Pages, _ = evidence.ParsePages("132-134") }, Confirmed, is{"warning pages"}},
		{"DOI in capitals", func(c *evidence.Citation) { c.DOI = "10.1000/TRIAL" }, Confirmed, nil},
		{"DOI missing", func(c *evidence.Citation) { c.DOI, c.PMID = "", "" }, Confirmed, is{"warning doi"}},
		{"another DOI than the PMID's", func(c *evidence.Citation) { c.DOI = "10.1000/other" }, Contradicted, is{"error doi"}},
		{"shortened title, everything else right", func(c *evidence.Citation) { c.Title = "Oral treatment of psoriasis in a randomised trial" }, Confirmed, is{"warning title"}},
		{"another title, everything else right", func(c *evidence.Citation) { c.Title = "Sleep, noise and shift work of nurses" }, Contradicted, is{"error title"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			cited := trial()
			cited.Authors = persons3()
			c.change(&cited)
			res := Check(cited, answer(trial()))
			var got []string
			for _, i := range res.Issues {
				got = append(got, string(i.Severity)+" "+i.Field)
			}
			if diff := cmp.Diff(c.issues, got); diff != "" || res.Verdict != c.verdict || res.Source != "crossref" {
				t.Errorf("%s by %s %+v\n%s", res.Verdict, res.Source, res.Issues, diff)
			}
			if res.Corrected == nil || res.Corrected.Title != trial().Title || res.Corrected.Year() != 2024 {
				t.Errorf("corrected entry: %+v", res.Corrected)
			}
		})
	}
}

func TestCheckIdentity(t *testing.T) {
	other := trial()
	other.DOI, other.PMID, other.Title = "10.1000/other", "888", "A survey of sleep in nurses"
	other.Authors, other.Volume, other.Journal = []evidence.Person{{Family: "Smith"}}, "3", "Sleep"
	partTwo := trial()
	partTwo.DOI, partTwo.Title = "10.1000/two", "Oral treatment of psoriasis in adults: a randomised controlled trial (CLEAR-3)"
	partTwo.Pages, _ = evidence.ParsePages("135-150")
	record := func(c evidence.Citation) evidence.Record {
		return evidence.Record{ID: string(c.DOI), Origin: evidence.Origin{Format: "crossref"}, Citation: c}
	}
	swapped := trial()
	swapped.DOI, swapped.PMID = other.DOI, ""
	misprinted := trial()
	misprinted.DOI, misprinted.PMID = "10.1000/tria1", ""
	bare := trial()
	bare.DOI, bare.PMID = "", ""

	cases := []struct {
		name    string
		cited   evidence.Citation
		answer  Answer
		verdict Verdict
		field   string // of the first issue
		right   evidence.DOI
	}{
		{"DOI of another work, the right one known", swapped, Answer{Records: []evidence.Record{record(other)}, Candidates: []evidence.Record{record(trial())}}, Contradicted, "doi", "10.1000/trial"},
		{"DOI of another work", swapped, Answer{Records: []evidence.Record{record(other)}}, Contradicted, "doi", ""},
		{"DOI of the next part", trial(), Answer{Records: []evidence.Record{record(partTwo)}}, Contradicted, "doi", ""},
		{"misprinted DOI, found by title", misprinted, Answer{Candidates: []evidence.Record{record(trial())}}, Contradicted, "doi", "10.1000/trial"},
		{"misprinted DOI that does not exist", misprinted, Answer{NoSuchDOI: true, Candidates: []evidence.Record{record(other)}}, Contradicted, "doi", ""},
		{"misprinted DOI, nothing alike", misprinted, Answer{Candidates: []evidence.Record{record(other)}, Unanswered: "not found"}, CouldNotConfirm, "", ""},
		{"no DOI, found by title", bare, Answer{Candidates: []evidence.Record{record(other), record(trial())}}, Confirmed, "doi", "10.1000/trial"},
		{"nobody asked", bare, Answer{Unanswered: "offline"}, CouldNotConfirm, "", ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if c.name == "DOI of the next part" {
				c.cited.DOI, c.cited.PMID = partTwo.DOI, ""
			}
			res := Check(c.cited, c.answer)
			field := ""
			if len(res.Issues) > 0 {
				field = res.Issues[0].Field
			}
			var right evidence.DOI
			if res.Corrected != nil {
				right = res.Corrected.DOI
			}
			if res.Verdict != c.verdict || field != c.field || right != c.right {
				t.Errorf("%s, %+v, corrected DOI %q", res.Verdict, res.Issues, right)
			}
			if res.Verdict == CouldNotConfirm && res.Reason != c.answer.Unanswered {
				t.Errorf("reason %q", res.Reason)
			}
		})
	}
}

func TestCheckNotices(t *testing.T) {
	c := trial()
	c.Notices = []evidence.Notice{{Kind: evidence.NoticeRetraction, DOI: "10.1/r", Source: "pubmed"}, {Kind: evidence.NoticeNewVersion, DOI: "10.1/v"}}
	res := Check(trial(), answer(c))
	if len(res.Notices) != 1 || res.Notices[0].Kind != evidence.NoticeRetraction || res.Verdict != Confirmed {
		t.Errorf("%s %+v", res.Verdict, res.Notices)
	}
}
