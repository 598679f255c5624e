package store

import (
	"context"
	"errors"
	"path/filepath"
	"testing"

	"dossier/store/kv"
)

// TestNewerLibrary opens a library that a later version wrote: it is refused
// with both format numbers, for reading and for writing, and left as it is.
func TestNewerLibrary(t *testing.T) {
	ctx := context.Background()
	path := filepath.Join(t.TempDir(), "dossier.db")
	who := Actor{Name: "ada"}
	r, err := Create(ctx, path, who)
	if err != nil {
		t.Fatal(err)
	}
	if err := r.engine.Update(ctx, func(w kv.Writer) error { return putMeta(w, metaFormat, Format+1) }); err != nil {
		t.Fatal(err)
	}
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	for _, mode := range []Mode{Read, Write} {
		_, err := Open(ctx, path, mode, who)
		var newer *NewerError
		if !errors.As(err, &newer) || newer.Have != Format+1 || newer.Can != Format {
			t.Errorf("mode %d: %v, want a NewerError", mode, err)
		}
	}
}
