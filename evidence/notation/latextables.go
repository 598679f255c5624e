package notation

import (
	"strings"
	"sync"
)

type latexTable struct {
	symbol    map[string]string // command word → text
	command   map[rune]string   // text → what ToLaTeX writes
	font      map[string]bool   // commands that change how their text looks
	dropFirst map[string]bool   // commands whose first argument is not text
}

// Letters and text symbols: command, character. ToLaTeX writes {\command}.
// The first command of a character is the one written.
const latexTextSymbols = `
ss ß|ae æ|AE Æ|oe œ|OE Œ|o ø|O Ø|l ł|L Ł|aa å|AA Å|dh ð|DH Ð|th þ|TH Þ|dj đ|DJ Đ|ng ŋ|NG Ŋ|i ı|j ȷ|SS ẞ
textbackslash \|textbraceleft {|textbraceright }|textasciitilde ~|textasciicircum ^|textasciigrave ` + "`" + `
textunderscore _|textdollar $|textless <|textgreater >|textbar |textquotesingle '|textquotedbl "|lbrace {|rbrace }
textquoteleft ‘|textquoteright ’|textquotedblleft “|textquotedblright ”|quotesinglbase ‚|quotedblbase „
lq ‘|rq ’|glq ‚|glqq „|grq ‘|grqq “|guillemotleft «|guillemotright »|guillemetleft «|guillemetright »|guilsinglleft ‹|guilsinglright ›|flqq «|frqq »
textendash –|textemdash —|ldots …|textellipsis …|dots …|dotso …|textbullet •|textperiodcentered ·
textexclamdown ¡|textquestiondown ¿|textcent ¢|pounds £|textsterling £|textcurrency ¤|textyen ¥|texteuro €|euro €|EUR €
textbrokenbar ¦|S §|textsection §|P ¶|textparagraph ¶|copyright ©|textcopyright ©|textregistered ®|texttrademark ™|dag †|textdagger †|ddag ‡|textdaggerdbl ‡
textordfeminine ª|textordmasculine º|textdegree °|textcelsius ℃|textmu µ|textmicro µ|textlogicalnot ¬|textasciidieresis ¨|textasciiacute ´|textasciimacron ¯|textasciicedilla ¸|textasciibreve ˘|textasciicaron ˇ
textonehalf ½|textonequarter ¼|textthreequarters ¾|textperthousand ‰|textnumero №|textohm Ω|textestimated ℮
textvisiblespace ␣|nobreakspace  |TeX TeX|LaTeX LaTeX|BibTeX BibTeX|textonesuperior ¹|texttwosuperior ²|textthreesuperior ³
textsurd √|textfractionsolidus ⁄|texttimes ×|textdiv ÷|textpm ±|textminus −|textrightarrow →|textleftarrow ←|textuparrow ↑|textdownarrow ↓
textalpha α|textbeta β|textgamma γ|textdelta δ|textepsilon ε|textzeta ζ|texteta η|texttheta θ|textiota ι|textkappa κ|textlambda λ|textnu ν|textxi ξ|textpi π|textrho ρ|textsigma σ|texttau τ|textupsilon υ|textphi φ|textchi χ|textpsi ψ|textomega ω|straightphi ϕ
`

