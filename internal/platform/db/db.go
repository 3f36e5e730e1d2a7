// Package db is the one door to the database, whichever of the two it is:
// embedded SQLite (WAL, STRICT tables, one writer and many readers) or
// PostgreSQL. SQL is written once for both, with $1 placeholders.
//
// It owns connections, transactions with their clock and retries, the mapping
// of rows to structs, migrations and the translation of driver errors. It
// refuses business rules and query building: stores write SQL.
package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // PostgreSQL driver
	_ "modernc.org/sqlite"             // SQLite driver, pure Go
)

// Dialect names the engine.
type Dialect string

// The engines.
const (
	SQLite   Dialect = "sqlite"
	Postgres Dialect = "postgres"
)

// Options of Open.
type Options struct {
	Now   func() time.Time // the clock; required
	Sync  string           // SQLite synchronous: FULL (default) or NORMAL
	Conns int              // PostgreSQL connections, SQLite readers; 0 chooses

	// Trace is told of every query outside a transaction before it runs; nil
	// tells nobody. Tests count queries and ask for their plans with it.
	Trace func(query string, args []any)
}

// DB is an open database. Safe for concurrent use.
type DB struct {
	Dialect Dialect
	read    *sql.DB
	write   *sql.DB
	writer  *writer   // SQLite only
	readers *prepared // SQLite only
	now     func() time.Time
	trace   func(query string, args []any)
}

// Open opens "sqlite:PATH" (made when absent) or "postgres://…". It does not
// migrate; see Migrate.
func Open(ctx context.Context, url string, o Options) (*DB, error) {
	if o.Now == nil {
		return nil, errors.New("open database: no clock")
	}
	if path, ok := strings.CutPrefix(url, "sqlite:"); ok {
		return openSQLite(ctx, path, o)
	}
	if strings.HasPrefix(url, "postgres://") || strings.HasPrefix(url, "postgresql://") {
		return openPostgres(ctx, url, o)
	}
	return nil, errors.New(`open database: address starts with neither "sqlite:" nor "postgres://"`)
}

func openSQLite(ctx context.Context, path string, o Options) (*DB, error) {
	if o.Sync == "" {
		o.Sync = "FULL"
	}
	dsn := "file:" + path + "?_pragma=journal_mode(WAL)&_pragma=synchronous(" + o.Sync + ")&_pragma=foreign_keys(1)" +
		"&_pragma=busy_timeout(10000)&_pragma=cache_size(-65536)&_pragma=mmap_size(2147483648)&_pragma=temp_store(2)"
	w, err := sql.Open("sqlite", dsn)
	if err != nil {
		return nil, fmt.Errorf("open sqlite: %w", err)
	}
	// One connection writes; the second is for migrations, which run while it idles.
	w.SetMaxOpenConns(2)
	if err := w.PingContext(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("open sqlite: %w", err), w.Close())
	}
	r, err := sql.Open("sqlite", dsn+"&_pragma=query_only(1)")
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open sqlite: %w", err), w.Close())
	}
	n := o.Conns
	if n == 0 {
		n = max(4, runtime.NumCPU())
	}
	r.SetMaxOpenConns(n)
	r.SetMaxIdleConns(n)
	d := &DB{Dialect: SQLite, read: r, write: w, readers: newPrepared(r), now: o.Now, trace: o.Trace}
	if d.writer, err = newWriter(ctx, w); err != nil {
		return nil, errors.Join(fmt.Errorf("open sqlite: %w", err), r.Close(), w.Close())
	}
	return d, nil
}

func openPostgres(ctx context.Context, url string, o Options) (*DB, error) {
	p, err := sql.Open("pgx", url)
	if err != nil {
		return nil, fmt.Errorf("open postgres: %w", err)
	}
	n := o.Conns
	if n == 0 {
		n = 4 * runtime.NumCPU()
	}
	p.SetMaxOpenConns(n)
	p.SetMaxIdleConns(n)
	if err := p.PingContext(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("open postgres: %w", err), p.Close())
	}
	return &DB{Dialect: Postgres, read: p, write: p, now: o.Now, trace: o.Trace}, nil
}

// Close closes every connection.
func (d *DB) Close() error {
	if d.Dialect == Postgres {
		return d.read.Close()
	}
	return errors.Join(d.readers.close(), d.read.Close(), d.writer.close(), d.write.Close())
}

// Ping reports whether the database answers.
func (d *DB) Ping(ctx context.Context) error { return d.read.PingContext(ctx) }

// Now is the injected clock in UTC, for reads; writes use Tx.Now.
func (d *DB) Now() time.Time { return d.now().UTC() }
