package person_test

import (
	"context"
	"errors"
	"testing"

	"titian/internal/feature/directory/directorytest"
	"titian/internal/feature/person"
	"titian/internal/feature/person/persontest"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
)

// desk is an officer who corrects, with somebody to correct.
type desk struct {
	*directorytest.World
	s    *person.Service
	head authz.Actor
	p    person.Person
	told []person.Redated
}

func atTheDesk(t *testing.T, d *db.DB) *desk {
	t.Helper()
	w := directorytest.Seed(t, d)
	k := &desk{World: w, s: persontest.Service(d), head: w.Actor(authz.FacilityHead, w.LapasBungo), p: persontest.Convict(t, d, w.LapasBungo, "Salah Catat")}
	k.s.Redated.Subscribe(func(_ context.Context, _ *db.Tx, r person.Redated) error {
		r.Actor = authz.Actor{}
		k.told = append(k.told, r)
		return nil
	})
	return k
}

// stay is the person's i-th stay, newest first.
func (k *desk) stay(t *testing.T, i int) person.Custody {
	t.Helper()
	stays, err := k.s.CustodyOf(t.Context(), k.head, k.p.ID)
	if err != nil || len(stays) <= i {
		t.Fatalf("%d stays, %v", len(stays), err)
	}
	return stays[i]
}

func (k *desk) release(t *testing.T, on string, kind person.EndKind) {
	t.Helper()
	if _, err := k.s.Release(t.Context(), k.head, k.p.ID, person.ReleaseCommand{On: civil.Must(on), Kind: kind}); err != nil {
		t.Fatal(err)
	}
}

func (k *desk) admit(t *testing.T, on string) {
	t.Helper()
	if _, err := k.s.Admit(t.Context(), k.head, k.p.ID, person.AdmitCommand{On: civil.Must(on), RegisterNo: "B-2", LegalStatus: person.Detainee}); err != nil {
		t.Fatal(err)
	}
}

func (k *desk) correct(t *testing.T, c person.CorrectCommand) (person.Person, error) {
	t.Helper()
	c.Reason = "Salah ketik"
	return k.s.Correct(t.Context(), k.head, k.p.ID, c)
}

func TestAReleaseRecordedByMistakeIsUndone(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		k := atTheDesk(t, d)
		k.release(t, "2026-11-01", person.Parole)
		p, err := k.correct(t, person.CorrectCommand{Fact: person.FactReopen, Stay: k.stay(t, 0).ID})
		if err != nil || p.Custody != person.Active || !p.ReleasedOn.IsZero() || p.LegalStatus != person.Convict {
			t.Fatalf("undone: %+v, %v", p, err)
		}
		if s := k.stay(t, 0); s.EndKind != "" || !s.EndsOn.IsZero() {
			t.Errorf("the stay reads %+v", s)
		}
		if len(k.told) != 1 || k.told[0].Was != civil.Must("2026-11-01") || !k.told[0].Now.IsZero() {
			t.Errorf("the hook heard %+v", k.told)
		}
		kept, err := k.s.Corrections(t.Context(), k.head, k.p.ID)
		if err != nil || len(kept) != 1 || kept[0].Was != "2026-11-01 parole" || kept[0].Reason != "Salah ketik" || kept[0].By != k.head.Name {
			t.Errorf("the history keeps %+v, %v", kept, err)
		}
		steps, err := k.s.LegalSteps(t.Context(), k.head, k.p.ID)
		if err != nil || len(steps) != 3 || steps[0].Reason != person.Corrected || steps[1].Reason != person.ByParole {
			t.Errorf("the legal steps are %+v, %v", steps, err)
		}
	})
}

func TestTheDayOfAReleaseMovesWithAllThatCountsFromIt(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		k := atTheDesk(t, d)
		k.release(t, "2026-11-01", person.Parole)
		p, err := k.correct(t, person.CorrectCommand{Fact: person.FactEnd, Stay: k.stay(t, 0).ID, Date: civil.Must("2026-10-01")})
		if err != nil || p.ReleasedOn != civil.Must("2026-10-01") || p.LegalStatus != person.Client {
			t.Errorf("corrected: %+v, %v", p, err)
		}
		if len(k.told) != 1 || k.told[0].Now != civil.Must("2026-10-01") {
			t.Errorf("the hook heard %+v", k.told)
		}
	})
}

