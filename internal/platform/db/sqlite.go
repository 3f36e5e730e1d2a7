package db

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// lite is one connection to SQLite with its prepared statements, in the hands of
// one goroutine at a time. It stands on the driver itself: what database/sql does
// around a query (locks, a watching goroutine, conversions by reflection) costs
// more than a lookup by key.
type lite struct {
	conn driver.Conn
	// idle statements by text. One that is in use is taken out, so that a query
	// within the same query's rows gets another.
	idle map[string]driver.Stmt
	args []driver.NamedValue // of the last change, emptied
}

// maxPrepared bounds a connection's statements: lists build a few hundred
// different texts at most.
const maxPrepared = 1000

func openLite(d driver.Driver, dsn string) (*lite, error) {
	c, err := d.Open(dsn)
	if err != nil {
		return nil, fmt.Errorf("open connection: %w", err)
	}
	return &lite{conn: c, idle: map[string]driver.Stmt{}}, nil
}

func (l *lite) take(q string) (driver.Stmt, error) {
	if s := l.idle[q]; s != nil {
		delete(l.idle, q)
		return s, nil
	}
	return l.conn.Prepare(positional(q))
}

// positional writes $1, $2, … as ?, where they stand in order and once each: the
// driver asks SQLite for the name of every named argument at every call, and for
// many rows in one statement SQLite searches its list of names for each.
func positional(q string) string {
	var b strings.Builder
	n, quoted := 0, byte(0)
	for i := 0; i < len(q); i++ {
		c := q[i]
		switch {
		case quoted != 0:
			if c == quoted {
				quoted = 0
			}
		case c == '\'' || c == '"':
			quoted = c
		case c == '?':
			return q
		case c == '$':
			n++
			mark := "$" + strconv.Itoa(n)
			if !strings.HasPrefix(q[i:], mark) || i+len(mark) < len(q) && '0' <= q[i+len(mark)] && q[i+len(mark)] <= '9' {
				return q
			}
			b.WriteByte('?')
			i += len(mark) - 1
			continue
		}
		b.WriteByte(c)
	}
	return b.String()
}

func (l *lite) giveBack(q string, s driver.Stmt) error {
	if l.idle[q] != nil {
		return s.Close()
	}
	if len(l.idle) >= maxPrepared {
		for k, old := range l.idle {
			delete(l.idle, k)
			_ = old.Close() // a failure costs a handle
			break
		}
	}
	l.idle[q] = s
	return nil
}

// briefKey marks the context of a lookup that Brief made.
type briefKey struct{}

// Brief is for a lookup by a whole key, or of a few rows of an index, which on SQLite
// ends sooner than anybody could cut it short: to watch the caller meanwhile takes the
// driver a goroutine a query. A query that searches or counts without a bound keeps its
// own context, so that it ends when its caller has gone.
func Brief(ctx context.Context) context.Context { return context.WithValue(ctx, briefKey{}, true) }

// query runs q; done is called once its rows are closed.
func (l *lite) query(ctx context.Context, q string, args []any, done func()) (*liteRows, error) {
	if ctx.Value(briefKey{}) != nil {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		ctx = context.WithoutCancel(ctx)
	}
	named, err := bind(nil, args)
	if err != nil {
		return nil, err
	}
	s, err := l.take(q)
	if err != nil {
		return nil, err
	}
	rows, err := s.(driver.StmtQueryContext).QueryContext(ctx, named) //nolint:forcetypeassert // the driver is one we chose
	if err != nil {
		return nil, errors.Join(err, l.giveBack(q, s))
	}
	return &liteRows{rows: rows, values: make([]driver.Value, len(rows.Columns())), close: func() error {
		err := errors.Join(rows.Close(), l.giveBack(q, s))
		if done != nil {
			done()
		}
		return err
	}}, nil
}

func (l *lite) exec(ctx context.Context, q string, args []any) (driver.Result, error) {
	named, err := bind(l.args[:0], args)
	if err != nil {
		return nil, err
	}
	l.args = named
	defer clear(named) // what was stored is not kept here
	s, err := l.take(q)
	if err != nil {
		return nil, err
	}
	res, err := s.(driver.StmtExecContext).ExecContext(ctx, named) //nolint:forcetypeassert // the driver is one we chose
	if berr := l.giveBack(q, s); err == nil {
		err = berr
	}
	return res, err
}

func (l *lite) close() error {
	var err error
	for _, s := range l.idle {
		err = errors.Join(err, s.Close())
	}
	clear(l.idle)
	return errors.Join(err, l.conn.Close())
}

// bind appends to named what the driver stores of our arguments.
func bind(named []driver.NamedValue, args []any) ([]driver.NamedValue, error) {
	named = slices.Grow(named, len(args))
	for i, a := range args {
		switch a.(type) {
		case nil, int64, string, []byte:
		default:
			var err error
			if a, err = driver.DefaultParameterConverter.ConvertValue(a); err != nil {
				return nil, fmt.Errorf("argument %d: %w", i+1, err)
			}
		}
		named = append(named, driver.NamedValue{Ordinal: i + 1, Value: a})
	}
	return named, nil
}

// readers are SQLite's reading connections. One that is open is taken before
// another is opened, since each reads the whole schema first.
type readers struct {
	idle     chan *lite
	unopened chan struct{}
	open     func() (*lite, error)
}

func newReaders(n int, open func() (*lite, error)) *readers {
	r := &readers{idle: make(chan *lite, n), unopened: make(chan struct{}, n), open: open}
	for range n {
		r.unopened <- struct{}{}
	}
	return r
}

func (r *readers) take(ctx context.Context) (*lite, error) {
	select {
	case l := <-r.idle:
		return l, nil
	default:
	}
	select {
	case l := <-r.idle:
		return l, nil
	case <-r.unopened:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	l, err := r.open()
	if err != nil {
		r.unopened <- struct{}{}
	}
	return l, err
}

func (r *readers) query(ctx context.Context, q string, args []any) (cursor, error) {
	l, err := r.take(ctx)
	if err != nil {
		return nil, err
	}
	rows, err := l.query(ctx, q, args, func() { r.idle <- l })
	if err != nil { // and no cursor, which a nil *liteRows would look like
		r.idle <- l
		return nil, err
	}
	return rows, nil
}

// close waits for queries under way.
func (r *readers) close() error {
	var err error
	for range cap(r.idle) {
		select {
		case l := <-r.idle:
			err = errors.Join(err, l.close())
		case <-r.unopened:
		}
	}
	return err
}
