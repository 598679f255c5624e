package table

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"

	"dossier/evidence"
	"dossier/evidence/notation"
)

// writeLaTeX writes a document that compiles by itself, with booktabs and
// longtable; studies are cited with \cite{key}. With Options.Fragment only the
// tables are written, for \input into a paper that loads booktabs, longtable
// and array and has its own bibliography.
func writeLaTeX(w io.Writer, tables []*evidence.Summary, o Options) error {
	var body strings.Builder
	for i, t := range tables {
		if i > 0 {
			body.WriteString("\\clearpage\n")
		}
		latexTable(&body, t)
	}
	out := bufio.NewWriter(w)
	if o.Fragment {
		out.WriteString("% needs \\usepackage{booktabs,longtable,array}\n")
		out.WriteString(body.String())
		return out.Flush()
	}
	refs := references(tables)
	var bibliography strings.Builder
	if len(refs) > 0 {
		bibliography.WriteString("\\clearpage\n\\begin{thebibliography}{99}\n")
		for _, r := range refs {
			text := tex(reference(r))
			if r.DOI != "" {
				text += " doi:" + tex(string(r.DOI))
			}
			fmt.Fprintf(&bibliography, "\\bibitem{%s} %s\n", texKey(r.Key), text)
		}
		bibliography.WriteString("\\end{thebibliography}\n")
	}
	orientation := ""
	if slices.ContainsFunc(tables, isWide) {
		orientation = "landscape,"
	}
	fmt.Fprintf(out, latexPreamble, orientation, unknownToTeX(body.String()+bibliography.String()))
	if o.titled(tables) {
		fmt.Fprintf(out, "\\section*{%s}\n", tex(o.Title))
	}
	out.WriteString(body.String())
	out.WriteString(bibliography.String())
	out.WriteString("\\end{document}\n")
	return out.Flush()
}

// latexPreamble takes the orientation and declarations of characters.
const latexPreamble = `\documentclass[10pt]{article}
\usepackage[%sa4paper,margin=1.5cm]{geometry}
\usepackage{iftex}
\ifPDFTeX
\IfFileExists{cmap.sty}{\usepackage{cmap}}{} %% so that dashes and ligatures can be searched for and copied
\usepackage[T1]{fontenc}
\usepackage[utf8]{inputenc}
\usepackage{textcomp}
%s\else
\usepackage{fontspec}
\fi
\usepackage{amssymb,array,booktabs,longtable}
\emergencystretch=3em
\begin{document}
`

// unknownToTeX declares the characters that have no LaTeX form, so that the
// document compiles; they print as their code point.
func unknownToTeX(text string) string {
	var list []rune
	for _, r := range text {
		if r >= 0x80 && !slices.Contains(list, r) {
			list = append(list, r)
		}
	}
	slices.Sort(list)
	var b strings.Builder
	for _, r := range list {
		fmt.Fprintf(&b, "\\DeclareUnicodeCharacter{%04X}{[U+%04X]}\n", r, r)
	}
	return b.String()
}

func isWide(t *evidence.Summary) bool { return len(t.Columns) >= wideTable }

func latexTable(b *strings.Builder, t *evidence.Summary) {
	b.WriteString("\\begingroup\\footnotesize\\setlength{\\tabcolsep}{3pt}\\renewcommand{\\arraystretch}{1.15}\n")
	if len(t.Rows) == 0 {
		fmt.Fprintf(b, "\\textbf{%s}\\par\n", tex(t.Title))
	} else {
		latexGrid(b, t)
	}
	for _, f := range t.Footnotes {
		fmt.Fprintf(b, "\\noindent\\textsuperscript{%s}~%s\\par\n", tex(f.Mark), tex(f.Text))
	}
	for _, n := range t.Notes {
		fmt.Fprintf(b, "\\noindent %s\\par\n", tex(n))
	}
	b.WriteString("\\endgroup\n")
}

func latexGrid(b *strings.Builder, t *evidence.Summary) {
	n := len(t.Columns)
	b.WriteString("\\begin{longtable}{@{}")
	for i, share := range shares(t) {
		align := "\\raggedright"
		if t.Columns[i].Right {
			align = "\\raggedleft"
		}
		fmt.Fprintf(b, ">{%s\\arraybackslash}p{\\dimexpr %.4f\\linewidth-2\\tabcolsep}", align, share)
	}
	b.WriteString("@{}}\n")
	fmt.Fprintf(b, "\\caption{%s}\\\\\n", tex(t.Title))
	var labels []string
	for _, c := range t.Columns {
		labels = append(labels, "\\textbf{"+tex(c.Label)+"}")
	}
	header := "\\toprule\n" + strings.Join(labels, " & ") + " \\\\\n\\midrule\n"
	fmt.Fprintf(b, "%s\\endfirsthead\n%s\\endhead\n\\bottomrule\n\\endlastfoot\n", header, header)
	for i, r := range t.Rows {
		if !isContent(r) {
			if r.Level == 0 && i > 0 {
				b.WriteString("\\midrule\n")
			}
			fmt.Fprintf(b, "\\multicolumn{%d}{@{}p{\\dimexpr\\linewidth-2\\tabcolsep}@{}}{%s\\textbf{%s}} \\\\*\n", n, strings.Repeat("\\quad ", r.Level), tex(r.Heading))
		}
		if len(r.Cells) > 0 {
			b.WriteString(latexRow(r))
		}
	}
	b.WriteString("\\end{longtable}\n")
}

func latexRow(r evidence.Row) string {
	var cells []string
	for _, c := range r.Cells {
		text := tex(c.Text)
		if r.Body != nil && text != "" {
			text = "\\textit{" + text + "}"
		}
		if len(c.Cites) > 0 {
			keys := make([]string, len(c.Cites))
			for i, key := range c.Cites {
				keys[i] = texKey(key)
			}
			text += "~\\cite{" + strings.Join(keys, ",") + "}"
		}
		if len(c.Marks) > 0 {
			text += "\\textsuperscript{" + tex(strings.Join(c.Marks, ",")) + "}"
		}
		cells = append(cells, text)
	}
	// LaTeX would take "[" or "*" after the end of the row before for an option.
	if cells[0] == "" || strings.ContainsAny(cells[0][:1], "[*") {
		cells[0] = "{}" + cells[0]
	}
	return strings.Join(cells, " & ") + " \\\\\n"
}

// breakHere is where a line may end, unwillingly.
const breakHere = `\penalty500`

// tex escapes text; line ends become spaces, and a word that no column holds may
// be broken where LaTeX knows no syllables.
func tex(s string) string {
	const longest, piece = 30, 10 // letters
	words := strings.Split(strings.NewReplacer("\n", " ", "\r", " ").Replace(s), " ")
	for i, word := range words {
		letters := []rune(norm.NFC.String(word)) // no letter without its accent
		if len(letters) <= longest {
			words[i] = notation.ToLaTeX(word)
			continue
		}
		var pieces []string
		for part := range slices.Chunk(letters, piece) {
			pieces = append(pieces, notation.ToLaTeX(string(part)))
		}
		words[i] = strings.Join(pieces, breakHere+"{}")
	}
	return strings.Join(words, " ")
}

// texKey leaves out of a citation key what \cite cannot hold; our own keys are
// letters and digits.
func texKey(key string) string {
	return strings.Map(func(r rune) rune {
		if r <= ' ' || strings.ContainsRune("\\{}%#~^$&_,", r) {
			return '-'
		}
		return r
	}, key)
}
