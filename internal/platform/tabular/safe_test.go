package tabular_test

import (
	"strings"
	"testing"

	"titian/internal/platform/tabular"
)

func TestACellThatLooksLikeAFormulaIsMadeText(t *testing.T) {
	for in, want := range map[string]string{
		"=1+1": "'=1+1", "+62812": "'+62812", "-cmd|' /C calc'!A0": "'-cmd|' /C calc'!A0", "@SUM(A1)": "'@SUM(A1)",
		"\t=1": "'\t=1", "\r=1": "'\r=1", "  =1": "'  =1", "\u00a0=1": "'\u00a0=1", "＝1": "'＝1", "|x": "'|x", "%x": "'%x",
		"-5": "-5", "-1.250,50": "-1.250,50", "-": "'-", "": "", "Ani": "Ani", "a=b": "a=b", "Rp1.000": "Rp1.000", "'=1": "'=1",
	} {
		if got := tabular.SafeCell(in); got != want {
			t.Errorf("SafeCell(%q) = %q, want %q", in, got, want)
		}
	}
}

func FuzzSafeCell(f *testing.F) {
	f.Add("=1")
	f.Add(" \t-x")
	f.Fuzz(func(t *testing.T, s string) {
		got := tabular.SafeCell(s)
		if got != s && got != "'"+s {
			t.Fatalf("SafeCell(%q) = %q changes the text", s, got)
		}
		if trimmed := strings.TrimLeft(got, " "); trimmed != "" && strings.ContainsRune("=+@", rune(trimmed[0])) {
			t.Fatalf("SafeCell(%q) = %q is still a formula", s, got)
		}
	})
}
