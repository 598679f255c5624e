package notation

import (
	"testing"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"
)

func TestFromLaTeX(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"nothing to do", "Plain title", "Plain title"},
		{"accent, all brace forms", `{\'e}\'{e}\'e{\'{e}}\' e`, "ééééé"},
		{"dotless i", `\'{\i}{\'\i}\'\i{} na\"{\i}ve`, "ííí naïve"},
		{"cedilla and caron", `\c{c}\c c\v{s}\v s{\v z}`, "ççšš" + "ž"},
		{"special letters", `{\o}\ss{} \AA\ \aa{} {\L}{\l} {\ae}`, "øß Å å Łł æ"},
		{"word command eats the blank", `Stra\ss e`, "Straße"},
		{"double accent", `{\'{\^e}}`, "ế"},
		{"accent over nothing", `\~{}user \^{}`, "~user ^"},
		{"ogonek, ring, hungarian", `\k{a}\r{u}\H{o}`, "ąůő"},
		{"quotes and dashes", "``a'' 1--2---`b'", "“a” 1–2—‘b'"},
		{"escapes", `\&\%\_\$\#\{\}`, "&%_$#{}"},
		{"tie", "Fig.~1", "Fig.\u00a01"},
		{"greek", `TNF-$\alpha$ and $\beta$-blocker`, "TNF-α and β-blocker"},
		{"scripts", `10$^{9}$ H$_2$O CD4$^+$ C$_{max}$ m\textsuperscript{2}`, "10⁹ H₂O CD4⁺ Cmax m²"},
		{"mathematics without dollars", `10\ensuremath{^{9}} {\ensuremath{\alpha}}-\ensuremath{-}x^2`, "10⁹ α-−x^2"},
		{"comparison", `$p \leq 0.05$, $\geq$50, $-1$`, "p ≤0.05, ≥50, −1"},
		{"other delimiters of mathematics", `e\({}^{\mbox{2}}\)EPCs, \(x`, "e²EPCs, x"},
		{"tabbing accents", `Vargov{\a'a} Blacqui{\a` + "`" + `e}re`, "Vargová Blacquière"},
		{"math accents", `$\bar{x}$ $\hat x$`, "x̄ x̂"},
		{"verb", `\verb|a_b{c|!`, "a_b{c!"},
		{"letters in mathematics", "$BCH$-codes", "BCH-codes"},
		{"money", "from $5 million to $6 million", "from $5 million to $6 million"},
		{"one dollar", "US$ 5", "US$ 5"},
		{"font commands", `\emph{x} \textit{y} {\it z} \textbf{\emph{w}}`, "x y z w"},
		{"quote command", `\mkbibquote{x}`, "“x”"},
		{"braces", `The {JAK1} {{DNA}} of`, "The JAK1 DNA of"},
		{"address", `\url{http://a.b/~c_d--e}`, "http://a.b/~c_d--e"},
		{"link", `\href{http://x}{here}`, "here"},
		{"unknown with argument", `\foo{bar} baz`, "bar baz"},
		{"unknown without", `C:\Users and \foo bar`, `C:\Users and \foo bar`},
		{"char", `a{\char64}b \symbol{64}`, "a@b @"},
		{"lone backslash", `a\`, `a\`},
		{"unbalanced", `\'{e and {x`, "é and x"},
		{"double math", `$$\alpha$$`, "α"},
		{"underscore in text", `a_b^c`, "a_b^c"},
		{"symbols", `{\textonehalf}\textdegree{}C {\ldots} $\pm$`, "½°C … ±"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := FromLaTeX(c.in); got != c.want {
				t.Errorf("FromLaTeX(%q)\n got %q\nwant %q", c.in, got, c.want)
			}
		})
	}
}

