package store

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"sync"

	"github.com/fxamacker/cbor/v2"
	"github.com/klauspost/compress/zstd"

	"dossier/store/kv"
)

// A value is stored as a frame: version (1 byte), flags (1 byte), CRC-32C of
// space, key, version, flags and payload (4 bytes, big-endian), payload. The
// sum covers the key, so that a value found under the wrong key is not believed.
const (
	frameVersion = 1
	frameHead    = 6

	flagZstd = 1 << 0
)

// compressFrom is the size in bytes below which compression gains nothing.
const compressFrom = 400

// The codecs are made on first use: a command that prints a table needs one
// decoder and no encoder.
var (
	castagnoli = sync.OnceValue(func() *crc32.Table { return crc32.MakeTable(crc32.Castagnoli) })

	encMode = sync.OnceValue(func() cbor.UserBufferEncMode {
		o := cbor.CoreDetEncOptions()
		o.Time = cbor.TimeRFC3339Nano
		return must(o.UserBufferEncMode())
	})
	decMode = sync.OnceValue(func() cbor.DecMode {
		return must(cbor.DecOptions{
			UTF8:             cbor.UTF8DecodeInvalid, // verbatim text of a source may be anything
			MaxArrayElements: 1 << 30,
			MaxMapPairs:      1 << 30,
		}.DecMode())
	})
	zstdEncoder = sync.OnceValue(func() *zstd.Encoder {
		const window = 256 << 10 // more than all but the events of large imports; each encoder keeps twice as much
		return must(zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderCRC(false), zstd.WithWindowSize(window), zstd.WithLowerEncoderMem(true)))
	})
	zstdDecoder = sync.OnceValue(func() *zstd.Decoder {
		return must(zstd.NewReader(nil, zstd.WithDecoderConcurrency(0), zstd.WithDecoderMaxMemory(1<<30)))
	})
)

// must is for options that are constants: an error is a mistake in this file.
func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// allBytes holds every byte at its own place.
var allBytes = func() (b [256]byte) {
	for i := range b {
		b[i] = byte(i)
	}
	return b
}()

func checksum(s kv.Space, key []byte, parts ...[]byte) uint32 {
	sum := crc32.Update(0, castagnoli(), allBytes[s:][:1])
	sum = crc32.Update(sum, castagnoli(), key)
	for _, p := range parts {
		sum = crc32.Update(sum, castagnoli(), p)
	}
	return sum
}

// encode gives the frame of a value under a key. Documents of some size are
// compressed.
func encode(s kv.Space, key []byte, v any) ([]byte, error) {
	frame, err := pack(v)
	if err != nil {
		return nil, err
	}
	return sign(s, key, frame), nil
}

// pack gives the frame of a value whose key is not known yet: all but the
// checksum.
func pack(v any) ([]byte, error) {
	plain, packed := scratch.Get().(*bytes.Buffer), scratch.Get().(*bytes.Buffer)
	defer scratch.Put(plain)
	defer scratch.Put(packed)
	plain.Reset()
	if err := encMode().MarshalToBuffer(v, plain); err != nil {
		return nil, err
	}
	packed.Reset()
	packed.Grow(frameHead + plain.Len() + plain.Len()/8)
	frame := append(packed.AvailableBuffer(), frameVersion, 0, 0, 0, 0, 0)
	if plain.Len() < compressFrom {
		frame = append(frame, plain.Bytes()...)
	} else {
		frame[1] = flagZstd
		frame = zstdEncoder().EncodeAll(plain.Bytes(), frame)
	}
	return bytes.Clone(frame), nil // thousands are held until they are written
}

// scratch holds buffers of values that are being encoded.
var scratch = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// sign puts the checksum into a frame.
func sign(s kv.Space, key, frame []byte) []byte {
	binary.BigEndian.PutUint32(frame[2:], checksum(s, key, frame[:2], frame[frameHead:]))
	return frame
}

// unseal returns the payload of a frame, or a kv.DamagedError.
func unseal(s kv.Space, key, frame []byte) ([]byte, error) {
	if err := verify(s, key, frame); err != nil {
		return nil, err
	}
	if frame[0] != frameVersion || frame[1]&^flagZstd != 0 {
		return nil, damaged("%s: unknown frame %d/%d", where(s, key), frame[0], frame[1])
	}
	if frame[1]&flagZstd == 0 {
		return frame[frameHead:], nil
	}
	payload, err := zstdDecoder().DecodeAll(frame[frameHead:], nil)
	if err != nil {
		return nil, damaged("%s: %v", where(s, key), err)
	}
	return payload, nil
}

// verify tells whether a stored pair is one that was stored there.
func verify(s kv.Space, key, value []byte) error {
	if isIndex(s) {
		return checkIndex(s, key, value)
	}
	if len(value) < frameHead || binary.BigEndian.Uint32(value[2:]) != checksum(s, key, value[:2], value[frameHead:]) {
		return damaged("%s: the checksum is wrong", where(s, key))
	}
	return nil
}

// decode reads a frame into v, a pointer.
func decode(s kv.Space, key, frame []byte, v any) error {
	payload, err := unseal(s, key, frame)
	if err != nil {
		return err
	}
	if err := decMode().Unmarshal(payload, v); err != nil {
		return damaged("%s: %v", where(s, key), err)
	}
	return nil
}

// indexValue is what an index entry stores: the checksum of its key.
func indexValue(s kv.Space, key []byte) []byte {
	return binary.BigEndian.AppendUint32(nil, checksum(s, key))
}

func checkIndex(s kv.Space, key, value []byte) error {
	if len(value) != 4 || binary.BigEndian.Uint32(value) != checksum(s, key) {
		return damaged("%s: the checksum is wrong", where(s, key))
	}
	return nil
}
