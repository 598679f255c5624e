package main

import (
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

// TestEveryCommandHelps: every command has an example and names its exit codes.
func TestEveryCommandHelps(t *testing.T) {
	root := newRoot(newApp(strings.NewReader(""), &strings.Builder{}, &strings.Builder{}))
	addCommands(root, newApp(nil, nil, nil), func(string) bool { return true })
	seen := 0
	var walk func(*cobra.Command)
	walk = func(cmd *cobra.Command) {
		for _, sub := range cmd.Commands() {
			walk(sub)
		}
		if cmd == root || !cmd.Runnable() && !cmd.HasSubCommands() {
			return
		}
		seen++
		if cmd.Example == "" {
			t.Errorf("%s has no example", cmd.CommandPath())
		}
		if !strings.Contains(cmd.Long, "Exit codes: 0 ") {
			t.Errorf("%s does not name its exit codes", cmd.CommandPath())
		}
		if cmd.GroupID == "" && cmd.Parent() == root {
			t.Errorf("%s stands in no group", cmd.CommandPath())
		}
	}
	walk(root)
	t.Logf("%d commands", seen)
	if seen < 50 {
		t.Errorf("only %d commands", seen)
	}
}
