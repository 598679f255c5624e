package store

import (
	"encoding/json"
	"errors"
	"os"
	"time"
)

// Owner is the process that has a library open for writing, as it wrote itself
// down beside the library. It is information only: the lock on the file decides.
type Owner struct {
	PID     int       `json:"pid"`
	Host    string    `json:"host"`
	Command string    `json:"command"`
	Since   time.Time `json:"since"`
}

func ownerPath(path string) string { return path + ".owner" }

// writeOwner is called with the lock held. That it cannot be written (a folder
// without room, say) does not keep anyone from working.
func writeOwner(path, command string, since time.Time) {
	host, _ := os.Hostname()
	b, err := json.Marshal(Owner{PID: os.Getpid(), Host: host, Command: command, Since: since.UTC()})
	if err == nil {
		_ = os.WriteFile(ownerPath(path), append(b, '\n'), 0o644)
	}
}

func removeOwner(path string) { _ = os.Remove(ownerPath(path)) }

// readOwner returns the zero Owner when the file is absent or names a process
// of this machine that has ended.
func readOwner(path string) (Owner, error) {
	b, err := os.ReadFile(ownerPath(path))
	if errors.Is(err, os.ErrNotExist) {
		return Owner{}, nil
	}
	if err != nil {
		return Owner{}, err
	}
	var o Owner
	if err := json.Unmarshal(b, &o); err != nil {
		return Owner{}, err
	}
	if host, err := os.Hostname(); err == nil && host == o.Host && !alive(o.PID) {
		return Owner{}, nil
	}
	return o, nil
}
