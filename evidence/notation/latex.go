package notation

import (
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// maxLaTeXDepth bounds nested groups; deeper braces are dropped like the others
// but commands there are read without their arguments.
const maxLaTeXDepth = 32

// FromLaTeX renders LaTeX as it stands in a bibliography file to Unicode text:
// accents in all their brace forms, special letters, ligatures (“ ” – —), font
// commands (their text is kept), simple mathematics, escaped characters.
// Braces go. Exponents and indices become Unicode superscripts and subscripts
// where every character has one. "~" becomes a no-break space. An unknown
// command with an argument leaves the argument, one without keeps its name and
// backslash, so that nothing is lost. Line ends and runs of blanks stay.
func FromLaTeX(s string) string {
	if !strings.ContainsAny(s, "\\{}$~`") && !strings.Contains(s, "--") && !strings.Contains(s, "''") {
		return s
	}
	p := &latexReader{s: s}
	p.out.Grow(len(s))
	p.text(0, len(s), 0)
	return p.out.String()
}

type latexReader struct {
	s     string
	match []int32 // of every '{' the position of its '}', -1 when there is none; made when first needed
	out   strings.Builder
	math  bool
	verb  bool // inside \url: no ligatures, no mathematics

	lastClose int // behind the last \) or \], 1 when there is none, 0 when not yet looked for
}

// matchBraces pairs braces in one pass; a backslash takes the next byte out.
func matchBraces(s string) []int32 {
	match := make([]int32, len(s))
	var open []int32
	for i := 0; i < len(s); i++ {
		match[i] = -1
		switch s[i] {
		case '\\':
			if i+1 < len(s) {
				i++
				match[i] = -1
			}
		case '{':
			open = append(open, int32(i))
		case '}':
			if n := len(open); n > 0 {
				match[open[n-1]] = int32(i)
				open = open[:n-1]
			}
		}
	}
	return match
}

// text renders s[i:end].
func (p *latexReader) text(i, end, depth int) {
	for i < end {
		switch c := p.s[i]; c {
		case '{', '}':
			i++
		case '\\':
			i = p.command(i, end, depth)
		case '$':
			i = p.dollar(i, end, depth)
		case '^', '_':
			i = p.script(i, end, depth)
		default:
			i = p.plain(i, end)
		}
	}
}

// plain renders what is no markup: a run of ordinary characters, or a ligature.
func (p *latexReader) plain(i, end int) int {
	s := p.s[i:end]
	if n := ordinaryRun(s); n > 0 {
		p.out.WriteString(s[:n])
		return i + n
	}
	text, n := s[:1], 1
	switch {
	case p.verb:
	case p.math:
		switch s[0] {
		case '-':
			text = "−"
		case '\'':
			text = "′"
		}
	case strings.HasPrefix(s, "---"):
		text, n = "—", 3
	case strings.HasPrefix(s, "--"):
		text, n = "–", 2
	case strings.HasPrefix(s, "``"):
		text, n = "“", 2
	case strings.HasPrefix(s, "''"):
		text, n = "”", 2
	case s[0] == '`':
		text = "‘"
	case s[0] == '~':
		text = "\u00a0"
	}
	p.out.WriteString(text)
	return i + n
}

// ordinaryRun is how many bytes at the start of s mean themselves.
func ordinaryRun(s string) int {
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '\\', '{', '}', '$', '^', '_', '`', '\'', '-', '~':
			return i
		}
	}
	return len(s)
}

// dollar renders $…$ or $$…$$. A dollar without partner, or two that enclose
// ordinary words, are sums of money.
func (p *latexReader) dollar(i, end, depth int) int {
	width := 1
	if i+1 < end && p.s[i+1] == '$' {
		width = 2
	}
	if p.verb || p.math {
		p.out.WriteString("$")
		return i + 1
	}
	from := i + width
	stop := closingDollar(p.s[from:end])
	if stop < 0 || readsAsMoney(p.s[from:from+stop]) {
		p.out.WriteString(p.s[i:from])
		return from
	}
	p.math = true
	p.text(from, from+stop, depth+1)
	p.math = false
	return min(from+stop+width, end)
}

func closingDollar(s string) int {
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '$':
			return i
		}
	}
	return -1
}

func readsAsMoney(inside string) bool {
	if strings.ContainsAny(inside, "\\^_{}=<>+") || strings.TrimSpace(inside) == inside && !isDigitStart(inside) {
		return false
	}
	for _, w := range strings.Fields(inside) {
		if len(w) > 2 && strings.TrimFunc(w, unicode.IsLetter) == "" {
			return true
		}
	}
	return false
}

func isDigitStart(s string) bool { return s != "" && s[0] >= '0' && s[0] <= '9' }

