package db

import (
	"context"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"sync"
	"time"

	"titian/internal/kernel/errs"
	"titian/internal/kernel/privacy"
	"titian/internal/platform/seal"
)

// Querier reads: *DB from the readers, *Tx inside its transaction.
type Querier interface {
	query(ctx context.Context, q string, args []any) (cursor, error)
	box() seal.Box
	Now() time.Time // the database's instant, or the transaction's
}

func (d *DB) query(ctx context.Context, q string, args []any) (cursor, error) {
	if d.trace != nil {
		d.trace(q, args)
	}
	if d.readers == nil {
		return queried(d.pool.QueryContext(ctx, q, args...))
	}
	return d.readers.query(ctx, q, args)
}

func (d *DB) box() seal.Box { return d.texts }

func (t *Tx) box() seal.Box { return t.db.texts }

func (t *Tx) query(ctx context.Context, q string, args []any) (cursor, error) {
	return t.on.query(ctx, q, args)
}

// Column is one stored field as its struct tag declares it:
// `db:"held_on" privacy:"internal"`. A field without a class counts as secret.
type Column struct {
	Name  string
	Class privacy.Class
	index []int
}

// Of is the column's field in row, a struct value of the type it came from.
func (c Column) Of(row reflect.Value) reflect.Value { return row.FieldByIndex(c.index) }

type mapping struct {
	cols   []Column
	kinds  []kind // of cols, as they are stored
	names  string
	sealed []sealedColumn
}

var mappings sync.Map // reflect.Type → *mapping: derived from types, never changes

func mappingOf(t reflect.Type) *mapping {
	if m, ok := mappings.Load(t); ok {
		return m.(*mapping)
	}
	m := &mapping{}
	collect(t, nil, m)
	var b strings.Builder
	for i, c := range m.cols {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(c.Name)
	}
	m.names = b.String()
	mappings.Store(t, m)
	return m
}

func collect(t reflect.Type, at []int, m *mapping) {
	defer m.bind(t, at, len(m.cols))
	for i := range t.NumField() {
		f := t.Field(i)
		index := append(append([]int{}, at...), i)
		name := f.Tag.Get("db")
		switch {
		case name == "" && f.Anonymous && f.Type.Kind() == reflect.Struct:
			collect(f.Type, index, m)
		case name != "" && name != "-":
			class := privacy.Class(f.Tag.Get("privacy"))
			if !class.Valid() {
				class = privacy.Secret
			}
			m.cols, m.kinds = append(m.cols, Column{name, class, index}), append(m.kinds, kindOf(f.Type))
		}
	}
}

// ColumnsOf lists T's stored fields in the order of the struct.
func ColumnsOf[T any]() []Column { return mappingOf(reflect.TypeFor[T]()).cols }

// Columns is T's select list: "id, title, …", or "m.id, m.title, …" with alias "m".
func Columns[T any](alias string) string {
	m := mappingOf(reflect.TypeFor[T]())
	if alias == "" {
		return m.names
	}
	parts := make([]string, len(m.cols))
	for i, c := range m.cols {
		parts[i] = alias + "." + c.Name
	}
	return strings.Join(parts, ", ")
}

// All runs a query whose columns are T's, in order (see Columns), or whose one
// column scans into T when T is not a struct with db tags.
func All[T any](ctx context.Context, q Querier, text string, args ...any) ([]T, error) {
	var out []T
	err := Each(ctx, q, text, args, func(v *T) error {
		out = append(out, *v)
		return nil
	})
	return out, err
}

// Each is All without keeping the rows; v is reused between calls.
func Each[T any](ctx context.Context, q Querier, text string, args []any, f func(v *T) error) error {
	rows, err := q.query(ctx, text, args)
	if err != nil {
		return classify(err)
	}
	defer rows.Close()
	d := place[T]()
	defer d.giveBack()
	for rows.Next() {
		var zero T
		d.v = zero
		if err := d.scan(rows, q.box()); err != nil {
			return err
		}
		if err := f(&d.v); err != nil {
			return err
		}
	}
	return classify(rows.Err())
}

// One returns the single row of a query, or errs.NotFound with code "not_found".
func One[T any](ctx context.Context, q Querier, text string, args ...any) (T, error) {
	v, found, err := Find[T](ctx, q, text, args...)
	if err == nil && !found {
		err = errs.New(errs.NotFound, "not_found")
	}
	return v, err
}

// Find returns the first row of a query, if there is one.
func Find[T any](ctx context.Context, q Querier, text string, args ...any) (v T, found bool, err error) {
	rows, err := q.query(ctx, text, args)
	if err != nil {
		return v, false, classify(err)
	}
	defer rows.Close()
	if !rows.Next() {
		return v, false, classify(rows.Err())
	}
	d := place[T]()
	defer d.giveBack()
	if err := d.scan(rows, q.box()); err != nil {
		return v, false, err
	}
	return d.v, true, classify(rows.Close()) // closing a change that RETURNS ends it
}

// placed is a T with pointers to its fields. To find them costs an allocation each,
// so they are kept for the next row of the same type.
type placed[T any] struct {
	v      T
	fields []any
	of     *mapping // nil where T is one value
	pool   *sync.Pool
}

