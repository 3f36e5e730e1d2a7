package fund

import (
	"context"

	"titian/internal/feature/person"

	"titian/internal/platform/db"
)

// RetainTx erases the evidence of need of a person whose time is over. The booking stays.
// Seals leave the rows as they are: they name nobody.
func RetainTx(ctx context.Context, tx *db.Tx, c person.Closing) error {
	if c.Do != person.Anonymise {
		return nil
	}
	texts := []string{
		`UPDATE fund_entry SET asnaf_evidence = '', note = '' WHERE person_id = $1`,
	}
	for _, text := range texts {
		if _, err := db.Exec(ctx, tx, text, c.Person); err != nil {
			return err
		}
	}
	return nil
}
