package reflist

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// entry is one reference: its lines in order, without the number that stood
// before the first.
type entry struct {
	number string // "12" of "[12]", or empty
	lines  []line
}

type markerKind int

const (
	noMarker markerKind = iota
	dotMarker
	bracketMarker
	roundMarker
	parenMarker // "1)"
	bareMarker  // "1 Smith"
)

// marker is the number at the beginning of a line.
type marker struct {
	kind markerKind
	n    int
	rest string // what follows it
}

var numberMarker = lazy(`^(?:\[(\d{1,4})\][.:]?|\((\d{1,4})\)|(\d{1,4})\.\)?|(\d{1,4})\)|(\d{1,4}))(?:\s+|$)(.*)$|^(?:\[(\d{1,4})\]|(\d{1,4})\.)(\p{L}.*)$`)

func readMarker(text string) (marker, bool) {
	if text == "" || !strings.ContainsRune("[(0123456789", rune(text[0])) {
		return marker{}, false
	}
	m := numberMarker().FindStringSubmatch(text)
	if m == nil {
		return marker{}, false
	}
	kinds := [...]markerKind{1: bracketMarker, 2: roundMarker, 3: dotMarker, 4: parenMarker, 5: bareMarker, 7: bracketMarker, 8: dotMarker}
	for group, kind := range kinds {
		if kind == noMarker || m[group] == "" {
			continue
		}
		n, err := strconv.Atoi(m[group])
		return marker{kind: kind, n: n, rest: m[6] + m[9]}, err == nil && n > 0
	}
	return marker{}, false
}

// split cuts the lines of a list into references. Every line ends up in
// exactly one of them.
func split(lines []line) []entry {
	lines = cutLong(lines)
	if numbered := splitNumbered(lines); numbered != nil {
		return numbered
	}
	return splitByGrammar(lines)
}

// splitNumbered follows the sequence of numbers through the list. It gives up
// when the numbers are too few to be what separates the references.
func splitNumbered(lines []line) []entry {
	kind, starts := numberSequence(lines)
	if kind == noMarker {
		return nil
	}
	var out []entry
	if starts[0] > 0 {
		out = append(out, splitByGrammar(lines[:starts[0]])...)
	}
	for k, at := range starts {
		end := len(lines)
		if k+1 < len(starts) {
			end = starts[k+1]
		}
		m, _ := readMarker(lines[at].text)
		e := entry{number: strconv.Itoa(m.n), lines: append([]line(nil), lines[at:end]...)}
		e.lines[0].text = m.rest
		if m.rest == "" && len(e.lines) > 1 {
			e.lines[0].text = ""
		}
		out = append(out, e)
	}
	return out
}

// numberSequence finds the kind of marker whose numbers count upward through
// the list, and the lines at which they stand. A number is taken only when it
// is the next one, or when the next one stands nowhere in the rest of the list
// (a number lost in copying); a volume or page at a line's beginning is not. A
// number in other signs goes on the sequence where a reference begins behind it.
func numberSequence(lines []line) (markerKind, []int) {
	bestKind, best := noMarker, []int(nil)
	for kind := dotMarker; kind <= bareMarker; kind++ {
		starts := followNumbers(lines, kind)
		if len(starts) > len(best) {
			bestKind, best = kind, starts
		}
	}
	if len(best) < 2 && !(len(best) == 1 && best[0] == 0 && bestKind != bareMarker) {
		return noMarker, nil
	}
	authored := 0
	for _, at := range best {
		m, _ := readMarker(lines[at].text)
		if m.rest == "" && at+1 < len(lines) {
			m.rest = lines[at+1].text
		}
		if begins := firstLetter(m.rest); unicode.IsUpper(begins) || unicode.Is(unicode.Lo, begins) || startScore(m.rest, "") > 0 {
			authored++
		}
	}
	switch {
	case authored*2 < len(best),
		bestKind == bareMarker && authored*10 < len(best)*9,
		len(best)*40 < len(lines), // a few numbers in a long list are not its markers
		best[0] > 0 && best[0]*3 > len(lines):
		return noMarker, nil
	}
	return bestKind, best
}

func followNumbers(lines []line, kind markerKind) []int {
	type mark struct {
		at, n   int
		foreign bool // of another kind
	}
	var marks []mark
	later := map[int]int{} // how often a number is still to come
	for i, l := range lines {
		switch m, ok := readMarker(l.text); {
		case !ok:
		case m.kind == kind:
			marks = append(marks, mark{i, m.n, false})
			later[m.n]++
		case kind != bareMarker && m.kind != bareMarker && startScore(m.rest, "") >= 1:
			marks = append(marks, mark{i, m.n, true})
		}
	}
	var starts []int
	last := 0
	for _, m := range marks {
		first := len(starts) == 0
		if m.foreign { // lists pasted together: "2." and then "[3]"
			if m.n == last+1 && later[m.n] == 0 {
				starts, last = append(starts, m.at), m.n
			}
			continue
		}
		later[m.n]--
		switch {
		case first && kind == bareMarker && m.n != 1:
		case first, m.n == last+1:
			starts, last = append(starts, m.at), m.n
		case m.n > last+1 && m.n <= last+3 && later[last+1] == 0:
			starts, last = append(starts, m.at), m.n
		case m.n == 1 && last > 2 && startScore(lines[m.at].text, "") > 0:
			starts, last = append(starts, m.at), m.n // a second list that counts anew
		}
	}
	return starts
}

