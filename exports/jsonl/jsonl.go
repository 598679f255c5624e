// Package jsonl writes whole studies, one JSON object on each line in the order
// of their keys: everything that dossier knows about a study, for programs.
// The field names are those of evidence.Study.
package jsonl

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"

	"dossier/evidence"
	"dossier/exports/biblio"
)

// Write writes the studies to w.
func Write(w io.Writer, studies []*evidence.Study, opts biblio.Options) error {
	out := bufio.NewWriter(w)
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	for _, s := range biblio.ByKey(studies) {
		if opts.OmitAbstract {
			without := *s
			without.Abstract = ""
			s = &without
		}
		if err := enc.Encode(s); err != nil {
			return fmt.Errorf("study %s: %w", s.Key, err)
		}
	}
	return out.Flush()
}
