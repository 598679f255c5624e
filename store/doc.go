// Package store keeps the library: studies, the records they were read from,
// tags, findings, decisions, settings, and the log of every change.
//
// Evidence values go in and come out; start with Create and Open, which give a
// Repo over one file, or New, which gives one over any kv.Engine. Every method
// of a Repo is one transaction: it does all of what it was asked or nothing,
// appends at most one Event, and returns only when the disk has it. Undo and
// Redo put back the very bytes that an event replaced.
//
// What is stored is of two kinds. Primary spaces (records, studies, keys, tags,
// findings, absences, decisions, settings) hold what people gave and decided.
// Everything else is computed from them by entries (index.go) whenever a study
// changes: the lists' headers, the indexes, and the covering rows that let a
// table be printed without decoding a study.
//
// Limits, before anyone is hurt: one process writes at a time and a reader
// excludes a writer (BusyError); a Repo that was opened for writing holds the
// file until Close, so fetch from the network before opening it.
package store
