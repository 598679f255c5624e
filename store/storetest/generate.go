package storetest

import (
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"strings"
	"sync"

	"dossier/evidence"
)

// pseudoWords are the vocabulary of the generator.
var pseudoWords = sync.OnceValue(func() []string {
	rng := rand.New(rand.NewPCG(1, 1))
	parts := []string{"ba", "ce", "di", "fo", "gu", "ha", "ji", "ko", "lu", "me", "ni", "po", "ra", "se", "ti", "vu", "xa", "zo"}
	words := make([]string, 20_000)
	for i := range words {
		for range 1 + rng.IntN(4) {
			words[i] += parts[rng.IntN(len(parts))]
		}
		words[i] += fmt.Sprintf("%c", 'a'+i%26)
	}
	return words
})

// Record gives the i-th record of a library of any size: about 1,600 bytes
// of abstract, an identifier for most, names that repeat as names do.
func Record(i int) evidence.Record {
	rng := rand.New(rand.NewPCG(2, uint64(i)))
	zipf := rand.NewZipf(rng, 1.1, 8, uint64(len(pseudoWords())-1))
	text := func(n int) string {
		var b strings.Builder
		for k := range n {
			if k > 0 {
				b.WriteByte(' ')
			}
			b.WriteString(pseudoWords()[zipf.Uint64()])
		}
		return b.String()
	}
	name := func() evidence.Person {
		w := pseudoWords()[rng.IntN(len(pseudoWords()))]
		return evidence.Person{Family: strings.ToUpper(w[:1]) + w[1:], Given: string(rune('A' + rng.IntN(26)))}
	}
	rec := evidence.Record{
		Origin: evidence.Origin{Format: "bibtex", File: "export.bib", Line: 12 * i, Key: fmt.Sprint("k", i)},
		Citation: evidence.Citation{
			Type: evidence.TypeArticle, Title: text(12), Abstract: text(260), Journal: text(4), Volume: fmt.Sprint(1 + rng.IntN(80)), Issue: fmt.Sprint(1 + rng.IntN(12)),
			Date:  evidence.Date{Year: 1990 + rng.IntN(36)},
			Pages: evidence.Pages{Raw: fmt.Sprint(i%900, "-", i%900+8), First: fmt.Sprint(i % 900), Last: fmt.Sprint(i%900 + 8)},
			DOI:   evidence.DOI(fmt.Sprintf("10.%d/j.%d.%06d", 1000+i%97, 2000+i%30, i)),
			PMID:  evidence.PMID(fmt.Sprint(10_000_000 + i*7919%30_000_000)),
		},
	}
	for range 1 + rng.IntN(8) {
		rec.Authors = append(rec.Authors, name())
	}
	for range rng.IntN(6) {
		rec.Keywords = append(rec.Keywords, text(2))
	}
	return rec
}

// Tags gives 1.5 tags a study on average.
func Tags(s *evidence.Study) []evidence.Tag {
	rng := rand.New(rand.NewPCG(3, uint64(len(s.Title)*7+len(s.Abstract))))
	drugs := []string{"tofacitinib", "baricitinib", "upadacitinib", "filgotinib", "abrocitinib"}
	outcomes := []string{"mace", "vte", "malignancy", "infection", "acne", "dyslipidaemia"}
	var tags []evidence.Tag
	for range rng.IntN(4) {
		tags = append(tags, evidence.Tag{Drug: drugs[rng.IntN(5)], Outcome: outcomes[rng.IntN(6)], Status: evidence.Suggested, Rule: "word"})
	}
	return tags
}

// Findings gives the finding of a study, if it has one: 13 in 100 have.
func Findings(s *evidence.Study) []evidence.Finding {
	rng := rand.New(rand.NewPCG(4, doiNumber(s.DOI)))
	if rng.IntN(100) >= 13 {
		return nil
	}
	drugs := []string{"tofacitinib", "baricitinib", "upadacitinib"}
	outcomes := []string{"mace", "vte", "malignancy", "infection", "acne", "dyslipidaemia"}
	return []evidence.Finding{{
		Study: s.Key, Drug: drugs[rng.IntN(len(drugs))], Comparator: "placebo", Outcome: outcomes[rng.IntN(len(outcomes))], Measure: "HR",
		Estimate: "1.33", CILow: "0.91", CIHigh: "1.94", CILevel: "95", Population: "rheumatoid arthritis", FollowUp: "4 years",
		Status: evidence.Confirmed, Usable: true,
	}}
}

func doiNumber(d evidence.DOI) uint64 {
	h := fnv.New64a()
	h.Write([]byte(d))
	return h.Sum64()
}
