package evidence

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode"

	"dossier/evidence/notation"
)

// Date is a publication date with the precision that its source gave: a year,
// a month, a day, a season, or a range of those. Raw keeps the printed form
// when it says more than the parts (or could not be parsed at all).
type Date struct {
	Year     int    `cbor:"1,keyasint,omitempty" json:"year,omitempty"`
	Month    int    `cbor:"2,keyasint,omitempty" json:"month,omitempty"` // 1–12
	Day      int    `cbor:"3,keyasint,omitempty" json:"day,omitempty"`
	Season   string `cbor:"4,keyasint,omitempty" json:"season,omitempty"` // "spring", "summer", "autumn", "winter"
	EndYear  int    `cbor:"5,keyasint,omitempty" json:"end_year,omitempty"`
	EndMonth int    `cbor:"6,keyasint,omitempty" json:"end_month,omitempty"`
	EndDay   int    `cbor:"7,keyasint,omitempty" json:"end_day,omitempty"`
	Raw      string `cbor:"8,keyasint,omitempty" json:"raw,omitempty"`
}

// DatePrecision says how exact a date is.
type DatePrecision int

// From nothing to a day.
const (
	PrecisionNone DatePrecision = iota
	PrecisionYear
	PrecisionSeason
	PrecisionMonth
	PrecisionDay
)

// DateFromParts makes a date of numbers as services give them; a month or day
// out of range is left out.
func DateFromParts(year, month, day int) Date {
	d := Date{Year: year}
	if year <= 0 {
		return Date{}
	}
	if month >= 1 && month <= 12 {
		d.Month = month
		if validDay(year, month, day) {
			d.Day = day
		}
	}
	return d
}

// ParseDate reads a date as databases, reference lists and the EDTF standard
// print it: "2021-06-05", "2021 Jun 5", "June 5, 2021", "5. Juni 2021",
// "06/2021", "Jun-Jul 2021", "1998 Dec-1999 Jan", "Winter 2020", "1944-1945".
// A day and month that could be either way round (03/04/2021) are left out.
// Whatever the parts do not hold stays in Raw; "n.d." and "in press" are Raw
// alone and no error. The error says that no date can be read.
func ParseDate(s string) (Date, error) {
	if d, ok := plainDate(s); ok {
		return d, nil
	}
	return parseDate(s)
}

func parseDate(s string) (Date, error) {
	text := strings.TrimSpace(s)
	if text == "" {
		return Date{}, fmt.Errorf("date %q: %w", s, ErrNotFound)
	}
	if isUndated(text) {
		return Date{Raw: text}, nil
	}
	d, whole := readDate(normaliseDate(text))
	if d.Year == 0 {
		d = Date{Raw: text}
		return d, fmt.Errorf("date %q: %w", s, ErrNotFound)
	}
	if !whole {
		d.Raw = text
	}
	return d, nil
}

// plainDate reads "2021", "2021-06-05", "2021 Jun" and "2021 Jun 5": nearly
// every date of an export, without the detours of the others.
func plainDate(s string) (Date, bool) {
	if len(s) < 4 || leadingDigits(s[:4]) != s[:4] {
		return Date{}, false
	}
	year, rest := digits(s[:4]), s[4:]
	if !plausibleYear(year) {
		return Date{}, false
	}
	switch {
	case rest == "":
		return Date{Year: year}, true
	case len(rest) == 6 && rest[0] == '-' && rest[3] == '-' && leadingDigits(rest[1:3]) == rest[1:3] && leadingDigits(rest[4:]) == rest[4:]:
		d := Date{Year: year, Month: digits(rest[1:3]), Day: digits(rest[4:])}
		return d, d.Month >= 1 && d.Month <= 12 && validDay(d.Year, d.Month, d.Day)
	case rest[0] != ' ' || len(rest) < 4:
		return Date{}, false
	}
	d := Date{Year: year}
	for m := 1; m <= 12; m++ {
		if rest[1:4] == notation.MonthAbbrev(m) {
			d.Month = m
		}
	}
	if rest = rest[4:]; rest == "" || d.Month == 0 {
		return d, d.Month != 0
	}
	if rest[0] != ' ' || len(rest) < 2 || len(rest) > 3 || leadingDigits(rest[1:]) != rest[1:] {
		return Date{}, false
	}
	d.Day = digits(rest[1:])
	return d, validDay(d.Year, d.Month, d.Day)
}

// digits is the value of a few digits.
func digits(s string) int {
	n := 0
	for i := 0; i < len(s); i++ {
		n = 10*n + int(s[i]-'0')
	}
	return n
}

