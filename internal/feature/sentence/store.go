package sentence

import (
	"context"

	"titian/internal/feature/person"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

const (
	table        = "sentence_entry"
	keyDateTable = "sentence_key_date"
)

var (
	selectEntry   = `SELECT ` + db.Columns[Entry]("") + ` FROM sentence_entry `
	selectKeyDate = `SELECT ` + db.Columns[KeyDate]("") + ` FROM sentence_key_date `
)

// entriesOf are all entries about a person, as they were written.
func entriesOf(ctx context.Context, q db.Querier, p id.Person) ([]Entry, error) {
	return db.All[Entry](ctx, q, selectEntry+`WHERE person_id = $1 ORDER BY number, created_at, id`, p)
}

// entryIn is an entry about somebody in the actor's scope, both locked within a
// transaction.
func entryIn(ctx context.Context, q db.Querier, a authz.Actor, entry EntryID) (Entry, error) {
	text := selectEntry + `WHERE id = $1`
	if tx, ok := q.(*db.Tx); ok {
		text += tx.ForUpdate()
	}
	e, err := db.One[Entry](ctx, q, text, entry)
	if err != nil {
		return Entry{}, err
	}
	if _, err := person.Visible(ctx, q, a, e.Person); err != nil {
		return Entry{}, err
	}
	return e, nil
}

func keyDatesOf(ctx context.Context, q db.Querier, p id.Person) ([]KeyDate, error) {
	return db.All[KeyDate](ctx, q, selectKeyDate+`WHERE person_id = $1 ORDER BY falls_on, point`, p)
}

// replaceKeyDates stores a person's key dates in the place of the earlier ones.
func replaceKeyDates(ctx context.Context, tx *db.Tx, p id.Person, dates []KeyDate) error {
	if _, err := db.Exec(ctx, tx, `DELETE FROM sentence_key_date WHERE person_id = $1`, p); err != nil {
		return err
	}
	return db.InsertMany(ctx, tx, keyDateTable, dates)
}