func TestTheWayOutDecidesTheLegalStatusAgain(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		k := atTheDesk(t, d)
		k.release(t, "2026-11-01", person.Parole)
		for _, c := range []struct {
			kind    person.EndKind
			legal   person.LegalStatus
			custody person.CustodyStatus
		}{{person.Expiry, person.Free, person.Released}, {person.EndEscape, person.Convict, person.Escaped}, {person.EndDeath, person.Convict, person.Died}, {person.Parole, person.Client, person.Released}} {
			p, err := k.correct(t, person.CorrectCommand{Fact: person.FactKind, Stay: k.stay(t, 0).ID, Kind: c.kind})
			if err != nil || p.LegalStatus != c.legal || p.Custody != c.custody || p.DiedOn.IsZero() != (c.custody != person.Died) {
				t.Errorf("%s: %s %s died %s, %v", c.kind, p.LegalStatus, p.Custody, p.DiedOn, err)
			}
		}
	})
}

func TestAWronglyOpenedStayIsTakenOut(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		k := atTheDesk(t, d)
		k.release(t, "2026-10-01", person.Expiry)
		k.admit(t, "2026-11-01")
		p, err := k.correct(t, person.CorrectCommand{Fact: person.FactVoid, Stay: k.stay(t, 0).ID})
		if err != nil || p.Custody != person.Released || p.LegalStatus != person.Free || p.AdmittedOn != civil.Must("2025-03-01") {
			t.Errorf("taken out: %+v, %v", p, err)
		}
		if _, err := k.correct(t, person.CorrectCommand{Fact: person.FactVoid, Stay: k.stay(t, 0).ID}); !errors.Is(err, errs.State) {
			t.Errorf("the only stay: %v", err)
		}
	})
}

func TestAnAcceptedTransferThatNeverWasGoesBackToTheSender(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		k := atTheDesk(t, d)
		persontest.Transferred(t, d, k.p, k.RutanSungaiPenuh, "2026-11-01")
		sender := k.head
		k.head = k.Actor(authz.FacilityHead, k.RutanSungaiPenuh)
		p, err := k.correct(t, person.CorrectCommand{Fact: person.FactStart, Stay: k.stay(t, 0).ID, Date: civil.Must("2026-11-05")})
		if err != nil || p.AdmittedOn != civil.Must("2026-11-05") || k.stay(t, 1).EndsOn != p.AdmittedOn {
			t.Errorf("another day: %+v, %v", p, err)
		}
		p, err = k.correct(t, person.CorrectCommand{Fact: person.FactVoid, Stay: k.stay(t, 0).ID})
		if err != nil || p.Facility != k.LapasBungo || p.Custody != person.Active {
			t.Fatalf("taken out: %+v, %v", p, err)
		}
		k.head = sender
		if s := k.stay(t, 0); s.EndKind != "" || s.Facility != k.LapasBungo {
			t.Errorf("the sender's stay reads %+v", s)
		}
	})
}

func TestAStayOnTheWrongPersonsRecordGoesToTheRightOne(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		k, ctx := atTheDesk(t, d), t.Context()
		k.release(t, "2026-10-01", person.Expiry)
		right := persontest.Released(t, d, k.LapasBungo, "Yang Benar", "2026-09-01", person.Expiry)
		k.admit(t, "2026-11-01")
		p, err := k.correct(t, person.CorrectCommand{Fact: person.FactOwner, Stay: k.stay(t, 0).ID, Owner: right.ID})
		if err != nil || p.Custody != person.Released || p.LegalStatus != person.Free {
			t.Errorf("the wrong one: %+v, %v", p, err)
		}
		if got, err := k.s.Get(ctx, k.head, right.ID); err != nil || got.Custody != person.Active || got.AdmittedOn != civil.Must("2026-11-01") || got.LegalStatus != person.Convict {
			t.Errorf("the right one: %+v, %v", got, err)
		}
		far := persontest.Convict(t, d, k.LapasSelong, "Jauh")
		k.admit(t, "2026-11-02")
		_, err = k.correct(t, person.CorrectCommand{Fact: person.FactOwner, Stay: k.stay(t, 0).ID, Owner: far.ID})
		if e := errs.As(err); e == nil || len(e.Fields) != 1 || e.Fields[0].Path != "owner_id" {
			t.Errorf("somebody out of scope: %v", err)
		}
	})
}

