package resolve

import (
	"encoding/json"
	"sort"
	"strings"
	"testing"

	"dossier/evidence"
	"dossier/ingest/html"
)

// decodeAll takes every recorded answer of a folder apart and decodes its items.
func decodeAll(t *testing.T, src Source, folder string, check func(where string, raw generic, rec evidence.Record)) int {
	t.Helper()
	n := 0
	for file, body := range recorded(t, folder) {
		if strings.HasSuffix(file, ".xml") || strings.HasSuffix(file, ".txt") {
			continue // another format of the same service
		}
		items, err := src.Split(body)
		if err != nil {
			t.Errorf("%s: %v", file, err)
			continue
		}
		for _, it := range items {
			n++
			rec, err := src.Decode(it.Raw)
			if err != nil {
				t.Errorf("%s: %v", file, err)
				continue
			}
			var g generic
			if err := json.Unmarshal(it.Raw, &g); err != nil {
				t.Fatal(err)
			}
			check(file, g, rec)
		}
	}
	return n
}

func sub(g generic, path ...string) generic {
	for _, p := range path {
		g, _ = g[p].(generic)
	}
	return g
}

func wantSame(t *testing.T, where, what, got, want string) {
	t.Helper()
	if letters(plain(got)) != letters(plain(want)) {
		t.Errorf("%s: %s\n got %.300s\nwant %.300s", where, what, got, want)
	}
}

func TestConformanceEuropePMC(t *testing.T) {
	authors, abstracts, mesh, notices, doubtful := 0, 0, 0, 0, 0
	n := decodeAll(t, europepmc{}, "europepmc/search/", func(where string, g generic, rec evidence.Record) {
		where += " " + text(g, "id")
		wantSame(t, where, "title", rec.Title, text(g, "title"))
		if strings.ToLower(string(rec.DOI)) != text(g, "doi") || string(rec.PMID) != text(g, "pmid") || string(rec.PMCID) != text(g, "pmcid") {
			t.Errorf("%s: ids %s %s %s", where, rec.DOI, rec.PMID, rec.PMCID)
		}
		list := list(sub(g, "authorList"), "author")
		if len(list) > 0 && len(list) != len(rec.Authors) {
			t.Errorf("%s: %d authors, want %d", where, len(rec.Authors), len(list))
		}
		for i, a := range list {
			a := a.(generic)
			if last := text(a, "lastName"); last != "" && rec.Authors[i].Family != last {
				t.Errorf("%s: author %d is %+v", where, i, rec.Authors[i])
			}
		}
		if len(rec.Authors) == 0 && text(g, "authorString") != "" {
			t.Errorf("%s: no authors of %q", where, text(g, "authorString"))
		}
		authors += len(rec.Authors)
		if a := text(g, "abstractText"); a != "" {
			abstracts++
			wantSame(t, where, "abstract", strings.TrimPrefix(rec.Abstract, "ABSTRACT: "), strings.TrimPrefix(a, "<h4>Abstract</h4>"))
		}
		headings := sub(g, "meshHeadingList")["meshHeading"]
		if h, _ := headings.([]any); len(h) != len(rec.MeSH) {
			t.Errorf("%s: %d MeSH headings, want %d", where, len(rec.MeSH), len(h))
		}
		mesh += len(rec.MeSH)
		notices += len(rec.Notices)
		for _, x := range rec.Extra {
			if x.Name == "doubtful date" {
				doubtful++
				return
			}
		}
		if y := text(g, "pubYear"); y != rec.Date.String()[:4] {
			t.Errorf("%s: date %s, want %s", where, rec.Date, y)
		}
	})
	t.Logf("%d records, %d authors, %d abstracts, %d MeSH headings, %d notices, %d dates rejected as too late", n, authors, abstracts, mesh, notices, doubtful)
}

