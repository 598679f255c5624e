package store

import (
	"context"
	"fmt"
	"os"

	"dossier/store/kv"
	"dossier/store/kv/bolt"
)

// Compacted says what Compact gained.
type Compacted struct {
	Before int64 `json:"before"` // bytes
	After  int64 `json:"after"`
}

// Compact writes a library anew without the room that changes have left behind.
// The library is held meanwhile; the new file takes its name when it is whole
// and on the disk.
func Compact(ctx context.Context, path string, who Actor) (Compacted, error) {
	r, err := Open(ctx, path, Write, who)
	if err != nil {
		return Compacted{}, err
	}
	defer r.Close()
	var out Compacted
	if out.Before, err = fileSize(r.path); err != nil {
		return out, err
	}
	err = bolt.Build(ctx, r.path, bolt.Options{Ascending: allSpaces(), Verify: verify}, func(put func(kv.Space, []byte, []byte) error) error {
		return r.engine.View(ctx, func(kr kv.Reader) error { return copyPairs(kr, put) })
	}, func(e *bolt.Engine) error {
		if err := e.Update(ctx, makeSpaces); err != nil {
			return err
		}
		return sameCounts(ctx, r.engine, e)
	})
	if err != nil {
		return out, r.explain(err)
	}
	out.After, err = fileSize(r.path)
	return out, err
}

func copyPairs(kr kv.Reader, put func(kv.Space, []byte, []byte) error) error {
	for _, s := range allSpaces() {
		for p, err := range kr.Scan(s, nil, nil, false) {
			if err == nil {
				err = put(s, p.Key, p.Value)
			}
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// sameCounts compares how many pairs two engines have in each space.
func sameCounts(ctx context.Context, a, b kv.Engine) error {
	count := func(e kv.Engine) (map[kv.Space]int, error) {
		n := map[kv.Space]int{}
		err := e.View(ctx, func(kr kv.Reader) error {
			for _, s := range allSpaces() {
				for _, err := range kr.Scan(s, nil, nil, false) {
					if err != nil {
						return err
					}
					n[s]++
				}
			}
			return nil
		})
		return n, err
	}
	have, err := count(a)
	if err != nil {
		return err
	}
	got, err := count(b)
	if err != nil {
		return err
	}
	for s, n := range have {
		if got[s] != n {
			return fmt.Errorf("%s: %d pairs were written, %d are there", spaceName(s), n, got[s])
		}
	}
	return nil
}

func fileSize(path string) (int64, error) {
	info, err := os.Stat(path)
	if err != nil {
		return 0, err
	}
	return info.Size(), nil
}
