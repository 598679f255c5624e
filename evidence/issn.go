package evidence

import (
	"errors"
	"fmt"
	"strings"

	"dossier/evidence/notation"
)

// ISSN is an International Standard Serial Number, "1234-567X".
type ISSN string

// ParseISSN reads an ISSN with or without label, hyphen or medium
// ("ISSN 0190-9622 (Print)"). A wrong check digit (ISO 3297: weights 8 to 2,
// modulo 11) is reported by an error that wraps ErrCheckDigit, beside the
// number; anything else by one that wraps ErrNotFound. Of several numbers the
// first is given, with ErrTrailingText; see ParseISSNs.
func ParseISSN(s string) (ISSN, error) {
	if isPlainISSN(s) {
		return ISSN(s), nil
	}
	return parseISSN(s)
}

// isPlainISSN reports a number in its own form whose check digit is right.
func isPlainISSN(s string) bool {
	if len(s) != len("0000-0000") || s[4] != '-' {
		return false
	}
	sum, weight := 0, 8
	for i := range 8 {
		switch {
		case i == 4:
			continue
		case !isDigit(s[i]):
			return false
		}
		sum += int(s[i]-'0') * weight
		weight--
	}
	return s[8] == "0123456789X"[(11-sum%11)%11]
}

func parseISSN(s string) (ISSN, error) {
	if first, rest, more := strings.Cut(strings.TrimRight(s, " ,;/"), string(issnSeparator(s))); more {
		issn, err := ParseISSN(first)
		if err == nil {
			err = fmt.Errorf("issn %q: %w: %q", s, ErrTrailingText, rest)
		}
		return issn, err
	}
	text, _, _ := strings.Cut(strings.ToUpper(s), "(")
	text = strings.TrimSpace(text)
	for _, label := range [...]string{"EISSN", "PISSN", "E-ISSN", "P-ISSN", "ISSN-L", "ISSN"} {
		text = strings.TrimLeft(strings.TrimPrefix(text, label), " :=#")
	}
	digits := strings.Map(func(r rune) rune {
		if notation.IsDash(r) || r == ' ' || r == '\u00a0' || notation.IsInvisible(r) {
			return -1
		}
		return r
	}, strings.TrimRight(text, " .,;"))
	if len(digits) != 8 {
		return "", fmt.Errorf("issn %q: %w: eight digits are needed", s, ErrNotFound)
	}
	sum := 0
	for i := range 7 {
		if !isDigit(digits[i]) {
			return "", fmt.Errorf("issn %q: %w: %q is no digit", s, ErrNotFound, digits[i])
		}
		sum += int(digits[i]-'0') * (8 - i)
	}
	last := digits[7]
	if !isDigit(last) && last != 'X' {
		return "", fmt.Errorf("issn %q: %w: %q is no check digit", s, ErrNotFound, last)
	}
	issn := ISSN(digits[:4] + "-" + digits[4:])
	if want := "0123456789X"[(11-sum%11)%11]; want != last {
		return issn, fmt.Errorf("issn %q: %w: %c, not %c", s, ErrCheckDigit, want, last)
	}
	return issn, nil
}

// ParseISSNs reads one or more numbers with commas, semicolons or slashes
// between them. The errors of all are joined.
func ParseISSNs(s string) ([]ISSN, error) {
	var list []ISSN
	var errs []error
	for _, part := range strings.FieldsFunc(s, func(r rune) bool { return r == ',' || r == ';' || r == '/' }) {
		if strings.TrimSpace(part) == "" {
			continue
		}
		issn, err := ParseISSN(part)
		if issn != "" {
			list = append(list, issn)
		}
		errs = append(errs, err)
	}
	return list, errors.Join(errs...)
}

// issnSeparator is what stands between several numbers; a comma when none does.
func issnSeparator(s string) rune {
	for _, r := range s {
		if r == ',' || r == ';' || r == '/' {
			return r
		}
	}
	return ','
}

// IsZero reports the absence of an ISSN.
func (n ISSN) IsZero() bool { return n == "" }

// String is the number with its hyphen.
func (n ISSN) String() string { return string(n) }
