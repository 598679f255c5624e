package bolt_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"dossier/store/kv"
	"dossier/store/kv/bolt"
	"dossier/store/storetest"
)

func create(t testing.TB, fill func(kv.Writer) error) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "library.db")
	if err := bolt.Create(t.Context(), path, fill); err != nil {
		t.Fatal(err)
	}
	return path
}

func nothing(kv.Writer) error { return nil }

func TestEngine(t *testing.T) {
	paths := map[kv.Engine]string{}
	open := func(t *testing.T, path string) kv.Engine {
		e, err := bolt.Open(path, bolt.Options{})
		if err != nil {
			t.Fatal(err)
		}
		paths[e] = path
		return e
	}
	storetest.Run(t, storetest.Opener{
		Open: func(t *testing.T) kv.Engine { return open(t, create(t, nothing)) },
		Reopen: func(t *testing.T, e kv.Engine) kv.Engine {
			if err := e.Close(); err != nil {
				t.Fatal(err)
			}
			return open(t, paths[e])
		},
	})
}

func TestCreate(t *testing.T) {
	t.Run("does not replace a file", func(t *testing.T) {
		path := create(t, nothing)
		if err := bolt.Create(t.Context(), path, nothing); !errors.Is(err, os.ErrExist) {
			t.Errorf("second Create: %v, want fs.ErrExist", err)
		}
	})
	t.Run("leaves nothing when its content fails", func(t *testing.T) {
		dir := t.TempDir()
		refused := errors.New("refused")
		if err := bolt.Create(t.Context(), filepath.Join(dir, "library.db"), func(kv.Writer) error { return refused }); !errors.Is(err, refused) {
			t.Errorf("Create: %v", err)
		}
		left, err := os.ReadDir(dir)
		if err != nil || len(left) != 0 {
			t.Errorf("left behind: %v, %v", left, err)
		}
	})
}

func TestOpenHeld(t *testing.T) {
	path := create(t, nothing)
	open := func(readOnly bool) (*bolt.Engine, error) {
		return bolt.Open(path, bolt.Options{ReadOnly: readOnly, Timeout: 100 * time.Millisecond})
	}
	cases := []struct {
		name          string
		first, second bool // read-only?
		want          error
	}{
		{"writer, writer", false, false, kv.ErrBusy},
		{"writer, reader", false, true, kv.ErrBusy},
		{"reader, reader", true, true, nil},
		{"reader, writer", true, false, kv.ErrBusy},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			first, err := open(c.first)
			if err != nil {
				t.Fatal(err)
			}
			defer first.Close()
			second, err := open(c.second)
			if !errors.Is(err, c.want) {
				t.Errorf("second: %v, want %v", err, c.want)
			}
			if err == nil {
				second.Close()
			}
		})
	}
}

func TestReadOnly(t *testing.T) {
	e, err := bolt.Open(create(t, nothing), bolt.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	if err := e.Update(t.Context(), func(w kv.Writer) error { return w.Put(1, []byte("k"), nil) }); !errors.Is(err, kv.ErrReadOnly) {
		t.Errorf("Update: %v, want ErrReadOnly", err)
	}
}
