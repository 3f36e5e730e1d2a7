package person_test

import (
	"context"
	"errors"
	"strconv"
	"testing"

	"titian/internal/feature/directory/directorytest"
	"titian/internal/feature/person"
	"titian/internal/feature/person/persontest"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/page"
	"titian/internal/platform/audit"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
)

func stored(t *testing.T, d *db.DB) int64 {
	t.Helper()
	n, err := db.One[int64](t.Context(), d, `SELECT (SELECT count(*) FROM person_reading) + (SELECT CAST(coalesce(sum(readings), 0) AS BIGINT) FROM person_opening)`)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestOpeningARecordIsNotedOnceAPageAndWrittenTogether(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w, s, ctx := directorytest.Seed(t, d), persontest.Service(d), t.Context()
		p := persontest.Convict(t, d, w.LapasBungo, "Dibuka")
		guardian := officer(w.Actor(authz.CaseGuardian, w.LapasBungo), "r1")
		for _, request := range []string{"r1", "r1", "r2"} {
			guardian.Origin.RequestID = request
			if _, err := s.Get(ctx, guardian, p.ID); err != nil {
				t.Fatal(err)
			}
		}
		if n := stored(t, d); n != 0 {
			t.Errorf("%d are written at once", n)
		}
		seen, err := s.Readers(ctx, w.Actor(authz.FacilityHead, w.LapasBungo), p.ID, page.Request{})
		if err != nil || len(seen.Items) != 2 || seen.Items[0].RequestID != "r2" || seen.Items[1].User != guardian.User || seen.Items[0].Way != person.WayOpen {
			t.Errorf("readers %+v, %v", seen.Items, err)
		}
		if _, err := s.Get(ctx, w.Actor(authz.CaseGuardian, w.LapasSelong), p.ID); !errors.Is(err, errs.NotFound) {
			t.Fatal(err)
		}
		if err := s.FlushReadings(ctx, authz.OperatorAs("test")); err != nil || stored(t, d) != 2 {
			t.Errorf("who found nobody is noted: %d, %v", stored(t, d), err)
		}
		if _, err := s.Readers(ctx, guardian, p.ID, page.Request{}); !errors.Is(err, errs.Forbidden) {
			t.Errorf("a guardian asks who: %v", err)
		}
		if _, err := s.Readers(ctx, w.Actor(authz.FacilityHead, w.LapasSelong), p.ID, page.Request{}); !errors.Is(err, errs.NotFound) {
			t.Errorf("another head asks who: %v", err)
		}
	})
}

func TestAChildsRecordIsNotedBeforeItIsShown(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w, s := directorytest.Seed(t, d), persontest.Service(d)
		p := persontest.Convict(t, d, w.LapasBungo, "Anak", func(c *person.RegisterCommand) { c.LegalStatus = person.Juvenile })
		if _, err := s.Get(t.Context(), officer(w.Actor(authz.CaseGuardian, w.LapasBungo), "r"), p.ID); err != nil || stored(t, d) != 1 {
			t.Errorf("%d are written, %v", stored(t, d), err)
		}
	})
}

func TestReadingsAreNeverDropped(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w, s := directorytest.Seed(t, d), persontest.Service(d)
		p := persontest.Convict(t, d, w.LapasBungo, "Sering")
		a := officer(w.Actor(authz.CaseGuardian, w.LapasBungo), "")
		for i := range 9000 {
			a.Origin.RequestID = strconv.Itoa(i)
			if _, err := s.Get(t.Context(), a, p.ID); err != nil {
				t.Fatal(err)
			}
		}
		if n := stored(t, d); n != 8192 {
			t.Errorf("%d of 9000 are written before anybody asks", n)
		}
		if err := s.FlushReadings(t.Context(), authz.OperatorAs("test")); err != nil || stored(t, d) != 9000 {
			t.Errorf("%d of 9000 are written in the end, %v", stored(t, d), err)
		}
		total := 0
		for r := (page.Request{Size: 500}); ; {
			got, err := s.Readers(t.Context(), w.Actor(authz.FacilityHead, w.LapasBungo), p.ID, r)
			if err != nil {
				t.Fatal(err)
			}
			if total += len(got.Items); got.Next == "" {
				break
			}
			r.After = got.Next
		}
		if total != 9000 {
			t.Errorf("the pages hold %d", total)
		}
	})
}

