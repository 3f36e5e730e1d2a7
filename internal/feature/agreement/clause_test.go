package agreement_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"titian/internal/feature/agreement"
)

func TestAWordingIsTakenApartAtItsHeadings(t *testing.T) {
	got := agreement.Clauses("Yang bertanda tangan di bawah ini:\n1. Kepala Lapas;\n\nPasal 1 Maksud\n(1) Satu.\n\nPASAL 2\nPEMBIAYAAN\nPasal 1 ayat (2) berlaku pula bagi pembiayaan. Biaya dibagi. Selesai.\nBAB III Penutup\n## Lain-lain\nIsi")
	want := []agreement.Clause{
		{0, "", "Yang bertanda tangan di bawah ini:\n1. Kepala Lapas;"},
		{1, "Pasal 1 Maksud", "(1) Satu."},
		{2, "PASAL 2", "PEMBIAYAAN\nPasal 1 ayat (2) berlaku pula bagi pembiayaan. Biaya dibagi. Selesai."},
		{3, "BAB III Penutup", ""},
		{4, "Lain-lain", "Isi"},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if got := agreement.Clauses(" \n"); len(got) != 0 {
		t.Errorf("of nothing: %v", got)
	}
	if got := agreement.Clauses("Teks tanpa pasal"); len(got) != 1 || got[0].Number != 0 {
		t.Errorf("without headings: %v", got)
	}
}

// FuzzClauses holds that no word of a text is lost, whatever people paste.
func FuzzClauses(f *testing.F) {
	f.Add("Pasal 1 x\ny\nBAB II\n\n## z")
	f.Fuzz(func(t *testing.T, body string) {
		if strings.Contains(body, "#") {
			return // marks of headings are not words
		}
		var b strings.Builder
		for _, c := range agreement.Clauses(body) {
			b.WriteString(c.Heading + " " + c.Body + " ")
		}
		if got, want := strings.Fields(b.String()), strings.Fields(body); !cmp.Equal(got, want) {
			t.Errorf("got %q, want %q", got, want)
		}
	})
}
