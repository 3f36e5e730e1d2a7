package intake

import (
	"context"
	"hash/maphash"
	"slices"
	"strings"

	"titian/internal/feature/person"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// known finds whom a row means: by identity number anywhere, then by register
// number at the facility, then by name and the day of birth. What it remembers
// of a facility's people is read once a file, in a few dozen bytes a person.
type known struct {
	db      *db.DB
	seed    maphash.Seed
	read    map[id.Organisation]bool
	numbers map[uint64][]int32 // facility and register number → people
	names   map[uint64][]int32 // facility and name → people
	people  []brief

	crowd *person.Crowd // who may be somebody's second record

	// Of the file itself, by line.
	seenNIK, seenNumber map[uint64]int
	claimed             map[id.Person]int
}

// brief is what is remembered of a person.
type brief struct {
	id    id.Person
	born  uint64    // hashed; 0 unless the whole day is known
	nik   uint64    // hashed; 0 for none
	words [4]uint32 // of the name, hashed
	here  bool      // held, or guided, at the facility
}

// newKnown knows nobody of the country at first, and otherwise all of the
// actor's offices: somebody may have a record at a neighbouring one.
func newKnown(ctx context.Context, d *db.DB, a authz.Actor) (*known, error) {
	k := &known{
		db: d, crowd: person.NewCrowd(a, civil.Today(d.Now())), seed: maphash.MakeSeed(), read: map[id.Organisation]bool{}, numbers: map[uint64][]int32{}, names: map[uint64][]int32{},
		seenNIK: map[uint64]int{}, seenNumber: map[uint64]int{}, claimed: map[id.Person]int{},
	}
	for _, o := range a.Scope.Orgs {
		if err := k.load(ctx, o); err != nil {
			return nil, err
		}
	}
	return k, nil
}

func (k *known) sum(parts ...string) uint64 {
	var h maphash.Hash
	h.SetSeed(k.seed)
	for _, p := range parts {
		h.WriteString(p)
		h.WriteByte(0)
	}
	return h.Sum64()
}

func (k *known) at(o id.Organisation, s string) uint64 { return k.sum(string(o[:]), s) }

// load reads a facility's people the first time that a row names it.
func (k *known) load(ctx context.Context, o id.Organisation) error {
	if k.read[o] {
		return nil
	}
	k.read[o] = true
	return person.EachKnown(ctx, k.db, o, func(p *person.Known) error {
		b := brief{id: p.ID, words: k.words(p.NameKey), here: p.Custody == person.Active || p.LegalStatus == person.Client}
		if _, whole := p.Born.Date(); whole {
			b.born = k.sum(string(p.Born))
		}
		if len(p.NIKHash) > 0 {
			b.nik = k.sum(string(p.NIKHash))
		}
		k.crowd.Meet(p.EntryOf(), p.LegalStatus, 0)
		n := int32(len(k.people))
		k.people = append(k.people, b)
		number, name := k.at(o, p.RegisterNo), k.at(o, p.NameKey)
		k.numbers[number] = append(k.numbers[number], n)
		k.names[name] = append(k.names[name], n)
		return nil
	})
}

// match says whom a row means: nobody yet (zero), or somebody whom no other row
// means. What makes the row ambiguous is noted in it.
func (k *known) match(e *entry, holders map[string]person.Known, column func(Field) int) id.Person {
	k.repeats(e, column)
	number := k.briefs(k.numbers[k.at(e.c.Facility, e.c.RegisterNo)])
	if e.c.RegisterNo == "" {
		number = nil
	}
	if h, ok := holders[string(e.hash)]; ok && len(e.hash) > 0 {
		switch {
		case h.Facility != e.c.Facility:
			e.mistake(column(NIK), NIK, "nik.exists")
			return id.Person{}
		case len(number) == 1 && number[0].id != h.ID:
			e.mistake(column(RegisterNo), RegisterNo, "intake.two_people")
			return id.Person{}
		}
		return k.claim(e, h.ID, h.Custody == person.Active || h.LegalStatus == person.Client, column)
	}
	if len(number) > 1 {
		e.mistake(column(RegisterNo), RegisterNo, "intake.register_several")
		return id.Person{}
	}
	if len(number) == 1 {
		b := number[0]
		if len(e.hash) > 0 && b.nik != 0 {
			e.mistake(column(NIK), NIK, "intake.other_nik")
			return id.Person{}
		}
		if e.gave(Name) && !k.shares(e, b) && !k.sameDay(e, b) {
			e.mistake(column(Name), Name, "intake.other_name")
			return id.Person{}
		}
		return k.claim(e, b.id, b.here, column)
	}
	return k.byName(e, column)
}

// words are the first words of a name.
func (k *known) words(nameKey string) (out [4]uint32) {
	for i, w := range strings.Fields(nameKey) {
		if i == len(out) {
			break
		}
		out[i] = uint32(k.sum(w))
	}
	return out
}

// shares reports whether two names have a word in common. A number that stands
// beside an altogether other name, born on another day, is a slip.
func (k *known) shares(e *entry, b brief) bool {
	for _, w := range k.words(person.NameKey(e.c.Name)) {
		if w != 0 && slices.Contains(b.words[:], w) {
			return true
		}
	}
	return false
}

func (k *known) sameDay(e *entry, b brief) bool {
	_, whole := e.c.Born.Date()
	return whole && b.born != 0 && b.born == k.sum(string(e.c.Born))
}

// byName finds somebody of the same name and day of birth who is here.
func (k *known) byName(e *entry, column func(Field) int) id.Person {
	var exact []brief
	for _, b := range k.briefs(k.names[k.at(e.c.Facility, person.NameKey(e.c.Name))]) {
		if k.sameDay(e, b) && b.here && (b.nik == 0 || len(e.hash) == 0) {
			exact = append(exact, b)
		}
	}
	if len(exact) == 1 {
		if _, taken := k.claimed[exact[0].id]; !taken {
			return k.claim(e, exact[0].id, true, column)
		}
	}
	return id.Person{}
}

func (k *known) briefs(list []int32) []brief {
	out := make([]brief, len(list))
	for i, n := range list {
		out[i] = k.people[n]
	}
	return out
}

// claim gives a person to a row, once.
func (k *known) claim(e *entry, p id.Person, here bool, column func(Field) int) id.Person {
	if line, taken := k.claimed[p]; taken {
		e.mistake(column(Name), Name, "intake.same_person", "line", line)
		return id.Person{}
	}
	k.claimed[p] = e.line
	if !here {
		e.mistake(column(Name), Name, "intake.not_held")
		return id.Person{}
	}
	return p
}

// repeats notes what an earlier row of the file has already.
func (k *known) repeats(e *entry, column func(Field) int) {
	if len(e.hash) > 0 {
		if line, twice := first(k.seenNIK, k.sum(string(e.hash)), e.line); twice {
			e.mistake(column(NIK), NIK, "intake.nik_repeated", "line", line)
		}
	}
	if e.c.RegisterNo != "" {
		if line, twice := first(k.seenNumber, k.at(e.c.Facility, e.c.RegisterNo), e.line); twice {
			e.mistake(column(RegisterNo), RegisterNo, "intake.register_repeated", "line", line)
		}
	}
}

func first(seen map[uint64]int, key uint64, line int) (earlier int, twice bool) {
	if earlier, twice = seen[key]; !twice {
		seen[key] = line
	}
	return earlier, twice
}