// maxEntryLines bounds how many lines the search lets one reference have; the
// longest author lists in print take fewer.
const maxEntryLines = 120

// splitByGrammar finds the references of a list without numbers. Each line
// gets a score for beginning a reference and one for ending it, and each
// candidate reference one for holding what a reference holds once: the cut with
// the highest sum wins (dynamic programming over line ends, linear because a
// candidate has at most maxEntryLines lines).
func splitByGrammar(lines []line) []entry {
	if len(lines) == 0 {
		return nil
	}
	f := measure(lines)
	best := make([]float64, len(lines)+1)
	from := make([]int, len(lines)+1)
	for end := 1; end <= len(lines); end++ {
		best[end] = -1e18
		for start := end - 1; start >= 0 && start >= end-maxEntryLines; start-- {
			if score := best[start] + f.score(start, end); score > best[end] {
				best[end], from[end] = score, start
			}
		}
	}
	var out []entry
	for end := len(lines); end > 0; end = from[end] {
		out = append(out, entry{lines: lines[from[end]:end:end]})
	}
	for i, j := 0, len(out)-1; i < j; i, j = i+1, j-1 {
		out[i], out[j] = out[j], out[i]
	}
	return out
}

// features are the scores of each line and running sums over them.
type features struct {
	start, end []float64
	years      []int    // lines with a year, up to and including
	anchors    [2][]int // "(2021)" and "2021;12", each at most once in a reference
	dois       []int
}

func measure(lines []line) features {
	n := len(lines)
	f := features{make([]float64, n), make([]float64, n), make([]int, n+1), [2][]int{make([]int, n+1), make([]int, n+1)}, make([]int, n+1)}
	layout := readLayout(lines)
	for i, l := range lines {
		next := ""
		if i+1 < n {
			next = lines[i+1].text
		}
		f.start[i] = startScore(l.text, next) + layout.start(lines, i)
		f.end[i] = endScore(l.text)
		if i+1 < n && l.piece && lines[i+1].piece {
			f.end[i]++
		}
		bare := urlToken().ReplaceAllString(l.text, "")
		f.years[i+1] = f.years[i] + boolInt(hasYear(bare) || noDate().MatchString(bare))
		f.anchors[0][i+1] = f.anchors[0][i] + len(parenAnchor().FindAllString(bare, -1))
		f.anchors[1][i+1] = f.anchors[1][i] + len(colonAnchor().FindAllString(bare, -1))
		f.dois[i+1] = f.dois[i] + len(doiToken().FindAllString(l.text, -1))
	}
	return f
}

// score judges lines[start:end] as one reference.
func (f features) score(start, end int) float64 {
	s := f.start[start] + f.end[end-1]
	if f.years[end] == f.years[start] {
		s -= 5
	}
	for _, anchors := range f.anchors {
		if n := anchors[end] - anchors[start]; n > 1 {
			s -= 3 * float64(n-1)
		}
	}
	if n := f.dois[end] - f.dois[start]; n > 1 {
		s -= 4 * float64(n-1)
	}
	if n := end - start; n > 12 {
		s -= 0.05 * float64(n-12)
	}
	return s
}

// layout is what the shape of a list says about where references begin.
type layout struct {
	width      int  // characters of a full line; 0 = lines are not wrapped
	gaps       bool // blank lines separate references
	bullets    bool
	hanging    bool // references begin further left than they go on
	indented   bool // references begin further right
	indentFrom int  // the indent at which they begin
	single     bool // nearly every line is a reference
}

func readLayout(lines []line) layout {
	var l layout
	gaps, gapStarts, bullets, bulletStarts := 0, 0, 0, 0
	var lengths []int
	byIndent := map[int][2]int{} // indent → lines, lines that begin references
	for i := range lines {
		starts := boolInt(beginsReference(lines, i))
		if !lines[i].piece {
			lengths = append(lengths, min(utf8.RuneCountInString(lines[i].text), 2000))
		}
		if lines[i].gap || i == 0 {
			gaps, gapStarts = gaps+1, gapStarts+starts
		}
		if lines[i].bullet {
			bullets, bulletStarts = bullets+1, bulletStarts+starts
		}
		count := byIndent[lines[i].indent]
		byIndent[lines[i].indent] = [2]int{count[0] + 1, count[1] + starts}
	}
	if len(lengths) > 0 { // the longest may hold an address that could not be broken
		slices.Sort(lengths)
		l.width = lengths[len(lengths)*9/10]
	}
	l.gaps = gaps > 1 && gapStarts*10 >= gaps*6
	l.bullets = bullets > 1 && bullets*2 < len(lines)*2 && bulletStarts*2 >= bullets
	begun := 0
	for _, count := range byIndent {
		begun += count[1]
	}
	l.single = len(lines) > 3 && begun*10 >= len(lines)*8
	l.readIndents(byIndent, len(lines))
	return l
}

