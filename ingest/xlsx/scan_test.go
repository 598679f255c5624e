package xlsx

import (
	"bufio"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// scanned lists the tokens of a part; neighbouring texts are joined.
func scanned(data []byte) (list []string, err error) {
	s := scanner{r: bufio.NewReader(bytes.NewReader(data))}
	for {
		t, err := s.next()
		switch {
		case err != nil || t == done:
			return list, err
		case t == start:
			entry := "<" + string(s.name)
			for _, a := range s.attrs {
				entry += fmt.Sprintf(" %s=%q", s.values[a.from:a.to], s.values[a.to:a.end])
			}
			list = append(list, entry)
		case t == end:
			list = append(list, "/"+string(s.name))
		default:
			list = joinText(list, string(s.text))
		}
	}
}

func joinText(list []string, text string) []string {
	switch {
	case text == "":
		return list
	case len(list) > 0 && strings.HasPrefix(list[len(list)-1], "'"):
		list[len(list)-1] += text
		return list
	}
	return append(list, "'"+text)
}

// decoded is the same by encoding/xml; ok is false for what no workbook holds.
func decoded(data []byte) (list []string, ok bool) {
	d := xml.NewDecoder(bytes.NewReader(data))
	for {
		raw, err := d.RawToken()
		if errors.Is(err, io.EOF) {
			return list, true
		}
		if err != nil {
			return nil, false
		}
		switch t := raw.(type) {
		case xml.Directive:
			return nil, false
		case xml.StartElement:
			entry := "<" + t.Name.Local
			ok := !strings.Contains(t.Name.Local, ":")
			for _, a := range t.Attr {
				// encoding/xml leaves white space in attributes as it is
				ok = ok && !strings.Contains(a.Name.Local, ":") && !strings.ContainsAny(a.Value, "\t\r\n")
				entry += fmt.Sprintf(" %s=%q", a.Name.Local, a.Value)
			}
			if !ok {
				return nil, false
			}
			list = append(list, entry)
		case xml.EndElement:
			list = append(list, "/"+t.Name.Local)
		case xml.CharData:
			list = joinText(list, string(t))
		}
	}
}

// FuzzScan holds the scanner against encoding/xml: what that reads, it reads in
// the same way.
func FuzzScan(f *testing.F) {
	for _, seed := range []string{
		`<?xml version="1.0"?><!-- a -- b --><x:a xmlns:x="u" y='1 &amp; 2'><b/>t&lt;&#65;&#x42;<![CDATA[<c>]]]]></x:a >`,
		"<a>\r\nx\ry\n</a>", `<a b = "c"/>`, `<a`, `<a>]]</a>`, `<a b="&#0;">`, `<!DOCTYPE a>`, "<!--->-->", "<?a?b?>", "<a\n/>",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		want, ok := decoded(data)
		got, err := scanned(data)
		if !ok {
			return
		}
		if err != nil {
			t.Fatalf("%q: %v; encoding/xml reads %q", data, err, want)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("%q (-encoding/xml +scanner):\n%s", data, diff)
		}
	})
}