// Symbols of mathematics: command, character. ToLaTeX writes $\command$.
const latexMathSymbols = `
times ×|div ÷|pm ±|mp ∓|cdot ⋅|ast ∗|star ⋆|circ ∘|bullet •
leq ≤|geq ≥|le ≤|ge ≥|leqslant ⩽|geqslant ⩾|neq ≠|ne ≠|approx ≈|sim ∼|simeq ≃|cong ≅|equiv ≡|propto ∝|ll ≪|gg ≫|lesssim ≲|gtrsim ≳
infty ∞|partial ∂|nabla ∇|sum ∑|prod ∏|int ∫|surd √|in ∈|notin ∉|subset ⊂|subseteq ⊆|supset ⊃|cup ∪|cap ∩|emptyset ∅|forall ∀|exists ∃|neg ¬|lnot ¬|wedge ∧|vee ∨|oplus ⊕|otimes ⊗|perp ⊥|parallel ∥|angle ∠
rightarrow →|to →|leftarrow ←|leftrightarrow ↔|uparrow ↑|downarrow ↓|Rightarrow ⇒|Leftarrow ⇐|Leftrightarrow ⇔|mapsto ↦|longrightarrow ⟶|rightleftharpoons ⇌|nearrow ↗|searrow ↘
alpha α|beta β|gamma γ|delta δ|varepsilon ε|zeta ζ|eta η|theta θ|iota ι|kappa κ|lambda λ|mu μ|nu ν|xi ξ|pi π|rho ρ|sigma σ|tau τ|upsilon υ|varphi φ|chi χ|psi ψ|omega ω
epsilon ϵ|phi ϕ|vartheta ϑ|varpi ϖ|varrho ϱ|varsigma ς
Gamma Γ|Delta Δ|Theta Θ|Lambda Λ|Xi Ξ|Pi Π|Sigma Σ|Upsilon Υ|Phi Φ|Psi Ψ|Omega Ω
ell ℓ|hbar ℏ|Re ℜ|Im ℑ|aleph ℵ|prime ′|degree °|lbrack [|rbrack ]|langle ⟨|rangle ⟩|lfloor ⌊|rfloor ⌋|lceil ⌈|rceil ⌉|vert ‖|cdots ⋯|vdots ⋮|square □|blacksquare ■|triangle △|checkmark ✓|male ♂|female ♀
quad  |qquad  |slash /|over /|colon :|lt <|gt >|log log|ln ln|exp exp|min min|max max|sin sin|cos cos|tan tan|lim lim
`

