package evidence_test

import (
	"strings"
	"testing"

	"dossier/evidence"
)

// One long reference list with identifiers, as somebody pastes it.
func BenchmarkFindIdentifiersInPastedList(b *testing.B) {
	text := strings.Repeat("Ytterberg SR, Bhatt DL, Mikuls TR, et al. Cardiovascular and cancer risk with tofacitinib in rheumatoid arthritis. N Engl J Med 2022;386:316-26. doi: 10.1056/NEJMoa2109927. PMID: 35081280. ClinicalTrials.gov NCT02092467.\n", 1000)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		if n := len(evidence.FindIdentifiers(text)); n != 3000 {
			b.Fatal(n)
		}
	}
}

func BenchmarkParseAuthorsBibTeX(b *testing.B) {
	list := strings.Repeat(`R{\o}nnstad, Amalie T. M. and van der Heijde, D{\'e}sir{\'e}e and Steven R. Ytterberg and `, 5) + "{World Health Organization}"
	b.SetBytes(int64(len(list)))
	b.ReportAllocs()
	for b.Loop() {
		if n, _ := evidence.ParseAuthors(list, evidence.NamesBibTeX); len(n) != 16 {
			b.Fatal(len(n))
		}
	}
}

func BenchmarkParseValuesOfOneRecord(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		_, e1 := evidence.ParseDOI("https://doi.org/10.1056/NEJMoa2109927")
		_, e2 := evidence.ParseDate("2022 Jan 27")
		_, e3 := evidence.ParsePages("316-26")
		_, e4 := evidence.ParseISSN("1533-4406")
		if e1 != nil || e2 != nil || e3 != nil || e4 != nil {
			b.Fatal(e1, e2, e3, e4)
		}
	}
}
