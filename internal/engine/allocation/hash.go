package allocation

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
)

// digest hashes the round in its own order. Every text is preceded by its
// length and every list by its size, so that no two rounds have one encoding.
func (r *Round) digest() string {
	h := sha256.New()
	buf := make([]byte, 0, 1<<15)
	flush := func() {
		if len(buf) > 1<<14 {
			h.Write(buf)
			buf = buf[:0]
		}
	}
	number := func(n int64) { buf = binary.LittleEndian.AppendUint64(buf, uint64(n)) }
	text := func(s string) {
		number(int64(len(s)))
		buf = append(buf, s...)
		flush()
	}
	// The name of the encoding: another one has to have another name, so that
	// no hash ever stands for two things.
	text("titian allocation 1")
	text(r.ruleVersion)
	text(r.seed)
	number(int64(len(r.offerings)))
	for _, o := range r.offerings {
		text(o.ID)
		number(int64(o.Places))
		number(int64(o.Reserved))
	}
	number(int64(len(r.people)))
	for i, p := range r.people {
		text(p.ID)
		text(p.Holds)
		protected := int64(0)
		if p.Protected {
			protected = 1
		}
		number(protected)
		wishes := r.wishes(int32(i))
		number(int64(len(wishes)))
		for _, c := range wishes {
			buf = binary.LittleEndian.AppendUint64(buf, uint64(c.priority))
			buf = binary.LittleEndian.AppendUint64(buf, uint64(c.offering)<<32|uint64(uint32(c.points)))
		}
		flush()
	}
	h.Write(buf)
	return hex.EncodeToString(h.Sum(nil))
}