var places sync.Map // reflect.Type → *sync.Pool of *placed[T]

func place[T any]() *placed[T] {
	t := reflect.TypeFor[T]()
	pool, ok := places.Load(t)
	if !ok {
		pool, _ = places.LoadOrStore(t, new(sync.Pool))
	}
	p := pool.(*sync.Pool) //nolint:forcetypeassert // nothing else is stored
	if d, ok := p.Get().(*placed[T]); ok {
		return d
	}
	d := &placed[T]{pool: p}
	d.fields, d.of = targets(&d.v)
	return d
}

// scan reads the row at hand and opens what is sealed in it.
func (d *placed[T]) scan(rows cursor, box seal.Box) error {
	if err := rows.Scan(d.fields...); err != nil {
		return classify(err)
	}
	if d.of == nil || len(d.of.sealed) == 0 {
		return nil
	}
	return d.of.open(box, reflect.ValueOf(&d.v).Elem())
}

// giveBack empties it first: the pool must not keep what somebody read.
func (d *placed[T]) giveBack() {
	var zero T
	d.v = zero
	d.pool.Put(d)
}

// targets points at the fields of v that its tags name, or at v itself, which has
// no mapping then.
func targets[T any](v *T) ([]any, *mapping) {
	t := reflect.TypeFor[T]()
	if t.Kind() == reflect.Struct {
		if m := mappingOf(t); len(m.cols) > 0 {
			rv := reflect.ValueOf(v).Elem()
			dest := make([]any, len(m.cols))
			for i, c := range m.cols {
				dest[i] = pointer(rv.FieldByIndex(c.index))
			}
			return dest, m
		}
	}
	return []any{pointer(reflect.ValueOf(v).Elem())}, nil
}

// Exec changes rows and says how many.
func Exec(ctx context.Context, t *Tx, text string, args ...any) (int64, error) {
	res, err := t.on.exec(ctx, text, args)
	if err != nil {
		return 0, classify(err)
	}
	n, err := res.RowsAffected()
	return n, classify(err)
}

// Insert stores row, a struct with db tags, as one new row of table.
func Insert[T any](ctx context.Context, t *Tx, table string, row T) error {
	m := mappingOf(reflect.TypeFor[T]())
	args, err := values(t, &row, m)
	if err == nil {
		_, err = Exec(ctx, t, insertText(table, m), args...)
	}
	return err
}

var inserts sync.Map // table + type → text

func insertText(table string, m *mapping) string {
	key := [2]any{table, m}
	if s, ok := inserts.Load(key); ok {
		return s.(string)
	}
	marks := make([]string, len(m.cols))
	for i := range marks {
		marks[i] = "$" + strconv.Itoa(i+1)
	}
	s := "INSERT INTO " + table + " (" + m.names + ") VALUES (" + strings.Join(marks, ", ") + ")"
	inserts.Store(key, s)
	return s
}

func values[T any](t *Tx, row *T, m *mapping) ([]any, error) {
	return appendValues(t, make([]any, 0, len(m.cols)), row, m)
}

// appendValues appends what is stored of a row. Keys among them lie in the row, and
// are not to be kept beyond it.
func appendValues[T any](t *Tx, args []any, row *T, m *mapping) ([]any, error) {
	rv := reflect.ValueOf(row).Elem()
	for i, c := range m.cols {
		f := rv.Field(c.index[0])
		if len(c.index) > 1 {
			f = rv.FieldByIndex(c.index)
		}
		args = append(args, m.kinds[i].value(f))
	}
	if len(m.sealed) == 0 {
		return args, nil
	}
	return args, m.close(t.box(), rv, args)
}

// Update stores every column of row except its key, provided that the stored
// version is still `version`; row must carry the next one. The key columns are
// named; a row that is gone or has moved on is errs.Conflict, code "stale".
func Update[T any](ctx context.Context, t *Tx, table string, row T, version int64, keys ...string) error {
	m := mappingOf(reflect.TypeFor[T]())
	all, err := values(t, &row, m)
	if err != nil {
		return err
	}
	var set, where []string
	var args []any
	for i, c := range m.cols {
		mark := "$" + strconv.Itoa(len(args)+1)
		args = append(args, all[i])
		if contains(keys, c.Name) {
			where = append(where, c.Name+" = "+mark)
		} else {
			set = append(set, c.Name+" = "+mark)
		}
	}
	args = append(args, version)
	n, err := Exec(ctx, t, fmt.Sprintf("UPDATE %s SET %s WHERE %s AND version = $%d",
		table, strings.Join(set, ", "), strings.Join(where, " AND "), len(args)), args...)
	if err == nil && n == 0 {
		err = errs.New(errs.Conflict, "stale")
	}
	return err
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

// In is the placeholder list of an IN clause for n values that start at $from:
// In(3, 2) is "$2, $3, $4"… With no values it is NULL, which matches nothing.
func In(n, from int) string {
	if n == 0 {
		return "NULL"
	}
	marks := make([]string, n)
	for i := range marks {
		marks[i] = "$" + strconv.Itoa(from+i)
	}
	return strings.Join(marks, ", ")
}
