package handover_test

import (
	"errors"
	"reflect"
	"sync"
	"testing"

	"titian/internal/feature/directory/directorytest"
	"titian/internal/feature/handover"
	"titian/internal/feature/person"
	"titian/internal/feature/person/persontest"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
)

// desk is a prison's officer and a probation officer with a person between them.
type desk struct {
	*directorytest.World
	t       *testing.T
	d       *db.DB
	s       *handover.Service
	sends   authz.Actor
	answers authz.Actor
	person  person.Person
}

func open(t *testing.T, d *db.DB) desk {
	w := directorytest.Seed(t, d)
	return desk{
		w, t, d, handover.New(d), w.Actor(authz.ProgrammeOfficer, w.LapasBungo), w.Actor(authz.ProbationOfficer, w.BapasJambi),
		persontest.Convict(t, d, w.LapasBungo, "Pulang"),
	}
}

// whole is a file without gaps.
func (k desk) whole() handover.Command {
	c := handover.Command{To: k.BapasJambi, ReleaseKind: person.Parole, ReleaseOn: civil.Must("2026-12-01"), Summary: "Selesai las", FollowOn: "Magang bengkel"}
	for _, paper := range handover.Papers() {
		c.Items = append(c.Items, handover.ItemAnswer{Item: paper, Answer: handover.Enclosed})
	}
	return c
}

// at brings a new file of the person to a status.
func (k desk) at(status handover.Status) handover.File {
	k.t.Helper()
	ctx := k.t.Context()
	f, err := k.s.Draft(ctx, k.sends, k.person.ID, k.whole())
	do := func(g handover.File, e error) {
		if f, err = g, e; err != nil {
			k.t.Fatal(err)
		}
	}
	do(f, err)
	if status != handover.Draft && status != handover.Cancelled {
		do(k.s.Send(ctx, k.sends, f.ID, f.Version))
	}
	switch status {
	case handover.Accepted:
		do(k.s.Accept(ctx, k.answers, f.ID, f.Version, civil.Date{}))
	case handover.Returned:
		do(k.s.Return(ctx, k.answers, f.ID, f.Version, "Surat kurang"))
	case handover.Cancelled:
		do(k.s.Cancel(ctx, k.sends, f.ID, f.Version, "Batal bebas"))
	}
	return f
}

func TestFileGoesFromDraftToClient(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		k, ctx := open(t, d), t.Context()
		f := k.at(handover.Sent)
		if f.Ref != "BUNGO-ST-26-1" || f.SentOn != civil.Must("2026-11-22") {
			t.Errorf("sent %+v", f)
		}
		if got, err := k.s.Get(ctx, k.answers, f.ID); err != nil || !reflect.DeepEqual(got, f) {
			t.Errorf("the office reads %+v, %v; want %+v", got, err, f)
		}
		f, err := k.s.Accept(ctx, k.answers, f.ID, f.Version, civil.Must("2026-11-20"))
		if err != nil || f.Status != handover.Accepted || f.FirstContactOn != civil.Must("2026-11-20") {
			t.Fatalf("accepted %+v, %v", f, err)
		}
		p, err := persontest.Service(d).Get(ctx, k.answers, k.person.ID)
		if err != nil || p.Probation != k.BapasJambi || p.LegalStatus != person.Client || p.Custody != person.Active {
			t.Errorf("the office's client: %+v, %v", p, err)
		}
		if list, err := k.s.OfPerson(ctx, k.sends, p.ID); err != nil || len(list) != 1 {
			t.Errorf("of the person: %v, %v", list, err)
		}
	})
}

func TestSendNamesEveryGap(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		k, ctx := open(t, d), t.Context()
		c := k.whole()
		c.Summary, c.Items = "", append(c.Items[:2], c.Items[3:7]...)
		f, err := k.s.Draft(ctx, k.sends, k.person.ID, c)
		if err != nil {
			t.Fatal(err)
		}
		_, err = k.s.Send(ctx, k.sends, f.ID, f.Version)
		e, paths := errs.As(err), []string{}
		if !errors.Is(err, errs.State) || e.Code != "handover.incomplete" {
			t.Fatalf("sent with gaps: %v", err)
		}
		for _, x := range e.Fields {
			paths = append(paths, x.Path)
		}
		if want := []string{"summary", "items[2].answer", "items[7].answer"}; !reflect.DeepEqual(paths, want) {
			t.Errorf("gaps %v, want %v", paths, want)
		}
		if _, err := k.s.Get(ctx, k.answers, f.ID); !errors.Is(err, errs.NotFound) {
			t.Errorf("the office reads a draft: %v", err)
		}
		if f, err = k.s.Change(ctx, k.sends, f.ID, f.Version, k.whole()); err != nil {
			t.Fatal(err)
		}
		if _, err := k.s.Send(ctx, k.sends, f.ID, f.Version); err != nil {
			t.Errorf("complete: %v", err)
		}
	})
}

