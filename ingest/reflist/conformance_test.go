package reflist

import (
	"context"
	"encoding/csv"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"dossier/cmd/corpustest"
	"dossier/evidence"
	"dossier/ingest/format"
)

// cited is one publication as the corpus knows it; the test prints it in a
// style and compares what the reader finds with it.
type cited struct {
	authors                                                 []name
	title, journal, abbrev, year, volume, issue, pages, doi string
}

type name struct{ family, initials string } // initials without full stops: "JA"

func (n name) dotted(space string) string {
	var parts []string
	for _, r := range n.initials {
		parts = append(parts, string(r)+".")
	}
	return strings.Join(parts, space)
}

// house is a style in which publications are printed.
type house struct {
	name   string
	abbrev bool                   // prints abbreviated journals
	dots   bool                   // … with full stops
	limit  func(n int) (show int) // how many authors it prints before "et al."
	print  func(c cited, authors []name, short bool) string
}

func houses() []house {
	all := func(n int) int { return n }
	return []house{
		{"APA", false, false, func(n int) int {
			if n > 20 {
				return 19
			}
			return n
		}, printAPA},
		{"Vancouver", true, false, func(n int) int { return min(n, 6) }, printVancouver},
		{"AMA", true, false, func(n int) int {
			if n > 6 {
				return 3
			}
			return n
		}, printAMA},
		{"Nature", true, true, func(n int) int {
			if n > 5 {
				return 1
			}
			return n
		}, printNature},
		{"Harvard", false, false, all, printHarvard},
		{"Springer", true, false, all, printSpringer},
		{"Elsevier", true, true, all, printElsevier},
		{"IEEE", true, true, all, printIEEE},
		{"MDPI", true, true, all, printMDPI},
	}
}

func locate(c cited, volume func(v, i string) string, sep, pp string) string {
	s := volume(c.volume, c.issue)
	if c.pages != "" {
		s += sep + pp + c.pages
	}
	return s
}

func parens(v, i string) string {
	if i == "" {
		return v
	}
	return v + "(" + i + ")"
}

func plainVolume(v, _ string) string { return v }

func printAPA(c cited, a []name, short bool) string {
	var names []string
	for _, n := range a {
		names = append(names, n.family+", "+n.dotted(" "))
	}
	who := strings.Join(names, ", ")
	switch {
	case short:
		last := c.authors[len(c.authors)-1]
		who += ", . . . " + last.family + ", " + last.dotted(" ")
	case len(names) > 1:
		who = strings.Join(names[:len(names)-1], ", ") + ", & " + names[len(names)-1]
	}
	return fmt.Sprintf("%s (%s). %s %s, %s. %s", who, c.year, sentence(c.title), c.journal, locate(c, parens, ", ", ""), doiURL(c))
}

func printVancouver(c cited, a []name, short bool) string {
	return fmt.Sprintf("%s. %s %s. %s;%s.%s", compactNames(a, short), sentence(c.title), c.abbrev, c.year, locate(c, parens, ":", ""), prefixed(" doi: ", c.doi, "."))
}

func printAMA(c cited, a []name, short bool) string {
	return fmt.Sprintf("%s. %s %s. %s;%s.%s", compactNames(a, short), sentence(c.title), c.abbrev, c.year, locate(c, parens, ":", ""), prefixed(" doi:", c.doi, ""))
}

func printNature(c cited, a []name, short bool) string {
	var names []string
	for _, n := range a {
		names = append(names, n.family+", "+n.dotted(" "))
	}
	who := strings.Join(names, ", ")
	switch {
	case short:
		who += " et al."
	case len(names) > 1:
		who = strings.Join(names[:len(names)-1], ", ") + " & " + names[len(names)-1]
	}
	return fmt.Sprintf("%s %s %s %s (%s). %s", who, sentence(c.title), c.abbrev, locate(c, plainVolume, ", ", ""), c.year, doiURL(c))
}

func printHarvard(c cited, a []name, short bool) string {
	var names []string
	for _, n := range a {
		names = append(names, n.family+", "+n.dotted(""))
	}
	who := strings.Join(names, ", ")
	if len(names) > 1 {
		who = strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
	}
	return fmt.Sprintf("%s (%s) ‘%s’, %s, %s.%s", who, c.year, strings.TrimRight(c.title, "."), c.journal, locate(c, parens, ", ", "pp. "), prefixed(" Available at: https://doi.org/", c.doi, "."))
}

func printSpringer(c cited, a []name, short bool) string {
	return fmt.Sprintf("%s (%s) %s %s %s. %s", compactNames(a, short), c.year, sentence(c.title), c.abbrev, locate(c, parens, ":", ""), doiURL(c))
}

