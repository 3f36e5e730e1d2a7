package intake

import (
	"context"
	"encoding/json"
	"fmt"

	"titian/internal/feature/directory"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

const (
	table      = "intake_import"
	chunkTable = "intake_chunk"
)

var byID = `SELECT ` + db.Columns[Import]("") + ` FROM intake_import WHERE id = $1`

// chunk is one part of a file: what is planned for its rows and what there is to
// say of them. Before keeps the rows that it changed, for an undo.
type chunk struct {
	Import  id.Import `db:"import_id" privacy:"internal"`
	Seq     int       `db:"seq" privacy:"internal"`
	Plan    []byte    `db:"plan" privacy:"internal"`
	Remarks string    `db:"remarks" privacy:"restricted"`
	Before  []byte    `db:"before" privacy:"secret"`
}

// visible is the import, if the actor's scope has its office.
func visible(ctx context.Context, q db.Querier, a authz.Actor, key id.Import) (Import, error) {
	text := byID
	if tx, ok := q.(*db.Tx); ok {
		text += tx.ForUpdate()
	}
	i, err := db.One[Import](ctx, q, text, key)
	if err != nil {
		return Import{}, err
	}
	if !a.Scope.Has(i.Office) {
		return Import{}, errNotFound
	}
	return i, nil
}

func chunkOf(ctx context.Context, q db.Querier, key id.Import, seq int) (chunk, error) {
	return db.One[chunk](ctx, q, `SELECT `+db.Columns[chunk]("")+` FROM intake_chunk WHERE import_id = $1 AND seq = $2`, key, seq)
}

func storeChunk(ctx context.Context, tx *db.Tx, c chunk) error {
	_, err := db.Exec(ctx, tx, `UPDATE intake_chunk SET remarks = $1, before = $2 WHERE import_id = $3 AND seq = $4`, c.Remarks, c.Before, c.Import, c.Seq)
	return err
}

func dropChunks(ctx context.Context, tx *db.Tx, key id.Import) error {
	_, err := db.Exec(ctx, tx, `DELETE FROM intake_chunk WHERE import_id = $1`, key)
	return err
}

// said reads a chunk's remarks.
func (c chunk) said() ([]Remark, error) {
	var out []Remark
	if err := json.Unmarshal([]byte(c.Remarks), &out); err != nil {
		return nil, fmt.Errorf("read remarks: %w", err)
	}
	return out, nil
}

func remarksText(list []Remark) (string, error) {
	if len(list) == 0 {
		return "[]", nil
	}
	b, err := json.Marshal(list)
	return string(b), err
}

// remembered are the columns that an office has named.
func remembered(ctx context.Context, q db.Querier, office id.Organisation) (map[string]Field, error) {
	type row struct {
		Header string `db:"header" privacy:"internal"`
		Field  Field  `db:"field" privacy:"internal"`
	}
	list, err := db.All[row](ctx, q, `SELECT header, field FROM intake_column WHERE office_id = $1`, office)
	if err != nil {
		return nil, fmt.Errorf("read columns: %w", err)
	}
	out := map[string]Field{}
	for _, r := range list {
		out[r.Header] = r.Field
	}
	return out, nil
}

// remember keeps the columns that differ from what we would have said.
func remember(ctx context.Context, tx *db.Tx, office id.Organisation, s Shape) error {
	for _, c := range s.Columns {
		key := HeaderKey(c.Header)
		if ours, _ := Recognised(c.Header); key == "" || ours == c.Field {
			if _, err := db.Exec(ctx, tx, `DELETE FROM intake_column WHERE office_id = $1 AND header = $2`, office, key); err != nil {
				return err
			}
			continue
		}
		if _, err := db.Exec(ctx, tx, `INSERT INTO intake_column (office_id, header, field) VALUES ($1, $2, $3)
			ON CONFLICT (office_id, header) DO UPDATE SET field = excluded.field`, office, key, string(c.Field)); err != nil {
			return err
		}
	}
	return nil
}

// column is one remembered header.
type column struct {
	Office id.Organisation `db:"office_id" privacy:"internal"`
	Header string          `db:"header" privacy:"internal"`
	Field  Field           `db:"field" privacy:"internal"`
}

func kindOf(ctx context.Context, q db.Querier, org id.Organisation) (directory.Kind, error) {
	k, _, err := db.Find[string](ctx, q, `SELECT kind FROM directory_organisation WHERE id = $1 AND active = $2`, org, true)
	return directory.Kind(k), err
}

// directorate is where files of the whole country belong.
func directorate(ctx context.Context, q db.Querier) (id.Organisation, error) {
	return db.One[id.Organisation](ctx, q, `SELECT id FROM directory_organisation WHERE kind = 'directorate' AND active = $1 ORDER BY id LIMIT 1`, true)
}
