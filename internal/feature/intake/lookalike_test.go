package intake_test

import (
	"strings"
	"testing"

	"titian/internal/feature/intake"
	"titian/internal/feature/intake/intaketext"
	"titian/internal/feature/person"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
)

// TestLikelyDuplicatesAreWarnedOfAndNeverMerged: somebody whom clerks have spelt
// otherwise is pointed out with the reasons, in the register, at a neighbouring
// facility in the actor's scope, and in the file itself; what is alike by name
// alone is not.
func TestLikelyDuplicatesAreWarnedOfAndNeverMerged(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		k := open(t, d)
		k.confirm(k.receive(export), intake.ConfirmCommand{})
		i := k.receive("No. Registrasi;Nama;JK;Tgl Lahir;Status;Tgl Masuk;Kab/Kota\n" +
			"C1;Budhi Santosa;L;12-08-1990;Napi;01-01-2026;\n" + // another spelling
			"C2;Boedi Santoso;L;08-12-1990;Napi;01-01-2026;\n" + // day and month exchanged
			"C3;Budi Santoso;L;01-01-1970;Napi;01-01-2026;\n" + // a name alone
			"C4;Tjahjo Soetrisno;L;02-03-1980;Napi;01-01-2026;\n" +
			"C5;Cahyo Sutrisno;L;02-03-1980;Napi;01-01-2026;\n") // the row before
		var got []string
		l := words(t)
		for _, r := range k.remarks(i, "doubtful") {
			got = append(got, strings.ReplaceAll(intaketext.Remark(l, i.Shape, r), "\n", " "))
		}
		want := []string{
			"Mungkin sudah tercatat sebagai orang lain di register; periksa agar tidak ganda Alasannya: nama hampir sama, tanggal lahir sama",
			"Mungkin sudah tercatat sebagai orang lain di register; periksa agar tidak ganda Alasannya: nama sama dengan ejaan lain, tanggal dan bulan lahir tertukar",
			"Mungkin orang yang sama dengan baris 5; periksa agar tidak ganda Alasannya: nama sama dengan ejaan lain, tanggal lahir sama",
		}
		if strings.Join(got, "\n") != strings.Join(want, "\n") || i.Fresh != 5 || i.Doubtful != 3 {
			t.Errorf("%v\n%s", k.counts(i), strings.Join(got, "\n"))
		}
		k.confirm(i, intake.ConfirmCommand{NoDoubtful: true})
		if n := len(k.register()); n != 4 {
			t.Errorf("%d people, want the two and the two who are like nobody", n)
		}
		if n, err := db.One[int64](t.Context(), d, `SELECT count(*) FROM person_merge`); err != nil || n != 0 {
			t.Errorf("%d merges, %v", n, err)
		}
		// At a neighbouring facility, for whoever sees both.
		k.a = k.w.Actor(authz.RegionalOffice, k.w.KanwilJambi)
		r := k.receive("UPT;No. Registrasi;Nama;JK;Tgl Lahir;Status;Tgl Masuk\n" + code(t, k, k.w.RutanSungaiPenuh) + ";D1;Budi Santoso;L;12-08-1990;Napi;01-01-2026\n")
		if said := k.remarks(r, "doubtful"); len(said) != 1 || said[0].Like[0] != person.SameName || said[0].Person.IsZero() {
			t.Errorf("at a neighbour's: %+v, %v", said, k.mistakes(r, ""))
		}
		k.a = k.w.Actor(authz.ProgrammeOfficer, k.w.RutanSungaiPenuh)
		if r := k.receive("No. Registrasi;Nama;JK;Tgl Lahir;Status;Tgl Masuk\nD1;Budi Santoso;L;12-08-1990;Napi;01-01-2026\n"); r.Doubtful != 0 {
			t.Error("whoever does not see the other facility is told of its people")
		}
	})
}

func code(t *testing.T, k *desk, org any) string {
	t.Helper()
	c, err := db.One[string](t.Context(), k.d, `SELECT code FROM directory_organisation WHERE id = $1`, org)
	if err != nil {
		t.Fatal(err)
	}
	return c
}
