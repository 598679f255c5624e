package main

import (
	"embed"
	"io/fs"
	"sort"
	"strings"
)

// The worked examples. They hold facts only: bibliographic data and published
// figures, each with its DOI. They are loaded through the same code that reads
// a person's own files.
//
//go:embed example
var exampleFiles embed.FS

// examples lists the names that init --example takes.
func examples() []string {
	entries, err := fs.ReadDir(exampleFiles, "example")
	if err != nil {
		return nil
	}
	var names []string
	for _, e := range entries {
		if e.IsDir() {
			names = append(names, e.Name())
		}
	}
	sort.Strings(names)
	return names
}

// example returns the files of one worked example.
func example(name string) (fs.FS, error) {
	sub, err := fs.Sub(exampleFiles, "example/"+name)
	if err == nil {
		_, err = fs.Stat(sub, "references.bib")
	}
	if err != nil {
		return nil, usage("there is: "+strings.Join(examples(), ", "), "there is no example %q", name)
	}
	return sub, nil
}
