package personapi

import (
	"encoding/json"
	"reflect"
	"testing"
	"time"

	"pgregory.net/rapid"

	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
)

// fill draws every field of a view, empty ones included, so that a field that is
// added and not written is found.
func fill(t *rapid.T, v reflect.Value) {
	texts := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"", "Siti", "<b>&\"\\", "é\u2028", "\xff"}))
	for i := range v.NumField() {
		f, name := v.Field(i), v.Type().Field(i).Name
		switch {
		case f.Type() == reflect.TypeFor[civil.Date]():
			if rapid.Bool().Draw(t, name+" known") {
				f.Set(reflect.ValueOf(civil.On(rapid.IntRange(1900, 2199).Draw(t, name), time.January, rapid.IntRange(1, 365).Draw(t, name))))
			}
		case f.Type() == reflect.TypeFor[civil.Partial]():
			f.SetString(rapid.SampledFrom([]string{"", "1984", "1984-02", "1984-02-03"}).Draw(t, name))
		case f.Kind() == reflect.String:
			f.SetString(texts.Draw(t, name))
		case f.Kind() == reflect.Array:
			if rapid.Bool().Draw(t, name+" known") {
				f.Set(reflect.ValueOf(id.Any{}.Make()).Convert(f.Type()))
			}
		case f.CanInt():
			f.SetInt(rapid.Int64().Draw(t, name))
		default:
			t.Fatalf("%s is a %s", name, f.Type())
		}
	}
}

func TestViewsWriteTheJSONThatEncodingJSONWould(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var r Row
		fill(t, reflect.ValueOf(&r).Elem())
		var p Person
		fill(t, reflect.ValueOf(&p).Elem())
		for _, v := range []interface{ AppendJSON([]byte) []byte }{r, p} {
			want, err := json.Marshal(v)
			if err != nil {
				t.Fatal(err)
			}
			if got := v.AppendJSON(nil); string(got) != string(want) {
				t.Fatalf("got  %s\nwant %s", got, want)
			}
		}
	})
}
