package notation

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// ToLaTeX writes text as ASCII LaTeX for classic BibTeX: {\"o} for letters with
// diacritics, {\o} for special letters, $\alpha$ for Greek, commands for
// symbols, and the special characters escaped; braces and "@" are written as
// commands, so that a value never unbalances its entry. Characters without a
// LaTeX form (Chinese, Cyrillic …) stay as they are.
//
// FromLaTeX(ToLaTeX(s)) gives s back, in Unicode normal form C.
func ToLaTeX(s string) string {
	return writeLaTeX(norm.NFC.String(s), true)
}

// EscapeLaTeX leaves Unicode as it is (for biblatex and modern LaTeX) and
// escapes only what LaTeX would read as a command or ligature, and "@", at which
// some readers of bibliography files stop.
func EscapeLaTeX(s string) string {
	return writeLaTeX(s, false)
}

func writeLaTeX(s string, ascii bool) string {
	var b strings.Builder
	b.Grow(len(s) + len(s)/8)
	t := latexTables()
	prev := rune(-1)
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		next, _ := utf8.DecodeRuneInString(s[i+size:])
		switch {
		case r == utf8.RuneError && size == 1:
			b.WriteString(s[i : i+1])
		case r == '\\' || r == '{' || r == '}' || r == '~' || r == '^' || r == '`' || r == '@':
			b.WriteString(t.command[r])
		case strings.ContainsRune("&%$#_", r):
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '-' && prev == '-', r == '\'' && prev == '\'':
			b.WriteString("{}")
			b.WriteRune(r)
		case ascii && (r == '<' || r == '>' || r == '|'): // other characters in classic TeX fonts
			b.WriteString(t.command[r])
		case !ascii || r < utf8.RuneSelf:
			b.WriteRune(r)
		case r == '–' || r == '—':
			writeDash(&b, t.command[r], prev, next)
		default:
			b.WriteString(runeToLaTeX(t, r))
		}
		prev, i = r, i+size
	}
	return b.String()
}

// writeDash keeps a dash apart from neighbours that would make a ligature.
func writeDash(b *strings.Builder, dash string, prev, next rune) {
	if IsDash(prev) || IsDash(next) {
		dash = "{" + dash + "}"
	}
	b.WriteString(dash)
}

func runeToLaTeX(t *latexTable, r rune) string {
	if cmd, ok := t.command[r]; ok {
		return cmd
	}
	marks := accentCommand()
	d := []rune(norm.NFD.String(string(r)))
	if len(d) < 2 || norm.NFC.String(string(d)) != string(r) {
		return string(r)
	}
	body := string(d[0])
	if d[0] >= utf8.RuneSelf {
		cmd, ok := t.command[d[0]]
		if !ok || cmd[0] != '{' {
			return string(r)
		}
		body = cmd
	}
	for _, m := range d[1:] {
		cmd, ok := marks[m]
		if !ok {
			return string(r)
		}
		body = accented(cmd, body)
	}
	return body
}

// accented writes an accent over a letter or over an already braced command:
// {\"o}, {\c{c}}, {\'{\^{e}}}.
func accented(cmd, body string) string {
	if isLetterByte(cmd[0]) || len(body) > 1 {
		return `{\` + cmd + "{" + strings.TrimSuffix(strings.TrimPrefix(body, "{"), "}") + "}}"
	}
	return `{\` + cmd + body + "}"
}