// IsZero reports a date of which nothing is known, not even a printed form.
func (d Date) IsZero() bool { return d == Date{} }

// Precision is the exactness of the (first) date.
func (d Date) Precision() DatePrecision {
	switch {
	case d.Year == 0:
		return PrecisionNone
	case d.Season != "":
		return PrecisionSeason
	case d.Month == 0:
		return PrecisionYear
	case d.Day == 0:
		return PrecisionMonth
	}
	return PrecisionDay
}

// String prints the date as ISO 8601, ranges and seasons as EDTF
// ("1998-12/1999-01", "2020-24"); a date without year as its source did.
func (d Date) String() string {
	if d.Year == 0 {
		return d.Raw
	}
	s := fmt.Sprintf("%04d", d.Year)
	if d.Season != "" {
		return s + "-" + seasonCode(d.Season)
	}
	s += isoTail(d.Month, d.Day)
	if d.EndYear != 0 {
		s += fmt.Sprintf("/%04d", d.EndYear) + isoTail(d.EndMonth, d.EndDay)
	}
	return s
}

func isoTail(month, day int) string {
	if month == 0 {
		return ""
	}
	s := fmt.Sprintf("-%02d", month)
	if day != 0 {
		s += fmt.Sprintf("-%02d", day)
	}
	return s
}

// Equal compares the parts; the printed form counts only when there is no year.
func (d Date) Equal(other Date) bool {
	if d.Year == 0 && other.Year == 0 {
		return d.Raw == other.Raw
	}
	d.Raw, other.Raw = "", ""
	return d == other
}

// Compare orders dates by their beginning: -1, 0 or +1. A less exact date comes
// before the exact ones inside it, no date before any.
func (d Date) Compare(other Date) int {
	a, b := d.order(), other.order()
	for i := range a {
		switch {
		case a[i] < b[i]:
			return -1
		case a[i] > b[i]:
			return 1
		}
	}
	return 0
}

func (d Date) order() [6]int {
	month := d.Month
	switch d.Season {
	case "spring":
		month = 3
	case "summer":
		month = 6
	case "autumn":
		month = 9
	case "winter":
		month = 12
	}
	return [6]int{d.Year, month, d.Day, d.EndYear, d.EndMonth, d.EndDay}
}

// seasonCode is the month number that EDTF gives a season.
func seasonCode(season string) string {
	switch season {
	case "spring":
		return "21"
	case "summer":
		return "22"
	case "autumn":
		return "23"
	}
	return "24"
}

func validDay(year, month, day int) bool {
	return day >= 1 && day <= 31 && time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC).Day() == day
}

func isUndated(s string) bool {
	switch notation.Fold(s) {
	case "n d", "nd", "no date", "undated", "in press", "forthcoming", "submitted", "in preparation", "accepted", "o j", "s d", "s a", "to appear",
		"ahead of print", "epub ahead of print", "online ahead of print", "date unknown", "unknown", "in review", "im druck", "sous presse", "en prensa":
		return true
	}
	return false
}

// normaliseDate takes brackets off, makes all dashes hyphens, and cuts what
// follows the date in a citation (";48(11)", "Epub 2021 May 3").
func normaliseDate(s string) string {
	s, _, _ = strings.Cut(s, ";")
	s = strings.Map(func(r rune) rune {
		switch {
		case notation.IsDash(r):
			return '-'
		case notation.IsInvisible(r) || r == '(' || r == ')' || r == '[' || r == ']' || r == '{' || r == '}' || r == '©':
			return -1
		case unicode.IsSpace(r):
			return ' '
		}
		return r
	}, s)
	return strings.Trim(strings.Join(strings.Fields(s), " "), " .,:")
}

// readDate reads a normalised date; whole tells whether the parts say all.
func readDate(s string) (d Date, whole bool) {
	if d, ok := readISO(s); ok {
		return d, true
	}
	if d, ok, whole := readRIS(s); ok {
		return d, whole
	}
	for _, sep := range [...]string{" - ", " to ", " bis ", "/", "-"} {
		if left, right, ok := cutRange(s, sep); ok {
			if d, ok := joinRange(left, right); ok {
				return d, true
			}
		}
	}
	if d, ok, whole := readNumeric(s); ok {
		return d, whole
	}
	p, ok := readPart(s)
	return p.date(), ok
}

