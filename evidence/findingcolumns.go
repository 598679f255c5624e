package evidence

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// FindingColumn is one column of the findings table (CSV, workbook): its name
// and how its cell is read from and written to a finding.
type FindingColumn struct {
	Name string
	// Usual columns are always written; the others only when a row has a value.
	Usual bool
	Get   func(*Finding) string
	// Set stores a cell; the error says what is wrong with the text.
	Set func(*Finding, string) error
}

// FindingColumns lists the columns of a finding in the order in which they are
// written. The columns that name the study (key, doi, first_author, year) are
// not among them: they belong to the study.
func FindingColumns() []FindingColumn {
	text := func(name string, usual bool, field func(*Finding) *string) FindingColumn {
		return FindingColumn{Name: name, Usual: usual,
			Get: func(f *Finding) string { return *field(f) },
			Set: func(f *Finding, s string) error { *field(f) = s; return nil },
		}
	}
	number := func(name string, field func(*Finding) *Printed) FindingColumn {
		return FindingColumn{Name: name, Usual: true,
			Get: func(f *Finding) string { return string(*field(f)) },
			Set: func(f *Finding, s string) error { *field(f) = Printed(s); return nil },
		}
	}
	return []FindingColumn{
		text("id", true, func(f *Finding) *string { return &f.ID }),
		text("design", true, func(f *Finding) *string { return &f.Design }),
		text("drug", true, func(f *Finding) *string { return &f.Drug }),
		text("dose", true, func(f *Finding) *string { return &f.Dose }),
		text("comparator", true, func(f *Finding) *string { return &f.Comparator }),
		text("population", true, func(f *Finding) *string { return &f.Population }),
		text("outcome", true, func(f *Finding) *string { return &f.Outcome }),
		text("sub_outcome", true, func(f *Finding) *string { return &f.SubOutcome }),
		text("definition", false, func(f *Finding) *string { return &f.Definition }),
		text("measure", true, func(f *Finding) *string { return &f.Measure }),
		number("estimate", func(f *Finding) *Printed { return &f.Estimate }),
		number("ci_low", func(f *Finding) *Printed { return &f.CILow }),
		number("ci_high", func(f *Finding) *Printed { return &f.CIHigh }),
		number("p", func(f *Finding) *Printed { return &f.P }),
		text("label_treat", false, func(f *Finding) *string { return &f.Treat.Label }),
		number("events_treat", func(f *Finding) *Printed { return &f.Treat.Events }),
		number("n_treat", func(f *Finding) *Printed { return &f.Treat.N }),
		text("label_ctrl", false, func(f *Finding) *string { return &f.Control.Label }),
		number("events_ctrl", func(f *Finding) *Printed { return &f.Control.Events }),
		number("n_ctrl", func(f *Finding) *Printed { return &f.Control.N }),
		number("person_years", func(f *Finding) *Printed { return &f.Treat.PersonYears }),
		number("person_years_ctrl", func(f *Finding) *Printed { return &f.Control.PersonYears }),
		text("follow_up", true, func(f *Finding) *string { return &f.FollowUp }),
		text("time_window", true, func(f *Finding) *string { return &f.TimeWindow }),
		text("analysis_set", true, func(f *Finding) *string { return &f.AnalysisSet }),
		text("adjusted", true, func(f *Finding) *string { return &f.Adjusted }),
		number("ci_level", func(f *Finding) *Printed { return &f.CILevel }),
		number("margin", func(f *Finding) *Printed { return &f.Margin }),
		text("source_url", true, func(f *Finding) *string { return &f.Source.URL }),
		text("source_kind", true, func(f *Finding) *string { return &f.Source.Kind }),
		text("verified", true, func(f *Finding) *string { return &f.Source.Verified }),
		text("source_page", false, func(f *Finding) *string { return &f.Source.Page }),
		text("source_table", false, func(f *Finding) *string { return &f.Source.Table }),
		text("quote", false, func(f *Finding) *string { return &f.Source.Quote.Text }),
		text("quote_field", false, func(f *Finding) *string { return &f.Source.Quote.Field }),
		offset("quote_start", func(f *Finding) *int { return &f.Source.Quote.Start }),
		offset("quote_end", func(f *Finding) *int { return &f.Source.Quote.End }),
		text("note", true, func(f *Finding) *string { return &f.Note }),
		{Name: "usable", Usual: true, Get: getUsable, Set: setUsable},
		text("why_not", true, func(f *Finding) *string { return &f.WhyNot }),
		text("same_study_as", true, func(f *Finding) *string { return &f.Trial }),
		{Name: "status", Get: func(f *Finding) string { return string(f.Status) }, Set: setStatus},
		text("by", false, func(f *Finding) *string { return &f.By }),
		{Name: "at", Get: getAt, Set: setAt},
	}
}

// offset is a column of a code point offset; 0 is written as nothing.
func offset(name string, field func(*Finding) *int) FindingColumn {
	return FindingColumn{Name: name,
		Get: func(f *Finding) string {
			if *field(f) == 0 {
				return ""
			}
			return strconv.Itoa(*field(f))
		},
		Set: func(f *Finding, s string) error {
			if s == "" {
				*field(f) = 0
				return nil
			}
			n, err := strconv.Atoi(s)
			if err != nil || n < 0 {
				return fmt.Errorf("is not an offset (a whole number of code points)")
			}
			*field(f) = n
			return nil
		},
	}
}

func getUsable(f *Finding) string {
	if f.Usable {
		return "yes"
	}
	return "no"
}

// setUsable reads yes or no; nothing means yes, unless a reason against it is
// given (the reader settles that when the row is complete).
func setUsable(f *Finding, s string) error {
	switch strings.ToLower(s) {
	case "yes", "y", "true", "1", "":
		f.Usable = true
	case "no", "n", "false", "0":
		f.Usable = false
	default:
		return fmt.Errorf("is neither yes nor no")
	}
	return nil
}

func setStatus(f *Finding, s string) error {
	switch status := TagStatus(strings.ToLower(s)); status {
	case "", Suggested, Confirmed, Rejected:
		f.Status = status
		return nil
	}
	return fmt.Errorf("is none of suggested, confirmed, rejected")
}

func getAt(f *Finding) string {
	if f.At.IsZero() {
		return ""
	}
	return f.At.UTC().Format(time.RFC3339Nano)
}

func setAt(f *Finding, s string) error {
	f.At = time.Time{}
	if s == "" {
		return nil
	}
	at, err := time.Parse(time.RFC3339Nano, s)
	if err != nil {
		return fmt.Errorf("is not a time such as 2024-05-31T09:30:00Z")
	}
	f.At = at.UTC()
	return nil
}
