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
	"titian/internal/kernel/page"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
)

// gate is two facilities, a person at the first, and who answers for each.
type gate struct {
	*directorytest.World
	s        *person.Service
	sender   authz.Actor
	receiver authz.Actor
	p        person.Person
}

func atTheGate(t *testing.T, d *db.DB) gate {
	t.Helper()
	w := directorytest.Seed(t, d)
	return gate{w, persontest.Service(d), w.Actor(authz.FacilityHead, w.LapasBungo), w.Actor(authz.ProgrammeOfficer, w.RutanSungaiPenuh), persontest.Convict(t, d, w.LapasBungo, "Pindah")}
}

func (g gate) command() person.TransferCommand {
	return person.TransferCommand{To: g.RutanSungaiPenuh, Purpose: "family", Letter: "W5-12/2026", PlannedOn: civil.Must("2026-11-20")}
}

func (g gate) request(t *testing.T) person.Transfer {
	t.Helper()
	x, err := g.s.RequestTransfer(t.Context(), g.sender, g.p.ID, g.command())
	if err != nil {
		t.Fatal(err)
	}
	return x
}

func accept(on string) person.AcceptCommand { return person.AcceptCommand{On: civil.Must(on)} }

func TestAnAcceptedTransferMovesThePersonInOneStep(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		g, ctx := atTheGate(t, d), t.Context()
		var heard []person.Left
		g.s.Left.Subscribe(func(_ context.Context, _ *db.Tx, l person.Left) error {
			heard = append(heard, l)
			return nil
		})
		asked := g.request(t)
		if p, err := g.s.Get(ctx, g.sender, g.p.ID); err != nil || p.Custody != person.Active || p.Facility != g.LapasBungo {
			t.Fatalf("while it is asked the sender holds: %+v, %v", p, err)
		}
		if _, err := g.s.Get(ctx, g.receiver, g.p.ID); !errors.Is(err, errs.NotFound) {
			t.Errorf("the receiver reads the record before accepting: %v", err)
		}
		got, err := g.s.AcceptTransfer(ctx, g.receiver, asked.ID, person.AcceptCommand{On: civil.Must("2026-11-21"), RegisterNo: "B-I-77", Version: asked.Version})
		if err != nil || got.Status != person.Accepted || got.MovedOn != civil.Must("2026-11-21") {
			t.Fatalf("accepted: %+v, %v", got, err)
		}
		if _, err := g.s.Get(ctx, g.sender, g.p.ID); !errors.Is(err, errs.NotFound) {
			t.Errorf("the sender still reads the record: %v", err)
		}
		p, err := g.s.Get(ctx, g.receiver, g.p.ID)
		if err != nil || p.Custody != person.Active || p.Facility != g.RutanSungaiPenuh || p.RegisterNo != "B-I-77" || p.AdmittedOn != got.MovedOn {
			t.Errorf("at the receiver: %+v, %v", p, err)
		}
		stays, err := g.s.CustodyOf(ctx, g.receiver, p.ID)
		if err != nil || len(stays) != 2 || stays[0].EndKind != "" || stays[1].EndKind != person.EndTransfer || stays[1].EndsOn != stays[0].StartsOn {
			t.Errorf("stays %+v, %v", stays, err)
		}
		if len(heard) != 1 || heard[0].Facility != g.LapasBungo || heard[0].Kind != person.EndTransfer {
			t.Errorf("the hook heard %+v", heard)
		}
	})
}

func TestTheSenderKeepsSightOfTheOutcomeAlone(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		g, ctx := atTheGate(t, d), t.Context()
		asked := g.request(t)
		if _, err := g.s.AcceptTransfer(ctx, g.receiver, asked.ID, accept("2026-11-20")); err != nil {
			t.Fatal(err)
		}
		if _, err := g.s.Release(ctx, g.receiver, g.p.ID, person.ReleaseCommand{On: civil.Must("2026-11-21"), Kind: person.Parole}); err != nil {
			t.Fatal(err)
		}
		v, err := g.s.Transfer(ctx, g.sender, asked.ID)
		if err != nil || v.Name != "Pindah" || v.Custody != person.Released || v.ReleasedOn != civil.Must("2026-11-21") {
			t.Errorf("the sender sees %+v, %v", v, err)
		}
		if v.RegisterNo != "" || !v.ReleaseDueOn.IsZero() || v.LegalStatus != "" || v.Born != "" {
			t.Errorf("the sender reads new case data: %+v", v)
		}
		list, err := g.s.Transfers(ctx, g.sender, person.TransferFilter{Sent: true, Status: person.Accepted}, page.Request{})
		if err != nil || len(list.Items) != 1 || list.Items[0].RegisterNo != "" {
			t.Errorf("the list of the sender: %+v, %v", list, err)
		}
		if list, _ := g.s.Transfers(ctx, g.sender, person.TransferFilter{}, page.Request{}); len(list.Items) != 0 {
			t.Errorf("the sender is asked nothing: %+v", list)
		}
		if _, err := g.s.Transfer(ctx, g.Actor(authz.FacilityHead, g.LapasSelong), asked.ID); !errors.Is(err, errs.NotFound) {
			t.Errorf("a third facility: %v", err)
		}
	})
}

