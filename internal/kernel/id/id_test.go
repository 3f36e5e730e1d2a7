package id_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
)

func TestLaterKeysSortAfterEarlierOnes(t *testing.T) {
	last := id.Person{}.Make()
	for range 2000 {
		next := id.Person{}.Make()
		if next.String() <= last.String() {
			t.Fatalf("%s was made after %s", next, last)
		}
		last = next
	}
}

func TestOnlyTheUsualFormIsAKey(t *testing.T) {
	good := "01890a5d-ac96-774b-bcce-b302099a8057"
	if k, err := id.Parse[id.Any](good); err != nil || k.String() != good {
		t.Errorf("got %s, %v", k, err)
	}
	if k, err := id.Parse[id.Any](strings.ToUpper(good)); err != nil || k.String() != good {
		t.Errorf("capitals: got %s, %v", k, err)
	}
	for _, bad := range []string{
		"", "x", strings.ReplaceAll(good, "-", ""), "{" + good + "}", "urn:uuid:" + good, good + " ",
		"01890a5d-ac96-774b-bcce-b302099a805g", "00000000-0000-0000-0000-000000000000", "01890a5dxac96x774bxbccexb302099a8057",
	} {
		k, err := id.Parse[id.Any](bad)
		if !errors.Is(err, errs.Invalid) || errs.As(err).Code != "id.invalid" || !k.IsZero() {
			t.Errorf("Parse(%q) = %s, %v", bad, k, err)
		}
	}
}

func TestNoneIsEmptyTextAndNull(t *testing.T) {
	var none id.Agreement
	v, err := none.Value()
	if v != nil || err != nil || none.String() != "" || !none.IsZero() {
		t.Errorf("got %v, %v, %q", v, err, none)
	}
	for _, v := range []any{nil, "", []byte{}} {
		k := id.Agreement{}.Make()
		if err := k.Scan(v); err != nil || !k.IsZero() {
			t.Errorf("%v became %s, %v", v, k, err)
		}
	}
}

func TestAKeyComesBackFromJSONAndFromEitherDatabase(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var want id.Offering
		copy(want[:], rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "bytes"))
		b, err := json.Marshal(map[id.Offering]id.Offering{want: want})
		if err != nil {
			t.Fatal(err)
		}
		got := map[id.Offering]id.Offering{}
		if err := json.Unmarshal(b, &got); err != nil || got[want] != want || len(got) != 1 {
			t.Fatalf("%s came back as %v, %v", b, got, err)
		}
		bytes := want
		for _, v := range []any{bytes[:], want.String(), []byte(want.String())} {
			var k id.Offering
			if err := k.Scan(v); err != nil || k != want {
				t.Fatalf("%v came back as %s, %v", v, k, err)
			}
		}
	})
}

func TestWhatIsNoKeyIsNotScanned(t *testing.T) {
	for _, v := range []any{int64(7), "seven", []byte("short")} {
		k := id.Offering{}.Make()
		was := k
		if err := k.Scan(v); err == nil || k != was {
			t.Errorf("%v became %s, %v", v, k, err)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add("01890a5d-ac96-774b-bcce-b302099a8057")
	f.Add("{01890a5d-ac96-774b-bcce-b302099a8057}")
	f.Add("")
	f.Fuzz(func(t *testing.T, s string) {
		k, err := id.Parse[id.Any](s)
		if (err == nil) == k.IsZero() {
			t.Fatalf("Parse(%q) = %s, %v", s, k, err)
		}
		if err == nil && k.String() != strings.ToLower(s) {
			t.Errorf("%q came back as %q", s, k)
		}
	})
}
