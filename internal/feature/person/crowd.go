package person

import (
	"hash/maphash"
	"math/bits"
	"strings"

	"titian/internal/engine/names"
	"titian/internal/feature/directory"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
)

// Crowd finds who among many people, those of a facility and those of a file,
// may be the same person as somebody, by the reasons and points of Duplicates.
// It asks no database and keeps about a hundred bytes a person, so that each row
// of a large file can be looked at. Children are in it only for whoever may open
// their records.
//
// Not everybody is compared with everybody: at one facility those born in the
// same year and those whose names fold to the same, and anywhere in the crowd
// those born on the same day, or on one with day and month exchanged. What
// nothing but a name speaks for is no likely duplicate anyhow.
type Crowd struct {
	children   bool
	today      civil.Date
	seed       maphash.Seed
	faces      []face
	facilities map[id.Organisation]uint16
	places     []id.Organisation
	last       map[uint64]int32 // the latest of a group, by its hash
}

// face is as much of somebody as is kept: the rest of an entry is not compared
// between people of one file.
type face struct {
	id       id.Person
	name     string
	born     civil.Partial
	home     directory.RegencyCode
	pairs    uint64   // of letters in the folded name
	earlier  [3]int32 // who was in each of the groups before; -1 for nobody
	line     int32
	facility uint16
	male     bool
	numbered bool // has an identity number
}

// NewCrowd is an empty crowd for what a is to be shown.
func NewCrowd(a authz.Actor, today civil.Date) *Crowd {
	return &Crowd{children: policy.May(a, CanReadChild), today: today, seed: maphash.MakeSeed(), facilities: map[id.Organisation]uint16{}, last: map[uint64]int32{}}
}

// Lookalike is who may be the same person: somebody in the register, or, with a
// line, an earlier row of the file.
type Lookalike struct {
	Likely
	Line int
}

// Meet tells who in the crowd is likeliest to be e, if anybody is, and adds e to
// it. line is e's in a file, or zero for somebody in the register.
func (c *Crowd) Meet(e Entry, status LegalStatus, line int) (best Lookalike, found bool) {
	if !c.children && isChild(status, e.Born, c.today) {
		return Lookalike{}, false
	}
	words := names.Words(e.Name)
	f := face{
		id: e.ID, name: e.Name, born: e.Born, home: e.Home, pairs: pairsOf(words), line: int32(line), facility: c.place(e.Facility),
		male: e.Sex == Male, numbered: len(e.NIKHash) > 0,
	}
	own, swapped := c.groupsOf(&e, words)
	var self compared
	for g, key := range append(own[:], swapped) {
		n, any := c.last[key]
		for chain := min(g, 2); any && key != 0 && n >= 0; n = c.faces[n].earlier[chain] {
			x := &c.faces[n]
			if !alikeEnough(f.pairs, x.pairs) || found && x.id == best.ID {
				continue
			}
			if self.Entry == nil {
				self = prepare(&e)
			}
			other := c.entry(x)
			if points, why := compareEntries(self, prepare(&other)); points >= leastLikely && points > best.Points {
				best, found = Lookalike{Likely{other, points, why}, int(x.line)}, true
			}
		}
	}
	c.add(f, own)
	return best, found
}

func (c *Crowd) add(f face, own [3]uint64) {
	n := int32(len(c.faces))
	for g, key := range own {
		f.earlier[g] = -1
		if key == 0 {
			continue
		}
		if last, any := c.last[key]; any {
			f.earlier[g] = last
		}
		c.last[key] = n
	}
	c.faces = append(c.faces, f)
}

func (c *Crowd) place(o id.Organisation) uint16 {
	n, known := c.facilities[o]
	if !known {
		n = uint16(len(c.places))
		c.facilities[o], c.places = n, append(c.places, o)
	}
	return n
}

// entry is a face as an entry; a number, where there is one, is any other.
func (c *Crowd) entry(x *face) Entry {
	e := Entry{ID: x.id, Facility: c.places[x.facility], Name: x.name, Sex: Female, Born: x.born, Home: x.home}
	if x.male {
		e.Sex = Male
	}
	if x.numbered {
		e.NIKHash = []byte{0}
	}
	return e
}

// groupsOf are the groups that somebody is in, as hashes, zero for none: by
// folded name and by year of birth at the facility, by day of birth anywhere;
// swapped is the last with day and month exchanged.
func (c *Crowd) groupsOf(e *Entry, words []string) (own [3]uint64, swapped uint64) {
	own[0] = c.hash(e.Facility[:], strings.Join(words, " "))
	if e.Born == "" {
		return own, 0
	}
	own[1] = c.hash(e.Facility[:], string(e.Born[:4]))
	if d, whole := e.Born.Date(); whole {
		own[2] = c.hash(nil, string(e.Born))
		if d.Day() <= 12 && d.Day() != int(d.Month()) {
			swapped = c.hash(nil, string(e.Born[:5]+e.Born[8:10]+"-"+e.Born[5:7]))
		}
	}
	return own, swapped
}

func (c *Crowd) hash(facility []byte, key string) uint64 {
	var h maphash.Hash
	h.SetSeed(c.seed)
	h.Write(facility)
	h.WriteString(key)
	return h.Sum64()
}

// pairsOf are the pairs of neighbouring letters of a name as bits.
func pairsOf(words []string) uint64 {
	var out uint64
	for _, w := range words {
		for i := 0; i+1 < len(w); i++ {
			out |= 1 << ((uint(w[i])*31 + uint(w[i+1])*7) % 64)
		}
	}
	return out
}

// alikeEnough leaves out names that share fewer than five in eight of the pairs
// of the shorter one: a slip costs two pairs, and one word in common is not
// enough.
func alikeEnough(a, b uint64) bool {
	return bits.OnesCount64(a&b)*8 >= min(bits.OnesCount64(a), bits.OnesCount64(b))*5
}

// EntryOf is somebody who is known as they are compared.
func (k *Known) EntryOf() Entry {
	return Entry{ID: k.ID, Facility: k.Facility, RegisterNo: k.RegisterNo, Name: k.Name, Sex: k.Sex, Born: k.Born, Home: k.Home, Custody: k.Custody, NIKHash: k.NIKHash}
}

// EntryFrom is a person as they are compared.
func EntryFrom(p Person) Entry { return *entryOf(p) }
