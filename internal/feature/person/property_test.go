package person_test

import (
	"testing"

	"pgregory.net/rapid"

	"titian/internal/feature/directory/directorytest"
	"titian/internal/feature/person"
	"titian/internal/feature/person/persontest"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/audit"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
)

// TestTheRowAgreesWithTheStaysAfterAnyLife plays lives in random order: moved,
// returned, released, escaped, taken in again, dead, and corrected in between.
func TestTheRowAgreesWithTheStaysAfterAnyLife(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := directorytest.Seed(t, d)
		rapid.Check(t, func(rt *rapid.T) {
			l := &life{t: t, d: d, s: persontest.Service(d), op: authz.OperatorAs("test"), places: []id.Organisation{w.LapasBungo, w.RutanSungaiPenuh, w.LapasSelong}}
			for range 2 {
				l.people = append(l.people, persontest.Convict(t, d, w.LapasBungo, "Hidup").ID)
			}
			rt.Repeat(map[string]func(*rapid.T){
				"request": l.request, "accept": l.accept, "return": l.sendBack, "release": l.release,
				"leave": l.leave, "admit": l.admit, "correct": l.correct, "": l.check,
			})
		})
		if r, err := audit.Verify(t.Context(), d, nil); err != nil || len(r.Problems) > 0 {
			t.Errorf("the audit: %+v, %v", r.Problems, err)
		}
	})
}

type life struct {
	t      *testing.T
	d      *db.DB
	s      *person.Service
	op     authz.Actor
	people []id.Person
	places []id.Organisation
}

func (l *life) who(rt *rapid.T) id.Person { return rapid.SampledFrom(l.people).Draw(rt, "who") }

func (l *life) day(rt *rapid.T) civil.Date {
	return civil.Must("2026-11-22").AddDays(-rapid.IntRange(0, 700).Draw(rt, "days ago"))
}

// allowed fails unless err is nil or a refusal that the rules foresee.
func (l *life) allowed(rt *rapid.T, err error) {
	switch errs.KindOf(err) {
	case errs.State, errs.Conflict, errs.Invalid, errs.NotFound:
	default:
		if err != nil {
			rt.Fatal(err)
		}
	}
}

func (l *life) request(rt *rapid.T) {
	_, err := l.s.RequestTransfer(l.t.Context(), l.op, l.who(rt), person.TransferCommand{
		To: rapid.SampledFrom(l.places).Draw(rt, "to"), Purpose: "crowding", Letter: "SK", PlannedOn: civil.Must("2026-11-22"),
	})
	l.allowed(rt, err)
}

func (l *life) open(rt *rapid.T) person.Transfer {
	x, open, err := l.s.TransferOf(l.t.Context(), l.op, l.who(rt))
	if err != nil {
		rt.Fatal(err)
	}
	if !open {
		rt.Skip("nobody is awaited")
	}
	return x
}

func (l *life) accept(rt *rapid.T) {
	_, err := l.s.AcceptTransfer(l.t.Context(), l.op, l.open(rt).ID, person.AcceptCommand{On: l.day(rt)})
	l.allowed(rt, err)
}

func (l *life) sendBack(rt *rapid.T) {
	_, err := l.s.ReturnTransfer(l.t.Context(), l.op, l.open(rt).ID, person.AnswerCommand{Reason: "Penuh"})
	l.allowed(rt, err)
}

func (l *life) release(rt *rapid.T) {
	_, err := l.s.Release(l.t.Context(), l.op, l.who(rt), person.ReleaseCommand{On: l.day(rt), Kind: rapid.SampledFrom(person.ReleaseKinds()).Draw(rt, "kind")})
	l.allowed(rt, err)
}

func (l *life) leave(rt *rapid.T) {
	kind := person.EndEscape
	if rapid.IntRange(0, 9).Draw(rt, "luck") == 0 {
		kind = person.EndDeath
	}
	_, err := l.s.Leave(l.t.Context(), l.op, l.who(rt), person.LeaveCommand{On: l.day(rt), Kind: kind})
	l.allowed(rt, err)
}

func (l *life) admit(rt *rapid.T) {
	_, err := l.s.Admit(l.t.Context(), l.op, l.who(rt), person.AdmitCommand{On: l.day(rt), RegisterNo: "B-I-9", LegalStatus: rapid.SampledFrom(person.Held()).Draw(rt, "legal")})
	l.allowed(rt, err)
}

func (l *life) correct(rt *rapid.T) {
	p := l.who(rt)
	stays, err := l.s.CustodyOf(l.t.Context(), l.op, p)
	if err != nil || len(stays) == 0 {
		rt.Fatal(len(stays), err)
	}
	_, err = l.s.Correct(l.t.Context(), l.op, p, person.CorrectCommand{
		Fact: rapid.SampledFrom(person.CorrectFacts()).Draw(rt, "fact"), Stay: rapid.SampledFrom(stays).Draw(rt, "stay").ID, Date: l.day(rt), Born: "1990",
		Kind: rapid.SampledFrom(person.CorrectKinds()).Draw(rt, "kind"), Owner: l.who(rt), Reason: "Salah",
	})
	l.allowed(rt, err)
}

// check holds what must be true of everybody at any time.
func (l *life) check(rt *rapid.T) {
	for _, key := range l.people {
		p, err := l.s.Get(l.t.Context(), l.op, key)
		if err != nil {
			rt.Fatal(err)
		}
		stays, err := l.s.CustodyOf(l.t.Context(), l.op, key)
		if err != nil || len(stays) == 0 {
			rt.Fatal("a person without a stay", err)
		}
		l.agrees(rt, p, stays)
		_, awaited, err := l.s.TransferOf(l.t.Context(), l.op, key)
		if err != nil || awaited && p.Custody != person.Active {
			rt.Fatalf("awaited while %s, %v", p.Custody, err)
		}
	}
}

func (l *life) agrees(rt *rapid.T, p person.Person, stays []person.Custody) {
	open, latest := 0, stays[0]
	var released civil.Date
	for _, s := range stays {
		if s.EndKind == "" {
			open++
		} else if s.EndsOn.Before(s.StartsOn) {
			rt.Fatalf("a stay runs backwards: %+v", s)
		}
		if s.StartsOn.After(latest.StartsOn) || s.StartsOn == latest.StartsOn && (s.EndKind == "" || latest.EndKind != "" && s.EndsOn.After(latest.EndsOn)) {
			latest = s
		}
		if s.EndKind.IsRelease() && (released.IsZero() || s.EndsOn.After(released)) {
			released = s.EndsOn
		}
	}
	if open > 1 || (open == 1) != (p.Custody == person.Active) {
		rt.Fatalf("%d open stays of one who is %s: %+v", open, p.Custody, stays)
	}
	if p.Custody == person.Active && (latest.EndKind != "" || latest.Facility != p.Facility || latest.StartsOn != p.AdmittedOn) {
		rt.Fatalf("the row %s %s is not the stay %+v", p.Facility, p.AdmittedOn, latest)
	}
	if p.ReleasedOn != released {
		rt.Fatalf("released on %s, by the stays %s", p.ReleasedOn, released)
	}
	if (p.Custody == person.Died) == p.DiedOn.IsZero() {
		rt.Fatalf("%s with a day of death %q", p.Custody, p.DiedOn)
	}
}
