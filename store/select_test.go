package store_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"dossier/evidence"
	"dossier/store"
)

// parsed reads a query and expands it with the default vocabulary.
func parsed(t testing.TB, s string) evidence.Query {
	t.Helper()
	q := must(evidence.ParseQuery(s))(t)
	return must(q.Expand(evidence.DefaultVocabulary()))(t)
}

// mixed fills a library with studies whose properties are drawn at random.
func mixed(t testing.TB, r *store.Repo, n int) {
	t.Helper()
	rng := rand.New(rand.NewPCG(5, 6))
	pick := func(from ...string) string { return from[rng.IntN(len(from))] }
	words := []string{"infection", "thrombosis", "adults", "children", "JAK-inhibitor", "dermatitis", "atopic", "cohort", "safety", "risk"}
	sentence := func(k int) string {
		s := ""
		for range k {
			s += words[rng.IntN(len(words))] + " "
		}
		return s
	}
	var recs []evidence.Record
	for i := range n {
		rec := paper(pick("Rivera", "Okafor", "van der Berg", "Müller"), 2015+rng.IntN(10), sentence(4)+fmt.Sprint(i), "")
		rec.Abstract = sentence(rng.IntN(20))
		if rng.IntN(2) == 0 {
			rec.DOI = evidence.DOI(fmt.Sprintf("10.5555/Mixed.%d", i))
		}
		if rng.IntN(3) == 0 {
			rec.Notices = []evidence.Notice{{Kind: evidence.NoticeRetraction}}
		}
		recs = append(recs, rec)
	}
	res := add(t, r, recs...)
	var tags []evidence.Tag
	var findings []evidence.Finding
	for _, a := range res.Added {
		s := must(r.Study(t.Context(), a.Study.Key))(t)
		s.Design, s.Screened, s.Trial = pick("RCT", "cohort", ""), pick("included", "excluded", ""), pick("alpha", "Beta", "")
		s.Population, s.Pending = pick("rheumatoid arthritis", "atopic dermatitis", ""), pick("offline", "", "")
		must(r.UpdateStudy(t.Context(), s))(t)
		tags = append(tags, evidence.Tag{
			Study: s.Key, Drug: pick("tofacitinib", "baricitinib", ""), Outcome: pick("pulmonary_embolism", "dvt", "mace", "acne"),
			Status: evidence.TagStatus(pick("suggested", "confirmed", "rejected")),
		})
		if rng.IntN(2) == 0 {
			findings = append(findings, evidence.Finding{
				Study: s.Key, Drug: pick("tofacitinib", "upadacitinib"), Outcome: pick("mace", "malignancy"), SubOutcome: pick("stroke", ""),
				Status: evidence.TagStatus(pick("confirmed", "rejected")),
			})
		}
	}
	must(r.PutTags(t.Context(), tags))(t)
	must(r.PutFindings(t.Context(), findings))(t)
}

// TestSelectAgreesWithMatch asks the library, which narrows by its indexes and
// reads headers, and every study by itself.
func TestSelectAgreesWithMatch(t *testing.T) {
	onBoth(t, func(t *testing.T, r *store.Repo) {
		mixed(t, r, 120)
		keys := must(r.Keys(t.Context(), evidence.Query{}))(t)
		must(r.MergeStudies(t.Context(), keys[0], keys[1], keys[2]))(t)
		var all []store.Details
		for _, key := range must(r.Keys(t.Context(), evidence.Query{}))(t) {
			all = append(all, must(r.Details(t.Context(), key))(t))
		}
		for _, text := range []string{
			"", "drug:tofacitinib", "drug:jak_inhibitors outcome:vte", "outcome:vte", "-outcome:vte", "tag:acne OR tag:mace", "outcome:mace -drug:tofacitinib",
			"year:2018..2020", "year:2018..2020 drug:baricitinib", "design:rct status:included", "status:rejected", "status:confirmed outcome:mace",
			"author:muller", `author:"van der berg"`, "author:berg year:2019", "key:rivera*", "key:" + keys[5], "doi:10.5555/mixed.7", "doi:10.5555/*", "doi:10.5555/MIXED.1*",
			"trial:beta", "trial:a*", "pending:yes", "notice:retracted year:2020..", "has:finding", "-has:doi", "has:abstract",
			"thrombosis", `"atopic dermatitis"`, "thromb*", "thrombosis infection", "thrombosis OR infection", "-thrombosis", `"jak inhibitor" risk -children`,
			"title:adults", "abstract:adults", "journal:examples", `population:"atopic dermatitis" OR population:rheumatoid`, "muller", "examples",
			"(drug:tofacitinib OR year:2016) -(status:excluded thrombosis)", "nosuchword", "nosuch*",
		} {
			q := parsed(t, text)
			var want []string
			for _, d := range all {
				if q.Match(evidence.QuerySubject{Study: &d.Study, Tags: d.Tags, Findings: d.Findings}) {
					want = append(want, d.Key)
				}
			}
			equal(t, "keys of "+text, must(r.Keys(t.Context(), q))(t), want)
			var listed, whole []string
			for l, err := range r.Select(t.Context(), q) {
				listed = append(listed, must(l, err)(t).Key)
			}
			for s, err := range r.Studies(t.Context(), q) {
				whole = append(whole, must(s, err)(t).Key)
			}
			equal(t, "list of "+text, listed, want)
			equal(t, "studies of "+text, whole, want)
		}
	})
}

func TestSelectStopsWhenTold(t *testing.T) {
	onBoth(t, func(t *testing.T, r *store.Repo) {
		two(t, r)
		for l, err := range r.Select(t.Context(), evidence.Query{}) {
			equal(t, "first of the list", must(l, err)(t).Key, "okafor2020")
			break
		}
		for rec, err := range r.AllRecords(t.Context()) {
			equal(t, "first record", must(rec, err)(t).Authors[0].Family, "Rivera")
			break
		}
		add(t, r, paper("Zhao", 2019, "A work that is added after the list was left", ""))
	})
}
