package assessment

import (
	"context"

	"titian/internal/feature/person"
	"titian/internal/kernel/id"
	"titian/internal/platform/db"
)

// RetainTx erases what was written about a person whose time is over, and what is medical when its
// own time is over too. Areas, severities and scores stay: they are counted.
// Seals leave the rows as they are: they name nobody.
func RetainTx(ctx context.Context, tx *db.Tx, c person.Closing) error {
	if c.Do != person.Anonymise {
		return nil
	}
	texts := []string{
		`UPDATE assessment_need SET evidence = '' WHERE person_id = $1`,
		`UPDATE assessment_sheet SET answers = '{}', reason = '' WHERE person_id = $1`,
	}
	if c.Health {
		texts = append(texts,
			`UPDATE assessment_sheet SET medical = '{}' WHERE person_id = $1`,
			`DELETE FROM assessment_screening WHERE person_id = $1`,
			`DELETE FROM assessment_rehabilitation WHERE person_id = $1`)
	}
	for _, text := range texts {
		if _, err := db.Exec(ctx, tx, text, c.Person); err != nil {
			return err
		}
	}
	return nil
}

// HoldsMedical reports whether medical rows about a person are still kept: they
// have a longer time than the rest.
func HoldsMedical(ctx context.Context, q db.Querier, p id.Person) (bool, error) {
	n, err := db.One[int64](ctx, q, `SELECT (SELECT count(*) FROM assessment_screening WHERE person_id = $1) + (SELECT count(*) FROM assessment_rehabilitation WHERE person_id = $2)`, p, p)
	return n > 0, err
}
