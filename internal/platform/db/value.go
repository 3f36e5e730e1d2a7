package db

import (
	"database/sql"
	"database/sql/driver"
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

// kind is how a field is stored. Keys and texts are most of what is, and are taken
// without asking their types, which would allocate each of them twice.
type kind byte

const (
	asItIs    kind = iota // by its type's Value, if it has one
	asInstant             // a time
	asKey                 // sixteen bytes, NULL when all are zero
	asText                // a text whose type adds nothing to it
)

func kindOf(t reflect.Type) kind {
	switch {
	case t == reflect.TypeFor[time.Time]():
		return asInstant
	case t.Kind() == reflect.Array && t.Len() == 16 && t.Elem().Kind() == reflect.Uint8:
		return asKey
	case t.Kind() == reflect.String && !t.Implements(reflect.TypeFor[driver.Valuer]()):
		return asText
	}
	return asItIs
}

// value is what is stored of f, a field that has an address.
func (k kind) value(f reflect.Value) any {
	switch k {
	case asInstant:
		if t := f.Addr().Interface().(*time.Time); !t.IsZero() { //nolint:forcetypeassert // that is what makes the kind
			return t.UnixMicro()
		}
		return nil
	case asKey:
		if f.IsZero() {
			return nil
		}
		return f.Bytes()
	case asText:
		return f.String()
	}
	return f.Interface()
}
