package audit

import (
	"reflect"

	"titian/internal/platform/db"
)

// diff compares two rows field by field and appends to out what differs. With no
// old row it lists what is set. Bookkeeping columns say nothing that the entry does
// not say itself.
func diff[T any](out []Change, before, after *T) []Change {
	for _, c := range db.ColumnsOf[T]() {
		switch c.Name {
		case "id", "version", "created_at", "updated_at":
			continue
		}
		was := ""
		if before != nil {
			was = c.Text(reflect.ValueOf(before).Elem())
		}
		is := c.Text(reflect.ValueOf(after).Elem())
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