func TestBirthGuidanceAndDeathOutsideAreCorrected(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		k, ctx := atTheDesk(t, d), t.Context()
		if p, err := k.correct(t, person.CorrectCommand{Fact: person.FactBorn, Born: "1991-02"}); err != nil || p.Born != "1991-02" {
			t.Errorf("born: %+v, %v", p, err)
		}
		k.release(t, "2026-10-01", person.Expiry)
		if _, err := k.s.Leave(ctx, k.head, k.p.ID, person.LeaveCommand{On: civil.Must("2026-11-01"), Kind: person.EndDeath}); err != nil {
			t.Fatal(err)
		}
		if p, err := k.correct(t, person.CorrectCommand{Fact: person.FactDeath}); err != nil || p.Custody != person.Released || !p.DiedOn.IsZero() {
			t.Errorf("alive: %+v, %v", p, err)
		}
		k.p = persontest.Client(t, d, k.BapasJambi, "Klien", "2026-05-01")
		k.head = k.Actor(authz.FacilityHead, k.BapasJambi)
		if p, err := k.correct(t, person.CorrectCommand{Fact: person.FactGuided, Date: civil.Must("2026-04-01")}); err != nil || p.ReleasedOn != civil.Must("2026-04-01") {
			t.Errorf("guided since: %+v, %v", p, err)
		}
	})
}

func TestWhatCannotBeCorrectedSoIsRefused(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		k, ctx := atTheDesk(t, d), t.Context()
		k.release(t, "2026-10-01", person.Expiry)
		k.admit(t, "2026-11-01")
		open, ended := k.stay(t, 0).ID, k.stay(t, 1).ID
		for name, c := range map[string]struct {
			command person.CorrectCommand
			want    error
		}{
			"end of an open stay":     {person.CorrectCommand{Fact: person.FactEnd, Stay: open, Date: civil.Must("2026-11-02")}, errs.State},
			"reopening an older stay": {person.CorrectCommand{Fact: person.FactReopen, Stay: ended}, errs.State},
			"overlap":                 {person.CorrectCommand{Fact: person.FactStart, Stay: open, Date: civil.Must("2026-09-01")}, errs.Invalid},
			"backwards":               {person.CorrectCommand{Fact: person.FactEnd, Stay: ended, Date: civil.Must("2025-01-01")}, errs.Invalid},
			"tomorrow":                {person.CorrectCommand{Fact: person.FactStart, Stay: open, Date: civil.Must("2026-11-23")}, errs.Invalid},
			"death in the middle":     {person.CorrectCommand{Fact: person.FactKind, Stay: ended, Kind: person.EndDeath}, errs.Invalid},
			"nobody's stay":           {person.CorrectCommand{Fact: person.FactVoid, Stay: id.Custody{}.Make()}, errs.NotFound},
			"guidance of one held":    {person.CorrectCommand{Fact: person.FactGuided, Date: civil.Must("2026-01-01")}, errs.State},
			"a death that was none":   {person.CorrectCommand{Fact: person.FactDeath}, errs.State},
			"no fact":                 {person.CorrectCommand{}, errs.Invalid},
			"an older version":        {person.CorrectCommand{Fact: person.FactBorn, Born: "1980", Version: 1}, errs.Conflict},
		} {
			if _, err := k.correct(t, c.command); !errors.Is(err, c.want) {
				t.Errorf("%s: %v, want %v", name, err, c.want)
			}
		}
		_, err := k.s.Correct(ctx, k.head, k.p.ID, person.CorrectCommand{Fact: person.FactBorn, Born: "1980"})
		if e := errs.As(err); e == nil || len(e.Fields) != 1 || e.Fields[0].Path != "reason" {
			t.Errorf("without a reason: %v", err)
		}
		for _, role := range []authz.Role{authz.CaseGuardian, authz.RegionalOffice} {
			if _, err := k.s.Correct(ctx, k.Actor(role, k.LapasBungo), k.p.ID, person.CorrectCommand{}); !errors.Is(err, errs.Forbidden) {
				t.Errorf("%s: %v", role, err)
			}
		}
	})
}