func TestReadingsAreFiledUnderTheirPeopleOnce(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w, s, ctx := directorytest.Seed(t, d), persontest.Service(d), t.Context()
		one, other := persontest.Convict(t, d, w.LapasBungo, "Satu"), persontest.Convict(t, d, w.LapasSelong, "Dua")
		for i := range 4100 {
			at, who := w.LapasBungo, one
			if i%3 == 0 {
				at, who = w.LapasSelong, other
			}
			if _, err := s.Get(ctx, officer(w.Actor(authz.CaseGuardian, at), strconv.Itoa(i)), who.ID); err != nil {
				t.Fatal(err)
			}
		}
		operator := authz.OperatorAs("test")
		if err := errors.Join(s.FlushReadings(ctx, operator), s.FileReadings(ctx, operator), s.FileReadings(ctx, operator)); err != nil {
			t.Fatal(err)
		}
		left, err := db.One[int64](ctx, d, `SELECT count(*) FROM person_opening`)
		if err != nil || left != 0 || stored(t, d) != 4100 {
			t.Errorf("%d wait to be filed, %d are there, %v", left, stored(t, d), err)
		}
		if n, err := db.One[int64](ctx, d, `SELECT count(*) FROM person_reading WHERE person_id = $1`, other.ID); err != nil || n != 1367 {
			t.Errorf("%d are of the one, %v", n, err)
		}
		if err := s.FileReadings(ctx, w.Actor(authz.FacilityHead, w.LapasBungo)); !errors.Is(err, errs.Forbidden) {
			t.Errorf("a head files: %v", err)
		}
	})
}

// TestReadingsWaitInFewRows since a row an opening was half of what it cost, and
// stay where they are when another's are asked for.
func TestReadingsWaitInFewRows(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w, s, ctx := directorytest.Seed(t, d), persontest.Service(d), t.Context()
		one, other := persontest.Convict(t, d, w.LapasBungo, "Satu"), persontest.Convict(t, d, w.LapasSelong, "Dua")
		for one.ID[15] == other.ID[15] { // they would share a row
			other = persontest.Convict(t, d, w.LapasSelong, "Dua")
		}
		for i := range 300 {
			at, who := w.LapasBungo, one
			if i%3 == 0 {
				at, who = w.LapasSelong, other
			}
			if _, err := s.Get(ctx, officer(w.Actor(authz.CaseGuardian, at), strconv.Itoa(i)), who.ID); err != nil {
				t.Fatal(err)
			}
		}
		rows := func() int64 {
			n, err := db.One[int64](ctx, d, `SELECT count(*) FROM person_opening`)
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
		if err := s.FlushReadings(ctx, authz.OperatorAs("test")); err != nil || rows() != 2 || stored(t, d) != 300 {
			t.Errorf("%d readings in %d rows, %v", stored(t, d), rows(), err)
		}
		seen, err := s.Readers(ctx, w.Actor(authz.FacilityHead, w.LapasSelong), other.ID, page.Request{Size: 500})
		if err != nil || len(seen.Items) != 100 || rows() != 1 || stored(t, d) != 300 {
			t.Errorf("%d are seen, %d rows wait, %d readings are there, %v", len(seen.Items), rows(), stored(t, d), err)
		}
		if seen.Items[0].RequestID != "297" || seen.Items[99].RequestID != "0" || seen.Items[0].Facility != w.LapasSelong || !seen.Items[0].At.Equal(d.Now()) {
			t.Errorf("from %+v to %+v", seen.Items[0], seen.Items[99])
		}
	})
}

func TestReadingsThatCannotBeWrittenWaitOn(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w, s, ctx := directorytest.Seed(t, d), persontest.Service(d), t.Context()
		p := persontest.Convict(t, d, w.LapasBungo, "Menunggu")
		for i := range 3 {
			if _, err := s.Get(ctx, officer(w.Actor(authz.CaseGuardian, w.LapasBungo), strconv.Itoa(i)), p.ID); err != nil {
				t.Fatal(err)
			}
		}
		gone, cancel := context.WithCancel(ctx)
		cancel()
		if err := s.FlushReadings(gone, authz.OperatorAs("test")); err == nil || stored(t, d) != 0 {
			t.Errorf("%d are written, %v", stored(t, d), err)
		}
		if err := s.FlushReadings(ctx, authz.OperatorAs("test")); err != nil || stored(t, d) != 3 {
			t.Errorf("%d are written in the end, %v", stored(t, d), err)
		}
	})
}

func TestTakingAListOutIsAudited(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w, s := directorytest.Seed(t, d), persontest.Service(d)
		a := w.Actor(authz.CaseGuardian, w.LapasBungo)
		x := person.Export{List: "needs", Form: "xlsx", Asked: []string{"q", "severity"}}
		if err := errors.Join(s.NoteExport(t.Context(), a, x), s.NoteExported(t.Context(), a, x, 412)); err != nil {
			t.Fatal(err)
		}
		entries, err := audit.History(t.Context(), d, w.LapasBungo, w.LapasBungo)
		if err != nil || len(entries) != 2 || entries[1].Action != "person.export" || entries[1].Changes != `[{"f":"list","n":"needs"},{"f":"form","n":"xlsx"},{"f":"filters","n":"q severity"}]` ||
			entries[0].Changes != `[{"f":"list","n":"needs"},{"f":"form","n":"xlsx"},{"f":"rows","n":"412"}]` {
			t.Errorf("%+v, %v", entries, err)
		}
		if err := s.NoteExport(t.Context(), a, person.Export{List: "people", Office: w.LapasSelong}); !errors.Is(err, errs.NotFound) {
			t.Errorf("another facility's: %v", err)
		}
	})
}
