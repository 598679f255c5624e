package store

import "golang.org/x/sys/unix"

// networkDrive names the kind of a file system on which locks and writes of two
// machines do not see each other reliably, "" for any other.
func networkDrive(path string) string {
	var fs unix.Statfs_t
	if unix.Statfs(path, &fs) != nil {
		return ""
	}
	return kindOfDrive(uint32(fs.Type))
}

// kindOfDrive knows the numbers of statfs(2).
func kindOfDrive(magic uint32) string {
	switch magic {
	case 0x6969:
		return "NFS"
	case 0x517b, 0xff534d42, 0xfe534d42:
		return "SMB"
	case 0x65735546:
		return "FUSE"
	case 0x01021997:
		return "9P"
	case 0x5346414f:
		return "AFS"
	case 0x00c36400:
		return "Ceph"
	}
	return ""
}
