package textdiff_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"titian/internal/engine/textdiff"
)

// show writes a comparison as people mark it by hand: [-gone-] {+new+}.
func show(lines []textdiff.Line) string {
	var b strings.Builder
	for _, l := range lines {
		for _, p := range l.Parts {
			b.WriteString([...]string{p.Text, "[-" + p.Text + "-]", "{+" + p.Text + "+}"}[p.Op])
		}
		b.WriteString("\n")
	}
	return b.String()
}

func TestAChangedWordIsMarkedInItsLine(t *testing.T) {
	for name, tt := range map[string]struct{ before, after, want string }{
		"one word":            {"Pasal 1\nBiaya ditanggung PIHAK KESATU.", "Pasal 1\nBiaya ditanggung PIHAK KEDUA.", "Pasal 1\nBiaya ditanggung PIHAK [-KESATU-]{+KEDUA+}.\n"},
		"a number":            {"dalam 14 (empat belas) hari", "dalam 30 (tiga puluh) hari", "dalam [-14-]{+30+} ([-empat-]{+tiga+} [-belas-]{+puluh+}) hari\n"},
		"a new line":          {"a\nc", "a\nb\nc", "a\n{+b+}\nc\n"},
		"a line that is gone": {"a\nb\nc", "a\nc", "a\n[-b-]\nc\n"},
		"another sentence":    {"Biaya ditanggung bersama", "Perselisihan diselesaikan musyawarah", "[-Biaya ditanggung bersama-]\n{+Perselisihan diselesaikan musyawarah+}\n"},
		"the first version":   {"", "a\nb", "{+a+}\n{+b+}\n"},
		"nothing changed":     {"a\n\nb", "a\n\nb", "a\n\nb\n"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := show(textdiff.Lines(tt.before, tt.after)); got != tt.want {
				t.Errorf("got\n%swant\n%s", got, tt.want)
			}
		})
	}
}

// sides puts the comparison together again.
func sides(lines []textdiff.Line) (before, after string) {
	var a, b []string
	for _, l := range lines {
		var was, is strings.Builder
		for _, p := range l.Parts {
			if p.Op != textdiff.Added {
				was.WriteString(p.Text)
			}
			if p.Op != textdiff.Removed {
				is.WriteString(p.Text)
			}
		}
		if l.Op != textdiff.Added {
			a = append(a, was.String())
		}
		if l.Op != textdiff.Removed {
			b = append(b, is.String())
		}
	}
	return strings.Join(a, "\n"), strings.Join(b, "\n")
}

func TestWhatWasNotAddedIsTheOldTextAndWhatWasNotRemovedTheNew(t *testing.T) {
	text := rapid.Custom(func(t *rapid.T) string {
		line := rapid.Map(rapid.SliceOfN(rapid.SampledFrom([]string{"Pasal", "biaya", "pihak", "é", "ꦲ", "(1)", ".", " ", "  "}), 0, 8), func(w []string) string { return strings.Join(w, " ") })
		return strings.Join(rapid.SliceOfN(line, 0, 12).Draw(t, "lines"), "\n")
	})
	rapid.Check(t, func(t *rapid.T) {
		before, after := text.Draw(t, "before"), text.Draw(t, "after")
		was, is := sides(textdiff.Lines(before, after))
		if was != before || is != after {
			t.Fatalf("before %q came back as %q, after %q as %q", before, was, after, is)
		}
		for _, l := range textdiff.Lines(before, before) {
			if l.Changed() {
				t.Fatalf("a text differs from itself in %v", l)
			}
		}
	})
}

func TestTextsTooFarApartAreShownAsReplaced(t *testing.T) {
	many := func(word string) string { return strings.Repeat(word+"\n", 5000) }
	before, after := many("lama"), many("baru")
	lines := textdiff.Lines(before, after)
	if was, is := sides(lines); was != before || is != after {
		t.Error("something is lost")
	}
	if len(lines) != 10001 {
		t.Errorf("%d lines", len(lines))
	}
}
