package person_test

import (
	"errors"
	"testing"

	"titian/internal/feature/directory/directorytest"
	"titian/internal/feature/person"
	"titian/internal/feature/person/persontest"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/page"
	"titian/internal/platform/audit"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
)

func TestKindsAreReadOffNumbersAsOfficesWriteThem(t *testing.T) {
	for text, want := range map[string]person.NumberKind{
		"B-I-203-018": "b1", "B.I/12": "b1", "BI 7": "b1", "b iia 3/2026": "b2a", "B IIb-9": "b2b", "B.III.4": "b3",
		"A-I-1": "a1", "A II 2": "a2", "A.III/12": "a3", "AIV-8": "a4", "A V 3": "a5", "203/B/2026": "", "": "", "C-I-3": "", "A VI 3": "",
	} {
		if got := person.KindOfNumber(text); got != want {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
}

func FuzzKindOfNumber(f *testing.F) {
	f.Add("B-I-203-018")
	f.Fuzz(func(t *testing.T, s string) {
		if k := person.KindOfNumber(s); k != "" && (s == "" || len(k) > 3) {
			t.Errorf("%q is %q", s, k)
		}
	})
}

func TestPeopleAreFoundByTheirOtherNamesAndNumbers(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w, s, ctx := directorytest.Seed(t, d), persontest.Service(d), t.Context()
		guardian := w.Actor(authz.CaseGuardian, w.LapasBungo)
		p := persontest.Convict(t, d, w.LapasBungo, "Sutrisno")
		count := func(text string) (listed, found int) {
			t.Helper()
			l, err := s.List(ctx, guardian, person.Filter{Facility: w.LapasBungo, Text: text}, page.Request{})
			f, err2 := s.Find(ctx, guardian, text)
			if err != nil || err2 != nil {
				t.Fatal(err, err2)
			}
			return len(l.Items), len(f)
		}
		x, err := s.AddAlias(ctx, guardian, p.ID, person.AliasCommand{Kind: "nickname", Name: "Cak Gondrong"})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.AddNumber(ctx, guardian, p.ID, person.NumberCommand{Number: "A.III/4711", Present: true}); err != nil {
			t.Fatal(err)
		}
		if l, f := count("gondrong"); l != 1 || f != 1 {
			t.Errorf("by another name: %d listed, %d found", l, f)
		}
		if l, f := count("A.III/4711"); l != 1 || f != 1 {
			t.Errorf("by the new number: %d listed, %d found", l, f)
		}
		if _, f := count("B-I-Sutrisno"); f != 1 {
			t.Errorf("by the old number: %d found", f)
		}
		if err := s.RemoveAlias(ctx, guardian, p.ID, x.ID); err != nil {
			t.Fatal(err)
		}
		if l, f := count("gondrong"); l != 0 || f != 0 {
			t.Errorf("by a name taken out: %d listed, %d found", l, f)
		}
		if err := s.RemoveAlias(ctx, guardian, p.ID, x.ID); !errors.Is(err, errs.NotFound) {
			t.Errorf("taken out twice: %v", err)
		}
		kept(t, d)
	})
}

func TestNumbersOfAnotherKindAreAddedAndOfTheSameMended(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w, s, ctx := directorytest.Seed(t, d), persontest.Service(d), t.Context()
		head := w.Actor(authz.FacilityHead, w.LapasBungo)
		p := persontest.Convict(t, d, w.LapasBungo, "Nomor", func(c *person.RegisterCommand) { c.RegisterNo = "A.III/1" })
		for i, number := range []string{"A.III/2", "B-I-7"} {
			c := persontest.Command(w.LapasBungo, "Nomor").Details
			c.RegisterNo = number
			if _, err := s.Change(ctx, head, p.ID, person.ChangeCommand{Details: c}); err != nil {
				t.Fatal(err)
			}
			all, err := s.Numbers(ctx, head, p.ID)
			if err != nil || len(all) != i+1 || all[0].Number != number {
				t.Errorf("after %s: %+v, %v", number, all, err)
			}
		}
		kept(t, d)
	})
}

func TestWhatIsWrongWithADescriptionIsNamed(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w, s, ctx := directorytest.Seed(t, d), persontest.Service(d), t.Context()
		head := w.Actor(authz.FacilityHead, w.LapasBungo)
		p := persontest.Convict(t, d, w.LapasBungo, "Salah")
		long, year := int64(2010), int64(2005)
		for name, c := range map[string]struct {
			try  func() error
			want map[string]string
		}{
			"alias": {func() error { _, err := s.AddAlias(ctx, head, p.ID, person.AliasCommand{Name: "--"}); return err }, map[string]string{"kind": "required", "name": "text.invalid"}},
			"trait": {func() error {
				_, err := s.AddTrait(ctx, head, p.ID, person.TraitCommand{Kind: "skill", Since: &long, Until: &year})
				return err
			}, map[string]string{"title": "required", "until_year": "number.too_small"}},
			"number": {func() error {
				_, err := s.AddNumber(ctx, head, p.ID, person.NumberCommand{Kind: "z", SinceOn: civil.Must("2026-11-23")})
				return err
			}, map[string]string{"kind": "choice.invalid", "number": "required", "since_on": "date.too_late"}},
			"adjustment": {func() error { _, err := s.AddAdjustment(ctx, head, p.ID, person.AdjustmentCommand{}); return err }, map[string]string{"kind": "required", "adjustment": "required", "since_on": "required"}},
			"placement": {func() error {
				_, err := s.Place(ctx, head, p.ID, person.PlaceCommand{On: civil.Must("2024-01-01")})
				return err
			}, map[string]string{"block": "required", "on": "date.too_early"}},
			"legal": {func() error {
				_, err := s.ChangeLegal(ctx, head, p.ID, person.LegalCommand{To: person.Free, Reason: person.ByVerdict, On: civil.Must("2026-11-01")})
				return err
			}, map[string]string{"legal_status": "choice.invalid"}},
		} {
			got := map[string]string{}
			if e := errs.As(c.try()); e != nil {
				for _, f := range e.Fields {
					got[f.Path] = f.Code
				}
			}
			for path, code := range c.want {
				if got[path] != code {
					t.Errorf("%s: %s is %q, want %q", name, path, got[path], code)
				}
			}
		}
	})
}

