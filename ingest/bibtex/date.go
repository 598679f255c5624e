package bibtex

import (
	"strconv"
	"strings"
	"unicode"

	"dossier/evidence"
	"dossier/evidence/notation"
)

// date reads the date of BibLaTeX, or year, month and day.
func (b *builder) date() evidence.Date {
	if text := b.line("date"); text != "" {
		d, _ := evidence.ParseDate(text)
		return d
	}
	year, month, day := b.line("year"), b.line("month"), b.line("day")
	d := evidence.Date{}
	years := numbers(year)
	if len(years) == 0 || years[0] < 1000 || years[0] > 2999 || strings.HasPrefix(year, "-") || len(years) > 2 || strings.ContainsFunc(year, unicode.IsLetter) {
		d, _ = evidence.ParseDate(year) // "in press", "c. 1999", "2019 Jun"
		if d.Year == 0 {
			return d
		}
	} else {
		d.Year = years[0]
		if len(years) == 2 {
			d.EndYear = endYear(years[0], years[1])
		}
	}
	b.month(&d, month)
	if days := numbers(day); len(days) > 0 && d.Month != 0 && d.Day == 0 {
		setDays(&d, days)
	}
	wholeEnd(&d)
	return d
}

// wholeEnd completes the end of a range by the parts it shares with the start,
// as evidence.ParseDate does.
func wholeEnd(d *evidence.Date) {
	if d.EndMonth == 0 && d.EndDay != 0 {
		d.EndMonth = d.Month
	}
	if d.EndMonth != 0 && d.EndYear == 0 {
		d.EndYear = d.Year
	}
}

// endYear expands 1998/99; 0 when the second number is no later year.
func endYear(first, second int) int {
	if second < 100 {
		second += first / 100 * 100
	}
	if second <= first || second > first+50 {
		return 0
	}
	return second
}

// month reads what stands in the field of that name: "6", "jun", "June",
// "JUN 15", "15 June", "Jul--Aug", "Winter".
func (b *builder) month(d *evidence.Date, text string) {
	if text == "" || d.Month != 0 {
		return
	}
	var months []int
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) }) {
		if m, ok := notation.Month(word); ok {
			months = append(months, m)
		} else if s, ok := notation.Season(word); ok && d.Season == "" {
			d.Season = s
		}
	}
	counted := numbers(text)
	if len(months) == 0 && d.Season == "" {
		for _, n := range counted {
			if n >= 1 && n <= 12 {
				months = append(months, n)
			}
		}
		counted = nil
	}
	switch {
	case len(months) > 0:
		d.Month = months[0]
		if last := months[len(months)-1]; last != months[0] {
			d.EndMonth = last
		}
		if len(months) == 1 {
			setDays(d, counted)
		}
	case d.Season == "":
		d.Raw = strconv.Itoa(d.Year) + " " + text
	}
}

func setDays(d *evidence.Date, days []int) {
	if len(days) == 0 || days[0] < 1 || days[0] > 31 {
		return
	}
	d.Day = days[0]
	if len(days) == 2 && days[1] >= 1 && days[1] <= 31 && (days[1] > days[0] || d.EndMonth != 0) {
		d.EndDay = days[1]
	}
}

// numbers gives the numbers in a text, of at most four digits.
func numbers(s string) []int {
	var out []int
	for _, word := range strings.FieldsFunc(s, func(r rune) bool { return r < '0' || r > '9' }) {
		if n, err := strconv.Atoi(word); err == nil && len(word) <= 4 {
			out = append(out, n)
		}
	}
	return out
}
