package intake_test

import (
	"bytes"
	"testing"

	"titian/internal/feature/intake"
	"titian/internal/feature/person"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
	"titian/internal/platform/tabular"
)

func TestHeadersAreRecognisedHoweverTheyAreWritten(t *testing.T) {
	for header, want := range map[string]intake.Field{
		"NAMA": intake.Name, "Nama  Lengkap": intake.Name, "TEMPAT/TGL. LAHIR": intake.Born, "Tmp, Tgl Lahir": intake.Born, "No. Régistrasi": intake.RegisterNo, "NIK / No. KTP": intake.NIK,
		"Jns. Kelamin": intake.Sex, "L/P": intake.Sex, "Kab./Kota": intake.HomeRegency, "EKSPIRASI": intake.Expiry, "Tgl. Bebas": intake.ReleaseDue, "2/3": intake.TwoThirds, "⅓": intake.OneThird, "1/2 Masa Pidana": intake.OneHalf, "Remisi (Bulan)": intake.RemissionMonths, "Subsidair": intake.Substitute, "Lama Pidana": intake.Sentence, "ALIAS": intake.OtherNames, "Tgl. Masuk (UPT)": intake.AdmittedOn,
		"Blok/Kamar": "", "Pasal": "", "Nama/NIK": "", "Catatan": "", "": "",
	} {
		if got, _ := intake.Recognised(header); got != want {
			t.Errorf("%q is taken for %q, want %q", header, got, want)
		}
	}
}

func TestColumnsAreFoundByTheirLetter(t *testing.T) {
	for letter, want := range map[string]int{"A": 0, "b": 1, "Z": 25, "AA": 26, "": -1, "1": -1, "A1": -1} {
		if got := intake.ColumnAt(letter); got != want {
			t.Errorf("%q is column %d, want %d", letter, got, want)
		}
	}
}

func TestTwoFiguresOfAYearMeanWhatCanBeMeant(t *testing.T) {
	today := civil.Must("2026-11-22")
	for _, tt := range []struct {
		cell  string
		birth bool
		want  civil.Partial
	}{{"01-02-90", true, "1990-02-01"}, {"01-02-05", true, "2005-02-01"}, {"01-02-26", true, "1926-02-01"}, {"01-02-26", false, "2026-02-01"}, {"01-02-31", false, "2031-02-01"}} {
		if got, code := intake.ReadDay(tabular.Cell{Text: tt.cell}, today, tt.birth); got != tt.want || code != "" {
			t.Errorf("%s read as %s %s, want %s", tt.cell, got, code, tt.want)
		}
	}
}

func TestThePlaceBeforeADayIsAPlace(t *testing.T) {
	for cell, want := range map[string]string{
		"Muara Bungo, 12-08-1990": "Muara Bungo", "JAMBI 12/08/1990": "JAMBI", "Kab. Bungo,  1-2-90": "Kab. Bungo", "Sungai  Penuh,1990": "Sungai Penuh",
		"12-08-1990": "", "Rabu, 12-08-1990": "", "Agustus 1990": "", "Tgl. 12-08-1990": "", "Muara Bungo": "", "": "", "M, 1-2-90": "",
	} {
		if got := intake.PlaceBefore(tabular.Cell{Text: cell}); got != want {
			t.Errorf("%q is at %q, want %q", cell, got, want)
		}
	}
	if got := intake.PlaceBefore(tabular.Cell{Kind: tabular.Day, Text: "1990-08-12"}); got != "" {
		t.Errorf("a day of the spreadsheet's is at %q", got)
	}
}

func TestKeysOfRowsFollowFromFileAndRow(t *testing.T) {
	one, other := id.Import{}.Make(), id.Import{}.Make()
	seen := map[id.Person]bool{}
	last := id.Person{}
	for _, row := range []int{0, 1, 63, 64, 4095, 4096, 1_000_000, 1<<24 - 1} {
		p := intake.KeyOf(one, row)
		if p != intake.KeyOf(one, row) || p == intake.KeyOf(other, row) || seen[p] || bytes.Compare(p[:], last[:]) <= 0 {
			t.Errorf("row %d has the key %s", row, p)
		}
		if p[6]>>4 != 7 || p[8]>>6 != 2 {
			t.Errorf("%s is no UUIDv7", p)
		}
		seen[p], last = true, p
	}
}

func TestAPlanIsReadRowByRow(t *testing.T) {
	p := id.Person{}.Make()
	plan := append(append([]byte("nc"), p[:]...), "dsw"...)
	what, people := intake.Planned(plan)
	if what != "ncdsw" || people[1] != p || !people[2].IsZero() {
		t.Errorf("got %s %v", what, people)
	}
}

// FuzzDay: whatever a cell holds, it is a day that exists or is refused by name.
func FuzzDay(f *testing.F) {
	for _, s := range []string{"12/08/1990", "12 Agustus 2025", "45881", "Muara Bungo, 1-2-90", "2025-08-12T00:00:00", "00-00-1990", "31/31/31", "1e5", "t:t,t"} {
		f.Add(s, uint8(0), true)
	}
	f.Fuzz(func(t *testing.T, s string, kind uint8, birth bool) {
		c := tabular.Cell{Text: s, Kind: tabular.Kind(kind % 2)}
		p, code := intake.ReadDay(c, civil.Must("2026-11-22"), birth)
		if code != "" && p != "" || code == "" && p == "" {
			t.Fatalf("%q: %q with %q", s, p, code)
		}
		if _, err := civil.ParsePartial(string(p)); err != nil {
			t.Fatalf("%q is read as %q, which is no day", s, p)
		}
	})
}

// FuzzIdentity: a number that is accepted is one that the register accepts.
func FuzzIdentity(f *testing.F) {
	for _, s := range []string{"0015081208900001", "1.50801E+15", "'0015081208900001", "001508 120890 0001", "٠"} {
		f.Add(s, uint8(0))
	}
	f.Fuzz(func(t *testing.T, s string, kind uint8) {
		n, code := intake.Identity(tabular.Cell{Text: s, Kind: tabular.Kind(kind % 2)})
		if (n == "") == (code == "") {
			t.Fatalf("%q: %q with %q", s, n, code)
		}
		if _, err := person.ParseNIK(n); err != nil {
			t.Fatalf("%q is accepted as %q, which is none", s, n)
		}
	})
}
