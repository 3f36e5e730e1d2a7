package person_test

import (
	"errors"
	"testing"

	"titian/internal/feature/directory/directorytest"
	"titian/internal/feature/person"
	"titian/internal/feature/person/persontest"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/kernel/page"
	"titian/internal/platform/audit"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
)

func TestTwoRecordsBecomeOneAndTwoAgain(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w, s, ctx := directorytest.Seed(t, d), persontest.Service(d), t.Context()
		head := w.Actor(authz.FacilityHead, w.LapasBungo)
		old := persontest.Released(t, d, w.LapasBungo, "Soetjipto", "2024-05-01", person.Expiry)
		withNIK(t, s, head, old, "0015080503900001")
		now := persontest.Convict(t, d, w.LapasBungo, "Bambang Sucipto")
		if _, err := s.Merge(ctx, head, person.MergeCommand{Loser: now.ID, Survivor: old.ID, Reason: "dua kali"}); errs.As(err) == nil || errs.As(err).Code != "person.merge_other_way" {
			t.Errorf("who is held would be lost: %v", err)
		}
		if _, err := s.Merge(ctx, head, person.MergeCommand{Loser: old.ID, Survivor: now.ID, Reason: " "}); errs.As(err) == nil || errs.As(err).Fields[0].Path != "reason" {
			t.Errorf("without a reason: %v", err)
		}
		m, err := s.Merge(ctx, head, person.MergeCommand{Loser: old.ID, Survivor: now.ID, Reason: "Terdaftar dua kali"})
		if err != nil {
			t.Fatal(err)
		}
		kept(t, d)
		if _, err := s.Get(ctx, head, old.ID); !errors.Is(err, errs.NotFound) {
			t.Errorf("the second record is still there: %v", err)
		}
		if to, err := s.Survivor(ctx, head, old.ID); err != nil || to != now.ID {
			t.Errorf("the old address leads to %v, %v", to, err)
		}
		if _, err := s.Survivor(ctx, head, now.ID); !errors.Is(err, errs.NotFound) {
			t.Errorf("who was not merged has a survivor: %v", err)
		}
		for _, text := range []string{"0015080503900001", "soetjipto", "B-I-Soetjipto"} {
			if list, err := s.Find(ctx, head, text); err != nil || len(list) == 0 || list[0].ID != now.ID {
				t.Errorf("%s finds %+v, %v", text, list, err)
			}
		}
		if list, err := s.List(ctx, head, person.Filter{}, page.Request{}); err != nil || len(list.Items) != 1 {
			t.Errorf("the list: %+v, %v", list, err)
		}
		if stays, err := s.CustodyOf(ctx, head, now.ID); err != nil || len(stays) != 2 {
			t.Errorf("stays %+v, %v", stays, err)
		}
		if all, err := s.Merges(ctx, head, now.ID); err != nil || len(all) != 1 || all[0].Name != "Soetjipto" || len(all[0].Rows) == 0 || all[0].Rows[0].Link != "person_custody" || all[0].Rows[0].Stayed {
			t.Errorf("merges %+v, %v", all, err)
		}
		if _, err := s.Unmerge(ctx, head, m.ID, "Ternyata dua orang"); err != nil {
			t.Fatal(err)
		}
		kept(t, d)
		back, err := s.Get(ctx, head, old.ID)
		if err != nil || back.Custody != person.Released || back.ReleasedOn != old.ReleasedOn || back.LegalStatus != old.LegalStatus {
			t.Errorf("back is %+v, %v", back, err)
		}
		for text, want := range map[string]id.Person{"0015080503900001": old.ID, "soetjipto": old.ID, "bambang": now.ID} {
			if list, err := s.Find(ctx, head, text); err != nil || len(list) == 0 || list[0].ID != want {
				t.Errorf("apart again, %s finds %+v, %v", text, list, err)
			}
		}
		if n, err := s.Identity(ctx, head, back); err != nil || n.Masked != "0015********0001" {
			t.Errorf("the number is back as %+v, %v", n, err)
		}
		if _, err := s.Unmerge(ctx, head, m.ID, "lagi"); errs.As(err) == nil || errs.As(err).Code != "person.merge_undone" {
			t.Errorf("undone twice: %v", err)
		}
		if report, err := audit.Verify(ctx, d, make([]byte, 32)); err != nil || len(report.Problems) > 0 {
			t.Errorf("the audit: %+v, %v", report.Problems, err)
		}
	})
}

