package audit

import (
	"database/sql/driver"
	"fmt"
	"reflect"
	"strconv"
	"time"

	"titian/internal/platform/db"
)

// diff compares two rows field by field. With no old row it lists what is set.
// Bookkeeping columns say nothing that the entry does not say itself.
func diff[T any](before, after *T) []Change {
	var out []Change
	for _, c := range db.ColumnsOf[T]() {
		switch c.Name {
		case "id", "version", "created_at", "updated_at":
			continue
		}
		was := ""
		if before != nil {
			was = plain(c.Of(reflect.ValueOf(before).Elem()))
		}
		is := plain(c.Of(reflect.ValueOf(after).Elem()))
		if was == is {
			continue
		}
		ch := Change{Field: c.Name}
		if c.Class.Plain() {
			ch.Old, ch.New = was, is
		} else {
			ch.Class = string(c.Class)
		}
		out = append(out, ch)
	}
	return out
}

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
