// Package bibtex reads BibTeX and BibLaTeX files as they are found in the wild.
//
// In goes decoded text (format.Input); out come one evidence.Record per entry,
// in the order of the file, and a problem for everything that had to be
// repaired or could not be read. Start with Format.
//
// The way of one entry:
//
//	splitter   cuts the text into entries, definitions and the rest, and
//	           survives what is broken (split.go, entry.go, salvage.go)
//	macros     replaces the names that @string defines (macros.go)
//	parser     hands the entry to github.com/nickng/bibtex, verbatim or in a
//	           canonical form that it cannot misread (parser.go)
//	kinship    fills what an entry inherits by crossref and xdata (inherit.go)
//	record     turns fields into an evidence.Record (record.go)
//
// The rules of BibTeX hold where they are known: a brace counts even after a
// backslash, a quote ends a quoted value only outside braces, text between
// entries is ignored, names of macros and fields know no case. One broken
// entry never loses another.
//
// Memory: besides the entries in flight the package keeps a hash of every key, some
// 25 bytes per entry. The fields that another entry may inherit lie, beyond
// the first few megabytes, in a temporary file. While an entry waits for a parent
// that comes later in the file, the entries behind it wait too, up to maxHeld
// bytes of text.
package bibtex
