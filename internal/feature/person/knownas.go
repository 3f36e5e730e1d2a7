package person

import (
	"context"

	"titian/internal/kernel/id"
	"titian/internal/platform/db"
)

// second is a record that was merged into another.
type second struct {
	ID         id.Person `db:"id" privacy:"internal"`
	Name       string    `db:"name" privacy:"restricted"`
	RegisterNo string    `db:"register_no" privacy:"restricted"`
}

// knownAs are the other names and numbers by which a person is found: aliases,
// other register numbers, and what the records were called that were merged into
// theirs, and into these.
func knownAs(ctx context.Context, q db.Querier, person id.Person) ([]Naming, error) {
	out, err := furtherNames(ctx, q, person, person)
	if err != nil {
		return nil, err
	}
	names := out[person]
	for next := []id.Person{person}; len(next) > 0; {
		found, err := db.All[second](ctx, q, `SELECT id, name, register_no FROM person_person WHERE merged_into = $1 ORDER BY id`, next[0])
		if err != nil {
			return nil, err
		}
		next = next[1:]
		for _, s := range found {
			names, next = append(names, Naming{s.Name, s.RegisterNo}), append(next, s.ID)
		}
	}
	return names, nil
}

// furtherNames are the aliases and register numbers of the people from one key to
// another.
func furtherNames(ctx context.Context, q db.Querier, first, last id.Person) (map[id.Person][]Naming, error) {
	type further struct {
		Person id.Person `db:"person_id" privacy:"internal"`
		Text   string    `db:"name" privacy:"restricted"`
	}
	out := map[id.Person][]Naming{}
	err := db.Each(ctx, q, `SELECT person_id, name FROM person_alias WHERE person_id >= $1 AND person_id <= $2 ORDER BY id`, []any{first, last}, func(x *further) error {
		out[x.Person] = append(out[x.Person], Naming{Name: x.Text})
		return nil
	})
	if err != nil {
		return nil, err
	}
	err = db.Each(ctx, q, `SELECT person_id, number AS name FROM person_number WHERE person_id >= $1 AND person_id <= $2 ORDER BY id`, []any{first, last}, func(x *further) error {
		out[x.Person] = append(out[x.Person], Naming{RegisterNo: x.Text})
		return nil
	})
	return out, err
}

// knownAmong is knownAs for many people in the order of their keys.
func knownAmong(ctx context.Context, q db.Querier, people []Person) ([][]Naming, error) {
	first, last := people[0].ID, people[len(people)-1].ID
	further, err := furtherNames(ctx, q, first, last)
	if err != nil {
		return nil, err
	}
	merged, err := db.All[id.Person](ctx, q, `SELECT DISTINCT merged_into FROM person_person WHERE merged_into >= $1 AND merged_into <= $2`, first, last)
	if err != nil {
		return nil, err
	}
	for _, p := range merged {
		if further[p], err = knownAs(ctx, q, p); err != nil {
			return nil, err
		}
	}
	out := make([][]Naming, len(people))
	for i, p := range people {
		out[i] = further[p.ID]
	}
	return out, nil
}

// rename brings a person's keys up after their row, or what else they are known
// by, became other than before; was are the other names before.
func rename(ctx context.Context, tx *db.Tx, before, after Person, was []Naming) error {
	is, err := knownAs(ctx, tx, after.ID)
	if err != nil {
		return err
	}
	if err := exchange(ctx, tx, keysOf(before, was), keysOf(after, is)); err != nil {
		return err
	}
	_, err = learn(ctx, tx, spellingsOf(after, is), nil)
	return err
}
