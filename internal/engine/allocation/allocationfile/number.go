package allocationfile

import (
	"encoding/binary"
	"math/bits"
)

const (
	maxDigits = 18 // as many cannot overflow
	word      = 8  // bytes looked at together
)

// tens are the powers of ten by exponent.
var tens = [word + 1]uint64{1, 10, 100, 1000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000}

// leading reads the digits, up to eight, that begin the eight bytes of a text.
// It looks at all of them together: going digit by digit, most of the time of
// reading a national round went into guessing where each number ends.
func leading(text uint64) (n uint64, digits int) {
	const every = 0x0101010101010101 // times a byte: that byte eight times
	x := text ^ '0'*every            // digits become 0 to 9, all else more
	after := (x + (0x80-10)*every | x) & (0x80 * every)
	digits = bits.TrailingZeros64(after) / 8 // the first byte is the lowest
	x <<= uint(8 * (word - digits))          // zeros in front of the number
	x = (x*10 + x>>8) & 0x00ff00ff00ff00ff   // pairs of digits
	x = (x*100 + x>>16) & 0x0000ffff0000ffff // fours
	return (x*10_000 + x>>32) & 0xffffffff, digits
}

// scanNumbers reads a line of which every field is a whole number without sign
// or leading zero, as nearly all lines are, into t.numbers. Any other line it
// leaves to scan, and so the last ones in the buffer: it looks further than
// they reach.
func (t *table) scanNumbers() bool {
	b := t.buf[t.pos:]
	if len(b) < len(t.numbers)*(maxDigits+2*word) {
		return false
	}
	at, end := 0, byte(',')
	for k := range t.numbers {
		first := at
		n, digits := leading(binary.LittleEndian.Uint64(b[at:]))
		at += digits
		for digits == word && at-first <= maxDigits {
			var more uint64
			more, digits = leading(binary.LittleEndian.Uint64(b[at:]))
			n = n*tens[digits] + more
			at += digits
		}
		size := at - first
		if size == 0 || size > maxDigits || size > 1 && b[first] == '0' {
			return false
		}
		if k == len(t.numbers)-1 {
			end = '\n'
			if b[at] == '\r' {
				at++
			}
		}
		if b[at] != end {
			return false
		}
		at++
		t.numbers[k] = n
	}
	t.pos += at
	t.line++
	return true
}
