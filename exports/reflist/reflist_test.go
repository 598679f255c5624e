package reflist_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"dossier/evidence"
	"dossier/exports/biblio"
	"dossier/exports/reflist"
)

func people(names ...string) (list []evidence.Person) {
	for _, n := range names {
		family, given, _ := strings.Cut(n, ", ")
		list = append(list, evidence.Person{Family: family, Given: given})
	}
	return list
}

func many(n int) (list []evidence.Person) {
	for i := range n {
		list = append(list, evidence.Person{Family: fmt.Sprintf("Author%d", i+1), Given: "A."})
	}
	return list
}

// invented are works of every kind; none of them exists.
func invented() []*evidence.Study {
	article := evidence.Citation{Type: evidence.TypeArticle, Title: "Heart events with tofacitinib.", Authors: people("Stone, Steven R.", "Berg, Anna-Lena"), Journal: "Journal of Invented Medicine", JournalAbbrev: "J Invent Med",
		Date: evidence.Date{Year: 2022, Month: 1, Day: 27}, Volume: "386", Issue: "4", Pages: evidence.Pages{Raw: "316-326", First: "316", Last: "326"}, DOI: "10.5555/stone"}
	article.Authors[1].Particle = "van den"
	large := article
	large.Authors, large.Title, large.Issue, large.DOI, large.URL = many(7), "Is it safe?", "", "", "https://example.org/large"
	large.Notices = []evidence.Notice{{Kind: evidence.NoticeRetraction, Date: evidence.Date{Year: 2023, Month: 5}}}
	group := evidence.Citation{Type: evidence.TypeArticle, Title: "A trial", Authors: []evidence.Person{{Literal: "The Invented Group"}}, Journal: "BMJ Invented", Pages: evidence.Pages{Raw: "e1002", First: "e1002", Locator: true}}
	book := evidence.Citation{Type: evidence.TypeBook, Title: "Drug safety", Authors: people("Ash, B. C."), Publisher: "Harbour Press", Place: "Ghent", Edition: "2nd", Date: evidence.Date{Year: 2019}}
	chapter := evidence.Citation{Type: evidence.TypeChapter, Title: "Clots", Authors: people("Elm, D"), Editors: people("Ash, B. C.", "Oak, E."), Journal: "Drug safety", Publisher: "Harbour Press", Place: "Ghent",
		Date: evidence.Date{Year: 2019}, Pages: evidence.Pages{Raw: "12-19", First: "12", Last: "19"}}
	registered := evidence.Citation{Type: evidence.TypeRegistration, Title: "A registered trial", Registry: []evidence.RegistryID{{Registry: "ClinicalTrials.gov", ID: "NCT00000000"}}, URL: "https://example.org/nct", Date: evidence.Date{Year: 2021}}
	var list []*evidence.Study
	for i, c := range []evidence.Citation{article, large, group, book, chapter, registered} {
		list = append(list, &evidence.Study{Key: fmt.Sprint("k", i), Citation: c})
	}
	return list
}

