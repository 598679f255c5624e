package table

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"dossier/evidence"
)

// writeMarkdown writes pipe tables. Studies are cited as pandoc reads it
// ([@key; @key]), footnote marks are superscripts (^a,b^).
func writeMarkdown(w io.Writer, tables []*evidence.Summary, o Options) error {
	out := bufio.NewWriter(w)
	depth := "#"
	if len(tables) > 1 {
		depth = "##"
		if o.Title != "" {
			fmt.Fprintf(out, "# %s\n\n", mdText(o.Title))
		}
	}
	for _, t := range tables {
		fmt.Fprintf(out, "%s %s\n\n", depth, mdText(t.Title))
		if len(t.Rows) > 0 {
			mdTable(out, t)
		}
		for _, f := range t.Footnotes {
			fmt.Fprintf(out, "^%s^ %s\n\n", f.Mark, mdText(f.Text))
		}
		for _, n := range t.Notes {
			fmt.Fprintf(out, "%s\n\n", mdText(n))
		}
	}
	if refs := references(tables); len(refs) > 0 {
		fmt.Fprintf(out, "%s References\n\n", depth)
		for _, r := range refs {
			fmt.Fprintf(out, "- %s: %s", mdText(r.Key), mdText(reference(r)))
			if r.DOI != "" {
				fmt.Fprintf(out, " <https://doi.org/%s>", escapeDOI(string(r.DOI)))
			}
			fmt.Fprintln(out)
		}
	}
	return out.Flush()
}

// mdTable writes one pipe table. A heading fills the first cell of its row.
func mdTable(out *bufio.Writer, t *evidence.Summary) {
	rule := "|"
	header := "|"
	for _, c := range t.Columns {
		header += " " + mdText(c.Label) + " |"
		if c.Right {
			rule += "---:|"
		} else {
			rule += "---|"
		}
	}
	fmt.Fprintf(out, "%s\n%s\n", header, rule)
	for _, r := range t.Rows {
		if len(r.Cells) == 0 {
			mdHeading(out, t, r)
			continue
		}
		if r.Body != nil {
			mdHeading(out, t, r)
		}
		out.WriteString("|")
		for _, c := range r.Cells {
			text := mdText(c.Text)
			if r.Body != nil && text != "" {
				text = "*" + text + "*"
			}
			if len(c.Cites) > 0 {
				text += " [@" + strings.Join(c.Cites, "; @") + "]"
			}
			if len(c.Marks) > 0 {
				text += "^" + strings.Join(c.Marks, ",") + "^"
			}
			fmt.Fprintf(out, " %s |", text)
		}
		out.WriteString("\n")
	}
	out.WriteString("\n")
}

func mdHeading(out *bufio.Writer, t *evidence.Summary, r evidence.Row) {
	fmt.Fprintf(out, "| %s**%s** |%s\n", strings.Repeat("&nbsp;&nbsp;", r.Level), mdText(r.Heading), strings.Repeat(" |", len(t.Columns)-1))
}

// mdText escapes what Markdown (CommonMark, GitHub's tables, pandoc) would read
// as markup.
func mdText(s string) string {
	if !strings.ContainsAny(s, "\\`*_{}[]<>#|^~$@&\n\r'\"!") {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		switch r {
		case '\\', '`', '*', '_', '{', '}', '[', ']', '<', '>', '#', '|', '^', '~', '$', '@', '&', '!', '\'', '"':
			b.WriteByte('\\')
			b.WriteRune(r)
		case '\n', '\r':
			b.WriteByte(' ')
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// escapeDOI makes a DOI safe in a URL: characters that end a link or mean
// something in one are percent-encoded.
func escapeDOI(doi string) string {
	const hex = "0123456789ABCDEF"
	var b strings.Builder
	for i := 0; i < len(doi); i++ {
		c := doi[i]
		if c <= ' ' || c >= 0x7f || strings.IndexByte("\"#%<>?[\\]^`{|}&'", c) >= 0 {
			b.WriteByte('%')
			b.WriteByte(hex[c>>4])
			b.WriteByte(hex[c&15])
			continue
		}
		b.WriteByte(c)
	}
	return b.String()
}
