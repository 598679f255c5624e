package evidence_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"dossier/evidence"
)

func TestParsePMID(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"35081280", "35081280"}, {"PMID: 35081280", "35081280"}, {"pmid:35081280.", "35081280"}, {"PubMed PMID: 35081280;", "35081280"},
		{"https://pubmed.ncbi.nlm.nih.gov/35081280/", "35081280"}, {"https://www.ncbi.nlm.nih.gov/pubmed/35081280?dopt=Abstract", "35081280"},
		{"http://www.ncbi.nlm.nih.gov/pubmed/7", "7"}, {"00123", "123"}, {"MEDLINE:35081280", "35081280"}, {"35081280 [PMID]", "35081280"},
		{"https://europepmc.org/article/MED/35081280", "35081280"},
		{"", ""}, {"PMC123456", ""}, {"12345678901", ""}, {"0", ""}, {"10.1000/182", ""}, {"123 456", ""},
	} {
		got, err := evidence.ParsePMID(c.in)
		if string(got) != c.want || (c.want == "") != errors.Is(err, evidence.ErrNotFound) {
			t.Errorf("ParsePMID(%q) = %q, %v; want %q", c.in, got, err, c.want)
		}
	}
}

func TestParsePMCID(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"PMC8792024", "PMC8792024"}, {"pmc8792024", "PMC8792024"}, {"PMCID: PMC8792024", "PMC8792024"}, {"PMC8792024.1", "PMC8792024"},
		{"https://www.ncbi.nlm.nih.gov/pmc/articles/PMC8792024/", "PMC8792024"}, {"https://pmc.ncbi.nlm.nih.gov/articles/PMC8792024/pdf/x.pdf", "PMC8792024"},
		{"PMCID: 8792024", "PMC8792024"}, {"https://europepmc.org/articles/PMC8792024", "PMC8792024"},
		{"", ""}, {"8792024", ""}, {"PMC", ""}, {"PMC12a", ""},
	} {
		got, err := evidence.ParsePMCID(c.in)
		if string(got) != c.want || (c.want == "") != errors.Is(err, evidence.ErrNotFound) {
			t.Errorf("ParsePMCID(%q) = %q, %v; want %q", c.in, got, err, c.want)
		}
	}
}

func TestParseISSN(t *testing.T) {
	for _, c := range []struct {
		in, want string
		err      error
	}{
		{"0190-9622", "0190-9622", nil}, {"01909622", "0190-9622", nil}, {"ISSN 0190–9622 (Print)", "0190-9622", nil}, {"1097-6787 (Electronic)", "1097-6787", nil},
		{"eISSN: 2434-561x", "2434-561X", nil}, {"0190-9623", "0190-9623", evidence.ErrCheckDigit},
		{"0003-0007, 1520-0477", "0003-0007", evidence.ErrTrailingText}, {"0003-0007;", "0003-0007", nil},
		{"0190-962", "", evidence.ErrNotFound}, {"", "", evidence.ErrNotFound}, {"0190-96X2", "", evidence.ErrNotFound}, {"978-0190962", "", evidence.ErrNotFound},
	} {
		got, err := evidence.ParseISSN(c.in)
		if string(got) != c.want || !errors.Is(err, c.err) {
			t.Errorf("ParseISSN(%q) = %q, %v; want %q, %v", c.in, got, err, c.want, c.err)
		}
	}
}

func TestParseISSNs(t *testing.T) {
	got, err := evidence.ParseISSNs("0003-0007, 1520-0477; 0190-9623/x")
	if d := cmp.Diff([]evidence.ISSN{"0003-0007", "1520-0477", "0190-9623"}, got); d != "" || !errors.Is(err, evidence.ErrCheckDigit) || !errors.Is(err, evidence.ErrNotFound) {
		t.Errorf("%s, %v", d, err)
	}
}

