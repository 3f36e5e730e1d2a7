package assessment

import (
	"context"
	"embed"
	"fmt"
	"io/fs"

	"titian/internal/engine/questionnaire"
	"titian/internal/kernel/id"
	"titian/internal/platform/db"
)

// shippedFiles are the questionnaires that come with the program. Their words
// are our own: no instrument of others is among them.
//
//go:embed shipped
var shippedFiles embed.FS

// Shipped are the questionnaires of this program, checked, by file name.
func Shipped() ([]*questionnaire.Questionnaire, error) {
	names, err := fs.Glob(shippedFiles, "shipped/*.json")
	if err != nil {
		return nil, err
	}
	var out []*questionnaire.Questionnaire
	for _, name := range names {
		raw, err := fs.ReadFile(shippedFiles, name)
		if err != nil {
			return nil, err
		}
		d, err := questionnaire.Parse(raw)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		c, err := CheckDocument(d)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		out = append(out, c)
	}
	return out, nil
}

// Load publishes this program's questionnaires where they are new and says how
// many it wrote: none when nothing is. It is part of starting up, so it asks no
// policy. A questionnaire that an office has rewritten or retired since is left
// as they want it.
func Load(ctx context.Context, d *db.DB) (int, error) {
	forms, err := Shipped()
	if err != nil {
		return 0, fmt.Errorf("load questionnaires: %w", err)
	}
	written := 0
	err = d.InTx(ctx, func(tx *db.Tx) error {
		written = 0
		for _, c := range forms {
			did, err := loadOne(ctx, tx, c)
			if err != nil {
				return err
			}
			if did {
				written++
			}
		}
		return nil
	})
	if err != nil {
		return 0, fmt.Errorf("load questionnaires: %w", err)
	}
	return written, nil
}

func loadOne(ctx context.Context, tx *db.Tx, c *questionnaire.Questionnaire) (bool, error) {
	earlier, err := db.All[Questionnaire](ctx, tx, selectForm+`WHERE code = $1 ORDER BY number DESC`, c.Key)
	if err != nil {
		return false, err
	}
	q := Questionnaire{Edition: Edition{ID: id.Questionnaire{}.Make(), Number: 1}}
	q.write(c)
	for _, e := range earlier {
		if e.Document == q.Document {
			return false, nil
		}
	}
	if len(earlier) > 0 {
		last := earlier[0]
		// The program's own rows were published as they were made: version 1.
		if !last.Owner.IsZero() || last.Status != FormPublished || last.Version != 1 {
			return false, nil
		}
		if _, err := db.Exec(ctx, tx, `UPDATE assessment_questionnaire SET status = 'retired', version = version + 1, updated_at = $1 WHERE id = $2`, tx.Now().UnixMicro(), last.ID); err != nil {
			return false, err
		}
		q.Number = last.Number + 1
	}
	q.Status, q.Version, q.PublishedAt, q.CreatedAt, q.UpdatedAt = FormPublished, 1, tx.Now(), tx.Now(), tx.Now()
	return true, db.Insert(ctx, tx, formTable, q)
}
