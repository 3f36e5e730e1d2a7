package partnership_test

import (
	"slices"
	"testing"

	"titian/internal/feature/agreement/agreementtest"
	"titian/internal/feature/partnership"
	"titian/internal/feature/partnership/partnershiptest"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/kernel/page"
	"titian/internal/platform/authz"
)

func TestAPromiseStandsBetweenTheTwoSides(t *testing.T) {
	inRoom(t, func(t *testing.T, r room) {
		ctx := t.Context()
		foreign := agreementtest.Signed(t, r.d, agreementtest.Cooperation(t, r.d, r.LapasSelong, r.PemkabMaros), today, today.AddDays(9))
		for name, tt := range map[string]struct {
			actor              authz.Actor
			promiser, receiver id.Organisation
			agreement          id.Agreement
			kind               errs.Kind
			fields             []string
		}{
			"the officer notes the partner's word":      {r.officer, r.PemkabLotim, r.LapasSelong, id.Agreement{}, "", nil},
			"the officer notes the office's own word":   {r.officer, r.LapasSelong, r.PemkabLotim, id.Agreement{}, "", nil},
			"the partner notes its own word":            {r.partner, r.PemkabLotim, r.LapasSelong, id.Agreement{}, "", nil},
			"the partner notes the office's word":       {r.partner, r.LapasSelong, r.PemkabLotim, id.Agreement{}, errs.Forbidden, nil},
			"the regional office notes a facility's":    {r.Actor(authz.RegionalOffice, r.KanwilNTB), r.PemkabLotim, r.LapasSelong, id.Agreement{}, errs.Forbidden, nil},
			"a promise to oneself":                      {r.officer, r.LapasSelong, r.LapasSelong, id.Agreement{}, errs.Invalid, []string{"receiver_id:commitment.same_side"}},
			"a promise of strangers":                    {r.officer, r.PemkabMaros, r.LapasMaros, id.Agreement{}, errs.Invalid, []string{"promiser_id:choice.invalid", "receiver_id:choice.invalid"}},
			"nobody promises nothing":                   {r.officer, id.Organisation{}, id.Organisation{}, id.Agreement{}, errs.Invalid, []string{"promiser_id:required", "receiver_id:required"}},
			"under an agreement of another cooperation": {r.officer, r.PemkabLotim, r.LapasSelong, foreign.ID, errs.Invalid, []string{"agreement_id:choice.invalid"}},
		} {
			terms := partnershiptest.Terms(2, today.AddDays(10))
			terms.Agreement = tt.agreement
			made, err := r.s.Promise(ctx, tt.actor, partnership.PromiseCommand{Cooperation: r.c.ID, Promiser: tt.promiser, Receiver: tt.receiver, CommitmentTerms: terms})
			if tt.kind == "" {
				if err != nil || made.Status != partnership.CommitmentOpen {
					t.Errorf("%s: %v", name, err)
				}
				continue
			}
			is(t, name, err, tt.kind)
			if got := paths(err); !slices.Equal(got, tt.fields) {
				t.Errorf("%s: got %v, want %v", name, got, tt.fields)
			}
		}
	})
}

func TestToPromiseLessTakesTheSideThatWasPromisedTo(t *testing.T) {
	inRoom(t, func(t *testing.T, r room) {
		ctx := t.Context()
		c := partnershiptest.Promise(t, r.d, r.c, id.Agreement{}, 10, today.AddDays(10))
		amend := func(quantity int, due civil.Date) partnership.AmendCommand {
			return partnership.AmendCommand{CommitmentTerms: partnershiptest.Terms(quantity, due), Reason: "Kesepakatan rapat"}
		}
		is(t, "the promiser promises less", r.s.Amend(ctx, r.partner, c.ID, 1, amend(8, c.DueOn)), errs.Forbidden)
		is(t, "the promiser delays", r.s.Amend(ctx, r.partner, c.ID, 1, amend(10, c.DueOn.AddDays(1))), errs.Forbidden)
		is(t, "the promiser cancels", r.s.CancelCommitment(ctx, r.partner, c.ID, 1, "Batal"), errs.Forbidden)
		is(t, "another partner", r.s.CancelCommitment(ctx, r.other, c.ID, 1, "Batal"), errs.NotFound)
		noReason := amend(8, c.DueOn)
		noReason.Reason = ""
		is(t, "without a reason", r.s.Amend(ctx, r.officer, c.ID, 1, noReason), errs.Invalid)
		ok(t, r.s.Amend(ctx, r.partner, c.ID, 1, amend(12, c.DueOn.AddDays(-1))))
		ok(t, r.s.Amend(ctx, r.officer, c.ID, 2, amend(8, c.DueOn.AddDays(30))))
		is(t, "an old page", r.s.Amend(ctx, r.officer, c.ID, 2, amend(7, c.DueOn)), errs.Conflict)
		got, err := r.s.Commitment(ctx, r.partner, c.ID)
		ok(t, err)
		if len(got.Amendments) != 2 || got.Amendments[0].Quantity != 12 || got.Amendments[1].Quantity != 10 || got.Quantity != 8 || got.Amendments[1].DueOn != c.DueOn {
			t.Errorf("history %+v", got.Amendments)
		}
		is(t, "cancelled without a reason", r.s.CancelCommitment(ctx, r.officer, c.ID, 3, " "), errs.Invalid)
		ok(t, r.s.CancelCommitment(ctx, r.officer, c.ID, 3, "Program dihapus"))
		is(t, "amended when cancelled", r.s.Amend(ctx, r.officer, c.ID, 4, amend(9, c.DueOn)), errs.State)
		_, err = r.s.Report(ctx, r.partner, c.ID, partnership.ReportCommand{DeliveredOn: today, Quantity: 1, Evidence: "BA"})
		is(t, "delivered when cancelled", err, errs.State)
	})
}

func TestOverdueIsReadFromTheDay(t *testing.T) {
	inRoom(t, func(t *testing.T, r room) {
		ctx := t.Context()
		for _, days := range []int{-3, -1, 0, 5, 15} {
			partnershiptest.Promise(t, r.d, r.c, id.Agreement{}, 1, today.AddDays(days))
		}
		listed, err := r.s.Commitments(ctx, r.partner, partnership.CommitmentFilter{}, page.Request{})
		ok(t, err)
		var late []int
		for _, c := range listed.Items {
			late = append(late, c.Late(today))
		}
		if want := []int{3, 1, 0, 0, 0}; !slices.Equal(late, want) {
			t.Errorf("late by %v", late)
		}
		overdue, err := r.s.Commitments(ctx, r.officer, partnership.CommitmentFilter{Late: true, Desc: true}, page.Request{})
		ok(t, err)
		if len(overdue.Items) != 2 || overdue.Items[0].Late(today) != 1 {
			t.Errorf("%d overdue", len(overdue.Items))
		}
		waiting, err := r.s.Waiting(ctx, r.partner)
		ok(t, err)
		if len(waiting.Promises) != 4 {
			t.Errorf("%d promises wait for the partner", len(waiting.Promises))
		}
		if waiting, _ = r.s.Waiting(ctx, r.officer); len(waiting.Promises) != 0 {
			t.Error("the receiver is told to keep the promiser's word")
		}
	})
}
