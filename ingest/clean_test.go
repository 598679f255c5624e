package ingest

import (
	"reflect"
	"strings"
	"testing"

	"dossier/evidence"
	"dossier/ingest/format"
)

// controls is every character that must not get through.
func controls() string {
	var b strings.Builder
	for r := rune(0); r < 0xA0; r++ {
		if r < ' ' && r != '\t' && r != '\n' && r != '\r' && r != '\v' && r != '\f' || r >= 0x7F && r != 0x85 {
			b.WriteRune(r)
		}
	}
	b.WriteString("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
	return b.String()
}

func TestControlsOfEveryFormat(t *testing.T) {
	const bad = "red\x1b[31m\u009b bell\a \u202eturned"
	tests := []struct{ name, text string }{
		{"bibtex", "@article{k1, title={" + bad + "}, author={Berg\a, Jan}, year=2020}"},
		{"ris", "TY  - JOUR\nTI  - " + bad + "\nAU  - Berg\a, Jan\nPY  - 2020\nER  - \n"},
		{"csv", "title,authors,year,doi\n" + bad + ",\"Berg\a, Jan\",2020,\n"},
		{"csl-json", `[{"type":"article-journal","id":"k1","title":"red\u001b[31m\u009b bell\u0007 \u202eturned","author":[{"family":"Berg\u0007","given":"Jan"}],"issued":{"date-parts":[[2020]]}}]`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var sink found
			if _, err := ReadFrom(t.Context(), "in", strings.NewReader(tt.text), Options{From: tt.name}, &sink); err != nil || len(sink.records) != 1 {
				t.Fatalf("%v, %d records, %v", err, len(sink.records), sink.problems)
			}
			r := sink.records[0]
			if r.Title != "red[31m bell turned" || len(r.Authors) != 1 || r.Authors[0].Family != "Berg" {
				t.Errorf("title %q, authors %q", r.Title, r.Authors)
			}
			told := 0
			for _, p := range sink.problems {
				if p.Severity == format.Info && strings.Contains(p.Message, "title") && strings.Contains(p.Message, "authors") {
					told++
				}
			}
			if told != 1 {
				t.Errorf("told %d times: %v", told, sink.problems)
			}
			if tt.name != "csl-json" && !strings.Contains(r.Raw, "\x1b") {
				t.Errorf("the verbatim text was changed: %q", r.Raw)
			}
		})
	}
}

// TestCleanReachesEveryText fills every string of a record, whatever fields a
// Citation will have.
func TestCleanReachesEveryText(t *testing.T) {
	var r evidence.Record
	r.Authors, r.Editors = make([]evidence.Person, 1), make([]evidence.Person, 1)
	r.Keywords, r.ISBN, r.PublicationTypes, r.Funding = make([]string, 1), make([]string, 1), make([]string, 1), make([]string, 1)
	r.Registry, r.OtherIDs = make([]evidence.RegistryID, 1), make([]evidence.OtherID, 1)
	r.MeSH = []evidence.MeSH{{Qualifiers: make([]string, 1)}}
	r.Notices, r.Relations, r.Extra = make([]evidence.Notice, 1), make([]evidence.Relation, 1), make([]evidence.Field, 1)
	fill(reflect.ValueOf(&r).Elem(), "a"+controls()+"b")
	clean(&r)
	// Set by readers from lists of their own, never from the input's text.
	exempt := map[string]bool{"Raw": true, "ID": true, "File": true, "Format": true, "Batch": true, "By": true, "PMID": true, "Source": true}
	check(t, reflect.ValueOf(r.Citation), "", exempt)
	if r.Extra[0].Value != "ab" || r.Origin.Key != "ab" {
		t.Errorf("%q %q", r.Extra[0].Value, r.Origin.Key)
	}
	if !strings.Contains(r.Raw, controls()) {
		t.Error("Raw was changed")
	}
}

func fill(v reflect.Value, text string) {
	switch v.Kind() {
	case reflect.String:
		v.SetString(text)
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				fill(v.Field(i), text)
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			fill(v.Index(i), text)
		}
	}
}

func check(t *testing.T, v reflect.Value, path string, exempt map[string]bool) {
	t.Helper()
	switch v.Kind() {
	case reflect.String:
		if strings.ContainsFunc(v.String(), isControl) {
			t.Errorf("%s keeps controls", path)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			name := v.Type().Field(i).Name
			if nested := strings.Count(path, ".") > 1; !nested || !exempt[name] {
				check(t, v.Field(i), path+"."+name, exempt)
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			check(t, v.Index(i), path+".", exempt)
		}
	}
}

func TestCleanText(t *testing.T) {
	tests := []struct {
		name, text, line, paragraphs string
		told                         bool
	}{
		{"plain", "A title – with “quotes”", "A title – with “quotes”", "A title – with “quotes”", false},
		{"lines", "A\ttitle\nof two", "A title of two", "A title\nof two", false},
		{"controls", "A\x00\x07 ti\u0090tle\x7f", "A title", "A title", true},
		{"directions", "\u202ea\u2066b\u2069\u202c", "ab", "ab", true},
		{"marks of direction that belong to text", "א\u200fב", "א\u200fב", "א\u200fב", false},
		{"no-break space", "5\u00a0mg", "5\u00a0mg", "5\u00a0mg", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := evidence.Record{Citation: evidence.Citation{Title: tt.text, Abstract: tt.text}}
			fields := clean(&r)
			if r.Title != tt.line || r.Abstract != tt.paragraphs || (len(fields) > 0) != tt.told {
				t.Errorf("%q, %q, %v", r.Title, r.Abstract, fields)
			}
		})
	}
}
