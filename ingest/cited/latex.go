package cited

import (
	"path"
	"strings"

	"dossier/evidence/notation"
	"dossier/ingest/reflist"
)

// latex finds \cite{a,b}, \citep[see][p.~3]{a}, \parencite*, \textcites(x){a}{b},
// \nocite{*} …: every command with cite in its name that takes keys.
func (m *collector) latex(text string) {
	s := &texScanner{text: blankTeX(text), line: 1}
	for s.at < len(s.text) {
		if s.text[s.at] != '\\' {
			s.step()
			continue
		}
		name := s.command()
		switch {
		case name == "input", name == "include", name == "subfile":
			if file, ok := s.group('{', '}'); ok {
				m.Included = append(m.Included, strings.TrimSpace(file))
			}
		case name == "bibliography", name == "nobibliography", name == "addbibresource", name == "addglobalbib", name == "addsectionbib":
			s.group('[', ']')
			files, _ := s.group('{', '}')
			m.bibliographies(files)
		case name == "begin":
			if environment, ok := s.group('{', '}'); ok && environment == "thebibliography" {
				m.bibItems(s)
			}
		case citesKeys(name):
			m.texKeys(s, name)
		}
	}
}

// bibliographies reads the files that \bibliography and \addbibresource name;
// BibTeX's may stand without their ending.
func (m *collector) bibliographies(names string) {
	for _, name := range strings.Split(names, ",") {
		name = strings.TrimSpace(name)
		if name == "" {
			continue
		}
		base := path.Base(strings.ReplaceAll(m.name, `\`, "/"))
		name = strings.ReplaceAll(name, `\jobname`, strings.TrimSuffix(base, path.Ext(base)))
		if path.Ext(name) == "" {
			name += ".bib"
		}
		m.Bibliographies = append(m.Bibliographies, name)
	}
}

// bibItems reads the references of a thebibliography: \bibitem[label]{key} text,
// up to the next or the end of the environment.
func (m *collector) bibItems(s *texScanner) {
	s.group('{', '}') // the widest label
	key, line, from := "", 0, -1
	take := func(to int) {
		if from >= 0 {
			text := strings.Join(strings.Fields(notation.FromLaTeX(withoutFieldMarks(s.text[from:to]))), " ")
			if text != "" {
				r := reflist.Parse(text)
				r.Origin.Key = key
				m.print(r, line)
			}
		}
		from = -1
	}
	for s.at < len(s.text) {
		if s.text[s.at] != '\\' {
			s.step()
			continue
		}
		at, number := s.at, s.line
		switch name := s.command(); name {
		case "bibitem":
			take(at)
			s.group('[', ']')
			if inner, ok := s.group('{', '}'); ok {
				key, line, from = strings.TrimSpace(inner), number, s.at
			}
		case "end":
			if environment, ok := s.group('{', '}'); ok && environment == "thebibliography" {
				take(at)
				return
			}
		}
	}
	take(len(s.text))
}

// withoutFieldMarks takes out what styles write to part the fields of a
// \bibitem: \newblock, and \bibinfo{year}{2020} and its like around each.
func withoutFieldMarks(text string) string {
	s := &texScanner{text: text}
	var out strings.Builder
	for s.at < len(s.text) {
		if s.text[s.at] != '\\' {
			out.WriteByte(s.text[s.at])
			s.step()
			continue
		}
		at := s.at
		switch name := s.command(); name {
		case "newblock", "bibnamedelima", "BibitemOpen", "BibitemShut", "BibitemStop", "BibitemNoStop":
			out.WriteByte(' ')
		case "bibinfo", "bibfield", "bibnamefont", "bibfnamefont":
			if name == "bibinfo" || name == "bibfield" {
				s.group('{', '}') // what the next argument is
			}
		case "natexlab", "Eprint", "bibAnnoteFile":
			s.group('{', '}')
		default:
			out.WriteString(s.text[at:s.at])
		}
	}
	return out.String()
}

// texKeys reads the arguments behind a command of citation.
func (m *collector) texKeys(s *texScanner, name string) {
	for {
		line := s.line
		for {
			_, square := s.group('[', ']')
			_, round := s.group('(', ')')
			if !square && !round {
				break
			}
		}
		keys, ok := s.group('{', '}')
		if !ok {
			return
		}
		for _, key := range strings.Split(keys, ",") {
			if !strings.ContainsAny(key, `#\{}`) { // the parameter of a macro, a macro
				m.cite(key, line)
			}
		}
		if !strings.HasSuffix(strings.TrimSuffix(name, "*"), "cites") {
			return
		}
	}
}

