package endnotexml

import (
	"fmt"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"dossier/evidence"
	"dossier/ingest/format"
	"dossier/ingest/format/formattest"
)

func styled(s string) string {
	return `<style face="normal" font="default" size="100%">` + s + `</style>`
}

const record = `<record><database name="x.enl" path="C:\x.enl">x.enl</database><source-app name="EndNote" version="20">EndNote</source-app>
<rec-number>7</rec-number><ref-type name="Journal Article">17</ref-type>
<contributors><authors><author>%s</author><author>ORAL Group,</author></authors><secondary-authors><author>Ed, E.</author></secondary-authors></contributors>
<titles><title>%s</title><secondary-title>Journal of Fixtures</secondary-title></titles>
<periodical><full-title>Journal of Fixtures</full-title><abbr-1>J Fixt</abbr-1></periodical>
<pages>100-9</pages><volume>5</volume><number>2</number><keywords><keyword>one</keyword><keyword>two &amp; half</keyword></keywords>
<dates><year>2021</year><pub-dates><date>Jun 5</date></pub-dates></dates><isbn>0190-9622 (Print)&#xD;1097-6787</isbn>
<accession-num>33000001</accession-num><abstract>Text.</abstract><urls><related-urls><url>https://example.org/</url></related-urls></urls>
<custom2>PMC7000001</custom2><electronic-resource-num>10.1000/a.1</electronic-resource-num><remote-database-name>PubMed</remote-database-name>
<auth-address>Somewhere</auth-address><custom9>kept</custom9></record>`

func file(records ...string) string {
	return `<?xml version="1.0" encoding="UTF-8" ?><xml><records>` + strings.Join(records, "\n") + `</records></xml>`
}

func one(title string) string {
	return fmt.Sprintf(record, styled("Berg, Jan"), styled(title))
}

func readAll(t testing.TB, text string) (formattest.Found, error) {
	t.Helper()
	var sink formattest.Found
	err := Format().Read(t.Context(), format.Input{Name: "our.xml", R: iotest.HalfReader(strings.NewReader(text))}, &sink)
	return sink, err
}

func TestRecord(t *testing.T) {
	got, err := readAll(t, file(one("A title with <b>style</b>")))
	if err != nil || len(got.Records) != 1 {
		t.Fatalf("%v, %d records, %v", err, len(got.Records), got.Problems)
	}
	want := evidence.Record{Citation: evidence.Citation{
		Type: evidence.TypeArticle, Title: "A title with style",
		Authors: []evidence.Person{{Family: "Berg", Given: "Jan"}, {Literal: "ORAL Group"}}, Editors: []evidence.Person{{Family: "Ed", Given: "E."}},
		Journal: "Journal of Fixtures", JournalAbbrev: "J Fixt", Volume: "5", Issue: "2",
		Pages: evidence.Pages{Raw: "100-9", First: "100", Last: "109"}, Date: evidence.Date{Year: 2021, Month: 6, Day: 5},
		ISSN: []evidence.ISSN{"0190-9622", "1097-6787"}, PMID: "33000001", PMCID: "PMC7000001", DOI: "10.1000/a.1",
		Keywords: []string{"one", "two & half"}, Abstract: "Text.", URL: "https://example.org/",
	}}
	opts := cmp.Options{cmpopts.IgnoreFields(evidence.Record{}, "Origin", "Raw", "Extra"), cmpopts.EquateEmpty()}
	if diff := cmp.Diff(want, got.Records[0], opts); diff != "" {
		t.Errorf("record (-want +got):\n%s", diff)
	}
	if extra := fmt.Sprint(got.Records[0].Extra); !strings.Contains(extra, "{auth-address Somewhere}") || !strings.Contains(extra, "{custom9 kept}") {
		t.Errorf("extra fields: %s", extra)
	}
}

func TestBrokenRecords(t *testing.T) {
	tests := []struct {
		name, text string
		titles     []string
		lost       int
	}{
		{"one broken among three", file(one("A"), "<record><titles><title>B</titles></record>", one("C")), []string{"A", "C"}, 1},
		{"one never closed", file(one("A"), "<record><titles><title>B</title></titles>", one("C")), []string{"A", "C"}, 1},
		{"cut off", file(one("A"), one("B"))[:len(file(one("A"), one("B")))-100], []string{"A"}, 1},
		{"control characters", file(one("A \x0b&#x0;&#31; z")), []string{"A z"}, 0},
		{"nested too deeply", file(one("A"), "<record>"+strings.Repeat("<a>", 1_000_000)+strings.Repeat("</a>", 1_000_000)+"</record>"), []string{"A"}, 1},
		{"no records", file(), nil, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := readAll(t, tt.text)
			if err != nil {
				t.Fatal(err)
			}
			var titles []string
			for _, r := range got.Records {
				titles = append(titles, r.Title)
			}
			if diff := cmp.Diff(tt.titles, titles); diff != "" {
				t.Errorf("titles (-want +got):\n%s", diff)
			}
			lost := 0
			for _, p := range got.Problems {
				if p.Lost && p.Line > 0 && p.Raw != "" {
					lost++
				}
			}
			if lost != tt.lost {
				t.Errorf("%d records lost, want %d: %v", lost, tt.lost, got.Problems)
			}
		})
	}
}

func TestEntitiesAreRefused(t *testing.T) {
	bomb := `<?xml version="1.0"?><!DOCTYPE xml [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><xml><records>` + one("&b;") + `</records></xml>`
	got, err := readAll(t, bomb)
	if err == nil || len(got.Records) != 0 {
		t.Errorf("%d records, %v", len(got.Records), err)
	}
}

func FuzzRead(f *testing.F) {
	f.Add(file(one("A"), one("B")))
	f.Add("<records><record/><record><record></record></records>")
	f.Add("<record><ref-type name='Book'/><isbn>&#x;</isbn></record><!ENTITY")
	f.Fuzz(func(t *testing.T, text string) {
		got, _ := readAll(t, text)
		for _, r := range got.Records {
			if r.Origin.Line < 1 {
				t.Errorf("record without line: %+v", r.Origin)
			}
		}
	})
}

func BenchmarkImportEndNoteXML(b *testing.B) {
	const n = 2000
	records := make([]string, n)
	for i := range records {
		records[i] = strings.Replace(one(fmt.Sprintf("Title %d", i)), "Text.", strings.Repeat("Patients were assigned to one of two doses. ", 30), 1)
	}
	text := file(records...)
	formattest.Benchmark(b, Format(), text, n)
}
