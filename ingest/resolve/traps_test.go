package resolve

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"dossier/evidence"
)

// field picks what a trap is about.
type field func(evidence.Record) any

// TestTraps names each trap of the services' answers, with a small answer of our
// own that has it.
func TestTraps(t *testing.T) {
	title := func(r evidence.Record) any { return r.Title }
	authors := func(r evidence.Record) any {
		var s []string
		for _, p := range r.Authors {
			s = append(s, p.String())
		}
		return strings.Join(s, " | ")
	}
	dates := func(r evidence.Record) any { return r.Date.String() + " / " + r.DateOnline.String() }
	abstract := func(r evidence.Record) any { return r.Abstract }
	notices := func(r evidence.Record) any {
		s := []string{}
		for _, n := range r.Notices {
			s = append(s, strings.TrimSpace(string(n.Kind)+" "+string(n.DOI)+" "+n.Source))
		}
		return s
	}
	cr := func(body string) string { return `{"DOI":"10.1/x",` + body + `}` }
	cases := []struct {
		name string
		src  Source
		raw  string
		get  field
		want any
	}{
		{"crossref: title array empty", crossref{}, cr(`"title":[]`), title, ""},
		{"crossref: title with markup and runs of blanks", crossref{}, cr(`"title":["Response to\n            <i>JAK2<\/i>\n   inhibitors"]`), title, "Response to JAK2 inhibitors"},
		{"crossref: entities escaped twice", crossref{}, cr(`"title":["The &amp;lt;sup&amp;gt;13&amp;lt;/sup&amp;gt;C test &amp; more"]`), title, "The 13C test & more"},
		{"crossref: MathML", crossref{}, cr(`"title":["At <mml:math xmlns:mml=\"m\"><mml:mi>N</mml:mi><mml:mo>=</mml:mo><mml:mn>88</mml:mn></mml:math>"]`), title, "At N=88"},
		{"crossref: comparison in a title is no tag", crossref{}, cr(`"title":["Effect at p&lt;0.05 and n>3"]`), title, "Effect at p<0.05 and n>3"},
		{"crossref: subtitle", crossref{}, cr(`"title":["Filters"],"subtitle":["Faster and smaller"]`), title, "Filters: Faster and smaller"},
		{"crossref: subtitle that repeats", crossref{}, cr(`"title":["Safety of drug A in adults"],"subtitle":["Safety of drug A"]`), title, "Safety of drug A in adults"},
		{"crossref: RETRACTED prefix", crossref{}, cr(`"title":["RETRACTED: A trial"]`), title, "A trial"},
		{"crossref: the prefix is a hint", crossref{}, cr(`"title":["RETRACTED: A trial"]`), notices, []string{"possible-retraction  title"}},
		{"crossref: a notice keeps its title", crossref{}, cr(`"title":["Retraction: A trial"],"update-to":[{"DOI":"10.1/y","type":"retraction"}]`), title, "Retraction: A trial"},
		{"crossref: journal escaped", crossref{}, cr(`"container-title":["Cell &amp; Biology"]`), func(r evidence.Record) any { return r.Journal }, "Cell & Biology"},
		{"crossref: journal absent", crossref{}, cr(`"type":"dataset"`), func(r evidence.Record) any { return r.Journal + string(r.Type) }, "dataset"},
		{"crossref: two container titles", crossref{}, cr(`"type":"book-chapter","container-title":["The Book","The Series"]`), func(r evidence.Record) any { return r.Journal + "/" + r.Series }, "The Book/The Series"},
		{"crossref: issued is the earliest date", crossref{}, cr(`"issued":{"date-parts":[[2014,11,10]]},"published-online":{"date-parts":[[2014,11,10]]},"published-print":{"date-parts":[[2015,1]]}`), dates, "2015-01 / 2014-11-10"},
		{"crossref: date parts null", crossref{}, cr(`"issued":{"date-parts":[[null]]}`), dates, " / "},
		{"crossref: created is no date", crossref{}, cr(`"created":{"date-parts":[[2019,1,1]]}`), dates, " / "},
		{"crossref: group author", crossref{}, cr(`"author":[{"name":"GTEx\u00a0Consortium","sequence":"first"},{"family":"Kim","sequence":"first"},{"family":"Doe","given":"J. R.","suffix":"Jr"}]`), authors, "GTEx Consortium | Kim | Doe, Jr, J. R."},
		{"crossref: ORCID as http", crossref{}, cr(`"author":[{"family":"Kim","ORCID":"http://orcid.org/0000-0002-1825-0097"}]`), func(r evidence.Record) any { return r.Authors[0].ORCID }, "0000-0002-1825-0097"},
		{"crossref: abstract in JATS without a namespace", crossref{}, cr(`"abstract":"<jats:title>Abstract</jats:title><jats:sec><jats:title>Aims</jats:title><jats:p>To <jats:italic>test</jats:italic>.</jats:p></jats:sec><jats:sec><jats:title>Results</jats:title><jats:p>n&lt;5.</jats:p></jats:sec>"`), abstract, "AIMS: To test.\nRESULTS: n<5."},
		{"crossref: abstract that is its heading", crossref{}, cr(`"abstract":"<jats:p>Abstract</jats:p>"`), abstract, ""},
		{"crossref: article number in place of pages", crossref{}, cr(`"article-number":"e1002"`), func(r evidence.Record) any {
			return r.Pages.First + " " + map[bool]string{true: "locator"}[r.Pages.Locator]
		}, "e1002 locator"},
		{"crossref: page and article number", crossref{}, cr(`"page":"1-9","article-number":"12"`), func(r evidence.Record) any { return r.Pages.String() }, "1-9"},
		{"crossref: component is no study", crossref{}, cr(`"type":"component"`), func(r evidence.Record) any { return r.Type }, evidence.TypeOther},
		{"crossref: preprint and its article", crossref{}, cr(`"type":"posted-content","subtype":"preprint","relation":{"is-preprint-of":[{"id-type":"doi","id":"10.2/y"}]}`), func(r evidence.Record) any {
			return string(r.Type) + " " + r.Relations[0].Kind + " " + string(r.Relations[0].DOI)
		}, "article is-preprint-of 10.2/y"},
		{"crossref: trial number in small letters", crossref{}, cr(`"clinical-trial-number":[{"clinical-trial-number":"nct03797326","registry":"10.18810/x"}]`), func(r evidence.Record) any { return r.Registry[0].ID }, "NCT03797326"},
		{"crossref: notice twice, once per source", crossref{}, cr(`"updated-by":[{"DOI":"10.1/R","type":"retraction","source":"publisher"},{"DOI":"10.1/r","type":"retraction","source":"retraction-watch"},{"DOI":"10.1/R","type":"retraction","source":"publisher"}]`), notices, []string{"retraction 10.1/R crossref:publisher", "retraction 10.1/r crossref:retraction-watch"}},
		{"crossref: new version of itself is no notice", crossref{}, cr(`"updated-by":[{"DOI":"10.1/X","type":"new_version","source":"publisher"}],"update-to":[{"DOI":"10.1/x","type":"new_version"}]`), notices, []string{}},
		{"crossref: update types", crossref{}, cr(`"updated-by":[{"DOI":"10.1/a","type":"expression_of_concern"},{"DOI":"10.1/b","type":"removal"},{"DOI":"10.1/c","type":"corrigendum"},{"DOI":"10.1/d","type":"partial-retraction"},{"DOI":"10.1/e","type":"something_new"}]`), notices,
			[]string{"expression-of-concern 10.1/a crossref", "withdrawal 10.1/b crossref", "correction 10.1/c crossref", "partial-retraction 10.1/d crossref", "notice 10.1/e crossref"}},
		{"crossref: notice names the retracted work", crossref{}, cr(`"update-to":[{"DOI":"10.1/y","type":"retraction"}]`), func(r evidence.Record) any { return r.Relations[0].Kind + " " + string(r.Relations[0].DOI) }, "retraction-of 10.1/y"},

		{"doi.org: CSL with Crossref's types and an empty journal", doiorg{}, `{"DOI":"10.1/X","type":"journal-article","title":"A title","container-title":[],"author":[{"literal":"A Group"},{"family":"Berg","non-dropping-particle":"van den"}]}`,
			func(r evidence.Record) any { return string(r.Type) + "|" + r.Journal + "|" + authors(r).(string) }, "article-journal||A Group | van den Berg"},

		{"europepmc: HTML section heads", europepmc{}, `{"id":"1","source":"MED","pmid":"1","title":"T.","abstractText":"<h4>Background</h4>One.<h4>Results</h4>Two."}`, abstract, "BACKGROUND: One.\nRESULTS: Two."},
		{"europepmc: full stop of the title", europepmc{}, `{"id":"1","source":"MED","title":"Is it safe?"}`, title, "Is it safe?"},
		{"europepmc: date later than the index", europepmc{}, `{"id":"1","source":"MED","title":"T.","pubYear":"2025","firstIndexDate":"2024-12-22","journalInfo":{"dateOfPublication":"2025 Dec"}}`, dates, " / "},
		{"europepmc: date of the next issue", europepmc{}, `{"id":"1","source":"MED","title":"T.","pubYear":"2025","firstIndexDate":"2024-12-22","journalInfo":{"dateOfPublication":"2025 Feb"}}`, dates, "2025-02 / "},
		{"europepmc: collective name", europepmc{}, `{"id":"1","source":"MED","title":"T.","authorList":{"author":[{"lastName":"Kim","firstName":"Y"},{"collectiveName":"The Group"}]}}`, authors, "Kim, Y | The Group"},
		{"europepmc: retraction and concern", europepmc{}, `{"id":"1","source":"MED","title":"T.","commentCorrectionList":{"commentCorrection":[{"type":"Retraction in","source":"MED","id":"9","reference":"J. 2010 Feb 6;3(1):4. doi: 10.1016/r"},{"type":"Expression of concern in","source":"MED","id":"8","reference":"J. 2009"},{"type":"Comment in","source":"MED","id":"7"}]}}`, notices,
			[]string{"retraction 10.1016/r europepmc", "expression-of-concern  europepmc"}},
		{"europepmc: a preprint is no article", europepmc{}, `{"id":"PPR1","source":"PPR","title":"T."}`, func(r evidence.Record) any { return r.Type }, evidence.TypePreprint},

		{"openalex: inverted abstract", openalex{}, `{"id":"https://openalex.org/W1","abstract_inverted_index":{"of":[1,3],"effect":[0],"JAK":[2],"inhibitors.":[4]}}`, abstract, "effect of JAK of inhibitors."},
		{"openalex: hostile positions", openalex{}, `{"id":"https://openalex.org/W1","abstract_inverted_index":{"a":[0,2000000000,-4],"b":[1]}}`, abstract, "a b"},
		{"openalex: title null, display name filled", openalex{}, `{"id":"W1","title":null,"display_name":"A title"}`, title, "A title"},
		{"openalex: retracted is a hint", openalex{}, `{"id":"W1","is_retracted":true}`, notices, []string{"possible-retraction  openalex"}},
		{"openalex: not selected is not false", openalex{}, `{"id":"W1"}`, notices, []string{}},
		{"openalex: identifiers are addresses", openalex{}, `{"id":"https://openalex.org/W1","doi":"https://doi.org/10.1/a","ids":{"pmid":"https://pubmed.ncbi.nlm.nih.gov/7"}}`, func(r evidence.Record) any { return string(r.DOI) + " " + string(r.PMID) }, "10.1/a 7"},
		{"openalex: January 1st is a year", openalex{}, `{"id":"W1","publication_year":2001,"publication_date":"2001-01-01"}`, dates, "2001 / "},

		{"datacite: name types", datacite{}, `{"attributes":{"doi":"10.1/x","creators":[{"name":"Miller, Ada","nameType":"Personal"},{"name":"Open, Data Inc.","nameType":"Organizational"},{"name":"No Comma"},{"name":"Comma, No Type"},{"name":"Ng, A","familyName":"Ng","givenName":"Ann"}]}}`, authors, "Miller, Ada | Open, Data Inc. | No Comma | Comma, No Type | Ng, Ann"},
		{"datacite: several titles", datacite{}, `{"attributes":{"doi":"10.1/x","titles":[{"title":"Übersetzt","titleType":"TranslatedTitle"},{"title":"Main"},{"title":"More","titleType":"Subtitle"}]}}`, title, "Main: More"},
		{"datacite: abstract among descriptions", datacite{}, `{"attributes":{"doi":"10.1/x","descriptions":[{"description":"how","descriptionType":"Methods"},{"description":"<p>What &amp; why</p>","descriptionType":"Abstract"}]}}`, abstract, "What & why"},
		{"datacite: publisher as an object", datacite{}, `{"attributes":{"doi":"10.1/x","publisher":{"name":"Zenodo"}}}`, func(r evidence.Record) any { return r.Publisher }, "Zenodo"},
		{"datacite: versions", datacite{}, `{"attributes":{"doi":"10.1/x","relatedIdentifiers":[{"relatedIdentifier":"10.1/Concept","relatedIdentifierType":"DOI","relationType":"IsVersionOf"}]}}`, func(r evidence.Record) any { return r.Relations[0].Kind + " " + string(r.Relations[0].DOI) }, "is-version-of 10.1/Concept"},

		{"idconv: PMID as a number", idconv{}, `{"pmcid":"PMC1","pmid":20495566,"doi":"10.1/x"}`, func(r evidence.Record) any { return r.PMID }, evidence.PMID("20495566")},

		{"unpaywall: closed", unpaywall{}, `{"doi":"10.1/x","is_oa":false,"oa_status":"closed","best_oa_location":null,"z_authors":null}`, func(r evidence.Record) any { return r.Extra }, []evidence.Field{{Name: "oa_status", Value: "closed"}}},

		{"ctgov: Markdown escapes", ctgov{}, `{"protocolSection":{"identificationModule":{"nctId":"NCT00000001","briefTitle":"Effect at \\[Week 32\\] \\> baseline"}}}`, title, "Effect at [Week 32] > baseline"},
		{"ctgov: no results said is not none", ctgov{}, `{"protocolSection":{"identificationModule":{"nctId":"NCT00000001"}}}`, func(r evidence.Record) any { return len(r.Extra) }, 0},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			rec, err := c.src.Decode([]byte(c.raw))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, c.get(rec)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestEnvelopes reads the answers that surround the works.
func TestEnvelopes(t *testing.T) {
	cases := []struct {
		name string
		src  Source
		body string
		want string // keys, or "error: part of the message"
	}{
		{"crossref list", crossref{}, `{"status":"ok","message":{"items":[{"DOI":"10.1/A"},{"DOI":"10.1/b"}]}}`, "doi:10.1/a doi:10.1/b"},
		{"crossref single", crossref{}, `{"status":"ok","message":{"DOI":"10.1/A"}}`, "doi:10.1/a"},
		{"crossref without envelope", crossref{}, `{"DOI":"10.1/A"}`, "doi:10.1/a"},
		{"crossref empty list", crossref{}, `{"status":"ok","message":{"total-results":0,"items":[]}}`, ""},
		{"crossref failure with an object", crossref{}, `{"status":"failed","message-type":"exception","message":{"name":"java"}}`, "error: exception"},
		{"crossref failure with a list", crossref{}, `{"status":"failed","message-type":"validation-failure","message":[{"type":"x"}]}`, "error: validation-failure"},
		{"crossref not JSON", crossref{}, `Resource not found.`, "error: invalid"},
		{"europepmc no hits", europepmc{}, `{"hitCount":0,"resultList":{"result":[]}}`, ""},
		{"europepmc preprint after article", europepmc{}, `{"resultList":{"result":[{"source":"PPR","doi":"10.1/p"},{"source":"MED","pmid":"5","doi":"10.1/a"}]}}`, "doi:10.1/a+pmid:5 doi:10.1/p"},
		{"europepmc error", europepmc{}, `{"errCode":404,"errMsg":"bad query"}`, "error: bad query"},
		{"openalex list", openalex{}, `{"meta":{"count":1},"results":[{"id":"W1","doi":"https://doi.org/10.1/a"}]}`, "doi:10.1/a"},
		{"openalex single", openalex{}, `{"id":"W1","doi":"https://doi.org/10.1/a"}`, "doi:10.1/a"},
		{"openalex error", openalex{}, `{"error":"Invalid query","message":"x"}`, "error: Invalid query"},
		{"datacite", datacite{}, `{"data":{"attributes":{"doi":"10.1/A"}}}`, "doi:10.1/a"},
		{"idconv not in PMC", idconv{}, `{"status":"ok","records":[{"doi":"10.1/x","requested-id":"10.1/x","status":"error"}]}`, ""},
		{"idconv wrong type", idconv{}, `{"status":"error","message":"mismatch"}`, "error: mismatch"},
		{"ctgov list", ctgov{}, `{"studies":[{"protocolSection":{"identificationModule":{"nctId":"NCT00000001","nctIdAliases":["NCT00000002"]}}}]}`, "nct:NCT00000001+nct:NCT00000002"},
		{"ctgov retired format", ctgov{}, `{"FullStudiesResponse":{}}`, "error: retired"},
		{"pubmed empty set", pubmed{}, `<?xml version="1.0"?><PubmedArticleSet></PubmedArticleSet>`, ""},
		{"pubmed error", pubmed{}, `<eFetchResult><ERROR>ID list is empty</ERROR></eFetchResult>`, "error: no PubmedArticle"},
		{"pubmed newest version first", pubmed{}, `<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID Version="1">5</PMID></MedlineCitation></PubmedArticle><PubmedArticle><MedlineCitation><PMID Version="3">5</PMID><Article><ArticleTitle>New</ArticleTitle></Article></MedlineCitation></PubmedArticle></PubmedArticleSet>`, "pmid:5 pmid:5"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			items, err := c.src.Split([]byte(c.body))
			var keys []string
			for _, it := range items {
				var ids []string
				for _, id := range it.IDs {
					ids = append(ids, id.String())
				}
				keys = append(keys, strings.Join(ids, "+"))
			}
			got := strings.Join(keys, " ")
			if err != nil {
				got = "error: " + err.Error()
			}
			if part, isErr := strings.CutPrefix(c.want, "error: "); isErr && !(err != nil && strings.Contains(got, part)) || !isErr && got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
			if c.name == "pubmed newest version first" && !strings.Contains(string(items[0].Raw), "New") {
				t.Error("the first version came first")
			}
		})
	}
}

// FuzzAnswers feeds every source's reader; nothing may panic, and what Split
// gives Decode must take or refuse.
func FuzzAnswers(f *testing.F) {
	f.Add([]byte(`{"message":{"items":[{"DOI":"10.1/x","title":["a"],"issued":{"date-parts":[["2010",null,"x"]]}}]}}`))
	f.Add([]byte(`{"data":{"attributes":{"doi":"10.1/x","creators":[{"name":","}]}}}`))
	f.Add([]byte(`<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>1</PMID>`))
	f.Fuzz(func(_ *testing.T, body []byte) {
		for _, src := range []Source{crossref{}, pubmed{}, europepmc{}, openalex{}, datacite{}, doiorg{}, idconv{}, unpaywall{}, ctgov{}} {
			items, err := src.Split(body)
			if err != nil {
				continue
			}
			for _, it := range items {
				_, _ = src.Decode(it.Raw) // an error is an answer too
			}
		}
		_, _ = esearchIDs(body)
	})
}
