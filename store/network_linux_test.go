package store

import (
	"bufio"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestKindOfDrive(t *testing.T) {
	for magic, want := range map[uint32]string{ // of linux/magic.h
		0x6969: "NFS", 0xff534d42: "SMB", 0xfe534d42: "SMB", 0x65735546: "FUSE", 0x01021997: "9P",
		0xef53: "", 0x01021994: "", 0x9123683e: "", 0x58465342: "", // ext4, tmpfs, btrfs, XFS
	} {
		if got := kindOfDrive(magic); got != want {
			t.Errorf("%#x is %q, want %q", magic, got, want)
		}
	}
}

func TestRefuseDrive(t *testing.T) {
	who := Actor{Name: "ada"}
	var network *NetworkError
	if err := refuseDrive("NFS", "/share/dossier.db", who); !errors.As(err, &network) || network.Kind != "NFS" || network.Path != "/share/dossier.db" {
		t.Errorf("%v, want a NetworkError that names the drive and its kind", err)
	}
	if err := refuseDrive("", "/home/dossier.db", who); err != nil {
		t.Error(err)
	}
	who.NetworkDrive = true
	if err := refuseDrive("NFS", "/share/dossier.db", who); err != nil {
		t.Errorf("with leave of the person: %v", err)
	}
}

// TestNetworkDrive works on a network drive of this machine, if it has one that
// may be written.
func TestNetworkDrive(t *testing.T) {
	dir := writableDrive(t)
	path, who := filepath.Join(dir, "dossier.db"), Actor{Name: "ada", Now: time.Now}
	var network *NetworkError
	if _, err := Create(t.Context(), path, who); !errors.As(err, &network) {
		t.Fatalf("%v, want a NetworkError", err)
	}
	who.NetworkDrive = true
	r := must(Create(t.Context(), path, who))
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(t.Context(), path, Write, Actor{Name: "ada"}); !errors.As(err, &network) {
		t.Errorf("opened for writing: %v, want a NetworkError", err)
	}
	r = must(Open(t.Context(), path, Read, Actor{}))
	if err := r.Close(); err != nil {
		t.Error(err)
	}
}

func writableDrive(t *testing.T) string {
	f, err := os.Open("/proc/self/mounts")
	if err != nil {
		t.Skipf("SKIP: %v", err)
	}
	defer f.Close()
	for in := bufio.NewScanner(f); in.Scan(); {
		fields := strings.Fields(in.Text())
		if len(fields) < 2 || networkDrive(fields[1]) == "" {
			continue
		}
		if dir, err := os.MkdirTemp(fields[1], "dossier-test-"); err == nil {
			t.Cleanup(func() { _ = os.RemoveAll(dir) })
			return dir
		}
	}
	t.Skip("SKIP: no network drive is mounted here")
	return ""
}
