package layout

import (
	"strings"
	"testing"
	"unicode"
)

func TestParagraphs(t *testing.T) {
	long := strings.Repeat("word ", 50)
	tests := []struct{ name, in, want string }{
		{"one line", "One line.", "One line."},
		{"wrapped", "Text that is\n  wrapped.\r\nTwice.", "Text that is wrapped. Twice."},
		{"empty line", "One.\n\nTwo.", "One.\nTwo."},
		{"labels", "BACKGROUND: One\nMETHODS AND AIMS: Two\nThree", "BACKGROUND: One\nMETHODS AND AIMS: Two Three"},
		{"lines too long to be wrapped", long + "\nNext.", strings.TrimSpace(long) + "\nNext."},
		{"markup", "<p>One &amp; <i>two</i></p>", "One & two"},
		{"markup in paragraphs", "One <i>in</i> vivo.\n\nTwo &amp; three.", "One in vivo.\nTwo & three."},
		{"no markup", "p<0.05 and x>3", "p<0.05 and x>3"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := Paragraphs(tt.in); got != tt.want {
				t.Errorf("%q, want %q", got, tt.want)
			}
		})
	}
}

// FuzzOneLine: the quick look must find every white space that is to go.
func FuzzOneLine(f *testing.F) {
	f.Add("a\u00a0b", " a", strings.Repeat("ab ", 30)+"\u2009x")
	f.Fuzz(func(t *testing.T, a, b, c string) {
		for _, s := range []string{a, b, c, a + b, b + strings.Repeat("x", 70) + c} {
			if hasMarkup(s) {
				continue
			}
			got := OneLine(s)
			if want := strings.Join(strings.Fields(s), " "); got != want {
				t.Errorf("%q: %q, want %q", s, got, want)
			}
			if strings.ContainsFunc(got, func(r rune) bool { return unicode.IsSpace(r) && r != ' ' }) {
				t.Errorf("%q keeps white space", got)
			}
		}
	})
}

func TestNothingInsideTagsIsLost(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"script", "<script>alert(1)</script> of tofacitinib", "alert(1) of tofacitinib"},
		{"style", "Effects of <style>baricitinib</style>", "Effects of baricitinib"},
		{"unknown element", "<unknown>upadacitinib</unknown> in adults", "<unknown>upadacitinib</unknown> in adults"},
		{"noscript, escaped", "&lt;noscript&gt;One&lt;/noscript&gt; two", "One two"},
		{"emphasis", "<i>In vitro</i> study", "In vitro study"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := OneLine(tt.text); got != tt.want {
				t.Errorf("line %q, want %q", got, tt.want)
			}
			if got := Paragraphs(tt.text); got != tt.want {
				t.Errorf("paragraphs %q, want %q", got, tt.want)
			}
		})
	}
}
