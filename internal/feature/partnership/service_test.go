package partnership_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"titian/internal/feature/agreement"
	"titian/internal/feature/agreement/agreementtest"
	"titian/internal/feature/directory/directorytest"
	"titian/internal/feature/partnership"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
)

var today = civil.Must("2026-11-22")

func is(t *testing.T, what string, err error, kind errs.Kind) {
	t.Helper()
	if !errors.Is(err, kind) {
		t.Errorf("%s: got %v, want %s", what, err, kind)
	}
}

func ok(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func paths(err error) []string {
	var out []string
	if e := errs.As(err); e != nil {
		for _, f := range e.Fields {
			out = append(out, f.Path+":"+f.Code)
		}
	}
	return out
}

// room is a cooperation of Lapas Selong with its regency, and who works in it.
type room struct {
	*directorytest.World
	d                       *db.DB
	s                       *partnership.Service
	c                       agreement.Cooperation
	officer, partner, other authz.Actor
}

func inRoom(t *testing.T, f func(t *testing.T, r room)) {
	t.Helper()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := directorytest.Seed(t, d)
		need := func(_ context.Context, _ db.Querier, ask partnership.NeedQuestion) (partnership.NeedFigures, error) {
			if !slices.Contains(ask.Facilities, w.LapasSelong) || ask.Topic == "few" {
				return partnership.NeedFigures{People: 3, Leaving: 1, Basis: "skill"}, nil
			}
			return partnership.NeedFigures{People: 47, Leaving: 18, Basis: "skill"}, nil
		}
		f(t, room{
			w, d, partnership.New(d, need), agreementtest.Cooperation(t, d, w.LapasSelong, w.PemkabLotim),
			w.Actor(authz.ProgrammeOfficer, w.LapasSelong), w.Actor(authz.Partner, w.PemkabLotim), w.Actor(authz.Partner, w.PemkabMaros),
		})
	})
}

func post(t *testing.T, d *db.DB, org id.Organisation, title string) id.Post {
	t.Helper()
	key := id.Post{}.Make()
	ok(t, d.InTx(t.Context(), func(tx *db.Tx) error {
		_, err := db.Exec(t.Context(), tx, `INSERT INTO directory_post (id, organisation_id, title, active, version, created_at, updated_at) VALUES ($1, $2, $3, $4, 1, 0, 0)`, key, org, title, true)
		return err
	}))
	return key
}

func TestNobodyAndTheObserverAreRefusedBeforeAnythingIsRead(t *testing.T) {
	inRoom(t, func(t *testing.T, r room) {
		for kind, actor := range map[errs.Kind]authz.Actor{errs.Unauthenticated: {}, errs.Forbidden: r.Actor(authz.Observer, r.LapasSelong)} {
			_, err := r.s.Record(t.Context(), actor, partnership.RecordCommand{})
			is(t, "record", err, kind)
			_, err = r.s.Proposal(t.Context(), actor, id.Proposal{})
			is(t, "proposal", err, kind)
			is(t, "confirm", r.s.Confirm(t.Context(), actor, id.Delivery{}, 0, partnership.ConfirmCommand{}), kind)
			_, err = r.s.Vitality(t.Context(), actor, id.Agreement{})
			is(t, "vitality", err, kind)
			_, err = r.s.Waiting(t.Context(), actor)
			is(t, "waiting", err, kind)
		}
	})
}

func TestAPartnerFindsNothingOfAnotherPartners(t *testing.T) {
	inRoom(t, func(t *testing.T, r room) {
		ctx := t.Context()
		m, err := r.s.Record(ctx, r.officer, partnership.RecordCommand{Cooperation: r.c.ID, MeetingCommand: partnership.MeetingCommand{Kind: partnership.Audience, Title: "Audiensi"}})
		ok(t, err)
		_, err = r.s.Meeting(ctx, r.other, m.ID)
		is(t, "meeting", err, errs.NotFound)
		_, err = r.s.Propose(ctx, r.other, partnership.ProposeCommand{Cooperation: r.c.ID, ProposalText: ask(3)})
		is(t, "propose", err, errs.NotFound)
		waiting, err := r.s.Waiting(ctx, r.other)
		ok(t, err)
		if len(waiting.Held)+len(waiting.Answers) > 0 {
			t.Errorf("waits for another: %+v", waiting)
		}
	})
}

func ask(quantity int) partnership.ProposalText {
	return partnership.ProposalText{Form: "instructors", Title: "Instruktur las", Quantity: quantity, Unit: "orang", WantedBy: today.AddDays(30)}
}

func TestAClosedCooperationTakesNoNewWork(t *testing.T) {
	inRoom(t, func(t *testing.T, r room) {
		ctx := t.Context()
		ok(t, agreement.New(r.d).CloseCooperation(ctx, r.officer, r.c.ID, 1, "Selesai"))
		_, err := r.s.Record(ctx, r.officer, partnership.RecordCommand{Cooperation: r.c.ID, MeetingCommand: partnership.MeetingCommand{Kind: partnership.Audience, Title: "Audiensi"}})
		is(t, "meeting", err, errs.State)
		_, err = r.s.Propose(ctx, r.partner, partnership.ProposeCommand{Cooperation: r.c.ID, ProposalText: ask(1)})
		is(t, "proposal", err, errs.State)
	})
}

func TestTheCatalogueOfFormsIsCompleteAndUnique(t *testing.T) {
	codes := partnership.FormCodes()
	slices.Sort(codes)
	if len(slices.Compact(slices.Clone(codes))) != len(codes) {
		t.Error("a code stands twice")
	}
	for _, want := range []string{"instructors", "equipment", "training_places", "funds", "health_service", "religious_guidance", "business_capital", "market", "job_places", "house_support", "documents", "staff", "reintegration_help", "draft_agreement"} {
		f := partnership.FormOf(want)
		if !slices.Contains(codes, want) || f.Indonesian == "" || f.English == "" || f.Unit == "" || f.English == f.Indonesian {
			t.Errorf("%s: %+v", want, f)
		}
	}
}
