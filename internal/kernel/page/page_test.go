package page_test

import (
	"errors"
	"slices"
	"strconv"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"titian/internal/kernel/errs"
	"titian/internal/kernel/page"
)

func TestAPageHasASensibleSize(t *testing.T) {
	for size, want := range map[int]int{0: page.DefaultSize, -3: page.DefaultSize, 1: 1, 120: 120, page.MaxSize: page.MaxSize, 100000: page.MaxSize} {
		if got := (page.Request{Size: size}).Limit(); got != want {
			t.Errorf("size %d gives %d rows, want %d", size, got, want)
		}
	}
}

func TestACursorComesBackAsItWasMade(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := rapid.SliceOfN(rapid.String(), 1, 4).Draw(t, "values")
		got, err := page.Decode(page.Encode(want...), len(want))
		if err != nil || !slices.Equal(got, want) {
			t.Fatalf("%q came back as %q, %v", want, got, err)
		}
	})
}

func TestACursorOfAnotherListIsRefused(t *testing.T) {
	two := page.Encode("2026-11-22", "a")
	for _, bad := range []string{two[:len(two)-2], "%%%", "bnVsbA", "e30", page.Encode("only one"), page.Encode("a", "b", "c")} {
		if v, err := page.Decode(bad, 2); !errors.Is(err, errs.Invalid) || errs.As(err).Code != "cursor.invalid" {
			t.Errorf("Decode(%q) = %q, %v", bad, v, err)
		}
	}
	if v, err := page.Decode("", 2); v != nil || err != nil {
		t.Errorf("the first page: got %q, %v", v, err)
	}
}

// TestPagesTogetherAreTheList walks lists of every length in pages of every
// size, as a reader does.
func TestPagesTogetherAreTheList(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		total := rapid.IntRange(0, 60).Draw(t, "rows")
		r := page.Request{Size: rapid.IntRange(1, 20).Draw(t, "size")}
		var seen []int
		for pages := 0; ; pages++ {
			from := 0
			if after, err := page.Decode(r.After, 1); err != nil {
				t.Fatal(err)
			} else if after != nil {
				last, err := strconv.Atoi(after[0])
				if err != nil {
					t.Fatal(err)
				}
				from = last + 1
			}
			var rows []int // what a store fetches: one more than it shows
			for i := from; i < total && len(rows) <= r.Limit(); i++ {
				rows = append(rows, i)
			}
			p := page.Cut(rows, r, func(i int) []string { return []string{strconv.Itoa(i)} })
			seen = append(seen, p.Items...)
			if p.Next == "" {
				break
			}
			if len(p.Items) != r.Limit() || pages > total {
				t.Fatalf("page %d has %d rows of %d", pages, len(p.Items), r.Limit())
			}
			r.After = p.Next
		}
		for i, v := range seen {
			if i != v {
				t.Fatalf("place %d shows row %d", i, v)
			}
		}
		if len(seen) != total {
			t.Fatalf("%d of %d rows were shown", len(seen), total)
		}
	})
}

func FuzzDecode(f *testing.F) {
	f.Add(page.Encode("2026-11-22", "x"), 2)
	f.Add("bnVsbA", 0)
	f.Fuzz(func(t *testing.T, s string, n int) {
		v, err := page.Decode(s, n)
		if err != nil && v != nil || err == nil && s != "" && len(v) != n {
			t.Fatalf("Decode(%q, %d) = %q, %v", s, n, v, err)
		}
		if err != nil || s == "" {
			return
		}
		for _, x := range v {
			if !utf8.ValidString(x) {
				t.Errorf("%q is no text", x)
			}
		}
		if again, err := page.Decode(page.Encode(v...), n); err != nil || !slices.Equal(again, v) {
			t.Errorf("%q came back as %q, %v", v, again, err)
		}
	})
}
