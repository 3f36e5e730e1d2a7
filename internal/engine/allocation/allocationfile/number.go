package allocationfile

import (
	"encoding/binary"
	"math/bits"
)

const (
	maxDigits = 18 // as many cannot overflow
	word      = 8  // bytes looked at together
	window    = 48 // bytes in which a plain line ends
	every     = 0x0101010101010101
)

// scanNumbers reads a plain line into t.numbers: one that is short and in which
// every field is a whole number of up to 16 digits, without sign or leading
// zero, as nearly all lines are. Any other line it leaves to scan, and so those
// at the end of the buffer.
//
// It looks at eight bytes together. Going byte by byte, half the time of
// reading a national round went into guessing where each number ends.
func (t *table) scanNumbers() bool {
	if len(t.buf)-t.pos < window+2*word {
		return false
	}
	b := (*[window + 2*word]byte)(t.buf[t.pos:])
	numbers := t.numbers
	ends := stops(b, 0) | stops(b, word) | stops(b, 2*word) | stops(b, 3*word) // few lines are longer
	start := 0
	for k := range numbers {
		if ends == 0 {
			ends = stops(b, 4*word) | stops(b, 5*word)
		}
		end := bits.TrailingZeros64(ends)
		ends &= ends - 1
		size := end - start
		if size < 1 || size > 2*word || end >= window || b[start] == '0' && size > 1 {
			return false
		}
		n := number(b[start:], min(size, word))
		if size > word {
			n = n*tens[size-word] + number(b[start+word:], size-word)
		}
		numbers[k] = n
		start = end + 1
		if b[end] != ',' {
			if b[end] == '\r' {
				start++
			}
			if b[start-1] != '\n' || k < len(numbers)-1 {
				return false
			}
			t.pos += start
			t.line++
			return true
		}
	}
	return false
}

// stops marks those of the eight bytes from k on that are no digits, each by
// the bit of its place.
func stops(b *[window + 2*word]byte, k int) uint64 {
	x := binary.LittleEndian.Uint64(b[k:]) ^ '0'*every // digits become 0 to 9, all else more
	x = (x&(0x7f*every) + (0x80-10)*every | x) >> 7 & every
	return x * 0x0102040810204080 >> 56 << k // brings the eight marks together
}

// tens are the powers of ten by exponent.
var tens = [word + 1]uint64{1, 10, 100, 1000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000}

// number is the number that a text of at least eight bytes begins with, which
// has one to eight digits.
func number(text []byte, digits int) uint64 {
	x := binary.LittleEndian.Uint64(text) ^ '0'*every
	x <<= uint(8*(word-digits)) & 63 // zeros in front, and away with what follows
	x = (x*10 + x>>8) & 0x00ff00ff00ff00ff
	x = (x*100 + x>>16) & 0x0000ffff0000ffff
	return (x*10_000 + x>>32) & 0xffffffff
}
