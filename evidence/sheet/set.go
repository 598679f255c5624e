package sheet

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"dossier/evidence"
)

func timeText(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return at.UTC().Format(time.RFC3339)
}

// DecimalPoint gives a typed number the decimal point that it has in a language
// with decimal commas: "1,33" is 1.33 and "<0,001" is <0.001. Of "1,234" nobody can
// tell: ok is false. What is no number, or groups its thousands, stays.
func DecimalPoint(text string) (number string, ok bool) {
	before, after, comma := strings.Cut(text, ",")
	if !comma || strings.ContainsAny(after, ",.") || !evidence.Printed(text).Valid() {
		return text, true
	}
	whole := strings.TrimLeft(before, "<>=≤≥≈~+-−– \u00a0")
	decimals := len(after) - len(strings.TrimLeft(after, "0123456789"))
	if decimals == 3 && len(whole) <= 3 && strings.Trim(whole, "0") != "" {
		return text, false
	}
	return strings.ReplaceAll(before, ".", "") + "." + after, true
}

// SetFinding puts one cell of Findings into a finding. Cells that a finding
// does not own (doi, first_author, year, by, at) are passed over. The error says
// what is wrong with the text.
func SetFinding(f *evidence.Finding, column, text string) error {
	switch column {
	case "id":
		f.ID = text
		return nil
	case "key":
		f.Study = text
		return nil
	case "by", "at":
		return nil
	case "quote":
		if text != f.Source.Quote.Text {
			f.Source.Quote = evidence.Span{Text: text} // its place was that of the other words
		}
		return nil
	}
	for _, c := range findingColumns() {
		if c.Name == column {
			return c.Set(f, text)
		}
	}
	return nil
}

// SetAbsence puts one cell of Absences into an absence.
func SetAbsence(a *evidence.Absence, column, text string) error {
	switch column {
	case "key":
		a.Study = text
	case "drug":
		a.Drug = text
	case "outcome":
		a.Outcome = text
	case "kind":
		if !slices.Contains(AbsenceKinds(), text) {
			return fmt.Errorf("is none of %v", AbsenceKinds())
		}
		a.Kind = evidence.AbsenceKind(text)
	case "note":
		a.Note = text
	}
	return nil
}

// SetTag puts one cell of Tags into a tag.
func SetTag(t *evidence.Tag, column, text string) error {
	oneOf := func(field *string, values ...string) error {
		if text != "" && !slices.Contains(values, text) {
			return fmt.Errorf("is none of %v", values)
		}
		*field = text
		return nil
	}
	switch column {
	case "key":
		t.Study = text
	case "drug":
		t.Drug = text
	case "outcome":
		t.Outcome = text
	case "status":
		switch status := evidence.TagStatus(text); status {
		case t.Status:
		case evidence.Confirmed, evidence.Rejected:
			t.Status = status
		case evidence.Suggested:
			return fmt.Errorf("is decided already and cannot be a suggestion again; write rejected, or delete the row")
		default:
			return fmt.Errorf("is neither confirmed nor rejected")
		}
	case "role":
		return oneOf(&t.Role, "intervention", "comparator", "background", "mentioned")
	case "aspect":
		return oneOf(&t.Aspect, "safety", "efficacy")
	}
	return nil
}

// SetAppraisal puts one cell of Appraisals into an appraisal, but for its items,
// which only its tool understands.
func SetAppraisal(a *evidence.Appraisal, column, text string) error {
	switch column {
	case "key":
		a.Study = text
	case "tool":
		a.Tool = text
	case "outcome":
		a.Outcome = text
	case "overall":
		a.Overall = text
	case "authors":
		a.Authors = text
	case "reason":
		a.Reason = text
	}
	return nil
}
