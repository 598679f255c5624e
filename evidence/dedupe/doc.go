// Package dedupe says which records are one publication. Records come in, from
// one source or from many; groups of records that are one report, questions for
// a person, and links between reports of one trial go out. Everything is a pure
// function of the records and of what a person decided: the order of the
// records does not matter.
//
// Start with Run, which does a whole set, with Index, which takes records as
// they arrive, or with Compare, which judges one pair and says why. The files
// follow the way of a record: prepare (fold each field once), block (which
// pairs are worth comparing), compare (evidence per field, each with a name and
// points), guard (what forbids an automatic merge whatever the points), decide
// (one of three outcomes), cluster (groups out of pairs), question (what is left
// for a person) and link (reports of one trial, which are never merged).
//
// A duplicate is the same bibliographic record however it is written (Rathbone
// et al. 2015, doi 10.1186/2046-4053-4-6). Several reports of one study, the
// abstract and the article, the preprint and the article, and two versions of a
// Cochrane review are not duplicates.
package dedupe