func TestEveryMoveOutOfOrderIsRefused(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		k, ctx := open(t, d), t.Context()
		allowed := map[handover.Status][]string{
			handover.Draft: {"change", "send", "cancel"}, handover.Sent: {"accept", "return", "cancel"}, handover.Returned: {"change", "send", "cancel"},
			handover.Accepted: {"contact"}, handover.Cancelled: {},
		}
		for status, may := range allowed {
			k.person = persontest.Convict(t, d, k.LapasBungo, "Orang "+string(status))
			f := k.at(status)
			acts := map[string]func() error{
				"change": func() error { _, err := k.s.Change(ctx, k.sends, f.ID, 0, k.whole()); return err },
				"send":   func() error { _, err := k.s.Send(ctx, k.sends, f.ID, 0); return err },
				"cancel": func() error { _, err := k.s.Cancel(ctx, k.sends, f.ID, 0, "alasan"); return err },
				"accept": func() error { _, err := k.s.Accept(ctx, k.answers, f.ID, 0, civil.Date{}); return err },
				"return": func() error { _, err := k.s.Return(ctx, k.answers, f.ID, 0, "alasan"); return err },
				"contact": func() error {
					_, err := k.s.RecordContact(ctx, k.answers, f.ID, 0, civil.Must("2026-11-01"))
					return err
				},
			}
			for _, m := range may {
				delete(acts, m)
			}
			for name, act := range acts {
				want := errs.State
				if k.draft(status) && name != "send" && name != "change" && name != "cancel" {
					want = errs.NotFound // never sent: the office does not know of it
				}
				if err := act(); !errors.Is(err, want) {
					t.Errorf("%s when %s: %v", name, status, err)
				}
			}
		}
	})
}

// draft reports whether files of a status were never with the office here.
func (k desk) draft(s handover.Status) bool { return s == handover.Draft || s == handover.Cancelled }

func TestAcceptanceAndCancellationAtOnceHaveOneWinner(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		k, ctx := open(t, d), t.Context()
		for range 5 {
			k.person = persontest.Convict(t, d, k.LapasBungo, "Berebut")
			f := k.at(handover.Sent)
			var accepted, cancelled error
			var both sync.WaitGroup
			both.Go(func() { _, accepted = k.s.Accept(ctx, k.answers, f.ID, f.Version, civil.Date{}) })
			both.Go(func() { _, cancelled = k.s.Cancel(ctx, k.sends, f.ID, f.Version, "Batal") })
			both.Wait()
			if (accepted == nil) == (cancelled == nil) {
				t.Fatalf("accept: %v; cancel: %v", accepted, cancelled)
			}
			for _, err := range []error{accepted, cancelled} {
				if err != nil && !errors.Is(err, errs.State) && !errors.Is(err, errs.Conflict) {
					t.Errorf("the loser is told %v", err)
				}
			}
			p, err := persontest.Service(d).Get(ctx, k.sends, k.person.ID)
			if err != nil || (p.LegalStatus == person.Client) != (accepted == nil) {
				t.Errorf("person %+v, %v after accept: %v", p, err, accepted)
			}
		}
	})
}

