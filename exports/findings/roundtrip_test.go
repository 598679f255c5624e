package findings_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"dossier/evidence"
	exported "dossier/exports/findings"
	imported "dossier/ingest/findings"
)

// text draws what people write in a cell: any characters, none at the ends that
// a reader trims, no carriage return (CSV has no way to keep one) and no NUL
// (it marks a binary file).
func text() *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		s := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"", "=1+1", "'=x", "''-y", "+a", "-", "@x", "a,b;c\td", "\"q\"", "two\nlines", "≥50 – naïve"})).Draw(t, "text")
		return strings.TrimSpace(strings.NewReplacer("\r", " ", "\x00", "").Replace(strings.ToValidUTF8(s, "?")))
	})
}

func row() *rapid.Generator[evidence.TableRow] {
	return rapid.Custom(func(t *rapid.T) evidence.TableRow {
		draw := func(label string) string { return text().Draw(t, label) }
		number := func(label string) evidence.Printed {
			return evidence.Printed(rapid.SampledFrom([]string{"", "0.5", "1.33", "2.00", "<0.1", "3"}).Draw(t, label))
		}
		count := func(label string) evidence.Printed {
			return evidence.Printed(rapid.SampledFrom([]string{"", "10", "1455"}).Draw(t, label))
		}
		f := evidence.Finding{
			Study: "kim2020", Drug: "tofacitinib", Outcome: "mace", Measure: "EAER per 100 PY", Comparator: rapid.SampledFrom([]string{"", "placebo", "same drug, 5 mg BID"}).Draw(t, "comparator"),
			Dose: draw("dose"), Population: draw("population"), SubOutcome: rapid.SampledFrom([]string{"", "any", "stroke"}).Draw(t, "sub"), Definition: draw("definition"),
			Estimate: number("estimate"), P: evidence.Printed(rapid.SampledFrom([]string{"", "0.04", "<0.001"}).Draw(t, "p")),
			Treat:    evidence.Arm{Label: draw("arm"), Events: count("e1"), N: count("n1"), PersonYears: count("t1")},
			Control:  evidence.Arm{Label: draw("control"), Events: count("e2"), N: count("n2"), PersonYears: count("t2")},
			FollowUp: draw("follow"), TimeWindow: draw("window"), AnalysisSet: draw("set"), Adjusted: rapid.SampledFrom([]string{"", "yes", "no"}).Draw(t, "adjusted"),
			Trial: draw("trial"), Design: draw("design"), Note: draw("note"), Usable: rapid.Bool().Draw(t, "usable"), WhyNot: draw("why"), By: draw("by"),
			Status: rapid.SampledFrom([]evidence.TagStatus{evidence.Suggested, evidence.Confirmed, evidence.Rejected}).Draw(t, "status"),
			Source: evidence.FindingSource{URL: draw("url"), Kind: draw("kind"), Verified: draw("verified"), Page: draw("page"), Table: draw("table"),
				Quote: evidence.Span{Field: draw("field"), Start: rapid.IntRange(0, 99).Draw(t, "start"), End: rapid.IntRange(0, 99).Draw(t, "end"), Text: draw("quote")}},
		}
		if rapid.Bool().Draw(t, "interval") {
			f.CILow, f.CIHigh, f.CILevel = "-0.04", "0.57", "95"
		}
		if rapid.Bool().Draw(t, "time") {
			f.At = time.Unix(rapid.Int64Range(0, 2e9).Draw(t, "at"), 0).UTC()
		}
		if f.CILow != "" {
			f.CILow = "0.04"
		}
		return evidence.TableRow{Finding: f, Study: evidence.StudyHead{Key: "kim2020", DOI: "10.1000/x", Year: 2020, Authors: "Kim et al."}}
	})
}

func TestRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rows := rapid.SliceOfN(row(), 0, 5).Draw(t, "rows")
		for i := range rows {
			rows[i].Finding.ID = "F" + string(rune('A'+i))
		}
		var first bytes.Buffer
		if err := exported.Write(&first, rows); err != nil {
			t.Fatal(err)
		}
		result, err := imported.Read(t.Context(), bytes.NewReader(first.Bytes()), "x.csv", imported.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if result.Rejected > 0 {
			t.Fatalf("rejected: %v\n%s", result.Problems, first.String())
		}
		var back []evidence.TableRow
		for _, r := range result.Rows {
			back = append(back, evidence.TableRow{Finding: r.Finding, Study: rows[0].Study})
		}
		for i := range rows {
			if diff := cmp.Diff(rows[i].Finding, back[i].Finding); diff != "" {
				t.Fatalf("row %d (-written +read):\n%s\n%s", i, diff, first.String())
			}
		}
		var second bytes.Buffer
		if err := exported.Write(&second, back); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(first.String(), second.String()); diff != "" {
			t.Fatalf("the second export differs:\n%s", diff)
		}
	})
}

func TestWriteNeutralisesFormulas(t *testing.T) {
	var out bytes.Buffer
	err := exported.Write(&out, []evidence.TableRow{{Finding: evidence.Finding{ID: "F1", Study: "k", Note: `=HYPERLINK("x")`, Dose: "@cmd", Population: "+1 adults", CILow: "-0.04", Estimate: "-1.5"}}})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"'=HYPERLINK(""x"")"`, ",'@cmd,", ",'+1 adults,", ",-0.04,", ",-1.5,"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%s is not in\n%s", want, out.String())
		}
	}
}

func TestWriteUsualColumnsOnly(t *testing.T) {
	var out bytes.Buffer
	if err := exported.Write(&out, nil); err != nil {
		t.Fatal(err)
	}
	want := "id,key,doi,first_author,year,design,drug,dose,comparator,population,outcome,sub_outcome,measure,estimate,ci_low,ci_high,p,events_treat,n_treat,events_ctrl,n_ctrl," +
		"person_years,person_years_ctrl,follow_up,time_window,analysis_set,adjusted,ci_level,margin,source_url,source_kind,verified,note,usable,why_not,same_study_as\n"
	if out.String() != want {
		t.Errorf("header %q", out.String())
	}
}
