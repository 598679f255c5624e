// Package page is the frame of the HTML pages that we write: the head with its
// policy, the common style, and what stands beneath tables. A page needs
// nothing else: no request, its style and script inside and allowed by hash.
// Start with NewFrame and Parse.
package page

import (
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"html/template"
	"strings"

	"dossier/evidence"
)

//go:embed frame.html
var frameText string

//go:embed frame.css
var frameStyle string

//go:embed print.css
var printStyle string

// Frame is what the template "head" prints; a page's data embeds it.
type Frame struct {
	Title  string
	Policy string // Content-Security-Policy
	Style  template.CSS
	Script template.JS // printed by the page itself, at its end; may be empty
}

// NewFrame gives the frame of a page with the rules and the script that are its
// own.
func NewFrame(title, style, script string) Frame {
	style = frameStyle + style + printStyle // what a page says for the screen does not hold on paper
	policy := "default-src 'none'; style-src '" + hash(style) + "'"
	if script != "" {
		policy += "; script-src '" + hash(script) + "'"
	}
	return Frame{Title: title, Policy: policy + "; base-uri 'none'; form-action 'none'", Style: template.CSS(style), Script: template.JS(script)}
}

func hash(s string) string {
	sum := sha256.Sum256([]byte(s))
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}

// Parse gives the template of a page, which may use "head", "cites", "marks",
// "notes", "number", "table" and "references".
func Parse(body string) *template.Template {
	return template.Must(template.Must(template.New("page").Parse(frameText)).Parse(body))
}

// Note is a footnote, or a mark that leads to one.
type Note struct{ ID, Mark, Text string }

// Footnotes are the footnotes of the table with this id.
func Footnotes(table string, list []evidence.Footnote) []Note {
	var notes []Note
	for _, f := range list {
		notes = append(notes, Note{noteID(table, f.Mark), f.Mark, f.Text})
	}
	return notes
}

// Marks lead to the footnotes of the table with this id.
func Marks(table string, list []string) []Note {
	var notes []Note
	for _, m := range list {
		notes = append(notes, Note{ID: noteID(table, m), Mark: m})
	}
	return notes
}

// noteID is the anchor of a footnote.
func noteID(table, mark string) string {
	return table + "-note-" + strings.NewReplacer("†", "derived", "‡", "doubtful").Replace(mark)
}

// Reference is a work in the list at the end.
type Reference struct{ Key, Text, DOI, URL string }