func TestStyles(t *testing.T) {
	for style, want := range map[string][]string{
		"vancouver": {
			"1. Stone SR, van den Berg AL. Heart events with tofacitinib. J Invent Med. 2022 Jan 27;386(4):316-26. doi: 10.5555/stone",
			"2. Author1 A, Author2 A, Author3 A, Author4 A, Author5 A, Author6 A, et al. Is it safe? J Invent Med. 2022 Jan 27;386:316-26. Available from: https://example.org/large [RETRACTED 2023-05]",
			"3. The Invented Group. A trial. BMJ Invented. [date unknown]:e1002",
			"4. Ash BC. Drug safety. 2nd ed. Ghent: Harbour Press; 2019.",
			"5. Elm D. Clots. In: Ash BC, Oak E, editors. Drug safety. Ghent: Harbour Press; 2019. p. 12-9.",
			"6. A registered trial. NCT00000000. 2021. Available from: https://example.org/nct",
		},
		"ama": {
			"1. Stone SR, van den Berg AL. Heart events with tofacitinib. J Invent Med. 2022;386(4):316-326. doi:10.5555/stone",
			"2. Author1 A, Author2 A, Author3 A, et al. Is it safe? J Invent Med. 2022;386:316-326. https://example.org/large [RETRACTED 2023-05]",
			"3. The Invented Group. A trial. BMJ Invented. [date unknown]:e1002",
			"4. Ash BC. Drug safety. 2nd ed. Harbour Press; 2019.",
			"5. Elm D. Clots. In: Ash BC, Oak E, eds. Drug safety. Harbour Press; 2019:12-19",
			"6. A registered trial. NCT00000000. 2021. https://example.org/nct",
		},
		"apa": {
			"A registered trial. (2021). (NCT00000000). https://example.org/nct",
			"Ash, B. C. (2019). Drug safety (2nd ed.). Harbour Press.",
			"Author1, A., Author2, A., Author3, A., Author4, A., Author5, A., Author6, A., & Author7, A. (2022). Is it safe? Journal of Invented Medicine, 386, 316–326. https://example.org/large [RETRACTED 2023-05]",
			"Elm, D. (2019). Clots. In B. C. Ash & E. Oak (Eds.), Drug safety (pp. 12–19). Harbour Press.",
			"Stone, S. R., & van den Berg, A. L. (2022). Heart events with tofacitinib. Journal of Invented Medicine, 386(4), 316–326. https://doi.org/10.5555/stone",
			"The Invented Group. (n.d.). A trial. BMJ Invented, e1002",
		},
		"nature": {
			"1. Stone, S. R. & van den Berg, A. L. Heart events with tofacitinib. J Invent Med 386, 316–326 (2022). https://doi.org/10.5555/stone",
			"2. Author1, A. et al. Is it safe? J Invent Med 386, 316–326 (2022). https://example.org/large [RETRACTED 2023-05]",
			"3. The Invented Group. A trial. BMJ Invented, e1002",
			"4. Ash, B. C. Drug safety, 2nd edn (Harbour Press, 2019).",
			"5. Elm, D. Clots. In Drug safety (eds Ash, B. C. & Oak, E.) 12–19 (Harbour Press, 2019).",
			"6. A registered trial. NCT00000000. (2021). https://example.org/nct",
		},
	} {
		t.Run(style, func(t *testing.T) {
			var out bytes.Buffer
			if err := reflist.Write(&out, biblio.List(invented()), style, biblio.Options{InOrder: true}); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, strings.Split(strings.TrimSpace(out.String()), "\n")); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestManyAuthors(t *testing.T) {
	study := &evidence.Study{Citation: evidence.Citation{Title: "T", Authors: many(21)}}
	for style, want := range map[string]string{"apa": "Author19, A., . . . Author21, A. (n.d.). T.", "numbered": "Author20 A, Author21 A. T."} {
		var out bytes.Buffer
		if err := reflist.Write(&out, biblio.List([]*evidence.Study{study, nil}), style, biblio.Options{}); err != nil || !strings.HasSuffix(strings.TrimSpace(out.String()), want) {
			t.Errorf("%s: %s %v", style, out.String(), err)
		}
	}
}

// TestEveryStyleTakesEverything: no style prints an empty reference, doubled
// points or blanks, whatever is missing.
func TestEveryStyleTakesEverything(t *testing.T) {
	for _, style := range reflist.Styles() {
		for _, s := range invented() {
			for _, drop := range []func(*evidence.Study){func(*evidence.Study) {}, func(s *evidence.Study) { s.Authors = nil }, func(s *evidence.Study) { s.Title = "" }, func(s *evidence.Study) { s.Date = evidence.Date{} }, func(s *evidence.Study) { s.Journal, s.JournalAbbrev = "", "" }, func(s *evidence.Study) { s.Volume, s.Issue = "", "" }} {
				c := *s
				drop(&c)
				var out bytes.Buffer
				if err := reflist.Write(&out, biblio.List([]*evidence.Study{&c}), style.Name, biblio.Options{}); err != nil {
					t.Fatal(err)
				}
				line := strings.TrimSuffix(out.String(), "\n")
				if len(line) < 8 || strings.Contains(line, "..") || strings.Contains(line, "  ") || strings.Contains(line, "\n") || strings.HasSuffix(line, " ") {
					t.Errorf("%s prints %q", style.Name, line)
				}
			}
		}
	}
	if err := reflist.Write(&bytes.Buffer{}, biblio.Studies{}, "x", biblio.Options{}); err == nil {
		t.Error("an unknown style is no error")
	}
}
