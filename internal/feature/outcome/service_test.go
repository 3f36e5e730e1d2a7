package outcome_test

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"titian/internal/feature/directory/directorytest"
	"titian/internal/feature/outcome"
	"titian/internal/feature/outcome/outcometest"
	"titian/internal/feature/person"
	"titian/internal/feature/person/persontest"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/kernel/money"
	"titian/internal/platform/audit"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
)

// guide puts a person under an office's guidance.
func guide(t *testing.T, d *db.DB, p person.Person, office id.Organisation) {
	t.Helper()
	err := d.InTx(t.Context(), func(tx *db.Tx) error {
		_, err := person.GuideTx(t.Context(), tx, authz.OperatorAs("test"), p.ID, office)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// fields are the codes of an invalid input by path.
func fields(err error) map[string]string {
	out := map[string]string{}
	if e := errs.As(err); e != nil {
		for _, f := range e.Fields {
			out[f.Path] = f.Code
		}
	}
	return out
}

func TestAFollowUpIsReadBackWholeAndAudited(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w, s, ctx := directorytest.Seed(t, d), outcome.New(d), t.Context()
		p := persontest.Released(t, d, w.LapasBungo, "Pulang", "2026-05-20", person.Parole)
		guide(t, d, p, w.BapasJambi)
		officer := w.Actor(authz.ProbationOfficer, w.BapasJambi)
		made, err := s.Record(ctx, officer, outcometest.Reached(p, 6))
		if err != nil {
			t.Fatal(err)
		}
		if made.Facility != w.LapasBungo || made.ReleasedOn != p.ReleasedOn {
			t.Errorf("it belongs to the facility that let go: %+v", made)
		}
		if got, err := s.Get(ctx, officer, made.ID); err != nil || !reflect.DeepEqual(got, made) {
			t.Errorf("got %+v, %v; want %+v", got, err, made)
		}
		entries, err := s.History(ctx, officer, made.ID)
		if err != nil || len(entries) != 1 || entries[0].Action != "follow_up.record" {
			t.Fatalf("history %+v, %v", entries, err)
		}
		for _, c := range entries[0].Diff() {
			if c.Class == "" && !strings.HasSuffix(c.Field, "_id") && c.Field != "milestone" && c.Field != "done_on" {
				t.Errorf("audit keeps %s in plain: %q", c.Field, c.New)
			}
		}
	})
}

func TestAMilestoneIsRecordedOnceARelease(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w, s, ctx := directorytest.Seed(t, d), outcome.New(d), t.Context()
		p := persontest.Released(t, d, w.LapasBungo, "Dua Kali", "2025-05-20", person.Expiry)
		head := w.Actor(authz.FacilityHead, w.LapasBungo)
		outcometest.Record(t, d, outcometest.Unreached(p, 6))
		_, err := s.Record(ctx, head, outcometest.Reached(p, 6))
		if e := errs.As(err); !errors.Is(err, errs.Conflict) || e.Code != "follow_up.exists" || e.Args["milestone"] != 6 {
			t.Errorf("the same milestone again: %v", err)
		}
		outcometest.Record(t, d, outcometest.Reached(p, 12))
		register, operator := persontest.Service(d), authz.OperatorAs("test")
		if p, err = register.Admit(ctx, operator, p.ID, person.AdmitCommand{On: civil.Must("2025-12-01"), RegisterNo: "B-2", LegalStatus: person.Detainee}); err != nil {
			t.Fatal(err)
		}
		if p, err = register.Release(ctx, operator, p.ID, person.ReleaseCommand{On: civil.Must("2026-05-10"), Kind: person.Expiry}); err != nil {
			t.Fatal(err)
		}
		outcometest.Record(t, d, outcometest.Reached(p, 6))
		all, err := s.OfPerson(ctx, head, p.ID)
		if err != nil || len(all) != 3 || all[0].ReleasedOn != p.ReleasedOn {
			t.Errorf("of both releases: %+v, %v", all, err)
		}
		line, err := s.Timeline(ctx, head, p.ID)
		if err != nil || len(line.Earlier) != 2 || line.Steps[1].Standing != outcome.Done || !line.Writable {
			t.Errorf("timeline %+v, %v", line, err)
		}
	})
}

