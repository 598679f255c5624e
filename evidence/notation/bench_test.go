package notation

import (
	"strings"
	"testing"
)

func BenchmarkRenderBibTeXTitle(b *testing.B) {
	s := `{JAK}1 inhibitors and {IL}-4R$\alpha$ blockade in the M{\"u}nchen cohort: a 5\% sample --- a systematic review and meta-analysis`
	b.SetBytes(int64(len(s)))
	b.ReportAllocs()
	for b.Loop() {
		FromLaTeX(s)
	}
}

func BenchmarkRenderAbstract(b *testing.B) {
	s := strings.Repeat("<jats:sec><jats:title>Methods</jats:title><jats:p>We compared <jats:italic>n</jats:italic>&#x2009;=&#x2009;100 patients (p&lt;0.05) over 10<jats:sup>6</jats:sup> person-years in a randomised trial.</jats:p></jats:sec>", 10)
	b.SetBytes(int64(len(s)))
	b.ReportAllocs()
	for b.Loop() {
		FromMarkup(s)
	}
}

func BenchmarkFoldTitle(b *testing.B) {
	for name, s := range map[string]string{
		"ascii":   "Cardiovascular and cancer risk with tofacitinib in rheumatoid arthritis: a randomized trial",
		"unicode": "Cardiovascular and cancer risk with tofacitinib in Sjögren’s syndrome – a randomised trial of TNF-α blockade",
	} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(s)))
			b.ReportAllocs()
			for b.Loop() {
				Fold(s)
			}
		})
	}
}

func BenchmarkSameJournal(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if !SameJournal("J Am Acad Dermatol", "Journal of the American Academy of Dermatology") {
			b.Fatal("differ")
		}
	}
}
