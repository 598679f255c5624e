package xlsx

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// numberFormat is what a number format says of a value.
type numberFormat struct {
	date, clock bool // it shows a day, a time of day
	elapsed     bool // it shows hours that were counted: [h]:mm
	decimals    int  // digits behind the point, -1 when the format does not fix them
}

// styles reads which number format each style has.
func (b *Book) styles(name string) error {
	if b.archive[name] == nil {
		return nil
	}
	custom := map[int]string{}
	return b.read(name, func(p *part) error {
		inCells := false
		for {
			t, err := p.next()
			if err != nil || t == done {
				return err
			}
			switch {
			case t == text:
			case p.is("cellXfs"):
				inCells = t == start
			case t == start && p.is("numFmt"):
				if id, err := strconv.Atoi(p.attr("numFmtId")); err == nil {
					custom[id] = p.attr("formatCode")
				}
			case t == start && p.is("xf") && inCells:
				id, _ := strconv.Atoi(p.attr("numFmtId"))
				if code, ok := custom[id]; ok {
					b.formats = append(b.formats, parseFormat(code))
				} else {
					b.formats = append(b.formats, builtInFormat(id))
				}
			}
		}
	})
}

// builtInFormat is a format that files name by number only (ECMA-376 part 1,
// 18.8.30; 27 to 36 and 50 to 58 are dates in the languages of East Asia).
func builtInFormat(id int) numberFormat {
	switch {
	case id == 1, id == 3, id == 9, id == 37, id == 38:
		return numberFormat{decimals: 0}
	case id == 2, id == 4, id == 39, id == 40:
		return numberFormat{decimals: 2}
	case id >= 14 && id <= 17, id >= 27 && id <= 31, id == 36, id >= 50 && id <= 54, id == 57, id == 58:
		return numberFormat{date: true, decimals: -1}
	case id >= 18 && id <= 21, id == 45, id == 47, id >= 32 && id <= 35, id == 55, id == 56:
		return numberFormat{clock: true, decimals: -1}
	case id == 22:
		return numberFormat{date: true, clock: true, decimals: -1}
	case id == 46:
		return numberFormat{elapsed: true, decimals: -1}
	}
	return numberFormat{decimals: -1}
}

// parseFormat reads the first section of a format code: quoted words, escaped
// characters and what stands in brackets (colours, currencies) say nothing of
// the value.
func parseFormat(code string) numberFormat {
	f := numberFormat{decimals: -1}
	decimals, point, digits, bare := 0, false, false, true
	for i := 0; i < len(code); i++ {
		switch c := code[i] | 0x20; {
		case code[i] == '"':
			end := strings.IndexByte(code[i+1:], '"')
			if end < 0 {
				return f
			}
			i += end + 1
		case code[i] == '\\', code[i] == '_', code[i] == '*':
			i++
		case code[i] == '[':
			end := strings.IndexByte(code[i:], ']')
			if end < 0 {
				return f
			}
			if inside := strings.ToLower(code[i+1 : i+end]); inside != "" && strings.Trim(inside, "hms") == "" {
				f.elapsed = true
			}
			i += end
		case code[i] == ';':
			i = len(code)
		case code[i] == '0':
			digits = true
			if point {
				decimals++
			}
		case code[i] == '.':
			point = true
		case code[i] == '#', code[i] == '?', code[i] == ',', code[i] == '%':
			bare = false
		case c == 'e' && i+1 < len(code) && (code[i+1] == '+' || code[i+1] == '-'):
			bare = false
		case c == 'y', c == 'd', c == 'e' && !digits:
			f.date = true
		case c == 'h', c == 's':
			f.clock = true
		case c == 'g' && strings.HasPrefix(strings.ToLower(code[i:]), "general"):
			return numberFormat{decimals: -1}
		case c == 'm':
			// A month unless beside hours or seconds, as mm:ss.
			lower := strings.ToLower(code)
			if !strings.ContainsAny(lower, "hs") {
				f.date = true
			}
		}
	}
	if digits && bare && !f.date && !f.clock && !f.elapsed {
		f.decimals = decimals
	}
	if f.elapsed {
		f.date, f.clock = false, false
	}
	return f
}

// number is a cell of a number, or a date when its format shows one.
func (b *Book) number(stored string, style int) Cell {
	f := numberFormat{decimals: -1}
	if style >= 0 && style < len(b.formats) {
		f = b.formats[style]
	}
	value, err := strconv.ParseFloat(stored, 64)
	if err != nil || math.IsNaN(value) || math.IsInf(value, 0) {
		return Cell{Kind: Text, Text: stored}
	}
	if f.date || f.clock {
		if s, ok := b.isoDate(value, f); ok {
			return Cell{Kind: Date, Text: s}
		}
	}
	return Cell{Kind: Number, Text: plainText(stored, value), decimals: f.decimals}
}

// plainText is a number as decimal text with all its digits. A text of at most
// 15 digits is kept as it is; others are noise of binary numbers
// (1.1000000000000001 is 1.1) and become the shortest text of the same value.
func plainText(stored string, value float64) string {
	digits := strings.TrimPrefix(stored, "-")
	if len(digits) <= 16 && strings.Trim(digits, "0123456789.") == "" && digits[0] != '.' && (digits[0] != '0' || len(digits) == 1 || digits[1] == '.') {
		return stored
	}
	if size := math.Abs(value); size != 0 && (size < 1e-15 || size >= 1e21) {
		return strconv.FormatFloat(value, 'g', -1, 64)
	}
	return strconv.FormatFloat(value, 'f', -1, 64)
}

// isoDate turns days into a date and time. Days count from the last of 1899,
// or from 1904; the first system has a 29 February 1900 that never was, so its
// days before 1 March 1900 are one behind.
func (b *Book) isoDate(days float64, f numberFormat) (string, bool) {
	if days < 0 || days >= 2_958_466 { // 31 December 9999
		return "", false
	}
	if f.clock && !f.date && days < 1 {
		return time.Time{}.Add(time.Duration(math.Round(days*86_400_000)) * time.Millisecond).Format("15:04:05.999"), true
	}
	first := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	switch {
	case b.epoch:
		first = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	case days < 60:
		first = first.AddDate(0, 0, 1)
	}
	whole := math.Floor(days)
	at := first.AddDate(0, 0, int(whole)).Add(time.Duration(math.Round((days-whole)*86_400_000)) * time.Millisecond)
	if days == whole && !f.clock {
		return at.Format("2006-01-02"), true
	}
	return at.Format("2006-01-02T15:04:05.999"), true
}