// readRIS reads YYYY/MM/DD/other with empty parts. The last part may name what
// the numbers leave out ("2018///Mar/Apr"), or be the trace of a missing value.
func readRIS(s string) (d Date, ok, whole bool) {
	parts := strings.SplitN(s, "/", 4)
	if len(parts) < 3 {
		return Date{}, false, false
	}
	var n [3]int
	for i, p := range parts[:3] {
		if p == "" {
			continue
		}
		v, err := strconv.Atoi(p)
		if err != nil || len(p) > 2 && i > 0 {
			return Date{}, false, false
		}
		n[i] = v
	}
	if !plausibleYear(n[0]) {
		return Date{}, false, false
	}
	d = DateFromParts(n[0], n[1], n[2])
	other := ""
	if len(parts) == 4 {
		other = strings.Trim(parts[3], " /")
	}
	switch strings.ToLower(other) {
	case "", "undefined", "nan", "null", "none":
		return d, true, d.Month == n[1] && d.Day == n[2]
	}
	if n[1] == 0 {
		if named, whole := readDate(parts[0] + " " + other); named.Month != 0 || named.Season != "" {
			return named, true, whole
		}
	}
	return d, true, false
}

// readISO reads ISO 8601 and EDTF: dates, seasons 21–24, "first/last", and the
// compact 20210605. Slashes, points or blanks may stand for hyphens when the year
// leads, and 00 for what is not known.
func readISO(s string) (Date, bool) {
	if first, last, ok := strings.Cut(s, "/"); ok && len(first) >= 4 && len(last) >= 4 && !strings.Contains(last, "/") {
		a, okA := readISO(first)
		b, okB := readISO(last)
		if okA && okB && a.EndYear == 0 && b.EndYear == 0 && a.Season == "" && b.Season == "" && a.Compare(b) <= 0 {
			a.EndYear, a.EndMonth, a.EndDay = b.Year, b.Month, b.Day
			return a, true
		}
		return Date{}, false
	}
	s, _, _ = strings.Cut(s, "T")
	if leadingDigits(s) == s {
		switch len(s) {
		case 8:
			return isoParts([]string{s[:4], s[4:6], s[6:]})
		case 6:
			return isoParts([]string{s[:4], s[4:]})
		}
	}
	d, ok := isoParts(strings.FieldsFunc(s, func(r rune) bool { return r == '-' || r == '.' || r == '/' || r == ' ' }))
	if strings.Contains(s, " ") && (d.EndYear != 0 || d.Season != "") {
		return Date{}, false
	}
	return d, ok
}

func isoParts(parts []string) (Date, bool) {
	if len(parts) < 1 || len(parts) > 3 || len(parts[0]) != 4 {
		return Date{}, false
	}
	var n [3]int
	for i, p := range parts {
		v, err := strconv.Atoi(p)
		if err != nil || v < 0 || i > 0 && len(p) > 2 {
			return Date{}, false
		}
		n[i] = v
	}
	if !plausibleYear(n[0]) {
		return Date{}, false
	}
	d := Date{Year: n[0]}
	switch {
	case len(parts) == 1, n[1] == 0 && n[2] == 0:
		return d, true
	case n[1] >= 1 && n[1] <= 12:
		d.Month = n[1]
	case n[1] >= 21 && n[1] <= 24 && len(parts) == 2:
		d.Season = [...]string{"spring", "summer", "autumn", "winter"}[n[1]-21]
		return d, true
	case len(parts) == 2 && len(parts[1]) == 2 && n[1] > n[0]%100: // 2018-19
		d.EndYear = n[0] - n[0]%100 + n[1]
		return d, true
	default:
		return Date{}, false
	}
	if len(parts) == 3 && n[2] != 0 {
		if !validDay(n[0], n[1], n[2]) {
			return Date{}, false
		}
		d.Day = n[2]
	}
	return d, true
}

func plausibleYear(y int) bool { return y >= 1000 && y <= 2999 }

// readNumeric reads 06/2021, 05.06.2021 and 13/04/2021. ok tells that the form
// is of this kind; whole is false where day and month could change places.
func readNumeric(s string) (d Date, ok, whole bool) {
	parts := strings.FieldsFunc(s, func(r rune) bool { return r == '/' || r == '.' || r == '-' || r == ' ' })
	var n []int
	for _, p := range parts {
		v, err := strconv.Atoi(p)
		if err != nil || len(p) > 4 {
			return Date{}, false, false
		}
		n = append(n, v)
	}
	if len(n) < 2 || len(n) > 3 || len(parts[len(n)-1]) != 4 || !plausibleYear(n[len(n)-1]) {
		return Date{}, false, false
	}
	year := n[len(n)-1]
	if len(n) == 2 {
		d = DateFromParts(year, n[0], 0)
		return d, true, d.Month != 0
	}
	day, month := n[0], n[1]
	switch {
	case day > 12 || strings.Contains(s, ".") || day == month: // the point is printed only day first
	case month > 12:
		day, month = month, day
	default:
		return Date{Year: year}, true, false
	}
	d = DateFromParts(year, month, day)
	return d, true, d.Day != 0
}

