package person

import (
	"context"
	"fmt"
	"hash/maphash"
	"slices"

	"titian/internal/kernel/id"
	"titian/internal/platform/db"
)

// Count is how many people one kept count holds.
type Count struct {
	cell
	People int64 `db:"people" privacy:"internal" json:"people"`
}

// Drift is by how much what is kept beside people differs from their rows. It is
// nothing, unless rows were changed by other hands than this program's.
type Drift struct {
	Counts []string // which counts are wrong, without saying whose
	Keys   bool     // somebody is not found, or found by what they are not called
}

// None reports whether all is as it should be.
func (d Drift) None() bool { return len(d.Counts) == 0 && !d.Keys }

// CheckKept compares the kept counts and keys with what the rows would give. It
// is for whoever runs the server: it reads everybody.
func CheckKept(ctx context.Context, q db.Querier) (Drift, error) {
	var out Drift
	live, err := db.All[Count](ctx, q, `SELECT facility_id, custody_status, legal_status, sex, count(*) AS people FROM person_person
		WHERE custody_status <> 'merged' GROUP BY facility_id, custody_status, legal_status, sex`)
	if err != nil {
		return out, fmt.Errorf("count people: %w", err)
	}
	kept, err := db.All[Count](ctx, q, `SELECT `+db.Columns[Count]("")+` FROM person_count WHERE people <> 0`)
	if err != nil {
		return out, fmt.Errorf("read kept counts: %w", err)
	}
	want := map[cell]int64{}
	for _, c := range live {
		want[c.cell] = c.People
	}
	for _, c := range kept {
		if want[c.cell] != c.People {
			out.Counts = append(out.Counts, c.describe(want[c.cell]))
		}
		delete(want, c.cell)
	}
	for c, n := range want {
		out.Counts = append(out.Counts, Count{cell: c}.describe(n))
	}
	slices.Sort(out.Counts)
	out.Keys, err = keysDrift(ctx, q)
	return out, err
}

func (c Count) describe(live int64) string {
	return fmt.Sprintf("%s %s %s %s: kept %d, live %d", c.Facility, c.Custody, c.Legal, c.Sex, c.People, live)
}

// keysDrift compares sums over all keys, so that a nation needs no memory.
func keysDrift(ctx context.Context, q db.Querier) (bool, error) {
	seed := maphash.MakeSeed()
	var want, have uint64
	err := eachPerson(ctx, q, func(people []Person, others [][]Naming) error {
		for i, p := range people {
			for _, k := range keysOf(p, others[i]) {
				want += maphash.Comparable(seed, k)
			}
		}
		return nil
	})
	if err != nil {
		return false, err
	}
	err = db.Each(ctx, q, `SELECT `+db.Columns[nameKey]("")+` FROM person_name_key`, nil, func(k *nameKey) error {
		have += maphash.Comparable(seed, *k)
		return nil
	})
	return want != have, err
}

// RebuildKept makes the counts and keys anew from the rows. One transaction:
// readers see the old ones until it ends, and writers wait.
func RebuildKept(ctx context.Context, tx *db.Tx) error {
	for _, text := range []string{`DELETE FROM person_name_key`, `DELETE FROM person_name_word`, `DELETE FROM person_count`} {
		if _, err := db.Exec(ctx, tx, text); err != nil {
			return err
		}
	}
	var keys Keeper
	return eachPerson(ctx, tx, func(people []Person, others [][]Naming) error {
		counts := tally{}
		var come []nameKey
		var words []spelling
		for i, p := range people {
			counts.add(p, 1)
			come, words = append(come, keysOf(p, others[i])...), append(words, spellingsOf(p, others[i])...)
		}
		if err := db.InsertMany(ctx, tx, "person_name_key", come); err != nil {
			return err
		}
		if err := keys.learn(ctx, tx, words); err != nil {
			return err
		}
		return counts.store(ctx, tx)
	})
}

// eachPerson walks all people by key, a thousand at a time, with the other names
// of each.
func eachPerson(ctx context.Context, q db.Querier, f func(people []Person, others [][]Naming) error) error {
	last := id.Person{15: 1} // before everybody; a key of nothing but zeros is no key
	for {
		people, err := db.All[Person](ctx, q, `SELECT `+db.Columns[Person]("")+` FROM person_person WHERE id > $1 ORDER BY id LIMIT 1000`, last)
		if err != nil || len(people) == 0 {
			return err
		}
		others, err := knownAmong(ctx, q, people)
		if err != nil {
			return err
		}
		if err := f(people, others); err != nil {
			return err
		}
		last = people[len(people)-1].ID
	}
}
