package db

import (
	"database/sql"
	"fmt"
	"reflect"
	"time"
)

// Instants are stored as microseconds since 1970 in both engines: they compare
// and index as numbers and come back the same from each driver. The zero time
// is NULL.
type instant struct{ t *time.Time }

// Scan reads microseconds.
func (i instant) Scan(v any) error {
	switch v := v.(type) {
	case nil:
		*i.t = time.Time{}
	case int64:
		*i.t = time.UnixMicro(v).UTC()
	default:
		return fmt.Errorf("scan instant from %T", v)
	}
	return nil
}

// text reads NULL as empty: in our tables absence and emptiness of a text mean
// the same.
type text struct{ s *string }

// Scan reads TEXT.
func (x text) Scan(v any) error {
	switch v := v.(type) {
	case nil:
		*x.s = ""
	case string:
		*x.s = v
	case []byte:
		*x.s = string(v)
	default:
		return fmt.Errorf("scan text from %T", v)
	}
	return nil
}

// pointer is where a column is scanned to. A text of our own type is reached as
// the plain text that it is, so that no row needs reflection for it.
func pointer(f reflect.Value) any {
	p := f.Addr().Interface()
	switch p := p.(type) {
	case *time.Time:
		return instant{p}
	case *string:
		return text{p}
	case sql.Scanner:
		return p
	}
	if f.Kind() == reflect.String {
		return text{f.Addr().Convert(reflect.TypeFor[*string]()).Interface().(*string)} //nolint:forcetypeassert // just converted
	}
	return p
}

func value(f reflect.Value) any {
	v := f.Interface()
	if t, ok := v.(time.Time); ok {
		if t.IsZero() {
			return nil
		}
		return t.UnixMicro()
	}
	return v
}
