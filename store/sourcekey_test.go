package store

import (
	"testing"

	"dossier/evidence"
)

func TestSourceKey(t *testing.T) {
	tests := []struct{ name, format, key, want string }{
		{"bibtex", "bibtex", "berg", "berg"},
		{"our own lines", "jsonl", "berg", "berg"},
		{"ID of a reference manager", "ris", "mykey99", "mykey99"},
		{"key column", "csv", "berg2021a", "berg2021a"},
		{"number of a screening program", "csv", "123", ""},
		{"accession of Web of Science", "csv", "WOS:000111222333444", ""},
		{"accession of CENTRAL", "ris", "CN-01234567", ""},
		{"words", "ris", "reference", ""},
		{"a list of references", "reflist", "berg2021", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := sourceKey(&evidence.Origin{Format: tt.format, Key: tt.key}); got != tt.want {
				t.Errorf("%q, want %q", got, tt.want)
			}
		})
	}
}
