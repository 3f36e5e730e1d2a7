package intaketext_test

import (
	"testing"

	"titian/internal/feature/intake"
	"titian/internal/feature/intake/intaketext"
	"titian/internal/feature/sentence/sentencetext"
	"titian/internal/kernel/errs"
	"titian/internal/platform/i18n"
	"titian/internal/platform/i18n/i18ntest"
)

func TestWordsAreComplete(t *testing.T) {
	i18ntest.Check(t, intaketext.Words, []string{"."})
}

func words(t *testing.T) *i18n.Bundle {
	t.Helper()
	b, err := i18n.NewBundle()
	if err == nil {
		err = b.Add(intaketext.Words, sentencetext.Words)
	}
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestEveryFieldHasAName(t *testing.T) {
	b := words(t)
	for _, f := range append(intake.Fields(), "none") {
		if !b.Has("intake.field." + string(f)) {
			t.Errorf("the field %s has no name", f)
		}
	}
}

func TestAMistakeNamesItsColumnAndTheReason(t *testing.T) {
	l := words(t).Localizer(i18n.Indonesian)
	s := intake.Shape{Columns: []intake.Column{{Header: "Nama"}, {Header: "No. KTP", Field: intake.NIK}}}
	for _, tt := range []struct {
		m    intake.Mistake
		want string
	}{
		{intake.Mistake{Column: 1, Field: intake.NIK, Code: "intake.nik_length"}, "Kolom B (No. KTP): NIK harus 16 angka"},
		{intake.Mistake{Column: -1, Field: intake.Sex, Code: "required"}, "Kolom untuk jenis kelamin tidak ada di berkas: Wajib diisi"},
		{intake.Mistake{Column: 0, Code: "date.too_late", Args: errs.Args{"max": "2026-11-22"}}, "Kolom A (Nama): Tidak boleh sesudah 22 Nov 2026"},
		{intake.Mistake{Column: -1, Code: "intake.nobody"}, "Baris ini tidak menyebut nama, nomor register, maupun NIK"},
		{intake.Mistake{Column: 2, Code: "intake.too_many_cells", Args: errs.Args{"columns": 2.0}}, "Kolom C: Baris ini punya isi di luar 2 kolom yang berjudul; periksa tanda pemisah atau kutip"},
	} {
		if got := intaketext.Mistake(l, s, tt.m); got != tt.want {
			t.Errorf("got %q, want %q", got, tt.want)
		}
	}
}

func TestADifferenceShowsBothValuesButNoIdentityNumber(t *testing.T) {
	l := words(t).Localizer(i18n.English)
	r := intake.Remark{What: "changed", Differs: []intake.Difference{{Field: intake.ReleaseDue, Old: "2028-08-12", New: ""}, {Field: intake.NIK}}}
	if got, want := intaketext.Remark(l, intake.Shape{}, r), "expected release: 12 Aug 2028 becomes (empty)\nNIK changes"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestWhatStandsBesideAFilesWordIsSaidWithWhoSaysIt(t *testing.T) {
	l := words(t).Localizer(i18n.Indonesian)
	r := intake.Remark{What: "flagged", Differs: []intake.Difference{
		{Field: intake.TwoThirds, Old: "2026-10-18", New: "2026-10-19", Beside: intake.Estimate},
		{Field: intake.Sentence, Old: "2-0-0", New: "1-8-0", Beside: intake.Officer},
		{Field: intake.Substitute, Old: "", New: "0-3-0 2026-01-10"},
		{Field: intake.Sentence, Old: "", New: "life"},
		{Field: intake.OtherNames, New: "Budek"},
	}}
	want := "2/3 masa pidana: menurut berkas 19 Okt 2026, hitungan Titian (estimasi) 18 Okt 2026. Yang dipakai: tanggal SDP.\n" +
		"lama pidana: menurut berkas 1 tahun 8 bulan, yang dicatat petugas 2 tahun dan tetap berlaku; periksa mana yang benar.\n" +
		"subsider: (kosong) menjadi 3 bulan, denda dibayar 10 Jan 2026\n" +
		"lama pidana: (kosong) menjadi seumur hidup\n" +
		"nama lain (alias): ditambah Budek"
	if got := intaketext.Remark(l, intake.Shape{}, r); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