// citesKeys tells commands of citation from others that have cite in their name.
func citesKeys(name string) bool {
	lower := strings.ToLower(strings.TrimSuffix(name, "*"))
	switch lower {
	case "citestyle", "setcitestyle", "bibcite", "citereset", "defcitealias", "declarecitecommand", "declaremulticitecommand",
		"newcitecommand", "citesetup", "citenumfont", "citeleft", "citeright", "citemid", "citepunct", "citeform", "citedash", "newcites", "mkbibcite":
		return false
	}
	return strings.Contains(lower, "cite")
}

// texScanner walks through LaTeX.
type texScanner struct {
	text string
	at   int
	line int
}

func (s *texScanner) step() {
	if s.text[s.at] == '\n' {
		s.line++
	}
	s.at++
}

// command reads a control word with its star.
func (s *texScanner) command() string {
	s.at++
	from := s.at
	for s.at < len(s.text) && isLetter(s.text[s.at]) {
		s.at++
	}
	if s.at == from { // \% or the like
		if s.at < len(s.text) {
			s.step()
		}
		return ""
	}
	if s.at < len(s.text) && s.text[s.at] == '*' {
		s.at++
	}
	return s.text[from:s.at]
}

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' || c == '@' }

// group reads an argument, if one follows; braces in it are balanced.
func (s *texScanner) group(open, end byte) (string, bool) {
	at, line := s.at, s.line
	for s.at < len(s.text) && strings.IndexByte(" \t\r\n", s.text[s.at]) >= 0 {
		s.step()
	}
	if s.at == len(s.text) || s.text[s.at] != open {
		s.at, s.line = at, line
		return "", false
	}
	s.at++
	from, depth := s.at, 0
	for s.at < len(s.text) {
		switch c := s.text[s.at]; {
		case c == end && depth == 0:
			s.at++
			return s.text[from : s.at-1], true
		case c == '{':
			depth++
		case c == '}':
			depth--
		case c == '\\' && s.at+1 < len(s.text):
			s.step()
		}
		if depth < 0 { // the group around ends first
			break
		}
		s.step()
	}
	s.at, s.line = at, line
	return "", false
}

// blankTeX blanks out comments and verbatim text, keeping the lines.
func blankTeX(text string) string {
	out := []byte(text)
	for i := 0; i < len(out); i++ {
		switch {
		case out[i] == '%':
			i = blank(out, i, lineEnd(text, i))
		case out[i] != '\\':
		case strings.HasPrefix(text[i:], `\begin{`):
			name, _, ok := strings.Cut(text[i+7:min(len(text), i+60)], "}")
			if !ok || !verbatim(name) {
				i++
				continue
			}
			stop := strings.Index(text[i:], `\end{`+name+`}`)
			if stop < 0 {
				stop = len(text) - i
			}
			i = blank(out, i, i+stop) - 1
		case strings.HasPrefix(text[i:], `\end{document}`):
			blank(out, i, len(text))
			return string(out)
		case strings.HasPrefix(text[i:], `\verb`) && i+5 < len(text) && !isLetter(text[i+5]):
			from := i + 5
			if text[from] == '*' {
				from++
			}
			if from >= len(text) {
				return string(out)
			}
			if stop := strings.IndexByte(text[from+1:lineEnd(text, from)], text[from]); stop >= 0 {
				i = blank(out, i, from+1+stop+1) - 1
			}
		default:
			i++ // \% is no comment
		}
	}
	return string(out)
}

func verbatim(name string) bool {
	switch strings.TrimSuffix(name, "*") {
	case "verbatim", "Verbatim", "lstlisting", "minted", "comment", "filecontents":
		return true
	}
	return false
}

func lineEnd(text string, from int) int {
	from = min(from, len(text))
	if n := strings.IndexByte(text[from:], '\n'); n >= 0 {
		return from + n
	}
	return len(text)
}

// blank overwrites all but line ends and returns to.
func blank(out []byte, from, to int) int {
	for i := from; i < to; i++ {
		if out[i] != '\n' {
			out[i] = ' '
		}
	}
	return to
}
