//go:build unix

package store

import (
	"errors"
	"syscall"
)

// alive reports whether a process of this machine exists. Signal 0 asks and
// does nothing; a process of another user answers EPERM.
func alive(pid int) bool {
	err := syscall.Kill(pid, 0)
	return err == nil || errors.Is(err, syscall.EPERM)
}
