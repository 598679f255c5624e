package bibtex

import (
	"fmt"
	"strings"

	"dossier/evidence"
	"dossier/exports/biblio"
)

// date prints year, month and day, or one EDTF date in biblatex. A date that
// nobody could read is the year as printed ("in press").
func (e *entry) date(d evidence.Date) {
	if d.Year == 0 {
		e.text("year", d.Raw)
		return
	}
	if e.dialect == BibLaTeX {
		e.put("date", edtf(d))
		return
	}
	e.put("year", years(d))
	e.month(d)
	if d.Day != 0 {
		e.put("day", days(d))
	}
}

// edtf prints a date as ISO 8601-2: seasons are the months 21 to 24.
func edtf(d evidence.Date) string {
	text := biblio.Numeric(d)
	if season := biblio.Season(d); season != 0 && d.Month == 0 {
		text = fmt.Sprintf("%04d-%d", d.Year, 20+season)
	}
	if end := biblio.NumericEnd(d); end != "" {
		text += "/" + end
	}
	return text
}

func years(d evidence.Date) string {
	if d.EndYear != 0 && d.EndYear != d.Year {
		return fmt.Sprintf("%04d--%04d", d.Year, d.EndYear)
	}
	return fmt.Sprintf("%04d", d.Year)
}

// month prints one month as the macro that every style defines; a range or a
// season has no macro and is printed in words.
func (e *entry) month(d evidence.Date) {
	macro := monthName(d.Month)
	switch {
	case macro != "" && d.EndMonth != 0 && d.EndMonth != d.Month:
		e.put("month", fmt.Sprintf("%s--%s", capital(macro), capital(monthName(d.EndMonth))))
	case macro != "":
		e.fields = append(e.fields, field{name: "month", value: macro, bare: true})
	case d.Season != "":
		e.put("month", e.latex(capital(d.Season)))
	}
}

func days(d evidence.Date) string {
	if d.EndDay != 0 && (d.EndDay != d.Day || d.EndMonth != 0) {
		return fmt.Sprintf("%d--%d", d.Day, d.EndDay)
	}
	return fmt.Sprint(d.Day)
}

func monthName(n int) string {
	if n < 1 || n > 12 {
		return ""
	}
	return "janfebmaraprmayjunjulaugsepoctnovdec"[3*n-3 : 3*n]
}

func capital(s string) string {
	if s == "" {
		return ""
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
