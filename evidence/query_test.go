package evidence_test

import (
	"errors"
	"strings"
	"testing"

	"dossier/evidence"
)

func querySubject() evidence.QuerySubject {
	return evidence.QuerySubject{
		Study: &evidence.Study{
			Key:        "ytterberg2022",
			Design:     "randomised controlled trial (RCT)",
			Population: "rheumatoid arthritis, age 50 or over",
			N:          4362,
			Trial:      "oral-surveillance",
			Screened:   "included",
			Citation: evidence.Citation{
				DOI:      "10.1056/NEJMoa2109927",
				PMID:     "35081280",
				Title:    "Heart and cancer risk with an invented JAK-inhibitor",
				Authors:  []evidence.Person{{Family: "Ytterberg", Given: "SR"}, {Family: "Heijde", Particle: "van der", Given: "D"}, {Family: "Müller"}},
				Journal:  "New England Journal of Medicine",
				Date:     evidence.Date{Year: 2022},
				Abstract: "METHODS: We compared tumour necrosis factor inhibitors.\nRESULTS: None of it is real.",
				Keywords: []string{"thrombosis"},
				Registry: []evidence.RegistryID{{Registry: "ClinicalTrials.gov", ID: "NCT02092467"}},
				Notices:  []evidence.Notice{{Kind: evidence.NoticeCorrection}},
			},
		},
		Tags: []evidence.Tag{
			{Drug: "tofacitinib", Outcome: "pulmonary_embolism", Status: evidence.Confirmed},
			{Drug: "baricitinib", Outcome: "acne", Status: evidence.Rejected},
		},
		Findings: []evidence.Finding{{Drug: "tofacitinib", Outcome: "mace", SubOutcome: "stroke", Status: evidence.Suggested}},
	}
}

func TestQueryMatch(t *testing.T) {
	cases := []struct {
		query string
		want  bool
	}{
		{"", true},
		{"drug:tofacitinib", true},
		{"drug:baricitinib", false}, // only rejected
		{"drug:Xeljanz", true},
		{"drug:jak_inhibitors", true},
		{`drug:"JAK inhibitors"`, true},
		{"outcome:vte", true},
		{"outcome:mace", true},
		{"outcome:acne", false},
		{"tag:vte", true},
		{"tag:mace", false}, // a finding is no tag
		{"tag:tofacitinib", true},
		{"-tag:acne", true},
		{"NOT outcome:vte", false},
		{"drug:tofacitinib outcome:vte design:rct year:2020..2025 status:included -tag:acne", true},
		{"drug:baricitinib OR outcome:mace", true},
		{"drug:baricitinib OR (outcome:acne year:2022)", false},
		{"(drug:baricitinib OR drug:tofacitinib) year:2022", true},
		{"drug:baricitinib,tofacitinib", true},
		{"--year:2022", true},
		{"-(year:2022 OR year:2023)", false},
		{"year:2022", true},
		{"year:2022..", true},
		{"year:..2021", false},
		{"year:>=2022", true},
		{"year:>2022", false},
		{"year:<2023", true},
		{"year:<=2021", false},
		{"status:included", true},
		{"status:excluded", false},
		{"status:unscreened", false},
		{"status:suggested", true},
		{"status:confirmed", true},
		{"key:YTTERBERG2022", true},
		{"key:ytter*", true},
		{"key:ytter", false},
		{"doi:10.1056/nejmoa2109927", true},
		{"doi:https://doi.org/10.1056/NEJMoa2109927", true},
		{"doi:10.1056/*", true},
		{"10.1056/NEJMoa2109927", true},
		{"pmid:35081280", true},
		{"pmid:3508128", false},
		{"author:ytterberg", true},
		{"author:heijde", true},
		{`author:"van der Heijde"`, true},
		{"author:muller", true},
		{"author:Ytt*", true},
		{"author:sr", false},
		{`journal:"new england"`, true},
		{"journal:lancet", false},
		{"title:cancer", true},
		{"title:tumour", false},
		{"abstract:tumour", true},
		{"cancer", true},
		{"canc", false},
		{"canc*", true},
		{"JAK-inhibitor", true},
		{`"invented jak inhibitor"`, true},
		{`"cancer and heart"`, false},
		{`"real new england"`, false}, // a phrase does not run from one text into the next
		{"text:thrombosis", true},
		{"ytterberg cancer", true},
		{`population:"rheumatoid arthritis"`, true},
		{"trial:oral-surveillance", true},
		{"nct:NCT02092467", true},
		{"pending:no", true},
		{"pending:yes", false},
		{"notice:correction", true},
		{"notice:retracted", false},
		{"notice:yes", true},
		{"has:abstract", true},
		{"has:finding", true},
		{"-has:registration", false},
		{`"OR"`, false},
	}
	for _, c := range cases {
		t.Run(c.query, func(t *testing.T) {
			q, err := evidence.ParseQuery(c.query)
			if err == nil {
				q, err = q.Expand(evidence.DefaultVocabulary())
			}
			if err != nil {
				t.Fatal(err)
			}
			if got := q.Match(querySubject()); got != c.want {
				t.Errorf("match %v, want %v", got, c.want)
			}
		})
	}
}