func TestSidesAreKeptApart(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		k, ctx := open(t, d), t.Context()
		f := k.at(handover.Sent)
		kabapas := k.Actor(authz.FacilityHead, k.BapasJambi)
		if _, err := k.s.Cancel(ctx, kabapas, f.ID, 0, "x"); !errors.Is(err, errs.NotFound) {
			t.Errorf("the office cancels: %v", err)
		}
		if _, err := k.s.Accept(ctx, k.Actor(authz.FacilityHead, k.LapasBungo), f.ID, 0, civil.Date{}); !errors.Is(err, errs.NotFound) {
			t.Errorf("the prison accepts: %v", err)
		}
		if _, err := k.s.Get(ctx, k.Actor(authz.FacilityHead, k.LapasSelong), f.ID); !errors.Is(err, errs.NotFound) {
			t.Errorf("a third party reads: %v", err)
		}
		if _, err := k.s.Get(ctx, k.Actor(authz.Partner, k.Baznas), f.ID); !errors.Is(err, errs.Forbidden) {
			t.Errorf("a partner reads: %v", err)
		}
		if _, err := k.s.Draft(ctx, k.Actor(authz.FacilityHead, k.LapasSelong), k.person.ID, k.whole()); !errors.Is(err, errs.NotFound) {
			t.Errorf("another prison drafts: %v", err)
		}
		if _, err := k.s.Draft(ctx, k.sends, k.person.ID, k.whole()); !errors.Is(err, errs.State) {
			t.Errorf("a second file: %v", err)
		}
	})
}

func TestDraftValidationNamesEveryWrongField(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		k, ctx := open(t, d), t.Context()
		_, err := k.s.Draft(ctx, k.sends, k.person.ID, handover.Command{ReleaseKind: person.EndEscape, Items: []handover.ItemAnswer{
			{Item: "guarantor", Answer: handover.Missing}, {Item: "guarantor", Answer: "lost"}, {Item: "visa"},
		}})
		var paths []string
		if e := errs.As(err); e != nil {
			for _, f := range e.Fields {
				paths = append(paths, f.Path)
			}
		}
		if want := []string{"to_id", "release_kind", "release_on", "items[0].note", "items[1].item", "items[1].answer", "items[2].item"}; !reflect.DeepEqual(paths, want) {
			t.Errorf("got %v, want %v", paths, want)
		}
		for _, to := range []id.Organisation{k.LapasSelong, k.Baznas} {
			c := k.whole()
			c.To = to
			if _, err := k.s.Draft(ctx, k.sends, k.person.ID, c); errs.As(err) == nil || errs.As(err).Fields[0].Path != "to_id" {
				t.Errorf("to no probation office: %v", err)
			}
		}
	})
}

func TestStaleChangeIsAConflictThatNamesTheField(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		k, ctx := open(t, d), t.Context()
		f, c := k.at(handover.Draft), k.whole()
		c.Summary = "Lain"
		if _, err := k.s.Change(ctx, k.sends, f.ID, f.Version, c); err != nil {
			t.Fatal(err)
		}
		_, err := k.s.Change(ctx, k.sends, f.ID, f.Version, k.whole())
		if e := errs.As(err); !errors.Is(err, errs.Conflict) || len(e.Fields) != 1 || e.Fields[0].Path != "summary" {
			t.Errorf("got %v", err)
		}
	})
}

func TestWhoDiesOrEscapesIsHandedOverNoMore(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		k, ctx := open(t, d), t.Context()
		people := persontest.Service(d)
		people.Left.Subscribe(handover.DropTx)
		f := k.at(handover.Sent)
		head := k.Actor(authz.FacilityHead, k.LapasBungo)
		if _, err := people.Leave(ctx, head, k.person.ID, person.LeaveCommand{On: civil.Must("2026-11-22"), Kind: person.EndDeath}); err != nil {
			t.Fatal(err)
		}
		if got, err := k.s.Get(ctx, k.sends, f.ID); err != nil || got.Status != handover.Cancelled {
			t.Errorf("after death: %+v, %v", got, err)
		}
		if _, err := k.s.Draft(ctx, k.sends, k.person.ID, k.whole()); !errors.Is(err, errs.State) {
			t.Errorf("drafted for the dead: %v", err)
		}
		k.person = persontest.Convict(t, d, k.LapasBungo, "Bebas")
		f = k.at(handover.Sent)
		if _, err := people.Release(ctx, head, k.person.ID, person.ReleaseCommand{On: civil.Must("2026-11-22"), Kind: person.Parole}); err != nil {
			t.Fatal(err)
		}
		if got, err := k.s.Get(ctx, k.sends, f.ID); err != nil || got.Status != handover.Sent {
			t.Errorf("after release: %+v, %v", got, err)
		}
	})
}

func TestEveryMethodRefusesStrangers(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) { persontest.RefusesStrangers(t, handover.New(d)) })
}
