// Package jsonl writes whole studies, one JSON object on each line in the order
// of their keys: everything that dossier knows about a study, for programs.
// The field names are those of evidence.Study. How often and when a study was
// changed is left out: it belongs to the library, and what was merged and taken
// apart again is written as before.
package jsonl

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"time"

	"dossier/exports/biblio"
)

// Write writes the studies to w.
func Write(w io.Writer, studies biblio.Studies, opts biblio.Options) error {
	out := bufio.NewWriter(w)
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	for s, err := range studies.ByKey().All() {
		if err != nil {
			return err
		}
		written := *s
		written.Rev, written.Changed = 0, time.Time{}
		if opts.OmitAbstract {
			written.Abstract = ""
		}
		if err := enc.Encode(&written); err != nil {
			return fmt.Errorf("study %s: %w", s.Key, err)
		}
	}
	return out.Flush()
}
