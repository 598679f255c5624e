package cited_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"dossier/ingest/cited"
)

// told prints what is cited: "2:kim2020", "3:Title of a work".
func told(t *testing.T, name, text string) []string {
	t.Helper()
	m, err := cited.Read(t.Context(), strings.NewReader(text), name)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, k := range m.Citations {
		what := k.Key
		if k.Work != nil {
			what = k.Work.Title
		}
		out = append(out, fmt.Sprintf("%d:%s", k.Line, what))
	}
	if m.All {
		out = append(out, "all")
	}
	for _, f := range m.Included {
		out = append(out, "file "+f)
	}
	for _, f := range m.Bibliographies {
		out = append(out, "references "+f)
	}
	for _, r := range m.Printed {
		out = append(out, fmt.Sprintf("%d printed %s %s %d", r.Origin.Line, r.Origin.Key, r.DOI, r.Year()))
	}
	for _, p := range m.Problems {
		out = append(out, fmt.Sprintf("%d problem", p.Line))
	}
	return out
}

func TestLaTeX(t *testing.T) {
	for _, tc := range []struct {
		name, text string
		want       []string
	}{
		{"plain, several, again", "\\cite{a} and \\cite{b, c,\n a}", []string{"1:a", "1:b", "1:c"}},
		{"natbib and biblatex", `\citep[see][p.~3]{a}\citet*{b}\parencite{c}\textcite[4]{d}\autocite{e}\footcite{f}\Citeauthor{g}\citeyearpar{h}\supercite{i}\fullcite{j}`, strings.Fields("1:a 1:b 1:c 1:d 1:e 1:f 1:g 1:h 1:i 1:j")},
		{"several groups", `\parencites(see)()[1]{a}[2]{b}{c} \cite{d}{e}`, strings.Fields("1:a 1:b 1:c 1:d")},
		{"a comment", "% \\cite{a}\n50\\% of \\cite{b} % \\cite{c}\n\\\\% \\cite{d}", []string{"2:b"}},
		{"verbatim", "\\begin{verbatim}\n\\cite{a}\n\\end{verbatim}\n\\verb|\\cite{b}| \\verb*+\\cite{c}+\\cite{d}", []string{"4:d"}},
		{"everything", `\nocite{*}`, []string{"all"}},
		{"named so by chance", `\citestyle{nature}\bibcite{x}{1}\newcites{web}{Web}\setcitestyle{square}\cites{a}`, []string{"1:a"}},
		{"braces in a note", `\cite[{see [1]}, \emph{x}]{a}`, []string{"1:a"}},
		{"across lines", "\n\\cite\n [x]\n {a}", []string{"2:a"}},
		{"inside macros", `\newcommand{\see}[1]{\cite{#1}}\cite{\key, a}`, []string{"1:a"}},
		{"behind the end", "\\cite{a}\\end{document}\\cite{b}", []string{"1:a"}},
		{"unfinished", `\cite{a \cite`, nil},
		{"other files", `\input{chapters/one}\include{two.tex}`, []string{"file chapters/one", "file two.tex"}},
		{"files of references", `\bibliography{refs, more.bib}\addbibresource[location=local]{b.bib}\bibliography{\jobname} % \bibliography{no}`,
			[]string{"references refs.bib", "references more.bib", "references b.bib", "references paper.bib"}},
		{"printed references", "\\cite{a}\n\\begin{thebibliography}{99}\n% \\bibitem{z} Z\n\\bibitem[A(2020)]{a} Abel, R. (2020). {\\em Empty arms}. \\newblock J Void, 1, 2. \\doi{10.5555/e.1}\n" +
			"\\bibitem{b}\n\\bibinfo{author}{Berg, K.} (\\bibinfo{year}{2021\\natexlab{a}}). As in \\cite{c}. J Void. doi:10.5555/e.2\n\\end{thebibliography}\\cite{d}",
			[]string{"1:a", "7:d", "4 printed a 10.5555/e.1 2020", "5 printed b 10.5555/e.2 2021"}},
		{"an unfinished list", `\begin{thebibliography}{9}\bibitem{a`, nil},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if diff := cmp.Diff(tc.want, told(t, "paper.tex", tc.text)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestMarkdown(t *testing.T) {
	for _, tc := range []struct {
		name, text string
		want       []string
	}{
		{"in brackets", "A fact [@a; see -@b, p. 3; @c-2:x].", strings.Fields("1:a 1:b 1:c-2:x")},
		{"in the text", "As @kim2020 and @lee_21 [p. 4] say, @ørsted2019.", strings.Fields("1:kim2020 1:lee_21 1:ørsted2019")},
		{"any key", "@{https://x.org/?a=b} and @doi:10.1/x.", strings.Fields("1:https://x.org/?a=b 1:doi:10.1/x")},
		{"an address", "Write to anna@example.org, a.@b or \\@c.", nil},
		{"code", "`@a` ``x ` @b``\n\n```r\n@c\n```\n~~~~\n@d\n~~~\n@e\n~~~~\n@f `unclosed @g", strings.Fields("11:f 11:g")},
		{"a comment", "<!-- @a\n@b --> @c", []string{"2:c"}},
		{"everything", "---\nnocite: |\n  @*, @a\n---\n", []string{"3:a", "all"}},
		{"files of references", "---\ntitle: x\nbibliography: [a.bib, \"b c.json\"]\n---\nbibliography: no.bib", []string{"references a.bib", "references b c.json"}},
		{"files of references, one per line", "---\nbibliography:\n  - a.bib\n  - 'b.bib'\nauthor:\n  - Abel\n---\n[@a]", []string{"8:a", "references a.bib", "references b.bib"}},
		{"a list under its heading", "Shown [@a].\n\n# References\n\n1. Abel R, Wrona K. Imaginary rash in nobody. J Invent Med. 2020;12(3):33-41. doi:10.5555/e.1\n2. Quill B, Reed C. Empty arms. Pretend Trials. 2019;20(1):88-90.\n",
			[]string{"1:a", "5 printed  10.5555/e.1 2020", "6 printed   2019"}},
		{"no list behind the heading", "[@a]\n\n# References\n\n::: {#refs}\n:::\n\n# Appendix\n\nWe asked 30 people in 2020, as Abel et al. did. They said no.\n\nMore text follows here, and it says nothing.\n", []string{"1:a"}},
		{"metadata are no heading", "---\nbibliography:\n  - a.bib\n---\nAbel R and others said so in 2020 [@a].\n", []string{"5:a", "references a.bib"}},
		{"no list", "Abel R, Wrona K. and others said so in 2020 [@a].\n\n# References\n\n::: {#refs}\n:::\n", []string{"1:a"}},
		{"a mark at the end", "(@a.) @b: @c--d", strings.Fields("1:a 1:b 1:c")},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if diff := cmp.Diff(tc.want, told(t, "paper.md", tc.text)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// document is a Word document of some paragraphs; | ends a run.
func document(t testing.TB, paragraphs ...string) string {
	t.Helper()
	text := `<w:document xmlns:w="x"><w:body>`
	for _, p := range paragraphs {
		text += "<w:p>"
		for _, run := range strings.Split(p, "|") {
			text += "<w:r><w:t>" + run + "</w:t></w:r>"
		}
		text += "</w:p>"
	}
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	f, err := w.Create("word/document.xml")
	if err == nil {
		_, err = f.Write([]byte(text + "</w:body></w:document>"))
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestWord(t *testing.T) {
	got := told(t, "paper.docx", document(t, "A fact [@ki|m2020; @lee2021] by @nobody.", "[1] mail@example.org [see @oak]"))
	if diff := cmp.Diff(strings.Fields("1:kim2020 1:lee2021 2:oak"), got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	// What a reference manager put there stands among what is typed.
	zotero := `</w:t></w:r><w:r><w:instrText>ADDIN ZOTERO_ITEM CSL_CITATION {"citationItems":[{"itemData":{"type":"article-journal","title":"Imaginary rash"}}]}</w:instrText></w:r><w:r><w:t>`
	field := `</w:t></w:r><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:t>` + zotero + `</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r><w:r><w:t>`
	got = told(t, "paper.docx", document(t, "First [@a].", "Second"+field+".", "Third [@b]."+strings.Replace(field, `{"citationItems"`, "{", 1)))
	if diff := cmp.Diff([]string{"1:a", "2:Imaginary rash", "3:b", "3 problem"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if _, err := cited.Read(t.Context(), strings.NewReader("PK\x03\x04"), "paper.docx"); err == nil {
		t.Error("a damaged document is no error")
	}
}

func FuzzRead(f *testing.F) {
	for _, seed := range []string{`\cite[a]{b}%c`, "\\verb", `\verb*`, "\\begin{verbatim}", "`@a` @{b", "~~~", "<!--", "@a:b.", `\cites(`, `\begin{thebibliography}{9}\bibitem[x]{a} T\bibinfo{b`, "---\nbibliography: [a,"} {
		f.Add(seed, true)
		f.Add(seed, false)
	}
	f.Fuzz(func(t *testing.T, text string, tex bool) {
		name := "x.md"
		if tex {
			name = "x.tex"
		}
		m, err := cited.Read(t.Context(), strings.NewReader(text), name)
		if err != nil {
			return
		}
		for _, k := range m.Citations {
			if k.Key == "" || k.Line < 1 || k.Line > strings.Count(text, "\n")+1 || !strings.Contains(strings.ReplaceAll(text, "\x00", ""), strings.TrimSpace(k.Key)) && !strings.Contains(text, "%") {
				t.Fatalf("%+v of %q", k, text)
			}
		}
	})
}
