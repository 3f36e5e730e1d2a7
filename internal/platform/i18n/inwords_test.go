package i18n_test

import (
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"titian/internal/platform/i18n"
)

func TestNumbersInWords(t *testing.T) {
	t.Parallel()
	b := bundle(t)
	for _, c := range []struct {
		n      int64
		id, en string
	}{
		{0, "nol", "zero"},
		{1, "satu", "one"},
		{10, "sepuluh", "ten"},
		{11, "sebelas", "eleven"},
		{17, "tujuh belas", "seventeen"},
		{21, "dua puluh satu", "twenty-one"},
		{100, "seratus", "one hundred"},
		{111, "seratus sebelas", "one hundred and eleven"},
		{1000, "seribu", "one thousand"},
		{1_111, "seribu seratus sebelas", "one thousand one hundred and eleven"},
		{21_000, "dua puluh satu ribu", "twenty-one thousand"},
		{101_000, "seratus satu ribu", "one hundred and one thousand"},
		{1_001_000, "satu juta seribu", "one million one thousand"},
		{1_250_000, "satu juta dua ratus lima puluh ribu", "one million two hundred and fifty thousand"},
		{3_000_000_005, "tiga miliar lima", "three billion five"},
		{-7, "minus tujuh", "minus seven"},
	} {
		if got := b.Localizer(i18n.Indonesian).InWords(c.n); got != c.id {
			t.Errorf("%d: got %q, want %q", c.n, got, c.id)
		}
		if got := b.Localizer(i18n.English).InWords(c.n); got != c.en {
			t.Errorf("%d: got %q, want %q", c.n, got, c.en)
		}
	}
}

// TestWordsReadBackAsTheNumber reads the words with a reader of its own.
func TestWordsReadBackAsTheNumber(t *testing.T) {
	t.Parallel()
	l := bundle(t).Localizer(i18n.Indonesian)
	rapid.Check(t, func(rt *rapid.T) {
		n := rapid.Int64Range(0, math.MaxInt64).Draw(rt, "n") >> rapid.IntRange(0, 62).Draw(rt, "shift")
		if got := readIndonesian(rt, l.InWords(n)); got != n {
			rt.Fatalf("%d reads back as %d: %s", n, got, l.InWords(n))
		}
	})
}

func readIndonesian(rt *rapid.T, text string) int64 {
	units := map[string]int64{
		"nol": 0, "satu": 1, "dua": 2, "tiga": 3, "empat": 4, "lima": 5, "enam": 6, "tujuh": 7, "delapan": 8, "sembilan": 9,
		"sepuluh": 10, "sebelas": 11, "seratus": 100,
	}
	scales := map[string]int64{"ribu": 1e3, "juta": 1e6, "miliar": 1e9, "triliun": 1e12, "kuadriliun": 1e15, "kuintiliun": 1e18}
	var total, part, last int64
	for _, w := range strings.Fields(text) {
		switch {
		case w == "seribu":
			total, part, last = total+part+1000, 0, 0
		case w == "belas":
			part += 10
		case w == "puluh":
			part += last * 9
		case w == "ratus":
			part += last * 99
		case scales[w] > 0:
			total, part, last = total+part*scales[w], 0, 0
		default:
			n, known := units[w]
			if !known {
				rt.Fatalf("%q is no number", w)
			}
			part, last = part+n, n
		}
	}
	return total + part
}
