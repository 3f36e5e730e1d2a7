package form_test

import (
	"net/url"
	"strconv"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"titian/internal/delivery/web/form"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
	"titian/internal/kernel/money"
)

func TestARecordThatFillsAFormIsReadBackTheSame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		day := civil.On(2026, 1, 1).AddDays(rapid.IntRange(-40000, 20000).Draw(t, "days"))
		if rapid.Bool().Draw(t, "unknown") {
			day = civil.Date{}
		}
		part := rapid.SampledFrom([]civil.Partial{"", "2025", "2025-11", "2025-11-03", "1999-01-31"}).Draw(t, "part")
		sum := money.Rupiah(rapid.Int64Range(0, int64(money.Max)).Draw(t, "sum"))
		n := rapid.IntRange(0, 1<<30).Draw(t, "n")
		yes := rapid.Bool().Draw(t, "yes")
		key := id.New[int]()
		f := form.Of("day", day, "part", part, "sum", sum, "n", n, "yes", yes, "key", key, "none", id.ID[int]{}, "tags", []string{"a", "b"}, "version", int64(n))
		if got := f.Date("day"); got != day {
			t.Fatalf("day: got %v, want %v", got, day)
		}
		if got := f.Partial("part"); got != part {
			t.Fatalf("part: got %v, want %v", got, part)
		}
		if got := f.Rupiah("sum"); got != sum {
			t.Fatalf("sum: got %v, want %v", got, sum)
		}
		if f.Int("n") != n || f.Bool("yes") != yes || f.Version() != int64(n) || !f.Has("tags", "b") {
			t.Fatalf("got %d, %v, %d", f.Int("n"), f.Bool("yes"), f.Version())
		}
		if form.ID[id.ID[int]](f, "key") != key || !form.ID[id.ID[int]](f, "none").IsZero() {
			t.Fatal("keys do not come back")
		}
		if !f.Valid() {
			t.Fatalf("a record of our own is refused: %v", f.Err())
		}
	})
}

func TestWhatWasTypedStaysAfterAnError(t *testing.T) {
	v := url.Values{"title": {" <b> "}, "due": {"31-02-2026"}, "seats": {"banyak"}, "sectors": {"a", "b"}}
	f := post(v)
	f.Text("title")
	f.Date("due")
	f.Int("seats")
	for name, want := range v {
		if diff := cmp.Diff(f.Values(name), want); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
	f.Set("due", civil.Must("2026-02-28"))
	if f.Value("due") != "28-02-2026" {
		t.Errorf("Set: got %q", f.Value("due"))
	}
}

func TestRowsKeepTheirNumbers(t *testing.T) {
	f := post(url.Values{
		"items[0].name": {"meja"}, "items[0].count": {"2"},
		"items[1].name": {" "}, "items[1].count": {""},
		"items[3].name": {""}, "items[3].count": {"banyak"},
		"items[x].name": {"?"}, "items[-1].name": {"?"}, "items[9999999].name": {"?"}, "itemsx[5].name": {"?"},
	})
	rows := f.Rows("items")
	if len(rows) != 2 {
		t.Fatalf("got %d rows, want the two that were typed in", len(rows))
	}
	for _, r := range rows {
		r.Text("name", form.Required)
		r.Int("count")
	}
	want := map[string]string{"items[3].name": "required", "items[3].count": "number.invalid"}
	if diff := cmp.Diff(codes(f), want); diff != "" {
		t.Error(diff)
	}
	if got := f.Row("items", 0).Path("name"); got != "items[0].name" {
		t.Errorf("Path: got %s", got)
	}
	if f.Row("items", 3).Error("name") == nil {
		t.Error("the row's error is not found beside its field")
	}
}

func TestTooManyRowsAreAnImport(t *testing.T) {
	v := url.Values{}
	for i := range 502 {
		v.Set("items["+strconv.Itoa(i)+"].name", "x")
	}
	f := post(v)
	if rows := f.Rows("items"); rows != nil || codes(f)["items"] != "too_many" {
		t.Errorf("got %d rows, %v", len(rows), codes(f))
	}
}

func FuzzRead(f *testing.F) {
	for _, s := range []string{"1.250.000", "22-11-2026", "\x00", "Rp", "1.5", "-", "2025-", "999999999999999999999", "\xff", "=1"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		fm := post(url.Values{"x": {s}, "items[0].x": {s}})
		text := fm.Text("x")
		if !utf8.ValidString(text) {
			t.Fatalf("Text(%q) = %q is no text", s, text)
		}
		fm.Date("x")
		fm.Partial("x")
		if r := fm.Rupiah("x"); r < 0 || r > money.Max {
			t.Fatalf("Rupiah(%q) = %d", s, r)
		}
		if n := fm.Int("x", form.Between(0, 10)); fm.Valid() && (n < 0 || n > 10) {
			t.Fatalf("Int(%q) = %d passes", s, n)
		}
		form.ID[id.ID[int]](fm, "x")
		for _, row := range fm.Rows("items") {
			row.Text("x")
		}
		for _, e := range fm.Errors() {
			if e.Path == "" || e.Code == "" {
				t.Fatalf("%q: an error without a place or a reason: %+v", s, e)
			}
		}
		if got := fm.Value("x"); got != s {
			t.Fatalf("typed %q, the page shows %q", s, got)
		}
	})
}
