package seal_test

import (
	"strings"
	"testing"

	"titian/internal/platform/seal"
)

func TestASealedTextOpensInItsOwnRowOnly(t *testing.T) {
	box := seal.New(seal.Key{1})
	here, there := [16]byte{1}, [16]byte{2}
	for _, text := range []string{"", "é", "batuk darah", strings.Repeat("panjang ", 5000), "é \u200b 😀"} {
		sealed, err := box.Seal(text, here)
		if err != nil {
			t.Fatal(err)
		}
		if text != "" && strings.Contains(sealed, text) {
			t.Errorf("%.20q stands in %.40q", text, sealed)
		}
		if got, err := box.Open(sealed, here); err != nil || got != text {
			t.Errorf("got %.20q, %v, want %.20q", got, err, text)
		}
		if text == "" {
			continue
		}
		if got, err := box.Open(sealed, there); err == nil {
			t.Errorf("it opens in another row: %.20q", got)
		}
		if got, err := seal.New(seal.Key{2}).Open(sealed, here); err == nil {
			t.Errorf("it opens under another key: %.20q", got)
		}
		if got, err := box.Open(sealed[:len(sealed)-2], here); err == nil {
			t.Errorf("it opens cut off: %.20q", got)
		}
	}
}

func TestTheSameTextIsSealedDifferentlyEachTime(t *testing.T) {
	box := seal.New(seal.Key{1})
	first, err := box.Seal("TB", [16]byte{1})
	if err != nil {
		t.Fatal(err)
	}
	second, err := box.Seal("TB", [16]byte{1})
	if err != nil || first == second {
		t.Errorf("one can see that two texts are the same: %v", err)
	}
}

func TestWithoutAKeyNothingIsWrittenPlain(t *testing.T) {
	none := seal.New(seal.Key{})
	if got, err := none.Seal("batuk", [16]byte{}); err == nil {
		t.Errorf("stored as %q", got)
	}
	sealed, err := seal.New(seal.Key{1}).Seal("batuk", [16]byte{})
	if err != nil {
		t.Fatal(err)
	}
	if got, err := none.Open(sealed, [16]byte{}); err == nil {
		t.Errorf("read as %q", got)
	}
	if got, err := none.Open("as it is", [16]byte{}); err != nil || got != "as it is" {
		t.Errorf("a text that was never sealed: %q, %v", got, err)
	}
}