var latexTables = sync.OnceValue(func() *latexTable {
	t := &latexTable{symbol: make(map[string]string, 400), command: make(map[rune]string, 300)}
	t.add(latexMathSymbols, `$\`, "$")
	t.add(latexTextSymbols, `{\`, "}")
	t.symbol["textbar"] = "|"
	t.symbol["nobreakspace"] = "\u00a0"
	t.symbol["quad"], t.symbol["qquad"] = " ", " "
	t.symbol["vert"] = "|"
	for r, cmd := range map[rune]string{
		'&': `\&`, '%': `\%`, '$': `\$`, '#': `\#`, '_': `\_`, '@': `{\char64}`, '\u00a0': "~", '\u2009': `\,`,
		'–': "--", '—': "---", '−': "$-$", '′': "$'$", '…': `{\ldots}`, '°': `{\textdegree}`, '·': `{\textperiodcentered}`, '•': `{\textbullet}`,
		'¬': `{\textlogicalnot}`, '√': `$\surd$`, '‖': `$\|$`, '|': `{\textbar}`, '<': `$<$`, '>': `$>$`,
	} {
		t.command[r] = cmd
	}
	for _, r := range `'"[]: ` {
		delete(t.command, r)
	}
	for _, up := range []bool{true, false} {
		plain, script := scriptAlphabets(up)
		mark := "_"
		if up {
			mark = "^"
		}
		for i, r := range script {
			if plain[i] != '-' && plain[i] != '−' {
				t.command[r] = "$" + mark + "{" + string(plain[i]) + "}$"
			}
		}
		t.command[script[11]] = "$" + mark + "{-}$"
	}
	t.font = wordSet(`emph textit textbf textsc textrm textsf texttt textmd textup textsl textnormal textlf underline uline mbox hbox text
		mathrm mathbf mathit mathsf mathtt mathcal mathbb mathfrak boldsymbol bm mathop operatorname mkbibemph mkbibitalic mkbibbold
		mkbibacro mkbibparens it bf em sc rm sf tt sl itshape bfseries scshape rmfamily sffamily ttfamily upshape slshape mdseries normalfont
		tiny small large Large huge normalsize footnotesize scriptsize displaystyle textstyle left right big Big bigl bigr Bigl Bigr relax protect
		noindent newline linebreak break allowbreak nolinebreak par leavevmode bibstring autocap MakeUppercase MakeLowercase uppercase lowercase
		foreignlanguagetext hskip selectfont limits nolimits null unskip ignorespaces addspace adddot space`)
	t.dropFirst = wordSet(`href textcolor color noopsort hspace vspace label foreignlanguage selectlanguage fontsize phantom hphantom vphantom`)
	return t
})

func (t *latexTable) add(list, before, after string) {
	for _, item := range strings.FieldsFunc(list, func(r rune) bool { return r == '|' || r == '\n' }) {
		name, text, _ := strings.Cut(item, " ")
		if name == "" {
			continue
		}
		if _, ok := t.symbol[name]; !ok {
			t.symbol[name] = text
		}
		r := []rune(text)
		if len(r) != 1 {
			continue
		}
		if _, ok := t.command[r[0]]; !ok {
			t.command[r[0]] = before + name + after
		}
	}
}

// accentMark gives the combining character of an accent command.
func accentMark(name string) (rune, bool) {
	if len(name) != 1 {
		mark, ok := mathAccents()[name]
		return mark, ok
	}
	const commands = "`'^~=u.\"rHvdckbhtG"
	i := strings.IndexByte(commands, name[0])
	if i < 0 {
		return 0, false
	}
	return [...]rune{
		'\u0300', '\u0301', '\u0302', '\u0303', '\u0304', '\u0306', '\u0307', '\u0308', '\u030a', '\u030b', '\u030c',
		'\u0323', '\u0327', '\u0328', '\u0331', '\u0309', '\u0361', '\u030f',
	}[i], true
}

var mathAccents = sync.OnceValue(func() map[string]rune {
	return map[string]rune{
		"textcommabelow": '\u0326', "grave": '\u0300', "acute": '\u0301', "hat": '\u0302', "tilde": '\u0303', "bar": '\u0304', "overline": '\u0305',
		"breve": '\u0306', "dot": '\u0307', "ddot": '\u0308', "mathring": '\u030a', "check": '\u030c', "vec": '\u20d7', "widehat": '\u0302', "widetilde": '\u0303',
	}
})

// spacingAccent is what an accent over nothing prints.
func spacingAccent(name string) string {
	switch name {
	case "`":
		return "`"
	case "'":
		return "´"
	case "^":
		return "^"
	case "~":
		return "~"
	case "\"":
		return "¨"
	case "=":
		return "¯"
	case "c":
		return "¸"
	case "u":
		return "˘"
	case "v":
		return "ˇ"
	case ".":
		return "˙"
	case "r":
		return "˚"
	case "H":
		return "˝"
	case "k":
		return "˛"
	}
	return ""
}

func scriptAlphabets(up bool) (plain, script []rune) {
	if up {
		return []rune("0123456789+-=()ni−"), []rune("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ⁻")
	}
	return []rune("0123456789+-=()−"), []rune("₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎₋")
}

// toScript writes text with superscript or subscript characters, if it has one
// for every character.
func toScript(text string, up bool) (string, bool) {
	plain, script := scriptAlphabets(up)
	var b strings.Builder
	for _, r := range text {
		i := indexRune(plain, r)
		if i < 0 {
			return "", false
		}
		b.WriteRune(script[i])
	}
	return b.String(), text != ""
}

func indexRune(list []rune, r rune) int {
	for i, x := range list {
		if x == r {
			return i
		}
	}
	return -1
}

// accentCommand is the inverse of accentMark.
var accentCommand = sync.OnceValue(func() map[rune]string {
	m := make(map[rune]string, 24)
	for _, c := range "`'^~=u.\"rHvdckbhtG" {
		mark, _ := accentMark(string(c))
		m[mark] = string(c)
	}
	m['\u0326'] = "textcommabelow"
	delete(m, '\u0361')
	return m
})
