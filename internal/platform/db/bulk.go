package db

import (
	"context"
	"database/sql"
	"fmt"
	"reflect"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

// copier is an engine's own way to take in many rows.
type copier interface {
	copyRows(ctx context.Context, table string, columns []string, rows int, row func(i int) ([]any, error)) error
}

// InsertMany stores rows, structs with db tags, as new rows of table: by COPY on
// PostgreSQL, and on SQLite one prepared statement a row. There many rows to a
// statement cost more: SQLite then keeps each page as it was, in case the
// statement fails half-way, and looks every placeholder up among all of them.
// Constraints judge the rows as they judge Insert's; on PostgreSQL the error does
// not say which row broke one.
func InsertMany[T any](ctx context.Context, t *Tx, table string, rows []T) error {
	if len(rows) == 0 {
		return nil
	}
	m := mappingOf(reflect.TypeFor[T]())
	if c, ok := t.on.(copier); ok {
		names := strings.Split(m.names, ", ")
		return classify(c.copyRows(ctx, table, names, len(rows), func(i int) ([]any, error) { return values(t, &rows[i], m) }))
	}
	text, args := insertText(table, m), make([]any, 0, len(m.cols))
	for i := range rows {
		var err error
		if args, err = appendValues(t, args[:0], &rows[i], m); err != nil {
			return err
		}
		if _, err := t.on.exec(ctx, text, args); err != nil {
			return classify(err)
		}
	}
	return nil
}

// copyRows streams the rows on the transaction's own connection. database/sql
// knows no COPY, so the driver's connection is asked for it.
func (p *pgTx) copyRows(ctx context.Context, table string, columns []string, rows int, row func(i int) ([]any, error)) error {
	return p.conn.Raw(func(driverConn any) error {
		c, ok := driverConn.(*stdlib.Conn)
		if !ok {
			return fmt.Errorf("copy into %s: driver is %T", table, driverConn)
		}
		_, err := c.Conn().CopyFrom(ctx, pgx.Identifier{table}, columns, pgx.CopyFromSlice(rows, row))
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