// withNIK gives a person a number.
func withNIK(t *testing.T, s *person.Service, a authz.Actor, p person.Person, nik string) {
	t.Helper()
	if _, err := s.Change(t.Context(), a, p.ID, person.ChangeCommand{NIK: &nik, Details: person.DetailsOf(p)}); err != nil {
		t.Fatal(err)
	}
}

func TestOnlyWhoSeesBothMayMerge(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w, s, ctx := directorytest.Seed(t, d), persontest.Service(d), t.Context()
		here, there := persontest.Convict(t, d, w.LapasBungo, "Sini"), persontest.Convict(t, d, w.RutanSungaiPenuh, "Sana")
		far := persontest.Convict(t, d, w.LapasSelong, "Jauh")
		for _, c := range []struct {
			actor       authz.Actor
			loser, into id.Person
			want        error
		}{
			{w.Actor(authz.FacilityHead, w.LapasBungo), here.ID, there.ID, errs.NotFound},
			{w.Actor(authz.FacilityHead, w.LapasBungo), there.ID, here.ID, errs.NotFound},
			{w.Actor(authz.RegionalOffice, w.KanwilJambi), far.ID, here.ID, errs.NotFound},
			{w.Actor(authz.ProgrammeOfficer, w.LapasBungo), here.ID, here.ID, errs.Forbidden},
			{w.Actor(authz.FacilityHead, w.LapasBungo), here.ID, here.ID, errs.Invalid},
			{w.Actor(authz.RegionalOffice, w.KanwilJambi), there.ID, here.ID, nil},
		} {
			m, err := s.Merge(ctx, c.actor, person.MergeCommand{Loser: c.loser, Survivor: c.into, Reason: "sama"})
			if !errors.Is(err, c.want) && (err != nil || c.want != nil) {
				t.Errorf("%s: %v, want %v", c.actor.OrgName, err, c.want)
			}
			if err == nil {
				if _, err := s.Unmerge(ctx, w.Actor(authz.FacilityHead, w.LapasBungo), m.ID, "bukan"); !errors.Is(err, errs.NotFound) {
					t.Errorf("undone by who sees one of the two: %v", err)
				}
			}
		}
	})
}

func TestMergesAreUndoneLastFirst(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w, s, ctx := directorytest.Seed(t, d), persontest.Service(d), t.Context()
		head := w.Actor(authz.FacilityHead, w.LapasBungo)
		a, b, c := persontest.Convict(t, d, w.LapasBungo, "Satu"), persontest.Convict(t, d, w.LapasBungo, "Dua"), persontest.Convict(t, d, w.LapasBungo, "Tiga")
		first, err := s.Merge(ctx, head, person.MergeCommand{Loser: a.ID, Survivor: b.ID, Reason: "sama"})
		if err != nil {
			t.Fatal(err)
		}
		second, err := s.Merge(ctx, head, person.MergeCommand{Loser: b.ID, Survivor: c.ID, Reason: "sama"})
		if err != nil {
			t.Fatal(err)
		}
		kept(t, d)
		if to, err := s.Survivor(ctx, head, a.ID); err != nil || to != c.ID {
			t.Errorf("the oldest address leads to %v, %v", to, err)
		}
		if list, err := s.Find(ctx, head, "satu"); err != nil || len(list) != 1 || list[0].ID != c.ID {
			t.Errorf("the oldest name finds %+v, %v", list, err)
		}
		if _, err := s.Unmerge(ctx, head, first.ID, "bukan"); errs.As(err) == nil || errs.As(err).Code != "person.merge_later" {
			t.Errorf("the first is undone before the second: %v", err)
		}
		for _, m := range []id.Merge{second.ID, first.ID} {
			if _, err := s.Unmerge(ctx, head, m, "bukan"); err != nil {
				t.Fatal(err)
			}
			kept(t, d)
		}
	})
}
