package sentence

import (
	"context"

	"titian/internal/feature/person"

	"titian/internal/platform/db"
)

// RetainTx erases the numbers of papers of a person whose time is over: a verdict is public, and its
// number tells whose it is. Terms and days stay.
// Seals leave the rows as they are: they name nobody.
func RetainTx(ctx context.Context, tx *db.Tx, c person.Closing) error {
	if c.Do != person.Anonymise {
		return nil
	}
	texts := []string{
		`UPDATE sentence_entry SET doc_no = '', reason = '' WHERE person_id = $1`,
	}
	for _, text := range texts {
		if _, err := db.Exec(ctx, tx, text, c.Person); err != nil {
			return err
		}
	}
	return nil
}