func TestConformanceOpenAlex(t *testing.T) {
	authors, abstracts, retracted, titles := 0, 0, 0, 0
	n := decodeAll(t, openalex{}, "openalex/", func(where string, g generic, rec evidence.Record) {
		title := text(g, "title")
		if title == "" {
			title = text(g, "display_name")
		}
		if title != "" {
			titles++
		}
		clean, _ := evidence.CutNoticePrefix(title)
		wantSame(t, where, "title", rec.Title, clean)
		if got := "https://doi.org/" + rec.DOI.Key(); text(g, "doi") != "" && got != text(g, "doi") {
			t.Errorf("%s: DOI %s", where, rec.DOI)
		}
		if l := list(g, "authorships"); len(l) != len(rec.Authors) {
			t.Errorf("%s: %d authors, want %d", where, len(rec.Authors), len(l))
		}
		authors += len(rec.Authors)
		if y, _ := g["publication_year"].(float64); int(y) != rec.Date.Year {
			t.Errorf("%s: date %s, want %v", where, rec.Date, y)
		}
		if index, ok := g["abstract_inverted_index"].(generic); ok {
			abstracts++
			var words []string
			var places []int
			at := map[int]string{}
			for w, p := range index {
				for _, i := range p.([]any) {
					at[int(i.(float64))] = w
				}
			}
			for i := range at {
				places = append(places, i)
			}
			sort.Ints(places)
			for _, i := range places {
				words = append(words, at[i])
			}
			want := strings.TrimPrefix(letters(plain(strings.Join(words, " "))), "abstract")
			if got := strings.TrimPrefix(letters(rec.Abstract), "abstract"); got != want {
				t.Errorf("%s: abstract\n got %.200s\nwant %.200s", where, got, want)
			}
		}
		flagged := false
		for _, notice := range rec.Notices {
			flagged = flagged || notice.Source == sourceOpenAlex && notice.Kind == evidence.NoticePossible
		}
		if want := g["is_retracted"] == true; want != flagged {
			t.Errorf("%s: retracted = %v, want %v", where, flagged, want)
		} else if want {
			retracted++
		}
	})
	t.Logf("%d works, %d titles, %d authors, %d abstracts, %d flagged as retracted", n, titles, authors, abstracts, retracted)
}

func TestConformanceDataCite(t *testing.T) {
	authors, abstracts := 0, 0
	n := decodeAll(t, datacite{}, "datacite/dois/", func(where string, g generic, rec evidence.Record) {
		a := sub(g, "attributes")
		if rec.DOI.Key() != strings.ToLower(text(a, "doi")) {
			t.Errorf("%s: DOI %s", where, rec.DOI)
		}
		titles := list(a, "titles")
		if len(titles) > 0 && !strings.Contains(letters(rec.Title+rec.OriginalTitle), letters(plain(text(titles[0].(generic), "title")))) {
			t.Errorf("%s: title %q, want %v", where, rec.Title, titles)
		}
		creators := list(a, "creators")
		if len(creators) != len(rec.Authors) {
			t.Errorf("%s: %d authors, want %d", where, len(rec.Authors), len(creators))
		}
		for i, c := range creators {
			name := text(c.(generic), "name")
			p := rec.Authors[i]
			if p.Literal == "" && (text(c.(generic), "nameType") == "Organizational" || !strings.Contains(name, ",") && text(c.(generic), "familyName") == "") {
				t.Errorf("%s: %q became %+v", where, name, p)
			}
			for _, part := range []string{p.Family, p.Given, p.Literal} {
				if part != "" && !strings.Contains(letters(plain(name))+letters(text(c.(generic), "givenName")+text(c.(generic), "familyName")), letters(part)) {
					t.Errorf("%s: %q became %+v", where, name, p)
				}
			}
			authors++
		}
		if y, _ := a["publicationYear"].(float64); int(y) != rec.Date.Year {
			t.Errorf("%s: date %s, want %v", where, rec.Date, y)
		}
		for _, d := range list(a, "descriptions") {
			if text(d.(generic), "descriptionType") == "Abstract" {
				abstracts++
				wantSame(t, where, "abstract", rec.Abstract, text(d.(generic), "description"))
				break
			}
		}
	})
	t.Logf("%d DOIs, %d authors, %d abstracts", n, authors, abstracts)
}

