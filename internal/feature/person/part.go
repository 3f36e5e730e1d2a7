package person

import (
	"context"

	"titian/internal/kernel/id"
	"titian/internal/platform/audit"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// part is a row that stands below a person: a name, a number, a skill.
type part interface {
	key() [16]byte
	place() id.Organisation // whose chain of the audit keeps it
}

// add stores a part of a person whom the actor may describe, with its audit
// entry. made builds the row from the person as they are now.
func add[T part](ctx context.Context, s *Service, a authz.Actor, person id.Person, kind string, made func(tx *db.Tx, p *Person) (T, error)) (T, error) {
	var row T
	err := s.db.InTx(ctx, func(tx *db.Tx) error {
		p, err := visible(ctx, tx, a, person)
		if err != nil {
			return err
		}
		before := p
		names, err := knownAs(ctx, tx, person)
		if err != nil {
			return err
		}
		if row, err = made(tx, &p); err != nil {
			return err
		}
		if err := db.Insert(ctx, tx, "person_"+kind, row); err != nil {
			return err
		}
		if err := rename(ctx, tx, before, p, names); err != nil {
			return err
		}
		tx.Result(id.Any(row.key()).String()) // and not the person, who may have changed with it
		return audit.Created(ctx, tx, a, whatPart(row, kind, "add"), row)
	})
	if err != nil {
		var none T
		return none, wrap("add "+kind+" of", person, err)
	}
	return row, nil
}

// remove deletes a part that was written down wrongly; the audit keeps that it
// was there. Removed twice it is NotFound.
func remove[T part](ctx context.Context, s *Service, a authz.Actor, person id.Person, kind string, key [16]byte) error {
	err := s.db.InTx(ctx, func(tx *db.Tx) error {
		p, err := visible(ctx, tx, a, person)
		if err != nil {
			return err
		}
		names, err := knownAs(ctx, tx, person)
		if err != nil {
			return err
		}
		row, err := partByID[T](ctx, tx, person, kind, key)
		if err != nil {
			return err
		}
		if _, err := db.Exec(ctx, tx, `DELETE FROM person_`+kind+` WHERE person_id = $1 AND id = $2`, person, id.Any(key)); err != nil {
			return err
		}
		if err := rename(ctx, tx, p, p, names); err != nil {
			return err
		}
		return audit.Did(ctx, tx, a, whatPart(row, kind, "remove"))
	})
	if err != nil {
		return wrap("remove "+kind+" of", person, err)
	}
	return nil
}

// partsOf lists the parts of a person whom the actor may read, newest first.
func partsOf[T any](ctx context.Context, s *Service, a authz.Actor, person id.Person, kind string) ([]T, error) {
	if _, err := visible(ctx, s.db, a, person); err != nil {
		return nil, err
	}
	return db.All[T](ctx, s.db, `SELECT `+db.Columns[T]("")+` FROM person_`+kind+` WHERE person_id = $1 ORDER BY id DESC`, person)
}

func partByID[T any](ctx context.Context, tx *db.Tx, person id.Person, kind string, key [16]byte) (T, error) {
	return db.One[T](ctx, tx, `SELECT `+db.Columns[T]("")+` FROM person_`+kind+` WHERE person_id = $1 AND id = $2`+tx.ForUpdate(), person, id.Any(key))
}

func whatPart(row part, kind, done string) audit.What {
	return audit.What{Org: row.place(), Action: "person." + done + "_" + kind, Kind: kind, Record: row.key(), Version: 1}
}
