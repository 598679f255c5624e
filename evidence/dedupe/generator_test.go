package dedupe_test

import (
	"fmt"
	"iter"
	"math/rand/v2"
	"strings"

	"dossier/evidence"
)

// generator invents the records of a review search: works, each found in one to
// five databases, and each database with damage of its own. The id of a record
// is that of its work and a number, "w000012/3". Some works are close relatives
// of others: the meeting abstract, the second part, the erratum.
type generator struct {
	rng      *rand.Rand
	words    []string
	names    []string
	journals [][2]string // full name, abbreviation
}

func newGenerator(seed uint64) *generator {
	g := &generator{rng: rand.New(rand.NewPCG(seed, 17))}
	fronts := strings.Fields("cardio hepato nephro gastro dermato neuro osteo arthro pulmo haemato immuno lipo gluco thrombo angio myo fibro cyto onco viro derma broncho entero pan poly micro macro hyper hypo para peri endo epi meso retro trans sub tele bio chemo radio electro thermo photo hydro")
	middles := strings.Fields("vascular genic pathic toxic static trophic lytic plastic metric graphic kinetic dynamic morphic phasic tropic genous philic phobic statin mab cillin tinib prazole sartan olol azepam oxacin mycin vir gliptin gliflozin glutide parin")
	for _, f := range fronts {
		for _, m := range middles {
			g.words = append(g.words, f+m)
		}
	}
	syllables := strings.Fields("ka mo ri ta sen berg holm ni ko va le ran do mi sha wan zhe lin gar cia fer nan dez mül ler sø ren øy smi th jo hans son pet ro va no vak tak eda su zu ki")
	for range 12000 {
		n := 2 + g.rng.IntN(2)
		var b strings.Builder
		for range n {
			b.WriteString(syllables[g.rng.IntN(len(syllables))])
		}
		s := b.String()
		g.names = append(g.names, strings.ToUpper(s[:1])+s[1:])
	}
	for i := range 1500 {
		field := g.words[(i*37)%len(g.words)]
		second := g.words[(i*101+7)%len(g.words)]
		switch i % 3 {
		case 0:
			g.journals = append(g.journals, [2]string{"Journal of " + title(field) + " and " + title(second) + " Research", "J " + title(field[:5]) + " " + title(second[:5]) + " Res"})
		case 1:
			g.journals = append(g.journals, [2]string{"Archives of " + title(field) + " Medicine", "Arch " + title(field[:6]) + " Med"})
		default:
			g.journals = append(g.journals, [2]string{"The International " + title(field) + " Review", "Int " + title(field[:6]) + " Rev"})
		}
	}
	return g
}