func TestParseRegistryID(t *testing.T) {
	for _, c := range []struct{ in, registry, id string }{
		{"NCT02092467", "ClinicalTrials.gov", "NCT02092467"}, {"nct03797326", "ClinicalTrials.gov", "NCT03797326"}, {"NCT 02092467", "ClinicalTrials.gov", "NCT02092467"},
		{"ClinicalTrials.gov number, NCT02092467.", "ClinicalTrials.gov", "NCT02092467"}, {"https://clinicaltrials.gov/study/NCT02092467", "ClinicalTrials.gov", "NCT02092467"},
		{"https://clinicaltrials.gov/ct2/show/NCT02092467?term=x", "ClinicalTrials.gov", "NCT02092467"},
		{"EudraCT 2011-004017-17", "EudraCT", "2011-004017-17"}, {"EudraCT number, 2011–004017–17", "EudraCT", "2011-004017-17"},
		{"EU CT 2022-500123-12-00", "EU CT", "2022-500123-12-00"}, {"2023-506789-33", "EU CT", "2023-506789-33"},
		{"ISRCTN12345678", "ISRCTN", "ISRCTN12345678"}, {"ISRCTN 12345678", "ISRCTN", "ISRCTN12345678"},
		{"UMIN000012345", "UMIN", "UMIN000012345"}, {"UMIN-CTR: UMIN000012345", "UMIN", "UMIN000012345"}, {"UMIN 000012345", "UMIN", "UMIN000012345"},
		{"jRCTs031180001", "jRCT", "jRCTs031180001"}, {"jRCT2080224567", "jRCT", "jRCT2080224567"}, {"JapicCTI-132341", "JapicCTI", "JapicCTI-132341"},
		{"ChiCTR2000030000", "ChiCTR", "ChiCTR2000030000"}, {"ChiCTR-TRC-12002345", "ChiCTR", "ChiCTR-TRC-12002345"}, {"chictr-ior-17013257", "ChiCTR", "ChiCTR-IOR-17013257"},
		{"CTRI/2018/05/014026", "CTRI", "CTRI/2018/05/014026"}, {"ACTRN12618000123456", "ANZCTR", "ACTRN12618000123456"}, {"DRKS00012345", "DRKS", "DRKS00012345"},
		{"NTR1234", "NTR", "NTR1234"}, {"NL8765", "NTR", "NL8765"}, {"KCT0001234", "CRIS", "KCT0001234"}, {"IRCT20080901001165N10", "IRCT", "IRCT20080901001165N10"},
		{"PACTR201403000123456", "PACTR", "PACTR201403000123456"}, {"TCTR20180101001", "TCTR", "TCTR20180101001"}, {"RBR-2n8kpx", "ReBEC", "RBR-2n8kpx"},
		{"", "", ""}, {"NCT0209246", "", ""}, {"NCT020924678", "", ""}, {"XNCT02092467", "", ""}, {"NL12345.018.15", "", ""}, {"2011-004017", "", ""}, {"12011-004017-17", "", ""},
	} {
		got, err := evidence.ParseRegistryID(c.in)
		if got.Registry != c.registry || got.ID != c.id || (c.id == "") != errors.Is(err, evidence.ErrNotFound) {
			t.Errorf("ParseRegistryID(%q) = %+v, %v; want %s %s", c.in, got, err, c.registry, c.id)
		}
		if c.id == "" {
			continue
		}
		if again, err := evidence.ParseRegistryID(got.String()); again != got || err != nil {
			t.Errorf("%s read again: %+v, %v", got, again, err)
		}
	}
	if _, err := evidence.ParseRegistryID("NCT02092467 and NCT02831855"); !errors.Is(err, evidence.ErrTrailingText) {
		t.Errorf("two numbers: %v", err)
	}
}

func TestFindIdentifiers(t *testing.T) {
	text := `Ytterberg SR. N Engl J Med 2022. doi: 10.1056/NEJMoa2109927. PMID: 35081280; PMCID: PMC8792024.
ORAL Surveillance (NCT02092467; EudraCT 2013-003177-99), arXiv:2101.12345v2, https://doi.org/10.48550/arXiv.2301.00001,
PMIDs: 12345678, 23456789 and 34567890. See https://pubmed.ncbi.nlm.nih.gov/35081280/ and 48(11), 1631-1639 of 2021.`
	var got []string
	end := 0
	for _, f := range evidence.FindIdentifiers(text) {
		if f.Start < end || text[f.Start:f.End] != f.Printed {
			t.Errorf("%+v after %d", f, end)
		}
		end = f.End
		got = append(got, f.String())
	}
	want := []string{"10.1056/NEJMoa2109927", "PMID:35081280", "PMC8792024", "NCT02092467", "2013-003177-99", "arxiv:2101.12345v2", "10.48550/arXiv.2301.00001",
		"PMID:12345678", "PMID:23456789", "PMID:34567890", "PMID:35081280"}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func FuzzFindIdentifiers(f *testing.F) {
	f.Add("PMID: 1, 2; PMC123456 NCT02092467 jRCTs031180001 arXiv:2101.12345 10.1000/182 2011-004017-17")
	f.Fuzz(func(t *testing.T, s string) {
		end := 0
		for _, d := range evidence.FindIdentifiers(s) {
			if d.Start < end || d.End <= d.Start || s[d.Start:d.End] != d.Printed || d.String() == ":" {
				t.Fatalf("%q: %+v after %d", s, d, end)
			}
			end = d.End
			if again, _ := evidence.ParseRegistryID(d.Registry.ID); again != d.Registry {
				t.Fatalf("%q gave %v, and that %v", s, d.Registry, again)
			}
		}
	})
}

func FuzzParseIdentifier(f *testing.F) {
	f.Add("PMID 12")
	f.Add("PMC12")
	f.Add("1234-5679")
	f.Fuzz(func(t *testing.T, s string) {
		if p, err := evidence.ParsePMID(s); err == nil {
			if again, err := evidence.ParsePMID(p.String()); again != p || err != nil {
				t.Errorf("pmid %q: %q, then %q, %v", s, p, again, err)
			}
		}
		if p, err := evidence.ParsePMCID(s); err == nil {
			if again, err := evidence.ParsePMCID(p.String()); again != p || err != nil {
				t.Errorf("pmcid %q: %q, then %q, %v", s, p, again, err)
			}
		}
		if n, err := evidence.ParseISSN(s); err == nil {
			if again, err := evidence.ParseISSN(n.String()); again != n || err != nil {
				t.Errorf("issn %q: %q, then %q, %v", s, n, again, err)
			}
		}
	})
}
