package db

import (
	"fmt"
	"reflect"

	"titian/internal/platform/seal"
)

// sealedColumn is a column of texts that are stored sealed: `seal:"id"` names the
// column beside it whose key each is bound to. Rows without such columns, or with
// nothing in them, cost nothing more than before: imports stay as quick.
type sealedColumn struct {
	at    int   // among the columns
	field []int // the text
	owner []int // the key
}

// bind finds the owners of t's sealed columns, from the column at `first` on: those
// of one struct, whose embedded ones have bound their own.
func (m *mapping) bind(t reflect.Type, at []int, first int) {
	for i := first; i < len(m.cols); i++ {
		c := m.cols[i]
		f := reflect.StructField{}
		if len(c.index) == len(at)+1 {
			f = t.Field(c.index[len(at)])
		}
		owner := f.Tag.Get("seal")
		if owner == "" {
			continue
		}
		s := sealedColumn{at: i, field: c.index}
		for _, o := range m.cols[first:] {
			if o.Name == owner && len(o.index) == len(c.index) {
				s.owner = o.index
			}
		}
		if s.owner == nil || f.Type.Kind() != reflect.String {
			panic(fmt.Sprintf("%s.%s: seal names no column %q beside it, or the field is no text", t, f.Name, owner))
		}
		m.sealed = append(m.sealed, s)
	}
}

func keyOf(row reflect.Value, owner []int) [16]byte {
	return row.FieldByIndex(owner).Convert(reflect.TypeFor[[16]byte]()).Interface().([16]byte) //nolint:forcetypeassert // just converted
}

// close puts sealed texts in the place of a row's plain ones; args are the row's
// values, the last of a longer list.
func (m *mapping) close(box seal.Box, row reflect.Value, args []any) error {
	args = args[len(args)-len(m.cols):]
	for _, s := range m.sealed {
		plain := row.FieldByIndex(s.field).String()
		if plain == "" {
			continue // as in most rows of an import
		}
		text, err := box.Seal(plain, keyOf(row, s.owner))
		if err != nil {
			return fmt.Errorf("seal %s: %w", m.cols[s.at].Name, err)
		}
		args[s.at] = text
	}
	return nil
}

// open puts plain texts in the place of a row's sealed ones.
func (m *mapping) open(box seal.Box, row reflect.Value) error {
	for _, s := range m.sealed {
		f := row.FieldByIndex(s.field)
		if !seal.Is(f.String()) {
			continue
		}
		text, err := box.Open(f.String(), keyOf(row, s.owner))
		if err != nil {
			return fmt.Errorf("read %s: %w", m.cols[s.at].Name, err)
		}
		f.SetString(text)
	}
	return nil
}