func title(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

// records yields n records, of which about four in ten repeat another one.
func (g *generator) records(n int) iter.Seq[*evidence.Record] {
	return func(yield func(*evidence.Record) bool) {
		made := 0
		var last evidence.Citation
		for work := 0; made < n; work++ {
			c := g.work()
			if work%25 == 24 {
				c = g.relative(last)
			}
			last = c
			for copyNo := range g.copies() {
				if made == n {
					return
				}
				rec := &evidence.Record{ID: fmt.Sprintf("w%07d/%d", work, copyNo), Citation: c}
				g.damage(&rec.Citation)
				if made++; !yield(rec) {
					return
				}
			}
		}
	}
}

func (g *generator) copies() int {
	switch x := g.rng.IntN(100); {
	case x < 58:
		return 1
	case x < 80:
		return 2
	case x < 92:
		return 3
	case x < 98:
		return 4
	}
	return 5
}

func (g *generator) chance(percent int) bool { return g.rng.IntN(100) < percent }

// word picks the frequent words far more often, as the titles of one search do.
func (g *generator) word() string {
	x := g.rng.Float64()
	return g.words[int(x*x*x*float64(len(g.words)))]
}

func (g *generator) work() evidence.Citation {
	shapes := [...]string{"Effect of %s on %s in patients with %s %s", "%s versus %s for %s: a randomised trial of %s", "The role of %s in %s %s and %s", "Long-term safety of %s in %s with %s %s: a cohort study",
		"%s and risk of %s after %s: systematic review and meta-analysis of %s", "Prevalence of %s among adults with %s, %s and %s"}
	t := fmt.Sprintf(shapes[g.rng.IntN(len(shapes))], g.word(), g.word(), g.word(), g.word())
	c := evidence.Citation{Title: title(t), Type: evidence.TypeArticle}
	for range 1 + g.rng.IntN(9) {
		c.Authors = append(c.Authors, evidence.Person{Family: g.names[int(g.rng.Float64()*g.rng.Float64()*float64(len(g.names)))], Given: string(rune('A'+g.rng.IntN(26))) + ". " + string(rune('A'+g.rng.IntN(26))) + "."})
	}
	year := 1985 + g.rng.IntN(40)
	c.Date = evidence.Date{Year: year}
	j := g.journals[g.rng.IntN(len(g.journals))]
	c.Journal, c.JournalAbbrev = j[0], j[1]
	c.Volume = fmt.Sprint(year - 1960 + g.rng.IntN(20))
	c.Issue = fmt.Sprint(1 + g.rng.IntN(12))
	first := 1 + g.rng.IntN(3000)
	c.Pages, _ = evidence.ParsePages(fmt.Sprintf("%d-%d", first, first+3+g.rng.IntN(12)))
	if g.chance(75) {
		c.DOI = evidence.DOI(fmt.Sprintf("10.%d/j.%d.%06d", 1000+g.rng.IntN(900), year, g.rng.IntN(1000000)))
	}
	if g.chance(60) {
		c.PMID = evidence.PMID(fmt.Sprint(1000000 + g.rng.IntN(38000000)))
	}
	if g.chance(85) {
		c.Abstract = g.abstract()
	}
	return c
}

func (g *generator) abstract() string {
	var b strings.Builder
	b.WriteString("BACKGROUND: ")
	for range 90 + g.rng.IntN(120) {
		b.WriteString(g.word())
		b.WriteByte(' ')
		if g.chance(40) {
			b.WriteString("of the ")
		}
	}
	return b.String()
}

// relative makes a work that looks like another one and is none.
func (g *generator) relative(c evidence.Citation) evidence.Citation {
	fresh := g.work()
	c.DOI, c.PMID, c.Pages = fresh.DOI, fresh.PMID, fresh.Pages
	switch g.rng.IntN(3) {
	case 0: // the meeting abstract of a year before
		c.Date.Year--
		c.Journal, c.JournalAbbrev, c.Volume, c.Issue, c.Type = fresh.Journal, fresh.JournalAbbrev, fresh.Volume, "Suppl 1", evidence.TypeConference
	case 1:
		c.Title += ": part 2"
	default:
		c.Title = "Erratum: " + c.Title
		c.Abstract = ""
	}
	return c
}

// damage writes a record as one database exports it.
func (g *generator) damage(c *evidence.Citation) {
	g.damageTitle(c)
	g.damageAuthors(c)
	if g.chance(50) {
		c.Journal = c.JournalAbbrev
	}
	c.JournalAbbrev = ""
	if g.chance(35) && c.Pages.Last != "" {
		short := c.Pages.Last
		if len(short) == len(c.Pages.First) && len(short) > 1 && short[:1] == c.Pages.First[:1] {
			short = short[1:]
		}
		if p, err := evidence.ParsePages(c.Pages.First + "-" + short); err == nil {
			c.Pages = p
		}
	}
	for _, loss := range [...]struct {
		percent int
		lose    func()
	}{
		{35, func() { c.DOI = "" }}, {55, func() { c.PMID = "" }}, {30, func() { c.Abstract = "" }}, {25, func() { c.Issue = "" }}, {6, func() { c.Pages = evidence.Pages{} }},
		{4, func() { c.Volume = "" }}, {3, func() { c.Date.Year++ }}, {1, func() { c.Date = evidence.Date{} }}, {20, func() { c.Volume = c.Volume + " (" + c.Issue + ")" }},
		{20, func() { c.Abstract = strings.TrimPrefix(c.Abstract, "BACKGROUND: ") }}, {10, func() { c.DOI = evidence.DOI(strings.ToUpper(string(c.DOI))) }},
	} {
		if g.chance(loss.percent) {
			loss.lose()
		}
	}
}

func (g *generator) damageTitle(c *evidence.Citation) {
	switch x := g.rng.IntN(100); {
	case x < 20:
		c.Title += "."
	case x < 28:
		c.Title = strings.ToUpper(c.Title)
	case x < 33:
		c.Title += " [Review] [" + fmt.Sprint(10+g.rng.IntN(90)) + " refs]"
	case x < 38:
		c.Title = strings.ReplaceAll(c.Title, "randomised", "randomized")
	case x < 41:
		c.Title = "[" + c.Title + "]"
	case x < 43: // a letter lost
		if i := 4 + g.rng.IntN(len(c.Title)-6); c.Title[i] < 0x80 && c.Title[i+1] < 0x80 {
			c.Title = c.Title[:i] + c.Title[i+1:]
		}
	case x < 45:
		if front, tail, _ := strings.Cut(c.Title, ":"); len(front) > 20 && !strings.Contains(tail, ":") && !strings.Contains(tail, "part 2") {
			c.Title = front
		}
	}
}

func (g *generator) damageAuthors(c *evidence.Citation) {
	authors := make([]evidence.Person, 0, len(c.Authors))
	initials := g.chance(40)
	for _, p := range c.Authors {
		if initials {
			p.Given = strings.ReplaceAll(strings.ReplaceAll(p.Given, ".", ""), " ", "")
		}
		authors = append(authors, p)
	}
	switch x := g.rng.IntN(100); {
	case x < 12:
		authors = authors[:min(len(authors), 3)]
	case x < 15:
		authors = authors[:1]
	case x < 16:
		authors = nil
	}
	c.Authors = authors
}
