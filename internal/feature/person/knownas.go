package person

import (
	"context"

	"titian/internal/kernel/id"
	"titian/internal/platform/db"
)

// knownAs are the other names and numbers by which a person is found: of the
// records that were merged into theirs, and of those merged into these.
func knownAs(ctx context.Context, q db.Querier, person id.Person) ([]Naming, error) {
	type second struct {
		ID         id.Person `db:"id" privacy:"internal"`
		Name       string    `db:"name" privacy:"restricted"`
		RegisterNo string    `db:"register_no" privacy:"restricted"`
	}
	var out []Naming
	for next := []id.Person{person}; len(next) > 0; {
		found, err := db.All[second](ctx, q, `SELECT id, name, register_no FROM person_person WHERE merged_into = $1 ORDER BY id`, next[0])
		if err != nil {
			return nil, err
		}
		next = next[1:]
		for _, s := range found {
			out, next = append(out, Naming{s.Name, s.RegisterNo}), append(next, s.ID)
		}
	}
	return out, nil
}
