// Package findings writes findings as CSV with the columns of
// evidence.FindingColumns, preceded by the study that each belongs to.
//
// Findings and the heads of their studies come in; a table goes out that
// ingest/findings reads back equal. Start with Write. Rev and Checks are not
// written: the library counts the one and computes the other.
//
// Text that a spreadsheet would run as a formula is preceded by an apostrophe,
// which ingest/findings takes away again. Numbers are written as printed.
package findings

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"

	"dossier/evidence"
)

// Write writes rows in the order given. Columns beyond the usual ones appear
// when a row has a value for them.
func Write(w io.Writer, rows []evidence.TableRow) error {
	columns := used(rows)
	out := csv.NewWriter(w)
	header := []string{"id", "key", "doi", "first_author", "year"}
	for _, c := range columns {
		header = append(header, c.Name)
	}
	if err := out.Write(header); err != nil {
		return fmt.Errorf("writing findings: %w", err)
	}
	line := make([]string, 0, len(header))
	for i := range rows {
		f, head := &rows[i].Finding, &rows[i].Study
		year := ""
		if head.Year != 0 {
			year = strconv.Itoa(head.Year)
		}
		line = append(line[:0], safe(f.ID), safe(f.Study), safe(string(head.DOI)), safe(firstAuthor(head.Authors)), year)
		for _, c := range columns {
			line = append(line, safe(c.Get(f)))
		}
		if err := out.Write(line); err != nil {
			return fmt.Errorf("writing finding %s: %w", f.ID, err)
		}
	}
	out.Flush()
	return out.Error()
}

// used lists the columns after the id: the usual ones, and those with a value.
func used(rows []evidence.TableRow) []evidence.FindingColumn {
	var columns []evidence.FindingColumn
	for _, c := range evidence.FindingColumns() {
		if c.Name == "id" {
			continue
		}
		keep := c.Usual
		for i := 0; i < len(rows) && !keep; i++ {
			keep = c.Get(&rows[i].Finding) != ""
		}
		if keep {
			columns = append(columns, c)
		}
	}
	return columns
}

// firstAuthor is the family name in "Ytterberg et al." or "Kim and Lee".
func firstAuthor(authors string) string {
	for _, cut := range []string{" et al", " and ", ","} {
		authors, _, _ = strings.Cut(authors, cut)
	}
	return authors
}

// safe neutralises text that spreadsheets take for a formula. A number may
// begin with a sign. Text that already begins with apostrophes before such a
// character gets one more, so that reading back is exact.
func safe(cell string) string {
	rest := strings.TrimLeft(cell, "'")
	if rest == "" || !strings.ContainsRune("=+-@\t\r", rune(rest[0])) {
		return cell
	}
	if rest == cell {
		if _, err := strconv.ParseFloat(cell, 64); err == nil {
			return cell
		}
	}
	return "'" + cell
}
