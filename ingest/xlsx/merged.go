package xlsx

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// merge is a merged cell: its text is stored at the upper left.
type merge struct {
	column, row, last int
	cell              Cell // once its row was read
}

// maxMerges is how many merged cells are looked at.
const maxMerges = 100_000

// mergedDown finds the merged cells of a sheet that span several rows. They are
// listed behind the rows, so the part is looked through beforehand; most sheets
// have none and cost only the unpacking, which is not counted twice.
func (b *Book) mergedDown(name string) ([]merge, error) {
	f, err := b.archive[name].Open()
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", name, err)
	}
	defer f.Close()
	before := b.left
	defer func() { b.left = before }()
	in := &limited{r: f, book: b, packed: int64(b.archive[name].CompressedSize64)}
	var list []merge
	buffer := make([]byte, 0, 64<<10)
	for {
		n, err := in.Read(buffer[len(buffer):cap(buffer)])
		buffer = buffer[:len(buffer)+n]
		rest := scanMerges(buffer, &list)
		if len(list) > maxMerges {
			return nil, fmt.Errorf("%w: more than %d merged cells", ErrTooLarge, maxMerges)
		}
		if len(rest) > 1<<10 {
			rest = rest[len(rest)-1<<10:] // an element of a merged cell is far shorter
		}
		buffer = buffer[:copy(buffer[:cap(buffer)], rest)]
		if errors.Is(err, io.EOF) {
			slices.SortFunc(list, func(x, y merge) int { return x.row - y.row })
			return list, nil
		}
		if err != nil {
			return nil, fmt.Errorf("reading %s: %w", name, err)
		}
	}
}

// scanMerges takes the complete elements mergeCell out of data and returns what
// is left behind the last.
func scanMerges(data []byte, list *[]merge) (rest []byte) {
	for {
		at := bytes.Index(data, []byte("mergeCell "))
		if at < 0 {
			return data
		}
		length := bytes.IndexByte(data[at:], '>')
		if length < 0 {
			return data[max(at-64, 0):]
		}
		open := bytes.LastIndexByte(data[:at], '<')
		element := data[at : at+length]
		isElement := open >= 0 && (open == at-1 || data[at-1] == ':' && !bytes.ContainsAny(data[open+1:at-1], " >\"'"))
		data = data[at+length:]
		if !isElement {
			continue
		}
		if m, ok := parseMerge(string(element)); ok {
			*list = append(*list, m)
		}
	}
}

func parseMerge(element string) (merge, bool) {
	_, ref, ok := strings.Cut(element, "ref=")
	if !ok || len(ref) < 2 {
		return merge{}, false
	}
	ref, _, _ = strings.Cut(ref[1:], ref[:1])
	from, to, _ := strings.Cut(ref, ":")
	column, row, ok1 := parseAddress(from)
	_, last, ok2 := parseAddress(to)
	return merge{column: column, row: row, last: last}, ok1 && ok2 && last > row
}

// fillMerged puts the text of merged cells into the rows below their first. Rows
// that the file leaves out stay out.
func (r *rowReader) fillMerged() {
	for len(r.merged) > 0 && r.merged[0].last < r.number {
		r.merged = r.merged[1:]
	}
	added := false
	for i := range r.merged {
		m := &r.merged[i]
		if m.row > r.number {
			break
		}
		if m.row == r.number {
			for _, c := range r.cells {
				if c.Column == m.column {
					m.cell = c
				}
			}
			continue
		}
		has := slices.ContainsFunc(r.cells, func(c Cell) bool { return c.Column == m.column })
		if m.last >= r.number && m.cell.Kind != Empty && !has {
			r.cells = append(r.cells, m.cell)
			added = true
		}
	}
	if added {
		slices.SortFunc(r.cells, func(x, y Cell) int { return x.Column - y.Column })
	}
}
