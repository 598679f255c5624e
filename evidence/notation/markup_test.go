package notation

import (
	"strings"
	"testing"
	"time"
)

func TestFromMarkup(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"plain", "A plain title", "A plain title"},
		{"italic", "Effect of <i>JAK2</i> V617F", "Effect of JAK2 V617F"},
		{"entity", "Seminars in Cell &amp; Developmental Biology", "Seminars in Cell & Developmental Biology"},
		{"escaped twice", "CO&amp;lt;sub&amp;gt;2&amp;lt;/sub&amp;gt; levels", "CO2 levels"},
		{"comparisons stay", "p<0.05 and x>3, a < b, <a and b>", "p<0.05 and x>3, a < b, <a and b>"},
		{"escaped comparison", "p&lt;0.05 and &gt;3", "p<0.05 and >3"},
		{"exponent", "×10<sup>9</sup>/L, CD4<sup>+</sup>, 10<sup>-5</sup>", "×10⁹/L, CD4+, 10⁻⁵"},
		{"line break and blanks", "One\n      two<br/>three", "One two\nthree"},
		{"jats", "<jats:title>Abstract</jats:title><jats:sec><jats:title>Methods</jats:title><jats:p>We did.</jats:p></jats:sec>\n<jats:sec><jats:title>Results:</jats:title>\n<jats:p>It <jats:italic>was</jats:italic>.</jats:p><jats:p>More.</jats:p></jats:sec>",
			"METHODS: We did.\nRESULTS: It was.\nMore."},
		{"h4", "<h4>Background</h4>Text one.<h4>Aim </h4>Text two.", "BACKGROUND: Text one.\nAIM: Text two."},
		{"formula", "<mml:math xmlns:mml=\"http://www.w3.org/1998/Math/MathML\">\n <mml:mi>x</mml:mi>\n <mml:mo>=</mml:mo>\n <mml:mn>1</mml:mn></mml:math>", "x=1"},
		{"formula without blanks", "in the<mml:math><mml:mi>N</mml:mi><mml:mo>=</mml:mo><mml:mn>88</mml:mn></mml:math>nucleus", "in the N=88 nucleus"},
		{"tex alternative", `<jats:alternatives><jats:tex-math>\begin{x}$$a$$</jats:tex-math><mml:math><mml:mi>a</mml:mi></mml:math></jats:alternatives>`, "a"},
		{"comment and cdata", "a<!-- x -->b <![CDATA[c<d]]>", "ab c<d"},
		{"attribute", `<a href="http://x/?a=1&amp;b=2">link</a>`, "link"},
		{"unclosed", "<p>text <i", "text <i"},
		{"no-break space", "In&nbsp;Vitro", "In Vitro"},
		{"unknown tag stays", "<jak> and <drug x>", "<jak> and <drug x>"},
		{"comparison without an end", "if a<b>c, and n<i>3", "if a<b>c, and n<i>3"},
		{"list", "<ul><li>a</li><li>b</li></ul>", "a\nb"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := FromMarkup(c.in); got != c.want {
				t.Errorf("FromMarkup(%q)\n got %q\nwant %q", c.in, got, c.want)
			}
		})
	}
	if got := FromMarkupInline("<p>one</p><p>two</p>"); got != "one two" {
		t.Errorf("inline: %q", got)
	}
}

// Reading must not take time that grows with the square of hostile input.
func TestMarkupAndLaTeXAreLinear(t *testing.T) {
	for _, unit := range []string{"<", "<a ", "<a b=\"", "<!--", "<style>", "&amp;", "<sup>1", "\\'{", "{", "$", "\\frac{", "\\'", "^{", "<math>", "</", "1<sup>2</sup>"} {
		s := strings.Repeat(unit, (256<<10)/len(unit))
		start := time.Now()
		FromMarkup(s)
		FromLaTeX(s)
		if d := time.Since(start); d > time.Minute { // quadratic work takes many minutes; machines are noisy
			t.Errorf("256 KiB of %q took %v", unit, d)
		}
	}
}

func FuzzFromMarkup(f *testing.F) {
	for _, s := range []string{"<p>a</p>", "&amp;lt;i&amp;gt;", "<a b='c>", "p<0.05", "<h4>x"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if got := FromMarkup(s); len(got) > 3*len(s)+16 {
			t.Errorf("%d bytes became %d", len(s), len(got))
		}
	})
}
