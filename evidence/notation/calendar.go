package notation

import (
	"strings"
	"sync"
)

// The names of a month in English, German, French, Spanish, Italian, Polish
// (nominative and genitive) and Portuguese, folded.
var monthNames = sync.OnceValue(func() map[string]int {
	lists := [12]string{
		"january jan januar janner jaenner janvier janv enero ene gennaio gen styczen stycznia sty janeiro",
		"february feb febr februar feber fevrier fevr fev febrero febbraio luty lutego lut fevereiro",
		"march mar marz maerz mrz mars marzo marca marzec marco",
		"april apr avril avr abril abr aprile kwietnia kwiecien kwi",
		"may mai mayo maggio mag maja maj maio",
		"june jun juni juin junio giugno giu czerwca czerwiec cze junho",
		"july jul juli juillet juil julio luglio lug lipca lipiec lip julho",
		"august aug aout agosto ago sierpnia sierpien sie",
		"september sep sept septembre septiembre setiembre settembre set wrzesnia wrzesien wrz setembro",
		"october oct oktober okt octobre octubre ottobre ott pazdziernika pazdziernik paz outubro out",
		"november nov novembre noviembre listopada listopad lis novembro",
		"december dec dezember dez decembre diciembre dic dicembre grudnia grudzien gru dezembro",
	}
	m := make(map[string]int, 128)
	for i, list := range lists {
		for _, name := range strings.Fields(list) {
			m[name] = i + 1
		}
	}
	return m
})

// Month gives the number 1–12 of a month name or abbreviation in one of the
// languages of the table, with or without full stop.
func Month(name string) (int, bool) {
	n, ok := monthNames()[Fold(name)]
	return n, ok
}

// MonthAbbrev is the English three-letter name of month 1–12, as BibTeX
// predefines it in lower case and PubMed prints it; empty for other numbers.
func MonthAbbrev(month int) string {
	if month < 1 || month > 12 {
		return ""
	}
	const names = "JanFebMarAprMayJunJulAugSepOctNovDec"
	return names[3*(month-1) : 3*month]
}

// Season gives "spring", "summer", "autumn" or "winter" for a season's name in
// one of the languages of the table.
func Season(name string) (string, bool) {
	switch Fold(name) {
	case "spring", "fruhjahr", "fruhling", "printemps", "primavera", "wiosna":
		return "spring", true
	case "summer", "sommer", "ete", "verano", "estate", "lato", "verao":
		return "summer", true
	case "autumn", "fall", "herbst", "automne", "otono", "autunno", "jesien", "outono":
		return "autumn", true
	case "winter", "hiver", "invierno", "inverno", "zima":
		return "winter", true
	}
	return "", false
}