// script renders ^ and _ of mathematics; elsewhere they are themselves.
func (p *latexReader) script(i, end, depth int) int {
	c := p.s[i]
	if !p.math {
		p.out.WriteByte(c)
		return i + 1
	}
	arg, next := p.argument(i+1, end, depth)
	p.writeScript(arg, c == '^')
	return next
}

func (p *latexReader) writeScript(arg string, up bool) {
	if t, ok := toScript(arg, up); ok {
		arg = t
	}
	p.out.WriteString(arg)
}

// argument renders the argument of a command at i: a group, a command, or one
// character. It gives the text and where reading goes on.
func (p *latexReader) argument(i, end, depth int) (string, int) {
	if p.match == nil {
		p.match = matchBraces(p.s)
	}
	for i < end && (isLaTeXSpace(p.s[i]) || p.s[i] == '{' && (p.match[i] < 0 || depth >= maxLaTeXDepth)) {
		i++
	}
	if i >= end {
		return "", i
	}
	sub := latexReader{s: p.s, match: p.match, math: p.math, verb: p.verb}
	switch {
	case p.s[i] == '{':
		stop := min(int(p.match[i]), end)
		if inner := p.s[i+1 : stop]; ordinaryRun(inner) == len(inner) {
			return inner, min(stop+1, end)
		}
		sub.text(i+1, stop, depth+1)
		return sub.out.String(), min(stop+1, end)
	case p.s[i] == '}':
		return "", i + 1
	case p.s[i] == '\\' && depth < maxLaTeXDepth:
		next := sub.command(i, end, depth+1)
		return sub.out.String(), next
	}
	_, size := utf8.DecodeRuneInString(p.s[i:end])
	return p.s[i : i+size], i + size
}

// command renders the command whose backslash is at i.
func (p *latexReader) command(i, end, depth int) int {
	name, next := latexCommandName(p.s[i:end])
	next += i
	if name == "" {
		p.out.WriteByte('\\')
		return next
	}
	word := isLetterByte(name[0])
	if name == "a" && next < end && strings.IndexByte("'`=", p.s[next]) >= 0 { // accents inside tabbing
		name, word = p.s[next:next+1], false
		next++
	}
	if mark, ok := accentMark(name); ok && !(p.math && !word) {
		return p.accent(name, mark, next, end, depth)
	}
	if word {
		return p.word(name, next, end, depth)
	}
	switch name {
	case "(", "[":
		p.math = p.math || p.closes(next, name)
	case ")", "]":
		p.math = false
	}
	p.out.WriteString(latexSymbol(name))
	return next
}

// closes reports whether mathematics opened by \( or \[ has an end.
func (p *latexReader) closes(from int, open string) bool {
	if p.lastClose == 0 {
		p.lastClose = 1 + max(strings.LastIndex(p.s, `\)`), strings.LastIndex(p.s, `\]`))
	}
	return p.lastClose > from && !p.verb
}

// latexCommandName reads a command from its backslash: letters, or one other
// character.
func latexCommandName(s string) (name string, length int) {
	if len(s) < 2 {
		return "", len(s)
	}
	n := 1
	for n < len(s) && isLetterByte(s[n]) {
		n++
	}
	if n > 1 {
		return s[1:n], n
	}
	_, size := utf8.DecodeRuneInString(s[1:])
	return s[1 : 1+size], 1 + size
}

// latexSymbol renders a command that is not a word and no accent.
func latexSymbol(name string) string {
	switch name {
	case "-", "/", "!", "(", ")", "[", "]":
		return ""
	case ",":
		return "\u2009"
	case ";", ":", " ", "\n", "\t", "\r", "\\":
		return " "
	case "|":
		return "‖"
	}
	return name // \& \% \_ \$ \# \{ \} \@ …
}

func (p *latexReader) accent(name string, mark rune, next, end, depth int) int {
	arg, after := p.argument(next, end, depth)
	if arg == "" || arg == " " {
		p.out.WriteString(spacingAccent(name))
		return after
	}
	p.out.WriteString(putAccent(arg, mark))
	return after
}

// putAccent sets a combining mark on the first letter of text.
func putAccent(text string, mark rune) string {
	r, size := utf8.DecodeRuneInString(text)
	switch r {
	case 'ı':
		if mark < '\u0323' || mark > '\u0328' {
			r = 'i'
		}
	case 'ȷ':
		r = 'j'
	}
	rest := text[size:]
	for rest != "" { // marks that are already there come first
		m, n := utf8.DecodeRuneInString(rest)
		if !unicode.Is(unicode.Mn, m) {
			break
		}
		size, rest = size+n, rest[n:]
	}
	_, first := utf8.DecodeRuneInString(text)
	if one, ok := composedLetters()[[2]rune{r, mark}]; ok && first == size {
		return one + rest
	}
	return norm.NFC.String(string(r)+text[first:size]+string(mark)) + rest
}

