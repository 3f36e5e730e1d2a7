package db

import (
	"context"
	"errors"
	"fmt"
)

// CopyInto writes the database, as it is at one moment, into a new file while
// others go on reading and writing: a backup's first step. SQLite only;
// PostgreSQL's own tools read its snapshot.
func (d *DB) CopyInto(ctx context.Context, path string) error {
	if d.Dialect != SQLite {
		return errors.New("copy database: only SQLite's is one file")
	}
	if _, err := d.pool.ExecContext(ctx, `VACUUM INTO ?`, path); err != nil {
		return fmt.Errorf("copy database: %w", classify(err))
	}
	return nil
}

// Bare reports whether the database holds no table of anybody's.
func (d *DB) Bare(ctx context.Context) (bool, error) {
	tables := `SELECT count(*) FROM sqlite_master`
	if d.Dialect == Postgres {
		tables = `SELECT count(*) FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
			WHERE c.relkind IN ('r', 'p') AND n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\_%'`
	}
	n, err := One[int64](ctx, d, tables)
	if err != nil {
		return false, fmt.Errorf("count tables: %w", err)
	}
	return n == 0, nil
}
