package main

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"dossier/store"
)

// TestAllowNetworkDrive follows the flag to the store, and the store's refusal
// to the flag.
func TestAllowNetworkDrive(t *testing.T) {
	for _, c := range []struct {
		args []string
		want bool
	}{
		{[]string{"version"}, false},
		{[]string{"version", "--allow-network-drive"}, true},
	} {
		var out bytes.Buffer
		a := newApp(strings.NewReader(""), &out, &out)
		if code := a.execute(t.Context(), c.args); code != 0 {
			t.Fatalf("%v: exit code %d: %s", c.args, code, &out)
		}
		if got := a.actor("").NetworkDrive; got != c.want {
			t.Errorf("%v: the store is told %v", c.args, got)
		}
	}
	refused := fmt.Errorf("opening: %w", &store.NetworkError{Path: "/share/dossier.db", Kind: "NFS"})
	code, msg, next := explain(refused)
	if code != exitFailed || !strings.Contains(msg, "/share/dossier.db") || !strings.Contains(next, "--allow-network-drive") {
		t.Errorf("code %d: %s; %s", code, msg, next)
	}
}