// composedLetters are the Latin letters with one mark, by letter and mark.
var composedLetters = sync.OnceValue(func() map[[2]rune]string {
	letters := map[[2]rune]string{}
	for _, block := range [][2]rune{{0x00C0, 0x024F}, {0x1E00, 0x1EFF}} {
		for r := block[0]; r <= block[1]; r++ {
			apart := []rune(norm.NFD.String(string(r)))
			if one := norm.NFC.String(string(apart)); len(apart) == 2 && one == string(r) {
				letters[[2]rune(apart)] = one
			}
		}
	}
	return letters
})

// word renders a command that is a word.
func (p *latexReader) word(name string, next, end, depth int) int {
	t := latexTables()
	if text, ok := t.symbol[name]; ok {
		p.out.WriteString(text)
		return p.skipBlank(next, end)
	}
	switch name {
	case "textsuperscript", "sp", "textsubscript", "sb":
		arg, after := p.argument(next, end, depth)
		p.writeScript(arg, name == "textsuperscript" || name == "sp")
		return after
	case "char", "symbol":
		return p.char(next, end)
	case "frac", "tfrac", "dfrac", "nicefrac", "sfrac":
		over, after := p.argument(next, end, depth)
		under, after := p.argument(after, end, depth)
		p.out.WriteString(over + "/" + under)
		return after
	case "sqrt":
		arg, after := p.argument(next, end, depth)
		p.out.WriteString("√" + arg)
		return after
	case "verb":
		if next < end {
			if n := strings.IndexByte(p.s[next+1:min(end, next+maxVerb)], p.s[next]); n >= 0 {
				p.out.WriteString(p.s[next+1 : next+1+n])
				return next + n + 2
			}
		}
	case "url", "path", "nolinkurl":
		return p.verbatim(next, end, depth)
	case "begin", "end":
		_, after := p.argument(next, end, depth)
		return after
	case "ensuremath":
		before := p.math
		p.math = true
		arg, after := p.argument(next, end, depth)
		p.math = before
		p.out.WriteString(arg)
		return after
	case "mkbibquote", "enquote":
		arg, after := p.argument(next, end, depth)
		p.out.WriteString("“" + arg + "”")
		return after
	}
	if t.dropFirst[name] { // \href{address}{text}
		_, after := p.argument(next, end, depth)
		return after
	}
	if t.font[name] {
		return p.skipBlank(next, end)
	}
	after := p.skipBlank(next, end)
	if after < end && p.s[after] == '{' {
		return after // unknown command: its argument is the text
	}
	p.out.WriteString("\\" + name)
	return next
}

// skipBlank passes the blanks that end a command word, and an empty group.
func (p *latexReader) skipBlank(i, end int) int {
	for i < end && isLaTeXSpace(p.s[i]) {
		i++
	}
	return i
}

// char renders \char64, \char"40 and \symbol{64}.
func (p *latexReader) char(i, end int) int {
	from := p.skipBlank(i, end)
	braced := from < end && p.s[from] == '{'
	if braced {
		from++
	}
	base := rune(10)
	if from < end && p.s[from] == '"' {
		base, from = 16, from+1
	}
	n, j := rune(0), from
	for ; j < end && n <= unicode.MaxRune; j++ {
		d := digitValue(p.s[j])
		if d < 0 || d >= base {
			break
		}
		n = n*base + d
	}
	if j == from || n == 0 || n > unicode.MaxRune || !utf8.ValidRune(n) || unicode.IsControl(n) {
		p.out.WriteString("\\char")
		return i
	}
	p.out.WriteRune(n)
	if braced && j < end && p.s[j] == '}' {
		j++
	}
	return j
}

func digitValue(c byte) rune {
	switch {
	case c >= '0' && c <= '9':
		return rune(c - '0')
	case c >= 'A' && c <= 'F':
		return rune(c-'A') + 10
	}
	return -1
}

// maxVerb bounds what \verb may enclose, in bytes.
const maxVerb = 1000

// verbatim renders an address: only escapes are undone.
func (p *latexReader) verbatim(i, end, depth int) int {
	was := p.verb
	p.verb = true
	arg, after := p.argument(i, end, depth)
	p.verb = was
	p.out.WriteString(arg)
	return after
}

func isLetterByte(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }

func isLaTeXSpace(c byte) bool { return c == ' ' || c == '\n' || c == '\t' || c == '\r' }