func TestACertainRoomIsLeftWhenThePersonMovesOrLeaves(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w, s, ctx := directorytest.Seed(t, d), persontest.Service(d), t.Context()
		head := w.Actor(authz.FacilityHead, w.LapasBungo)
		p := persontest.Convict(t, d, w.LapasBungo, "Kamar")
		for _, day := range []string{"2026-01-01", "2026-05-01"} {
			if _, err := s.Place(ctx, head, p.ID, person.PlaceCommand{Block: "Melati", Room: day, On: civil.Must(day)}); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := s.Release(ctx, head, p.ID, person.ReleaseCommand{On: civil.Must("2026-11-01"), Kind: person.Expiry}); err != nil {
			t.Fatal(err)
		}
		all, err := s.Placements(ctx, head, p.ID)
		if err != nil || len(all) != 2 || all[1].EndedOn != civil.Must("2026-05-01") || all[0].EndedOn != civil.Must("2026-11-01") {
			t.Errorf("rooms %+v, %v", all, err)
		}
		if _, err := s.Place(ctx, head, p.ID, person.PlaceCommand{Block: "Melati", On: civil.Must("2026-11-02")}); !errors.Is(err, errs.State) {
			t.Errorf("a room for one who left: %v", err)
		}
	})
}

func TestWhyAnAdjustmentIsNeededIsReadByThoseWhoCareAndAudited(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w, s, ctx := directorytest.Seed(t, d), persontest.Service(d), t.Context()
		guardian := w.Actor(authz.CaseGuardian, w.LapasBungo)
		p := persontest.Convict(t, d, w.LapasBungo, "Rabun")
		x, err := s.AddAdjustment(ctx, guardian, p.ID, person.AdjustmentCommand{Kind: "sight", Condition: "Katarak", Adjustment: "Duduk di depan", SinceOn: civil.Must("2026-01-01")})
		if err != nil {
			t.Fatal(err)
		}
		region := w.Actor(authz.RegionalOffice, w.KanwilJambi)
		if all, err := s.Adjustments(ctx, region, p.ID); err != nil || len(all) != 1 || all[0].Condition != "" || all[0].Kind != "" || all[0].Adjustment == "" {
			t.Errorf("the regional office reads %+v, %v", all, err)
		}
		if _, err := s.Conditions(ctx, region, p.ID); !errors.Is(err, errs.Forbidden) {
			t.Errorf("the regional office reads why: %v", err)
		}
		if all, err := s.Conditions(ctx, guardian, p.ID); err != nil || all[0].Condition != "Katarak" {
			t.Errorf("the guardian reads %+v, %v", all, err)
		}
		entries, err := audit.History(ctx, d, w.LapasBungo, p.ID)
		if err != nil || entries[0].Action != "person.read_condition" {
			t.Errorf("the reading is not audited: %+v, %v", entries[0], err)
		}
		if err := s.EndAdjustment(ctx, guardian, p.ID, x.ID); err != nil {
			t.Error(err)
		}
		if err := s.EndAdjustment(ctx, guardian, p.ID, x.ID); !errors.Is(err, errs.State) {
			t.Errorf("ended twice: %v", err)
		}
	})
}

func TestLegalStatusMovesByTheLawWithAReason(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w, s, ctx := directorytest.Seed(t, d), persontest.Service(d), t.Context()
		head := w.Actor(authz.FacilityHead, w.LapasBungo)
		p := persontest.Convict(t, d, w.LapasBungo, "Tahanan", func(c *person.RegisterCommand) { c.LegalStatus = person.Detainee })
		c := person.LegalCommand{To: person.Convict, Reason: person.CameOfAge, On: civil.Must("2026-11-01"), Note: "12/Pid.B/2026"}
		_, err := s.ChangeLegal(ctx, head, p.ID, c)
		if e := errs.As(err); e == nil || len(e.Fields) != 1 || e.Fields[0].Path != "reason" {
			t.Errorf("a reason of another step: %v", err)
		}
		c.Reason = person.ByVerdict
		if got, err := s.ChangeLegal(ctx, head, p.ID, c); err != nil || got.LegalStatus != person.Convict {
			t.Fatalf("the verdict: %+v, %v", got, err)
		}
		steps, err := s.LegalSteps(ctx, head, p.ID)
		if err != nil || len(steps) != 2 || steps[0].Reason != person.ByVerdict || steps[0].Note != "12/Pid.B/2026" || steps[1].Status != person.Detainee {
			t.Errorf("steps %+v, %v", steps, err)
		}
	})
}
