package plot

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
)

// RiskOfBias is a traffic-light table of judgements with their summary.
type RiskOfBias struct {
	Title   string
	Tool    string   // "RoB 2"
	Domains []Domain // in the order of the tool, without the overall judgement
	Studies []Judged
	Notes   []string
}

// Domain is one domain of a tool.
type Domain struct{ ID, Name string }

// Judged is one study (or result) with a judgement per domain.
type Judged struct {
	Label   string
	Domains []string // judgement ids in the order of the domains; "" = not judged
	Overall string
}

// ConfidencePrefix marks an overall judgement of AMSTAR 2, where "high" is good.
const ConfidencePrefix = "confidence_"

// judgementLook is how a judgement is drawn: colour, colour of its sign, sign,
// words, and its place from good to bad. The sign tells what the colour tells.
func judgementLook(id string) (colour, text, sign, words string, rank int) {
	switch id {
	case "low", ConfidencePrefix + "high":
		return blue, white, "+", spelled(id), 0
	case "some_concerns", "moderate", ConfidencePrefix + "moderate":
		return yellow, black, "−", spelled(id), 1
	case "serious":
		return orange, black, "!", spelled(id), 2
	case "high", ConfidencePrefix + "low":
		return vermillion, white, "×", spelled(id), 3
	case "critical", ConfidencePrefix + "critically_low":
		return black, white, "×", spelled(id), 4
	case "no_information", "NI":
		return pale, black, "?", "no information", 5
	case "Y":
		return blue, white, "+", "yes", 0
	case "PY":
		return yellow, black, "−", "partly", 1
	case "N":
		return vermillion, white, "×", "no", 3
	case "NMA":
		return white, black, "–", "no meta-analysis", 6
	}
	return white, black, "", notJudged, 6
}

const notJudged = "not judged"

// spelled words a judgement.
func spelled(id string) string {
	words, confidence := strings.CutPrefix(id, ConfidencePrefix)
	words = strings.ReplaceAll(words, "_", " ")
	if confidence {
		return words + " confidence"
	}
	return words
}

// KnownJudgement reports whether a judgement has a look of its own; the empty
// one, not judged, has.
func KnownJudgement(id string) bool {
	_, _, _, words, _ := judgementLook(id)
	return id == "" || words != notJudged
}

// Figure draws the table and, beneath it, the share of each judgement.
func (p *RiskOfBias) Figure(width float64) (*Figure, error) {
	if len(p.Studies) == 0 || len(p.Domains) == 0 {
		return nil, fmt.Errorf("%w: no study was appraised", ErrNothing)
	}
	f := &Figure{Title: p.Title, Width: width, Description: fmt.Sprintf("Risk of bias (%s) of %d studies in %d domains, and summary per domain.", p.Tool, len(p.Studies), len(p.Domains))}
	y := f.paragraph(margin, margin+large, width-2*margin, p.Title, face{size: large, bold: true}) + 3
	f.mark(headBand, 0, 0, 0, y)
	label := 40.0
	for _, s := range p.Studies {
		label = max(label, textWidth(s.Label, face{size: normal}))
	}
	columns := float64(len(p.Domains) + 1)
	label = min(label, width*0.45)
	step := min((width-2*margin-label-4)/columns, 26)
	left := margin + label + 4
	from, top := len(f.shapes), y
	head := face{size: small, bold: true, at: middle}
	for i := range p.Domains {
		f.text(left+(float64(i)+0.5)*step, y, shorten(p.columnHead(i), step, head), head)
	}
	f.text(left+(columns-0.5)*step, y, shorten("Overall", step+4, head), head)
	y += 4
	f.mark(columnBand, 0, from, top, y)
	tall := min(step, 13.0)
	for _, s := range p.Studies {
		from = len(f.shapes)
		mid := y + 0.5*tall
		f.text(margin, mid+normal*0.34, shorten(s.Label, label, face{size: normal}), face{size: normal})
		for j := range p.Domains {
			id := ""
			if j < len(s.Domains) {
				id = s.Domains[j]
			}
			p.light(f, left+(float64(j)+0.5)*step, mid, tall/2-1, id)
		}
		p.light(f, left+(columns-0.5)*step, mid, tall/2-1, s.Overall)
		y += tall
		f.mark(rowBand, 0, from, y-tall, y)
	}
	from, top = len(f.shapes), y
	y = p.summary(f, y+small+5)
	y = p.legend(f, y+2)
	f.mark(noteBand, 0, from, top, y)
	for _, n := range p.Notes {
		from, top = len(f.shapes), y
		y = f.paragraph(margin, y, width-2*margin, n, face{size: small})
		f.mark(noteBand, 0, from, top, y)
	}
	f.Height = y - small + margin
	return f, nil
}