// datePart is what one side of a range says.
type datePart struct {
	year, month, day int
	season           string
}

func (p datePart) date() Date {
	if p.year == 0 {
		return Date{}
	}
	d := DateFromParts(p.year, p.month, p.day)
	d.Season = p.season
	return d
}

// readPart reads words and numbers in any order: a year of four digits, a month
// name, a day, a season. ok is false when something was not understood.
func readPart(s string) (p datePart, ok bool) {
	ok = true
	for _, w := range dateWords(s) {
		switch {
		case isDigit(w[0]):
			digits := leadingDigits(w)
			n, _ := strconv.Atoi(digits)
			tail := strings.ToLower(w[len(digits):])
			switch {
			case len(digits) == 4 && p.year == 0 && plausibleYear(n):
				p.year = n
				ok = ok && tail == ""
			case len(digits) <= 2 && p.day == 0 && n >= 1 && n <= 31 && (tail == "" || tail == "st" || tail == "nd" || tail == "rd" || tail == "th" || tail == "er" || tail == "º"):
				p.day = n
			default:
				ok = false
			}
		default:
			if m, isMonth := notation.Month(w); isMonth && p.month == 0 {
				p.month = m
			} else if season, isSeason := notation.Season(w); isSeason && p.season == "" {
				p.season = season
			} else if f := notation.Fold(w); f != "de" && f != "of" && f != "the" && f != "del" && f != "le" {
				ok = false
			}
		}
	}
	if p.day != 0 && (p.month == 0 || p.year != 0 && !validDay(p.year, p.month, p.day)) {
		p.day, ok = 0, false
	}
	if p.season != "" && p.month != 0 {
		p.season, ok = "", false
	}
	return p, ok
}

// dateWords splits at blanks and punctuation, and a word from the digits
// that touch it ("Jun2021", "c2021").
func dateWords(s string) []string {
	var words []string
	for _, w := range strings.FieldsFunc(s, func(r rune) bool { return r == ' ' || r == ',' || r == '.' || r == ':' || r == '-' || r == '/' }) {
		if i := strings.IndexFunc(w, unicode.IsDigit); i > 0 {
			words = append(words, w[:i])
			w = w[i:]
		}
		words = append(words, w)
	}
	return words
}

// cutRange splits at a separator that stands once.
func cutRange(s, sep string) (left, right string, ok bool) {
	if strings.Count(s, sep) != 1 {
		return "", "", false
	}
	left, right, _ = strings.Cut(s, sep)
	return strings.TrimSpace(left), strings.TrimSpace(right), left != "" && right != ""
}

// joinRange makes a range of two sides of which one may lack what the other
// says: "Jun"–"Jul 2021", "2018 May"–"Jun", "5"–"7 June 2021", "1944"–"1945".
func joinRange(left, right string) (Date, bool) {
	a, okA := readRangeSide(left)
	b, okB := readRangeSide(right)
	if !okA || !okB {
		return Date{}, false
	}
	if b.year == 0 {
		b.year = a.year
	}
	if a.year == 0 {
		a.year = b.year
	}
	if a.month == 0 && a.day != 0 {
		a.month = b.month
	}
	if b.month == 0 && b.day != 0 {
		b.month = a.month
	}
	if a.year == 0 || a.season != "" || b.season != "" || (a.month == 0) != (b.month == 0) || (a.day == 0) != (b.day == 0) {
		return Date{}, false
	}
	d, e := a.date(), b.date()
	if d.Day != a.day || e.Day != b.day || d.Compare(e) >= 0 {
		return Date{}, false
	}
	d.EndYear, d.EndMonth, d.EndDay = e.Year, e.Month, e.Day
	return d, true
}

// readRangeSide is readPart for a side that may be a day alone.
func readRangeSide(s string) (datePart, bool) {
	if len(s) <= 2 && leadingDigits(s) == s && s != "" {
		n, _ := strconv.Atoi(s)
		return datePart{day: n}, n >= 1 && n <= 31
	}
	return readPart(s)
}
