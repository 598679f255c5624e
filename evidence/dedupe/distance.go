package dedupe

// distanceWithin reports whether a becomes b by at most limit changes, where a
// change is a letter put in, left out, replaced, or swapped with its neighbour
// (optimal string alignment). Only the band of limit letters around the diagonal
// is computed (Ukkonen 1985, doi 10.1016/S0019-9958(85)80046-2).
func distanceWithin(a, b []byte, limit int) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(b)-len(a) > limit {
		return false
	}
	for len(a) > 0 && a[0] == b[0] {
		a, b = a[1:], b[1:]
	}
	for len(a) > 0 && a[len(a)-1] == b[len(b)-1] {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	if len(a) == 0 || limit == 0 {
		return len(b) <= limit
	}
	if len(b) <= shortWord {
		var space [3][shortWord + 2]uint16
		return banded(a, b, limit, space[0][:], space[1][:], space[2][:])
	}
	var space [3][maxTitleLetters + 2]uint16
	return banded(a, b, limit, space[0][:], space[1][:], space[2][:])
}

// shortWord is the length of the texts that most calls compare, in letters:
// clearing the rows of a whole title for them would cost more than comparing.
const shortWord = 24

// banded fills the rows of the distance of a and b; the three rows are longer
// than b.
func banded(a, b []byte, limit int, before, previous, row []uint16) bool {
	far := uint16(limit + 1)
	for j := range min(len(b), limit) + 1 {
		previous[j] = uint16(j)
	}
	for i := 1; i <= len(a); i++ {
		low, high := max(1, i-limit), min(len(b), i+limit)
		row[low-1] = far
		if low == 1 {
			row[0] = uint16(i)
		}
		best := row[low-1]
		for j := low; j <= high; j++ {
			value := previous[j-1]
			if a[i-1] != b[j-1] {
				value++
			}
			if j > low || low == 1 {
				value = min(value, row[j-1]+1)
			}
			if j < i+limit {
				value = min(value, previous[j]+1)
			}
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				value = min(value, before[j-2]+1)
			}
			row[j] = min(value, far)
			best = min(best, row[j])
		}
		if best > uint16(limit) {
			return false
		}
		before, previous, row = previous, row, before
	}
	return previous[len(b)] <= uint16(limit)
}
