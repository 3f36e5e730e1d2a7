package db

import (
	"context"
	"database/sql"
	"fmt"
	"reflect"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

// copier is an engine's own way to take in many rows.
type copier interface {
	copyRows(ctx context.Context, table string, columns []string, rows int, row func(i int) []any) error
}

// rowsPerInsert is how many rows one SQLite statement takes: beyond a few dozen
// a statement costs as much a row as a shorter one.
const rowsPerInsert = 32

// InsertMany stores rows, structs with db tags, as new rows of table: by COPY on
// PostgreSQL, many to a statement on SQLite. Constraints judge them as they judge
// Insert's; the error does not say which row broke one.
func InsertMany[T any](ctx context.Context, t *Tx, table string, rows []T) error {
	if len(rows) == 0 {
		return nil
	}
	m := mappingOf(reflect.TypeFor[T]())
	if c, ok := t.on.(copier); ok {
		names := strings.Split(m.names, ", ")
		return classify(c.copyRows(ctx, table, names, len(rows), func(i int) []any { return values(rows[i], m) }))
	}
	args := make([]any, 0, rowsPerInsert*len(m.cols))
	for len(rows) > 0 {
		n := min(rowsPerInsert, len(rows))
		if n < rowsPerInsert {
			n = 1 // two texts are enough to keep prepared
		}
		args = args[:0]
		for _, r := range rows[:n] {
			args = appendValues(args, r, m)
		}
		if _, err := t.on.exec(ctx, manyText(table, m, n), args); err != nil {
			return classify(err)
		}
		rows = rows[n:]
	}
	return nil
}

// manyText is the INSERT of n rows.
func manyText(table string, m *mapping, n int) string {
	if n == 1 {
		return insertText(table, m)
	}
	key := [3]any{table, m, n}
	if s, ok := inserts.Load(key); ok {
		return s.(string)
	}
	var b strings.Builder
	b.WriteString("INSERT INTO " + table + " (" + m.names + ") VALUES ")
	mark := 0
	for i := range n {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteByte('(')
		for c := range m.cols {
			if c > 0 {
				b.WriteByte(',')
			}
			mark++
			b.WriteByte('$')
			b.WriteString(strconv.Itoa(mark))
		}
		b.WriteByte(')')
	}
	inserts.Store(key, b.String())
	return b.String()
}

// copyRows streams the rows on the transaction's own connection. database/sql
// knows no COPY, so the driver's connection is asked for it.
func (p *pgTx) copyRows(ctx context.Context, table string, columns []string, rows int, row func(i int) []any) error {
	return p.conn.Raw(func(driverConn any) error {
		c, ok := driverConn.(*stdlib.Conn)
		if !ok {
			return fmt.Errorf("copy into %s: driver is %T", table, driverConn)
		}
		_, err := c.Conn().CopyFrom(ctx, pgx.Identifier{table}, columns, pgx.CopyFromSlice(rows, func(i int) ([]any, error) { return row(i), nil }))
		return err
	})
}

// beginPostgres takes a connection and keeps it for the transaction.
func (d *DB) beginPostgres(ctx context.Context) (session, error) {
	conn, err := d.pool.Conn(ctx)
	if err != nil {
		return nil, err
	}
	tx, err := conn.BeginTx(ctx, nil)
	if err != nil {
		_ = conn.Close() // the error that led here says more
		return nil, err
	}
	return &pgTx{tx, conn}, nil
}

// pgTx is a transaction on PostgreSQL.
type pgTx struct {
	tx   *sql.Tx
	conn *sql.Conn
}

func (p *pgTx) query(ctx context.Context, q string, args []any) (cursor, error) {
	return queried(p.tx.QueryContext(ctx, q, args...))
}

func (p *pgTx) exec(ctx context.Context, q string, args []any) (sql.Result, error) {
	return p.tx.ExecContext(ctx, q, args...)
}

func (p *pgTx) commit() error {
	defer p.conn.Close()
	return p.tx.Commit()
}

func (p *pgTx) rollback() error {
	_ = p.tx.Rollback() // the error that led here says more
	_ = p.conn.Close()
	return nil
}
