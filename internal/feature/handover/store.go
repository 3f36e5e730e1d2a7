package handover

import (
	"context"

	"titian/internal/feature/person"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

const (
	table     = "handover_handover"
	itemTable = "handover_item"

	// series of the reference numbers: ST for serah terima.
	series = "ST"
)

var (
	selectFile = `SELECT ` + db.Columns[HandOver]("") + ` FROM handover_handover `
	selectItem = `SELECT ` + db.Columns[Item]("") + ` FROM handover_item WHERE facility_id = $1 AND handover_id = $2`
)

// fileIn is a file that the actor may read, locked within a transaction. A child's
// is not there for whoever may not open the record.
func fileIn(ctx context.Context, q db.Querier, a authz.Actor, handover id.HandOver) (File, error) {
	text := selectFile + `WHERE id = $1`
	if tx, ok := q.(*db.Tx); ok {
		text += tx.ForUpdate()
	}
	h, err := db.One[HandOver](ctx, q, text, handover)
	if err != nil {
		return File{}, err
	}
	if !h.in(a.Scope) {
		return File{}, errNotFound
	}
	items, err := db.All[Item](ctx, q, selectItem, h.Facility, h.ID)
	if err != nil {
		return File{}, err
	}
	who, err := person.LabelFor(ctx, q, a, h.Person)
	if err != nil {
		return File{}, err
	}
	return inOrder(File{h, who.Name, who.RegisterNo, items}), nil
}

// inOrder puts the papers in the order of the list.
func inOrder(f File) File {
	items := f.Items
	f.Items = make([]Item, 0, len(items))
	for _, paper := range Papers() {
		for _, it := range items {
			if it.Item == paper {
				f.Items = append(f.Items, it)
			}
		}
	}
	return f
}

func ofPerson(ctx context.Context, q db.Querier, p id.Person) ([]HandOver, error) {
	return db.All[HandOver](ctx, q, selectFile+`WHERE person_id = $1 ORDER BY id DESC`, p)
}

func insertItems(ctx context.Context, tx *db.Tx, items []Item) error {
	for _, it := range items {
		if err := db.Insert(ctx, tx, itemTable, it); err != nil {
			return err
		}
	}
	return nil
}

func replaceItems(ctx context.Context, tx *db.Tx, f File) error {
	if _, err := db.Exec(ctx, tx, `DELETE FROM handover_item WHERE facility_id = $1 AND handover_id = $2`, f.Facility, f.ID); err != nil {
		return err
	}
	return insertItems(ctx, tx, f.Items)
}