func TestToLaTeX(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"Rønnstad & Kö", `R{\o}nnstad \& K{\"o}`},
		{"IL-4Rα ≥ 5 %", `IL-4R$\alpha$ $\geq$ 5 \%`},
		{"Çelik Şahin", `{\c{C}}elik {\c{S}}ahin`},
		{"ế", `{\'{\^e}}`},
		{"1–2", "1--2"},
		{"a{b}", `a{\textbraceleft}b{\textbraceright}`},
		{"x@y", `x{\char64}y`},
		{"p<0.05|x", `p$<$0.05{\textbar}x`},
		{"10⁹", `10$^{9}$`},
		{"東京", "東京"},
	} {
		if got := ToLaTeX(c.in); got != c.want {
			t.Errorf("ToLaTeX(%q) = %q, want %q", c.in, got, c.want)
		}
	}
}

func TestEscapeLaTeX(t *testing.T) {
	in := `Müller & Söhne: 50% #1 a_b {x} ~ ^ \ α–β $5 a@b`
	want := `Müller \& Söhne: 50\% \#1 a\_b {\textbraceleft}x{\textbraceright} {\textasciitilde} {\textasciicircum} {\textbackslash} α–β \$5 a{\char64}b`
	if got := EscapeLaTeX(in); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// Every character up to Latin Extended Additional, Greek and the symbol blocks
// survives being written and read, alone and beside each other.
func TestLaTeXRoundTripEveryCharacter(t *testing.T) {
	for r := rune(0x20); r < 0x2300; r++ {
		s := norm.NFC.String(string(r))
		for _, s := range []string{s, "a" + s + "b", s + s, s + "-" + s} {
			s = norm.NFC.String(s)
			if got := FromLaTeX(ToLaTeX(s)); got != s {
				t.Errorf("%U: ToLaTeX(%q) = %q, read back %q", r, s, ToLaTeX(s), got)
			}
			if got := FromLaTeX(EscapeLaTeX(s)); got != s {
				t.Errorf("%U: EscapeLaTeX(%q) = %q, read back %q", r, s, EscapeLaTeX(s), got)
			}
		}
	}
}

func TestLaTeXRoundTripText(t *testing.T) {
	chars := rapid.RuneFrom([]rune("abcXYZ 012.,;:-'\"`~^_$%&#{}\\@<>|()[]!?*éüøßçğşąłœÅαβγμΩϵς≥≤±×–—‘’“”…°µ½²³₂⁹\u00a0\u2009−′→東"))
	rapid.Check(t, func(t *rapid.T) {
		s := norm.NFC.String(rapid.StringOf(chars).Draw(t, "s"))
		if got := FromLaTeX(ToLaTeX(s)); got != s {
			t.Fatalf("ToLaTeX %q, read back %q, want %q", ToLaTeX(s), got, s)
		}
		if got := FromLaTeX(EscapeLaTeX(s)); got != s {
			t.Fatalf("EscapeLaTeX %q, read back %q, want %q", EscapeLaTeX(s), got, s)
		}
	})
}

func FuzzFromLaTeX(f *testing.F) {
	for _, s := range []string{`{\'e}`, `$\alpha^{2}$`, `\'{\'{\'{`, `\char"41`, "`", `\frac{a}{b}`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		FromLaTeX(s)
		n := norm.NFC.String(s)
		if got := FromLaTeX(ToLaTeX(s)); got != n {
			t.Errorf("ToLaTeX %q, read back %q, want %q", ToLaTeX(s), got, n)
		}
	})
}

// TestComposedLetters: the table must say what normalisation would.
func TestComposedLetters(t *testing.T) {
	letters := composedLetters()
	for _, pair := range [][2]rune{{'u', 0x308}, {'n', 0x303}, {'z', 0x30C}, {'i', 0x301}, {'a', 0x328}} {
		if letters[pair] == "" {
			t.Errorf("%q has no letter", string(pair[:]))
		}
	}
	for pair, one := range letters {
		if want := norm.NFC.String(string(pair[:])); one != want {
			t.Errorf("%q: %q, want %q", string(pair[:]), one, want)
		}
	}
}
