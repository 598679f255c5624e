package xlsx

import (
	"bytes"
	"fmt"
	"strconv"
	"unicode/utf16"
)

// Rule is the kind of a validation.
type Rule string

// The rules.
const (
	OneOf   Rule = "list"    // First is a range or a defined name
	Whole   Rule = "whole"   // a whole number from First to Last; without Last, at least First
	Decimal Rule = "decimal" // a number likewise
	Formula Rule = "custom"  // First is a formula that is true for what may be typed
)

// Validation says what may be typed into cells. Empty cells are always allowed.
type Validation struct {
	Cells       string // range, "C2:C500"
	Rule        Rule
	First, Last string // see Rule; without "="
	Title       string // of the message, at most 32 characters
	Message     string // when something else is typed, at most 255 characters
	Warn        bool   // ask whether to go on instead of refusing
}

func (v *Validation) check(sheet string) error {
	for _, limit := range []struct {
		what, text string
		most       int
	}{{"title", v.Title, 32}, {"message", v.Message, 255}, {"formula", v.First, 255}, {"formula", v.Last, 255}} {
		if n := len(utf16.Encode([]rune(limit.text))); n > limit.most {
			return fmt.Errorf("%s!%s: the %s of the validation has %d characters; %d are allowed", sheet, v.Cells, limit.what, n, limit.most)
		}
	}
	return nil
}

func (v *Validation) write(out *bytes.Buffer) {
	out.WriteString(`<dataValidation type="` + string(v.Rule) + `" allowBlank="1" showErrorMessage="1"`)
	if v.Warn {
		out.WriteString(` errorStyle="warning"`)
	}
	if (v.Rule == Whole || v.Rule == Decimal) && v.Last == "" {
		out.WriteString(` operator="greaterThanOrEqual"`)
	}
	for _, a := range [...][2]string{{"errorTitle", v.Title}, {"error", v.Message}} {
		if a[1] != "" {
			out.WriteString(` ` + a[0] + `="` + escape(a[1]) + `"`)
		}
	}
	out.WriteString(` sqref="` + escape(v.Cells) + `"><formula1>`)
	writeText(out, v.First)
	out.WriteString(`</formula1>`)
	if v.Last != "" {
		out.WriteString(`<formula2>`)
		writeText(out, v.Last)
		out.WriteString(`</formula2>`)
	}
	out.WriteString(`</dataValidation>`)
}

// writeValidations writes those of a sheet.
func writeValidations(out *bytes.Buffer, list []Validation) {
	if len(list) == 0 {
		return
	}
	out.WriteString(`<dataValidations count="` + strconv.Itoa(len(list)) + `">`)
	for i := range list {
		list[i].write(out)
	}
	out.WriteString(`</dataValidations>`)
}
