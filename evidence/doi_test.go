package evidence_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"dossier/evidence"
)

func TestParseDOI(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"bare", "10.1001/jamadermatol.2023.4090", "10.1001/jamadermatol.2023.4090"},
		{"resolver", "https://doi.org/10.1111/ijd.17501", "10.1111/ijd.17501"},
		{"old resolver", "http://dx.doi.org/10.1111/ijd.17501", "10.1111/ijd.17501"},
		{"resolver without scheme", "doi.org/10.1111/ijd.17501", "10.1111/ijd.17501"},
		{"label", "doi:10.1111/ijd.17501", "10.1111/ijd.17501"},
		{"label and blank", "DOI: 10.1111/ijd.17501.", "10.1111/ijd.17501"},
		{"label without colon", "DOI 10.1111/ijd.17501", "10.1111/ijd.17501"},
		{"MEDLINE label", "10.1111/ijd.17501 [doi]", "10.1111/ijd.17501"},
		{"label twice", "doi: https://doi.org/10.1111/ijd.17501", "10.1111/ijd.17501"},
		{"escaped slash", "https://doi.org/10.1016%2Fj.ad.2023.06.012", "10.1016/j.ad.2023.06.012"},
		{"escaped brackets", "https://doi.org/10.1016/S0140-6736%2820%2932335-7", "10.1016/S0140-6736(20)32335-7"},
		{"escaped twice", "10.1016%252Fj.ad.2023", "10.1016/j.ad.2023"},
		{"brackets stay", "10.1016/S0140-6736(20)32335-7", "10.1016/S0140-6736(20)32335-7"},
		{"closing bracket goes", "(doi:10.1016/S0140-6736(20)32335-7)", "10.1016/S0140-6736(20)32335-7"},
		{"SICI", "10.1890/0012-9658(2006)87[2832:TIOPMA]2.0.CO;2", "10.1890/0012-9658(2006)87[2832:TIOPMA]2.0.CO;2"},
		{"SICI with angles", "10.1002/(SICI)1097-0258(19980815/30)17:15/16<1661::AID-SIM968>3.0.CO;2-2", "10.1002/(SICI)1097-0258(19980815/30)17:15/16<1661::AID-SIM968>3.0.CO;2-2"},
		{"SICI without page", "10.1002/1097-4571(2000)9999:9999<::AID-ASI1586>3.0.CO;2-D", "10.1002/1097-4571(2000)9999:9999<::AID-ASI1586>3.0.CO;2-D"},
		{"protecting braces", "10.1663/0013-0001(2004)058[0578:{LUACAE}]2.0.{CO};2", "10.1663/0013-0001(2004)058[0578:LUACAE]2.0.CO;2"},
		{"SICI with entities", "10.1002/(SICI)1097-0258(19980815)17:15&lt;1661::AID-SIM968&gt;3.0.CO;2-2", "10.1002/(SICI)1097-0258(19980815)17:15<1661::AID-SIM968>3.0.CO;2-2"},
		{"zero width space", "10.1000/\u200b18\u00ad2", "10.1000/182"},
		{"en dash for hyphen", "10.1007/s13555–024–01243–8", "10.1007/s13555-024-01243-8"},
		{"glued word", "https://doi.org/10.12775/QS.2026.49.67568Keywords", "10.12775/QS.2026.49.67568"},
		{"capitals before digits", "10.1056/NEJMoa2109927", "10.1056/NEJMoa2109927"},
		{"Cochrane version", "10.1002/14651858.CD013295.pub2", "10.1002/14651858.CD013295.pub2"},
		{"preprint version", "10.1101/2020.04.05.20054502v1", "10.1101/2020.04.05.20054502v1"},
		{"figure", "10.1371/journal.pone.0012345.g001", "10.1371/journal.pone.0012345.g001"},
		{"capital inside", "10.7554/eLife.12345", "10.7554/eLife.12345"},
		{"code with capital", "10.1016/j.cell.2020.01Ab12", "10.1016/j.cell.2020.01Ab12"},
		{"publisher page", "https://onlinelibrary.wiley.com/doi/full/10.1111/ijd.17501/full", "10.1111/ijd.17501"},
		{"preprint page", "https://www.medrxiv.org/content/10.1101/2020.04.05.20054502v1.full.pdf", "10.1101/2020.04.05.20054502v1"},
		{"query", "https://doi.org/10.1111/ijd.17501?utm_source=x", "10.1111/ijd.17501"},
		{"LaTeX escape", `10.1000/a\_b`, "10.1000/a_b"},
		{"subdivided prefix", "10.1000.10/123", "10.1000.10/123"},
		{"closing punctuation", "10.1000/182.,;\"", "10.1000/182"},
		{"angle brackets", "<10.1000/182>", "10.1000/182"},
		{"angles within", "10.1000/abc<def>", "10.1000/abc<def>"},
		{"angles within, escaped", "10.1000/abc&lt;def&gt;1", "10.1000/abc<def>1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := evidence.ParseDOI(c.in)
			if err != nil || string(got) != c.want {
				t.Errorf("ParseDOI(%q) = %q, %v; want %q", c.in, got, err, c.want)
			}
		})
	}
}

