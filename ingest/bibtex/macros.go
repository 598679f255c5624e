package bibtex

import (
	"fmt"
	"strconv"
	"strings"

	"dossier/ingest/format"
)

// macros are the @string definitions seen so far, by lower-case name.
type macros map[string]string

// What values may grow to by their macros, in bytes: definitions that refer to
// one another double in length with every line.
const (
	maxMacro = 64 << 10 // a definition
	maxValue = 1 << 20  // a field
	maxGrown = 4 << 20  // all fields of an entry
)

// define takes up the definitions of a @string.
func (m macros) define(bd *body) {
	m.expand(bd, maxMacro)
	for _, f := range bd.fields {
		m[strings.ToLower(f.name)] = f.value
	}
}

// resolve gives every field of an entry its value.
func (m macros) resolve(bd *body) { m.expand(bd, maxValue) }

// expand gives every field its value, of at most limit bytes if it is made of
// several pieces.
func (m macros) expand(bd *body, limit int) {
	grown := 0
	for i := range bd.fields {
		f := &bd.fields[i]
		if len(f.pieces) == 1 && f.pieces[0].kind != bare {
			f.value = f.pieces[0].text
			continue
		}
		if len(f.pieces) == 1 {
			f.month = monthMacro(f.pieces[0].text)
			if f.month > 0 && strings.EqualFold(f.name, "month") {
				f.value = strconv.Itoa(f.month)
				continue
			}
		}
		f.value = m.join(bd, f, min(limit, maxGrown-grown))
		grown += len(f.value)
	}
}

// join replaces the macros of a value and joins its pieces.
func (m macros) join(bd *body, f *field, limit int) string {
	var b strings.Builder
	for _, p := range f.pieces {
		text := p.text
		if p.kind == bare {
			text = m.lookup(bd, f, p.text)
		}
		if b.Len()+len(text) > limit && len(text) > len(p.text) {
			bd.fault(f.at, format.Error,
				fmt.Sprintf("the value of %s grows too long by its macros and was cut", f.name), "write it out")
			break
		}
		b.WriteString(text)
	}
	return b.String()
}

// lookup returns what a bare word stands for.
func (m macros) lookup(bd *body, f *field, word string) string {
	if word == "" || word[0] >= '0' && word[0] <= '9' {
		return word
	}
	if v, ok := m[strings.ToLower(word)]; ok {
		return v
	}
	if n := monthMacro(word); n > 0 {
		return monthNames()[n-1]
	}
	if isMacroName(word) {
		bd.fault(f.at, format.Warning,
			fmt.Sprintf("macro %s is not defined; its name was kept as the text of %s", word, f.name),
			fmt.Sprintf("define it with @string{%s = {…}} before its first use, or put the text in braces", word))
	}
	return word
}

// monthMacro returns 1–12 for the macros of the months, else 0.
func monthMacro(word string) int {
	if len(word) != 3 {
		return 0
	}
	for i, name := range monthNames() {
		if strings.EqualFold(word, name[:3]) {
			return i + 1
		}
	}
	return 0
}

func monthNames() [12]string {
	return [12]string{"January", "February", "March", "April", "May", "June", "July",
		"August", "September", "October", "November", "December"}
}

// isMacroName tells an identifier from text that merely lacks its delimiters.
func isMacroName(word string) bool {
	for i := 0; i < len(word); i++ {
		c := word[i]
		if !isWord(c) && (i == 0 || strings.IndexByte("-_:.+/*", c) < 0) {
			return false
		}
	}
	return true
}
