package verify

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"dossier/evidence"
)

// TestSort: what a wrong identifier leads to is told from the cited work; what a
// source leaves out or words otherwise is no other work.
func TestSort(t *testing.T) {
	person := func(family string) []evidence.Person { return []evidence.Person{{Family: family}} }
	cited := evidence.Citation{DOI: "10.5555/a", PMID: "1", Title: "Abrocitinib and the lipids of adults with eczema", Authors: person("Stone"), Date: evidence.Date{Year: 2022}}
	found := func(id, format, title, author string, year int) evidence.Record {
		r := evidence.Record{ID: id, Origin: evidence.Origin{Format: format}, Citation: evidence.Citation{Title: title, Date: evidence.Date{Year: year}}}
		if author != "" {
			r.Authors = person(author)
		}
		return r
	}
	registration := found("trial", "ctgov", "A Study of Pills", "", 2018)
	registration.Type = evidence.TypeRegistration
	bare := evidence.Citation{DOI: "10.5555/a"}
	for _, c := range []struct {
		name        string
		cited       evidence.Citation
		found       []evidence.Record
		same, other []string
	}{
		{"the work itself", cited, []evidence.Record{found("x", "crossref", cited.Title, "Stone", 2022), found("no title", "unpaywall", "", "", 0), registration}, []string{"x", "no title", "trial"}, nil},
		{"another work", cited, []evidence.Record{found("x", "crossref", "Cardiovascular risk with tofacitinib in rheumatoid arthritis", "Rivers", 2022)}, nil, []string{"x"}},
		{"another work of the same people and year", cited, []evidence.Record{found("x", "crossref", "A letter on sleep", "Stone", 2022)}, nil, []string{"x"}},
		{"the online year and a subtitle", cited, []evidence.Record{found("x", "crossref", cited.Title+": a cohort study", "Stone", 2021)}, []string{"x"}, nil},
		{"the PMID is right, the DOI is not", cited, []evidence.Record{found("doi", "crossref", "Cardiovascular risk with tofacitinib", "Rivers", 2019), found("pmid", "pubmed", cited.Title, "Stone", 2022)}, []string{"pmid"}, []string{"doi"}},
		{"a translated title, by way of another source", cited, []evidence.Record{found("de", "openalex", "Abrocitinib und die Blutfette Erwachsener", "", 0), found("x", "crossref", cited.Title, "Stone", 2022)}, []string{"x"}, []string{"de"}},
		{"nothing described", bare, []evidence.Record{found("x", "crossref", "Any title", "Rivers", 2019)}, []string{"x"}, nil},
	} {
		ids := func(list []evidence.Record) (out []string) {
			for _, r := range list {
				out = append(out, r.ID)
			}
			return out
		}
		same, other := Sort(c.cited, c.found)
		if diff := cmp.Diff(c.same, ids(same)) + cmp.Diff(c.other, ids(other)); diff != "" {
			t.Errorf("%s:\n%s", c.name, diff)
		}
	}
}