func printElsevier(c cited, a []name, short bool) string {
	var names []string
	for _, n := range a {
		names = append(names, n.family+", "+n.dotted(""))
	}
	return fmt.Sprintf("%s, %s. %s %s %s. %s", strings.Join(names, ", "), c.year, sentence(c.title), c.abbrev, locate(c, func(v, i string) string {
		if i == "" {
			return v
		}
		return v + " (" + i + ")"
	}, ", ", ""), doiURL(c))
}

func printIEEE(c cited, a []name, short bool) string {
	var names []string
	for _, n := range a {
		names = append(names, n.dotted(" ")+" "+n.family)
	}
	who := strings.Join(names, ", ")
	if len(names) > 1 {
		who = strings.Join(names[:len(names)-1], ", ") + ", and " + names[len(names)-1]
	}
	return fmt.Sprintf("%s, “%s,” %s, %s, %s.%s", who, strings.TrimRight(c.title, "."), c.abbrev, locate(c, func(v, i string) string {
		if i == "" {
			return "vol. " + v
		}
		return "vol. " + v + ", no. " + i
	}, ", ", "pp. "), c.year, prefixed(" doi: ", c.doi, "."))
}

func printMDPI(c cited, a []name, short bool) string {
	var names []string
	for _, n := range a {
		names = append(names, n.family+", "+n.dotted(""))
	}
	return fmt.Sprintf("%s %s %s %s, %s.%s", strings.Join(names, "; "), sentence(c.title), c.abbrev, c.year, locate(c, plainVolume, ", ", ""), prefixed(" https://doi.org/", c.doi, ""))
}

func compactNames(a []name, short bool) string {
	var names []string
	for _, n := range a {
		names = append(names, n.family+" "+n.initials)
	}
	who := strings.Join(names, ", ")
	if short {
		who += ", et al"
	}
	return who
}

func sentence(title string) string {
	if strings.HasSuffix(title, "?") || strings.HasSuffix(title, "!") || strings.HasSuffix(title, ".") {
		return title
	}
	return title + "."
}

func doiURL(c cited) string { return prefixed("https://doi.org/", c.doi, "") }

func prefixed(before, s, after string) string {
	if s == "" {
		return ""
	}
	return before + s + after
}

