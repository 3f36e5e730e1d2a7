package person

import (
	"encoding/binary"
	"errors"
	"time"

	"titian/internal/kernel/id"
)

// pack is the readings of one flush that fall in one bucket of people, as one row:
// to store each reading by itself cost as much as to answer with the record.
type pack struct {
	packHead
	Packed []byte `db:"packed" privacy:"internal"`
}

// packHead tells a pack by the first of its readings, and how many they are.
type packHead struct {
	Bucket   int64      `db:"bucket" privacy:"internal"`
	First    id.Reading `db:"first_id" privacy:"internal"`
	Readings int        `db:"readings" privacy:"internal"`
}

// bucketOf is where a person's readings wait, wherever the person is held: a 256th
// of the country, so that who asks for one person's files those of few others. The
// end of a key is chance, its beginning the day of registration.
func bucketOf(p id.Person) int64 { return int64(p[len(p)-1]) }

// packed gives each reading its key and packs them, bucket by bucket.
func packed(list []Reading) []pack {
	var out []pack
	var place [256]int // of a bucket's pack in out, from 1
	for i := range list {
		r := &list[i]
		r.ID = id.Reading{}.Make()
		bucket := bucketOf(r.Person)
		if place[bucket] == 0 {
			out = append(out, pack{packHead: packHead{Bucket: bucket, First: r.ID}, Packed: []byte{packForm}})
			place[bucket] = len(out)
		}
		p := &out[place[bucket]-1]
		p.Packed = r.appendTo(p.Packed)
		p.Readings++
	}
	return out
}

// packForm is the first byte of a pack and tells later programs how to read it.
const packForm = 1

var errPack = errors.New("readings are packed in a form that is not known, or cut short")

// appendTo writes the keys, the texts with their lengths, and the instant.
func (r *Reading) appendTo(b []byte) []byte {
	b = append(b, r.Facility[:]...)
	b = append(b, r.ID[:]...)
	b = append(b, r.Person[:]...)
	b = append(b, r.User[:]...)
	b = append(b, r.Org[:]...)
	for _, s := range [...]string{r.Reader, r.Role, string(r.Way), r.Channel, r.RequestID} {
		b = append(binary.AppendUvarint(b, uint64(len(s))), s...)
	}
	return binary.BigEndian.AppendUint64(b, uint64(r.At.UnixMicro()))
}

// unpack appends what a pack holds to list.
func unpack(list []Reading, b []byte) ([]Reading, error) {
	if len(b) == 0 || b[0] != packForm {
		return nil, errPack
	}
	for u := (unpacker{rest: b[1:]}); len(u.rest) > 0; {
		r := u.reading()
		if u.short {
			return nil, errPack
		}
		list = append(list, r)
	}
	return list, nil
}

// unpacker walks a pack. What it is asked for after the end is empty, and short says so.
type unpacker struct {
	rest  []byte
	short bool
}

func (u *unpacker) reading() Reading {
	return Reading{
		Facility: id.Organisation(u.key()), ID: id.Reading(u.key()), Person: id.Person(u.key()), User: id.User(u.key()), Org: id.Organisation(u.key()),
		Reader: u.text(), Role: u.text(), Way: Way(u.text()), Channel: u.text(), RequestID: u.text(), At: u.instant(),
	}
}

func (u *unpacker) key() (key [16]byte) {
	copy(key[:], u.take(len(key)))
	return key
}

func (u *unpacker) text() string {
	n, size := binary.Uvarint(u.rest)
	if size <= 0 || n > uint64(len(u.rest)) {
		u.short = true
		return ""
	}
	u.rest = u.rest[size:]
	return string(u.take(int(n)))
}

func (u *unpacker) instant() time.Time {
	b := u.take(8)
	if u.short {
		return time.Time{}
	}
	return time.UnixMicro(int64(binary.BigEndian.Uint64(b))).UTC()
}

// take cuts n bytes off the rest.
func (u *unpacker) take(n int) []byte {
	if u.short = u.short || n > len(u.rest); u.short {
		u.rest = nil
		return nil
	}
	b := u.rest[:n]
	u.rest = u.rest[n:]
	return b
}