func TestAReturnedTransferSaysWhyAndCanBeAskedAgain(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		g, ctx := atTheGate(t, d), t.Context()
		asked := g.request(t)
		_, err := g.s.ReturnTransfer(ctx, g.receiver, asked.ID, person.AnswerCommand{})
		if e := errs.As(err); e == nil || len(e.Fields) != 1 || e.Fields[0].Path != "reason" {
			t.Errorf("without a reason: %v", err)
		}
		got, err := g.s.ReturnTransfer(ctx, g.receiver, asked.ID, person.AnswerCommand{Reason: "Berkas putusan belum ada"})
		if err != nil || got.Status != person.Returned || got.Reason == "" {
			t.Fatalf("returned: %+v, %v", got, err)
		}
		if v, err := g.s.Transfer(ctx, g.receiver, asked.ID); err != nil || v.Name != "" || v.Reason == "" {
			t.Errorf("the receiver has no further business with the name: %+v, %v", v, err)
		}
		if p, err := g.s.Get(ctx, g.sender, g.p.ID); err != nil || p.Custody != person.Active || p.Facility != g.LapasBungo {
			t.Errorf("the sender keeps the person: %+v, %v", p, err)
		}
		g.request(t)
	})
}

func TestATransferIsAskedAndAnsweredByItsOwnSideOnce(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		g, ctx := atTheGate(t, d), t.Context()
		asked := g.request(t)
		answer := person.AnswerCommand{Reason: "x"}
		for name, c := range map[string]struct {
			try  func() error
			want error
		}{
			"asked twice":           {func() error { _, err := g.s.RequestTransfer(ctx, g.sender, g.p.ID, g.command()); return err }, errs.State},
			"asked by the receiver": {func() error { _, err := g.s.RequestTransfer(ctx, g.receiver, g.p.ID, g.command()); return err }, errs.NotFound},
			"accepted by sender":    {func() error { _, err := g.s.AcceptTransfer(ctx, g.sender, asked.ID, accept("2026-11-20")); return err }, errs.NotFound},
			"returned by sender":    {func() error { _, err := g.s.ReturnTransfer(ctx, g.sender, asked.ID, answer); return err }, errs.NotFound},
			"cancelled by receiver": {func() error { _, err := g.s.CancelTransfer(ctx, g.receiver, asked.ID, answer); return err }, errs.NotFound},
			"by a guardian": {func() error {
				_, err := g.s.AcceptTransfer(ctx, g.Actor(authz.CaseGuardian, g.RutanSungaiPenuh), asked.ID, accept("2026-11-20"))
				return err
			}, errs.Forbidden},
			"before the stay": {func() error {
				_, err := g.s.AcceptTransfer(ctx, g.receiver, asked.ID, accept("2025-02-01"))
				return err
			}, errs.Invalid},
			"tomorrow": {func() error {
				_, err := g.s.AcceptTransfer(ctx, g.receiver, asked.ID, accept("2026-11-23"))
				return err
			}, errs.Invalid},
			"an older version": {func() error {
				_, err := g.s.CancelTransfer(ctx, g.sender, asked.ID, person.AnswerCommand{Reason: "x", Version: 7})
				return err
			}, errs.Conflict},
		} {
			if err := c.try(); !errors.Is(err, c.want) {
				t.Errorf("%s: %v, want %v", name, err, c.want)
			}
		}
		if _, err := g.s.CancelTransfer(ctx, g.sender, asked.ID, answer); err != nil {
			t.Fatal(err)
		}
		if _, err := g.s.AcceptTransfer(ctx, g.receiver, asked.ID, accept("2026-11-20")); !errors.Is(err, errs.State) {
			t.Errorf("accepted after it was taken back: %v", err)
		}
	})
}

func TestATransferLeadsToAnotherFacilityThatHoldsPeople(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		g := atTheGate(t, d)
		for _, to := range []id.Organisation{{}, g.LapasBungo, g.BapasJambi, g.Baznas} {
			c := g.command()
			c.To = to
			_, err := g.s.RequestTransfer(t.Context(), g.sender, g.p.ID, c)
			if e := errs.As(err); e == nil || len(e.Fields) != 1 || e.Fields[0].Path != "to_id" {
				t.Errorf("to %q: %v", to, err)
			}
		}
		_, err := g.s.RequestTransfer(t.Context(), g.sender, g.p.ID, person.TransferCommand{})
		if e := errs.As(err); e == nil || len(e.Fields) != 4 {
			t.Errorf("empty: %v", err)
		}
	})
}

func TestWhoLeavesOtherwiseIsNoLongerAwaited(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		g, ctx := atTheGate(t, d), t.Context()
		asked := g.request(t)
		if _, err := g.s.Release(ctx, g.sender, g.p.ID, person.ReleaseCommand{On: civil.Must("2026-11-21"), Kind: person.Expiry}); err != nil {
			t.Fatal(err)
		}
		if v, err := g.s.Transfer(ctx, g.sender, asked.ID); err != nil || v.Status != person.Cancelled || v.Reason != "expiry" {
			t.Errorf("after the release: %+v, %v", v, err)
		}
		if _, open, err := g.s.TransferOf(ctx, g.sender, g.p.ID); open || err != nil {
			t.Errorf("one is under way: %v, %v", open, err)
		}
	})
}
