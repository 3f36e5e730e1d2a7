package disclosure

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"hash"
)

// rounder rounds at random, but with the secret key and the people in the cell
// as its only source of chance. The same people therefore always give the same
// number: in every table, in every release, however often it is asked. Fresh
// randomness would be averaged away by whoever collects releases.
type rounder struct {
	mac hash.Hash
	sum [sha256.Size]byte
	len [binary.MaxVarintLen64]byte
}

// newRounder rounds with a key.
func newRounder(key []byte) *rounder { return &rounder{mac: hmac.New(sha256.New, key)} }

// draws are two independent numbers for a set of records, given in key order.
// Keys are written with their length, so that {"ab","c"} is not {"a","bc"}.
func (r *rounder) draws(records []*Record) (count, amount uint64) {
	r.mac.Reset()
	for _, rec := range records {
		r.mac.Write(r.len[:binary.PutUvarint(r.len[:], uint64(len(rec.Key)))])
		r.mac.Write([]byte(rec.Key))
	}
	sum := r.mac.Sum(r.sum[:0])
	return binary.BigEndian.Uint64(sum), binary.BigEndian.Uint64(sum[8:])
}

// number is the unhidden rounded count of the records, zero included.
func (r *rounder) number(records []*Record) int64 {
	draw, _ := r.draws(records)
	return toMultiple(int64(len(records)), Base, draw)
}

// count is what is published of a count.
func (r *rounder) count(records []*Record) Value {
	if len(records) < Threshold {
		return Small
	}
	return Value(r.number(records))
}

// toMultiple moves n to a neighbouring multiple of base, up with probability
// rest/base: right on average, and never off by base or more.
func toMultiple(n, base int64, draw uint64) int64 {
	rest := n % base
	n -= rest
	if int64(draw%uint64(base)) < rest {
		n += base
	}
	return n
}

// keyID tells two keys apart without helping to find them. A history rounded
// with two keys would show the same people as two numbers.
func keyID(key []byte) string {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte("disclosure key id"))
	return hex.EncodeToString(mac.Sum(nil)[:8])
}
