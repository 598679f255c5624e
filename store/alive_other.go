//go:build !unix

package store

// alive cannot be asked here: the name that was left is believed.
func alive(int) bool { return true }