func TestQueryErrors(t *testing.T) {
	cases := []struct {
		query string
		parts []string // of the message
	}{
		{"drgu:tofacitinib", []string{"column 1", `no field "drgu"`, "outcome"}},
		{"drug:tofacitinib year:20", []string{"column 18", "no year", "year:2020..2025"}},
		{"year:2025..2020", []string{"empty", "year:2020..2025"}},
		{"year:..", []string{"no year"}},
		{"drug:", []string{"no value", "drug:tofacitinib"}},
		{"drug: tofacitinib", []string{"without a blank"}},
		{"drug:,x", []string{"value is missing"}},
		{`"atopic`, []string{"quote is not closed"}},
		{"(a b", []string{"column 1", "not closed"}},
		{"a )", []string{"column 3", "closing parenthesis"}},
		{"()", []string{"empty parentheses"}},
		{"a OR", []string{"OR needs a term on both sides"}},
		{"OR a", []string{"OR needs a term on both sides"}},
		{"a -", []string{"nothing to negate"}},
		{"status:maybe", []string{`does not know "maybe"`, "included"}},
		{"has:luck", []string{"abstract"}},
		{"status:inclded", []string{"did you mean included?", "excluded"}},
		{"notice:retracton", []string{`does not know "retracton"`, "did you mean retraction?", "expression-of-concern", "yes"}},
		{"-notice:concern", []string{"column 2", "did you mean expression-of-concern?"}},
		{"*", []string{"star"}},
		{"ü +", []string{"column 3", "no letter or digit"}},
		{strings.Repeat("(", 1000), []string{"nested too deeply"}},
		{strings.Repeat("-", 1000) + "a", []string{"nested too deeply"}},
		{"drug:tofacitinob", []string{"tofacitinib"}},
		{"year:2020 outcome:vtee", []string{"column 11", "vte"}},
		{"tag:nosuchthing", []string{"nosuchthing"}},
	}
	for _, c := range cases {
		name := c.query
		if len(name) > 30 {
			name = name[:30]
		}
		t.Run(name, func(t *testing.T) {
			q, err := evidence.ParseQuery(c.query)
			if err == nil {
				_, err = q.Expand(evidence.DefaultVocabulary())
			}
			var bad *evidence.QueryError
			if !errors.As(err, &bad) {
				t.Fatalf("error %v, want a QueryError", err)
			}
			for _, part := range c.parts {
				if !strings.Contains(err.Error(), part) {
					t.Errorf("%q does not say %q", err, part)
				}
			}
			if bad.Next == "" {
				t.Error("it does not say what to type")
			}
		})
	}
}

func TestCheckDesigns(t *testing.T) {
	designs := []string{"rct", "cohort", "network meta-analysis", "RCT post hoc"}
	for _, c := range []struct{ query, says string }{
		{"design:rct", ""},
		{"a -design:RCT year:2020", ""},
		{`design:"meta-analysis"`, ""},
		{`design:"post hoc" OR design:coh*`, ""},
		{"kim design:rtc", `column 5: no study has the design "rtc"; did you mean rct? use one of rct, cohort, network meta-analysis, RCT post hoc`},
		{"-design:chort", "did you mean cohort?"},
		{"design:spectroscopy", "use one of rct"},
		{"", ""},
	} {
		q, err := evidence.ParseQuery(c.query)
		if err != nil {
			t.Fatal(err)
		}
		if err := q.CheckDesigns(designs); c.says == "" && err != nil || c.says != "" && (err == nil || !strings.Contains(err.Error(), c.says)) {
			t.Errorf("%s: %v", c.query, err)
		}
	}
}

func FuzzParseQuery(f *testing.F) {
	for _, s := range []string{
		`drug:upadacitinib outcome:vte "atopic dermatitis" -tag:x`, "(a OR b) year:2020..2025", "doi:10.1/(x)y", "a* key:*", `drug:"x y",z`, "--a", "ü:ß",
	} {
		f.Add(s)
	}
	subject := querySubject()
	f.Fuzz(func(t *testing.T, s string) {
		q, err := evidence.ParseQuery(s)
		if err != nil {
			var bad *evidence.QueryError
			if !errors.As(err, &bad) || bad.Pos < 0 || bad.Pos > len(s) || bad.Next == "" {
				t.Fatalf("error %v of %q", err, s)
			}
			return
		}
		if q.String() != s {
			t.Fatalf("%q prints as %q", s, q.String())
		}
		matched := q.Match(subject)
		if q.IsZero() {
			return
		}
		not, err := evidence.ParseQuery("-(" + s + ")")
		if err == nil && not.Match(subject) == matched {
			t.Fatalf("%q and its negation both give %v", s, matched)
		}
	})
}
