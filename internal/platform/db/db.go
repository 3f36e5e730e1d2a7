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
	"sync"
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
}

// DB is an open database. Safe for concurrent use.
type DB struct {
	Dialect Dialect
	read    *pool
	write   *pool
	now     func() time.Time
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
	w, err := sql.Open("sqlite", dsn+"&_txlock=immediate")
	if err != nil {
		return nil, fmt.Errorf("open sqlite: %w", err)
	}
	w.SetMaxOpenConns(1)
	w.SetMaxIdleConns(1)
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
	return &DB{Dialect: SQLite, read: newPool(r), write: newPool(w), now: o.Now}, nil
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
	pl := newPool(p)
	return &DB{Dialect: Postgres, read: pl, write: pl, now: o.Now}, nil
}

// Close closes every connection.
func (d *DB) Close() error {
	err := d.read.close()
	if d.write != d.read {
		err = errors.Join(err, d.write.close())
	}
	return err
}

// Ping reports whether the database answers.
func (d *DB) Ping(ctx context.Context) error { return d.read.db.PingContext(ctx) }

// Now is the injected clock in UTC, for reads; writes use Tx.Now.
func (d *DB) Now() time.Time { return d.now().UTC() }

// pool is a *sql.DB whose statements are prepared once: preparing costs more
// than running a lookup by key.
type pool struct {
	db *sql.DB
	mu sync.RWMutex
	st map[string]*sql.Stmt
}

func newPool(db *sql.DB) *pool { return &pool{db: db, st: map[string]*sql.Stmt{}} }

// maxPrepared bounds the cache: lists build a few hundred different texts at most.
const maxPrepared = 2000

func (p *pool) stmt(ctx context.Context, q string) (*sql.Stmt, error) {
	p.mu.RLock()
	s := p.st[q]
	p.mu.RUnlock()
	if s != nil {
		return s, nil
	}
	// The statement outlives the request that first needed it.
	s, err := p.db.PrepareContext(context.WithoutCancel(ctx), q)
	if err != nil {
		return nil, err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if old := p.st[q]; old != nil {
		return old, s.Close()
	}
	if len(p.st) >= maxPrepared {
		for k, v := range p.st {
			delete(p.st, k)
			// Close waits for users of the statement; a failure costs nothing but a handle.
			_ = v.Close()
			break
		}
	}
	p.st[q] = s
	return s, nil
}

func (p *pool) close() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, s := range p.st {
		_ = s.Close() // closing the pool releases them anyway
	}
	p.st = map[string]*sql.Stmt{}
	return p.db.Close()
}
