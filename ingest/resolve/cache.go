package resolve

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"time"
)

// entry is one raw answer, or the part of a list answer that speaks of one work.
// A work that its source does not know is an entry with status 404.
type entry struct {
	Key    string            `json:"key"` // "doi:10.1000/x", "pmid:1", or the request itself
	URL    string            `json:"url"` // without the caller's keys
	Status int               `json:"status"`
	At     time.Time         `json:"at"`
	Header map[string]string `json:"headers,omitempty"`
	Size   int               `json:"size"` // of Body: a shorter file is damaged and counts as absent
	Body   []byte            `json:"-"`
}

// cache keeps entries as files, one header line of JSON and then the raw bytes.
// Without a directory it keeps nothing.
type cache struct{ dir string }

func (c cache) path(source, key string) string {
	sum := sha256.Sum256([]byte(key))
	name := hex.EncodeToString(sum[:16])
	return filepath.Join(c.dir, source, name[:2], name)
}

// load returns the entry of a key. Files that cannot be read are absent: they
// are asked for again.
func (c cache) load(source, key string) (entry, bool) {
	if c.dir == "" {
		return entry{}, false
	}
	data, err := os.ReadFile(c.path(source, key))
	if err != nil {
		return entry{}, false
	}
	head, body, ok := bytes.Cut(data, []byte("\n"))
	var e entry
	if !ok || json.Unmarshal(head, &e) != nil || e.Key != key || e.Size != len(body) {
		return entry{}, false
	}
	e.Body = body
	return e, true
}

// store writes an entry under a temporary name and renames it, so that a reader
// or an interruption never sees half of it.
func (c cache) store(source string, e entry) error {
	if c.dir == "" {
		return nil
	}
	e.Size = len(e.Body)
	head, err := json.Marshal(e)
	if err != nil {
		return fmt.Errorf("caching %s: %w", e.Key, err)
	}
	return c.write(c.path(source, e.Key), head, e.Body)
}

func (c cache) write(path string, head, body []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return fmt.Errorf("writing the cache: %w", err)
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".new-*")
	if err != nil {
		return fmt.Errorf("writing the cache: %w", err)
	}
	defer os.Remove(f.Name()) // after the rename there is nothing left to remove
	w := bufio.NewWriter(f)
	w.Write(head)
	w.WriteByte('\n')
	w.Write(body)
	if err := errors.Join(w.Flush(), f.Close()); err != nil {
		return fmt.Errorf("writing the cache: %w", err)
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return fmt.Errorf("writing the cache: %w", err)
	}
	return nil
}

// keptHeaders are the answer headers worth keeping with a body.
func keptHeaders(h http.Header) map[string]string {
	kept := map[string]string{}
	for _, name := range []string{
		"Content-Type", "Date", "Last-Modified", "Location", "X-Api-Pool",
		"X-Rate-Limit-Limit", "X-Rate-Limit-Interval", "X-Concurrency-Limit",
		"X-Ratelimit-Remaining-Usd",
	} {
		if v := h.Get(name); v != "" {
			kept[name] = v
		}
	}
	return kept
}
