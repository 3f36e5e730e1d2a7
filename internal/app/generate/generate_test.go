package generate_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"titian/internal/app/generate"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
	"titian/internal/platform/tabular"
)

func TestTheCountryIsWholeAndItsKeptCountsAreRight(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		var ids bytes.Buffer
		if err := generate.Run(t.Context(), d, generate.Options{People: 1200, Seed: 1, IDs: &ids}); err != nil {
			t.Fatal(err)
		}
		for text, want := range map[string]int64{
			`SELECT count(*) FROM person_person`: 1200,
			`SELECT count(*) FROM person_person WHERE (custody_status = 'released') <> (released_on IS NOT NULL)`:                                                                                        0,
			`SELECT count(*) FROM programme_offering o WHERE enrolled <> (SELECT count(*) FROM programme_enrolment e WHERE e.facility_id = o.facility_id AND e.offering_id = o.id)`:                      0,
			`SELECT count(*) FROM programme_session s WHERE marked <> (SELECT count(*) FROM programme_attendance a WHERE a.facility_id = s.facility_id AND a.session_id = s.id)`:                         0,
			`SELECT count(*) FROM programme_session s WHERE present <> (SELECT count(*) FROM programme_attendance a WHERE a.facility_id = s.facility_id AND a.session_id = s.id AND a.mark = 'present')`: 0,
			`SELECT count(*) FROM programme_enrolment e JOIN person_person p ON p.id = e.person_id WHERE p.facility_id <> e.facility_id`:                                                                 0,
		} {
			if got, err := db.One[int64](t.Context(), d, text); err != nil || got != want {
				t.Errorf("%s: got %d (%v), want %d", text, got, err, want)
			}
		}
		var out struct {
			Facilities, Persons int
			Classes             []struct{ Enrolments []int }
		}
		if err := json.Unmarshal(ids.Bytes(), &out); err != nil {
			t.Fatal(err)
		}
		if out.Persons != 1200 || out.Facilities != 12 || len(out.Classes) == 0 || len(out.Classes[0].Enrolments) != 30 {
			t.Errorf("ids: got %+v", out)
		}
	})
}

func TestTheSameSeedMakesTheSameCountry(t *testing.T) {
	var sums [2]string
	for i := range sums {
		d := dbtest.Open(t, db.SQLite)
		if err := generate.Run(t.Context(), d, generate.Options{People: 300, Seed: 7}); err != nil {
			t.Fatal(err)
		}
		names, err := db.All[string](t.Context(), d, `SELECT name || register_no || custody_status FROM person_person ORDER BY id`)
		if err != nil {
			t.Fatal(err)
		}
		for _, n := range names {
			sums[i] += n
		}
	}
	if sums[0] != sums[1] {
		t.Error("two runs with one seed differ")
	}
}

func TestADatabaseInUseIsRefused(t *testing.T) {
	d := dbtest.Open(t, db.SQLite)
	if err := generate.Run(t.Context(), d, generate.Options{People: 100, Seed: 1}); err != nil {
		t.Fatal(err)
	}
	if err := generate.Run(t.Context(), d, generate.Options{People: 100, Seed: 1}); !errors.Is(err, errs.State) {
		t.Errorf("got %v, want a refusal", err)
	}
}

func TestAFileOfTheCountryHasItsShape(t *testing.T) {
	var first, second bytes.Buffer
	for _, b := range []*bytes.Buffer{&first, &second} {
		if err := generate.File(b, tabular.CSV, civil.Must("2026-11-22"), generate.Options{People: 5000, Seed: 3}); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(first.Bytes(), second.Bytes()) {
		t.Error("two runs with one seed differ")
	}
	rows, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(first.Bytes(), []byte("\ufeff")))).ReadAll()
	if err != nil || len(rows) != 5001 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	count := map[string]int{}
	numbers := map[string]bool{}
	for _, r := range rows[1:] {
		count[r[5]]++
		count[r[9]]++
		count[r[0]]++
		if r[3] != "" {
			if !strings.HasPrefix(r[3], "00") || len(r[3]) != 16 || numbers[r[3]] {
				t.Fatalf("identity number %q", r[3])
			}
			numbers[r[3]] = true
		}
	}
	for what, want := range map[string][2]int{"P": {150, 350}, "Narapidana": {3700, 4100}, "Anak Binaan": {5, 50}, "F0001": {50, 2000}} {
		if n := count[what]; n < want[0] || n > want[1] {
			t.Errorf("%s: %d of 5000, want %v", what, n, want)
		}
	}
	if n := len(numbers); n < 3300 || n > 3700 {
		t.Errorf("%d have identity numbers", n)
	}
}

func TestAFileWithSentencesHasTheSamePeople(t *testing.T) {
	rows := func(sentences bool) [][]string {
		var b bytes.Buffer
		if err := generate.File(&b, tabular.CSV, civil.Must("2026-11-22"), generate.Options{People: 400, Seed: 3, Sentences: sentences}); err != nil {
			t.Fatal(err)
		}
		out, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(b.Bytes(), []byte("\ufeff")))).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	bare, whole := rows(false), rows(true)
	serving := 0
	for i, row := range whole {
		if row[2] != bare[i][2] || row[3] != bare[i][3] || len(row) != len(generate.Header)+len(generate.SentenceHeader) {
			t.Fatalf("row %d: %q, without its sentence %q", i, row, bare[i])
		}
		if i > 0 && row[14] != "" {
			serving++
		}
	}
	if serving < 280 || serving > 350 {
		t.Errorf("%d of 400 serve a sentence", serving)
	}
}
