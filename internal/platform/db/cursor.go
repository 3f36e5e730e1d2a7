package db

import (
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"reflect"
)

// cursor walks the rows of a query: database/sql's on PostgreSQL, our own on SQLite.
type cursor interface {
	Next() bool
	Scan(dest ...any) error
	Err() error
	Close() error
}

// queried gives no cursor where there are no rows: a nil *sql.Rows in an
// interface would look like one.
func queried(rows *sql.Rows, err error) (cursor, error) {
	if err != nil {
		return nil, err
	}
	return rows, nil // whoever asked closes it
}

// liteRows walks the driver's rows.
type liteRows struct {
	rows   driver.Rows
	values []driver.Value
	close  func() error // nil once closed
	failed func()       // told of an error that ended the rows; nil tells nobody
	err    error
}

// Next moves to the next row, if there is one.
func (r *liteRows) Next() bool {
	if r.err != nil {
		return false
	}
	r.err = r.rows.Next(r.values)
	if r.failed != nil && r.Err() != nil {
		r.failed()
	}
	return r.err == nil
}

// Err is what ended the rows, unless it was their end.
func (r *liteRows) Err() error {
	if errors.Is(r.err, io.EOF) {
		return nil
	}
	return r.err
}

// Close gives the connection back.
func (r *liteRows) Close() error {
	if r.close == nil {
		return nil
	}
	f := r.close
	r.close = nil
	return f()
}

// Scan copies the row. Texts and bytes are the driver's own copies and are kept.
func (r *liteRows) Scan(dest ...any) error {
	if len(dest) != len(r.values) {
		return fmt.Errorf("scan %d columns into %d fields", len(r.values), len(dest))
	}
	for i, d := range dest {
		if err := assign(d, r.values[i]); err != nil {
			return fmt.Errorf("scan column %q: %w", r.rows.Columns()[i], err)
		}
	}
	return nil
}

// assign stores one value of the driver. The cases come before the general way
// because every row of every list goes through them.
func assign(dest any, v driver.Value) error {
	switch d := dest.(type) {
	case *string:
		return text{d}.Scan(v)
	case sql.Scanner:
		return d.Scan(v)
	case *int64:
		if n, ok := v.(int64); ok {
			*d = n
			return nil
		}
	case *int:
		if n, ok := v.(int64); ok {
			*d = int(n)
			return nil
		}
	case *bool:
		if n, ok := v.(int64); ok {
			*d = n != 0
			return nil
		}
	case *[]byte:
		if v == nil {
			*d = nil
			return nil
		}
		if b, ok := v.([]byte); ok {
			*d = b
			return nil
		}
	}
	return convert(reflect.ValueOf(dest).Elem(), v)
}

// convert stores a value where a field's type is one of our own or may be absent.
func convert(f reflect.Value, v driver.Value) error {
	if f.Kind() == reflect.Pointer {
		if v == nil {
			f.SetZero()
			return nil
		}
		f.Set(reflect.New(f.Type().Elem()))
		return assign(pointer(f.Elem()), v)
	}
	if v == nil {
		return fmt.Errorf("NULL for a %s", f.Type())
	}
	from := reflect.ValueOf(v)
	switch {
	case f.Kind() == reflect.Bool && from.CanInt():
		f.SetBool(from.Int() != 0)
	case f.CanInt() && from.CanInt() && !f.OverflowInt(from.Int()):
		f.SetInt(from.Int())
	case f.CanFloat() && from.CanInt():
		f.SetFloat(float64(from.Int()))
	case f.CanFloat() && from.CanFloat():
		f.SetFloat(from.Float())
	case f.Kind() == reflect.Interface && from.Type().AssignableTo(f.Type()):
		f.Set(from)
	case f.Kind() == from.Kind() && from.CanConvert(f.Type()):
		f.Set(from.Convert(f.Type()))
	default:
		return fmt.Errorf("%T for a %s", v, f.Type())
	}
	return nil
}
