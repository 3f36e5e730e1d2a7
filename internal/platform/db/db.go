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
	"io/fs"
	"os"
	"runtime"
	"strings"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // PostgreSQL driver
	_ "modernc.org/sqlite"             // SQLite driver, pure Go

	"titian/internal/platform/seal"
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
	Texts seal.Key         // of sealed texts; without it none is written or read

	// Existing refuses to make a SQLite file: whoever mistypes its path is told,
	// and does not find an empty database there later.
	Existing bool

	// Trace is told of every query outside a transaction before it runs; nil
	// tells nobody. Tests count queries and ask for their plans with it.
	Trace func(query string, args []any)
}

// DB is an open database. Safe for concurrent use.
type DB struct {
	Dialect Dialect
	pool    *sql.DB  // PostgreSQL: everything; SQLite: migrations
	writer  *writer  // SQLite only
	readers *readers // SQLite only
	now     func() time.Time
	texts   seal.Box
	trace   func(query string, args []any)
}

// Open opens "sqlite:PATH" (made when absent, unless it must be Existing) or "postgres://…". It does not
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

// What a connection keeps of its own. Unchanged pages are read where the system has
// mapped the file, so a reader keeps only those that still lie in the log; the writer
// also those that a long transaction changed.
const (
	readerCache = "&_pragma=cache_size(-4096)"
	writerCache = "&_pragma=cache_size(-16384)"
)

func openSQLite(ctx context.Context, path string, o Options) (*DB, error) {
	if o.Sync == "" {
		o.Sync = "FULL"
	}
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		if o.Existing {
			return nil, fmt.Errorf(`open sqlite: there is no file %s; "titian migrate" makes one`, path)
		}
		if err := private(path); err != nil {
			return nil, fmt.Errorf("open sqlite: %w", err)
		}
	}
	dsn := "file:" + path + "?_pragma=journal_mode(WAL)&_pragma=synchronous(" + o.Sync + ")&_pragma=foreign_keys(1)" +
		"&_pragma=busy_timeout(10000)&_pragma=mmap_size(2147483648)&_pragma=temp_store(2)"
	p, err := sql.Open("sqlite", dsn)
	if err != nil {
		return nil, fmt.Errorf("open sqlite: %w", err)
	}
	p.SetMaxOpenConns(1)
	p.SetMaxIdleConns(0) // migrations are rare
	n := o.Conns
	if n == 0 {
		n = max(4, runtime.NumCPU())
	}
	// Each connection reads the whole schema, so each is opened when it is first
	// needed. This query shows whether the file can be opened at all.
	d := &DB{
		Dialect: SQLite, pool: p, now: o.Now, texts: seal.New(o.Texts), trace: o.Trace,
		writer:  newWriter(func() (*lite, error) { return openLite(p.Driver(), dsn+writerCache) }),
		readers: newReaders(n, func() (*lite, error) { return openLite(p.Driver(), dsn+readerCache+"&_pragma=query_only(1)") }),
	}
	if err := d.Ping(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("open sqlite: %w", err), d.Close())
	}
	return d, nil
}

// private makes the file before SQLite does, which would let everybody on the
// machine read it. Its log takes the same rights.
func private(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600) //nolint:gosec // the operator names the file
	if err != nil {
		return err
	}
	return f.Close()
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
	return &DB{Dialect: Postgres, pool: p, now: o.Now, texts: seal.New(o.Texts), trace: o.Trace}, nil
}

// Close closes every connection.
func (d *DB) Close() error {
	if d.Dialect == Postgres {
		return d.pool.Close()
	}
	return errors.Join(d.readers.close(), d.writer.close(), d.pool.Close())
}

// Ping reports whether the database answers.
func (d *DB) Ping(ctx context.Context) error {
	_, err := One[int64](ctx, d, `SELECT 1`)
	return err
}

// Now is the injected clock in UTC, for reads; writes use Tx.Now.
func (d *DB) Now() time.Time { return d.now().UTC() }
