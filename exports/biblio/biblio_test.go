package biblio_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"dossier/evidence"
	"dossier/exports/biblio"
)

func TestKeys(t *testing.T) {
	tests := []struct {
		name string
		in   []string
		want []string
	}{
		{"fit", []string{"kim2021", "Guttman-Yassky:2021_b"}, []string{"kim2021", "Guttman-Yassky:2021_b"}},
		{"letters", []string{"müller2020", "Ørsted", "Weiß", "李2020"}, []string{"muller2020", "Orsted", "Weiss", "ref2020"}},
		{"not a letter first", []string{"10.1000/x", "_a", "", "中"}, []string{"ref101000x", "ref_a", "ref", "ref-2"}},
		{"reserved words", []string{"comment", "String", "preamble"}, []string{"refcomment", "refString", "refpreamble"}},
		{"one that fits keeps its key", []string{"a b", "ab"}, []string{"ab-2", "ab"}},
		{"capitals do not tell keys apart", []string{"AB", "ab", "ab-2"}, []string{"AB", "ab-3", "ab-2"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, biblio.Keys(tt.in)); diff != "" {
				t.Errorf("keys (-want +got):\n%s", diff)
			}
		})
	}
}

func TestRemarks(t *testing.T) {
	notice := func(kind evidence.NoticeKind, source string) evidence.Notice {
		return evidence.Notice{Kind: kind, Source: source, DOI: "10.1000/n", Date: evidence.Date{Year: 2020, Month: 2}}
	}
	tests := []struct {
		name  string
		study evidence.Study
		want  []string
	}{
		{"nothing to say", evidence.Study{}, nil},
		{"retraction stated twice", evidence.Study{Citation: evidence.Citation{Notices: []evidence.Notice{
			notice(evidence.NoticeRetraction, "pubmed"), notice(evidence.NoticeRetraction, "crossref:publisher")}}},
			[]string{"RETRACTED 2020-02, notice doi:10.1000/n"}},
		{"a correction is no remark", evidence.Study{Citation: evidence.Citation{Notices: []evidence.Notice{notice(evidence.NoticeCorrection, "pubmed")}}}, nil},
		{"a hint is no remark", evidence.Study{Citation: evidence.Citation{Notices: []evidence.Notice{notice(evidence.NoticePossible, "openalex")}}}, nil},
		{"what its title says is one", evidence.Study{Citation: evidence.Citation{Notices: []evidence.Notice{{Kind: evidence.NoticePossible, Source: "title", Text: "RETRACTED"}}}}, []string{"POSSIBLY RETRACTED"}},
		{"concern and pending", evidence.Study{Pending: "offline", Citation: evidence.Citation{Notices: []evidence.Notice{{Kind: evidence.NoticeConcern}}}},
			[]string{"EXPRESSION OF CONCERN", "Metadata not verified: offline"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, biblio.Remarks(&tt.study)); diff != "" {
				t.Errorf("remarks (-want +got):\n%s", diff)
			}
		})
	}
}

func TestPageText(t *testing.T) {
	tests := []struct {
		name  string
		pages evidence.Pages
		want  string
	}{
		{"range in full", evidence.Pages{Raw: "221-8", First: "221", Last: "228"}, "221--228"},
		{"one page", evidence.Pages{Raw: "5", First: "5", Last: "5"}, "5"},
		{"e-locator keeps its hyphen", evidence.Pages{Raw: "e-1002", First: "e-1002", Locator: true}, "e-1002"},
		{"several ranges", evidence.Pages{Raw: "1–5, 8 - 9", First: "1", Last: "5"}, "1--5, 8--9"},
		{"only printed", evidence.Pages{Raw: "S12−S20"}, "S12--S20"},
		{"dash without pages", evidence.Pages{Raw: "-"}, ""},
		{"none", evidence.Pages{}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := biblio.PageText(tt.pages, "--"); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestInitials(t *testing.T) {
	for given, want := range map[string]string{
		"Steven R.": "SR", "Jean-Pierre": "JP", "SR": "SR", "S.R.": "SR", "Åsa": "Å", "": "", "MARIA": "M", "(Bob)": "",
	} {
		if got := biblio.Initials(given); got != want {
			t.Errorf("initials of %q: got %q, want %q", given, got, want)
		}
	}
}

func TestRepeatsDOI(t *testing.T) {
	for url, want := range map[string]bool{
		"https://doi.org/10.1000/AB": true, "http://dx.doi.org/10.1000/a%62": true, "https://doi.org/10.1000/ab?x": false,
		"https://example.org/10.1000/ab": false, "": false, "https://doi.org/10.1000/a%zz": false,
	} {
		if got := biblio.RepeatsDOI(url, "10.1000/ab"); got != want {
			t.Errorf("%s: got %v, want %v", url, got, want)
		}
	}
}

func FuzzClean(f *testing.F) {
	for _, seed := range []string{"", "a\r\nb", "\xff\x00", "a\u202eb", "\t x "} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		once := biblio.Clean(s)
		if twice := biblio.Clean(once); twice != once {
			t.Errorf("not stable: %q, then %q", once, twice)
		}
		for _, r := range once {
			if r < ' ' && r != '\n' || r == 0x7f {
				t.Errorf("%q keeps the control character %U", once, r)
			}
		}
	})
}