func TestOnlyTheOfficeThatGuidesWrites(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w, s, ctx := directorytest.Seed(t, d), outcome.New(d), t.Context()
		guided := persontest.Released(t, d, w.LapasBungo, "Dibimbing", "2026-05-20", person.Parole)
		alone := persontest.Released(t, d, w.LapasBungo, "Sendiri", "2026-05-20", person.Expiry)
		guide(t, d, guided, w.BapasJambi)
		for _, c := range []struct {
			name          string
			actor         authz.Actor
			guided, alone error
		}{
			{"probation officer", w.Actor(authz.ProbationOfficer, w.BapasJambi), nil, errs.NotFound},
			{"prison", w.Actor(authz.ProgrammeOfficer, w.LapasBungo), errs.Forbidden, nil},
			{"another prison", w.Actor(authz.FacilityHead, w.LapasSelong), errs.NotFound, errs.NotFound},
			{"region", w.Actor(authz.RegionalOffice, w.KanwilJambi), errs.Forbidden, errs.Forbidden},
			{"partner", w.Actor(authz.Partner, w.Baznas), errs.Forbidden, errs.Forbidden},
			{"observer", w.Actor(authz.Observer, w.LapasBungo), errs.Forbidden, errs.Forbidden},
			{"administrator", w.Actor(authz.Administrator, w.LapasBungo), errs.Forbidden, errs.Forbidden},
		} {
			for p, want := range map[*person.Person]error{&guided: c.guided, &alone: c.alone} {
				if _, err := s.Record(ctx, c.actor, outcometest.Reached(*p, 6)); !errors.Is(err, want) {
					t.Errorf("%s of %s: %v, want %v", c.name, p.Name, err, want)
				}
			}
		}
		rows, err := s.OfPerson(ctx, w.Actor(authz.RegionalOffice, w.KanwilJambi), guided.ID)
		if err != nil || len(rows) != 1 {
			t.Fatalf("the region reads %v, %v", rows, err)
		}
		change := outcome.ChangeCommand{DoneOn: rows[0].DoneOn, Note: "pindah"}
		if _, err := s.Change(ctx, w.Actor(authz.FacilityHead, w.LapasBungo), rows[0].ID, 0, change); !errors.Is(err, errs.Forbidden) {
			t.Errorf("the prison corrects what the office found: %v", err)
		}
		if _, err := s.Get(ctx, w.Actor(authz.FacilityHead, w.LapasSelong), rows[0].ID); !errors.Is(err, errs.NotFound) {
			t.Errorf("another prison reads: %v", err)
		}
		if _, err := s.Change(ctx, w.Actor(authz.FacilityHead, w.LapasSelong), rows[0].ID, 0, change); !errors.Is(err, errs.NotFound) {
			t.Errorf("another prison changes: %v", err)
		}
		if _, err := s.Timeline(ctx, w.Actor(authz.FacilityHead, w.LapasSelong), guided.ID); !errors.Is(err, errs.NotFound) {
			t.Errorf("another prison's timeline: %v", err)
		}
	})
}

func TestEveryWrongAnswerIsToldAtOnce(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w, s, ctx := directorytest.Seed(t, d), outcome.New(d), t.Context()
		p := persontest.Released(t, d, w.LapasBungo, "Keliru", "2026-05-20", person.Expiry)
		head, income := w.Actor(authz.FacilityHead, w.LapasBungo), money.Rupiah(-1)
		for name, c := range map[string]struct {
			change func(*outcome.RecordCommand)
			want   map[string]string
		}{
			"nothing": {
				func(c *outcome.RecordCommand) { *c = outcome.RecordCommand{Person: p.ID, Reached: true} },
				map[string]string{"milestone": "choice.invalid", "done_on": "required", "livelihood": "required", "housing": "required", "family": "required", "reoffended": "required"},
			},
			"answers of nobody": {
				func(c *outcome.RecordCommand) { c.Reached, c.Livelihood = false, outcome.Seeking },
				map[string]string{"livelihood": "follow_up.not_reached", "housing": "follow_up.not_reached", "family": "follow_up.not_reached", "reoffended": "follow_up.not_reached", "income": "follow_up.income_without_work"},
			},
			"a negative income": {func(c *outcome.RecordCommand) { c.Income = &income }, map[string]string{"income": "number.too_small"}},
			"unheard of": {
				func(c *outcome.RecordCommand) {
					c.Livelihood, c.Income, c.Reoffended, c.Note = "luck", nil, "maybe", strings.Repeat("a", 501)
				},
				map[string]string{"livelihood": "choice.invalid", "reoffended": "choice.invalid", "note": "too_long"},
			},
			"a control sign": {func(c *outcome.RecordCommand) { c.Note = "a\x00" }, map[string]string{"note": "text.invalid"}},
			"tomorrow":       {func(c *outcome.RecordCommand) { c.DoneOn = civil.Must("2026-11-23") }, map[string]string{"done_on": "date.too_late"}},
			"too early":      {func(c *outcome.RecordCommand) { c.DoneOn = civil.Must("2026-11-05") }, map[string]string{"done_on": "date.too_early"}},
			"beyond its time": {
				func(c *outcome.RecordCommand) { c.Milestone, c.DoneOn = 24, civil.Must("2026-11-22") },
				map[string]string{"done_on": "date.too_early"},
			},
		} {
			command := outcometest.Reached(p, 6)
			c.change(&command)
			if _, err := s.Record(ctx, head, command); !errors.Is(err, errs.Invalid) || !reflect.DeepEqual(fields(err), c.want) {
				t.Errorf("%s: %v, want %v", name, fields(err), c.want)
			}
		}
		early := outcometest.Reached(p, 6)
		early.DoneOn = civil.Must("2026-11-06") // 14 days before
		if _, err := s.Record(ctx, head, early); err != nil {
			t.Errorf("on the first day: %v", err)
		}
	})
}