func TestConformanceContentNegotiation(t *testing.T) {
	titles, authors := 0, 0
	check := func(where string, g generic, rec evidence.Record) {
		clean, _ := evidence.CutNoticePrefix(first(g, "title"))
		if clean != "" {
			titles++
			if !strings.HasPrefix(letters(rec.Title), letters(plain(clean))) {
				t.Errorf("%s: title %q, want %q", where, rec.Title, clean)
			}
		}
		if rec.DOI == "" {
			t.Errorf("%s: no DOI", where)
		}
		if l := list(g, "author"); len(l) != len(rec.Authors) {
			t.Errorf("%s: %d authors, want %d", where, len(rec.Authors), len(l))
		}
		authors += len(rec.Authors)
		if c := first(g, "container-title"); c != "" && letters(rec.Journal) != letters(plain(c)) {
			t.Errorf("%s: journal %q, want %q", where, rec.Journal, c)
		}
		parts := list(sub(g, "issued"), "date-parts")
		if len(parts) > 0 && len(parts[0].([]any)) > 0 && parts[0].([]any)[0] != nil && rec.Date.Year == 0 {
			t.Errorf("%s: no date of %v", where, parts)
		}
	}
	n := decodeAll(t, doiorg{}, "doi-org/csl-json/", check)
	n += decodeAll(t, doiorg{}, "datacite/conneg/", check)
	t.Logf("%d works, %d titles, %d authors", n, titles, authors)
}

func TestConformanceTrials(t *testing.T) {
	arms, references, results := 0, 0, 0
	check := func(where string, g generic, rec evidence.Record) {
		p := sub(g, "protocolSection")
		id := sub(p, "identificationModule")
		if len(rec.Registry) == 0 || rec.Registry[0].ID != text(id, "nctId") {
			t.Errorf("%s: registry %v", where, rec.Registry)
		}
		title := text(id, "officialTitle")
		if title == "" {
			title = text(id, "briefTitle")
		}
		wantSame(t, where, "title", rec.Title, title)
		want := map[string]int{"arm": len(list(sub(p, "armsInterventionsModule"), "armGroups"))}
		if g["hasResults"] == true {
			want["results"] = 1
			results++
		}
		got := map[string]int{}
		for _, x := range rec.Extra {
			got[x.Name]++
			if x.Name == "status" && x.Value != text(sub(p, "statusModule"), "overallStatus") {
				t.Errorf("%s: status %q", where, x.Value)
			}
		}
		for name, n := range want {
			if got[name] != n {
				t.Errorf("%s: %d × %s, want %d", where, got[name], name, n)
			}
		}
		arms += got["arm"]
		withPMID := map[string]bool{}
		for _, r := range list(sub(p, "referencesModule"), "references") {
			if pmid := text(r.(generic), "pmid"); pmid != "" {
				withPMID[pmid+text(r.(generic), "type")] = true
			}
		}
		if len(rec.Relations) != len(withPMID) {
			t.Errorf("%s: %d references, want %d", where, len(rec.Relations), len(withPMID))
		}
		references += len(rec.Relations)
	}
	n := decodeAll(t, ctgov{}, "ctgov/studies/", check)
	n += decodeAll(t, ctgov{}, "ctgov/search/", check)
	t.Logf("%d registrations, %d arms, %d linked papers, %d with results", n, arms, references, results)
}

func TestConformanceSmallSources(t *testing.T) {
	n := decodeAll(t, unpaywall{}, "unpaywall/dois/", func(where string, g generic, rec evidence.Record) {
		copies := 0
		for _, x := range rec.Extra {
			if x.Name == "open_copy" {
				copies++
			}
		}
		if _, open := g["best_oa_location"].(generic); open != (copies == 1) || rec.Title != "" {
			t.Errorf("%s: %+v", where, rec)
		}
	})
	found := decodeAll(t, idconv{}, "pmc-idconv/", func(where string, g generic, rec evidence.Record) {
		if string(rec.PMID) != text(g, "pmid") || string(rec.PMCID) != text(g, "pmcid") || string(rec.DOI) != text(g, "doi") {
			t.Errorf("%s: %+v", where, rec.Citation)
		}
	})
	if found != 1 {
		t.Errorf("the ID converter knows %d of the recorded works, want 1: one answer says not found", found)
	}
	blocked, pages := 0, 0
	for file, body := range recordedAny(t, "landing") {
		pages++
		if got, want := html.IsBlocked(body), strings.HasPrefix(file, "landing-blocked/"); got != want {
			t.Errorf("%s: blocked = %v", file, got)
		} else if want {
			blocked++
		}
	}
	t.Logf("Unpaywall %d, ID converter %d, landing pages %d of which %d are blocks", n, found, pages, blocked)
}
