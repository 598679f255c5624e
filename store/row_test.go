package store

import (
	"reflect"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"dossier/evidence"
	"dossier/store/kv"
)

// fill gives every field of a value, however deep, a value of its own.
func fill(v reflect.Value, n *int) {
	*n++
	switch v.Kind() {
	case reflect.String:
		v.SetString("text " + string(rune('0'+*n)) + " ü")
	case reflect.Int:
		v.SetInt(int64(*n)*1000 - 7000)
	case reflect.Uint64:
		v.SetUint(uint64(*n) << 33)
	case reflect.Float64:
		v.SetFloat(float64(*n) / 7)
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		for i := range v.Len() {
			fill(v.Index(i), n)
		}
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() {
			v.Set(reflect.ValueOf(time.Date(2026, 2, 3, 4, 5, *n%60, 123, time.UTC)))
			return
		}
		for i := range v.NumField() {
			if v.Type().Field(i).Tag.Get("cbor") != "-" { // computed when printed
				fill(v.Field(i), n)
			}
		}
	default:
		panic(v.Kind().String())
	}
}

// TestRowCodec fails when a type gets a field that the codec does not know.
func TestRowCodec(t *testing.T) {
	var full evidence.TableRow
	n := 0
	fill(reflect.ValueOf(&full).Elem(), &n)
	for name, row := range map[string]evidence.TableRow{
		"every field": full,
		"no field":    {},
		"negative":    {Study: evidence.StudyHead{Year: -3, N: 1 << 40}},
	} {
		key := []byte("k")
		frame := encodeRow(spRowsDrug, key, &row)
		got, err := decodeRow(spRowsDrug, key, frame)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(&row, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// TestRowCodecEndsEarly cuts the payload of a sound frame at every byte: a row
// of an earlier version, or one that no checksum could have passed, must give a
// row or an error.
func TestRowCodecEndsEarly(t *testing.T) {
	var full evidence.TableRow
	n := 0
	fill(reflect.ValueOf(&full).Elem(), &n)
	key := []byte("k")
	frame := encodeRow(spRowsDrug, key, &full)
	refused := 0
	for end := frameHead; end < len(frame); end++ {
		cut := append([]byte(nil), frame[:end]...)
		if _, err := decodeRow(spRowsDrug, key, sign(spRowsDrug, key, cut)); err != nil {
			refused++
		}
	}
	if refused == 0 {
		t.Error("no cut was noticed")
	}
}

func FuzzRowCodec(f *testing.F) {
	f.Add([]byte{1, 'a', 0, 255, 255, 3})
	f.Fuzz(func(t *testing.T, payload []byte) {
		key := []byte("k")
		frame := sign(spRowsDrug, key, append([]byte{frameVersion, 0, 0, 0, 0, 0}, payload...))
		row, err := decodeRow(spRowsDrug, key, frame)
		if err != nil {
			return
		}
		again, err := decodeRow(spRowsDrug, key, encodeRow(spRowsDrug, key, row))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(row, again); diff != "" {
			t.Fatal(diff)
		}
	})
}

// decodeRow reads one frame.
func decodeRow(s kv.Space, key, frame []byte) (*evidence.TableRow, error) {
	var one rowFrames
	if err := one.add(s, key, frame); err != nil {
		return nil, err
	}
	rows, err := one.rows()
	if err != nil {
		return nil, err
	}
	return &rows[0], nil
}
