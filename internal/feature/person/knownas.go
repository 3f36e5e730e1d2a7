package person

import (
	"context"

	"titian/internal/kernel/id"
	"titian/internal/platform/db"
)

// knownAs are the other names and numbers by which a person is found: those that
// the register keeps, and those of the records that were merged into theirs, and
// of those merged into these.
func knownAs(ctx context.Context, q db.Querier, person id.Person) ([]Naming, error) {
	type second struct {
		ID         id.Person `db:"id" privacy:"internal"`
		Name       string    `db:"name" privacy:"restricted"`
		RegisterNo string    `db:"register_no" privacy:"restricted"`
	}
	out, err := namings(ctx, q, person)
	if err != nil {
		return nil, err
	}
	for next := []id.Person{person}; len(next) > 0; {
		found, err := db.All[second](ctx, q, `SELECT id, name, register_no FROM person_person WHERE merged_into = $1 ORDER BY id`, next[0])
		if err != nil {
			return nil, err
		}
		next = next[1:]
		for _, s := range found {
			own, err := namings(ctx, q, s.ID)
			if err != nil {
				return nil, err
			}
			out = append(out, own...)
			out, next = append(out, Naming{s.Name, s.RegisterNo}), append(next, s.ID)
		}
	}
	return out, nil
}

// namings are a record's own other names and its register numbers.
func namings(ctx context.Context, q db.Querier, person id.Person) ([]Naming, error) {
	type naming struct {
		Name       string `db:"name" privacy:"restricted"`
		RegisterNo string `db:"register_no" privacy:"restricted"`
	}
	rows, err := db.All[naming](ctx, q, `SELECT name, '' AS register_no FROM person_alias WHERE person_id = $1
		UNION ALL SELECT '', number FROM person_number WHERE person_id = $2`, person, person)
	out := make([]Naming, len(rows))
	for i, r := range rows {
		out[i] = Naming(r)
	}
	return out, err
}

// rename brings the keys up with names or numbers that were added or taken out;
// was are those before.
func rename(ctx context.Context, tx *db.Tx, before, after Person, was []Naming) error {
	is, err := knownAs(ctx, tx, after.ID)
	if err != nil {
		return err
	}
	if err := exchange(ctx, tx, keysOf(before, was), keysOf(after, is)); err != nil {
		return err
	}
	return learn(ctx, tx, spellingsOf(after, is), nil)
}
