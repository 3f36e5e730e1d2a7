package person

import (
	"context"
	"fmt"

	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/db"
)

// Link is a table whose rows are about a person and follow them when two records
// prove to be one, and go back when they do not. Its owner writes the texts, so
// that every statement about a table stands with its owner.
type Link struct {
	Table string
	Rows  string // the rows of a person ($1) as pairs of keys: facility_id and id, or id twice
	Move  string // gives the row ($2, $3) of a person ($4) to another ($1)

	// Unless finds something where the survivor ($1) has the like of all the rows
	// together: a plan, a sentence. Then all stay, because half of each is worse.
	// Empty where rows stand by themselves.
	Unless string
}

// ownLinks are the register's own tables. An open stay does not follow: it can
// be open only where the survivor is held, too, and nobody is held twice.
func ownLinks() []Link {
	return []Link{
		{
			Table: "person_custody", Rows: `SELECT facility_id AS home_id, id AS row_id FROM person_custody WHERE person_id = $1 AND ends_on IS NOT NULL`,
			Move: `UPDATE person_custody SET person_id = $1 WHERE facility_id = $2 AND id = $3 AND person_id = $4`,
		},
		{
			Table: "person_consent", Rows: `SELECT facility_id AS home_id, id AS row_id FROM person_consent WHERE person_id = $1`,
			Move: `UPDATE person_consent SET person_id = $1 WHERE facility_id = $2 AND id = $3 AND person_id = $4`,
		},
		{
			Table: "person_emergency", Rows: `SELECT facility_id AS home_id, id AS row_id FROM person_emergency WHERE person_id = $1`,
			Move: `UPDATE person_emergency SET person_id = $1 WHERE facility_id = $2 AND id = $3 AND person_id = $4`,
		},
		{
			Table: "person_reading", Rows: `SELECT facility_id AS home_id, id AS row_id FROM person_reading WHERE person_id = $1`,
			Move: `UPDATE person_reading SET person_id = $1 WHERE facility_id = $2 AND id = $3 AND person_id = $4`,
		},
		{
			Table: "person_legal_step", Rows: `SELECT facility_id AS home_id, id AS row_id FROM person_legal_step WHERE person_id = $1`,
			Move: `UPDATE person_legal_step SET person_id = $1 WHERE facility_id = $2 AND id = $3 AND person_id = $4`,
		},
		{
			Table: "person_number", Rows: `SELECT facility_id AS home_id, id AS row_id FROM person_number WHERE person_id = $1`,
			Move: `UPDATE person_number SET person_id = $1 WHERE facility_id = $2 AND id = $3 AND person_id = $4`,
		},
		{
			Table: "person_alias", Rows: `SELECT facility_id AS home_id, id AS row_id FROM person_alias WHERE person_id = $1`,
			Move: `UPDATE person_alias SET person_id = $1 WHERE facility_id = $2 AND id = $3 AND person_id = $4`,
		},
		{
			Table: "person_trait", Rows: `SELECT facility_id AS home_id, id AS row_id FROM person_trait WHERE person_id = $1`,
			Move: `UPDATE person_trait SET person_id = $1 WHERE facility_id = $2 AND id = $3 AND person_id = $4`,
		},
		{
			Table: "person_adjustment", Rows: `SELECT facility_id AS home_id, id AS row_id FROM person_adjustment WHERE person_id = $1`,
			Move: `UPDATE person_adjustment SET person_id = $1 WHERE facility_id = $2 AND id = $3 AND person_id = $4`,
		},
		{
			Table: "person_placement", Rows: `SELECT facility_id AS home_id, id AS row_id FROM person_placement WHERE person_id = $1`,
			Move: `UPDATE person_placement SET person_id = $1 WHERE facility_id = $2 AND id = $3 AND person_id = $4`,
		},
		{
			Table: "person_transfer", Rows: `SELECT facility_id AS home_id, id AS row_id FROM person_transfer WHERE person_id = $1`,
			Move: `UPDATE person_transfer SET person_id = $1 WHERE facility_id = $2 AND id = $3 AND person_id = $4`,
		},
		{
			Table: "person_correction", Rows: `SELECT facility_id AS home_id, id AS row_id FROM person_correction WHERE person_id = $1`,
			Move: `UPDATE person_correction SET person_id = $1 WHERE facility_id = $2 AND id = $3 AND person_id = $4`,
		},
	}
}

// keyPair is the key of a linked row.
type keyPair struct {
	Home id.Any `db:"home_id" privacy:"internal"`
	Row  id.Any `db:"row_id" privacy:"internal"`
}

// carry moves a person's rows of every link to the survivor and notes each. A
// row that the survivor has the like of (the same class, the same consent) stays.
func (s *Service) carry(ctx context.Context, tx *db.Tx, m Merge) error {
	stay := make([]bool, len(s.Links)) // asked before anything moves
	for i, l := range s.Links {
		if l.Unless == "" {
			continue
		}
		var err error
		if _, stay[i], err = db.Find[int64](ctx, tx, l.Unless, m.Survivor); err != nil {
			return fmt.Errorf("rows of %s: %w", l.Table, err)
		}
	}
	for i, l := range s.Links {
		keys, err := db.All[keyPair](ctx, tx, l.Rows, m.Loser)
		if err != nil {
			return fmt.Errorf("rows of %s: %w", l.Table, err)
		}
		for _, k := range keys {
			moved := false
			if !stay[i] {
				if moved, err = move(ctx, tx, l, k, m.Loser, m.Survivor); err != nil {
					return err
				}
			}
			if err := db.Insert(ctx, tx, "person_merge_row", MergeRow{Merge: m.ID, Link: l.Table, Home: k.Home, Row: k.Row, Stayed: !moved}); err != nil {
				return err
			}
		}
	}
	return nil
}

// goBack gives the rows that followed a merge to the loser again. One that was
// deleted since is gone, and one that the loser got the like of stays.
func (s *Service) goBack(ctx context.Context, tx *db.Tx, m Merge) error {
	for _, l := range s.Links {
		rows, err := db.All[keyPair](ctx, tx, `SELECT home_id, row_id FROM person_merge_row WHERE merge_id = $1 AND link = $2 AND stayed = $3 ORDER BY home_id, row_id`, m.ID, l.Table, false)
		if err != nil {
			return err
		}
		for _, k := range rows {
			if _, err := move(ctx, tx, l, k, m.Survivor, m.Loser); err != nil {
				return err
			}
		}
	}
	return nil
}

// move gives one row to another person, unless a constraint says that they have
// its like.
func move(ctx context.Context, tx *db.Tx, l Link, k keyPair, from, to id.Person) (bool, error) {
	if _, err := db.Exec(ctx, tx, `SAVEPOINT person_link`); err != nil {
		return false, err
	}
	n, err := db.Exec(ctx, tx, l.Move, to, k.Home, k.Row, from)
	end := `RELEASE SAVEPOINT person_link`
	if e := errs.As(err); e != nil && e.Code == "exists" {
		n, err = 0, nil
		end = `ROLLBACK TO SAVEPOINT person_link`
	}
	if err != nil {
		return false, fmt.Errorf("move a row of %s: %w", l.Table, err)
	}
	_, err = db.Exec(ctx, tx, end)
	return n > 0, err
}