func (p *RiskOfBias) light(f *Figure, x, y, r float64, id string) {
	colour, text, sign, _, _ := judgementLook(id)
	f.circle(pen{fill: colour, stroke: ink, width: 0.4}, x, y, r)
	f.text(x, y+normal*0.36, sign, face{size: normal, bold: true, colour: text, at: middle})
}

// summary draws a bar per domain: the share of studies with each judgement.
func (p *RiskOfBias) summary(f *Figure, y float64) float64 {
	t := face{size: small}
	label := 40.0
	for i, d := range p.Domains {
		label = max(label, textWidth(p.columnHead(i)+" "+d.Name, t))
	}
	label = min(label, f.Width*0.5)
	left := margin + label + 4
	full := f.Width - margin - left
	bar := func(name string, judged func(Judged) string) {
		// Bars stand by the first line of a name that needs two.
		lines := wrap(name, label, t)
		f.lines(margin, y, lines, t)
		counts := map[int]int{}
		looks := map[int]string{}
		for _, s := range p.Studies {
			colour, _, _, _, rank := judgementLook(judged(s))
			counts[rank]++
			looks[rank] = colour
		}
		x := left
		for rank := range 7 {
			if counts[rank] == 0 {
				continue
			}
			w := full * float64(counts[rank]) / float64(len(p.Studies))
			f.rect(pen{fill: looks[rank], stroke: white, width: 0.4}, x, y-5.2, w, 6.6)
			colour := black
			if rank == 0 || rank == 3 || rank == 4 {
				colour = white
			}
			if w > 8 {
				f.text(x+w/2, y, fmt.Sprint(counts[rank]), face{size: small, colour: colour, at: middle})
			}
			x += w
		}
		f.rect(pen{stroke: ink, width: 0.4}, left, y-5.2, full, 6.6)
		y += math.Max(9, float64(len(lines))*small*leading)
	}
	for i, d := range p.Domains {
		bar(strings.TrimSpace(p.columnHead(i)+" "+d.Name), func(s Judged) string {
			if i < len(s.Domains) {
				return s.Domains[i]
			}
			return ""
		})
	}
	bar("Overall", func(s Judged) string { return s.Overall })
	return y
}

// legend explains the judgements that occur, each once, from good to bad.
func (p *RiskOfBias) legend(f *Figure, y float64) float64 {
	of := map[string]string{} // id by its words
	for _, s := range p.Studies {
		for _, id := range append([]string{s.Overall}, s.Domains...) {
			_, _, _, words, _ := judgementLook(id)
			of[words] = id
		}
	}
	x := margin
	for _, words := range slices.SortedFunc(maps.Keys(of), func(a, b string) int {
		_, _, _, _, x := judgementLook(of[a])
		_, _, _, _, y := judgementLook(of[b])
		return cmp.Or(x-y, strings.Compare(a, b))
	}) {
		w := 12 + textWidth(words, face{size: small}) + 7
		if x+w-7 > f.Width-margin {
			x, y = margin, y+small*1.8
		}
		p.light(f, x+4, y-2, 3.8, of[words])
		f.text(x+11, y, words, face{size: small})
		x += w
	}
	return y + small*1.8
}

// columnHead heads the column of a domain: its id where that is short ("D2" of
// "D2_assignment"), else its number, which the summary repeats before the name.
func (p *RiskOfBias) columnHead(i int) string {
	short, _, _ := strings.Cut(p.Domains[i].ID, "_")
	if len(short) > 3 {
		return "D" + strconv.Itoa(i+1)
	}
	return short
}