func TestParseDOIRejects(t *testing.T) {
	for _, c := range []struct {
		in, want string
		err      error
	}{
		{"", "", evidence.ErrNotFound},
		{"10.1000", "", evidence.ErrNotFound},
		{"10.1000/", "", evidence.ErrNotFound},
		{"10.12/abc", "", evidence.ErrNotFound},
		{"see 10.1000/182", "", evidence.ErrNotFound},
		{"210.1000/182", "", evidence.ErrNotFound},
		{"10.1000/182</a>", "10.1000/182", evidence.ErrTrailingText},
		{"10.1007/s00403-024-03578-wAbstract", "10.1007/s00403-024-03578-w", evidence.ErrTrailingText},
		{"10.1111/ijd.17501PMID:", "10.1111/ijd.17501", evidence.ErrTrailingText},
		{"10.1111/ijd.17501https://x", "10.1111/ijd.17501", evidence.ErrTrailingText},
		{"10.1000/182 [pii]", "10.1000/182", evidence.ErrTrailingText},
		{"10.1000/182, 10.1000/183", "10.1000/182", evidence.ErrTrailingText},
		{"10.1007/s13555-024- 01243-8", "10.1007/s13555-024-", evidence.ErrTrailingText},
	} {
		got, err := evidence.ParseDOI(c.in)
		if !errors.Is(err, c.err) || string(got) != c.want {
			t.Errorf("ParseDOI(%q) = %q, %v; want %q, %v", c.in, got, err, c.want, c.err)
		}
	}
}

func TestFindDOIs(t *testing.T) {
	text := "See https://doi.org/10.1111/ijd.17501. Also (doi: 10.1016/S0140-6736(20)32335-7), version 10.2/3;\nDOI:\nhttps://doi.org/10.12775/QS.2026.49.67568Keywords\nhttps://doi.org/10.1007/s13555-024-\n01243-8"
	var got []string
	for _, f := range evidence.FindDOIs(text) {
		if text[f.Start:f.End] != f.Printed {
			t.Errorf("%d:%d is %q, not %q", f.Start, f.End, text[f.Start:f.End], f.Printed)
		}
		got = append(got, f.Printed+" = "+string(f.DOI))
	}
	want := []string{
		"https://doi.org/10.1111/ijd.17501 = 10.1111/ijd.17501",
		"doi: 10.1016/S0140-6736(20)32335-7 = 10.1016/S0140-6736(20)32335-7",
		"https://doi.org/10.12775/QS.2026.49.67568 = 10.12775/QS.2026.49.67568",
		"https://doi.org/10.1007/s13555-024- = 10.1007/s13555-024-",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestDOICompare(t *testing.T) {
	a, b := evidence.DOI("10.1056/NEJMoa2109927"), evidence.DOI("10.1056/nejmOA2109927")
	if !a.Equal(b) || a.Key() != "10.1056/nejmoa2109927" || a.Prefix() != "10.1056" {
		t.Errorf("%s and %s: key %s, prefix %s", a, b, a.Key(), a.Prefix())
	}
	if got := evidence.DOI("10.1890/0012-9658(2006)87[2832:X]2.0.CO;2").URL(); got != "https://doi.org/10.1890/0012-9658%282006%2987%5B2832:X%5D2.0.CO;2" {
		t.Error(got)
	}
}

func TestDOIPrintParse(t *testing.T) {
	suffix := rapid.StringOfN(rapid.RuneFrom([]rune("abcXYZ0189-._;()/:<>[]%&?#'KeywordsPMID")), 1, 30, -1)
	rapid.Check(t, func(t *rapid.T) {
		in := "10." + rapid.StringMatching(`[0-9]{4,5}`).Draw(t, "prefix") + "/" + suffix.Draw(t, "suffix")
		d, err := evidence.ParseDOI(in)
		if errors.Is(err, evidence.ErrNotFound) {
			t.Skip("drawn text without a DOI")
		}
		for _, printed := range []string{d.String(), "doi:" + d.String()} {
			if again, err := evidence.ParseDOI(printed); again != d {
				t.Fatalf("%q gave %q, and that %q (%v)", in, d, again, err)
			}
		}
	})
}

func FuzzFindDOIs(f *testing.F) {
	f.Add("doi:10.1000/182 and 10.1016%2Fj.ad.2023")
	f.Add("10.1002/(SICI)1097-0258(19980815)17:15&lt;1661::AID-SIM968&gt;3.0.CO;2-2")
	f.Add("10.0000/(&lt;0:0\xe4&gt;0")
	f.Fuzz(func(t *testing.T, s string) {
		end := 0
		for _, d := range evidence.FindDOIs(s) {
			if d.Start < end || d.End <= d.Start || s[d.Start:d.End] != d.Printed || !strings.HasPrefix(string(d.DOI), "10.") {
				t.Fatalf("%q: %+v after %d", s, d, end)
			}
			end = d.End
			if again, _ := evidence.ParseDOI(string(d.DOI)); again != d.DOI {
				t.Fatalf("%q gave %q, and that %q", s, d.DOI, again)
			}
		}
	})
}