func TestNobodyInsideDeadOrEscapedIsFollowed(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w, s, ctx := directorytest.Seed(t, d), outcome.New(d), t.Context()
		register, operator, head := persontest.Service(d), authz.OperatorAs("test"), w.Actor(authz.FacilityHead, w.LapasBungo)
		inside := persontest.Convict(t, d, w.LapasBungo, "Di Dalam")
		dead := persontest.Released(t, d, w.LapasBungo, "Wafat", "2026-05-20", person.Expiry)
		fled := persontest.Released(t, d, w.LapasBungo, "Lari", "2026-05-20", person.Expiry)
		back := persontest.Released(t, d, w.LapasBungo, "Kembali", "2026-05-20", person.Expiry)
		steps := []error{
			second(register.Leave(ctx, operator, dead.ID, person.LeaveCommand{On: civil.Must("2026-08-01"), Kind: person.EndDeath})),
			second(register.Admit(ctx, operator, fled.ID, person.AdmitCommand{On: civil.Must("2026-08-01"), RegisterNo: "B-3", LegalStatus: person.Detainee})),
			second(register.Leave(ctx, operator, fled.ID, person.LeaveCommand{On: civil.Must("2026-09-01"), Kind: person.EndEscape})),
			second(register.Admit(ctx, operator, back.ID, person.AdmitCommand{On: civil.Must("2026-08-01"), RegisterNo: "B-4", LegalStatus: person.Detainee})),
		}
		if err := errors.Join(steps...); err != nil {
			t.Fatal(err)
		}
		for code, p := range map[string]person.Person{"follow_up.not_released": inside, "follow_up.ended": dead, "": back} {
			c := outcometest.Reached(p, 6)
			_, err := s.Record(ctx, head, c)
			if e := errs.As(err); code == "" && err != nil || code != "" && (e == nil || e.Kind != errs.State || e.Code != code) {
				t.Errorf("%s: %v, want %q", p.Name, err, code)
			}
		}
		if _, err := s.Record(ctx, head, outcometest.Reached(fled, 6)); errs.As(err).Code != "follow_up.ended" {
			t.Errorf("escaped: %v", err)
		}
	})
}

func second[T any](_ T, err error) error { return err }

func TestChangeCorrectsAndTellsWhoWasFirst(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w, s, ctx := directorytest.Seed(t, d), outcome.New(d), t.Context()
		p := persontest.Released(t, d, w.LapasBungo, "Berubah", "2026-05-20", person.Expiry)
		head := w.Actor(authz.FacilityHead, w.LapasBungo)
		x := outcometest.Record(t, d, outcometest.Unreached(p, 6))
		found := outcome.ChangeCommand{DoneOn: x.DoneOn, Reached: true, Livelihood: outcome.Seeking, Housing: outcome.Temporary, Family: outcome.Restored, Reoffended: outcome.No}
		changed, err := s.Change(ctx, head, x.ID, x.Version, found)
		if err != nil || changed.Version != 2 || !changed.Reached || changed.Milestone != 6 || changed.Person != p.ID {
			t.Fatalf("changed %+v, %v", changed, err)
		}
		_, err = s.Change(ctx, head, x.ID, x.Version, found)
		if e := errs.As(err); !errors.Is(err, errs.Conflict) || len(e.Fields) == 0 {
			t.Errorf("a stale change: %v", err)
		}
		found.Housing = ""
		if _, err := s.Change(ctx, head, x.ID, 2, found); fields(err)["housing"] != "required" {
			t.Errorf("an answer taken away: %v", err)
		}
		history, err := audit.History(ctx, d, w.LapasBungo, x.ID)
		if err != nil || len(history) != 2 {
			t.Errorf("history %v, %v", history, err)
		}
	})
}

func TestADoubleSubmitLeavesOneFollowUp(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w, s, ctx := directorytest.Seed(t, d), outcome.New(d), t.Context()
		p := persontest.Released(t, d, w.LapasBungo, "Ganda", "2026-05-20", person.Expiry)
		head := w.Actor(authz.FacilityHead, w.LapasBungo)
		c := outcometest.Reached(p, 6)
		c.ID = id.FollowUp{}.Make()
		results := make(chan error)
		for range 2 {
			go func() { results <- second(s.Record(ctx, head, c)) }()
		}
		one, two := <-results, <-results
		if (one == nil) == (two == nil) {
			t.Errorf("one must win: %v, %v", one, two)
		}
		if all, err := s.OfPerson(ctx, head, p.ID); err != nil || len(all) != 1 {
			t.Errorf("stored %v, %v", all, err)
		}
	})
}

func TestEveryMethodRefusesStrangers(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) { persontest.RefusesStrangers(t, outcome.New(d)) })
}
