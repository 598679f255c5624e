// Package notation holds the code tables that several rooms share: LaTeX to
// Unicode and back, HTML and JATS fragments to text, folding for comparison,
// name particles and suffixes, journal abbreviations, month and Greek letter
// names, and a small dictionary of the field for healing wrapped words.
//
// Strings go in, strings come out; nothing here fails and nothing is read from
// outside. Readers start with FromLaTeX and FromMarkup, writers with ToLaTeX
// and EscapeLaTeX, and whoever compares two printed texts starts with Fold.
// Tables are built when first used, so that importing the package costs nothing.
package notation
