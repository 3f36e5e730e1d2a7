package db

import (
	"database/sql/driver"
	"fmt"
	"reflect"
	"strconv"
	"time"
)

// Text is the column's value in row as text, for audit and export: the same
// value always gives the same text, and an unknown one gives none.
func (c Column) Text(row reflect.Value) string { return plain(c.Of(row)) }

// plain is a field's value as text; the same value always gives the same text.
func plain(v reflect.Value) string {
	switch v.Kind() {
	case reflect.String:
		return v.String()
	case reflect.Int, reflect.Int64, reflect.Int32:
		return strconv.FormatInt(v.Int(), 10)
	case reflect.Bool:
		return strconv.FormatBool(v.Bool())
	case reflect.Pointer:
		if v.IsNil() {
			return ""
		}
		return plain(v.Elem())
	}
	switch x := v.Interface().(type) {
	case time.Time:
		if x.IsZero() {
			return ""
		}
		return x.UTC().Format(time.RFC3339Nano)
	case fmt.Stringer:
		return x.String()
	case []byte:
		return string(x)
	case driver.Valuer:
		if s, err := x.Value(); err == nil && s != nil {
			return fmt.Sprint(s)
		}
		return ""
	}
	return fmt.Sprint(v.Interface())
}
