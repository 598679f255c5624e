package docx

import (
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"

	"dossier/evidence"
)

// maxDepth is the deepest nesting of elements that is read; Word nests tables
// in tables, hardly deeper than twenty.
const maxDepth = 512

// Document is what a Word file says.
type Document struct {
	// Paragraphs are those of the body, the footnotes and the endnotes, in this
	// order. One that Word numbers or hangs is marked as an item ("• "), since the
	// number itself is not in the text.
	Paragraphs []string

	codes   []code
	sources map[string]evidence.Record // Word's own, by tag
}

// code is the instruction of a field, with the number of its paragraph.
type code struct {
	text      string
	paragraph int
}

// String gives the paragraphs one per line.
func (d *Document) String() string { return strings.Join(d.Paragraphs, "\n") }

// part is one XML part while it is read.
type part struct {
	*Document
	open   []*paragraph // open paragraphs: a text box has its own inside another
	fields []*openField // open fields, innermost last
	path   []string
}

// openField is a field while it is read.
type openField struct {
	instruction strings.Builder
	data        strings.Builder // base64, where EndNote puts what is too long for an instruction
	result      bool            // past its instruction
}

// paragraph is a paragraph while it is read.
type paragraph struct {
	strings.Builder
	item bool // numbered or hanging
}

// para is the innermost open paragraph; text outside any is dropped.
func (p *part) para() *paragraph {
	if len(p.open) == 0 {
		return &paragraph{}
	}
	return p.open[len(p.open)-1]
}

func (d *Document) read(ctx context.Context, r io.Reader) error {
	decoder := xml.NewDecoder(r)
	decoder.Strict = false
	p := &part{Document: d}
	for n := 0; ; n++ {
		if n%1024 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		token, err := decoder.RawToken()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		switch token := token.(type) {
		case xml.StartElement:
			if len(p.path) >= maxDepth {
				return fmt.Errorf("elements are nested deeper than %d", maxDepth)
			}
			p.path = append(p.path, token.Name.Local)
			p.start(token)
		case xml.EndElement:
			p.end(token.Name.Local)
			if len(p.path) > 0 {
				p.path = p.path[:len(p.path)-1]
			}
		case xml.CharData:
			p.chars(string(token))
		}
	}
}

func attr(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

func (p *part) start(e xml.StartElement) {
	switch e.Name.Local {
	case "p":
		p.open = append(p.open, &paragraph{})
	case "numPr":
		p.para().item = true
	case "ind":
		if hanging := attr(e, "hanging"); hanging != "" && hanging != "0" {
			p.para().item = true
		}
	case "tab":
		if len(p.path) > 1 && p.path[len(p.path)-2] == "r" {
			p.para().WriteByte('\t')
		}
	case "br", "cr":
		p.para().WriteByte('\n')
	case "noBreakHyphen":
		p.para().WriteByte('-')
	case "softHyphen":
		p.para().WriteRune('\u00ad')
	case "fldSimple":
		p.addCode(attr(e, "instr"))
	case "fldChar":
		p.fieldMark(attr(e, "fldCharType"))
	case "tag": // of a content control: Mendeley Cite keeps its data there
		if v := attr(e, "val"); strings.HasPrefix(v, "MENDELEY_CITATION") {
			p.addCode(v)
		}
	}
}

// fieldMark follows a field: begin, instruction, separate, result, end.
func (p *part) fieldMark(kind string) {
	last := len(p.fields) - 1
	switch {
	case kind == "begin":
		p.fields = append(p.fields, &openField{})
	case kind == "separate" && last >= 0:
		p.fields[last].result = true
	case kind == "end" && last >= 0:
		done := p.fields[last]
		p.fields = p.fields[:last]
		p.addCode(strings.TrimSpace(done.instruction.String()) + dataMark + done.data.String())
	}
}

// dataMark parts the instruction of a field from its data.
const dataMark = "\x00"

func (p *part) addCode(s string) {
	s = strings.TrimSuffix(strings.TrimSpace(s), dataMark)
	for _, begin := range []string{"ADDIN", "MENDELEY", "CITATION "} {
		if strings.HasPrefix(s, begin) {
			p.codes = append(p.codes, code{s, len(p.Paragraphs) + 1})
			return
		}
	}
}

func (p *part) chars(s string) {
	if len(p.path) == 0 {
		return
	}
	switch p.path[len(p.path)-1] {
	case "t":
		for _, name := range p.path {
			if name == "moveFrom" || name == "del" {
				return
			}
		}
		p.para().WriteString(s)
	case "instrText":
		if last := len(p.fields) - 1; last >= 0 && !p.fields[last].result {
			p.fields[last].instruction.WriteString(s)
		}
	case "fldData":
		if last := len(p.fields) - 1; last >= 0 {
			p.fields[last].data.WriteString(s)
		}
	}
}

func (p *part) end(name string) {
	if name != "p" || len(p.open) == 0 {
		return
	}
	done := p.para()
	p.open = p.open[:len(p.open)-1]
	line := strings.TrimSpace(done.String())
	if done.item && line != "" {
		line = "• " + line
	}
	p.Paragraphs = append(p.Paragraphs, line)
}
