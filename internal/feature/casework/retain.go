package casework

import (
	"context"

	"titian/internal/feature/person"

	"titian/internal/platform/db"
)

// RetainTx erases what officers wrote about a person whose time is over: notes, alerts, reasons. Days,
// stages and decisions stay.
// Seals leave the rows as they are: they name nobody.
func RetainTx(ctx context.Context, tx *db.Tx, c person.Closing) error {
	if c.Do != person.Anonymise {
		return nil
	}
	texts := []string{
		`UPDATE casework_note SET text = '', reason = '' WHERE person_id = $1`,
		`UPDATE casework_alert SET text = '', end_reason = '' WHERE person_id = $1`,
		`UPDATE casework_case SET request = '', grounds = '', correction = '' WHERE person_id = $1`,
		`UPDATE casework_plan SET reason = '' WHERE person_id = $1`,
		`UPDATE casework_step SET task = '', settled_why = '' WHERE person_id = $1`,
		`UPDATE casework_stage SET reason = '' WHERE person_id = $1`,
	}
	for _, text := range texts {
		if _, err := db.Exec(ctx, tx, text, c.Person); err != nil {
			return err
		}
	}
	return nil
}