// readIndents compares the two most frequent indents: the one at which nearly
// all lines begin with authors is where references begin.
func (l *layout) readIndents(byIndent map[int][2]int, total int) {
	first, second := -1, -1
	for indent, count := range byIndent {
		switch {
		case first < 0 || count[0] > byIndent[first][0] || count[0] == byIndent[first][0] && indent < first:
			first, second = indent, first
		case second < 0 || count[0] > byIndent[second][0] || count[0] == byIndent[second][0] && indent < second:
			second = indent
		}
	}
	if second < 0 || byIndent[second][0] < 2 && total > 6 {
		return
	}
	rate := func(indent int) float64 { return float64(byIndent[indent][1]) / float64(byIndent[indent][0]) }
	begin, cont := first, second
	if rate(second) > rate(first) {
		begin, cont = second, first
	}
	if rate(begin) < 0.6 || rate(cont) > 0.5 || rate(begin) < 2*rate(cont) {
		return
	}
	l.indentFrom = begin
	l.hanging, l.indented = begin < cont, begin > cont
}

// start is what the layout adds to the score of line i as a beginning.
func (l layout) start(lines []line, i int) float64 {
	if i == 0 {
		return 0
	}
	s := 0.0
	at := lines[i]
	if l.gaps {
		if at.gap && !at.page {
			s += 3
		} else {
			s -= 3
		}
	}
	if l.bullets && at.bullet {
		s += 6
	} else if l.bullets {
		s -= 4
	}
	if l.hanging || l.indented {
		if at.indent == l.indentFrom {
			s += 2.5
		} else {
			s -= 4
		}
	}
	if l.single && endScore(lines[i-1].text) >= 0 {
		s += 4
	}
	return s + l.hardBreak(lines[i-1], at)
}

// hardBreak asks whether the line before was ended on purpose: the first word
// of this line would have had room there. Letters differ in width, hence the
// tenth of slack.
func (l layout) hardBreak(before, at line) float64 {
	if before.piece || at.piece || l.width < 30 {
		return 0
	}
	word, _, _ := strings.Cut(at.text, " ")
	need := utf8.RuneCountInString(before.text) + 1 + utf8.RuneCountInString(word)
	switch {
	case need*100 < l.width*80:
		return 2
	case need*100 < l.width*90:
		return 1
	case need > l.width:
		return -0.5
	}
	return 0
}

// longLine is the length in bytes beyond which a line is searched for several
// references; authors of one reference rarely fill more.
const longLine = 160

// cutLong cuts lines into which several references were run together, at the
// places where one could end and the next begin. The grammar decides later
// which of the cuts were right.
func cutLong(lines []line) []line {
	var out []line
	for i, l := range lines {
		if len(l.text) < longLine || len(yearAnchor().FindAllString(l.text, 2)) < 2 && len(doiToken().FindAllString(l.text, 2)) < 2 {
			out = append(out, l)
			continue
		}
		lastN := 0
		for back := i - 1; back >= 0 && back > i-10 && lastN == 0; back-- {
			if m, ok := readMarker(lines[back].text); ok {
				lastN = m.n
			}
		}
		out = append(out, cutLine(l, lastN)...)
	}
	return out
}

var runTogether = lazy(`(?:[.)\]\d/]|10\.\d{4,9}/\S+)\s+(\[\d{1,4}\]\s|\(\d{1,4}\)\s|\d{1,4}[.)]\s)?`)

func cutLine(l line, lastN int) []line {
	var cuts []int
	if first, ok := readMarker(clip(l.text, longLine)); ok {
		lastN = max(lastN, first.n)
	}
	for _, m := range runTogether().FindAllStringSubmatchIndex(l.text, -1) {
		at, numbered := m[1], m[2] >= 0
		if numbered {
			at = m[2]
			mark, ok := readMarker(clip(l.text[at:], 300))
			if !ok || mark.n != lastN+1 || startScore(clip(mark.rest, 300), "") < 1 {
				continue
			}
			lastN = mark.n
			cuts = append(cuts, at)
			continue
		}
		if startScore(clip(l.text[at:], 300), "") >= 3 && endScore(l.text[:at]) >= 0 {
			cuts = append(cuts, at)
		}
	}
	if len(cuts) == 0 {
		return []line{l}
	}
	out := make([]line, 0, len(cuts)+1)
	from := 0
	for _, at := range append(cuts, len(l.text)) {
		p := l
		p.text, p.piece = strings.TrimSpace(l.text[from:at]), true
		if from > 0 {
			p.gap, p.page, p.bullet = false, false, false
		}
		p.raw = p.text
		if p.text != "" {
			out = append(out, p)
		}
		from = at
	}
	return out
}

func clip(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

func firstLetter(s string) rune {
	for _, r := range s {
		if unicode.IsLetter(r) {
			return r
		}
	}
	return 0
}

func lastRune(s string) rune {
	r, _ := utf8.DecodeLastRuneInString(s)
	return r
}
