//go:build !linux

package store

// networkDrive cannot be asked here.
func networkDrive(string) string { return "" }
