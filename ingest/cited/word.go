package cited

import (
	"context"
	"strings"

	"dossier/ingest/docx"
	"dossier/ingest/format"
)

// word finds [@key] in the text of a document, its footnotes and endnotes, and
// the works that reference managers and Word itself put there. Outside brackets
// an @ is rarely a citation there.
func (m *collector) word(ctx context.Context, data []byte) error {
	doc, err := docx.Open(ctx, data)
	if err != nil {
		return err
	}
	works := doc.Citations(ctx)
	for i, paragraph := range doc.Paragraphs {
		number := i + 1
		m.bracketed(paragraph, number)
		for len(works) > 0 && works[0].Paragraph <= number {
			m.works(works[0])
			works = works[1:]
		}
	}
	for _, c := range works {
		m.works(c)
	}
	return ctx.Err()
}

// works takes one citation with its data.
func (m *collector) works(c docx.Citation) {
	if c.Err != nil {
		m.Problem(format.Problem{Line: c.Paragraph, Severity: format.Warning, Message: "the data of a citation cannot be read: " + c.Err.Error()})
	}
	for i := range c.Works {
		c.Works[i].Origin.File, c.Works[i].Origin.Line = m.name, c.Paragraph
		m.Citations = append(m.Citations, Citation{Work: &c.Works[i], Line: c.Paragraph})
	}
}

// bracketed finds the citations within square brackets.
func (m *collector) bracketed(text string, line int) {
	for {
		_, rest, ok := strings.Cut(text, "[")
		if !ok {
			return
		}
		inner, _, ok := strings.Cut(rest, "]")
		if !ok {
			return
		}
		if strings.Contains(inner, "@") {
			m.atKeys(inner, line)
		}
		text = rest
	}
}
