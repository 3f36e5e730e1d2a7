package outcome

import (
	"context"

	"titian/internal/feature/person"

	"titian/internal/platform/db"
)

// RetainTx erases the notes of a person whose time is over. How they fared stays: it is counted.
// Seals leave the rows as they are: they name nobody.
func RetainTx(ctx context.Context, tx *db.Tx, c person.Closing) error {
	if c.Do != person.Anonymise {
		return nil
	}
	texts := []string{
		`UPDATE outcome_follow_up SET note = '' WHERE person_id = $1`,
	}
	for _, text := range texts {
		if _, err := db.Exec(ctx, tx, text, c.Person); err != nil {
			return err
		}
	}
	return nil
}