// wrap breaks text as a page does: at spaces, behind hyphens and slashes.
func wrap(text string, width int) string {
	var lines []string
	for word := range strings.SplitSeq(strings.TrimSpace(text), " ") {
		for word != "" {
			if n := len(lines); n > 0 {
				room := width - utf8.RuneCountInString(lines[n-1]) - 1
				if utf8.RuneCountInString(word) <= room {
					lines[n-1] += " " + word
					break
				}
				if at := breakPoint(word, room); at > 0 {
					lines[n-1] += " " + word[:at]
					word = word[at:]
					lines = append(lines, "")
					lines[len(lines)-1], word = fill(word, width)
					continue
				}
			}
			var line string
			line, word = fill(word, width)
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n")
}

func fill(word string, width int) (line, rest string) {
	if utf8.RuneCountInString(word) <= width {
		return word, ""
	}
	if at := breakPoint(word, width); at > 0 {
		return word[:at], word[at:]
	}
	return word, ""
}

// breakPoint is the last place behind a hyphen, dash or slash within room.
func breakPoint(word string, room int) int {
	at, n := 0, 0
	for i, r := range word {
		n++
		if n > room {
			break
		}
		if (r == '-' || r == '–' || r == '/') && i > 0 && i+len(string(r)) < len(word) && !strings.HasPrefix(word[i:], "//") && !strings.HasSuffix(word[:i], "/") {
			at = i + len(string(r))
		}
	}
	return at
}

// TestConformanceReflist prints citations of the corpus in nine styles, wraps
// them at random widths, and counts the fields that come back.
func TestConformanceReflist(t *testing.T) {
	if testing.Short() {
		t.Skip("one thread over the whole corpus: not with -short")
	}
	works := append(jakWorks(t), medlineWorks(t)...)
	t.Logf("%d works", len(works))
	if len(works) < 150 {
		t.Fatalf("only %d works in the corpus", len(works))
	}
	for i, h := range houses() {
		layouts := []string{"one per line", "wrapped", "wrapped, numbered", "wrapped, hanging"}
		if i > 4 {
			layouts = layouts[1:3] // the styles that few reviews print
		}
		for _, layout := range layouts {
			total, failures := measureHouse(t, h, layout, works)
			report := ""
			for _, f := range fieldNames {
				if total[f][1] == 0 {
					continue // the style does not print it
				}
				share := 100 * float64(total[f][0]) / float64(max(1, total[f][1]))
				report += fmt.Sprintf(" %s %.1f", f, share)
				if share < 97 {
					t.Errorf("%s, %s: %s %.1f %% of %d", h.name, layout, f, share, total[f][1])
				}
			}
			t.Logf("%-9s %-17s%s", h.name, layout, report)
			if os.Getenv("DOSSIER_REFLIST_FAILURES") != "" {
				sort.Strings(failures)
				for _, f := range failures {
					t.Log(f)
				}
			}
		}
	}
}

var fieldNames = []string{"entry", "authors", "year", "title", "journal", "volume", "issue", "pages", "doi"}

func measureHouse(t *testing.T, h house, layout string, works []cited) (map[string][2]int, []string) {
	t.Helper()
	rng := rand.New(rand.NewPCG(7, uint64(len(h.name)+len(layout))))
	total := map[string][2]int{}
	var failures []string
	for from := 0; from < len(works); from += 40 {
		part := works[from:min(len(works), from+40)]
		text, printed := printList(rng, h, layout, part)
		found := readAll(t, text)
		for i, c := range part {
			got, ok := match(found, i, len(part))
			for field, good := range compare(h, c, got, ok) {
				n := total[field]
				n[1]++
				if good {
					n[0]++
				} else {
					failures = append(failures, fmt.Sprintf("  %s/%s/%s: %s\n      got A=%v Y=%d T=%q J=%q V=%q I=%q P=%q D=%q", h.name, layout, field, printed[i], got.Authors, got.Year(), got.Title, got.Journal, got.Volume, got.Issue, got.Pages.Raw, got.DOI))
				}
				total[field] = n
			}
		}
	}
	return total, failures
}

func match(found []evidence.Record, i, n int) (evidence.Record, bool) {
	if len(found) != n {
		// The list was cut wrongly somewhere: compare by place, which costs the
		// fields of every entry behind the mistake.
		if i < len(found) {
			return found[i], false
		}
		return evidence.Record{}, false
	}
	return found[i], true
}

func printList(rng *rand.Rand, h house, layout string, works []cited) (string, []string) {
	var b strings.Builder
	b.WriteString("Some words that stand before.\n\nReferences\n")
	width := 60 + rng.IntN(61)
	var printed []string
	for i, c := range works {
		authors := c.authors
		show := h.limit(len(authors))
		if h.dots {
			c.abbrev = withStops(c.abbrev, c.journal)
		}
		text := h.print(c, authors[:show], show < len(authors))
		printed = append(printed, text)
		switch layout {
		case "one per line":
			b.WriteString(text + "\n")
		case "wrapped":
			b.WriteString(wrap(text, width) + "\n")
		case "wrapped, numbered":
			b.WriteString(wrap(fmt.Sprintf("%d. %s", i+1, text), width) + "\n")
		case "wrapped, hanging":
			b.WriteString(strings.ReplaceAll(wrap(text, width), "\n", "\n    ") + "\n")
		}
	}
	b.WriteString("\nAcknowledgements\nWe thank everybody.\n")
	return b.String(), printed
}

// withStops puts a full stop behind the words of a journal that are shortened.
func withStops(abbrev, journal string) string {
	whole := map[string]bool{}
	for w := range strings.FieldsSeq(strings.ToLower(journal)) {
		whole[strings.Trim(w, ".,:()")] = true
	}
	var out []string
	for w := range strings.FieldsSeq(abbrev) {
		if !whole[strings.ToLower(w)] && !strings.HasSuffix(w, ")") {
			w += "."
		}
		out = append(out, w)
	}
	return strings.Join(out, " ")
}

func compare(h house, c cited, got evidence.Record, aligned bool) map[string]bool {
	journal := c.journal
	if h.abbrev {
		journal = c.abbrev
	}
	same := map[string]bool{
		"entry":   aligned,
		"authors": sameNames(h, c, got),
		"year":    fmt.Sprint(got.Year()) == c.year,
		"title":   loose(got.Title) == loose(c.title),
		"journal": loose(got.Journal) == loose(journal),
		"volume":  got.Volume == c.volume,
	}
	if c.pages != "" {
		same["pages"] = got.Pages.Raw == c.pages
	}
	if c.issue != "" && h.name != "Nature" && h.name != "MDPI" {
		same["issue"] = got.Issue == c.issue
	}
	if c.doi != "" {
		same["doi"] = strings.EqualFold(string(got.DOI), c.doi)
	}
	return same
}

func sameNames(h house, c cited, got evidence.Record) bool {
	show := h.limit(len(c.authors))
	want := append([]name(nil), c.authors[:show]...)
	if show < len(c.authors) && h.name == "APA" {
		want = append(want, c.authors[len(c.authors)-1])
	}
	if len(want) != len(got.Authors) || got.AuthorsTruncated != (show < len(c.authors)) {
		return false
	}
	for i, n := range want {
		p := got.Authors[i]
		family := strings.TrimSpace(p.Particle + " " + p.Family)
		initials := strings.Map(func(r rune) rune {
			if unicode.IsLetter(r) {
				return r
			}
			return -1
		}, p.Given)
		if family != n.family || initials != n.initials {
			return false
		}
	}
	return true
}

// loose compares letters and digits only: quotes and final stops are the
// style's, not the work's.
func loose(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}

func readAll(t testing.TB, text string) []evidence.Record {
	t.Helper()
	var out collector
	if err := Read(context.Background(), format.Input{Name: "list.txt", R: strings.NewReader(text)}, &out); err != nil {
		t.Fatal(err)
	}
	return out.records
}

type collector struct {
	records  []evidence.Record
	problems []format.Problem
}

func (c *collector) Record(r evidence.Record) error {
	c.records = append(c.records, r)
	return nil
}

func (c *collector) Problem(p format.Problem) { c.problems = append(c.problems, p) }

func jakWorks(t *testing.T) []cited {
	t.Helper()
	f, err := os.Open(filepath.Join(corpustest.Dir(t, "jak"), "studies.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	column := map[string]int{}
	for i, h := range rows[0] {
		column[h] = i
	}
	var out []cited
	for _, row := range rows[1:] {
		get := func(h string) string { return row[column[h]] }
		var authors []name
		for a := range strings.SplitSeq(get("authors"), "; ") {
			at := strings.LastIndexByte(a, ' ')
			if at < 0 || a == "and others" {
				continue
			}
			authors = append(authors, name{a[:at], a[at+1:]})
		}
		out = append(out, cited{authors: authors, title: get("title"), journal: get("journal"), abbrev: get("journal_abbrev"),
			year: get("year"), volume: get("volume"), issue: get("issue"), pages: get("pages_or_article"), doi: get("doi")})
	}
	return complete(out)
}

// medlineWorks reads what a style prints from the nbib files of the corpus.
func medlineWorks(t *testing.T) []cited {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(corpustest.Dir(t, "bib"), "nbib", "*"))
	if err != nil {
		t.Fatal(err)
	}
	var out []cited
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var c cited
		var last *string
		for l := range strings.SplitSeq(strings.ReplaceAll(string(text), "\r", ""), "\n") {
			if strings.HasPrefix(l, "      ") && last != nil {
				*last += " " + strings.TrimSpace(l)
				continue
			}
			if len(l) < 6 || l[4] != '-' {
				continue
			}
			tag, value := strings.TrimSpace(l[:4]), strings.TrimSpace(l[5:])
			last = nil
			switch tag {
			case "PMID":
				out = append(out, c)
				c = cited{}
			case "TI":
				c.title, last = value, &c.title
			case "JT":
				c.journal, last = value, &c.journal
			case "TA":
				c.abbrev = value
			case "VI":
				c.volume = value
			case "IP":
				c.issue = value
			case "PG":
				c.pages = value
			case "DP":
				c.year = value[:min(4, len(value))]
			case "AU":
				if at := strings.LastIndexByte(value, ' '); at > 0 {
					c.authors = append(c.authors, name{value[:at], value[at+1:]})
				}
			case "AID", "LID":
				if doi, ok := strings.CutSuffix(value, " [doi]"); ok {
					c.doi = doi
				}
			}
		}
		out = append(out, c)
	}
	return complete(out)
}

// complete drops what no style could print: works without authors, title,
// journal, volume or year, suffixes among the names, and second copies.
func complete(works []cited) []cited {
	var out []cited
	seen := map[string]bool{}
next:
	for _, c := range works {
		c.title = strings.TrimSuffix(strings.Trim(c.title, "[]"), ".")
		c.title = strings.TrimSuffix(c.title, "]")
		if len(c.authors) == 0 || c.title == "" || c.journal == "" || c.abbrev == "" || c.volume == "" || len(c.year) != 4 || seen[c.title] || len(strings.Fields(c.title)) < 3 {
			continue
		}
		for _, a := range c.authors {
			for _, r := range a.initials {
				if !unicode.IsUpper(r) {
					continue next
				}
			}
			if len(a.initials) > 4 {
				continue next
			}
		}
		seen[c.title] = true
		out = append(out, c)
	}
	return out[:min(len(out), 200)]
}
