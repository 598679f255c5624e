// Package sqlitepeer measures the library beside SQLite on the same data and
// the same machine, in one run. It is a module of its own, so that the program
// does not depend on SQLite. Run it here:
//
//	go test -run xxx -bench . -benchtime 1x
//
// STUDIES sets the size of the library (default 20000).
package sqlitepeer
