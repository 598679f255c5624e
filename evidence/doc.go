// Package evidence says what dossier is about: studies, the records they were
// read from, their tags and findings, the vocabulary of drugs and outcomes, and
// the Summary (the evidence table) that every export prints.
//
// Everything here is a plain value or a pure function; nothing reads a file,
// a clock or a network. Start with Study (the unit of evidence), Record (one
// reference as one source gave it) and Finding (one published number); values
// such as DOI, Date, Person and Pages parse what people print, keep what they
// cannot parse, and compare as the field compares them.
package evidence
