package db

import (
	"bytes"
	"context"
	"crypto/sha256"
	"embed"
	"fmt"
	"io/fs"
	"path"
	"strings"
	"testing/fstest"
	"text/template"

	"github.com/pressly/goose/v3"
)

// The migrations are one tree of text/template files that is rendered for the
// engine at hand, so that the two schemas cannot drift apart by hand.
//
//go:embed schema/*.sql
var schemaFiles embed.FS

// SchemaSum is a sum over the migrations: what was prepared with others is stale.
func SchemaSum() ([]byte, error) {
	sum := sha256.New()
	err := fs.WalkDir(schemaFiles, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := schemaFiles.ReadFile(path)
		fmt.Fprintf(sum, "%s %d\n%s", path, len(text), text)
		return err
	})
	return sum.Sum(nil), err
}

// types are the words that differ between the engines.
func types(d Dialect) map[string]string {
	if d == Postgres {
		return map[string]string{
			"ID": "uuid", "DATE": "date", "INSTANT": "bigint", "INT": "bigint", "BOOL": "boolean", "REAL": "double precision",
			"TEXT": `text COLLATE "C"`, "BLOB": "bytea", "STRICT": "", "KEYED": "", "Dialect": "postgres",
		}
	}
	return map[string]string{
		"ID": "BLOB", "DATE": "TEXT", "INSTANT": "INTEGER", "INT": "INTEGER", "BOOL": "INTEGER", "REAL": "REAL",
		"TEXT": "TEXT", "BLOB": "BLOB", "STRICT": "STRICT", "KEYED": "STRICT, WITHOUT ROWID", "Dialect": "sqlite",
	}
}

// Schema renders the migrations for an engine.
func Schema(d Dialect) (fs.FS, error) {
	out := fstest.MapFS{}
	files, err := fs.Glob(schemaFiles, "schema/*.sql")
	if err != nil {
		return nil, fmt.Errorf("list migrations: %w", err)
	}
	for _, f := range files {
		raw, err := schemaFiles.ReadFile(f)
		if err != nil {
			return nil, fmt.Errorf("read migration %s: %w", f, err)
		}
		t, err := template.New(f).Option("missingkey=error").Parse(string(raw))
		if err != nil {
			return nil, fmt.Errorf("parse migration: %w", err)
		}
		var b bytes.Buffer
		if err := t.Execute(&b, types(d)); err != nil {
			return nil, fmt.Errorf("render migration: %w", err)
		}
		out[path.Base(f)] = &fstest.MapFile{Data: b.Bytes()}
	}
	return out, nil
}

func (d *DB) provider() (*goose.Provider, error) {
	tree, err := Schema(d.Dialect)
	if err != nil {
		return nil, err
	}
	dialect := goose.DialectSQLite3
	if d.Dialect == Postgres {
		dialect = goose.DialectPostgres
	}
	p, err := goose.NewProvider(dialect, d.pool, tree)
	if err != nil {
		return nil, fmt.Errorf("prepare migrations: %w", err)
	}
	return p, nil
}

// Migrate brings the schema forward to this program's version and names the
// migrations that ran. It is safe to repeat.
func (d *DB) Migrate(ctx context.Context) ([]string, error) {
	p, err := d.provider()
	if err != nil {
		return nil, err
	}
	done, err := p.Up(ctx)
	var names []string
	for _, r := range done {
		names = append(names, strings.TrimSuffix(path.Base(r.Source.Path), ".sql"))
	}
	if err != nil {
		return names, fmt.Errorf("migrate: %w", err)
	}
	return names, nil
}

// Pending counts migrations that have not run: above zero the program must not
// serve. A schema that a newer program made is an error: what this one would
// write may break rules that it does not know. It asks the database itself,
// because goose would first render every migration.
func (d *DB) Pending(ctx context.Context) (int, error) {
	now, err := d.Version(ctx)
	if err != nil {
		return 0, fmt.Errorf("read schema version: %w", err)
	}
	all, err := migrations()
	if err != nil {
		return 0, err
	}
	pending, newest := 0, int64(0)
	for _, v := range all {
		newest = max(newest, v)
		if v > now {
			pending++
		}
	}
	if now > newest {
		return 0, fmt.Errorf("schema version %d is newer than this program's, %d", now, newest)
	}
	return pending, nil
}

// migrations are the numbers of this program's.
func migrations() ([]int64, error) {
	files, err := fs.Glob(schemaFiles, "schema/*.sql")
	if err != nil {
		return nil, fmt.Errorf("list migrations: %w", err)
	}
	var out []int64
	for _, f := range files {
		v, err := goose.NumericComponent(f)
		if err != nil {
			return nil, fmt.Errorf("read number of %s: %w", f, err)
		}
		out = append(out, v)
	}
	return out, nil
}

// Newest is the number of this program's last migration.
func Newest() (int64, error) {
	all, err := migrations()
	newest := int64(0)
	for _, v := range all {
		newest = max(newest, v)
	}
	return newest, err
}

// Version is the number of the last migration that ran, zero for an empty database.
func (d *DB) Version(ctx context.Context) (int64, error) {
	table := `SELECT count(*) FROM sqlite_master WHERE name = 'goose_db_version'`
	if d.Dialect == Postgres {
		table = `SELECT count(to_regclass('goose_db_version'))`
	}
	if n, err := One[int64](ctx, d, table); err != nil || n == 0 {
		return 0, err
	}
	return One[int64](ctx, d, `SELECT coalesce(max(version_id), 0) FROM goose_db_version WHERE is_applied`)
}
